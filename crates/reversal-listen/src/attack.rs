//! Beats moved from the decoder's steps to the attacks themselves.
//!
//! A window of 46 ms feels an attack before its centre reaches it, and by how
//! much depends on the sound. So each beat looks at the samples around it for
//! the moment when their energy jumps, and beats that hear none follow their
//! neighbours.

use reversal_model::sound::Sound;

/// Step in which the energy is looked at, in seconds.
const STEP_SECS: f64 = 0.002;
/// Steps before and after a moment that are compared: 10 ms.
const SIDE: usize = 5;
/// How far from the decoder's beat an attack is looked for, in steps.
const REACH: usize = 20;
/// Distance in seconds at which an attack counts for 60 %.
const NEAR_SECS: f64 = 0.018;
/// A jump of the energy to twice its value is the least that is heard as an attack.
const JUMP_MIN: f64 = 0.7;
/// Steps before the greatest jump in which the attack may have begun.
const LOOK_BACK: usize = 8;
/// Share of the steepest rise at which an attack begins.
const FIRST_STEP_SHARE: f64 = 0.3;
/// Neighbours on each side whose attacks have a say.
const NEIGHBOURS: usize = 4;

/// Attack times of the beats, increasing, in seconds.
pub(crate) fn refined(song: &dyn Sound, beats_secs: &[f64]) -> Vec<f64> {
    let heard: Vec<Option<f64>> = beats_secs.iter().map(|&beat| attack_near(song, beat)).collect();
    let mut refined: Vec<f64> = (0..beats_secs.len())
        .map(|k| {
            let from = k.saturating_sub(NEIGHBOURS);
            let to = (k + NEIGHBOURS).min(beats_secs.len() - 1);
            let mut offsets: Vec<f64> = (from..=to).filter_map(|j| Some(heard[j]? - beats_secs[j])).collect();
            offsets.sort_by(f64::total_cmp);
            beats_secs[k] + offsets.get(offsets.len() / 2).copied().unwrap_or(0.0)
        })
        .map(|secs| secs.max(0.0))
        .collect();
    refined.dedup_by(|late, early| *late - *early < 0.05);
    refined
}

/// Where the energy jumps most, near a moment.
fn attack_near(song: &dyn Sound, beat_secs: f64) -> Option<f64> {
    let rate_hz = f64::from(song.sample_rate_hz());
    let step = ((STEP_SECS * rate_hz) as usize).max(1);
    let centre = (beat_secs * rate_hz).round() as i64;
    let first = centre - ((REACH + SIDE) * step) as i64;
    let mut samples = vec![0.0; 2 * (REACH + SIDE) * step + 1];
    song.read_mixed(&song.even_gains(), first, &mut samples);
    // Differences instead of samples: an attack is bright, what hums on is not.
    let energies: Vec<f64> = samples
        .windows(2)
        .map(|pair| f64::from(pair[1] - pair[0]).powi(2))
        .collect::<Vec<_>>()
        .chunks_exact(step)
        .map(|chunk| chunk.iter().sum::<f64>() / step as f64)
        .collect();
    let floor = energies.iter().sum::<f64>() / energies.len().max(1) as f64 * 0.01 + 1e-12;
    let sides = |at: usize| {
        let mean = |part: &[f64]| part.iter().sum::<f64>() / SIDE as f64 + floor;
        (mean(&energies[at - SIDE..at]), mean(&energies[at..at + SIDE]))
    };
    let away_secs = |at: usize| (first + (at * step) as i64) as f64 / rate_hz - beat_secs;
    let best = (SIDE..=energies.len().saturating_sub(SIDE))
        .map(|at| {
            let (before, after) = sides(at);
            // In amplitude: by the logarithm a window that only touches the attack would nearly equal it.
            (at, (after.sqrt() - before.sqrt()) * (-0.5 * (away_secs(at) / NEAR_SECS).powi(2)).exp())
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (before, after) = sides(best.0);
    if (after / before).ln() < JUMP_MIN {
        return None;
    }
    // The bell above pulls towards the beat; the attack itself is where the energy first rises
    // about as steeply as it does near the jump.
    let rise = |at: usize| energies[at] - energies[at - 1];
    let from = best.0.saturating_sub(LOOK_BACK).max(1);
    let reach = from..(best.0 + SIDE + 1).min(energies.len());
    let steepest = reach.clone().map(rise).fold(0.0, f64::max);
    let attack = reach.into_iter().find(|&at| rise(at) >= FIRST_STEP_SHARE * steepest)?;
    Some(beat_secs + away_secs(attack))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{RATE_HZ, clicks, silence, steady_beats, stroke, tone};

    #[test]
    fn beats_that_are_aside_find_their_attacks_within_three_milliseconds() {
        let truth = steady_beats(0.7, 113.0, 30);
        let song = clicks(&truth, 4, 18.0);
        for aside in [-0.015, -0.004, 0.0, 0.009, 0.017] {
            let coarse: Vec<f64> = truth.iter().map(|beat| beat + aside).collect();
            let found = refined(&song, &coarse);
            assert_eq!(found.len(), truth.len());
            assert!(found.iter().zip(&truth).all(|(a, b)| (a - b).abs() < 0.003), "{aside}");
        }
    }

    #[test]
    fn a_beat_without_an_attack_follows_its_neighbours() {
        let truth = steady_beats(0.7, 113.0, 30);
        let struck: Vec<f64> = truth.iter().enumerate().filter(|(i, _)| i % 5 != 2).map(|(_, beat)| *beat).collect();
        let coarse: Vec<f64> = truth.iter().map(|beat| beat + 0.012).collect();
        let found = refined(&clicks(&struck, 4, 18.0), &coarse);
        assert!(found.iter().zip(&truth).all(|(a, b)| (a - b).abs() < 0.003));
    }

    #[test]
    fn drums_that_ring_over_a_hum_are_placed_where_they_are_struck() {
        let truth = steady_beats(0.7, 128.0, 30);
        let mut song = tone(90.0, 0.2, RATE_HZ, 16.0);
        for (i, &at_secs) in truth.iter().enumerate() {
            stroke(&mut song.channels[0], at_secs, if i % 2 == 0 { 60.0 } else { 200.0 }, 0.3, 0.12);
            stroke(&mut song.channels[0], at_secs, 1800.0, 0.5, 0.03);
            // A rattle follows the stroke.
            stroke(&mut song.channels[0], at_secs + 0.006, 3500.0, 0.25, 0.05);
        }
        for aside in [-0.012, 0.0, 0.014] {
            let coarse: Vec<f64> = truth.iter().map(|beat| beat + aside).collect();
            let found = refined(&song, &coarse);
            let worst = found.iter().zip(&truth).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst < 0.003, "{aside}: {worst}");
        }
    }

    #[test]
    fn silence_moves_nothing() {
        let beats = steady_beats(0.0, 120.0, 8);
        assert_eq!(refined(&silence(5.0), &beats), beats);
    }
}
