//! The half of the model that listens: thirty seconds of mel bands to 1500
//! places, each described by what it sounds like where it stands.

use ndarray::{Array2, ArrayView2, s};

use super::attention::Attention;
use super::layers::{FeedForward, LayerNorm, Linear, gelu};
use super::model_file::ModelFile;
use crate::error::Fault;

/// Frames under a convolution.
const TAPS: usize = 3;

/// The encoder.
pub(super) struct Encoder {
    first: Linear,
    second: Linear,
    positions: Array2<f32>,
    blocks: Vec<(Attention, FeedForward)>,
    norm: LayerNorm,
}

impl Encoder {
    /// Takes its layers out of the file.
    pub fn read(file: &mut ModelFile) -> Result<Encoder, Fault> {
        let sizes = file.sizes;
        let (width, heads) = (sizes.audio_width, sizes.audio_heads);
        Ok(Encoder {
            first: Linear::read(file, "encoder.conv1", sizes.mel_bands * TAPS, width)?,
            second: Linear::read(file, "encoder.conv2", width * TAPS, width)?,
            positions: file.matrix("encoder.positional_embedding", sizes.audio_places, width)?,
            blocks: (0..sizes.audio_layers)
                .map(|layer| {
                    let block = format!("encoder.blocks.{layer}");
                    let attention = Attention::read(file, &format!("{block}.attn"), width, heads)?;
                    Ok((attention, FeedForward::read(file, &block, width)?))
                })
                .collect::<Result<_, Fault>>()?,
            norm: LayerNorm::read(file, "encoder.ln_post", width)?,
        })
    }

    /// A row a place, two frames apart.
    pub fn encode(&self, window: ArrayView2<'_, f32>, threads: usize) -> Array2<f32> {
        let mut rows = self.first.apply(under_taps(window, 1).view(), threads);
        rows.mapv_inplace(gelu);
        let mut rows = self.second.apply(under_taps(rows.view(), 2).view(), threads);
        rows.mapv_inplace(gelu);
        rows += &self.positions.slice(s![..rows.nrows(), ..]);
        for (attention, feed_forward) in &self.blocks {
            rows += &attention.among(&rows, threads);
            rows += &feed_forward.apply(&rows, threads);
        }
        self.norm.apply(&rows)
    }
}

/// The rows under the taps of a convolution laid side by side, channel by channel as its weights are.
fn under_taps(rows: ArrayView2<'_, f32>, stride: usize) -> Array2<f32> {
    let (count, channels) = rows.dim();
    let mut out = Array2::zeros((count.div_ceil(stride), channels * TAPS));
    for (place, mut row) in out.rows_mut().into_iter().enumerate() {
        for tap in 0..TAPS {
            let Some(at) = (place * stride + tap).checked_sub(TAPS / 2).filter(|at| *at < count) else { continue };
            for (slot, value) in row.iter_mut().skip(tap).step_by(TAPS).zip(rows.row(at)) {
                *slot = *value;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn taps_lie_around_their_place() {
        let rows = array![[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]];
        assert_eq!(
            under_taps(rows.view(), 1),
            array![
                [0.0, 1.0, 2.0, 0.0, 10.0, 20.0],
                [1.0, 2.0, 3.0, 10.0, 20.0, 30.0],
                [2.0, 3.0, 0.0, 20.0, 30.0, 0.0]
            ]
        );
        assert_eq!(under_taps(rows.view(), 2), under_taps(rows.view(), 1).slice(s![..;2, ..]));
    }
}
