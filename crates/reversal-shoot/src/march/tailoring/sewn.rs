//! What is found at a place of a garment, and how things are laid on it.

use fearless_simd::{Simd, SimdBase, SimdFloat};

use crate::march::packet::{Lanes, saturate};

/// A seam's furrow, m.
const FURROW_M: f32 = 0.0014;

/// What something sewn on is made of.
#[derive(Clone, Copy)]
pub(super) struct Stuff {
    pub tone: f32,
    pub gloss: f32,
    pub sheen: f32,
}

/// What is found at a place.
#[derive(Clone, Copy)]
pub(super) struct Sewn<S: Simd> {
    /// Above the cloth, m.
    pub raised_m: Lanes<S>,
    pub tone: Lanes<S>,
    pub gloss: Lanes<S>,
    pub sheen: Lanes<S>,
    /// Width over which edges are softened, m.
    pub soft_m: f32,
}

impl<S: Simd> Sewn<S> {
    /// 1 inside an edge, 0 outside.
    #[inline(always)]
    pub fn inside(&self, inside_m: Lanes<S>) -> Lanes<S> {
        let part = saturate(inside_m * (1.0 / self.soft_m) + 0.5);
        part * part * (3.0 - 2.0 * part)
    }

    /// 1 on a line, 0 beside it; fainter where a pixel is wider than the line.
    #[inline(always)]
    pub fn line(&self, beside_m: Lanes<S>, half_m: f32) -> Lanes<S> {
        let wide_m = half_m + self.soft_m * 0.5;
        saturate(1.0 - beside_m.abs() * (1.0 / wide_m)) * (half_m / wide_m)
    }

    /// Lays something over what is there.
    #[inline(always)]
    pub fn lay(&mut self, cover: Lanes<S>, stuff: Stuff) {
        let rest = 1.0 - cover;
        self.tone = self.tone * rest + cover * stuff.tone;
        self.gloss = self.gloss * rest + cover * stuff.gloss;
        self.sheen = self.sheen * rest + cover * stuff.sheen;
    }

    #[inline(always)]
    pub fn raise(&mut self, cover: Lanes<S>, height_m: f32) {
        self.raised_m += cover * height_m;
    }

    #[inline(always)]
    pub fn darken(&mut self, share: Lanes<S>) {
        self.tone *= 1.0 - share;
    }

    /// The shadow that an edge throws on what lies below it: most right beside it.
    #[inline(always)]
    pub fn shadow(&mut self, outside_m: Lanes<S>, reach_m: f32, share: Lanes<S>) {
        let wide_m = reach_m + self.soft_m;
        let near = saturate(1.0 - outside_m * (1.0 / wide_m)) * self.inside(outside_m);
        self.darken(near * share * (reach_m / wide_m));
    }

    /// A seam: cloth is drawn in along it.
    #[inline(always)]
    pub fn seam(&mut self, beside_m: Lanes<S>, share: Lanes<S>) {
        self.darken(self.line(beside_m, 0.0011) * share * 0.55);
        let furrow = self.line(beside_m, 0.0035) * share;
        self.raise(furrow, -FURROW_M);
    }

    /// A flap or patch with an edge that stands up: `inside_m` from its edge.
    #[inline(always)]
    pub fn patch(&mut self, inside_m: Lanes<S>, share: Lanes<S>, height_m: f32) {
        self.shadow(-inside_m, 0.005, share * 0.5);
        let cover = self.inside(inside_m) * share;
        self.raise(cover, height_m);
        // Stitched down a little within its edge.
        self.darken(self.line(inside_m - 0.0045, 0.0006) * share * 0.35);
    }

    #[inline(always)]
    pub fn button(&mut self, x: Lanes<S>, y: Lanes<S>, radius_m: f32, share: Lanes<S>, stuff: Stuff) {
        let away = (x * x + y * y + 1e-10).sqrt();
        self.shadow(away - radius_m, 0.003, share * 0.6);
        let cover = self.inside(radius_m - away) * share;
        self.lay(cover, stuff);
        let dome = saturate(1.0 - away * away * (1.0 / (radius_m * radius_m)));
        self.raise(dome * share, radius_m * 0.35);
    }
}

/// How far within a rounded rectangle, m.
#[inline(always)]
pub(super) fn within<S: Simd>(x: Lanes<S>, y: Lanes<S>, half: [f32; 2], round_m: f32) -> Lanes<S> {
    let (x, y) = (x.abs() - (half[0] - round_m), y.abs() - (half[1] - round_m));
    let (out_x, out_y) = (x.max(0.0), y.max(0.0));
    round_m - (out_x * out_x + out_y * out_y + 1e-12).sqrt() - x.max(y).min(0.0)
}
