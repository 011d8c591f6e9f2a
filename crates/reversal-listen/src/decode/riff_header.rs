//! A look at the format that a WAV or AIFF file states, before it is decoded:
//! their demultiplexer trusts the numbers there and overflows on those that
//! no song has.
//!
//! The `fmt ` chunk of WAV is laid out as Microsoft's `WAVEFORMATEXTENSIBLE`,
//! the `COMM` chunk of AIFF by Apple's specification of 1989.

use std::io::{self, Read, Seek, SeekFrom};

use super::container::Container;
use crate::error::Fault;

/// More channels than any song has, few enough that no decoder overflows.
const MOST_CHANNELS: u16 = 24;
/// More than any converter delivers, in Hz.
const HIGHEST_RATE_HZ: u32 = 1_000_000;
const MOST_BITS: u16 = 64;
/// Chunks that are passed over before the format.
const MOST_CHUNKS: usize = 64;
/// Bytes of the format that are looked at.
const FORMAT_BYTES: usize = 24;
/// The tag of a `fmt ` chunk with a channel mask.
const EXTENSIBLE: u16 = 0xfffe;

/// Refuses a header that states what cannot be. A file whose format is not
/// found is left to the decoder, as are other containers.
pub(crate) fn check<R: Read + Seek>(reader: &mut R, container: Container) -> Result<(), Fault> {
    let stated = match container {
        Container::Wav => format_chunk(reader, *b"fmt ", u32::from_le_bytes)?.and_then(|format| wave_fault(&format)),
        Container::Aiff => format_chunk(reader, *b"COMM", u32::from_be_bytes)?.and_then(|format| aiff_fault(&format)),
        _ => None,
    };
    match stated {
        None => Ok(()),
        Some(stated) => Err(Fault::Malformed(format!(
            "has a damaged header: it states {stated}; export it again or get another copy"
        ))),
    }
}

fn wave_fault(format: &[u8; FORMAT_BYTES]) -> Option<String> {
    let half = |at: usize| u16::from_le_bytes([format[at], format[at + 1]]);
    let word = |at: usize| u32::from_le_bytes([format[at], format[at + 1], format[at + 2], format[at + 3]]);
    let (tag, channels, rate_hz, block_bytes, bits, mask) = (half(0), half(2), word(4), half(12), half(14), word(20));
    let counts = channel_or_bit_fault(channels, bits);
    if counts.is_some() {
        counts
    } else if !(1..=HIGHEST_RATE_HZ).contains(&rate_hz) {
        Some(format!("a rate of {rate_hz} Hz"))
    } else if block_bytes == 0 {
        Some("blocks of no bytes".to_owned())
    } else if tag == EXTENSIBLE && mask.leading_zeros() == 0 && mask.count_ones() < u32::from(channels) {
        // The places of the channels left would lie past the mask's end.
        Some(format!("{channels} channels at places {mask:#x}"))
    } else {
        None
    }
}

fn aiff_fault(format: &[u8; FORMAT_BYTES]) -> Option<String> {
    let half = |at: usize| u16::from_be_bytes([format[at], format[at + 1]]);
    channel_or_bit_fault(half(0), half(6))
}

fn channel_or_bit_fault(channels: u16, bits: u16) -> Option<String> {
    if !(1..=MOST_CHANNELS).contains(&channels) {
        Some(format!("{channels} channels"))
    } else if !(1..=MOST_BITS).contains(&bits) {
        Some(format!("samples of {bits} bits"))
    } else {
        None
    }
}

/// The beginning of the chunk of that name, filled up with zeros.
fn format_chunk<R: Read + Seek>(
    reader: &mut R,
    name: [u8; 4],
    length: fn([u8; 4]) -> u32,
) -> io::Result<Option<[u8; FORMAT_BYTES]>> {
    reader.seek(SeekFrom::Start(12))?;
    for _ in 0..MOST_CHUNKS {
        let mut head = Vec::new();
        reader.by_ref().take(8).read_to_end(&mut head)?;
        let [n0, n1, n2, n3, l0, l1, l2, l3] = head[..] else { break };
        let bytes = length([l0, l1, l2, l3]);
        if [n0, n1, n2, n3] == name {
            let mut start = Vec::new();
            reader.by_ref().take(u64::from(bytes).min(FORMAT_BYTES as u64)).read_to_end(&mut start)?;
            start.resize(FORMAT_BYTES, 0);
            return Ok(start.try_into().ok());
        }
        // Chunks begin at even places.
        reader.seek(SeekFrom::Current(i64::from(bytes) + i64::from(bytes % 2)))?;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(tag: u16, channels: u16, rate_hz: u32, block_bytes: u16, bits: u16, mask: u32) -> Result<(), Fault> {
        let mut bytes = b"RIFF\0\0\0\0WAVEJUNK\x03\0\0\0abc\0fmt \x28\0\0\0".to_vec();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate_hz.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(block_bytes.to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend([22, 0, 16, 0]);
        bytes.extend(mask.to_le_bytes());
        check(&mut io::Cursor::new(bytes), Container::Wav)
    }

    #[test]
    fn a_wave_that_states_what_no_song_has_is_refused_and_all_others_pass() {
        assert!(wave(1, 2, 44_100, 4, 16, 0).is_ok());
        assert!(wave(EXTENSIBLE, 6, 192_000, 24, 32, 0x3f).is_ok());
        assert!(wave(EXTENSIBLE, 6, 48_000, 18, 24, 0).is_ok());
        for (tag, channels, rate_hz, block_bytes, bits, mask) in [
            (1, 0, 44_100, 4, 16, 0),
            (1, 65_535, 44_100, 4, 16, 0),
            (1, 2, 0, 4, 16, 0),
            (1, 2, 44_100, 0, 16, 0),
            (1, 2, 44_100, 4, 0, 0),
            (EXTENSIBLE, 6, 48_000, 18, 24, 0x8000_0000),
        ] {
            let message = wave(tag, channels, rate_hz, block_bytes, bits, mask).unwrap_err();
            assert!(matches!(message, Fault::Malformed(_)));
        }
    }

    #[test]
    fn an_aiff_that_states_what_no_song_has_is_refused_and_all_others_pass() {
        let aiff = |channels: u16, bits: u16| {
            let mut bytes = b"FORM\0\0\0\0AIFFCOMM\0\0\0\x12".to_vec();
            bytes.extend(channels.to_be_bytes());
            bytes.extend([0, 1, 0, 0]);
            bytes.extend(bits.to_be_bytes());
            bytes.extend([0; 10]);
            check(&mut io::Cursor::new(bytes), Container::Aiff)
        };
        assert!(aiff(2, 24).is_ok());
        assert!(aiff(0, 16).is_err() && aiff(40_000, 16).is_err() && aiff(2, 0).is_err() && aiff(1, 9999).is_err());
    }

    #[test]
    fn a_file_that_ends_before_its_format_is_left_to_the_decoder() {
        assert!(check(&mut io::Cursor::new(b"RIFF\0\0\0\0WAVE".to_vec()), Container::Wav).is_ok());
        assert!(check(&mut io::Cursor::new(b"FORM\0\0\0\0AIFFSSND".to_vec()), Container::Aiff).is_ok());
    }
}
