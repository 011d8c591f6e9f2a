//! Shot list to `cut.toml`: integer frames.

use anyhow::{Result, bail};
use reversal_direct::choose::choose;
use reversal_model::cut::Cut;
use reversal_model::project::files::CUT;
use reversal_model::project::stale::Inputs;
use reversal_model::reading::Reading;
use reversal_model::settings::Settings;
use reversal_model::shots::ShotList;

use super::of_value;
use crate::film::Film;
use crate::folder::{Folder, Outcome};

/// Raised when the same shots would be cut differently.
const VERSION: &str = "1";

/// Name of the step.
pub const STEP: &str = "cut";

/// Files of the step.
pub fn files() -> Vec<String> {
    vec![CUT.name.to_owned()]
}

/// What a cut is made of.
pub fn inputs(reading: &Reading, shots: &ShotList, settings: &Settings) -> Inputs {
    let mut inputs = Inputs::from([
        (
            "the bars of reading.toml".to_owned(),
            of_value(&(&reading.beats, &reading.downbeats, reading.song.duration_secs)),
        ),
        ("the way of cutting".to_owned(), VERSION.to_owned()),
        ("--fps".to_owned(), settings.rate.to_string()),
        ("--from and --to".to_owned(), format!("{:?}..{:?}", settings.from_secs, settings.to_secs)),
    ]);
    for shot in &shots.shots {
        inputs.insert(format!("shots.toml [shot {}]", shot.id), of_value(shot));
    }
    inputs
}

/// Cuts where that is needed and gives the cut as it stands in the folder.
pub fn run(film: &mut Film, reading: &Reading, shots: &ShotList) -> Result<Cut> {
    film.show.begin(STEP, None);
    let duration_secs = reading.song.duration_secs;
    let from_secs = film.settings.from_secs.unwrap_or(0.0);
    if from_secs >= duration_secs {
        bail!("--from {from_secs} lies behind the end of the song ({duration_secs:.1} s)");
    }
    let to_secs = film.settings.to_secs.unwrap_or(duration_secs).min(duration_secs);
    let rate = film.settings.rate;
    let inputs = inputs(reading, shots, &film.settings);
    let outcome = film.folder.step(STEP, &files(), inputs, film.on_conflict, || {
        let cut = choose(shots, &reading.tempo_map(), rate, (from_secs, to_secs));
        Ok(vec![(CUT.name.to_owned(), CUT.write(&cut)?.into_bytes())])
    })?;
    let cut = load(&film.folder, shots)?;
    for warning in &cut.warnings {
        film.show.warn(warning);
    }
    let edited = if outcome == Outcome::KeptEdited { ", as you changed it" } else { "" };
    film.show.end(STEP, &format!("{} frames at {}, {} takes{edited}", cut.frames, cut.rate, cut.takes.len()));
    Ok(cut)
}

/// The cut of a folder.
pub fn load(folder: &Folder, shots: &ShotList) -> Result<Cut> {
    let cut: Cut = CUT.read(&folder.text(CUT.name)?)?;
    if let Some(fault) = cut.faults().into_iter().next() {
        bail!("{}: {fault}\n  hint: mend it, or remove the file to have it made anew", CUT.name);
    }
    for take in &cut.takes {
        if !shots.shots.iter().any(|shot| shot.id == take.shot) {
            bail!(
                "{}: there is no shot {} in shots.toml\n  hint: mend it, or remove the file to have it made anew",
                CUT.name,
                take.shot
            );
        }
    }
    Ok(cut)
}
