//! A song as the bytes of a WAV file (RIFF, WAVE_FORMAT_PCM).

use std::io::{self, Write};

use reversal_model::song::SongFacts;
use reversal_model::sound::Sound;

use crate::random::Random;

/// How samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleFormat {
    /// 16-bit whole numbers, as on a compact disc.
    Pcm16,
    /// 24-bit whole numbers.
    Pcm24,
}

impl SampleFormat {
    fn bytes(self) -> u32 {
        match self {
            SampleFormat::Pcm16 => 2,
            SampleFormat::Pcm24 => 3,
        }
    }
}

/// Frames that are written at once.
const CHUNK: usize = 4096;

/// The song as a WAV file, as [`write_wav`] writes it.
pub fn wav_bytes(song: &dyn Sound, format: SampleFormat) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(44 + song.frames() * song.channel_count() * format.bytes() as usize);
    // Memory takes whatever is written.
    let written = write_wav(song, format, &mut bytes);
    debug_assert!(written.is_ok());
    bytes
}

/// Writes the song as a WAV file, in pieces of some kilobytes. Rounded with triangular dither of one step either way, drawn from a
/// fixed seed so that the same song gives the same bytes; digital silence stays silent.
pub fn write_wav(song: &dyn Sound, format: SampleFormat, out: &mut dyn Write) -> io::Result<()> {
    let bytes_a_sample = format.bytes();
    let full_scale = (1i32 << (8 * bytes_a_sample - 1)) as f32;
    let (channels, rate_hz) = (song.channel_count() as u32, song.sample_rate_hz());
    let data_len = song.frames() as u32 * channels * bytes_a_sample;
    let tags = tags_chunk(song.facts());
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data_len + data_len % 2 + tags.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16u32.to_le_bytes());
    bytes.extend(1u16.to_le_bytes());
    bytes.extend((channels as u16).to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz * channels * bytes_a_sample).to_le_bytes());
    bytes.extend(((channels * bytes_a_sample) as u16).to_le_bytes());
    bytes.extend(((bytes_a_sample * 8) as u16).to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data_len.to_le_bytes());
    let mut random = Random::stream(0, "dither");
    let mut planes = vec![vec![0.0; CHUNK]; channels as usize];
    for from in (0..song.frames()).step_by(CHUNK) {
        let count = CHUNK.min(song.frames() - from);
        for (channel, plane) in planes.iter_mut().enumerate() {
            song.read(channel, from, &mut plane[..count]);
        }
        for frame in 0..count {
            for sample in planes.iter().map(|plane| plane[frame]) {
                let dither = if sample == 0.0 { 0.0 } else { 2.0 * random.near_zero() };
                let value = (sample * full_scale + dither).round().clamp(-full_scale, full_scale - 1.0) as i32;
                bytes.extend(&value.to_le_bytes()[..bytes_a_sample as usize]);
            }
        }
        out.write_all(&bytes)?;
        bytes.clear();
    }
    if data_len % 2 == 1 {
        bytes.push(0);
    }
    bytes.extend(tags);
    out.write_all(&bytes)
}

/// Title and artist as a `LIST` chunk of type `INFO` (RIFF's own tags), or nothing where there are none.
fn tags_chunk(facts: &SongFacts) -> Vec<u8> {
    let mut entries = b"INFO".to_vec();
    for (name, text) in [(b"INAM", &facts.title), (b"IART", &facts.artist)] {
        let Some(text) = text else { continue };
        entries.extend(name);
        entries.extend((text.len() as u32 + 1).to_le_bytes());
        entries.extend(text.as_bytes());
        // Texts end with a zero, chunks on an even byte.
        entries.extend(std::iter::repeat_n(0, 2 - text.len() % 2));
    }
    if entries.len() == 4 {
        return Vec::new();
    }
    [&b"LIST"[..], &(entries.len() as u32).to_le_bytes(), &entries].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{silence, sine};

    #[test]
    fn the_header_tells_rate_channels_and_length() {
        let song = sine(100.0, 0.5, 44_100);
        let bytes = wav_bytes(&song, SampleFormat::Pcm24);
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((&bytes[0..4], &bytes[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
        assert_eq!(number(4) as usize, bytes.len() - 8);
        assert_eq!(number(24), 44_100);
        assert_eq!(number(40), 22_050 * 2 * 3);
        assert_eq!(bytes.len(), 44 + 22_050 * 2 * 3 + tags_chunk(&song.facts).len());
    }

    #[test]
    fn samples_come_back_within_the_dither() {
        let song = sine(441.0, 0.1, 44_100);
        let bytes = wav_bytes(&song, SampleFormat::Pcm16);
        for (frame, &sample) in song.channels[0].iter().enumerate() {
            let at = 44 + frame * 4;
            let read = f32::from(i16::from_le_bytes([bytes[at], bytes[at + 1]])) / 32_768.0;
            assert!((read - sample).abs() < 2.6 / 32_768.0);
        }
    }

    #[test]
    fn silence_stays_silent() {
        let song = silence(0.1, 8000);
        let samples = song.frames() * song.channels.len() * 2;
        assert!(wav_bytes(&song, SampleFormat::Pcm16)[44..44 + samples].iter().all(|&byte| byte == 0));
    }
}
