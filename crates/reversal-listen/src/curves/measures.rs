//! What the affect curves are made from, each at one value a second.

use super::{CURVE_HOP_SECS, CURVE_WINDOW_SECS, Loudness};
use crate::lyric_affect::{LyricAffect, LyricMoment};
use crate::onset::{Onsets, moving_mean};
use crate::spectrum::{HOP_SECS, LONG_HOP_SECS, MEL_BANDS, Spectrum};
use crate::tones::Tones;

/// Measures over three seconds around the middle of each second; lists of equal length.
pub(crate) struct Measures {
    /// Short-term loudness, LUFS.
    pub loudness_lufs: Vec<f64>,
    /// The same over the song's integrated loudness, in LU; far below -9 for silence.
    pub relative_loudness_lu: Vec<f64>,
    /// Natural logarithm of the flatness of 2–8 kHz.
    pub noisiness: Vec<f64>,
    /// Sethares' dissonance as a share of the loudness.
    pub roughness: Vec<f64>,
    /// Attacks a second.
    pub attacks: Vec<f64>,
    /// Growth of the spectrum at the reference loudness, amplitude a frame.
    pub flux: Vec<f64>,
    /// The same as a share of the spectrum itself.
    pub flux_share: Vec<f64>,
    /// Centre of gravity of the power, in octaves over 100 Hz.
    pub brightness_octaves: Vec<f64>,
    /// Share of the power below 120 Hz.
    pub bass_share: Vec<f64>,
    /// How far the chroma is from that of the whole song, 0 (same) ..1.
    pub key_distance: Vec<f64>,
    /// What is sung; neutral where nobody sings.
    pub words: Vec<LyricMoment>,
}

impl Measures {
    pub fn of(loudness: &Loudness, spectrum: &Spectrum, onsets: &Onsets, words: Option<&LyricAffect>) -> Measures {
        let seconds = loudness.short_term_lufs.len();
        let (flux, level) = linear_flux(spectrum);
        let short = |list: &[f64]| windowed(list, HOP_SECS, seconds);
        let long = |measure: &dyn Fn(&Tones) -> f64| {
            windowed(&spectrum.tones.iter().map(measure).collect::<Vec<_>>(), LONG_HOP_SECS, seconds)
        };
        let flux = short(&flux);
        let flux_share = flux.iter().zip(short(&level)).map(|(flux, level)| flux / level.max(1e-6)).collect();
        let attacks = short(&attacks(onsets)).iter().map(|share| share / HOP_SECS).collect();
        Measures {
            relative_loudness_lu: loudness.short_term_lufs.iter().map(|lufs| relative(*lufs, loudness)).collect(),
            loudness_lufs: loudness.short_term_lufs.clone(),
            noisiness: long(&|tones| f64::from(tones.noisiness).exp())
                .iter()
                .map(|share| share.max(1e-9).ln())
                .collect(),
            roughness: roughness(spectrum, seconds),
            attacks,
            flux,
            flux_share,
            brightness_octaves: long(&|tones| f64::from(tones.centroid_hz).max(100.0).log2() - 100_f64.log2()),
            bass_share: long(&|tones| f64::from(tones.bass_share)),
            key_distance: key_distance(spectrum, seconds),
            words: (0..seconds)
                .map(|second| (second as f64 + 0.5) * CURVE_HOP_SECS)
                .map(|secs| words.map_or_else(LyricMoment::default, |words| words.at(secs)))
                .collect(),
        }
    }
}

fn relative(lufs: f64, loudness: &Loudness) -> f64 {
    match loudness.integrated_lufs <= super::loudness::SILENCE_LUFS {
        true => -100.0,
        false => lufs - loudness.integrated_lufs,
    }
}

/// Growth over 20 ms and level of each short frame, in linear amplitude with
/// wide bands weighted down as Slaney's mel filters do, so that both follow
/// what is loud and not, as the onsets do, everything that is new.
fn linear_flux(spectrum: &Spectrum) -> (Vec<f64>, Vec<f64>) {
    const LAG: usize = 2;
    let weights: Vec<f32> = (0..MEL_BANDS).map(|band| 1.0 / (1.0 + band as f32 * 0.35)).collect();
    let weighted = |i: usize, band: usize| spectrum.mel[i][band] * weights[band];
    let flux = (0..spectrum.mel.len())
        .map(|i| match i.checked_sub(LAG) {
            None => 0.0,
            Some(before) => (0..MEL_BANDS)
                .map(|band| {
                    let highest = (band.saturating_sub(1)..(band + 2).min(MEL_BANDS))
                        .map(|near| weighted(before, near))
                        .fold(0.0, f32::max);
                    f64::from((weighted(i, band) - highest).max(0.0))
                })
                .sum(),
        })
        .collect();
    let level =
        (0..spectrum.mel.len()).map(|i| (0..MEL_BANDS).map(|band| f64::from(weighted(i, band))).sum::<f64>()).collect();
    (flux, level)
}

/// 1 at each short frame where an attack is, else 0: local maxima of the onset
/// strength that stand out of the two seconds around them.
fn attacks(onsets: &Onsets) -> Vec<f64> {
    const LEVEL_FRAMES: usize = 200;
    const REACH: usize = 7;
    let all = &onsets.all;
    let level = moving_mean(all, LEVEL_FRAMES);
    let mean = all.iter().map(|x| f64::from(*x)).sum::<f64>() / all.len().max(1) as f64;
    let deviation = (all.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / all.len().max(1) as f64).sqrt();
    (0..all.len())
        .map(|i| {
            let around = &all[i.saturating_sub(REACH)..(i + REACH + 1).min(all.len())];
            let stands_out = f64::from(all[i]) > f64::from(level[i]) + 0.7 * deviation && all[i] > 0.0;
            f64::from(u8::from(stands_out && around.iter().all(|other| *other <= all[i])))
        })
        .collect()
}

fn roughness(spectrum: &Spectrum, seconds: usize) -> Vec<f64> {
    let mut last = 0.0;
    let held: Vec<f64> = spectrum
        .tones
        .iter()
        .map(|tones| {
            last = tones.roughness.map_or(last, f64::from);
            last
        })
        .collect();
    windowed(&held, LONG_HOP_SECS, seconds)
}

/// One less the cosine between the chroma of each window and that of the song.
fn key_distance(spectrum: &Spectrum, seconds: usize) -> Vec<f64> {
    let classes: Vec<Vec<f64>> = (0..12)
        .map(|class| spectrum.tones.iter().map(|tones| f64::from(tones.chroma[class])).collect::<Vec<_>>())
        .collect();
    let song: Vec<f64> = classes.iter().map(|class| class.iter().sum()).collect();
    let windows: Vec<Vec<f64>> = classes.iter().map(|class| windowed(class, LONG_HOP_SECS, seconds)).collect();
    let length = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>().sqrt();
    (0..seconds)
        .map(|second| {
            let now: Vec<f64> = windows.iter().map(|class| class[second]).collect();
            let dot: f64 = now.iter().zip(&song).map(|(a, b)| a * b).sum();
            let scale = length(&now) * length(&song);
            if scale > 1e-12 { (1.0 - dot / scale).clamp(0.0, 1.0) } else { 0.0 }
        })
        .collect()
}

/// Means over the window around the middle of each second; shorter at the ends.
fn windowed(values: &[f64], hop_secs: f64, seconds: usize) -> Vec<f64> {
    (0..seconds)
        .map(|second| {
            let centre = (second as f64 + 0.5) * CURVE_HOP_SECS;
            let from = ((centre - CURVE_WINDOW_SECS / 2.0) / hop_secs).ceil().max(0.0) as usize;
            let to = (((centre + CURVE_WINDOW_SECS / 2.0) / hop_secs).ceil() as usize).min(values.len());
            let window = &values[from.min(to)..to];
            if window.is_empty() { 0.0 } else { window.iter().sum::<f64>() / window.len() as f64 }
        })
        .collect()
}
