//! When each word of a text that is known to be sung in a window is sung: the
//! text is forced through the decoder, and its looks at the sound are followed.

use ndarray::Array2;

use super::model::WhisperModel;
use super::warping::row_starts;

/// Places of sound a second.
pub(super) const PLACES_A_SECOND: f64 = 50.0;

/// A word in a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct WordHeard {
    /// Seconds from the window's start.
    pub start_secs: f64,
    pub end_secs: f64,
    /// Mean chance of its tokens, 0..=1.
    pub chance: f64,
}

/// Forces words, each given by its tokens, through the decoder. `opening` are the tokens that text begins
/// with, `frames` those of the window that hold sound.
pub(super) fn force(
    model: &WhisperModel,
    heard: &Array2<f32>,
    opening: &[usize],
    words: &[Vec<usize>],
    frames: usize,
    threads: usize,
) -> Vec<WordHeard> {
    let marks = &model.vocabulary.marks;
    let text: Vec<usize> = words.concat();
    let mut tokens = opening.to_vec();
    tokens.push(marks.without_times);
    tokens.extend(&text);
    let mut writing = model.decoder.begin(heard, threads);
    let written = model.decoder.write(&mut writing, &tokens, &model.heads, threads);
    // The row of a token looks for the one after it: the last word's last row looks for what ends it.
    let places = (frames / 2).clamp(1, heard.nrows());
    let looks: Vec<Array2<f32>> =
        written.looks.iter().map(|look| look.slice(ndarray::s![opening.len().., ..]).to_owned()).collect();
    let starts = row_starts(&looks, places);
    let secs = |row: usize| starts[row] as f64 / PLACES_A_SECOND;
    let mut row = 0;
    words
        .iter()
        .map(|word| {
            let from = row;
            row += word.len();
            let chances = (from..row).map(|at| {
                let logits = model.decoder.next(written.states.row(opening.len() + at), threads);
                f64::from(chance_of(logits.as_slice().unwrap_or_default(), text[at]))
            });
            let chance = chances.sum::<f64>() / word.len().max(1) as f64;
            WordHeard { start_secs: secs(from), end_secs: secs(row), chance }
        })
        .collect()
}

/// The chance of one among all, by their logarithms up to a common summand.
pub(super) fn chance_of(logits: &[f32], token: usize) -> f32 {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| super::layers::exp(logit - most)).sum();
    logits.get(token).map_or(0.0, |logit| super::layers::exp(logit - most) / sum)
}
