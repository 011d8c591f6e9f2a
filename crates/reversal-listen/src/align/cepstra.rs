//! Mel-frequency cepstral coefficients (Davis & Mermelstein 1980) as CMU
//! Sphinx makes them, 100 frames a second: pre-emphasis, a Hamming window of
//! 25.6 ms, mel filters, noise that lasts taken away, logarithm, cosine
//! transform, lifter, the mean over the song subtracted, first and second
//! differences.

use std::f64::consts::{PI, TAU};
use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

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

/// The features of a song, each frame's made where it is asked for.
pub(super) struct Features<'a> {
    cepstra: Vec<Cepstrum>,
    settings: &'a FeatureSettings,
}

impl Features<'_> {
    /// How many frames there are.
    pub(super) fn len(&self) -> usize {
        self.cepstra.len()
    }

    /// The features of a frame in the order of the streams.
    pub(super) fn frame(&self, frame: usize) -> Vec<f32> {
        let at = |frame: isize| &self.cepstra[frame.clamp(0, self.cepstra.len() as isize - 1) as usize];
        let mut all = [0.0; FEATURES];
        let frame = frame as isize;
        for i in 0..CEPSTRA {
            let difference = |centre: isize| at(centre + 2)[i] - at(centre - 2)[i];
            all[i] = at(frame)[i];
            all[CEPSTRA + i] = difference(frame);
            all[2 * CEPSTRA + i] = difference(frame + 1) - difference(frame - 1);
        }
        self.settings.streams.iter().flatten().map(|&feature| all[feature]).collect()
    }

    pub(super) fn frames(&self, range: Range<usize>) -> Vec<Vec<f32>> {
        range.map(|frame| self.frame(frame)).collect()
    }
}

fn without_mean(mut cepstra: Vec<Cepstrum>) -> Vec<Cepstrum> {
    let count = cepstra.len().max(1) as f64;
    for i in 0..CEPSTRA {
        let mean = cepstra.iter().map(|cepstrum| f64::from(cepstrum[i])).sum::<f64>() / count;
        cepstra.iter_mut().for_each(|cepstrum| cepstrum[i] -= mean as f32);
    }
    cepstra
}

/// Turns sound into cepstra, piece by piece as it comes.
pub(super) struct Listener<'a> {
    settings: &'a FeatureSettings,
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    filters: Vec<Vec<(usize, f64)>>,
    cosines: Vec<Vec<f64>>,
    remover: Option<NoiseRemover>,
    /// Samples from the next frame's first on, and the one before it.
    waiting: Vec<f32>,
    before: f32,
    cepstra: Vec<Cepstrum>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(settings: &'a FeatureSettings) -> Listener<'a> {
        Listener {
            settings,
            transform: RealFftPlanner::<f32>::new().plan_fft_forward(TRANSFORM),
            window: (0..WINDOW).map(|i| (0.54 - 0.46 * (TAU * i as f64 / (WINDOW - 1) as f64).cos()) as f32).collect(),
            filters: mel_filters(settings),
            cosines: cosine_rows(settings),
            remover: settings.removes_noise.then(|| NoiseRemover::new(settings.filters)),
            waiting: Vec::new(),
            before: 0.0,
            cepstra: Vec::new(),
        }
    }

    /// Hears what comes next.
    pub(super) fn hear(&mut self, samples: &[f32]) {
        self.waiting.extend_from_slice(samples);
        let (mut windowed, mut bins) = (self.transform.make_input_vec(), self.transform.make_output_vec());
        let mut scratch = self.transform.make_scratch_vec();
        let mut from = 0;
        while let Some(sound) = self.waiting.get(from..from + WINDOW) {
            windowed.fill(0.0);
            let mut before = self.before;
            for ((out, weight), &sample) in windowed.iter_mut().zip(&self.window).zip(sound) {
                *out = (sample - PRE_EMPHASIS * before) * weight * SAMPLE_SCALE;
                before = sample;
            }
            self.before = sound[HOP - 1];
            from += HOP;
            let done = self.transform.process_with_scratch(&mut windowed, &mut bins, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers were made for this transform");
            let cepstrum = self.cepstrum(&bins);
            self.cepstra.push(cepstrum);
        }
        self.waiting.drain(..from);
    }

    fn cepstrum(&mut self, bins: &[Complex<f32>]) -> Cepstrum {
        let power = |&(bin, weight): &(usize, f64)| f64::from(bins[bin].norm_sqr()) * weight;
        let mut powers: Vec<f64> = self.filters.iter().map(|filter| filter.iter().map(power).sum::<f64>()).collect();
        if let Some(remover) = &mut self.remover {
            remover.clean(&mut powers);
        }
        let logs: Vec<f64> = powers.iter().map(|power| (power + POWER_MIN).ln()).collect();
        std::array::from_fn(|i| self.cosines[i].iter().zip(&logs).map(|(cosine, log)| cosine * log).sum::<f64>() as f32)
    }

    /// The features of all that was heard.
    pub(super) fn features(self) -> Features<'a> {
        Features { cepstra: without_mean(self.cepstra), settings: self.settings }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> FeatureSettings {
        let text = format!("-lowerf 130 -upperf 6800 -nfilt 25 -transform dct -lifter 22 -remove_noise no {text}");
        FeatureSettings::read(&text).unwrap()
    }

    /// Heard in pieces of odd lengths.
    fn heard<'a>(samples: &[f32], settings: &'a FeatureSettings) -> Listener<'a> {
        let mut listener = Listener::new(settings);
        samples.chunks(777).for_each(|piece| listener.hear(piece));
        listener
    }

    fn features(samples: &[f32], settings: &FeatureSettings) -> Vec<Vec<f32>> {
        let features = heard(samples, settings).features();
        features.frames(0..features.len())
    }

    /// A tone that rises from 200 Hz.
    fn rising(count: usize) -> Vec<f32> {
        let secs = |i: usize| i as f64 / RATE_HZ;
        (0..count).map(|i| (0.3 * (TAU * (200.0 * secs(i) + 1000.0 * secs(i).powi(2))).sin()) as f32).collect()
    }

    #[test]
    fn cepstra_of_a_rising_tone_are_those_worked_out_elsewhere() {
        // By the formulas, in double precision, with another program.
        let expected =
            [36.86, 38.408, 29.552, 34.666, 33.363, 32.725, 28.037, 23.269, 16.188, 9.429, 2.29, -3.15, -7.272];
        let cepstra = heard(&rising(730), &settings("")).cepstra;
        assert_eq!(cepstra.len(), 3);
        for (cepstrum, expected) in cepstra[1].iter().zip(expected) {
            assert!((cepstrum - expected).abs() < 0.05, "{:?}", cepstra[1]);
        }
    }

    #[test]
    fn features_have_no_mean_and_streams_in_order() {
        let samples = rising(16_000);
        let plain = features(&samples, &settings(""));
        for i in 0..CEPSTRA {
            let mean = plain.iter().map(|frame| f64::from(frame[i])).sum::<f64>() / plain.len() as f64;
            assert!(mean.abs() < 1e-4, "{mean}");
        }
        assert!((plain[50][CEPSTRA] - (plain[52][0] - plain[48][0])).abs() < 1e-5);
        let second = (plain[53][0] - plain[49][0]) - (plain[51][0] - plain[47][0]);
        assert!((plain[50][2 * CEPSTRA] - second).abs() < 1e-5);
        let turned = features(&samples, &settings("-svspec 13-25/0-12"));
        assert_eq!((turned[50].len(), turned[50][0], turned[50][13]), (26, plain[50][13], plain[50][0]));
    }

    #[test]
    fn loudness_changes_no_feature() {
        let (loud, soft) = (rising(8_000), rising(8_000).iter().map(|sample| sample / 8.0).collect::<Vec<_>>());
        let pairs = features(&loud, &settings("")).concat().into_iter().zip(features(&soft, &settings("")).concat());
        assert!(pairs.into_iter().all(|(loud, soft)| (loud - soft).abs() < 0.01));
    }

    #[test]
    fn too_few_samples_have_no_frames() {
        assert!(features(&[], &settings("")).is_empty());
        assert!(features(&[0.5; WINDOW - 1], &settings("")).is_empty());
        assert!(features(&[0.0; WINDOW], &settings("")).concat().iter().all(|feature| *feature == 0.0));
    }
}
