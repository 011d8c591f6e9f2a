//! From a hold's rough postures and contacts to the exact postures of two
//! bodies, by position-based dynamics (Müller et al. 2007): the seed picks the
//! basin, the contacts make it exact, anatomy and solids have the last word.

use glam::Vec3;
use reversal_model::hold::{BodyPoint, Contact, Hold, Posture, Role};
use reversal_model::performance::Skeleton;

use crate::anatomy::{satisfy_hinges, satisfy_links};
use crate::body::Body;
use crate::collide::{FIRM, Obstacle, near_pairs, separate, stay_outside};
use crate::joints::*;
use crate::turn::Turn;

const ROUNDS: usize = 420;
const BODY_ROUNDS: usize = 3;
/// Share of the rounds after which the contacts fade out and anatomy settles.
const SETTLE_AFTER: f32 = 0.75;

/// A posture as the hold's file roughly describes it.
pub(crate) fn seed(body: &Body, posture: &Posture) -> Skeleton {
    let mut pose = body.rest;
    let turn = Turn::about_y(posture.facing_deg.to_radians());
    let lean = Turn::about_x(posture.roll_deg.to_radians()) * Turn::about_z(-posture.pitch_deg.to_radians());
    let trunk = turn * lean;
    let head = trunk * Turn::about_z(-posture.head_deg.to_radians());
    let mut place = |child: usize, parent: usize, rotation: Turn| {
        pose[child] = pose[parent] + rotation * (body.rest[child] - body.rest[parent]);
    };
    place(PELVIS, PELVIS, turn);
    for (parent, child) in [(PELVIS, WAIST), (WAIST, CHEST), (CHEST, NECK)] {
        place(child, parent, trunk);
    }
    place(HEAD, NECK, head);
    place(FACE, HEAD, head);
    let limb = |angle_deg: f32| turn * Turn::about_z(angle_deg.to_radians());
    let arms = [posture.left_arm_deg, posture.right_arm_deg];
    let legs = [posture.left_leg_deg, posture.right_leg_deg];
    for side in [0, 1] {
        place(SHOULDER[side], NECK, trunk);
        place(ELBOW[side], SHOULDER[side], limb(arms[side][0]));
        place(WRIST[side], ELBOW[side], limb(arms[side][1]));
        place(HAND[side], WRIST[side], limb(arms[side][1]));
        place(HIP[side], PELVIS, trunk);
        place(KNEE[side], HIP[side], limb(legs[side][0]));
        place(ANKLE[side], KNEE[side], limb(legs[side][1]));
        place(TOE[side], ANKLE[side], limb(legs[side][1]));
    }
    let offset = Vec3::from(posture.pelvis) * body.scale - pose[PELVIS];
    pose.map(|joint| joint + offset)
}

/// A contact of two numbered figures: roles resolved, lengths scaled to their bodies.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bond {
    Pin { point: Point, at: Vec3, weight: f32 },
    Near { point: Point, to: Point, distance_m: f32, weight: f32 },
    Far { point: Point, to: Point, distance_m: f32, weight: f32 },
    Direction { figure: usize, from: usize, to: usize, bone: Vec3, weight: f32 },
    Height { point: Point, height_m: f32, weight: f32 },
}

/// A point of a figure between two joints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub figure: usize,
    pub a: usize,
    pub b: usize,
    pub share: f32,
}

impl Point {
    /// Where it is.
    pub fn of(&self, poses: &[Skeleton; 2]) -> Vec3 {
        poses[self.figure][self.a].lerp(poses[self.figure][self.b], self.share)
    }

    /// Moves the joints so that it comes to lie `by` further.
    pub fn shift(&self, poses: &mut [Skeleton; 2], by: Vec3) {
        let (near, far) = (1.0 - self.share, self.share);
        let norm = 1.0 / (near * near + far * far);
        poses[self.figure][self.a] += by * (near * norm);
        poses[self.figure][self.b] += by * (far * norm);
    }

    fn resolve(point: &BodyPoint, lead: usize) -> Point {
        let a = point.joint as usize;
        let b = point.toward.map_or(a, |joint| joint as usize);
        let share = if a == b { 0.0 } else { point.share.clamp(0.0, 1.0) };
        Point { figure: figure_of(point.of, lead), a, b, share }
    }
}

fn figure_of(role: Role, lead: usize) -> usize {
    match role {
        Role::Lead => lead,
        Role::Other => 1 - lead,
    }
}

/// The hold's contacts for two bodies of which number `lead` has the power.
/// Places and heights are given for a figure of 1.80 m and scale with it.
pub(crate) fn bonds(hold: &Hold, bodies: [&Body; 2], lead: usize) -> Vec<Bond> {
    let mean_scale = (bodies[0].scale + bodies[1].scale) * 0.5;
    hold.contacts
        .iter()
        .map(|contact| match contact {
            Contact::Pin { point, at, weight } => {
                let point = Point::resolve(point, lead);
                Bond::Pin { point, at: Vec3::from(*at) * bodies[point.figure].scale, weight: *weight }
            }
            Contact::Near { point, to, distance_m, weight } => Bond::Near {
                point: Point::resolve(point, lead),
                to: Point::resolve(to, lead),
                distance_m: distance_m * mean_scale,
                weight: *weight,
            },
            Contact::Far { point, to, distance_m, weight } => Bond::Far {
                point: Point::resolve(point, lead),
                to: Point::resolve(to, lead),
                distance_m: distance_m * mean_scale,
                weight: *weight,
            },
            Contact::Direction { of, from, to, direction, weight } => {
                let (figure, from, to) = (figure_of(*of, lead), *from as usize, *to as usize);
                let length_m = bodies[figure].rest[from].distance(bodies[figure].rest[to]);
                let bone = Vec3::from(*direction).normalize_or(Vec3::Y) * length_m;
                Bond::Direction { figure, from, to, bone, weight: *weight }
            }
            Contact::Height { point, height_m, weight } => {
                let point = Point::resolve(point, lead);
                Bond::Height { point, height_m: height_m * bodies[point.figure].scale, weight: *weight }
            }
        })
        .collect()
}

/// Contacts from this weight on are the hold itself; lesser ones only lean a posture their way.
const FIRM_WEIGHT: f32 = 0.9;

impl Bond {
    /// How far two points that firmly keep near each other, or apart, are from doing so, m.
    pub fn miss_m(&self, poses: &[Skeleton; 2]) -> Option<f32> {
        match *self {
            Bond::Near { point, to, distance_m, weight } if weight >= FIRM_WEIGHT => {
                Some((point.of(poses).distance(to.of(poses)) - distance_m).max(0.0))
            }
            Bond::Far { point, to, distance_m, weight } if weight >= FIRM_WEIGHT => {
                Some((distance_m - point.of(poses).distance(to.of(poses))).max(0.0))
            }
            _ => None,
        }
    }

    /// Moves the joints toward what the bond asks, by `strength` of its weight.
    pub fn pull(&self, poses: &mut [Skeleton; 2], strength: f32) {
        match *self {
            Bond::Pin { point, at, weight } => {
                let by = (at - point.of(poses)) * (weight * strength);
                point.shift(poses, by);
            }
            Bond::Height { point, height_m, weight } => {
                let by = Vec3::Y * ((height_m - point.of(poses).y) * weight * strength);
                point.shift(poses, by);
            }
            Bond::Near { point, to, distance_m, weight } => {
                pull_to_distance(poses, point, to, |length_m| (length_m - distance_m).max(0.0) * weight * strength);
            }
            Bond::Far { point, to, distance_m, weight } => {
                pull_to_distance(poses, point, to, |length_m| (length_m - distance_m).min(0.0) * weight * strength);
            }
            Bond::Direction { figure, from, to, bone, weight } => {
                let by = poses[figure][from] + bone - poses[figure][to];
                poses[figure][to] += by * (0.6 * weight * strength);
                poses[figure][from] -= by * (0.4 * weight * strength);
            }
        }
    }
}

fn pull_to_distance(poses: &mut [Skeleton; 2], point: Point, to: Point, error_m: impl Fn(f32) -> f32) {
    let between = to.of(poses) - point.of(poses);
    let length_m = between.length().max(1e-5);
    let by = between / length_m * (0.5 * error_m(length_m));
    if by != Vec3::ZERO {
        point.shift(poses, by);
        to.shift(poses, -by);
    }
}

/// The exact postures of a hold in its own space, in the order of `bodies`.
pub(crate) fn solve_hold(hold: &Hold, bodies: [&Body; 2], lead: usize, obstacles: &[Obstacle]) -> [Skeleton; 2] {
    let posture = |figure: usize| if figure == lead { &hold.lead } else { &hold.other };
    let mut poses = [seed(bodies[0], posture(0)), seed(bodies[1], posture(1))];
    let bonds = bonds(hold, bodies, lead);
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        let done = round as f32 / ROUNDS as f32;
        let strength = if done < SETTLE_AFTER { 0.5 } else { 0.5 * (1.0 - done) / (1.0 - SETTLE_AFTER) };
        for bond in &bonds {
            bond.pull(&mut poses, strength);
        }
        if round % 4 == 0 {
            near_pairs(bodies, &poses, 0.10, &mut pairs);
        }
        for _ in 0..BODY_ROUNDS {
            relax(bodies, &mut poses, &pairs, obstacles);
        }
    }
    settle(bodies, &mut poses, obstacles, 30);
    poses
}

/// One pass of everything that a body cannot break.
pub(crate) fn relax(bodies: [&Body; 2], poses: &mut [Skeleton; 2], pairs: &[(usize, usize)], obstacles: &[Obstacle]) {
    for figure in 0..2 {
        satisfy_links(bodies[figure], &mut poses[figure]);
        satisfy_hinges(bodies[figure], &mut poses[figure]);
        stay_outside(bodies[figure], &mut poses[figure], obstacles);
    }
    separate(bodies, poses, pairs, FIRM);
}

/// Brings two bodies out of each other and of the solids and gives their bones exact lengths.
pub(crate) fn settle(bodies: [&Body; 2], poses: &mut [Skeleton; 2], obstacles: &[Obstacle], rounds: usize) {
    let mut pairs = Vec::new();
    near_pairs(bodies, poses, 0.10, &mut pairs);
    for _ in 0..rounds {
        for figure in 0..2 {
            satisfy_links(bodies[figure], &mut poses[figure]);
            stay_outside(bodies[figure], &mut poses[figure], obstacles);
        }
        separate(bodies, poses, &pairs, FIRM);
    }
    for figure in 0..2 {
        for _ in 0..4 {
            satisfy_links(bodies[figure], &mut poses[figure]);
        }
        poses[figure] = bodies[figure].with_exact_bones(&poses[figure]);
    }
}
