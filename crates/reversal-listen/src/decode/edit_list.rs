//! Which part of an MP4's sound is played: its edit list (ISO/IEC 14496-12,
//! 8.6.6) or, in files of iTunes without one, the gapless note `iTunSMPB`.
//! The demultiplexer reads neither, and an AAC song would start 1024 or 2112
//! samples late.

use std::io::{self, Read, Seek, SeekFrom};

use reversal_model::recording::Samples;

use super::collector::Collector;
use crate::error::Fault;

/// Ceiling on the movie header that is read into memory, in bytes.
const MOST_HEADER_BYTES: u64 = 64 << 20;

/// A stretch of the played timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edit {
    /// Where in the decoded sound it begins, in seconds; None for silence.
    media_start_secs: Option<f64>,
    /// None for "to the end".
    duration_secs: Option<f64>,
}

/// The edits of the first sound track, in the order they are played.
#[derive(Debug, PartialEq)]
pub(crate) struct EditList(Vec<Edit>);

impl EditList {
    /// None where the file has no edit list and is played whole.
    pub(crate) fn read<R: Read + Seek>(reader: &mut R) -> io::Result<Option<EditList>> {
        let Some(movie) = read_movie_header(reader)? else {
            return Ok(None);
        };
        Ok(edits_of_track(&movie).or_else(|| gapless_note(&movie)).map(EditList))
    }

    /// Cuts decoded sound to what is played.
    pub(crate) fn apply(&self, song: &mut Collector) -> Result<(), Fault> {
        let rate = f64::from(song.sample_rate_hz);
        let frames_of = |secs: f64| (secs * rate).round() as usize;
        let range_of = |edit: &Edit, start_secs: f64, frames: usize| {
            let start = frames_of(start_secs).min(frames);
            start..edit.duration_secs.map_or(frames, |secs| start.saturating_add(frames_of(secs)).min(frames))
        };
        if let [edit @ Edit { media_start_secs: Some(start_secs), .. }] = self.0.as_slice() {
            let range = range_of(edit, *start_secs, song.frames());
            for channel in &mut song.channels {
                channel.truncate(range.end);
                channel.cut_front(range.start);
            }
            return Ok(());
        }
        let whole = song.take_sound();
        let frames = whole.first().map_or(0, Samples::len);
        for edit in &self.0 {
            match edit.media_start_secs {
                Some(start_secs) => song.push_part(&whole, range_of(edit, start_secs, frames))?,
                None => song.push_silence(frames_of(edit.duration_secs.unwrap_or(0.0)))?,
            }
        }
        Ok(())
    }
}

/// The contents of the `moov` box.
fn read_movie_header<R: Read + Seek>(reader: &mut R) -> io::Result<Option<Vec<u8>>> {
    let mut at = 0_u64;
    loop {
        reader.seek(SeekFrom::Start(at))?;
        let mut head = Vec::new();
        reader.by_ref().take(16).read_to_end(&mut head)?;
        let Some(frame) = box_frame(&head) else {
            return Ok(None);
        };
        if &frame.kind == b"moov" {
            let mut movie = Vec::new();
            reader.seek(SeekFrom::Start(at + frame.header))?;
            let length = frame.size.map_or(MOST_HEADER_BYTES, |size| (size - frame.header).min(MOST_HEADER_BYTES));
            reader.by_ref().take(length).read_to_end(&mut movie)?;
            return Ok(Some(movie));
        }
        match frame.size.and_then(|size| at.checked_add(size)) {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
}

struct BoxFrame {
    kind: [u8; 4],
    header: u64,
    /// Whole size, header included; None for "to the end of the file".
    size: Option<u64>,
}

fn box_frame(bytes: &[u8]) -> Option<BoxFrame> {
    let kind = bytes.get(4..8)?.try_into().ok()?;
    let (header, size) = match be_u32(bytes, 0)? {
        0 => (8, None),
        1 => (16, Some(be_u64(bytes, 8)?)),
        size => (8, Some(u64::from(size))),
    };
    size.is_none_or(|size| size >= header).then_some(BoxFrame { kind, header, size })
}

/// The boxes side by side in `bytes`, what is damaged left out.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let frame = box_frame(bytes)?;
        let size = frame.size.map_or(bytes.len(), |size| usize::try_from(size).unwrap_or(usize::MAX).min(bytes.len()));
        let content = bytes.get(frame.header as usize..size)?;
        bytes = &bytes[size..];
        Some((frame.kind, content))
    })
}

/// The first box at a path of kinds.
fn find<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    let Some((first, rest)) = path.split_first() else {
        return Some(bytes);
    };
    boxes(bytes).filter(|(kind, _)| kind == *first).find_map(|(_, content)| find(content, rest))
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn be_u64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// Ticks a second, from `mvhd` or `mdhd`.
fn timescale(header: &[u8]) -> Option<f64> {
    let at = if *header.first()? == 1 { 20 } else { 12 };
    be_u32(header, at).filter(|&scale| scale > 0).map(f64::from)
}

fn edits_of_track(movie: &[u8]) -> Option<Vec<Edit>> {
    let movie_scale = timescale(find(movie, &[b"mvhd"])?)?;
    let is_sound =
        |track: &&[u8]| find(track, &[b"mdia", b"hdlr"]).is_some_and(|handler| handler.get(8..12) == Some(b"soun"));
    let track = boxes(movie).filter(|(kind, _)| kind == b"trak").map(|(_, track)| track).find(is_sound)?;
    let media_scale = timescale(find(track, &[b"mdia", b"mdhd"])?)?;
    let media_secs = find(track, &[b"mdia", b"minf", b"stbl", b"stts"])
        .and_then(media_ticks)
        .map(|ticks| ticks as f64 / media_scale);
    let list = find(track, &[b"edts", b"elst"])?;
    let (is_long, count) = (*list.first()? == 1, be_u32(list, 4)? as usize);
    let entry_bytes = if is_long { 20 } else { 12 };
    let mut edits = Vec::new();
    for entry in list.get(8..)?.chunks_exact(entry_bytes).take(count) {
        let (ticks, media_time) = if is_long {
            (be_u64(entry, 0)?, be_u64(entry, 8)? as i64)
        } else {
            (u64::from(be_u32(entry, 0)?), i64::from(be_u32(entry, 4)? as i32))
        };
        let media_start_secs = (media_time >= 0).then_some(media_time as f64 / media_scale);
        let listed_secs = ticks as f64 / movie_scale;
        // The movie's ticks are coarse, often milliseconds; the sample table is exact.
        let exact_secs = media_start_secs.zip(media_secs).map(|(start, end)| end - start);
        let duration_secs = match exact_secs.filter(|exact| (exact - listed_secs).abs() <= 1.0 / movie_scale) {
            Some(exact) => Some(exact),
            // Fragmented files cannot know their length when they begin.
            None if ticks == 0 && media_start_secs.is_some() => None,
            None => Some(listed_secs),
        };
        edits.push(Edit { media_start_secs, duration_secs });
    }
    (!edits.is_empty()).then_some(edits)
}

/// Length of a track by its sample table, in its own ticks; None for fragmented files, whose table is empty.
fn media_ticks(table: &[u8]) -> Option<u64> {
    let count = be_u32(table, 4)? as usize;
    let entries = table.get(8..)?.chunks_exact(8).take(count);
    let ticks = entries.filter_map(|entry| Some(u64::from(be_u32(entry, 0)?) * u64::from(be_u32(entry, 4)?)));
    Some(ticks.fold(0, u64::saturating_add)).filter(|&ticks| ticks > 0)
}

/// `iTunSMPB`: hexadecimal delay, padding and length in samples.
fn gapless_note(movie: &[u8]) -> Option<Vec<Edit>> {
    let media_scale = boxes(movie)
        .filter(|(kind, _)| kind == b"trak")
        .find_map(|(_, track)| timescale(find(track, &[b"mdia", b"mdhd"])?))?;
    // `meta` begins with a version before its boxes.
    let items = find(find(movie, &[b"udta", b"meta"])?.get(4..)?, &[b"ilst"])?;
    let note = boxes(items)
        .filter(|(kind, content)| {
            kind == b"----" && find(content, &[b"name"]).is_some_and(|name| name.ends_with(b"iTunSMPB"))
        })
        .find_map(|(_, content)| find(content, &[b"data"])?.get(8..))?;
    let numbers: Vec<u64> = std::str::from_utf8(note)
        .ok()?
        .split_whitespace()
        .map_while(|number| u64::from_str_radix(number, 16).ok())
        .collect();
    let (&delay, &frames) = (numbers.get(1)?, numbers.get(3)?);
    (frames > 0).then(|| {
        vec![Edit {
            media_start_secs: Some(delay as f64 / media_scale),
            duration_secs: Some(frames as f64 / media_scale),
        }]
    })
}

#[cfg(test)]
mod tests {
    use symphonia::core::audio::Channels;

    use super::*;

    fn atom(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat()
    }

    fn header(kind: &[u8; 4], scale: u32) -> Vec<u8> {
        atom(kind, &[&[0; 12][..], &scale.to_be_bytes(), &[0; 4]].concat())
    }

    /// A movie with one sound track at 44.1 kHz, movie ticks of 1 ms.
    fn movie(media_frames: u32, edits: &[(u32, i32)]) -> Vec<u8> {
        let entries: Vec<u8> = edits
            .iter()
            .flat_map(|(ticks, start)| [ticks.to_be_bytes(), start.to_be_bytes(), [0, 1, 0, 0]].concat())
            .collect();
        let list = atom(b"elst", &[&[0; 4][..], &(edits.len() as u32).to_be_bytes(), &entries].concat());
        let table = atom(b"stts", &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1][..], &media_frames.to_be_bytes()].concat());
        let media = [
            header(b"mdhd", 44_100),
            atom(b"hdlr", &[&[0; 8][..], b"soun", &[0; 13]].concat()),
            atom(b"minf", &atom(b"stbl", &table)),
        ];
        let track = atom(b"trak", &[atom(b"edts", &list), atom(b"mdia", &media.concat())].concat());
        [atom(b"ftyp", b"M4A "), atom(b"moov", &[header(b"mvhd", 1000), track].concat())].concat()
    }

    fn played(bytes: &[u8], frames: usize) -> Vec<f32> {
        let mut song = Collector::default();
        let sound: Vec<f32> = (0..frames).map(|i| i as f32).collect();
        song.push(44_100, &Channels::Discrete(1), &[sound]).unwrap();
        if let Some(edits) = EditList::read(&mut io::Cursor::new(bytes)).unwrap() {
            edits.apply(&mut song).unwrap();
        }
        let mut sound = vec![0.0; song.frames()];
        song.channels[0].read(0, &mut sound);
        sound
    }

    #[test]
    fn encoder_delay_is_cut_and_the_end_is_exact_to_the_sample() {
        // 100 ms by the list, 4407 samples (99.93 ms) by the sample table.
        let sound = played(&movie(1024 + 4407, &[(100, 1024)]), 6 * 1024);
        assert_eq!((sound.len(), sound[0]), (4407, 1024.0));
    }

    #[test]
    fn an_end_that_the_list_cuts_away_is_not_played() {
        let sound = played(&movie(44_100, &[(500, 0)]), 44_100);
        assert_eq!(sound.len(), 22_050);
    }

    #[test]
    fn an_empty_edit_is_silence_and_parts_are_played_in_their_order() {
        let sound = played(&movie(44_100, &[(10, -1), (10, 4410), (10, 0)]), 44_100);
        assert_eq!((sound.len(), sound[0], sound[441], sound[882]), (3 * 441, 0.0, 4410.0, 0.0));
    }

    #[test]
    fn a_file_without_edits_is_played_whole() {
        assert_eq!(played(&movie(44_100, &[]), 44_100).len(), 44_100);
        assert_eq!(played(b"\0\0\0\x01moov\0\0", 100).len(), 100);
    }

    #[test]
    fn no_cut_or_changed_header_brings_it_down() {
        let whole = movie(44_100, &[(10, -1), (10, 4410)]);
        for end in 0..whole.len() {
            played(&whole[..end], 44_100);
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let mut reader = io::Cursor::new(changed);
                if let Some(edits) = EditList::read(&mut reader).unwrap() {
                    let mut song = Collector::default();
                    song.push(44_100, &Channels::Discrete(1), &[vec![0.5; 1000]]).unwrap();
                    // A list of hours of silence is refused; nothing else may happen.
                    let _ = edits.apply(&mut song);
                }
            }
        }
    }
}
