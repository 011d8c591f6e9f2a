//! Valence: 0 dark ..1 bright, .5 unknown; without a unit.
//!
//! Articulated, busy music is rated brighter (major and minor told nothing on
//! sixteen songs). Sound says little of valence, so the curve keeps near .5;
//! silence says nothing. What the words say is added lightly.

use super::{Measures, density, heard, share};

/// How far from the middle the sound alone may lead.
const TRUST: f64 = 0.6;
/// How far the brightest or darkest words may: sound and words together never leave 0..1.
const WORDS_TRUST: f64 = 0.15;

pub(super) fn valence(measures: &Measures) -> Vec<f32> {
    (0..measures.loudness_lufs.len())
        .map(|second| {
            let articulation = share(measures.flux_share[second], FLUX_SHARE_RANGE.0, FLUX_SHARE_RANGE.1);
            let bright = (articulation + density(measures, second)) / 2.0;
            let words = measures.words[second];
            let said = WORDS_TRUST * f64::from(words.presence * words.valence);
            (0.5 + heard(measures, second) * TRUST * (bright - 0.5) + said) as f32
        })
        .collect()
}

/// 5th and 95th percentile of the flux as a share of the spectrum.
const FLUX_SHARE_RANGE: (f64, f64) = (0.045, 0.14);
