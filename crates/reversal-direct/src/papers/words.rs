//! Numbers, times and names as people write them.

use reversal_model::time::{Rate, clock_from_secs};

use crate::form::count_word;
pub(super) use crate::form::listed;

/// `1:42` from seconds: the second that a player shows.
pub(super) fn clock(secs: f64) -> String {
    clock_from_secs(secs).split('.').next().unwrap_or_default().to_owned()
}

/// `1:42.3` from seconds, so that it is never another second than that of `clock`.
pub(super) fn clock_tenths(secs: f64) -> String {
    let clock = clock_from_secs(secs);
    clock[..clock.len() - 2].to_owned()
}

/// `00:01:42:07`: hours, minutes, seconds and frames of the film, non-drop (SMPTE ST 12-1).
pub fn timecode(frame: u64, rate: Rate) -> String {
    let per_second = u64::from(rate.nominal().max(1));
    let secs = frame / per_second;
    format!("{:02}:{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60, frame % per_second)
}

/// `3 holds`, `1 hold`: in tables and beside other figures.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `three scenes`, `one scene`, `13 scenes`: in sentences.
pub(super) fn told_count(number: usize, noun: &str) -> String {
    let number_word = count_word(number);
    if number == 1 { format!("{number_word} {noun}") } else { format!("{number_word} {noun}s") }
}

/// `once`, `twice`, `three times`.
pub(super) fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => told_count(number, "time"),
    }
}

/// `bear hug` from `bear_hug`.
pub(super) fn plain(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// With a capital letter first.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// With a small letter first, for a title inside a sentence.
pub(super) fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A phrase as a sentence: capital first, full stop last.
pub(super) fn sentence(text: &str) -> String {
    let text = capitalised(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?', '”', '"']) { text } else { text + "." }
}

/// A sung line as it stands between quotation marks.
pub(super) fn quoted(line: &str) -> String {
    format!("“{}”", line.trim().trim_end_matches(['.', ',', ';', ':']))
}

/// Base64 (RFC 4648), for pictures inside a page.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().enumerate().fold(0u32, |word, (i, &byte)| word | u32::from(byte) << (16 - 8 * i));
        for i in 0..4 {
            text.push(if i <= group.len() { char::from(ALPHABET[(word >> (18 - 6 * i)) as usize & 63]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_matches_the_vectors_of_rfc_4648() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn counts_and_lists_read_as_english() {
        assert_eq!([times(1), times(2), times(3)], ["once", "twice", "three times"]);
        assert_eq!([count(1, "hold"), told_count(2, "hold")], ["1 hold", "two holds"]);
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn times_are_written_to_the_second_the_tenth_and_the_frame() {
        assert_eq!((clock(59.6), clock_tenths(102.389)), ("0:59".to_owned(), "1:42.3".to_owned()));
        let rate = Rate { numerator: 24000, denominator: 1001 };
        assert_eq!(timecode(24 * 102 + 7, rate), "00:01:42:07");
    }
}
