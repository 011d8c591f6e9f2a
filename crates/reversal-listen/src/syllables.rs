//! Syllables of sung words by vowel groups: how long a word takes to sing.
//! Right to about one in ten words of English, better for Spanish and German.

use crate::language::Language;

/// Syllables of a word as it is sung, at least one.
pub(crate) fn syllables(word: &str, language: Language) -> usize {
    // Scripts that write a syllable a sign.
    let signs =
        word.chars().filter(|c| ('\u{3040}'..='\u{30ff}').contains(c) || ('\u{3400}'..='\u{d7a3}').contains(c)).count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let is_vowel = |at: usize| {
        let letter = letters[at];
        "aeiouáéíóúàèìòùâêîôûäëïöüœæå".contains(letter)
            || (letter == 'y' && (at > 0 || letters.len() == 1) && language != Language::German)
    };
    let mut groups = 0;
    for at in 0..letters.len() {
        if is_vowel(at) && (at == 0 || !is_vowel(at - 1) || splits(letters[at - 1], letters[at], language)) {
            groups += 1;
        }
    }
    let mute = usize::from(groups > 1 && has_mute_ending(&letters, language, is_vowel));
    (groups - mute + signs + digits).max(1)
}

/// Two vowels side by side that are sung apart.
fn splits(first: char, second: char, language: Language) -> bool {
    match language {
        Language::Spanish => {
            let strong = |letter: char| "aeoáéó".contains(letter);
            (strong(first) && strong(second)) || "íú".contains(first) || "íú".contains(second)
        }
        Language::English => matches!((first, second), ('i', 'a' | 'o') | ('e', 'o') | ('u', 'a')),
        Language::French => "éï".contains(first) || second == 'ï',
        Language::German => matches!((first, second), ('e', 'o' | 'a') | ('i', 'a' | 'o')),
    }
}

fn has_mute_ending(letters: &[char], language: Language, is_vowel: impl Fn(usize) -> bool) -> bool {
    let ends_in = |ending: &str| {
        letters.len() > ending.len() && letters.iter().rev().zip(ending.chars().rev()).all(|(a, b)| *a == b)
    };
    let consonant_at = |back: usize| letters.len().checked_sub(back).is_some_and(|at| !is_vowel(at));
    let letter_at = |back: usize| letters.len().checked_sub(back).map_or(' ', |at| letters[at]);
    match language {
        Language::English => {
            (ends_in("e") && consonant_at(2) && !(letter_at(2) == 'l' && consonant_at(3)))
                || (ends_in("ed") && consonant_at(3) && !"td".contains(letter_at(3)))
                || (ends_in("es") && consonant_at(3) && !"szxcgh".contains(letter_at(3)))
        }
        Language::French => {
            (ends_in("e") && consonant_at(2))
                || (ends_in("es") && consonant_at(3))
                || (ends_in("ent") && letters.len() > 5)
        }
        Language::Spanish | Language::German => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_follow_each_languages_spelling() {
        for (word, count) in [
            ("love", 1),
            ("over", 2),
            ("table", 2),
            ("walked", 1),
            ("wanted", 2),
            ("the", 1),
            ("yesterday", 3),
            ("rhythm!", 1),
            ("24", 2),
        ] {
            assert_eq!(syllables(word, Language::English), count, "{word}");
        }
        for (word, count) in [("corazón", 3), ("día", 2), ("tierra", 2), ("leer", 2)] {
            assert_eq!(syllables(word, Language::Spanish), count, "{word}");
        }
        for (word, count) in [("belle", 1), ("chanson", 2), ("naïve", 2)] {
            assert_eq!(syllables(word, Language::French), count, "{word}");
        }
        for (word, count) in [("Liebe", 2), ("Augen", 2), ("schön", 1)] {
            assert_eq!(syllables(word, Language::German), count, "{word}");
        }
        assert_eq!(syllables("さくら", Language::English), 3);
        assert_eq!(syllables("—", Language::English), 1);
    }
}
