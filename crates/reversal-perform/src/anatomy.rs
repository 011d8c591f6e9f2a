//! What a body cannot do: knees bend one way, elbows the other, feet point
//! where the knees point, thighs do not swing far back nor turn far about themselves.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::body::Body;
use crate::joints::*;

/// Where the pelvis faces.
pub(crate) fn pelvis_forward(pose: &Skeleton) -> Vec3 {
    let (up, right) = (pose[WAIST] - pose[PELVIS], pose[HIP[1]] - pose[HIP[0]]);
    up.cross(right).normalize_or(Vec3::X)
}

/// Where the chest faces.
pub(crate) fn chest_forward(pose: &Skeleton) -> Vec3 {
    let (up, right) = (pose[NECK] - pose[WAIST], pose[SHOULDER[1]] - pose[SHOULDER[0]]);
    up.cross(right).normalize_or(Vec3::X)
}

/// Moves the joints so that distances come within their limits, one pass.
pub(crate) fn satisfy_links(body: &Body, pose: &mut Skeleton) {
    for link in &body.links {
        let between = pose[link.b] - pose[link.a];
        let length_m = between.length().max(1e-5);
        let error_m = length_m - length_m.clamp(link.least_m, link.most_m);
        if error_m == 0.0 {
            continue;
        }
        let (light_a, light_b) = (body.inverse_mass[link.a], body.inverse_mass[link.b]);
        let correction = between / length_m * (error_m * link.weight / (light_a + light_b));
        pose[link.a] += correction * light_a;
        pose[link.b] -= correction * light_b;
    }
}

/// Moves the joints toward what hinges allow, one pass.
pub(crate) fn satisfy_hinges(body: &Body, pose: &mut Skeleton) {
    legs(body, pose);
    arms(body, pose);
    neck(pose);
}

/// Cosine of the angle that the face turns from where the chest faces at most: 80 degrees.
const FACE_TURN_COSINE: f32 = 0.174;
/// Cosine of the angle by which a neck leaves the middle of its range at most: 52 degrees.
const NECK_BEND_COSINE: f32 = 0.616;

/// The middle of a neck's range: further forward than upright, for it bends further to the chest than to the nape.
pub(crate) fn neck_middle(pose: &Skeleton) -> Vec3 {
    let up = (pose[NECK] - pose[WAIST]).normalize_or(Vec3::Y);
    (up + chest_forward(pose) * 0.18).normalize_or(up)
}

fn neck(pose: &mut Skeleton) {
    let bend = within(pose[HEAD] - pose[NECK], neck_middle(pose), NECK_BEND_COSINE) * 0.5;
    pose[HEAD] += bend;
    pose[FACE] += bend;
    pose[FACE] += within(pose[FACE] - pose[HEAD], chest_forward(pose), FACE_TURN_COSINE) * 0.5;
}

/// What brings a bone into a cone about `middle`.
fn within(bone: Vec3, middle: Vec3, least_cosine: f32) -> Vec3 {
    let length_m = bone.length();
    let along_m = bone.dot(middle);
    if along_m >= least_cosine * length_m {
        return Vec3::ZERO;
    }
    let aside = (bone - middle * along_m).normalize_or(middle.any_orthonormal_vector());
    let sine = (1.0 - least_cosine * least_cosine).sqrt();
    (middle * least_cosine + aside * sine) * length_m - bone
}

/// How a thigh has swung from the middle of its range, and what its shin can do there.
pub(crate) struct Hip {
    /// The middle of the thigh's range: bent forward by 60 degrees.
    pub middle: Vec3,
    pub thigh: Vec3,
    /// Where the shin bends to, at right angles to the thigh.
    pub back: Vec3,
}

impl Hip {
    /// The thigh is taken to swing out of the middle of its range without turning about itself: so it is well told where
    /// its shin bends to wherever a thigh can be, and ill only behind the back.
    pub fn of(pose: &Skeleton, side: usize) -> Hip {
        const BENT_SINE: f32 = 0.866;
        const BENT_COSINE: f32 = 0.5;
        let forward = pelvis_forward(pose);
        let right = (pose[HIP[1]] - pose[HIP[0]]).normalize_or(Vec3::Z);
        let down = forward.cross(right);
        let middle = forward * BENT_SINE + down * BENT_COSINE;
        let back = down * BENT_SINE - forward * BENT_COSINE;
        let thigh = (pose[KNEE[side]] - pose[HIP[side]]).normalize_or(middle);
        // The shortest turn from the middle to the thigh, of a direction at right angles to the middle.
        let both = middle + thigh;
        let turned = back - both * (both.dot(back) / (1.0 + middle.dot(thigh)).max(1e-3));
        Hip { middle, thigh, back: turned.reject_from_normalized(thigh).normalize_or(down) }
    }
}

/// Cosine of the angle by which a thigh leaves the middle of its range at most: 85 degrees.
const THIGH_SWING_COSINE: f32 = 0.087;
/// How far a thigh turns about itself at most, as the direction of its shin: 75 degrees.
const THIGH_TURN_COSINE: f32 = 0.259;
const THIGH_TURN_SINE: f32 = 0.966;
/// A knee is never quite straight: its shin lies so far back, m.
const KNEE_BENT_M: f32 = 0.03;

/// What brings a shin, from its knee, to where the knee bends.
fn knee_error(hip: &Hip, shin: Vec3, scale: f32) -> Vec3 {
    let across = hip.thigh.cross(hip.back);
    let (back_m, across_m) = (shin.dot(hip.back) - KNEE_BENT_M * scale, shin.dot(across));
    if back_m * THIGH_TURN_SINE >= across_m.abs() * THIGH_TURN_COSINE {
        return Vec3::ZERO;
    }
    let along_m = (back_m * THIGH_TURN_COSINE + across_m.abs() * THIGH_TURN_SINE).max(0.0);
    let within_across_m = (along_m * THIGH_TURN_SINE).copysign(across_m);
    hip.back * (along_m * THIGH_TURN_COSINE - back_m) + across * (within_across_m - across_m)
}

fn legs(body: &Body, pose: &mut Skeleton) {
    let right = (pose[HIP[1]] - pose[HIP[0]]).normalize_or(Vec3::Z);
    let forward = pelvis_forward(pose);
    for side in [0, 1] {
        let (hip, knee, ankle, toe) = (HIP[side], KNEE[side], ANKLE[side], TOE[side]);
        let swung = Hip::of(pose, side);
        let error = knee_error(&swung, pose[ankle] - pose[knee], body.scale);
        pose[knee] -= error * 0.25;
        pose[hip] += error * 0.1;
        pose[ankle] += error * 0.15;
        let thigh = pose[knee] - pose[hip];
        let short_m = THIGH_SWING_COSINE * thigh.length() - thigh.dot(swung.middle);
        if short_m > 0.0 {
            pose[knee] += swung.middle * (short_m * 0.4);
            pose[hip] -= swung.middle * (short_m * 0.1);
        }
        let foot_front = (pose[knee] - pose[ankle]).cross(right).normalize_or(forward);
        let short_m = 0.02 * body.scale - (pose[toe] - pose[ankle]).dot(foot_front);
        if short_m > 0.0 {
            pose[toe] += foot_front * (short_m * 0.6);
        }
        let sideways = (pose[toe] - pose[ankle]).dot(right);
        let excess = sideways - sideways.clamp(-0.07 * body.scale, 0.07 * body.scale);
        pose[toe] -= right * (excess * 0.3);
        let behind_m = -0.16 * body.scale - (pose[knee] - pose[hip]).dot(forward);
        if behind_m > 0.0 {
            pose[knee] += forward * (behind_m * 0.4);
            pose[hip] -= forward * (behind_m * 0.1);
        }
    }
}

fn arms(body: &Body, pose: &mut Skeleton) {
    let forward = chest_forward(pose);
    let right = (pose[SHOULDER[1]] - pose[SHOULDER[0]]).normalize_or(Vec3::Z);
    let down = (pose[WAIST] - pose[NECK]).normalize_or(Vec3::NEG_Y);
    for (side, outward) in [(0, -right), (1, right)] {
        let (shoulder, elbow, wrist) = (SHOULDER[side], ELBOW[side], WRIST[side]);
        let elbow_back = (forward * -0.75 + outward * 0.35 + down * 0.45).normalize_or(-forward);
        let middle = (pose[shoulder] + pose[wrist]) * 0.5;
        let short_m = 0.01 * body.scale - (pose[elbow] - middle).dot(elbow_back);
        if short_m > 0.0 {
            pose[elbow] += elbow_back * (short_m * 0.4);
            pose[wrist] -= elbow_back * (short_m * 0.2);
        }
    }
}
