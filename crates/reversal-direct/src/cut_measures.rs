//! What can be measured of a cut against its song, always with the level that chance would reach.

use reversal_model::check::CutMeasures;
use reversal_model::cut::Cut;
use reversal_model::reading::{Reading, curve_names};

/// A cut so near to a beat is on it, s.
const ON_BEAT_SECS: f64 = 0.07;

/// Measures a cut. `motion_energy` has one value a take, from the performance; any unit serves.
pub fn cut_measures(cut: &Cut, reading: &Reading, motion_energy: &[f64]) -> CutMeasures {
    let takes = cut.takes.len();
    let film_secs = cut.rate.secs_from_frame(cut.frames);
    let distances: Vec<f64> = cut
        .takes
        .iter()
        .skip(1)
        .filter_map(|take| distance_to_beat(&reading.beats, cut.song_from_frame(take.frame)))
        .collect();
    let on_beat = distances.iter().filter(|distance| distance.abs() <= ON_BEAT_SECS).count();
    let frames: Vec<f64> = distances.iter().map(|distance| distance * cut.rate.per_second()).collect();
    let loudness: Vec<f64> = cut
        .spans()
        .iter()
        .map(|&(from, to, _)| {
            let curve = reading.curve(curve_names::LOUDNESS);
            curve.map_or(0.0, |curve| f64::from(curve.mean(cut.song_from_frame(from), cut.song_from_frame(to))))
        })
        .collect();
    let measured = takes.min(motion_energy.len());
    CutMeasures {
        shots: takes as u64,
        mean_shot_secs: if takes == 0 { 0.0 } else { film_secs / takes as f64 },
        on_beat: if distances.is_empty() { 0.0 } else { on_beat as f64 / distances.len() as f64 },
        on_beat_chance: on_beat_chance(&reading.beats, cut.song_start_secs, cut.song_start_secs + film_secs),
        lead_frames_median: median(frames),
        energy_correlation: rank_correlation(&motion_energy[..measured], &loudness[..measured]),
    }
}

/// From the nearest beat to a moment, s; negative where the moment comes first.
fn distance_to_beat(beats: &[f64], secs: f64) -> Option<f64> {
    let after = beats.partition_point(|beat| *beat < secs);
    [after.checked_sub(1), Some(after)]
        .into_iter()
        .flatten()
        .filter_map(|index| beats.get(index))
        .map(|beat| secs - beat)
        .min_by(|one, other| one.abs().total_cmp(&other.abs()))
}

/// The share of a span that lies on a beat: what cuts at random would reach.
fn on_beat_chance(beats: &[f64], from_secs: f64, to_secs: f64) -> f64 {
    let mut covered = 0.0;
    let mut covered_to = from_secs;
    for beat in beats {
        let (start, end) = ((beat - ON_BEAT_SECS).max(covered_to), (beat + ON_BEAT_SECS).min(to_secs));
        if end > start {
            covered += end - start;
            covered_to = end;
        }
    }
    if to_secs > from_secs { covered / (to_secs - from_secs) } else { 0.0 }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}

/// Spearman's rank correlation, ties sharing their mean rank; 0 where either side does not vary.
fn rank_correlation(first: &[f64], second: &[f64]) -> f64 {
    let (first, second) = (ranks(first), ranks(second));
    let mean = (first.len() as f64 - 1.0) / 2.0;
    let product = |one: &[f64], other: &[f64]| -> f64 {
        one.iter().zip(other).map(|(one, other)| (one - mean) * (other - mean)).sum()
    };
    let spread = (product(&first, &first) * product(&second, &second)).sqrt();
    if spread > 0.0 { product(&first, &second) / spread } else { 0.0 }
}

/// Rank of each value from 0.
fn ranks(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|value| {
            let below = values.iter().filter(|other| *other < value).count();
            let equal = values.iter().filter(|other| *other == value).count();
            below as f64 + (equal as f64 - 1.0) / 2.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use reversal_model::cut::{CUT_FORMAT, CutTake, Source};
    use reversal_model::time::Rate;

    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    fn cut_at(frames: &[u64], length: u64) -> Cut {
        let takes = frames
            .iter()
            .map(|&frame| CutTake {
                frame,
                shot: format!("1-{frame}"),
                scene: 1,
                source: Source::Performed,
                reason: String::new(),
            })
            .collect();
        Cut {
            format: CUT_FORMAT.to_owned(),
            rate: Rate::FILM,
            song_start_secs: 0.0,
            frames: length,
            warnings: vec![],
            takes,
        }
    }

    #[test]
    fn cuts_a_frame_early_are_on_the_beat_and_lead_by_one() {
        // Beats every half second: frames 0, 12, 24, …
        let song = reading(&SyntheticSong { bars: 20, bar_secs: 2.0, seed: 3 });
        let measures = cut_measures(&cut_at(&[0, 23, 47, 71, 101], 240), &song, &[]);
        assert_eq!(measures.shots, 5);
        assert_eq!(measures.mean_shot_secs, 2.0);
        assert_eq!(measures.on_beat, 0.75);
        assert!((measures.lead_frames_median + 1.0).abs() < 1e-9, "{}", measures.lead_frames_median);
        assert!((measures.on_beat_chance - 0.28).abs() < 0.01, "{}", measures.on_beat_chance);
    }

    #[test]
    fn chance_never_exceeds_one_however_dense_the_beats() {
        let beats: Vec<f64> = (0..1000).map(|beat| f64::from(beat) * 0.01).collect();
        assert!((on_beat_chance(&beats, 0.0, 9.0) - 1.0).abs() < 1e-9);
        assert_eq!(on_beat_chance(&[], 0.0, 9.0), 0.0);
    }

    #[test]
    fn ranks_correlate_whatever_the_shape_of_the_values() {
        assert!((rank_correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, 10.0, 11.0, 900.0]) - 1.0).abs() < 1e-12);
        assert!((rank_correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert_eq!(rank_correlation(&[1.0, 1.0, 1.0], &[3.0, 2.0, 1.0]), 0.0);
        assert_eq!(rank_correlation(&[], &[]), 0.0);
    }
}
