//! Mel-frequency cepstral coefficients (Davis & Mermelstein 1980) as CMU
//! Sphinx makes them, 100 frames a second: pre-emphasis, a Hamming window of
//! 25.6 ms, mel filters, noise that lasts taken away, logarithm, cosine
//! transform, lifter, the mean over the song subtracted, first and second
//! differences.

use std::f64::consts::{PI, TAU};

use realfft::RealFftPlanner;

use super::noise::NoiseRemover;
use super::settings::{CEPSTRA, CosineTransform, FEATURES, FeatureSettings};

/// Samples a second of what is listened to.
pub(super) const RATE_HZ: f64 = 16_000.0;
/// Step between frames, in samples.
const HOP: usize = 160;
const WINDOW: usize = 410;
const TRANSFORM: usize = 512;
const PRE_EMPHASIS: f32 = 0.97;
/// Samples are counted as 16-bit numbers, for the floor under the logarithm means something only there.
const SAMPLE_SCALE: f32 = 32_768.0;
const POWER_MIN: f64 = 1e-4;

type Cepstrum = [f32; CEPSTRA];

/// When a frame begins, in seconds, if each lasts from half way after the one before to half way to the next.
pub(super) fn border_secs(frame: usize) -> f64 {
    (frame as f64 * HOP as f64 + (WINDOW - HOP) as f64 / 2.0) / RATE_HZ
}

/// Frames in so many samples.
fn frame_count(samples: usize) -> usize {
    if samples < WINDOW { 0 } else { (samples - WINDOW) / HOP + 1 }
}

/// The features of a song, frame by frame, in the order of the streams.
pub(super) fn features(samples: &[f32], settings: &FeatureSettings) -> Vec<Vec<f32>> {
    let cepstra = without_mean(cepstra(samples, settings));
    let at = |frame: isize| &cepstra[frame.clamp(0, cepstra.len() as isize - 1) as usize];
    (0..cepstra.len() as isize)
        .map(|frame| {
            let mut all = [0.0; FEATURES];
            for i in 0..CEPSTRA {
                let difference = |centre: isize| at(centre + 2)[i] - at(centre - 2)[i];
                all[i] = at(frame)[i];
                all[CEPSTRA + i] = difference(frame);
                all[2 * CEPSTRA + i] = difference(frame + 1) - difference(frame - 1);
            }
            settings.streams.iter().flatten().map(|&feature| all[feature]).collect()
        })
        .collect()
}

fn without_mean(mut cepstra: Vec<Cepstrum>) -> Vec<Cepstrum> {
    let count = cepstra.len().max(1) as f64;
    for i in 0..CEPSTRA {
        let mean = cepstra.iter().map(|cepstrum| f64::from(cepstrum[i])).sum::<f64>() / count;
        cepstra.iter_mut().for_each(|cepstrum| cepstrum[i] -= mean as f32);
    }
    cepstra
}

fn cepstra(samples: &[f32], settings: &FeatureSettings) -> Vec<Cepstrum> {
    let transform = RealFftPlanner::<f32>::new().plan_fft_forward(TRANSFORM);
    let (mut windowed, mut bins) = (transform.make_input_vec(), transform.make_output_vec());
    let mut scratch = transform.make_scratch_vec();
    let window: Vec<f32> =
        (0..WINDOW).map(|i| (0.54 - 0.46 * (TAU * i as f64 / (WINDOW - 1) as f64).cos()) as f32).collect();
    let filters = mel_filters(settings);
    let cosines = cosine_rows(settings);
    let mut remover = settings.removes_noise.then(|| NoiseRemover::new(settings.filters));
    (0..frame_count(samples.len()))
        .map(|frame| {
            let from = frame * HOP;
            windowed.fill(0.0);
            for (i, (out, weight)) in windowed.iter_mut().zip(&window).enumerate() {
                let before = if from + i == 0 { 0.0 } else { samples[from + i - 1] };
                *out = (samples[from + i] - PRE_EMPHASIS * before) * weight * SAMPLE_SCALE;
            }
            let done = transform.process_with_scratch(&mut windowed, &mut bins, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers were made for this transform");
            let mut powers: Vec<f64> = filters
                .iter()
                .map(|filter| {
                    filter.iter().map(|&(bin, weight)| f64::from(bins[bin].norm_sqr()) * weight).sum::<f64>()
                })
                .collect();
            if let Some(remover) = &mut remover {
                remover.clean(&mut powers);
            }
            let logs: Vec<f64> = powers.iter().map(|power| (power + POWER_MIN).ln()).collect();
            std::array::from_fn(|i| cosines[i].iter().zip(&logs).map(|(cosine, log)| cosine * log).sum::<f64>() as f32)
        })
        .collect()
}

/// Triangles over the bins, each of area 1 in Hz, their edges on whole bins.
fn mel_filters(settings: &FeatureSettings) -> Vec<Vec<(usize, f64)>> {
    let bin_hz = RATE_HZ / TRANSFORM as f64;
    let mel = |hz: f64| 2595.0 * (1.0 + hz / 700.0).log10();
    let (low, high) = (mel(settings.low_hz), mel(settings.high_hz));
    let edge_hz = |i: usize| {
        let step = (high - low) / (settings.filters + 1) as f64;
        let hz = 700.0 * (10_f64.powf((low + i as f64 * step) / 2595.0) - 1.0);
        (hz / bin_hz).round() * bin_hz
    };
    (0..settings.filters)
        .map(|filter| {
            let (from, peak, to) = (edge_hz(filter), edge_hz(filter + 1), edge_hz(filter + 2));
            (0..=TRANSFORM / 2)
                .filter_map(|bin| {
                    let hz = bin as f64 * bin_hz;
                    let height = if hz < peak { (hz - from) / (peak - from) } else { (to - hz) / (to - peak) };
                    (height.is_finite() && height > 0.0).then(|| (bin, height * 2.0 / (to - from)))
                })
                .collect()
        })
        .collect()
}

/// The cosine transform with the lifter (Juang, Rabiner & Wilpon 1987) in it: a row a cepstrum.
fn cosine_rows(settings: &FeatureSettings) -> Vec<Vec<f64>> {
    let filters = settings.filters as f64;
    (0..CEPSTRA)
        .map(|row| {
            let scale = match settings.transform {
                CosineTransform::Orthonormal if row == 0 => (1.0 / filters).sqrt(),
                CosineTransform::Orthonormal | CosineTransform::Htk => (2.0 / filters).sqrt(),
                CosineTransform::Legacy => 1.0 / filters,
            };
            let lift = match settings.lifter {
                0 => 1.0,
                period => 1.0 + period as f64 / 2.0 * (PI * row as f64 / period as f64).sin(),
            };
            (0..settings.filters)
                .map(|filter| {
                    let is_half = settings.transform == CosineTransform::Legacy && filter == 0;
                    let cosine = (PI * row as f64 * (filter as f64 + 0.5) / filters).cos();
                    cosine * scale * lift * if is_half { 0.5 } else { 1.0 }
                })
                .collect()
        })
        .collect()
}
