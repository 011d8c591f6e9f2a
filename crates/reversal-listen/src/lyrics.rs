//! Lyrics as people keep them: LRC, enhanced LRC, SRT, WebVTT, TTML, Advanced
//! SubStation Alpha, UltraStar or plain text, told apart by what is written and
//! not by the file's name.

mod advanced_substation;
mod lrc;
mod plain;
mod subtitles;
mod timed_text;
mod ultrastar;
pub mod write;

use std::io::Read;
use std::path::Path;

use crate::error::{Fault, ListenError};

/// The words of a song, with as much timing as was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Lyrics {
    /// The sung lines, in the order they are sung.
    pub lines: Vec<LyricLine>,
    /// How finely they are timed.
    pub timing: LyricTiming,
}

impl Lyrics {
    /// The first line stamped at or past the song's end: then these are the lyrics of another song or version.
    pub fn first_line_past_end(&self, duration_secs: f64) -> Option<&LyricLine> {
        self.lines.iter().find(|line| line.start_secs.is_some_and(|start| start >= duration_secs))
    }
}

/// One sung line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LyricLine {
    /// As written, without stamps and markup.
    pub text: String,
    /// Start, in seconds of song. Always given where `timing` is not `Plain`.
    pub start_secs: Option<f64>,
    /// End, in seconds of song, where the file says.
    pub end_secs: Option<f64>,
    /// Its words in order, where they are timed; empty otherwise.
    pub words: Vec<TimedWord>,
    /// The part it belongs to, as a header like `[Chorus]` above it names it.
    pub section: Option<String>,
    /// A stanza begins with this line.
    pub begins_stanza: bool,
}

/// A word and when it is sung.
#[derive(Clone, Debug, PartialEq)]
pub struct TimedWord {
    /// As written.
    pub text: String,
    /// Start, in seconds of song.
    pub start_secs: f64,
    /// End, in seconds of song, where the file says.
    pub end_secs: Option<f64>,
}

/// How finely lyrics are timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LyricTiming {
    /// Every line, and the words of at least half of them.
    Words,
    /// Every line.
    Lines,
    /// Not at all.
    Plain,
}

/// Ceiling on a lyrics file, in bytes. The longest songs have some 20 kB of words.
const MOST_BYTES: u64 = 1 << 20;
/// Ceiling on lines; one a second for an hour.
const MOST_LINES: usize = 3600;

/// Reads a lyrics file.
pub fn lyrics_from_file(path: &Path) -> Result<Lyrics, ListenError> {
    let read = || -> Result<Lyrics, Fault> {
        if path.is_dir() {
            return Err(Fault::Unsupported("is a folder; give the lyrics file in it".to_owned()));
        }
        if std::fs::metadata(path)?.len() > MOST_BYTES {
            let mut start = [0; 4096];
            let read = std::fs::File::open(path)?.read(&mut start)?;
            decode_text(&start[..read])?;
            return Err(Fault::Limit("is larger than 1 MiB; give the lyrics of one song".to_owned()));
        }
        parse(&decode_text(&std::fs::read(path)?)?).map_err(|fault| match fault {
            LyricsFault::Whole(fault) => fault,
            LyricsFault::Line(line, fault) => Fault::Malformed(format!("is wrong in line {line}: {fault}")),
        })
    };
    read().map_err(|fault| fault.in_file(path))
}

/// Reads lyrics from text; `name` stands for the file in messages.
pub fn lyrics_from_text(text: &str, name: &str) -> Result<Lyrics, ListenError> {
    parse(text).map_err(|fault| match fault {
        LyricsFault::Whole(fault) => fault.in_file(Path::new(name)),
        LyricsFault::Line(line, fault) => {
            Fault::Malformed(format!("is wrong in line {line}: {fault}")).in_file(Path::new(name))
        }
    })
}

/// What is wrong with lyrics, and in which line (counted from one) where it is one line's fault.
#[derive(Debug)]
enum LyricsFault {
    Whole(Fault),
    Line(usize, String),
}

fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let text = text.trim_start_matches('\u{feff}');
    let lyrics = if timed_text::is_timed_text(text) {
        timed_text::parse(text)?
    } else if subtitles::is_subtitles(text) {
        subtitles::parse(text)?
    } else if advanced_substation::is_advanced_substation(text) {
        advanced_substation::parse(text)?
    } else if ultrastar::is_ultrastar(text) {
        ultrastar::parse(text)?
    } else if lrc::is_lrc(text) {
        lrc::parse(text)?
    } else {
        plain::parse(text)
    };
    if lyrics.lines.is_empty() {
        return Err(LyricsFault::Whole(Fault::Malformed(
            "holds no sung line; give the words of the song, one line of song a line".to_owned(),
        )));
    }
    if lyrics.lines.len() > MOST_LINES {
        return Err(LyricsFault::Whole(Fault::Limit(format!(
            "has more than {MOST_LINES} lines; give the lyrics of one song"
        ))));
    }
    Ok(lyrics)
}

/// Stamped lines in the order they are sung, with the finest timing that most of them have. Where the format
/// does not say, a stanza begins after a pause of more than a bar or so.
fn in_order(mut lines: Vec<LyricLine>) -> Lyrics {
    const STANZA_PAUSE_SECS: f64 = 3.0;
    lines.sort_by(|a, b| a.start_secs.unwrap_or(0.0).total_cmp(&b.start_secs.unwrap_or(0.0)));
    let mut last_end = f64::NEG_INFINITY;
    for line in &mut lines {
        line.begins_stanza = line.start_secs.unwrap_or(0.0) - last_end > STANZA_PAUSE_SECS;
        last_end = line.end_secs.unwrap_or(last_end);
    }
    let with_words = lines.iter().filter(|line| !line.words.is_empty()).count();
    let timing = if with_words * 2 > lines.len() { LyricTiming::Words } else { LyricTiming::Lines };
    Lyrics { lines, timing }
}

/// UTF-8, UTF-16 with a byte order mark, or else Latin-1 as older files have it.
fn decode_text(bytes: &[u8]) -> Result<String, Fault> {
    let not_text = || Fault::Malformed("is no text; give lyrics as LRC, SRT, VTT or plain text".to_owned());
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| not_text())
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes)?,
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes)?,
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        },
    };
    let is_control = |character: &char| character.is_control() && !"\n\r\t\u{c}".contains(*character);
    // Latin-1 gives every byte a meaning, so binary data shows by its control characters.
    if text.chars().any(|character| character == '\0')
        || text.chars().filter(is_control).count() * 50 > text.chars().count()
    {
        return Err(not_text());
    }
    Ok(text)
}

/// How people name a part in a header, and the label of such a part, in English, Spanish, French and German.
const PART_NAMES: &[(&str, &str)] = &[
    ("intro", "intro"),
    ("einleitung", "intro"),
    ("verse", "verse"),
    ("vers", "verse"),
    ("verso", "verse"),
    ("estrofa", "verse"),
    ("couplet", "verse"),
    ("strophe", "verse"),
    ("prechorus", "verse"),
    ("pre-chorus", "verse"),
    ("preestribillo", "verse"),
    ("pré-refrain", "verse"),
    ("chorus", "chorus"),
    ("refrain", "chorus"),
    ("refrán", "chorus"),
    ("hook", "chorus"),
    ("estribillo", "chorus"),
    ("coro", "chorus"),
    ("postchorus", "chorus"),
    ("post-chorus", "chorus"),
    ("bridge", "bridge"),
    ("puente", "bridge"),
    ("pont", "bridge"),
    ("brücke", "bridge"),
    ("break", "break"),
    ("breakdown", "break"),
    ("drop", "break"),
    ("instrumental", "break"),
    ("interlude", "break"),
    ("solo", "break"),
    ("zwischenspiel", "break"),
    ("outro", "outro"),
    ("coda", "outro"),
    ("ending", "outro"),
];

/// The label of the part that a header like `Chorus` or `Verse 2` names, if it names one.
pub(crate) fn part_label(header: &str) -> Option<&'static str> {
    // What follows the name is a number, a repeat count or the singer.
    let first = header.split(|c: char| c.is_whitespace() || ":,.(".contains(c)).next()?.to_lowercase();
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit());
    PART_NAMES.iter().find(|part| part.0 == name).map(|part| part.1)
}

/// The name in a header like `[Chorus]`, `(Verse 2)` or `Bridge:`; None for a sung line.
fn section_header(line: &str) -> Option<String> {
    let line = line.trim();
    let bracketed = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let parenthesised = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let colon = line.strip_suffix(':');
    let inner = bracketed.or(parenthesised).or(colon)?.trim();
    let is_part = part_label(inner).is_some();
    // Anything in square brackets on a line of its own is a remark, never sung.
    (bracketed.is_some_and(|inner| !inner.is_empty()) || (is_part && inner.split_whitespace().count() <= 3))
        .then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wrong_lyrics_files_get_one_clear_sentence() {
        for (text, expected) in [
            ("", "holds no sung line"),
            ("[ti:Nothing]\n[00:01.00]\n", "holds no sung line"),
            ("[00:01.00]One\n[00:75.00]Two\n", "line 2"),
            ("[00:01.00]One\n[00:xx.00]Two\n[00:04.00]Three\n", "line 2"),
            ("WEBVTT\n\n00:05.000 --> 00:02.000\nBack\n", "line 3"),
            ("1\n00:00:01,000 --> later\nOne\n", "line 2"),
            ("<tt><body><p begin=\"1s\">One</body></tt>", "line 1"),
            ("#BPM:120\n: 0 x 0 One\n", "line 2"),
        ] {
            let message = lyrics_from_text(text, "song.lrc").unwrap_err().to_string();
            assert!(message.starts_with("'song.lrc' ") && message.contains(expected), "{message}");
        }
        assert!(decode_text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_err());
        assert!(decode_text(&(0..=255).collect::<Vec<u8>>()).is_err());
    }

    #[test]
    fn a_line_past_the_end_is_found() {
        let lyrics = lyrics_from_text("[00:01.00]One\n[05:00.00]Two\n", "x").unwrap();
        assert_eq!(lyrics.first_line_past_end(200.0).map(|line| line.text.as_str()), Some("Two"));
        assert_eq!(lyrics.first_line_past_end(301.0), None);
    }

    #[test]
    fn older_encodings_are_read() {
        assert_eq!(decode_text(b"\xff\xfeH\0i\0").unwrap(), "Hi");
        assert_eq!(decode_text("Où".as_bytes()).unwrap(), "Où");
        assert_eq!(decode_text(b"O\xf9").unwrap(), "Où");
    }

    #[test]
    fn headers_are_told_from_sung_lines() {
        for header in ["[Chorus]", "[Verse 2: Kid]", "(Bridge)", "Verse 1:", "[guitar solo]"] {
            assert!(section_header(header).is_some(), "{header}");
        }
        for sung in ["(oh no)", "I said:", "Chorus of angels", "[]", "(verse me in the art of losing you tonight)"] {
            assert!(section_header(sung).is_none(), "{sung}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_bring_the_readers_down(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(text) = decode_text(&bytes) {
                let _ = parse(&text);
            }
        }

        #[test]
        fn no_text_of_stamps_brings_the_readers_down(
            text in r"(<tt>|</tt>|#BPM:[0-9]{1,3}\n|: [0-9]{1,3} [0-9] [0-9] [~a-z ]{1,4}\n|- [0-9]\n|\{\\k[0-9é]{0,3}\}|\nDialogue: 0,0:00:0[0-9]\.00,0:00:0[0-9]\.00,,,,,,,|\[[0-9:.,a-z+-]{0,9}\]|<[0-9:./c]{0,9}>|[0-9]{1,3}\n|[0-9:.,]{0,9} --> [0-9:.,]{0,9}|WEBVTT|[a-z é]{0,9}|\n|\r\n){0,40}"
        ) {
            if let Ok(lyrics) = parse(&text) {
                let starts: Vec<f64> = lyrics.lines.iter().filter_map(|line| line.start_secs).collect();
                prop_assert!(starts.windows(2).all(|pair| pair[0] <= pair[1]));
                prop_assert!(lyrics.timing == LyricTiming::Plain || starts.len() == lyrics.lines.len());
            }
        }
    }
}
