//! Light on the place: key with shadows of figures and furniture, occlusion, wet mirrors.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};
use glam::Vec3;

use super::View;
use super::environment::{self, HORIZON_M, Hit};
use super::light::{Arriving, arriving, box_shadow, key_arriving, primitive_shadow};
use super::lists::TileLists;
use super::mirror::mirrored;
use super::packet::{Lanes, Pick, Vec3x8, fade, saturate, scatter, sine, smoothstep, splat};
use crate::primitive::Shape;
use crate::stage::Stage;

/// Light from what a packet sees of the place.
#[inline(always)]
pub(crate) fn shade<S: Simd>(
    simd: S,
    view: &View,
    lists: &TileLists,
    eye: Vec3x8<S>,
    ray: Vec3x8<S>,
    hit: &Hit<S>,
) -> Lanes<S> {
    let stage = view.stage;
    let point = ray.scaled_plus(hit.distance_m, eye);
    let facing = ray.dot(hit.normal).abs().max(0.12);
    let footprint = hit.distance_m * view.pixel / facing;
    let finish = environment::finish(simd, stage, hit, point, footprint, true);
    let mut normal = finish.normal;
    if stage.rain_mm_per_h > 0.0 {
        let upward = hit.normal.y.simd_gt(0.5);
        let near = fade(footprint * RINGS_FADE_PER_M) * smoothstep(0.15, 0.6, finish.wetness);
        let near = (upward & hit.distance_m.simd_lt(RINGS_REACH_M)).pick(near, 0.0);
        if near.simd_gt(0.01).any_true() {
            let (x, z) = rings(point, view.secs);
            normal.x += x * near;
            normal.z += z * near;
        }
    }
    let normal = normal.normalized();

    let key = key_arriving(simd, stage, point);
    let lambert = normal.dot(key.toward).max(0.0);
    let mut open = splat(simd, 1.0);
    if (key.strength.simd_gt(1e-4) & lambert.simd_gt(0.0)).any_true() {
        let hardness = stage.key.hardness;
        open = primitive_shadow(simd, view.primitives, &lists.ground_shadow, point, &key, hardness);
        if !lists.ground_shadow_boxes.is_empty() {
            let off = hit.normal.scaled_plus(splat(simd, 0.01), point);
            open = open.min(box_shadow(simd, &stage.boxes, &lists.ground_shadow_boxes, off, &key, hardness));
        }
    }
    let occlusion = occlusion(simd, view, lists, point, hit.normal);
    let arrived = key.strength * open;
    let mut light = finish.tone * lambert * arrived * (occlusion * 0.65 + 0.35);

    let fresnel_base = 1.0 - (-ray.dot(normal)).max(0.0);
    let fresnel_square = fresnel_base * fresnel_base;
    let fresnel = fresnel_square * fresnel_square * fresnel_base * 0.96 + 0.04;
    light += finish.wetness * arrived * highlight(&key, ray, normal) * (fresnel * 1.2 + 0.10);

    let fill = arriving(simd, &stage.fill, point);
    light += finish.tone * normal.dot(fill.toward).max(0.0) * fill.strength * occlusion;
    let kick = arriving(simd, &stage.kick, point);
    light += finish.tone * normal.dot(kick.toward).max(0.0) * kick.strength * occlusion * 0.25;
    light += finish.tone * occlusion * (normal.y * 0.5 + 1.2) * stage.ambient;
    light += finish.emission;

    let upward = hit.normal.y.simd_gt(0.5);
    let mirrors = finish.wetness.simd_gt(0.02) & upward;
    if mirrors.any_true() {
        let mirrored = mirrored(simd, view, lists, point, ray, normal);
        light += mirrors.pick(mirrored * finish.wetness * (fresnel * 1.3 + 0.09), 0.0);
    }
    let sky = sky(stage, ray);
    let above = environment::above_tops(simd, hit, point, footprint);
    light = light + (sky - light) * above;
    hit.distance_m.simd_ge(HORIZON_M - 1.0).pick(sky, light)
}

/// Farther than this, m, and where a pixel covers more than an inch of ground, no ring is told from another.
const RINGS_REACH_M: f32 = 9.0;
const RINGS_FADE_PER_M: f32 = 50.0;

/// How rings of drops tilt water: one after another in each square, elsewhere each time. They run outward at the speed
/// below which no wave goes on water, .23 m/s (Lamb, "Hydrodynamics", § 267), as long as they stay in their square.
#[inline(always)]
fn rings<S: Simd>(point: Vec3x8<S>, secs: f32) -> (Lanes<S>, Lanes<S>) {
    const SIDE_M: f32 = 0.26;
    const SPEED_M_PER_SEC: f32 = 0.23;
    const LASTS_SECS: f32 = 0.36;
    const WIDTH_M: f32 = 0.009;
    const TILT: f32 = 0.35;
    let (across, along) = (point.x * (1.0 / SIDE_M), point.z * (1.0 / SIDE_M));
    let (column, row) = (across.floor(), along.floor());
    let own = column * 1.7 + row * 3.1;
    let turns = scatter(own) + secs * (1.0 / LASTS_SECS);
    let turn = turns.floor();
    let age = turns - turn;
    let middle = own + turn * 0.37;
    let x = (across - column - 0.4 - scatter(middle) * 0.2) * SIDE_M;
    let z = (along - row - 0.4 - scatter(middle + 0.5) * 0.2) * SIDE_M;
    let away = (x * x + z * z + 1e-6).sqrt();
    let phase = (away - age * (SPEED_M_PER_SEC * LASTS_SECS)) * (1.0 / WIDTH_M);
    // One wave and a half of it, weaker as it widens.
    let inside = saturate(1.0 - phase.abs() * 0.4);
    let tilt = sine(phase * 2.5) * inside * (1.0 - age) * TILT;
    (x / away * tilt, z / away * tilt)
}

/// The sky in a direction: brightest at the horizon, and there where the sun will come up.
#[inline(always)]
fn sky<S: Simd>(stage: &Stage, ray: Vec3x8<S>) -> Lanes<S> {
    let low = saturate(1.0 - ray.y * 2.5);
    let mut share = low * 1.6 + 1.0;
    if stage.sky > 0.0 && stage.sun != Vec3::ZERO {
        let toward = ray.dot_one(stage.sun).max(0.0);
        let near = toward * toward;
        let near = near * near;
        share += near * (near * near * low * 4.5 + low * 1.6);
    }
    share * stage.sky
}

/// The lamp on wet stone: a small sharp light within a wide soft one.
#[inline(always)]
fn highlight<S: Simd>(key: &Arriving<S>, ray: Vec3x8<S>, normal: Vec3x8<S>) -> Lanes<S> {
    let half = key.toward.minus(ray).normalized();
    let cosine = normal.dot(half).max(0.0);
    let p2 = cosine * cosine;
    let p4 = p2 * p2;
    let p16 = p4 * p4 * p4 * p4;
    let p64 = p16 * p16 * p16 * p16;
    let p256 = p64 * p64 * p64 * p64;
    p16 * 0.07 + p64 * 0.32 + p256 * 1.2
}

/// How far a coordinate lies outside a range about zero.
#[inline(always)]
fn beyond<S: Simd>(at: Lanes<S>, half: f32) -> Lanes<S> {
    at - at.max(-half).min(half)
}

/// How much of the surroundings a point of the place still sees past bodies and furniture.
#[inline(always)]
fn occlusion<S: Simd>(simd: S, view: &View, lists: &TileLists, point: Vec3x8<S>, normal: Vec3x8<S>) -> Lanes<S> {
    let mut open = splat(simd, 1.0);
    for &i in lists.ground_occlusion.iter() {
        let p = &view.primitives[usize::from(i)];
        let rel = point.minus_one(p.start);
        let away = if p.shape == Shape::RoundBox {
            Vec3x8 {
                x: beyond(rel.dot_one(p.along), p.half.x),
                y: beyond(rel.dot_one(p.across), p.half.y),
                z: beyond(rel.dot_one(p.side), p.half.z),
            }
        } else {
            let part = saturate(rel.dot_one(p.span) * p.inverse_span_squared);
            rel.plus_scaled_one(-part, p.span)
        };
        let squared = away.dot(away) + 1e-4;
        let toward =
            if p.shape == Shape::RoundBox { splat(simd, 0.7) } else { -normal.dot(away) / squared.sqrt() * 0.7 + 0.3 };
        let size = (p.radius_m * p.radius_m).max(0.002);
        open *= 1.0 - saturate(toward * size / squared) * 0.62;
    }
    open
}

/// Light thrown back up by the ground onto what stands above it.
#[inline(always)]
pub(crate) fn bounce<S: Simd>(point: Vec3x8<S>, normal: Vec3x8<S>) -> Lanes<S> {
    saturate(normal.dot_one(Vec3::NEG_Y) * 0.6 + 0.4) * fade(point.y * 1.1)
}
