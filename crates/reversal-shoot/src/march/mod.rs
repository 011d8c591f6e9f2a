//! Draws light and depth of one frame: figures as marched distances, the place as exact boxes, fog between.
//!
//! What is inlined keeps the instruction set of its caller. What is large and called from several places is never
//! inlined and asks for the instruction set itself: all inlined into a tile, it took the compiler six minutes.

mod bounds;
mod distance;
mod environment;
mod figure;
mod fog;
mod ground;
mod head;
mod light;
mod lists;
mod mirror;
pub(crate) mod noise;
mod packet;
mod tailoring;
mod tile;

use fearless_simd::{Level, dispatch};
use glam::Vec3;

use crate::camera::Camera;
use crate::primitive::Primitive;
use crate::stage::Stage;
pub(crate) use fog::FogCasters;
use fog::{Column, SLICES};
pub(crate) use light::{Arriving, arriving, box_shadow, key_arriving, primitive_shadow};
use lists::TileLists;
pub(crate) use packet::{LANES, Lanes, Pick, Vec3x8, splat};
use tile::TILE;

/// What is drawn, and from where.
pub(crate) struct View<'a> {
    pub stage: &'a Stage,
    pub camera: &'a Camera,
    pub primitives: &'a [Primitive],
    pub width: usize,
    pub height: usize,
    /// A pixel's width at distance one.
    pub pixel: f32,
    /// When it is, s: rings run over wet ground.
    pub secs: f32,
}

impl<'a> View<'a> {
    pub fn new(stage: &'a Stage, camera: &'a Camera, primitives: &'a [Primitive], width: usize, height: usize) -> Self {
        Self { stage, camera, primitives, width, height, pixel: 2.0 * camera.tan_half_width / width as f32, secs: 0.0 }
    }

    /// The direction through a point of the picture, in pixels from its upper left corner.
    pub fn ray(&self, x: f32, y: f32) -> Vec3 {
        let (right, up) = self.offset(x, y);
        (self.camera.forward + self.camera.right * right + self.camera.up * up).normalize()
    }

    #[inline(always)]
    fn offset(&self, x: f32, y: f32) -> (f32, f32) {
        ((x - self.width as f32 * 0.5) * self.pixel, (self.height as f32 * 0.5 - y) * self.pixel)
    }
}

/// Light and depth of a picture, row by row.
#[derive(Default)]
pub(crate) struct Exposure {
    pub light: Vec<f32>,
    /// Distance along the ray, m.
    pub depth_m: Vec<f32>,
    pub width: usize,
    pub height: usize,
}

/// Buffers of the marcher, kept from frame to frame.
#[derive(Default)]
pub(crate) struct Marcher {
    columns: Vec<Column>,
    lists: TileLists,
}

impl Marcher {
    /// Draws a view.
    pub fn expose(&mut self, level: Level, view: &View, out: &mut Exposure) {
        let (width, height) = (view.width, view.height);
        (out.width, out.height) = (width, height);
        out.light.resize(width * height, 0.0);
        out.depth_m.resize(width * height, 0.0);
        let (across, down) = (width.div_ceil(TILE), height.div_ceil(TILE));
        self.columns.clear();
        self.columns.resize((across + 1) * (down + 1), [0.0; SLICES]);
        let casters = FogCasters::new(view.primitives);
        for (row, columns) in self.columns.chunks_mut(across + 1).enumerate() {
            dispatch!(level, simd => fog::fill_row(simd, view, &casters, row, columns));
        }
        self.lists.begin(view.primitives, view.stage);
        let (columns, lists) = (&self.columns, &mut self.lists);
        for row in 0..down {
            dispatch!(level, simd => tile::draw_row(simd, view, columns, row, lists, out));
        }
    }
}
