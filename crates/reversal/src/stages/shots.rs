//! Treatment to `shots.toml`.

use anyhow::{Result, bail};
use reversal_direct::shots::{ShotsRequest, plan_shots};
use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::project::files::SHOTS;
use reversal_model::project::stale::Inputs;
use reversal_model::reading::Reading;
use reversal_model::shots::ShotList;
use reversal_model::treatment::Treatment;

use super::of_value;
use crate::film::Film;
use crate::folder::{Folder, Outcome};

/// Raised when the same treatment would be shot differently.
const VERSION: &str = "7";

/// Name of the step.
pub const STEP: &str = "shots";

/// Files of the step.
pub fn files() -> Vec<String> {
    vec![SHOTS.name.to_owned()]
}

/// What a shot list is made of.
pub fn inputs(reading: &Reading, brief: &Brief, treatment: &Treatment, seed: u64) -> Inputs {
    let mut inputs = Inputs::from([
        ("reading.toml".to_owned(), of_value(reading)),
        ("curves.csv".to_owned(), of_value(&reading.curves)),
        ("brief.toml".to_owned(), of_value(brief)),
        ("treatment.toml [counterpoint]".to_owned(), of_value(&treatment.counterpoint)),
        ("the seed".to_owned(), seed.to_string()),
        ("the way of shooting".to_owned(), VERSION.to_owned()),
    ]);
    for scene in &treatment.scenes {
        inputs.insert(scene_input(scene.number), of_value(scene));
    }
    inputs
}

/// Name of a scene among inputs.
pub fn scene_input(number: u32) -> String {
    format!("treatment.toml [scene {number}]")
}

/// Plans the shots where that is needed and gives the list as it stands in the folder.
pub fn run(film: &mut Film, reading: &Reading, brief: &Brief, treatment: &Treatment) -> Result<ShotList> {
    film.show.begin(STEP, None);
    let seed = film.settings.seed;
    let inputs = inputs(reading, brief, treatment, seed);
    let outcome = film.folder.step(STEP, &files(), inputs, film.on_conflict, || {
        let tempo_map = reading.tempo_map();
        let request = ShotsRequest {
            reading,
            tempo_map: &tempo_map,
            treatment,
            brief,
            holds: assets::holds(),
            places: assets::places(),
            seed,
        };
        Ok(vec![(SHOTS.name.to_owned(), SHOTS.write(&plan_shots(&request))?.into_bytes())])
    })?;
    let shots = load(&film.folder, treatment)?;
    let edited = if outcome == Outcome::KeptEdited { ", as you changed them" } else { "" };
    film.show.end(STEP, &format!("{} shots{edited}", shots.shots.len()));
    Ok(shots)
}

/// The shot list of a folder.
pub fn load(folder: &Folder, treatment: &Treatment) -> Result<ShotList> {
    let shots: ShotList = SHOTS.read(&folder.text(SHOTS.name)?)?;
    let name = SHOTS.name;
    if shots.shots.is_empty() {
        bail!("{name}: there is no shot in it\n  hint: remove the file to have it made anew");
    }
    for pair in shots.shots.windows(2) {
        if pair[0].at >= pair[1].at {
            bail!(
                "{name}: shot {} at {} does not come after shot {} at {}\n  hint: shots stand in order, each starts where the one before ends",
                pair[1].id,
                pair[1].at,
                pair[0].id,
                pair[0].at
            );
        }
    }
    for (i, shot) in shots.shots.iter().enumerate() {
        if shots.shots[..i].iter().any(|other| other.id == shot.id) {
            bail!("{name}: there are two shots {}\n  hint: give one of them another letter", shot.id);
        }
        if !treatment.scenes.iter().any(|scene| scene.number == shot.scene) {
            bail!(
                "{name}: shot {} belongs to scene {}, which the treatment does not have\n  hint: mend its scene, or remove the file to have it made anew",
                shot.id,
                shot.scene
            );
        }
        if !(8.0..=300.0).contains(&shot.lens_mm) {
            bail!("{name}: shot {} has a lens of {} mm\n  hint: 8 to 300 mm can be had", shot.id, shot.lens_mm);
        }
    }
    Ok(shots)
}
