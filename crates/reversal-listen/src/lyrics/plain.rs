//! Plain lyrics: a line of song a line, an empty line between stanzas,
//! headers like `[Chorus]` wherever the writer liked.

use super::{LyricLine, LyricTiming, Lyrics, section_header};

pub(super) fn parse(text: &str) -> Lyrics {
    let mut lines: Vec<LyricLine> = Vec::new();
    let mut section = None;
    let mut begins_stanza = true;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            begins_stanza = true;
        } else if let Some(header) = section_header(line) {
            section = Some(header);
            begins_stanza = true;
        } else {
            lines.push(LyricLine {
                text: line.to_owned(),
                section: section.clone(),
                begins_stanza,
                ..LyricLine::default()
            });
            begins_stanza = false;
        }
    }
    Lyrics { lines, timing: LyricTiming::Plain }
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
}
