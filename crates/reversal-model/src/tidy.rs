//! Text as a typographer would have it: typographic quotes and dashes, nothing that cannot be seen.

/// A text without control characters and with typographic quotes, apostrophes, dashes and dots.
pub fn tidied(text: &str) -> String {
    let seen: String = text.chars().filter(|&letter| letter == '\n' || !is_unseen(letter)).collect();
    let plain = seen.replace("...", "…");
    let mut out = String::with_capacity(plain.len());
    let mut before = ' ';
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '–' | '—');
        let next = letters.peek().copied().unwrap_or(' ');
        let set = match letter {
            '"' if opens => '“',
            '"' => '”',
            // An apostrophe before a word stands for what was left out (’cause, ’90s) and looks like any other.
            '\'' | '`' | '´' => '’',
            '-' | '\u{2010}' | '\u{2011}' if before.is_whitespace() && next.is_whitespace() => '–',
            '\u{2010}' | '\u{2011}' => '-',
            '\t' | '\r' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            other => other,
        };
        out.push(set);
        before = set;
    }
    out
}

/// Control characters, marks of direction and joiners: they are not type.
fn is_unseen(letter: char) -> bool {
    (letter.is_control() && letter != '\t' && letter != '\r')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_dashes_and_dots_are_those_of_type() {
        assert_eq!(tidied("\"don't\" - she said..."), "“don’t” – she said…");
        assert_eq!(tidied("('cause \"I\" re-read)"), "(’cause “I” re-read)");
    }

    #[test]
    fn what_cannot_be_seen_is_gone_and_rows_stay() {
        assert_eq!(tidied("a\u{0}b\u{200f}c\u{ad}\nd\u{7}"), "abc\nd");
    }
}
