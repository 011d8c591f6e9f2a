//! One pass of Fourier transforms over the song; everything that listens
//! reads from it. Not a stored spectrogram: each frame is reduced at once to
//! what is needed, so memory grows by about 40 kB a second of song.
//!
//! Short frames (46 ms, 100 a second) serve attacks; long ones (93 ms, 25 a
//! second) serve pitch and timbre. Windows are as long in seconds at every
//! sample rate, so that all measures mean the same at 8 and at 192 kHz.

use std::f64::consts::PI;
use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use reversal_model::sound::Sound;

use crate::parallel::map_ranges;
use crate::tones::{ToneScale, Tones};
use crate::voice::pitches::{PitchFrame, PitchScale, WIDTHS, WidthFrame, width};

/// Step between short frames, in seconds; frame `i` is centred on `i · HOP_SECS`.
pub(crate) const HOP_SECS: f64 = 0.01;
/// Short frames in a long one's step.
pub(crate) const SHORT_IN_LONG: usize = 4;
/// Step between long frames, in seconds; frame `i` is centred on `i · LONG_HOP_SECS`.
pub(crate) const LONG_HOP_SECS: f64 = HOP_SECS * SHORT_IN_LONG as f64;
/// Bands of the mel scale (O'Shaughnessy's formula) between `MEL_RANGE_HZ`.
pub(crate) const MEL_BANDS: usize = 40;
const MEL_RANGE_HZ: (f64, f64) = (30.0, 10_000.0);
const SHORT_WINDOW_SECS: f64 = 2048.0 / 44_100.0;
const LONG_WINDOW_SECS: f64 = 4096.0 / 44_100.0;

/// A magnitude as loudness is felt: its logarithm, with a knee 88 dB under 0 dBFS so that quiet bands count.
pub(crate) fn compressed(magnitude: f32) -> f32 {
    (25_600.0 * magnitude).ln_1p()
}

/// Magnitudes of one short frame by mel band; a sine of amplitude 1 adds up to about 1.
pub(crate) type MelFrame = [f32; MEL_BANDS];

/// What was measured of a song's spectrum.
pub(crate) struct Spectrum {
    /// 0.., one each `HOP_SECS`.
    pub mel: Vec<MelFrame>,
    /// 0.., one each `LONG_HOP_SECS`.
    pub tones: Vec<Tones>,
    /// Power at the sides of the stereo picture where voices sing; 0.., one each
    /// `LONG_HOP_SECS`, zeros in mono.
    pub side_voice_power: Vec<f32>,
    /// 0.., one each `LONG_HOP_SECS`.
    pub pitches: Vec<PitchFrame>,
    /// The share of the sides in each band's power; 0.., one each `LONG_HOP_SECS`, zeros in mono.
    pub widths: Vec<WidthFrame>,
}

impl Spectrum {
    /// The spectrum of all channels mixed to one, times `gain`.
    pub fn of(song: &dyn Sound, gain: f32, threads: usize) -> Spectrum {
        let rate_hz = f64::from(song.sample_rate_hz().max(1));
        let (even, sides) = (song.even_gains(), [0.5, -0.5]);
        let count = |hop_secs: f64| match song.frames() {
            0 => 0,
            frames => (frames as f64 / rate_hz / hop_secs).ceil() as usize + 1,
        };
        let short = Transform::new(SHORT_WINDOW_SECS, rate_hz);
        let filters = mel_filters(short.window.len(), rate_hz);
        let mel = map_ranges(count(HOP_SECS), threads, |range| {
            let mut work = short.work();
            short.each((song, &even), gain, HOP_SECS, range, &mut work, |_, bins| filters_applied(&filters, bins))
        });
        let long = Transform::new(LONG_WINDOW_SECS, rate_hz);
        let scale = ToneScale::new(long.window.len(), rate_hz);
        let pitch_scale = PitchScale::new(long.window.len(), rate_hz);
        let middle = map_ranges(count(LONG_HOP_SECS), threads, |range| {
            let mut work = long.work();
            long.each((song, &even), gain, LONG_HOP_SECS, range, &mut work, |frame, bins| {
                (scale.tones(frame, bins), pitch_scale.pitches(bins), pitch_scale.widths(bins))
            })
        });
        let beside = map_ranges(middle.len(), threads, |range| {
            if song.channel_count() < 2 {
                return vec![(0.0, [0.0; WIDTHS]); range.len()];
            }
            let mut work = long.work();
            long.each((song, &sides), gain, LONG_HOP_SECS, range, &mut work, |_, bins| {
                (scale.voice_power(bins), pitch_scale.widths(bins))
            })
        });
        let widths = middle.iter().zip(&beside).map(|((_, _, middle), (_, sides))| width(middle, sides)).collect();
        let side_voice_power = beside.into_iter().map(|(power, _)| power).collect();
        let (tones, pitches) = middle.into_iter().map(|(tones, pitches, _)| (tones, pitches)).unzip();
        Spectrum { mel, tones, side_voice_power, pitches, widths }
    }
}

/// A windowed Fourier transform of one length.
struct Transform {
    fft: Arc<dyn RealToComplex<f32>>,
    /// Scaled so that a sine of amplitude 1 has magnitude 1.
    window: Vec<f32>,
    rate_hz: f64,
}

/// Memory that one thread's transforms reuse.
struct Work {
    samples: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    magnitudes: Vec<f32>,
}

impl Transform {
    fn new(window_secs: f64, rate_hz: f64) -> Transform {
        let length = smooth_even_length(window_secs * rate_hz);
        let hann: Vec<f64> = (0..length).map(|i| 0.5 - 0.5 * (2.0 * PI * i as f64 / length as f64).cos()).collect();
        let scale = 2.0 / hann.iter().sum::<f64>();
        let window = hann.iter().map(|weight| (weight * scale) as f32).collect();
        Transform { fft: RealFftPlanner::new().plan_fft_forward(length), window, rate_hz }
    }

    fn work(&self) -> Work {
        let bins = self.fft.make_output_vec();
        let magnitudes = vec![0.0; bins.len()];
        Work { samples: self.fft.make_input_vec(), bins, scratch: self.fft.make_scratch_vec(), magnitudes }
    }

    fn each<T>(
        &self,
        (song, channel_gains): (&dyn Sound, &[f32]),
        gain: f32,
        hop_secs: f64,
        frames: Range<usize>,
        work: &mut Work,
        reduce: impl Fn(usize, &[f32]) -> T,
    ) -> Vec<T> {
        frames
            .map(|frame| {
                let centre = (frame as f64 * hop_secs * self.rate_hz).round() as i64;
                song.read_mixed(channel_gains, centre - self.window.len() as i64 / 2, &mut work.samples);
                for (sample, weight) in work.samples.iter_mut().zip(&self.window) {
                    *sample *= weight * gain;
                }
                let done = self.fft.process_with_scratch(&mut work.samples, &mut work.bins, &mut work.scratch);
                debug_assert!(done.is_ok(), "the buffers were made for this transform");
                for (magnitude, bin) in work.magnitudes.iter_mut().zip(&work.bins) {
                    *magnitude = (bin.re * bin.re + bin.im * bin.im).sqrt();
                }
                reduce(frame, &work.magnitudes)
            })
            .collect()
    }
}

/// The even number nearest to `length` without prime factors above five, for which transforms are quick.
fn smooth_even_length(length: f64) -> usize {
    let is_smooth = |mut n: usize| {
        for prime in [2, 3, 5] {
            while n.is_multiple_of(prime) {
                n /= prime;
            }
        }
        n == 1
    };
    let nearest = (length / 2.0).round().max(8.0) as usize;
    (0..nearest).flat_map(|step| [nearest - step, nearest + step]).find(|&half| is_smooth(half)).unwrap_or(nearest) * 2
}

/// A triangle over the bins: its first bin and its weights.
struct MelFilter {
    first_bin: usize,
    weights: Vec<f32>,
}

fn mel_filters(window: usize, rate_hz: f64) -> Vec<MelFilter> {
    let mel = |hz: f64| 2595.0 * (1.0 + hz / 700.0).log10();
    let (low, high) = (mel(MEL_RANGE_HZ.0), mel(MEL_RANGE_HZ.1));
    let edge_hz = |i: usize| {
        let step = (high - low) / (MEL_BANDS + 1) as f64;
        700.0 * (10_f64.powf((low + i as f64 * step) / 2595.0) - 1.0)
    };
    let bin_hz = rate_hz / window as f64;
    (0..MEL_BANDS)
        .map(|band| {
            let (from, peak, to) = (edge_hz(band), edge_hz(band + 1), edge_hz(band + 2));
            let first_bin = (from / bin_hz).ceil() as usize;
            let last_bin = ((to / bin_hz).floor() as usize).min(window / 2);
            let weights = (first_bin..=last_bin)
                .map(|bin| bin as f64 * bin_hz)
                .map(|hz| ((hz - from) / (peak - from)).min((to - hz) / (to - peak)).max(0.0) as f32)
                .collect();
            MelFilter { first_bin, weights }
        })
        .collect()
}

fn filters_applied(filters: &[MelFilter], bins: &[f32]) -> MelFrame {
    let mut bands = [0.0; MEL_BANDS];
    for (band, filter) in bands.iter_mut().zip(filters) {
        let covered = bins.iter().skip(filter.first_bin);
        *band = filter.weights.iter().zip(covered).map(|(weight, magnitude)| weight * magnitude).sum();
    }
    bands
}

#[cfg(test)]
mod tests {
    use reversal_model::song::Song;

    use super::*;
    use crate::test_sounds::{song_of, tone};

    fn loudest_band(song: &Song) -> (usize, f32) {
        let spectrum = Spectrum::of(song, 1.0, 1);
        let frame = spectrum.mel[spectrum.mel.len() / 2];
        frame.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
    }

    #[test]
    fn a_tone_has_the_same_band_and_level_at_every_sample_rate() {
        let (band, level) = loudest_band(&tone(1000.0, 0.5, 44_100, 1.0));
        for rate_hz in [8_000, 22_050, 48_000, 96_000, 192_000] {
            let (other_band, other_level) = loudest_band(&tone(1000.0, 0.5, rate_hz, 1.0));
            assert_eq!(band, other_band, "at {rate_hz} Hz");
            assert!((level / other_level - 1.0).abs() < 0.1, "{level} and {other_level} at {rate_hz} Hz");
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let song = tone(440.0, 0.5, 44_100, 2.0);
        let alone = Spectrum::of(&song, 1.0, 1);
        let shared = Spectrum::of(&song, 1.0, 3);
        assert_eq!(alone.mel, shared.mel);
        assert_eq!(alone.tones, shared.tones);
    }

    #[test]
    fn no_sample_and_one_sample_and_samples_that_are_no_numbers_are_heard_as_silence() {
        assert!(Spectrum::of(&song_of(44_100, vec![vec![]]), 1.0, 2).mel.is_empty());
        for samples in [vec![0.0], vec![f32::NAN; 4000], vec![f32::INFINITY; 4000]] {
            let spectrum = Spectrum::of(&song_of(44_100, vec![samples]), 1.0, 2);
            assert!(spectrum.mel.iter().flatten().all(|level| *level == 0.0));
        }
    }
}
