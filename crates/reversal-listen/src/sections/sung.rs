//! What the words of a song say about its parts: a chorus comes again with the
//! same words, a header names a part, and where the singing begins, stops or
//! runs on, a part does too.

use std::collections::BTreeMap;

use crate::lyrics::{LyricTiming, Lyrics, part_label};
use crate::words::TimedLyrics;

/// Two lines are the same if they share so much of their words: singers vary.
const SAME_SHARE: f64 = 0.75;
/// A repetition counts from so many words on; a shout that comes everywhere marks nothing.
const REPEAT_WORDS_MIN: usize = 8;
/// A silence of the singer that parts may begin and end in, in seconds.
const PAUSE_SECS: f64 = 4.0;
/// A line that runs on for so long on both sides of a bar's start makes a boundary there unlikely, in seconds.
const INSIDE_SECS: f64 = 0.6;

/// Most of a bar that a part's first line is sung ahead of its bar.
const PICK_UP_BARS_MAX: f64 = 0.75;
/// Most of a bar that it waits after its bar has begun.
const LATE_BARS_MAX: f64 = 0.5;

/// What each sign adds to a boundary, in the units of [`super::cuts::best_cuts`].
const HEADER_GAIN: f64 = 2.5;
const REPEAT_BEGINS_GAIN: f64 = 1.8;
const REPEAT_ENDS_GAIN: f64 = 1.0;
const VOICE_ENTERS_GAIN: f64 = 0.6;
const VOICE_LEAVES_GAIN: f64 = 0.4;
const STANZA_GAIN: f64 = 0.4;
const INSIDE_A_LINE_GAIN: f64 = -0.8;
/// The most that all signs together can say for one boundary.
const GAIN_MAX: f64 = 3.0;

/// The sung lines whose places are known.
#[derive(Debug, Default)]
pub(crate) struct SungLines {
    lines: Vec<SungLine>,
}

#[derive(Debug)]
struct SungLine {
    start_secs: f64,
    end_secs: f64,
    /// Its words without case and signs, in alphabetical order.
    words: Vec<String>,
    header: Option<String>,
    begins_stanza: bool,
}

impl SungLines {
    /// Lines with stamps; lines whose places were only guessed say nothing of parts.
    pub fn of(lyrics: &Lyrics, timed: &TimedLyrics) -> SungLines {
        if lyrics.timing == LyricTiming::Plain {
            return SungLines::default();
        }
        let line = |(span, &origin): (&reversal_model::reading::LyricSpan, &usize)| SungLine {
            start_secs: span.start,
            end_secs: span.end,
            words: words_of(&span.text),
            header: lyrics.lines[origin].section.clone(),
            begins_stanza: lyrics.lines[origin].begins_stanza,
        };
        SungLines { lines: timed.lines.iter().zip(&timed.origins).map(line).collect() }
    }

    /// For each bar, how much the words speak for a part that begins there, or against it.
    pub fn boundary_gains(&self, bar_starts_secs: &[f64]) -> Vec<f64> {
        let mut gains = vec![0.0; bar_starts_secs.len()];
        // A line may start with a pick-up before its bar or late in it: both bars come into question.
        let mut add = |secs: f64, gain: f64| {
            let next = bar_starts_secs.partition_point(|&start| start < secs);
            let before = next.saturating_sub(1);
            let (from, to) = match (bar_starts_secs.get(before), bar_starts_secs.get(next)) {
                (Some(&from), Some(&to)) if next > 0 => (from, to),
                _ => {
                    gains.last_mut().into_iter().for_each(|sum| *sum += gain);
                    return;
                }
            };
            let late = (secs - from) / (to - from);
            if late <= LATE_BARS_MAX {
                gains[before] += gain;
            }
            if late >= 1.0 - PICK_UP_BARS_MAX {
                gains[next] += gain;
            }
        };
        let repeats = self.repeats();
        for (i, line) in self.lines.iter().enumerate() {
            let before = i.checked_sub(1).map(|before| &self.lines[before]);
            let silence_secs = line.start_secs - before.map_or(0.0, |before| before.end_secs);
            if line.header.is_some() && before.is_none_or(|before| before.header != line.header) {
                add(line.start_secs, HEADER_GAIN);
            }
            if repeats[i].begins {
                add(line.start_secs, REPEAT_BEGINS_GAIN);
            }
            if i > 0 && repeats[i - 1].ends {
                add(line.start_secs, REPEAT_ENDS_GAIN);
            }
            if line.begins_stanza && before.is_some() {
                add(line.start_secs, STANZA_GAIN);
            }
            if silence_secs >= PAUSE_SECS {
                add(line.start_secs, VOICE_ENTERS_GAIN);
                if let Some(before) = before {
                    add(before.end_secs, VOICE_LEAVES_GAIN);
                }
            }
        }
        for (gain, &start) in gains.iter_mut().zip(bar_starts_secs) {
            let next = self.lines.partition_point(|line| line.start_secs < start - INSIDE_SECS);
            let sung_through = next.checked_sub(1).is_some_and(|last| self.lines[last].end_secs > start + INSIDE_SECS);
            *gain = (*gain + if sung_through { INSIDE_A_LINE_GAIN } else { 0.0 }).min(GAIN_MAX);
        }
        gains
    }

    /// Share of a span that is sung, 0..=1; none where no words are known.
    pub fn sung_share(&self, span: (f64, f64)) -> Option<f64> {
        let overlap = |line: &SungLine| (line.end_secs.min(span.1) - line.start_secs.max(span.0)).max(0.0);
        let sung_secs = self.lines.iter().map(overlap).sum::<f64>();
        (!self.lines.is_empty()).then(|| sung_secs / (span.1 - span.0).max(1e-9))
    }

    /// Share of the words of two spans of the song that they have in common, line by line;
    /// none where either has too few to tell.
    pub fn shared_words(&self, a: (f64, f64), b: (f64, f64)) -> Option<f64> {
        let lines_in = |span: (f64, f64)| -> Vec<&SungLine> {
            let middle = |line: &&SungLine| (line.start_secs + line.end_secs) / 2.0;
            self.lines.iter().filter(|line| (span.0..span.1).contains(&middle(line))).collect()
        };
        let (lines, mut others) = (lines_in(a), lines_in(b));
        let count = |lines: &[&SungLine]| lines.iter().map(|line| line.words.len()).sum::<usize>();
        let (words, other_words) = (count(&lines), count(&others));
        if words < REPEAT_WORDS_MIN || other_words < REPEAT_WORDS_MIN {
            return None;
        }
        let mut shared = 0;
        for line in lines {
            if let Some(found) = others.iter().position(|other| is_same(&line.words, &other.words)) {
                shared += line.words.len();
                others.swap_remove(found);
            }
        }
        Some(shared as f64 / words.min(other_words) as f64)
    }

    /// What the header over most lines of a span calls it, as a part's label.
    pub fn label_in(&self, span: (f64, f64)) -> Option<&'static str> {
        let mut votes: BTreeMap<&'static str, usize> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| (span.0 - 1.0..span.1 - 1.0).contains(&line.start_secs)) {
            *votes.entry(part_label(line.header.as_deref()?)?).or_default() += line.words.len();
        }
        votes.into_iter().max_by_key(|vote| vote.1).map(|vote| vote.0)
    }

    /// For each line, whether the longest repetition that it belongs to begins or ends with it.
    fn repeats(&self) -> Vec<Repeat> {
        let count = self.lines.len();
        // The repetition through a line and another one: its words up to here, and from here on.
        let mut before = vec![vec![0_u32; count]; count];
        for i in 0..count {
            for j in (0..count).filter(|&j| j != i) {
                if is_same(&self.lines[i].words, &self.lines[j].words) {
                    let earlier = if i > 0 && j > 0 { before[i - 1][j - 1] } else { 0 };
                    before[i][j] = earlier + self.lines[i].words.len() as u32;
                }
            }
        }
        let mut repeats = vec![Repeat::default(); count];
        let mut later = vec![0_u32; count + 1];
        for i in (0..count).rev() {
            let mut longest = 0;
            let mut after = vec![0_u32; count + 1];
            for j in (0..count).filter(|&j| before[i][j] > 0) {
                let words = self.lines[i].words.len() as u32;
                after[j] = later[j + 1] + words;
                let run = before[i][j] + later[j + 1];
                if run as usize >= REPEAT_WORDS_MIN && run > longest {
                    longest = run;
                    repeats[i] = Repeat { begins: before[i][j] == words, ends: later[j + 1] == 0 };
                }
            }
            later = after;
        }
        repeats
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Repeat {
    begins: bool,
    ends: bool,
}

fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    words.sort_unstable();
    words
}

fn is_same(a: &[String], b: &[String]) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0_u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    shared > 0 && 2.0 * f64::from(shared) >= SAME_SHARE * (a.len() + b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of four seconds that follow each other from 8 s on, except where a `-` keeps silent for a line.
    fn sung(texts: &[&str]) -> SungLines {
        let lines = texts.iter().enumerate().filter(|(_, text)| **text != "-").map(|(i, text)| SungLine {
            start_secs: 8.0 + 4.0 * i as f64,
            end_secs: 12.0 + 4.0 * i as f64,
            words: words_of(text),
            header: None,
            begins_stanza: false,
        });
        SungLines { lines: lines.collect() }
    }

    fn bars() -> Vec<f64> {
        (0..40).map(|bar| f64::from(bar) * 2.0).collect()
    }

    const SONG: [&str; 9] = [
        "Walked the river to the end of town",
        "Nobody there to hear me",
        "Hold on to my hand tonight",
        "hold on until the morning light",
        "Bought a ticket and I threw it down",
        "Somebody else is near me",
        "Hold on to my hand, tonight!",
        "Hold on until the morning light",
        "-",
    ];

    #[test]
    fn a_chorus_is_bounded_by_the_words_that_come_again() {
        let gains = sung(&SONG).boundary_gains(&bars());
        // Bars of two seconds, lines on the bar: the choruses are sung from 16 and 32 s, the second verse from 24 s.
        for (bar, least) in [(8, REPEAT_BEGINS_GAIN), (16, REPEAT_BEGINS_GAIN), (12, REPEAT_ENDS_GAIN)] {
            assert!((gains[bar] - least).abs() < 1e-9, "bar {bar}: {}", gains[bar]);
        }
        for bar in [10, 14, 18] {
            assert_eq!(gains[bar], 0.0, "bar {bar}, between lines of one part");
        }
        assert_eq!(gains[9], INSIDE_A_LINE_GAIN, "inside a line");
    }

    #[test]
    fn the_voice_entering_and_leaving_is_a_sign() {
        let gains = sung(&["One line", "-", "-", "another one"]).boundary_gains(&bars());
        assert_eq!((gains[4], gains[6], gains[10]), (VOICE_ENTERS_GAIN, VOICE_LEAVES_GAIN, VOICE_ENTERS_GAIN));
    }

    #[test]
    fn choruses_share_their_words_and_verses_do_not() {
        let song = sung(&SONG);
        assert_eq!(song.shared_words((16.0, 24.0), (32.0, 40.0)), Some(1.0));
        assert_eq!(song.shared_words((8.0, 16.0), (24.0, 32.0)), Some(0.0));
        assert_eq!(song.shared_words((0.0, 8.0), (24.0, 32.0)), None);
    }

    #[test]
    fn a_shout_that_comes_everywhere_marks_nothing() {
        let gains =
            sung(&["I went down", "Yeah, hey!", "you stayed there", "Yeah, hey!", "he slept"]).boundary_gains(&bars());
        assert!(gains[5..].iter().all(|gain| *gain <= 0.0), "{gains:?}");
    }

    #[test]
    fn headers_bound_and_name_parts() {
        let mut song = sung(&["We go", "we stay", "we fall"]);
        for (line, header) in song.lines.iter_mut().zip(["Verse 1", "Pre-Chorus", "REFRAIN (x2)"]) {
            line.header = Some(header.to_owned());
        }
        let gains = song.boundary_gains(&bars());
        assert!([4, 6, 8].iter().all(|&bar| gains[bar] >= HEADER_GAIN), "{gains:?}");
        assert_eq!((song.label_in((12.0, 16.0)), song.label_in((16.0, 20.0))), (Some("verse"), Some("chorus")));
        assert_eq!(part_label("Spoken by Ana"), None);
    }
}
