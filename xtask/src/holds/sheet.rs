//! One hold performed by itself and drawn at three moments from both sides.

use anyhow::{Context, Result};
use reversal_model::assets;
use reversal_model::hold::{AnchorKind, Hold};
use reversal_model::look::Print;
use reversal_model::performance::PerformanceMeasures;
use reversal_model::place::Place;
use reversal_model::shots::{Scale, Shot, Side, Subject};
use reversal_perform::{measure, pose_hold};
use reversal_shoot::{FrameFormat, Renderer, Toning, still_png};

use crate::staged::{self, Staged, whole};

/// Size of one picture, pixels.
const CELL: (usize, usize) = (480, 270);
/// Length of the stretch that is performed, s.
const STRETCH_SECS: f64 = 8.0;
/// The moments that are drawn, s.
const MOMENTS_SECS: [f64; 3] = [0.5, 4.0, 7.5];

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
    let staged = Staged::new(&[hold], STRETCH_SECS, pair, place, None)?;
    let ways = |leads: &dyn Fn(&Hold) -> bool| assets::holds().iter().filter(|other| leads(other)).count();
    Ok(Sheet {
        hold,
        place,
        png: picture(hold, &staged)?,
        measures: measure(std::slice::from_ref(&staged.scene), pair, &[place]),
        contact_miss_m: pose_hold(hold, pair, 0).contact_miss_m,
        ways: (ways(&|other| other.leads_to(hold)), ways(&|other| hold.leads_to(other))),
    })
}

/// The sides from which a film sees a hold: behind one at a wall, an edge or a seat there is no room for a camera.
fn sides(hold: &Hold) -> [Side; 2] {
    [Side::Front, if hold.anchor == AnchorKind::Floor { Side::Back } else { Side::Line }]
}

/// The moments beside each other; below each other both, whole, from two sides, and hands where they tell the story.
fn picture(hold: &Hold, staged: &Staged<'_>) -> Result<Vec<u8>> {
    let (width, height) = CELL;
    let aspect = width as f32 / height as f32;
    let mut renderer = Renderer::new(FrameFormat { width, height, picture_aspect: aspect });
    let rows: Vec<Shot> = sides(hold).map(whole).into_iter().chain(hold.view.hands.then(hands)).collect();
    let mut sheet = staged::Sheet::new(CELL, MOMENTS_SECS.len(), rows.len());
    let mut cell = Vec::new();
    for (row, shot) in rows.iter().enumerate() {
        let camera = staged.camera(shot, aspect);
        for (column, &secs) in MOMENTS_SECS.iter().enumerate() {
            staged.draw(&mut renderer, &camera, secs, column as u64, &mut cell)?;
            sheet.put(row * MOMENTS_SECS.len() + column, &cell);
        }
    }
    Ok(still_png(&sheet.luma, &Toning::new(&Print::default()), sheet.width, sheet.height)?)
}

/// A locked close-up of the hand that matters most.
fn hands() -> Shot {
    Shot { scale: Scale::CloseUp, subject: Subject::Hands, lens_mm: 65.0, ..whole(Side::Front) }
}
