//! Simple meshes: boxes and round limbs of a few flat faces, m.

use glam::Vec3;

/// Sides of what is round.
const SIDES: u16 = 12;

/// Triangles, counter-clockwise as seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mesh {
    pub points_m: Vec<Vec3>,
    pub corners: Vec<u16>,
}

/// A round thing between two points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limb {
    pub from: Vec3,
    pub to: Vec3,
    /// Radius at either end, m.
    pub radius_m: (f32, f32),
    /// Ends cut flat instead of round.
    pub cut: bool,
}

impl Mesh {
    /// The box between two corners.
    pub fn block(from: Vec3, to: Vec3) -> Mesh {
        let corner = |i: usize| {
            let pick = |axis: usize| if i >> axis & 1 == 1 { to[axis] } else { from[axis] };
            Vec3::new(pick(0), pick(1), pick(2))
        };
        const FACES: [[u16; 4]; 6] =
            [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
        Mesh {
            points_m: (0..8).map(corner).collect(),
            corners: FACES.iter().flat_map(|&[a, b, c, d]| [a, b, c, a, c, d]).collect(),
        }
    }

    /// A level square about the origin, seen from above.
    pub fn floor(half_m: f32) -> Mesh {
        let corner = |x: f32, z: f32| Vec3::new(x * half_m, 0.0, z * half_m);
        Mesh {
            points_m: vec![corner(-1.0, -1.0), corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, -1.0)],
            corners: vec![0, 1, 2, 0, 2, 3],
        }
    }

    /// A round limb; its round ends are domes of one ring.
    pub fn limb(limb: &Limb) -> Mesh {
        const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
        let along = (limb.to - limb.from).normalize_or(Vec3::Y);
        let length_m = limb.from.distance(limb.to);
        let (first_m, last_m) = limb.radius_m;
        let dome = |radius_m: f32| if limb.cut { 0.0 } else { radius_m };
        let mut rings = vec![(0.0, first_m), (length_m, last_m)];
        if !limb.cut {
            rings.insert(0, (-first_m * DIAGONAL, first_m * DIAGONAL));
            rings.push((length_m + last_m * DIAGONAL, last_m * DIAGONAL));
        }
        let side = along.any_orthonormal_vector();
        let other = along.cross(side);
        let mut mesh = Mesh::default();
        mesh.points_m.push(limb.from - along * dome(first_m));
        for &(at_m, radius_m) in &rings {
            for step in 0..SIDES {
                let (sine, cosine) = libm::sincosf(f32::from(step) / f32::from(SIDES) * std::f32::consts::TAU);
                mesh.points_m.push(limb.from + along * at_m + (side * cosine + other * sine) * radius_m);
            }
        }
        mesh.points_m.push(limb.to + along * dome(last_m));
        let (rings, tip) = (rings.len() as u16, mesh.points_m.len() as u16 - 1);
        let point = |ring: u16, step: u16| 1 + ring * SIDES + step % SIDES;
        for step in 0..SIDES {
            mesh.corners.extend([0, point(0, step + 1), point(0, step)]);
            for ring in 1..rings {
                let [a, b] = [point(ring - 1, step), point(ring - 1, step + 1)];
                let [c, d] = [point(ring, step), point(ring, step + 1)];
                mesh.corners.extend([a, b, d, a, d, c]);
            }
            mesh.corners.extend([tip, point(rings - 1, step), point(rings - 1, step + 1)]);
        }
        mesh
    }

    /// The same, pressed flat across an axis through a point: 1 halves its depth.
    pub fn flattened(mut self, middle: Vec3, axis: Vec3, flatness: f32) -> Mesh {
        let axis = axis.normalize_or_zero();
        for point in &mut self.points_m {
            let depth_m = (*point - middle).dot(axis);
            *point -= axis * (depth_m * flatness / (1.0 + flatness));
        }
        self
    }

    /// Appends another mesh.
    pub fn add(&mut self, other: &Mesh) {
        let first = self.points_m.len() as u16;
        self.points_m.extend(&other.points_m);
        self.corners.extend(other.corners.iter().map(|corner| corner + first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six times the volume; negative where faces look inward, wrong where there is a hole.
    fn volume_m3(mesh: &Mesh) -> f32 {
        let point = |corner: u16| mesh.points_m[usize::from(corner)];
        let six: f32 = mesh.corners.chunks(3).map(|c| point(c[0]).dot(point(c[1]).cross(point(c[2])))).sum();
        six / 6.0
    }

    #[test]
    fn faces_look_outward_and_close() {
        let away = Vec3::new(3.0, -1.0, 2.0);
        assert!((volume_m3(&Mesh::block(away, away + Vec3::new(1.0, 2.0, 3.0))) - 6.0).abs() < 1e-3);
        let limb = Limb { from: away, to: away + Vec3::new(0.3, 0.4, 1.2), radius_m: (0.5, 0.5), cut: true };
        let (round, cylinder) = (Limb { cut: false, ..limb }, std::f32::consts::PI * 0.25 * 1.3);
        assert!((0.93..1.0).contains(&(volume_m3(&Mesh::limb(&limb)) / cylinder)));
        assert!(volume_m3(&Mesh::limb(&round)) > 1.3 * volume_m3(&Mesh::limb(&limb)));
        let flat = Mesh::limb(&limb).flattened(away, Vec3::X, 1.0);
        assert!((volume_m3(&flat) / volume_m3(&Mesh::limb(&limb)) - 0.5).abs() < 1e-3);
    }
}
