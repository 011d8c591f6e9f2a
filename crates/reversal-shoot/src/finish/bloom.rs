//! Bloom and halation: bright light spreads in the lens and in the film's base.

use super::blur::{between_rows, blur, halve, positions};

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
    narrow_row: Vec<f32>,
    wide_row: Vec<f32>,
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
        let narrow_rows = positions(height, self.narrow.len() / self.narrow_width);
        let wide_rows = positions(height, self.wide.len() / self.wide_width);
        let narrow_columns = positions(width, self.narrow_width);
        let wide_columns = positions(width, self.wide_width);
        for (y, out) in light.chunks_exact_mut(width).enumerate() {
            between_rows(&self.narrow, self.narrow_width, narrow_rows[y], &mut self.narrow_row);
            between_rows(&self.wide, self.wide_width, wide_rows[y], &mut self.wide_row);
            let sample = |row: &[f32], (i, part): (u32, f32)| {
                let i = i as usize;
                row[i] + (row[(i + 1).min(row.len() - 1)] - row[i]) * part
            };
            for ((out, &narrow), &wide) in out.iter_mut().zip(&narrow_columns).zip(&wide_columns) {
                *out += sample(&self.narrow_row, narrow) * glare + sample(&self.wide_row, wide) * halation;
            }
        }
    }
}
