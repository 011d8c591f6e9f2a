//! How hard a song drives two bodies, 0..1 over its own range: half by its
//! aggression, half by how loud each moment is among all of its moments. Songs
//! that are mastered flat still have louder and softer bars; the rank finds them.

use reversal_model::curve::Curve;

/// Loudness is heard over so long, s.
const HEARD_SECS: f64 = 3.0;
/// Share of aggression; the rest is loudness.
const AGGRESSION_SHARE: f32 = 0.45;

/// The drive of a song from its curves of aggression, 0..1, and loudness, in any unit.
pub fn drive(aggression: &Curve, loudness: &Curve) -> Curve {
    let hop_secs = loudness.hop_secs;
    let heard: Vec<f32> = (0..loudness.values().len())
        .map(|hop| (hop as f64 + 0.5) * hop_secs)
        .map(|secs| loudness.mean(secs - HEARD_SECS * 0.5, secs + HEARD_SECS * 0.5))
        .collect();
    let mut sorted = heard.clone();
    sorted.sort_by(f32::total_cmp);
    let most = sorted.len().saturating_sub(1).max(1) as f32;
    let values = heard.iter().enumerate().map(|(hop, &loud)| {
        let below = sorted.partition_point(|&other| other < loud);
        let upto = sorted.partition_point(|&other| other <= loud);
        let rank = (below + upto).saturating_sub(1) as f32 * 0.5 / most;
        let fierce = aggression.at((hop as f64 + 0.5) * hop_secs).clamp(0.0, 1.0);
        AGGRESSION_SHARE * fierce + (1.0 - AGGRESSION_SHARE) * rank.min(1.0)
    });
    Curve::new("drive", "", (0.0, 1.0), hop_secs, values.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loudest_and_fiercest_moment_drives_most_and_silence_least() {
        let loudness = Curve::new("loudness", "LUFS", (-70.0, 6.0), 1.0, vec![-60.0, -60.0, -60.0, -9.0, -8.9, -8.8]);
        let aggression = Curve::new("aggression", "", (0.0, 1.0), 1.0, vec![0.0, 0.0, 0.0, 0.8, 0.8, 1.0]);
        let drive = drive(&aggression, &loudness);
        assert!(drive.at(0.5) < 0.2 && drive.at(5.5) > 0.95);
        assert!(drive.values().windows(2).all(|pair| pair[0] <= pair[1] + 1e-6));
    }
}
