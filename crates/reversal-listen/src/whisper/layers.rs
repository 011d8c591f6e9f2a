//! The plain layers of a transformer (Vaswani and others 2017) on matrices of
//! a row a place in time.

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};

use super::model_file::ModelFile;
use crate::error::Fault;
use crate::parallel::map_ranges;

/// Rows that are worked on at once. Fixed, so that sums do not depend on how many threads share them.
pub(super) const ROWS_AT_ONCE: usize = 250;
/// Added to the variance.
const LITTLE: f32 = 1e-5;

/// Weighted sums of the inputs, and a bias.
pub(super) struct Linear {
    /// A row an output.
    weight: Array2<f32>,
    bias: Option<Array1<f32>>,
}

impl Linear {
    /// Takes `name.weight` and `name.bias` out of the file.
    pub fn read(file: &mut ModelFile, name: &str, inputs: usize, outputs: usize) -> Result<Linear, Fault> {
        let bias = Some(file.vector(&format!("{name}.bias"), outputs)?);
        Ok(Linear { bias, ..Linear::read_without_bias(file, name, inputs, outputs)? })
    }

    /// The same for a layer that has no bias.
    pub fn read_without_bias(file: &mut ModelFile, name: &str, inputs: usize, outputs: usize) -> Result<Linear, Fault> {
        Ok(Linear { weight: file.matrix(&format!("{name}.weight"), outputs, inputs)?, bias: None })
    }

    /// The sums of each row.
    pub fn apply(&self, rows: ArrayView2<'_, f32>, threads: usize) -> Array2<f32> {
        by_rows(rows.nrows(), threads, |from, to| {
            let mut sums = rows.slice(s![from..to, ..]).dot(&self.weight.t());
            if let Some(bias) = &self.bias {
                sums += bias;
            }
            sums
        })
    }
}

/// A matrix of `count` rows made block by block; `make` gives those from one to before another.
pub(super) fn by_rows(count: usize, threads: usize, make: impl Fn(usize, usize) -> Array2<f32> + Sync) -> Array2<f32> {
    let blocks = map_ranges(count.div_ceil(ROWS_AT_ONCE), threads, |range| {
        range.map(|block| make(block * ROWS_AT_ONCE, ((block + 1) * ROWS_AT_ONCE).min(count))).collect()
    });
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_default()
}

/// Brings each row to mean zero and variance one, then scales and moves it (Ba, Kiros & Hinton 2016).
pub(super) struct LayerNorm {
    weight: Array1<f32>,
    bias: Array1<f32>,
}

impl LayerNorm {
    /// Takes `name.weight` and `name.bias` out of the file.
    pub fn read(file: &mut ModelFile, name: &str, width: usize) -> Result<LayerNorm, Fault> {
        Ok(LayerNorm {
            weight: file.vector(&format!("{name}.weight"), width)?,
            bias: file.vector(&format!("{name}.bias"), width)?,
        })
    }

    /// Values in a row.
    pub fn width(&self) -> usize {
        self.weight.len()
    }

    pub fn apply(&self, rows: &Array2<f32>) -> Array2<f32> {
        let mut out = rows.clone();
        for mut row in out.rows_mut() {
            let mean = row.sum() / row.len() as f32;
            row -= mean;
            let variance = row.iter().map(|value| value * value).sum::<f32>() / row.len() as f32;
            row *= 1.0 / (variance + LITTLE).sqrt();
        }
        out *= &self.weight;
        out += &self.bias;
        out
    }
}

/// Two layers with a soft rectifier between them.
pub(super) struct FeedForward {
    norm: LayerNorm,
    up: Linear,
    down: Linear,
}

impl FeedForward {
    /// Takes `block.mlp*` out of the file.
    pub fn read(file: &mut ModelFile, block: &str, width: usize) -> Result<FeedForward, Fault> {
        Ok(FeedForward {
            norm: LayerNorm::read(file, &format!("{block}.mlp_ln"), width)?,
            up: Linear::read(file, &format!("{block}.mlp.0"), width, 4 * width)?,
            down: Linear::read(file, &format!("{block}.mlp.2"), 4 * width, width)?,
        })
    }

    /// What the layer adds to the rows.
    pub fn apply(&self, rows: &Array2<f32>, threads: usize) -> Array2<f32> {
        let mut inner = self.up.apply(self.norm.apply(rows).view(), threads);
        inner.mapv_inplace(gelu);
        self.down.apply(inner.view(), threads)
    }
}

/// The Gaussian error linear unit (Hendrycks & Gimpel 2016), by the error function.
pub(super) fn gelu(x: f32) -> f32 {
    // Abramowitz & Stegun 7.1.26, off by at most 1.5e-7.
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let tail = 0.5 * series * exp(-z * z);
    if x < 0.0 { x * tail } else { x * (1.0 - tail) }
}

/// e to the power of `x`, to about seven digits, without a branch so that compilers use vectors: a power of
/// two by the bits of the exponent times a polynomial (Moshier's Cephes).
pub(super) fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let whole = (x * std::f32::consts::LOG2_E + 0.5).floor();
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let polynomial = 0.5
        + rest
            * (0.166_666_66
                + rest * (0.041_665_796 + rest * (0.008_333_452 + rest * (0.001_398_2 + rest * 1.987_569_1e-4))));
    let fraction = 1.0 + rest + rest * rest * polynomial;
    fraction * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// Turns each row into shares that add up to one, larger where the value was.
pub(super) fn softmax(rows: &mut Array2<f32>) {
    for mut row in rows.rows_mut() {
        let most = row.fold(f32::NEG_INFINITY, |most, value| most.max(*value));
        row.mapv_inplace(|value| exp(value - most));
        let sum = row.sum();
        row /= sum;
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn powers_and_the_soft_rectifier_are_right_to_six_digits() {
        for x in [-80.0_f32, -3.7, -0.5, -1e-4, 0.0, 0.3, 1.0, 9.9] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-6, "{x}");
        }
        // x · Φ(x) from tables of the normal distribution.
        for (x, y) in [(0.0, 0.0), (1.0, 0.841_344_7), (-1.0, -0.158_655_3), (2.0, 1.954_499_7), (-6.0, 0.0)] {
            assert!((gelu(x) - y).abs() < 1e-6, "{x}: {}", gelu(x));
        }
    }

    #[test]
    fn shares_add_up_to_one() {
        let mut rows = array![[0.0, 2.0_f32.ln(), 5.0_f32.ln()], [-1e9, 0.0, -1e9]];
        softmax(&mut rows);
        for (share, expected) in rows.iter().zip([0.125, 0.25, 0.625, 0.0, 1.0, 0.0]) {
            assert!((share - expected).abs() < 1e-6, "{rows}");
        }
    }

    #[test]
    fn rows_are_brought_to_mean_zero_and_variance_one() {
        let norm = LayerNorm { weight: array![1.0, 2.0], bias: array![0.0, 10.0] };
        let out = norm.apply(&array![[3.0, 7.0]]);
        assert!((out[[0, 0]] + 1.0).abs() < 1e-5 && (out[[0, 1]] - 12.0).abs() < 1e-5, "{out}");
    }

    #[test]
    fn sums_do_not_depend_on_the_number_of_threads() {
        let wave = |(i, j): (usize, usize)| ((i * 31 + j * 7) as f32).sin();
        let layer = Linear { weight: Array2::from_shape_fn((33, 70), wave), bias: Some(Array1::ones(33)) };
        let rows = Array2::from_shape_fn((620, 70), wave);
        let alone = layer.apply(rows.view(), 1);
        assert_eq!(alone.dim(), (620, 33));
        assert_eq!(alone, layer.apply(rows.view(), 3));
        let by_hand: f32 = (0..70).map(|j| wave((601, j)) * wave((5, j))).sum::<f32>() + 1.0;
        assert!((alone[[601, 5]] - by_hand).abs() < 1e-4);
        assert_eq!(layer.apply(rows.slice(s![..0, ..]), 2).nrows(), 0);
    }
}
