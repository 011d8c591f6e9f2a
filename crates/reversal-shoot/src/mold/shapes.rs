//! Distances of the sculptor: ellipsoids, capsules, and how they melt together (after Quilez, "distance functions").

use glam::Vec3;

/// About the distance to an ellipsoid.
pub fn ellipsoid(point: Vec3, middle: Vec3, radii: Vec3) -> f32 {
    let rel = point - middle;
    let near = (rel / radii).length();
    let slope = (rel / (radii * radii)).length();
    if slope < 1e-6 { -radii.min_element() } else { near * (near - 1.0) / slope }
}

/// Distance to a capsule whose radius changes.
pub fn capsule(point: Vec3, from: Vec3, to: Vec3, radius: f32, end_radius: f32) -> f32 {
    let span = to - from;
    let part = ((point - from).dot(span) / span.length_squared()).clamp(0.0, 1.0);
    (point - from - span * part).length() - radius - (end_radius - radius) * part
}

/// Union that melts over a distance.
pub fn melt(a: f32, b: f32, over: f32) -> f32 {
    let near = (over - (a - b).abs()).max(0.0);
    a.min(b) - near * near * (0.25 / over)
}

/// `a` without `b`, its edge rounded over a distance.
pub fn carve(a: f32, b: f32, over: f32) -> f32 {
    -melt(-a, b, over)
}

/// What both hold, the edge rounded.
pub fn common(a: f32, b: f32, over: f32) -> f32 {
    -melt(-a, -b, over)
}

pub fn ramp(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A line through points (x, y), level before the first and after the last; x rises.
pub fn polyline(points: &[(f32, f32)], x: f32) -> f32 {
    let Some(first) = points.first() else { return 0.0 };
    let mut before = *first;
    for &after in points {
        if x < after.0 {
            let part = ((x - before.0) / (after.0 - before.0).max(1e-6)).clamp(0.0, 1.0);
            return before.1 + (after.1 - before.1) * part;
        }
        before = after;
    }
    before.1
}

/// Value noise, -1..1, one lump a unit.
pub fn lumps(point: Vec3) -> f32 {
    let cell = point.floor();
    let within = point - cell;
    let smooth = within * within * (Vec3::splat(3.0) - within * 2.0);
    let corner = |dx: i32, dy: i32, dz: i32| {
        let [x, y, z] = [cell.x as i32 + dx, cell.y as i32 + dy, cell.z as i32 + dz].map(|v| v as u32);
        crate::march::noise::random(x, y, z) * 2.0 - 1.0
    };
    let along = |dy, dz| corner(0, dy, dz) + (corner(1, dy, dz) - corner(0, dy, dz)) * smooth.x;
    let across = |dz| along(0, dz) + (along(1, dz) - along(0, dz)) * smooth.y;
    across(0) + (across(1) - across(0)) * smooth.z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_melted_union_reaches_both_and_a_carved_shape_lacks_what_was_taken() {
        let (a, b) = (|x: f32| x.abs() - 1.0, |x: f32| (x - 1.5).abs() - 1.0);
        assert!(melt(a(-0.9), b(-0.9), 0.1) < 0.0 && melt(a(2.4), b(2.4), 0.1) < 0.0);
        assert!(carve(a(0.9), b(0.9), 0.1) > 0.0 && carve(a(-0.9), b(-0.9), 0.1) < 0.0);
        assert!(common(a(-0.5), b(-0.5), 0.1) > 0.0 && common(a(0.75), b(0.75), 0.1) < 0.0);
    }

    #[test]
    fn a_polyline_goes_through_its_points() {
        let line = [(0.0, 1.0), (1.0, 3.0), (2.0, 0.0)];
        assert_eq!([-1.0, 0.5, 1.0, 1.5, 3.0].map(|x| polyline(&line, x)), [1.0, 2.0, 3.0, 1.5, 0.0]);
    }
}
