//! Draws a sheet of one person seen from many sides: `cargo run --release --example portraits -- OUT.png [BRIEF]
//! [PERSON] [PLACE] [WEAR] [GAIN]`. Person is 0 or 1, wear 0..1.

mod common;

use glam::{Quat, Vec3};
use reversal_model::assets::{briefs, place};
use reversal_shoot::{FrameFormat, Moment, Renderer, Stage, Toning, still_png};

/// From where, in degrees round the person and up; at what height of the body in shares; how far; lens; posture.
type Sitting = (f32, f32, f32, f32, f32, &'static str);

const SITTINGS: [Sitting; 12] = [
    (0.0, 0.0, 0.90, 1.5, 85.0, "stands"),
    (38.0, 4.0, 0.90, 1.5, 85.0, "stands"),
    (90.0, 0.0, 0.90, 1.5, 85.0, "stands"),
    (145.0, 6.0, 0.90, 1.5, 85.0, "stands"),
    (-55.0, 38.0, 0.88, 1.5, 75.0, "stoops"),
    (-35.0, -18.0, 0.90, 1.5, 85.0, "stoops"),
    (30.0, 5.0, 0.72, 2.4, 55.0, "reaches"),
    (-150.0, 8.0, 0.72, 2.4, 55.0, "reaches"),
    (15.0, 10.0, 0.55, 1.6, 75.0, "stoops"),
    (20.0, 2.0, 0.50, 2.9, 30.0, "stands"),
    (110.0, 2.0, 0.50, 2.9, 30.0, "stoops"),
    (-160.0, 4.0, 0.50, 2.9, 30.0, "reaches"),
];
/// How the camera stands to the place.
const LIT_FROM_DEG: f32 = 130.0;
const ACROSS: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name a PNG to write")?;
    let brief = arguments.next().unwrap_or_else(|| "cop-and-kid".to_owned());
    let brief = briefs().iter().find(|b| b.name == brief).ok_or("no such brief")?;
    let person: usize = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let place_name = arguments.next().unwrap_or_else(|| "hallway".to_owned());
    let place = place(&place_name).ok_or("no such place")?;
    let wear: f32 = arguments.next().map_or(Ok(0.4), |text| text.parse())?;
    let gain: f32 = arguments.next().map_or(Ok(1.0), |text| text.parse())?;
    let sitter = brief.characters.get(person).ok_or("person is 0 or 1")?;
    let stage = Stage::new(place, [sitter, &brief.characters[1 - person]], 0.3);
    let spot = place.anchors.first().map_or(Vec3::ZERO, |anchor| Vec3::from(anchor.at));
    let format = FrameFormat { width: 640, height: 480, picture_aspect: 4.0 / 3.0 };
    let mut renderer = Renderer::new(format);
    let (mut luma, rows) = (Vec::new(), SITTINGS.len().div_ceil(ACROSS));
    let width = format.width * ACROSS;
    let mut sheet = vec![16; width * format.height * rows];
    for (i, &(around_deg, up_deg, height, away_m, lens, posture)) in SITTINGS.iter().enumerate() {
        // The sitter turns, the light stays.
        let facing_deg = LIT_FROM_DEG - around_deg;
        let [mut alone, _] = common::pair(posture, spot);
        alone.facing_deg = facing_deg;
        let body = alone.skeleton(sitter);
        let away = body.map(|joint| joint + Vec3::new(0.0, 0.0, 60.0));
        let way = Quat::from_rotation_y((facing_deg + around_deg).to_radians())
            * Quat::from_rotation_x(-up_deg.to_radians())
            * Vec3::Z;
        let at = if height > 0.8 { body[4] } else { Vec3::new(spot.x, height * sitter.height_m, spot.z) };
        let mut camera = common::camera(at + way * away_m, at, lens, 0.002);
        camera.gain = gain;
        let moment = Moment {
            bodies: &[body, away],
            hands: None,
            breath: [0.4; 2],
            wear,
            swing: [Vec3::ZERO; 2],
            camera: &camera,
            frame: i as u64,
            frames_per_sec: 24.0,
        };
        renderer.draw(&stage, &moment, &mut luma);
        let (left, top) = (i % ACROSS * format.width, i / ACROSS * format.height);
        for (row, line) in luma.chunks_exact(format.width).enumerate() {
            sheet[(top + row) * width + left..][..format.width].copy_from_slice(line);
        }
    }
    let print = brief.palette.print(None);
    std::fs::write(out, still_png(&sheet, &Toning::new(&print), width, format.height * rows)?)?;
    Ok(())
}
