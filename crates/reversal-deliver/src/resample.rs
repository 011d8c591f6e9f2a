//! Sound at another rate for the encoder, sharp enough for the ear.

use reversal_model::resample::{Resampler, sinc};

/// Zero crossings on each side at the lower of the two rates.
const ZERO_CROSSINGS: f64 = 32.0;
/// Kaiser window for about 100 dB of stop band.
const KAISER_BETA: f64 = 10.0;

/// Samples at `to_hz`, the first at the same moment as the input's first.
pub(crate) fn resample(input: &[f32], from_hz: u32, to_hz: u32) -> Vec<f32> {
    let resampler = Resampler::new(from_hz, to_hz, ZERO_CROSSINGS, sinc_kaiser);
    let length = (input.len() as u64 * u64::from(to_hz)).div_ceil(u64::from(from_hz));
    (0..length)
        .map(|sample| {
            let (first, weights) = resampler.parts(sample);
            let skip = (-first).max(0) as usize;
            let start = first.max(0) as usize;
            weights[skip..].iter().zip(&input[start..]).map(|(weight, sample)| weight * sample).sum()
        })
        .collect()
}

fn sinc_kaiser(offset: f64, cutoff: f64, reach: f64) -> f64 {
    let edge = offset / reach;
    if edge.abs() >= 1.0 {
        return 0.0;
    }
    let window = bessel_i0(KAISER_BETA * (1.0 - edge * edge).sqrt()) / bessel_i0(KAISER_BETA);
    cutoff * sinc(offset * cutoff) * window
}

/// Modified Bessel function of the first kind, order zero, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for order in 1..60 {
        term *= (x / 2.0 / f64::from(order)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn sine(hz: f64, rate_hz: u32, length: usize) -> Vec<f32> {
        (0..length).map(|i| (2.0 * PI * hz * i as f64 / f64::from(rate_hz)).sin() as f32).collect()
    }

    #[test]
    fn a_tone_keeps_its_place_and_level_at_every_rate() {
        for (from_hz, to_hz) in [(8000, 48000), (192_000, 48_000), (88_200, 44_100), (22_050, 44_100), (37_800, 48_000)]
        {
            let output = resample(&sine(1000.0, from_hz, from_hz as usize / 5), from_hz, to_hz);
            let wanted = sine(1000.0, to_hz, output.len());
            assert_eq!(output.len(), to_hz as usize / 5, "{from_hz} to {to_hz}");
            let middle = output.len() / 8..output.len() * 7 / 8;
            let worst = middle.map(|i| (output[i] - wanted[i]).abs()).fold(0.0, f32::max);
            assert!(worst < 1e-3, "{from_hz} to {to_hz}: off by {worst}");
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_gone_and_not_folded_down() {
        let output = resample(&sine(30_000.0, 96_000, 9600), 96_000, 48_000);
        let loudest = output[400..4400].iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        assert!(loudest < 1e-4, "{loudest}");
    }

    #[test]
    fn silence_and_nothing_stay_so() {
        assert!(resample(&[0.0; 100], 8000, 48_000).iter().all(|&sample| sample == 0.0));
        assert!(resample(&[], 8000, 48_000).is_empty());
    }
}
