//! What speaks for and against a pulse, and how much.
//!
//! Several pulses fit the same attacks: at half and double the tempo, and half
//! a beat aside. Each is measured by the marks below. Their weights lie near those
//! learned from songs whose beats are known (`training/beats/octave.py`); the
//! prior of tempi is van Noorden & Moelants's (1999).

use crate::beat;
use crate::beat::STEPS_A_SEC;
use crate::beat_net::input::NET_HOP_SECS;
use crate::beat_net::{BeatHearing, TempoOdds};
use crate::onset::Onsets;
use crate::spectrum::HOP_SECS;

/// Centre and width in octaves of the usual tempi (van Noorden & Moelants, 1999).
const USUAL_TEMPO_BPM: f64 = 120.0;
const USUAL_TEMPO_OCTAVES: f64 = 0.8;
/// Brings mean logarithms of likelihoods to the size of the other marks.
const LIKELIHOOD_UNIT: f64 = 0.004;

/// Kinds of evidence: the net's odds of the beats, the attacks' likelihood, that of both, the net's word on the
/// tempo, drums that alternate.
pub const PULSE_MARKS: usize = 5;
const WEIGHTS: [f64; PULSE_MARKS] = [0.8, 0.5, 0.05, 0.6, 3.0];

/// A song's evidence, 200 times a second where not said otherwise.
pub(crate) struct Evidence<'a> {
    /// By short frame.
    pub onsets: &'a Onsets,
    pub tempo: &'a TempoOdds,
    /// The net's chances of a beat.
    pub net: Vec<f32>,
    /// Chance-like strength of attacks.
    pub flux: Vec<f32>,
    /// Both in one.
    pub activation: Vec<f32>,
}

impl Evidence<'_> {
    pub fn of<'a>(onsets: &'a Onsets, hearing: &'a BeatHearing) -> Evidence<'a> {
        let chances: Vec<f32> = hearing.frames.iter().map(|heard| heard.beat).collect();
        let net = beat::stepped(&chances, NET_HOP_SECS);
        let flux = beat::stepped(&onsets.activation(), HOP_SECS);
        let activation = blended(&net, &flux);
        Evidence { onsets, tempo: &hearing.tempo, net, flux, activation }
    }
}

/// The net's chances times the flux, each to its share: the net knows which
/// attacks are beats, the flux at which hundredth of a second they are.
fn blended(net: &[f32], flux: &[f32]) -> Vec<f32> {
    const NET_SHARE: f32 = 0.8;
    net.iter()
        .zip(flux)
        .map(|(net, flux)| (net.max(1e-4).powf(NET_SHARE) * flux.powf(1.0 - NET_SHARE)).clamp(0.005, 0.95))
        .collect()
}

/// Each kind of evidence for a pulse, up to a constant of the song.
pub(crate) fn marks(
    beats: &[usize],
    tempo_bpm: f64,
    attacks_score: f64,
    evidence: &Evidence<'_>,
) -> [f64; PULSE_MARKS] {
    [
        odds_a_sec(beats, &evidence.net),
        attacks_score / LIKELIHOOD_UNIT,
        beat::likelihood(&evidence.activation, beats) / LIKELIHOOD_UNIT,
        evidence.tempo.log_chance(tempo_bpm),
        alternation(beats, evidence.onsets),
    ]
}

/// Logarithm of a pulse's odds, up to a constant of the song.
pub(crate) fn weight(marks: &[f64; PULSE_MARKS], tempo_bpm: f64) -> f64 {
    prior(tempo_bpm) + WEIGHTS.iter().zip(marks).map(|(weight, mark)| weight * mark).sum::<f64>()
}

/// Logarithm of how common a tempo is, up to a constant.
pub(crate) fn prior(tempo_bpm: f64) -> f64 {
    -0.5 * ((tempo_bpm / USUAL_TEMPO_BPM).log2() / USUAL_TEMPO_OCTAVES).powi(2)
}

/// Logarithm of the net's odds of each beat, added up over a second: a beat
/// that the net doubts speaks against the pulse that needs it. The net is shy
/// where beats are fast, so even odds count in favour.
fn odds_a_sec(beats: &[usize], net: &[f32]) -> f64 {
    const EVEN_ODDS: f64 = 1.0;
    let odds = |&step: &usize| {
        let chance = f64::from(strongest_near(net, step)).clamp(0.01, 0.99);
        (chance / (1.0 - chance)).ln() + EVEN_ODDS
    };
    beats.iter().map(odds).sum::<f64>() / (net.len().max(1) as f64 / STEPS_A_SEC)
}

/// How surely bass drum and snare change places from each beat to the next, 0..1.
fn alternation(beats: &[usize], onsets: &Onsets) -> f64 {
    const BLOCK_BEATS: usize = 8;
    let mean = |list: &[f32]| f64::from(list.iter().sum::<f32>() / list.len().max(1) as f32 + 1e-9);
    let (low_mean, high_mean) = (mean(&onsets.low), mean(&onsets.high));
    let swing_of = |block: &[usize]| {
        let lean: Vec<f64> = block
            .iter()
            .map(|&step| onset_near(&onsets.high, step) / high_mean - onset_near(&onsets.low, step) / low_mean)
            .collect();
        let mean = lean.iter().sum::<f64>() / BLOCK_BEATS as f64;
        let swing: f64 = lean.iter().enumerate().map(|(i, x)| if i % 2 == 0 { x - mean } else { mean - x }).sum();
        // Strokes and nothing in turns are half the tempo, not a backbeat.
        let strength =
            |first: usize| block.iter().skip(first).step_by(2).map(|&step| onset_near(&onsets.all, step)).sum::<f64>();
        let balance = strength(0).min(strength(1)) / strength(0).max(strength(1)).max(1e-9);
        (2.0 * balance).min(1.0) * swing.abs() / lean.iter().map(|x| (x - mean).abs()).sum::<f64>().max(1e-9)
    };
    let blocks: Vec<f64> = beats.chunks_exact(BLOCK_BEATS).map(swing_of).collect();
    // Eight random values swing by about a third.
    let swing = blocks.iter().sum::<f64>() / blocks.len().max(1) as f64;
    ((swing - 0.35) / 0.65).clamp(0.0, 1.0)
}

/// Greatest activation within 20 ms.
pub(crate) fn strongest_near(activation: &[f32], step: usize) -> f32 {
    let end = activation.len();
    activation[step.saturating_sub(4).min(end)..(step + 5).min(end)].iter().copied().fold(0.0, f32::max)
}

/// Greatest onset strength within 20 ms of a step.
pub(crate) fn onset_near(list: &[f32], step: usize) -> f64 {
    let frame = (step as f64 / STEPS_A_SEC / HOP_SECS).round() as usize;
    let end = list.len();
    f64::from(list[frame.saturating_sub(2).min(end)..(frame + 3).min(end)].iter().copied().fold(0.0, f32::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternation_needs_strokes_on_both_beats() {
        let beats: Vec<usize> = (0..32).map(|i| 100 + i * 100).collect();
        let blank = || vec![0.05_f32; 2000];
        let (mut low, mut high) = (blank(), blank());
        for (i, &step) in beats.iter().enumerate() {
            if i % 2 == 0 { low[step / 2] = 9.0 } else { high[step / 2] = 9.0 }
        }
        let all: Vec<f32> = low.iter().zip(&high).map(|(a, b)| a + b).collect();
        assert!(alternation(&beats, &Onsets { all: all.clone(), low: low.clone(), high }) > 0.9);
        assert!(alternation(&beats, &Onsets { all: low.clone(), low, high: blank() }) < 0.1);
    }
}
