//! Advanced SubStation Alpha (`.ass`, `.ssa`): dialogue lines, and `{\k50}` before
//! each syllable with the hundredths of a second that it lasts.

use super::{LyricLine, Lyrics, LyricsFault, TimedWord, in_order};

/// Fields of a dialogue line where the file does not say: version 4+ of the format.
const USUAL_FIELDS: [&str; 10] =
    ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"];

pub(super) fn is_advanced_substation(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(';'));
    first.is_some_and(|line| line.eq_ignore_ascii_case("[script info]")) || text.contains("\nDialogue:")
}

pub(super) fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let mut fields: Vec<String> = USUAL_FIELDS.map(str::to_owned).to_vec();
    let mut is_events = false;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line.trim())) {
        if line.starts_with('[') {
            is_events = line.eq_ignore_ascii_case("[events]");
        } else if let Some(names) = line.strip_prefix("Format:").filter(|_| is_events) {
            fields = names.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        } else if let Some(values) = line.strip_prefix("Dialogue:") {
            // The text is the last field, and may hold commas.
            let values: Vec<&str> = values.splitn(fields.len(), ',').collect();
            let field = |name: &str| {
                let place = fields.iter().position(|field| field == name);
                place.and_then(|place| values.get(place)).map_or("", |value| value.trim())
            };
            let at_line = |fault| LyricsFault::Line(number, fault);
            let (start_secs, end_secs) =
                (stamp(field("start")).map_err(at_line)?, stamp(field("end")).map_err(at_line)?);
            if end_secs < start_secs {
                return Err(at_line(format!("it ends ({}) before it begins ({})", field("end"), field("start"))));
            }
            lines.extend(sung_line(values.last().copied().unwrap_or(""), start_secs, end_secs));
        }
    }
    Ok(in_order(lines))
}

/// Seconds of `h:mm:ss.cc`.
fn stamp(text: &str) -> Result<f64, String> {
    let fault = || format!("'{text}' is no time; write hours, minutes and seconds like 0:01:23.45");
    let parts: Vec<f64> = text.split(':').map(|part| part.parse().map_err(|_| fault())).collect::<Result<_, _>>()?;
    match parts.as_slice() {
        [hours, minutes, seconds] if parts.iter().all(|part| part.is_finite() && *part >= 0.0) => {
            Ok(hours * 3600.0 + minutes * 60.0 + seconds)
        }
        _ => Err(fault()),
    }
}

/// The line without its codes; syllables with `\k`, `\K`, `\kf` or `\ko` time its words.
fn sung_line(raw: &str, start_secs: f64, end_secs: f64) -> Option<LyricLine> {
    let mut line = LyricLine { start_secs: Some(start_secs), end_secs: Some(end_secs), ..LyricLine::default() };
    let (mut at_secs, mut next_secs, mut is_timed, mut is_drawing) = (start_secs, start_secs, false, false);
    let mut rest = raw;
    while !rest.is_empty() {
        let piece = match rest.strip_prefix('{').and_then(|codes| codes.split_once('}')) {
            Some((codes, after)) => {
                for code in codes.split('\\').map(str::trim) {
                    if let Some(hundredths) = karaoke(code) {
                        is_timed = true;
                        at_secs = next_secs;
                        next_secs = at_secs + hundredths / 100.0;
                    } else if let Some(scale) = code.strip_prefix('p').and_then(|scale| scale.parse::<u32>().ok()) {
                        is_drawing = scale > 0;
                    }
                }
                rest = after;
                continue;
            }
            None => {
                let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(place, _)| place);
                let (piece, after) = rest.split_at(end);
                rest = after;
                piece
            }
        };
        if is_drawing {
            continue;
        }
        let piece = piece.replace("\\N", " ").replace("\\n", " ").replace("\\h", " ");
        for (index, part) in piece.split_whitespace().enumerate() {
            let joins = index == 0
                && !piece.starts_with(char::is_whitespace)
                && !line.text.is_empty()
                && !line.text.ends_with(' ');
            match line.words.last_mut().filter(|_| joins) {
                Some(word) => {
                    word.text.push_str(part);
                    word.end_secs = Some(next_secs);
                }
                None => line.words.push(TimedWord {
                    text: part.to_owned(),
                    start_secs: at_secs.min(end_secs),
                    end_secs: Some(next_secs.clamp(at_secs.min(end_secs), end_secs)),
                }),
            }
        }
        line.text.push_str(&piece);
    }
    if !is_timed {
        line.words.clear();
    }
    line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.text.is_empty()).then_some(line)
}

/// Hundredths of a second of `k50`, `K50`, `kf50` or `ko50`.
fn karaoke(code: &str) -> Option<f64> {
    let rest = code.strip_prefix(['k', 'K'])?;
    let hundredths: f64 = rest.trim_start_matches(['f', 'o']).parse().ok()?;
    (hundredths.is_finite() && hundredths >= 0.0).then_some(hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONG: &str = "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not sung\nDialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\k50}Hold {\\kf25}un{\\k25}der, {\\k100}me\nDialogue: 0,0:00:08.00,0:00:09.50,Default,,0,0,0,,{\\an8}Down\\Nand {\\i1}out{\\i0}\n";

    #[test]
    fn syllables_become_timed_words() {
        assert!(is_advanced_substation(SONG) && !is_advanced_substation("[Verse]\nDialogue is dead"));
        let lyrics = parse(SONG).unwrap();
        let words: Vec<_> = lyrics.lines[0]
            .words
            .iter()
            .map(|word| (word.text.as_str(), word.start_secs, word.end_secs.unwrap()))
            .collect();
        assert_eq!(words, [("Hold", 1.0, 1.5), ("under,", 1.5, 2.0), ("me", 2.0, 3.0)]);
        assert_eq!(lyrics.lines[0].text, "Hold under, me");
        assert_eq!((lyrics.lines[1].text.as_str(), lyrics.lines[1].end_secs), ("Down and out", Some(9.5)));
        assert!(lyrics.lines[1].words.is_empty() && lyrics.lines[1].begins_stanza);
    }

    #[test]
    fn a_wrong_time_names_its_line() {
        let wrong = "[Script Info]\n[Events]\nDialogue: 0,0:00:05.00,soon,Default,,0,0,0,,One\n";
        assert!(matches!(parse(wrong), Err(LyricsFault::Line(3, _))));
    }
}
