//! How bright small things in the air are.

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};
use glam::{Vec2, Vec3};

use super::fleck::Fleck;
use super::sight::Sight;
use super::{Ends, faded};
use crate::march::{Arriving, FogCasters, LANES, Lanes, Pick, Vec3x8, View, arriving, box_shadow, key_arriving};
use crate::march::{primitive_shadow, splat};

/// How things of a kind throw light on.
pub(crate) struct LitBy {
    /// Asymmetry of the Henyey–Greenstein lobe.
    forward: f32,
    /// Share of the light from behind that reaches them besides the key.
    from_behind: f32,
    /// How much brighter they are shown than they are: a film's rain is lit for itself, and its drops are larger.
    shown: f32,
}

impl LitBy {
    /// A ball of water bundles what comes from behind it at twice its radius, so that straight ahead it is 16 times as
    /// bright as one that throws light evenly (Hecht, "Optics", ball lenses); the lobe that has that peak has .68.
    pub const WATER: Self = Self { forward: 0.68, from_behind: 1.0, shown: 3.0 };
    /// Lint: forward, less so than water, and in the key light alone. It is shown as if a shaft of day fell on it, which
    /// is that much stronger beside a room than a lamp is beside its night.
    pub const DUST: Self = Self { forward: 0.35, from_behind: 0.0, shown: 50.0 };
}

/// No fleck is brighter than this share of white, so that none flashes.
const BRIGHTEST: f32 = 0.7;
/// What adds less than this is not seen.
const FAINTEST: f32 = 0.0015;

/// Things that may be seen, before light falls on them.
#[derive(Default)]
pub(crate) struct Specks {
    /// Where they are in the middle of the exposure.
    pub at: Vec<Vec3>,
    seen: Vec<Speck>,
}

struct Speck {
    from: Vec2,
    to: Vec2,
    half_width: f32,
    distance_m: f32,
    /// Pixels that its own cross-section takes, times the share of it that is shown.
    pixels: f32,
}

impl Specks {
    pub fn clear(&mut self) {
        self.at.clear();
        self.seen.clear();
    }

    /// Takes in a round thing of a size on its way while the shutter is open, if it can be seen.
    pub fn take(&mut self, sight: &Sight, [from, to]: Ends, size_m: f32, reach_m: f32, share: f32) {
        let (Some(start), Some(end)) = (sight.place(from), sight.place(to)) else { return };
        let (distance_m, depth_m) = ((start.distance_m + end.distance_m) * 0.5, (start.depth_m + end.depth_m) * 0.5);
        let shown = faded(distance_m, reach_m) * share;
        if shown <= 0.0 || !(sight.is_free(&start) || sight.is_free(&end)) {
            return;
        }
        let half_width = sight.half_width(size_m, depth_m);
        if !sight.is_in_picture(start.at, end.at, half_width) {
            return;
        }
        let across = size_m / (depth_m * sight.view.pixel);
        let pixels = across * across * std::f32::consts::FRAC_PI_4 * shown;
        self.at.push((from + to) * 0.5);
        self.seen.push(Speck { from: start.at, to: end.at, half_width, distance_m, pixels });
    }
}

/// Light thrown toward the eye by things in the lights of a stage: sixteen at a time.
#[inline(always)]
pub(crate) fn illuminate<S: Simd>(simd: S, view: &View, by: &LitBy, specks: &Specks, out: &mut Vec<Fleck>) {
    simd.vectorize(
        #[inline(always)]
        || {
            let casters = FogCasters::new(view.primitives);
            let boxes = view.stage.boxes.iter().enumerate().filter(|(_, b)| b.shadow);
            let boxes: Vec<u16> = boxes.map(|(i, _)| i as u16).collect();
            let gain = view.stage.exposure * view.camera.gain;
            let (faintest, brightest) = (FAINTEST / gain, BRIGHTEST / gain);
            for (at, seen) in specks.at.chunks(LANES).zip(specks.seen.chunks(LANES)) {
                let part = |axis: usize| {
                    let values: [f32; LANES] = std::array::from_fn(|i| at[i.min(at.len() - 1)][axis]);
                    Lanes::from_slice(simd, &values)
                };
                let point = Vec3x8 { x: part(0), y: part(1), z: part(2) };
                let thrown = thrown(simd, view, by, &casters, &boxes, point);
                for (i, speck) in seen.iter().enumerate() {
                    let all = thrown[i] * speck.pixels;
                    let light = (all * Fleck::spread(speck.from, speck.to, speck.half_width)).min(brightest);
                    if light > faintest {
                        let Speck { from, to, half_width, distance_m, .. } = *speck;
                        out.push(Fleck { from, to, half_width, light, distance_m });
                    }
                }
            }
        },
    );
}

/// Light toward the eye, for each whole pixel that a thing covers.
#[inline(always)]
fn thrown<S: Simd>(
    simd: S,
    view: &View,
    by: &LitBy,
    casters: &FogCasters,
    boxes: &[u16],
    point: Vec3x8<S>,
) -> Lanes<S> {
    let (stage, camera) = (view.stage, view.camera);
    let ray = point.minus_one(camera.eye).normalized();
    let mut key = key_arriving(simd, stage, point);
    if key.strength.simd_gt(1e-4).any_true() {
        if !boxes.is_empty() {
            key.strength *= box_shadow(simd, &stage.boxes, boxes, point, &key, stage.key.hardness);
        }
        if casters.may_shade(simd, point, &key) {
            key.strength *= primitive_shadow(simd, view.primitives, &casters.list, point, &key, stage.key.hardness);
        }
    }
    let mut sum = tamed(&key) * lobe(simd, by.forward, key.toward.dot(ray));
    if by.from_behind > 0.0 {
        let kick = arriving(simd, &stage.kick, point);
        sum += tamed(&kick) * lobe(simd, by.forward, kick.toward.dot(ray)) * by.from_behind;
        let brought = camera.back_light.length();
        if brought > 0.0 {
            sum += lobe(simd, by.forward, ray.dot_one(camera.back_light * (1.0 / brought))) * brought;
        }
        sum += splat(simd, stage.ambient + stage.sky);
    }
    // A matt surface throws a quarter of what a ball of the same outline does that throws light evenly.
    sum * (0.25 * by.shown)
}

/// What arrives, without the ball of light that 1/d² makes right beside a lamp.
#[inline(always)]
fn tamed<S: Simd>(light: &Arriving<S>) -> Lanes<S> {
    let squared = light.distance_m * light.distance_m;
    light.strength * (squared / (squared + 1.0))
}

/// The lobe of Henyey and Greenstein (1941), 1 on the mean over all directions; `ahead` is 1 where the eye looks into
/// the light.
#[inline(always)]
fn lobe<S: Simd>(simd: S, forward: f32, ahead: Lanes<S>) -> Lanes<S> {
    let base = (splat(simd, 1.0 + forward * forward) - ahead * (2.0 * forward)).max(1e-3);
    base.simd_gt(0.0).pick((1.0 - forward * forward) / (base * base.sqrt()), 0.0)
}
