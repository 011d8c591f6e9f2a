//! The place around the figures: axis-aligned boxes hit exactly, and the materials on them.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};
use reversal_model::place::Material;

use super::noise::{BROAD, FINE};
use super::packet::{Lanes, Mask, Pick, Vec3x8, saturate, scatter, sine, smoothstep, splat};
use crate::stage::Stage;

/// Where the world ends, m.
pub(crate) const HORIZON_M: f32 = 60.0;

/// What a ray meets of the place.
#[derive(Clone, Copy)]
pub(crate) struct Hit<S: Simd> {
    pub distance_m: Lanes<S>,
    pub normal: Vec3x8<S>,
    /// [`Material`] as a number.
    pub material: Lanes<S>,
    pub tone: Lanes<S>,
    /// An edge runs through the ray's pixel: more samples are needed.
    pub edge: Mask<S>,
}

impl<S: Simd> Hit<S> {
    /// Nothing up to the horizon.
    #[inline(always)]
    pub fn nothing(simd: S) -> Self {
        let (zero, one) = (splat(simd, 0.0), splat(simd, 1.0));
        Self {
            distance_m: splat(simd, HORIZON_M),
            normal: Vec3x8 { x: zero, y: zero, z: one },
            material: zero - 1.0,
            tone: zero,
            edge: zero.simd_gt(one),
        }
    }
}

/// Follows rays to the nearest face. `pixel` is a pixel's width at distance one; 0 looks for no edges.
#[inline(never)]
pub(crate) fn trace<S: Simd>(
    simd: S,
    stage: &Stage,
    eye: Vec3x8<S>,
    ray: Vec3x8<S>,
    list: &[u16],
    pixel: f32,
) -> Hit<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let (zero, one) = (splat(simd, 0.0), splat(simd, 1.0));
            let inverse = Vec3x8 { x: 1.0 / ray.x, y: 1.0 / ray.y, z: 1.0 / ray.z };
            let slope = Vec3x8 { x: inverse.x.abs(), y: inverse.y.abs(), z: inverse.z.abs() };
            let far = splat(simd, HORIZON_M);
            let mut hit = Hit::nothing(simd);
            let mut hit_slope = one;
            let down = -eye.y * inverse.y;
            let ground = ray.y.simd_lt(-1e-5) & down.simd_lt(far) & down.simd_gt(0.0);
            hit.distance_m = ground.pick(down, far);
            hit.normal = Vec3x8::pick(ground, Vec3x8 { x: zero, y: one, z: zero }, hit.normal);
            hit.material = ground.pick(stage.ground as u8 as f32, hit.material);
            hit.tone = ground.pick(0.10, zero);
            hit_slope = ground.pick(slope.y, hit_slope);
            for &i in list {
                let b = &stage.boxes[usize::from(i)];
                let (x0, x1) = ((b.from.x - eye.x) * inverse.x, (b.to.x - eye.x) * inverse.x);
                let (y0, y1) = ((b.from.y - eye.y) * inverse.y, (b.to.y - eye.y) * inverse.y);
                let (z0, z1) = ((b.from.z - eye.z) * inverse.z, (b.to.z - eye.z) * inverse.z);
                let (near_x, far_x) = (x0.min(x1), x0.max(x1));
                let (near_y, far_y) = (y0.min(y1), y0.max(y1));
                let (near_z, far_z) = (z0.min(z1), z0.max(z1));
                let enter = near_x.max(near_y).max(near_z);
                let leave = far_x.min(far_y).min(far_z);
                let (on_x, on_y) = (near_x.simd_ge(enter), near_y.simd_ge(enter));
                let enter_slope = on_x.pick(slope.x, on_y.pick(slope.y, slope.z));
                let ahead = enter.simd_gt(0.01);
                let through = enter.simd_lt(leave);
                if pixel > 0.0 {
                    let (out_x, out_y) = (far_x.simd_le(leave), far_y.simd_le(leave));
                    let leave_slope = out_x.pick(slope.x, out_y.pick(slope.y, slope.z));
                    let width = enter * pixel;
                    let rim = (leave - enter).abs().simd_lt((enter_slope + leave_slope) * width);
                    let front = enter.simd_lt(hit.distance_m);
                    let seam =
                        through & (enter - hit.distance_m).abs().simd_lt((enter_slope + hit_slope) * width * 0.7);
                    let close_x = (enter - near_x).simd_lt((enter_slope + slope.x) * width);
                    let close_y = (enter - near_y).simd_lt((enter_slope + slope.y) * width);
                    let close_z = (enter - near_z).simd_lt((enter_slope + slope.z) * width);
                    let fold = through & ((close_x & close_y) | (close_x & close_z) | (close_y & close_z));
                    let covers = ahead & front & through;
                    hit.edge = (hit.edge & !covers) | (ahead & ((front & (rim | fold)) | seam));
                }
                let mask = through & ahead & enter.simd_lt(hit.distance_m);
                if !mask.any_true() {
                    continue;
                }
                hit.distance_m = mask.pick(enter, hit.distance_m);
                hit_slope = mask.pick(enter_slope, hit_slope);
                let (on_y, on_z) = (on_y & !on_x, !on_x & !on_y);
                hit.normal = Vec3x8 {
                    x: (mask & on_x).pick(-one.copysign(ray.x), mask.pick(zero, hit.normal.x)),
                    y: (mask & on_y).pick(-one.copysign(ray.y), mask.pick(zero, hit.normal.y)),
                    z: (mask & on_z).pick(-one.copysign(ray.z), mask.pick(zero, hit.normal.z)),
                };
                hit.material = mask.pick(b.material as u8 as f32, hit.material);
                hit.tone = mask.pick(b.tone, hit.tone);
            }
            hit
        },
    )
}

/// What a face looks like at a point.
pub(crate) struct Finish<S: Simd> {
    pub tone: Lanes<S>,
    pub emission: Lanes<S>,
    /// 0 dry .. 1 mirroring.
    pub wetness: Lanes<S>,
    pub normal: Vec3x8<S>,
}

#[inline(always)]
fn is<S: Simd>(hit: &Hit<S>, material: Material) -> Mask<S> {
    hit.material.simd_eq(material as u8 as f32)
}

/// 0 in the joint between slabs, 1 on them; `clear` 0..1 lets it fade into the distance.
#[inline(always)]
fn joint<S: Simd>(at: Lanes<S>, clear: Lanes<S>) -> Lanes<S> {
    let inside = at - at.floor();
    1.0 - (1.0 - smoothstep(0.0, 0.025, inside.min(1.0 - inside))) * clear
}

/// Looks up the material. `footprint_m` is a pixel's size on the face: patterns finer than it fade to their mean.
#[inline(never)]
pub(crate) fn finish<S: Simd>(
    simd: S,
    stage: &Stage,
    hit: &Hit<S>,
    point: Vec3x8<S>,
    footprint_m: Lanes<S>,
    detailed: bool,
) -> Finish<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let zero = splat(simd, 0.0);
            let half = splat(simd, 0.5);
            let mut f = Finish { tone: hit.tone, emission: zero, wetness: zero, normal: hit.normal };
            // Along a wall, whichever way it faces.
            let across = hit.normal.x.abs().simd_gt(0.5).pick(point.z, point.x);
            let upright = hit.normal.y.abs().simd_lt(0.5);
            let height = upright.pick(point.y, point.z);

            let m = is(hit, Material::Asphalt);
            if m.any_true() {
                if detailed {
                    asphalt(simd, stage, &mut f, m, point, footprint_m);
                } else {
                    f.tone = m.pick(0.05, f.tone);
                }
            }
            let m = is(hit, Material::Boards);
            if m.any_true() {
                let plank = across * 7.0;
                let number = plank.floor();
                let inside = plank - number;
                let clear = saturate(1.0 - footprint_m * 5.0);
                let gap = 1.0 - (1.0 - smoothstep(0.0, 0.045, inside.min(1.0 - inside))) * clear;
                let wood = if detailed {
                    FINE.at(simd, across + number * 0.7, point.z * 0.1 + point.y * 0.1, 260.0)
                } else {
                    half
                };
                let shade = scatter(number + 0.37) * 0.45 + 0.6;
                f.tone = m.pick(gap * shade * (hit.tone * 0.7 + wood * hit.tone * 0.9), f.tone);
                f.wetness = m.pick((wood * 0.25 + 0.10) * gap * stage.wetness, f.wetness);
            }
            let m = is(hit, Material::Paving);
            if m.any_true() {
                let clear = saturate(1.0 - footprint_m * 12.0);
                let row = (point.z * 1.6).floor();
                let joints =
                    joint(point.x * 1.1 + row * 0.5, clear).min(upright.pick(1.0, joint(point.z * 1.6, clear)));
                let stone = if detailed { FINE.at(simd, point.x, point.z + point.y, 110.0) } else { half };
                let slab = scatter((point.x * 1.1 + row * 0.5).floor() * 1.3 + row * 2.1) * 0.25 + 0.85;
                f.tone = m.pick(hit.tone * slab * (stone * 0.7 + 0.65) * (joints * 0.5 + 0.5), f.tone);
                f.wetness = m.pick(upright.pick(0.0, 0.22 * stage.wetness), f.wetness);
            }
            let m = is(hit, Material::Brick);
            if m.any_true() {
                f.tone = m.pick(hit.tone * bricks(simd, across, point.y, footprint_m, detailed), f.tone);
            }
            let m = is(hit, Material::Facade);
            if m.any_true() {
                facade(simd, &mut f, m, hit, across, point.y, footprint_m, detailed);
            }
            let m = is(hit, Material::Siding);
            if m.any_true() {
                let board = point.y * 5.5;
                let inside = board - board.floor();
                let clear = saturate(1.0 - footprint_m * 6.0);
                let grain = if detailed { FINE.at(simd, across * 0.2, point.y, 90.0) } else { half };
                let lip = 1.0 - (1.0 - smoothstep(0.0, 0.14, inside)) * 0.6 * clear;
                f.tone = m.pick(hit.tone * lip * (grain * 0.4 + 0.8), f.tone);
                f.normal.y = m.pick(f.normal.y + (0.18 - inside * 0.25) * clear, f.normal.y);
            }
            let m = is(hit, Material::Plaster);
            if m.any_true() {
                let stain = if detailed { BROAD.at(simd, across + 1.7, height * 0.7, 60.0) } else { half };
                let rough = if detailed { FINE.at(simd, across, height, 70.0) } else { half };
                // Hands, shoulders and damp darken a wall from below.
                let worn = saturate(height * 0.45 + stain * 0.9 - 0.1) * 0.35 + 0.65;
                f.tone = m.pick(hit.tone * upright.pick(worn, 0.9) * (stain * 0.25 + rough * 0.16 + 0.78), f.tone);
            }
            let m = is(hit, Material::Wallpaper);
            if m.any_true() {
                f.tone = m.pick(hit.tone * wallpaper(simd, across, height, footprint_m, detailed), f.tone);
            }
            let m = is(hit, Material::Tiles);
            if m.any_true() {
                let clear = saturate(1.0 - footprint_m * 14.0);
                let (u, v) = (across * 6.8, height * 6.8);
                let joints = joint(u, clear).min(joint(v, clear));
                let glaze = scatter(u.floor() * 1.9 + v.floor() * 3.7) * 0.14 + 0.93;
                let grime = if detailed { BROAD.at(simd, across, height, 50.0) * 0.3 + 0.85 } else { half * 2.0 };
                f.tone = m.pick(hit.tone * glaze * grime * (joints * 0.45 + 0.55), f.tone);
                f.wetness = m.pick(joints * 0.3, f.wetness);
            }
            let m = is(hit, Material::Skyline);
            if m.any_true() {
                skyline_windows(&mut f, m, point);
            }
            let m = is(hit, Material::Carpet);
            if m.any_true() {
                let pile = if detailed { FINE.at(simd, point.x, point.z, 300.0) } else { half };
                let stripe = saturate((point.x - (point.x + 0.5).floor()).abs() * 12.0 - 4.6) * 0.35;
                f.tone = m.pick(hit.tone * (pile * 0.9 + 0.55) * (1.0 - stripe), f.tone);
            }
            let m = is(hit, Material::Emitting);
            if m.any_true() {
                // Net curtain or ribbed glass before the light: brightest in the upper third, in soft folds.
                let folds = sine(across * 41.0 + sine(across * 7.0 + point.y) * 1.5) * 0.16 + 0.84;
                let fall = saturate(point.y * 0.42 + 0.10) * 0.75 + 0.25;
                f.emission = m.pick(hit.tone * folds * fall * 6.0, f.emission);
            }
            let m = is(hit, Material::Glowing);
            if m.any_true() {
                f.emission = m.pick(hit.tone * 6.0, f.emission);
            }
            f
        },
    )
}

#[inline(always)]
fn asphalt<S: Simd>(simd: S, stage: &Stage, f: &mut Finish<S>, m: Mask<S>, point: Vec3x8<S>, footprint_m: Lanes<S>) {
    const STONES_PER_M: f32 = 300.0;
    let clear = 1.0 / (1.0 + footprint_m * footprint_m * 9.0e3);
    let stone = FINE.at(simd, point.x, point.z, STONES_PER_M);
    let right = FINE.at(simd, point.x + 0.004, point.z, STONES_PER_M);
    let back = FINE.at(simd, point.x, point.z + 0.004, STONES_PER_M);
    let patches = BROAD.at(simd, point.x + 3.1, point.z * 1.5 + 1.0, 46.0);
    let puddle = smoothstep(0.50, 0.54, patches);
    // Water stands in the middle, and runs out into damp.
    let damp = smoothstep(0.40, 0.51, patches);
    let rough = (1.0 - puddle * 0.95) * clear;
    f.normal.x = m.pick((stone - right) * rough * 2.2, f.normal.x);
    f.normal.z = m.pick((stone - back) * rough * 2.2, f.normal.z);
    let grit = (stone - 0.5) * clear + 0.5;
    let tone = (grit * grit * 0.20 + 0.022) * (1.0 - puddle * 0.75) * (1.25 - damp * 0.45);
    f.tone = m.pick(tone, f.tone);
    f.wetness = m.pick((puddle * 0.70 + damp * 0.18 + 0.12) * stage.wetness, f.wetness);
}

/// Share of a pixel above the tops of what stands far away: conifers in two rows over a hedge, or roofs in two rows.
#[inline(always)]
pub(crate) fn above_tops<S: Simd>(simd: S, hit: &Hit<S>, point: Vec3x8<S>, footprint_m: Lanes<S>) -> Lanes<S> {
    let (woods, roofs) = (is(hit, Material::Woods), is(hit, Material::Skyline));
    if !(woods | roofs).any_true() {
        return splat(simd, 0.0);
    }
    let mut top = splat(simd, HORIZON_M);
    if woods.any_true() {
        let hedge = BROAD.at(simd, point.x, point.x * 0.1, 34.0) * 1.5 + 1.1;
        let trees = conifers(point, 1.9, [1.5, 4.4], 0.3).max(conifers(point, 3.1, [2.4, 5.0], 0.71)).max(hedge);
        top = woods.pick(trees, top);
    }
    if roofs.any_true() {
        top = roofs.pick(skyline(point).0, top);
    }
    saturate((point.y - top) / footprint_m.max(0.02) + 0.5)
}

/// Height of the roofs above a point's foot, and the number of the house that it is on: near ones before far ones.
#[inline(always)]
fn skyline<S: Simd>(point: Vec3x8<S>) -> (Lanes<S>, Lanes<S>) {
    let row = |width_m: f32, low_m: f32, high_m: f32, seed: f32| {
        let number = (point.x * (1.0 / width_m) + seed).floor();
        // Most houses keep the height of their street; few stand out.
        let share = scatter(number * 1.37 + seed);
        (share * share * (high_m - low_m) + low_m, number + seed * 40.0)
    };
    let ((near_m, near), (far_m, far)) = (row(6.3, 1.2, 7.0, 0.23), row(3.7, 2.4, 5.6, 0.61));
    (near_m.max(far_m), point.y.simd_lt(near_m).pick(near, far))
}

/// Windows of a skyline: few are lit at this hour.
#[inline(always)]
fn skyline_windows<S: Simd>(f: &mut Finish<S>, m: Mask<S>, point: Vec3x8<S>) {
    let (_, house) = skyline(point);
    let (u, v) = (point.x * 1.3, point.y * 1.15);
    let (column, row) = (u.floor(), v.floor());
    let lit = scatter(column * 3.17 + row * 7.9 + house * 0.73).simd_gt(0.93);
    let inside = (u - column - 0.5).abs().simd_lt(0.26) & (v - row - 0.5).abs().simd_lt(0.30);
    f.emission = (m & lit & inside).pick(scatter(column * 1.3 + row * 5.1) * 0.16 + 0.04, f.emission);
}

/// Height of a row of trees, each with its own, narrowing upward in boughs.
#[inline(always)]
fn conifers<S: Simd>(point: Vec3x8<S>, spacing_m: f32, [low_m, high_m]: [f32; 2], seed: f32) -> Lanes<S> {
    let place = point.x * (1.0 / spacing_m) + seed;
    let number = place.floor();
    let top = scatter(number * 1.7 + seed) * (high_m - low_m) + low_m;
    let aside = (place - number - 0.5).abs() * 2.0;
    let boughs = sine(point.y * 9.0 + number) * 0.10;
    top - (aside + boughs * aside) * (top * 0.55)
}

#[inline(always)]
fn bricks<S: Simd>(simd: S, across: Lanes<S>, up: Lanes<S>, footprint_m: Lanes<S>, detailed: bool) -> Lanes<S> {
    if !detailed {
        return splat(simd, 0.85);
    }
    let clear = saturate(1.15 - footprint_m * 22.0);
    let course = up * 13.0;
    let row = course.floor();
    let place = across * 4.4 + row * 0.5;
    let column = place.floor();
    let (v, u) = (course - row, place - column);
    let joint = v.min(1.0 - v).min(u.min(1.0 - u) * 2.9);
    let mortar = smoothstep(0.02, 0.12, joint);
    let brick = scatter(column * 1.31 + row * 2.17);
    let detail = (mortar * 0.5 + 0.5) * (brick * 0.5 + 0.68) * 1.12;
    let stain = BROAD.at(simd, across * 0.6, up * 0.4, 60.0) * 0.5 + 0.72;
    (0.85 + (detail - 0.85) * clear) * stain
}

/// Stripes with a small sprig between them, faded and rubbed, over panelled wood to the height of a chair's back.
#[inline(always)]
fn wallpaper<S: Simd>(simd: S, across: Lanes<S>, up: Lanes<S>, footprint_m: Lanes<S>, detailed: bool) -> Lanes<S> {
    const STRIPES_PER_M: f32 = 5.4;
    const DADO_M: f32 = 0.88;
    const PANEL_M: f32 = 0.72;
    let clear = saturate(1.2 - footprint_m * 16.0);
    let place = across * STRIPES_PER_M;
    let inside = (place - place.floor() - 0.5).abs();
    let stripe = smoothstep(0.20, 0.26, inside);
    let lines = smoothstep(0.30, 0.33, inside) - smoothstep(0.35, 0.38, inside);
    let column = place.floor();
    let sprig_up = up * 5.0 + scatter(column) * 0.5;
    let v = sprig_up - sprig_up.floor() - 0.5;
    let leaf = 1.0 - smoothstep(0.05, 0.13, inside * 0.9 + (v * v) * 1.1 + (v * 9.0 + inside * 12.0).abs() * 0.004);
    let pattern = (stripe * 0.16 - lines * 0.22 - leaf * 0.26) * clear;
    let stain = if detailed { BROAD.at(simd, across * 0.9 + 4.1, up * 0.6, 60.0) } else { splat(simd, 0.5) };
    let worn = saturate(up * 0.5 + stain * 0.8 - 0.05) * 0.3 + 0.7;
    let paper = (0.96 + pattern) * worn * (stain * 0.3 + 0.82);
    let low = up.simd_lt(DADO_M);
    if !low.any_true() {
        return paper;
    }
    let board = across * (1.0 / PANEL_M);
    let aside = (board - board.floor() - 0.5).abs() * PANEL_M;
    // How far inside the panel's moulding; negative on the frame that holds it.
    let inset = (PANEL_M * 0.5 - 0.07 - aside).min((up - 0.22).min(0.76 - up));
    let groove = 1.0 - smoothstep(0.006, 0.014, inset.abs());
    let wood = inset.simd_gt(0.0).pick(0.62, 0.74) - groove * clear * 0.3;
    low.pick(wood * (stain * 0.2 + 0.9), paper)
}

/// Share of a pixel that lies inside a distance; `soft` is one over the pixel's size.
#[inline(always)]
fn within<S: Simd>(distance: Lanes<S>, soft: Lanes<S>) -> Lanes<S> {
    saturate(0.5 - distance * soft)
}

/// A house front: bricks, windows with frames and sills, and some of them lit behind curtains.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn facade<S: Simd>(
    simd: S,
    f: &mut Finish<S>,
    m: Mask<S>,
    hit: &Hit<S>,
    across: Lanes<S>,
    up: Lanes<S>,
    footprint_m: Lanes<S>,
    detailed: bool,
) {
    let (bay_m, storey_m) = (2.1, 2.9);
    let (bay, storey) = ((across + 0.4) * (1.0 / bay_m), (up - 0.45) * (1.0 / storey_m));
    let (column, row) = (bay.floor(), storey.floor());
    let (u, v) = ((bay - column - 0.5) * bay_m, (storey - row - 0.5) * storey_m);
    let soft = 1.0 / footprint_m.max(1e-4);
    let opening = (u.abs() - 0.46).max(v.abs() - 0.78);
    let exists = row.simd_ge(0.0);
    let glass = exists.pick(within(opening, soft), 0.0);
    let casing = exists.pick(within(opening - 0.09, soft), 0.0);
    let bars = within(u.abs() - 0.024, soft).max(within((v - 0.12).abs() - 0.03, soft));
    let pane = glass * (1.0 - bars);
    let sill = exists.pick(within((v + 0.86).abs() - 0.05, soft) * within(u.abs() - 0.60, soft), 0.0);
    let which = scatter(column * 7.13 + row * 3.71 + 0.5);
    let lit = which.simd_gt(0.80);
    let brightness = scatter(column * 3.3 + row * 9.1) * 0.7 + 0.3;
    // Curtains hang at the sides and fold; some blinds are half down.
    let curtain = saturate((0.40 - u.abs()) * 3.2) * 0.75 + 0.25;
    let cloth = sine(u * 46.0 + sine(v * 1.3) * 1.1) * 0.16 + 0.84;
    let blind = (scatter(column * 1.9 + row * 5.3) - 0.35) * 1.5;
    let drawn = v.simd_gt(blind).pick(0.45, 1.0);
    let lamp = brightness * curtain * cloth * drawn * (0.85 + v * 0.12);
    let wall = hit.tone * bricks(simd, across, up, footprint_m, detailed);
    let stone = hit.tone * 1.7;
    let mut tone = wall + (stone - wall) * casing.max(sill);
    tone = tone + (0.015 - tone) * pane;
    f.tone = m.pick(tone, f.tone);
    f.emission = (m & lit).pick(lamp * pane * 0.34, f.emission);
    f.wetness = m.pick(pane * 0.3, f.wetness);
}
