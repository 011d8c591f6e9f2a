//! TTML (W3C Timed Text Markup Language 2), as broadcasters and music services
//! write it: `<p>` for a line, `<span>` for a word or syllable, each with
//! `begin` and `end`.

use roxmltree::{Document, Node, ParsingOptions};

use super::{LyricLine, Lyrics, LyricsFault, TimedWord, in_order};

/// Ceiling on elements and texts; an hour of song has some ten thousand.
const MOST_NODES: u32 = 200_000;

pub(super) fn is_timed_text(text: &str) -> bool {
    text.trim_start().starts_with('<') && (text.contains("<tt") || text.contains(":tt "))
}

pub(super) fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|fault| LyricsFault::Line(fault.pos().row as usize, format!("it is no well-formed TTML ({fault})")))?;
    let clock = Clock::of(&document);
    let mut lines = Vec::new();
    for paragraph in document.descendants().filter(|node| node.has_tag_name_of("p")) {
        let at_line = |fault| LyricsFault::Line(document.text_pos_at(paragraph.range().start).row as usize, fault);
        lines.extend(clock.sung_line(paragraph).map_err(at_line)?);
    }
    Ok(in_order(lines))
}

/// Names without regard to namespaces: players write them in several.
trait LocalNames<'a> {
    fn has_tag_name_of(&self, name: &str) -> bool;
    fn value_of(&self, name: &str) -> Option<&'a str>;
}

impl<'a> LocalNames<'a> for Node<'a, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }

    fn value_of(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
    }
}

/// How the document writes time.
struct Clock {
    frame_rate_hz: f64,
    tick_rate_hz: f64,
    /// Times count from the song's begin, as music services write them, and not from the parent's as the standard has it.
    counts_from_song: bool,
}

/// Begin and end in seconds of song, where they are known.
#[derive(Clone, Copy, Default)]
struct Span {
    begin_secs: Option<f64>,
    end_secs: Option<f64>,
}

impl Clock {
    fn of(document: &Document<'_>) -> Clock {
        let root = document.root_element();
        let rate =
            |name: &str| root.value_of(name).and_then(|value| value.parse().ok()).filter(|rate: &f64| *rate > 0.0);
        // The standard's default, 30 frames, and one tick a frame.
        let frame_rate_hz = rate("frameRate").unwrap_or(30.0);
        let mut clock =
            Clock { frame_rate_hz, tick_rate_hz: rate("tickRate").unwrap_or(frame_rate_hz), counts_from_song: true };
        // Read as the song's, the standard's times would soon lie before their parents.
        let begin = |node: Node<'_, '_>| clock.secs(node.value_of("begin")?).ok();
        let lies_inside = |node: Node<'_, '_>| match (begin(node), node.ancestors().skip(1).find_map(begin)) {
            (Some(begin), Some(parents)) => begin >= parents,
            _ => true,
        };
        let counts_from_song = document.descendants().all(lies_inside);
        clock.counts_from_song = counts_from_song;
        clock
    }

    /// Seconds of `hh:mm:ss.fff`, `mm:ss.fff`, `hh:mm:ss:frames`, `12.5s`, `500ms`, `3m`, `1h`, `10f` or `10t`.
    fn secs(&self, text: &str) -> Result<f64, String> {
        let fault = || format!("'{text}' is no time; write hours, minutes and seconds like 00:01:23.450");
        let number = |part: &str| {
            let parsed: Option<f64> = part.parse().ok();
            parsed.filter(|value| value.is_finite() && *value >= 0.0).ok_or_else(fault)
        };
        let text = text.trim();
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            [offset] => {
                let units = [
                    ("ms", 0.001),
                    ("s", 1.0),
                    ("m", 60.0),
                    ("h", 3600.0),
                    ("f", 1.0 / self.frame_rate_hz),
                    ("t", 1.0 / self.tick_rate_hz),
                    // Music services leave the unit out.
                    ("", 1.0),
                ];
                let (count, secs) =
                    units.iter().find_map(|(unit, secs)| Some((offset.strip_suffix(unit)?, secs))).ok_or_else(fault)?;
                Ok(number(count)? * secs)
            }
            [minutes, seconds] => Ok(number(minutes)? * 60.0 + number(seconds)?),
            [hours, minutes, seconds] => Ok(number(hours)? * 3600.0 + number(minutes)? * 60.0 + number(seconds)?),
            [hours, minutes, seconds, frames] => Ok(number(hours)? * 3600.0
                + number(minutes)? * 60.0
                + number(seconds)?
                + number(frames)? / self.frame_rate_hz),
            _ => Err(fault()),
        }
    }

    /// When an element is shown.
    fn span(&self, node: Node<'_, '_>) -> Result<Span, String> {
        let parent = match node.parent_element() {
            Some(parent) => self.span(parent)?,
            None => Span::default(),
        };
        let shift = if self.counts_from_song { 0.0 } else { parent.begin_secs.unwrap_or(0.0) };
        let read = |name: &str| node.value_of(name).map(|text| self.secs(text)).transpose();
        let begin_secs = read("begin")?.map(|begin| begin + shift).or(parent.begin_secs);
        let lasts_until = read("dur")?.and_then(|duration| Some(begin_secs? + duration));
        let end_secs = read("end")?
            .map(|end| end + shift)
            .or(lasts_until)
            .or(parent.end_secs)
            .map(|end| end.max(begin_secs.unwrap_or(end)));
        Ok(Span { begin_secs, end_secs })
    }

    fn sung_line(&self, paragraph: Node<'_, '_>) -> Result<Option<LyricLine>, String> {
        let mut line = LyricLine::default();
        self.read_into(&mut line, paragraph, paragraph)?;
        let span = self.span(paragraph)?;
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.start_secs = span.begin_secs.or(line.words.first().map(|word| word.start_secs));
        line.end_secs = span.end_secs.or(line.words.last().and_then(|word| word.end_secs));
        line.section = paragraph.ancestors().find_map(|node| node.value_of("song-part")).map(str::to_owned);
        Ok((!line.text.is_empty() && line.start_secs.is_some()).then_some(line))
    }

    /// Texts under a node; those in a span with times of its own become words.
    fn read_into(&self, line: &mut LyricLine, node: Node<'_, '_>, paragraph: Node<'_, '_>) -> Result<(), String> {
        for child in node.children() {
            if child.has_tag_name_of("br") {
                line.text.push(' ');
            } else if child.is_element() {
                self.read_into(line, child, paragraph)?;
            } else if let Some(text) = child.text().filter(|_| child.is_text()) {
                let timed =
                    (node != paragraph && node.value_of("begin").is_some()).then(|| self.span(node)).transpose()?;
                if let Some(Span { begin_secs: Some(start_secs), end_secs }) = timed {
                    let joins = !line.text.is_empty()
                        && !line.text.ends_with(char::is_whitespace)
                        && !text.starts_with(char::is_whitespace);
                    for (index, part) in text.split_whitespace().enumerate() {
                        match line.words.last_mut().filter(|_| joins && index == 0) {
                            Some(word) => {
                                word.text.push_str(part);
                                word.end_secs = end_secs;
                            }
                            None => line.words.push(TimedWord { text: part.to_owned(), start_secs, end_secs }),
                        }
                    }
                }
                line.text.push_str(text);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lyrics: &Lyrics) -> Vec<(&str, f64, f64)> {
        let all = lyrics.lines.iter().flat_map(|line| &line.words);
        all.map(|word| (word.text.as_str(), word.start_secs, word.end_secs.unwrap())).collect()
    }

    #[test]
    fn spans_become_words_and_touching_spans_one_word() {
        let text = r#"<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:itunes="http://music.apple.com/lyric-ttml-internal"><body dur="20.0"><div begin="1.0" end="9.0" itunes:song-part="Chorus"><p begin="1.0" end="3.0"><span begin="1.0" end="1.5">Hold</span> <span begin="1.5" end="1.75">un</span><span begin="1.75" end="2.5">til</span></p><p begin="8.000" end="9.000">dawn<br/>comes</p></div></body></tt>"#;
        assert!(is_timed_text(text));
        let lyrics = parse(text).unwrap();
        assert_eq!(words(&lyrics), [("Hold", 1.0, 1.5), ("until", 1.5, 2.5)]);
        let line = &lyrics.lines[1];
        assert_eq!(
            (line.text.as_str(), line.start_secs, line.section.as_deref()),
            ("dawn comes", Some(8.0), Some("Chorus"))
        );
        assert!(line.begins_stanza);
    }

    #[test]
    fn times_count_from_the_parent_where_they_cannot_count_from_the_song() {
        let text = r#"<tt xmlns="http://www.w3.org/ns/ttml"><body><div begin="00:01:00.000"><p begin="2s" dur="1500ms">One</p></div></body></tt>"#;
        let lyrics = parse(text).unwrap();
        assert_eq!((lyrics.lines[0].start_secs, lyrics.lines[0].end_secs), (Some(62.0), Some(63.5)));
    }

    #[test]
    fn every_way_to_write_a_time_is_read() {
        let clock = Clock { frame_rate_hz: 25.0, tick_rate_hz: 100.0, counts_from_song: true };
        for (text, secs) in [
            ("00:01:02.5", 62.5),
            ("1:02.5", 62.5),
            ("62.5s", 62.5),
            ("250ms", 0.25),
            ("50f", 2.0),
            ("150t", 1.5),
            ("00:00:01:05", 1.2),
            ("2m", 120.0),
            ("7", 7.0),
        ] {
            assert!((clock.secs(text).unwrap() - secs).abs() < 1e-9, "{text}");
        }
        assert!(clock.secs("soon").is_err() && clock.secs("-1s").is_err());
    }
}
