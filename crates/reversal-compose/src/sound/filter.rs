//! Filters that can be moved while they run.

use std::f32::consts::{PI, TAU};

/// One pole: 6 dB an octave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnePole {
    share: f32,
    state: f32,
}

impl OnePole {
    pub(crate) fn new(cutoff_hz: f32, rate_hz: f32) -> OnePole {
        OnePole { share: 1.0 - (-TAU * cutoff_hz / rate_hz).exp(), state: 0.0 }
    }

    pub(crate) fn low(&mut self, input: f32) -> f32 {
        self.state += self.share * (input - self.state);
        self.state
    }

    pub(crate) fn high(&mut self, input: f32) -> f32 {
        input - self.low(input)
    }
}

/// State-variable filter, 12 dB an octave, stable while its cutoff moves (Simper, Cytomic 2013).
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateVariable {
    g: f32,
    damping: f32,
    first: f32,
    second: f32,
}

/// The three outputs of a state-variable filter.
pub(crate) struct Bands {
    pub(crate) low: f32,
    /// 0 dB at its centre.
    pub(crate) band: f32,
    pub(crate) high: f32,
}

impl StateVariable {
    pub(crate) fn new(cutoff_hz: f32, q: f32, rate_hz: f32) -> StateVariable {
        let mut filter = StateVariable { g: 0.0, damping: 1.0 / q, first: 0.0, second: 0.0 };
        filter.tune(cutoff_hz, rate_hz);
        filter
    }

    pub(crate) fn tune(&mut self, cutoff_hz: f32, rate_hz: f32) {
        self.g = (PI * (cutoff_hz / rate_hz).min(0.45)).tan();
    }

    pub(crate) fn run(&mut self, input: f32) -> Bands {
        let high =
            (input - (self.damping + self.g) * self.first - self.second) / (1.0 + self.g * (self.g + self.damping));
        let band = self.g * high + self.first;
        let low = self.g * band + self.second;
        self.first = 2.0 * band - self.first;
        self.second = 2.0 * low - self.second;
        Bands { low, band: band * self.damping, high }
    }
}

/// Second-order section after Bristow-Johnson's cookbook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Biquad {
    forward: [f32; 3],
    back: [f32; 2],
    state: [f32; 2],
}

impl Biquad {
    /// From coefficients `b0 b1 b2`, `a1 a2` with `a0` = 1.
    pub(crate) fn new(forward: [f64; 3], back: [f64; 2]) -> Biquad {
        Biquad { forward: forward.map(|value| value as f32), back: back.map(|value| value as f32), state: [0.0; 2] }
    }

    /// A bell of some gain around a frequency.
    pub(crate) fn bell(centre_hz: f32, q: f32, gain_db: f32, rate_hz: f32) -> Biquad {
        let amplitude = 10f64.powf(f64::from(gain_db) / 40.0);
        let angle = std::f64::consts::TAU * f64::from((centre_hz / rate_hz).min(0.45));
        let alpha = angle.sin() / (2.0 * f64::from(q));
        let scale = 1.0 / (1.0 + alpha / amplitude);
        let middle = -2.0 * angle.cos() * scale;
        Biquad::new(
            [(1.0 + alpha * amplitude) * scale, middle, (1.0 - alpha * amplitude) * scale],
            [middle, (1.0 - alpha / amplitude) * scale],
        )
    }

    /// A gain for everything above a corner, with the steepest slope that does not overshoot.
    pub(crate) fn high_shelf(corner_hz: f32, gain_db: f32, rate_hz: f32) -> Biquad {
        let amplitude = 10f64.powf(f64::from(gain_db) / 40.0);
        let angle = std::f64::consts::TAU * f64::from((corner_hz / rate_hz).min(0.45));
        let (cos, edge) = (angle.cos(), angle.sin() * (2.0 * amplitude).sqrt());
        let (more, less) = (amplitude + 1.0, amplitude - 1.0);
        let scale = 1.0 / (more - less * cos + edge);
        Biquad::new(
            [
                amplitude * (more + less * cos + edge) * scale,
                -2.0 * amplitude * (less + more * cos) * scale,
                amplitude * (more + less * cos - edge) * scale,
            ],
            [2.0 * (less - more * cos) * scale, (more - less * cos - edge) * scale],
        )
    }

    pub(crate) fn run(&mut self, input: f32) -> f32 {
        let output = self.forward[0] * input + self.state[0];
        self.state[0] = self.forward[1] * input - self.back[0] * output + self.state[1];
        self.state[1] = self.forward[2] * input - self.back[1] * output;
        output
    }
}

/// Two-pole resonator with unit gain at 0 Hz, as formants are modelled in series (Klatt 1980).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Formant {
    a: f32,
    b: f32,
    c: f32,
    last: f32,
    before: f32,
}

impl Formant {
    pub(crate) fn tune(&mut self, centre_hz: f32, bandwidth_hz: f32, rate_hz: f32) {
        let centre_hz = centre_hz.min(rate_hz * 0.45);
        let radius = (-PI * bandwidth_hz / rate_hz).exp();
        self.c = -radius * radius;
        self.b = 2.0 * radius * (TAU * centre_hz / rate_hz).cos();
        self.a = 1.0 - self.b - self.c;
    }

    pub(crate) fn run(&mut self, input: f32) -> f32 {
        let output = self.a * input + self.b * self.last + self.c * self.before;
        self.before = self.last;
        self.last = output;
        output
    }
}

/// Soft limit: `tanh` to within 3 %, exact at its ends, without a call (Padé 3/2).
pub(crate) fn saturate(input: f32) -> f32 {
    let x = input.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// Share of a value that is left after each sample so that 60 dB are gone after `secs`.
pub(crate) fn decay(secs: f32, rate_hz: f32) -> f32 {
    (-6.907_755 / (secs * rate_hz)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain(hz: f32, mut filter: impl FnMut(f32) -> f32) -> f32 {
        let rate = 48_000.0;
        let mut peak = 0.0f32;
        for at in 0..24_000 {
            let output = filter((TAU * hz * at as f32 / rate).sin());
            if at > 12_000 {
                peak = peak.max(output.abs());
            }
        }
        peak
    }

    #[test]
    fn the_state_variable_filter_passes_what_it_should() {
        let new = || StateVariable::new(1000.0, std::f32::consts::FRAC_1_SQRT_2, 48_000.0);
        let (mut low, mut high) = (new(), new());
        assert!(gain(100.0, |x| low.run(x).low) > 0.98);
        assert!(gain(100.0, |x| high.run(x).high) < 0.02);
    }

    #[test]
    fn a_bell_lifts_its_centre_only() {
        let (mut centre, mut far) =
            (Biquad::bell(1000.0, 1.0, 6.0, 48_000.0), Biquad::bell(1000.0, 1.0, 6.0, 48_000.0));
        assert!((gain(1000.0, |x| centre.run(x)) - 1.995).abs() < 0.02);
        assert!((gain(60.0, |x| far.run(x)) - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_shelf_lifts_what_lies_above_it_only() {
        let new = || Biquad::high_shelf(3000.0, 6.0, 48_000.0);
        let (mut high, mut low) = (new(), new());
        assert!((gain(15_000.0, |x| high.run(x)) - 1.995).abs() < 0.03);
        assert!((gain(150.0, |x| low.run(x)) - 1.0).abs() < 0.01);
    }

    #[test]
    fn saturation_stays_within_one() {
        assert!((-100..100).all(|x| saturate(x as f32 * 0.1).abs() <= 1.0));
        assert!((saturate(0.01) - 0.01).abs() < 1e-5);
    }
}
