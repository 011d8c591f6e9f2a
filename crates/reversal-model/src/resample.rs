//! Another sample rate without any shift in time.
//!
//! Polyphase windowed sinc (Smith & Gossett 1984), evaluated at the exact
//! rational position of each new sample, so that there is no delay to undo.

/// Passband as a share of the lower rate's own.
const PASSBAND: f64 = 0.94;

/// The weights with which samples at one rate make those at another.
pub struct Resampler {
    /// New sample `n` lies at old sample `n * step / phases`.
    step: u64,
    phases: u64,
    reach: usize,
    /// Phase by phase.
    weights: Vec<f32>,
}

impl Resampler {
    /// From rate to rate, in Hz. `weight` is that of an old sample so many samples off a new one, given the
    /// cutoff as a share of the old rate's half and the filter's reach in samples, `zero_crossings` of the sinc.
    pub fn new(from_hz: u32, to_hz: u32, zero_crossings: f64, weight: impl Fn(f64, f64, f64) -> f64) -> Resampler {
        let divisor = greatest_common_divisor(from_hz, to_hz);
        let (step, phases) = (u64::from(from_hz / divisor), u64::from(to_hz / divisor));
        let cutoff = PASSBAND * (f64::from(to_hz) / f64::from(from_hz)).min(1.0);
        let reach = (zero_crossings / cutoff).ceil() as usize;
        let taps = || -(reach as i64)..=reach as i64;
        let weights = (0..phases)
            .flat_map(|phase| taps().map(move |tap| tap as f64 - phase as f64 / phases as f64))
            .map(|offset| weight(offset, cutoff, reach as f64) as f32)
            .collect();
        Resampler { step, phases, reach, weights }
    }

    /// The same with the weights of each phase adding up to one.
    pub fn normalized(mut self) -> Resampler {
        for phase in self.weights.chunks_exact_mut(2 * self.reach + 1) {
            let sum: f32 = phase.iter().sum();
            phase.iter_mut().for_each(|weight| *weight /= sum);
        }
        self
    }

    /// The first old sample that new sample `n` is made of, which may lie before the start, and the weights from there on.
    pub fn parts(&self, n: u64) -> (i64, &[f32]) {
        let (whole, phase) = ((n * self.step / self.phases) as i64, (n * self.step % self.phases) as usize);
        let length = self.length();
        (whole - self.reach as i64, &self.weights[phase * length..(phase + 1) * length])
    }

    /// Old samples that make one new sample.
    pub fn length(&self) -> usize {
        2 * self.reach + 1
    }
}

/// Sine of πx over πx.
pub fn sinc(x: f64) -> f64 {
    let angle = std::f64::consts::PI * x;
    if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_new_sample_is_made_of_the_old_ones_around_its_moment() {
        let triangle = |offset: f64, cutoff: f64, _: f64| (1.0 - offset.abs() * cutoff).max(0.0);
        let resampler = Resampler::new(44_100, 16_000, 2.0, triangle).normalized();
        for n in [0_u64, 1, 7, 159, 160, 16_000] {
            let (first, weights) = resampler.parts(n);
            let middle: f64 =
                weights.iter().enumerate().map(|(i, weight)| (first + i as i64) as f64 * f64::from(*weight)).sum();
            assert!((middle - n as f64 * 44_100.0 / 16_000.0).abs() < 0.3, "{n}: {middle}");
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5 && weights.len() == resampler.length());
        }
    }
}
