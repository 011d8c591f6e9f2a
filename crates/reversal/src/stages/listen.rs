//! Song to `reading.toml` and `curves.csv`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use reversal_listen::align::PhoneModel;
use reversal_listen::decode::decode;
use reversal_listen::lyrics::{LyricTiming, Lyrics};
use reversal_listen::tags::read_tags;
use reversal_listen::whisper::WhisperModel;
use reversal_listen::{Given, listen_with};
use reversal_model::hearing::{Corrections, TappedBeat};
use reversal_model::project::files::{CURVES_NAME, READING, curves_from_csv, curves_to_csv};
use reversal_model::project::stale::{Inputs, fingerprint};
use reversal_model::project::store::read_bytes;
use reversal_model::reading::{Doubt, Reading, is_unsure};
use reversal_model::settings::Settings;
use reversal_model::sound::Sound;

use crate::film::{Film, song_input};
use crate::folder::{Files, Folder};
use crate::stages::draft;

/// Raised when the same song would be heard differently.
const VERSION: &str = "12";

/// Name of the step.
pub const STEP: &str = "listen";

/// Files of the step.
pub fn files() -> Vec<String> {
    vec![READING.name.to_owned(), CURVES_NAME.to_owned()]
}

/// What listening is made of.
pub fn inputs(folder: &Folder, song_fingerprint: &str, settings: &Settings) -> Result<Inputs> {
    let mut inputs = song_input(song_fingerprint);
    inputs.insert("the way of listening".to_owned(), VERSION.to_owned());
    let given = [("the lyrics", folder.map.lyrics()), ("beats.txt", Some(folder.map.beats()))];
    for (name, path) in given {
        if let Some(bytes) = path.map(|path| read_bytes(&path)).transpose()?.flatten() {
            inputs.insert(name.to_owned(), fingerprint(&bytes));
        }
    }
    if settings.corrections != Corrections::default() {
        inputs.insert("the corrections of the beats".to_owned(), format!("{:?}", settings.corrections));
    }
    if let Some(folder) = &settings.voice_model {
        inputs.insert("the voice model".to_owned(), folder.display().to_string());
    }
    if let Some(file) = &settings.whisper_model {
        inputs.insert("the Whisper model".to_owned(), file.display().to_string());
    }
    Ok(inputs)
}

/// Listens where that is needed and gives the Reading as it stands in the folder.
pub fn run(film: &mut Film) -> Result<Reading> {
    let inputs = inputs(&film.folder, &film.song_fingerprint, &film.settings)?;
    film.show.begin(STEP, None);
    let song_path = film.song_path()?;
    let known = Known {
        lyrics: film.lyrics()?,
        corrections: film.settings.corrections,
        beats: film.beats()?,
        voice_model: film.settings.voice_model.clone(),
        whisper_model: film.settings.whisper_model.clone(),
    };
    let decoded = film.decoded.take();
    film.folder.step(STEP, &files(), inputs, film.on_conflict, || {
        let song = match decoded {
            Some(song) => song,
            None => decode(&song_path)?,
        };
        reading_files(&hear(&song, &song_path, known)?)
    })?;
    let reading = load(&film.folder)?;
    for warning in &reading.song.warnings {
        film.show.warn(warning);
    }
    film.show.end(STEP, &summary(&reading));
    for doubt in doubts(&reading) {
        film.show.warn(&doubt);
    }
    draft::run(film, &reading)?;
    Ok(reading)
}

/// What a person knows of a song beside its sound.
pub struct Known {
    pub lyrics: Option<Lyrics>,
    pub corrections: Corrections,
    pub beats: Option<Vec<TappedBeat>>,
    /// Folder of the phone model, where one was named.
    pub voice_model: Option<PathBuf>,
    /// File of the Whisper model, where one was named.
    pub whisper_model: Option<PathBuf>,
}

/// Hears a song with the lyrics that were given, else with those in its tags.
pub fn hear(song: &dyn Sound, song_path: &Path, known: Known) -> Result<Reading> {
    let duration_secs = song.duration_secs();
    let lyrics = match known.lyrics {
        Some(lyrics) => {
            if let Some(line) = lyrics.first_line_past_end(duration_secs + PAST_THE_END_SECS) {
                bail!(
                    "the lyrics' line “{}” comes {:.0} s after the song's end; they are another song's\n  hint: give this song's lyrics, or none",
                    line.text,
                    line.start_secs.unwrap_or(duration_secs) - duration_secs
                );
            }
            Some(lyrics)
        }
        None => read_tags(song_path).lyrics,
    };
    // Reading a model takes a moment; lyrics with times need none.
    let is_plain = lyrics.as_ref().is_some_and(|lyrics| lyrics.timing == LyricTiming::Plain);
    let model = if is_plain { PhoneModel::find(known.voice_model.as_deref())? } else { None };
    let whisper_model = known.whisper_model.filter(|_| is_plain).map(|file| WhisperModel::open(&file)).transpose()?;
    let given = Given {
        lyrics: lyrics.as_ref(),
        corrections: known.corrections,
        beats: known.beats.as_deref(),
        voice_model: model.as_ref(),
        whisper_model: whisper_model.as_ref(),
    };
    Ok(listen_with(song, &given))
}

/// Closing credits of a lyrics file may lie a little behind the last sound.
const PAST_THE_END_SECS: f64 = 5.0;

/// The Reading of a folder.
pub fn load(folder: &Folder) -> Result<Reading> {
    let mut reading: Reading = READING.read(&folder.text(READING.name)?)?;
    reading.curves = curves_from_csv(&folder.text(CURVES_NAME)?)?;
    if let Some(fault) = reading.faults().into_iter().next() {
        bail!("{}: {fault}\n  hint: mend it, or remove the file to have it made anew", READING.name);
    }
    Ok(reading)
}

/// One line on what was heard.
pub fn summary(reading: &Reading) -> String {
    let sure = |confidence: Option<f64>| if is_unsure(confidence) { " (unsure)" } else { "" };
    let tempo = reading.tempo_bpm.map_or("no beat".to_owned(), |tempo| {
        format!(
            "{tempo:.1} bpm{}, {} beats a bar{}",
            sure(reading.confidence.tempo),
            reading.meter,
            sure(reading.confidence.downbeats)
        )
    });
    let lines = reading
        .lines
        .as_ref()
        .map_or("no lyrics".to_owned(), |lines| format!("{} lines{}", lines.len(), sure(reading.confidence.words)));
    format!(
        "{tempo}, {} {}{}, {lines}, {:.1} LUFS",
        reading.sections.len(),
        if reading.sections.len() == 1 { "section" } else { "sections" },
        sure(reading.confidence.sections),
        reading.loudness_lufs
    )
}

/// What is unsure, why, and what a person can do: a line each.
pub fn doubts(reading: &Reading) -> Vec<String> {
    let line = |doubt: &Doubt| {
        let hint = doubt.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("unsure of the {}: {}{hint}", doubt.of, doubt.because)
    };
    reading.doubts.iter().map(line).collect()
}

fn reading_files(reading: &Reading) -> Result<Files> {
    Ok(vec![
        (READING.name.to_owned(), READING.write(reading)?.into_bytes()),
        (CURVES_NAME.to_owned(), curves_to_csv(&reading.curves).into_bytes()),
    ])
}
