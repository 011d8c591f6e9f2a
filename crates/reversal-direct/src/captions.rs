//! Captions of a film: the sung lines in the film's own time.

use reversal_model::cue::Cue;
use reversal_model::cut::Cut;
use reversal_model::reading::{LyricSpan, Reading};

use crate::rows::rows;

/// A caption stands at least this long, where the next one lets it: below it nobody can read.
const SHORTEST_SECS: f64 = 0.7;

/// The BBC's and Netflix's style guides both break lines longer than 42 characters.
const LINE_CHARACTERS: usize = 42;

/// What stands where someone sings and no words are known.
const NOTE: &str = "♪";

/// Confidence in a line from which its words are shown one by one.
const WORDS_SHOWN_FROM: f64 = 0.5;

/// The captions of a cut: its sung lines, or a note where voices are heard without known words.
pub fn captions(reading: &Reading, cut: &Cut) -> Vec<Cue> {
    let unknown: Vec<LyricSpan> = reading
        .voice
        .iter()
        .map(|span| LyricSpan { start: span.start, end: span.end, text: NOTE.to_owned() })
        .collect();
    let lines = reading.lines.as_ref().unwrap_or(&unknown);
    let cue =
        |(line, from_secs, to_secs): (usize, f64, f64)| Cue { from_secs, to_secs, text: two_rows(&lines[line].text) };
    sung_spans(lines, cut).into_iter().map(cue).collect()
}

/// At most two rows, however long they must be for it.
fn two_rows(text: &str) -> String {
    let broken = rows(text, LINE_CHARACTERS);
    if broken.len() <= 2 {
        return broken.join("\n");
    }
    let longest_word = text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    rows(text, text.chars().count() / 2 + longest_word + 1).join("\n")
}

/// The lines that a cut shows, by their index, each from when to when it can be shown: seconds of the film.
pub(crate) fn sung_spans(lines: &[LyricSpan], cut: &Cut) -> Vec<(usize, f64, f64)> {
    let duration_secs = cut.rate.secs_from_frame(cut.frames);
    let span = |(i, line): (usize, &LyricSpan)| {
        let from_secs = (line.start - cut.song_start_secs).max(0.0);
        let next_secs = lines.get(i + 1).map_or(f64::INFINITY, |next| next.start - cut.song_start_secs);
        let to_secs = (line.end - cut.song_start_secs).max(from_secs + SHORTEST_SECS).min(next_secs).min(duration_secs);
        (line.end > cut.song_start_secs && from_secs < to_secs).then_some((i, from_secs, to_secs))
    };
    lines.iter().enumerate().filter_map(span).collect()
}

/// The words of a line, by its index, where its place is trusted; None where only the whole line can be shown.
pub fn words_of_line(reading: &Reading, line: usize) -> Option<Vec<LyricSpan>> {
    let span = reading.lines.as_ref()?.get(line)?;
    reading.line_confidence(line).filter(|&sure| sure >= WORDS_SHOWN_FROM)?;
    let holds = |line: &LyricSpan, word: &LyricSpan| (line.start..line.end).contains(&word.start);
    // A word in two lines at once belongs to the first.
    let before = reading.lines.iter().flatten().take(line);
    let is_own = |word: &&LyricSpan| holds(span, word) && !before.clone().any(|line| holds(line, word));
    Some(reading.words.iter().flatten().filter(is_own).cloned().collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use reversal_model::cut::CUT_FORMAT;
    use reversal_model::time::Rate;

    /// A cut of some frames at 24 a second, without takes, from a moment of the song.
    pub(crate) fn cut(song_start_secs: f64, frames: u64) -> Cut {
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
    fn a_caption_has_two_rows_at_most() {
        let long = "word ".repeat(60);
        assert_eq!(two_rows(&long).lines().count(), 2);
        assert_eq!(two_rows("short").lines().count(), 1);
    }

    #[test]
    fn words_are_told_only_of_lines_whose_places_are_trusted() {
        let mut reading = reading(&[(1.0, 2.0, "one two"), (3.0, 4.0, "three")]);
        let word = |start: f64, text: &str| LyricSpan { start, end: start + 0.2, text: text.to_owned() };
        reading.words = Some(vec![word(1.0, "one"), word(1.5, "two"), word(3.0, "three")]);
        reading.line_confidences = vec![0.9, 0.2];
        assert_eq!(words_of_line(&reading, 0).map(|words| words.len()), Some(2));
        assert_eq!((words_of_line(&reading, 1), words_of_line(&reading, 2)), (None, None));
    }
}
