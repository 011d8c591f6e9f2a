//! Packets of sixteen rays: vectors and the few functions that shading needs.

use fearless_simd::{Select, Simd, SimdBase, SimdFloat, SimdInto, f32x16, mask32x16, prelude::ExtractToken};
use glam::Vec3;

/// Sixteen numbers, one a ray.
pub(crate) type Lanes<S> = f32x16<S>;
/// Sixteen yes-or-no.
pub(crate) type Mask<S> = mask32x16<S>;

/// Rays in a packet.
pub(crate) const LANES: usize = 16;
/// Farther than anything in a place, m.
pub(crate) const FAR_M: f32 = 1e9;

/// Sixteen vectors.
#[derive(Clone, Copy)]
pub(crate) struct Vec3x8<S: Simd> {
    pub x: Lanes<S>,
    pub y: Lanes<S>,
    pub z: Lanes<S>,
}

/// Choice by mask that takes plain numbers too.
pub(crate) trait Pick<S: Simd> {
    fn pick(self, yes: impl SimdInto<Lanes<S>, S>, no: impl SimdInto<Lanes<S>, S>) -> Lanes<S>;
}

impl<S: Simd> Pick<S> for Mask<S> {
    #[inline(always)]
    fn pick(self, yes: impl SimdInto<Lanes<S>, S>, no: impl SimdInto<Lanes<S>, S>) -> Lanes<S> {
        let simd = self.token();
        self.select(yes.simd_into(simd), no.simd_into(simd))
    }
}

#[inline(always)]
pub(crate) fn splat<S: Simd>(simd: S, value: f32) -> Lanes<S> {
    Lanes::splat(simd, value)
}

impl<S: Simd> Vec3x8<S> {
    #[inline(always)]
    pub fn splat(simd: S, v: Vec3) -> Self {
        Self { x: splat(simd, v.x), y: splat(simd, v.y), z: splat(simd, v.z) }
    }

    #[inline(always)]
    pub fn dot(self, other: Self) -> Lanes<S> {
        self.x.mul_add(other.x, self.y.mul_add(other.y, self.z * other.z))
    }

    /// Dot product with one vector for all lanes.
    #[inline(always)]
    pub fn dot_one(self, one: Vec3) -> Lanes<S> {
        let simd = self.x.token();
        self.x.mul_add(splat(simd, one.x), self.y.mul_add(splat(simd, one.y), self.z * one.z))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y, z: self.z + other.z }
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y, z: self.z - other.z }
    }

    #[inline(always)]
    pub fn minus_one(self, one: Vec3) -> Self {
        Self { x: self.x - one.x, y: self.y - one.y, z: self.z - one.z }
    }

    #[inline(always)]
    pub fn times(self, factor: Lanes<S>) -> Self {
        Self { x: self.x * factor, y: self.y * factor, z: self.z * factor }
    }

    /// `self · factor + other`.
    #[inline(always)]
    pub fn scaled_plus(self, factor: Lanes<S>, other: Self) -> Self {
        Self {
            x: self.x.mul_add(factor, other.x),
            y: self.y.mul_add(factor, other.y),
            z: self.z.mul_add(factor, other.z),
        }
    }

    /// `self + factor · one`.
    #[inline(always)]
    pub fn plus_scaled_one(self, factor: Lanes<S>, one: Vec3) -> Self {
        let simd = factor.token();
        Self {
            x: factor.mul_add(splat(simd, one.x), self.x),
            y: factor.mul_add(splat(simd, one.y), self.y),
            z: factor.mul_add(splat(simd, one.z), self.z),
        }
    }

    #[inline(always)]
    pub fn length(self) -> Lanes<S> {
        (self.dot(self) + 1e-12).sqrt()
    }

    #[inline(always)]
    pub fn normalized(self) -> Self {
        self.times(1.0 / self.length())
    }

    #[inline(always)]
    pub fn pick(mask: Mask<S>, yes: Self, no: Self) -> Self {
        Self { x: mask.pick(yes.x, no.x), y: mask.pick(yes.y, no.y), z: mask.pick(yes.z, no.z) }
    }

    #[inline(always)]
    pub fn lane(self, i: usize) -> Vec3 {
        Vec3::new(self.x[i], self.y[i], self.z[i])
    }
}

#[inline(always)]
pub(crate) fn saturate<S: Simd>(x: Lanes<S>) -> Lanes<S> {
    x.max(0.0).min(1.0)
}

#[inline(always)]
pub(crate) fn smoothstep<S: Simd>(from: f32, to: f32, x: Lanes<S>) -> Lanes<S> {
    let t = saturate((x - from) * (1.0 / (to - from)));
    t * t * (3.0 - 2.0 * t)
}

/// About e^-x for x ≥ 0, within 2 %: fog needs no more.
#[inline(always)]
pub(crate) fn fade<S: Simd>(x: Lanes<S>) -> Lanes<S> {
    let x = x.max(0.0);
    1.0 / (1.0 + x * (1.0 + x * (0.48 + x * 0.235)))
}

/// About sin x, within .1 %: a parabola, then one correction.
#[inline(always)]
pub(crate) fn sine<S: Simd>(x: Lanes<S>) -> Lanes<S> {
    let turns = x * (1.0 / std::f32::consts::TAU);
    let turns = turns - (turns + 0.5).floor();
    let y = turns * 8.0 - turns * turns.abs() * 16.0;
    y * (0.775 + 0.225 * y.abs())
}

/// A number in 0..1 that looks random, from a number.
#[inline(always)]
pub(crate) fn scatter<S: Simd>(x: Lanes<S>) -> Lanes<S> {
    let a = sine(x * 12.9898) * 43.5453;
    a - a.floor()
}
