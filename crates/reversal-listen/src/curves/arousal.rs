//! Arousal: how awake the music is, 0 calm ..1 excited, without a unit.
//!
//! Loudness, change and attacks, the three that listeners' ratings follow most
//! (Gabrielsson & Lindström, 2010); weights from sixteen songs.

use super::aggression::FLUX_RANGE;
use super::{Measures, share};

pub(super) fn arousal(measures: &Measures) -> Vec<f32> {
    (0..measures.loudness_lufs.len())
        .map(|second| {
            let loudness = share(measures.relative_loudness_lu[second], -9.0, 3.0);
            let heard = share(measures.relative_loudness_lu[second], -35.0, -15.0);
            let flux = heard * share(measures.flux[second], FLUX_RANGE.0, FLUX_RANGE.1);
            let attacks = heard * share(measures.attacks[second], 1.0, 5.3);
            ((2.0 * loudness + flux + attacks) / 4.0) as f32
        })
        .collect()
}
