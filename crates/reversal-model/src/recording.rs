//! A song as it was decoded, held in half the memory of its floats.
//!
//! Samples are whole numbers of 16 bits with a step for each 1024 of them
//! (block floating point). The step is the least power of two that holds the
//! block's peak, so sound that was stored in 16 bits comes back bit by bit,
//! nothing is clipped, and rounding stays 90 dB under each block's own peak.

use std::ops::Range;

use crate::song::{Song, SongFacts};
use crate::sound::Sound;

const BLOCK: usize = 1024;

/// A whole song in the time base of what a player plays, as [`Song`] is.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Samples a second, as in the file.
    pub sample_rate_hz: u32,
    /// The channels, equally long.
    pub channels: Vec<Samples>,
    /// Tags and facts of the file.
    pub facts: SongFacts,
}

impl Recording {
    /// The same in floats; each channel's own memory is given back as soon as it is unpacked.
    pub fn into_song(self) -> Song {
        let unpacked = |samples: Samples| {
            let mut channel = vec![0.0; samples.len()];
            samples.read(0, &mut channel);
            channel
        };
        Song {
            sample_rate_hz: self.sample_rate_hz,
            channels: self.channels.into_iter().map(unpacked).collect(),
            facts: self.facts,
        }
    }
}

impl Sound for Recording {
    fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    fn channel_count(&self) -> usize {
        self.channels.len()
    }

    fn frames(&self) -> usize {
        self.channels.first().map_or(0, Samples::len)
    }

    fn facts(&self) -> &SongFacts {
        &self.facts
    }

    fn read(&self, channel: usize, from: usize, out: &mut [f32]) {
        self.channels[channel].read(from, out);
    }
}

/// One channel. It grows at its end and may be cut at both.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    #[expect(clippy::vec_box, reason = "blocks that stay where they are let the list grow without copying the song")]
    blocks: Vec<Box<Block>>,
    /// What does not fill a block yet.
    rest: Vec<f32>,
    /// Samples that were cut off the front and still lie in the first block.
    skipped: usize,
}

#[derive(Clone, Debug)]
struct Block {
    step: f32,
    levels: [i16; BLOCK],
}

impl Block {
    fn pack(samples: &[f32]) -> Block {
        let greatest = samples.iter().copied().fold(0.0, f32::max);
        let least = samples.iter().copied().fold(0.0, f32::min);
        let step = power_of_two_from((greatest / f32::from(i16::MAX)).max(least / f32::from(i16::MIN)));
        let steps_in_one = 1.0 / step;
        let mut levels = [0; BLOCK];
        for (level, sample) in levels.iter_mut().zip(samples) {
            // Rounded by cutting off what lies behind the point of a positive number, which is quick everywhere.
            *level = ((sample * steps_in_one + 32_768.5) as i32 - 32_768) as i16;
        }
        Block { step, levels }
    }

    fn unpack(&self, from: usize, out: &mut [f32]) {
        for (sample, level) in out.iter_mut().zip(&self.levels[from..]) {
            *sample = f32::from(*level) * self.step;
        }
    }
}

/// The least power of two that is not under a finite, positive number.
fn power_of_two_from(number: f32) -> f32 {
    const MANTISSA: u32 = (1 << 23) - 1;
    f32::from_bits((number.max(f32::MIN_POSITIVE).to_bits() + MANTISSA) & !MANTISSA)
}

impl Samples {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.rest.len() - self.skipped
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `out` from a sample on; silence behind the end.
    pub fn read(&self, from: usize, out: &mut [f32]) {
        let (mut at, mut out) = (from + self.skipped, out);
        while !out.is_empty() {
            let (index, inside) = (at / BLOCK, at % BLOCK);
            let Some(block) = self.blocks.get(index) else { break };
            let (part, behind) = out.split_at_mut(out.len().min(BLOCK - inside));
            block.unpack(inside, part);
            at += part.len();
            out = behind;
        }
        let rest = at.checked_sub(self.blocks.len() * BLOCK).and_then(|at| self.rest.get(at..)).unwrap_or(&[]);
        let (known, behind) = out.split_at_mut(rest.len().min(out.len()));
        known.copy_from_slice(&rest[..known.len()]);
        behind.fill(0.0);
    }

    /// Appends a part of another channel.
    pub fn extend_from(&mut self, other: &Samples, range: Range<usize>) {
        let mut chunk = [0.0; BLOCK];
        for from in range.clone().step_by(BLOCK) {
            let chunk = &mut chunk[..BLOCK.min(range.end - from)];
            other.read(from, chunk);
            self.extend(chunk.iter().copied());
        }
    }

    /// Keeps so many from the front.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len() {
            return;
        }
        let (whole, part) = ((len + self.skipped) / BLOCK, (len + self.skipped) % BLOCK);
        if let Some(block) = self.blocks.get(whole) {
            self.rest.resize(part, 0.0);
            block.unpack(0, &mut self.rest);
            self.blocks.truncate(whole);
        } else {
            self.rest.truncate(len + self.skipped - self.blocks.len() * BLOCK);
        }
    }

    /// Cuts so many off the front, all of them at most.
    pub fn cut_front(&mut self, count: usize) {
        self.skipped += count.min(self.len());
        let whole = (self.skipped / BLOCK).min(self.blocks.len());
        self.blocks.drain(..whole);
        self.skipped -= whole * BLOCK;
    }
}

/// Appends samples, all of them finite.
impl Extend<f32> for Samples {
    fn extend<I: IntoIterator<Item = f32>>(&mut self, samples: I) {
        for sample in samples {
            self.rest.push(sample);
            if self.rest.len() == BLOCK {
                self.blocks.push(Box::new(Block::pack(&self.rest)));
                self.rest.clear();
            }
        }
    }
}

impl FromIterator<f32> for Samples {
    fn from_iter<I: IntoIterator<Item = f32>>(samples: I) -> Samples {
        let mut all = Samples::default();
        all.extend(samples);
        all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(samples: &Samples) -> Vec<f32> {
        let mut out = vec![7.0; samples.len()];
        samples.read(0, &mut out);
        out
    }

    /// Sound as a file of 16 bits holds it, both ends of its range among it.
    fn sixteen_bits(count: usize) -> Vec<f32> {
        (0..count).map(|i| f32::from((i as u32).wrapping_mul(2_654_435_761).to_be_bytes()[0] as i8) / 128.0).collect()
    }

    #[test]
    fn sixteen_bits_come_back_bit_by_bit() {
        let mut sound: Vec<f32> = (0..70_000_u32)
            .map(|i| f32::from((i.wrapping_mul(2_654_435_761) >> 16) as u16 as i16) / 32_768.0)
            .collect();
        sound[..4].copy_from_slice(&[-1.0, 32_767.0 / 32_768.0, 0.0, 1.0 / 32_768.0]);
        assert_eq!(all(&sound.iter().copied().collect()), sound);
    }

    #[test]
    fn rounding_is_ninety_decibels_under_the_peak_and_nothing_is_clipped() {
        for peak in [1e-6_f32, 0.02, 1.0, 1.9, 700.0] {
            let sound: Vec<f32> = (0..5000).map(|i| peak * (i as f32 * 0.37).sin()).collect();
            let held = all(&sound.iter().copied().collect());
            let worst = held.iter().zip(&sound).map(|(held, sample)| (held - sample).abs()).fold(0.0, f32::max);
            assert!(worst <= 1.01 * peak / 32_767.0, "{worst} of {peak}");
        }
    }

    #[test]
    fn silence_and_the_softest_sounds_stay_finite() {
        let sound = [vec![0.0; 2000], vec![1e-44; 2000]].concat();
        assert!(all(&sound.into_iter().collect()).iter().all(|sample| sample.abs() < 1e-30));
    }

    #[test]
    fn a_recording_becomes_the_song_it_was() {
        let channel = sixteen_bits(3000);
        let samples: Samples = channel.iter().copied().collect();
        let facts = SongFacts { codec: "pcm".to_owned(), ..SongFacts::default() };
        let song = Recording { sample_rate_hz: 8000, channels: vec![samples.clone(), samples], facts }.into_song();
        assert_eq!(song.channels, [channel.clone(), channel]);
        assert_eq!((song.sample_rate_hz, song.facts.codec.as_str()), (8000, "pcm"));
    }

    proptest! {
        #[test]
        fn cutting_and_joining_do_what_they_do_to_a_list(
            count in 0..5000_usize,
            front in 0..3000_usize,
            end in 0..5000_usize,
            part in (0..1500_usize, 0..1500_usize),
            more in 0..3000_usize,
        ) {
            let mut list = sixteen_bits(count);
            let mut samples: Samples = list.iter().copied().collect();
            samples.cut_front(front);
            list.drain(..front.min(count));
            samples.truncate(end);
            list.truncate(end);
            prop_assert_eq!(all(&samples), list.clone());
            let part = part.0.min(list.len())..(part.0 + part.1).min(list.len());
            let whole = samples.clone();
            samples.extend(sixteen_bits(more));
            samples.extend_from(&whole, part.clone());
            let copied = list[part].to_vec();
            list.extend(sixteen_bits(more));
            list.extend(copied);
            prop_assert_eq!(all(&samples), list.clone());
            let mut beyond = vec![3.0; 40];
            samples.read(list.len().saturating_sub(20), &mut beyond);
            prop_assert!(beyond[20.min(list.len())..].iter().all(|sample| *sample == 0.0));
        }
    }
}
