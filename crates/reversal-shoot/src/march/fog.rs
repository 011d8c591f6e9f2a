//! Light in the air: a grid of columns over the picture, each with what the fog adds up to every depth.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask, i32x16};
use glam::Vec3;

use super::View;
use super::light::{Arriving, key_arriving, primitive_shadow};
use super::packet::{LANES, Lanes, Vec3x8, fade, splat};
use super::tile::TILE;
use crate::primitive::Primitive;
use crate::stage::{GROUPS_EACH, PLACE_GROUP};

/// Depths that a column keeps.
pub(crate) const SLICES: usize = 32;
/// How deep columns reach, m; slices thin toward the camera.
pub(crate) const REACH_M: f32 = 26.0;

/// What the fog adds, from the eye to each slice.
pub(crate) type Column = [f32; SLICES];

/// Who may throw a shadow into the fog.
pub(crate) struct FogCasters {
    /// Limbs and trunks; fingers throw none that can be seen.
    pub list: Vec<u16>,
    /// Spheres round the two figures, to skip the rest quickly.
    pub spheres: [(Vec3, f32); 2],
}

impl FogCasters {
    pub fn new(primitives: &[Primitive]) -> Self {
        let casts = |p: &Primitive| p.group < PLACE_GROUP && p.radius_m > 0.036;
        let sphere = |figure: u8| {
            let (mut low, mut high) = (Vec3::splat(f32::MAX), Vec3::splat(f32::MIN));
            for p in primitives.iter().filter(|p| p.group / GROUPS_EACH == figure) {
                let (a, b, radius) = p.bound();
                low = low.min(a.min(b) - radius);
                high = high.max(a.max(b) + radius);
            }
            if low.x > high.x { (Vec3::ZERO, 0.0) } else { ((low + high) * 0.5, (high - low).length() * 0.5) }
        };
        Self {
            list: (0..primitives.len() as u16).filter(|&i| casts(&primitives[usize::from(i)])).collect(),
            spheres: [sphere(0), sphere(1)],
        }
    }

    /// Whether one of the two may stand between some points and a light.
    #[inline(always)]
    pub fn may_shade<S: Simd>(&self, simd: S, point: Vec3x8<S>, light: &Arriving<S>) -> bool {
        let mut may = false;
        for (middle, radius) in self.spheres {
            let to_middle = Vec3x8::splat(simd, middle).minus(point);
            let along = to_middle.dot(light.toward).max(0.0).min(light.distance_m);
            let beside = to_middle.minus(light.toward.times(along));
            may |= beside.dot(beside).simd_lt((radius + 0.15) * (radius + 0.15)).any_true();
        }
        may
    }
}

/// Fills one row of columns; columns stand at the corners of tiles.
#[inline(always)]
pub(crate) fn fill_row<S: Simd>(simd: S, view: &View, casters: &FogCasters, row: usize, out: &mut [Column]) {
    simd.vectorize(
        #[inline(always)]
        || {
            for (x, column) in out.iter_mut().enumerate() {
                fill_column(simd, view, casters, view.ray((x * TILE) as f32, (row * TILE) as f32), column);
            }
        },
    );
}

#[inline(always)]
fn slice_depth_m(slice: f32) -> f32 {
    REACH_M * (slice / SLICES as f32).powi(2)
}

#[inline(always)]
fn fill_column<S: Simd>(simd: S, view: &View, casters: &FogCasters, ray: Vec3, out: &mut Column) {
    // Henyey–Greenstein: fog scatters forward, so the air is bright toward the lamp.
    const FORWARD: f32 = 0.62;
    let stage = view.stage;
    let (eye, direction) = (Vec3x8::splat(simd, view.camera.eye), Vec3x8::splat(simd, ray));
    let (mut sum, mut optical_depth, mut before) = (0.0f32, 0.0f32, 0.0f32);
    for part in 0..SLICES / LANES {
        let depths: [f32; LANES] = std::array::from_fn(|i| slice_depth_m((part * LANES + i) as f32 + 0.5));
        let point = direction.scaled_plus(Lanes::from_slice(simd, &depths), eye);
        let mut light = key_arriving(simd, stage, point);
        if light.strength.simd_gt(1e-4).any_true() && casters.may_shade(simd, point, &light) {
            light.strength *= primitive_shadow(simd, view.primitives, &casters.list, point, &light, 6.0);
        }
        let angle = -light.toward.dot_one(ray);
        let lobe = splat(simd, 1.0 + FORWARD * FORWARD) + angle * (2.0 * FORWARD);
        let phase = (1.0 - FORWARD * FORWARD) / (lobe * lobe.sqrt() + 1e-3);
        let density = fade(point.y.max(0.0) * (1.0 / stage.fog_height_m)) * stage.fog_per_m + stage.haze * 0.5;
        // Without this the air just below a lamp burns a white ball into the frame.
        let squared = light.distance_m * light.distance_m;
        let tamed = light.strength * (squared / (squared + 2.5));
        let scattered = density * (tamed * (phase * 0.35 + 0.10) + stage.haze * 0.6 + stage.sky * 0.25);
        for lane in 0..LANES {
            let slice = part * LANES + lane;
            let depth = slice_depth_m((slice + 1) as f32);
            sum += scattered[lane] * (depth - before) * (-optical_depth).exp();
            optical_depth += density[lane] * (depth - before) * 0.5;
            before = depth;
            out[slice] = rolled_off(sum, view.stage.exposure * view.camera.gain);
        }
    }
}

/// Air is bright, and never white: light above this is compressed, and none comes out brighter than the next.
const SHOULDER: f32 = 0.14;
const BRIGHTEST: f32 = 0.55;

fn rolled_off(light: f32, gain: f32) -> f32 {
    let (shoulder, room) = (SHOULDER / gain, (BRIGHTEST - SHOULDER) / gain);
    let over = (light - shoulder).max(0.0);
    light.min(shoulder) + over / (over / room + 1.0)
}

/// A column between four, by their weights.
#[inline(always)]
pub(crate) fn between<S: Simd>(simd: S, columns: [&Column; 4], weights: [f32; 4]) -> Column {
    let mut out = [0.0; SLICES];
    for first in (0..SLICES).step_by(LANES) {
        let mut sum = splat(simd, 0.0);
        for (column, weight) in columns.iter().zip(weights) {
            sum += Lanes::from_slice(simd, &column[first..first + LANES]) * weight;
        }
        sum.store_slice(&mut out[first..first + LANES]);
    }
    out
}

/// What the fog of a column adds up to a depth.
#[inline(always)]
pub(crate) fn look_up<S: Simd>(simd: S, column: &Column, depth_m: Lanes<S>) -> Lanes<S> {
    let place = ((depth_m * (1.0 / REACH_M)).sqrt() * SLICES as f32 - 1.0).max(0.0).min((SLICES - 1) as f32);
    let slice = place.floor().min((SLICES - 2) as f32);
    let number: [i32; LANES] = slice.to_int::<i32x16<S>>().into();
    let (mut near, mut far) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let i = number[lane] as usize;
        (near[lane], far[lane]) = (column[i % SLICES], column[(i + 1) % SLICES]);
    }
    let (near, far) = (Lanes::from_slice(simd, &near), Lanes::from_slice(simd, &far));
    near + (far - near) * (place - slice)
}
