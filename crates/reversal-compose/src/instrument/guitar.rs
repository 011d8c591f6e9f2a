//! A distorted guitar: plucked strings (Karplus & Strong 1983, extended by Jaffe & Smith) into an
//! amplifier that clips and a closed cabinet.

use crate::harmony::hz_from_midi;
use crate::random::Random;
use crate::score::Note;
use crate::score::strings::Stroke;
use crate::sound::filter::{Biquad, OnePole, StateVariable, saturate};

/// The strings of one player over a stretch of song, before the amplifier.
pub(crate) struct Strings {
    start_secs: f64,
    rate_hz: f32,
    samples: Vec<f32>,
}

impl Strings {
    pub(crate) fn new(start_secs: f64, end_secs: f64, rate_hz: f32) -> Strings {
        let frames = ((end_secs - start_secs).max(0.0) * f64::from(rate_hz)) as usize + 1;
        Strings { start_secs, rate_hz, samples: vec![0.0; frames] }
    }

    /// A power chord: root, fifth and octave a few milliseconds apart; muted, the root and a dull fifth.
    pub(crate) fn stroke(&mut self, stroke: &Stroke, random: &mut Random) {
        let late_secs = 0.002 + 0.003 * random.unit();
        let cents = 4.0 * random.near_zero();
        let strings: &[(i32, f32)] =
            if stroke.muted { &[(0, 1.0), (7, 0.35)] } else { &[(0, 1.0), (7, 0.8), (12, 0.7)] };
        for (number, &(interval, level)) in strings.iter().enumerate() {
            let secs = stroke.secs + f64::from(late_secs + 0.003 * number as f32);
            let midi = (stroke.root + interval) as f32 + (cents + 2.0 * random.near_zero()) / 100.0;
            let pluck = Pluck {
                midi,
                level,
                ring_secs: if stroke.muted { 0.32 } else { 6.0 },
                dullness: if stroke.muted { 0.5 } else { 0.22 },
            };
            self.pluck(secs, stroke.until_secs, &pluck, random);
        }
    }

    /// One sung-out note high on the neck, picked again and again.
    pub(crate) fn tremolo(&mut self, note: &Note, random: &mut Random) {
        const PICKS_A_SEC: f64 = 11.5;
        let count = ((note.until_secs - note.secs) * PICKS_A_SEC).max(1.0) as u32;
        for pick in 0..count {
            let secs = note.secs + (f64::from(pick) + 0.12 * f64::from(random.near_zero())).max(0.0) / PICKS_A_SEC;
            let midi = note.midi + 0.05 * random.near_zero();
            let pluck = Pluck { midi, level: note.velocity * random.between(0.75, 1.0), ring_secs: 2.0, dullness: 0.3 };
            self.pluck(secs, secs + 1.15 / PICKS_A_SEC, &pluck, random);
        }
    }

    fn pluck(&mut self, secs: f64, until_secs: f64, pluck: &Pluck, random: &mut Random) {
        let rate = self.rate_hz;
        let hz = hz_from_midi(pluck.midi);
        let period = rate / hz - pluck.dullness;
        let length = (period as usize).max(2);
        // What the whole-sample delay leaves over is made up by an all-pass.
        let part = (period - length as f32).clamp(0.05, 1.0);
        let allpass = (1.0 - part) / (1.0 + part);
        let loss = 10f32.powf(-3.0 / (hz * pluck.ring_secs));
        let mut softness = OnePole::new(4200.0, rate);
        let burst: Vec<f32> = (0..length).map(|_| softness.low(random.signed())).collect();
        // Picked at an eighth of the string: partials with a node there are missing.
        let node = length / 8;
        let mut line: Vec<f32> = (0..length).map(|at| burst[at] - 0.8 * burst[(at + length - node) % length]).collect();
        let start = ((secs - self.start_secs) * f64::from(rate)).max(0.0) as usize;
        let held = ((until_secs - secs) * f64::from(rate)).max(1.0) as usize;
        let damp = (0.025 * rate) as usize;
        let (mut at, mut last, mut passed, mut fed) = (0, 0.0f32, 0.0f32, 0.0f32);
        for (age, out) in self.samples.iter_mut().skip(start).take(held + damp).enumerate() {
            let sample = line[at];
            let filtered = loss * ((1.0 - pluck.dullness) * sample + pluck.dullness * last);
            last = sample;
            passed = allpass * (filtered - passed) + fed;
            fed = filtered;
            line[at] = passed;
            at = if at + 1 == length { 0 } else { at + 1 };
            let open = 1.0 - age.saturating_sub(held) as f32 / damp as f32;
            *out += sample * pluck.level * open;
        }
    }

    /// Through amplifier and cabinet; `drive` 0..1.
    pub(crate) fn amplified(mut self, drive: f32) -> Vec<f32> {
        let rate = self.rate_hz;
        let mut tight = StateVariable::new(95.0, 0.8, rate);
        let mut push = Biquad::bell(720.0, 0.7, 7.0, rate);
        let gain = 6.0 + 22.0 * drive;
        // Clipping runs at twice the rate and the cabinet's first low-pass takes what would fold back.
        let mut cone = [StateVariable::new(5200.0, 0.75, rate * 2.0), StateVariable::new(6400.0, 0.7, rate * 2.0)];
        let mut resonance = Biquad::bell(130.0, 0.9, 6.0, rate);
        let mut hollow = Biquad::bell(560.0, 0.7, -5.5, rate);
        let mut presence = Biquad::bell(3600.0, 0.8, 5.5, rate);
        let mut block = OnePole::new(60.0, rate);
        let mut before = 0.0f32;
        for sample in &mut self.samples {
            let input = push.run(tight.run(*sample).high) * gain;
            let mut out = 0.0;
            for step in [(before + input) * 0.5, input] {
                // Not symmetric: even partials keep a chord warm.
                let clipped = saturate(saturate(step + 0.25) * 1.8);
                let first = cone[0].run(clipped).low;
                out = cone[1].run(first).low;
            }
            before = input;
            *sample = presence.run(hollow.run(resonance.run(block.high(out))));
        }
        // The bias above is a step at the very first sample: let the amplifier warm up.
        let warm = ((0.02 * rate) as usize).min(self.samples.len());
        for (at, sample) in self.samples.iter_mut().take(warm).enumerate() {
            *sample *= at as f32 / warm as f32;
        }
        self.samples
    }
}

struct Pluck {
    midi: f32,
    level: f32,
    /// Until 60 dB are gone.
    ring_secs: f32,
    /// 0 bright .. 0.5 dull: how much each turn averages neighbours.
    dullness: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_rings_at_its_pitch() {
        let rate = 48_000.0;
        let mut strings = Strings::new(0.0, 1.0, rate);
        let pluck = Pluck { midi: 50.0, level: 1.0, ring_secs: 6.0, dullness: 0.22 };
        strings.pluck(0.0, 1.0, &pluck, &mut Random::new(3));
        // Autocorrelation peaks at the period.
        let tail = &strings.samples[20_000..30_000];
        let at = |lag: usize| tail.iter().zip(&strings.samples[20_000 + lag..]).map(|(a, b)| a * b).sum::<f32>();
        let expected = rate / hz_from_midi(50.0);
        let best = (300..360).max_by(|&a, &b| at(a).total_cmp(&at(b))).unwrap();
        assert!((best as f32 - expected).abs() < 1.5, "{best} {expected}");
    }

    #[test]
    fn the_amplifier_is_silent_when_nothing_is_played() {
        let quiet = Strings::new(0.0, 0.5, 48_000.0).amplified(1.0);
        assert!(quiet.iter().skip(2400).all(|sample| sample.abs() < 1e-3));
    }
}
