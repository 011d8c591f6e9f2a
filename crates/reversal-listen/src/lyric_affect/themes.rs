//! Our own lists of words by what they are about, one a language.

mod english;
mod french;
mod german;
mod spanish;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::language::{Language, without_accents};

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

/// Words of one language. A word ending in `*` stands for every word that begins so.
struct WordList {
    themes: &'static [(Theme, &'static str)],
    /// Words of joy and of its opposite, where no other list tells of sentiment.
    bright: &'static str,
    dark: &'static str,
    /// Words that turn the next ones round.
    negations: &'static str,
}

impl WordList {
    const fn of(language: Language) -> &'static WordList {
        match language {
            Language::English => &english::WORDS,
            Language::Spanish => &spanish::WORDS,
            Language::French => &french::WORDS,
            Language::German => &german::WORDS,
        }
    }
}

/// What a word of the lists stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    About(Theme),
    Bright,
    Dark,
    Negation,
}

/// The words of one language, whole ones and beginnings, each with its marks.
#[derive(Default)]
struct Index {
    whole: BTreeMap<String, Vec<Mark>>,
    beginnings: BTreeMap<String, Vec<Mark>>,
}

impl Index {
    fn of(language: Language) -> Index {
        let list = WordList::of(language);
        let themes = list.themes.iter().map(|(theme, words)| (Mark::About(*theme), *words));
        let others = [(Mark::Bright, list.bright), (Mark::Dark, list.dark), (Mark::Negation, list.negations)];
        let mut index = Index::default();
        for (mark, words) in themes.chain(others) {
            for word in words.split_whitespace() {
                let marks = match word.strip_suffix('*') {
                    Some(beginning) => index.beginnings.entry(key(beginning, language)).or_default(),
                    None => index.whole.entry(key(word, language)).or_default(),
                };
                if !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
        }
        index
    }

    /// Everything that a word stands for, each once.
    fn marks(&self, word: &str) -> Vec<Mark> {
        let ends = word.char_indices().skip(1).map(|(end, _)| end).chain(std::iter::once(word.len()));
        let begun = ends.filter_map(|end| self.beginnings.get(&word[..end]));
        let mut marks: Vec<Mark> = self.whole.get(word).into_iter().chain(begun).flatten().copied().collect();
        marks.sort();
        marks.dedup();
        marks
    }
}

/// A word as it is looked up. Accents may be left out in Spanish and French; in German "schon" is not "schön".
fn key(word: &str, language: Language) -> String {
    match language {
        Language::German => word.to_lowercase().replace('ß', "ss"),
        _ => without_accents(word),
    }
}

static INDICES: LazyLock<[Index; 4]> =
    LazyLock::new(|| [Language::English, Language::Spanish, Language::French, Language::German].map(Index::of));

fn index_of(language: Language) -> &'static Index {
    &INDICES[language as usize]
}

/// How many of the words belong to each theme, by `Theme as usize`.
pub(super) fn count(words: &[&str], language: Language) -> [u32; 8] {
    let mut counts = [0; 8];
    for word in words {
        for mark in index_of(language).marks(&key(word, language)) {
            if let Mark::About(theme) = mark {
                counts[theme as usize] += 1;
            }
        }
    }
    counts
}

/// A negation turns round what follows it within so many words, and takes some of it away (both as VADER has it).
const NEGATION_REACH: usize = 3;
const NEGATED: f64 = -0.74;
/// Worth of a bright word; the mean of VADER's.
const BRIGHT_WORTH: f64 = 2.0;

/// The worth of each word that is bright or dark, in the units of VADER's lexicon, −4..4.
pub(super) fn worths(words: &[&str], language: Language) -> Vec<f64> {
    let mut negation_at = None;
    let mut worths = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let mut worth = 0.0;
        for mark in index_of(language).marks(&key(word, language)) {
            match mark {
                Mark::Bright => worth += BRIGHT_WORTH,
                Mark::Dark => worth -= BRIGHT_WORTH,
                Mark::Negation => negation_at = Some(at),
                Mark::About(_) => {}
            }
        }
        let is_negated = negation_at.is_some_and(|before| (1..=NEGATION_REACH).contains(&(at - before)));
        if worth != 0.0 {
            worths.push(if is_negated { NEGATED * worth } else { worth });
        }
    }
    worths
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 4] = [Language::English, Language::Spanish, Language::French, Language::German];

    #[test]
    fn the_lists_are_lower_case_and_have_each_word_once_a_theme() {
        for language in LANGUAGES {
            let list = WordList::of(language);
            let mut total = 0;
            let sentiment = [list.bright, list.dark, list.negations];
            for words in list.themes.iter().map(|(_, words)| *words).chain(sentiment) {
                let mut sorted: Vec<&str> = words.split_whitespace().collect();
                total += sorted.len();
                assert!(sorted.iter().all(|word| word.to_lowercase() == *word), "{language:?}");
                sorted.sort();
                let twice: Vec<_> = sorted.windows(2).filter(|pair| pair[0] == pair[1]).collect();
                assert!(twice.is_empty(), "{language:?} has {twice:?} twice");
            }
            assert!(total >= 250, "{total} words of {language:?}");
        }
    }

    #[test]
    fn beginnings_stand_for_their_words() {
        let counts = count(&["murderers", "kingdom", "king"], Language::English);
        assert_eq!((counts[Theme::Violence as usize], counts[Theme::Power as usize]), (1, 1));
    }

    #[test]
    fn words_of_one_language_say_nothing_in_another() {
        let grief = |language| count(&["die"], language)[Theme::Grief as usize];
        assert_eq!((grief(Language::English), grief(Language::German)), (1, 0));
    }

    #[test]
    fn accents_may_be_left_out_where_that_makes_no_other_word() {
        let love = |word: &str, language| count(&[word], language)[Theme::Love as usize];
        assert_eq!((love("corazon", Language::Spanish), love("coeur", Language::French)), (1, 1));
        assert_eq!(worths(&["schön"], Language::German), [2.0]);
        assert!(worths(&["schon"], Language::German).is_empty());
    }

    #[test]
    fn a_negation_turns_what_follows_round() {
        assert!(worths(&["no", "soy", "feliz"], Language::Spanish)[0] < 0.0);
        assert!(worths(&["nicht", "a", "b", "c", "traurig"], Language::German)[0] < 0.0);
    }
}
