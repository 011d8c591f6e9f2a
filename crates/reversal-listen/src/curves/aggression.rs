//! Aggression: noise, dissonance, attacks and force. 0..1, without a unit.
//!
//! Between songs noisiness orders best (Spearman's ρ .89 against a learned
//! model of energy on sixteen songs), inside a song loudness does (ρ .62); so
//! there are two curves. Angry words add to both while they are sung.

use super::{Measures, change, density, force, heard, share};

/// The terms of both curves at one second, each 0..1.
struct Terms {
    noise: f64,
    roughness: f64,
    attacks: f64,
    flux: f64,
    loudness: f64,
    /// What the words add.
    words: f64,
}

/// What the angriest words add: they are heard through the music, not instead of it.
const WORDS_SHARE: f64 = 0.15;

fn terms(measures: &Measures) -> impl Iterator<Item = Terms> {
    (0..measures.loudness_lufs.len()).map(|second| {
        let heard = heard(measures, second);
        Terms {
            noise: heard * share(measures.noisiness[second], 0.061_f64.ln(), 0.349_f64.ln()),
            roughness: heard * share(measures.roughness[second], 0.076, 0.139),
            attacks: heard * density(measures, second),
            flux: heard * change(measures, second),
            loudness: force(measures, second),
            words: WORDS_SHARE * f64::from(measures.words[second].presence * measures.words[second].aggression),
        }
    })
}

/// Comparable between songs.
pub(super) fn absolute(measures: &Measures) -> Vec<f32> {
    terms(measures)
        .map(|t| (1.5 * t.noise + t.roughness + 0.75 * t.attacks + 0.75 * t.flux + t.loudness) / 5.0 + t.words)
        .map(|value| value.min(1.0) as f32)
        .collect()
}

/// On the song's own scale, brought most of the way to 0..1 between its own
/// 5th and 95th percentile: planning needs contrast in calm songs too, but a
/// song that hardly changes must not look as if it did.
pub(super) fn within(measures: &Measures) -> Vec<f32> {
    const SPREAD_MIN: f64 = 0.2;
    let raw: Vec<f64> = terms(measures)
        .map(|t| (t.noise + t.roughness + t.attacks + t.flux + 2.0 * t.loudness) / 6.0 + t.words)
        .collect();
    let mut sorted = raw.clone();
    sorted.sort_by(f64::total_cmp);
    let at = |part: f64| {
        sorted.get(((sorted.len().saturating_sub(1)) as f64 * part).round() as usize).copied().unwrap_or(0.0)
    };
    let (low, high) = (at(0.05), at(0.95));
    if high <= 0.0 {
        return vec![0.0; raw.len()];
    }
    let (middle, spread) = ((low + high) / 2.0, (high - low).max(SPREAD_MIN));
    raw.iter().map(|value| share(*value, middle - spread / 2.0, middle + spread / 2.0) as f32).collect()
}
