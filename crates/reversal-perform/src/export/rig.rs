//! A body as other programs know one: a tree of joints that stands in a T,
//! facing +z with its left toward +x, and a turn of each joint for a moment.

use glam::Vec3;
use reversal_model::brief::Character;
use reversal_model::performance::Skeleton;

use crate::body::{Body, Capsule};
use crate::joints::*;
use crate::turn::Turn;

/// Number of joints that turn.
pub(crate) const RIG_JOINTS: usize = 21;

/// Share of the parent's axis in a hinge's: it decides where a limb is nearly straight and its own is unsure.
const CARRIED: f32 = 0.1;

/// What stands across a bone and says how it is turned about its own length.
#[derive(Clone, Copy, Debug)]
enum Across {
    /// From the right hip to the left.
    Hips,
    /// Between the hips and the shoulders, nearer to the hips.
    Trunk,
    /// From the right shoulder to the left.
    Shoulders,
    /// To the left of where the face looks.
    Gaze,
    /// What stands across it at rest, turned with what carries the joint.
    Carried,
    /// The axis of the limb's hinge, by its three joints.
    Hinge([usize; 3]),
}

/// A joint that turns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RigJoint {
    /// Its name in files; those that most motion libraries use.
    pub name: &'static str,
    /// The joint that carries it, of a lower number.
    pub parent: Option<usize>,
    /// The skeleton's joint that it sits in.
    pub at: usize,
    /// The skeleton's joint that its bone points to.
    pub tip: usize,
    across: Across,
    rest_across: Vec3,
}

const fn joint(
    name: &'static str,
    parent: Option<usize>,
    (at, tip): (usize, usize),
    across: Across,
    rest_across: Vec3,
) -> RigJoint {
    RigJoint { name, parent, at, tip, across, rest_across }
}

const fn arm(side: usize) -> Across {
    Across::Hinge([SHOULDER[side], ELBOW[side], WRIST[side]])
}

const fn leg(side: usize) -> Across {
    Across::Hinge([HIP[side], KNEE[side], ANKLE[side]])
}

/// The tree as it is walked: files list channels in this order. In the T elbows bend forward, so that their
/// hinges stand upright; knees bend back about an axis to the left. Collars and hip joints turn where their
/// parents do, for shoulders and hips give way.
pub(crate) const RIG: [RigJoint; RIG_JOINTS] = [
    joint("Hips", None, (PELVIS, WAIST), Across::Hips, Vec3::X),
    joint("Spine", Some(0), (WAIST, CHEST), Across::Trunk, Vec3::X),
    joint("Chest", Some(1), (CHEST, NECK), Across::Shoulders, Vec3::X),
    joint("Neck", Some(2), (NECK, HEAD), Across::Gaze, Vec3::X),
    joint("Head", Some(3), (HEAD, FACE), Across::Gaze, Vec3::X),
    joint("LeftCollar", Some(2), (NECK, SHOULDER[0]), Across::Carried, Vec3::Y),
    joint("LeftShoulder", Some(5), (SHOULDER[0], ELBOW[0]), arm(0), Vec3::NEG_Y),
    joint("LeftElbow", Some(6), (ELBOW[0], WRIST[0]), arm(0), Vec3::NEG_Y),
    joint("LeftWrist", Some(7), (WRIST[0], HAND[0]), arm(0), Vec3::NEG_Y),
    joint("RightCollar", Some(2), (NECK, SHOULDER[1]), Across::Carried, Vec3::Y),
    joint("RightShoulder", Some(9), (SHOULDER[1], ELBOW[1]), arm(1), Vec3::Y),
    joint("RightElbow", Some(10), (ELBOW[1], WRIST[1]), arm(1), Vec3::Y),
    joint("RightWrist", Some(11), (WRIST[1], HAND[1]), arm(1), Vec3::Y),
    joint("LHipJoint", Some(0), (PELVIS, HIP[0]), Across::Carried, Vec3::Y),
    joint("LeftHip", Some(13), (HIP[0], KNEE[0]), leg(0), Vec3::X),
    joint("LeftKnee", Some(14), (KNEE[0], ANKLE[0]), leg(0), Vec3::X),
    joint("LeftAnkle", Some(15), (ANKLE[0], TOE[0]), Across::Carried, Vec3::Y),
    joint("RHipJoint", Some(0), (PELVIS, HIP[1]), Across::Carried, Vec3::Y),
    joint("RightHip", Some(17), (HIP[1], KNEE[1]), leg(1), Vec3::X),
    joint("RightKnee", Some(18), (KNEE[1], ANKLE[1]), leg(1), Vec3::X),
    joint("RightAnkle", Some(19), (ANKLE[1], TOE[1]), Across::Carried, Vec3::Y),
];

/// A figure that stands in a T, with the bones of one character.
#[derive(Clone, Debug)]
pub(crate) struct Rig {
    /// The skeleton at rest, m.
    pub rest: Skeleton,
    body: Body,
}

/// A rig at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RigPose {
    /// Where the hips are, m.
    pub root_m: Vec3,
    /// The turn of each joint against what carries it.
    pub turns: [Turn; RIG_JOINTS],
}

impl Rig {
    pub fn new(character: &Character) -> Rig {
        let body = Body::new(character.height_m, character.breadth);
        // Bodies stand along +x with the left toward -z.
        let standing = body.rest.map(|joint| Vec3::new(-joint.z, joint.y, joint.x));
        let mut rest = standing;
        for (side, outward) in [(0, Vec3::X), (1, Vec3::NEG_X)] {
            let arm = [SHOULDER[side], ELBOW[side], WRIST[side], HAND[side]];
            let leg = [HIP[side], KNEE[side], ANKLE[side]];
            for (limb, along) in [(&arm[..], outward), (&leg[..], Vec3::NEG_Y)] {
                for pair in limb.windows(2) {
                    rest[pair[1]] = rest[pair[0]] + along * standing[pair[0]].distance(standing[pair[1]]);
                }
            }
            rest[TOE[side]] = rest[ANKLE[side]] + standing[TOE[side]] - standing[ANKLE[side]];
        }
        Rig { rest, body }
    }

    /// From what carries a joint to the joint, at rest, m; from the stage's origin for the hips.
    pub fn offset_m(&self, number: usize) -> Vec3 {
        let own = self.rest[RIG[number].at];
        RIG[number].parent.map_or(own, |parent| own - self.rest[RIG[parent].at])
    }

    /// From a joint to the end of its bone, at rest, m.
    pub fn bone_m(&self, number: usize) -> Vec3 {
        self.rest[RIG[number].tip] - self.rest[RIG[number].at]
    }

    /// Radius of the unclothed body about a joint's bone, m, and whether it is a ball about the joint.
    pub fn flesh(&self, number: usize) -> (f32, bool) {
        let RigJoint { at, tip, .. } = RIG[number];
        let capsules = &self.body.capsules;
        let along = capsules.iter().find(|capsule| (capsule.a, capsule.b) == (at, tip));
        // From the pelvis to a hip goes half of what lies from hip to hip.
        let ends_here = |c: &&Capsule| c.a == at || (HIP == [c.a, c.b] && HIP.contains(&tip));
        let found = along.or_else(|| capsules.iter().rfind(ends_here)).unwrap_or(&capsules[0]);
        (found.radius_m, found.a == found.b)
    }

    /// The turns that bring the rig to a skeleton. Each bone points from where the joints before it have come
    /// to, so that what a bone's length is off by does not add up along a limb.
    pub fn pose(&self, skeleton: &Skeleton) -> RigPose {
        let mut turns = [Turn::NONE; RIG_JOINTS];
        let mut in_stage = [Turn::NONE; RIG_JOINTS];
        let mut at_m = [skeleton[PELVIS]; RIG_JOINTS];
        for (number, joint) in RIG.iter().enumerate() {
            let carried = joint.parent.map_or(Turn::NONE, |parent| in_stage[parent]);
            if let Some(parent) = joint.parent {
                at_m[number] = at_m[parent] + carried * self.offset_m(number);
            }
            let across = across(joint, skeleton, carried);
            let now = frame(skeleton[joint.tip] - at_m[number], across);
            in_stage[number] = now * frame(self.bone_m(number), joint.rest_across).inverse();
            turns[number] = carried.inverse() * in_stage[number];
        }
        RigPose { root_m: skeleton[PELVIS], turns }
    }
}

fn across(joint: &RigJoint, skeleton: &Skeleton, carried: Turn) -> Vec3 {
    let hips = skeleton[HIP[0]] - skeleton[HIP[1]];
    let shoulders = skeleton[SHOULDER[0]] - skeleton[SHOULDER[1]];
    match joint.across {
        Across::Hips => hips,
        Across::Trunk => hips.normalize_or_zero() + shoulders.normalize_or_zero() * 0.5,
        Across::Shoulders => shoulders,
        Across::Gaze => (skeleton[HEAD] - skeleton[NECK]).cross(skeleton[FACE] - skeleton[HEAD]),
        Across::Carried => carried * joint.rest_across,
        Across::Hinge([from, middle, to]) => {
            let upper = (skeleton[middle] - skeleton[from]).normalize_or_zero();
            let lower = (skeleton[to] - skeleton[middle]).normalize_or_zero();
            upper.cross(lower) + carried * joint.rest_across * CARRIED
        }
    }
}

/// The turn that brings x along a bone and y across it.
fn frame(along: Vec3, across: Vec3) -> Turn {
    let along = along.normalize_or(Vec3::Y);
    let across = (across - along * across.dot(along)).normalize_or(along.any_orthonormal_vector());
    Turn::to_axes(along, across, along.cross(across))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::assets;

    #[test]
    fn joints_stand_in_the_order_in_which_the_tree_is_walked() {
        for (number, joint) in RIG.iter().enumerate().skip(1) {
            let mut carriers = std::iter::successors(Some(number - 1), |&before| RIG[before].parent);
            assert!(carriers.any(|carrier| joint.parent == Some(carrier)), "{}", joint.name);
        }
    }

    #[test]
    fn a_body_that_stands_in_the_t_is_not_turned_at_all() {
        let rig = Rig::new(&assets::briefs()[0].characters[0]);
        for (turn, joint) in rig.pose(&rig.rest).turns.iter().zip(RIG) {
            assert!((turn.xyzw()[3].abs() - 1.0).abs() < 1e-4, "{}: {turn:?}", joint.name);
        }
    }

    #[test]
    fn an_elbow_that_bends_turns_about_its_hinge_alone() {
        let rig = Rig::new(&assets::briefs()[0].characters[0]);
        let mut bent = rig.rest;
        let lower_m = bent[WRIST[0]].distance(bent[ELBOW[0]]);
        bent[WRIST[0]] = bent[ELBOW[0]] + Vec3::Z * lower_m;
        bent[HAND[0]] = bent[WRIST[0]] + Vec3::Z * bent[HAND[0]].distance(rig.rest[WRIST[0]]);
        let turns = rig.pose(&bent).turns;
        let elbow = turns[7] * Vec3::X;
        assert!(elbow.distance(Vec3::Z) < 1e-3, "{elbow}");
        for still in [6, 8] {
            assert!((turns[still].xyzw()[3].abs() - 1.0).abs() < 1e-4, "{}", RIG[still].name);
        }
    }
}
