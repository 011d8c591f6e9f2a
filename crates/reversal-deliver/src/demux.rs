//! Takes the packets of a song file out of their container without touching them.

use std::fs::File;
use std::path::Path;

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS};
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_ISOMP4;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use crate::edit_list::{self, Sounding};
use crate::error::DeliverError;
use crate::packets::{Coding, SongPackets};

pub(crate) fn open(path: &Path) -> Result<Option<SongPackets>, DeliverError> {
    let file = File::open(path).map_err(DeliverError::io("read", path))?;
    let mut hint = Hint::new();
    if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
        hint.with_extension(extension);
    }
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let probed =
        symphonia::default::get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default());
    // What has no readable container has no packets; whoever decoded it can still encode it.
    let Ok(mut format) = probed else { return Ok(None) };

    let Some(track) = format.default_track(TrackType::Audio) else { return Ok(None) };
    let track_id = track.id;
    let time_base = track.time_base;
    let Some(parameters) = track.codec_params.as_ref().and_then(|parameters| parameters.audio()) else {
        return Ok(None);
    };
    let Some(coding) = coding(parameters) else { return Ok(None) };
    let Some(sample_rate_hz) = parameters.sample_rate else { return Ok(None) };
    let channels = parameters.channels.as_ref().map_or(2, |channels| channels.count()) as u16;
    // Packet times are counted in the container's own clock, which need not be the sample rate.
    let ticks_hz = match time_base {
        Some(base) if base.numer.get() == 1 => base.denom.get(),
        _ => sample_rate_hz,
    };
    // The length of an MP3 without a LAME header is guessed from its first frames, and cuts off where the guess ends.
    let is_estimate = matches!(coding, Coding::Mp3) && track.delay.is_none();
    let is_mp4 = format.format_info().format == FORMAT_ID_ISOMP4;

    let mut packets = SongPackets::new(coding, ticks_hz, channels, true);
    let (lead_in, length) = take_packets(format.as_mut(), track_id, is_estimate, &mut packets);
    if packets.is_empty() {
        return Ok(None);
    }
    let counted = Sounding { lead_in, length: Some(length) };
    let sounding = match &packets.coding {
        _ if is_mp4 => edit_list::read(path).unwrap_or(counted),
        // The demuxer counts the pre-skip (RFC 7845, 5.1) as sound.
        Coding::Opus { head } => {
            let pre_skip = u64::from(u16::from_le_bytes([head[10], head[11]]));
            Sounding { lead_in: pre_skip, length: Some(length.saturating_sub(pre_skip)) }
        }
        _ => counted,
    };
    packets.set_sounding(sounding.lead_in, sounding.length.unwrap_or(u64::MAX));
    Ok(Some(packets))
}

/// All whole packets, and what the container says of delay and padding. A fault
/// ends the song there, as the end of the file would.
fn take_packets(
    format: &mut dyn FormatReader,
    track_id: u32,
    is_estimate: bool,
    packets: &mut SongPackets,
) -> (u64, u64) {
    let (mut lead_in, mut length) = (0, 0);
    while let Ok(Some(packet)) = format.next_packet() {
        let duration = match packets.coding {
            Coding::Mp3 => mp3_frame_samples(&packet.data),
            _ => packet.block_dur().get(),
        };
        if packet.track_id != track_id || packet.data.is_empty() || duration == 0 {
            continue;
        }
        let delay = packet.trim_start.get().min(duration);
        // A delay may span several packets, but nothing is trimmed from the start after sound began.
        if length == 0 {
            lead_in += delay;
        }
        let padding = if is_estimate { 0 } else { packet.trim_end.get() };
        length += (duration - delay).saturating_sub(padding);
        packets.push(&packet.data, duration as u32);
    }
    (lead_in, length)
}

/// Samples in a frame of MP3, from its own header: the demuxer (symphonia 0.6.1)
/// counts the trimmed samples of the first and last frames twice.
fn mp3_frame_samples(frame: &[u8]) -> u64 {
    const VERSION_BITS: u8 = 0b0001_1000;
    match frame.get(1) {
        Some(header) if header & VERSION_BITS == VERSION_BITS => 1152,
        Some(_) => 576,
        None => 0,
    }
}

fn coding(parameters: &AudioCodecParameters) -> Option<Coding> {
    let extra = parameters.extra_data.as_deref().unwrap_or_default();
    match parameters.codec {
        CODEC_ID_MP3 => Some(Coding::Mp3),
        CODEC_ID_AAC if !extra.is_empty() => Some(Coding::Aac { config: extra.to_vec() }),
        CODEC_ID_AAC => Some(Coding::Aac { config: low_complexity_config(parameters)? }),
        CODEC_ID_FLAC => Some(Coding::Flac { stream_info: extra.get(..34)?.to_vec() }),
        CODEC_ID_OPUS if extra.starts_with(b"OpusHead") && extra.len() >= 19 => {
            Some(Coding::Opus { head: little_endian_head(extra) })
        }
        _ => None,
    }
}

/// The identification header as RFC 7845 has it. MP4 stores it as version 0, with
/// its numbers big-endian; the demuxer hands those on as they are.
fn little_endian_head(head: &[u8]) -> Vec<u8> {
    let mut head = head.to_vec();
    if head[8] == 0 {
        head[8] = 1;
        [10..12, 12..16, 16..18].into_iter().for_each(|field| head[field].reverse());
    }
    head
}

/// AudioSpecificConfig for a bare ADTS stream, which carries none: object type
/// 2 (the only one that is decoded here), rate index, channel configuration.
fn low_complexity_config(parameters: &AudioCodecParameters) -> Option<Vec<u8>> {
    const RATES_HZ: [u32; 13] =
        [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
    let rate_index = RATES_HZ.iter().position(|&rate| Some(rate) == parameters.sample_rate)? as u16;
    let channel_configuration = match parameters.channels.as_ref()?.count() {
        count @ 1..=6 => count as u16,
        8 => 7,
        _ => return None,
    };
    Some((2 << 11 | rate_index << 7 | channel_configuration << 3).to_be_bytes().to_vec())
}
