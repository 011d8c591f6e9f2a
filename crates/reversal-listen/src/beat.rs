//! Where the beats are: a bar pointer that runs through each beat at a tempo.
//!
//! The state space is that of Krebs, Böck & Widmer, "An efficient state-space
//! model for joint tempo and meter tracking" (ISMIR 2015): a state is a tempo
//! and a position within the beat, the tempo may change only at a beat. Inside
//! a beat the pointer can only step on, so the Viterbi decoder below goes from
//! beat to beat and takes a whole beat's score from running sums; the path
//! found is the same, at a fortieth of the work.

use std::ops::RangeInclusive;

/// Steps of the pointer a second. Whole steps a beat are all that the state
/// space knows; at 100 a second fast tempi would fall between two of them.
pub(crate) const STEPS_A_SEC: f64 = 200.0;

/// A beat's first sixteenth is where its attack is expected, the rest is not.
const BEAT_PARTS: usize = 16;
/// Cost of a tempo change per its logarithm, as published (there by its share of the tempo).
const CHANGE_COST: f64 = 100.0;
/// Changes of half a step are rounding, not a change of tempo.
const FREE_CHANGE_STEPS: f64 = 0.5;
/// What the greatest leap of tempo costs: about what eight missed beats do.
const LEAP_COST: f64 = 30.0;
const NEVER: f64 = f64::NEG_INFINITY;

/// The likeliest course of the pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BeatPath {
    /// Steps of the beats, at the strongest activation inside each beat's first part.
    pub beats: Vec<usize>,
    /// Mean logarithm of the likelihood of a step.
    pub score: f64,
}

/// Beats with between `intervals.start()` and `intervals.end()` steps from one to the next.
pub(crate) fn decode(activation: &[f32], intervals: RangeInclusive<usize>) -> BeatPath {
    let frames = activation.len();
    let shortest = (*intervals.start()).max(2);
    let longest = (*intervals.end()).min(shortest + usize::from(NO_BEAT_BEFORE) - 1);
    if frames < longest || longest < shortest {
        return BeatPath::default();
    }
    let sums = Sums::of(activation);
    let tempi = longest - shortest + 1;
    // From each tempo to the next slower one; the costs of farther ones add up.
    let climbs: Vec<f64> =
        (shortest..=longest).map(|length| CHANGE_COST * ((length + 1) as f64 / length as f64).ln()).collect();
    let mut changed = vec![(NEVER, 0); tempi];
    // Row t % (longest + 1): the best score of a path whose next beat starts at t, by the beat's length.
    let mut starting = vec![vec![NEVER; tempi]; longest + 1];
    let mut came_from = vec![NO_BEAT_BEFORE; frames * tempi];
    let mut ended = vec![NEVER; tempi];
    for at in 0..frames {
        let mut best_ended = (NEVER, 0_u8);
        for tempo in 0..tempi {
            let length = shortest + tempo;
            ended[tempo] = match at.checked_sub(length) {
                Some(start) => starting[start % (longest + 1)][tempo] + sums.beat(start, length),
                None => NEVER,
            };
            if ended[tempo] > best_ended.0 {
                best_ended = (ended[tempo], tempo as u8);
            }
        }
        let row = &mut starting[at % (longest + 1)];
        spread_over_tempi(&ended, &climbs, &mut changed);
        for tempo in 0..tempi {
            let mut best = (best_ended.0 - LEAP_COST, best_ended.1);
            let free_change = CHANGE_COST * FREE_CHANGE_STEPS / (shortest + tempo) as f64;
            for (score, from) in [(changed[tempo].0 + free_change, changed[tempo].1), (ended[tempo], tempo as u8)] {
                if score > best.0 {
                    best = (score, from);
                }
            }
            // The song may start in the middle of a beat.
            let fresh = if at <= shortest + tempo { sums.rest(0, at) } else { NEVER };
            if fresh >= best.0 {
                best = (fresh, NO_BEAT_BEFORE);
            }
            row[tempo] = best.0;
            came_from[at * tempi + tempo] = best.1;
        }
    }
    // The last beat is cut off by the song's end.
    let mut best = (NEVER, 0, 0);
    for at in frames.saturating_sub(longest)..frames {
        for (tempo, begun) in starting[at % (longest + 1)].iter().enumerate() {
            let length = shortest + tempo;
            let score = begun + sums.beat(at, length);
            if at + length >= frames && score > best.0 {
                best = (score, at, tempo);
            }
        }
    }
    let (score, mut at, mut tempo) = best;
    let mut beats = Vec::new();
    loop {
        beats.push(strongest_within(activation, at, (shortest + tempo).div_ceil(BEAT_PARTS)));
        let before = came_from[at * tempi + tempo];
        if before == NO_BEAT_BEFORE {
            break;
        }
        tempo = usize::from(before);
        at -= shortest + tempo;
    }
    beats.reverse();
    BeatPath { beats, score: score / frames as f64 }
}

/// Mean logarithm of the likelihood of a step where these are the beats; changes of tempo cost nothing.
pub(crate) fn likelihood(activation: &[f32], beats: &[usize]) -> f64 {
    let sums = Sums::of(activation);
    let (Some(&first), Some(&last)) = (beats.first(), beats.last()) else { return NEVER };
    let inside: f64 = beats.windows(2).map(|pair| sums.around(pair[0], pair[1] - pair[0])).sum();
    inside / (last - first).max(1) as f64
}

/// In place of the tempo of the beat before: the song starts here. One byte a
/// state keeps ten minutes at 20 MB.
const NO_BEAT_BEFORE: u8 = u8::MAX;

/// The activation of each step from that of each short frame.
pub(crate) fn stepped(activation: &[f32], hop_secs: f64) -> Vec<f32> {
    let steps = (activation.len() as f64 * hop_secs * STEPS_A_SEC) as usize;
    (0..steps)
        .map(|step| {
            let place = step as f64 / STEPS_A_SEC / hop_secs;
            let (low, part) = (place.floor() as usize, place.fract() as f32);
            let next = activation[(low + 1).min(activation.len() - 1)];
            activation[low] + (next - activation[low]) * part
        })
        .collect()
}

/// For each tempo, the best score of having come from another, and from which.
/// Costs add up from tempo to tempo, so two sweeps replace trying all pairs.
fn spread_over_tempi(ended: &[f64], climbs: &[f64], changed: &mut [(f64, u8)]) {
    let mut best = (NEVER, 0);
    for tempo in 0..ended.len() {
        changed[tempo] = best;
        if ended[tempo] > best.0 {
            best = (ended[tempo], tempo as u8);
        }
        best.0 -= climbs[tempo];
    }
    best = (NEVER, 0);
    for tempo in (0..ended.len()).rev() {
        if best.0 > changed[tempo].0 {
            changed[tempo] = best;
        }
        if ended[tempo] > best.0 {
            best = (ended[tempo], tempo as u8);
        }
        best.0 -= climbs[tempo.saturating_sub(1)];
    }
}

/// Running sums of the logarithms of both likelihoods.
struct Sums {
    attack: Vec<f64>,
    rest: Vec<f64>,
}

impl Sums {
    fn of(activation: &[f32]) -> Sums {
        let running = |likelihood: &dyn Fn(f64) -> f64| {
            let mut sum = 0.0;
            let mut sums = vec![0.0];
            for chance in activation {
                sum += likelihood(f64::from(*chance)).ln();
                sums.push(sum);
            }
            sums
        };
        Sums { attack: running(&|chance| chance), rest: running(&|chance| (1.0 - chance) / (BEAT_PARTS - 1) as f64) }
    }

    fn rest(&self, from: usize, to: usize) -> f64 {
        self.rest[to] - self.rest[from]
    }

    /// A beat whose attack may be a little early as well.
    fn around(&self, attack: usize, length: usize) -> f64 {
        self.beat(attack.saturating_sub(length.div_ceil(BEAT_PARTS) / 2), length)
    }

    /// A whole beat, or what of it lies before the song's end.
    fn beat(&self, start: usize, length: usize) -> f64 {
        let end = self.rest.len() - 1;
        let (attacked, over) = ((start + length.div_ceil(BEAT_PARTS)).min(end), (start + length).min(end));
        self.attack[attacked] - self.attack[start] + self.rest(attacked, over)
    }
}

fn strongest_within(activation: &[f32], at: usize, width: usize) -> usize {
    (at..(at + width).min(activation.len())).fold(at, |best, i| if activation[i] > activation[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulses(frames: usize, beats: impl Iterator<Item = usize>) -> Vec<f32> {
        let mut activation = vec![0.005; frames];
        for beat in beats {
            activation[beat] = 0.9;
        }
        activation
    }

    #[test]
    fn a_steady_pulse_is_found_from_its_first_to_its_last_beat() {
        let truth: Vec<usize> = (0..40).map(|i| 30 + i * 50).collect();
        assert_eq!(decode(&pulses(2020, truth.iter().copied()), 28..=70).beats, truth);
    }

    #[test]
    fn a_missing_beat_is_filled_in() {
        let truth: Vec<usize> = (0..40).map(|i| 30 + i * 50).collect();
        let heard = truth.iter().copied().filter(|beat| beat / 50 % 7 != 3);
        let found = decode(&pulses(2020, heard), 40..=70).beats;
        assert_eq!(found.len(), truth.len());
        assert!(found.iter().zip(&truth).all(|(a, b)| a.abs_diff(*b) <= 2));
    }

    #[test]
    fn a_change_of_tempo_is_followed() {
        let truth: Vec<usize> = (0..30).map(|i| 10 + i * 60).chain((0..30).map(|i| 1800 + i * 42)).collect();
        assert_eq!(decode(&pulses(3060, truth.iter().copied()), 33..=66).beats, truth);
    }

    #[test]
    fn the_right_beats_are_likelier_than_every_second_of_them_and_than_others() {
        let truth: Vec<usize> = (0..40).map(|i| 30 + i * 50).collect();
        let activation = pulses(2020, truth.iter().copied());
        let of = |beats: &[usize]| likelihood(&activation, beats);
        let halved: Vec<usize> = truth.iter().copied().step_by(2).collect();
        let aside: Vec<usize> = truth.iter().map(|beat| beat + 25).collect();
        assert!(of(&truth) > of(&halved) && of(&halved) > of(&aside));
        assert_eq!(of(&[]), NEVER);
    }

    #[test]
    fn too_short_a_song_has_no_beats() {
        assert_eq!(decode(&[0.9; 20], 28..=70), BeatPath::default());
        assert_eq!(decode(&[], 28..=70), BeatPath::default());
    }
}
