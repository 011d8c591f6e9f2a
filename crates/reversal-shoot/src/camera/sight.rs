//! Where a camera can stand in a place, and what is in the way of its look.

use glam::Vec3;
use reversal_model::performance::{Joint, Skeleton};
use reversal_model::place::{Place, Solid};

/// Room that a camera needs around its lens, m.
const ROOM_M: f32 = 0.18;
/// Radius of a head with what is on it, m.
pub(crate) const HEAD_RADIUS_M: f32 = 0.15;

/// Solid things of a place as boxes and capsules.
pub(crate) struct Surroundings {
    from: Vec3,
    to: Vec3,
    boxes: Vec<(Vec3, Vec3)>,
    capsules: Vec<(Vec3, Vec3, f32)>,
}

impl Surroundings {
    pub(crate) fn new(place: &Place) -> Surroundings {
        let mut boxes: Vec<(Vec3, Vec3)> =
            place.boxes.iter().map(|item| (Vec3::from(item.from), Vec3::from(item.to))).collect();
        let mut capsules = Vec::new();
        for solid in &place.solids {
            match *solid {
                Solid::Cone { from, to, radius_m, end_radius_m, .. } => {
                    capsules.push((Vec3::from(from), Vec3::from(to), radius_m.max(end_radius_m)));
                }
                Solid::Box { middle, half, .. } => {
                    boxes.push((Vec3::from(middle) - Vec3::from(half), Vec3::from(middle) + Vec3::from(half)));
                }
            }
        }
        let bounds = &place.camera_bounds;
        Surroundings { from: Vec3::from(bounds.from), to: Vec3::from(bounds.to), boxes, capsules }
    }

    /// Whether a camera can stand at a point.
    pub(crate) fn is_free(&self, eye: Vec3) -> bool {
        let inside = |from: Vec3, to: Vec3| eye.cmpge(from).all() && eye.cmple(to).all();
        inside(self.from, self.to)
            && !self.boxes.iter().any(|&(from, to)| inside(from - ROOM_M, to + ROOM_M))
            && !self.capsules.iter().any(|&(from, to, radius)| distance_to_segment(eye, from, to) < radius + ROOM_M)
    }

    /// The point within the bounds nearest to one wished for.
    pub(crate) fn within_bounds(&self, eye: Vec3) -> Vec3 {
        eye.max(self.from).min(self.to.max(self.from))
    }

    /// The height within the bounds nearest to one wished for.
    pub(crate) fn height_within(&self, height_m: f32) -> f32 {
        height_m.clamp(self.from.y, self.to.y.max(self.from.y))
    }

    /// Whether something solid is between a camera and a point.
    pub(crate) fn is_hidden(&self, eye: Vec3, point: Vec3) -> bool {
        // What the point itself touches, a wall at someone's back, is not in the way.
        let short = point + (eye - point).normalize_or_zero() * HEAD_RADIUS_M;
        self.boxes.iter().any(|&(from, to)| segment_meets_box(eye, short, from, to))
            || self.capsules.iter().any(|&(from, to, radius)| segment_distance(eye, short, from, to) < radius)
    }
}

/// Trunk, arms and head of a figure, as far as they can hide another's head.
const HIDING: [(Joint, Joint, f32); 8] = [
    (Joint::Pelvis, Joint::Chest, 0.15),
    (Joint::Chest, Joint::Neck, 0.14),
    (Joint::LeftShoulder, Joint::RightShoulder, 0.08),
    (Joint::Head, Joint::Head, 0.13),
    (Joint::LeftShoulder, Joint::LeftElbow, 0.06),
    (Joint::LeftElbow, Joint::LeftWrist, 0.05),
    (Joint::RightShoulder, Joint::RightElbow, 0.06),
    (Joint::RightElbow, Joint::RightWrist, 0.05),
];

/// Whether a figure stands between a camera and a point.
pub(crate) fn figure_hides(figure: &Skeleton, eye: Vec3, point: Vec3) -> bool {
    let short = point + (eye - point).normalize_or_zero() * 0.08;
    HIDING
        .iter()
        .any(|&(from, to, radius)| segment_distance(eye, short, figure[from as usize], figure[to as usize]) < radius)
}

fn distance_to_segment(point: Vec3, from: Vec3, to: Vec3) -> f32 {
    let along = to - from;
    let part = ((point - from).dot(along) / along.length_squared().max(1e-9)).clamp(0.0, 1.0);
    point.distance(from + along * part)
}

/// Least distance between two segments (Ericson, *Real-Time Collision Detection*, 5.1.9).
fn segment_distance(a: Vec3, b: Vec3, c: Vec3, d: Vec3) -> f32 {
    let (first, second, between) = (b - a, d - c, a - c);
    let (aa, ee, f) = (first.length_squared().max(1e-9), second.length_squared().max(1e-9), second.dot(between));
    let (cross, across) = (first.dot(second), first.dot(between));
    let denominator = aa * ee - cross * cross;
    let s = if denominator > 1e-9 { ((cross * f - across * ee) / denominator).clamp(0.0, 1.0) } else { 0.0 };
    let t = ((cross * s + f) / ee).clamp(0.0, 1.0);
    let s = ((t * cross - across) / aa).clamp(0.0, 1.0);
    (a + first * s).distance(c + second * t)
}

/// Slab test of a segment against a box.
fn segment_meets_box(a: Vec3, b: Vec3, from: Vec3, to: Vec3) -> bool {
    let along = b - a;
    let (mut enter, mut leave) = (0.0_f32, 1.0_f32);
    for axis in 0..3 {
        if along[axis].abs() < 1e-9 {
            if a[axis] < from[axis] || a[axis] > to[axis] {
                return false;
            }
            continue;
        }
        let (one, other) = ((from[axis] - a[axis]) / along[axis], (to[axis] - a[axis]) / along[axis]);
        enter = enter.max(one.min(other));
        leave = leave.min(one.max(other));
    }
    enter <= leave
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_between_hides_and_one_behind_does_not() {
        let wall = (Vec3::new(-1.0, 0.0, 1.0), Vec3::new(1.0, 3.0, 1.2));
        assert!(segment_meets_box(Vec3::new(0.0, 1.5, 3.0), Vec3::new(0.0, 1.5, 0.0), wall.0, wall.1));
        assert!(!segment_meets_box(Vec3::new(0.0, 1.5, 0.9), Vec3::new(0.0, 1.5, 0.0), wall.0, wall.1));
        assert!(!segment_meets_box(Vec3::new(0.0, 4.5, 3.0), Vec3::new(0.0, 4.5, 0.0), wall.0, wall.1));
    }

    #[test]
    fn segments_measure_their_least_distance() {
        let distance = segment_distance(Vec3::ZERO, Vec3::X, Vec3::new(0.5, 1.0, -1.0), Vec3::new(0.5, 1.0, 1.0));
        assert!((distance - 1.0).abs() < 1e-6);
        assert!((segment_distance(Vec3::ZERO, Vec3::X, Vec3::Y * 2.0, Vec3::Y * 2.0) - 2.0).abs() < 1e-6);
    }
}
