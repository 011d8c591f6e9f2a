//! Turns in space that come out the same to the last bit on every machine:
//! unit quaternions in plain `f32` arithmetic, with the sines of `libm` rather
//! than the platform's and without the vector units' own order of additions.

use std::f32::consts::PI;
use std::ops::Mul;

use glam::Vec3;

/// A turn, as a unit quaternion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Turn {
    axis: Vec3,
    w: f32,
}

/// Directions and turns nearer than this (as the cosine) are blended along the chord.
const NEAR_COSINE: f32 = 0.9995;

impl Turn {
    /// None at all.
    pub const NONE: Turn = Turn { axis: Vec3::ZERO, w: 1.0 };

    /// As a quaternion's four numbers, the real one last.
    pub fn xyzw(self) -> [f32; 4] {
        [self.axis.x, self.axis.y, self.axis.z, self.w]
    }

    /// About an axis of unit length.
    fn about(axis: Vec3, angle_rad: f32) -> Turn {
        let (sine, cosine) = libm::sincosf(angle_rad * 0.5);
        Turn { axis: axis * sine, w: cosine }
    }

    /// About x.
    pub fn about_x(angle_rad: f32) -> Turn {
        Turn::about(Vec3::X, angle_rad)
    }

    /// About the vertical.
    pub fn about_y(angle_rad: f32) -> Turn {
        Turn::about(Vec3::Y, angle_rad)
    }

    /// About z.
    pub fn about_z(angle_rad: f32) -> Turn {
        Turn::about(Vec3::Z, angle_rad)
    }

    /// The turn that brings x, y and z to three directions at right angles (Shepperd 1978).
    pub fn to_axes(x: Vec3, y: Vec3, z: Vec3) -> Turn {
        let twists = Vec3::new(y.z - z.y, z.x - x.z, x.y - y.x);
        let trace = x.x + y.y + z.z;
        let (axis, w) = if trace > 0.0 {
            (twists, 1.0 + trace)
        } else if x.x >= y.y && x.x >= z.z {
            (Vec3::new(1.0 + x.x - y.y - z.z, x.y + y.x, x.z + z.x), twists.x)
        } else if y.y >= z.z {
            (Vec3::new(x.y + y.x, 1.0 + y.y - x.x - z.z, y.z + z.y), twists.y)
        } else {
            (Vec3::new(x.z + z.x, y.z + z.y, 1.0 + z.z - x.x - y.y), twists.z)
        };
        Turn { axis, w }.unit()
    }

    /// Back again.
    pub fn inverse(self) -> Turn {
        Turn { axis: -self.axis, w: self.w }
    }

    /// Part of the way to another turn, the shorter way, at even speed (Shoemake 1985).
    pub fn toward(self, to: Turn, part: f32) -> Turn {
        let cosine = self.axis.dot(to.axis) + self.w * to.w;
        let to = if cosine < 0.0 { Turn { axis: -to.axis, w: -to.w } } else { to };
        let (own, other) = shares(cosine.abs(), part);
        Turn { axis: self.axis * own + to.axis * other, w: self.w * own + to.w * other }.unit()
    }

    fn unit(self) -> Turn {
        let length = (self.axis.length_squared() + self.w * self.w).sqrt();
        Turn { axis: self.axis / length, w: self.w / length }
    }
}

/// Shares of two unit vectors, whose angle has this cosine, in the one that lies part of the way between them.
fn shares(cosine: f32, part: f32) -> (f32, f32) {
    if cosine > NEAR_COSINE {
        return (1.0 - part, part);
    }
    let angle_rad = libm::acosf(cosine);
    let sine = (1.0 - cosine * cosine).sqrt();
    (libm::sinf((1.0 - part) * angle_rad) / sine, libm::sinf(part * angle_rad) / sine)
}

/// The direction part of the way from one to another along the great circle; both of unit length.
pub(crate) fn direction_toward(from: Vec3, to: Vec3, part: f32) -> Vec3 {
    let cosine = from.dot(to);
    if cosine < -NEAR_COSINE {
        // Any way round is as long as another.
        let (sine, cosine) = libm::sincosf(part * PI);
        return from * cosine + from.any_orthonormal_vector() * sine;
    }
    let (own, other) = shares(cosine, part);
    (from * own + to * other).normalize_or(to)
}

impl Mul for Turn {
    type Output = Turn;

    /// First the other, then this.
    fn mul(self, other: Turn) -> Turn {
        Turn {
            axis: other.axis * self.w + self.axis * other.w + self.axis.cross(other.axis),
            w: self.w * other.w - self.axis.dot(other.axis),
        }
    }
}

impl Mul<Vec3> for Turn {
    type Output = Vec3;

    fn mul(self, point: Vec3) -> Vec3 {
        let twice = self.axis.cross(point) * 2.0;
        point + twice * self.w + self.axis.cross(twice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Quat;

    #[test]
    fn turns_agree_with_quaternions() {
        let pairs = |a: f32, b: f32, c: f32| {
            let turn = Turn::about_y(a) * Turn::about_x(b) * Turn::about_z(c);
            (turn, Quat::from_rotation_y(a) * Quat::from_rotation_x(b) * Quat::from_rotation_z(c))
        };
        let point = Vec3::new(0.3, -0.7, 1.1);
        for step in 0..60 {
            let angle = step as f32 * 0.41 - 11.0;
            let ((turn, quat), (other, other_quat)) = (pairs(angle, 1.3 * angle, 0.2), pairs(0.1, angle, 2.0 * angle));
            assert!((turn * point).distance(quat * point) < 1e-5);
            assert!((turn.inverse() * point).distance(quat.inverse() * point) < 1e-5);
            assert!((turn.toward(other, 0.3) * point).distance(quat.slerp(other_quat, 0.3) * point) < 1e-3);
            let axes = Turn::to_axes(quat * Vec3::X, quat * Vec3::Y, quat * Vec3::Z);
            assert!((axes * point).distance(quat * point) < 1e-5);
        }
    }

    #[test]
    fn a_direction_turns_at_even_speed_even_to_its_opposite() {
        for to in [Vec3::Y, Vec3::NEG_X, Vec3::new(0.99998, 0.006, 0.0).normalize(), Vec3::X] {
            let whole_rad = Vec3::X.angle_between(to);
            for part in [0.0, 0.25, 0.5, 1.0] {
                let turned = direction_toward(Vec3::X, to, part);
                assert!((Vec3::X.angle_between(turned) - part * whole_rad).abs() < 2e-3, "{to} {part}");
            }
        }
    }
}
