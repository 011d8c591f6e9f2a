//! A posture as directions of bones in the body's own frames, so that two
//! postures blend without limbs growing shorter, and a turn is a turn.

use std::f32::consts::{PI, TAU};

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::body::Body;
use crate::joints::*;
use crate::turn::{Turn, direction_toward};

/// Bones counted from here on hang on the chest rather than the pelvis, up to [`LEG_BONES`].
const CHEST_BONES: usize = 2;
/// First bone of the legs in [`BONES`].
const LEG_BONES: usize = 13;
/// First bone of the arms in [`BONES`].
const ARM_BONES: usize = 5;

/// A posture of one body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Articulation {
    pub pelvis: Vec3,
    /// Where the figure faces, turned about the vertical from +x, radians.
    pub heading_rad: f32,
    /// The pelvis relative to the heading.
    pub tilt: Turn,
    /// The chest relative to the pelvis.
    pub chest: Turn,
    /// Directions of the bones: the trunk's and legs' in the pelvis' frame, the others in the chest's.
    pub bones: [Vec3; BONES.len()],
}

fn frame(up: Vec3, right: Vec3) -> Turn {
    let right = right.normalize_or(Vec3::Z);
    let forward = up.cross(right).normalize_or(Vec3::X);
    Turn::to_axes(forward, right.cross(forward), right)
}

fn on_chest(bone: usize) -> bool {
    (CHEST_BONES..LEG_BONES).contains(&bone)
}

impl Articulation {
    /// The posture of a skeleton that faces `heading_rad`.
    pub fn of(pose: &Skeleton, heading_rad: f32) -> Articulation {
        let pelvis = frame(pose[WAIST] - pose[PELVIS], pose[HIP[1]] - pose[HIP[0]]);
        let chest = frame(pose[NECK] - pose[CHEST], pose[SHOULDER[1]] - pose[SHOULDER[0]]);
        let mut bones = [Vec3::ZERO; BONES.len()];
        for (number, &(a, b)) in BONES.iter().enumerate() {
            let base = if on_chest(number) { chest } else { pelvis };
            bones[number] = base.inverse() * (pose[b] - pose[a]).normalize_or(Vec3::Y);
        }
        let tilt = Turn::about_y(heading_rad).inverse() * pelvis;
        Articulation { pelvis: pose[PELVIS], heading_rad, tilt, chest: pelvis.inverse() * chest, bones }
    }

    /// The skeleton of a body in this posture.
    pub fn skeleton(&self, body: &Body) -> Skeleton {
        let pelvis = Turn::about_y(self.heading_rad) * self.tilt;
        let chest = pelvis * self.chest;
        let mut pose = [self.pelvis; reversal_model::performance::JOINT_COUNT];
        for (number, &(a, b)) in BONES.iter().enumerate() {
            let base = if on_chest(number) { chest } else { pelvis };
            pose[b] = pose[a] + base * self.bones[number] * body.bone_m[number];
        }
        pose
    }

    /// Part of the way to another posture, turning the shorter way or, where both are long, past the front.
    pub fn blend(&self, to: &Articulation, part: f32) -> Articulation {
        let mut bones = self.bones;
        for (bone, other) in bones.iter_mut().zip(&to.bones) {
            *bone = direction_toward(*bone, *other, part);
        }
        Articulation {
            pelvis: self.pelvis.lerp(to.pelvis, part),
            heading_rad: self.heading_rad + turn_between(self.heading_rad, to.heading_rad) * part,
            tilt: self.tilt.toward(to.tilt, part),
            chest: self.chest.toward(to.chest, part),
            bones,
        }
    }

    /// This posture with the trunk, head and arms of others: they come later in a motion.
    pub fn with_late(mut self, trunk: &Articulation, head: &Articulation, arms: &Articulation) -> Articulation {
        self.chest = trunk.chest;
        self.bones[..CHEST_BONES + 1].copy_from_slice(&trunk.bones[..CHEST_BONES + 1]);
        self.bones[CHEST_BONES + 1..ARM_BONES].copy_from_slice(&head.bones[CHEST_BONES + 1..ARM_BONES]);
        self.bones[ARM_BONES..LEG_BONES].copy_from_slice(&arms.bones[ARM_BONES..LEG_BONES]);
        self
    }

    /// This posture with another's arms.
    pub fn with_arms(mut self, arms: &Articulation) -> Articulation {
        self.bones[ARM_BONES..LEG_BONES].copy_from_slice(&arms.bones[ARM_BONES..LEG_BONES]);
        self
    }
}

/// The angle from one heading to another, radians.
pub(crate) fn turn_between(from_rad: f32, to_rad: f32) -> f32 {
    const LONG_RAD: f32 = 0.85 * PI;
    let turn_rad = (to_rad - from_rad + PI).rem_euclid(TAU) - PI;
    if turn_rad.abs() < LONG_RAD {
        return turn_rad;
    }
    let other_rad = turn_rad - TAU.copysign(turn_rad);
    let front = |turn_rad: f32| -libm::sinf(from_rad + turn_rad * 0.5);
    if front(turn_rad) >= front(other_rad) { turn_rad } else { other_rad }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skeleton_survives_the_way_through_its_articulation() {
        let body = Body::new(1.7, 1.0);
        let back = Articulation::of(&body.rest, 0.0).skeleton(&body);
        for (a, b) in back.iter().zip(&body.rest) {
            assert!(a.distance(*b) < 1e-4);
        }
    }

    #[test]
    fn half_a_turn_goes_past_the_front() {
        for (from, to) in [(0.0, PI), (PI, 0.0)] {
            let middle = from + turn_between(from, to) * 0.5;
            assert!(-f32::sin(middle) > 0.9, "faces {middle} halfway");
        }
    }
}
