//! Sample entries: what the pictures and the packets are coded with.

use crate::h264::ParameterSets;
use crate::mp4::Boxes;
use crate::packets::{Coding, SongPackets};
use crate::picture::VideoFormat;

/// `avc1` (ISO/IEC 14496-15) with BT.709 limited-range colour and square pixels.
pub(crate) fn picture_entry(format: &VideoFormat, sets: &ParameterSets) -> Vec<u8> {
    let mut out = Boxes::default();
    out.nest(b"avc1", |entry| {
        entry.zeros(6);
        entry.u16(1); // data reference
        entry.zeros(16);
        entry.u16(format.width as u16);
        entry.u16(format.height as u16);
        entry.u32(72 << 16); // dots per inch, across and down, as everybody writes
        entry.u32(72 << 16);
        entry.u32(0);
        entry.u16(1); // pictures in a sample
        entry.zeros(32); // name of the compressor
        entry.u16(0x18); // colour without alpha
        entry.u16(0xffff);
        entry.nest(b"avcC", |config| avc_config(config, sets));
        entry.nest(b"colr", |colour| {
            colour.raw(b"nclx");
            // BT.709 primaries, transfer and matrix; the last bit would say full range.
            [1, 1, 1].iter().for_each(|&table| colour.u16(table));
            colour.u8(0);
        });
        entry.nest(b"pasp", |aspect| {
            aspect.u32(1);
            aspect.u32(1);
        });
    });
    out.into_bytes()
}

fn avc_config(config: &mut Boxes, sets: &ParameterSets) {
    let identity = sets.sequence.get(1..4).unwrap_or(&[100, 0, 40]);
    config.u8(1);
    config.raw(identity); // profile, constraints, level
    config.u8(0xfc | 3); // four-byte lengths
    config.u8(0xe0 | 1);
    config.u16(sets.sequence.len() as u16);
    config.raw(&sets.sequence);
    config.u8(1);
    config.u16(sets.picture.len() as u16);
    config.raw(&sets.picture);
    if identity[0] == 100 {
        // High profile says its sampling: 4:2:0, eight bits, no further sets.
        config.raw(&[0xfc | 1, 0xf8, 0xf8, 0]);
    }
}

/// The entry for the song's own coding.
pub(crate) fn sound_entry(packets: &SongPackets) -> Vec<u8> {
    let mut out = Boxes::default();
    match &packets.coding {
        Coding::Mp3 => {
            // ISO/IEC 14496-1 table 5: 6B is MPEG-1 audio, 69 the lower rates of MPEG-2.
            let object_type = if packets.sample_rate_hz >= 32_000 { 0x6b } else { 0x69 };
            mp4a(&mut out, packets, object_type, None);
        }
        Coding::Aac { config } => mp4a(&mut out, packets, 0x40, Some(config)),
        // "Encapsulation of FLAC in ISO Base Media File Format", xiph.org.
        Coding::Flac { stream_info } => out.nest(b"fLaC", |entry| {
            let bits = (stream_info.get(12).map_or(0, |byte| byte & 1) << 4
                | stream_info.get(13).map_or(0xf0, |byte| byte >> 4))
                + 1;
            sound_fields(entry, packets, u16::from(bits));
            entry.nest_full(b"dfLa", 0, 0, |config| {
                config.u32(0x8000_0000 | stream_info.len() as u32); // last block, of type STREAMINFO
                config.raw(stream_info);
            });
        }),
        // "Encapsulation of Opus in ISO Base Media File Format", opus-codec.org.
        Coding::Opus { head } => out.nest(b"Opus", |entry| {
            sound_fields(entry, packets, 16);
            entry.nest(b"dOps", |config| {
                // As in the identification header after its magic and version, but big-endian.
                let little = |at: usize, width: usize| head[at..at + width].iter().rev().copied();
                config.u8(0);
                config.u8(head[9]);
                config.raw(&little(10, 2).chain(little(12, 4)).chain(little(16, 2)).collect::<Vec<u8>>());
                config.u8(head[18]);
                if head[18] != 0 {
                    config.raw(&head[19..]);
                }
            });
        }),
    }
    out.into_bytes()
}

/// How many packets before a random point a decoder must run in, as a negative
/// roll distance (14496-12, 10.1.1.1); none where every packet stands alone.
pub(crate) fn sound_roll_packets(packets: &SongPackets) -> Option<i16> {
    match packets.coding {
        Coding::Aac { .. } => Some(-1),
        // 80 ms.
        Coding::Opus { .. } => Some(-(3840_u32.div_ceil(packets.duration_samples(0).max(120)) as i16)),
        Coding::Mp3 | Coding::Flac { .. } => None,
    }
}

fn sound_fields(entry: &mut Boxes, packets: &SongPackets, bits: u16) {
    entry.zeros(6);
    entry.u16(1); // data reference
    entry.zeros(8);
    entry.u16(packets.channels);
    entry.u16(bits);
    entry.zeros(4);
    // 16.16; faster rates do not fit and stand in the codec's own header.
    entry.u32(if packets.sample_rate_hz <= 0xffff { packets.sample_rate_hz << 16 } else { 0 });
}

fn mp4a(out: &mut Boxes, packets: &SongPackets, object_type: u8, config: Option<&[u8]>) {
    let largest = (0..packets.len()).filter_map(|index| packets.packet(index)).map(<[u8]>::len).max().unwrap_or(0);
    let total: u64 =
        (0..packets.len()).filter_map(|index| packets.packet(index)).map(|packet| packet.len() as u64).sum();
    let average_bits_per_second = (total as f64 * 8.0 / packets.duration_secs().max(0.001)) as u32;
    out.nest(b"mp4a", |entry| {
        sound_fields(entry, packets, 16);
        entry.nest_full(b"esds", 0, 0, |stream| {
            stream.descriptor(3, |stream| {
                stream.u16(0);
                stream.u8(0);
                stream.descriptor(4, |decoder| {
                    decoder.u8(object_type);
                    decoder.u8(0x15); // audio stream
                    decoder.raw(&(largest as u32).to_be_bytes()[1..]);
                    decoder.u32(average_bits_per_second);
                    decoder.u32(average_bits_per_second);
                    if let Some(config) = config {
                        decoder.descriptor(5, |inner| inner.raw(config));
                    }
                });
                stream.descriptor(6, |sync| sync.u8(2));
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(entry: &[u8], kind: &[u8; 4]) -> usize {
        entry.windows(4).position(|window| window == kind).unwrap() + 4
    }

    #[test]
    fn mp3_says_which_mpeg_it_is() {
        for (rate_hz, object_type) in [(44_100, 0x6b), (24_000, 0x69)] {
            let entry = sound_entry(&SongPackets::new(Coding::Mp3, rate_hz, 2, true));
            let at = find(&entry, b"esds");
            assert_eq!(entry[at + 4 + 5 + 3 + 5], object_type);
        }
    }

    #[test]
    fn opus_numbers_are_turned_big_endian() {
        let head = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0".to_vec();
        let entry = sound_entry(&SongPackets::new(Coding::Opus { head }, 48_000, 2, true));
        let at = find(&entry, b"dOps");
        assert_eq!(entry[at..], [0, 2, 1, 0x38, 0, 0, 0xbb, 0x80, 0, 0, 0]);
    }

    #[test]
    fn flac_depth_and_fast_rates_are_told_where_they_fit() {
        let mut stream_info = vec![0; 34];
        (stream_info[12], stream_info[13]) = (1, 0x70); // 24 bits
        let entry = sound_entry(&SongPackets::new(Coding::Flac { stream_info }, 192_000, 2, true));
        assert_eq!(entry[26..28], [0, 24]);
        assert_eq!(entry[32..36], [0; 4]);
    }
}
