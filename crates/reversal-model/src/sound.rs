//! Sound that can be listened to, however it is held in memory.

use crate::song::{Song, SongFacts};

/// Samples that are mixed at once.
const CHUNK: usize = 1024;
/// A sample further out of range is a fault of the file; more than +30 dB would drown the song.
const MOST: f32 = 32.0;

/// A whole song's sound. Sample 0 is film time 0.
pub trait Sound: Sync {
    /// Samples a second.
    fn sample_rate_hz(&self) -> u32;

    /// Number of channels, equally long.
    fn channel_count(&self) -> usize;

    /// Samples in each channel.
    fn frames(&self) -> usize;

    /// Tags and facts of the file.
    fn facts(&self) -> &SongFacts;

    /// Fills `out` with a channel's samples, nominally in -1..1, from a frame on; silence behind the end.
    fn read(&self, channel: usize, from: usize, out: &mut [f32]);

    /// Length in seconds.
    fn duration_secs(&self) -> f64 {
        self.frames() as f64 / f64::from(self.sample_rate_hz())
    }

    /// Fills `out` from a frame on with the sum of the channels, each times its gain; silence outside of the song,
    /// in place of samples that are not finite, and of channels without a gain.
    fn read_mixed(&self, gains: &[f32], from: i64, out: &mut [f32]) {
        out.fill(0.0);
        let skip = (-from).clamp(0, out.len() as i64) as usize;
        let start = from.max(0) as usize;
        let mut samples = [0.0; CHUNK];
        for (index, mixed) in out[skip..].chunks_mut(CHUNK).enumerate() {
            let samples = &mut samples[..mixed.len()];
            for (channel, gain) in gains.iter().enumerate().take(self.channel_count()) {
                self.read(channel, start + index * CHUNK, samples);
                for (sum, sample) in mixed.iter_mut().zip(&*samples) {
                    if sample.is_finite() {
                        *sum += sample.clamp(-MOST, MOST) * gain;
                    }
                }
            }
        }
    }

    /// The gains that average all channels into one.
    fn even_gains(&self) -> Vec<f32> {
        vec![1.0 / self.channel_count().max(1) as f32; self.channel_count()]
    }
}

impl Sound for Song {
    fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    fn channel_count(&self) -> usize {
        self.channels.len()
    }

    fn frames(&self) -> usize {
        Song::frames(self)
    }

    fn facts(&self) -> &SongFacts {
        &self.facts
    }

    fn read(&self, channel: usize, from: usize, out: &mut [f32]) {
        let samples = self.channels[channel].get(from..).unwrap_or(&[]);
        let (known, behind) = out.split_at_mut(samples.len().min(out.len()));
        known.copy_from_slice(&samples[..known.len()]);
        behind.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song() -> Song {
        let left = (0..3000).map(|i| i as f32 / 4000.0).collect();
        Song { sample_rate_hz: 1000, channels: vec![left, vec![0.5; 3000]], facts: SongFacts::default() }
    }

    #[test]
    fn channels_are_mixed_by_their_gains_with_silence_around_the_song() {
        let song = song();
        let mut mixed = vec![9.0; 3010];
        song.read_mixed(&[1.0, -1.0], -5, &mut mixed);
        assert_eq!(mixed[..5], [0.0; 5]);
        assert_eq!(mixed[3005..], [0.0; 5]);
        assert!((0..3000).all(|i| mixed[i + 5] == i as f32 / 4000.0 - 0.5));
        assert_eq!(song.even_gains(), [0.5, 0.5]);
        assert_eq!(Sound::duration_secs(&song), 3.0);
    }

    #[test]
    fn what_is_no_number_is_silent_and_what_is_far_out_of_range_is_held() {
        let mut song = song();
        song.channels[0][..3].copy_from_slice(&[f32::NAN, f32::INFINITY, 1e9]);
        let mut mixed = [0.0; 3];
        song.read_mixed(&[1.0], 0, &mut mixed);
        assert_eq!(mixed, [0.0, 0.0, 32.0]);
    }
}
