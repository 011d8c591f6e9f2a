//! The pieces of a garment's front, back and sides.

use fearless_simd::{Simd, SimdBase, SimdFloat, prelude::ExtractToken};

use super::Place;
use super::sewn::{Sewn, Stuff, within};
use crate::march::packet::{Lanes, saturate, sine, splat};
use crate::tailoring::{TIE_TONE, Under};

/// Thickness of a lapel and of what else is laid on, m.
const LAPEL_M: f32 = 0.0042;
const PATCH_M: f32 = 0.0026;
/// Where lapels end under the collar.
const LAPEL_TOP_M: f32 = 0.385;
/// What is sewn on; cloth itself is as its look says.
const LEATHER: Stuff = Stuff { tone: 0.028, gloss: 0.66, sheen: 0.3 };
const METAL: Stuff = Stuff { tone: 0.60, gloss: 1.0, sheen: 0.0 };
const BRASS: Stuff = Stuff { tone: 0.40, gloss: 0.95, sheen: 0.0 };
const HORN: Stuff = Stuff { tone: 0.07, gloss: 0.75, sheen: 0.1 };
const TIE: Stuff = Stuff { tone: TIE_TONE, gloss: 0.62, sheen: 0.5 };
const BOARD: Stuff = Stuff { tone: 0.10, gloss: 0.5, sheen: 0.6 };
const ZIP: Stuff = Stuff { tone: 0.10, gloss: 0.85, sheen: 0.1 };

/// What the open front shows, the tie, and the lapels over it with the collar's fall above their notch.
#[inline(always)]
pub(super) fn lapels<S: Simd>(
    at: Place<S>,
    front: Lanes<S>,
    closes_m: f32,
    under: Under,
    tie: bool,
    sewn: &mut Sewn<S>,
) {
    let rise_m = LAPEL_TOP_M - closes_m;
    let aside = at.right.abs();
    let part = (at.up - closes_m) * (1.0 / rise_m);
    // From the collar the inner edge runs straight to where the front closes.
    let off_edge = (aside - part * 0.044) * 0.98;
    let open = sewn.inside((-off_edge).min(at.up - closes_m)) * front;
    let stuff = if under.shirted {
        Stuff { tone: under.tone, gloss: 0.16, sheen: 0.3 }
    } else {
        Stuff { tone: under.tone, gloss: 0.05, sheen: 1.0 }
    };
    sewn.lay(open, stuff);
    sewn.raise(open, -0.003);
    if tie {
        let half_m = 0.0185 - part * 0.006;
        let inside = half_m - aside;
        sewn.shadow(-inside, 0.004, open * 0.5);
        sewn.lay(sewn.inside(inside) * open, TIE);
        let rounded = saturate(1.0 - aside * aside / (half_m * half_m));
        sewn.raise(rounded * open, 0.005);
    } else if under.shirted {
        sewn.seam(at.right - 0.013, open);
        let every = at.up * (1.0 / 0.07);
        let every = (every - every.floor() - 0.5) * 0.07;
        sewn.button(at.right, every, 0.0050, open, HORN);
    } else {
        // Ribs of a jersey.
        let clear = saturate(splat(at.up.token(), 1.6 - sewn.soft_m * 500.0));
        sewn.raise((sine(at.right * 1100.0) * 0.5 + 0.5) * open * clear, 0.0008);
    }
    // A lapel is widest at its notch.
    let arch = (part * (1.0 - part)).max(0.0);
    let outer = part * 0.118 + arch * 0.040 + 0.003;
    let (beyond, short) = ((aside - 0.062).max(0.0), (0.062 - aside).max(0.0));
    let lapel_top = 0.74 + short * 5.0 - beyond * 0.9;
    let leaf_foot = 0.74 + short * 5.0 + beyond * 3.4;
    let up_m = rise_m * 0.75;
    let lapel = off_edge.min((outer - aside) * 0.92).min((lapel_top - part) * up_m);
    let leaf = off_edge.min(0.100 - (part - 0.74) * 0.05 - aside).min((part - leaf_foot) * up_m);
    let flat = lapel.max(leaf);
    let below = sewn.inside(at.up - closes_m + 0.01) * front;
    // Inward it throws its shadow on the shirt, outward on the coat.
    sewn.shadow(-flat, 0.008, below * 0.6);
    let cover = sewn.inside(flat) * below;
    sewn.tone *= 1.0 + cover * 0.10;
    sewn.raise(cover, LAPEL_M);
    // It is rolled, not pressed.
    let roll = saturate(1.0 - off_edge.abs() * (1.0 / 0.016));
    sewn.raise(roll * roll * cover, 0.0025);
}

/// A pocket with a flap on either breast and over either hip.
#[inline(always)]
pub(super) fn pockets<S: Simd>(at: Place<S>, front: Lanes<S>, coat: bool, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let hip_up_m = if coat { -0.150 } else { -0.065 };
    for (up_m, right_m, half) in [(0.168, 0.094, [0.036, 0.0125]), (hip_up_m, 0.108, [0.056, 0.021])] {
        let (x, y) = (aside - right_m, at.up - up_m - (aside - right_m) * 0.06);
        sewn.patch(within(x, y, half, 0.005), front, PATCH_M);
    }
    // A dart from breast to hip takes in the waist.
    let run = saturate((at.up - hip_up_m - 0.03) * 60.0) * saturate((0.145 - at.up) * 60.0);
    sewn.seam(aside - 0.088 - at.up * 0.06, run * front * 0.8);
}

/// The edge that laps over, and buttons.
#[inline(always)]
pub(super) fn closing<S: Simd>(at: Place<S>, front: Lanes<S>, closes_m: f32, coat: bool, sewn: &mut Sewn<S>) {
    let below = sewn.inside(closes_m - at.up) * front;
    let over = 0.016 - at.right;
    sewn.shadow(-over, 0.006, below * 0.65);
    sewn.raise(sewn.inside(over) * below, 0.0034);
    sewn.darken(sewn.line(over - 0.006, 0.0006) * below * 0.3);
    let mut button_up_m = closes_m - 0.026;
    for _ in 0..if coat { 3 } else { 2 } {
        sewn.button(at.right + 0.006, at.up - button_up_m, 0.0088, front, BRASS);
        button_up_m -= 0.075;
    }
}

/// A tailored back: a seam down its middle and one from each armhole that takes in the waist.
#[inline(always)]
pub(super) fn panels<S: Simd>(at: Place<S>, back: Lanes<S>, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let below_collar = saturate((0.37 - at.up) * 60.0);
    sewn.seam(at.right, back * below_collar);
    let over = (at.up + 0.01).max(0.0);
    let under = (-at.up - 0.01).max(0.0);
    let side = 0.066 + over * over * 1.05 + under * 0.09;
    sewn.seam((aside - side) * 0.9, back * saturate((0.28 - at.up) * 60.0));
}

/// Across the shoulder blades.
#[inline(always)]
pub(super) fn yoke_seam<S: Simd>(at: Place<S>, back: Lanes<S>, sewn: &mut Sewn<S>) {
    sewn.seam(at.up - 0.262 + at.right * at.right * 0.6, back);
}

/// Seams down the sides, along the shoulders and round the armholes, where sleeves are set in.
#[inline(always)]
pub(super) fn sides<S: Simd>(at: Place<S>, shoulder_m: f32, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let scoop = (at.up - 0.27) * (1.0 / 0.10);
    let armhole = shoulder_m - 0.004 - (1.0 - scoop * scoop).max(0.0) * 0.016;
    sewn.seam(aside - armhole, saturate((at.up - 0.20) * 50.0));
    let side = saturate((aside - 0.10) * 60.0) * saturate((0.24 - at.up) * 60.0);
    let shoulder = saturate((aside - 0.055) * 60.0) * saturate((at.up - 0.33) * 60.0);
    sewn.seam(at.ahead, side.max(shoulder));
}

/// Teeth between two tapes, each stitched down.
#[inline(always)]
pub(super) fn zip<S: Simd>(at: Place<S>, front: Lanes<S>, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let tape = sewn.inside(0.0085 - aside) * front;
    sewn.tone *= 1.0 - tape * 0.45;
    sewn.shadow(aside - 0.0085, 0.004, front * 0.4);
    sewn.raise(sewn.inside(aside - 0.0085) * front, 0.0022);
    let teeth = sewn.inside(0.0034 - aside) * front;
    sewn.lay(teeth, ZIP);
    let clear = saturate(splat(at.up.token(), 1.5 - sewn.soft_m * 500.0));
    sewn.raise(teeth * ((sine(at.up * 1600.0) * 0.5 - 0.5) * clear + 1.0), 0.0020);
    sewn.darken(sewn.line(aside - 0.021, 0.0007) * front * 0.35);
    // Eyelets of the drawstring.
    sewn.button(aside - 0.040, at.up - 0.32, 0.0055, front, ZIP);
}

/// Its openings slant; it sags a little, and hands have widened it.
#[inline(always)]
pub(super) fn belly_pocket<S: Simd>(at: Place<S>, front: Lanes<S>, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let mouth = (0.128 - aside - (at.up + 0.055).max(0.0) * 0.62) * 0.85;
    let inside = mouth.min(0.052 - at.up).min(at.up + 0.095);
    let gapes = saturate((at.up + 0.055) * 40.0 + 0.5);
    sewn.shadow(-inside, 0.011, front * (gapes * 0.3 + 0.4));
    sewn.raise(sewn.inside(inside) * front, 0.0045);
    sewn.darken(sewn.line(inside - 0.008, 0.0007) * front * 0.4);
    let (x, y) = ((aside - 0.060) * (1.0 / 0.06), (at.up + 0.035) * (1.0 / 0.06));
    let bag = saturate(1.0 - x * x - y * y);
    sewn.raise(bag * bag * front, 0.010);
}

/// A strip with buttons, the leaves of an open collar, and a pocket on the left breast.
#[inline(always)]
pub(super) fn placket<S: Simd>(at: Place<S>, front: Lanes<S>, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let closed = sewn.inside(0.335 - at.up) * front;
    sewn.patch(0.0165 - aside, closed, 0.0016);
    let every = (at.up - 0.02) * (1.0 / 0.088);
    let every = (every - every.floor() - 0.5) * 0.088;
    sewn.button(at.right, every, 0.0055, closed * saturate((0.325 - at.up) * 200.0), HORN);
    let pocket = within(at.right + 0.085, at.up - 0.190, [0.047, 0.055], 0.008);
    sewn.patch(pocket, front, 0.0016);
    sewn.seam(at.up - 0.222, sewn.inside(pocket) * front);
    // Each leaf ends in a point.
    let foot = 0.330 + (aside - 0.066).abs() * 0.9;
    let leaf = (aside - (at.up - 0.335).max(0.0) * 0.55 - 0.004).min((at.up - foot) * 0.74).min(0.105 - aside);
    sewn.shadow(-leaf, 0.008, front * 0.6);
    let cover = sewn.inside(leaf) * front;
    sewn.tone *= 1.0 + cover * 0.10;
    sewn.raise(cover, 0.0036);
}

/// A strap from the right shoulder to the left hip, before and behind; badge and shoulder boards.
#[inline(always)]
pub(super) fn uniform<S: Simd>(at: Place<S>, front: Lanes<S>, sewn: &mut Sewn<S>) {
    let aside = at.right.abs();
    let strap = 0.0165 - (at.right + 0.125 - at.up * 0.60).abs() * 0.86;
    let over_waist = saturate((at.up + 0.04) * 60.0);
    sewn.shadow(-strap, 0.006, over_waist * 0.5);
    let cover = sewn.inside(strap) * over_waist;
    sewn.lay(cover, LEATHER);
    let rounded = saturate(strap * (1.0 / 0.006));
    sewn.raise(rounded * over_waist, 0.0030);

    let (x, y) = (at.right + 0.090, at.up - 0.222);
    // A shield: pointed below.
    let narrow = (-y).max(0.0) * 0.7;
    let shield = 0.0165 - (x * x + y * y * 0.75).sqrt() - narrow * saturate(x.abs() * 120.0);
    sewn.shadow(-shield, 0.004, front * 0.6);
    sewn.lay(sewn.inside(shield) * front, METAL);
    sewn.raise(saturate(shield * (1.0 / 0.007)) * front, 0.0040);

    let board = within(aside - 0.122, at.ahead, [0.042, 0.021], 0.007);
    let above = saturate((at.up - 0.325) * 60.0);
    sewn.shadow(-board, 0.005, above * 0.6);
    sewn.lay(sewn.inside(board) * above, BOARD);
    sewn.raise(sewn.inside(board) * above, 0.0040);
    sewn.button(aside - 0.092, at.ahead, 0.0065, above, BRASS);
}
