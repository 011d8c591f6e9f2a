//! Passages of a window that was written down, and where the next window begins.

use super::mel::WINDOW_FRAMES;

/// Frames between two time tokens.
const FRAMES_A_TIME: usize = 2;

/// Passages, each the text tokens between two times, and how many frames later to go on: after the last whole passage, or after the window where
/// the text came to its end. `zero` is the token of time zero, `end` that of the text's end.
pub(super) fn segments(tokens: &[usize], zero: usize, end: usize) -> (Vec<Vec<usize>>, usize) {
    let is_time = |token: usize| token >= zero;
    let mut segments = Vec::new();
    let mut text = Vec::new();
    // Where two times stand together, one passage ended and another began.
    let last_pair = (1..tokens.len()).rev().find(|at| is_time(tokens[*at]) && is_time(tokens[at - 1]));
    let ends_whole = tokens.len() >= 2 && is_time(tokens[tokens.len() - 1]) && !is_time(tokens[tokens.len() - 2]);
    let taken = match last_pair {
        Some(at) if !ends_whole => at,
        _ => tokens.len(),
    };
    for &token in &tokens[..taken] {
        if !is_time(token) {
            text.extend(Some(token).filter(|token| *token < end));
        } else if !text.is_empty() {
            segments.push(std::mem::take(&mut text));
        }
    }
    if !text.is_empty() {
        segments.push(text);
    }
    let next = match last_pair {
        Some(at) if !ends_whole => (tokens[at - 1] - zero) * FRAMES_A_TIME,
        _ => WINDOW_FRAMES,
    };
    // A pair at time zero would stay there for ever.
    (segments, if next == 0 { WINDOW_FRAMES } else { next.min(WINDOW_FRAMES) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(tokens: &[usize]) -> (Vec<Vec<usize>>, usize) {
        segments(tokens, 100, 90)
    }

    #[test]
    fn whole_passages_are_taken_and_the_begun_one_is_left_for_the_next_window() {
        assert_eq!(texts(&[100, 1, 2, 150, 150, 3, 400, 400, 4]), (vec![vec![1, 2], vec![3]], 600));
    }

    #[test]
    fn a_text_that_ends_with_a_time_is_whole() {
        assert_eq!(texts(&[100, 1, 150, 160, 3, 400]), (vec![vec![1], vec![3]], 3000));
        assert_eq!(texts(&[100, 1, 2]), (vec![vec![1, 2]], 3000));
        assert_eq!(texts(&[]), (vec![], 3000));
    }

    #[test]
    fn the_window_always_moves_on() {
        assert_eq!(texts(&[100, 100]), (vec![], 3000));
        assert_eq!(texts(&[100, 1, 1700, 1700]).1, 3000);
    }
}
