//! Tension: expectation that something is about to happen, 0..1, without a unit.
//!
//! Dissonance (as a rank inside the song), loudness and brightness that rise,
//! distance from the song's usual chords, and attacks without bass, as in a
//! build-up. After Farbood, "A parametric, temporal model of musical tension"
//! (2012); weights by ear.

use super::{Measures, density, heard, share};

/// Seconds over which a rise is looked for.
const RISE_SECS: [usize; 2] = [8, 16];

pub(super) fn tension(measures: &Measures) -> Vec<f32> {
    let roughness = ranks(&measures.roughness);
    (0..measures.loudness_lufs.len())
        .map(|second| {
            let rising = 0.5 * steepest(&measures.relative_loudness_lu, second, 0.6)
                + 0.5 * steepest(&measures.brightness_octaves, second, 0.12);
            let strange = share(measures.key_distance[second], 0.02, 0.25);
            let groundless = (1.0 - measures.bass_share[second]) * density(measures, second);
            (heard(measures, second) * (0.3 * roughness[second] + 0.25 * rising + 0.25 * strange + 0.2 * groundless))
                as f32
        })
        .collect()
}

/// Place of each value among all, 0 least ..1 greatest; equal values share theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1).max(1) as f64;
    values
        .iter()
        .map(|value| {
            let below = sorted.partition_point(|other| other < value);
            let through = sorted.partition_point(|other| other <= value);
            (below + through - 1) as f64 / 2.0 / last
        })
        .collect()
}

/// The steepest straight rise up to a second, 0 level or falling ..1 at `full_a_sec`.
fn steepest(values: &[f64], second: usize, full_a_sec: f64) -> f64 {
    RISE_SECS
        .iter()
        .filter(|&&secs| second >= secs)
        .map(|&secs| share(slope(&values[second - secs..=second]), 0.0, full_a_sec))
        .fold(0.0, f64::max)
}

/// Slope of the straight line that fits best, a value a second.
fn slope(values: &[f64]) -> f64 {
    let middle = (values.len() - 1) as f64 / 2.0;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let (mut over, mut under) = (0.0, 0.0);
    for (i, value) in values.iter().enumerate() {
        over += (i as f64 - middle) * (value - mean);
        under += (i as f64 - middle).powi(2);
    }
    over / under.max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope() {
        let line: Vec<f64> = (0..9).map(|i| 3.0 + 0.25 * f64::from(i)).collect();
        assert!((slope(&line) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn ranks_run_from_least_to_greatest() {
        assert_eq!(ranks(&[5.0, 1.0, 3.0]), [1.0, 0.0, 0.5]);
        assert_eq!(ranks(&[2.0, 2.0]), [0.5, 0.5]);
        assert!(ranks(&[]).is_empty());
    }
}
