//! Captions of a film: the sung lines in the film's own time.

use reversal_model::cut::Cut;
use reversal_model::reading::{LyricSpan, Reading};

/// A caption in seconds of the film.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// When it comes, s.
    pub from_secs: f64,
    /// When it goes, s.
    pub to_secs: f64,
    /// One or two lines of text.
    pub text: String,
}

/// A caption stands at least this long, where the next one lets it: below it nobody can read.
const SHORTEST_SECS: f64 = 0.7;

/// The BBC's and Netflix's style guides both break lines longer than 42 characters.
const LINE_CHARACTERS: usize = 42;

/// What stands where someone sings and no words are known.
const NOTE: &str = "♪";

/// The captions of a cut: its sung lines, or a note where voices are heard without known words.
pub fn captions(reading: &Reading, cut: &Cut) -> Vec<Caption> {
    let duration_secs = cut.rate.secs_from_frame(cut.frames);
    let unknown: Vec<LyricSpan> = reading
        .voice
        .iter()
        .map(|span| LyricSpan { start: span.start, end: span.end, text: NOTE.to_owned() })
        .collect();
    let lines = reading.lines.as_ref().unwrap_or(&unknown);
    let mut captions = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let from_secs = (line.start - cut.song_start_secs).max(0.0);
        let next_secs = lines.get(i + 1).map_or(f64::INFINITY, |next| next.start - cut.song_start_secs);
        let to_secs = (line.end - cut.song_start_secs).max(from_secs + SHORTEST_SECS).min(next_secs).min(duration_secs);
        if line.end > cut.song_start_secs && from_secs < to_secs {
            captions.push(Caption { from_secs, to_secs, text: broken(&line.text) });
        }
    }
    captions
}

/// SubRip.
pub fn srt(captions: &[Caption]) -> String {
    let mut text = String::new();
    for (i, caption) in captions.iter().enumerate() {
        let (from, to) = (stamp(caption.from_secs, ','), stamp(caption.to_secs, ','));
        text.push_str(&format!("{}\n{from} --> {to}\n{}\n\n", i + 1, plain(&caption.text)));
    }
    text
}

/// WebVTT (W3C). `<`, `>` and `&` of the lyrics are escaped: they are words, not markup.
pub fn vtt(captions: &[Caption]) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for caption in captions {
        let words = plain(&caption.text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.push_str(&format!("{} --> {}\n{words}\n\n", stamp(caption.from_secs, '.'), stamp(caption.to_secs, '.')));
    }
    text
}

fn stamp(secs: f64, decimal: char) -> String {
    let millis = (secs * 1000.0).round() as u64;
    format!(
        "{:02}:{:02}:{:02}{decimal}{:03}",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000
    )
}

/// Without control characters; an arrow or an empty line would end the cue.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| c == '\n' || !c.is_control()).collect();
    kept.replace("-->", "→")
}

/// Broken in two at the space nearest the middle where it is long.
fn broken(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LINE_CHARACTERS {
        return text;
    }
    let middle = text.len() / 2;
    match text.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(middle)) {
        Some(at) => format!("{}\n{}", &text[..at], &text[at + 1..]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::cut::CUT_FORMAT;
    use reversal_model::time::Rate;

    fn cut(song_start_secs: f64, frames: u64) -> Cut {
        Cut {
            format: CUT_FORMAT.to_owned(),
            rate: Rate::FILM,
            song_start_secs,
            frames,
            warnings: Vec::new(),
            takes: Vec::new(),
        }
    }

    fn reading(lines: &[(f64, f64, &str)]) -> Reading {
        let mut reading =
            crate::synthetic::reading(&crate::synthetic::SyntheticSong { bars: 24, bar_secs: 2.0, seed: 1 });
        reading.lines =
            Some(lines.iter().map(|&(start, end, text)| LyricSpan { start, end, text: text.to_owned() }).collect());
        reading
    }

    #[test]
    fn captions_are_in_the_films_time_and_do_not_overlap() {
        let reading = reading(&[(1.0, 1.1, "gone"), (11.0, 13.0, "one"), (12.5, 12.6, "two"), (90.0, 91.0, "late")]);
        let captions = captions(&reading, &cut(10.0, 24 * 20));
        let times: Vec<_> =
            captions.iter().map(|caption| (caption.from_secs, caption.to_secs, caption.text.as_str())).collect();
        assert_eq!(times, [(1.0, 2.5, "one"), (2.5, 3.2, "two")]);
    }

    #[test]
    fn markup_in_lyrics_is_shown_and_not_obeyed() {
        let captions = [Caption { from_secs: 0.0, to_secs: 3661.5, text: "<b>you & I\u{7} --> on".to_owned() }];
        assert_eq!(vtt(&captions), "WEBVTT\n\n00:00:00.000 --> 01:01:01.500\n&lt;b&gt;you &amp; I → on\n\n");
        assert!(srt(&captions).starts_with("1\n00:00:00,000 --> 01:01:01,500\n<b>you & I → on\n"));
    }

    #[test]
    fn long_lines_break_in_the_middle() {
        assert_eq!(
            broken("a line that is far too long to be read on one row of a film"),
            "a line that is far too long to\nbe read on one row of a film"
        );
    }
}
