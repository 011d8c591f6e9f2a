//! Attention with several heads: every place asks, and takes a share of every
//! other place by how well that answers.

use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

use super::layers::{LayerNorm, Linear, by_rows, softmax};
use super::model_file::ModelFile;
use crate::error::Fault;
use crate::parallel::map_ranges;

/// One layer of attention.
pub(super) struct Attention {
    norm: LayerNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
}

/// What places answer with: a row a place.
#[derive(Clone)]
pub(super) struct Memory {
    keys: Array2<f32>,
    values: Array2<f32>,
}

impl Memory {
    /// Room for none yet.
    pub fn empty(width: usize) -> Memory {
        Memory { keys: Array2::zeros((0, width)), values: Array2::zeros((0, width)) }
    }

    /// Places in it.
    pub fn len(&self) -> usize {
        self.keys.nrows()
    }

    fn extend(&mut self, more: &Memory) {
        let joined = |a: &Array2<f32>, b: &Array2<f32>| concatenate(Axis(0), &[a.view(), b.view()]).unwrap_or_default();
        self.keys = joined(&self.keys, &more.keys);
        self.values = joined(&self.values, &more.values);
    }
}

impl Attention {
    /// Takes `block.kind*` out of the file, e.g. `encoder.blocks.0.attn`.
    pub fn read(file: &mut ModelFile, layer: &str, width: usize, heads: usize) -> Result<Attention, Fault> {
        Ok(Attention {
            norm: LayerNorm::read(file, &format!("{layer}_ln"), width)?,
            query: Linear::read(file, &format!("{layer}.query"), width, width)?,
            key: Linear::read_without_bias(file, &format!("{layer}.key"), width, width)?,
            value: Linear::read(file, &format!("{layer}.value"), width, width)?,
            out: Linear::read(file, &format!("{layer}.out"), width, width)?,
            heads,
        })
    }

    /// What these rows answer to others.
    pub fn memory(&self, rows: ArrayView2<'_, f32>, threads: usize) -> Memory {
        Memory { keys: self.key.apply(rows, threads), values: self.value.apply(rows, threads) }
    }

    /// What attention of the rows to each other adds to them.
    pub fn among(&self, rows: &Array2<f32>, threads: usize) -> Array2<f32> {
        let rows = self.norm.apply(rows);
        let memory = self.memory(rows.view(), threads);
        let queries = self.queries(&rows, threads);
        let mixed = by_rows(rows.nrows(), threads, |from, to| {
            let heads = (0..self.heads).map(|head| {
                let shares = self.shares(queries.slice(s![from..to, ..]), &memory, head);
                shares.dot(&memory.values.slice(s![.., self.columns(head)]))
            });
            side_by_side(&heads.collect::<Vec<_>>())
        });
        self.out.apply(mixed.view(), threads)
    }

    /// What attention of new rows to all before them and themselves adds to them; they join the memory.
    pub fn after(&self, rows: &Array2<f32>, memory: &mut Memory, threads: usize) -> Array2<f32> {
        let before = memory.len();
        let rows = self.norm.apply(rows);
        memory.extend(&self.memory(rows.view(), threads));
        let queries = self.queries(&rows, threads);
        let heads = map_ranges(self.heads, threads, |heads| {
            heads
                .map(|head| {
                    let mut scores = self.scores(queries.view(), memory, head);
                    for (place, mut row) in scores.rows_mut().into_iter().enumerate() {
                        row.slice_mut(s![before + place + 1..]).fill(f32::NEG_INFINITY);
                    }
                    softmax(&mut scores);
                    scores.dot(&memory.values.slice(s![.., self.columns(head)]))
                })
                .collect()
        });
        self.out.apply(side_by_side(&heads).view(), threads)
    }

    /// What attention of the rows to a memory adds to them, and each head's scores before they become shares.
    pub fn to(&self, rows: &Array2<f32>, memory: &Memory, threads: usize) -> (Array2<f32>, Vec<Array2<f32>>) {
        let queries = self.queries(&self.norm.apply(rows), threads);
        let (mixed, scores): (Vec<_>, Vec<_>) = map_ranges(self.heads, threads, |heads| {
            heads
                .map(|head| {
                    let scores = self.scores(queries.view(), memory, head);
                    let mut shares = scores.clone();
                    softmax(&mut shares);
                    (shares.dot(&memory.values.slice(s![.., self.columns(head)])), scores)
                })
                .collect()
        })
        .into_iter()
        .unzip();
        (self.out.apply(side_by_side(&mixed).view(), threads), scores)
    }

    fn queries(&self, rows: &Array2<f32>, threads: usize) -> Array2<f32> {
        let mut queries = self.query.apply(rows.view(), threads);
        queries *= 1.0 / ((queries.ncols() / self.heads) as f32).sqrt();
        queries
    }

    fn columns(&self, head: usize) -> std::ops::Range<usize> {
        let width = self.norm.width() / self.heads;
        head * width..(head + 1) * width
    }

    fn scores(&self, queries: ArrayView2<'_, f32>, memory: &Memory, head: usize) -> Array2<f32> {
        queries.slice(s![.., self.columns(head)]).dot(&memory.keys.slice(s![.., self.columns(head)]).t())
    }

    fn shares(&self, queries: ArrayView2<'_, f32>, memory: &Memory, head: usize) -> Array2<f32> {
        let mut shares = self.scores(queries, memory, head);
        softmax(&mut shares);
        shares
    }
}

fn side_by_side(heads: &[Array2<f32>]) -> Array2<f32> {
    let views: Vec<_> = heads.iter().map(|head| head.view()).collect();
    concatenate(Axis(1), &views).unwrap_or_default()
}
