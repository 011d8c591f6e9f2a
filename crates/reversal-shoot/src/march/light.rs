//! What arrives of a lamp at a point: distance, cone, windows, shadows of capsules and boxes.

use fearless_simd::{Simd, SimdBase, SimdFloat};
use reversal_model::place::PlaneAxis;

use super::packet::{Lanes, Pick, Vec3x8, saturate, smoothstep, splat};
use crate::primitive::{Primitive, Shape};
use crate::stage::{EnvironmentBox, Lamp, Stage};

/// A lamp as seen from a point.
pub(crate) struct Arriving<S: Simd> {
    /// Toward the lamp.
    pub toward: Vec3x8<S>,
    pub distance_m: Lanes<S>,
    /// What arrives before any shadow.
    pub strength: Lanes<S>,
}

#[inline(always)]
pub(crate) fn arriving<S: Simd>(simd: S, lamp: &Lamp, point: Vec3x8<S>) -> Arriving<S> {
    let way = Vec3x8::splat(simd, lamp.at).minus(point);
    // A lamp has a size: this keeps what stands right below it from burning out.
    let squared = way.dot(way) + 0.04;
    let distance_m = squared.sqrt();
    let toward = way.times(1.0 / distance_m);
    let mut strength = lamp.intensity / squared;
    if lamp.cone_outer > -1.0 {
        strength *= smoothstep(lamp.cone_outer, lamp.cone_inner, -toward.dot_one(lamp.toward));
    }
    Arriving { toward, distance_m, strength }
}

/// The key light, with the windows that it must come through.
#[inline(always)]
pub(crate) fn key_arriving<S: Simd>(simd: S, stage: &Stage, point: Vec3x8<S>) -> Arriving<S> {
    let mut light = arriving(simd, &stage.key, point);
    light.strength *= through_windows(simd, stage, point);
    light
}

/// 1 where the key light reaches a point through a window, or where no window stands between.
#[inline(always)]
pub(crate) fn through_windows<S: Simd>(simd: S, stage: &Stage, point: Vec3x8<S>) -> Lanes<S> {
    let Some((axis, plane)) = stage.window_plane() else { return splat(simd, 1.0) };
    let lamp = stage.key.at;
    let (depth, side, lamp_depth, lamp_side) = match axis {
        PlaneAxis::X => (point.x, point.z, lamp.x, lamp.z),
        PlaneAxis::Z => (point.z, point.x, lamp.z, lamp.x),
    };
    let part = (plane - depth) / (lamp_depth - depth);
    let up = point.y + (lamp.y - point.y) * part;
    let along = side + (lamp_side - side) * part;
    let beyond = (depth - plane).abs();
    let mut open = splat(simd, 0.0);
    for window in &stage.windows {
        let inside =
            (up - window.up[0]).min(window.up[1] - up).min((along - window.along[0]).min(window.along[1] - along));
        // The penumbra widens with the way that the light still goes.
        let softness = (beyond * 0.45 + 0.6) * window.soft_m;
        open = open.max(saturate(inside / softness + 0.5));
    }
    let shaded = if plane < lamp_depth { depth.simd_lt(plane) } else { depth.simd_gt(plane) };
    shaded.pick(open, 1.0)
}

/// Where a ray passes nearest to a capsule.
pub(crate) struct Passing<S: Simd> {
    /// How far along the ray, m.
    pub way_m: Lanes<S>,
    /// From the capsule's axis to there.
    pub gap: Vec3x8<S>,
    /// The capsule's radius there, m.
    pub radius_m: Lanes<S>,
}

/// Where a ray passes a capsule: the nearest points of two lines.
#[inline(always)]
pub(crate) fn passing<S: Simd>(from: Vec3x8<S>, toward: Vec3x8<S>, capsule: &Primitive) -> Passing<S> {
    let span = capsule.span;
    let offset = from.minus_one(capsule.start);
    let (offset_ray, span_ray) = (offset.dot(toward), toward.dot_one(span));
    let (span_span, offset_span) = (span.length_squared() + 1e-5, offset.dot_one(span));
    let part = saturate((offset_span - offset_ray * span_ray) / (span_span - span_ray * span_ray + 1e-4));
    let way_m = (span_ray * part - offset_ray).max(1e-4);
    let gap = toward.scaled_plus(way_m, offset).plus_scaled_one(-part, span);
    Passing { way_m, gap, radius_m: part * capsule.radius_change_m + capsule.radius_m }
}

/// Soft shadow of a capsule without marching (after Quilez, "sphere soft shadow", for capsules).
#[inline(always)]
fn capsule_shadow<S: Simd>(
    from: Vec3x8<S>,
    light: &Arriving<S>,
    caster: &Primitive,
    shrink: f32,
    hardness: f32,
) -> Lanes<S> {
    let at = passing(from, light.toward, caster);
    let open = saturate((at.gap.length() - at.radius_m * shrink) / at.way_m * hardness + 0.5);
    at.way_m.simd_lt(light.distance_m).pick(open * open * (3.0 - 2.0 * open), 1.0)
}

/// One over a part of a direction; finite where the ray runs along an axis.
#[inline(always)]
pub(crate) fn inverse<S: Simd>(part: Lanes<S>) -> Lanes<S> {
    1.0 / part.abs().max(1e-6).copysign(part)
}

/// Where a ray runs inside a block, m along it; behind `leave` where it misses.
pub(crate) struct Crossing<S: Simd> {
    pub enter: Lanes<S>,
    pub leave: Lanes<S>,
    /// Where it enters between each pair of sides.
    pub enters: [Lanes<S>; 3],
}

/// Slab test of a ray, both in the block's own axes and from its middle.
#[inline(always)]
pub(crate) fn crossing<S: Simd>(from_middle: Vec3x8<S>, toward: Vec3x8<S>, half: glam::Vec3) -> Crossing<S> {
    let (ix, iy, iz) = (inverse(toward.x), inverse(toward.y), inverse(toward.z));
    let (mx, my, mz) = (-from_middle.x * ix, -from_middle.y * iy, -from_middle.z * iz);
    let (hx, hy, hz) = (ix.abs() * half.x, iy.abs() * half.y, iz.abs() * half.z);
    let enters = [mx - hx, my - hy, mz - hz];
    Crossing { enter: enters[0].max(enters[1].max(enters[2])), leave: (mx + hx).min((my + hy).min(mz + hz)), enters }
}

/// Soft shadow of a free-standing block: how long the ray runs inside it.
#[inline(always)]
fn slab_shadow<S: Simd>(
    from_middle: Vec3x8<S>,
    toward: Vec3x8<S>,
    half: glam::Vec3,
    light: &Arriving<S>,
    hardness: f32,
) -> Lanes<S> {
    let Crossing { enter, leave, .. } = crossing(from_middle, toward, half);
    let open = saturate((enter - leave) * hardness / enter.max(0.15) + 0.5);
    (leave.simd_gt(0.02) & enter.simd_gt(0.004) & enter.simd_lt(light.distance_m)).pick(open, 1.0)
}

/// A direction in a block's own axes.
#[inline(always)]
pub(crate) fn turned<S: Simd>(block: &Primitive, v: Vec3x8<S>) -> Vec3x8<S> {
    Vec3x8 { x: v.dot_one(block.along), y: v.dot_one(block.across), z: v.dot_one(block.side) }
}

/// What primitives leave of a light.
#[inline(never)]
pub(crate) fn primitive_shadow<S: Simd>(
    simd: S,
    primitives: &[Primitive],
    list: &[u16],
    from: Vec3x8<S>,
    light: &Arriving<S>,
    hardness: f32,
) -> Lanes<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut open = splat(simd, 1.0);
            for &i in list {
                let caster = &primitives[usize::from(i)];
                let one = if caster.shape == Shape::RoundBox {
                    let rel = from.minus_one(caster.start);
                    let half = caster.half + glam::Vec3::splat(caster.radius_m);
                    slab_shadow(turned(caster, rel), turned(caster, light.toward), half, light, hardness)
                } else {
                    let shrink = if caster.flatness > 0.0 { 0.88 } else { 1.0 };
                    capsule_shadow(from, light, caster, shrink, hardness)
                };
                open = open.min(one);
            }
            open
        },
    )
}

/// What boxes of the place leave of a light.
#[inline(never)]
pub(crate) fn box_shadow<S: Simd>(
    simd: S,
    boxes: &[EnvironmentBox],
    list: &[u16],
    from: Vec3x8<S>,
    light: &Arriving<S>,
    hardness: f32,
) -> Lanes<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut open = splat(simd, 1.0);
            for &i in list {
                let caster = &boxes[usize::from(i)];
                let (middle, half) = ((caster.from + caster.to) * 0.5, (caster.to - caster.from) * 0.5);
                open = open.min(slab_shadow(from.minus_one(middle), light.toward, half, light, hardness));
            }
            open
        },
    )
}
