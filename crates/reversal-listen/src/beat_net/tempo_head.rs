//! The net's word on the tempo that people would tap to.
//!
//! Two pulses an octave apart fit the same attacks; which of them is the beat
//! shows in the whole of the music. So what the levels added is averaged over
//! a stretch as long as the training clips and weighed into the chances of
//! tempi a fourteenth of an octave apart (after Böck, Davies & Knees,
//! "Multi-task learning of tempo and beat", ISMIR 2019).

use super::WIDTH;
use crate::net::layer::{Layer, rectify};

/// Tempi with a chance of their own, at even ratios over `TEMPO_RANGE_BPM`.
pub(crate) const TEMPI: usize = 48;
const TEMPO_RANGE_BPM: (f64, f64) = (40.0, 240.0);
/// Frames that have a say of their own: 20 s.
const STRETCH_FRAMES: usize = 1000;

/// How likely each tempo is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TempoOdds {
    /// Logarithms of chances, means over the song's stretches.
    logs: [f32; TEMPI],
}

impl TempoOdds {
    /// From the frames before the first level and after the last.
    pub(super) fn of(head: &Layer<TEMPI>, before: &[[f32; WIDTH]], after: &[[f32; WIDTH]]) -> TempoOdds {
        let mut logs = [0.0; TEMPI];
        let stretches = (before.len() / STRETCH_FRAMES).max(1);
        for stretch in 0..stretches {
            let range = stretch * before.len() / stretches..(stretch + 1) * before.len() / stretches;
            let mut mean = [0.0; WIDTH];
            let share = 1.0 / range.len().max(1) as f32;
            for (before, after) in before[range.clone()].iter().zip(&after[range]) {
                let mut added: [f32; WIDTH] = std::array::from_fn(|channel| after[channel] - before[channel]);
                rectify(&mut added);
                for (sum, value) in mean.iter_mut().zip(added) {
                    *sum += value * share;
                }
            }
            let mut sums = head.bias();
            head.add(&mut sums, 0, &mean);
            let greatest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total = greatest + sums.iter().map(|sum| (sum - greatest).exp()).sum::<f32>().ln();
            for (log, sum) in logs.iter_mut().zip(sums) {
                *log += (sum - total) / stretches as f32;
            }
        }
        TempoOdds { logs }
    }

    /// Logarithm of the chance that people tap at about this tempo.
    pub fn log_chance(&self, tempo_bpm: f64) -> f64 {
        let (slowest, fastest) = TEMPO_RANGE_BPM;
        let share = (tempo_bpm.clamp(slowest, fastest) / slowest).ln() / (fastest / slowest).ln();
        let place = share * (TEMPI - 1) as f64;
        let low = (place as usize).min(TEMPI - 2);
        let (below, above) = (f64::from(self.logs[low]), f64::from(self.logs[low + 1]));
        below + (above - below) * (place - low as f64)
    }
}
