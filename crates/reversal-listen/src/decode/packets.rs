//! From a file's packets to gathered samples: demultiplexing and decoding,
//! block by block, with encoder delay and padding cut where the container's
//! packets tell of them (LAME header, granule positions, pre-skip).

use symphonia::core::audio::{Channels, GenericAudioBufferRef};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::Duration;

use super::collector::{Collector, MOST_SAMPLES};
use super::container::Container;
use super::opus::{OPUS_RATE_HZ, OpusDecoder};
use crate::error::Fault;

/// What the packets of a file decode to, before any edit list.
pub(crate) struct Decoded {
    pub(crate) song: Collector,
    pub(crate) codec: String,
    pub(crate) warnings: Vec<String>,
}

/// Decodes the first sound track of a file.
pub(crate) fn decode_packets(source: Box<dyn MediaSource>, container: Container) -> Result<Decoded, Fault> {
    let stream = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    hint.with_extension(container.extension());
    let mut reader = symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(fault_of_header)?;
    let track = reader.default_track(TrackType::Audio).ok_or_else(no_sound)?;
    let Some(CodecParameters::Audio(parameters)) = &track.codec_params else {
        return Err(no_sound());
    };
    let track_id = track.id;
    let channels = parameters.channels.as_ref().map_or(1, Channels::count) as u64;
    // An MPEG stream without a LAME header has no length but an estimate; a length beyond all
    // songs is that of a header that was never filled in, as in a piped WAV.
    let is_estimate = container == Container::Adts || (container == Container::MpegAudio && track.delay.is_none());
    let promised_frames =
        track.num_frames.filter(|&frames| !is_estimate && frames.saturating_mul(channels) <= MOST_SAMPLES as u64);
    let mut decoder = Decoder::new(parameters)?;
    let mut song = Collector::default();
    let mut warnings = Vec::new();
    let mut planes = Vec::new();
    let mut damaged_packets = 0_u32;
    let mut padding = 0_usize;
    loop {
        let mut packet = match reader.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => {
                song.cut_end(padding);
                break;
            }
            Err(Error::IoError(error)) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                return Err(error.into());
            }
            Err(Error::ResetRequired) => {
                warnings.push(format!("another stream begins at {}; only the first was used", place(&song)));
                break;
            }
            Err(_) if container == Container::Wav && promised_frames.is_none() => break,
            Err(_) => {
                warnings.push(format!("the file breaks off at {}; what is there was used", place(&song)));
                break;
            }
        };
        if packet.track_id != track_id {
            continue;
        }
        // Ogg pages inside a stream are often stamped a little early, and the reader would cut
        // sound there; only what the last page cuts is padding.
        if container == Container::Ogg {
            let trim = packet.trim_end.get() as usize;
            padding = if trim == 0 { 0 } else { padding.saturating_add(trim) };
            packet.trim_end = Duration::ZERO;
        }
        // Nor may a length that was only guessed from the first frames cut sound off.
        if is_estimate {
            packet.trim_end = Duration::ZERO;
        }
        match decoder.decode(&packet, &mut planes) {
            Ok((rate_hz, layout)) => {
                if !song.push(rate_hz, &layout, &planes)? {
                    warnings.push(format!(
                        "the stream changes its format at {}; only what comes before was used",
                        place(&song)
                    ));
                    break;
                }
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) => {
                damaged_packets += 1;
                let lost = (packet.dur.get() as usize).min(LONGEST_PACKET_FRAMES);
                song.push_silence(lost)?;
            }
            Err(error) => return Err(fault_of_header(error)),
        }
    }
    if damaged_packets > 0 {
        warnings.push(format!("{damaged_packets} damaged packets were replaced by silence"));
    }
    let codec = decoder.name();
    let missing = promised_frames.unwrap_or(0).saturating_sub(song.frames() as u64);
    // Pre-skip is counted in by some readers, hence the tolerance.
    if warnings.is_empty() && song.frames() > 0 && missing > u64::from(song.sample_rate_hz) / 10 {
        let secs = missing as f64 / f64::from(song.sample_rate_hz);
        warnings.push(format!(
            "the file breaks off at {}, {secs:.1} s before the end that its header promises; what is there was used",
            place(&song)
        ));
    }
    Ok(Decoded { song, codec, warnings })
}

/// More than any codec packs into one packet, so that a lying duration costs little.
const LONGEST_PACKET_FRAMES: usize = 65_536;

fn place(song: &Collector) -> String {
    format!("{:.1} s", song.frames() as f64 / f64::from(song.sample_rate_hz.max(1)))
}

fn no_sound() -> Fault {
    Fault::Unsupported("holds no sound track; give a file with the song in it".to_owned())
}

fn fault_of_header(error: Error) -> Fault {
    match error {
        Error::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Fault::Io(error),
        Error::IoError(_) => Fault::Malformed("breaks off before the sound begins; get a whole copy".to_owned()),
        Error::Unsupported(what) if what.contains("missing moov") => {
            Fault::Malformed("breaks off before the index at its end; get a whole copy".to_owned())
        }
        Error::Unsupported(what) => {
            Fault::Unsupported(format!("uses a coding that is not read here ({what}); convert it to FLAC or WAV"))
        }
        Error::LimitError(what) => Fault::Limit(format!("exceeds a limit of its decoder ({what}); export it again")),
        other => Fault::Malformed(format!("is damaged ({other}); export it again or get another copy")),
    }
}

enum Decoder {
    General(Box<dyn AudioDecoder>),
    Opus(OpusDecoder),
}

impl Decoder {
    fn new(parameters: &AudioCodecParameters) -> Result<Decoder, Fault> {
        if parameters.codec == CODEC_ID_OPUS {
            return OpusDecoder::new(parameters.extra_data.as_deref().unwrap_or_default()).map(Decoder::Opus);
        }
        let options = AudioDecoderOptions::default();
        symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &options)
            .map(Decoder::General)
            .map_err(fault_of_header)
    }

    /// `mp3`, `flac`, `vorbis`, `opus`, `aac`, `alac` or `pcm`.
    fn name(&self) -> String {
        match self {
            Decoder::Opus(_) => "opus".to_owned(),
            Decoder::General(decoder) => {
                let name = decoder.codec_info().short_name;
                if name.starts_with("pcm") { "pcm" } else { name }.to_owned()
            }
        }
    }

    /// Decodes a packet into one plane for each channel, delay and padding cut.
    fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Result<(u32, Channels), Error> {
        match self {
            Decoder::General(decoder) => {
                let buffer: GenericAudioBufferRef<'_> = decoder.decode(packet)?;
                buffer.copy_to_vecs_planar::<f32>(planes);
                Ok((buffer.spec().rate(), buffer.spec().channels().clone()))
            }
            Decoder::Opus(decoder) => {
                let trim_end = usize::try_from(packet.trim_end.get()).unwrap_or(usize::MAX);
                decoder.decode(&packet.data, trim_end, planes).ok_or(Error::DecodeError("opus: damaged packet"))?;
                Ok((OPUS_RATE_HZ, decoder.layout.clone()))
            }
        }
    }
}
