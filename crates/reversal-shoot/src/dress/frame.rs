//! Directions and sizes of a body, worked out from its joints.

use glam::Vec3;
use reversal_model::brief::Character;
use reversal_model::performance::{Joint, Skeleton};

/// A body's own axes. Right is the figure's own right.
pub(crate) struct Body<'a> {
    joints: &'a Skeleton,
    /// 1 for a body of 1.80 m.
    pub size: f32,
    pub breadth: f32,
    /// How far the ribs are lifted, 0..1.
    pub breath: f32,
    pub chest_forward: Vec3,
    pub chest_up: Vec3,
    pub chest_right: Vec3,
    pub pelvis_forward: Vec3,
    pub pelvis_up: Vec3,
    pub pelvis_right: Vec3,
    pub head_forward: Vec3,
    pub head_up: Vec3,
    pub head_right: Vec3,
}

/// One side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    Left,
    Right,
}

pub(crate) const HALVES: [Half; 2] = [Half::Left, Half::Right];

impl Half {
    /// -1 left, 1 right.
    pub fn sign(self) -> f32 {
        match self {
            Self::Left => -1.0,
            Self::Right => 1.0,
        }
    }

    fn pick(self, left: Joint, right: Joint) -> Joint {
        match self {
            Self::Left => left,
            Self::Right => right,
        }
    }
}

/// Joints of an arm.
pub(crate) struct Arm {
    pub shoulder: Vec3,
    pub elbow: Vec3,
    pub wrist: Vec3,
    pub hand: Vec3,
}

/// Joints of a leg.
pub(crate) struct Leg {
    pub hip: Vec3,
    pub knee: Vec3,
    pub ankle: Vec3,
    pub toe: Vec3,
}

impl<'a> Body<'a> {
    pub fn new(character: &Character, joints: &'a Skeleton, breath: f32) -> Self {
        let at = |joint: Joint| joints[joint as usize];
        let unit = |v: Vec3, or: Vec3| v.try_normalize().unwrap_or(or);
        let chest_up = unit(at(Joint::Neck) - at(Joint::Waist), Vec3::Y);
        let shoulders = at(Joint::RightShoulder) - at(Joint::LeftShoulder);
        let chest_forward = unit(chest_up.cross(shoulders), Vec3::Z);
        let pelvis_up = unit(at(Joint::Waist) - at(Joint::Pelvis), Vec3::Y);
        let hips = at(Joint::RightHip) - at(Joint::LeftHip);
        let pelvis_forward = unit(pelvis_up.cross(hips), chest_forward);
        let neck = unit(at(Joint::Head) - at(Joint::Neck), chest_up);
        let look = unit(at(Joint::Face) - at(Joint::Head), chest_forward);
        // The face joint lies a little below the eyes' line.
        let head_forward = unit(look + unit(neck - look * neck.dot(look), Vec3::Y) * 0.16, look);
        let head_up = unit(neck - head_forward * neck.dot(head_forward), Vec3::Y);
        Self {
            joints,
            size: character.height_m / 1.80,
            breadth: character.breadth,
            breath: breath.clamp(0.0, 1.0),
            chest_forward,
            chest_up,
            chest_right: chest_forward.cross(chest_up),
            pelvis_forward,
            pelvis_up,
            pelvis_right: pelvis_forward.cross(pelvis_up),
            head_forward,
            head_up,
            head_right: head_forward.cross(head_up),
        }
    }

    pub fn at(&self, joint: Joint) -> Vec3 {
        self.joints[joint as usize]
    }

    pub fn arm(&self, half: Half) -> Arm {
        let at = |left, right| self.at(half.pick(left, right));
        Arm {
            shoulder: at(Joint::LeftShoulder, Joint::RightShoulder),
            elbow: at(Joint::LeftElbow, Joint::RightElbow),
            wrist: at(Joint::LeftWrist, Joint::RightWrist),
            hand: at(Joint::LeftHand, Joint::RightHand),
        }
    }

    pub fn leg(&self, half: Half) -> Leg {
        let at = |left, right| self.at(half.pick(left, right));
        Leg {
            hip: at(Joint::LeftHip, Joint::RightHip),
            knee: at(Joint::LeftKnee, Joint::RightKnee),
            ankle: at(Joint::LeftAnkle, Joint::RightAnkle),
            toe: at(Joint::LeftToe, Joint::RightToe),
        }
    }

    /// A point of the head: metres forward, up and right of its middle, for a body of 1.80 m.
    pub fn on_head(&self, forward: f32, up: f32, right: f32) -> Vec3 {
        self.at(Joint::Head) + (self.head_forward * forward + self.head_up * up + self.head_right * right) * self.size
    }
}

/// Toward the hollow of a bend, for the part before the joint and for the part behind it; as long as it is bent, 0..1.
pub(crate) fn hollows(from: Vec3, joint: Vec3, to: Vec3) -> [Vec3; 2] {
    let before = (joint - from).normalize_or_zero();
    let behind = (to - joint).normalize_or_zero();
    let along = before.dot(behind);
    let bend = (1.0 - along).clamp(0.0, 1.0);
    let unit = |v: Vec3| v.normalize_or_zero() * bend;
    [unit(behind - before * along), unit(behind * along - before)]
}

impl Arm {
    /// Axis of the elbow; `right` decides where the arm is straight.
    pub fn hinge(&self, right: Vec3) -> Vec3 {
        let bend = (self.elbow - self.shoulder).cross(self.wrist - self.elbow);
        (bend + right * 0.004).try_normalize().unwrap_or(right)
    }
}

/// A skeleton that stands at ease: for tests.
#[cfg(test)]
pub(crate) fn standing(character: &Character) -> Skeleton {
    let size = character.height_m / 1.8;
    let side = |sign: f32, x: f32, y: f32, z: f32| Vec3::new(sign * x, y, z) * size;
    let middle = |y: f32, z: f32| Vec3::new(0.0, y, z) * size;
    let arm = |sign: f32| {
        [
            side(sign, 0.19, 1.44, 0.0),
            side(sign, 0.22, 1.15, -0.03),
            side(sign, 0.23, 0.9, 0.03),
            side(sign, 0.23, 0.81, 0.05),
        ]
    };
    let leg = |sign: f32| {
        [
            side(sign, 0.09, 0.93, 0.0),
            side(sign, 0.1, 0.5, 0.02),
            side(sign, 0.1, 0.085, -0.01),
            side(sign, 0.12, 0.03, 0.16),
        ]
    };
    let mut joints = [Vec3::ZERO; 22];
    let trunk = [
        middle(0.96, 0.0),
        middle(1.1, 0.0),
        middle(1.3, 0.0),
        middle(1.495, -0.005),
        middle(1.655, 0.025),
        middle(1.635, 0.135),
    ];
    joints[..6].copy_from_slice(&trunk);
    // Facing +z, the figure's left is +x.
    joints[6..10].copy_from_slice(&arm(1.0));
    joints[10..14].copy_from_slice(&arm(-1.0));
    joints[14..18].copy_from_slice(&leg(1.0));
    joints[18..].copy_from_slice(&leg(-1.0));
    joints
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::assets::briefs;

    #[test]
    fn the_hollow_of_a_bent_arm_lies_toward_its_other_part_and_a_straight_arm_has_none() {
        let [before, behind] = hollows(Vec3::Y, Vec3::ZERO, Vec3::Z);
        assert!(before.distance(Vec3::Z) < 1e-5 && behind.distance(Vec3::Y) < 1e-5, "{before} {behind}");
        assert!(hollows(Vec3::Y, Vec3::ZERO, Vec3::NEG_Y).iter().all(|hollow| hollow.length() < 1e-5));
    }

    #[test]
    fn a_standing_body_faces_where_its_face_points() {
        let character = &briefs()[0].characters[0];
        let joints = standing(character);
        let body = Body::new(character, &joints, 0.5);
        assert!(body.chest_forward.z > 0.95 && body.pelvis_forward.z > 0.95 && body.head_forward.z > 0.95);
        assert!(body.chest_right.x < -0.95 && body.head_right.x < -0.95);
    }
}
