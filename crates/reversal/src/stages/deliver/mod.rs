//! Cut and performance to the film, its captions, its timeline and its papers.

mod draw;
mod film_file;
mod flashes;
mod handing;
pub mod papers;
mod rehearsal;
mod still_picture;
mod stills;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use reversal_model::assets;
use reversal_model::brief::{Brief, Character};
use reversal_model::check::FlashFacts;
use reversal_model::cut::{Cut, CutTake};
use reversal_model::lettering::{Card, Lettering};
use reversal_model::limits::CHUNK_FRAMES_MAX;
use reversal_model::look::Look;
use reversal_model::project::map::Map;
use reversal_model::project::stale::{Inputs, fingerprint};
use reversal_model::reading::Reading;
use reversal_model::settings::Settings;
use reversal_model::shots::{Shot, ShotList};
use reversal_model::time::TempoMap;
use reversal_model::treatment::Treatment;
use serde::Serialize;

pub use self::draw::TakeInHand;
use self::handing::Handing;
pub use self::rehearsal::Rehearsals;
pub use self::still_picture::StillPicture;
use super::of_value;
use super::perform::{Performances, find_place};
use crate::film::Film;
use crate::folder::Folder;

/// Raised when the same chunk would be drawn differently.
const DRAW_VERSION: &str = "18";

/// Raised when the same cards would be set or printed differently; a chunk without cards does not depend on it.
const TYPE_VERSION: &str = "1";

/// Name of the step.
pub const STEP: &str = "deliver";

/// All that a film is delivered from.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub reading: &'a Reading,
    pub brief: &'a Brief,
    pub treatment: &'a Treatment,
    pub shots: &'a ShotList,
    pub cut: &'a Cut,
    pub performances: &'a Performances,
    pub lettering: &'a Lettering,
}

/// What was delivered.
#[derive(Debug, Serialize)]
pub struct Delivered {
    pub film: String,
    pub frames: u64,
    pub rate: String,
    pub duration_secs: f64,
    pub size: String,
    /// Frames that had to be drawn; the others were there.
    pub frames_drawn: u64,
    /// Seconds of the workers' time for simulating, drawing with finishing, and encoding those frames.
    pub worker_secs: BTreeMap<&'static str, f64>,
    /// How the song went into the film: `copied` packet by packet or `encoded` anew.
    pub song: String,
}

/// Delivers what is stale.
pub fn run(film: &mut Film, plan: &Plan) -> Result<Delivered> {
    let chunks = chunks(plan, &film.settings)?;
    let mut drawn = draw::Drawn::default();
    let meter = draw::light_meter(&draw::video_format(plan, &film.settings));
    let settled = flashes::settle(plan.cut, &chunks, |chunks| {
        drawn.add(draw::draw_missing(film, plan, chunks)?);
        Ok(flashes::lights_of(&film.folder.map, chunks, &meter))
    })?;
    let settled = settled.context("what was drawn is not in the film's folder any more")?;
    let song = film_file::write(film, plan, &settled.chunks)?;
    papers::write(film, plan)?;
    draw::forget_spare_chunks(film, &settled.drawn);
    let (width, height) = film.settings.frame_size();
    Ok(Delivered {
        film: film.folder.map.film().display().to_string(),
        frames: plan.cut.frames,
        rate: plan.cut.rate.to_string(),
        duration_secs: plan.cut.rate.secs_from_frame(plan.cut.frames),
        size: format!("{width}x{height}"),
        frames_drawn: drawn.frames,
        worker_secs: drawn.worker_secs,
        song,
    })
}

/// How often the film flashes that was drawn last; None where it was not drawn, or not as it is planned now.
pub fn flash_facts(folder: &Folder, plan: &Plan, settings: &Settings) -> Result<Option<FlashFacts>> {
    let meter = draw::light_meter(&draw::video_format(plan, settings));
    let see = |chunks: &[Chunk]| Ok(flashes::lights_of(&folder.map, chunks, &meter));
    Ok(flashes::settle(plan.cut, &chunks(plan, settings)?, see)?.map(|settled| settled.facts))
}

/// Frames that are drawn and encoded together; a closed group of pictures of its own.
#[derive(Clone)]
pub struct Chunk {
    /// First frame of the film.
    pub from: u64,
    /// Frame after the last.
    pub to: u64,
    /// Index of the take in the cut.
    pub take: usize,
    /// Steps that its light is lowered by.
    pub step: usize,
    /// Fingerprint of all that its pictures are made of.
    pub fingerprint: String,
}

impl Chunk {
    /// Whether it lies in a folder.
    pub fn is_drawn(&self, map: &Map) -> bool {
        map.chunk(&self.fingerprint).is_file() && map.chunk_lights(&self.fingerprint).is_file()
    }

    /// This, not lowered yet, with its light lowered by some steps.
    fn lowered(&self, step: usize) -> Chunk {
        let lowered = || fingerprint(of_value(&(&self.fingerprint, step)).as_bytes());
        Chunk { step, fingerprint: if step == 0 { self.fingerprint.clone() } else { lowered() }, ..*self }
    }
}

/// The chunks of a film: each take in equal parts of at most [`CHUNK_FRAMES_MAX`] frames.
pub fn chunks(plan: &Plan, settings: &Settings) -> Result<Vec<Chunk>> {
    let tempo_map = plan.reading.tempo_map();
    let mut chunks = Vec::new();
    for (index, (from, to, take)) in plan.cut.spans().into_iter().enumerate() {
        let take_value = of_take(plan, settings, &tempo_map, take)?;
        let parts = (to - from).div_ceil(CHUNK_FRAMES_MAX).max(1);
        for part in 0..parts {
            let (first, end) = (from + (to - from) * part / parts, from + (to - from) * (part + 1) / parts);
            let frames = (first, end, plan.cut.rate, plan.cut.song_start_secs);
            let cards: Vec<&Card> = plan.lettering.within(first, end).collect();
            let value = match cards.as_slice() {
                [] => of_value(&(&take_value, frames)),
                cards => of_value(&(&take_value, frames, TYPE_VERSION, cards)),
            };
            let fingerprint = fingerprint(value.as_bytes());
            chunks.push(Chunk { from: first, to: end, take: index, step: 0, fingerprint });
        }
    }
    Ok(chunks)
}

/// Fingerprints of what the pictures of each take are made of but for what is written on them, by its shot.
pub fn take_fingerprints(plan: &Plan, settings: &Settings) -> Result<BTreeMap<String, String>> {
    let tempo_map = plan.reading.tempo_map();
    let of_take = |take: &CutTake| Ok((take.shot.clone(), of_take(plan, settings, &tempo_map, take)?));
    plan.cut.takes.iter().map(of_take).collect()
}

/// Fingerprint of what all pictures of a take are made of.
fn of_take(plan: &Plan, settings: &Settings, tempo_map: &TempoMap, take: &CutTake) -> Result<String> {
    let shot = shot_of(plan, &take.shot)?;
    let performance = plan.performances.get(&take.scene).context("a take's scene was not performed")?;
    let place = find_place(place_of(plan, take.scene)?)?;
    // What a person is like in words may change without a new picture.
    let look = |character: &Character| (character.height_m, character.breadth, character.wardrobe);
    let looks: Vec<_> = plan.brief.characters.iter().map(look).collect();
    let light = look_of(plan)?;
    let lighting = |look: &Look| (look.light, look.air, look.night);
    Ok(of_value(&(
        DRAW_VERSION,
        (shot, shot_secs(plan.shots, tempo_map, &shot.id), performance),
        (place, looks, plan.brief.palette.print(light), light.map(lighting), tempo_map.duration_secs()),
        plan.brief.palette.rain(light),
        (settings.frame_size(), settings.aspect.name, settings.seed),
        Handing::seen(plan.treatment, assets::holds(), tempo_map, shot_secs(plan.shots, tempo_map, &shot.id)),
    )))
}

/// A shot by its id.
pub fn shot_of<'a>(plan: &'a Plan, id: &str) -> Result<&'a Shot> {
    plan.shots.shots.iter().find(|shot| shot.id == id).with_context(|| format!("there is no shot {id} in shots.toml"))
}

/// The look that the film's brief names, if it names one.
pub fn look_of(plan: &Plan) -> Result<Option<&'static Look>> {
    let named = |name: &String| assets::look(name).with_context(|| format!("there is no look '{name}'"));
    plan.brief.palette.look.as_ref().map(named).transpose()
}

/// Name of the place where a scene plays.
pub fn place_of<'a>(plan: &'a Plan, scene: u32) -> Result<&'a str> {
    let scene = plan.treatment.scenes.iter().find(|content| content.number == scene);
    scene.map(|scene| scene.place.as_str()).context("a take belongs to a scene that the treatment does not have")
}

/// When a shot starts and ends, in seconds of the song, whatever part of it the cut takes.
pub fn shot_secs(shots: &ShotList, tempo_map: &TempoMap, id: &str) -> (f64, f64) {
    let index = shots.shots.iter().position(|shot| shot.id == id).unwrap_or(0);
    let start = |index: usize| {
        shots.shots.get(index).map_or(tempo_map.duration_secs(), |shot| tempo_map.song_from_bar_beat(shot.at))
    };
    (start(index), start(index + 1))
}

/// The film's file of the step.
pub fn film_files() -> Vec<String> {
    vec!["out/film.mp4".to_owned()]
}

/// What the film's file is made of.
pub fn film_inputs(plan: &Plan, settings: &Settings, song_fingerprint: &str) -> Result<Inputs> {
    let mut inputs = Inputs::from([
        ("the song".to_owned(), song_fingerprint.to_owned()),
        ("the song's tags".to_owned(), of_value(&plan.reading.song)),
        ("--fps".to_owned(), plan.cut.rate.to_string()),
        ("--size and --aspect".to_owned(), format!("{:?} {}", settings.frame_size(), settings.aspect.name)),
        ("the part of the song".to_owned(), of_value(&(plan.cut.song_start_secs, plan.cut.frames))),
    ]);
    for chunk in chunks(plan, settings)? {
        let shot = plan.cut.takes.get(chunk.take).map_or("", |take| &take.shot);
        let name = format!("shot {shot}");
        // A take in several chunks is one input: a person knows shots, not chunks.
        let before = inputs.remove(&name).unwrap_or_default();
        inputs.insert(name, fingerprint(format!("{before}{}", chunk.fingerprint).as_bytes()));
    }
    Ok(inputs)
}
