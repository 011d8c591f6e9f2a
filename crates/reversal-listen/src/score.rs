//! How well heard beats, boundaries and parts agree with a reference.
//!
//! Beats: the F-measure of Davies, Degara & Plumbley, "Evaluation methods for musical
//! audio beat tracking algorithms" (2009), as `mir_eval.beat.f_measure` counts
//! it: each event matches at most one, and as many as can be matched are. What
//! is claimed of frames, a voice, is scored frame by frame; parts by boundaries,
//! by repeat groups and by labels.

mod frames;
mod parts;

pub use frames::{area_under_curve, frame_f_measure, frames_in};
pub use parts::{boundary_f_measure, label_share, pairwise_f_measure};

/// F-measure of estimated events against reference events, 0..=1. Both in
/// seconds and increasing; a pair matches when at most `tolerance_secs` lie
/// between them. 0 where either list is empty. Beats are usually scored with
/// 0.07, section boundaries with 0.5 and 3.
pub fn beat_f_measure(reference: &[f64], estimated: &[f64], tolerance_secs: f64) -> f64 {
    if reference.is_empty() || estimated.is_empty() {
        return 0.0;
    }
    // All tolerances are equally wide, so matching the earliest of both lists
    // first loses nothing: this is a maximum matching.
    let (mut heard, mut at, mut hits) = (0, 0, 0_u32);
    while heard < estimated.len() && at < reference.len() {
        let late_secs = estimated[heard] - reference[at];
        if late_secs.abs() <= tolerance_secs {
            hits += 1;
            heard += 1;
            at += 1;
        } else if late_secs < 0.0 {
            heard += 1;
        } else {
            at += 1;
        }
    }
    2.0 * f64::from(hits) / (reference.len() + estimated.len()) as f64
}

/// Median of (heard − reference) over the reference events that have an
/// estimate within the tolerance, in seconds; positive is late.
pub fn median_offset_secs(reference: &[f64], estimated: &[f64], tolerance_secs: f64) -> Option<f64> {
    let mut offsets: Vec<f64> = reference
        .iter()
        .filter_map(|at| estimated.iter().map(|heard| heard - at).min_by(|a, b| a.abs().total_cmp(&b.abs())))
        .filter(|offset| offset.abs() <= tolerance_secs)
        .collect();
    offsets.sort_by(f64::total_cmp);
    offsets.get(offsets.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_score_one_and_disjoint_ones_nothing() {
        assert_eq!(beat_f_measure(&[1.0, 2.0], &[1.0, 2.0], 0.07), 1.0);
        assert_eq!(beat_f_measure(&[1.0, 2.0], &[1.5, 2.5], 0.07), 0.0);
        assert_eq!(beat_f_measure(&[], &[1.5], 0.07), 0.0);
        assert_eq!(beat_f_measure(&[1.5], &[], 0.07), 0.0);
    }

    #[test]
    fn double_tempo_scores_two_thirds() {
        // 4 hits of 4 and 8: precision 1/2, recall 1, F = 2/3.
        let reference = [0.0, 1.0, 2.0, 3.0];
        let estimated = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5];
        assert!((beat_f_measure(&reference, &estimated, 0.07) - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_reference_beat_is_matched_only_once() {
        // Both estimates lie within the tolerance of the one reference beat.
        assert!((beat_f_measure(&[1.0], &[0.96, 1.04], 0.07) - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_matching_is_the_largest_possible() {
        // 1.05 is nearer to 1.10, but only 1.00–1.05 and 1.10–1.16 match both.
        assert_eq!(beat_f_measure(&[1.0, 1.1], &[1.05, 1.16], 0.07), 1.0);
    }

    #[test]
    fn the_median_offset_is_that_of_the_matched_beats() {
        let offset = median_offset_secs(&[1.0, 2.0, 3.0], &[1.01, 2.02, 3.5], 0.07).unwrap();
        assert!((offset - 0.02).abs() < 1e-12);
        assert_eq!(median_offset_secs(&[1.0], &[3.5], 0.07), None);
    }
}
