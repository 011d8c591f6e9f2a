//! Treatment to performed scenes, kept by fingerprint: a scene is performed
//! anew when something that it is made of has changed, and no other is.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, anyhow};
use reversal_direct::exhaustion::exhaustion;
use reversal_direct::people::{State, courses, curve_of};
use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_model::performance::ScenePerformance;
use reversal_model::place::Place;
use reversal_model::project::store::{read_bytes, write_atomic};
use reversal_model::reading::{Reading, curve_names};
use reversal_model::time::TempoMap;
use reversal_model::treatment::Treatment;
use reversal_perform::{Condition, HoldMoment, SceneInput, drive, from_bytes, perform_scene, to_bytes};

use super::of_value;
use crate::film::Film;
use crate::folder::Folder;
use crate::parallel::for_each;

/// Raised when the same scene would be performed differently.
const VERSION: &str = "10";

/// Name of the step.
pub const STEP: &str = "perform";

/// All that the scenes of a film are performed from.
pub struct Stagecraft<'a> {
    pub brief: &'a Brief,
    pub treatment: &'a Treatment,
    pub tempo_map: TempoMap,
    pub aggression: Curve,
    /// What the two have in them, a scene each.
    pub conditions: Vec<[Condition; 2]>,
    pub seed: u64,
}

impl<'a> Stagecraft<'a> {
    /// Gathers what scenes are performed from.
    pub fn new(reading: &Reading, brief: &'a Brief, treatment: &'a Treatment, seed: u64) -> Result<Stagecraft<'a>> {
        let curve = |name: &str| {
            reading.curve(name).with_context(|| {
                format!("curves.csv has no column {name}\n  hint: remove the file to have it made anew")
            })
        };
        let aggression = drive(curve(curve_names::AGGRESSION_WITHIN)?, curve(curve_names::LOUDNESS)?);
        let tempo_map = reading.tempo_map();
        let starts: Vec<f64> = (0..=tempo_map.bars()).map(|bar| tempo_map.song_from_bar(bar)).collect();
        let exhaustion = exhaustion(reading, &brief.rules);
        let courses = courses(treatment, brief, assets::holds(), &exhaustion, &starts);
        let in_scene = |scene: usize| {
            // Nothing of the scenes beside it, so that an edit there leaves this one as it is.
            let (from, to) = treatment.scene_bars(scene);
            let (from, to) = (from as usize, to.min(tempo_map.bars()) as usize);
            courses.each_ref().map(|course| {
                let curve = |name: &str, of: fn(&State) -> i32| {
                    curve_of(
                        course.get(from..to).unwrap_or_default(),
                        starts.get(from..=to).unwrap_or_default(),
                        name,
                        of,
                    )
                };
                Condition {
                    exhaustion: curve("exhaustion", |state| state.exhaustion),
                    fear: curve("fear", |state| state.fear),
                    shame: curve("shame", |state| state.shame),
                    hatred: curve("hatred", |state| state.hatred),
                }
            })
        };
        let conditions = (0..treatment.scenes.len()).map(in_scene).collect();
        Ok(Stagecraft { brief, treatment, tempo_map, aggression, conditions, seed })
    }

    /// What the two do in a scene (an index), one hold after the other.
    fn moments(&self, scene: usize) -> Result<Vec<HoldMoment<'static>>> {
        self.treatment
            .hold_spans()
            .iter()
            .filter(|span| span.scene == scene)
            .map(|span| {
                Ok(HoldMoment {
                    hold: find_hold(&span.cue.hold)?,
                    quarters: span.cue.quarters(),
                    start_secs: self.tempo_map.song_from_bar(span.from_bar),
                    end_secs: self.tempo_map.song_from_bar(span.to_bar),
                })
            })
            .collect()
    }

    /// A scene (an index) as the simulation takes it.
    fn scene<'b>(&'b self, scene: usize, holds: &'b [HoldMoment<'b>]) -> Result<SceneInput<'b>> {
        let (from_bar, to_bar) = self.treatment.scene_bars(scene);
        let content = self.treatment.scenes.get(scene).context("the treatment has no such scene")?;
        Ok(SceneInput {
            scene: content.number,
            seed: self.seed,
            characters: [&self.brief.characters[0], &self.brief.characters[1]],
            place: find_place(&content.place)?,
            holds,
            start_secs: self.tempo_map.song_from_bar(from_bar),
            end_secs: self.tempo_map.song_from_bar(to_bar),
            conditions: self.conditions[scene].each_ref(),
            aggression: &self.aggression,
        })
    }

    /// Performs a scene (an index).
    pub fn perform(&self, scene: usize) -> Result<ScenePerformance> {
        Ok(perform_scene(&self.scene(scene, &self.moments(scene)?)?)?)
    }

    /// Fingerprint of all that a scene's performance is made of.
    pub fn scene_fingerprint(&self, scene: usize) -> Result<String> {
        let holds = self.moments(scene)?;
        let input = self.scene(scene, &holds)?;
        let holds: Vec<_> = input
            .holds
            .iter()
            .map(|moment| (moment.hold, moment.quarters, moment.start_secs, moment.end_secs))
            .collect();
        let builds: Vec<_> = input.characters.iter().map(|character| (character.height_m, character.breadth)).collect();
        let steps = ((input.end_secs - input.start_secs) * 2.0).ceil() as u32;
        let over_the_scene = |curve: &Curve| -> Vec<f32> {
            (0..=steps).map(|step| curve.at(input.start_secs + f64::from(step) / 2.0)).collect()
        };
        Ok(of_value(&(
            VERSION,
            (input.scene, input.seed, holds, builds),
            stage_side(input.place),
            (input.start_secs, input.end_secs),
            input.conditions.map(|condition| {
                let Condition { exhaustion, fear, shame, hatred } = condition;
                [exhaustion, fear, shame, hatred].map(over_the_scene)
            }),
            over_the_scene(input.aggression),
        )))
    }
}

/// What bodies meet of a place; its light may change without a new performance.
fn stage_side(place: &Place) -> impl serde::Serialize {
    (&place.name, &place.anchors, &place.boxes, &place.solids)
}

/// A hold by name.
pub fn find_hold(name: &str) -> Result<&'static Hold> {
    assets::hold(name).ok_or_else(|| anyhow!("there is no hold '{name}'"))
}

/// A place by name.
pub fn find_place(name: &str) -> Result<&'static Place> {
    assets::place(name).ok_or_else(|| anyhow!("there is no place '{name}'"))
}

/// Where the performed scenes of a film lie, by scene number.
pub type Performances = BTreeMap<u32, String>;

/// Performs the scenes that the film shows and that are not there yet; gives the fingerprints of all.
pub fn run(film: &Film, craft: &Stagecraft) -> Result<Performances> {
    let span = film.settings.from_secs.unwrap_or(0.0)..film.settings.to_secs.unwrap_or(f64::INFINITY);
    let shown = |scene: usize| {
        let (from_bar, to_bar) = craft.treatment.scene_bars(scene);
        craft.tempo_map.song_from_bar(from_bar) < span.end && span.start < craft.tempo_map.song_from_bar(to_bar)
    };
    let performances = fingerprints(craft)?;
    let scenes: Vec<usize> = (0..craft.treatment.scenes.len()).filter(|&scene| shown(scene)).collect();
    let fingerprint_of =
        |scene: usize| performances.get(&craft.treatment.scenes[scene].number).cloned().unwrap_or_default();
    let missing: Vec<usize> =
        scenes.iter().copied().filter(|&scene| load(&film.folder, &fingerprint_of(scene)).is_err()).collect();
    film.show.begin(STEP, Some(missing.len() as u64));
    let done = AtomicU64::new(0);
    for_each(&missing, film.threads(), |&scene| {
        let performance = craft.perform(scene)?;
        write_atomic(&film.folder.map.performance(&fingerprint_of(scene)), &to_bytes(&performance))?;
        film.show.advance(STEP, done.fetch_add(1, Ordering::Relaxed) + 1, missing.len() as u64);
        Ok(())
    })?;
    let kept = scenes.len() - missing.len();
    let kept = if kept == 0 { String::new() } else { format!(", {kept} kept") };
    film.show.end(STEP, &format!("{} scenes{kept}", missing.len()));
    Ok(performances)
}

/// Fingerprints of all scenes by their numbers.
pub fn fingerprints(craft: &Stagecraft) -> Result<Performances> {
    craft
        .treatment
        .scenes
        .iter()
        .enumerate()
        .map(|(i, scene)| Ok((scene.number, craft.scene_fingerprint(i)?)))
        .collect()
}

/// A performed scene by its fingerprint.
pub fn load(folder: &Folder, scene_fingerprint: &str) -> Result<ScenePerformance> {
    let path = folder.map.performance(scene_fingerprint);
    let bytes = read_bytes(&path)?.with_context(|| format!("{} is missing", path.display()))?;
    Ok(from_bytes(&bytes)?)
}
