//! Bloom and halation: bright light spreads in the lens and in the film's base.

use super::blur::{between_rows, blur, halve, positions, widen};

/// Light above this spreads.
const THRESHOLD: f32 = 0.22;
const GLARE: f32 = 0.10;
const HALATION: f32 = 0.17;

/// Two sizes of glow: a narrow one at a quarter and a wide one at an eighth of the size.
#[derive(Default)]
pub(crate) struct Bloom {
    half: Vec<f32>,
    narrow: Vec<f32>,
    wide: Vec<f32>,
    narrow_width: usize,
    wide_width: usize,
    scratch: Vec<f32>,
    /// A row between two, and both glows at full width.
    row: Vec<f32>,
    narrow_full: Vec<f32>,
    wide_full: Vec<f32>,
}

impl Bloom {
    #[inline(always)]
    pub fn gather(&mut self, light: &[f32], width: usize, height: usize) {
        let even = height / 2 * 2;
        let (half_width, _) = halve(&light[..even * width], width, &mut self.half);
        (self.narrow_width, _) = halve(&self.half, half_width, &mut self.narrow);
        for v in &mut self.narrow {
            *v = (*v - THRESHOLD).clamp(0.0, 4.0);
        }
        (self.wide_width, _) = halve(&self.narrow, self.narrow_width, &mut self.wide);
        let radius = (width as f32 / 480.0).round().max(1.0) as usize;
        blur(&mut self.narrow, self.narrow_width, radius, 2, &mut self.scratch);
        blur(&mut self.wide, self.wide_width, radius * 6, 3, &mut self.scratch);
    }

    #[inline(always)]
    pub fn lay_over(&mut self, light: &mut [f32], width: usize, share: f32) {
        let (glare, halation) = (GLARE * share, HALATION * share);
        let height = light.len() / width;
        let narrow_rows = positions(height, self.narrow.len() / self.narrow_width, 4);
        let wide_rows = positions(height, self.wide.len() / self.wide_width, 8);
        self.narrow_full.resize(width, 0.0);
        self.wide_full.resize(width, 0.0);
        for ((out, narrow), wide) in light.chunks_exact_mut(width).zip(narrow_rows).zip(wide_rows) {
            between_rows(&self.narrow, self.narrow_width, narrow, &mut self.row);
            widen::<4>(&self.row, &mut self.narrow_full);
            between_rows(&self.wide, self.wide_width, wide, &mut self.row);
            widen::<8>(&self.row, &mut self.wide_full);
            for ((out, narrow), wide) in out.iter_mut().zip(&self.narrow_full).zip(&self.wide_full) {
                *out += narrow * glare + wide * halation;
            }
        }
    }
}
