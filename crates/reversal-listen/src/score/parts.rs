//! How well the parts of a song agree with a reference: where they begin, which
//! repeat each other, and what they are called.
//!
//! The measures of `mir_eval.segment` (Raffel et al., "mir_eval: a transparent
//! implementation of common MIR metrics", 2014): boundary hit rate (Turnbull et
//! al. 2007) and pairwise frame clustering (Levy & Sandler, "Structural
//! segmentation of musical audio by constrained clustering", 2008), both as
//! F-measures. Labels are scored by the share of time that bears the right one
//! (Wang, Hung & Smith, "To catch a chorus, verse, intro, or anything else", 2022).

use std::collections::BTreeMap;

use reversal_model::reading::Section;

use super::beat_f_measure;

/// Step between the moments that are compared, in seconds; as `mir_eval` has it.
const FRAME_SECS: f64 = 0.1;

/// F-measure of the boundaries between parts, 0..=1; usual tolerances are 0.5 and 3 s.
/// The song's start and end are no boundaries (`trim=True` in `mir_eval`). Two songs
/// of one part agree.
pub fn boundary_f_measure(reference: &[Section], estimated: &[Section], tolerance_secs: f64) -> f64 {
    let inner = |sections: &[Section]| sections.iter().skip(1).map(|section| section.start).collect::<Vec<f64>>();
    let (reference, estimated) = (inner(reference), inner(estimated));
    if reference.is_empty() && estimated.is_empty() {
        return 1.0;
    }
    beat_f_measure(&reference, &estimated, tolerance_secs)
}

/// F-measure of the repeat groups, 0..=1: of all pairs of moments in the reference's
/// span, those that both put into one group, against those that either does. What the
/// groups are named does not matter. 0 where no two moments are in one group.
pub fn pairwise_f_measure(reference: &[Section], estimated: &[Section]) -> f64 {
    let mut together: BTreeMap<(Option<&str>, Option<&str>), u64> = BTreeMap::new();
    let mut in_reference: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    let mut in_estimated: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for secs in moments(reference) {
        let group_in = |sections| section_at(sections, secs).map(|section: &Section| section.group.as_str());
        let (truth, heard) = (group_in(reference), group_in(estimated));
        *together.entry((truth, heard)).or_default() += 1;
        *in_reference.entry(truth).or_default() += 1;
        *in_estimated.entry(heard).or_default() += 1;
    }
    let pairs = |counts: &mut dyn Iterator<Item = u64>| counts.map(|count| count * (count - 1) / 2).sum::<u64>();
    let agreed = pairs(&mut together.into_values());
    let claimed = pairs(&mut in_reference.into_values()) + pairs(&mut in_estimated.into_values());
    if claimed == 0 { 0.0 } else { 2.0 * agreed as f64 / claimed as f64 }
}

/// Share of the reference's time whose label is the right one, 0..=1; 0 without a reference.
pub fn label_share(reference: &[Section], estimated: &[Section]) -> f64 {
    let (mut right, mut count) = (0_u32, 0_u32);
    for secs in moments(reference) {
        let label_in = |sections| section_at(sections, secs).map(|section: &Section| section.label.as_str());
        right += u32::from(label_in(reference) == label_in(estimated));
        count += 1;
    }
    if count == 0 { 0.0 } else { f64::from(right) / f64::from(count) }
}

/// Moments of the span that sections cover, in seconds.
fn moments(sections: &[Section]) -> impl Iterator<Item = f64> {
    let (start, end) = match (sections.first(), sections.last()) {
        (Some(first), Some(last)) => (first.start, last.end),
        _ => (0.0, 0.0),
    };
    // Moments lie in the middle of their frames, so that none falls on a boundary.
    let count = ((end - start) / FRAME_SECS).round().max(0.0) as u32;
    (0..count).map(move |frame| start + (f64::from(frame) + 0.5) * FRAME_SECS)
}

fn section_at(sections: &[Section], secs: f64) -> Option<&Section> {
    sections.iter().find(|section| (section.start..section.end).contains(&secs))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of so many seconds each that follow each other: seconds, label, group.
    fn song(parts: &[(f64, &str, &str)]) -> Vec<Section> {
        let mut start = 0.0;
        let section = |&(secs, label, group): &(f64, &str, &str)| {
            start += secs;
            Section { start: start - secs, end: start, label: label.to_owned(), group: group.to_owned() }
        };
        parts.iter().map(section).collect()
    }

    #[test]
    fn the_ends_of_a_song_are_no_boundaries() {
        let reference = song(&[(10.0, "", ""), (10.0, "", ""), (10.0, "", "")]);
        let estimated = song(&[(10.4, "", ""), (12.0, "", ""), (7.6, "", "")]);
        // Boundaries at 10 and 20 against 10.4 and 22.4.
        assert_eq!(boundary_f_measure(&reference, &estimated, 0.5), 0.5);
        assert_eq!(boundary_f_measure(&reference, &estimated, 3.0), 1.0);
        let whole = song(&[(30.0, "", "")]);
        assert_eq!(boundary_f_measure(&reference, &whole, 3.0), 0.0);
        assert_eq!(boundary_f_measure(&whole, &whole, 3.0), 1.0);
    }

    #[test]
    fn groups_are_compared_whatever_their_names() {
        let reference = song(&[(10.0, "", "A"), (10.0, "", "B"), (10.0, "", "A")]);
        let renamed = song(&[(10.0, "", "X"), (10.0, "", "Y"), (10.0, "", "X")]);
        assert_eq!(pairwise_f_measure(&reference, &renamed), 1.0);
    }

    #[test]
    fn a_song_heard_as_one_group_scores_as_counted_by_hand() {
        // Frames: 4 of A and 2 of B in the reference, so 6 + 1 pairs; 6 of one group heard, so 15 pairs.
        // Both agree on 7 of them: precision 7/15, recall 1, F = 14/22.
        let reference = song(&[(0.2, "", "A"), (0.2, "", "B"), (0.2, "", "A")]);
        let estimated = song(&[(0.6, "", "A")]);
        assert!((pairwise_f_measure(&reference, &estimated) - 14.0 / 22.0).abs() < 1e-12);
        // Every part its own group: 1 + 1 + 1 pairs heard, all of them right, of 7: F = 6/10.
        let apart = song(&[(0.2, "", "A"), (0.2, "", "B"), (0.2, "", "C")]);
        assert!((pairwise_f_measure(&reference, &apart) - 0.6).abs() < 1e-12);
    }

    #[test]
    fn labels_score_by_time() {
        let reference = song(&[(10.0, "verse", ""), (30.0, "chorus", "")]);
        let estimated = song(&[(20.0, "verse", ""), (20.0, "chorus", "")]);
        assert!((label_share(&reference, &estimated) - 0.75).abs() < 1e-12);
        assert_eq!(label_share(&[], &estimated), 0.0);
    }

    #[test]
    fn time_that_the_estimate_leaves_out_is_wrong() {
        let reference = song(&[(10.0, "verse", "A"), (10.0, "chorus", "B")]);
        assert_eq!(label_share(&reference, &reference[..1]), 0.5);
        assert_eq!(pairwise_f_measure(&reference, &[]), 2.0 * 9900.0 / (9900.0 + 19900.0));
    }
}
