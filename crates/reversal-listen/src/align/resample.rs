//! Brings a song to 16 kHz: a low-pass of windowed sinc (Hann), evaluated at
//! each new sample (Smith & Gossett 1984).

use std::f64::consts::PI;

use reversal_model::song::Song;

use super::cepstra::RATE_HZ;
use crate::parallel::map_ranges;
use crate::spectrum::mono_samples;

/// Zero crossings of the sinc on each side.
const CROSSINGS: f64 = 16.0;
/// The low-pass begins to close at this share of half the lower rate.
const PASS_SHARE: f64 = 0.94;
/// Song samples that are mixed to one channel at once.
const BLOCK_SAMPLES: usize = 1 << 14;

/// All channels averaged into one, at 16 kHz.
pub(super) fn at_16_khz(song: &Song, threads: usize) -> Vec<f32> {
    let rate_hz = u64::from(song.sample_rate_hz.max(1));
    let target_hz = RATE_HZ as u64;
    let count = (song.frames() as u64 * target_hz / rate_hz) as usize;
    let common = greatest_common_divisor(rate_hz, target_hz);
    let kernel = Kernel::new(rate_hz as f64, target_hz / common);
    // Sample i lies at i · rate / 16000; its fraction takes one of `phases` values.
    let (step, phases) = (rate_hz / common, target_hz / common);
    map_ranges(count, threads, |range| {
        let mut out = Vec::with_capacity(range.len());
        let (mut block, mut block_from) = (vec![0.0_f32; BLOCK_SAMPLES + kernel.length], i64::MIN / 2);
        for i in range {
            let (whole, phase) = (i as u64 * step / phases, (i as u64 * step % phases) as usize);
            let from = whole as i64 - kernel.reach as i64;
            if from < block_from || from + kernel.length as i64 > block_from + block.len() as i64 {
                block_from = from;
                mono_samples(song, from, &mut block);
            }
            let at = (from - block_from) as usize;
            let weights = &kernel.weights[phase * kernel.length..(phase + 1) * kernel.length];
            out.push(block[at..at + kernel.length].iter().zip(weights).map(|(sample, weight)| sample * weight).sum());
        }
        out
    })
}

struct Kernel {
    /// Weights, phase by phase.
    weights: Vec<f32>,
    length: usize,
    /// Samples before the one at or before the new sample.
    reach: usize,
}

impl Kernel {
    fn new(rate_hz: f64, phases: u64) -> Kernel {
        let cutoff = PASS_SHARE * (RATE_HZ / rate_hz).min(1.0);
        let reach = (CROSSINGS / cutoff).ceil() as usize;
        let length = 2 * reach + 1;
        let mut weights = Vec::with_capacity(length * phases as usize);
        for phase in 0..phases {
            let shift = phase as f64 / phases as f64 + reach as f64;
            let from = weights.len();
            weights.extend((0..length).map(|i| {
                let offset = i as f64 - shift;
                let sinc = if offset == 0.0 { 1.0 } else { (PI * cutoff * offset).sin() / (PI * cutoff * offset) };
                let hann = 0.5 + 0.5 * (PI * (offset / (reach as f64 + 1.0)).clamp(-1.0, 1.0)).cos();
                (sinc * hann) as f32
            }));
            let sum: f32 = weights[from..].iter().sum();
            weights[from..].iter_mut().for_each(|weight| *weight /= sum);
        }
        Kernel { weights, length, reach }
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{song_of, tone};

    fn level(samples: &[f32]) -> f32 {
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        (middle.iter().map(|sample| sample * sample).sum::<f32>() / middle.len() as f32).sqrt()
    }

    #[test]
    fn what_is_below_half_the_rate_stays_and_what_is_above_goes() {
        for rate_hz in [8_000, 22_050, 44_100, 48_000, 96_000] {
            let kept = at_16_khz(&tone(1000.0, 0.5, rate_hz, 1.0), 2);
            assert_eq!(kept.len(), 16_000, "{rate_hz}");
            assert!((level(&kept) - 0.3536).abs() < 0.005, "{rate_hz}: {}", level(&kept));
        }
        assert!(level(&at_16_khz(&tone(10_000.0, 0.5, 44_100, 1.0), 1)) < 0.001);
    }

    #[test]
    fn a_moment_stays_where_it_is() {
        let mut samples = vec![0.0; 44_100];
        samples[22_050] = 1.0;
        let out = at_16_khz(&song_of(44_100, vec![samples]), 3);
        let peak = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b]));
        assert_eq!(peak, Some(8_000));
    }

    #[test]
    fn odd_rates_and_no_sound_are_borne() {
        assert!(at_16_khz(&song_of(44_100, vec![vec![]]), 2).is_empty());
        assert_eq!(at_16_khz(&song_of(11_027, vec![vec![0.5; 11_027]]), 2).len(), 16_000);
        assert_eq!(at_16_khz(&song_of(192_000, vec![vec![0.5; 12]]), 2).len(), 1);
    }
}
