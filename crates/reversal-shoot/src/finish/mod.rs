//! From light to a frame of film: depth of field, what is in the air, softness, bloom, tone, then upscaling, grain and bars.
//!
//! All but the last step run at the size that was marched; lettering and, over it, grain are laid on at full size,
//! so that they stay as sharp as the frame and grain hides the upscaling.

mod bloom;
mod blur;
mod cubic;
mod focus;
mod grain;
mod lettering;
mod print;
mod tone;
mod toning;

use fearless_simd::{Level, dispatch};
use reversal_model::lettering::Inscription;

use crate::air::Fleck;
use crate::camera::Camera;
use crate::march::Exposure;
use crate::renderer::FrameFormat;
use bloom::Bloom;
use focus::Focus;
pub(crate) use focus::confusion;
use grain::Grain;
use print::Print;
use tone::ToneCurve;
pub(crate) use tone::{Printing, displayed};
pub use toning::Toning;

/// Buffers and tables of the finish, kept from frame to frame.
pub(crate) struct Finisher {
    focus: Focus,
    bloom: Bloom,
    tone: ToneCurve,
    grain: Grain,
    print: Print,
    scratch: Vec<f32>,
}

impl Finisher {
    pub fn new(format: &FrameFormat) -> Self {
        let picture = format.picture();
        Self {
            focus: Focus::default(),
            bloom: Bloom::default(),
            tone: ToneCurve::default(),
            grain: Grain::new(picture.width),
            print: Print::new(format),
            scratch: Vec::new(),
        }
    }

    /// Develops an exposure into the luma plane of a frame.
    #[allow(clippy::too_many_arguments)]
    pub fn develop(
        &mut self,
        level: Level,
        exposure: &mut Exposure,
        camera: &Camera,
        gain: f32,
        printing: Printing,
        flecks: &[Fleck],
        written: Option<&Inscription<'_>>,
        frame: u64,
        luma: &mut [u8],
    ) {
        let gain = gain * self.tone.set(printing);
        dispatch!(level, simd => self.develop_with(simd, exposure, camera, gain, printing, flecks, written, frame, luma));
    }

    #[allow(clippy::too_many_arguments)]
    #[inline(always)]
    fn develop_with<S: fearless_simd::Simd>(
        &mut self,
        simd: S,
        exposure: &mut Exposure,
        camera: &Camera,
        gain: f32,
        printing: Printing,
        flecks: &[Fleck],
        written: Option<&Inscription<'_>>,
        frame: u64,
        luma: &mut [u8],
    ) {
        // Plain loops, compiled for each instruction set: the compiler vectorises them.
        simd.vectorize(
            #[inline(always)]
            || {
                self.focus.defocus(exposure, camera);
                for fleck in flecks {
                    fleck.lay_over(exposure);
                }
                blur::soften(&mut exposure.light, exposure.width, &mut self.scratch);
                self.bloom.gather(&exposure.light, exposure.width, exposure.height);
                self.bloom.lay_over(&mut exposure.light, exposure.width, printing.glow);
                self.tone.expose(&mut exposure.light, exposure.width, gain);
                let grain = (&self.grain, printing.grain);
                self.print.print(&exposure.light, written, grain, frame, luma);
            },
        );
    }
}
