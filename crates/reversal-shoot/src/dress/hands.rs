//! Hands: a palm, fingers in three groups that curl, a thumb. Gloved or bare.

use glam::{Quat, Vec3};
use reversal_model::wardrobe::Wardrobe;

use super::Outfit;
use super::frame::{Body, HALVES, Half};
use crate::primitive::{Look, Primitive};

/// Bend of the fingers' first and second joints at rest and in a grip, rad.
const CURL_RAD: [f32; 2] = [0.62, 0.85];

/// Where a hand is and how it is turned.
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

pub(super) fn grasp(body: &Body, half: Half) -> Grasp {
    let arm = body.arm(half);
    let hinge = arm.hinge(body.chest_right);
    let along = (arm.hand - arm.wrist).try_normalize().unwrap_or(Vec3::NEG_Y);
    let across = (hinge - along * hinge.dot(along)).try_normalize().unwrap_or(body.chest_right);
    // Fingers bend the way that the elbow does.
    Grasp { wrist: arm.wrist, hand: arm.hand, along, across, palm: across.cross(along) }
}

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let look =
        if clothes.gloves { Look { sheen: 0.5, ..Look::glossy(0.035, 0.45) } } else { Look::skin(clothes.skin_tone) };
    let size = body.size * if clothes.gloves { 1.05 } else { 1.0 };
    for half in HALVES {
        let Grasp { wrist, hand, along, across, palm } = grasp(body, half);
        outfit.add(
            Primitive::cone(wrist - along * 0.02, wrist + along * 0.030 * size, 0.028 * size, 0.030 * size, look)
                .flat(palm, 0.35)
                .blend(0.012),
        );
        outfit.add(
            Primitive::block(
                wrist.lerp(hand, 0.62),
                Vec3::new(0.046, 0.040, 0.016) * size,
                0.014 * size,
                along,
                across,
                look,
            )
            .blend(0.012),
        );
        let thumb_side = half.sign();
        let knuckle = wrist.lerp(hand, 1.12);
        for (side, width, length, more) in [
            (0.029, 0.0098, 0.92, 0.0),
            (0.003, 0.0102, 1.0, 0.08),
            (-0.014, 0.0098, 0.96, 0.14),
            (-0.031, 0.0085, 0.78, 0.22),
        ] {
            let root = knuckle + across * (side * thumb_side * size);
            let bend = |angle: f32| Quat::from_axis_angle(across, angle) * along;
            let middle = root + bend(CURL_RAD[0] * 0.7 + more) * 0.044 * length * size;
            let tip = middle + bend(CURL_RAD[0] + CURL_RAD[1] + more) * 0.036 * length * size;
            outfit.add(Primitive::cone(root, middle, width * 1.12 * size, width * size, look).blend(0.006));
            outfit.add(Primitive::cone(middle, tip, width * size, width * 0.78 * size, look).blend(0.004));
        }
        let root = wrist + along * 0.034 * size + across * (0.030 * thumb_side * size) + palm * 0.006;
        let middle = root + (along * 0.75 + across * (0.55 * thumb_side) + palm * 0.35).normalize() * 0.038 * size;
        let tip = middle + (along * 0.9 + palm * 0.45).normalize() * 0.030 * size;
        outfit.add(Primitive::cone(root, middle, 0.0165 * size, 0.0125 * size, look).blend(0.012));
        outfit.add(Primitive::cone(middle, tip, 0.0122 * size, 0.0092 * size, look).blend(0.004));
    }
}
