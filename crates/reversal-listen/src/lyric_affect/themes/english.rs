//! English words by what they are about; the sentiment of English is VADER's.

use super::{Theme, WordList};

pub(super) const WORDS: WordList = WordList {
    themes: &[
        (
            Theme::Power,
            "power* king queen crown throne boss master* rule ruler ruled rules reign* control* command commander \
             conquer* dominate* domination own owned owner strong stronger strength mighty win winner winning won \
             victory victorious champion* unstoppable invincible unbreakable authority law badge cop cops police \
             sheriff officer general army empire lord god almighty above rise rising tower giant lion wolf force",
        ),
        (
            Theme::Violence,
            "kill* murder* fight* fought beat beaten beating hit hitting punch* kick* slap* stab* cut cutting bleed* \
             blood* gun* shoot* shot bullet* knife knives blade* trigger war battle* weapon* bomb* explode* burn* \
             destroy* crush* smash* break breaking choke* strangle* strike striking attack* hurt hurting wound* \
             torture* violent violence rage rampage slaughter* slay* savage* revenge vengeance fist fists riot* \
             brawl* tear rip ripped bruise* hang hanging execute*",
        ),
        (
            Theme::Command,
            "obey* kneel* bow submit* surrender* freeze halt must shut quiet silence listen move stand hands down \
             crawl* beg stop don't never now wait behave bend follow march order* orders demand* forbid* forbidden",
        ),
        (
            Theme::Tenderness,
            "tender* gentle gently soft softly caress* cradle* embrace* hug hugs hugging hold holding held warm \
             warmth comfort* soothe* whisper* lullaby stroke kiss kisses kissing kissed cuddle* care caring kind \
             kindness sweet sweetly mercy forgive* forgiven forgiveness heal healing shelter* protect* safe rest \
             sleep hush",
        ),
        (
            Theme::Weakness,
            "weak* helpless* powerless fragile frail broken fall falling fell fallen beneath under trapped caught \
             cage caged chain* chained bound tied prisoner prison slave* victim* afraid fear fears scared scare \
             terrified tremble* trembling shaking shiver* knees crawl crawling begging please hide hiding run running \
             lost alone lonely small numb tired drowning sinking suffocat* defenceless defenseless useless worthless \
             nobody hostage captive",
        ),
        (
            Theme::Grief,
            "cry cries cried crying tear tears weep* wept sorrow* grief grieve* mourn* grave graves funeral dead \
             death die died dying dies gone goodbye farewell lost losing miss missing missed sorry regret* ache aches \
             aching pain* heartbreak* heartbroken sad sadness despair* hopeless misery miserable empty hollow ghost* \
             bury buried widow orphan*",
        ),
        (
            Theme::Home,
            "home homes house door doors room kitchen bed bedroom roof window street streets neighbourhood \
             neighborhood town mother mama mom father papa dad brother sister family son daughter child childhood kid \
             kids garden porch yard hometown cradle hearth",
        ),
        (
            Theme::Love,
            "love loves loved loving lover lovers beloved darling baby babe honey dear dearest heart hearts \
             sweetheart romance romantic passion* desire* need needing adore* kiss marry married wedding bride \
             forever together soul soulmate touch touching yearn* longing miracle crave* craving want wanting wanted",
        ),
    ],
    bright: "",
    dark: "",
    negations: "",
};
