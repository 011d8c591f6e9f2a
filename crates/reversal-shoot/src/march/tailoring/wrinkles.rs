//! Folds of the trunk's cloth: gathered where the waist bends, drawn from the armpits, hanging between.

use std::f32::consts::TAU;

use fearless_simd::{Simd, SimdBase};

use super::Place;
use super::sewn::Sewn;
use crate::march::distance::crease;
use crate::march::packet::{Lanes, Pick, saturate, sine};
use crate::tailoring::Slack;

/// From fold to fold, m.
const GATHERED_M: f32 = 0.044;
const DRAWN_M: f32 = 0.050;
const HANGING_M: f32 = 0.072;
/// Where cloth is drawn from, m aside and up; how far it shows.
const ARMPIT_M: [f32; 2] = [0.158, 0.262];
const DRAWN_REACH_M: f32 = 0.23;
/// Folds fade before they are finer than what is drawn: soft edges a metre.
const FADE_PER_M: f32 = 38.0;
/// Share of its light that a fold's foot loses.
const SHADED: f32 = 0.22;

#[inline(always)]
pub(super) fn wrinkles<S: Simd>(at: Place<S>, slack: &Slack, sewn: &mut Sewn<S>) {
    let clear = (1.55 - sewn.soft_m * FADE_PER_M).clamp(0.0, 1.0);
    if slack.depth_m * clear <= 0.0 {
        return;
    }
    let (ahead, right) = ((at.ahead * 9.0).max(-1.0).min(1.0), (at.right * 6.5).max(-1.0).min(1.0));
    // Pressed together on the side that the chest leans to, smooth on the other.
    let [lean_right, lean_ahead] = slack.lean;
    let leans = right * lean_right + ahead * lean_ahead;
    let pressed = saturate(leans * 1.6 + 0.28);
    let wander = sine(at.right * 17.0 + slack.seed) * 1.2
        + sine(at.ahead * 23.0 + at.right * 9.0 + slack.seed * 2.0)
        + sine(at.up * 27.0 + at.right * 5.0 + slack.seed * 1.7) * 1.9;
    let gathered = crease(at.up * (TAU / GATHERED_M) + wander + right.abs() * 1.1).0 * hump(at.up, 0.015, 0.15);
    // Folds begin and end, and none is as deep as the next: rows of equal ones would look like ribs.
    let uneven = sine(at.right * 12.0 + at.up * 33.0 + slack.seed * 2.3) * 0.55
        + sine(at.ahead * 14.0 - at.up * 19.0 + slack.seed) * 0.45;
    let gathered = gathered * saturate(uneven + 0.45);
    let mut height = gathered * pressed * 1.35;

    let (x, y) = (at.right.abs() - ARMPIT_M[0], at.up - ARMPIT_M[1]);
    let reach = saturate(1.0 - (x * x + y * y) * (1.0 / (DRAWN_REACH_M * DRAWN_REACH_M)));
    // They run inward and down, a little apart from each other.
    let (along, across) = (-x * 0.62 - y * 0.78, x * 0.78 - y * 0.62);
    let spread = across * (1.0 / (1.0 + along.abs() * 2.2));
    let drawn =
        crease(spread * (TAU / DRAWN_M) + sine(along * 21.0 + at.right * 3.0 + slack.seed) * 0.8 + slack.seed).0;
    let lifted = at.right.simd_gt(0.0).pick(slack.lifted[1], slack.lifted[0]);
    let broken = saturate(sine(along * 24.0 + spread * 60.0 + slack.seed * 3.1) * 0.7 + 0.55);
    height += drawn * broken * reach * (lifted * 0.75 + 0.40);

    let sway = sine(at.up * 14.0 + slack.seed * 1.3) * 1.4 + at.ahead * 8.0;
    let hanging = crease(at.right * (TAU / HANGING_M) + sway).0 * hump(at.up, 0.10, 0.24);
    height += hanging * (1.0 - pressed) * 0.34;

    sewn.raised_m += height * (slack.depth_m * clear);
    sewn.darken(saturate(height * -2.0) * (SHADED * clear));
}

/// 1 at a height, 0 so far above and below it.
#[inline(always)]
fn hump<S: Simd>(up: Lanes<S>, middle_m: f32, reach_m: f32) -> Lanes<S> {
    let away = (up - middle_m) * (1.0 / reach_m);
    let near = saturate(1.0 - away * away);
    near * near
}
