//! Song without lyrics to `lyrics.draft.lrc`, where a Whisper model is named.
//! A draft is for a person's eyes: no step reads it before it is taken with `--lyrics`.

use anyhow::Result;
use reversal_listen::decode::decode;
use reversal_listen::whisper::{WhisperModel, transcribe};
use reversal_model::reading::Reading;

use crate::film::{Film, song_input};
use crate::folder::OnConflict;
use crate::stages::of_value;

/// Raised when the same song would be written down differently.
const VERSION: &str = "1";

const STEP: &str = "draft";
const FILE: &str = "lyrics.draft.lrc";

/// Writes the draft into the film's folder where it is missing or stale. One that a person mended stays.
pub fn run(film: &mut Film, reading: &Reading) -> Result<()> {
    let Some(model) = film.settings.whisper_model.clone().filter(|_| reading.lines.is_none()) else { return Ok(()) };
    let mut inputs = song_input(&film.song_fingerprint);
    inputs.insert("the way of writing down".to_owned(), VERSION.to_owned());
    inputs.insert("the Whisper model".to_owned(), model.display().to_string());
    inputs.insert("the voice".to_owned(), of_value(&reading.voice));
    let song_path = film.song_path()?;
    film.show.begin(STEP, None);
    film.folder.step(STEP, &[FILE.to_owned()], inputs, OnConflict::Beside, || {
        let draft = transcribe(&decode(&song_path)?, &reading.voice, &WhisperModel::open(&model)?);
        Ok(vec![(FILE.to_owned(), draft.lrc(reading.song.title.as_deref()).into_bytes())])
    })?;
    let file = film.folder.map.file(FILE).display().to_string();
    film.show.end(STEP, &format!("words as they were heard are in {file}; read them through, then --lyrics {file}"));
    Ok(())
}
