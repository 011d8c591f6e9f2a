//! What part of an M4A's decoded samples is to sound: its edit list, or where
//! there is none the `iTunSMPB` tag that iTunes writes.
//!
//! ISO/IEC 14496-12 (`elst`, 8.6.6). The demuxer passes both over.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// In samples of the track's own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sounding {
    pub(crate) lead_in: u64,
    /// None: to the end.
    pub(crate) length: Option<u64>,
}

/// None where the file says nothing, or nothing that can be understood.
pub(crate) fn read(path: &Path) -> Option<Sounding> {
    let movie = movie_box(&mut File::open(path).ok()?)?;
    from_edit_list(&movie).or_else(|| from_itunes(&movie))
}

/// Index tables of the longest songs stay far below this.
const MOVIE_LIMIT_BYTES: u64 = 64 << 20;

fn movie_box(file: &mut File) -> Option<Vec<u8>> {
    loop {
        let mut header = [0; 8];
        file.read_exact(&mut header).ok()?;
        let mut body = u64::from(u32::from_be_bytes(header[..4].try_into().ok()?));
        if body == 1 {
            let mut large = [0; 8];
            file.read_exact(&mut large).ok()?;
            body = u64::from_be_bytes(large).checked_sub(16)?;
        } else {
            body = body.checked_sub(8)?;
        }
        if &header[4..] == b"moov" {
            let mut movie = vec![0; usize::try_from(body.min(MOVIE_LIMIT_BYTES)).ok()?];
            file.read_exact(&mut movie).ok()?;
            return Some(movie);
        }
        file.seek(SeekFrom::Current(i64::try_from(body).ok()?)).ok()?;
    }
}

/// The boxes of one kind directly inside `parent`.
fn children<'a>(parent: &'a [u8], kind: &'a [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = parent;
    std::iter::from_fn(move || {
        let size = number(rest, 0, 4)? as usize;
        let this = rest.get(..size).filter(|_| size >= 8)?;
        rest = &rest[size..];
        Some((&this[4..8], &this[8..]))
    })
    .filter_map(move |(name, body)| (name == kind).then_some(body))
}

fn child<'a>(parent: &'a [u8], path: &[&'a [u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(parent, |parent, kind| children(parent, kind).next())
}

fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + width)?;
    Some(bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

fn from_edit_list(movie: &[u8]) -> Option<Sounding> {
    let timescale = |header: &[u8]| number(header, if header.first()? == &1 { 20 } else { 12 }, 4);
    let movie_hz = timescale(child(movie, &[b"mvhd"])?)?;
    let track = children(movie, b"trak")
        .find(|track| child(track, &[b"mdia", b"hdlr"]).and_then(|handler| handler.get(8..12)) == Some(b"soun"))?;
    let media_hz = timescale(child(track, &[b"mdia", b"mdhd"])?)?;
    let list = child(track, &[b"edts", b"elst"])?;
    let width = if list.first()? == &1 { 8 } else { 4 };
    let empty = if width == 8 { u64::MAX } else { u64::from(u32::MAX) };
    let entries = number(list, 4, 4)? as usize;
    (0..entries.min(16)).find_map(|entry| {
        let at = 8 + entry * (2 * width + 4);
        let (duration, start) = (number(list, at, width)?, number(list, at + width, width)?);
        let length = (duration > 0 && movie_hz > 0).then(|| {
            ((u128::from(duration) * u128::from(media_hz) + u128::from(movie_hz / 2)) / u128::from(movie_hz)) as u64
        });
        (start != empty).then_some(Sounding { lead_in: start, length })
    })
}

/// " 00000000 00000840 000001CA 00000000003F31F6 …": zero, delay, padding, length, in hexadecimal.
fn from_itunes(movie: &[u8]) -> Option<Sounding> {
    let at = movie.windows(8).position(|window| window == b"iTunSMPB")?;
    let text: String = movie[at + 8..].iter().take(160).map(|&byte| char::from(byte)).collect();
    let mut fields = text[text.find(" 00000000 ")?..].split_ascii_whitespace().skip(1);
    let lead_in = u64::from_str_radix(fields.next()?, 16).ok()?;
    let length = fields.nth(1).and_then(|field| u64::from_str_radix(field, 16).ok()).filter(|&length| length > 0);
    Some(Sounding { lead_in, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nest(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    }

    fn movie(edits: &[(u32, i32)]) -> Vec<u8> {
        let header = |hz: u32| [&[0; 12][..], &hz.to_be_bytes(), &[0; 4]].concat();
        let mut list = [[0; 4], (edits.len() as u32).to_be_bytes()].concat();
        for (duration, start) in edits {
            list.extend([duration.to_be_bytes(), start.to_be_bytes(), [0, 1, 0, 0]].concat());
        }
        let media = [nest(b"mdhd", &header(44100)), nest(b"hdlr", b"\0\0\0\0\0\0\0\0soun")].concat();
        let track = [nest(b"edts", &nest(b"elst", &list)), nest(b"mdia", &media)].concat();
        [nest(b"mvhd", &header(1000)), nest(b"trak", &track)].concat()
    }

    #[test]
    fn an_edit_list_says_where_the_song_starts_and_ends() {
        let sounding = Sounding { lead_in: 1024, length: Some(88200) };
        assert_eq!(from_edit_list(&movie(&[(2000, 1024)])), Some(sounding));
        assert_eq!(from_edit_list(&movie(&[(50, -1), (2000, 1024)])), Some(sounding), "empty edits are passed over");
        assert_eq!(from_edit_list(&movie(&[])), None);
    }

    #[test]
    fn a_cut_off_movie_is_passed_over() {
        let whole = movie(&[(2000, 1024)]);
        for length in 0..whole.len() {
            assert_eq!(from_edit_list(&whole[..length]), None, "cut to {length}");
        }
    }

    #[test]
    fn the_tag_of_itunes_stands_in() {
        let tag = b"....iTunSMPB....data\0\0\0\x01\0\0\0\0 00000000 00000840 000001CA 0000000000003F31 00000000";
        assert_eq!(from_itunes(tag), Some(Sounding { lead_in: 2112, length: Some(0x3f31) }));
        assert_eq!(from_itunes(b"nothing of the kind"), None);
    }
}
