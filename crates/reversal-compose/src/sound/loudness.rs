//! Integrated loudness (ITU-R BS.1770-4): K-weighting, 400 ms blocks, absolute and relative gate.

use crate::sound::filter::Biquad;

/// Blocks below this are never counted, in LUFS.
pub(crate) const ABSOLUTE_GATE_LUFS: f32 = -70.0;
/// Blocks this far below the mean are not counted either, in LU.
const RELATIVE_GATE_LU: f32 = -10.0;

/// The loudness of a stereo pair in LUFS; the absolute gate where everything lies below it.
pub(crate) fn integrated_lufs(channels: &[Vec<f32>; 2], rate_hz: f32) -> f32 {
    let step = (rate_hz * 0.1) as usize;
    let steps = channels[0].len() / step.max(1);
    let mut power = vec![0.0f32; steps];
    for channel in channels {
        let [mut shelf, mut cut] = k_weighting(f64::from(rate_hz));
        for (block, sum) in channel.chunks_exact(step).zip(&mut power) {
            *sum += block.iter().map(|&sample| cut.run(shelf.run(sample)).powi(2)).sum::<f32>() / step as f32;
        }
    }
    let blocks: Vec<f32> = power.windows(4).map(|four| four.iter().sum::<f32>() / 4.0).collect();
    let lufs = |power: f32| -0.691 + 10.0 * power.max(1e-12).log10();
    let gated_mean = |gate: f32| {
        let kept: Vec<f32> = blocks.iter().copied().filter(|&block| lufs(block) > gate).collect();
        kept.iter().sum::<f32>() / kept.len().max(1) as f32
    };
    let ungated = lufs(gated_mean(ABSOLUTE_GATE_LUFS));
    lufs(gated_mean((ungated + RELATIVE_GATE_LU).max(ABSOLUTE_GATE_LUFS))).max(ABSOLUTE_GATE_LUFS)
}

/// The head's shelf and the low cut, from their analogue prototypes so that any rate is served.
fn k_weighting(rate_hz: f64) -> [Biquad; 2] {
    use std::f64::consts::PI;
    let k = (PI * 1_681.974_450_955_532 / rate_hz).tan();
    let (q, high) = (0.707_175_236_955_419_6, 10f64.powf(3.999_843_853_973_347 / 20.0));
    let middle = high.powf(0.499_666_774_154_541_6);
    let scale = 1.0 / (1.0 + k / q + k * k);
    let shelf = Biquad::new(
        [
            (high + middle * k / q + k * k) * scale,
            2.0 * (k * k - high) * scale,
            (high - middle * k / q + k * k) * scale,
        ],
        [2.0 * (k * k - 1.0) * scale, (1.0 - k / q + k * k) * scale],
    );
    let k = (PI * 38.135_470_876_024_44 / rate_hz).tan();
    let q = 0.500_327_037_323_877_3;
    let scale = 1.0 / (1.0 + k / q + k * k);
    let cut = Biquad::new([1.0, -2.0, 1.0], [2.0 * (k * k - 1.0) * scale, (1.0 - k / q + k * k) * scale]);
    [shelf, cut]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_tone_on_one_side_measures_as_the_standard_says() {
        // BS.1770-4: 0 dBFS, 997 Hz, one channel: -3.01 LUFS.
        for rate in [44_100.0f32, 48_000.0, 96_000.0] {
            let tone = (0..(rate * 3.0) as usize)
                .map(|at| (std::f32::consts::TAU * (997.0 * at as f32 / rate).fract()).sin())
                .collect::<Vec<f32>>();
            let silent = vec![0.0; tone.len()];
            let measured = integrated_lufs(&[tone, silent], rate);
            assert!((measured + 3.01).abs() < 0.05, "{measured} at {rate}");
        }
    }

    #[test]
    fn silence_measures_as_the_gate() {
        assert_eq!(integrated_lufs(&[vec![0.0; 48_000], vec![0.0; 48_000]], 48_000.0), ABSOLUTE_GATE_LUFS);
    }
}
