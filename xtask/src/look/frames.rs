//! The frames that are compared: each place's light, each scale and a look once.

use anyhow::{Context, Result};
use reversal_model::assets;
use reversal_model::shots::{Scale, Shot, Side, Subject};
use reversal_shoot::{FrameFormat, Renderer, Toning};

use crate::staged::{Staged, whole};

/// Width and height of a frame, pixels.
pub const SIZE: (usize, usize) = (320, 180);
/// How long a hold is performed, and when the frame is taken, s.
const HOLD_SECS: f64 = 4.0;
const AT_SECS: f64 = 3.0;

/// A frame of one hold.
pub struct Frame {
    pub name: &'static str,
    pub brief: &'static str,
    pub place: &'static str,
    pub hold: &'static str,
    pub look: Option<&'static str>,
    pub scale: Scale,
    pub subject: Subject,
    pub lens_mm: f32,
}

/// The frames.
pub const FRAMES: [Frame; 6] = [
    frame("street-wide", "street", "clinch", None, Scale::Wide, Subject::Both, 32.0),
    frame("car-sitting", "car", "apart_sitting", None, Scale::Medium, Subject::Both, 40.0),
    frame("hallway-face", "hallway", "pin_wall", Some("moon"), Scale::MediumCloseUp, Subject::First, 65.0),
    frame("kitchen-hands", "kitchen", "hold_out", None, Scale::ExtremeCloseUp, Subject::Hands, 65.0),
    frame("roof-dawn", "roof", "one_stands", Some("dawn"), Scale::Wide, Subject::Both, 32.0),
    frame("bedroom-ink", "bedroom", "help_up", Some("ink"), Scale::MediumLong, Subject::Both, 32.0),
];

const fn frame(
    name: &'static str,
    place: &'static str,
    hold: &'static str,
    look: Option<&'static str>,
    scale: Scale,
    subject: Subject,
    lens_mm: f32,
) -> Frame {
    Frame { name, brief: "cop-and-kid", place, hold, look, scale, subject, lens_mm }
}

/// Draws a frame: its luma, and the toning of its look.
pub fn draw(frame: &Frame) -> Result<(Vec<u8>, Toning)> {
    let brief = assets::briefs().iter().find(|brief| brief.name == frame.brief).context("no such brief")?;
    let place = assets::place(frame.place).context("no such place")?;
    let hold = assets::hold(frame.hold).context("no such hold")?;
    let look = frame.look.map(|name| assets::look(name).context("no such look")).transpose()?;
    let staged = Staged::new(&[hold], HOLD_SECS, [&brief.characters[0], &brief.characters[1]], place, look)?;
    let shot = Shot { scale: frame.scale, subject: frame.subject, lens_mm: frame.lens_mm, ..whole(Side::Front) };
    let (width, height) = SIZE;
    let aspect = width as f32 / height as f32;
    let mut renderer = Renderer::new(FrameFormat { width, height, picture_aspect: aspect });
    let mut luma = Vec::new();
    staged.draw(&mut renderer, &staged.camera(&shot, aspect), AT_SECS, 1, &mut luma)?;
    Ok((luma, Toning::new(&look.map(|look| look.print).unwrap_or_default())))
}
