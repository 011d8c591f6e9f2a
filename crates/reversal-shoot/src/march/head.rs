//! A sculpted head under eight rays: its distance from the grid, and what is drawn onto it that is finer than the
//! grid: lids and lashes, iris, brows, lips, strands of hair.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdInt, SimdMask, i32x16, prelude::ExtractToken};
use glam::Vec3;

use super::distance::Touch;
use super::noise::FINE;
use super::packet::{LANES, Lanes, Mask, Pick, Vec3x8, saturate, splat};
use crate::mold::{Comb, EYE, HEAD_IN_SKULLS, Head, LOW, MIDDLE, MOUTH_UP_M, NOSTRIL, SIZE, SPACING_M, STEP_M};
use crate::primitive::Primitive;

/// From the first to the last point of the grid.
const EXTENT: Vec3 =
    Vec3::new((SIZE[0] - 1) as f32 * SPACING_M, (SIZE[1] - 1) as f32 * SPACING_M, (SIZE[2] - 1) as f32 * SPACING_M);
/// Farther than this from the capsule that holds the head the shape is not asked for.
const NEAR_M: f32 = 0.10;

/// A point in the mold's own coordinates, m.
#[inline(always)]
fn own<S: Simd>(primitive: &Primitive, head: &Head, point: Vec3x8<S>) -> Vec3x8<S> {
    let rel = point.minus_one(primitive.start);
    Vec3x8 {
        x: rel.dot_one(primitive.along / head.scale.x) + MIDDLE.x,
        y: rel.dot_one(primitive.across / head.scale.y) + MIDDLE.y,
        z: rel.dot_one(primitive.side / head.scale.z) + MIDDLE.z,
    }
}

/// A place in the grid: index of the lowest corner of its cell, and how far within it.
struct Cell<S: Simd> {
    corner: [usize; LANES],
    part: Vec3x8<S>,
}

const UP: usize = SIZE[0];
const RIGHT: usize = SIZE[0] * SIZE[1];

#[inline(always)]
fn cell<S: Simd>(rel: Vec3x8<S>) -> Cell<S> {
    let scale = 1.0 / SPACING_M;
    // The last cell starts one before the last point.
    let x = (rel.x * scale).max(0.0).min(SIZE[0] as f32 - 1.001);
    let y = (rel.y * scale).max(0.0).min(SIZE[1] as f32 - 1.001);
    let z = (rel.z * scale).max(0.0).min(SIZE[2] as f32 - 1.001);
    let (i, j, k) = (x.floor(), y.floor(), z.floor());
    let index: [i32; LANES] = (i + j * UP as f32 + k * RIGHT as f32).to_int::<i32x16<S>>().into();
    let mut corner = [0; LANES];
    for (corner, &index) in corner.iter_mut().zip(&index) {
        *corner = (index as usize).min(RIGHT * (SIZE[2] - 1) - UP - 2);
    }
    Cell { corner, part: Vec3x8 { x: x - i, y: y - j, z: z - k } }
}

#[inline(always)]
fn paired(first: i16, second: i16) -> i32 {
    i32::from(first as u16) | i32::from(second) << 16
}

/// Between the two halves of numbers.
#[inline(always)]
fn along<S: Simd>(simd: S, pairs: &[i32; LANES], part: Lanes<S>) -> Lanes<S> {
    let pairs = i32x16::from_slice(simd, pairs);
    let (first, second) = (((pairs << 16) >> 16).to_float::<Lanes<S>>(), (pairs >> 16).to_float::<Lanes<S>>());
    first + (second - first) * part
}

/// Distances between the eight corners of a cell. Neighbours come as two halves of one number: half the loads, and
/// none of the conversions one by one.
#[inline(always)]
fn distance_between<S: Simd>(simd: S, values: &[i16], cell: &Cell<S>) -> Lanes<S> {
    let mut pairs = [[0i32; LANES]; 4];
    for (lane, &first) in cell.corner.iter().enumerate() {
        let near = &values[first..first + UP + 2];
        let far = &values[first + RIGHT..first + RIGHT + UP + 2];
        pairs[0][lane] = paired(near[0], near[1]);
        pairs[1][lane] = paired(near[UP], near[UP + 1]);
        pairs[2][lane] = paired(far[0], far[1]);
        pairs[3][lane] = paired(far[UP], far[UP + 1]);
    }
    let Vec3x8 { x, y, z } = cell.part;
    let (a, b) = (along(simd, &pairs[0], x), along(simd, &pairs[1], x));
    let (c, d) = (along(simd, &pairs[2], x), along(simd, &pairs[3], x));
    let (near, far) = (a + (b - a) * y, c + (d - c) * y);
    near + (far - near) * z
}

/// Shares of hair, 0..255, between the eight corners of a cell.
#[inline(always)]
fn hair_between<S: Simd>(simd: S, values: &[u8], cell: &Cell<S>) -> Lanes<S> {
    let mut corners = [[0.0f32; LANES]; 8];
    for (lane, &first) in cell.corner.iter().enumerate() {
        let near = &values[first..first + UP + 2];
        let far = &values[first + RIGHT..first + RIGHT + UP + 2];
        corners[0][lane] = near[0].into();
        corners[1][lane] = near[1].into();
        corners[2][lane] = near[UP].into();
        corners[3][lane] = near[UP + 1].into();
        corners[4][lane] = far[0].into();
        corners[5][lane] = far[1].into();
        corners[6][lane] = far[UP].into();
        corners[7][lane] = far[UP + 1].into();
    }
    let (a, b) = (Lanes::from_slice(simd, &corners[0]), Lanes::from_slice(simd, &corners[1]));
    let (c, d) = (Lanes::from_slice(simd, &corners[2]), Lanes::from_slice(simd, &corners[3]));
    let (e, f) = (Lanes::from_slice(simd, &corners[4]), Lanes::from_slice(simd, &corners[5]));
    let (g, h) = (Lanes::from_slice(simd, &corners[6]), Lanes::from_slice(simd, &corners[7]));
    let Vec3x8 { x, y, z } = cell.part;
    let (ab, cd, ef, gh) = (a + (b - a) * x, c + (d - c) * x, e + (f - e) * x, g + (h - g) * x);
    let (near, far) = (ab + (cd - ab) * y, ef + (gh - ef) * y);
    near + (far - near) * z
}

#[inline(always)]
fn beyond<S: Simd>(at: Lanes<S>, most: f32) -> Lanes<S> {
    at - at.max(0.0).min(most)
}

/// Distance to a head.
#[inline(always)]
pub(crate) fn head_distance<S: Simd>(primitive: &Primitive, head: &Head, point: Vec3x8<S>) -> Lanes<S> {
    let simd = point.x.token();
    let from_start = point.minus_one(primitive.start);
    let part = saturate(from_start.dot_one(primitive.span) * primitive.inverse_span_squared);
    let held = from_start.plus_scaled_one(-part, primitive.span).length() - primitive.radius_m * HEAD_IN_SKULLS;
    if !held.simd_lt(NEAR_M).any_true() {
        return held;
    }
    let rel = own(primitive, head, point).minus_one(LOW);
    let (x, y, z) = (beyond(rel.x, EXTENT.x), beyond(rel.y, EXTENT.y), beyond(rel.z, EXTENT.z));
    let inside = distance_between(simd, &head.mold.distances, &cell(rel)) * STEP_M;
    // Seen from outside the grid, the shape lies at a right angle or more behind the nearest point of its box.
    let outside = x * x + y * y + z * z;
    let distance = outside.simd_gt(1e-9).pick((outside + inside * inside).sqrt(), inside);
    // Stretched space makes distances too long.
    distance * head.scale.min_element()
}

/// Where a point touches a head.
#[inline(always)]
pub(crate) fn head_touch<S: Simd>(primitive: &Primitive, head: &Head, point: Vec3x8<S>) -> Touch<S> {
    let simd = point.x.token();
    let at = own(primitive, head, point);
    let rel = at.minus_one(LOW);
    let (mut x, mut y, mut z) = (splat(simd, 0.0), splat(simd, 0.0), splat(simd, 0.0));
    // Four corners of a tetrahedron give the slope.
    for (sx, sy, sz) in [(1.0, -1.0, -1.0), (-1.0, -1.0, 1.0), (-1.0, 1.0, -1.0), (1.0, 1.0, 1.0)] {
        let shift = Vec3::new(sx, sy, sz) * -(SPACING_M * 0.55);
        let free = distance_between(simd, &head.mold.distances, &cell(rel.minus_one(shift)));
        x += free * sx;
        y += free * sy;
        z += free * sz;
    }
    let mut normal = Vec3x8 { x: splat(simd, 0.0), y: splat(simd, 0.0), z: splat(simd, 0.0) }
        .plus_scaled_one(x, primitive.along / head.scale.x)
        .plus_scaled_one(y, primitive.across / head.scale.y)
        .plus_scaled_one(z, primitive.side / head.scale.z)
        .normalized();
    let skin = primitive.look;
    let one = splat(simd, 1.0);
    let mut touch = Touch {
        normal,
        tone: one,
        gloss: one * skin.gloss,
        sheen: one * skin.sheen,
        flesh: one * skin.flesh,
        u_m: at.x + at.y * 0.6,
        v_m: at.z,
    };
    if at.x.simd_gt(0.045).any_true() {
        draw_face(simd, head, skin.tone, at, &mut touch);
    }
    let share = hair_between(simd, &head.mold.hair, &cell(rel)) * (1.0 / 255.0);
    if share.simd_gt(0.02).any_true() {
        let streak = strands(simd, head.comb, at);
        // Far away strands are finer than a pixel.
        let clear = (0.0022 / head.pixel_m).min(1.0);
        let uneven = (streak - 0.5) * clear;
        let hair = saturate((share - 0.5 + uneven * 0.9) * 4.0 + 0.5);
        let bare = 1.0 - hair;
        let shade = (uneven * 1.5 + 0.85) * (head.hair_tone / skin.tone);
        touch.tone = touch.tone * bare + shade * hair;
        touch.gloss = touch.gloss * bare + hair * 0.42;
        touch.sheen = touch.sheen * bare + hair * 0.8;
        touch.flesh *= bare;
        let tilt = uneven * hair * 0.9;
        normal = normal.plus_scaled_one(tilt, primitive.side).plus_scaled_one(tilt, primitive.along).normalized();
        touch.normal = normal;
    }
    touch
}

/// Noise drawn out along the way that the hair lies.
#[inline(always)]
fn strands<S: Simd>(simd: S, comb: Comb, at: Vec3x8<S>) -> Lanes<S> {
    let (across, along) = match comb {
        Comb::Down => (turn(at.x + 0.045, at.z), at.y),
        Comb::Back => (turn(at.y - 0.010, at.z), at.x),
        Comb::Across => (at.x * 9.0 + at.y * 2.0, at.z),
    };
    FINE.at(simd, across * 0.5, along * 0.16, 560.0) * 0.6 + FINE.at(simd, across + 3.7, along * 0.3, 620.0) * 0.4
}

/// Something that grows evenly as a direction turns, -2..2.
#[inline(always)]
fn turn<S: Simd>(x: Lanes<S>, y: Lanes<S>) -> Lanes<S> {
    let part = y / (x.abs() + y.abs() + 1e-6);
    let back = (part * 0.0 + 2.0).copysign(y) - part;
    x.simd_lt(0.0).pick(back, part)
}

/// 1 inside, 0 outside, soft over a width.
#[inline(always)]
fn covered<S: Simd>(inside: Lanes<S>, soft: f32) -> Lanes<S> {
    saturate(inside * (1.0 / soft) + 0.5)
}

/// 1 on a line, 0 beside it.
#[inline(always)]
fn drawn<S: Simd>(beside: Lanes<S>, half_width: f32) -> Lanes<S> {
    saturate(1.0 - beside.abs() * (1.0 / half_width))
}

#[inline(always)]
fn draw_face<S: Simd>(simd: S, head: &Head, skin_tone: f32, at: Vec3x8<S>, touch: &mut Touch<S>) {
    let front = saturate((at.x - 0.045) * 100.0);
    let side = at.z.abs();
    let pixel = head.pixel_m;
    let soft = pixel.max(0.0006);

    // Lips, the seam between them, and the nostrils.
    let (up, middle) = (at.y - MOUTH_UP_M, side * (1.0 / 0.0265));
    let arch = (1.0 - middle * middle).max(0.0);
    let lip = covered((arch * 0.0078 - up).min(up + arch * 0.0098), soft * 2.0) * middle.simd_lt(1.0).pick(front, 0.0);
    touch.tone *= 1.0 - lip * 0.26;
    touch.gloss += lip * 0.12;
    let seam = drawn(up + arch * 0.0006, 0.0012 + pixel * 0.5) * saturate((1.06 - middle) * 8.0) * front;
    touch.tone *= 1.0 - seam * (0.0011 / (0.0011 + pixel * 0.5)) * 0.75;
    let (ahead, aside) = (at.x - NOSTRIL.x + 0.002, side - NOSTRIL.z);
    let hole = covered(0.0034 - (ahead * ahead * 0.5 + aside * aside).sqrt(), soft * 3.0);
    touch.tone *= 1.0 - hole * saturate((NOSTRIL.y + 0.0022 - at.y) * 700.0) * 0.8;

    brows(simd, head, skin_tone, at, front, touch);
    eyes(simd, head, skin_tone, at, front, touch);
}

#[inline(always)]
fn brows<S: Simd>(simd: S, head: &Head, skin_tone: f32, at: Vec3x8<S>, front: Lanes<S>, touch: &mut Touch<S>) {
    let along = (at.z.abs() - 0.0320) * (1.0 / 0.0225);
    let curve = (1.0 - along * along) * 0.0040 - along * 0.0012 + 0.0235;
    let thick = 0.0040 - along.max(0.0) * 0.0020 - (along + 0.6).min(0.0).abs() * 0.003;
    let hairs = FINE.at(simd, at.z + at.y * 0.6, at.y, 3200.0) - 0.5;
    let ends = saturate((1.0 - along.abs()) * 5.0);
    let cover = covered(thick - (at.y - curve).abs() + hairs * 0.003, 0.0022 + head.pixel_m) * ends * front * 0.82;
    let rest = 1.0 - cover;
    touch.tone = touch.tone * rest + cover * (head.hair_tone.min(skin_tone * 0.7) / skin_tone);
    touch.flesh *= rest;
}

#[inline(always)]
fn eyes<S: Simd>(simd: S, head: &Head, skin_tone: f32, at: Vec3x8<S>, front: Lanes<S>, touch: &mut Touch<S>) {
    let outward = at.z.abs() - EYE.z;
    let up = at.y - EYE.y;
    let near: Mask<S> = (outward.abs().max(up.abs())).simd_lt(0.022);
    if !near.any_true() {
        return;
    }
    let soft = head.pixel_m.max(0.0006);
    let front = near.pick(front, 0.0);
    // The skin there is thin and dark.
    let ring = saturate(1.0 - (outward * outward + up * up * 1.6).sqrt() * (1.0 / 0.021));
    touch.tone *= 1.0 - ring * front * 0.22;
    let across = outward * (1.0 / 0.0148);
    let arch = (1.0 - across * across).max(0.0);
    let level = up - outward * 0.07;
    let lower = arch * -0.0040;
    let wide = arch * 0.0100;
    let upper = lower + wide * head.eyes_open;
    let inside = across.abs().simd_lt(1.0).pick(front, 0.0);
    let open = covered((upper - level).min(level - lower), soft) * inside * saturate(wide * (head.eyes_open / 0.002));
    // Ball, iris, pupil; the lid's shadow lies on them.
    let right = at.z - splat(simd, EYE.z).copysign(at.z) - head.gaze_m[1];
    let high = up - head.gaze_m[0];
    let from_pupil = (right * right + high * high).sqrt();
    let iris = covered(0.0060 - from_pupil, soft);
    let pupil = covered(0.0026 - from_pupil, soft);
    let ball = (0.36 - iris * 0.29 - pupil * 0.06) * (1.0 / skin_tone);
    let ball = ball * (saturate((upper - level) * (1.0 / 0.0045)) * 0.6 + 0.4);
    let shut = 1.0 - open;
    touch.tone = touch.tone * shut + ball * open;
    touch.gloss = touch.gloss * shut + open;
    touch.sheen *= shut;
    touch.flesh *= shut;
    let lashes = drawn(level - upper - 0.0003, 0.0010 + head.pixel_m * 0.5) * inside * saturate(arch * 5.0);
    let crease = drawn(level - lower - wide - 0.0026, 0.0011 + head.pixel_m * 0.5) * inside * saturate(arch * 3.0);
    let dark = (0.0010 / (0.0010 + head.pixel_m * 0.5)) * 0.8;
    touch.tone *= (1.0 - lashes * dark) * (1.0 - crease * (dark * 0.45));
}
