//! `check --pictures`: a still of every take, and what is wrong with it.

use std::sync::Mutex;

use anyhow::{Context, Result};
use reversal_model::project::store::write_atomic;
use reversal_model::shots::{Scale, Shot, Subject};
use reversal_shoot::camera::Picture;
use serde::Serialize;
use serde_json::json;

use crate::args::Request;
use crate::film::{Film, Target};
use crate::folder::Folder;
use crate::parallel::for_each;
use crate::show::print_json;
use crate::stages::deliver::TakeInHand;
use crate::stages::perform;
use crate::stages::standing::{Standing, must_be_cut};

/// Width of a still, pixels.
const WIDTH: u32 = 480;
/// JPEG quality of a still.
const QUALITY: u8 = 80;
/// Where in its take a frame is looked at, a share of it.
const AT_SHARE: f64 = 0.55;
/// From here on a head counts as cut: a quarter of it lies outside.
const CUT: f32 = 0.25;
/// A face that is turned further away from the lens than 100 degrees is not seen.
const FACE: f32 = -0.17;
/// From here on one stands behind the other.
const IN_LINE: f32 = 0.5;
/// Below this mean grey, and this difference from what is around them, nobody can be made out.
const DARK: f32 = 0.12;
const SHAPE: f32 = 0.08;

/// A take and what is wrong with its still.
#[derive(Clone, Debug, Serialize)]
struct Looked {
    shot: String,
    scale: Scale,
    subject: Subject,
    place: String,
    cut: [f32; 2],
    faces: [f32; 2],
    in_line: f32,
    light: f32,
    shape: f32,
    faults: Vec<&'static str>,
}

impl Looked {
    fn new(shot: &Shot, place: &str, picture: &Picture) -> Looked {
        let detail = shot.subject == Subject::Hands;
        let close = !detail && shot.scale <= Scale::MediumCloseUp;
        let faults = [
            ("cut head", !detail && picture.cut.iter().any(|cut| *cut > CUT)),
            ("no face", close && picture.faces.iter().all(|face| *face < FACE)),
            ("in line", !detail && !close && picture.in_line > IN_LINE),
            ("dark", picture.light < DARK && picture.shape < SHAPE),
        ];
        Looked {
            shot: shot.id.clone(),
            scale: shot.scale,
            subject: shot.subject,
            place: place.to_owned(),
            cut: picture.cut,
            faces: picture.faces,
            in_line: picture.in_line,
            light: picture.light,
            shape: picture.shape,
            faults: faults.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect(),
        }
    }
}

/// Draws a still of every take into the folder's `.reversal/pictures` and tells what is wrong with each.
pub fn pictures(request: &Request) -> Result<()> {
    let common = request.verb.common();
    must_be_cut(&Folder::open(Target::find(common)?.folder())?)?;
    let film = Film::open(request)?;
    let standing = Standing::load(&film.folder)?;
    let performances = perform::fingerprints(&standing.stagecraft(film.settings.seed)?)?;
    let plan = standing.plan(&performances);
    let tempo_map = plan.reading.tempo_map();
    let takes: Vec<usize> = (0..plan.cut.takes.len()).collect();
    let spans = plan.cut.spans();
    let looked: Mutex<Vec<Option<Looked>>> = Mutex::new(vec![None; takes.len()]);
    film.show.begin("pictures", Some(takes.len() as u64));
    for_each(&takes, film.threads(), |&number| {
        let take = TakeInHand::new(&film, &plan, &tempo_map, number)?;
        let (from, to, cut) = &spans[number];
        let frame = from + ((to - from) as f64 * AT_SHARE) as u64;
        let still = take.still(frame, WIDTH)?;
        let shot = plan.shots.shots.iter().find(|shot| shot.id == cut.shot).context("a take has no shot")?;
        let scene = plan.treatment.scenes.iter().find(|scene| scene.number == cut.scene);
        let place = scene.map_or("", |scene| scene.place.as_str());
        let path = film.folder.map.file(&format!(".reversal/pictures/{:03}-{}.jpg", number + 1, shot.id));
        write_atomic(&path, &still.jpeg(QUALITY)?)?;
        let seen = Looked::new(shot, place, &take.picture(frame, &still)?);
        looked.lock().unwrap_or_else(std::sync::PoisonError::into_inner)[number] = Some(seen);
        Ok(())
    })?;
    let looked: Vec<Looked> =
        looked.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_iter().flatten().collect();
    if common.json {
        return print_json(&json!({ "takes": looked }));
    }
    film.show.end("pictures", &format!("{} stills in .reversal/pictures", looked.len()));
    for name in ["cut head", "no face", "in line", "dark"] {
        let shots: Vec<&str> =
            looked.iter().filter(|take| take.faults.contains(&name)).map(|take| take.shot.as_str()).collect();
        film.show.say(&format!("picture  {name:<9} {:>3} of {} takes: {}", shots.len(), looked.len(), shots.join(" ")));
    }
    Ok(())
}
