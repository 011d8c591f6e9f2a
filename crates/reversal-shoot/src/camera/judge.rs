//! How badly bodies stand in a picture, judged from their joints alone: cheap enough for every position tried.

use glam::Vec3;
use reversal_model::performance::{Joint, Skeleton};

use super::Camera;

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
