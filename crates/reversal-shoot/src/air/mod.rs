//! Rain and dust: things far smaller than a pixel, which are seen only by the light that they throw toward the eye.
//!
//! Both are gathered as flecks when a frame is exposed, and laid over its light in the finish: after the depth of
//! field, since each fleck is as sharp as its own distance makes it, and before bloom, tone and grain.

mod dust;
mod fleck;
mod lattice;
mod light;
mod rain;
mod sight;
mod splash;
#[cfg(test)]
mod tests;

use fearless_simd::{Level, dispatch};
use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::march::{Exposure, View};
pub(crate) use fleck::Fleck;
use light::{LitBy, Specks, illuminate};
use sight::Sight;

/// When a frame is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shutter {
    /// When it opens, in seconds of the film.
    pub opens_secs: f64,
    /// How long it stays open, s: half of the frame, which is 180° of a disc.
    pub open_secs: f64,
}

impl Shutter {
    pub fn new(frame: u64, frames_per_sec: f64) -> Self {
        Self { opens_secs: frame as f64 / frames_per_sec, open_secs: 0.5 / frames_per_sec }
    }

    /// When it opens and when it closes.
    fn ends_secs(&self) -> [f64; 2] {
        [self.opens_secs, self.opens_secs + self.open_secs]
    }
}

/// What hangs in or falls through the air of one frame.
#[derive(Default)]
pub(crate) struct Air {
    specks: Specks,
    flecks: Vec<Fleck>,
}

impl Air {
    /// Finds what is in the air before what is drawn.
    pub fn gather(&mut self, level: Level, view: &View, exposure: &Exposure, bodies: &[Skeleton; 2], shutter: Shutter) {
        self.flecks.clear();
        let stage = view.stage;
        let sight = Sight::new(view, exposure);
        if stage.rain_mm_per_h > 0.0 {
            self.specks.clear();
            rain::fall(&sight, shutter, &mut self.specks);
            splash::rise(&sight, bodies, shutter, &mut self.specks);
            dispatch!(level, simd => illuminate(simd, view, &LitBy::WATER, &self.specks, &mut self.flecks));
        }
        if stage.dust_per_m3 > 0.0 {
            self.specks.clear();
            dust::drift(&sight, shutter, &mut self.specks);
            dispatch!(level, simd => illuminate(simd, view, &LitBy::DUST, &self.specks, &mut self.flecks));
        }
    }

    /// What was found last.
    pub fn flecks(&self) -> &[Fleck] {
        &self.flecks
    }
}

/// Farthest that things of a size are looked for, m: as far as they take a given share of a pixel.
fn reach_m(sight: &Sight, size_m: f32, at_most_m: f32) -> f32 {
    const SIZE_M: f32 = 0.001;
    const REACH_M: f32 = 1.6;
    const PIXEL: f32 = 1.0 / 1104.0;
    ((size_m / SIZE_M).powf(1.7) * REACH_M * (PIXEL / sight.view.pixel).sqrt()).min(at_most_m)
}

/// A thing that fades in where it comes within reach, so that none appears at once.
fn faded(distance_m: f32, reach_m: f32) -> f32 {
    let share = distance_m / reach_m;
    (1.0 - share * share).max(0.0)
}

/// Where something is when the shutter opens and when it closes.
type Ends = [Vec3; 2];
