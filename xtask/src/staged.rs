//! Holds performed by themselves, and frames of them.

use anyhow::{Context, Result};
use reversal_model::brief::Character;
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_model::look::{Look, rain_at};
use reversal_model::performance::ScenePerformance;
use reversal_model::place::Place;
use reversal_model::shots::{Height, Movement, Scale, Shot, Side, Subject};
use reversal_model::time::BarBeat;
use reversal_perform::{Condition, HoldMoment, SceneInput, perform_scene};
use reversal_shoot::camera::{CameraPath, CameraRequest};
use reversal_shoot::{HandTrack, Moment, Renderer, Stage};

/// How spent the two are and how fierce the music is: the middle of a film.
const EXHAUSTION: f32 = 0.75;
const AGGRESSION: f32 = 0.5;
/// Share of the night that has passed.
const NIGHT: f32 = 0.4;
/// How worn the clothes are.
const WEAR: f32 = 0.4;

/// Two people in a place, going through holds of equal length.
pub struct Staged<'a> {
    hold: &'a Hold,
    place: &'a Place,
    stage: Stage,
    hands: HandTrack,
    span_secs: (f64, f64),
    pub scene: ScenePerformance,
}

impl<'a> Staged<'a> {
    /// Performs `holds`, each for `hold_secs`; the first of `pair` leads. The last hold's view is the camera's.
    pub fn new(
        holds: &[&'a Hold],
        hold_secs: f64,
        pair: [&Character; 2],
        place: &'a Place,
        look: Option<&Look>,
    ) -> Result<Staged<'a>> {
        let level = |name: &str, value: f32| Curve::new(name, "", (0.0, 1.0), 1.0, vec![value]);
        let condition = Condition::tired(level("exhaustion", EXHAUSTION));
        let moment = |(index, hold): (usize, &&'a Hold)| HoldMoment {
            hold,
            quarters: hold.powers.iter().copied().max().unwrap_or(0) as i8,
            start_secs: index as f64 * hold_secs,
            end_secs: (index + 1) as f64 * hold_secs,
        };
        let moments: Vec<HoldMoment> = holds.iter().enumerate().map(moment).collect();
        let end_secs = holds.len() as f64 * hold_secs;
        let scene = perform_scene(&SceneInput {
            scene: 1,
            seed: 1,
            characters: pair,
            place,
            holds: &moments,
            start_secs: 0.0,
            end_secs,
            conditions: [&condition; 2],
            aggression: &level("aggression", AGGRESSION),
        })?;
        let hold = *holds.last().context("nothing is performed without a hold")?;
        let print = look.map(|look| look.print).unwrap_or_default();
        let night = look.map_or(NIGHT, |look| look.night_at(NIGHT));
        let stage = look.into_iter().fold(Stage::new(place, pair, night).printed(&print), Stage::lit);
        let stage = stage.rained(look.map_or(0.0, |look| rain_at(look.rain, NIGHT)));
        let stage = match scene.bodies_at(end_secs / 2.0) {
            Some(bodies) if hold.gives => stage.handing(0, &bodies),
            _ => stage,
        };
        let hands = HandTrack::new(&stage, &scene, (0.0, end_secs));
        Ok(Staged { hold, place, stage, hands, span_secs: (0.0, end_secs), scene })
    }

    /// The way of the camera in a shot of it all.
    pub fn camera(&self, shot: &Shot, aspect: f32) -> CameraPath {
        CameraPath::new(&CameraRequest {
            shot,
            hold: self.hold,
            place: self.place,
            stage: &self.stage,
            performance: &self.scene,
            span_secs: self.span_secs,
            aspect,
            exhaustion: EXHAUSTION,
            reversal_secs: None,
            seed: 1,
        })
    }

    /// Draws the moment at `secs` as the frame of that number.
    pub fn draw(
        &self,
        renderer: &mut Renderer,
        camera: &CameraPath,
        secs: f64,
        frame: u64,
        luma: &mut Vec<u8>,
    ) -> Result<()> {
        let bodies = self.scene.bodies_at(secs).context("a performance without ticks")?;
        let breath = self.scene.tick_at(secs).map_or([0.5; 2], |tick| tick.breath);
        let hands = Some(self.hands.at(secs));
        let camera = camera.at(secs);
        let swing = self.scene.swing_at(secs);
        let moment =
            Moment { bodies: &bodies, hands, breath, wear: WEAR, swing, camera: &camera, frame, frames_per_sec: 24.0 };
        renderer.draw(&self.stage, &moment, luma);
        Ok(())
    }
}

/// A locked shot of both, whole, from the hold's own view or from behind it.
pub fn whole(side: Side) -> Shot {
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

/// Pictures of one size side by side and below each other, in rows from the left.
pub struct Sheet {
    pub luma: Vec<u8>,
    pub width: usize,
    pub height: usize,
    cell: (usize, usize),
    columns: usize,
}

impl Sheet {
    /// A black sheet.
    pub fn new(cell: (usize, usize), columns: usize, rows: usize) -> Sheet {
        let (width, height) = (cell.0 * columns, cell.1 * rows);
        Sheet { luma: vec![16; width * height], width, height, cell, columns }
    }

    /// Puts a picture into a cell, counted from the upper left.
    pub fn put(&mut self, index: usize, picture: &[u8]) {
        let (left, top) = (index % self.columns * self.cell.0, index / self.columns * self.cell.1);
        for (line, pixels) in picture.chunks_exact(self.cell.0).enumerate() {
            let from = (top + line) * self.width + left;
            self.luma[from..from + self.cell.0].copy_from_slice(pixels);
        }
    }
}
