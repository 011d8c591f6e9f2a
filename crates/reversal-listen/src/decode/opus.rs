//! Opus packets to samples at 48 kHz (RFC 6716, headers by RFC 7845). The
//! decoder is libopus in Rust translation, whose interface is that of C.

use std::ptr::NonNull;

use symphonia::core::audio::{Channels, Position};
use unsafe_libopus::{
    OpusMSDecoder, opus_multistream_decode_float, opus_multistream_decoder_create, opus_multistream_decoder_destroy,
};

use crate::error::Fault;

/// Opus always decodes at this rate here, whatever its input had.
pub(crate) const OPUS_RATE_HZ: u32 = 48_000;

/// The longest packet: 120 ms.
const MOST_FRAMES_A_PACKET: usize = 5760;

/// What the identification header says.
struct OpusHead {
    channels: u8,
    streams: u8,
    coupled: u8,
    gain: f32,
    /// Samples to drop from the start.
    pre_skip: usize,
    mapping: Vec<u8>,
}

impl OpusHead {
    /// Reads an `OpusHead` packet; in MP4 its fields are big-endian and its version is 0.
    fn parse(bytes: &[u8]) -> Option<OpusHead> {
        let fields = bytes.strip_prefix(b"OpusHead")?;
        let (version, channels) = (*fields.first()?, *fields.get(1)?);
        let gain_bytes: [u8; 2] = fields.get(8..10)?.try_into().ok()?;
        let gain_q8_db = if version == 0 { i16::from_be_bytes(gain_bytes) } else { i16::from_le_bytes(gain_bytes) };
        let (streams, coupled, mapping) = match *fields.get(10)? {
            0 if channels <= 2 => (1, channels.saturating_sub(1), (0..channels).collect()),
            0 => return None,
            _ => (*fields.get(11)?, *fields.get(12)?, fields.get(13..13 + usize::from(channels))?.to_vec()),
        };
        // In MP4 the edit list cuts it away.
        let pre_skip = if version == 0 { 0 } else { u16::from_le_bytes(fields.get(2..4)?.try_into().ok()?) };
        let gain = 10_f32.powf(f32::from(gain_q8_db) / 256.0 / 20.0);
        (channels > 0).then_some(OpusHead {
            channels,
            streams,
            coupled,
            gain,
            pre_skip: usize::from(pre_skip),
            mapping,
        })
    }
}

/// A decoder with its state.
pub(crate) struct OpusDecoder {
    state: NonNull<OpusMSDecoder>,
    gain: f32,
    /// Samples still to be dropped.
    left_to_skip: usize,
    /// How the channels are placed, in the order that `decode` gives them.
    pub(crate) layout: Channels,
    /// For each channel of `layout` its place in the stream.
    order: Vec<usize>,
    interleaved: Vec<f32>,
}

impl OpusDecoder {
    pub(crate) fn new(head: &[u8]) -> Result<OpusDecoder, Fault> {
        let damaged = || Fault::Malformed("has a damaged Opus header; export it again".to_owned());
        let head = OpusHead::parse(head).ok_or_else(damaged)?;
        let mut status = 0;
        // SAFETY: `mapping` holds one byte for each channel (`OpusHead::parse` took exactly so many),
        // which is all that the call reads; it checks the counts itself and reports through `status`.
        let state = unsafe {
            opus_multistream_decoder_create(
                OPUS_RATE_HZ as i32,
                i32::from(head.channels),
                i32::from(head.streams),
                i32::from(head.coupled),
                head.mapping.as_ptr(),
                &mut status,
            )
        };
        let state = NonNull::new(state).filter(|_| status == 0).ok_or_else(damaged)?;
        let (layout, order) = layout_of(usize::from(head.channels));
        let interleaved = vec![0.0; MOST_FRAMES_A_PACKET * usize::from(head.channels)];
        Ok(OpusDecoder { state, gain: head.gain, left_to_skip: head.pre_skip, layout, order, interleaved })
    }

    /// Decodes a packet into one plane for each channel, without the pre-skip and
    /// `trim_end` padding; None where the packet is damaged.
    pub(crate) fn decode(&mut self, packet: &[u8], trim_end: usize, planes: &mut Vec<Vec<f32>>) -> Option<()> {
        let length = i32::try_from(packet.len()).ok().filter(|&length| length > 0)?;
        // SAFETY: `state` came from `opus_multistream_decoder_create` and lives until `drop`; `packet`
        // has `length` bytes; `interleaved` has room for the longest packet in all channels.
        let frames = unsafe {
            opus_multistream_decode_float(
                self.state.as_ptr(),
                packet.as_ptr(),
                length,
                self.interleaved.as_mut_ptr(),
                MOST_FRAMES_A_PACKET as i32,
                0,
            )
        };
        let frames = usize::try_from(frames).ok().filter(|&frames| frames > 0)?;
        let channels = self.order.len();
        let skipped = self.left_to_skip.min(frames);
        self.left_to_skip -= skipped;
        let kept = skipped..frames.saturating_sub(trim_end).max(skipped);
        planes.clear();
        planes.extend(self.order.iter().map(|&channel| {
            let samples =
                self.interleaved[kept.start * channels..kept.end * channels].iter().skip(channel).step_by(channels);
            samples.map(|sample| sample * self.gain).collect::<Vec<f32>>()
        }));
        Some(())
    }
}

impl Drop for OpusDecoder {
    fn drop(&mut self) {
        // SAFETY: `state` came from `opus_multistream_decoder_create`, and nothing uses it after this.
        unsafe { opus_multistream_decoder_destroy(self.state.as_ptr()) }
    }
}

/// Streams carry surround in Vorbis order (RFC 7845, 5.1.1.2); the rest of the program in WAVE order.
fn layout_of(channels: usize) -> (Channels, Vec<usize>) {
    let order: &[usize] = match channels {
        3 => &[0, 2, 1],
        5 => &[0, 2, 1, 3, 4],
        6 => &[0, 2, 1, 5, 3, 4],
        7 => &[0, 2, 1, 6, 5, 3, 4],
        8 => &[0, 2, 1, 7, 5, 6, 3, 4],
        _ => return (Channels::Discrete(channels as u16), (0..channels).collect()),
    };
    let around = Position::SIDE_LEFT | Position::SIDE_RIGHT;
    let back = Position::REAR_LEFT | Position::REAR_RIGHT;
    let front = Position::FRONT_LEFT | Position::FRONT_RIGHT | Position::FRONT_CENTER;
    let layout = match channels {
        3 => front,
        5 => front | back,
        6 => front | Position::LFE1 | back,
        7 => front | Position::LFE1 | Position::REAR_CENTER | around,
        _ => front | Position::LFE1 | back | around,
    };
    (Channels::Positioned(layout), order.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_header_is_an_error() {
        for head in [&b"OpusHead"[..], b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x01\x09\x09", b"nonsense"] {
            assert!(OpusDecoder::new(head).is_err());
        }
    }

    #[test]
    fn a_damaged_packet_gives_nothing_and_does_no_harm() {
        let mut decoder = OpusDecoder::new(b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00").unwrap();
        let mut planes = Vec::new();
        assert!(decoder.decode(&[], 0, &mut planes).is_none());
        assert!(decoder.decode(&[0xff, 0xff, 0xff], 0, &mut planes).is_none());
    }
}
