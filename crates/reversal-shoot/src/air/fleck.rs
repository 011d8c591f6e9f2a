//! A fleck of light: a point or a short line, drawn as wide as it is out of focus.

use glam::Vec2;

use crate::march::Exposure;

/// A fleck, in pixels of the exposure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fleck {
    pub from: Vec2,
    pub to: Vec2,
    /// Half its width; it fades out toward there.
    pub half_width: f32,
    /// Light in its middle.
    pub light: f32,
    /// From the eye, m: what is nearer hides it.
    pub distance_m: f32,
}

impl Fleck {
    /// What light one pixel's worth of it has in its middle, spread over length and width.
    pub fn spread(from: Vec2, to: Vec2, half_width: f32) -> f32 {
        // Integrals of (1 - q²)² over a line's width and over a disc.
        let line = 16.0 / 15.0 * half_width * from.distance(to);
        1.0 / (line + std::f32::consts::FRAC_PI_3 * half_width * half_width)
    }

    /// Adds its light to a picture, where nothing is before it.
    #[inline(always)]
    pub fn lay_over(&self, exposure: &mut Exposure) {
        let (width, height) = (exposure.width, exposure.height);
        let (way, reach) = (self.to - self.from, self.half_width);
        let clamped = |at: f32, most: usize| at.clamp(0.0, most as f32) as usize;
        let top = clamped(self.from.y.min(self.to.y) - reach, height);
        let bottom = clamped((self.from.y.max(self.to.y) + reach).ceil(), height);
        let (inverse_square, inverse_reach) = (1.0 / (way.length_squared() + 1e-6), 1.0 / (reach * reach));
        for y in top..bottom {
            let down = y as f32 + 0.5 - self.from.y;
            // The part of the line that can touch this row.
            let (first, last) = if way.y.abs() < 1e-3 {
                (0.0, 1.0)
            } else {
                let (a, b) = ((down - reach) / way.y, (down + reach) / way.y);
                (a.min(b).clamp(0.0, 1.0), a.max(b).clamp(0.0, 1.0))
            };
            let (a, b) = (self.from.x + way.x * first, self.from.x + way.x * last);
            let left = clamped(a.min(b) - reach, width);
            let right = clamped((a.max(b) + reach).ceil(), width);
            if left >= right {
                continue;
            }
            let row = y * width;
            let pixels =
                exposure.light[row + left..row + right].iter_mut().zip(&exposure.depth_m[row + left..row + right]);
            for (i, (light, depth_m)) in pixels.enumerate() {
                let across = (left + i) as f32 + 0.5 - self.from.x;
                let part = ((across * way.x + down * way.y) * inverse_square).clamp(0.0, 1.0);
                let (x, y) = (across - way.x * part, down - way.y * part);
                let inside = (1.0 - (x * x + y * y) * inverse_reach).max(0.0);
                *light += if *depth_m > self.distance_m { inside * inside * self.light } else { 0.0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Light that a fleck adds in all before a wall at a depth, and its brightest pixel.
    fn laid(from: Vec2, to: Vec2, half_width: f32, wall_m: f32) -> (f32, f32) {
        let (width, height) = (64, 48);
        let mut exposure =
            Exposure { light: vec![0.0; width * height], depth_m: vec![wall_m; width * height], width, height };
        let light = Fleck::spread(from, to, half_width);
        Fleck { from, to, half_width, light, distance_m: 3.0 }.lay_over(&mut exposure);
        (exposure.light.iter().sum(), exposure.light.iter().copied().fold(0.0, f32::max))
    }

    #[test]
    fn a_fleck_has_the_same_light_however_long_wide_and_turned_it_is() {
        let middle = Vec2::new(32.3, 24.7);
        for way in [Vec2::ZERO, Vec2::new(0.4, 9.0), Vec2::new(17.0, -3.0), Vec2::new(0.0, 20.0), Vec2::new(8.0, 8.0)] {
            let before = laid(middle - way * 0.5, middle + way * 0.5, 1.4, 9.0).1;
            for half_width in [1.4, 2.5, 6.0] {
                let (sum, most) = laid(middle - way * 0.5, middle + way * 0.5, half_width, 9.0);
                assert!((sum - 1.0).abs() < 0.08, "{way} {half_width}: {sum}");
                assert!(most <= before * 1.001, "wider is fainter: {way} {half_width}");
            }
        }
    }

    #[test]
    fn what_is_nearer_hides_a_fleck_and_what_leaves_the_picture_is_cut_off() {
        let (from, to) = (Vec2::new(30.0, 10.0), Vec2::new(31.0, 30.0));
        assert_eq!(laid(from, to, 1.4, 2.9).0, 0.0);
        assert!(laid(from, to, 1.4, 3.1).0 > 0.9);
        let half_out = laid(Vec2::new(20.0, -10.0), Vec2::new(20.0, 10.0), 1.4, 9.0).0;
        assert!((half_out - 0.5).abs() < 0.06, "{half_out}");
        assert_eq!(laid(Vec2::new(-90.0, 4.0), Vec2::new(-70.0, 9.0), 1.4, 9.0).0, 0.0);
    }
}
