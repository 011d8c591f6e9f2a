//! A sculpted shape cast into a grid: distance, and how much of the surface is hair.

use glam::Vec3;

/// Distance between the points of the grid, m: finer than what a face has that is not drawn onto it.
pub(crate) const SPACING_M: f32 = 0.0034;
/// The box of the grid: forward, up and right.
pub(crate) const LOW: Vec3 = Vec3::new(-0.158, -0.140, -0.112);
pub(crate) const SIZE: [usize; 3] = [84, 92, 66];
/// Distances are kept in steps of this, m.
pub(crate) const STEP_M: f32 = 5e-6;

/// A cast shape.
pub(crate) struct Mold {
    /// Forward runs fastest, then up, then right.
    pub distances: Vec<i16>,
    /// 0 skin .. 255 hair.
    pub hair: Vec<u8>,
}

impl std::fmt::Debug for Mold {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.debug_struct("Mold").finish_non_exhaustive()
    }
}

/// What the sculptor says of a point: distance, m, and the share of hair 0..1.
pub(crate) type Sculpted = (f32, f32);

/// Points of the grid between those of the coarse one.
const BLOCK: usize = 4;
/// Farther than this from the surface the coarse grid is enough, m.
const FAR_M: f32 = 0.034;

impl Mold {
    pub fn cast(sculpt: impl Fn(Vec3) -> Sculpted) -> Self {
        let at = |[i, j, k]: [usize; 3]| LOW + Vec3::new(i as f32, j as f32, k as f32) * SPACING_M;
        // A coarse grid first: far from the surface, what lies between its points is enough.
        let coarse = SIZE.map(|n| n.div_ceil(BLOCK) + 1);
        let mut corners = Vec::with_capacity(coarse.iter().product());
        for k in 0..coarse[2] {
            for j in 0..coarse[1] {
                corners.extend((0..coarse[0]).map(|i| sculpt(at([i, j, k].map(|n| n * BLOCK)))));
            }
        }
        let corner = |i: usize, j: usize, k: usize| corners[(k * coarse[1] + j) * coarse[0] + i];
        let count = SIZE[0] * SIZE[1] * SIZE[2];
        let (mut distances, mut hair) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for index in 0..count {
            let place = [index % SIZE[0], index / SIZE[0] % SIZE[1], index / (SIZE[0] * SIZE[1])];
            let ([i, j, k], [x, y, z]) = (place.map(|n| n / BLOCK), place.map(|n| (n % BLOCK) as f32 / BLOCK as f32));
            let near = corner(i, j, k);
            let (distance, share) = if near.0.abs() > FAR_M {
                let along = |j, k| corner(i, j, k).0 + (corner(i + 1, j, k).0 - corner(i, j, k).0) * x;
                let across = |k| along(j, k) + (along(j + 1, k) - along(j, k)) * y;
                (across(k) + (across(k + 1) - across(k)) * z, near.1)
            } else {
                sculpt(at(place))
            };
            distances.push((distance / STEP_M).clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16);
            hair.push((share.clamp(0.0, 1.0) * 255.0) as u8);
        }
        Self { distances, hair }
    }

    /// Distance at the point of the grid that is nearest to a point of the box, m.
    #[cfg(test)]
    pub fn distance(&self, point: Vec3) -> f32 {
        let near = ((point - LOW) / SPACING_M).round().as_uvec3().to_array().map(|n| n as usize);
        let [i, j, k] = std::array::from_fn(|axis| near[axis].min(SIZE[axis] - 1));
        f32::from(self.distances[(k * SIZE[1] + j) * SIZE[0] + i]) * STEP_M
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_ball_keeps_its_distances_near_its_surface_and_afar() {
        let middle = Vec3::new(0.0, 0.02, 0.0);
        let mold = Mold::cast(|point| (point.distance(middle) - 0.08, 0.0));
        for i in 10..60 {
            let point = middle + Vec3::new(0.002 * i as f32, 0.0, 0.0);
            let (kept, truth) = (mold.distance(point), point.distance(middle) - 0.08);
            assert!((kept - truth).abs() < SPACING_M, "{kept} {truth}");
        }
    }
}
