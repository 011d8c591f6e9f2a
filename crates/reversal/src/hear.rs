//! `listen`: hears a song, prints what was heard and writes what was asked for beside it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use reversal_compose::{SampleFormat, with_clicks, write_wav};
use reversal_direct::captions::words_of_line;
use reversal_direct::papers::sheet::Sheet;
use reversal_listen::decode::decode;
use reversal_listen::lyrics::lyrics_from_file;
use reversal_listen::lyrics::write::{LYRIC_FORMATS, SungText, lyric_format};
use reversal_model::project::map::Map;
use reversal_model::project::store::{write_atomic, write_atomic_with};
use reversal_model::reading::{LyricSpan, Reading};
use reversal_model::recording::Recording;
use reversal_model::settings::Settings;
use serde_json::{Value, json};

use crate::args::{Common, ListenArgs, Request, settings_from};
use crate::film::{Film, Target, read_beats};
use crate::show::{Show, print_json};
use crate::stages::deliver::papers::{sheet_columns, waveform};
use crate::stages::listen::{self, Known, doubts, summary};

/// Hears a song: into its film's folder, or, where only `--json` was asked for, into no folder.
pub fn listen(request: &Request, options: &ListenArgs) -> Result<()> {
    let common = &options.common;
    // A wrong name is told before a minute of work.
    options.write_lyrics.as_deref().map(format_of).transpose()?;
    let is_alone = common.out.is_none() && is_a_song(common);
    let (show, reading, song) = if is_alone { alone(request, options)? } else { in_folder(request, options)? };
    write_beside(&show, options, &reading, song.as_ref())?;
    if common.json { print_json(&as_json(&reading)) } else { show_reading(&show, &reading) }
}

/// Whether the options point at a song rather than at a film's folder.
fn is_a_song(common: &Common) -> bool {
    common.target.as_ref().is_some_and(|target| !Map::new(target).settings().is_file())
}

fn alone(request: &Request, options: &ListenArgs) -> Result<(Show, Reading, Option<Recording>)> {
    let common = &options.common;
    let show = Show::new(common);
    let Target::Song { song: path, .. } = Target::find(common)? else { bail!("no song was named") };
    let settings = settings_from(&request.given, Settings::default())?;
    let known = Known {
        lyrics: common.lyrics.as_deref().map(lyrics_from_file).transpose()?,
        corrections: settings.corrections,
        voice_model: settings.voice_model,
        whisper_model: settings.whisper_model.clone(),
        beats: options.beats.as_deref().map(read_beats).transpose()?.map(|(_, beats)| beats),
    };
    show.begin("listen", None);
    let song = decode(&path)?;
    let reading = listen::hear(&song, &path, known)?;
    show.end("listen", &summary(&reading));
    for warning in reading.song.warnings.iter().cloned().chain(doubts(&reading)) {
        show.warn(&warning);
    }
    if settings.whisper_model.is_some() && reading.lines.is_none() {
        show.warn("there are no lyrics; name a folder with -o to have a draft of them written into it");
    }
    Ok((show, reading, Some(song)))
}

fn in_folder(request: &Request, options: &ListenArgs) -> Result<(Show, Reading, Option<Recording>)> {
    let mut film = Film::open(request)?;
    let reading = listen::run(&mut film)?;
    let needs_song = options.click.is_some() || options.plot.is_some();
    let song = if needs_song { Some(decode(&film.song_path()?)?) } else { None };
    Ok((film.show, reading, song))
}

fn write_beside(show: &Show, options: &ListenArgs, reading: &Reading, song: Option<&Recording>) -> Result<()> {
    let say_written = |path: &Path| show.end("written", &path.display().to_string());
    let written = |path: &Path, bytes: &[u8]| -> Result<()> {
        write_atomic(path, bytes)?;
        say_written(path);
        Ok(())
    };
    if let (Some(path), Some(song)) = (&options.click, song) {
        write_atomic_with(path, |file| write_wav(&with_clicks(song, reading), SampleFormat::Pcm16, file))?;
        say_written(path);
    }
    if let (Some(path), Some(song)) = (&options.plot, song) {
        let title = reading.song.title.as_deref().unwrap_or(&reading.song.file_name);
        let waveform = waveform(song, sheet_columns(song));
        written(path, Sheet { reading, title, waveform: &waveform }.document().as_bytes())?;
    }
    if let Some(path) = &options.write_lyrics {
        let lines = reading.lines.as_deref().filter(|lines| !lines.is_empty()).context(
            "there are no lyrics to write\n  hint: give them with --lyrics FILE; plain text is timed as well as it can be",
        )?;
        let words = sure_words(reading, lines);
        let text = SungText { title: reading.song.title.as_deref(), lines, words: &words };
        written(path, (format_of(path)?.write)(&text).as_bytes())?;
    }
    Ok(())
}

/// The words of the lines whose places are trusted; of the others only the lines are shown.
fn sure_words(reading: &Reading, lines: &[LyricSpan]) -> Vec<LyricSpan> {
    (0..lines.len()).filter_map(|line| words_of_line(reading, line)).flatten().collect()
}

fn format_of(path: &Path) -> Result<&'static reversal_listen::lyrics::write::LyricFormat> {
    lyric_format(path).with_context(|| {
        let endings: Vec<String> = LYRIC_FORMATS.iter().map(|format| format!(".{}", format.extension)).collect();
        format!("{} does not say in which format\n  hint: end the name in {}", path.display(), endings.join(", "))
    })
}

/// The stable object that other tools read.
pub fn as_json(reading: &Reading) -> Value {
    let words = reading.words.as_ref().map(|words| {
        let word = |span: &LyricSpan| json!({ "start": span.start, "end": span.end, "text": span.text });
        words.iter().map(word).collect::<Vec<_>>()
    });
    let lines = reading.lines.as_ref().map(|lines| {
        let line = |(index, span): (usize, &LyricSpan)| {
            json!({
                "start": span.start,
                "end": span.end,
                "text": span.text,
                "confidence": reading.line_confidence(index),
            })
        };
        lines.iter().enumerate().map(line).collect::<Vec<_>>()
    });
    let sections: Vec<Value> = reading
        .sections
        .iter()
        .map(|section| json!({ "start": section.start, "end": section.end, "label": section.label }))
        .collect();
    let confidence = &reading.confidence;
    json!({
        "tempo": reading.tempo_bpm,
        "beats": reading.beats,
        "downbeats": reading.downbeats,
        "sections": sections,
        "lines": lines,
        "words": words,
        "confidence": {
            "tempo": confidence.tempo,
            "beats": confidence.beats,
            "downbeats": confidence.downbeats,
            "sections": confidence.sections,
            "words": confidence.words,
        },
        "doubts": reading.doubts,
    })
}

fn show_reading(show: &Show, reading: &Reading) -> Result<()> {
    show.say(&summary(reading));
    for section in &reading.sections {
        show.say(&format!("{:>8.1} s  {:<8} {}", section.start, section.label, section.group));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_compose::{TestSong, known_reading, test_song};

    #[test]
    fn words_of_a_doubted_line_are_left_out_and_those_of_the_others_kept() {
        let mut reading = known_reading(&test_song(TestSong::Plain));
        let lines = reading.lines.clone().unwrap_or_default();
        let all = sure_words(&reading, &lines);
        assert_eq!(Some(&all), reading.words.as_ref());
        reading.line_confidences = vec![0.9; lines.len()];
        reading.line_confidences[1] = 0.2;
        let sure = sure_words(&reading, &lines);
        assert!(
            sure.len() < all.len() && sure.iter().all(|word| !(lines[1].start..lines[1].end).contains(&word.start))
        );
        // A line added by hand leaves no line its own confidence.
        reading.line_confidences.pop();
        assert_eq!(sure_words(&reading, &lines), all);
    }
}
