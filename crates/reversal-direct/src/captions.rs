//! Captions of a film: the sung lines in the film's own time.

use reversal_model::cue::Cue;
use reversal_model::cut::Cut;
use reversal_model::reading::{LyricSpan, Reading};

/// A caption stands at least this long, where the next one lets it: below it nobody can read.
const SHORTEST_SECS: f64 = 0.7;

/// The BBC's and Netflix's style guides both break lines longer than 42 characters.
const LINE_CHARACTERS: usize = 42;

/// What stands where someone sings and no words are known.
const NOTE: &str = "♪";

/// The captions of a cut: its sung lines, or a note where voices are heard without known words.
pub fn captions(reading: &Reading, cut: &Cut) -> Vec<Cue> {
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
            captions.push(Cue { from_secs, to_secs, text: broken(&line.text) });
        }
    }
    captions
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
    fn long_lines_break_in_the_middle() {
        assert_eq!(
            broken("a line that is far too long to be read on one row of a film"),
            "a line that is far too long to\nbe read on one row of a film"
        );
    }
}
