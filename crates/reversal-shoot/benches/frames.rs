//! Time of a frame by stage, scale and size: `cargo bench -p reversal-shoot`. A sample is the mean over four places;
//! where other work disturbs, read the fastest.

#[path = "../examples/common/mod.rs"]
mod common;

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::Bencher;
use glam::Vec3;
use reversal_model::assets::{briefs, place};
use reversal_model::performance::Skeleton;
use reversal_shoot::camera::Camera;
use reversal_shoot::{FrameFormat, Moment, Renderer, Stage};

const PLACES: [&str; 4] = ["street", "car", "hallway", "bedroom"];

/// A size of frame and a scale of shot: eye and aim from the figures' origin, and the lens.
struct Case {
    height: usize,
    scale: &'static str,
    eye: [f32; 3],
    aim: [f32; 3],
    lens_mm: f32,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:4} {}", self.height, self.scale)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    let scales = [
        ("wide", [-0.5, 1.15, 6.6], [0.2, 1.2, 0.0], 32.0),
        ("medium", [-0.7, 1.0, 3.4], [0.1, 1.05, 0.0], 40.0),
        ("close", [-0.45, 1.32, 1.7], [0.02, 1.40, 0.0], 65.0),
    ];
    [360, 720, 1080].into_iter().flat_map(move |height| {
        scales.into_iter().map(move |(scale, eye, aim, lens_mm)| Case { height, scale, eye, aim, lens_mm })
    })
}

/// What is drawn in one place.
struct Shot {
    stage: Stage,
    bodies: [Skeleton; 2],
    camera: Camera,
}

impl Shot {
    fn moment(&self) -> Moment<'_> {
        Moment {
            bodies: &self.bodies,
            hands: None,
            breath: [0.4; 2],
            wear: 0.4,
            swing: [Vec3::ZERO; 2],
            camera: &self.camera,
            frame: 7,
            frames_per_sec: 24.0,
        }
    }
}

fn shots(case: &Case) -> Vec<Shot> {
    let brief = &briefs()[0];
    let characters = [&brief.characters[0], &brief.characters[1]];
    let shot = |place: &reversal_model::place::Place| {
        let origin = place.anchors.first().map_or(Vec3::ZERO, |anchor| Vec3::from(anchor.at));
        let bodies = common::pair("clinch", origin).map(|posture| posture.skeleton(characters[0]));
        let (eye, aim) = (origin + Vec3::from(case.eye), origin + Vec3::from(case.aim));
        let camera = common::camera(eye, aim, case.lens_mm, 0.008);
        Shot { stage: Stage::new(place, characters, 0.2), bodies, camera }
    };
    PLACES.iter().filter_map(|name| place(name)).map(shot).collect()
}

fn renderer(case: &Case) -> Renderer {
    Renderer::new(FrameFormat { width: case.height * 16 / 9, height: case.height, picture_aspect: 2.39 })
}

/// Clothes, lists, fog, rays and light.
#[divan::bench(args = cases(), sample_size = 4, sample_count = 10)]
fn expose(bencher: Bencher, case: &Case) {
    let (shots, mut renderer) = (shots(case), renderer(case));
    let mut turns = shots.iter().cycle();
    bencher.bench_local(|| {
        if let Some(shot) = turns.next() {
            renderer.expose(&shot.stage, &shot.moment());
        }
    });
}

/// Focus, softness, bloom, tone, enlarging and grain.
#[divan::bench(args = cases(), sample_size = 4, sample_count = 10)]
fn develop(bencher: Bencher, case: &Case) {
    let shots = shots(case);
    // All places are exposed before the first is developed.
    let renderers: Vec<RefCell<Renderer>> = shots.iter().map(|_| RefCell::new(renderer(case))).collect();
    let mut turns = shots.iter().zip(&renderers).cycle();
    let mut luma = Vec::new();
    let exposed = || {
        let (shot, renderer) = turns.next()?;
        renderer.borrow_mut().expose(&shot.stage, &shot.moment());
        Some((shot, renderer))
    };
    bencher.with_inputs(exposed).bench_local_values(|exposed| {
        if let Some((shot, renderer)) = exposed {
            renderer.borrow_mut().develop(&shot.stage, &shot.moment(), None, &mut luma);
        }
    });
}

/// Whole frames, on one thread and on two at once.
#[divan::bench(args = cases(), threads = [1, 2], sample_size = 4, sample_count = 6)]
fn frame(bencher: Bencher, case: &Case) {
    let shots = shots(case);
    let turn = AtomicUsize::new(0);
    let ready = || (renderer(case), Vec::new(), turn.fetch_add(1, Ordering::Relaxed) % PLACES.len());
    bencher.with_inputs(ready).bench_refs(|(renderer, luma, turn)| {
        if let Some(shot) = shots.get(*turn) {
            renderer.draw(&shot.stage, &shot.moment(), luma);
        }
    });
}

fn main() {
    divan::main();
}
