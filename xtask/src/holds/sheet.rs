//! One hold performed by itself and drawn at three moments from both sides.

use anyhow::{Context, Result};
use reversal_model::assets;
use reversal_model::brief::Character;
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_model::look::Print;
use reversal_model::performance::{PerformanceMeasures, ScenePerformance};
use reversal_model::place::Place;
use reversal_model::shots::{Height, Movement, Scale, Shot, Side, Subject};
use reversal_model::time::BarBeat;
use reversal_perform::{Condition, HoldMoment, SceneInput, measure, perform_scene, pose_hold};
use reversal_shoot::camera::{CameraPath, CameraRequest};
use reversal_shoot::{FrameFormat, HandTrack, Moment, Renderer, Stage, Toning, still_png};

/// Size of one picture, pixels.
const CELL: (usize, usize) = (480, 270);
/// Length of the stretch that is performed, s.
const STRETCH_SECS: f64 = 8.0;
/// The moments that are drawn, s.
const MOMENTS_SECS: [f64; 3] = [0.5, 4.0, 7.5];
/// The pictures of a moment, a row each: both, whole, from either side; hands where they tell the story.
const WHOLE: [Side; 2] = [Side::Front, Side::Back];
/// How spent the two are and how fierce the music is: the middle of a film.
const EXHAUSTION: f32 = 0.75;
const AGGRESSION: f32 = 0.5;
/// Share of the night that has passed.
const NIGHT: f32 = 0.4;

/// A hold's pictures and what was measured of it.
pub struct Sheet {
    pub hold: &'static Hold,
    pub place: &'static Place,
    pub png: Vec<u8>,
    pub measures: PerformanceMeasures,
    /// Most that a contact of the posture misses what the hold's file asks for, m.
    pub contact_miss_m: f32,
    /// How many holds it may follow, and how many may follow it.
    pub ways: (usize, usize),
}

impl Sheet {
    /// Name of its picture.
    pub fn file_name(&self) -> String {
        format!("{}.png", self.hold.name)
    }

    /// What was measured, in words.
    pub fn line(&self) -> String {
        let measures = &self.measures;
        format!(
            "{:15} {:8} miss {:.3} m, sinks {:.3} m, slides {:.3} m, jumps {:.3} m, in touch {:3.0} %, {} in, {} out",
            self.hold.name,
            self.place.name,
            self.contact_miss_m,
            measures.penetration_m.max,
            measures.foot_slide_m.max,
            measures.joint_jump_m.max,
            measures.contact_share * 100.0,
            self.ways.0,
            self.ways.1
        )
    }
}

/// Performs and draws a hold with the people of the default brief, in its first place that has room for it.
pub fn draw(hold: &'static Hold) -> Result<Sheet> {
    let brief = &assets::briefs()[0];
    let pair = [&brief.characters[0], &brief.characters[1]];
    let place = brief
        .places
        .iter()
        .filter_map(|used| assets::place(&used.place))
        .find(|place| place.anchors.iter().any(|anchor| anchor.kind == hold.anchor))
        .with_context(|| format!("no place of {} has an anchor for {}", brief.name, hold.name))?;
    let scene = perform(hold, pair, place)?;
    let ways = |leads: &dyn Fn(&Hold) -> bool| assets::holds().iter().filter(|other| leads(other)).count();
    Ok(Sheet {
        hold,
        place,
        png: picture(hold, pair, place, &scene)?,
        measures: measure(std::slice::from_ref(&scene), pair, &[place]),
        contact_miss_m: pose_hold(hold, pair, 0).contact_miss_m,
        ways: (ways(&|other| other.leads_to(hold)), ways(&|other| hold.leads_to(other))),
    })
}

fn perform(hold: &Hold, pair: [&Character; 2], place: &Place) -> Result<ScenePerformance> {
    let level = |name: &str, value: f32| Curve::new(name, "", (0.0, 1.0), 1.0, vec![value]);
    let quarters = hold.powers.iter().copied().max().unwrap_or(0) as i8;
    let condition = Condition::tired(level("exhaustion", EXHAUSTION));
    let moment = HoldMoment { hold, quarters, start_secs: 0.0, end_secs: STRETCH_SECS };
    let input = SceneInput {
        scene: 1,
        seed: 1,
        characters: pair,
        place,
        holds: &[moment],
        start_secs: 0.0,
        end_secs: STRETCH_SECS,
        conditions: [&condition; 2],
        aggression: &level("aggression", AGGRESSION),
    };
    Ok(perform_scene(&input)?)
}

/// The moments beside each other, the sides below each other.
fn picture(hold: &Hold, pair: [&Character; 2], place: &Place, scene: &ScenePerformance) -> Result<Vec<u8>> {
    let (width, height) = CELL;
    let aspect = width as f32 / height as f32;
    let stage = Stage::new(place, pair, NIGHT);
    let mut renderer = Renderer::new(FrameFormat { width, height, picture_aspect: aspect });
    let stage = match scene.bodies_at(MOMENTS_SECS[1]) {
        Some(bodies) if hold.gives => stage.handing(0, &bodies),
        _ => stage,
    };
    let rows: Vec<Shot> = WHOLE.map(whole).into_iter().chain(hold.view.hands.then(hands)).collect();
    let mut sheet = vec![16; width * MOMENTS_SECS.len() * height * rows.len()];
    let hands_track = HandTrack::new(&stage, scene, (0.0, STRETCH_SECS));
    let mut cell = Vec::new();
    for (row, shot) in rows.iter().enumerate() {
        let path = CameraPath::new(&CameraRequest {
            shot,
            hold,
            place,
            stage: &stage,
            performance: scene,
            span_secs: (0.0, STRETCH_SECS),
            aspect,
            exhaustion: EXHAUSTION,
            reversal_secs: None,
            seed: 1,
        });
        for (column, &secs) in MOMENTS_SECS.iter().enumerate() {
            let bodies = scene.bodies_at(secs).context("a performance without ticks")?;
            let breath = scene.tick_at(secs).map_or([0.5; 2], |tick| tick.breath);
            let camera = path.at(secs);
            let hands = Some(hands_track.at(secs));
            let moment = Moment { bodies: &bodies, hands, breath, wear: 0.4, camera: &camera, frame: column as u64 };
            renderer.draw(&stage, &moment, &mut cell);
            for (line, pixels) in cell.chunks(width).enumerate() {
                let from = (row * height + line) * width * MOMENTS_SECS.len() + column * width;
                sheet[from..from + width].copy_from_slice(pixels);
            }
        }
    }
    let untoned = Toning::new(&Print::default());
    Ok(still_png(&sheet, &untoned, width * MOMENTS_SECS.len(), height * rows.len())?)
}

/// A locked shot of both, whole, from the hold's own view or from behind it.
fn whole(side: Side) -> Shot {
    Shot {
        id: "1A".to_owned(),
        scene: 1,
        at: BarBeat::downbeat(0),
        scale: Scale::Wide,
        subject: Subject::Both,
        side,
        movement: Movement::Locked,
        height: Height::Level,
        lens_mm: 40.0,
        azimuth_deg: 0.0,
        description: String::new(),
        reason: String::new(),
    }
}

/// A locked close-up of the hand that matters most.
fn hands() -> Shot {
    Shot { scale: Scale::CloseUp, subject: Subject::Hands, lens_mm: 65.0, ..whole(Side::Front) }
}
