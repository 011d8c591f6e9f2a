//! LRC: `[mm:ss.xx]` before a line, several stamps where it comes back, and
//! enhanced LRC with `<mm:ss.xx>` before each word and after the last.

use super::{LyricLine, LyricTiming, Lyrics, LyricsFault, TimedWord, section_header};

/// More than half of the lines that say anything begin with a stamp or a tag, and one has a stamp.
pub(super) fn is_lrc(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let has_stamp = |line: &str| bracket(line).is_some_and(|(inner, _)| looks_like_stamp(inner));
    let marked =
        lines().filter(|line| has_stamp(line) || bracket(line).is_some_and(|(inner, _)| tag(inner).is_some())).count();
    lines().any(has_stamp) && marked * 2 >= lines().count()
}

pub(super) fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let mut offset_secs = 0.0;
    let mut lines = Vec::new();
    // Stamps without words end the line before them.
    let mut ends = Vec::new();
    let mut section = None;
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())) {
        let mut rest = line;
        let mut starts = Vec::new();
        while let Some((inner, after)) = bracket(rest) {
            if looks_like_stamp(inner) {
                starts.push(stamp(inner).map_err(|fault| LyricsFault::Line(number, fault))?);
            } else if starts.is_empty()
                && let Some((name, value)) = tag(inner)
            {
                if name.eq_ignore_ascii_case("offset") {
                    let millis: f64 = value.trim().parse().map_err(|_| {
                        LyricsFault::Line(
                            number,
                            format!("'{value}' is no offset; write milliseconds like [offset:+250]"),
                        )
                    })?;
                    // A positive offset shows the words sooner.
                    offset_secs = if millis.is_finite() { millis / 1000.0 } else { 0.0 };
                }
            } else {
                break;
            }
            rest = after.trim_start();
        }
        if let Some(header) = section_header(rest) {
            section = Some(header);
            continue;
        }
        let (text, words) = words_of(rest).map_err(|fault| LyricsFault::Line(number, fault))?;
        if text.is_empty() {
            ends.extend(starts);
            continue;
        }
        // Words without a stamp are sung on with the line above; a broken stamp is no missing one.
        if starts.is_empty() {
            if let Some((inner, _)) = bracket(rest)
                && inner.starts_with(|c: char| c.is_ascii_digit())
                && inner.contains(':')
            {
                stamp(inner).map_err(|fault| LyricsFault::Line(number, fault))?;
            }
            continue;
        }
        let first_start = starts[0];
        for start in starts {
            // The word stamps of a line that comes back are those of its first time.
            let shifted = words.iter().map(|word: &TimedWord| TimedWord {
                text: word.text.clone(),
                start_secs: word.start_secs + start - first_start,
                end_secs: word.end_secs.map(|end| end + start - first_start),
            });
            lines.push(LyricLine {
                text: text.clone(),
                start_secs: Some(start),
                end_secs: None,
                words: shifted.collect(),
                section: section.clone(),
                begins_stanza: false,
            });
        }
    }
    Ok(finish(lines, ends, offset_secs))
}

fn finish(mut lines: Vec<LyricLine>, mut ends: Vec<f64>, offset_secs: f64) -> Lyrics {
    lines.sort_by(|a, b| a.start_secs.unwrap_or(0.0).total_cmp(&b.start_secs.unwrap_or(0.0)));
    ends.sort_by(f64::total_cmp);
    let starts: Vec<f64> = lines.iter().filter_map(|line| line.start_secs).collect();
    for (index, line) in lines.iter_mut().enumerate() {
        let next = starts.get(index + 1).copied().unwrap_or(f64::INFINITY);
        line.end_secs = ends.iter().copied().find(|&end| end > starts[index] && end <= next);
        // A word that ends after the next line began would have that line's end in it.
        line.end_secs = line.end_secs.or(line.words.last().and_then(|word| word.end_secs).filter(|&end| end <= next));
        let ended_before = index > 0 && ends.iter().any(|&end| end > starts[index - 1] && end <= starts[index]);
        line.begins_stanza = index == 0 || ended_before;
    }
    let shift = |secs: f64| (secs - offset_secs).max(0.0);
    for line in &mut lines {
        line.start_secs = line.start_secs.map(shift);
        line.end_secs = line.end_secs.map(shift);
        for word in &mut line.words {
            word.start_secs = shift(word.start_secs);
            word.end_secs = word.end_secs.map(shift);
        }
    }
    let with_words = lines.iter().filter(|line| !line.words.is_empty()).count();
    let timing = if with_words * 2 >= lines.len() { LyricTiming::Words } else { LyricTiming::Lines };
    Lyrics { lines, timing }
}

/// Splits `[inner]after`.
fn bracket(line: &str) -> Option<(&str, &str)> {
    line.trim_start().strip_prefix('[')?.split_once(']')
}

/// `ti:Title`, `ar:…`, `offset:…`: two or more letters and a colon.
fn tag(inner: &str) -> Option<(&str, &str)> {
    const KNOWN: &[&str] = &[
        "ti", "ar", "al", "au", "lr", "by", "re", "ve", "tool", "length", "offset", "la", "id", "encoding", "key",
        "bpm", "language",
    ];
    inner
        .split_once(':')
        .filter(|(name, _)| name.starts_with('#') || KNOWN.contains(&name.trim().to_ascii_lowercase().as_str()))
}

fn looks_like_stamp(inner: &str) -> bool {
    let inner = inner.trim();
    inner.contains(':')
        && inner.starts_with(|c: char| c.is_ascii_digit())
        && inner.chars().all(|c| c.is_ascii_digit() || ":.,-".contains(c))
}

/// Seconds of `mm:ss`, `mm:ss.xx`, `mm:ss:xx` or `hh:mm:ss.xx`.
fn stamp(inner: &str) -> Result<f64, String> {
    let fault = || format!("'{inner}' is no time; write minutes, seconds and hundredths like 01:23.45");
    let cleaned = inner.trim().replace(',', ".");
    let parts: Vec<&str> = cleaned.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => ("0", *minutes, seconds.to_string()),
        // Some writers put a colon before the hundredths.
        [minutes, seconds, hundredths] if !hundredths.contains('.') => {
            ("0", *minutes, format!("{seconds}.{hundredths}"))
        }
        [hours, minutes, seconds] => (*hours, *minutes, seconds.to_string()),
        _ => return Err(fault()),
    };
    let whole = |text: &str| text.parse::<u32>().map_err(|_| fault());
    let seconds: f64 = seconds.parse().map_err(|_| fault())?;
    if !(0.0..60.0).contains(&seconds) {
        return Err(fault());
    }
    Ok(f64::from(whole(hours)?) * 3600.0 + f64::from(whole(minutes)?) * 60.0 + seconds)
}

/// The text of a line and its words, timed where `<mm:ss.xx>` stands between them.
fn words_of(line: &str) -> Result<(String, Vec<TimedWord>), String> {
    let mut pieces: Vec<(Option<f64>, &str)> = Vec::new();
    let (mut start, mut rest) = (None, line);
    while let Some((before, inner, after)) = next_angle(rest) {
        pieces.push((start, before));
        start = Some(stamp(inner)?);
        rest = after;
    }
    pieces.push((start, rest));
    let text: String = pieces.iter().map(|(_, piece)| *piece).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut words: Vec<TimedWord> = Vec::new();
    let mut is_inside_word = false;
    for (start, piece) in &pieces {
        let Some(start) = *start else { continue };
        // Each stamp ends the piece before it, the last one often only that.
        if let Some(word) = words.last_mut() {
            word.end_secs = Some(start.max(word.start_secs));
        }
        for (index, part) in piece.split_whitespace().enumerate() {
            match words.last_mut() {
                // Stamps inside a word time its syllables.
                Some(word) if index == 0 && is_inside_word && !piece.starts_with(char::is_whitespace) => {
                    word.text.push_str(part)
                }
                _ => words.push(TimedWord { text: part.to_owned(), start_secs: start, end_secs: None }),
            }
        }
        if !piece.is_empty() {
            is_inside_word = !piece.ends_with(char::is_whitespace);
        }
    }
    words.sort_by(|a, b| a.start_secs.total_cmp(&b.start_secs));
    Ok((text, words))
}

fn next_angle(line: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + line.get(from..)?.find('<')?;
        let close = open + line[open..].find('>')?;
        if looks_like_stamp(&line[open + 1..close]) {
            return Some((&line[..open], &line[open + 1..close], &line[close + 1..]));
        }
        from = open + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(lyrics: &Lyrics) -> Vec<(f64, &str)> {
        lyrics.lines.iter().map(|line| (line.start_secs.unwrap(), line.text.as_str())).collect()
    }

    #[test]
    fn a_line_with_several_stamps_is_sung_several_times() {
        let lyrics = parse("[ar:Nobody]\n[00:12.50][01:02.00]Come back\n[00:20]Go\n[00:30.00]\n").unwrap();
        assert_eq!(starts(&lyrics), [(12.5, "Come back"), (20.0, "Go"), (62.0, "Come back")]);
        assert_eq!(lyrics.lines[1].end_secs, Some(30.0), "a bare stamp ends the line before it");
        assert!(lyrics.lines[2].begins_stanza);
        assert_eq!(lyrics.timing, LyricTiming::Lines);
    }

    #[test]
    fn a_positive_offset_shows_lines_sooner() {
        let lyrics = parse("[offset:+500]\n[00:10.00]One\n[00:00.10]Nought\n").unwrap();
        assert_eq!(starts(&lyrics), [(0.0, "Nought"), (9.5, "One")]);
    }

    #[test]
    fn enhanced_stamps_time_words_and_syllables() {
        let lyrics = parse("[00:01.00]<00:01.00>Hold <00:01.50>me <00:02.00>un<00:02.25>der<00:02.75>\n").unwrap();
        let words: Vec<_> =
            lyrics.lines[0].words.iter().map(|word| (word.text.as_str(), word.start_secs, word.end_secs)).collect();
        assert_eq!(words, [("Hold", 1.0, Some(1.5)), ("me", 1.5, Some(2.0)), ("under", 2.0, Some(2.75))]);
        assert_eq!((lyrics.lines[0].text.as_str(), lyrics.timing), ("Hold me under", LyricTiming::Words));
        assert_eq!(lyrics.lines[0].end_secs, Some(2.75));
    }

    #[test]
    fn headers_inside_lrc_name_the_section() {
        let lyrics = parse("[00:01.00][Chorus]\n[00:02.00]Sing\n").unwrap();
        assert_eq!((lyrics.lines.len(), lyrics.lines[0].section.as_deref()), (1, Some("Chorus")));
    }

    #[test]
    fn plain_lyrics_with_headers_are_not_lrc() {
        assert!(!is_lrc("[Verse 1]\nOne\nTwo\n[Chorus]\nThree"));
        assert!(is_lrc("[ti:x]\n[00:01.00]One"));
    }
}
