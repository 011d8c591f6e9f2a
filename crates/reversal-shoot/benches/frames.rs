//! Time of a frame by scale and size: `cargo bench -p reversal-shoot`.

#[path = "../examples/common/mod.rs"]
mod common;

use divan::Bencher;
use glam::Vec3;
use reversal_model::assets::{briefs, place};
use reversal_shoot::{FrameFormat, Moment, Renderer, Stage};

/// Name, eye and aim from the figures' origin, lens.
const SCALES: [(&str, [f32; 3], [f32; 3], f32); 3] = [
    ("wide", [-0.5, 1.15, 6.6], [0.2, 1.2, 0.0], 32.0),
    ("medium", [-0.7, 1.0, 3.4], [0.1, 1.05, 0.0], 40.0),
    ("close", [-0.45, 1.32, 1.7], [0.02, 1.40, 0.0], 65.0),
];
const PLACES: [&str; 4] = ["street", "car", "hallway", "bedroom"];

fn main() {
    divan::main();
}

fn frame(bencher: Bencher, scale: usize, width: usize, height: usize, place_name: &str) {
    let brief = &briefs()[0];
    let characters = [&brief.characters[0], &brief.characters[1]];
    let Some(place) = place(place_name) else { return };
    let stage = Stage::new(place, characters, 0.2);
    let origin = place.anchors.first().map_or(Vec3::ZERO, |anchor| Vec3::from(anchor.at));
    let pair = common::pair("clinch", origin);
    let bodies = [pair[0].skeleton(characters[0]), pair[1].skeleton(characters[1])];
    let (_, eye, aim, lens) = SCALES[scale];
    let camera = common::camera(origin + Vec3::from(eye), origin + Vec3::from(aim), lens, 0.008);
    let mut renderer = Renderer::new(FrameFormat { width, height, picture_aspect: 2.39 });
    let mut luma = Vec::new();
    bencher.bench_local(|| {
        let moment = Moment { bodies: &bodies, breath: [0.4; 2], wear: 0.4, camera: &camera, frame: 7 };
        renderer.draw(&stage, &moment, &mut luma);
    });
}

#[divan::bench(args = [0, 1, 2], consts = [0, 1, 2, 3], sample_count = 5)]
fn full_hd<const PLACE: usize>(bencher: Bencher, scale: usize) {
    frame(bencher, scale, 1920, 1080, PLACES[PLACE]);
}

#[divan::bench(args = [0, 1, 2], consts = [0, 1, 2, 3], sample_count = 5)]
fn draft<const PLACE: usize>(bencher: Bencher, scale: usize) {
    frame(bencher, scale, 640, 360, PLACES[PLACE]);
}
