//! What a body cannot do: knees bend one way, elbows the other, feet point
//! where the knees point, thighs do not swing far back.

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

fn neck(pose: &mut Skeleton) {
    let (forward, face) = (chest_forward(pose), pose[FACE] - pose[HEAD]);
    let face_m = face.length();
    let along = face.dot(forward);
    if along < FACE_TURN_COSINE * face_m {
        let aside = (face - forward * along).normalize_or(Vec3::Y);
        let sine = (1.0 - FACE_TURN_COSINE * FACE_TURN_COSINE).sqrt();
        let within = (forward * FACE_TURN_COSINE + aside * sine) * face_m;
        pose[FACE] += (within - face) * 0.5;
    }
}

fn legs(body: &Body, pose: &mut Skeleton) {
    let right = (pose[HIP[1]] - pose[HIP[0]]).normalize_or(Vec3::Z);
    let forward = pelvis_forward(pose);
    for side in [0, 1] {
        let (hip, knee, ankle, toe) = (HIP[side], KNEE[side], ANKLE[side], TOE[side]);
        let knee_front = (pose[hip] - pose[ankle]).cross(right).normalize_or(forward);
        let middle = (pose[hip] + pose[ankle]) * 0.5;
        let short_m = 0.015 * body.scale - (pose[knee] - middle).dot(knee_front);
        if short_m > 0.0 {
            pose[knee] += knee_front * (short_m * 0.5);
            pose[hip] -= knee_front * (short_m * 0.2);
            pose[ankle] -= knee_front * (short_m * 0.25);
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
