//! Performs a row of holds and draws a strip of it:
//! `cargo run -p reversal-perform --example strip -- OUT.png PLACE FROM TO HOLD[:QUARTERS]…` (4 s a hold).

mod draw;

use std::io::Write;

use draw::{Panel, Sheet};
use glam::Vec3;
use reversal_model::assets;
use reversal_model::curve::Curve;
use reversal_perform::{Condition, HoldMoment, SceneInput, limbs, measure, perform_scene};

const FRAMES: usize = 20;
const HOLD_SECS: f64 = 4.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("OUT.png PLACE FROM TO HOLD[:QUARTERS]…");
    let (path, place) = (next()?, next()?);
    let (from, to): (f64, f64) = (next()?.parse()?, next()?.parse()?);
    let mut holds = Vec::new();
    for (number, named) in arguments.enumerate() {
        let (name, quarters) = named.split_once(':').unwrap_or((&named, "1"));
        let start_secs = number as f64 * HOLD_SECS;
        holds.push(HoldMoment {
            hold: assets::hold(name).ok_or("no such hold")?,
            quarters: quarters.parse()?,
            start_secs,
            end_secs: start_secs + HOLD_SECS,
        });
    }
    let place = assets::place(&place).ok_or("no such place")?;
    let characters = &assets::briefs()[0].characters;
    let pair = [&characters[0], &characters[1]];
    let level = |name: &str, value: f32| Curve::new(name, "", (0.0, 1.0), 1.0, vec![value]);
    let condition = Condition::tired(level("exhaustion", 0.6));
    let input = SceneInput {
        scene: 1,
        seed: 5,
        characters: pair,
        place,
        start_secs: 0.0,
        end_secs: holds.len() as f64 * HOLD_SECS,
        holds: &holds,
        conditions: [&condition, &condition],
        aggression: &level("aggression", 0.6),
    };
    let scene = perform_scene(&input)?;
    writeln!(std::io::stdout(), "{:#?}", measure(std::slice::from_ref(&scene), pair, &[place]))?;
    let body_limbs = pair.map(limbs);
    let (columns, width, height) = (5, 380, 260);
    let mut sheet = Sheet::new(width * columns, height * FRAMES.div_ceil(columns));
    for frame in 0..FRAMES {
        let secs = from + (to - from) * frame as f64 / (FRAMES - 1) as f64;
        let bodies = scene.bodies_at(secs).ok_or("the scene is empty")?;
        let middle = (bodies[0][0] + bodies[1][0]) * 0.5;
        let panel = Panel {
            left: frame % columns * width,
            top: frame / columns * height,
            width,
            height,
            across_m: 3.6,
            at: Vec3::new(middle.x, 0.0, middle.z),
            azimuth_deg: 15.0,
            elevation_deg: 10.0,
        };
        sheet.draw(panel, &bodies[0], &body_limbs[0], [0.55, 0.42]);
        sheet.draw(panel, &bodies[1], &body_limbs[1], [1.0, 0.80]);
    }
    sheet.save(path)
}
