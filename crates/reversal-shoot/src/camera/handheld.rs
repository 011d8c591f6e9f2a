//! How a tired operator holds a camera: noise in three bands, breath, and a
//! spring that follows the figures a little late. Every moment can be asked for
//! by itself, so that any frame can be drawn alone.

use std::f64::consts::TAU;

use glam::Vec3;
use reversal_model::chance::mix;

/// Bands of hand movement, Hz, with their shares of the power: drift, sway, tremor.
const BANDS: [(f64, f64, f64); 3] = [(0.1, 0.5, 0.64), (0.8, 1.5, 0.30), (3.0, 4.0, 0.06)];
/// Sine waves a band; enough that none is heard out.
const WAVES: usize = 4;
/// Natural frequency of the operator's following, Hz.
const FOLLOW_HZ: f32 = 0.8;
/// Steps a second of the spring.
pub(crate) const FOLLOW_STEPS: u32 = 60;

/// Smooth noise with an RMS of one: a sum of sines with drawn frequencies and phases.
#[derive(Clone, Debug)]
pub(crate) struct Noise {
    waves: Vec<(f64, f64, f64)>,
}

impl Noise {
    /// `calm` 0..1 keeps only that share of sway and tremor.
    pub(crate) fn new(seed: u64, calm: f64) -> Noise {
        let mut bits = seed;
        let mut draw = || {
            bits = mix(bits);
            (bits >> 11) as f64 / (1_u64 << 53) as f64
        };
        let waves = BANDS
            .iter()
            .enumerate()
            .flat_map(|(band, &(from_hz, to_hz, power))| {
                let power = if band == 0 { power } else { power * (1.0 - calm) };
                let amplitude = (2.0 * power / WAVES as f64).sqrt();
                (0..WAVES).map(|_| (from_hz + (to_hz - from_hz) * draw(), TAU * draw(), amplitude)).collect::<Vec<_>>()
            })
            .collect();
        Noise { waves }
    }

    pub(crate) fn at(&self, secs: f64) -> f32 {
        self.waves.iter().map(|(hz, phase, amplitude)| amplitude * (TAU * hz * secs + phase).sin()).sum::<f64>() as f32
    }
}

/// The operator's breath, RMS one where it is not held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breath {
    hz: f64,
    phase: f64,
    /// The breath before this moment is held.
    held_before_secs: Option<f64>,
}

impl Breath {
    pub(crate) fn new(seed: u64, exhaustion: f32, held_before_secs: Option<f64>) -> Breath {
        let phase = TAU * (mix(seed) >> 11) as f64 / (1_u64 << 53) as f64;
        Breath { hz: 0.25 + 0.45 * f64::from(exhaustion), phase, held_before_secs }
    }

    pub(crate) fn at(&self, secs: f64) -> f32 {
        // Irregular by ±15 %: the derivative of the sway in phase stays below .15 of the frequency.
        let sway = 0.15 * (0.31 * TAU * self.hz * secs + 2.0 * self.phase).sin() / 0.31;
        let wave = std::f64::consts::SQRT_2 * (TAU * self.hz * secs + sway + self.phase).sin();
        let held = self.held_before_secs.map_or(0.0, |at| {
            let period = 1.0 / self.hz;
            smooth((secs - (at - period)) / (0.25 * period)) * (1.0 - smooth((secs - at) / 0.5))
        });
        (wave * (1.0 - held)) as f32
    }
}

/// A spring and damper behind a target seen `delay_secs` late, from the take's
/// start at fixed steps; `targets` has [`FOLLOW_STEPS`] values a second.
pub(crate) fn follow(targets: &[Vec3], delay_secs: f32, damping: f32) -> Vec<Vec3> {
    let step_secs = 1.0 / FOLLOW_STEPS as f32;
    let omega = std::f32::consts::TAU * FOLLOW_HZ;
    let delay = (delay_secs * FOLLOW_STEPS as f32).round() as usize;
    let Some(&first) = targets.first() else { return Vec::new() };
    let (mut place, mut velocity) = (first, Vec3::ZERO);
    (0..targets.len())
        .map(|step| {
            let target = targets[step.saturating_sub(delay)];
            velocity += step_secs * (omega * omega * (target - place) - 2.0 * damping * omega * velocity);
            place += step_secs * velocity;
            place
        })
        .collect()
}

/// 0 to 1 without corners.
pub(crate) fn smooth(part: f64) -> f64 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_an_rms_of_one_and_moves_slowly() {
        let noise = Noise::new(3, 0.0);
        let values: Vec<f32> = (0..60_000).map(|i| noise.at(f64::from(i) / 60.0)).collect();
        let rms = (values.iter().map(|value| value * value).sum::<f32>() / values.len() as f32).sqrt();
        assert!((rms - 1.0).abs() < 0.05, "{rms}");
        assert!(values.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.5));
    }

    #[test]
    fn the_breath_is_held_before_a_reversal() {
        let breath = Breath::new(1, 0.5, Some(20.0));
        let peak = |from: f64, to: f64| {
            (0..1000).map(|i| breath.at(from + (to - from) * f64::from(i) / 1000.0).abs()).fold(0.0, f32::max)
        };
        assert!(peak(19.0, 20.0) < 0.01);
        assert!(peak(10.0, 15.0) > 1.3);
        assert!(peak(21.0, 25.0) > 1.3);
    }

    #[test]
    fn the_operator_comes_late_overshoots_and_settles() {
        let mut targets = vec![Vec3::ZERO; 60];
        targets.extend(vec![Vec3::X; 300]);
        let path = follow(&targets, 0.2, 0.5);
        assert!(path[..72].iter().all(|place| place.x.abs() < 1e-6));
        assert!(path.iter().any(|place| place.x > 1.05));
        assert!((path[359].x - 1.0).abs() < 0.02);
    }
}
