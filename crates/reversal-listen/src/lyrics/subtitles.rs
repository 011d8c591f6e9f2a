//! SubRip (SRT) and WebVTT: cues of a time range and one or more lines of text.

use super::{LyricLine, Lyrics, LyricsFault, TimedWord, in_order, section_header};

pub(super) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    let is_number = |line: &str| line.chars().all(|c| c.is_ascii_digit());
    first.starts_with("WEBVTT")
        || first.contains("-->")
        || (is_number(first) && lines.next().is_some_and(|line| line.contains("-->")))
}

pub(super) fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let mut lines: Vec<LyricLine> = Vec::new();
    let mut section = None;
    let mut numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    while let Some((number, line)) = numbered.next() {
        // Cue numbers, the WEBVTT head, notes and styles stand between the cues.
        let Some((from, to)) = line.split_once("-->") else { continue };
        let at_line = |fault| LyricsFault::Line(number, fault);
        let start_secs = stamp(from).map_err(at_line)?;
        // WebVTT puts settings after the end.
        let end_secs = stamp(to.split_whitespace().next().unwrap_or_default()).map_err(at_line)?;
        if end_secs < start_secs {
            return Err(at_line(format!("it ends ({}) before it begins ({})", to.trim(), from.trim())));
        }
        let mut raw = Vec::new();
        for (_, line) in numbered.by_ref().take_while(|(_, line)| !line.is_empty()) {
            match section_header(line) {
                Some(header) => section = Some(header),
                None => raw.push(line),
            }
        }
        let (text, words) = text_and_words(&raw.join(" "), start_secs, end_secs);
        if !text.is_empty() {
            lines.push(LyricLine {
                text,
                start_secs: Some(start_secs),
                end_secs: Some(end_secs),
                words,
                section: section.clone(),
                begins_stanza: false,
            });
        }
    }
    Ok(in_order(lines))
}

/// Seconds of `hh:mm:ss,mmm`, `hh:mm:ss.mmm` or `mm:ss.mmm`.
fn stamp(text: &str) -> Result<f64, String> {
    let fault = || format!("'{}' is no time; write hours, minutes and seconds like 00:01:23,450", text.trim());
    let cleaned = text.trim().replace(',', ".");
    let parts: Vec<&str> = cleaned.split(':').collect();
    let is_number = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_digit()) && part.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) {
        return Err(fault());
    }
    let mut secs = 0.0;
    for part in parts {
        secs = secs * 60.0 + part.parse::<f64>().map_err(|_| fault())?;
    }
    if secs.is_finite() { Ok(secs) } else { Err(fault()) }
}

/// Strips `<i>`, `<c.yellow>`, `{\an8}` and music notes; karaoke stamps `<00:01.500>` time the words.
fn text_and_words(raw: &str, start_secs: f64, end_secs: f64) -> (String, Vec<TimedWord>) {
    let mut words: Vec<TimedWord> = Vec::new();
    let mut text = String::new();
    let (mut word_start, mut has_stamps) = (start_secs, false);
    let mut rest = raw;
    while !rest.is_empty() {
        let markup = match rest.chars().next() {
            Some('<') => rest.find('>').map(|end| (&rest[1..end], &rest[end + 1..])),
            Some('{') => rest.find('}').map(|end| ("", &rest[end + 1..])),
            _ => None,
        };
        if let Some((inner, after)) = markup {
            if let Ok(secs) = stamp(inner) {
                has_stamps = true;
                word_start = secs.clamp(start_secs, end_secs);
                if let Some(word) = words.last_mut().filter(|word| word.end_secs.is_none()) {
                    word.end_secs = Some(word_start.max(word.start_secs));
                }
            }
            rest = after;
            continue;
        }
        // A lone bracket is text like any other.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find(['<', '{']).map_or(rest.len(), |at| at + first);
        let piece = rest[..end].replace(['♪', '♫'], " ");
        words.extend(piece.split_whitespace().map(|word| TimedWord {
            text: unescape(word),
            start_secs: word_start,
            end_secs: None,
        }));
        text.push_str(&piece);
        rest = &rest[end..];
    }
    let text = unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some(word) = words.last_mut().filter(|word| word.end_secs.is_none()) {
        word.end_secs = Some(end_secs);
    }
    words.sort_by(|a, b| a.start_secs.total_cmp(&b.start_secs));
    (text, if has_stamps { words } else { Vec::new() })
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyrics::LyricTiming;

    #[test]
    fn srt_cues_become_lines() {
        let text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hands</i> up\r\nnow\r\n\r\n2\r\n00:00:08,000 --> 00:00:09,000\r\n♪ Down ♪\r\n";
        assert!(is_subtitles(text));
        let lyrics = parse(text).unwrap();
        let lines: Vec<_> =
            lyrics.lines.iter().map(|line| (line.text.as_str(), line.start_secs, line.end_secs)).collect();
        assert_eq!(lines, [("Hands up now", Some(1.0), Some(2.5)), ("Down", Some(8.0), Some(9.0))]);
        assert!(lyrics.lines[1].begins_stanza);
        assert_eq!(lyrics.timing, LyricTiming::Lines);
    }

    #[test]
    fn vtt_settings_notes_and_karaoke_stamps_are_understood() {
        let text = "WEBVTT\n\nNOTE made by hand\n\nintro\n00:01.000 --> 00:03.000 align:start\n<v Kid>Let <00:01.500>me <00:02.000>go &amp; run\n";
        let lyrics = parse(text).unwrap();
        assert_eq!(lyrics.lines[0].text, "Let me go & run");
        let words: Vec<_> = lyrics.lines[0].words.iter().map(|word| (word.text.as_str(), word.start_secs)).collect();
        assert_eq!(words, [("Let", 1.0), ("me", 1.5), ("go", 2.0), ("&", 2.0), ("run", 2.0)]);
        assert_eq!(lyrics.timing, LyricTiming::Words);
    }
}
