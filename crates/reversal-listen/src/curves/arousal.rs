//! Arousal: how awake the music is, 0 calm ..1 excited, without a unit.
//!
//! Loudness, change and attacks, the three that listeners' ratings follow most
//! (Gabrielsson & Lindström, 2010); weights from sixteen songs. Words that are
//! worth much either way add a little: they follow ratings weakly (r = .27).

use super::{Measures, change, density, force, heard};

const WORDS_SHARE: f64 = 0.1;

pub(super) fn arousal(measures: &Measures) -> Vec<f32> {
    (0..measures.loudness_lufs.len())
        .map(|second| {
            let stir = heard(measures, second) * (change(measures, second) + density(measures, second));
            let words = measures.words[second];
            let stirring = WORDS_SHARE * f64::from(words.presence * words.arousal);
            ((2.0 * force(measures, second) + stir) / 4.0 + stirring).min(1.0) as f32
        })
        .collect()
}
