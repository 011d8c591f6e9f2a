//! Points on a garment that is dressed already, so that what is sewn on it lies on it however the body bends.

use glam::Vec3;
use reversal_model::performance::Joint;

use super::ribs;
use crate::dress::frame::Body;
use crate::dress::gap::melted_gap_m;
use crate::primitive::Primitive;

/// From how far off a garment is felt for, m.
const FROM_M: f32 = 0.30;
const STEPS: u8 = 14;
/// Share of a distance that is sure to be free where shapes are flattened and melted.
const SURE: f32 = 0.85;

/// Height of the middle of the ribs over the waist, m on a body of 1.80 m.
const RIBS_M: f32 = 0.23;

/// A garment's outside, before its details.
pub(super) struct Surface<'a> {
    body: &'a Body<'a>,
    solids: Vec<Primitive>,
}

impl<'a> Surface<'a> {
    pub fn new(body: &'a Body<'a>, solids: &[Primitive]) -> Self {
        Self { body, solids: solids.to_vec() }
    }

    /// A point on the chest's, the belly's or the skirt's front: metres up from the waist and to the right.
    pub fn front(&self, up: f32, right: f32) -> Vec3 {
        let (inside, forward) = self.within(up, right);
        self.met(inside, forward)
    }

    /// How far a point is off the garment, m; negative within.
    pub fn gap_m(&self, point: Vec3) -> f32 {
        melted_gap_m(&self.solids, point)
    }

    /// A point in the trunk and the way to its front.
    fn within(&self, up: f32, right: f32) -> (Vec3, Vec3) {
        let body = self.body;
        let waist = body.at(Joint::Waist);
        let right = right * body.size;
        if up > RIBS_M {
            // The spine bends there: over the ribs the chest goes its own way.
            (ribs(body) + body.chest_up * ((up - RIBS_M) * body.size) + body.chest_right * right, body.chest_forward)
        } else if up >= 0.0 {
            (waist + (ribs(body) - waist) * (up / RIBS_M) + body.chest_right * right, body.chest_forward)
        } else {
            (waist + body.pelvis_up * (up * body.size) + body.pelvis_right * right, body.pelvis_forward)
        }
    }

    fn met(&self, inside: Vec3, way: Vec3) -> Vec3 {
        let mut left_m = FROM_M;
        for _ in 0..STEPS {
            let gap_m = self.gap_m(inside + way * left_m);
            if gap_m < 0.0005 {
                break;
            }
            left_m -= gap_m * SURE;
        }
        inside + way * left_m.max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dress::{Condition, Outfit, standing};
    use reversal_model::assets::briefs;

    /// 1 where a standing body faces along +z, -1 where along -z: the sign of a turn that bends it forward.
    fn facing(joints: &reversal_model::performance::Skeleton) -> f32 {
        let across = joints[Joint::RightShoulder as usize] - joints[Joint::LeftShoulder as usize];
        if across.cross(Vec3::Y).z > 0.0 { -1.0 } else { 1.0 }
    }

    #[test]
    fn what_is_sewn_on_lies_on_the_garment_however_the_body_bends() {
        let character = &briefs()[0].characters[0];
        for hunched in [0.0, 0.4, 0.8] {
            let mut joints = standing(character);
            // What is above the chest is bent forward.
            let chest = joints[Joint::Chest as usize];
            let bent = glam::Quat::from_axis_angle(Vec3::X, hunched * facing(&joints));
            for joint in joints.iter_mut().filter(|joint| joint.y > chest.y + 0.01) {
                *joint = chest + bent * (*joint - chest);
            }
            let body = Body::new(character, &joints, 0.5);
            let mut out = Vec::new();
            let cut = super::super::cut(character.wardrobe.upper);
            let mut outfit = Outfit::new(0, &Condition::COARSE, &mut out);
            let cloth = outfit.cloth(0.2, cut.fabric);
            super::super::shell::trunk(&mut outfit, &body, &cut, cloth);
            let on = Surface::new(&body, &out);
            for (up, right) in [(0.36, 0.04), (0.3, 0.05), (0.2, -0.1), (0.05, 0.0), (-0.08, 0.06)] {
                let front = on.front(up, right);
                if up > RIBS_M {
                    let over_m = (front - ribs(&body)).dot(body.chest_up) - (up - RIBS_M) * body.size;
                    assert!(over_m.abs() < 0.01, "{over_m} m too high on the chest");
                }
                assert!(on.gap_m(front).abs() < 0.004, "{up} {right}");
                let (inside, way) = on.within(up, right);
                assert!((front - inside).dot(way) > 0.05, "{front} {inside}");
            }
        }
    }
}
