//! The garment itself: trunk, shoulders, sleeves and what hangs below the hips.

use glam::Vec3;
use reversal_model::performance::Joint;

use super::{Cut, ribs};
use crate::dress::Outfit;
use crate::dress::frame::{Arm, Body, HALVES, hollows};
use crate::primitive::{Look, Primitive};

/// A hem lies this high on the floor: its own thickness, m.
const FLOOR_M: f32 = 0.03;
/// Cloth swings out by at most this share of how long it hangs.
const SWING_MOST: f32 = 0.4;
/// From where to where over the pelvis a waistband lies, m.
const BAND_M: [f32; 2] = [0.035, -0.055];

pub(super) fn trunk(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let width = body.size * body.breadth * cut.bulk;
    let (ribs, waist, pelvis) = (ribs(body), body.at(Joint::Waist), body.at(Joint::Pelvis));
    let breath = 0.007 * body.breath * body.size;
    // Bent at the waist, cloth piles up on the inside and is drawn smooth on the outside.
    let [above, below] = hollows(ribs, waist, pelvis);
    let bent = (above.length() * 3.0).min(1.0);
    let [above, below] = [above, below].map(|hollow| hollow.normalize_or_zero() * bent);
    let folded = outfit.folds(cloth, cut.folds, 44.0, cut.fold_depth).gathered(0.4, 0.4 + bent);
    let gathered = outfit.folds(cloth, cut.folds * 1.2, 62.0, cut.fold_depth * 1.2).gathered(0.4 + bent, 0.5);
    outfit.add(
        Primitive::cone(
            ribs + (body.chest_up * 0.012 + body.chest_forward * 0.016) * body.size,
            waist - body.pelvis_up * 0.02 * body.size,
            0.150 * width + breath,
            0.150 * cut.waist * width,
            folded,
        )
        .flat(body.chest_forward, 0.46)
        .bent(above)
        .blend(0.05),
    );
    outfit.add(
        Primitive::cone(
            waist + body.pelvis_up * 0.02,
            pelvis + body.pelvis_up * 0.02 * body.size,
            0.148 * cut.waist * width,
            0.150 * width,
            gathered,
        )
        .flat(body.pelvis_forward, 0.44)
        .bent(below)
        .blend(0.05),
    );
    yoke(outfit, body, cut, folded);
    if cut.band.is_some() {
        // What is gathered by a band hangs over it.
        let top = pelvis + body.pelvis_up * (BAND_M[0] * body.size);
        outfit.add(
            Primitive::cone(waist - body.pelvis_up * 0.03, top, 0.160 * width, 0.174 * width, gathered)
                .flat(body.pelvis_forward, 0.40)
                .capped()
                .blend(0.014),
        );
    }
}

/// A waistband, gathered over the hips.
pub(super) fn band(outfit: &mut Outfit, body: &Body, cut: &Cut, [above, below]: [f32; 2], cloth: Look) {
    let width = body.size * body.breadth * cut.bulk;
    let pelvis = body.at(Joint::Pelvis);
    let [top, bottom] = BAND_M.map(|up| pelvis + body.pelvis_up * (up * body.size));
    let ribbed = outfit.dirtied(cloth.toned(cut.trim), 0.1, 0.6);
    outfit.add(
        Primitive::cone(top, bottom, above * width, below * width, ribbed)
            .flat(body.pelvis_forward, 0.40)
            .capped()
            .blend(0.004),
    );
}

/// Shoulders: a yoke between the joints, slopes to the neck and the upper back, so that they never end in balls.
fn yoke(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let (left, right) = (body.at(Joint::LeftShoulder), body.at(Joint::RightShoulder));
    let neck = body.at(Joint::Neck);
    let size = body.size;
    let width = left.distance(right) * 0.5;
    let middle = (left + right) * 0.5;
    let axis = right - left;
    outfit.add(
        Primitive::block(
            middle - body.chest_up * 0.036 * size,
            Vec3::new(width + 0.008 * size * body.breadth, 0.046 * size, (cut.yoke + 0.010) * size * body.breadth),
            (cut.yoke_round * size).min(0.05 * size),
            axis,
            body.chest_up,
            cloth,
        )
        .blend(0.045),
    );
    for (half, shoulder) in HALVES.into_iter().zip([left, right]) {
        let sign = half.sign();
        outfit.add(
            Primitive::cone(
                neck + body.chest_up * 0.008 * size - body.chest_forward * 0.012,
                shoulder - body.chest_up * 0.010 * size,
                0.061 * size,
                0.038 * size * body.breadth,
                cloth,
            )
            .flat(body.chest_forward, 0.10)
            .blend(0.05),
        );
        // The side of the ribs, from armpit to waist.
        outfit.add(
            Primitive::cone(
                shoulder - body.chest_up * 0.06 * size - body.chest_right * (sign * 0.035),
                body.at(Joint::Waist) + body.pelvis_right * (sign * 0.066 * size),
                0.060 * size * body.breadth,
                (0.080 * cut.waist + 0.066 * (cut.waist - 1.0)) * size * body.breadth,
                cloth,
            )
            .blend(0.06),
        );
    }
    let ribs = ribs(body);
    outfit.add(
        Primitive::cone(
            left.lerp(ribs, 0.40) - body.chest_forward * 0.018,
            right.lerp(ribs, 0.40) - body.chest_forward * 0.018,
            0.094 * size * body.breadth,
            0.094 * size * body.breadth,
            cloth,
        )
        .flat(body.chest_forward, 0.15)
        .blend(0.07),
    );
}

pub(super) fn sleeve(outfit: &mut Outfit, body: &Body, arm: &Arm, cut: &Cut, cloth: Look, skin_tone: f32) {
    let width = body.size * (0.4 + 0.6 * body.breadth);
    let [top, middle, end] = cut.sleeve.map(|radius| radius * width);
    let [above, below] = hollows(arm.shoulder, arm.elbow, arm.wrist);
    let bent = above.length();
    let toward_elbow = (arm.elbow - arm.shoulder).try_normalize().unwrap_or(Vec3::NEG_Y);
    // A raised arm pulls its sleeve up, and folds gather on the shoulder.
    let raised = (toward_elbow.dot(body.chest_up) + 0.35).clamp(0.0, 1.0);
    let upper = outfit.folds(cloth, cut.folds, 66.0, cut.fold_depth).gathered(0.3 + 0.9 * raised, 0.2 + 1.3 * bent);
    let lower = outfit.folds(cloth, cut.folds * 1.1, 72.0, cut.fold_depth * 1.1).gathered(0.2 + 1.6 * bent, 0.5);
    // Elbows and cuffs have been on the ground.
    let (upper, lower) = (outfit.dirtied(upper, 0.15, 0.7), outfit.dirtied(lower, 0.75, 0.6));
    outfit.add(
        // It begins below the shoulder's point, or shoulders end in balls.
        Primitive::cone(
            arm.shoulder + toward_elbow * (0.034 * body.size) - body.chest_up * (0.008 * body.size),
            arm.elbow,
            top,
            middle,
            upper,
        )
        .bent(above)
        .blend(0.035),
    );
    let forearm = arm.wrist - arm.elbow;
    let along = forearm.try_normalize().unwrap_or(Vec3::NEG_Y);
    let reach = if cut.sleeve_end > 0.3 { cut.sleeve_end - 0.24 * raised - 0.05 * bent } else { cut.sleeve_end };
    let hem = arm.elbow + forearm * reach;
    if reach < 0.92 {
        let skin = Look::skin(skin_tone);
        let swell = if reach < 0.3 { 0.35 } else { 0.5 };
        let [thick, thin] = [0.044 * width, 0.028 * width];
        if reach < 0.3 {
            outfit.add(Primitive::cone(arm.elbow, arm.elbow + forearm * swell, thick, thick, skin).blend(0.02));
        }
        outfit.add(Primitive::cone(arm.elbow + forearm * swell, arm.wrist, thick, thin, skin).blend(0.01));
    }
    if cut.sleeve_end > 0.3 {
        outfit.add(Primitive::cone(arm.elbow, hem, middle, end, lower).bent(below).blend(0.016));
    }
    let cuff = end * cut.cuff;
    outfit.add(
        Primitive::cone(hem - along * 0.052 * body.size, hem, cuff, cuff * 1.02, cloth.toned(cut.trim))
            .capped()
            .blend(0.004),
    );
}

/// What hangs below the hips: a panel over each thigh, drawn down by gravity, open between them when legs part.
pub(super) fn skirt(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let size = body.size;
    let length = cut.skirt * size;
    // The longer it hangs, the deeper it falls into folds.
    let falls = 0.002 + 0.018 * cut.skirt;
    let folded = outfit.soiled(outfit.folds(cloth, 0.10, 3.0, falls).fluted(8.0).gathered(0.0, 1.2), 0.4);
    let folded = outfit.dirtied(folded, 0.0, 0.9);
    let flare = cut.flare * size * body.breadth;
    let swing = outfit.swing.clamp_length_max(SWING_MOST * length) * (0.4 + cut.skirt).min(1.0);
    let mut hems = [Vec3::ZERO; 2];
    for (i, half) in HALVES.into_iter().enumerate() {
        let leg = body.leg(half);
        let thigh = (leg.knee - leg.hip).try_normalize().unwrap_or(Vec3::NEG_Y);
        // Off a raised thigh it slides down to the hip.
        let lifted = (1.0 - thigh.dot(Vec3::NEG_Y)).clamp(0.0, 1.6);
        let length = length * (1.0 - 0.38 * lifted * lifted.min(1.0));
        let hang = (thigh * 0.72 + Vec3::NEG_Y * 0.28 - body.pelvis_up * 0.12).try_normalize().unwrap_or(thigh);
        let top = leg.hip + body.pelvis_up * 0.07 * size - body.pelvis_right * (half.sign() * 0.02 * size);
        let hem = leg.hip + hang * length + body.pelvis_right * (half.sign() * 0.012 * size) + swing * 0.35;
        let front = body.pelvis_forward - hang * body.pelvis_forward.dot(hang);
        outfit.add(
            Primitive::cone(top, hem, 0.102 * size * body.breadth, flare, folded)
                .flat(front, 0.40)
                .capped()
                .blend(0.035),
        );
        hems[i] = hem;
    }
    // Cloth spans the gap between the panels.
    let pelvis = body.at(Joint::Pelvis);
    let middle = (hems[0] + hems[1]) * 0.5;
    // Its tail hangs by its weight whichever way the legs go, and drags where it meets the floor.
    let gravity = pelvis + Vec3::NEG_Y * (length * 0.94) - body.pelvis_forward * (0.02 * size);
    let weight = if cut.skirt > 0.3 { 0.55 } else { 0.1 };
    let mut reach = (pelvis + (middle - pelvis) * 0.96).lerp(gravity, weight) + swing * 0.75;
    let sunk = (FLOOR_M * size - reach.y).max(0.0);
    reach += Vec3::Y * sunk - body.pelvis_forward.with_y(0.0).normalize_or_zero() * (0.6 * sunk);
    let hang = (reach - pelvis).try_normalize().unwrap_or(Vec3::NEG_Y);
    let front = body.pelvis_forward - hang * body.pelvis_forward.dot(hang);
    outfit.add(
        Primitive::cone(pelvis + body.pelvis_up * 0.04, reach, 0.150 * size * body.breadth, flare * 1.12, folded)
            .flat(front, 0.42)
            .capped()
            .blend(0.03),
    );
}
