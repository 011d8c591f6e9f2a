//! A voice by four measures, with weights set by hand: a voice is loud in
//! 300–3400 Hz, a large share of what sounds, in the centre of the stereo
//! picture, and rises and falls with its syllables (2–8 Hz). Each is taken on
//! the song's own scale. It knows no timbre: a lead instrument in the centre
//! passes for a voice.

use crate::bars::standardized;
use crate::onset::moving_mean;
use crate::spectrum::{LONG_HOP_SECS, Spectrum};

const LEVEL_WEIGHT: f64 = 1.0;
const SHARE_WEIGHT: f64 = 0.5;
const SYLLABLE_WEIGHT: f64 = 0.7;
const CENTRE_WEIGHT: f64 = 0.5;
/// Sum above which someone sings; below zero because most songs are sung for more than half.
const THRESHOLD: f64 = -0.5;
/// Deviation of the logarithm of the power with the syllables, under which nobody sings: tones and noise.
const SYLLABLES_MIN: f64 = 0.12;
/// Power of the band, at the song's reference loudness, under which nobody is heard.
const VOICE_POWER_MIN: f64 = 1e-5;

/// The weighted sum above its threshold, near a logarithm of odds; None where
/// nobody can be heard. 0.., one each `LONG_HOP_SECS`.
pub(crate) fn measured_odds(spectrum: &Spectrum) -> Vec<Option<f32>> {
    let frames = |secs: f64| (secs / LONG_HOP_SECS).round() as usize;
    let mean_over = |values: &[f32], secs: f64| moving_mean(values, frames(secs).max(1));
    let power: Vec<f64> = spectrum.tones.iter().map(|tones| f64::from(tones.voice_power)).collect();
    let level: Vec<f32> = power.iter().map(|power| (power + 1e-9).ln() as f32).collect();
    let share: Vec<f32> =
        spectrum.tones.iter().zip(&level).map(|(tones, level)| level - (tones.power + 1e-9).ln()).collect();
    let centre: Vec<f32> = power
        .iter()
        .zip(&spectrum.side_voice_power)
        .map(|(mid, side)| ((mid + 1e-9) / (f64::from(*side) + 1e-9)).ln().clamp(-3.0, 6.0) as f32)
        .collect();
    // Between the speed of notes' attacks and that of phrases lies that of syllables.
    let (quick, slow) = (mean_over(&level, 0.08), mean_over(&level, 0.33));
    let swings: Vec<f32> = quick.iter().zip(&slow).map(|(quick, slow)| (quick - slow).powi(2)).collect();
    let syllables: Vec<f32> = mean_over(&swings, 1.5).iter().map(|square| square.max(0.0).sqrt()).collect();

    let scaled = |values: &[f32]| standardized(&values.iter().map(|value| f64::from(*value)).collect::<Vec<_>>());
    let level_scaled = scaled(&mean_over(&level, 1.0));
    let share_scaled = scaled(&mean_over(&share, 1.0));
    let syllables_scaled = scaled(&syllables);
    let centre_scaled = scaled(&mean_over(&centre, 1.0));
    let loud = mean_over(&power.iter().map(|power| *power as f32).collect::<Vec<_>>(), 1.0);
    (0..power.len())
        .map(|i| {
            let sum = LEVEL_WEIGHT * level_scaled[i]
                + SHARE_WEIGHT * share_scaled[i]
                + SYLLABLE_WEIGHT * syllables_scaled[i]
                + CENTRE_WEIGHT * centre_scaled[i];
            let is_heard = f64::from(syllables[i]) > SYLLABLES_MIN && f64::from(loud[i]) > VOICE_POWER_MIN;
            is_heard.then_some((sum - THRESHOLD) as f32)
        })
        .collect()
}
