//! The best places of all lines of plain lyrics together, by dynamic programming.
//!
//! A line earns by the voice that it covers, by a phrase that begins where it
//! begins and ends where it ends, and pays where it is sung faster or slower
//! than the song's other lines; pauses between lines cost a little. As in
//! forced alignment, only that a whole line is one state, and how long it
//! lasts is counted in syllables.

use super::evidence::{Clock, Evidence, STEP_SECS};

/// A line to place.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathLine {
    pub syllables: f64,
    pub begins_stanza: bool,
}

/// What counts for how much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    /// Of a second's log-odds of a voice.
    pub voice: f64,
    /// Of a rise of the voice at a line's start.
    pub start: f64,
    /// Of a squared deviation from the song's pace, in `PACE_DEVIATION`s.
    pub pace: f64,
    pub clock: Clock,
}

/// Of a fall of the voice at a line's end, and of a syllable that begins with the line.
const END_WEIGHT: f64 = 0.6;
const ONSET_WEIGHT: f64 = 1.5;
/// A usual deviation of the natural logarithm of a line's pace, and of the worst that is counted, squared.
const PACE_DEVIATION: f64 = 0.35;
const PACE_COST_MAX: f64 = 20.0;
/// Keeps the paces of the shortest lines apart from nothing, in syllables.
const FEWEST_SYLLABLES: f64 = 0.3;
/// What a pause costs, a second, and at most: between lines, and before a stanza.
const PAUSE_COST_A_SEC: f64 = 0.5;
const PAUSE_COST_MAX: f64 = 4.0;
const STANZA_PAUSE_COST_MAX: f64 = 2.0;
/// A stanza begins after a pause.
const STANZA_START_WEIGHT: f64 = 0.5;
/// Nobody sings faster, or holds a line longer, in seconds a syllable; and the bounds for a whole line, in seconds.
const FASTEST_SECS: f64 = 0.08;
const SLOWEST_SECS: f64 = 1.0;
const SLOWEST_LINE_SECS: (f64, f64) = (3.0, 20.0);
/// Costs of the pace are looked up, at so many points a syllable.
const POINTS_A_SYLLABLE: f64 = 20.0;

/// (start, end) of each line, in steps.
pub(super) type LinePath = Vec<(usize, usize)>;

/// The best places; None where the lines do not fit. `pace` is how many of the clock's
/// syllables one takes.
pub(super) fn best_lines(evidence: &Evidence, lines: &[PathLine], weights: &Weights, pace: f64) -> Option<LinePath> {
    let borders = evidence.steps() + 1;
    let total: f64 = lines.iter().map(|line| line.syllables).sum();
    let passed = evidence.syllables(weights.clock, total);
    let edge_at = |at: usize| weights.start * evidence.rise[at] + ONSET_WEIGHT * evidence.onset[at];
    // Of the lines so far, ending at each border.
    let mut scores = vec![0.0; borders];
    let mut choices: Vec<(Vec<u32>, Vec<u16>)> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let (mut open, ended_at) = match index {
            0 => (vec![0.0; borders], vec![0; borders]),
            _ => after_pause(&scores, if line.begins_stanza { STANZA_PAUSE_COST_MAX } else { PAUSE_COST_MAX }),
        };
        for (at, score) in open.iter_mut().enumerate() {
            *score += edge_at(at) - weights.voice * evidence.sung[at];
            if line.begins_stanza {
                *score += STANZA_START_WEIGHT * (1.0 - evidence.before[at]);
            }
        }
        let shortest = ((line.syllables * FASTEST_SECS / STEP_SECS) as usize).max(2);
        let longest_secs = (line.syllables * SLOWEST_SECS).clamp(SLOWEST_LINE_SECS.0, SLOWEST_LINE_SECS.1);
        let longest = (longest_secs / STEP_SECS) as usize;
        let costs = pace_costs(line.syllables * pace, weights.pace);
        let mut lengths = vec![0; borders];
        for end in 0..borders {
            let mut best = (f64::NEG_INFINITY, 0);
            for start in end.saturating_sub(longest)..(end + 1).saturating_sub(shortest) {
                let place = ((passed[end] - passed[start]) * POINTS_A_SYLLABLE) as usize;
                let score = open[start] - costs[place.min(costs.len() - 1)];
                if score > best.0 {
                    best = (score, end - start);
                }
            }
            scores[end] = best.0 + weights.voice * evidence.sung[end] - END_WEIGHT * evidence.rise[end];
            lengths[end] = best.1 as u16;
        }
        choices.push((ended_at, lengths));
    }
    let mut end =
        (0..borders).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).filter(|end| scores[*end].is_finite())?;
    let mut spans = Vec::with_capacity(lines.len());
    for (ended_at, lengths) in choices.iter().rev() {
        let start = end - usize::from(lengths[end]);
        spans.push((start, end));
        end = ended_at[start] as usize;
    }
    spans.reverse();
    Some(spans)
}

/// Median of the clock's syllables that one takes.
pub(super) fn pace_of(evidence: &Evidence, lines: &[PathLine], spans: &[(usize, usize)], clock: Clock) -> f64 {
    let passed = evidence.syllables(clock, lines.iter().map(|line| line.syllables).sum());
    let mut paces: Vec<f64> =
        lines.iter().zip(spans).map(|(line, (start, end))| (passed[*end] - passed[*start]) / line.syllables).collect();
    paces.sort_by(f64::total_cmp);
    paces.get(paces.len() / 2).copied().unwrap_or(1.0).clamp(0.2, 5.0)
}

/// Best scores at each border after a pause of any length, and where the line before ended.
fn after_pause(scores: &[f64], most: f64) -> (Vec<f64>, Vec<u32>) {
    let mut near = (f64::NEG_INFINITY, 0);
    let mut far = (f64::NEG_INFINITY, 0);
    scores
        .iter()
        .zip(0..)
        .map(|(&score, at)| {
            near.0 -= PAUSE_COST_A_SEC * STEP_SECS;
            if score > near.0 {
                near = (score, at);
            }
            if score > far.0 {
                far = (score, at);
            }
            if far.0 - most > near.0 { (far.0 - most, far.1) } else { near }
        })
        .unzip()
}

/// What so many syllables of the clock cost a line that should take `expected`.
fn pace_costs(expected: f64, weight: f64) -> Vec<f64> {
    let points = (POINTS_A_SYLLABLE * (expected * 6.0 + 10.0)) as usize;
    (0..points)
        .map(|point| {
            let taken = (point as f64 + 0.5) / POINTS_A_SYLLABLE;
            let ratio = ((taken + FEWEST_SYLLABLES) / (expected + FEWEST_SYLLABLES)).ln();
            weight * (ratio / PACE_DEVIATION).powi(2).min(PACE_COST_MAX)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::evidence::test_voice;

    const WEIGHTS: Weights = Weights { voice: 0.5, start: 3.0, pace: 0.4, clock: Clock { onsets: 0.4, time: 0.3 } };

    fn line(syllables: f64) -> PathLine {
        PathLine { syllables, begins_stanza: false }
    }

    #[test]
    fn lines_begin_with_the_phrases_that_are_as_long_as_they() {
        let phrases = [(3.0, 5.0), (5.4, 6.4), (12.0, 14.0), (14.5, 17.5)];
        let onsets: Vec<f64> = phrases
            .iter()
            .flat_map(|(from, to)| (0..((to - from) * 4.0) as usize).map(move |i| from + i as f64 * 0.25))
            .collect();
        let evidence = Evidence::of(&test_voice(22.0, &phrases, &onsets)).unwrap();
        let lines = [8.0, 4.0, 8.0, 12.0].map(line);
        let spans = best_lines(&evidence, &lines, &WEIGHTS, 1.0).unwrap();
        for ((start, end), phrase) in spans.iter().zip(phrases) {
            assert!((*start as f64 * STEP_SECS - phrase.0).abs() <= 0.16, "{spans:?}");
            assert!((*end as f64 * STEP_SECS - phrase.1).abs() <= 0.3, "{spans:?}");
        }
        assert!((pace_of(&evidence, &lines, &spans, WEIGHTS.clock) - 1.0).abs() < 0.15);
    }

    #[test]
    fn more_lines_than_the_song_holds_do_not_fit() {
        let evidence = Evidence::of(&test_voice(4.0, &[(0.5, 3.5)], &[])).unwrap();
        assert_eq!(best_lines(&evidence, &[line(5.0); 40], &WEIGHTS, 1.0), None);
    }
}
