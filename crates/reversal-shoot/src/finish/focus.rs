//! Depth of field: a layer behind the focus and one before it, each blurred at half size.

use super::blur::{between_rows, blur, positions, widen};
use crate::camera::Camera;
use crate::march::Exposure;

/// Blur radii beyond this share of the picture's width look like mist.
const WIDEST: f32 = 0.0085;
/// Below this diameter, in shares of the width, a point is sharp.
const SHARP: f32 = 0.0009;

/// A blurred layer that covers less than this of a pixel is not seen.
const LEAST_COVER: f32 = 1e-3;

/// Buffers of the two layers.
#[derive(Default)]
pub(crate) struct Focus {
    behind: Layer,
    before: Layer,
    scratch: Vec<f32>,
    /// A row between two, and light and cover of a layer at full width.
    row: Vec<f32>,
    light_full: Vec<f32>,
    cover_full: Vec<f32>,
}

#[derive(Default)]
struct Layer {
    light: Vec<f32>,
    cover: Vec<f32>,
    /// Greatest blur in it, share of the width.
    widest: f32,
}

/// Diameter of the circle of confusion at a depth as a share of the picture's width; negative before the focus.
pub(crate) fn confusion(camera: &Camera, depth_m: f32) -> f32 {
    (1.0 / camera.focus_m.max(0.2) - 1.0 / depth_m.max(0.1)) * camera.aperture_m / (2.0 * camera.tan_half_width)
}

/// How far out of focus, 0 sharp .. 1 wholly in the blurred layer.
fn softness(confusion: f32) -> f32 {
    ((confusion - SHARP) * (1.0 / (2.2 * SHARP))).clamp(0.0, 1.0)
}

impl Focus {
    #[inline(always)]
    pub fn defocus(&mut self, exposure: &mut Exposure, camera: &Camera) {
        if camera.aperture_m <= 0.0 {
            return;
        }
        let (width, height) = (exposure.width, exposure.height);
        let (half_width, half_height) = (width / 2, height / 2);
        for layer in [&mut self.behind, &mut self.before] {
            layer.light.clear();
            layer.light.resize(half_width * half_height, 0.0);
            layer.cover.clear();
            layer.cover.resize(half_width * half_height, 0.0);
            layer.widest = 0.0;
        }
        for y in 0..half_height {
            for x in 0..half_width {
                let corner = 2 * y * width + 2 * x;
                let light = 0.25
                    * (exposure.light[corner]
                        + exposure.light[corner + 1]
                        + exposure.light[corner + width]
                        + exposure.light[corner + width + 1]);
                let blur = confusion(camera, exposure.depth_m[corner]);
                let layer = if blur > 0.0 { &mut self.behind } else { &mut self.before };
                let cover = softness(blur.abs());
                layer.widest = layer.widest.max(blur.abs().min(WIDEST) * cover);
                let at = y * half_width + x;
                layer.cover[at] = cover;
                layer.light[at] = light * cover;
            }
        }
        for layer in [&mut self.behind, &mut self.before] {
            let radius = (layer.widest * half_width as f32 * 0.5).round() as usize;
            blur(&mut layer.light, half_width, radius, 2, &mut self.scratch);
            blur(&mut layer.cover, half_width, radius, 2, &mut self.scratch);
        }
        self.light_full.resize(width, 0.0);
        self.cover_full.resize(width, 0.0);
        for (nearer, layer) in [(false, &self.behind), (true, &self.before)] {
            if layer.widest * half_width as f32 <= 0.5 {
                continue;
            }
            let rows = exposure.light.chunks_exact_mut(width).zip(exposure.depth_m.chunks_exact(width));
            for ((light, depth_m), row) in rows.zip(positions(height, half_height, 2)) {
                between_rows(&layer.cover, half_width, row, &mut self.row);
                if self.row.iter().all(|cover| *cover < LEAST_COVER) {
                    continue;
                }
                widen::<2>(&self.row, &mut self.cover_full);
                between_rows(&layer.light, half_width, row, &mut self.row);
                widen::<2>(&self.row, &mut self.light_full);
                let layer = self.light_full.iter().zip(&self.cover_full);
                for ((light, &depth_m), (blurred, &cover)) in light.iter_mut().zip(depth_m).zip(layer) {
                    // What is near spreads over its surroundings; what is far stays behind sharp edges.
                    let share = if nearer { (cover * 1.3).min(1.0) } else { softness(confusion(camera, depth_m)) };
                    let share = if cover < LEAST_COVER { 0.0 } else { share };
                    *light += (blurred / cover.max(LEAST_COVER) - *light) * share;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    #[test]
    fn what_is_in_focus_stays_and_what_is_behind_blurs() {
        let camera = Camera {
            eye: Vec3::ZERO,
            forward: Vec3::NEG_Z,
            right: Vec3::X,
            up: Vec3::Y,
            tan_half_width: 0.3,
            focus_m: 2.0,
            aperture_m: 0.03,
            gain: 1.0,
            back_light: Vec3::ZERO,
        };
        let (width, height) = (512, 32);
        let light: Vec<f32> = (0..width * height).map(|i| if i / 4 % 2 == 0 { 1.0 } else { 0.0 }).collect();
        let depth_m = (0..width * height).map(|i| if i % width < 256 { 2.0 } else { 12.0 }).collect();
        let mut exposure = Exposure { light: light.clone(), depth_m, width, height };
        Focus::default().defocus(&mut exposure, &camera);
        let at = |x: usize| 16 * width + x;
        assert_eq!(exposure.light[at(20)], light[at(20)]);
        let contrast = (400..416).map(|x| exposure.light[at(x)]).fold(0.0, f32::max)
            - (400..416).map(|x| exposure.light[at(x)]).fold(1.0, f32::min);
        assert!(contrast < 0.75, "{contrast}");
    }
}
