//! Plain lyrics: a line of song a line, an empty line between stanzas,
//! headers like `[Chorus]` wherever the writer liked.

use std::ops::Range;

use super::{LyricLine, LyricTiming, Lyrics, section_header};

/// A line written once is never meant more often than this.
const MOST_TIMES: usize = 16;
/// Lines that repeats may grow lyrics to; more is left as it is written.
const MOST_REPEATED: usize = 1000;

pub(super) fn parse(text: &str) -> Lyrics {
    let mut reader = Reader::default();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            reader.begins_stanza = true;
        } else if let Some(header) = section_header(line) {
            reader.close_part();
            let (name, times) = times_sung(&header);
            reader.part = Some(Part { name: name.to_owned(), times, from: reader.lines.len() });
            reader.begins_stanza = true;
        } else {
            reader.read(line);
        }
    }
    reader.close_part();
    Lyrics { lines: reader.lines, timing: LyricTiming::Plain }
}

/// The part being read: what its header says, and its first line.
struct Part {
    name: String,
    times: usize,
    from: usize,
}

#[derive(Default)]
struct Reader {
    lines: Vec<LyricLine>,
    begins_stanza: bool,
    part: Option<Part>,
    /// Where the words of each part stand that was written out.
    known: Vec<(String, Range<usize>)>,
}

impl Reader {
    /// A sung line, as often as it says: "Hold me (x2)"; "(x2)" alone is the stanza again.
    fn read(&mut self, line: &str) {
        let (text, times) = times_sung(line);
        if text.is_empty() {
            let from = self.lines.iter().rposition(|line| line.begins_stanza).unwrap_or(self.lines.len());
            self.repeat(from..self.lines.len(), times - 1);
            return;
        }
        for _ in 0..if self.has_room(times) { times } else { 1 } {
            self.lines.push(LyricLine {
                text: text.to_owned(),
                section: self.part.as_ref().map(|part| part.name.clone()),
                begins_stanza: self.begins_stanza || self.lines.is_empty(),
                ..LyricLine::default()
            });
            self.begins_stanza = false;
        }
    }

    /// A part of which only the header was written is sung as the first of its name; "[Chorus x2]" is sung twice.
    fn close_part(&mut self) {
        let Some(part) = self.part.take() else { return };
        let own = part.from..self.lines.len();
        if !own.is_empty() {
            self.repeat(own.clone(), part.times - 1);
            self.known.push((part.name, own));
        } else if let Some((_, first)) = self.known.iter().find(|known| known.0.eq_ignore_ascii_case(&part.name)) {
            self.repeat(first.clone(), part.times);
        }
    }

    fn repeat(&mut self, lines: Range<usize>, times: usize) {
        if self.has_room(lines.len() * times) {
            for _ in 0..times {
                self.lines.extend_from_within(lines.clone());
            }
        }
    }

    fn has_room(&self, more: usize) -> bool {
        self.lines.len() + more <= MOST_REPEATED
    }
}

/// A line without "x2", "(2x)" or "[×3]" at its end, and how often it is sung.
fn times_sung(line: &str) -> (&str, usize) {
    let (text, last) = line.rsplit_once(char::is_whitespace).unwrap_or(("", line));
    let count = last.trim_matches(|c| "()[]".contains(c));
    let is_times = |c: char| matches!(c, 'x' | 'X' | '×');
    let number = count.strip_prefix(is_times).or_else(|| count.strip_suffix(is_times));
    match number.and_then(|number| number.parse::<usize>().ok()) {
        Some(times) if (1..=MOST_TIMES).contains(&times) => (text.trim_end(), times),
        _ => (line, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_kept_out_of_the_lines_but_remembered() {
        let lyrics = parse("[Verse 1]\nOne\nTwo\n\n[Chorus]\nThree\n");
        let heard: Vec<_> =
            lyrics.lines.iter().map(|line| (line.text.as_str(), line.section.as_deref(), line.begins_stanza)).collect();
        assert_eq!(
            heard,
            [("One", Some("Verse 1"), true), ("Two", Some("Verse 1"), false), ("Three", Some("Chorus"), true)]
        );
    }

    fn texts(text: &str) -> Vec<String> {
        parse(text).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_chorus_named_but_not_written_out_again_is_sung_again() {
        let lyrics = "[Verse 1]\nA\n\n[Chorus]\nB\nC\n\n[Verse 2]\nD\n\n[CHORUS]\n\n[Bridge]\nE\n[Chorus x2]\n";
        assert_eq!(texts(lyrics), ["A", "B", "C", "D", "B", "C", "E", "B", "C", "B", "C"]);
        assert_eq!(texts("[Chorus]\n\n[Solo]\nA\n[Guitar solo]\n"), ["A"], "what was never written stays out");
        assert_eq!(texts("[Chorus x2]\nA\nB\n"), ["A", "B", "A", "B"]);
    }

    #[test]
    fn lines_are_sung_as_often_as_they_say() {
        assert_eq!(
            texts("Hold me (x2)\nLet go 3x\nSo x\n"),
            ["Hold me", "Hold me", "Let go", "Let go", "Let go", "So x"]
        );
        assert_eq!(texts("One\n\nTwo\nThree\n(x2)\n"), ["One", "Two", "Three", "Two", "Three"]);
        assert_eq!(texts("(x2)\nOne x99\nTwo x0\n"), ["One x99", "Two x0"]);
        let many = texts(&"[Chorus]\nla x16\n".repeat(400));
        assert!(many.len() <= MOST_REPEATED + 400, "lines as they are written, and repeats up to the ceiling");
    }
}
