//! Draws stills of each place at each scale: `cargo run --release --example stills -- FOLDER [NAME-PART] [BRIEF] [LOOK]
//! [SHARE] [FRAMES] [HEIGHT]`: at a share of the film, which has its hour and its rain, so many frames on end.
#![allow(clippy::print_stdout)]

mod common;

use std::time::Instant;

use glam::Vec3;
use reversal_model::assets::{briefs, look, place};
use reversal_model::look::{night_of_no_look, rain_at};
use reversal_shoot::{FrameFormat, Moment, Renderer, Stage, Toning, still_png};

/// Place, pair of postures, origin, eye and aim from it, lens, aperture.
type Setup = (&'static str, &'static str, [f32; 3], [f32; 3], [f32; 3], f32, f32);

const SHOTS: &[Setup] = &[
    ("street", "clinch", [0.0, 0.0, 0.0], [-0.7, 0.85, 4.3], [0.25, 0.95, 0.0], 35.0, 0.006),
    ("street", "apart", [0.0, 0.0, 0.0], [-0.5, 1.15, 6.6], [0.2, 1.25, 0.0], 32.0, 0.003),
    ("street", "over", [0.0, 0.0, 0.0], [-1.2, 0.5, 2.9], [0.0, 0.85, 0.0], 40.0, 0.008),
    ("street", "clinch-close", [0.0, 0.0, 0.0], [-0.45, 1.32, 1.7], [0.02, 1.40, 0.0], 65.0, 0.02),
    ("street", "over-hands", [0.0, 0.0, 0.0], [-0.5, 1.0, 1.5], [-0.15, 0.85, 0.0], 60.0, 0.015),
    ("car", "clinch", [-0.6, 0.0, 0.9], [-0.3, 0.95, 4.2], [0.3, 1.0, 0.0], 38.0, 0.006),
    ("car", "sit", [-2.0, 0.0, 0.2], [0.8, 0.7, 3.6], [0.4, 0.7, 0.2], 38.0, 0.008),
    ("car", "over-wide", [-0.6, 0.0, 0.9], [0.8, 1.3, 6.0], [0.5, 0.9, 0.0], 30.0, 0.003),
    ("hallway", "clinch", [0.0, 0.0, 0.6], [0.5, 1.0, 4.0], [0.05, 1.1, 0.0], 35.0, 0.006),
    ("hallway", "over-close", [0.0, 0.0, 0.6], [-0.5, 0.9, 2.1], [0.0, 0.9, 0.0], 50.0, 0.015),
    ("hallway", "sit", [-1.2, 0.0, -0.3], [0.9, 0.75, 3.9], [0.1, 0.75, 0.2], 32.0, 0.004),
    ("bedroom", "clinch", [0.0, 0.0, 1.2], [0.6, 1.1, 3.9], [0.0, 1.05, 0.0], 32.0, 0.005),
    ("bedroom", "sit", [0.0, 0.0, 1.0], [0.3, 0.9, 4.2], [0.0, 0.65, 0.0], 32.0, 0.004),
    ("rockface", "clinch", [0.0, 0.0, 0.6], [-0.6, 1.0, 4.2], [0.1, 1.05, 0.0], 35.0, 0.006),
    ("rockface", "apart", [0.0, 0.0, 0.6], [-0.4, 1.2, 5.8], [0.1, 1.4, 0.0], 28.0, 0.003),
    ("gym", "clinch", [0.0, 0.0, 0.4], [-0.5, 1.0, 4.2], [0.3, 1.05, 0.0], 35.0, 0.006),
    ("gym", "apart", [0.0, 0.0, 0.4], [-0.8, 1.2, 5.0], [0.4, 1.3, 0.0], 28.0, 0.003),
    ("porch", "clinch", [0.0, 0.0, 0.1], [-0.5, 1.0, 4.2], [0.1, 1.05, 0.0], 35.0, 0.006),
    ("porch", "apart", [0.0, 0.0, 0.1], [-0.6, 1.2, 5.9], [0.1, 1.3, 0.0], 28.0, 0.003),
    ("stairwell", "clinch", [-0.6, 0.0, 1.0], [0.5, 1.0, 4.0], [0.1, 1.05, 0.0], 32.0, 0.006),
    ("kitchen", "clinch", [-0.5, 0.0, 0.7], [-0.4, 1.0, 4.0], [0.1, 1.05, 0.0], 32.0, 0.006),
    ("roof", "clinch", [0.0, 0.0, 0.5], [0.6, 1.0, 4.2], [-0.1, 1.05, 0.0], 35.0, 0.006),
    ("bedroom", "apart-close", [0.0, 0.0, 1.2], [0.0, 1.35, 1.9], [-0.85, 1.45, 0.0], 60.0, 0.02),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "/tmp".to_owned());
    let part = arguments.next().unwrap_or_default();
    let brief = arguments.next().unwrap_or_else(|| "cop-and-kid".to_owned());
    let brief = briefs().iter().find(|b| b.name == brief).ok_or("no such brief")?;
    let look = arguments.next().and_then(|name| look(&name));
    let mut number = |otherwise: f32| arguments.next().map_or(Ok(otherwise), |text| text.parse::<f32>());
    let (share, frames, height) = (number(0.45)?, number(1.0)? as u64, number(1080.0)? as usize);
    let print = brief.palette.print(look);
    let toning = Toning::new(&print);
    std::fs::create_dir_all(&folder)?;
    let format = FrameFormat { width: height * 16 / 9, height, picture_aspect: 2.39 };
    let mut renderer = Renderer::new(format);
    let mut luma = Vec::new();
    for (i, &(place_name, posture, origin, eye, aim, lens, aperture)) in SHOTS.iter().enumerate() {
        let name = format!("{i:02}_{place_name}_{posture}");
        if !name.contains(&part) {
            continue;
        }
        let characters = [&brief.characters[0], &brief.characters[1]];
        let place = place(place_name).ok_or("no such place")?;
        let night = look.map_or_else(|| night_of_no_look(share), |look| look.night_at(share));
        let stage = Stage::new(place, characters, night).printed(&print);
        let stage = look.into_iter().fold(stage, Stage::lit).rained(rain_at(brief.palette.rain(look), share));
        let origin = Vec3::from(origin);
        let pair = common::pair(posture.split('-').next().unwrap_or_default(), origin);
        let bodies = [pair[0].skeleton(characters[0]), pair[1].skeleton(characters[1])];
        let camera = common::camera(origin + Vec3::from(eye), origin + Vec3::from(aim), lens, aperture);
        for frame in 0..frames {
            let moment = Moment {
                bodies: &bodies,
                hands: None,
                breath: [0.4; 2],
                wear: 0.4,
                swing: [Vec3::ZERO; 2],
                camera: &camera,
                frame: i as u64 + frame,
                frames_per_sec: 24.0,
            };
            let start = Instant::now();
            renderer.draw(&stage, &moment, &mut luma);
            println!("{name}: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
            let file = if frames > 1 { format!("{name}_{frame:02}") } else { name.clone() };
            std::fs::write(format!("{folder}/{file}.png"), still_png(&luma, &toning, format.width, format.height)?)?;
        }
    }
    Ok(())
}
