//! On the feet: boots, trainers, nothing.

use glam::Vec3;
use reversal_model::wardrobe::{Shoes, Wardrobe};

use super::Outfit;
use super::fabric::Fabric;
use super::frame::{Body, HALVES, Leg};
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    for half in HALVES {
        let leg = body.leg(half);
        match clothes.shoes {
            Shoes::Boots => {
                let leather =
                    Look { sheen: 0.3, ..Look::glossy(outfit.cloth(clothes.shoes_tone, Fabric::Waxed).tone, 0.72) };
                shoe(outfit, body, &leg, leather, Look::matt(0.02), [0.044, 0.040], 0.016);
                let up = (leg.knee - leg.ankle).try_normalize().unwrap_or(Vec3::Y);
                outfit.add(
                    Primitive::cone(
                        leg.ankle - up * 0.02,
                        leg.ankle + up * 0.16 * body.size,
                        0.047 * body.size,
                        0.054 * body.size,
                        leather,
                    )
                    .capped()
                    .blend(0.02),
                );
            }
            Shoes::Trainers => {
                let tone = outfit.cloth(clothes.shoes_tone, Fabric::Denim);
                // Soles are grey by the second night.
                shoe(
                    outfit,
                    body,
                    &leg,
                    tone.toned(0.65),
                    Look::matt((tone.tone * 0.6).min(0.14)),
                    [0.043, 0.038],
                    0.012,
                );
            }
            Shoes::Barefoot => {
                let skin = Look::skin(clothes.skin_tone);
                bare(outfit, body, &leg, skin);
            }
        }
    }
}

/// Directions of a foot: forward and up.
fn axes(leg: &Leg) -> (Vec3, Vec3) {
    let forward = (leg.toe - leg.ankle).try_normalize().unwrap_or(Vec3::Z);
    let shin = (leg.knee - leg.ankle).try_normalize().unwrap_or(Vec3::Y);
    let across = forward.cross(shin).try_normalize().unwrap_or(Vec3::X);
    // The ankle lies above the heel, so the line from it to the toes points down along the sole.
    let tilt = across.cross(forward);
    let along = (forward + tilt * 0.33).normalize();
    (along, across.cross(along))
}

fn shoe(outfit: &mut Outfit, body: &Body, leg: &Leg, upper: Look, sole: Look, radii: [f32; 2], thickness: f32) {
    let size = body.size;
    let (forward, up) = axes(leg);
    let heel = leg.ankle - up * 0.040 * size - forward * 0.028 * size;
    let toe = leg.toe + forward * 0.040 * size + up * 0.006 * size;
    outfit.add(Primitive::cone(leg.ankle, heel + forward * 0.02, 0.045 * size, radii[0] * size, upper).blend(0.02));
    outfit.add(
        Primitive::cone(leg.ankle + forward * 0.015, toe - forward * 0.03, 0.046 * size, radii[1] * size, upper)
            .blend(0.03),
    );
    outfit.add(Primitive::cone(heel, toe, radii[0] * size, radii[1] * size, upper).flat(up, 0.25).blend(0.02));
    let sunk = up * (radii[1] * 0.80 * size);
    outfit.add(
        Primitive::cone(heel - sunk, toe - sunk, (radii[0] - 0.001) * size, (radii[1] + 0.001) * size, sole)
            .flat(up, radii[0] / thickness - 1.0)
            .blend(0.003),
    );
}

fn bare(outfit: &mut Outfit, body: &Body, leg: &Leg, skin: Look) {
    let size = body.size;
    let (forward, up) = axes(leg);
    let heel = leg.ankle - up * 0.045 * size - forward * 0.030 * size;
    outfit.add(Primitive::cone(leg.ankle, heel, 0.034 * size, 0.030 * size, skin).blend(0.02));
    outfit.add(Primitive::cone(leg.ankle, leg.toe, 0.034 * size, 0.026 * size, skin).blend(0.02));
    outfit.add(
        Primitive::cone(heel, leg.toe + forward * 0.025, 0.030 * size, 0.024 * size, skin).flat(up, 0.3).blend(0.02),
    );
    let across = forward.cross(up);
    for (i, side) in [-0.028, -0.012, 0.004, 0.018, 0.031].into_iter().enumerate() {
        let start = leg.toe + across * (side * size) + forward * 0.020;
        let radius = if i == 0 || i == 4 { 0.0105 } else { 0.009 } * size;
        outfit.add(
            Primitive::cone(start, start + forward * 0.036 * size - up * 0.006, radius, radius * 0.8, skin)
                .blend(0.008),
        );
    }
}
