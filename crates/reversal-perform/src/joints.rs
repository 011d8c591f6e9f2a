//! Numbers of the joints in a skeleton, so that the solver can index by them.

use reversal_model::performance::{JOINT_COUNT, Joint};

pub(crate) const PELVIS: usize = Joint::Pelvis as usize;
pub(crate) const WAIST: usize = Joint::Waist as usize;
pub(crate) const CHEST: usize = Joint::Chest as usize;
pub(crate) const NECK: usize = Joint::Neck as usize;
pub(crate) const HEAD: usize = Joint::Head as usize;
pub(crate) const FACE: usize = Joint::Face as usize;
pub(crate) const SHOULDER: [usize; 2] = [Joint::LeftShoulder as usize, Joint::RightShoulder as usize];
pub(crate) const ELBOW: [usize; 2] = [Joint::LeftElbow as usize, Joint::RightElbow as usize];
pub(crate) const WRIST: [usize; 2] = [Joint::LeftWrist as usize, Joint::RightWrist as usize];
pub(crate) const HAND: [usize; 2] = [Joint::LeftHand as usize, Joint::RightHand as usize];
pub(crate) const HIP: [usize; 2] = [Joint::LeftHip as usize, Joint::RightHip as usize];
pub(crate) const KNEE: [usize; 2] = [Joint::LeftKnee as usize, Joint::RightKnee as usize];
pub(crate) const ANKLE: [usize; 2] = [Joint::LeftAnkle as usize, Joint::RightAnkle as usize];
pub(crate) const TOE: [usize; 2] = [Joint::LeftToe as usize, Joint::RightToe as usize];

/// The bones as (parent, child), parents first: a tree that grows from the pelvis.
pub(crate) const BONES: [(usize, usize); JOINT_COUNT - 1] = [
    (PELVIS, WAIST),
    (WAIST, CHEST),
    (CHEST, NECK),
    (NECK, HEAD),
    (HEAD, FACE),
    (NECK, SHOULDER[0]),
    (SHOULDER[0], ELBOW[0]),
    (ELBOW[0], WRIST[0]),
    (WRIST[0], HAND[0]),
    (NECK, SHOULDER[1]),
    (SHOULDER[1], ELBOW[1]),
    (ELBOW[1], WRIST[1]),
    (WRIST[1], HAND[1]),
    (PELVIS, HIP[0]),
    (HIP[0], KNEE[0]),
    (KNEE[0], ANKLE[0]),
    (ANKLE[0], TOE[0]),
    (PELVIS, HIP[1]),
    (HIP[1], KNEE[1]),
    (KNEE[1], ANKLE[1]),
    (ANKLE[1], TOE[1]),
];

/// The joint on the other side of the body; the middle joints are their own.
pub(crate) const MIRRORED: [usize; JOINT_COUNT] = {
    let mut mirrored = [0; JOINT_COUNT];
    let mut joint = 0;
    while joint < JOINT_COUNT {
        mirrored[joint] = joint;
        joint += 1;
    }
    let sides = [SHOULDER, ELBOW, WRIST, HAND, HIP, KNEE, ANKLE, TOE];
    let mut side = 0;
    while side < sides.len() {
        mirrored[sides[side][0]] = sides[side][1];
        mirrored[sides[side][1]] = sides[side][0];
        side += 1;
    }
    mirrored
};
