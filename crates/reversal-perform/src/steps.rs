//! Feet: each is planted, swings, or is free because the body rests on
//! something else. A planted foot stays where it is until the body has moved
//! on; then it lifts, swings to where it will be wanted, and is planted there.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::body::Body;
use crate::collide::{Obstacle, nearest_shares};
use crate::joints::*;
use crate::random::ease;
use crate::turn::Turn;

/// How far a foot may be from where it is wanted before it steps, m.
const TOLERANCE_M: f32 = 0.11;
/// The same for the direction of the foot, as the cosine of the angle.
const TOLERANCE_COSINE: f32 = 0.80;
/// Longest step, m.
const LONGEST_M: f32 = 0.50;
/// A foot turns by so much in a step, radians: who turns about takes several.
const FURTHEST_TURN_RAD: f32 = 1.6;
/// So far off, a foot steps though the other has not landed, m.
const STUMBLE_M: f32 = 0.50;
/// So near to its place, a foot has landed, m.
const LANDED_M: f32 = 0.012;
/// So long after its time, a foot that has not reached its place comes down where it is, s.
const LATE_SECS: f64 = 0.15;
/// A foot is planted only for longer than this, s.
const BRIEF_SECS: f64 = 0.35;
/// Limbs of the other above this are no hindrance to a foot, m.
const LOW_M: f32 = 0.25;
/// Steps in which the way of a foot is followed along the solids: finer than any solid is thick.
const WAY_STEPS: usize = 8;
/// Room that a foot takes about the line from ankle to toe, at the reference height, m.
const FOOT_RADIUS_M: f32 = 0.05;

/// Where a foot is: ankle and the direction of the toes along the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Footing {
    pub ankle: Vec3,
    pub direction: Vec3,
}

/// What a foot does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Foot {
    Planted(Footing),
    Swing { from: Footing, to: Footing, start_secs: f64, length_secs: f64, lift_m: f32 },
    Free,
}

impl Footing {
    /// Where a skeleton's foot would stand, set flat on the ground.
    pub fn of(body: &Body, pose: &Skeleton, side: usize) -> Footing {
        let (ankle, toe) = (pose[ANKLE[side]], pose[TOE[side]]);
        let mut direction = toe - ankle;
        direction.y = 0.0;
        Footing {
            ankle: Vec3::new(ankle.x, body.rest[ANKLE[side]].y, ankle.z),
            direction: direction.normalize_or(Vec3::X),
        }
    }

    /// Ankle and toe.
    pub fn joints(&self, body: &Body, side: usize) -> [Vec3; 2] {
        let drop_m = body.rest[ANKLE[side]].y - body.rest[TOE[side]].y;
        let length_m = body.rest[ANKLE[side]].distance(body.rest[TOE[side]]);
        let along_m = (length_m * length_m - drop_m * drop_m).max(0.0).sqrt();
        [self.ankle, self.ankle + self.direction * along_m - Vec3::Y * drop_m]
    }

    fn off_m(&self, wanted: &Footing) -> f32 {
        (self.ankle - wanted.ankle).with_y(0.0).length()
    }
}

impl Foot {
    /// Ankle and toe where the foot is held, none where it is free.
    pub fn joints(&self, body: &Body, side: usize, secs: f64) -> Option<[Vec3; 2]> {
        match self {
            Foot::Planted(footing) => Some(footing.joints(body, side)),
            Foot::Free => None,
            Foot::Swing { from, to, start_secs, length_secs, lift_m } => {
                let part = (((secs - start_secs) / length_secs) as f32).clamp(0.0, 1.0);
                let eased = ease(part);
                let hop = hop(part);
                let between = Footing {
                    ankle: from.ankle.lerp(to.ankle, eased) + Vec3::Y * (lift_m * hop),
                    direction: Turn::about_y(turn_rad(from, to) * eased) * from.direction,
                };
                let [ankle, toe] = between.joints(body, side);
                // The heel leaves first, so the toe trails.
                Some([ankle, toe - Vec3::Y * (0.3 * lift_m * hop)])
            }
        }
    }

    /// Whether it is planted.
    pub fn planted(&self) -> bool {
        matches!(self, Foot::Planted(_))
    }
}

/// The angle about the vertical by which a foot turns from one footing to another, radians.
fn turn_rad(from: &Footing, to: &Footing) -> f32 {
    let (from, to) = (from.direction, to.direction);
    libm::atan2f(from.z * to.x - from.x * to.z, from.dot(to))
}

/// Height of a step over its course, both 0..1: it leaves and meets the ground gently.
fn hop(part: f32) -> f32 {
    16.0 * part * part * (1.0 - part) * (1.0 - part)
}

/// How long a step of this length takes, s: tired feet are slower.
pub(crate) fn swing_secs(length_m: f32, exhaustion: f32) -> f64 {
    f64::from(0.40 + 0.40 * length_m + 0.08 * exhaustion)
}

/// Lets both feet of a figure decide; `wanted` gives the skeleton wanted at a moment and whether it stands on its feet then.
pub(crate) fn decide(
    body: &Body,
    feet: &mut [Foot; 2],
    now: &Skeleton,
    secs: f64,
    exhaustion: f32,
    ground: &Ground,
    wanted: impl Fn(f64) -> (Skeleton, bool),
) {
    for (side, foot) in feet.iter_mut().enumerate() {
        if let Foot::Swing { to, start_secs, length_secs, .. } = *foot
            && secs >= start_secs + length_secs
        {
            let ankle = now[ANKLE[side]];
            let late = secs > start_secs + length_secs + LATE_SECS;
            if late || ankle.distance(to.ankle) < LANDED_M {
                // A leg that does not reach its place comes down where it is.
                let at = if late { ankle.with_y(to.ankle.y) } else { to.ankle };
                // Nor does a foot take the weight that is about to leave the feet: it would be caught and dropped at once.
                let (_, stays) = wanted(secs + BRIEF_SECS);
                *foot = if stays { Foot::Planted(Footing { ankle: at, ..to }) } else { Foot::Free };
            }
        }
    }
    let (target, on_feet) = wanted(secs);
    if !on_feet {
        for foot in feet.iter_mut().filter(|foot| foot.planted()) {
            *foot = Foot::Free;
        }
        return;
    }
    let off_m = [0, 1].map(|side| match feet[side] {
        Foot::Planted(footing) => {
            let ideal = Footing::of(body, &target, side);
            let turned = footing.direction.dot(ideal.direction) < TOLERANCE_COSINE;
            let turned_m = if turned { TOLERANCE_M + 0.01 } else { 0.0 };
            // A leg that is drawn out cannot keep its foot: it stumbles after the body.
            let drawn_m = if is_drawn_out(body, now, side) { STUMBLE_M } else { 0.0 };
            footing.off_m(&ideal).max(turned_m).max(drawn_m)
        }
        Foot::Swing { .. } => 0.0,
        Foot::Free => f32::INFINITY,
    });
    let first = usize::from(off_m[1] > off_m[0]);
    for side in [first, 1 - first] {
        let other_swings = matches!(feet[1 - side], Foot::Swing { .. });
        let free = feet[side] == Foot::Free;
        if !free && (off_m[side] <= TOLERANCE_M || (other_swings && off_m[side] < STUMBLE_M)) {
            continue;
        }
        let from = match feet[side] {
            Foot::Planted(footing) => footing,
            Foot::Swing { .. } => continue,
            Foot::Free => Footing { ankle: now[ANKLE[side]], ..Footing::of(body, now, side) },
        };
        let guess_secs = swing_secs(0.3, exhaustion);
        let (ahead, stays) = wanted(secs + guess_secs);
        if !stays {
            // On the way down nobody steps any more; the foot goes with the leg.
            if is_drawn_out(body, now, side) {
                feet[side] = Foot::Free;
            }
            continue;
        }
        let mut to = Footing::of(body, &ahead, side);
        let way = (to.ankle - from.ankle).with_y(0.0);
        let length_m = way.length().min(LONGEST_M);
        if !free {
            to.ankle = (from.ankle + way.normalize_or_zero() * length_m).with_y(to.ankle.y);
        }
        if !free {
            let turn_rad = turn_rad(&from, &to).clamp(-FURTHEST_TURN_RAD, FURTHEST_TURN_RAD);
            to.direction = Turn::about_y(turn_rad) * from.direction;
        }
        ground.clear(body, side, &from, &mut to);
        let lift_m = body.scale * (0.035 + 0.09 * length_m) * (1.0 - 0.35 * exhaustion);
        feet[side] =
            Foot::Swing { from, to, start_secs: secs, length_secs: swing_secs(way.length(), exhaustion), lift_m };
    }
}

/// Whether the body has moved so far that the foot cannot stay.
fn is_drawn_out(body: &Body, now: &Skeleton, side: usize) -> bool {
    let (hip, knee, ankle) = (HIP[side], KNEE[side], ANKLE[side]);
    let leg_m = body.rest[hip].distance(body.rest[knee]) + body.rest[knee].distance(body.rest[ankle]);
    let leg = now[hip] - now[ankle];
    // Who stands upright has straight legs too, but not slanting ones.
    leg.length() > 0.975 * leg_m && leg.with_y(0.0).length() > 0.33 * leg_m
}

/// What a foot finds on the ground.
pub(crate) struct Ground<'a> {
    pub obstacles: &'a [Obstacle],
    pub other: &'a Body,
    /// The other as they are now.
    pub other_pose: &'a Skeleton,
}

impl Ground<'_> {
    /// Moves a footing to the nearest spot that no solid and no limb of the other takes, on this side of the solids:
    /// a foot goes along furniture, not through it.
    fn clear(&self, body: &Body, side: usize, from: &Footing, to: &mut Footing) {
        let way = (to.ankle - from.ankle).with_y(0.0) / WAY_STEPS as f32;
        let mut at = from.ankle.with_y(to.ankle.y);
        for _ in 0..WAY_STEPS {
            at += way;
            for solid in self.obstacles.iter().filter(|obstacle| matches!(obstacle, Obstacle::Box { .. })) {
                at += solid.way_out(at, 0.14 * body.scale).with_y(0.0);
            }
        }
        to.ankle = at;
        for _ in 0..2 {
            for limb in self.other.capsules {
                let (a, b) = (self.other_pose[limb.a], self.other_pose[limb.b]);
                if a.y.min(b.y) > LOW_M {
                    continue;
                }
                let [ankle, toe] = to.joints(body, side);
                let shares = nearest_shares(ankle, toe, a, b);
                let between = ankle.lerp(toe, shares.0) - a.lerp(b, shares.1);
                let short_m = limb.radius_m + FOOT_RADIUS_M * body.scale - between.length();
                if short_m > 0.0 {
                    to.ankle += between.with_y(0.0).normalize_or(-to.direction) * short_m;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_moves_on_takes_its_feet_along_one_at_a_time() {
        let body = Body::new(1.8, 1.0);
        let at = |x: f32| body.rest.map(|joint| joint + Vec3::X * x);
        let mut feet = [0, 1].map(|side| Foot::Planted(Footing::of(&body, &body.rest, side)));
        let far = body.rest.map(|joint| joint + Vec3::Z * 5.0);
        let ground = Ground { obstacles: &[], other: &body, other_pose: &far };
        let mut both_in_the_air = 0;
        for tick in 0..480 {
            let secs = f64::from(tick) / 60.0;
            let mut now = at((0.15 * secs as f32).min(0.9));
            for (side, foot) in feet.iter().enumerate() {
                [now[ANKLE[side]], now[TOE[side]]] = foot.joints(&body, side, secs).unwrap();
            }
            decide(&body, &mut feet, &now, secs, 0.5, &ground, |secs| (at((0.15 * secs as f32).min(0.9)), true));
            both_in_the_air += u32::from(feet.iter().all(|foot| !foot.planted()));
        }
        assert_eq!(both_in_the_air, 0);
        for (side, foot) in feet.iter().enumerate() {
            let [ankle, _] = foot.joints(&body, side, 8.0).unwrap();
            assert!((ankle.x - at(0.9)[ANKLE[side]].x).abs() <= TOLERANCE_M, "foot {side} stays behind");
        }
    }

    #[test]
    fn a_foot_turns_about_at_even_speed_even_to_the_opposite() {
        let body = Body::new(1.8, 1.0);
        let footing = |direction: Vec3| Footing { direction, ..Footing::of(&body, &body.rest, 0) };
        for to in [Vec3::Z, Vec3::new(-1.0, 0.0, 0.01).normalize(), Vec3::NEG_X] {
            let (from, to) = (footing(Vec3::X), footing(to));
            let swing = Foot::Swing { from, to, start_secs: 0.0, length_secs: 0.5, lift_m: 0.05 };
            let toe =
                |secs: f64| swing.joints(&body, 0, secs).map_or(Vec3::ZERO, |[ankle, toe]| (toe - ankle).with_y(0.0));
            let whole_rad = turn_rad(&from, &to).abs();
            for step in 0..20 {
                let secs = f64::from(step) * 0.025;
                let fastest_rad = toe(secs).angle_between(toe(secs + 0.025)) / 0.05;
                assert!(fastest_rad <= 2.0 * whole_rad, "{fastest_rad} of {whole_rad} at {secs}");
            }
        }
    }
}
