//! Arousal: how awake the music is, 0 calm ..1 excited, without a unit.
//!
//! Loudness, change and attacks, the three that listeners' ratings follow most
//! (Gabrielsson & Lindström, 2010); weights from sixteen songs.

use super::{Measures, change, density, force, heard};

pub(super) fn arousal(measures: &Measures) -> Vec<f32> {
    (0..measures.loudness_lufs.len())
        .map(|second| {
            let stir = heard(measures, second) * (change(measures, second) + density(measures, second));
            ((2.0 * force(measures, second) + stir) / 4.0) as f32
        })
        .collect()
}
