//! What the font cannot set.

use crate::face::has_letter;

/// The first letter of a text that the font cannot set.
pub(crate) fn unset(text: &str) -> Option<char> {
    let has = has_letter();
    text.chars().find(|&letter| letter != '\n' && !has(letter))
}

#[cfg(test)]
mod tests {
    use reversal_model::tidy::tidied;

    use super::*;

    #[test]
    fn right_to_left_and_chinese_text_and_emoji_are_named_by_their_first_letter() {
        for (text, letter) in [("so שלום", 'ש'), ("愛", '愛'), ("fire 🔥", '🔥'), ("مرحبا", 'م')] {
            assert_eq!(unset(&tidied(text)), Some(letter));
        }
        assert_eq!(unset(&tidied("well-known – “fine”\nŁódź, Ελλάδα, Москва")), None);
    }
}
