//! How a word is said, from its letters: tables of rules for English,
//! Spanish, French and German, all in the phones of American English (the
//! ARPAbet), for that is what the model knows: for a sound that English lacks
//! stands its nearest neighbour.
//!
//! A rule has the form of Elovitz and others (1976): letters between a left
//! and a right context, and what they sound like. The first rule that fits wins.

mod english;
mod french;
mod german;
mod spanish;

use crate::language::Language;

/// What stands before the letters, the letters, what follows, the phones.
///
/// A context is a set of characters of which one must stand there: letters
/// mean themselves, `#` any vowel, `*` any consonant, `+` a vowel spoken at
/// the front of the mouth, `^` the word's edge, `%` (only after) a consonant
/// and a mute e at the end, `=` (only after) one consonant and a vowel. An empty
/// context fits everything.
type Rule = (&'static str, &'static str, &'static str, &'static str);

const VOWELS: &str = "aeiouyáéíóúàèìòùâêîôûäëïöüœæåãõýÿ";
const FRONT_VOWELS: &str = "eiyéèêëíîïýìœæäöü";

/// The phones of a word in lower case; none where its letters are not known.
pub(super) fn phones(word: &str, language: Language) -> Vec<&'static str> {
    let rules = match language {
        Language::English => english::RULES,
        Language::Spanish => spanish::RULES,
        Language::French => french::RULES,
        Language::German => german::RULES,
    };
    let mut phones = Vec::new();
    spell(&word.chars().collect::<Vec<char>>(), rules, &mut phones);
    phones
}

fn spell(letters: &[char], rules: &[Rule], phones: &mut Vec<&'static str>) {
    let mut at = 0;
    while at < letters.len() {
        let Some((length, said)) = rules.iter().find_map(|rule| fits(rule, letters, at)) else {
            at += 1;
            continue;
        };
        phones.extend(said.split_whitespace());
        at += length;
        // A doubled consonant is said once.
        while length == 1 && letters.get(at) == Some(&letters[at - 1]) && !VOWELS.contains(letters[at]) {
            at += 1;
        }
    }
}

fn fits(&(before, own, after, said): &Rule, letters: &[char], at: usize) -> Option<(usize, &'static str)> {
    let mut length = 0;
    for letter in own.chars() {
        if letters.get(at + length) != Some(&letter) {
            return None;
        }
        length += 1;
    }
    let is_before = before.is_empty() || at.checked_sub(1).map_or(before.contains('^'), |i| is_in(before, letters[i]));
    let end = at + length;
    let is_after = after.is_empty()
        || letters.get(end).map_or(after.contains('^'), |&letter| is_in(after, letter))
        || (after.contains('%') && is_consonant_and_mute_e(&letters[end..]))
        || (after.contains('=') && is_consonant_and_vowel(&letters[end..]));
    (is_before && is_after).then_some((length, said))
}

fn is_in(context: &str, letter: char) -> bool {
    context.chars().any(|class| match class {
        '#' => VOWELS.contains(letter),
        '*' => letter.is_alphabetic() && !VOWELS.contains(letter),
        '+' => FRONT_VOWELS.contains(letter),
        '^' | '%' | '=' => false,
        itself => itself == letter,
    })
}

fn is_consonant_and_mute_e(rest: &[char]) -> bool {
    matches!(rest, [consonant, 'e'] | [consonant, 'e', 's' | 'd'] if is_in("*", *consonant))
}

fn is_consonant_and_vowel(rest: &[char]) -> bool {
    matches!(rest, [consonant, vowel, ..] if is_in("*", *consonant) && *consonant != 'x' && is_in("#", *vowel))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARPABET: &[&str] = &[
        "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH",
        "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
    ];

    fn said(word: &str, language: Language) -> String {
        phones(word, language).join(" ")
    }

    #[test]
    fn rules_name_only_phones_that_there_are_and_every_one_can_win() {
        for rules in [english::RULES, spanish::RULES, french::RULES, german::RULES] {
            for (index, rule) in rules.iter().enumerate() {
                assert!(rule.3.split_whitespace().all(|phone| ARPABET.contains(&phone)), "{rule:?}");
                let is_hidden =
                    |earlier: &&Rule| rule.1.starts_with(earlier.1) && earlier.0.is_empty() && earlier.2.is_empty();
                assert_eq!(rules[..index].iter().find(is_hidden), None, "hides {rule:?}");
            }
        }
    }

    #[test]
    fn english_words_that_no_dictionary_has() {
        for (word, expected) in [
            ("shakin", "SH AE K IH N"),
            ("zork", "Z AO R K"),
            ("blade", "B L EY D"),
            ("knighty", "N AY T IY"),
            ("phoneless", "F AA N EH L EH S"),
            ("doo", "D UW"),
        ] {
            assert_eq!(said(word, Language::English), expected, "{word}");
        }
    }

    #[test]
    fn spanish_words() {
        for (word, expected) in [
            ("corazón", "K OW R AA S OW N"),
            ("guerra", "G EH R AA"),
            ("quiero", "K Y EH R OW"),
            ("niño", "N IY N Y OW"),
            ("hoy", "OY"),
            ("calle", "K AA Y EH"),
            ("gente", "HH EH N T EH"),
            ("muy", "M W IY"),
            ("y", "IY"),
            ("agua", "AA G W AA"),
        ] {
            assert_eq!(said(word, Language::Spanish), expected, "{word}");
        }
    }

    #[test]
    fn french_words() {
        for (word, expected) in [
            ("chanson", "SH AA N S OW N"),
            ("dans", "D AA N"),
            ("parler", "P AA R L EY"),
            ("beaucoup", "B OW K UW"),
            ("belle", "B EH L"),
            ("toi", "T W AA"),
            ("rien", "R Y AE N"),
            ("soleil", "S AO L EY"),
            ("existence", "EH G Z IY S T AA N S"),
            ("vous", "V UW"),
            ("qui", "K IY"),
            ("nuit", "N W IY"),
            ("vie", "V IY"),
            ("petit", "P AH T IY"),
            ("vient", "V Y AE N"),
            ("viennent", "V Y EH N"),
            ("mer", "M EH R"),
        ] {
            assert_eq!(said(word, Language::French), expected, "{word}");
        }
    }

    #[test]
    fn german_words() {
        for (word, expected) in [
            ("schön", "SH ER N"),
            ("liebe", "L IY B AH"),
            ("zeit", "T S AY T"),
            ("und", "UH N T"),
            ("straße", "SH T R AA S AH"),
            ("nacht", "N AA HH T"),
            ("ich", "IH SH"),
            ("vater", "F AA T AH"),
            ("wir", "V IY R"),
            ("heute", "HH OY T AH"),
            ("tag", "T AA K"),
            ("gesagt", "G AH Z AA K T"),
            ("verstehen", "F EH R SH T EY AH N"),
            ("alles", "AA L AH S"),
            ("denken", "D EH NG K AH N"),
            ("klavier", "K L AA V IY R"),
            ("davon", "D AA F AO N"),
        ] {
            assert_eq!(said(word, Language::German), expected, "{word}");
        }
    }

    #[test]
    fn letters_of_other_scripts_have_no_sound_here() {
        for language in [Language::English, Language::Spanish, Language::French, Language::German] {
            assert!(phones("さくら", language).is_empty());
            assert!(phones("", language).is_empty());
        }
    }
}
