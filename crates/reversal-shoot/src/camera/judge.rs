//! How badly bodies stand in a picture, judged from their joints alone: cheap enough for every position tried.

use glam::Vec3;
use reversal_model::performance::{Joint, Skeleton};

use super::Camera;
use super::framing::head_middle;
use super::sight::HEAD_RADIUS_M;

/// How badly a figure stands in the camera's way: 6 where it stands in the lens.
pub(crate) fn crowding(figure: &Skeleton, view: &Camera) -> f32 {
    const ROOM_M: f32 = 0.5;
    let nearest_m = figure.iter().map(|joint| joint.distance(view.eye)).fold(f32::MAX, f32::min);
    6.0 * (1.0 - nearest_m / ROOM_M).max(0.0)
}

/// How much of the picture another's trunk takes before a subject that is `distance_m` away.
pub(crate) fn looming(figure: &Skeleton, view: &Camera, distance_m: f32) -> f32 {
    const HALF_TRUNK_M: f32 = 0.2;
    let before = |joint: Joint| {
        let to = figure[joint as usize] - view.eye;
        let depth_m = to.dot(view.forward);
        let beside = to.dot(view.right).abs() / (depth_m.max(0.1) * view.tan_half_width);
        if depth_m < 0.1 || depth_m > 0.8 * distance_m || beside > 1.0 {
            return 0.0;
        }
        (HALF_TRUNK_M / (depth_m * view.tan_half_width)).min(1.5)
    };
    1.5 * [Joint::Pelvis, Joint::Chest, Joint::Head].into_iter().map(before).fold(0.0, f32::max)
}

/// What the picture's edge does to a figure's head: 0 where the head is in the picture with all of it, or where none of
/// the figure is; 1 where the edge goes through its middle, or where a trunk is seen that has no head.
pub(crate) fn beheading(figure: &Skeleton, view: &Camera, aspect: f32) -> f32 {
    let head = inside(head_middle(figure), HEAD_RADIUS_M, view, aspect);
    if head > -0.8 {
        return (1.0 - head.max(0.0)).clamp(0.0, 1.0);
    }
    // Half of a chest, with nothing on it.
    inside(figure[Joint::Chest as usize], 0.14, view, aspect).clamp(0.0, 1.0)
}

/// How far the middle of something round lies inside the picture's nearest edge, in its radii; below 0 outside.
pub(crate) fn inside(at: Vec3, radius_m: f32, view: &Camera, aspect: f32) -> f32 {
    let to = at - view.eye;
    let depth_m = to.dot(view.forward);
    if depth_m < 0.15 {
        return -1.0;
    }
    let scale = 1.0 / (depth_m * view.tan_half_width);
    let (x, y) = (to.dot(view.right) * scale, to.dot(view.up) * scale * aspect);
    let radius = radius_m * scale;
    ((1.0 - x.abs()) / radius).min((1.0 - y.abs()) / (radius * aspect))
}

/// How far the two stand one behind the other for a camera that looks along `forward`: 0 across the picture, 1 in line.
pub(crate) fn in_line(bodies: &[Skeleton; 2], forward: Vec3) -> f32 {
    const APART_M: f32 = 0.3;
    let between = (bodies[1][Joint::Chest as usize] - bodies[0][Joint::Chest as usize]).with_y(0.0);
    let along = between.normalize_or_zero().dot(forward.with_y(0.0).normalize_or_zero()).abs();
    ((along - 0.7) / 0.3).max(0.0) * (between.length() / APART_M).min(1.0)
}

/// Width of the two together as the camera sees them, m.
pub(crate) fn silhouette_m(bodies: &[Skeleton; 2], right: Vec3) -> f32 {
    let (least, most) = bodies
        .iter()
        .flatten()
        .map(|joint| joint.dot(right))
        .fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)));
    most - least
}

/// Whether a trunk stands before a point, which may touch it from the camera's side.
pub(crate) fn trunk_hides(figure: &Skeleton, eye: Vec3, point: Vec3) -> bool {
    let to = point - eye;
    [Joint::Pelvis, Joint::Waist, Joint::Chest].into_iter().any(|joint| {
        let at = figure[joint as usize] - eye;
        let part = at.dot(to) / to.length_squared().max(1e-6);
        part < 0.97 && at.distance(to * part) < 0.14
    })
}
