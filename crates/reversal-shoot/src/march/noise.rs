//! Procedural grain of surfaces: value noise in tiles, made once.

use std::sync::LazyLock;

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdInt, i32x16, u32x16};

use super::packet::{LANES, Lanes};

const SIDE: usize = 512;
/// Number of the last cell on a side, and all its bits.
const LAST: i32 = SIDE as i32 - 1;

/// A square tile of noise that repeats. Each cell keeps its four corners, in 255ths, in the bytes of one number:
/// looking up is one load a ray.
pub(crate) struct Noise {
    cells: Vec<u32>,
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
        let corner = |x: usize, y: usize| (values[y % SIDE * SIDE + x % SIDE] / total * 255.0).round() as u8;
        let cell = |x, y| u32::from_le_bytes([corner(x, y), corner(x + 1, y), corner(x, y + 1), corner(x + 1, y + 1)]);
        Self { cells: (0..SIDE * SIDE).map(|i| cell(i % SIDE, i / SIDE)).collect() }
    }

    /// The tile at a point, between its cells; `cells_per_m` says how large it lies.
    #[inline(always)]
    pub fn at<S: Simd>(&self, simd: S, x: Lanes<S>, y: Lanes<S>, cells_per_m: f32) -> Lanes<S> {
        let (x, y) = (x * cells_per_m, y * cells_per_m);
        let (left, low) = (x.floor(), y.floor());
        let (u, v) = (x - left, y - low);
        let (column, row) = (left.to_int::<i32x16<S>>() & LAST, low.to_int::<i32x16<S>>() & LAST);
        let place: [i32; LANES] = (row * SIDE as i32 + column).into();
        let mut cells = [0; LANES];
        for (cell, &place) in cells.iter_mut().zip(&place) {
            *cell = self.cells[place as usize & (SIDE * SIDE - 1)];
        }
        let cells = u32x16::from_slice(simd, &cells);
        let (a, b) = ((cells & 255).to_float::<Lanes<S>>(), ((cells >> 8) & 255).to_float::<Lanes<S>>());
        let (c, d) = (((cells >> 16) & 255).to_float::<Lanes<S>>(), (cells >> 24).to_float::<Lanes<S>>());
        let (low, high) = (a + (b - a) * u, c + (d - c) * u);
        (low + (high - low) * v) * (1.0 / 255.0)
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
    use crate::march::packet::splat;
    use fearless_simd::{Level, dispatch};

    #[test]
    fn noise_varies_over_its_tile() {
        for noise in [&*FINE, &*BROAD] {
            let values = || noise.cells.iter().map(|cell| cell.to_le_bytes()[0]);
            let (low, high) = (values().min().unwrap(), values().max().unwrap());
            assert!(high - low > 100, "{low} {high}");
        }
    }

    #[test]
    fn noise_runs_on_from_cell_to_cell_and_from_tile_to_tile() {
        let at = |x: f32, y: f32| -> f32 {
            dispatch!(Level::new(), simd => FINE.at(simd, splat(simd, x), splat(simd, y), 1.0)[0])
        };
        for i in 0..40 {
            let (x, y) = (i as f32 * 13.0 - 260.0, i as f32 * 7.0 - 100.0);
            assert!((at(x - 0.001, y) - at(x + 0.001, y)).abs() < 0.01);
            assert!((at(x, y - 0.001) - at(x, y + 0.001)).abs() < 0.01);
            assert!((at(x + 0.3, y) - at(x + 0.3 + SIDE as f32, y)).abs() < 0.01);
        }
    }
}
