//! How spent the two are.

use reversal_model::brief::Rules;
use reversal_model::curve::Curve;
use reversal_model::reading::{Reading, curve_names};

/// Exhaustion over the song, 0..1: it starts where the brief says and grows with
/// the aggression that has been lived through, X = X₀ + (1 − X₀)·∫A/∫A; it stays
/// at X₀ in a song without aggression. Proposed for this film, no source.
pub fn exhaustion(reading: &Reading, rules: &Rules) -> Curve {
    let start = rules.exhaustion_at_start.clamp(0.0, 1.0);
    let aggression = reading.curve(curve_names::AGGRESSION_WITHIN);
    let values = aggression.map_or(&[] as &[f32], Curve::values);
    let total: f32 = values.iter().sum();
    let mut lived = 0.0;
    let levels = values.iter().map(|value| {
        lived += value;
        if total > 0.0 { start + (1.0 - start) * lived / total } else { start }
    });
    let levels: Vec<f32> = if values.is_empty() { vec![start] } else { levels.collect() };
    Curve::new("exhaustion", "", (0.0, 1.0), aggression.map_or(1.0, |curve| curve.hop_secs), levels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    #[test]
    fn they_start_spent_and_end_at_the_end_of_their_strength() {
        let reading = reading(&SyntheticSong { bars: 40, bar_secs: 2.0, seed: 3 });
        let curve = exhaustion(&reading, &Rules::default());
        assert!(curve.values().windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(curve.at(0.0) < 0.6 && curve.at(1e9) > 0.999);
    }

    #[test]
    fn silence_costs_no_strength() {
        let mut reading = reading(&SyntheticSong { bars: 8, bar_secs: 2.0, seed: 3 });
        reading.curves.clear();
        assert_eq!(exhaustion(&reading, &Rules::default()).values(), [0.5]);
    }
}
