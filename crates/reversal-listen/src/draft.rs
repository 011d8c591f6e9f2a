//! Lyrics that no one gave but a model heard, for a person to read through.

use reversal_model::reading::LyricSpan;

use crate::lyrics::write::{LYRIC_FORMATS, SungText};

/// What was heard. It is a draft: nothing in it may pass for the song's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Lines in order, none overlapping the next.
    pub lines: Vec<LyricSpan>,
    /// Words in order, each inside its line.
    pub words: Vec<LyricSpan>,
    /// ISO 639 code of the language.
    pub language: &'static str,
    /// Mean chance of what was written, 0..=1.
    pub confidence: f64,
}

impl Draft {
    /// As LRC that says at its head what it is. Lines alone are stamped, so that they are easily mended.
    pub fn lrc(&self, title: Option<&str>) -> String {
        let text = SungText { title, lines: &self.lines, words: &[] };
        let lines = LYRIC_FORMATS
            .iter()
            .find(|format| format.extension == "lrc")
            .map_or(String::new(), |lrc| (lrc.write)(&text));
        format!(
            "[re:DRAFT, heard by a speech model: read it through, mend it, then take it with --lyrics]\n[la:{}]\n{lines}",
            self.language
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyrics::{LyricTiming, lyrics_from_text};

    #[test]
    fn a_draft_says_what_it_is_and_can_be_taken_as_lyrics() {
        let span = |start, end, text: &str| LyricSpan { start, end, text: text.to_owned() };
        let draft = Draft {
            lines: vec![span(1.0, 2.0, "Hold me"), span(3.0, 4.5, "let go")],
            words: vec![span(1.0, 1.5, "Hold"), span(1.5, 2.0, "me")],
            language: "en",
            confidence: 0.5,
        };
        let text = draft.lrc(Some("Song"));
        assert!(text.starts_with("[re:DRAFT"), "{text}");
        let lyrics = lyrics_from_text(&text, "x").unwrap();
        assert_eq!(lyrics.timing, LyricTiming::Lines);
        assert_eq!(lyrics.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["Hold me", "let go"]);
        assert_eq!(lyrics.lines[1].start_secs, Some(3.0));
    }
}
