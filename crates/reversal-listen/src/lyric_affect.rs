//! What the words of a line feel like and are about.
//!
//! Valence is VADER's compound (Hutto & Gilbert 2014): r = .52 with people's
//! ratings of lyric lines. Arousal is the sum of what its words are worth
//! either way, with exclamations and capitals: r = .27. Only about a third of
//! lines hold a rated word, so [`LyricAffect`] smooths over stanzas. Themes come
//! from short lists of our own in English, Spanish, French and German. VADER
//! reads English only: in the other three the lists tell bright and dark words
//! too, summed up by VADER's formula (how well they agree with people is not
//! measured). In any other language every value is neutral.

mod course;
mod themes;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use vader_sentiment::{LEXICON, SentimentIntensityAnalyzer};

use crate::language::{Language, guess_language, languages_of_lines};

pub use course::{LyricAffect, LyricMoment};
pub use themes::Theme;

/// The affect of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineAffect {
    /// −1 dark .. 1 bright.
    pub valence: f32,
    /// 0 calm .. 1 stirred.
    pub arousal: f32,
    /// 0..1: violence and command, sharpened by dark words and shouting.
    pub aggression: f32,
    /// 0..1: tenderness and love.
    pub tenderness: f32,
    /// −1 helpless .. 1 in power.
    pub power: f32,
    /// Words of each theme, only those that occur, in the order of `Theme::ALL`.
    pub themes: Vec<(Theme, u32)>,
}

impl LineAffect {
    /// Words of a theme in the line.
    pub fn count(&self, theme: Theme) -> u32 {
        self.themes.iter().find(|(found, _)| *found == theme).map_or(0, |(_, count)| *count)
    }
}

/// VADER's values of words, −4..4, by lower case; ordered, so that nothing can depend on a hash.
static WORD_VALENCES: LazyLock<BTreeMap<String, f64>> =
    LazyLock::new(|| LEXICON.iter().map(|(word, value)| (word.to_lowercase(), *value)).collect());

/// Words that speak to someone.
const ADDRESSED: &[&str] = &["you", "your", "ya", "tu", "te", "tus", "toi", "tes", "du", "dich", "dein", "deine"];

/// The affect of one line of lyrics, in the language that it tells itself.
pub fn line_affect(text: &str) -> LineAffect {
    affect_in(text, guess_language(text.split_whitespace()))
}

/// The affect of each line of a song: its language is told from all of them.
pub fn affect_of_lines<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> Vec<LineAffect> {
    let languages = languages_of_lines(lines.clone());
    lines.zip(languages).map(|(text, language)| affect_in(text, language)).collect()
}

fn affect_in(text: &str, language: Language) -> LineAffect {
    let plain = text.replace(['’', '‘'], "'");
    // "t'aime", "l'amour": in French each side of an apostrophe is a word.
    let is_joined = |c: char| c == '\'' && language != Language::French;
    let words: Vec<&str> = plain
        .split(|c: char| !(c.is_alphanumeric() || is_joined(c)))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let counts = themes::count(&words, language);
    let of = |theme: Theme| counts[theme as usize] as f32;
    let (valence, worth) = match language {
        Language::English => {
            let worths = lower.iter().filter_map(|word| WORD_VALENCES.get(word.as_str()));
            (compound(&plain), worths.map(|value| value.abs()).sum::<f64>())
        }
        _ => {
            let worths = themes::worths(&words, language);
            (compound_of(worths.iter().sum()), worths.iter().map(|worth| worth.abs()).sum())
        }
    };
    let shouting = shouting(text, &words);
    let arousal = saturate(worth as f32 / 4.0 + 0.5 * shouting);
    let harm = of(Theme::Violence) + 0.5 * of(Theme::Command) + 0.5 * (-valence).max(0.0) + 0.5 * shouting;
    let care = of(Theme::Tenderness) + 0.5 * of(Theme::Love);
    let strength = of(Theme::Power) + 0.5 * of(Theme::Command) + 0.3 * of(Theme::Violence);
    // "Get on your knees": the weakness in a threat is the other's.
    let threatens =
        of(Theme::Violence) + of(Theme::Command) > 0.0 && lower.iter().any(|word| ADDRESSED.contains(&word.as_str()));
    let helplessness = if threatens { 0.0 } else { of(Theme::Weakness) + 0.5 * of(Theme::Grief) };
    LineAffect {
        valence,
        arousal,
        // A dark line is not yet an aggressive one: some deed or order must be in it, or a shout.
        aggression: if of(Theme::Violence) + of(Theme::Command) + shouting > 0.0 { saturate(harm) } else { 0.0 },
        tenderness: saturate(care + if care > 0.0 { 0.5 * valence.max(0.0) } else { 0.0 }),
        power: saturate(strength) - saturate(helplessness),
        themes: Theme::ALL
            .into_iter()
            .map(|theme| (theme, counts[theme as usize]))
            .filter(|(_, count)| *count > 0)
            .collect(),
    }
}

fn compound(text: &str) -> f32 {
    let analyzer = SentimentIntensityAnalyzer::new();
    let scores = analyzer.polarity_scores(text);
    let compound = scores.get("compound").copied().unwrap_or(0.0) as f32;
    if compound.is_finite() { compound.clamp(-1.0, 1.0) } else { 0.0 }
}

/// VADER's measure of a line from the sum of what its words are worth: −1..1.
fn compound_of(sum: f64) -> f32 {
    const NORMAL: f64 = 15.0;
    (sum / (sum * sum + NORMAL).sqrt()) as f32
}

/// 0..2: exclamation marks, and the share of words written in capitals.
fn shouting(text: &str, words: &[&str]) -> f32 {
    let marks = text.chars().filter(|c| *c == '!').count().min(3) as f32 / 3.0;
    let is_shouted = |word: &&&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() > 1 && word.chars().all(|c| !c.is_lowercase())
    };
    // A whole line in capitals may be a habit of the writer, but reads as shouted too.
    let capitals = words.iter().filter(is_shouted).count() as f32 / words.len().max(1) as f32;
    marks + capitals
}

/// 0..∞ to 0..1: one rated word already gives .39, three give .78.
fn saturate(amount: f32) -> f32 {
    1.0 - (-0.5 * amount.max(0.0)).exp()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn threats_caresses_and_despair_are_told_apart() {
        let threat = line_affect("Get down on your knees or I'll break you!");
        let caress = line_affect("Hold me close, my gentle darling");
        let despair = line_affect("I am helpless, lost and broken, crying alone");
        assert!(threat.aggression > 0.5 && caress.aggression == 0.0, "{threat:?} {caress:?}");
        assert!(caress.tenderness > 0.5 && caress.valence > 0.0 && threat.tenderness == 0.0);
        assert!(despair.power < -0.5 && despair.valence < -0.3 && despair.aggression == 0.0, "{despair:?}");
        assert!(threat.power > 0.0);
    }

    #[test]
    fn shouting_stirs() {
        assert!(line_affect("RUN AWAY!!!").arousal > line_affect("run away").arousal);
    }

    #[test]
    fn a_line_without_known_words_is_neutral() {
        let line = line_affect("tum ti tum");
        assert_eq!(
            (line.valence, line.arousal, line.aggression, line.tenderness, line.power),
            (0.0, 0.0, 0.0, 0.0, 0.0)
        );
        assert!(line.themes.is_empty());
    }

    #[test]
    fn common_words_of_other_languages_are_known() {
        assert!(line_affect("je t'aime, mon amour").count(Theme::Love) > 0);
        assert!(line_affect("ich will nach Hause").count(Theme::Home) > 0);
        assert!(line_affect("de rodillas, te voy a matar").count(Theme::Violence) > 0);
    }

    #[test]
    fn threats_and_caresses_are_told_apart_in_four_languages() {
        for (threat, caress) in [
            ("Down on your knees, I'll kill you", "Hold me close, my gentle darling"),
            ("Arrodíllate, te voy a matar con mi pistola", "Dame un beso dulce, mi amor, mi corazón"),
            ("À genoux, je vais te tuer dans le sang", "Embrasse-moi, mon amour, ma douce tendresse"),
            ("Knie nieder, ich will dein Blut und den Krieg", "Küss mich sanft, mein Liebling, du bist mein Herz"),
        ] {
            let (threat, caress) = (line_affect(threat), line_affect(caress));
            assert!(threat.aggression > 0.4 && threat.valence < -0.2 && threat.tenderness == 0.0, "{threat:?}");
            assert!(caress.tenderness > 0.4 && caress.valence > 0.2 && caress.aggression == 0.0, "{caress:?}");
        }
    }

    #[test]
    fn german_articles_are_no_deaths() {
        let lines = ["Die Sonne geht auf und die Nacht ist vorbei", "die die die"];
        let affects = affect_of_lines(lines.into_iter());
        assert!(affects[0].valence > 0.0 && affects.iter().all(|line| line.count(Theme::Grief) == 0), "{affects:?}");
    }

    proptest! {
        #[test]
        fn values_are_in_range_for_any_text(text in "\\PC{0,80}") {
            let line = line_affect(&text);
            prop_assert!((-1.0..=1.0).contains(&line.valence) && (-1.0..=1.0).contains(&line.power));
            for share in [line.arousal, line.aggression, line.tenderness] {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }
    }
}
