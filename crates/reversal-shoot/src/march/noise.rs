//! Procedural grain of surfaces: value noise in tiles, made once.

use std::sync::LazyLock;

use fearless_simd::{Simd, SimdBase, SimdFloat};

use super::packet::{LANES, Lanes};

const SIDE: usize = 512;

/// A square tile of noise that repeats.
pub(crate) struct Noise {
    values: Vec<f32>,
}

/// Stones in asphalt, grain of wood and weave: little below a hand's size, so that it never looks cloudy.
pub(crate) static FINE: LazyLock<Noise> = LazyLock::new(|| Noise::new(32, 4, 0.8, 0));
/// Puddles, stains and damp.
pub(crate) static BROAD: LazyLock<Noise> = LazyLock::new(|| Noise::new(4, 5, 0.5, 40));

impl Noise {
    fn new(cells: u32, octaves: u32, persistence: f32, seed: u32) -> Self {
        let mut values = vec![0.0; SIDE * SIDE];
        let (mut weight, mut cells, mut total) = (1.0, cells, 0.0);
        for octave in 0..octaves {
            for (i, value) in values.iter_mut().enumerate() {
                let (x, y) = ((i % SIDE) as f32 / SIDE as f32, (i / SIDE) as f32 / SIDE as f32);
                *value += weight * value_noise(x * cells as f32, y * cells as f32, cells, seed + octave);
            }
            total += weight;
            weight *= persistence;
            cells *= 2;
        }
        values.iter_mut().for_each(|value| *value /= total);
        Self { values }
    }

    /// The tile at a point, between its cells; `cells_per_m` says how large it lies.
    #[inline(always)]
    pub fn at<S: Simd>(&self, simd: S, x: Lanes<S>, y: Lanes<S>, cells_per_m: f32) -> Lanes<S> {
        let (x, y) = (x * cells_per_m, y * cells_per_m);
        let (left, low) = (x.floor(), y.floor());
        let (u, v) = (x - left, y - low);
        let mut corners = [[0.0f32; LANES]; 4];
        for lane in 0..LANES {
            let (x, y) = (left[lane] as i32 as usize, low[lane] as i32 as usize);
            let (x0, x1) = (x & (SIDE - 1), x.wrapping_add(1) & (SIDE - 1));
            let (y0, y1) = ((y & (SIDE - 1)) * SIDE, (y.wrapping_add(1) & (SIDE - 1)) * SIDE);
            corners[0][lane] = self.values[y0 + x0];
            corners[1][lane] = self.values[y0 + x1];
            corners[2][lane] = self.values[y1 + x0];
            corners[3][lane] = self.values[y1 + x1];
        }
        let [a, b, c, d] = corners.map(|corner| Lanes::from_slice(simd, &corner));
        let (low, high) = (a + (b - a) * u, c + (d - c) * u);
        low + (high - low) * v
    }
}

fn value_noise(x: f32, y: f32, cells: u32, seed: u32) -> f32 {
    let (u, v) = (x.fract(), y.fract());
    let (u, v) = (u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v));
    let corner = |dx: u32, dy: u32| random((x as u32 + dx) % cells, (y as u32 + dy) % cells, seed);
    let low = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
    let high = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
    low + (high - low) * v
}

/// A number in 0..1 from three, by integer mixing.
pub(crate) fn random(x: u32, y: u32, seed: u32) -> f32 {
    let mut a = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    a = (a ^ (a >> 15)).wrapping_mul(0x2C1B_3C6D);
    a = (a ^ (a >> 12)).wrapping_mul(0x297A_2D39);
    (a ^ (a >> 15)) as f32 / u32::MAX as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_lies_in_its_range_and_varies() {
        for noise in [&*FINE, &*BROAD] {
            let (low, high) = noise.values.iter().fold((1.0f32, 0.0f32), |(l, h), &v| (l.min(v), h.max(v)));
            assert!(low >= 0.0 && high <= 1.0 && high - low > 0.4, "{low} {high}");
        }
    }
}
