//! UltraStar `.txt`: karaoke files of notes with syllables, in quarters of a beat.
//!
//! `#BPM` counts beats a minute, `#GAP` the milliseconds before beat 0; a note
//! is `: start length pitch syllable` (`*` golden, `F` free, `R` and `G` rap),
//! `- start` ends a line and `E` the song. With `#RELATIVE:YES` every line
//! counts from the break before it.

use super::{LyricLine, Lyrics, LyricsFault, TimedWord, in_order};

/// Steps of a note's start and length to a beat.
const STEPS_A_BEAT: f64 = 4.0;
/// A syllable that only holds the one before it.
const HELD: &str = "~";

pub(super) fn is_ultrastar(text: &str) -> bool {
    let begins = |tag: &str| text.lines().any(|line| line.trim().to_ascii_uppercase().starts_with(tag));
    begins("#BPM:") && text.lines().any(|line| note(line).is_some())
}

pub(super) fn parse(text: &str) -> Result<Lyrics, LyricsFault> {
    let mut header = Header::default();
    let mut lines: Vec<LyricLine> = Vec::new();
    let mut line = LyricLine::default();
    let mut line_from_steps = 0.0;
    for (number, raw) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let at_line = |fault: String| LyricsFault::Line(number, fault);
        if let Some((name, value)) = raw.trim().strip_prefix('#').and_then(|tag| tag.split_once(':')) {
            header.set(name, value.trim()).map_err(at_line)?;
        } else if let Some(note) = note(raw) {
            let (start, length, syllable) = note.map_err(at_line)?;
            let start_secs = header.secs(line_from_steps + start);
            add(&mut line, start_secs, header.secs(line_from_steps + start + length), syllable);
        } else if let Some(rest) = raw.trim_start().strip_prefix('-') {
            lines.extend(closed(std::mem::take(&mut line)));
            // Some files say both where the line ends and from where the next one counts.
            if let Some(steps) = rest.split_whitespace().next_back().filter(|_| header.is_relative) {
                line_from_steps += steps.parse::<f64>().map_err(|_| at_line(format!("'{steps}' is no number")))?;
            }
        } else if raw.trim_start().starts_with(['P', 'E']) {
            // The second singer of a duet, or the end of the song: times begin anew.
            lines.extend(closed(std::mem::take(&mut line)));
            line_from_steps = 0.0;
        }
    }
    lines.extend(closed(line));
    Ok(in_order(lines))
}

#[derive(Debug, Default)]
struct Header {
    step_secs: f64,
    gap_secs: f64,
    is_relative: bool,
}

impl Header {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let number = || {
            let parsed: Option<f64> = value.replace(',', ".").parse().ok();
            parsed.filter(|number| number.is_finite()).ok_or_else(|| format!("'{value}' is no number for #{name}"))
        };
        match name.to_ascii_uppercase().as_str() {
            "BPM" => {
                let tempo_bpm = number()?;
                if tempo_bpm <= 0.0 {
                    return Err(format!("'{value}' is no tempo; write beats a minute like #BPM:120"));
                }
                self.step_secs = 60.0 / (tempo_bpm * STEPS_A_BEAT);
            }
            "GAP" => self.gap_secs = number()? / 1000.0,
            "RELATIVE" => self.is_relative = value.eq_ignore_ascii_case("yes"),
            _ => {}
        }
        Ok(())
    }

    fn secs(&self, steps: f64) -> f64 {
        (self.gap_secs + steps * self.step_secs).max(0.0)
    }
}

/// Start and length in steps and the syllable with the spaces round it, if the line is a note.
fn note(line: &str) -> Option<Result<(f64, f64, &str), String>> {
    let rest = line.trim_start().strip_prefix([':', '*', 'F', 'R', 'G'])?;
    let mut fields = rest.strip_prefix(' ')?.splitn(4, ' ');
    let (start, length, pitch) = (fields.next()?, fields.next()?, fields.next()?);
    pitch.trim().parse::<f64>().ok()?;
    let steps = |text: &str| {
        let steps: Option<f64> = text.parse().ok();
        steps.filter(|steps| steps.is_finite()).ok_or_else(|| format!("'{text}' is no number of steps"))
    };
    let syllable = fields.next().unwrap_or("");
    Some(steps(start).and_then(|start| Ok((start, steps(length)?.max(0.0), syllable))))
}

/// A syllable begins a word if a space stands before it or ended the one before.
fn add(line: &mut LyricLine, start_secs: f64, end_secs: f64, syllable: &str) {
    let joins = !line.text.is_empty() && !line.text.ends_with(' ') && !syllable.starts_with(' ');
    let text = syllable.trim();
    let holds = text == HELD;
    if !holds {
        line.text.push_str(syllable.trim_end_matches(['\r', '\n']));
    }
    match line.words.last_mut().filter(|_| joins || holds) {
        Some(word) => {
            word.text.push_str(if holds { "" } else { text });
            word.end_secs = Some(end_secs);
        }
        None if text.is_empty() || holds => {}
        None => line.words.push(TimedWord { text: text.to_owned(), start_secs, end_secs: Some(end_secs) }),
    }
}

fn closed(mut line: LyricLine) -> Option<LyricLine> {
    line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.start_secs = Some(line.words.first()?.start_secs);
    line.end_secs = line.words.last().and_then(|word| word.end_secs);
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONG: &str = "#TITLE:Nothing\n#BPM:120,0\n#GAP:1000\n: 0 4 60 Hold\n* 4 2 62  on\n: 6 2 60 ~\n- 10\n: 16 4 60 un\n: 20 4 60 til \n: 24 4 60 dawn\nE\n";

    #[test]
    fn notes_become_lines_of_timed_words() {
        assert!(is_ultrastar(SONG) && !is_ultrastar("#BPM is a number\nnothing else"));
        let lyrics = parse(SONG).unwrap();
        // 120 beats a minute: a step is an eighth of a second.
        let words: Vec<_> = lyrics
            .lines
            .iter()
            .flat_map(|line| &line.words)
            .map(|word| (word.text.as_str(), word.start_secs, word.end_secs.unwrap()))
            .collect();
        assert_eq!(words, [("Hold", 1.0, 1.5), ("on", 1.5, 2.0), ("until", 3.0, 4.0), ("dawn", 4.0, 4.5)]);
        assert_eq!(lyrics.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["Hold on", "until dawn"]);
    }

    #[test]
    fn relative_lines_count_from_the_break_before() {
        let lyrics = parse("#BPM:60\n#RELATIVE:YES\n: 0 4 0 One\n- 6 8\n: 0 4 0 Two\n").unwrap();
        assert_eq!(lyrics.lines[1].start_secs, Some(2.0));
    }

    #[test]
    fn a_wrong_number_names_its_line() {
        assert!(matches!(parse("#BPM:fast\n: 0 4 0 One\n"), Err(LyricsFault::Line(1, _))));
        assert!(matches!(parse("#BPM:60\n: x 4 0 One\n"), Err(LyricsFault::Line(2, _))));
    }
}
