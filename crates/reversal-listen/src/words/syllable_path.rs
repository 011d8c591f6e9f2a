//! The best places of a line's syllables inside of it, by dynamic programming:
//! each where a syllable is heard to begin, none much longer than the others,
//! and a word that begins with a hiss where one is heard.

use super::evidence::chance_of;
use crate::voice::Voice;

/// A syllable to place.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathSyllable {
    /// Whether it begins with a consonant that hisses.
    pub hisses: bool,
}

/// What a syllable earns for the chance that one begins there, and that it hisses there.
const ONSET_WEIGHT: f64 = 3.0;
const HISS_WEIGHT: f64 = 1.0;
/// A usual deviation of the natural logarithm of a syllable's length from the line's mean.
const LENGTH_DEVIATION: f64 = 0.6;
/// No syllable is longer than so many mean ones, or shorter than two frames.
const LONGEST: f64 = 3.0;
const SHORTEST_FRAMES: usize = 2;
/// What each frame costs by which the first syllable comes later than the line.
const LATE_COST: f64 = 0.15;
/// A hiss comes just before its vowel: frames around the begin that are looked at.
const HISS_FRAMES: usize = 2;

/// The frame at which each syllable begins, between two frames of the song; None where they do not fit.
pub(super) fn best_syllables(
    voice: &Voice,
    (from, to): (usize, usize),
    syllables: &[PathSyllable],
) -> Option<Vec<usize>> {
    let heard = voice.syllables.get(from..to)?;
    let (count, frames) = (syllables.len(), heard.len());
    if count == 0 || frames < (count + 1) * SHORTEST_FRAMES {
        return None;
    }
    let onset: Vec<f64> = heard.iter().map(|heard| ONSET_WEIGHT * chance_of(heard.onset)).collect();
    let hiss: Vec<f64> = (0..frames)
        .map(|at| {
            let around = &heard[at.saturating_sub(HISS_FRAMES)..(at + 2).min(frames)];
            HISS_WEIGHT * around.iter().map(|heard| chance_of(heard.hiss)).fold(0.0, f64::max)
        })
        .collect();
    let earned = |at: usize, syllable: PathSyllable| onset[at] + if syllable.hisses { hiss[at] } else { 0.0 };
    let mean = frames as f64 / count as f64;
    let cost = |length: usize| ((length as f64 / mean).ln() / LENGTH_DEVIATION).powi(2);
    let longest = ((mean * LONGEST) as usize).max(SHORTEST_FRAMES + 1);
    let costs: Vec<f64> = (0..=frames).map(|length| cost(length.max(1))).collect();
    let mut scores: Vec<f64> = (0..frames).map(|at| earned(at, syllables[0]) - LATE_COST * at as f64).collect();
    let mut choices: Vec<Vec<usize>> = Vec::with_capacity(count);
    for &syllable in &syllables[1..] {
        let (next, lengths) = (0..frames)
            .map(|at| {
                let lengths = SHORTEST_FRAMES..longest.min(at + 1);
                let best = lengths
                    .map(|length| (scores[at - length] - costs[length], length))
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .unwrap_or((f64::NEG_INFINITY, 0));
                (best.0 + earned(at, syllable), best.1)
            })
            .unzip();
        scores = next;
        choices.push(lengths);
    }
    let ended = |at: usize| scores[at] - costs[frames - at];
    let mut at = (0..frames).max_by(|a, b| ended(*a).total_cmp(&ended(*b))).filter(|at| scores[*at].is_finite())?;
    let mut begins = vec![from + at];
    for lengths in choices.iter().rev() {
        at -= lengths[at];
        begins.push(from + at);
    }
    begins.reverse();
    Some(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::evidence::test_voice;

    #[test]
    fn syllables_begin_where_they_are_heard_to() {
        let voice = test_voice(4.0, &[(1.0, 3.0)], &[1.0, 1.4, 1.6, 2.2]);
        let begins = best_syllables(&voice, (25, 75), &[PathSyllable { hisses: false }; 4]).unwrap();
        assert_eq!(begins, [25, 35, 40, 55]);
    }

    #[test]
    fn more_syllables_than_frames_do_not_fit() {
        let voice = test_voice(4.0, &[(1.0, 3.0)], &[]);
        assert_eq!(best_syllables(&voice, (25, 30), &[PathSyllable { hisses: true }; 9]), None);
        assert_eq!(best_syllables(&voice, (90, 130), &[PathSyllable { hisses: true }; 2]), None);
        assert_eq!(best_syllables(&voice, (25, 75), &[]), None);
    }
}
