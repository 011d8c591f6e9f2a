//! Draws what lies flat on a garment onto its cloth: tone, gloss, and millimetres of relief that tilt the surface.

mod pieces;
mod sewn;
mod wrinkles;

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask, prelude::ExtractToken};

use super::distance::SurfacePoint;
use super::packet::{Lanes, Pick, Vec3x8, saturate, smoothstep, splat};
use crate::tailoring::{BEND_M, Front, Tailoring};
use pieces::{belly_pocket, closing, lapels, panels, placket, pockets, sides, uniform, yoke_seam, zip};
use sewn::Sewn;
use wrinkles::wrinkles;

/// Edges of cloth are no sharper than this, m.
const FINEST_M: f32 = 0.0012;
/// Width of edges in pixels: narrower ones break into beads where they run aslant.
const PIXELS: f32 = 2.2;
/// Steepest that an edge may tilt the surface: beyond it edges sparkle.
const STEEPEST: f32 = 0.8;

/// A point in the garment's coordinates, m.
#[derive(Clone, Copy)]
struct Place<S: Simd> {
    right: Lanes<S>,
    up: Lanes<S>,
    ahead: Lanes<S>,
}

/// Where points are on a garment, and how far each of them goes with the chest and not with the pelvis, 0..1.
#[inline(always)]
fn place_of<S: Simd>(tailoring: &Tailoring, point: Vec3x8<S>) -> (Place<S>, Lanes<S>) {
    let (low, high) = (&tailoring.low, &tailoring.high);
    let rel = point.minus_one(tailoring.waist);
    let (up_low, up_high) = (rel.dot_one(low.up), rel.dot_one(high.up));
    let part = smoothstep(-BEND_M, BEND_M, (up_low + up_high) * 0.5);
    let place = Place {
        right: mixed(rel.dot_one(low.right), rel.dot_one(high.right), part),
        up: mixed(up_low, up_high, part),
        ahead: mixed(rel.dot_one(low.ahead), rel.dot_one(high.ahead), part),
    };
    (place, part)
}

#[inline(always)]
fn mixed<S: Simd>(one: Lanes<S>, other: Lanes<S>, part: Lanes<S>) -> Lanes<S> {
    one + (other - one) * part
}

/// A step along a way in the world beside a place.
#[inline(always)]
fn beside<S: Simd>(tailoring: &Tailoring, place: Place<S>, way: Vec3x8<S>, part: Lanes<S>, step_m: f32) -> Place<S> {
    let (low, high, step) = (&tailoring.low, &tailoring.high, step_m * tailoring.size);
    Place {
        right: place.right + mixed(way.dot_one(low.right), way.dot_one(high.right), part) * step,
        up: place.up + mixed(way.dot_one(low.up), way.dot_one(high.up), part) * step,
        ahead: place.ahead + mixed(way.dot_one(low.ahead), way.dot_one(high.ahead), part) * step,
    }
}

/// Draws a garment's tailoring onto what was found at points of its cloth, as far as they are its (`share`).
#[inline(always)]
pub(super) fn tailor<S: Simd>(tailoring: &Tailoring, point: Vec3x8<S>, share: Lanes<S>, found: &mut SurfacePoint<S>) {
    let high = &tailoring.high;
    let (place, part) = place_of(tailoring, point);
    let before = Sewn {
        raised_m: place.up * 0.0,
        tone: found.tone,
        gloss: found.gloss,
        sheen: found.sheen,
        soft_m: (tailoring.pixel_m * PIXELS).max(FINEST_M),
    };
    let sewn = sew(tailoring, place, before);

    // Relief tilts the surface: its slope along two ways across the cloth.
    let normal = found.normal.normalized();
    let right = splat(point.x.token(), 1.0);
    let right = Vec3x8 { x: right * high.right.x, y: right * high.right.y, z: right * high.right.z };
    let across = right.plus(normal.times(-normal.dot(right)));
    let across = across.times(1.0 / across.length().max(0.05));
    let along = Vec3x8 {
        x: normal.y * across.z - normal.z * across.y,
        y: normal.z * across.x - normal.x * across.z,
        z: normal.x * across.y - normal.y * across.x,
    };
    let step_m = before.soft_m * 0.5;
    // No closures here: the compiler would not carry the instruction set into them.
    let x = (sew(tailoring, beside(tailoring, place, across, part, step_m), before).raised_m - sewn.raised_m) / step_m;
    let y = (sew(tailoring, beside(tailoring, place, along, part, step_m), before).raised_m - sewn.raised_m) / step_m;
    let ease = share / ((x * x + y * y) * (1.0 / (STEEPEST * STEEPEST)) + 1.0).sqrt();
    found.normal = normal.plus(across.times(-(x * ease))).plus(along.times(-(y * ease))).normalized();
    found.tone += (sewn.tone - found.tone) * share;
    found.gloss += (sewn.gloss - found.gloss) * share;
    found.sheen += (sewn.sheen - found.sheen) * share;
    // Its weave and stains run on from piece to piece, and round the trunk evenly.
    let round = place.right / (place.right.abs() + place.ahead.abs() + 1e-4);
    let whole = share.simd_gt(0.5);
    found.u_m = whole.pick(place.up - place.right.abs() * 0.15, found.u_m);
    found.v_m = whole.pick(round.copysign(place.right) * splat(point.x.token(), 0.16).copysign(place.ahead), found.v_m);
}

#[inline(never)]
fn sew<S: Simd>(tailoring: &Tailoring, at: Place<S>, mut sewn: Sewn<S>) -> Sewn<S> {
    at.up.token().vectorize(
        #[inline(always)]
        || {
            let front = saturate(at.ahead * 50.0 - 0.5);
            let back = saturate(at.ahead * -50.0 - 0.5);
            let (before, behind) = (front.simd_gt(0.0).any_true(), back.simd_gt(0.0).any_true());
            wrinkles(at, &tailoring.slack, &mut sewn);
            match tailoring.front {
                Front::Lapels { closes_m, under } => {
                    let coat = closes_m > 0.1;
                    if before && at.up.simd_gt(closes_m - 0.03).any_true() {
                        lapels(at, front, closes_m, under, tailoring.uniform, &mut sewn);
                    }
                    if before {
                        pockets(at, front, coat, &mut sewn);
                        closing(at, front, closes_m, coat, &mut sewn);
                    }
                    if behind {
                        panels(at, back, &mut sewn);
                    }
                }
                Front::Zip => {
                    if before {
                        zip(at, front, &mut sewn);
                        belly_pocket(at, front, &mut sewn);
                    }
                    yoke_seam(at, back, &mut sewn);
                }
                Front::Placket => {
                    if before {
                        placket(at, front, &mut sewn);
                    }
                    yoke_seam(at, back, &mut sewn);
                }
                Front::Plain => {}
            }
            sides(at, tailoring.shoulder_m, &mut sewn);
            if tailoring.uniform {
                uniform(at, front, &mut sewn);
            }
            sewn
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tailoring::{Axes, Slack, Under};
    use fearless_simd::{Level, dispatch};
    use glam::{Quat, Vec3};

    const WAIST: Vec3 = Vec3::new(0.3, 1.1, -0.2);

    /// A coat whose chest is bent forward over its pelvis.
    fn coat(bent_rad: f32, pixel_m: f32) -> Tailoring {
        let low = Axes { right: Vec3::NEG_X, up: Vec3::Y, ahead: Vec3::Z };
        let turn = Quat::from_axis_angle(Vec3::X, bent_rad);
        let high = Axes { right: turn * low.right, up: turn * low.up, ahead: turn * low.ahead };
        let under = Under { tone: 0.5, shirted: true };
        let front = Front::Lapels { closes_m: 0.115, under };
        let slack = Slack { depth_m: 0.0, lean: [0.0; 2], lifted: [0.0; 2], seed: 0.0 };
        Tailoring { front, uniform: false, slack, waist: WAIST, low, high, shoulder_m: 0.19, size: 1.0, pixel_m }
    }

    /// Tone of a coat of 0.1, and how far it is raised, at a place of its chest: right, up, ahead.
    fn sewn(coat: &Tailoring, place: Vec3) -> (f32, f32) {
        let Axes { right, up, ahead } = coat.high;
        let point = WAIST + right * place.x + up * place.y + ahead * place.z;
        dispatch!(Level::new(), simd => {
            let one = splat(simd, 1.0);
            let before = Sewn {
                raised_m: one * 0.0, tone: one * 0.1, gloss: one * 0.1, sheen: one, soft_m: coat.pixel_m.max(FINEST_M)
            };
            let sewn = sew(coat, place_of(coat, Vec3x8::splat(simd, point)).0, before);
            (sewn.tone[0], sewn.raised_m[0])
        })
    }

    fn tone(coat: &Tailoring, place: Vec3) -> f32 {
        sewn(coat, place).0
    }

    #[test]
    fn what_is_drawn_goes_with_the_chest_however_it_is_bent() {
        let (upright, bent) = (coat(0.0, 0.001), coat(0.9, 0.001));
        for up in 14..38 {
            for right in -12..12 {
                let place = Vec3::new(0.01 * right as f32, 0.01 * up as f32, 0.11);
                let [one, other] = [&upright, &bent].map(|coat| tone(coat, place));
                // Deeply bent, the cloth before the waist is gathered over a hand's breadth.
                assert!((one - other).abs() < 1e-3 || place.y < 0.24, "{place}: {one} {other}");
            }
        }
        let shirt = tone(&upright, Vec3::new(0.02, 0.34, 0.11));
        assert!(shirt > 0.3 && tone(&upright, Vec3::new(0.02, 0.34, -0.11)) < 0.12, "{shirt}");
    }

    #[test]
    fn coordinates_run_up_the_front_and_the_back_of_a_bent_body_without_turning_round() {
        for bent_rad in [0.0, 0.5, 1.0] {
            let coat = coat(bent_rad, 0.001);
            let middle = Quat::from_axis_angle(Vec3::X, bent_rad * 0.5);
            for ahead in [-0.12, 0.0, 0.12] {
                let ups = (-20..30).map(|i| {
                    let point = WAIST + middle * Vec3::new(0.0, 0.01 * i as f32, ahead);
                    dispatch!(Level::new(), simd => place_of(&coat, Vec3x8::splat(simd, point)).0.up[0])
                });
                let ups: Vec<f32> = ups.collect();
                assert!(ups.windows(2).all(|pair| pair[0] < pair[1]), "{bent_rad} {ahead}: {ups:?}");
            }
        }
    }

    #[test]
    fn seams_grow_faint_with_distance_instead_of_wide() {
        // On a seam of the back.
        let seam = Vec3::new(0.0, 0.2, -0.11);
        let darker = |pixel_m: f32| 0.1 - tone(&coat(0.0, pixel_m), seam);
        assert!(darker(0.001) > 0.02, "{}", darker(0.001));
        assert!(darker(0.02) < 0.2 * darker(0.001) && darker(0.02) > 0.0, "{}", darker(0.02));
    }

    #[test]
    fn cloth_is_gathered_on_the_side_that_the_chest_leans_to_and_not_from_afar() {
        let folds = |lean_ahead: f32, ahead: f32, pixel_m: f32| {
            let slack = Slack { depth_m: 0.004, lean: [0.0, lean_ahead], lifted: [0.0; 2], seed: 1.0 };
            let plain = Tailoring { front: Front::Plain, ..coat(0.0, pixel_m) };
            let raised = |slack: Slack, up: i32| {
                sewn(&Tailoring { slack, ..plain }, Vec3::new(0.03, 0.002 * up as f32, ahead)).1
            };
            let heights = || (-25..40).map(|up| raised(slack, up) - raised(Slack { depth_m: 0.0, ..slack }, up));
            heights().fold(0.0, f32::max) - heights().fold(0.0, f32::min)
        };
        let (pressed_m, stretched_m) = (folds(0.5, 0.11, 0.001), folds(-0.5, 0.11, 0.001));
        assert!(pressed_m > 0.004 && pressed_m > 1.5 * stretched_m, "{pressed_m} {stretched_m}");
        assert!(folds(-0.5, -0.11, 0.001) > 1.5 * folds(0.5, -0.11, 0.001));
        assert_eq!(folds(0.5, 0.11, 0.05), 0.0);
    }
}
