//! The half of the model that writes: tokens so far and what was heard to the
//! likelihood of each next token, and where in the sound each head looked.

use ndarray::{Array1, Array2, ArrayView1, Axis, s};

use super::attention::{Attention, Memory};
use super::layers::{FeedForward, LayerNorm};
use super::model_file::ModelFile;
use crate::error::Fault;
use crate::parallel::map_ranges;

/// The decoder.
pub(super) struct Decoder {
    tokens: Array2<f32>,
    positions: Array2<f32>,
    blocks: Vec<Block>,
    norm: LayerNorm,
}

struct Block {
    own: Attention,
    cross: Attention,
    feed_forward: FeedForward,
}

/// A window that is being written down.
#[derive(Clone)]
pub(super) struct Writing {
    sound: Vec<Memory>,
    written: Vec<Memory>,
}

/// What writing some tokens tells.
pub(super) struct Written {
    /// A row a token: what the next one is chosen by.
    pub states: Array2<f32>,
    /// Of each head asked for, how strongly it looked at each place, a row a token.
    pub looks: Vec<Array2<f32>>,
}

impl Decoder {
    /// Takes its layers out of the file.
    pub fn read(file: &mut ModelFile) -> Result<Decoder, Fault> {
        let sizes = file.sizes;
        let (width, heads) = (sizes.text_width, sizes.text_heads);
        Ok(Decoder {
            tokens: file.matrix("decoder.token_embedding.weight", sizes.vocabulary, width)?,
            positions: file.matrix("decoder.positional_embedding", sizes.text_places, width)?,
            blocks: (0..sizes.text_layers)
                .map(|layer| {
                    let block = format!("decoder.blocks.{layer}");
                    Ok(Block {
                        own: Attention::read(file, &format!("{block}.attn"), width, heads)?,
                        cross: Attention::read(file, &format!("{block}.cross_attn"), width, heads)?,
                        feed_forward: FeedForward::read(file, &block, width)?,
                    })
                })
                .collect::<Result<_, Fault>>()?,
            norm: LayerNorm::read(file, "decoder.ln", width)?,
        })
    }

    /// Begins on what the encoder heard.
    pub fn begin(&self, heard: &Array2<f32>, threads: usize) -> Writing {
        Writing {
            sound: self.blocks.iter().map(|block| block.cross.memory(heard.view(), threads)).collect(),
            written: self.blocks.iter().map(|_| Memory::empty(self.norm.width())).collect(),
        }
    }

    /// Writes tokens on. `heads` are those whose looks are asked for, by layer and number.
    pub fn write(&self, writing: &mut Writing, tokens: &[usize], heads: &[(usize, usize)], threads: usize) -> Written {
        let before = writing.written.first().map_or(0, Memory::len);
        let mut rows = self.tokens.select(Axis(0), tokens);
        rows += &self.positions.slice(s![before..before + tokens.len(), ..]);
        let mut looks = Vec::with_capacity(heads.len());
        for (layer, block) in self.blocks.iter().enumerate() {
            rows += &block.own.after(&rows, &mut writing.written[layer], threads);
            let (more, scores) = block.cross.to(&rows, &writing.sound[layer], threads);
            rows += &more;
            rows += &block.feed_forward.apply(&rows, threads);
            looks.extend(heads.iter().filter(|head| head.0 == layer).map(|head| scores[head.1].clone()));
        }
        Written { states: self.norm.apply(&rows), looks }
    }

    /// Logarithms of the likelihoods of all next tokens, up to a common summand.
    pub fn next(&self, state: ArrayView1<'_, f32>, threads: usize) -> Array1<f32> {
        const AT_ONCE: usize = 4096;
        let count = self.tokens.nrows();
        let parts = map_ranges(count.div_ceil(AT_ONCE), threads, |parts| {
            parts
                .flat_map(|part| {
                    self.tokens.slice(s![part * AT_ONCE..((part + 1) * AT_ONCE).min(count), ..]).dot(&state).to_vec()
                })
                .collect()
        });
        Array1::from_vec(parts)
    }

    /// Most tokens of a window.
    pub fn places(&self) -> usize {
        self.positions.nrows()
    }
}
