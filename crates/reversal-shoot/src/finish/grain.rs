//! Silver grain. Its size is a share of the picture, so that a draft and a large print show the same film.

use crate::march::noise::random;

/// Side of the tile, pixels.
pub(crate) const SIDE: usize = 512;
/// Standard deviation of a grain's blur, pixels in a picture 1920 wide.
const SIZE_AT_1920: f32 = 0.62;

/// A tile of grain with unit standard deviation, less where grains are finer than pixels.
pub(crate) struct Grain {
    tile: Vec<f32>,
}

impl Grain {
    pub fn new(picture_width: usize) -> Self {
        let size = SIZE_AT_1920 * picture_width as f32 / 1920.0;
        let reach = (size * 3.0).ceil() as i32;
        let weights: Vec<f32> =
            (-reach..=reach).map(|i| (-(i * i) as f32 / (2.0 * size * size).max(1e-3)).exp()).collect();
        let mut tile: Vec<f32> = (0..SIDE * SIDE)
            .map(|i| {
                let (x, y) = ((i % SIDE) as u32, (i / SIDE) as u32);
                (0..3).map(|k| random(x, y, 900 + k) - 0.5).sum()
            })
            .collect();
        for down in [false, true] {
            tile = (0..SIDE * SIDE)
                .map(|i| {
                    let (x, y) = ((i % SIDE) as i32, (i / SIDE) as i32);
                    let wrap = |v: i32| v.rem_euclid(SIDE as i32) as usize;
                    weights
                        .iter()
                        .zip(-reach..)
                        .map(|(weight, k)| {
                            let (x, y) = if down { (x, y + k) } else { (x + k, y) };
                            weight * tile[wrap(y) * SIDE + wrap(x)]
                        })
                        .sum()
                })
                .collect();
        }
        let deviation = (tile.iter().map(|v| v * v).sum::<f32>() / tile.len() as f32).sqrt();
        let strength = (size / 0.5).clamp(0.6, 1.0);
        tile.iter_mut().for_each(|v| *v *= strength / deviation);
        Self { tile }
    }

    /// A row of the tile for a frame; each frame begins elsewhere in it.
    #[inline(always)]
    pub fn row(&self, frame: u64, y: usize) -> (&[f32], usize) {
        let place = (frame.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize;
        let row = &self.tile[((y + place) % SIDE) * SIDE..][..SIDE];
        (row, (place >> 9) % SIDE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grain_has_no_mean_and_differs_from_frame_to_frame() {
        let grain = Grain::new(1920);
        let mean = grain.tile.iter().sum::<f32>() / grain.tile.len() as f32;
        assert!(mean.abs() < 0.02, "{mean}");
        assert_ne!(grain.row(1, 0).0.as_ptr(), grain.row(2, 0).0.as_ptr());
    }
}
