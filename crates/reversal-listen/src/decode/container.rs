//! Which kind of sound file it is, told by its bytes and never by its name.

use std::io::{self, Read, Seek, SeekFrom};

/// A kind of file that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Wav,
    Aiff,
    Flac,
    Ogg,
    Mp4,
    /// A bare stream of MPEG audio frames, MP3 as a rule.
    MpegAudio,
    /// A bare stream of AAC frames.
    Adts,
}

impl Container {
    /// The usual ending of such files, which steers the demultiplexer's probe.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Container::Wav => "wav",
            Container::Aiff => "aiff",
            Container::Flac => "flac",
            Container::Ogg => "ogg",
            Container::Mp4 => "m4a",
            Container::MpegAudio => "mp3",
            Container::Adts => "aac",
        }
    }

    /// Looks at the file's head. None where it is no sound file that is known here.
    /// Leaves the reader anywhere.
    pub(crate) fn sniff<R: Read + Seek>(reader: &mut R) -> io::Result<Option<Container>> {
        let start = id3v2_end(reader)?;
        reader.seek(SeekFrom::Start(start))?;
        let mut head = Vec::new();
        reader.take(SEARCH_BYTES).read_to_end(&mut head)?;
        Ok(Container::of_head(&head))
    }

    fn of_head(head: &[u8]) -> Option<Container> {
        let tag = |at: usize| head.get(at..at + 4).unwrap_or_default();
        match (tag(0), tag(8)) {
            (b"RIFF", b"WAVE") => return Some(Container::Wav),
            (b"FORM", b"AIFF" | b"AIFC") => return Some(Container::Aiff),
            (b"fLaC", _) => return Some(Container::Flac),
            (b"OggS", _) => return Some(Container::Ogg),
            _ => {}
        }
        if tag(4) == b"ftyp" || tag(4) == b"moov" {
            return Some(Container::Mp4);
        }
        // A bare stream may begin in the middle of a frame or after some rubbish.
        (0..head.len()).find_map(|at| {
            let run_of = |length: fn(&[u8]) -> Option<(usize, u32)>| is_run_of_frames(&head[at..], length);
            if head[at] != 0xff {
                None
            } else if run_of(mpeg_frame) {
                Some(Container::MpegAudio)
            } else if run_of(adts_frame) {
                Some(Container::Adts)
            } else {
                None
            }
        })
    }
}

/// How far into a file without a magic number the first frame is sought.
const SEARCH_BYTES: u64 = 256 * 1024;

/// Frames in a row that agree on their parameters. Chance makes three once in about 10⁹ places.
const FRAMES_IN_A_ROW: usize = 3;

fn is_run_of_frames(bytes: &[u8], frame: fn(&[u8]) -> Option<(usize, u32)>) -> bool {
    let mut at = 0;
    let mut parameters = None;
    for _ in 0..FRAMES_IN_A_ROW {
        let Some((length, found)) = bytes.get(at..).and_then(frame) else {
            return false;
        };
        if *parameters.get_or_insert(found) != found {
            return false;
        }
        at += length;
    }
    true
}

/// Length and fixed parameters of an MPEG audio frame of any layer (ISO/IEC 11172-3, 13818-3, MPEG 2.5).
fn mpeg_frame(bytes: &[u8]) -> Option<(usize, u32)> {
    const KBIT_MPEG1: [[usize; 14]; 3] = [
        [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    ];
    const KBIT_MPEG2: [[usize; 14]; 3] = [
        [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let header = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let (sync, version, layer) = (header >> 21, header >> 19 & 3, header >> 17 & 3);
    let (bitrate, rate, padding) =
        ((header >> 12 & 15) as usize, (header >> 10 & 3) as usize, (header >> 9 & 1) as usize);
    if sync != 0x7ff || version == 1 || layer == 0 || bitrate == 0 || bitrate == 15 || rate == 3 {
        return None;
    }
    let layer_number = 4 - layer as usize;
    let hz = [44_100, 48_000, 32_000][rate] / [4, 1, 2, 1][version as usize];
    let bits = 1000 * if version == 3 { KBIT_MPEG1 } else { KBIT_MPEG2 }[layer_number - 1][bitrate - 1];
    let length = match layer_number {
        1 => (12 * bits / hz + padding) * 4,
        3 if version != 3 => 72 * bits / hz + padding,
        _ => 144 * bits / hz + padding,
    };
    Some((length, header & 0xfffe_0c00))
}

/// Length and fixed parameters of an ADTS frame (ISO/IEC 13818-7).
fn adts_frame(bytes: &[u8]) -> Option<(usize, u32)> {
    let header: [u8; 7] = bytes.get(..7)?.try_into().ok()?;
    let length = usize::from(header[3] & 3) << 11 | usize::from(header[4]) << 3 | usize::from(header[5]) >> 5;
    if header[0] != 0xff || header[1] & 0xf6 != 0xf0 || length < 8 {
        return None;
    }
    Some((length, u32::from_be_bytes([header[0], header[1], header[2], header[3] & 0xf0])))
}

/// The byte after the ID3v2 tags that stand before the sound.
fn id3v2_end<R: Read + Seek>(reader: &mut R) -> io::Result<u64> {
    const MOST_TAGS: usize = 8;
    let mut end = 0;
    for _ in 0..MOST_TAGS {
        reader.seek(SeekFrom::Start(end))?;
        let mut header = Vec::new();
        reader.by_ref().take(10).read_to_end(&mut header)?;
        if header.len() < 10 || !header.starts_with(b"ID3") || header[6..].iter().any(|byte| byte & 0x80 != 0) {
            break;
        }
        let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
        end += 10 + footer + header[6..].iter().fold(0, |size, &byte| size << 7 | u64::from(byte));
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(bytes: &[u8]) -> Option<Container> {
        Container::sniff(&mut io::Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn text_is_no_sound_whatever_its_name() {
        assert_eq!(sniff("I am not a song. ÿØÿà \u{ff}".repeat(1000).as_bytes()), None);
        assert_eq!(sniff(b""), None);
        assert_eq!(sniff(b"ID3"), None);
    }

    #[test]
    fn mpeg_frames_are_found_after_a_tag_and_rubbish() {
        // MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        let mut bytes = vec![b'I', b'D', b'3', 4, 0, 0, 0, 0, 0, 20];
        bytes.extend([0xff; 20]);
        bytes.extend([0xff, 0xfb, 1, 2, 3]);
        bytes.extend(frame.repeat(3));
        assert_eq!(sniff(&bytes), Some(Container::MpegAudio));
        assert_eq!(sniff(&bytes[..bytes.len() - 417]), None, "two frames may be chance");
    }

    #[test]
    fn random_bytes_are_no_sound() {
        let mut state = 1_u64;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .take(SEARCH_BYTES as usize)
        .collect();
        assert_eq!(sniff(&bytes), None);
    }
}
