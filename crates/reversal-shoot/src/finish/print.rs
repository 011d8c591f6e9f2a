//! Prints the developed picture into a frame: upscaled, grained, between bars, as BT.709 luma of limited range.

use reversal_model::lettering::Inscription;

use super::cubic::Upscaler;
use super::grain::{Grain, SIDE};
use super::lettering::Inscribed;
use crate::renderer::{FrameFormat, Picture};

/// Luma of black and of white (BT.709, limited range).
const BLACK: f32 = 16.0;
const WHITE: f32 = 235.0;
/// Grain in shares of the scale, at its strongest in the middle tones.
const GRAIN: f32 = 0.018;

/// Tables for one frame format.
pub(crate) struct Print {
    frame_width: usize,
    marched_width: usize,
    picture: Picture,
    upscaler: Upscaler,
}

impl Print {
    pub fn new(format: &FrameFormat) -> Self {
        let (picture, marched) = (format.picture(), format.marched());
        let upscaler = Upscaler::new((marched.width, marched.height), (picture.width, picture.height));
        Self { frame_width: format.width, marched_width: marched.width, picture, upscaler }
    }

    /// Prints what is shown and what is written on it, with grain and its strength.
    #[inline(always)]
    pub fn print(
        &mut self,
        shown: &[f32],
        written: Option<&Inscription<'_>>,
        (grain, strength): (&Grain, f32),
        frame: u64,
        luma: &mut [u8],
    ) {
        let most = GRAIN * strength;
        let written = written.map(|inscription| Inscribed::new(inscription, shown, self.marched_width, &self.picture));
        luma.fill(BLACK as u8);
        self.upscaler.begin();
        for y in 0..self.picture.height {
            let wide = self.upscaler.row(shown, y);
            if let Some(written) = &written {
                written.lay_on(y, wide);
            }
            let start = (self.picture.top + y) * self.frame_width + self.picture.left;
            let out = &mut luma[start..start + self.picture.width];
            let (tile, shift) = grain.row(frame, y);
            let mut done = 0;
            // The tile repeats; runs without a seam keep the inner loop plain.
            while done < out.len() {
                let from = (done + shift) % SIDE;
                let run = (SIDE - from).min(out.len() - done);
                let values = &wide[done..done + run];
                for ((out, &value), &grain) in out[done..done + run].iter_mut().zip(values).zip(&tile[from..from + run])
                {
                    let strength = most * (0.22 + 2.9 * value * (1.0 - value));
                    let grained = (value + grain * strength).clamp(0.0, 1.0);
                    *out = (BLACK + grained * (WHITE - BLACK) + 0.5) as u8;
                }
                done += run;
            }
        }
    }
}
