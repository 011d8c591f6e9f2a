//! What a person knows better, laid over what was heard.

use reversal_model::hearing::{Octave, TappedBeat};

/// Beats at another octave of the tempo. Every second one of them keeps those that start bars.
pub(crate) fn at_octave(beats: Vec<f64>, downbeats: &[usize], octave: Octave) -> Vec<f64> {
    match octave {
        Octave::AsHeard => beats,
        Octave::Half => {
            let odd = downbeats.iter().filter(|beat| *beat % 2 == 1).count();
            beats.into_iter().skip(usize::from(2 * odd > downbeats.len())).step_by(2).collect()
        }
        Octave::Double => {
            let between = beats.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
            let mut doubled: Vec<f64> = beats.iter().copied().chain(between).collect();
            doubled.sort_by(f64::total_cmp);
            doubled
        }
    }
}

/// Beats moved to halfway between them where an odd number of halves is asked for.
pub(crate) fn moved_between(beats: Vec<f64>, shift_beats: f64) -> Vec<f64> {
    if (shift_beats * 2.0).rem_euclid(2.0) != 1.0 || beats.len() < 2 {
        return beats;
    }
    let first = beats[0] - (beats[1] - beats[0]) / 2.0;
    let between = beats.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
    Some(first).into_iter().filter(|first| *first >= 0.0).chain(between).collect()
}

/// Indices of the beats that start bars, so many whole beats later, with what comes before filled up.
pub(crate) fn shifted_bars(downbeats: &[usize], beats: usize, meter: usize, shift_beats: f64) -> Vec<usize> {
    let shift = shift_beats.floor() as i64;
    if shift == 0 || downbeats.is_empty() {
        return downbeats.to_vec();
    }
    let mut shifted: Vec<i64> = downbeats.iter().map(|&beat| beat as i64 + shift).collect();
    let meter = meter.max(1) as i64;
    while shifted[0] >= meter {
        shifted.insert(0, shifted[0] - meter);
    }
    while let Some(next) = shifted.last().map(|last| last + meter).filter(|next| *next < beats as i64) {
        shifted.push(next);
    }
    shifted.into_iter().filter(|beat| (0..beats as i64).contains(beat)).map(|beat| beat as usize).collect()
}

/// The downbeats of tapped beats, where their places in the bar were given.
pub(crate) fn tapped_downbeats(beats: &[TappedBeat]) -> Option<Vec<usize>> {
    let known = beats.iter().filter(|beat| beat.place.is_some()).count();
    let first = |beat: &usize| beats[*beat].place == Some(1);
    let downbeats: Vec<usize> = (0..beats.len()).filter(first).collect();
    (known * 2 > beats.len() && !downbeats.is_empty()).then_some(downbeats)
}

/// The number that comes most often, the smaller where two do.
pub(crate) fn most_common(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_insert(0_usize) += 1);
    counts.into_iter().rev().max_by_key(|entry| entry.1).map(|entry| entry.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_keeps_the_downbeats_and_doubling_keeps_every_beat() {
        let beats = vec![0.5, 1.0, 1.5, 2.0, 2.5];
        assert_eq!(at_octave(beats.clone(), &[1, 3], Octave::Half), [1.0, 2.0]);
        assert_eq!(at_octave(beats.clone(), &[0, 4], Octave::Half), [0.5, 1.5, 2.5]);
        assert_eq!(at_octave(beats, &[0], Octave::Double), [0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5]);
    }

    #[test]
    fn half_a_beat_moves_the_beats_and_a_whole_one_does_not() {
        let beats = vec![0.5, 1.0, 1.5];
        assert_eq!(moved_between(beats.clone(), 1.0), beats);
        for half in [0.5, -0.5, 1.5] {
            assert_eq!(moved_between(beats.clone(), half), [0.25, 0.75, 1.25]);
        }
    }

    #[test]
    fn bars_move_by_whole_beats_and_stay_inside() {
        assert_eq!(shifted_bars(&[0, 4, 8], 12, 4, 1.0), [1, 5, 9]);
        assert_eq!(shifted_bars(&[1, 5, 9], 12, 4, -2.0), [3, 7, 11]);
        assert_eq!(shifted_bars(&[0, 4, 8], 12, 4, 0.5), [0, 4, 8]);
        assert_eq!(shifted_bars(&[2, 6], 8, 4, 3.0), [1, 5]);
    }

    #[test]
    fn places_in_the_bar_make_downbeats() {
        let beat = |place| TappedBeat { secs: 0.0, place };
        assert_eq!(tapped_downbeats(&[beat(Some(3)), beat(Some(1)), beat(Some(2))]), Some(vec![1]));
        assert_eq!(tapped_downbeats(&[beat(None), beat(Some(1)), beat(None)]), None);
    }
}
