//! Draws every hold from the front, the side and three quarters:
//! `cargo run -p reversal-perform --example sheet -- OUT.png [HOLD…]`.

mod draw;

use draw::{Panel, Sheet};
use glam::vec3;
use reversal_model::assets;
use reversal_perform::{limbs, pose_hold};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the picture to write")?;
    let wanted: Vec<String> = arguments.collect();
    let holds: Vec<_> =
        assets::holds().iter().filter(|hold| wanted.is_empty() || wanted.contains(&hold.name)).collect();
    let characters = &assets::briefs()[0].characters;
    let pair = [&characters[0], &characters[1]];
    let body_limbs = pair.map(limbs);
    let (width, height) = (330, 250);
    let mut sheet = Sheet::new(width * 6, height * holds.len().div_ceil(2));
    for (number, hold) in holds.iter().enumerate() {
        let held = pose_hold(hold, pair, 0);
        use std::io::Write;
        writeln!(std::io::stdout(), "{:16} bone {:.4} sinks {:.3}", hold.name, held.bone_error_m, held.penetration_m)?;
        for (view, (azimuth_deg, elevation_deg)) in
            [(hold.view.azimuth_deg, 6.0), (90.0, 6.0), (-35.0, 35.0)].into_iter().enumerate()
        {
            let panel = Panel {
                left: ((number % 2) * 3 + view) * width,
                top: number / 2 * height,
                width,
                height,
                across_m: 3.0,
                at: vec3(0.0, 0.0, 0.0),
                azimuth_deg,
                elevation_deg,
            };
            sheet.draw(panel, &held.bodies[0], &body_limbs[0], [0.55, 0.42]);
            sheet.draw(panel, &held.bodies[1], &body_limbs[1], [1.0, 0.80]);
        }
    }
    sheet.save(path)
}
