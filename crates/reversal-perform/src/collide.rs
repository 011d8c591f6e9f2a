//! What bodies stop at: the ground, the place's boxes, each other and themselves.

use glam::Vec3;
use reversal_model::performance::Skeleton;
use reversal_model::place::{Place, Solid};

use crate::body::{Body, CAPSULE_COUNT, OWN_PAIRS};

/// Something fixed that bodies stop at, m.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Obstacle {
    /// Everything with `normal · point < offset_m` is solid.
    HalfSpace { normal: Vec3, offset_m: f32 },
    /// A box, its edges rounded by `round_m`.
    Box { middle: Vec3, half: Vec3, round_m: f32 },
}

/// Furniture with less room than this under it stands on the ground, m: a foot that slipped under a bed could not stay
/// clear of it and step out again.
const CRAWL_SPACE_M: f32 = 0.45;

/// The ground and every box of a place at which bodies stop.
pub(crate) fn obstacles_of(place: &Place) -> Vec<Obstacle> {
    let mut obstacles = vec![Obstacle::HalfSpace { normal: Vec3::Y, offset_m: 0.0 }];
    for bounds in place.boxes.iter().filter(|bounds| bounds.collide) {
        let (from, to) = (Vec3::from(bounds.from), Vec3::from(bounds.to));
        // What lies wholly underfoot is the ground itself.
        if to.y > 0.02 {
            obstacles.push(Obstacle::standing(from.min(to), from.max(to), 0.0));
        }
    }
    for solid in &place.solids {
        if let Solid::Box { middle, half, round_m, collide: true, .. } = *solid {
            let (middle, half) = (Vec3::from(middle), Vec3::from(half));
            obstacles.push(Obstacle::standing(middle - half, middle + half, round_m));
        }
    }
    obstacles
}

impl Obstacle {
    /// A box with rounded edges, down to the ground where nobody can crawl under it.
    fn standing(least: Vec3, most: Vec3, round_m: f32) -> Obstacle {
        let least = if least.y < CRAWL_SPACE_M { least.with_y(least.y.min(-round_m)) } else { least };
        let half = ((most - least) * 0.5 - Vec3::splat(round_m)).max(Vec3::ZERO);
        Obstacle::Box { middle: (least + most) * 0.5, half, round_m }
    }

    /// The way out for a ball at `point`: zero where it is free.
    pub fn way_out(&self, point: Vec3, radius_m: f32) -> Vec3 {
        match *self {
            Obstacle::HalfSpace { normal, offset_m } => normal * (offset_m + radius_m - normal.dot(point)).max(0.0),
            Obstacle::Box { middle, half, round_m } => {
                let local = point - middle;
                let reach_m = radius_m + round_m;
                let outside = local - local.clamp(-half, half);
                let distance_m = outside.length();
                if distance_m >= reach_m {
                    return Vec3::ZERO;
                }
                if distance_m > 1e-5 {
                    return outside * ((reach_m - distance_m) / distance_m);
                }
                let depth = half - local.abs();
                // What stands on the ground is not left downward: a foot would be caught under it for good.
                let under_m = middle.y - half.y - round_m;
                let is_open = local.y > 0.0 || under_m > 2.0 * radius_m;
                if is_open && depth.y <= depth.x && depth.y <= depth.z {
                    Vec3::Y * (depth.y + reach_m) * local.y.signum()
                } else if depth.x <= depth.z {
                    Vec3::X * (depth.x + reach_m) * local.x.signum()
                } else {
                    Vec3::Z * (depth.z + reach_m) * local.z.signum()
                }
            }
        }
    }
}

/// A box around all that a body has.
#[derive(Clone, Copy)]
struct Extent {
    least: Vec3,
    most: Vec3,
}

impl Extent {
    fn of(body: &Body, pose: &Skeleton) -> Extent {
        let least = pose.iter().copied().fold(Vec3::INFINITY, Vec3::min);
        let most = pose.iter().copied().fold(Vec3::NEG_INFINITY, Vec3::max);
        Extent { least: least - body.widest_m, most: most + body.widest_m }
    }

    /// Whether anything in it can meet an obstacle.
    fn meets(&self, obstacle: &Obstacle) -> bool {
        match *obstacle {
            Obstacle::HalfSpace { .. } => true,
            Obstacle::Box { middle, half, round_m } => {
                let reach = half + round_m;
                self.least.cmple(middle + reach).all() && self.most.cmpge(middle - reach).all()
            }
        }
    }
}

/// Shares along two segments at which they are nearest (Ericson, Real-Time Collision Detection, 5.1.9).
pub(crate) fn nearest_shares(a: Vec3, b: Vec3, c: Vec3, d: Vec3) -> (f32, f32) {
    const POINT: f32 = 1e-9;
    let (first, second, between) = (b - a, d - c, a - c);
    let (first_sq, second_sq, f) = (first.length_squared(), second.length_squared(), second.dot(between));
    if first_sq < POINT {
        return (0.0, if second_sq < POINT { 0.0 } else { (f / second_sq).clamp(0.0, 1.0) });
    }
    let e = first.dot(between);
    if second_sq < POINT {
        return ((-e / first_sq).clamp(0.0, 1.0), 0.0);
    }
    let along = first.dot(second);
    let denominator = first_sq * second_sq - along * along;
    let mut s = if denominator > POINT { ((along * f - e * second_sq) / denominator).clamp(0.0, 1.0) } else { 0.5 };
    let mut t = (along * s + f) / second_sq;
    if t < 0.0 {
        t = 0.0;
        s = (-e / first_sq).clamp(0.0, 1.0);
    } else if t > 1.0 {
        t = 1.0;
        s = ((along - e) / first_sq).clamp(0.0, 1.0);
    }
    (s, t)
}

/// Pairs of capsules near enough to meet soon: (capsule of the first, capsule of the second).
pub(crate) fn near_pairs(bodies: [&Body; 2], poses: &[Skeleton; 2], margin_m: f32, pairs: &mut Vec<(usize, usize)>) {
    pairs.clear();
    let (first, second) = (balls(bodies[0], &poses[0]), balls(bodies[1], &poses[1]));
    for (i, one) in first.iter().enumerate() {
        for (j, other) in second.iter().enumerate() {
            if one.is_near(other, margin_m) {
                pairs.push((i, j));
            }
        }
    }
}

/// A ball around a capsule.
struct Ball {
    middle: Vec3,
    radius_m: f32,
}

impl Ball {
    fn is_near(&self, other: &Ball, margin_m: f32) -> bool {
        let reach_m = self.radius_m + other.radius_m + margin_m;
        self.middle.distance_squared(other.middle) < reach_m * reach_m
    }
}

fn balls(body: &Body, pose: &Skeleton) -> [Ball; CAPSULE_COUNT] {
    body.capsules.map(|capsule| {
        let (a, b) = (pose[capsule.a], pose[capsule.b]);
        Ball { middle: (a + b) * 0.5, radius_m: a.distance(b) * 0.5 + capsule.radius_m }
    })
}

/// Depth, and direction from the first to the second with shares along both, of two capsules that sink into each other.
struct Overlap {
    depth_m: f32,
    normal: Vec3,
    shares: (f32, f32),
}

fn overlap(a: [Vec3; 2], b: [Vec3; 2], reach_m: f32) -> Option<Overlap> {
    let shares = nearest_shares(a[0], a[1], b[0], b[1]);
    let between = b[0].lerp(b[1], shares.1) - a[0].lerp(a[1], shares.0);
    let distance_sq = between.length_squared();
    if distance_sq >= reach_m * reach_m {
        return None;
    }
    let distance_m = distance_sq.sqrt();
    let normal = if distance_m > 1e-4 { between / distance_m } else { Vec3::Y };
    Some(Overlap { depth_m: reach_m - distance_m, normal, shares })
}

/// How flesh answers flesh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contact {
    /// Share of the depth that one pass removes, 0..1.
    pub stiffness: f32,
    /// Depth that is let be, m.
    pub give_m: f32,
}

/// Flesh that does not give.
pub(crate) const FIRM: Contact = Contact { stiffness: 0.5, give_m: 0.0 };

/// Pushes apart what sinks into each other, one pass.
pub(crate) fn separate(bodies: [&Body; 2], poses: &mut [Skeleton; 2], pairs: &[(usize, usize)], contact: Contact) {
    let Contact { stiffness, give_m } = contact;
    for &(i, j) in pairs {
        let (first, second) = (bodies[0].capsules[i], bodies[1].capsules[j]);
        let found = overlap(
            [poses[0][first.a], poses[0][first.b]],
            [poses[1][second.a], poses[1][second.b]],
            first.radius_m + second.radius_m - give_m,
        );
        if let Some(Overlap { depth_m, normal, shares }) = found {
            let weights = [
                (0, first.a, 1.0 - shares.0, -1.0),
                (0, first.b, shares.0, -1.0),
                (1, second.a, 1.0 - shares.1, 1.0),
                (1, second.b, shares.1, 1.0),
            ];
            let total: f32 = weights
                .iter()
                .map(|&(figure, joint, share, _)| bodies[figure].inverse_mass[joint] * share * share)
                .sum();
            let push = depth_m * stiffness / total.max(0.05);
            for (figure, joint, share, sign) in weights {
                poses[figure][joint] += normal * (sign * push * share * bodies[figure].inverse_mass[joint]);
            }
        }
    }
    for figure in 0..2 {
        separate_own(bodies[figure], &mut poses[figure], stiffness);
    }
}

fn separate_own(body: &Body, pose: &mut Skeleton, stiffness: f32) {
    for (i, j) in OWN_PAIRS {
        let (first, second) = (body.capsules[i], body.capsules[j]);
        // Own flesh gives: only the cores may not cross.
        let reach_m = (first.radius_m + second.radius_m) * 0.85;
        let found = overlap([pose[first.a], pose[first.b]], [pose[second.a], pose[second.b]], reach_m);
        if let Some(Overlap { depth_m, normal, shares }) = found {
            let push = normal * (depth_m * stiffness * 0.5);
            pose[first.a] -= push * (1.0 - shares.0);
            pose[first.b] -= push * shares.0;
            pose[second.a] += push * (1.0 - shares.1) * 0.6;
            pose[second.b] += push * shares.1 * 0.6;
        }
    }
}

/// Pushes a body out of the ground and the place's solids, one pass.
pub(crate) fn stay_outside(body: &Body, pose: &mut Skeleton, obstacles: &[Obstacle]) {
    let mut extent = Extent::of(body, pose);
    for obstacle in obstacles {
        if !extent.meets(obstacle) {
            continue;
        }
        for (joint, point) in pose.iter_mut().enumerate() {
            *point += obstacle.way_out(*point, body.radius_m[joint]);
        }
        if let Obstacle::Box { .. } = obstacle {
            for capsule in body.capsules {
                let way_out = obstacle.way_out((pose[capsule.a] + pose[capsule.b]) * 0.5, capsule.radius_m * 0.9);
                pose[capsule.a] += way_out * 0.5;
                pose[capsule.b] += way_out * 0.5;
            }
        }
        extent = Extent::of(body, pose);
    }
}

/// Deepest that two bodies sink into each other, m.
pub(crate) fn depth_between_m(bodies: [&Body; 2], poses: &[Skeleton; 2]) -> f32 {
    let mut deepest_m = 0.0_f32;
    let around = [0, 1].map(|figure| balls(bodies[figure], &poses[figure]));
    for (first, ball) in bodies[0].capsules.iter().zip(&around[0]) {
        let near = bodies[1].capsules.iter().zip(&around[1]).filter(|(_, other)| ball.is_near(other, 0.0));
        for (second, _) in near {
            let found = overlap(
                [poses[0][first.a], poses[0][first.b]],
                [poses[1][second.a], poses[1][second.b]],
                first.radius_m + second.radius_m,
            );
            deepest_m = deepest_m.max(found.map_or(0.0, |overlap| overlap.depth_m));
        }
    }
    deepest_m
}

/// Deepest that a body sinks into the ground or a solid, m.
pub(crate) fn depth_in_obstacles_m(body: &Body, pose: &Skeleton, obstacles: &[Obstacle]) -> f32 {
    let mut deepest_m = 0.0_f32;
    let extent = Extent::of(body, pose);
    for obstacle in obstacles.iter().filter(|obstacle| extent.meets(obstacle)) {
        for (joint, point) in pose.iter().enumerate() {
            deepest_m = deepest_m.max(obstacle.way_out(*point, body.radius_m[joint]).length());
        }
    }
    deepest_m
}

/// Least gap between the two bodies' surfaces, m; negative where they sink into each other.
pub(crate) fn gap_m(bodies: [&Body; 2], poses: &[Skeleton; 2]) -> f32 {
    let mut least_m = f32::INFINITY;
    for first in bodies[0].capsules {
        let a = [poses[0][first.a], poses[0][first.b]];
        for second in bodies[1].capsules {
            let b = [poses[1][second.a], poses[1][second.b]];
            let shares = nearest_shares(a[0], a[1], b[0], b[1]);
            let apart_m = b[0].lerp(b[1], shares.1).distance(a[0].lerp(a[1], shares.0));
            least_m = least_m.min(apart_m - first.radius_m - second.radius_m);
        }
    }
    least_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::vec3;

    #[test]
    fn a_ball_inside_a_box_leaves_by_the_nearest_face() {
        let wall = Obstacle::Box { middle: vec3(0.0, 1.0, -1.0), half: vec3(4.0, 1.0, 1.0), round_m: 0.0 };
        assert!(wall.way_out(vec3(0.0, 1.0, -0.1), 0.1).distance(vec3(0.0, 0.0, 0.2)) < 1e-5);
        assert_eq!(wall.way_out(vec3(0.0, 1.0, 0.2), 0.1), Vec3::ZERO);
    }

    #[test]
    fn a_foot_inside_a_wall_leaves_by_its_face_and_not_through_the_ground() {
        let wall = Obstacle::Box { middle: vec3(0.0, 1.0, -1.0), half: vec3(4.0, 1.0, 1.0), round_m: 0.0 };
        assert!(wall.way_out(vec3(0.0, 0.06, -0.3), 0.06).distance(vec3(0.0, 0.0, 0.36)) < 1e-5);
    }

    #[test]
    fn nearest_shares_of_crossing_segments_meet_in_the_middle() {
        let (s, t) = nearest_shares(vec3(-1.0, 0.0, 0.0), Vec3::X, vec3(0.0, -1.0, 0.5), vec3(0.0, 1.0, 0.5));
        assert!((s - 0.5).abs() < 1e-6 && (t - 0.5).abs() < 1e-6);
    }

    #[test]
    fn separated_bodies_no_longer_overlap() {
        let body = Body::new(1.8, 1.0);
        let mut poses = [body.rest, body.rest.map(|joint| joint + vec3(0.1, 0.0, 0.02))];
        let mut pairs = Vec::new();
        for _ in 0..200 {
            near_pairs([&body, &body], &poses, 0.05, &mut pairs);
            separate([&body, &body], &mut poses, &pairs, FIRM);
        }
        assert!(depth_between_m([&body, &body], &poses) < 0.005);
    }
}
