//! Over the legs: trousers, jeans, skirt, or nothing below a dress.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{Lower, Upper, Wardrobe};

use super::Outfit;
use super::fabric::Fabric;
use super::frame::{Body, HALVES, Leg, hollows};
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let cloth = outfit.cloth(clothes.lower_tone, Fabric::of_lower(clothes.lower));
    let skin = Look::skin(clothes.skin_tone);
    if clothes.upper == Upper::Shirt && matches!(clothes.lower, Lower::Trousers | Lower::Jeans) {
        waistband(outfit, body, cloth);
    }
    match clothes.lower {
        Lower::Trousers => {
            seat(outfit, body, cloth);
            for half in HALVES {
                leg(outfit, body, &body.leg(half), cloth, [0.090, 0.074, 0.066, 0.072], [0.14, 0.010]);
            }
        }
        Lower::Jeans => {
            seat(outfit, body, cloth);
            for half in HALVES {
                leg(outfit, body, &body.leg(half), cloth, [0.087, 0.068, 0.056, 0.060], [0.22, 0.012]);
            }
        }
        Lower::Skirt => {
            seat(outfit, body, cloth);
            for half in HALVES {
                bare(outfit, body, &body.leg(half), skin);
            }
            skirt(outfit, body, cloth);
        }
        Lower::Bare => {
            for half in HALVES {
                bare(outfit, body, &body.leg(half), skin);
            }
        }
    }
}

/// Hips as a box with soft edges: a ball reads as a doll.
fn seat(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let folded = outfit.folds(cloth, 0.12, 30.0, 0.0);
    outfit.add(
        Primitive::block(
            body.at(Joint::Pelvis) - body.pelvis_up * 0.025 * size - body.pelvis_forward * 0.006,
            Vec3::new(0.150 * body.breadth, 0.085, 0.098) * size,
            0.062 * size,
            body.pelvis_right,
            body.pelvis_up,
            folded,
        )
        .blend(0.04),
    );
}

/// Trousers that a shirt is tucked into reach up to a belt: else the two read as one piece.
fn waistband(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let width = size * body.breadth;
    let waist = body.at(Joint::Waist);
    let [belt, lower, hips] = [0.040, 0.074, 0.150].map(|down| waist - body.pelvis_up * (down * size));
    let forward = body.pelvis_forward;
    let mut ring = |from: Vec3, to: Vec3, radii: [f32; 2], look: Look| {
        let ring = Primitive::cone(from, to, radii[0] * width, radii[1] * width, look);
        outfit.add(ring.flat(forward, 0.42).capped().blend(0.003));
    };
    let leather = Look { sheen: 0.3, ..Look::glossy(0.03, 0.6) };
    ring(lower + body.pelvis_up * (0.006 * size), hips, [0.1655, 0.169], cloth);
    ring(belt, lower, [0.167, 0.168], leather);
    let buckle = (belt + lower) * 0.5 + forward * (0.167 / 1.42 * width);
    let metal = Look { sheen: 0.0, ..Look::glossy(0.5, 0.9) };
    outfit.panel(buckle, Vec3::new(0.020, 0.016, 0.004) * size, 0.003, [body.pelvis_right, body.pelvis_up], metal);
}

/// A trouser leg: thigh, shin and a hem that breaks over the shoe. Radii at hip, knee, shin and hem.
fn leg(outfit: &mut Outfit, body: &Body, leg: &Leg, cloth: Look, radii: [f32; 4], [folds, depth]: [f32; 2]) {
    let size = body.size;
    let [hip, knee, shin, hem] = radii.map(|r| r * size * (0.5 + 0.5 * body.breadth));
    let up = (leg.knee - leg.ankle).try_normalize().unwrap_or(Vec3::Y);
    let [above, below] = hollows(leg.hip, leg.knee, leg.ankle);
    let [at_hip, _] = hollows(body.at(Joint::Waist), leg.hip, leg.knee);
    let (bent, lifted) = (above.length(), at_hip.length());
    let thigh = outfit.folds(cloth, folds, 38.0, depth * 0.7).gathered(0.3 + 1.3 * lifted, 0.2 + 1.4 * bent);
    let lower = outfit.soiled(outfit.folds(cloth, folds * 1.2, 46.0, depth), 0.5).gathered(0.2 + 1.6 * bent, 0.9);
    let (thigh, lower) = (outfit.dirtied(thigh, 0.1, 0.75), outfit.dirtied(lower, 0.85, 0.7));
    outfit.add(Primitive::cone(leg.hip, leg.knee, hip, knee, thigh).bent(above * 0.8).blend(0.045));
    outfit.add(Primitive::cone(leg.knee, leg.ankle + up * 0.09 * size, knee, shin, lower).bent(below).blend(0.02));
    if outfit.close() {
        // The knee pushes the cloth out, the calf fills it.
        let out = (-above - below).normalize_or_zero() * (0.016 * bent * size);
        let worn = outfit.dirtied(outfit.soiled(cloth, 1.0), 0.9, 0.9);
        outfit.add_small(
            Primitive::cone(leg.knee + out, leg.knee + out - up * 0.03, knee * 0.92, knee * 0.86, worn).blend(0.03),
        );
        let calf = leg.knee.lerp(leg.ankle, 0.30) - (leg.toe - leg.ankle).normalize_or_zero() * (0.014 * size);
        outfit.add_small(Primitive::cone(calf, calf - up * (0.09 * size), knee * 0.86, shin * 0.86, lower).blend(0.04));
    }
    // Too long for the leg, it breaks over the instep.
    let break_at = leg.ankle + (leg.toe - leg.ankle).normalize_or_zero() * (0.012 * size);
    let broken = outfit.soiled(outfit.folds(cloth, folds, 74.0, depth * 0.8), 0.9).gathered(0.4, 1.0);
    let broken = outfit.dirtied(broken, 0.6, 0.95);
    outfit.add(
        Primitive::cone(leg.ankle + up * 0.15 * size, break_at - up * 0.022 * size, shin * 1.02, hem, broken)
            .capped()
            .blend(0.02),
    );
    outfit.add(
        Primitive::cone(
            break_at + up * 0.004 * size,
            break_at - up * 0.024 * size,
            hem * 1.02,
            hem * 1.04,
            outfit.soiled(cloth.toned(0.9), 1.0),
        )
        .capped()
        .blend(0.003),
    );
}

fn bare(outfit: &mut Outfit, body: &Body, leg: &Leg, skin: Look) {
    let size = body.size * (0.5 + 0.5 * body.breadth);
    let calf = leg.knee.lerp(leg.ankle, 0.30);
    outfit.add(Primitive::cone(leg.hip, leg.knee, 0.080 * size, 0.052 * size, skin).blend(0.03));
    outfit.add(Primitive::cone(leg.knee, calf, 0.050 * size, 0.053 * size, skin).blend(0.02));
    outfit.add(Primitive::cone(calf, leg.ankle, 0.053 * size, 0.033 * size, skin).blend(0.03));
}

fn skirt(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let folded = outfit.folds(cloth, 0.10, 3.0, 0.010).fluted(9.0).gathered(0.0, 1.2);
    let pelvis = body.at(Joint::Pelvis);
    let mut knees = Vec3::ZERO;
    for half in HALVES {
        let leg = body.leg(half);
        let hem = leg.hip.lerp(leg.knee, 0.92);
        let front = body.pelvis_forward;
        outfit.add(
            Primitive::cone(leg.hip + body.pelvis_up * 0.04, hem, 0.105 * size, 0.130 * size, folded)
                .flat(front, 0.16)
                .capped()
                .blend(0.04),
        );
        knees += hem * 0.5;
    }
    outfit.add(
        Primitive::cone(pelvis, pelvis.lerp(knees, 0.98), 0.15 * size, 0.16 * size, folded)
            .flat(body.pelvis_forward, 0.42)
            .capped()
            .blend(0.03),
    );
}
