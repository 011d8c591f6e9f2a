//! How well what is claimed of each frame, such as a voice, agrees with a reference.
//!
//! The F-measure of frames (van Rijsbergen, 1979), as used for singing voice
//! detection (Ramona, Richard & David, "Vocal detection in music with support
//! vector machines", 2008), and the area under the receiver operating
//! characteristic (Hanley & McNeil, 1982).

use reversal_model::reading::Span;

/// F-measure of the frames that are claimed, 0..=1; lists of equal length, one
/// value a frame. 0 where no claimed frame is right.
pub fn frame_f_measure(reference: &[bool], claimed: &[bool]) -> f64 {
    let count = |wanted: fn(bool, bool) -> bool| {
        reference.iter().zip(claimed).filter(|(known, claimed)| wanted(**known, **claimed)).count() as f64
    };
    let hits = count(|known, claimed| known && claimed);
    if hits == 0.0 { 0.0 } else { 2.0 * hits / (2.0 * hits + count(|known, claimed| known != claimed)) }
}

/// Area under the receiver operating characteristic: the chance that a frame
/// where the reference holds has a higher value than one where it does not,
/// equal values counting one half; .5 is guessing. Lists of equal length, one
/// value a frame. None where all frames are alike.
///
/// Counted by ranks as the statistic of Mann & Whitney (1947).
pub fn area_under_curve(reference: &[bool], values: &[f64]) -> Option<f64> {
    let mut frames: Vec<(f64, bool)> = values.iter().copied().zip(reference.iter().copied()).collect();
    frames.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut before, mut area) = ((0.0, 0.0), 0.0);
    for tied in frames.chunk_by(|a, b| a.0 == b.0) {
        let holding = tied.iter().filter(|frame| frame.1).count() as f64;
        let others = tied.len() as f64 - holding;
        area += holding * (before.1 + others / 2.0);
        before = (before.0 + holding, before.1 + others);
    }
    (before.0 > 0.0 && before.1 > 0.0).then(|| area / (before.0 * before.1))
}

/// Which of `count` frames, centred on multiples of `hop_secs`, lie in one of
/// the spans once pauses shorter than `pause_secs` between them are closed.
pub fn frames_in(spans: &[Span], pause_secs: f64, hop_secs: f64, count: usize) -> Vec<bool> {
    let mut spans = spans.to_vec();
    spans.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut frames = vec![false; count];
    let mut last_end = f64::NEG_INFINITY;
    for span in spans {
        let start = if span.start - last_end < pause_secs { last_end.min(span.start) } else { span.start };
        last_end = last_end.max(span.end);
        let frame = |secs: f64| ((secs / hop_secs).ceil().max(0.0) as usize).min(count);
        frames[frame(start)..frame(span.end).max(frame(start))].fill(true);
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_scored_by_hits_misses_and_false_claims() {
        // 2 hits, 1 miss, 1 false claim: precision 2/3, recall 2/3.
        let f = frame_f_measure(&[true, true, true, false, false], &[true, true, false, true, false]);
        assert!((f - 2.0 / 3.0).abs() < 1e-12);
        // Claiming all of which a half is right: precision 1/2, recall 1.
        assert!((frame_f_measure(&[true, false], &[true, true]) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(frame_f_measure(&[true, true], &[false, false]), 0.0);
        assert_eq!(frame_f_measure(&[], &[]), 0.0);
    }

    #[test]
    fn the_area_counts_pairs_in_the_right_order_and_ties_by_half() {
        // Pairs (holding, other): (.8, .1) and (.8, .4) right, (.3, .1) right, (.3, .4) wrong.
        let area = area_under_curve(&[true, false, true, false], &[0.8, 0.4, 0.3, 0.1]);
        assert_eq!(area, Some(0.75));
        // (.5, .5) is a tie, (.5, .2) right.
        assert_eq!(area_under_curve(&[true, false, false], &[0.5, 0.5, 0.2]), Some(0.75));
        assert_eq!(area_under_curve(&[true, false, true, false], &[1.0; 4]), Some(0.5));
        assert_eq!(area_under_curve(&[true, true], &[0.5, 0.2]), None);
    }

    #[test]
    fn spans_become_frames_and_short_pauses_are_closed() {
        let span = |start, end| Span { start, end };
        let frames = frames_in(&[span(0.95, 2.0), span(2.4, 3.0), span(3.6, 9.0)], 0.5, 1.0, 6);
        assert_eq!(frames, [false, true, true, false, true, true]);
        assert_eq!(frames_in(&[span(0.0, 5.0), span(1.0, 2.0), span(5.3, 6.0)], 0.5, 1.0, 6), [true; 6]);
        assert_eq!(frames_in(&[], 0.5, 1.0, 2), [false; 2]);
    }
}
