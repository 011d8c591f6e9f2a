//! A song file to samples, in the time base of what a player plays.
//!
//! MP3, FLAC, WAV, AIFF, Ogg Vorbis, Opus, M4A (AAC-LC, ALAC) and bare AAC.
//! Encoder delay and padding are cut by the LAME header (MP3), granule
//! positions and pre-skip (Ogg) or the edit list (MP4, ISO/IEC 14496-12).
//! Without such a header nothing is cut, as players do. Damaged packets
//! become silence of their length. More than two channels are folded down to
//! stereo by ITU-R BS.775. What is decoded is held in 16 bits a sample.

mod collector;
mod container;
mod edit_list;
mod opus;
mod packets;
mod riff_header;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use reversal_model::recording::Recording;
use reversal_model::song::SongFacts;
use symphonia::core::io::{MediaSource, ReadOnlySource};

use crate::error::{Fault, ListenError};
use crate::tags::read_tags;
use container::Container;
use edit_list::EditList;
use packets::{Decoded, decode_packets};

/// The shortest song that can be filmed, in seconds: about one shot.
pub const MIN_DURATION_SECS: f64 = 3.0;

/// Decodes a song file whole.
///
/// What could be passed over (a stream that breaks off, damaged packets) is
/// said in `facts.warnings`. `facts.channels` counts the file's channels; the
/// song itself has one or two.
pub fn decode(path: &Path) -> Result<Recording, ListenError> {
    decode_file(path).map_err(|fault| fault.in_file(path))
}

fn decode_file(path: &Path) -> Result<Recording, Fault> {
    if path.is_dir() {
        return Err(Fault::Unsupported("is a folder; give the song file in it".to_owned()));
    }
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Err(Fault::Malformed("is empty; get a whole copy".to_owned()));
    }
    let container = Container::sniff(&mut file)?.ok_or_else(|| {
        Fault::Unsupported(
            "is no sound file that is known here; give an MP3, FLAC, WAV, AIFF, Ogg, Opus or M4A file".to_owned(),
        )
    })?;
    riff_header::check(&mut file, container)?;
    let mut decoded = guarded(Box::new(File::open(path)?), container);
    // Where a file is cut off, the look ahead past its sound fails; read in one go, it plays to the cut.
    let looks_ahead = matches!(container, Container::Aiff | Container::Mp4);
    if looks_ahead && !decoded.as_ref().is_ok_and(|decoded| decoded.song.frames() > 0) {
        let in_one_go = guarded(Box::new(ReadOnlySource::new(File::open(path)?)), container);
        decoded = if in_one_go.is_ok() { in_one_go } else { decoded };
    }
    let decoded = decoded?;
    let mut song = decoded.song;
    if container == Container::Mp4
        && let Some(edits) = EditList::read(&mut file)?
    {
        edits.apply(&mut song)?;
    }
    if song.frames() == 0 {
        return Err(Fault::Malformed("holds no sound, not one sample; export it again".to_owned()));
    }
    let duration_secs = song.frames() as f64 / f64::from(song.sample_rate_hz);
    if duration_secs < MIN_DURATION_SECS {
        return Err(Fault::Limit(format!(
            "lasts {duration_secs:.2} s; a film needs a song of at least {MIN_DURATION_SECS:.0} s"
        )));
    }
    let tags = read_tags(path);
    let facts = SongFacts {
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        codec: decoded.codec,
        title: tags.title,
        artist: tags.artist,
        album: tags.album,
        duration_secs,
        sample_rate_hz: song.sample_rate_hz,
        channels: song.file_channels as u32,
        warnings: decoded.warnings,
    };
    Ok(Recording { sample_rate_hz: song.sample_rate_hz, channels: song.channels, facts })
}

/// Decodes, taking a decoder's panic over a damaged header for what it is: a damaged file.
fn guarded(source: Box<dyn MediaSource>, container: Container) -> Result<Decoded, Fault> {
    catch_unwind(AssertUnwindSafe(|| decode_packets(source, container))).unwrap_or_else(|_| {
        Err(Fault::Malformed(
            "is damaged beyond what its decoder can bear; export it again or get another copy".to_owned(),
        ))
    })
}
