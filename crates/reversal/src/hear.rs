//! `listen SONG --json` without a folder: hears and writes nothing.

use anyhow::Result;
use reversal_listen::decode::decode;
use reversal_listen::lyrics::lyrics_from_file;
use reversal_model::project::map::Map;
use reversal_model::reading::{LyricSpan, Reading};
use serde_json::{Value, json};

use crate::args::Common;
use crate::film::Target;
use crate::show::{Show, print_json};
use crate::stages::listen::{self, summary};

/// Whether the options point at a song rather than at a film's folder.
pub fn is_a_song(common: &Common) -> bool {
    common.target.as_ref().is_some_and(|target| !Map::new(target).settings().is_file())
}

/// Hears a song and prints what was heard.
pub fn hear(common: &Common) -> Result<()> {
    let show = Show::new(common);
    let Target::Song { song, .. } = Target::find(common)? else { return Ok(()) };
    let lyrics = common.lyrics.as_deref().map(lyrics_from_file).transpose()?;
    show.begin("listen", None);
    let reading = listen::hear(&decode(&song)?, &song, lyrics)?;
    show.end("listen", &summary(&reading));
    for warning in &reading.song.warnings {
        show.warn(warning);
    }
    if common.json { print_json(&as_json(&reading)) } else { show_reading(&show, &reading) }
}

/// The stable object that other tools read.
pub fn as_json(reading: &Reading) -> Value {
    let spans = |spans: &Option<Vec<LyricSpan>>| {
        spans.as_ref().map(|spans| {
            spans
                .iter()
                .map(|span| json!({ "start": span.start, "end": span.end, "text": span.text }))
                .collect::<Vec<_>>()
        })
    };
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
        "lines": spans(&reading.lines),
        "words": spans(&reading.words),
        "confidence": {
            "tempo": confidence.tempo,
            "beats": confidence.beats,
            "downbeats": confidence.downbeats,
            "sections": confidence.sections,
            "words": confidence.words,
        },
    })
}

fn show_reading(show: &Show, reading: &Reading) -> Result<()> {
    show.say(&summary(reading));
    for section in &reading.sections {
        show.say(&format!("{:>8.1} s  {:<8} {}", section.start, section.label, section.group));
    }
    Ok(())
}
