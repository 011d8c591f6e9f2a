//! What Whisper hears: the logarithm of 80 (or 128) mel bands a hundred times
//! a second, from windows of 25 ms at 16 kHz, on the song's own scale.

use std::f64::consts::TAU;

use ndarray::{Array2, s};
use realfft::RealFftPlanner;

use crate::parallel::map_ranges;

/// Samples a second.
pub(super) const RATE_HZ: usize = 16_000;
const WINDOW: usize = 400;
const HOP: usize = 160;
/// Frames a second.
pub(super) const FRAMES_A_SECOND: usize = RATE_HZ / HOP;
/// Frames that the model takes at once: thirty seconds.
pub(super) const WINDOW_FRAMES: usize = 30 * FRAMES_A_SECOND;
/// Bins of a window's spectrum.
pub(super) const BINS: usize = WINDOW / 2 + 1;
/// Powers below this are as good as none.
const LEAST_POWER: f32 = 1e-10;
/// Powers of ten below the loudest that are told apart.
const RANGE: f32 = 8.0;

/// A song's bands: a row a frame.
pub(super) struct Mel {
    rows: Array2<f32>,
}

impl Mel {
    /// Of a song at 16 kHz, by the model's filters (a row a band).
    pub fn of(samples: &[f32], filters: &Array2<f32>, threads: usize) -> Mel {
        let hann: Vec<f32> = (0..WINDOW).map(|i| (0.5 - 0.5 * (TAU * i as f64 / WINDOW as f64).cos()) as f32).collect();
        let transform = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
        let rows = map_ranges(samples.len() / HOP, threads, |frames| {
            let (mut buffer, mut bins) = (transform.make_input_vec(), transform.make_output_vec());
            let mut powers = vec![0.0; BINS];
            let mut out = Vec::with_capacity(frames.len() * filters.nrows());
            for frame in frames {
                for (i, (slot, weight)) in buffer.iter_mut().zip(&hann).enumerate() {
                    *slot = mirrored(samples, (frame * HOP + i) as i64 - (WINDOW / 2) as i64) * weight;
                }
                let done = transform.process(&mut buffer, &mut bins);
                debug_assert!(done.is_ok(), "the buffers were made for this transform");
                powers.iter_mut().zip(&bins).for_each(|(power, bin)| *power = bin.norm_sqr());
                for filter in filters.rows() {
                    let power: f32 = filter.iter().zip(&powers).map(|(weight, power)| weight * power).sum();
                    out.push(power.max(LEAST_POWER).log10());
                }
            }
            out
        });
        let bands = filters.nrows();
        let mut rows = Array2::from_shape_vec((rows.len() / bands.max(1), bands), rows).unwrap_or_default();
        let floor = rows.fold(f32::NEG_INFINITY, |most, value| most.max(*value)) - RANGE;
        rows.mapv_inplace(|value| (value.max(floor) + 4.0) / 4.0);
        Mel { rows }
    }

    /// Frames.
    pub fn len(&self) -> usize {
        self.rows.nrows()
    }

    /// Thirty seconds: the frames from one to before another, then nothing, which the model knows as zeros.
    pub fn window(&self, from: usize, to: usize) -> Array2<f32> {
        let to = to.min(self.len()).min(from + WINDOW_FRAMES);
        let mut window = Array2::zeros((WINDOW_FRAMES, self.rows.ncols()));
        if from < to {
            window.slice_mut(s![..to - from, ..]).assign(&self.rows.slice(s![from..to, ..]));
        }
        window
    }
}

/// A sample, mirrored at the first; after the last there is silence.
fn mirrored(samples: &[f32], at: i64) -> f32 {
    samples.get(at.unsigned_abs() as usize).copied().filter(|sample| sample.is_finite()).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Filters of one bin each.
    fn single_bins(bins: &[usize]) -> Array2<f32> {
        Array2::from_shape_fn((bins.len(), BINS), |(row, bin)| if bin == bins[row] { 1.0 } else { 0.0 })
    }

    #[test]
    fn a_tone_has_the_power_that_is_worked_out_by_hand() {
        // 1000 Hz is bin 25; a Hann window of 400 has a sum of 200, so a sine of level 1 has a power of 100².
        let samples: Vec<f32> = (0..RATE_HZ).map(|i| (TAU * 1000.0 * i as f64 / RATE_HZ as f64).sin() as f32).collect();
        let mel = Mel::of(&samples, &single_bins(&[25, 24, 80]), 2);
        assert_eq!(mel.len(), 100);
        let row = mel.rows.row(50);
        assert!((row[0] - (4.0 + 4.0) / 4.0).abs() < 1e-3, "{row}");
        // The next bin has half the amplitude: 50².
        assert!((row[1] - (2.0 * 50.0_f32.log10() + 4.0) / 4.0).abs() < 1e-3, "{row}");
        assert!((row[2] - 0.0).abs() < 1e-3, "eight powers of ten below the loudest: {row}");
    }

    #[test]
    fn windows_are_filled_up_with_nothing() {
        let mel = Mel::of(&vec![0.5; RATE_HZ], &single_bins(&[0]), 1);
        let window = mel.window(40, 70);
        assert_eq!(window.dim(), (WINDOW_FRAMES, 1));
        assert!(window[[29, 0]] > 0.0 && window[[30, 0]] == 0.0);
        assert_eq!(mel.window(400, 900).sum(), 0.0);
        assert_eq!(Mel::of(&[], &single_bins(&[0]), 3).len(), 0);
    }

    #[test]
    fn threads_change_nothing() {
        let samples: Vec<f32> = (0..40_000_i64).map(|i| ((i * i) as f32 * 1e-5).sin()).collect();
        let filters = single_bins(&[3, 9]);
        assert_eq!(Mel::of(&samples, &filters, 1).rows, Mel::of(&samples, &filters, 3).rows);
    }
}
