//! Light on figures and solids: soft marched shadow, occlusion, wool's sheen, skin and polish, the kicker.

use fearless_simd::{Simd, SimdBase, SimdMask};

use super::View;
use super::distance::{nearest, surface};
use super::ground::bounce;
use super::light::{arriving, box_shadow, key_arriving};
use super::lists::TileLists;
use super::noise::{BROAD, FINE};
use super::packet::{Lanes, Mask, Pick, Vec3x8, saturate, splat};

const SHADOW_STEPS: usize = 18;
/// Farther casters than this throw no shadow on a figure, m.
const SHADOW_REACH_M: f32 = 3.2;
/// Threads a metre in cloth.
const WEAVE_PER_M: f32 = 900.0;
/// Cells of the noise of stains a metre.
const STAINS_PER_M: f32 = 620.0;

/// What stands between points of figures and the lights; found once for four pixels, since it varies slowly.
#[derive(Clone, Copy)]
pub(crate) struct Openness<S: Simd> {
    /// To the key light.
    pub key: Lanes<S>,
    /// To the kicker.
    pub kick: Lanes<S>,
    /// To everything around.
    pub around: Lanes<S>,
}

/// Looks from a few points of figures to the lights, where `active`.
#[inline(always)]
pub(crate) fn openness<S: Simd>(
    simd: S,
    view: &View,
    lists: &TileLists,
    point: Vec3x8<S>,
    active: Mask<S>,
) -> Openness<S> {
    let stage = view.stage;
    let normal = surface(simd, view.primitives, &lists.few.touched, point, splat(simd, 0.0), false).normal;
    let from = normal.scaled_plus(splat(simd, 0.012), point);
    let key = key_arriving(simd, stage, point);
    let lambert = normal.dot(key.toward);
    // A surface that turns away is dark, whichever way the other pixels of its block turn.
    let mut open = splat(simd, 0.0);
    let lit = active & key.strength.simd_gt(1e-4) & lambert.simd_gt(-0.25);
    if lit.any_true() {
        // A caster behind darkens a little way before it is quite passed.
        let limit = key.distance_m.min(SHADOW_REACH_M).min(lists.few.shadow_reach_m * 1.1 + 0.05);
        let mut way = splat(simd, 0.015);
        open = lit.pick(1.0, 0.0);
        let mut alive = lit;
        for _ in 0..SHADOW_STEPS {
            if !alive.any_true() {
                break;
            }
            let free = nearest(simd, view.primitives, &lists.few.shadow, key.toward.scaled_plus(way, from));
            open = alive.pick(open.min(free / way * stage.key.hardness + 0.08), open);
            way += free.max(0.016).min(0.40);
            alive = alive & open.simd_gt(0.0) & way.simd_lt(limit);
        }
        open = saturate(open);
        open = open * open * (3.0 - 2.0 * open);
        if !lists.shadow_boxes.is_empty() {
            open = open.min(box_shadow(simd, &stage.boxes, &lists.shadow_boxes, from, &key, stage.key.hardness));
        }
    }
    let mut hidden = splat(simd, 0.0);
    for (reach, weight) in [(0.035, 9.0), (0.09, 4.2), (0.18, 1.9)] {
        let free = nearest(simd, view.primitives, &lists.few.occlusion, normal.scaled_plus(splat(simd, reach), point));
        hidden += (reach - free).max(0.0) * weight;
    }
    let around = saturate(1.0 - hidden * 0.85) * (saturate(point.y * 2.2 + 0.25) * 0.55 + 0.45);
    let toward_kick = arriving(simd, &stage.kick, point).toward;
    let kicked = active & normal.dot(toward_kick).simd_gt(-0.1);
    let mut kick = kicked.pick(1.0, 0.0);
    if kicked.any_true() {
        // The kicker throws no marched shadow; two probes keep it out of folds and embraces.
        for reach in [0.06, 0.15] {
            let probe = toward_kick.scaled_plus(splat(simd, reach), from);
            let free = nearest(simd, view.primitives, &lists.few.occlusion, probe);
            kick = kick.min(saturate(free * (1.4 / reach) + 0.15));
        }
    }
    Openness { key: open, kick, around }
}

/// Light from the surface that a packet sees at `depth`.
#[inline(always)]
pub(crate) fn shade<S: Simd>(
    simd: S,
    view: &View,
    lists: &TileLists,
    eye: Vec3x8<S>,
    ray: Vec3x8<S>,
    depth: Lanes<S>,
    open: &Openness<S>,
) -> Lanes<S> {
    let stage = view.stage;
    let point = ray.scaled_plus(depth, eye);
    let detail = 1.0 / (depth * depth * 0.01 + 1.0);
    let found = surface(simd, view.primitives, &lists.touched, point, detail, true);
    let normal = found.normal;
    let weave = FINE.at(simd, found.u_m, found.v_m, WEAVE_PER_M);
    let clear = saturate(1.0 - depth * (view.pixel * 220.0));
    // A night on the ground leaves stains; without them cloth in strong light looks like clay.
    let stain = BROAD.at(simd, found.u_m, found.v_m, STAINS_PER_M);
    let uneven = (stain - 0.5) * saturate(found.sheen) * 0.8 + 1.0;
    let rough = saturate(1.2 - found.gloss) * (1.0 - found.flesh * 0.7);
    let tone = found.tone * uneven * ((weave - 0.5) * clear * 0.8 * rough + 1.0);

    let key = key_arriving(simd, stage, point);
    let lambert = normal.dot(key.toward);
    let occlusion = open.around;

    let grazing = 1.0 - (-normal.dot(ray)).max(0.0);
    let grazing2 = grazing * grazing;
    let grazing3 = grazing2 * grazing;
    let against = saturate(ray.dot(key.toward) * 0.75 + 0.45);
    let arrived = key.strength * open.key;
    let hard = saturate(lambert * 0.94 + 0.06);
    // Light that has wandered in skin softens the edge of its shadow.
    let soft = saturate(lambert * 0.80 + 0.20);
    let mut light = tone * (hard + (soft * soft - hard) * found.flesh * 0.7) * arrived;
    // Wool, denim and skin catch the lamp at grazing angles, most against the light.
    light += arrived * saturate(lambert + 0.25) * grazing3 * against * (tone * 0.35 + 0.10) * found.sheen;

    let half = key.toward.minus(ray).normalized();
    let cosine = normal.dot(half).max(0.0);
    let p2 = cosine * cosine;
    let p8 = p2 * p2 * p2 * p2;
    let p32 = p8 * p8 * p8 * p8;
    let p128 = p32 * p32 * p32 * p32;
    let polish = saturate(found.gloss - 0.35);
    // Skin shines broadly: it is oily and uneven.
    let shine = found.gloss * p32 * 0.05 + polish * p128 * 0.4 + found.flesh * p8 * 0.018;
    light += arrived * saturate(lambert * 4.0) * shine;

    let fill = arriving(simd, &stage.fill, point);
    let fill_lambert = normal.dot(fill.toward);
    light +=
        (tone * saturate(fill_lambert) + grazing3 * 0.04 * saturate(fill_lambert + 0.3)) * fill.strength * occlusion;
    light += tone * occlusion * (normal.y * 0.7 + 1.3) * stage.ambient;

    let kick = arriving(simd, &stage.kick, point);
    let kick_lambert = normal.dot(kick.toward);
    light += (tone * 0.55 + grazing2 * found.sheen * 0.16 + 0.012) * saturate(kick_lambert) * kick.strength * open.kick;
    if polish.simd_gt(0.05).any_true() {
        // Leather and lacquer show the kicker as a narrow line.
        let cosine = normal.dot(kick.toward.minus(ray).normalized()).max(0.0);
        let p4 = cosine * cosine * cosine * cosine;
        let p16 = p4 * p4 * p4 * p4;
        light +=
            polish * (p16 * 0.05 + p16 * p16 * p16 * 0.30) * saturate(kick_lambert * 4.0) * kick.strength * open.kick;
    }
    let gleam = grazing3 * 0.10 * occlusion * (stage.sky * 6.0 + 0.01);
    light += found.gloss.simd_gt(0.8).pick(gleam, 0.0);
    light += tone * occlusion * bounce(point, normal) * key.strength * 0.035;
    // The set-up's own lamp, behind and above the two: it draws their edges where the ground is as dark as they are.
    let back = view.camera.back_light;
    light += (tone * 0.5 + 0.06) * grazing2 * saturate(normal.dot_one(back)) * occlusion * open.kick;
    rolled_off(light, stage.exposure * view.camera.gain)
}

/// Light above this is compressed, and none comes out brighter than the next: skin and cloth never burn out, so
/// that folds stay readable in the lamp's full light.
const SHOULDER: f32 = 0.26;
const BRIGHTEST: f32 = 0.62;

#[inline(always)]
fn rolled_off<S: Simd>(light: Lanes<S>, gain: f32) -> Lanes<S> {
    let (shoulder, room) = (SHOULDER / gain, (BRIGHTEST - SHOULDER) / gain);
    let over = (light - shoulder).max(0.0);
    light.min(shoulder) + over / (over * (1.0 / room) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fearless_simd::{Level, dispatch};

    #[test]
    fn light_on_figures_keeps_its_order_and_never_burns_out() {
        let shown = |light: f32, gain: f32| -> f32 {
            let rolled = dispatch!(Level::baseline(), simd => rolled_off(splat(simd, light), gain)[0]);
            crate::finish::displayed(rolled * gain)
        };
        for gain in [0.4, 1.0, 1.3] {
            let values: Vec<f32> = (0..200).map(|i| shown(0.05 * i as f32, gain)).collect();
            assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(values.iter().all(|value| *value < 0.86), "{values:?}");
        }
        assert_eq!(shown(0.1, 1.0), crate::finish::displayed(0.1));
    }
}
