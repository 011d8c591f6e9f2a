//! Brings a song to the model's 16 kHz.

use std::f64::consts::PI;
use std::ops::Range;

use reversal_model::resample::{Resampler, sinc};
use reversal_model::sound::Sound;

use super::cepstra::RATE_HZ;

/// Zero crossings of the sinc on each side.
const ZERO_CROSSINGS: f64 = 16.0;
/// Song samples that are mixed to one channel at once.
const BLOCK_SAMPLES: usize = 1 << 14;

/// A song's channels averaged into one at 16 kHz, made where it is asked for.
pub(crate) struct At16Khz<'a> {
    song: &'a dyn Sound,
    gains: Vec<f32>,
    resampler: Resampler,
    count: usize,
}

impl<'a> At16Khz<'a> {
    pub(crate) fn new(song: &'a dyn Sound) -> At16Khz<'a> {
        let (rate_hz, target_hz) = (song.sample_rate_hz().max(1), RATE_HZ as u32);
        At16Khz {
            song,
            gains: song.even_gains(),
            resampler: Resampler::new(rate_hz, target_hz, ZERO_CROSSINGS, sinc_hann).normalized(),
            count: (song.frames() as u64 * u64::from(target_hz) / u64::from(rate_hz)) as usize,
        }
    }

    /// Samples of the whole song.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn samples(&self, range: Range<usize>) -> Vec<f32> {
        let mut out = Vec::with_capacity(range.len());
        let (mut block, mut block_from) = (vec![0.0_f32; BLOCK_SAMPLES + self.resampler.length()], i64::MIN / 2);
        for i in range {
            let (from, weights) = self.resampler.parts(i as u64);
            if from < block_from || from + weights.len() as i64 > block_from + block.len() as i64 {
                block_from = from;
                self.song.read_mixed(&self.gains, from, &mut block);
            }
            let at = (from - block_from) as usize;
            out.push(block[at..at + weights.len()].iter().zip(weights).map(|(sample, weight)| sample * weight).sum());
        }
        out
    }
}

/// The whole song at 16 kHz.
#[cfg(feature = "whisper")]
pub(crate) fn at_16_khz(song: &dyn Sound, threads: usize) -> Vec<f32> {
    let song = At16Khz::new(song);
    crate::parallel::map_ranges(song.len(), threads, |range| song.samples(range))
}

fn sinc_hann(offset: f64, cutoff: f64, reach: f64) -> f64 {
    sinc(offset * cutoff) * (0.5 + 0.5 * (PI * (offset / (reach + 1.0)).clamp(-1.0, 1.0)).cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{song_of, tone};

    fn at_16_khz(song: &dyn Sound) -> Vec<f32> {
        let song = At16Khz::new(song);
        // In two parts, which do not know of each other.
        let middle = song.len() / 3;
        [song.samples(0..middle), song.samples(middle..song.len())].concat()
    }

    fn level(samples: &[f32]) -> f32 {
        let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
        (middle.iter().map(|sample| sample * sample).sum::<f32>() / middle.len() as f32).sqrt()
    }

    #[test]
    fn what_is_below_half_the_rate_stays_and_what_is_above_goes() {
        for rate_hz in [8_000, 22_050, 44_100, 48_000, 96_000] {
            let kept = at_16_khz(&tone(1000.0, 0.5, rate_hz, 1.0));
            assert_eq!(kept.len(), 16_000, "{rate_hz}");
            assert!((level(&kept) - 0.3536).abs() < 0.005, "{rate_hz}: {}", level(&kept));
        }
        assert!(level(&at_16_khz(&tone(10_000.0, 0.5, 44_100, 1.0))) < 0.001);
    }

    #[test]
    fn a_moment_stays_where_it_is() {
        let mut samples = vec![0.0; 44_100];
        samples[22_050] = 1.0;
        let out = at_16_khz(&song_of(44_100, vec![samples]));
        let peak = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b]));
        assert_eq!(peak, Some(8_000));
    }

    #[test]
    fn odd_rates_and_no_sound_are_borne() {
        assert!(at_16_khz(&song_of(44_100, vec![vec![]])).is_empty());
        assert_eq!(at_16_khz(&song_of(11_027, vec![vec![0.5; 11_027]])).len(), 16_000);
        assert_eq!(at_16_khz(&song_of(192_000, vec![vec![0.5; 12]])).len(), 1);
    }
}
