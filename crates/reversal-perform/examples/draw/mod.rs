//! A tiny drawer for judging postures: shaded capsules seen without perspective.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use glam::{Vec3, vec3};
use reversal_model::performance::Skeleton;
use reversal_perform::Limb;

/// A grey picture with depth.
pub struct Sheet {
    pub width: usize,
    pub height: usize,
    tone: Vec<u8>,
    depth: Vec<f32>,
}

/// One panel of a sheet: where it lies in pixels, how it looks at the scene.
#[derive(Clone, Copy)]
pub struct Panel {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
    /// Metres that the panel's width shows.
    pub across_m: f32,
    /// Middle of the bottom, m.
    pub at: Vec3,
    pub azimuth_deg: f32,
    pub elevation_deg: f32,
}

impl Sheet {
    pub fn new(width: usize, height: usize) -> Sheet {
        Sheet { width, height, tone: vec![28; width * height], depth: vec![f32::NEG_INFINITY; width * height] }
    }

    pub fn draw(&mut self, panel: Panel, skeleton: &Skeleton, limbs: &[Limb], shade: [f32; 2]) {
        for (number, limb) in limbs.iter().enumerate() {
            let (a, b) = (skeleton[limb.from], skeleton[limb.to]);
            let steps = ((a.distance(b) / 0.008) as usize).max(1);
            let left = matches!(number, 5 | 7 | 9 | 11 | 13 | 15 | 17);
            for step in 0..=steps {
                let point = a.lerp(b, step as f32 / steps as f32);
                self.ball(panel, point, limb.radius_m, shade[usize::from(left)]);
            }
        }
        self.ball(panel, skeleton[5], 0.02, 1.6 * shade[0]);
    }

    fn ball(&mut self, panel: Panel, point: Vec3, radius_m: f32, shade: f32) {
        let (turn, lift) = (panel.azimuth_deg.to_radians(), panel.elevation_deg.to_radians());
        let toward = vec3(turn.sin() * lift.cos(), lift.sin(), turn.cos() * lift.cos());
        let right = vec3(turn.cos(), 0.0, -turn.sin());
        let up = toward.cross(right);
        let scale = panel.width as f32 / panel.across_m;
        let local = point - panel.at;
        let x = panel.width as f32 * 0.5 + local.dot(right) * scale;
        let y = panel.height as f32 * 0.94 - local.dot(up) * scale;
        let reach = radius_m * scale;
        let light = (toward + up * 0.7 - right * 0.6).normalize();
        for row in (y - reach).floor().max(0.0) as usize..=((y + reach).max(0.0) as usize).min(panel.height - 1) {
            for column in (x - reach).floor().max(0.0) as usize..=((x + reach).max(0.0) as usize).min(panel.width - 1) {
                let (dx, dy) = ((column as f32 - x) / reach, (y - row as f32) / reach);
                let square = dx * dx + dy * dy;
                if square > 1.0 {
                    continue;
                }
                let out = (1.0 - square).sqrt();
                let depth = local.dot(toward) + out * radius_m;
                let pixel = (panel.top + row) * self.width + panel.left + column;
                if depth > self.depth[pixel] {
                    self.depth[pixel] = depth;
                    let normal = right * dx + up * dy + toward * out;
                    let lit = 0.25 + 0.75 * normal.dot(light).max(0.0);
                    self.tone[pixel] = (lit * shade * 255.0).min(255.0) as u8;
                }
            }
        }
    }

    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Box<dyn std::error::Error>> {
        let mut encoder = png::Encoder::new(
            BufWriter::new(File::create(path)?),
            u32::try_from(self.width)?,
            u32::try_from(self.height)?,
        );
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.tone)?;
        Ok(())
    }
}
