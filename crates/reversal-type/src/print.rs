//! Letters to coverage: how much of each pixel they take.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use rustybuzz::ttf_parser::OutlineBuilder;

use crate::face::Face;
use crate::layout::Word;

/// Pixels round a word that its softened edge may reach.
const REACH: i32 = 2;

/// A word as coverage.
pub(crate) struct Printed {
    /// Its left and upper pixel in the picture.
    pub left: i32,
    pub top: i32,
    /// Pixels in a row.
    pub width: usize,
    /// 0 none .. 255 all, row by row.
    pub coverage: Vec<u8>,
}

/// Prints a word at a share of its size, larger or smaller about the middle of its baseline.
pub(crate) fn print(face: &Face, word: &Word, share: f32) -> Printed {
    let middle = (word.bounds.left + word.bounds.right) * 0.5;
    let grown_x = |x: f32| middle + (x - middle) * share;
    let grown_y = |y: f32| word.baseline + (y - word.baseline) * share;
    let (left, top) =
        (grown_x(word.bounds.left).floor() as i32 - REACH, grown_y(word.bounds.top).floor() as i32 - REACH);
    let side = |from: i32, to: f32| (to.ceil() as i32 + REACH - from).max(1) as usize;
    let (width, height) = (side(left, grown_x(word.bounds.right)), side(top, grown_y(word.bounds.bottom)));
    let mut rasterizer = Rasterizer::new(width, height);
    for glyph in &word.glyphs {
        let x = grown_x(word.left + glyph.x) - left as f32;
        let y = grown_y(word.baseline - glyph.up) - top as f32;
        let mut pen =
            Pen { rasterizer: &mut rasterizer, x, y, scale: face.scale() * share, start: point(x, y), at: point(x, y) };
        face.outline(glyph.id, &mut pen);
    }
    let mut sharp = vec![0.0; width * height];
    rasterizer.for_each_pixel(|pixel, share| sharp[pixel] = share.clamp(0.0, 1.0));
    let soft = softened(&sharp, width);
    Printed { left, top, width, coverage: soft.into_iter().map(|share| (share * 255.0).round() as u8).collect() }
}

/// As soft as the picture that it stands in, which is enlarged: edges sharper than a lens could draw look pasted on.
fn softened(sharp: &[f32], width: usize) -> Vec<f32> {
    const SIDE: f32 = 0.16;
    const CENTRE: f32 = 1.0 - 2.0 * SIDE;
    let at = |values: &[f32], i: usize, step: usize, up: bool| {
        let place = if up { i.checked_sub(step) } else { i.checked_add(step) };
        place.and_then(|place| values.get(place)).copied().unwrap_or(0.0)
    };
    let along = |values: &[f32], step: usize| -> Vec<f32> {
        (0..values.len())
            .map(|i| values[i] * CENTRE + (at(values, i, step, true) + at(values, i, step, false)) * SIDE)
            .collect()
    };
    // A word's outermost columns are empty, so that one row's end does not run into the next one's start.
    along(&along(sharp, 1), width)
}

struct Pen<'a> {
    rasterizer: &'a mut Rasterizer,
    x: f32,
    y: f32,
    scale: f32,
    start: Point,
    at: Point,
}

impl Pen<'_> {
    fn place(&self, x: f32, y: f32) -> Point {
        point(self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.place(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_line(self.at, to);
        self.at = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (over, to) = (self.place(x1, y1), self.place(x, y));
        self.rasterizer.draw_quad(self.at, over, to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let to = self.place(x, y);
        self.rasterizer.draw_cubic(self.at, self.place(x1, y1), self.place(x2, y2), to);
        self.at = to;
    }

    fn close(&mut self) {
        self.rasterizer.draw_line(self.at, self.start);
        self.at = self.start;
    }
}
