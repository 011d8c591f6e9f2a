//! What a garment is made up with: lapels, collars, pockets, zips, seams.

use glam::Vec3;
use reversal_model::performance::Joint;

use super::{on_back, on_front};
use crate::dress::Outfit;
use crate::dress::frame::Body;
use crate::primitive::{Look, Primitive};

/// A collar, lapels, breast pockets with flaps and a row of buttons.
pub(super) fn buttoned(outfit: &mut Outfit, body: &Body, cloth: Look, buttons: u8) {
    let size = body.size;
    let chest = [body.chest_right, body.chest_up];
    collar(outfit, body, cloth.toned(1.15));
    for sign in [-1.0, 1.0] {
        let (top, bottom) = (on_front(body, 0.28, 0.050 * sign), on_front(body, 0.10, 0.018 * sign));
        outfit.add(
            Primitive::cone(top, bottom, 0.030 * size, 0.010 * size, cloth.toned(1.25))
                .flat(body.chest_forward, 2.2)
                .blend(0.003),
        );
        let flap = on_front(body, 0.185, 0.088 * sign);
        outfit.panel(flap, Vec3::new(0.036, 0.011, 0.010) * size, 0.003, chest, cloth.toned(1.2));
    }
    for i in 0..buttons {
        let at = on_front(body, 0.08 - 0.075 * f32::from(i), 0.0);
        outfit.strip(at, at + body.chest_forward * 0.004, 0.010 * size, Look::glossy(0.5, 0.9));
    }
}

/// Welted seams down the spine and across the shoulder blades: they tell a tailored back from a bare one.
pub(super) fn back_seams(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let mut welt = |from: [f32; 2], to: [f32; 2]| {
        let [from, to] = [from, to].map(|[up, right]| on_back(body, up, right));
        outfit.strip(from, to, 0.013 * body.size, cloth.toned(0.55));
    };
    welt([0.30, 0.0], [0.14, 0.0]);
    welt([0.14, 0.0], [-0.01, 0.0]);
    for sign in [-1.0, 1.0] {
        welt([0.235, 0.005 * sign], [0.215, 0.115 * sign]);
    }
}

/// A collar that stands and opens to the front.
fn collar(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let neck = body.at(Joint::Neck);
    let axis = (body.chest_up + (body.at(Joint::Head) - neck).normalize_or_zero()) * 0.5;
    let foot = neck + body.chest_up * 0.006 * size - body.chest_forward * 0.010;
    outfit.add(
        Primitive::cone(
            foot,
            foot + axis * 0.066 * size - body.chest_forward * 0.004,
            0.090 * size,
            0.079 * size,
            cloth,
        )
        .capped()
        .blend(0.005),
    );
}

/// A ribbed ring round the neck.
pub(super) fn neckline(outfit: &mut Outfit, body: &Body, cloth: Look, radius: f32, height: f32) {
    let size = body.size;
    let neck = body.at(Joint::Neck) + body.chest_up * 0.004 * size;
    let ribbed = outfit.folds(cloth.toned(0.85), 0.2, 4.0, 0.0);
    outfit.add(
        Primitive::cone(neck, neck + body.chest_up * height * 1.6 * size, radius * size, radius * 0.93 * size, ribbed)
            .capped()
            .blend(0.006),
    );
}

/// A zip, a pocket over the belly with open sides, and drawstrings.
pub(super) fn zipped(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let pocket = on_front(body, -0.01, 0.0) + body.pelvis_forward * 0.008;
    let half = Vec3::new(0.105 * body.breadth, 0.055, 0.018) * size;
    outfit.panel(pocket, half, 0.010, [body.pelvis_right, body.pelvis_up], cloth.toned(0.82));
    let zip = Look { sheen: 0.2, ..Look::glossy(0.045, 0.6) };
    for (top, bottom) in [(0.28, 0.12), (0.12, -0.05)] {
        outfit.strip(on_front(body, top, 0.0), on_front(body, bottom, 0.0), 0.012 * size, zip);
    }
    for sign in [-1.0, 1.0] {
        let mouth = |up: f32, right: f32| on_front(body, up, right * sign * body.breadth) + body.pelvis_forward * 0.014;
        outfit.strip(mouth(0.040, 0.062), mouth(-0.060, 0.100), 0.011 * size, cloth.toned(0.30));
        let top = on_front(body, 0.275, 0.034 * sign);
        // Drawstrings hang; they do not follow the chest.
        let end = top + (Vec3::NEG_Y * 0.75 - body.chest_up * 0.25) * 0.15 * size + body.chest_forward * 0.012;
        outfit.strip(top, end, 0.0045, Look::matt(0.34));
        outfit.strip(end, end + Vec3::NEG_Y * 0.014, 0.0060, Look::matt(0.24));
    }
}

/// An open collar and a placket.
pub(super) fn shirt(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    collar(outfit, body, cloth.toned(1.12));
    for sign in [-1.0, 1.0] {
        let (top, bottom) = (on_front(body, 0.30, 0.026 * sign), on_front(body, 0.245, 0.052 * sign));
        outfit.add(
            Primitive::cone(top, bottom, 0.026 * size, 0.006 * size, cloth.toned(1.15))
                .flat(body.chest_forward, 2.0)
                .blend(0.003),
        );
    }
    // Placket.
    let (top, bottom) = (on_front(body, 0.25, 0.0), on_front(body, -0.05, 0.0));
    outfit.add(
        Primitive::cone(top, bottom, 0.015 * size, 0.015 * size, cloth.toned(1.1))
            .flat(body.chest_forward, 1.4)
            .blend(0.003),
    );
}
