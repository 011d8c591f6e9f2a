//! Distances of single points to primitives: to put things onto what is dressed already. Coarser than what is marched:
//! without folds.

use glam::Vec3;

use crate::primitive::{Primitive, Shape};

/// From a point to a primitive, m; negative within.
pub(super) fn solid_gap_m(solid: &Primitive, point: Vec3) -> f32 {
    let from_start = point - solid.start;
    match solid.shape {
        Shape::RoundBox => {
            let own = Vec3::new(from_start.dot(solid.along), from_start.dot(solid.across), from_start.dot(solid.side));
            block_gap_m(own, solid.half) - solid.radius_m
        }
        Shape::Bowl => flattened_gap_m(solid, from_start, solid.radius_m),
        Shape::RoundCone | Shape::Head => {
            let part = on_axis(solid, from_start).clamp(0.0, 1.0);
            flattened_gap_m(solid, from_start - solid.span * part, solid.radius_m + solid.radius_change_m * part)
        }
        Shape::CappedCone => {
            let part = on_axis(solid, from_start);
            let radius_m = solid.radius_m + solid.radius_change_m * part.clamp(0.0, 1.0);
            let beside_m = flattened_gap_m(solid, from_start - solid.span * part, radius_m);
            let beyond_m = ((part - 0.5).abs() - 0.5) * solid.length_m;
            beside_m.max(0.0).hypot(beyond_m.max(0.0)) + beside_m.max(beyond_m).min(0.0)
        }
    }
}

fn on_axis(solid: &Primitive, from_start: Vec3) -> f32 {
    from_start.dot(solid.span) * solid.inverse_span_squared
}

/// As it is marched: flattened ones are said to be nearer than they are.
fn flattened_gap_m(solid: &Primitive, out: Vec3, radius_m: f32) -> f32 {
    let stretched = out + solid.flat_axis * (out.dot(solid.flat_axis) * solid.flatness);
    (stretched.length() - radius_m) / (1.0 + 0.55 * solid.flatness)
}

/// From a point to a list of primitives of one group that melt together, m.
pub(super) fn melted_gap_m(solids: &[Primitive], point: Vec3) -> f32 {
    solids.iter().fold(f32::MAX, |all_m, solid| {
        let one_m = solid_gap_m(solid, point);
        let near_m = (solid.blend_m - (all_m - one_m).abs()).max(0.0);
        all_m.min(one_m) - near_m * near_m * (0.25 / solid.blend_m)
    })
}

/// From a point in a box's own axes to the box, m.
pub(super) fn block_gap_m(own: Vec3, half: Vec3) -> f32 {
    let beyond = own.abs() - half;
    beyond.max(Vec3::ZERO).length() + beyond.max_element().min(0.0)
}
