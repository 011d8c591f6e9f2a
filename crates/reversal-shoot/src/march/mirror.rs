//! What wet ground mirrors. Ripples blur it, so that figures need no marching: a mirrored ray asks each of their
//! capsules how near it passes.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};

use super::View;
use super::environment::{self, HORIZON_M};
use super::light::{Crossing, crossing, inverse, key_arriving, passing, turned};
use super::lists::TileLists;
use super::packet::{Lanes, Pick, Vec3x8, fade, saturate, splat};
use crate::primitive::{Primitive, Shape};

/// Farthest that mirrored figures are looked for, m.
const REACH_M: f32 = 9.0;
/// How steeply a mirrored edge falls, in shares of the way to it: ripples blur it by a fortieth.
const HARDNESS: f32 = 40.0;
/// Higher than this no water stands, m.
const WATER_M: f32 = 0.05;

/// What the wet ground mirrors: lit windows, walls, lamps, figures.
#[inline(always)]
pub(crate) fn mirrored<S: Simd>(
    simd: S,
    view: &View,
    lists: &TileLists,
    point: Vec3x8<S>,
    ray: Vec3x8<S>,
    normal: Vec3x8<S>,
) -> Lanes<S> {
    let stage = view.stage;
    let mut bounced = normal.times(ray.dot(normal) * -2.0).plus(ray);
    bounced.y = bounced.y.abs() + 0.004;
    let bounced = bounced.normalized();
    let hit = environment::trace(simd, stage, point, bounced, &lists.mirrored_boxes, 0.0);
    let there = bounced.scaled_plus(hit.distance_m, point);
    let footprint = hit.distance_m * (view.pixel * 3.0) + 0.02;
    let finish = environment::finish(simd, stage, &hit, there, footprint, false);
    let key = key_arriving(simd, stage, there);
    let clear = fade(hit.distance_m * (stage.fog_per_m * 0.6));
    let lit = finish.emission + finish.tone * (hit.normal.dot(key.toward).max(0.0) * key.strength + stage.ambient);
    let far = hit.distance_m.simd_ge(HORIZON_M - 1.0);
    let mut light = far.pick(stage.sky * 1.6, lit * clear + (1.0 - clear) * (stage.haze * 2.0));
    // Lamps themselves, drawn out toward the viewer by the ripples.
    for glow in &stage.glows {
        let way = Vec3x8::splat(simd, glow.at).minus(point);
        let along = way.dot(bounced).max(0.0);
        let beside = way.minus(bounced.times(along));
        let squared = beside.x * beside.x + beside.y * beside.y * 0.15 + beside.z * beside.z;
        let halo = 1.0 / (1.0 + squared * 9.0);
        light += along.simd_lt(hit.distance_m).pick(halo * halo * (glow.brightness * 0.16), 0.0);
    }
    if !lists.mirrored.is_empty() && point.y.simd_lt(WATER_M).any_true() {
        let reach_m = hit.distance_m.min(REACH_M);
        let met = bodies(simd, view.primitives, &lists.mirrored, point, bounced, reach_m);
        if met.cover.simd_gt(0.0).any_true() {
            let key = key_arriving(simd, stage, bounced.scaled_plus(met.way_m, point));
            let lambert = met.normal.dot(key.toward);
            let edge = 1.0 - (-bounced.dot(met.normal)).max(0.0);
            let body = met.tone * (lambert.max(0.0) * key.strength * 0.7 + stage.ambient * 2.0)
                + edge * edge * edge * key.strength * 0.05 * saturate(lambert + 0.3);
            light += (body - light) * met.cover;
        }
    }
    light
}

/// What rays meet of bodies, blurred.
struct Met<S: Simd> {
    /// Share of the ray that meets something.
    cover: Lanes<S>,
    way_m: Lanes<S>,
    normal: Vec3x8<S>,
    tone: Lanes<S>,
}

/// Bodies that rays pass up to a distance: the nearest where they overlap, mixed where neither hides the other.
#[inline(always)]
fn bodies<S: Simd>(
    simd: S,
    primitives: &[Primitive],
    list: &[u16],
    from: Vec3x8<S>,
    ray: Vec3x8<S>,
    reach_m: Lanes<S>,
) -> Met<S> {
    let zero = splat(simd, 0.0);
    let (mut cover, mut total, mut way_m, mut tone) = (zero, zero + 1e-9, zero, zero);
    let mut normal = Vec3x8 { x: zero, y: zero, z: zero };
    for &i in list {
        let body = &primitives[usize::from(i)];
        let (covered, met_m, facing) = match body.shape {
            Shape::RoundBox => met_block(body, from, ray),
            Shape::CappedCone => met_disc(body, from, ray),
            Shape::RoundCone | Shape::Bowl | Shape::Head => met_capsule(body, from, ray),
        };
        let covered = met_m.simd_lt(reach_m).pick(covered, 0.0);
        if !covered.simd_gt(0.0).any_true() {
            continue;
        }
        cover = cover.max(covered);
        // What is near outweighs what lies behind it by the eighth power.
        let nearness = 1.0 / (met_m * met_m + 0.01);
        let nearness = nearness * nearness;
        let weight = covered * covered * nearness * nearness;
        total += weight;
        way_m += met_m * weight;
        tone += weight * body.look.tone;
        normal = facing.scaled_plus(weight, normal);
    }
    let share = 1.0 / total;
    Met { cover, way_m: way_m * share, normal: normal.normalized(), tone: tone * share }
}

/// How much of a blurred ray a capsule covers, at which way, and how the capsule faces there.
#[inline(always)]
fn met_capsule<S: Simd>(capsule: &Primitive, from: Vec3x8<S>, ray: Vec3x8<S>) -> (Lanes<S>, Lanes<S>, Vec3x8<S>) {
    let at = passing(from, ray, capsule);
    let gap_squared = at.gap.dot(at.gap);
    let covered = saturate((at.radius_m - (gap_squared + 1e-12).sqrt()) / at.way_m * HARDNESS + 0.5);
    // A ray that goes through meets the surface before it passes the axis.
    let inside = (at.radius_m * at.radius_m - gap_squared).max(0.0).sqrt();
    let facing = ray.times(-inside).plus(at.gap).normalized();
    (covered, (at.way_m - inside).max(0.01), facing)
}

/// The same of a cone with flat ends, as of a cylinder: wheels show their hubs.
#[inline(always)]
fn met_disc<S: Simd>(disc: &Primitive, from: Vec3x8<S>, ray: Vec3x8<S>) -> (Lanes<S>, Lanes<S>, Vec3x8<S>) {
    let axis = disc.span * (1.0 / disc.length_m);
    let offset = from.minus_one(disc.start);
    let (offset_along, ray_along) = (offset.dot_one(axis), ray.dot_one(axis));
    let across = ray.plus_scaled_one(-ray_along, axis);
    let aside = offset.plus_scaled_one(-offset_along, axis);
    let widening = 1.0 / (across.dot(across) + 1e-4);
    let passing_m = -aside.dot(across) * widening;
    let gap = across.scaled_plus(passing_m, aside);
    let radius_m = disc.radius_m + disc.radius_change_m * 0.5;
    let gap_m = gap.length();
    let half = ((radius_m * radius_m - gap_m * gap_m).max(0.0) * widening).sqrt();
    // Where the ray is between the planes of the two ends.
    let slope = inverse(ray_along);
    let (start, end) = (-offset_along * slope, (disc.length_m - offset_along) * slope);
    let (first, last) = (start.min(end), start.max(end));
    let (enter, leave) = (first.max(passing_m - half), last.min(passing_m + half));
    let way_m = enter.max(0.01);
    let round = saturate((radius_m - gap_m) / way_m * HARDNESS + 0.5);
    let between = saturate((leave - enter) / way_m * HARDNESS + 0.5);
    let on_end = first.simd_gt(passing_m - half);
    let end_facing = (ray_along * 0.0 + 1.0).copysign(-ray_along);
    let side_facing = across.scaled_plus(passing_m - half, aside);
    let facing = Vec3x8 {
        x: on_end.pick(end_facing * axis.x, side_facing.x),
        y: on_end.pick(end_facing * axis.y, side_facing.y),
        z: on_end.pick(end_facing * axis.z, side_facing.z),
    };
    (leave.simd_gt(0.02).pick(round.min(between), 0.0), way_m, facing.normalized())
}

/// The same of a block.
#[inline(always)]
fn met_block<S: Simd>(block: &Primitive, from: Vec3x8<S>, ray: Vec3x8<S>) -> (Lanes<S>, Lanes<S>, Vec3x8<S>) {
    let (own, toward) = (turned(block, from.minus_one(block.start)), turned(block, ray));
    let half = block.half + glam::Vec3::splat(block.radius_m);
    let Crossing { enter, leave, enters } = crossing(own, toward, half);
    let covered = leave.simd_gt(0.02).pick(saturate((leave - enter) * HARDNESS / enter.max(0.15) + 0.5), 0.0);
    let one = enter * 0.0 + 1.0;
    let on_x = enters[0].simd_ge(enter);
    let on_y = enters[1].simd_ge(enter);
    let x = on_x.pick(-one.copysign(toward.x), 0.0);
    let y = on_x.pick(0.0, on_y.pick(-one.copysign(toward.y), 0.0));
    let z = on_x.pick(0.0, on_y.pick(0.0, -one.copysign(toward.z)));
    let facing = Vec3x8 {
        x: x * block.along.x + y * block.across.x + z * block.side.x,
        y: x * block.along.y + y * block.across.y + z * block.side.y,
        z: x * block.along.z + y * block.across.z + z * block.side.z,
    };
    (covered, enter.max(0.01), facing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitive::Look;
    use fearless_simd::{Level, dispatch};
    use glam::Vec3;

    /// Cover, way, tone and normal of what a ray from the origin meets.
    fn met(bodies: &[Primitive], toward: Vec3) -> (f32, f32, f32, Vec3) {
        let list: Vec<u16> = (0..bodies.len() as u16).collect();
        dispatch!(Level::new(), simd => {
            let (from, ray) = (Vec3x8::splat(simd, Vec3::ZERO), Vec3x8::splat(simd, toward.normalize()));
            let met = super::bodies(simd, bodies, &list, from, ray, splat(simd, REACH_M));
            (met.cover[0], met.way_m[0], met.tone[0], met.normal.lane(0))
        })
    }

    fn limb(z: f32, tone: f32) -> Primitive {
        Primitive::cone(Vec3::new(-1.0, 0.0, z), Vec3::new(1.0, 0.0, z), 0.1, 0.1, Look::matt(tone))
    }

    #[test]
    fn a_ray_meets_the_near_side_of_a_limb_and_is_blurred_beside_it() {
        let (cover, way_m, tone, normal) = met(&[limb(3.0, 0.2)], Vec3::Z);
        assert_eq!(cover, 1.0);
        assert!((way_m - 2.9).abs() < 0.01 && (tone - 0.2).abs() < 1e-4 && normal.z < -0.99, "{way_m} {tone} {normal}");
        let at_edge = met(&[limb(3.0, 0.2)], Vec3::new(0.0, 0.1, 3.0)).0;
        assert!((0.3..0.7).contains(&at_edge), "{at_edge}");
        assert_eq!(met(&[limb(3.0, 0.2)], Vec3::new(0.0, 0.3, 3.0)).0, 0.0);
        assert_eq!(met(&[limb(-3.0, 0.2)], Vec3::Z).0, 0.0);
    }

    #[test]
    fn what_is_near_hides_what_is_far_and_blocks_show_the_face_that_is_met() {
        let (_, way_m, tone, _) = met(&[limb(5.0, 0.9), limb(3.0, 0.2)], Vec3::Z);
        assert!((way_m - 2.9).abs() < 0.05 && (tone - 0.2).abs() < 0.02, "{way_m} {tone}");
        let block = Primitive::block(Vec3::Z * 2.0, Vec3::splat(0.4), 0.1, Vec3::Z, Vec3::Y, Look::matt(0.3));
        let (cover, way_m, _, normal) = met(&[block], Vec3::Z);
        assert!(
            cover > 0.99 && (way_m - 1.6).abs() < 0.01 && normal.distance(Vec3::NEG_Z) < 1e-3,
            "{cover} {way_m} {normal}"
        );
        assert!(met(&[block], Vec3::Y).0 < 0.01);
        let wheel = Primitive::cone(Vec3::Z * 2.0, Vec3::Z * 2.1, 0.3, 0.3, Look::matt(0.1)).capped();
        let (cover, way_m, _, normal) = met(&[wheel], Vec3::new(0.2, 0.0, 2.0));
        assert!(cover > 0.99 && (way_m - 2.01).abs() < 0.01 && normal.distance(Vec3::NEG_Z) < 1e-3, "{way_m} {normal}");
        assert!(met(&[wheel], Vec3::new(0.4, 0.0, 2.0)).0 < 0.01);
    }
}
