//! A convolution under squares of three frames and three bands, and pooling
//! over neighbouring bands.

use super::layer::{Layer, rectify};

/// Frames and bands under a square.
const SIDE: usize = 3;

/// `IN` values a band become `OUT` of each `POOL` bands; two bands are lost at the rim.
pub(crate) struct Square<const IN: usize, const OUT: usize, const POOL: usize> {
    layer: Layer<OUT>,
}

impl<const IN: usize, const OUT: usize, const POOL: usize> Square<IN, OUT, POOL> {
    /// Numbers in a file.
    pub const NUMBERS: usize = Layer::<OUT>::numbers(SIDE * SIDE * IN);

    /// Bands that come of so many.
    pub const fn bands(bands: usize) -> usize {
        (bands - (SIDE - 1)) / POOL
    }

    pub fn read(numbers: &mut impl Iterator<Item = f32>) -> Self {
        Square { layer: Layer::read(numbers, SIDE * SIDE * IN) }
    }

    /// One frame of what comes of three: before, at and after; rectified.
    pub fn under(&self, frames: [&[[f32; IN]]; SIDE]) -> Vec<[f32; OUT]> {
        let pooled = Self::bands(frames[0].len());
        (0..pooled)
            .map(|place| {
                let mut greatest = [f32::NEG_INFINITY; OUT];
                for band in place * POOL..(place + 1) * POOL {
                    let mut sums = self.layer.bias();
                    for (tap, frame) in frames.iter().enumerate() {
                        self.layer.add(&mut sums, tap * SIDE * IN, frame[band..band + SIDE].as_flattened());
                    }
                    for (kept, sum) in greatest.iter_mut().zip(&sums) {
                        *kept = kept.max(*sum);
                    }
                }
                // The rectifier rises, so it may follow the pooling.
                rectify(&mut greatest);
                greatest
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_sum_of_each_pool_is_kept() {
        // The middle band of the middle frame counts twice, all else nothing; the bias is 1.
        let mut numbers = (0..10).map(|i| if i == 4 { 2.0 } else { f32::from(u8::from(i == 9)) });
        let square: Square<1, 1, 2> = Square::read(&mut numbers);
        let still = [[9.0]; 6];
        let middle = [[7.0], [1.0], [3.0], [-8.0], [-5.0], [7.0]];
        let pooled = square.under([&still, &middle, &still]);
        assert_eq!(pooled.len(), 2);
        assert_eq!(pooled[0], [7.0]);
        assert!((pooled[1][0] - -0.9).abs() < 1e-6, "a tenth of 1 − 2 · 5");
    }
}
