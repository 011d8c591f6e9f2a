//! Hands: a palm that lies on what it meets, four fingers of three bones that close on it, a thumb that opposes them.
//! Bones after Buchholz, Armstrong and Goldstein, "Anthropometric data for describing the kinematics of the human
//! hand" (1992), rounded.

mod laid;
mod pose;
mod surroundings;
mod track;

use glam::{Quat, Vec3};
use reversal_model::wardrobe::Wardrobe;

use super::Outfit;
use super::frame::{Body, Half};
use crate::primitive::{Look, Primitive};
use pose::HandPose;
pub use pose::Hands;
use pose::{BONES_M, FINGERS, THUMB_BONES_M, THUMB_RADII_M};
pub use track::HandTrack;

/// Where a hand is and how it is turned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grasp {
    pub wrist: Vec3,
    /// Middle of the palm.
    pub hand: Vec3,
    /// From the wrist to the fingers.
    pub along: Vec3,
    pub across: Vec3,
    /// Out of the palm, toward which the fingers bend.
    pub palm: Vec3,
}

/// How far a hand that touches nothing is turned from palm up, and how far one that holds something out, rad.
const HANGS_RAD: f32 = 1.1;
const OFFERS_RAD: f32 = 0.0;

/// A hand that touches nothing but what it holds out.
pub(super) fn grasp(body: &Body, half: Half, offers: bool) -> Grasp {
    let turned_rad = if offers { OFFERS_RAD } else { HANGS_RAD };
    palm_up(body, half).turned(-half.sign() * turned_rad)
}

/// A hand whose forearm is turned so that the fingers bend the way that the elbow does.
fn palm_up(body: &Body, half: Half) -> Grasp {
    let arm = body.arm(half);
    let hinge = arm.hinge(body.chest_right);
    let along = (arm.hand - arm.wrist).try_normalize().unwrap_or(Vec3::NEG_Y);
    let across = (hinge - along * hinge.dot(along)).try_normalize().unwrap_or(body.chest_right);
    Grasp { wrist: arm.wrist, hand: arm.hand, along, across, palm: across.cross(along) }
}

impl Grasp {
    fn turned(self, rad: f32) -> Self {
        let turn = Quat::from_axis_angle(self.along, rad);
        Self { across: turn * self.across, palm: turn * self.palm, ..self }
    }

    /// A direction in the hand's own axes: across, out of the palm, along; and back.
    fn own(&self, way: Vec3) -> Vec3 {
        Vec3::new(way.dot(self.across), way.dot(self.palm), way.dot(self.along))
    }

    fn world(&self, own: Vec3) -> Vec3 {
        self.across * own.x + self.palm * own.y + self.along * own.z
    }

    /// The way of a bone that is bent by so much.
    fn bent(&self, angle: f32) -> Vec3 {
        self.along * angle.cos() + self.palm * angle.sin()
    }
}

/// A hand's own sizes and looks.
struct Make {
    look: Look,
    size: f32,
    /// Toward the thumb.
    thumb: Vec3,
}

/// Gloves are thicker than what is in them.
fn size_of(body: &Body, clothes: &Wardrobe) -> f32 {
    body.size * if clothes.gloves { 1.06 } else { 1.0 }
}

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe, half: Half, offers: bool, pose: &HandPose) {
    let look = if clothes.gloves {
        Look { sheen: 0.5, ..Look::glossy(0.035, 0.55) }
    } else {
        // Palms and knuckles have been on the ground.
        outfit.dirtied(outfit.skin(clothes.skin_tone), 0.75, 0.5)
    };
    let free = grasp(body, half, offers);
    let grasp = pose.laid(&free);
    let make = Make { look, size: size_of(body, clothes), thumb: grasp.across * half.sign() };
    palm(outfit, &free, &grasp, &make);
    for (finger, bends) in FINGERS.into_iter().zip(pose.bends) {
        bones(outfit, &grasp, &make, finger, bends, pose.firm);
    }
    let mut at = pose::thumb_root(&grasp, &make);
    for bone in 0..3 {
        let radius_m = THUMB_RADII_M[bone + 1] * make.size;
        let length = THUMB_BONES_M[bone] * make.size - if bone == 2 { radius_m * 0.7 } else { 0.0 };
        let end = at + pose::thumb_way(&grasp, &make, bone, pose.thumb[bone]) * length;
        let blend = if bone == 0 { 0.014 } else { 0.003 };
        outfit.add(Primitive::cone(at, end, THUMB_RADII_M[bone] * make.size, radius_m, look).blend(blend));
        at = end;
    }
}

fn palm(outfit: &mut Outfit, free: &Grasp, grasp: &Grasp, make: &Make) {
    let &Grasp { wrist, along, palm, .. } = grasp;
    let &Make { look, size, thumb } = make;
    let sleeve = free.wrist - free.along * 0.03;
    let clean = Look { dirt: [0.0; 2], ..look };
    outfit.add(
        Primitive::cone(sleeve, wrist + along * 0.020 * size, 0.027 * size, 0.029 * size, clean)
            .flat(palm, 0.38)
            .blend(0.012),
    );
    let from = wrist + along * (0.026 * size);
    let to = wrist + (along * 0.064 - thumb * 0.001) * size;
    outfit.add(Primitive::cone(from, to, 0.032 * size, 0.0415 * size, look).flat(palm, 1.55).blend(0.014));
    if outfit.close() {
        // The ball of the little finger's side.
        let heel = wrist + (along * 0.020 - thumb * 0.020 + palm * 0.007) * size;
        let end = heel + (along * 0.045 - thumb * 0.004) * size;
        outfit.add_small(Primitive::cone(heel, end, 0.0135 * size, 0.0110 * size, look).blend(0.014));
    }
}

fn bones(
    outfit: &mut Outfit,
    grasp: &Grasp,
    make: &Make,
    [aside, width, length, _]: [f32; 4],
    bends: [f32; 3],
    firm: f32,
) {
    let (look, size) = (make.look, make.size);
    let root = pose::knuckle(grasp, make, aside);
    let width = width * size;
    let [first, second, third] = BONES_M.map(|bone| bone * length * size);
    // Stretched fingers spread, closed ones lie together.
    let spread = 1.2 + 4.5 * firm * (1.0 - bends[0] / 1.2).clamp(0.0, 1.0);
    let fan = make.thumb * (aside * spread);
    let directed = |angle: f32| (grasp.bent(angle) + fan * angle.cos().max(0.0)).normalize();
    if outfit.close() {
        // The bone in the back of the hand ends in a knuckle.
        let back = root - (grasp.along * 0.026 + grasp.palm * 0.001) * size;
        outfit.add_small(Primitive::cone(back, root, width * 0.85, width * 1.12, look).blend(0.008));
    }
    let middle = root + directed(bends[0]) * first;
    outfit.add(Primitive::cone(root, middle, width * 1.10, width * 0.98, look).blend(0.004));
    let last = middle + directed(bends[0] + bends[1]) * second;
    let tip = last + directed(bends[0] + bends[1] + bends[2]) * (third - width * 0.7);
    if outfit.very_close() {
        outfit.add_small(Primitive::cone(middle, last, width, width * 0.86, look).blend(0.0025));
        outfit.add_small(Primitive::cone(last, tip, width * 0.87, width * 0.74, look).blend(0.0025));
    } else {
        outfit.add_small(Primitive::cone(middle, tip, width, width * 0.76, look).blend(0.003));
    }
}
