//! Lyrics written out, in song time: LRC with or without words, SRT, WebVTT,
//! Advanced SubStation Alpha with karaoke codes, and TTML.

use std::fmt::Write;
use std::path::Path;

use reversal_model::cue::{Cue, escaped, srt, stamp, vtt};
use reversal_model::reading::LyricSpan;

/// Lyrics with their times, as they are in a Reading.
#[derive(Clone, Copy, Debug)]
pub struct SungText<'a> {
    /// Title of the song, where it is known.
    pub title: Option<&'a str>,
    /// Its lines, in order.
    pub lines: &'a [LyricSpan],
    /// Its words, in order, each inside its line; empty where their places are not worth showing.
    pub words: &'a [LyricSpan],
}

/// A format that lyrics are written in.
#[derive(Debug)]
pub struct LyricFormat {
    /// How the file's name ends, without the dot.
    pub extension: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Writes it.
    pub write: fn(&SungText<'_>) -> String,
}

/// The formats.
pub const LYRIC_FORMATS: &[LyricFormat] = &[
    LyricFormat { extension: "lrc", name: "LRC, enhanced with words where these are known", write: lrc },
    LyricFormat { extension: "srt", name: "SubRip", write: |text| srt(&cues(text)) },
    LyricFormat { extension: "vtt", name: "WebVTT", write: |text| vtt(&cues(text)) },
    LyricFormat { extension: "ass", name: "Advanced SubStation Alpha with karaoke codes", write: advanced_substation },
    LyricFormat { extension: "ttml", name: "TTML", write: timed_text },
];

/// The format that a file's name asks for.
pub fn lyric_format(path: &Path) -> Option<&'static LyricFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    LYRIC_FORMATS.iter().find(|format| format.extension == extension)
}

impl<'a> SungText<'a> {
    /// Each line with its words.
    fn lines_with_words(&self) -> impl Iterator<Item = (&'a LyricSpan, &'a [LyricSpan])> {
        let words = self.words;
        self.lines.iter().map(move |line| {
            let from = words.partition_point(|word| word.start < line.start);
            // A word of no length at a line's end would belong to the next line by its start.
            let to = words.partition_point(|word| word.start < line.end).max(from);
            (line, &words[from..to])
        })
    }
}

fn cues(text: &SungText<'_>) -> Vec<Cue> {
    let cue = |line: &LyricSpan| Cue { from_secs: line.start, to_secs: line.end, text: line.text.clone() };
    text.lines.iter().map(cue).collect()
}

fn lrc(text: &SungText<'_>) -> String {
    let mut out = String::new();
    if let Some(title) = text.title {
        let _ = writeln!(out, "[ti:{}]", one_line(title));
    }
    let mut last_end = f64::NEG_INFINITY;
    for (line, words) in text.lines_with_words() {
        // An empty stamp ends the line before where a pause follows.
        if line.start - last_end > 0.5 && last_end.is_finite() {
            let _ = writeln!(out, "[{}]", minutes(last_end));
        }
        last_end = line.end;
        let _ = write!(out, "[{}]", minutes(line.start));
        match words.last() {
            Some(last) => {
                for word in words {
                    let _ = write!(out, "<{}>{} ", minutes(word.start), one_line(&word.text));
                }
                let _ = writeln!(out, "<{}>", minutes(last.end));
            }
            None => {
                let _ = writeln!(out, "{}", one_line(&line.text));
            }
        }
    }
    if last_end.is_finite() {
        let _ = writeln!(out, "[{}]", minutes(last_end));
    }
    out
}

fn advanced_substation(text: &SungText<'_>) -> String {
    let mut out = format!(
        "[Script Info]\nTitle: {}\nScriptType: v4.00+\nPlayResX: 1920\nPlayResY: 1080\n\n\
         [V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n\
         Style: Default,Arial,54,&H00FFFFFF,&H00A0A0A0,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,0,2,80,80,70,1\n\n\
         [Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n",
        one_line(text.title.unwrap_or("Lyrics"))
    );
    let hundredths = |secs: f64| (secs * 100.0).round() as i64;
    for (line, words) in text.lines_with_words() {
        let mut sung = String::new();
        let mut at = hundredths(line.start);
        for word in words {
            let (from, to) = (hundredths(word.start).max(at), hundredths(word.end).max(hundredths(word.start)).max(at));
            if from > at {
                let _ = write!(sung, "{{\\k{}}}", from - at);
            }
            let _ = write!(sung, "{{\\k{}}}{} ", to - from, without_codes(&word.text));
            at = to;
        }
        if words.is_empty() {
            sung = without_codes(&line.text);
        }
        let _ =
            writeln!(out, "Dialogue: 0,{},{},Default,,0,0,0,,{}", hours(line.start), hours(line.end), sung.trim_end());
    }
    out
}

fn timed_text(text: &SungText<'_>) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\" xmlns:ttm=\"http://www.w3.org/ns/ttml#metadata\" xml:lang=\"und\">\n\
         <head><metadata><ttm:title>{}</ttm:title></metadata></head>\n<body><div>\n",
        escaped(&one_line(text.title.unwrap_or("Lyrics")))
    );
    for (line, words) in text.lines_with_words() {
        let _ = write!(out, "<p begin=\"{}\" end=\"{}\">", stamp(line.start, '.'), stamp(line.end, '.'));
        if words.is_empty() {
            out.push_str(&escaped(&one_line(&line.text)));
        }
        for (index, word) in words.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            // The standard counts a span's times from its paragraph's begin.
            let (from, to) = (stamp(word.start - line.start, '.'), stamp(word.end - line.start, '.'));
            let _ = write!(out, "{space}<span begin=\"{from}\" end=\"{to}\">{}</span>", escaped(&one_line(&word.text)));
        }
        out.push_str("</p>\n");
    }
    out.push_str("</div></body>\n</tt>\n");
    out
}

/// `mm:ss.cc`
fn minutes(secs: f64) -> String {
    let hundredths = (secs.max(0.0) * 100.0).round() as u64;
    format!("{:02}:{:02}.{:02}", hundredths / 6000, hundredths / 100 % 60, hundredths % 100)
}

/// `h:mm:ss.cc`
fn hours(secs: f64) -> String {
    let hundredths = (secs.max(0.0) * 100.0).round() as u64;
    format!(
        "{}:{:02}:{:02}.{:02}",
        hundredths / 360_000,
        hundredths / 6000 % 60,
        hundredths / 100 % 60,
        hundredths % 100
    )
}

fn one_line(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Braces and backslashes would be codes.
fn without_codes(text: &str) -> String {
    one_line(text).replace('{', "(").replace('}', ")").replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyrics::{LyricTiming, lyrics_from_text};

    fn span(start: f64, end: f64, text: &str) -> LyricSpan {
        LyricSpan { start, end, text: text.to_owned() }
    }

    fn song() -> (Vec<LyricSpan>, Vec<LyricSpan>) {
        let lines = vec![span(12.5, 14.0, "Hold & stay"), span(14.0, 15.25, "don't go"), span(61.0, 62.5, "dawn")];
        let words = vec![
            span(12.5, 13.0, "Hold"),
            span(13.0, 13.2, "&"),
            span(13.25, 14.0, "stay"),
            span(14.0, 14.5, "don't"),
            span(14.5, 15.25, "go"),
            span(61.0, 62.5, "dawn"),
        ];
        (lines, words)
    }

    #[test]
    fn every_format_is_read_back_as_it_was_written() {
        let (lines, words) = song();
        for with_words in [true, false] {
            let words = if with_words { words.as_slice() } else { &[] };
            for format in LYRIC_FORMATS {
                let written = (format.write)(&SungText { title: Some("A & B"), lines: &lines, words });
                let case = format!("{} with words: {with_words}\n{written}", format.name);
                let read = lyrics_from_text(&written, "back").unwrap_or_else(|fault| panic!("{case}\n{fault}"));
                assert_eq!(read.lines.len(), 3, "{case}");
                for (index, (line, back)) in lines.iter().zip(&read.lines).enumerate() {
                    assert_eq!(line.text, back.text, "{case}");
                    assert!((line.start - back.start_secs.unwrap()).abs() < 0.0101, "{case}");
                    // In LRC, a line that the next one follows at once ends with it.
                    let end = back.end_secs.or(read.lines.get(index + 1).and_then(|next| next.start_secs));
                    assert!((line.end - end.unwrap()).abs() < 0.0101, "{case}: {end:?}");
                }
                if !with_words || ["srt", "vtt"].contains(&format.extension) {
                    assert_eq!(read.timing, LyricTiming::Lines, "{case}");
                    continue;
                }
                let back: Vec<_> = read.lines.iter().flat_map(|line| &line.words).collect();
                assert_eq!(back.len(), words.len(), "{case}");
                for (word, back) in words.iter().zip(back) {
                    assert_eq!(word.text, back.text, "{case}");
                    assert!((word.start - back.start_secs).abs() < 0.0101, "{case}");
                }
            }
        }
    }

    #[test]
    fn words_that_look_like_markup_stay_words() {
        let lines = [span(1.0, 2.0, "x < y \\k9")];
        let text = SungText { title: None, lines: &lines, words: &[] };
        for (format, kept) in [("vtt", "x < y \\k9"), ("ttml", "x < y \\k9"), ("ass", "x < y /k9")] {
            let format = LYRIC_FORMATS.iter().find(|known| known.extension == format).unwrap();
            assert_eq!(lyrics_from_text(&(format.write)(&text), "back").unwrap().lines[0].text, kept);
        }
    }

    #[test]
    fn a_files_name_chooses_the_format() {
        assert_eq!(lyric_format(Path::new("a/song.LRC")).map(|format| format.extension), Some("lrc"));
        assert!(lyric_format(Path::new("song.doc")).is_none() && lyric_format(Path::new("song")).is_none());
    }
}
