//! How far joints bend beyond what they can.
//!
//! Ranges are those that the American Academy of Orthopaedic Surgeons gives (Joint Motion, 1965), and for the knee the
//! passive one of who sits on the heels; each as an angle between two directions of the skeleton.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use crate::anatomy::{Hip, chest_forward, neck_middle};
use crate::joints::*;

/// An elbow is bent by so much at most, degrees from straight.
const ELBOW_DEG: f32 = 150.0;
/// A knee is bent by so much at most, and backward by so much.
const KNEE_DEG: f32 = 160.0;
const KNEE_BACKWARD_DEG: f32 = 10.0;
/// A thigh swings so far from the middle of its range, bent forward by sixty degrees: thirty degrees back, and forward
/// to the chest with what the loins give.
const HIP_DEG: f32 = 90.0;
/// The face is turned from where the chest faces by so much at most: eighty degrees aside, and nodded.
const FACE_DEG: f32 = 90.0;
/// A neck leaves the middle of its range by so much at most: forty-five degrees back with what the upper back gives, and
/// further forward.
const NECK_DEG: f32 = 55.0;

/// Greatest excess of any joint of a skeleton, degrees; 0 where all can be so.
pub(crate) fn excess_deg(pose: &Skeleton) -> f32 {
    let face_deg = bend_deg(chest_forward(pose), pose[FACE] - pose[HEAD]);
    let neck_deg = bend_deg(neck_middle(pose), pose[HEAD] - pose[NECK]);
    let mut excess_deg = (face_deg - FACE_DEG).max(neck_deg - NECK_DEG);
    for side in [0, 1] {
        let elbow_deg = bend_at_deg(pose[SHOULDER[side]], pose[ELBOW[side]], pose[WRIST[side]]);
        excess_deg = excess_deg.max(elbow_deg - ELBOW_DEG);
        let (hip, knee, ankle) = (pose[HIP[side]], pose[KNEE[side]], pose[ANKLE[side]]);
        let knee_deg = bend_at_deg(hip, knee, ankle);
        // A thigh that lies aside or turns about itself bends its knee aside: only what is left is backward.
        let swung = Hip::of(pose, side);
        let backward = -(ankle - knee).normalize_or(swung.back).dot(swung.back);
        let backward_deg = libm::asinf(backward.clamp(-1.0, 1.0)).to_degrees();
        excess_deg = excess_deg.max(knee_deg - KNEE_DEG).max(backward_deg - KNEE_BACKWARD_DEG);
        excess_deg = excess_deg.max(bend_deg(swung.middle, swung.thigh) - HIP_DEG);
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

    #[test]
    fn a_neck_bends_further_to_the_chest_than_to_the_nape() {
        let rest = Body::new(1.8, 1.0).rest;
        for (forward_m, is_within) in [(0.14, true), (-0.05, true), (-0.14, false)] {
            let mut bent = rest;
            bent[HEAD] = rest[NECK] + Vec3::new(forward_m, 0.09, 0.0);
            bent[FACE] = bent[HEAD] + (rest[FACE] - rest[HEAD]);
            assert_eq!(excess_deg(&bent) == 0.0, is_within, "{forward_m}: {}", excess_deg(&bent));
        }
    }

    #[test]
    fn a_shin_bends_back_under_a_thigh_wherever_it_swings_and_not_the_other_way() {
        let rest = Body::new(1.8, 1.0).rest;
        let shin_m = rest[KNEE[0]].distance(rest[ANKLE[0]]);
        // Facing +x, the left leg at -z: hanging, sitting on a chair, kneeling down to the heel, tailorwise.
        for (thigh, shin, is_within) in [
            (Vec3::NEG_Y, Vec3::NEG_X, true),
            (Vec3::NEG_Y, Vec3::X, false),
            (Vec3::X, Vec3::NEG_Y, true),
            (Vec3::X, Vec3::Y, false),
            (Vec3::X, Vec3::new(-0.9, -0.4, 0.0), true),
            (Vec3::new(0.5, 0.0, -0.85), Vec3::new(0.4, -0.4, 0.8), true),
            (Vec3::new(-0.9, 0.4, 0.0), Vec3::NEG_Y, false),
        ] {
            let mut bent = rest;
            bent[KNEE[0]] = rest[HIP[0]] + thigh.normalize() * shin_m;
            bent[ANKLE[0]] = bent[KNEE[0]] + shin.normalize() * shin_m;
            assert_eq!(excess_deg(&bent) == 0.0, is_within, "{thigh} {shin}: {}", excess_deg(&bent));
        }
    }
}
