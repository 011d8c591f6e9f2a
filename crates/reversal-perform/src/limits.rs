//! How far joints bend beyond what they can.
//!
//! Ranges are those that the American Academy of Orthopaedic Surgeons gives (Joint Motion, 1965), and for the knee the
//! passive one of who sits on the heels; each as an angle between two directions of the skeleton.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::anatomy::chest_forward;
use crate::joints::*;

/// An elbow is bent by so much at most, degrees from straight.
const ELBOW_DEG: f32 = 150.0;
/// A knee is bent by so much at most, and backward by so much.
const KNEE_DEG: f32 = 160.0;
const KNEE_BACKWARD_DEG: f32 = 10.0;
/// The face is turned from where the chest faces by so much at most: eighty degrees aside, and nodded.
const NECK_DEG: f32 = 90.0;

/// Greatest excess of any joint of a skeleton, degrees; 0 where all can be so.
pub(crate) fn excess_deg(pose: &Skeleton) -> f32 {
    let right = pose[HIP[1]] - pose[HIP[0]];
    let mut excess_deg = bend_deg(chest_forward(pose), pose[FACE] - pose[HEAD]) - NECK_DEG;
    for side in [0, 1] {
        let elbow_deg = bend_at_deg(pose[SHOULDER[side]], pose[ELBOW[side]], pose[WRIST[side]]);
        excess_deg = excess_deg.max(elbow_deg - ELBOW_DEG);
        let (hip, knee, ankle) = (pose[HIP[side]], pose[KNEE[side]], pose[ANKLE[side]]);
        let knee_deg = bend_at_deg(hip, knee, ankle);
        let front = (hip - ankle).cross(right).normalize_or_zero();
        // A thigh that lies aside bends its knee aside.
        let is_backward = (knee - hip.midpoint(ankle)).normalize_or_zero().dot(front) < -0.5;
        excess_deg = excess_deg.max(knee_deg - if is_backward { KNEE_BACKWARD_DEG } else { KNEE_DEG });
    }
    excess_deg.max(0.0)
}

fn bend_at_deg(from: Vec3, joint: Vec3, to: Vec3) -> f32 {
    bend_deg(joint - from, to - joint)
}

fn bend_deg(one: Vec3, other: Vec3) -> f32 {
    one.angle_between(other).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;

    #[test]
    fn who_stands_keeps_to_all_limits_and_who_looks_behind_or_breaks_a_knee_does_not() {
        let rest = Body::new(1.8, 1.0).rest;
        assert_eq!(excess_deg(&rest), 0.0);
        let mut looks_behind = rest;
        looks_behind[FACE] = rest[HEAD] + Vec3::new(-0.1, 0.0, 0.05);
        assert!((excess_deg(&looks_behind) - 63.4).abs() < 1.0, "{}", excess_deg(&looks_behind));
        for (knee_forward_m, is_within) in [(0.05, true), (-0.15, false)] {
            let mut bent = rest;
            bent[KNEE[0]].x += knee_forward_m;
            assert_eq!(excess_deg(&bent) == 0.0, is_within, "{}", excess_deg(&bent));
        }
    }
}
