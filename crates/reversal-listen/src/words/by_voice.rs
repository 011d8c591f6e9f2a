//! Plain lyrics placed by the voice that is heard and by their syllables,
//! without a model of phones.

use reversal_model::reading::Span;

use super::evidence::{Clock, Evidence, FRAMES_IN_STEP, STEP_SECS};
use super::line_path::{LinePath, PathLine, Weights, best_lines, pace_of};
use super::syllable_path::{PathSyllable, best_syllables};
use super::{SungLine, longest_first_word_secs};
use crate::parallel::{map_ranges, usual_threads};
use crate::voice::{VOICE_HOP_SECS, Voice};

/// A line with its words where they were found.
pub(super) struct PlacedLine {
    pub span: Span,
    /// The start of each word.
    pub word_starts_secs: Vec<f64>,
    /// Trust in the line, 0..=1.
    pub confidence: f64,
}

/// Longest song that is placed so, in seconds: time and memory grow with its length times that of the lyrics.
const LONGEST_SECS: f64 = 1800.0;
const MOST_LINES: usize = 400;
/// The weights, and others that are as good: where all agree, a line is well placed.
const WEIGHTS: [Weights; 6] = [
    USUAL,
    Weights { voice: 1.0, pace: 0.2, ..USUAL },
    Weights { start: 2.0, ..USUAL },
    Weights { start: 4.0, ..USUAL },
    Weights { clock: Clock { onsets: 0.0, time: 0.6 }, ..USUAL },
    Weights { clock: Clock { onsets: 0.7, time: 0.0 }, ..USUAL },
];
const USUAL: Weights = Weights { voice: 0.5, start: 3.0, pace: 0.4, clock: Clock { onsets: 0.4, time: 0.3 } };
/// Two places of a line agree when they are so near, in seconds.
const AGREEING_SECS: f64 = 0.5;
/// The share of words within .3 s of their true place where all weights agree, about; measured on five songs.
const TRUST_IN_AGREEMENT: f64 = 0.45;

/// All lines; None where nobody is heard or they do not fit.
pub(super) fn place_by_voice(sung: &[SungLine<'_>], voice: &Voice) -> Option<Vec<PlacedLine>> {
    let secs = voice.raw_odds.len() as f64 * VOICE_HOP_SECS;
    if sung.is_empty() || sung.len() > MOST_LINES || secs > LONGEST_SECS {
        return None;
    }
    let evidence = Evidence::of(voice)?;
    let lines: Vec<PathLine> = sung
        .iter()
        .map(|line| PathLine { syllables: line.syllables, begins_stanza: line.line.begins_stanza })
        .collect();
    let paths: Vec<Option<LinePath>> = map_ranges(WEIGHTS.len(), usual_threads(), |range| {
        range
            .map(|index| {
                let weights = &WEIGHTS[index];
                let first = best_lines(&evidence, &lines, weights, 1.0)?;
                best_lines(&evidence, &lines, weights, pace_of(&evidence, &lines, &first, weights.clock))
            })
            .collect()
    });
    let paths: Vec<LinePath> = paths.into_iter().flatten().collect();
    let (path, agreement) = most_agreed(&paths)?;
    let mut secs_a_syllable: Vec<f64> =
        path.iter().zip(&lines).map(|((start, end), line)| (end - start) as f64 * STEP_SECS / line.syllables).collect();
    secs_a_syllable.sort_by(f64::total_cmp);
    let pace_secs = secs_a_syllable[secs_a_syllable.len() / 2];
    let placed = path.iter().zip(sung).zip(agreement);
    Some(placed.map(|((span, line), agreement)| placed_line(*span, line, agreement, voice, pace_secs)).collect())
}

/// The path that agrees best with the others, and the share of the others that agree on each of its lines.
fn most_agreed(paths: &[LinePath]) -> Option<(&LinePath, Vec<f64>)> {
    let agree = |a: (usize, usize), b: (usize, usize)| a.0.abs_diff(b.0) as f64 * STEP_SECS < AGREEING_SECS;
    let agreement = |path: &[(usize, usize)]| -> Vec<f64> {
        let others = (paths.len() - 1).max(1) as f64;
        // Every path agrees with itself, which tells nothing.
        let agreeing = |line: usize| paths.iter().filter(|other| agree(other[line], path[line])).count() - 1;
        (0..path.len()).map(|line| agreeing(line) as f64 / others).collect()
    };
    let sum = |path: &[(usize, usize)]| agreement(path).iter().sum::<f64>();
    // The first of equals.
    let best = paths.iter().rev().max_by(|a, b| sum(a).total_cmp(&sum(b)))?;
    Some((best, agreement(best)))
}

fn placed_line(
    (start, end): (usize, usize),
    line: &SungLine<'_>,
    agreement: f64,
    voice: &Voice,
    pace_secs: f64,
) -> PlacedLine {
    let counts: Vec<usize> = line.words.iter().map(|(_, count)| (*count as usize).max(1)).collect();
    let syllables: Vec<PathSyllable> = line
        .words
        .iter()
        .zip(&counts)
        .flat_map(|((word, _), count)| {
            (0..*count).map(move |index| PathSyllable { hisses: index == 0 && hisses(word) })
        })
        .collect();
    let (from, to) = (start * FRAMES_IN_STEP, end * FRAMES_IN_STEP);
    let even = |index: usize| from + (to - from) * index / syllables.len().max(1);
    let begins =
        best_syllables(voice, (from, to), &syllables).unwrap_or_else(|| (0..syllables.len()).map(even).collect());
    let mut at = 0;
    let mut word_starts_secs: Vec<f64> = Vec::new();
    for count in &counts {
        word_starts_secs.push(begins.get(at).copied().unwrap_or(to) as f64 * VOICE_HOP_SECS);
        at += count;
    }
    let span = Span { start: start as f64 * STEP_SECS, end: end as f64 * STEP_SECS };
    if let [first, second, ..] = word_starts_secs[..] {
        word_starts_secs[0] = first.max(second - longest_first_word_secs(counts[0] as f64, pace_secs));
    }
    let span = Span { start: word_starts_secs.first().copied().unwrap_or(span.start).max(span.start), end: span.end };
    PlacedLine { span, word_starts_secs, confidence: TRUST_IN_AGREEMENT * agreement }
}

/// Whether a word begins with a consonant that hisses, in the languages that are known here.
fn hisses(word: &str) -> bool {
    let word = word.to_lowercase();
    let letters = word.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let plain_c = letters.starts_with('c') && letters.chars().nth(1).is_some_and(|next| "eiéèêíy".contains(next));
    letters.starts_with(['s', 'f', 'z', 'ç'])
        || ["sh", "ch", "ts", "ph"].iter().any(|start| letters.starts_with(start))
        || plain_c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hiss_by_their_first_letters() {
        for word in ["so", "She", "\u{201c}fire", "cielo", "chance", "ça", "photo"] {
            assert!(hisses(word), "{word}");
        }
        for word in ["and", "casa", "love", "'", ""] {
            assert!(!hisses(word), "{word}");
        }
    }

    #[test]
    fn the_path_on_which_most_agree_is_taken() {
        let paths = [vec![(10, 20), (90, 99)], vec![(11, 20), (30, 40)], vec![(12, 22), (31, 40)]];
        let (best, agreement) = most_agreed(&paths).unwrap();
        assert_eq!((best, agreement), (&paths[1], vec![1.0, 0.5]));
        assert!(most_agreed(&[]).is_none());
    }
}
