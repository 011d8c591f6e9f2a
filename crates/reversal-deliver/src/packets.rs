//! The song as coded packets with exact timing, ready to be put into MP4.

use std::ops::Range;
use std::path::Path;

use crate::demux;
use crate::error::DeliverError;
use crate::film::FilmSpan;

/// How the packets are coded, with what a decoder must know beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Mp3,
    /// `config` is the AudioSpecificConfig of ISO/IEC 14496-3.
    Aac {
        config: Vec<u8>,
    },
    /// `stream_info` is the body of FLAC's STREAMINFO block, 34 bytes.
    Flac {
        stream_info: Vec<u8>,
    },
    /// `head` is the identification header of RFC 7845, from `OpusHead` on.
    Opus {
        head: Vec<u8>,
    },
}

/// Coded sound of a whole song.
///
/// Times are in samples at `sample_rate_hz`. A decoder puts out the packets'
/// durations one after another; the song is what is left of that after
/// `lead_in_samples` of encoder delay, for `length_samples`.
#[derive(Clone, Debug)]
pub struct SongPackets {
    pub(crate) coding: Coding,
    pub(crate) sample_rate_hz: u32,
    pub(crate) channels: u16,
    lead_in_samples: u64,
    length_samples: u64,
    packets: Vec<Packet>,
    bytes: Vec<u8>,
    copied: bool,
}

#[derive(Clone, Copy, Debug)]
struct Packet {
    end_byte: u64,
    duration_samples: u32,
}

/// The packets that a span of the song needs, and what of them sounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) packets: Range<usize>,
    /// Samples between the start of the first selected packet and the span's start.
    pub(crate) start_samples: u64,
    /// Samples that sound.
    pub(crate) length_samples: u64,
}

impl SongPackets {
    /// The packets of a song file, unchanged, if MP4 can hold them: MP3, AAC,
    /// FLAC or Opus. `None` for other codings: use [`crate::encode_aac`].
    /// Of a file that is cut off, the packets that are whole.
    pub fn open(path: &Path) -> Result<Option<SongPackets>, DeliverError> {
        demux::open(path)
    }

    pub(crate) fn new(coding: Coding, sample_rate_hz: u32, channels: u16, copied: bool) -> SongPackets {
        SongPackets {
            coding,
            sample_rate_hz,
            channels,
            lead_in_samples: 0,
            length_samples: 0,
            packets: Vec::new(),
            bytes: Vec::new(),
            copied,
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8], duration_samples: u32) {
        self.bytes.extend_from_slice(bytes);
        self.packets.push(Packet { end_byte: self.bytes.len() as u64, duration_samples });
    }

    /// Says which part of the decoded samples is the song; never more than there is.
    pub(crate) fn set_sounding(&mut self, lead_in_samples: u64, length_samples: u64) {
        let coded = self.packets.iter().map(|packet| u64::from(packet.duration_samples)).sum::<u64>();
        self.lead_in_samples = lead_in_samples.min(coded);
        self.length_samples = length_samples.min(coded - self.lead_in_samples);
    }

    /// Name of the coding: `mp3`, `aac`, `flac` or `opus`.
    pub fn codec(&self) -> &'static str {
        match self.coding {
            Coding::Mp3 => "mp3",
            Coding::Aac { .. } => "aac",
            Coding::Flac { .. } => "flac",
            Coding::Opus { .. } => "opus",
        }
    }

    /// Whether these are the song's own bytes and not a new encoding.
    pub fn is_copied(&self) -> bool {
        self.copied
    }

    /// Number of packets.
    pub fn len(&self) -> usize {
        self.packets.len()
    }

    /// Whether there is no packet at all.
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    /// Length of what sounds, in seconds.
    pub fn duration_secs(&self) -> f64 {
        self.length_samples as f64 / f64::from(self.sample_rate_hz)
    }

    /// Encoder delay before the song's first sample, in samples of the coded rate.
    pub fn lead_in_samples(&self) -> u64 {
        self.lead_in_samples
    }

    /// The bytes of a packet, 0.., none past the last.
    pub fn packet(&self, index: usize) -> Option<&[u8]> {
        let end = self.packets.get(index)?.end_byte as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.packets[before].end_byte as usize);
        self.bytes.get(start..end)
    }

    pub(crate) fn duration_samples(&self, index: usize) -> u32 {
        self.packets.get(index).map_or(0, |packet| packet.duration_samples)
    }

    /// The packets that sound within a span, and those before that a decoder
    /// must have heard for the first to be exact. None if nothing sounds there.
    pub(crate) fn select(&self, span: FilmSpan) -> Option<Selection> {
        let rate_hz = f64::from(self.sample_rate_hz);
        let sample = |secs: f64| ((secs.max(0.0) * rate_hz).round() as u64).min(self.length_samples);
        let (from, to) = (self.lead_in_samples + sample(span.from_secs), self.lead_in_samples + sample(span.to_secs));
        if from >= to {
            return None;
        }
        let mut starts = Vec::with_capacity(self.packets.len() + 1);
        starts.push(0);
        for packet in &self.packets {
            starts.push(starts[starts.len() - 1] + u64::from(packet.duration_samples));
        }
        let sounding = starts.partition_point(|&start| start <= from) - 1;
        let first = sounding.saturating_sub(self.pre_roll_packets(sounding));
        // The song's own end keeps what comes after it: encoders pad with whole packets.
        let ends_with_song = to == self.lead_in_samples + self.length_samples;
        let end = if ends_with_song { self.packets.len() } else { starts.partition_point(|&start| start < to) };
        Some(Selection { packets: first..end, start_samples: from - starts[first], length_samples: to - from })
    }

    fn pre_roll_packets(&self, before: usize) -> usize {
        match self.coding {
            // A frame may begin up to 511 bytes back (main_data_begin), which is 8 frames at
            // 32 kb/s, and its transform overlaps with one more.
            Coding::Mp3 => 10,
            // One frame of overlap, one more for the state of band replication.
            Coding::Aac { .. } => 2,
            Coding::Flac { .. } => 0,
            // 80 ms (RFC 7845, 4.6).
            Coding::Opus { .. } => 3840_u32.div_ceil(self.duration_samples(before).max(120)) as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets() -> SongPackets {
        let mut packets = SongPackets::new(Coding::Aac { config: vec![0x12, 0x10] }, 1000, 2, true);
        for number in 0..20 {
            packets.push(&[number; 3], 100);
        }
        packets.set_sounding(150, 1800);
        packets
    }

    #[test]
    fn the_whole_song_starts_after_the_encoder_delay() {
        let selection = packets().select(FilmSpan::WHOLE).unwrap();
        assert_eq!(selection, Selection { packets: 0..20, start_samples: 150, length_samples: 1800 });
    }

    #[test]
    fn a_part_takes_only_its_packets_and_the_pre_roll() {
        let selection = packets().select(FilmSpan { from_secs: 1.0, to_secs: 1.2 }).unwrap();
        // Decoded samples 1150..1350: packets 11 to 13, and two before.
        assert_eq!(selection, Selection { packets: 9..14, start_samples: 250, length_samples: 200 });
    }

    #[test]
    fn packets_of_padding_stay_at_the_songs_end() {
        let mut packets = packets();
        packets.set_sounding(150, 1500);
        assert_eq!(packets.select(FilmSpan::WHOLE).unwrap().packets, 0..20);
        assert_eq!(packets.select(FilmSpan { from_secs: 0.0, to_secs: 1.4 }).unwrap().packets, 0..16);
    }

    #[test]
    fn nothing_sounds_past_the_end() {
        assert_eq!(packets().select(FilmSpan { from_secs: 1.9, to_secs: 3.0 }), None);
    }

    #[test]
    fn packets_come_out_as_they_went_in() {
        assert_eq!(packets().packet(0), Some([0; 3].as_slice()));
        assert_eq!(packets().packet(19), Some([19; 3].as_slice()));
        assert_eq!(packets().packet(20), None);
    }
}
