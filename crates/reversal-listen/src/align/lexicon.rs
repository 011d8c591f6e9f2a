//! How the words of a song are said: by the model's dictionary where it has
//! them, by the rules of their language's spelling otherwise.

use std::collections::BTreeMap;

use super::{letters, numbers};
use crate::language::Language;

/// A word's phones, as indices into the model's.
pub(super) type Pronunciation = Vec<usize>;

/// Pronunciations of the words of one song.
pub(super) struct Lexicon<'a> {
    /// Spellings of the dictionary that were asked for.
    entries: BTreeMap<String, Vec<&'a str>>,
    phone_names: BTreeMap<&'a str, usize>,
}

impl<'a> Lexicon<'a> {
    /// `dictionary` has a word and its phones a line, `hello HH AH L OW`, variants as `hello(2)`.
    pub(super) fn new<'w>(
        dictionary: &'a str,
        phones: impl Iterator<Item = &'a str>,
        words: impl Iterator<Item = &'w str>,
    ) -> Lexicon<'a> {
        let mut entries: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for word in words {
            for part in parts(word).iter().flat_map(|part| spoken(part, Language::English)) {
                entries.extend(spellings(&part).into_iter().map(|(spelling, _)| (spelling, Vec::new())));
            }
        }
        for line in dictionary.lines() {
            let mut fields = line.split_ascii_whitespace();
            if let Some(found) = fields.next().and_then(|word| entries.get_mut(word)).filter(|found| found.is_empty()) {
                found.extend(fields);
            }
        }
        let phone_names = phones.enumerate().map(|(index, name)| (name, index)).collect();
        Lexicon { entries, phone_names }
    }

    /// The phones of a word as it is written in lyrics; None where it cannot be said.
    pub(super) fn pronunciation(&self, word: &str, language: Language) -> Option<Pronunciation> {
        let phones: Pronunciation = parts(word)
            .iter()
            .flat_map(|part| spoken(part, language))
            .flat_map(|part| self.names(&part, language))
            .filter_map(|name| self.phone_names.get(name).copied())
            .collect();
        (!phones.is_empty()).then_some(phones)
    }

    fn names(&self, part: &str, language: Language) -> Vec<&'a str> {
        if language == Language::English {
            for (spelling, ending) in spellings(part) {
                if let Some(found) = self.entries.get(&spelling).filter(|found| !found.is_empty()) {
                    return found.iter().copied().chain(ending.iter().copied()).collect();
                }
            }
        }
        let squeezed = squeezed(part, 2);
        match language {
            // "l'existence", "qu'est": each side of the apostrophe keeps its edges.
            Language::French => squeezed.split('\'').flat_map(|side| letters::phones(side, language)).collect(),
            _ => letters::phones(&squeezed.replace('\'', ""), language),
        }
    }
}

/// Letters, digits and apostrophes of a word in lower case, split where it is joined by hyphens.
fn parts(word: &str) -> Vec<String> {
    word.to_lowercase()
        .split(['-', '–', '—', '/', '…'])
        .map(|part| {
            let apostrophes = part.replace(['’', '‘', '`', '´'], "'");
            apostrophes.chars().filter(|c| c.is_alphanumeric() || *c == '\'').collect::<String>()
        })
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect()
}

/// A part with its numbers in words: "90s" is "ninety" and "s".
fn spoken(part: &str, language: Language) -> Vec<String> {
    let letters: Vec<char> = part.chars().collect();
    let runs = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let runs = runs.map(|run| run.iter().collect::<String>());
    let in_words = |run: String| {
        if run.starts_with(|c: char| c.is_ascii_digit()) { numbers::said(&run, language) } else { vec![run] }
    };
    runs.flat_map(in_words).collect()
}

/// Ways in which a dictionary may spell a word, the likeliest first, and what must be said after it.
fn spellings(part: &str) -> Vec<(String, &'static [&'static str])> {
    let bare = part.trim_matches('\'');
    let mut ways: Vec<(String, &'static [&'static str])> = vec![(part.to_owned(), &[]), (bare.to_owned(), &[])];
    if part.ends_with("in'") {
        ways.push((format!("{bare}g"), &[]));
    }
    if let Some(owner) = bare.strip_suffix("'s") {
        ways.push((owner.to_owned(), &["Z"]));
    }
    ways.push((bare.replace('\'', ""), &[]));
    // Held vowels are written at length: "nooo", "yeeeah".
    ways.push((squeezed(bare, 2), &[]));
    ways.push((squeezed(bare, 1), &[]));
    if let Some(stem) = bare.strip_suffix('s').filter(|stem| stem.len() > 2) {
        ways.push((stem.to_owned(), &["Z"]));
    }
    ways
}

/// Runs of three and more of the same letter cut down to `most`.
fn squeezed(word: &str, most: usize) -> String {
    let letters: Vec<char> = word.chars().collect();
    let runs = letters.chunk_by(|a, b| a == b);
    runs.flat_map(|run| run.iter().take(if run.len() > 2 { most } else { 2 })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICTIONARY: &str = "don't D OW N T\nsinging S IH NG IH NG\nno N OW\nno(2) N AA\nmoon M UW N\nbig B IH G\n";
    const PHONES: [&str; 12] = ["B", "D", "G", "IH", "M", "N", "NG", "OW", "S", "T", "UW", "Z"];

    fn said(word: &str, language: Language) -> String {
        let lexicon = Lexicon::new(DICTIONARY, PHONES.into_iter(), std::iter::once(word));
        let phones = lexicon.pronunciation(word, language).unwrap_or_default();
        phones.iter().map(|phone| PHONES[*phone]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_found_however_lyrics_spell_them() {
        for (word, expected) in [
            ("Don’t,", "D OW N T"),
            ("(Singin')", "S IH NG IH NG"),
            ("NOOOO!", "N OW"),
            ("no-no", "N OW N OW"),
            ("moon's", "M UW N Z"),
            ("moons", "M UW N Z"),
            ("biggg", "B IH G"),
        ] {
            assert_eq!(said(word, Language::English), expected, "{word}");
        }
    }

    #[test]
    fn numbers_hyphens_brackets_and_cries_are_said() {
        for (word, language, expected) in [
            ("24/7", Language::Spanish, "B N T T OW S T"),
            ("2", Language::German, "T S"),
            ("(no", Language::English, "N OW"),
            ("no)", Language::English, "N OW"),
            ("NO!!! 🎵", Language::English, "N OW"),
            ("“no”…", Language::English, "N OW"),
            ("no–no", Language::English, "N OW N OW"),
            ("*no*", Language::English, "N OW"),
            ("🔥", Language::English, ""),
            ("любовь", Language::English, ""),
        ] {
            // Phones that these few lack are left out.
            assert_eq!(said(word, language), expected, "{word}");
        }
    }

    #[test]
    fn other_words_go_by_their_letters() {
        assert_eq!(said("nigst", Language::English), "N IH G S T");
        assert_eq!(said("no", Language::Spanish), "N OW");
        assert_eq!(said("uuuu", Language::Spanish), "UW");
        assert_eq!(said("d'une", Language::French), "D UW N");
        assert_eq!(said("—", Language::English), "");
        assert_eq!(said("さくら", Language::English), "");
    }
}
