//! What a garment is made up with: what is drawn onto it, and what stands out of it: collars, a tie's knot, strings.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{Upper, Wardrobe};

use super::surface::Surface;
use crate::dress::Outfit;
use crate::dress::fabric::Fabric;
use crate::dress::frame::{Body, HALVES};
use crate::primitive::{Look, Primitive};
use crate::tailoring::{Axes, Front, Slack, THROAT_UP_M, TIE_TONE, Tailoring, Under};

/// Tones of a shirt under a uniform or jacket, and of what is worn under any other coat.
const SHIRT_TONE: f32 = 0.50;
const KNIT_TONE: f32 = 0.26;

/// What is sewn onto a garment, as far as it lies flat on it.
pub(super) fn tailoring(outfit: &Outfit, body: &Body, clothes: &Wardrobe, slack_m: f32) -> Tailoring {
    let shirted = clothes.duty_belt || clothes.upper == Upper::Jacket;
    let (tone, fabric) = if shirted { (SHIRT_TONE, Fabric::Poplin) } else { (KNIT_TONE, Fabric::Knit) };
    let under = outfit.soiled(outfit.cloth(tone, fabric), 0.6);
    let under = Under { tone: under.tone, shirted };
    let front = match clothes.upper {
        Upper::Coat => Front::Lapels { closes_m: 0.115, under },
        Upper::Jacket => Front::Lapels { closes_m: 0.075, under },
        Upper::Hoodie => Front::Zip,
        Upper::Shirt => Front::Placket,
        Upper::Sweater | Upper::Dress => Front::Plain,
    };
    let waist = body.at(Joint::Waist);
    // A hunched spine brings the throat nearer to the waist: what is drawn is gathered with the cloth.
    let throat_m = (body.at(Joint::Neck) - waist).dot(body.chest_up).max(0.2 * body.size);
    let own = 1.0 / body.size;
    let lifted = HALVES.map(|half| {
        let arm = body.arm(half);
        0.5 + 0.5 * (arm.elbow - arm.shoulder).normalize_or_zero().dot(body.chest_up)
    });
    let slack = Slack {
        depth_m: slack_m,
        lean: [body.chest_up.dot(body.pelvis_right), body.chest_up.dot(body.pelvis_forward)],
        lifted,
        seed: clothes.upper_tone * 40.0,
    };
    Tailoring {
        front,
        slack,
        uniform: clothes.duty_belt && matches!(clothes.upper, Upper::Coat | Upper::Jacket),
        waist,
        low: Axes { right: body.pelvis_right * own, up: body.pelvis_up * own, ahead: body.pelvis_forward * own },
        high: Axes {
            right: body.chest_right * own,
            up: body.chest_up * (THROAT_UP_M / throat_m),
            ahead: body.chest_forward * own,
        },
        shoulder_m: 0.5 * body.at(Joint::LeftShoulder).distance(body.at(Joint::RightShoulder)) * own,
        size: body.size,
        pixel_m: outfit.pixel_m * own,
    }
}

/// What stands out of an open front: a collar turned down over itself, and with a shirt its own collar and a tie's knot.
pub(super) fn buttoned(outfit: &mut Outfit, body: &Body, on: &Surface, cloth: Look, clothes: &Wardrobe) {
    let size = body.size;
    let uniform = clothes.duty_belt;
    collar(outfit, body, cloth.toned(1.12));
    if !uniform && clothes.upper != Upper::Jacket {
        return;
    }
    let look = outfit.soiled(outfit.cloth(SHIRT_TONE, Fabric::Poplin), 0.6);
    let out = body.chest_forward;
    // It stands a little out of the coat's.
    let (axis, height) = standing_collar(body, 0.30, 0.062);
    let foot = body.at(Joint::Neck) - (axis * 0.004 + out * 0.004) * size;
    outfit.add(
        Primitive::cone(foot, foot + axis * (height + 0.004) * size, 0.072 * size, 0.0655 * size, look)
            .flat(body.chest_right, 0.08)
            .capped()
            .blend(0.003),
    );
    if uniform {
        let tie = Look { sheen: 0.5, ..Look::glossy(TIE_TONE, 0.62) };
        let knot = on.front(0.40, 0.0) + out * 0.006;
        outfit.add(
            Primitive::cone(knot, knot - body.chest_up * (0.022 * size), 0.014 * size, 0.010 * size, tie).blend(0.004),
        );
    }
}

/// The lowest that a collar is pressed, m on a body of 1.80 m.
const PRESSED_M: f32 = 0.014;

/// Axis and height of a collar that leans forward by `slope`, less where the head is laid back: it goes with the throat,
/// and no chin lies behind it, wherever the head turns or nods.
fn standing_collar(body: &Body, slope: f32, height_m: f32) -> (Vec3, f32) {
    let neck = body.at(Joint::Neck);
    let throat = (body.at(Joint::Head) - neck).normalize_or_zero();
    let up = (body.chest_up + throat).normalize_or_zero();
    let slope = slope * (1.0 + 1.6 * throat.dot(body.chest_forward)).clamp(0.0, 1.0);
    let axis = (up + body.chest_forward * slope).normalize();
    let under_chin_m = (body.on_head(0.060, -0.114, 0.0) - neck).dot(axis) / body.size;
    (axis, under_chin_m.clamp(PRESSED_M, height_m))
}

/// A collar that stands, lower before the throat than at the nape, and is turned down over itself.
pub(super) fn collar(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let (axis, height) = standing_collar(body, 0.34, 0.052);
    let foot = body.at(Joint::Neck) - (axis * 0.008 + body.chest_forward * 0.006) * size;
    outfit.add(
        Primitive::cone(foot, foot + axis * (height + 0.008) * size, 0.084 * size, 0.075 * size, cloth)
            .flat(body.chest_right, 0.08)
            .capped()
            .blend(0.005),
    );
    let fold = foot + axis * (height + 0.002) * size;
    outfit.add(
        Primitive::cone(fold, foot + axis * (height * 0.35) * size, 0.079 * size, 0.090 * size, cloth.toned(1.06))
            .flat(body.chest_right, 0.08)
            .capped()
            .blend(0.003),
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

/// Drawstrings hang; they lie on the chest only where it is in their way.
pub(super) fn drawstrings(outfit: &mut Outfit, body: &Body, on: &Surface) {
    if !outfit.close() {
        return;
    }
    let size = body.size;
    for sign in [-1.0, 1.0] {
        let mut at = on.front(0.315, 0.040 * sign);
        for _ in 0..3 {
            let down = at + (Vec3::NEG_Y * 0.85 - body.chest_up * 0.15) * (0.045 * size);
            let end = down + body.chest_forward * (0.006 - on.gap_m(down)).max(0.0);
            outfit.strip(at, end, 0.0038, Look::matt(0.26));
            at = end;
        }
        outfit.strip(at, at + Vec3::NEG_Y * 0.016, 0.0052, Look::matt(0.18));
    }
}
