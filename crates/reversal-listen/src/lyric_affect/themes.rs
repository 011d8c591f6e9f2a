//! Our own list of words by what they are about, English first. A word ending
//! in `*` stands for every word that begins so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a word is about, as far as a story of two people in each other's power cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Theme {
    /// Having the say.
    Power,
    /// Hurting.
    Violence,
    /// Ordering about.
    Command,
    /// Being gentle.
    Tenderness,
    /// Being at someone's mercy.
    Weakness,
    /// Having lost.
    Grief,
    /// Where one belongs.
    Home,
    /// Loving and wanting.
    Love,
}

impl Theme {
    /// Every theme, in the order of their declaration.
    pub const ALL: [Theme; 8] = [
        Theme::Power,
        Theme::Violence,
        Theme::Command,
        Theme::Tenderness,
        Theme::Weakness,
        Theme::Grief,
        Theme::Home,
        Theme::Love,
    ];
}

const WORDS: &[(Theme, &str)] = &[
    (
        Theme::Power,
        "power* king queen crown throne boss master* rule ruler ruled rules reign* control* command commander conquer* \
         dominate* domination own owned owner strong stronger strength mighty win winner winning won victory victorious \
         champion* unstoppable invincible unbreakable authority law badge cop cops police sheriff officer general army \
         empire lord god almighty above rise rising tower giant lion wolf \
         poder rey reina fuerte ley policía pouvoir roi reine fort force loi macht könig königin stark gesetz polizei",
    ),
    (
        Theme::Violence,
        "kill* murder* fight* fought beat beaten beating hit hitting punch* kick* slap* stab* cut cutting bleed* blood* gun* \
         shoot* shot bullet* knife knives blade* trigger war battle* weapon* bomb* explode* burn* destroy* crush* smash* \
         break breaking choke* strangle* strike striking attack* hurt hurting wound* torture* violent violence rage rampage \
         slaughter* slay* savage* revenge vengeance fist fists riot* brawl* tear rip ripped bruise* hang hanging execute* \
         matar mato sangre guerra golpe* pistola pelea* violencia tuer sang guerre frapper* couteau arme* töte* blut krieg \
         schlag* messer waffe* kampf",
    ),
    (
        Theme::Command,
        "obey* kneel* bow submit* surrender* freeze halt must shut quiet silence listen move stand hands down crawl* beg \
         stop don't never now wait behave bend follow march order* orders demand* forbid* forbidden \
         calla cállate arrodilla* obedece* quieto obéis* genoux tais gehorch* knie* schweig*",
    ),
    (
        Theme::Tenderness,
        "tender* gentle gently soft softly caress* cradle* embrace* hug hugs hugging hold holding held warm warmth comfort* \
         soothe* whisper* lullaby stroke kiss kisses kissing kissed cuddle* care caring kind kindness sweet sweetly mercy \
         forgive* forgiven forgiveness heal healing shelter* protect* safe rest sleep hush \
         caricia* abrazo* abrázame beso* besa* suave dulce perdón* tendre* doux douce caresse* embrasse* bisou pardon* zart* \
         sanft* kuss küss* umarm* streichel* verzeih*",
    ),
    (
        Theme::Weakness,
        "weak* helpless* powerless fragile frail broken fall falling fell fallen beneath under trapped caught cage caged \
         chain* chained bound tied prisoner prison slave* victim* afraid fear fears scared scare terrified tremble* trembling \
         shaking shiver* knees crawl crawling begging please hide hiding run running lost alone lonely small numb tired \
         drowning sinking suffocat* defenceless defenseless useless worthless nobody hostage captive \
         débil solo sola miedo perdido perdida rodillas cadenas faible seul seule peur perdu genoux chaînes schwach allein \
         angst verloren knien ketten gefangen",
    ),
    (
        Theme::Grief,
        "cry cries cried crying tear tears weep* wept sorrow* grief grieve* mourn* grave graves funeral dead death die died \
         dying dies gone goodbye farewell lost losing miss missing missed sorry regret* ache aches aching pain* heartbreak* \
         heartbroken sad sadness despair* hopeless misery miserable empty hollow ghost* bury buried widow orphan* \
         lágrima* llor* triste* dolor muerte muerto adiós larme* pleur* tristesse douleur mort adieu träne* wein* traurig* \
         schmerz* tod tot lebewohl",
    ),
    (
        Theme::Home,
        "home homes house door doors room kitchen bed bedroom roof window street streets neighbourhood neighborhood town \
         mother mama mom father papa dad brother sister family son daughter child childhood kid kids garden porch \
         yard hometown cradle hearth \
         casa hogar madre padre hermano hermana familia calle maison foyer mère père frère soeur famille rue haus hause \
         heim heimat mutter vater bruder schwester familie straße",
    ),
    (
        Theme::Love,
        "love loves loved loving lover lovers beloved darling baby babe honey dear dearest heart hearts sweetheart romance \
         romantic passion* desire* want wanting wanted need needing adore* kiss marry married wedding bride forever together \
         soul soulmate touch touching yearn* longing miracle crave* craving \
         amor amo amar quiero querer corazón cariño besos amour aime aimer t'aime coeur cœur chéri chérie liebe liebst \
         lieben liebling herz schatz sehnsucht",
    ),
];

type Lists = BTreeMap<&'static str, Vec<Theme>>;

/// Whole words and beginnings, each with its themes.
static INDEX: LazyLock<(Lists, Lists)> = LazyLock::new(|| {
    let (mut whole, mut beginnings) = (Lists::new(), Lists::new());
    for &(theme, words) in WORDS {
        for word in words.split_whitespace() {
            let themes = match word.strip_suffix('*') {
                Some(beginning) => beginnings.entry(beginning).or_default(),
                None => whole.entry(word).or_default(),
            };
            if !themes.contains(&theme) {
                themes.push(theme);
            }
        }
    }
    (whole, beginnings)
});

/// How many of the words (lower case) belong to each theme, by `Theme as usize`.
pub(super) fn count(words: &[String]) -> [u32; 8] {
    let (whole, beginnings) = &*INDEX;
    let mut counts = [0; 8];
    for word in words {
        let mut found: Vec<Theme> = whole.get(word.as_str()).cloned().unwrap_or_default();
        for (end, _) in word.char_indices().skip(1).chain(std::iter::once((word.len(), ' '))) {
            found.extend(beginnings.get(&word[..end]).into_iter().flatten());
        }
        found.sort();
        found.dedup();
        for theme in found {
            counts[theme as usize] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_lower_case_and_has_each_word_once_a_theme() {
        let mut total = 0;
        for (theme, words) in WORDS {
            let mut sorted: Vec<&str> = words.split_whitespace().collect();
            total += sorted.len();
            assert!(sorted.iter().all(|word| word.to_lowercase() == *word), "{theme:?}");
            sorted.sort();
            let twice: Vec<_> = sorted.windows(2).filter(|pair| pair[0] == pair[1]).collect();
            assert!(twice.is_empty(), "{theme:?} has {twice:?} twice");
        }
        assert!(total >= 300, "{total} words");
    }

    #[test]
    fn beginnings_stand_for_their_words() {
        let counts = count(&["murderers".to_owned(), "kingdom".to_owned(), "king".to_owned()]);
        assert_eq!((counts[Theme::Violence as usize], counts[Theme::Power as usize]), (1, 1));
    }
}
