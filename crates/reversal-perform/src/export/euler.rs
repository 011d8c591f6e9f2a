//! Turns as three angles about z, then x, then y of what has turned already: the order of most BVH files.

use crate::turn::Turn;

/// Angles about z, x and y, degrees.
pub(crate) type Angles = [f64; 3];

/// A turn as angles, as near as can be to those before it, so that curves of them do not jump.
pub(crate) fn angles_deg(turn: Turn, before_deg: Angles) -> Angles {
    let [x, y, z, w] = turn.xyzw().map(f64::from);
    // R = Rz Rx Ry; its middle column is Rz (0, cos x, sin x).
    let column = [2.0 * (x * y - w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + w * x)];
    let about_z = libm::atan2(-column[0], column[1]);
    let (sine, cosine) = libm::sincos(about_z);
    let about_x = libm::atan2(column[2], cosine * column[1] - sine * column[0]);
    // The angle about y from what is left when z is undone: exact even where the other two lie on one axis.
    let first = [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + w * z)];
    let last = [2.0 * (x * z + w * y), 2.0 * (y * z - w * x)];
    let about_y = libm::atan2(cosine * last[0] + sine * last[1], cosine * first[0] + sine * first[1]);
    let angles = [about_z, about_x, about_y].map(f64::to_degrees);
    let other = [angles[0] + 180.0, 180.0 - angles[1], angles[2] + 180.0];
    let [angles, other] = [angles, other].map(|angles| near(angles, before_deg));
    if distance(angles, before_deg) <= distance(other, before_deg) { angles } else { other }
}

fn near(angles: Angles, before_deg: Angles) -> Angles {
    let near = |i: usize| angles[i] - ((angles[i] - before_deg[i]) / 360.0).round() * 360.0;
    [near(0), near(1), near(2)]
}

fn distance(angles: Angles, before_deg: Angles) -> f64 {
    angles.iter().zip(before_deg).map(|(now, before)| (now - before).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    fn turn_of(angles: Angles) -> Turn {
        let [z, x, y] = angles.map(|angle| (angle as f32).to_radians());
        Turn::about_z(z) * Turn::about_x(x) * Turn::about_y(y)
    }

    #[test]
    fn angles_give_the_turn_back_even_where_two_axes_fall_together() {
        for step in 0..400 {
            let step = f64::from(step);
            let about_x = if step < 200.0 { (step * 31.0) % 360.0 } else { 90.0 + (step - 300.0) * 1e-3 };
            let turn = turn_of([step * 17.0 % 360.0, about_x, step * 71.0 % 360.0]);
            let back = turn_of(angles_deg(turn, [0.0; 3]));
            for axis in [Vec3::X, Vec3::Y, Vec3::Z] {
                assert!((turn * axis).distance(back * axis) < 1e-5, "{step}: {turn:?} {back:?}");
            }
        }
    }

    #[test]
    fn angles_go_on_from_those_before() {
        let mut before = [0.0; 3];
        for step in 0..1500 {
            let now = angles_deg(turn_of([f64::from(step), 40.0, -2.0 * f64::from(step)]), before);
            assert!(distance(now, before) < 45.0, "{step}: {before:?} {now:?}");
            before = now;
        }
        assert!((before[0] - 1499.0).abs() < 0.01, "{before:?}");
    }
}
