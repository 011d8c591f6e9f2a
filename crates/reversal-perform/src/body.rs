//! A body made from height and breadth: lengths, limits, masses and the
//! capsules that may not sink into anything. Metres.
//!
//! Proportions after the segment lengths of Drillis and Contini (1966), rounded
//! to what reads well as a silhouette.

use glam::{Vec3, vec3};
use reversal_model::performance::{JOINT_COUNT, Skeleton};

use crate::joints::*;

/// Height for which all lengths in this crate and in the holds' files are given, m.
pub(crate) const REFERENCE_HEIGHT_M: f32 = 1.80;

/// A distance between two joints that stays within limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub a: usize,
    pub b: usize,
    pub least_m: f32,
    pub most_m: f32,
    /// 1 holds exactly, less gives way to stronger ones.
    pub weight: f32,
}

/// A round-ended limb between two joints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capsule {
    pub a: usize,
    pub b: usize,
    pub radius_m: f32,
}

/// Number of capsules of a body.
pub(crate) const CAPSULE_COUNT: usize = 20;

/// The unclothed body: (from, to, radius at the reference height, grows with breadth).
const CAPSULES: [(usize, usize, f32, bool); CAPSULE_COUNT] = [
    (PELVIS, CHEST, 0.130, true),
    (CHEST, NECK, 0.100, true),
    (HEAD, HEAD, 0.100, false),
    (NECK, HEAD, 0.055, false),
    (HIP[0], HIP[1], 0.095, true),
    (NECK, SHOULDER[0], 0.052, true),
    (NECK, SHOULDER[1], 0.052, true),
    (SHOULDER[0], ELBOW[0], 0.048, true),
    (SHOULDER[1], ELBOW[1], 0.048, true),
    (ELBOW[0], WRIST[0], 0.038, true),
    (ELBOW[1], WRIST[1], 0.038, true),
    (WRIST[0], HAND[0], 0.032, false),
    (WRIST[1], HAND[1], 0.032, false),
    (HIP[0], KNEE[0], 0.072, true),
    (HIP[1], KNEE[1], 0.072, true),
    (KNEE[0], ANKLE[0], 0.050, true),
    (KNEE[1], ANKLE[1], 0.050, true),
    (ANKLE[0], TOE[0], 0.036, false),
    (ANKLE[1], TOE[1], 0.036, false),
    (CHEST, CHEST, 0.138, true),
];

/// Pairs of one body's own capsules that can meet: leg and leg, arm and trunk, arm and head.
pub(crate) const OWN_PAIRS: [(usize, usize); 22] = [
    (13, 14),
    (15, 16),
    (13, 16),
    (14, 15),
    (17, 16),
    (18, 15),
    (17, 18),
    (9, 0),
    (10, 0),
    (9, 1),
    (10, 1),
    (11, 0),
    (12, 0),
    (11, 1),
    (12, 1),
    (11, 2),
    (12, 2),
    (9, 2),
    (10, 2),
    (9, 10),
    (11, 12),
    (7, 2),
];

/// A body of a given height and breadth.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Height over the reference height.
    pub scale: f32,
    /// Standing upright at the origin, facing +x; its left is -z.
    pub rest: Skeleton,
    pub links: Vec<Link>,
    pub capsules: [Capsule; CAPSULE_COUNT],
    /// How near each joint comes to a floor or wall, m.
    pub radius_m: [f32; JOINT_COUNT],
    /// What is thickest of it, m: nothing of the body reaches further from its bones.
    pub widest_m: f32,
    /// How readily each joint gives way: the trunk is heavy, hands are light.
    pub inverse_mass: [f32; JOINT_COUNT],
    /// Length of each of [`BONES`], m.
    pub bone_m: [f32; BONES.len()],
}

impl Body {
    /// The body of somebody `height_m` tall, of breadth 0.8 (slight) to 1.2 (heavy).
    pub fn new(height_m: f32, breadth: f32) -> Body {
        let scale = height_m / REFERENCE_HEIGHT_M;
        let rest = standing(scale, breadth);
        let capsules = CAPSULES.map(|(a, b, radius_m, grows)| Capsule {
            a,
            b,
            radius_m: radius_m * scale * if grows { breadth.sqrt() } else { 1.0 },
        });
        let radius_m = radii(scale);
        Body {
            scale,
            rest,
            links: links(&rest, scale),
            capsules,
            radius_m,
            widest_m: capsules.iter().map(|capsule| capsule.radius_m).chain(radius_m).fold(0.0, f32::max),
            inverse_mass: inverse_masses(),
            bone_m: BONES.map(|(a, b)| rest[a].distance(rest[b])),
        }
    }

    /// The skeleton with the directions of `pose` and this body's exact bone lengths.
    pub fn with_exact_bones(&self, pose: &Skeleton) -> Skeleton {
        let mut exact = *pose;
        for (&(parent, child), &length_m) in BONES.iter().zip(&self.bone_m) {
            let direction = (pose[child] - pose[parent]).normalize_or(Vec3::Y);
            exact[child] = exact[parent] + direction * length_m;
        }
        exact
    }

    /// Greatest error of a bone's length, m.
    pub fn bone_error_m(&self, pose: &Skeleton) -> f32 {
        BONES
            .iter()
            .zip(&self.bone_m)
            .map(|(&(a, b), length_m)| (pose[a].distance(pose[b]) - length_m).abs())
            .fold(0.0, f32::max)
    }
}

fn standing(scale: f32, breadth: f32) -> Skeleton {
    let mut rest = [Vec3::ZERO; JOINT_COUNT];
    rest[PELVIS] = vec3(0.0, 0.96, 0.0);
    rest[WAIST] = vec3(0.0, 1.10, 0.0);
    rest[CHEST] = vec3(0.0, 1.30, 0.0);
    rest[NECK] = vec3(-0.005, 1.495, 0.0);
    rest[HEAD] = vec3(0.025, 1.655, 0.0);
    rest[FACE] = vec3(0.135, 1.635, 0.0);
    let shoulder = 0.182 * breadth;
    let hip = 0.092 * (0.5 + 0.5 * breadth);
    for (side, z) in [(0, -1.0), (1, 1.0)] {
        rest[SHOULDER[side]] = vec3(-0.01, 1.44, z * shoulder);
        rest[ELBOW[side]] = vec3(-0.03, 1.15, z * (shoulder + 0.03));
        rest[WRIST[side]] = vec3(0.02, 0.895, z * (shoulder + 0.045));
        rest[HAND[side]] = vec3(0.035, 0.81, z * (shoulder + 0.045));
        rest[HIP[side]] = vec3(0.0, 0.93, z * hip);
        rest[KNEE[side]] = vec3(0.02, 0.50, z * 0.10);
        rest[ANKLE[side]] = vec3(-0.01, 0.085, z * 0.105);
        rest[TOE[side]] = vec3(0.16, 0.03, z * 0.125);
    }
    rest.map(|joint| joint * scale)
}

fn links(rest: &Skeleton, scale: f32) -> Vec<Link> {
    let length = |a: usize, b: usize| rest[a].distance(rest[b]);
    let within = |a, b, least: f32, most: f32, weight| Link {
        a,
        b,
        least_m: length(a, b) * least,
        most_m: length(a, b) * most,
        weight,
    };
    let mut links: Vec<Link> = BONES.iter().map(|&(a, b)| within(a, b, 1.0, 1.0, 1.0)).collect();
    links.extend([
        within(HIP[0], HIP[1], 1.0, 1.0, 1.0),
        within(SHOULDER[0], SHOULDER[1], 0.86, 1.0, 1.0),
        within(PELVIS, CHEST, 0.95, 1.01, 0.7),
        within(WAIST, NECK, 0.93, 1.02, 0.7),
        within(PELVIS, NECK, 0.88, 1.02, 0.5),
        within(CHEST, HEAD, 0.84, 1.04, 0.7),
        within(FACE, NECK, 0.80, 1.15, 0.7),
        Link { a: KNEE[0], b: KNEE[1], least_m: 0.14 * scale, most_m: 0.90 * scale, weight: 0.6 },
        Link { a: ANKLE[0], b: ANKLE[1], least_m: 0.12 * scale, most_m: 1.15 * scale, weight: 0.5 },
        Link { a: ELBOW[0], b: ELBOW[1], least_m: 0.22 * scale, most_m: 2.0 * scale, weight: 0.4 },
    ]);
    for side in [0, 1] {
        let (shoulder, elbow, wrist, hand) = (SHOULDER[side], ELBOW[side], WRIST[side], HAND[side]);
        let (hip, knee, ankle, toe) = (HIP[side], KNEE[side], ANKLE[side], TOE[side]);
        links.extend([
            within(WAIST, hip, 1.0, 1.0, 1.0),
            within(CHEST, shoulder, 0.92, 1.06, 0.6),
            within(WAIST, shoulder, 0.92, 1.05, 0.2),
            within(shoulder, hip, 0.74, 1.10, 0.4),
            within(shoulder, HIP[1 - side], 0.76, 1.10, 0.4),
            within(FACE, shoulder, 0.62, 1.45, 0.5),
            within(HEAD, shoulder, 0.72, 1.30, 0.5),
            Link { a: CHEST, b: knee, least_m: 0.30 * scale, most_m: 1.05 * scale, weight: 0.4 },
        ]);
        let arm_m = length(shoulder, elbow) + length(elbow, wrist);
        links.push(Link { a: shoulder, b: wrist, least_m: arm_m * 0.32, most_m: arm_m * 0.985, weight: 1.0 });
        let fore_m = length(elbow, wrist) + length(wrist, hand);
        links.push(Link { a: elbow, b: hand, least_m: fore_m * 0.90, most_m: fore_m, weight: 0.8 });
        let leg_m = length(hip, knee) + length(knee, ankle);
        links.push(Link { a: hip, b: ankle, least_m: leg_m * 0.26, most_m: leg_m * 0.988, weight: 1.0 });
        let (shin_m, foot_m) = (length(knee, ankle), length(ankle, toe));
        links.push(Link { a: knee, b: toe, least_m: shin_m * 0.82, most_m: shin_m + foot_m * 0.75, weight: 0.8 });
    }
    links
}

fn radii(scale: f32) -> [f32; JOINT_COUNT] {
    let mut radii = [0.05; JOINT_COUNT];
    let trunk = [(PELVIS, 0.115), (WAIST, 0.12), (CHEST, 0.125), (NECK, 0.06), (HEAD, 0.10), (FACE, 0.02)];
    for (joint, radius_m) in trunk {
        radii[joint] = radius_m;
    }
    let limbs =
        [(HIP, 0.09), (SHOULDER, 0.05), (KNEE, 0.062), (ANKLE, 0.06), (TOE, 0.028), (HAND, 0.03), (WRIST, 0.036)];
    for (joints, radius_m) in limbs {
        for joint in joints {
            radii[joint] = radius_m;
        }
    }
    radii.map(|radius_m: f32| radius_m * scale)
}

fn inverse_masses() -> [f32; JOINT_COUNT] {
    let mut inverse = [1.0; JOINT_COUNT];
    for joint in [PELVIS, WAIST, CHEST] {
        inverse[joint] = 0.35;
    }
    for joint in [HIP[0], HIP[1], SHOULDER[0], SHOULDER[1], NECK] {
        inverse[joint] = 0.5;
    }
    for joint in [HAND[0], HAND[1], TOE[0], TOE[1], FACE] {
        inverse[joint] = 1.6;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bones_scale_with_height_and_the_shoulders_with_breadth() {
        let (small, tall) = (Body::new(1.5, 1.0), Body::new(2.0, 1.0));
        for (a, b) in small.bone_m.iter().zip(&tall.bone_m) {
            assert!((b / a - 2.0 / 1.5).abs() < 1e-3);
        }
        let heavy = Body::new(1.5, 1.2);
        assert!(heavy.rest[SHOULDER[1]].z > small.rest[SHOULDER[1]].z);
    }

    #[test]
    fn exact_bones_keep_directions_and_restore_lengths() {
        let body = Body::new(1.7, 0.9);
        let mut stretched = body.rest;
        for joint in &mut stretched {
            *joint *= 1.1;
        }
        assert!(body.bone_error_m(&stretched) > 0.01);
        assert!(body.bone_error_m(&body.with_exact_bones(&stretched)) < 1e-5);
    }
}
