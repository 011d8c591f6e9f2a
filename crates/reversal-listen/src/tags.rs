//! What a song's file says of itself: title, artist, album, and lyrics kept
//! in its tags (ID3 USLT and SYLT, Vorbis LYRICS and UNSYNCEDLYRICS, MP4 ©lyr).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, FileType, TaggedFileExt};
use lofty::id3::v2::{Frame, Id3v2Tag, SynchronizedTextFrame, TimestampFormat};
use lofty::mpeg::MpegFile;
use lofty::probe::Probe;
use lofty::tag::ItemKey;

use crate::lyrics::{LyricLine, LyricTiming, Lyrics, TimedWord, lyrics_from_text};

/// Tags of a song. Each is None where the file is silent about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Title of the song.
    pub title: Option<String>,
    /// Who performs it.
    pub artist: Option<String>,
    /// The album it is on.
    pub album: Option<String>,
    /// Its words, timed ones first. An LRC text in a tag for plain lyrics is read as LRC.
    pub lyrics: Option<Lyrics>,
}

/// Reads the tags of a song file. Damaged tags are no reason to refuse a song: they count as none.
pub fn read_tags(path: &Path) -> Tags {
    // The tag reader may panic over damage that the decoders bear.
    std::panic::catch_unwind(|| tags_of(path)).unwrap_or_default()
}

fn tags_of(path: &Path) -> Tags {
    let options = ParseOptions::new().read_properties(false).read_cover_art(false);
    let Some(probe) = Probe::open(path).ok().and_then(|probe| probe.options(options).guess_file_type().ok()) else {
        return Tags::default();
    };
    let is_mpeg = probe.file_type() == Some(FileType::Mpeg);
    let Ok(file) = probe.read() else { return Tags::default() };
    let text = |key: ItemKey| {
        let found = file.tags().iter().find_map(|tag| tag.get_string(key).map(str::trim));
        found.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let written = || {
        [ItemKey::Lyrics, ItemKey::UnsyncLyrics]
            .into_iter()
            .find_map(|key| lyrics_from_text(&text(key)?, "lyrics tag").ok())
    };
    let synchronised = if is_mpeg { synchronised_lyrics(path, options) } else { None };
    Tags {
        title: text(ItemKey::TrackTitle),
        artist: text(ItemKey::TrackArtist),
        album: text(ItemKey::AlbumTitle),
        lyrics: synchronised.or_else(written),
    }
}

/// The SYLT frame of an MP3, which the general interface leaves out.
fn synchronised_lyrics(path: &Path, options: ParseOptions) -> Option<Lyrics> {
    let mut reader = BufReader::new(File::open(path).ok()?);
    let file = MpegFile::read_from(&mut reader, options).ok()?;
    let tag: &Id3v2Tag = file.id3v2()?;
    tag.into_iter().find_map(|frame| {
        let Frame::Binary(binary) = frame else { return None };
        if binary.id().as_str() != "SYLT" {
            return None;
        }
        let text = SynchronizedTextFrame::parse(&binary.data, binary.flags()).ok()?;
        // The other unit counts MPEG frames; nobody writes it.
        (text.timestamp_format == TimestampFormat::MS).then(|| lines_of_pieces(&text.content)).flatten()
    })
}

/// SYLT holds pieces of text with their times in milliseconds; a line break
/// before a piece begins a new line. Without breaks each piece is a line.
fn lines_of_pieces(pieces: &[(u32, String)]) -> Option<Lyrics> {
    let has_breaks = pieces.iter().skip(1).any(|(_, text)| text.starts_with(['\n', '\r']));
    let mut lines: Vec<LyricLine> = Vec::new();
    for (millis, piece) in pieces {
        let start_secs = f64::from(*millis) / 1000.0;
        let text = piece.trim();
        if text.is_empty() {
            if let Some(line) = lines.last_mut().filter(|line| line.end_secs.is_none()) {
                line.end_secs = Some(start_secs);
            }
            continue;
        }
        let begins_line = !has_breaks || piece.starts_with(['\n', '\r']);
        match lines.last_mut().filter(|_| !begins_line) {
            Some(line) => {
                // A syllable of the same word follows without a space.
                let joins = !piece.starts_with(char::is_whitespace) && !line.text.ends_with(char::is_whitespace);
                line.text.push_str(piece);
                match line.words.last_mut().filter(|_| joins) {
                    Some(word) => word.text.push_str(text),
                    None => line.words.push(TimedWord { text: text.to_owned(), start_secs, end_secs: None }),
                }
            }
            None => lines.push(LyricLine {
                text: piece.trim_start().to_owned(),
                start_secs: Some(start_secs),
                words: vec![TimedWord { text: text.to_owned(), start_secs, end_secs: None }],
                begins_stanza: lines.last().is_none_or(|line| line.end_secs.is_some()),
                ..LyricLine::default()
            }),
        }
    }
    let has_words = lines.iter().any(|line| line.words.len() > 1);
    for line in &mut lines {
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !has_words {
            line.words.clear();
        }
    }
    lines.sort_by(|a, b| a.start_secs.unwrap_or(0.0).total_cmp(&b.start_secs.unwrap_or(0.0)));
    let timing = if has_words { LyricTiming::Words } else { LyricTiming::Lines };
    (!lines.is_empty()).then_some(Lyrics { lines, timing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_synchronised_text_become_lines_of_words() {
        let pieces =
            [(1000, "\nHold "), (1500, "me"), (2000, "\nUn"), (2250, "der")].map(|(at, text)| (at, text.to_owned()));
        let lyrics = lines_of_pieces(&pieces).unwrap();
        assert_eq!(lyrics.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["Hold me", "Under"]);
        assert_eq!(lyrics.lines[1].words.len(), 1);
        assert_eq!(lyrics.timing, LyricTiming::Words);
    }

    #[test]
    fn pieces_without_breaks_are_lines() {
        let pieces = [(1000, "One two".to_owned()), (3000, "Three".to_owned()), (5000, String::new())];
        let lyrics = lines_of_pieces(&pieces).unwrap();
        assert_eq!((lyrics.lines.len(), lyrics.timing), (2, LyricTiming::Lines));
        assert_eq!(lyrics.lines[1].end_secs, Some(5.0));
    }
}
