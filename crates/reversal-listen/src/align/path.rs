//! The most likely way through a chain of states (Viterbi 1967), exact over
//! the whole song. Scores are kept only at checkpoints and worked out again
//! block by block on the way back (Grice, Hughey & Speck 1997), so memory
//! grows with the square root of the length.

/// A state of the chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct State {
    /// Which column of the scores tells how well a frame fits.
    pub column: usize,
    /// Log probability of staying for another frame and of going on.
    pub stay: f64,
    pub leave: f64,
    /// What passing over it costs (a negative number) or earns; None where it must be gone through.
    pub skip: Option<f64>,
}

const IMPOSSIBLE: f64 = f64::NEG_INFINITY;

/// The chain in the shape in which the inner loop reads it.
struct Chain {
    columns: Vec<usize>,
    stay: Vec<f64>,
    /// Into each state from the one before, and from the one before that.
    step: Vec<f64>,
    leap: Vec<f64>,
}

/// The state of each frame, never going back. `scores` hold `width` columns a
/// frame. None where the frames are too few for the states.
pub(super) fn best_path(states: &[State], scores: &[f32], width: usize) -> Option<Vec<usize>> {
    let frames = scores.len() / width.max(1);
    if states.is_empty() || frames == 0 {
        return None;
    }
    let chain = Chain::of(states);
    let row = |frame: usize| &scores[frame * width..(frame + 1) * width];
    let block = (frames as f64).sqrt().ceil() as usize;

    let mut totals = chain.begin(states, row(0));
    let mut checkpoints = vec![totals.clone()];
    for frame in 1..frames {
        chain.advance(&mut totals, row(frame), None);
        if frame % block == 0 {
            checkpoints.push(totals.clone());
        }
    }
    let last = states.len() - 1;
    let ends_before_last = states[last].skip.is_some() && last > 0 && totals[last - 1] > totals[last];
    let mut at = if ends_before_last { last - 1 } else { last };
    if totals[at] == IMPOSSIBLE {
        return None;
    }
    let mut path = vec![0; frames];
    let mut moves = vec![0_u8; block * states.len()];
    for (index, checkpoint) in checkpoints.iter().enumerate().rev() {
        let (from, to) = (index * block, ((index + 1) * block).min(frames));
        totals.copy_from_slice(checkpoint);
        for (frame, moves) in (from + 1..to).zip(moves.chunks_exact_mut(states.len())) {
            chain.advance(&mut totals, row(frame), Some(moves));
        }
        // The move into this block's first frame is the last of the block before.
        if index + 1 < checkpoints.len() {
            chain.advance(&mut totals, row(to), Some(&mut moves[(to - from - 1) * states.len()..]));
            at -= usize::from(moves[(to - from - 1) * states.len() + at]);
        }
        for frame in (from..to).rev() {
            path[frame] = at;
            if frame > from {
                at -= usize::from(moves[(frame - from - 1) * states.len() + at]);
            }
        }
    }
    Some(path)
}

impl Chain {
    fn of(states: &[State]) -> Chain {
        let leap = |i: usize| match i {
            2.. => states[i - 1].skip.map_or(IMPOSSIBLE, |skip| states[i - 2].leave + skip),
            _ => IMPOSSIBLE,
        };
        Chain {
            columns: states.iter().map(|state| state.column).collect(),
            stay: states.iter().map(|state| state.stay).collect(),
            step: (0..states.len()).map(|i| if i == 0 { IMPOSSIBLE } else { states[i - 1].leave }).collect(),
            leap: (0..states.len()).map(leap).collect(),
        }
    }

    fn begin(&self, states: &[State], row: &[f32]) -> Vec<f64> {
        let mut totals = vec![IMPOSSIBLE; states.len()];
        totals[0] = f64::from(row[self.columns[0]]);
        if let (Some(skip), Some(second)) = (states[0].skip, totals.get_mut(1)) {
            *second = skip + f64::from(row[self.columns[1]]);
        }
        totals
    }

    /// A frame further. `moves` say how many states each came on.
    fn advance(&self, totals: &mut [f64], row: &[f32], moves: Option<&mut [u8]>) {
        let (mut before, mut before_that) = (IMPOSSIBLE, IMPOSSIBLE);
        let chain = self.columns.iter().zip(&self.stay).zip(self.step.iter().zip(&self.leap));
        let mut advance_one = |total: &mut f64, ((&column, stay), (step, leap)): ((&usize, &f64), (&f64, &f64))| {
            let (stayed, stepped, leapt) = (*total + stay, before + step, before_that + leap);
            (before_that, before) = (before, *total);
            let (best, moved) = if stepped > stayed { (stepped, 1) } else { (stayed, 0) };
            let (best, moved) = if leapt > best { (leapt, 2) } else { (best, moved) };
            *total = best + f64::from(row[column]);
            moved
        };
        match moves {
            Some(moves) => {
                for ((total, link), moved) in totals.iter_mut().zip(chain).zip(moves) {
                    *moved = advance_one(total, link);
                }
            }
            None => {
                for (total, link) in totals.iter_mut().zip(chain) {
                    advance_one(total, link);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state(column: usize, skip: Option<f64>) -> State {
        State { column, stay: -0.2, leave: -1.7, skip }
    }

    /// Scores under which each frame fits one column and no other.
    fn fitting(columns: &[usize], width: usize) -> Vec<f32> {
        columns.iter().flat_map(|fit| (0..width).map(move |column| if column == *fit { 0.0 } else { -9.0 })).collect()
    }

    #[test]
    fn a_known_way_is_found_again() {
        // Silence, a word of two states, a silence that may be left out, a word of one state, silence.
        let states = [
            state(0, Some(0.0)),
            state(1, None),
            state(2, None),
            state(0, Some(0.0)),
            state(3, None),
            state(0, Some(0.0)),
        ];
        let heard = [0, 0, 1, 1, 1, 2, 3, 3, 3, 0, 0];
        let path = best_path(&states, &fitting(&heard, 4), 4).unwrap();
        assert_eq!(path, [0, 0, 1, 1, 1, 2, 4, 4, 4, 5, 5]);
        let heard = [1, 2, 0, 0, 0, 0, 3];
        assert_eq!(best_path(&states, &fitting(&heard, 4), 4).unwrap(), [1, 2, 3, 3, 3, 3, 4]);
    }

    #[test]
    fn too_few_frames_for_the_states_have_no_way() {
        let states = vec![state(0, None); 6];
        assert_eq!(best_path(&states, &fitting(&[0; 5], 1), 1), None);
        assert_eq!(best_path(&states, &fitting(&[0; 6], 1), 1).unwrap(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(best_path(&[], &[0.0], 1), None);
        assert_eq!(best_path(&states, &[], 1), None);
    }

    /// The best total by trying every way.
    fn best_total(states: &[State], scores: &[f32], width: usize, frame: usize, at: usize) -> f64 {
        let own = f64::from(scores[frame * width + states[at].column]);
        if frame == 0 {
            return match at {
                0 => own,
                1 => states[0].skip.map_or(IMPOSSIBLE, |skip| skip + own),
                _ => IMPOSSIBLE,
            };
        }
        let from = |at: usize| best_total(states, scores, width, frame - 1, at);
        let mut best = from(at) + states[at].stay;
        if at >= 1 {
            best = best.max(from(at - 1) + states[at - 1].leave);
        }
        if at >= 2
            && let Some(skip) = states[at - 1].skip
        {
            best = best.max(from(at - 2) + states[at - 2].leave + skip);
        }
        best + own
    }

    fn total_of(path: &[usize], states: &[State], scores: &[f32], width: usize) -> f64 {
        let mut total = if path[0] == 1 { states[0].skip.unwrap() } else { 0.0 };
        for (frame, &at) in path.iter().enumerate() {
            total += f64::from(scores[frame * width + states[at].column]);
            if frame > 0 {
                let from = path[frame - 1];
                total += match at - from {
                    0 => states[at].stay,
                    1 => states[from].leave,
                    _ => states[from].leave + states[from + 1].skip.unwrap(),
                };
            }
        }
        total
    }

    proptest! {
        #[test]
        fn no_way_is_better_than_the_one_found(
            states in proptest::collection::vec((0..3_usize, -1.0..0.0_f64, -2.0..0.0_f64, any::<bool>()), 2..6),
            scores in proptest::collection::vec(-5.0..0.0_f32, 9..=24),
        ) {
            // Two that may be passed over never stand side by side.
            let states: Vec<State> = states.iter().enumerate().map(|(i, &(column, stay, leave, is_optional))| {
                State { column, stay, leave, skip: (is_optional && i % 2 == 0).then_some(-0.5) }
            }).collect();
            let scores = &scores[..scores.len() / 3 * 3];
            let last = scores.len() / 3 - 1;
            let mut expected = best_total(&states, scores, 3, last, states.len() - 1);
            if states[states.len() - 1].skip.is_some() {
                expected = expected.max(best_total(&states, scores, 3, last, states.len() - 2));
            }
            match best_path(&states, scores, 3) {
                Some(path) => prop_assert!((total_of(&path, &states, scores, 3) - expected).abs() < 1e-6),
                None => prop_assert_eq!(expected, IMPOSSIBLE),
            }
        }
    }
}
