//! What the model writes when it is asked: each time the likeliest token that
//! Whisper's rules allow, with guards against writing in circles.

use ndarray::{Array1, Array2};

use super::alignment::chance_of;
use super::layers::exp;
use super::model::WhisperModel;
use super::vocabulary::Marks;

/// Most tokens of a window: half of the model's places, as its makers have it.
const MOST_TOKENS: usize = 224;
/// The first time lies at most a second into the window.
const LATEST_FIRST_TIME: usize = 50;
/// Text that comes so many times in a row is a circle ...
const ROUNDS_MAX: usize = 5;
/// ... if it is of so many tokens in all, and at most so many each time.
const CIRCLE_TOKENS_MIN: usize = 20;
const ROUND_TOKENS_MAX: usize = 40;

/// What was written of a window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WindowText {
    /// Text and times.
    pub tokens: Vec<usize>,
    /// Mean logarithm of the chances of its tokens.
    pub mean_log_chance: f64,
    /// The chance that nobody speaks.
    pub no_speech: f64,
}

/// Writes a window down. `opening` are the tokens that text begins with.
pub(super) fn write_down(
    model: &WhisperModel,
    heard: &Array2<f32>,
    opening: &[usize],
    signs: &[usize],
    threads: usize,
) -> WindowText {
    let marks = &model.vocabulary.marks;
    let blank = model.vocabulary.tokens(" ");
    let mut writing = model.decoder.begin(heard, threads);
    let written = model.decoder.write(&mut writing, opening, &[], threads);
    let next = |states: &Array2<f32>, row: usize| model.decoder.next(states.row(row), threads);
    let no_speech = chance_of(next(&written.states, 0).as_slice().unwrap_or_default(), marks.no_speech);
    let mut logits = next(&written.states, opening.len() - 1);
    let mut tokens = Vec::new();
    let mut log_chances = 0.0;
    let most = MOST_TOKENS.min(model.decoder.places().saturating_sub(opening.len() + 1));
    loop {
        let whole = logits.clone();
        rule_out(&mut logits, &tokens, marks, signs, &blank);
        let token = likeliest(&logits);
        log_chances += f64::from(chance_of(whole.as_slice().unwrap_or_default(), token).max(1e-9).ln());
        if token == marks.end || tokens.len() + 1 >= most {
            break;
        }
        tokens.push(token);
        if let Some(length) = circle(&tokens, marks.end) {
            // Two rounds may be sung; the rest is the model's own.
            tokens.truncate(tokens.len() - (ROUNDS_MAX - 2) * length);
            break;
        }
        logits = next(&model.decoder.write(&mut writing, &[token], &[], threads).states, 0);
    }
    WindowText { mean_log_chance: log_chances / (tokens.len() + 1) as f64, no_speech: f64::from(no_speech), tokens }
}

/// Rules out what may not follow the tokens so far: signs that no one sings, marks, and times that are not
/// in order or do not come in pairs (one ends a passage, one begins the next).
fn rule_out(logits: &mut Array1<f32>, tokens: &[usize], marks: &Marks, signs: &[usize], blank: &[usize]) {
    let count = logits.len();
    let mut out = |range: std::ops::Range<usize>| range.for_each(|token| logits[token] = f32::NEG_INFINITY);
    signs.iter().for_each(|&sign| out(sign..sign + 1));
    out(marks.start..marks.zero);
    let is_time = |token: usize| token >= marks.zero;
    let time = tokens.iter().rev().copied().find(|token| is_time(*token));
    let after_time = tokens.last().is_some_and(|token| is_time(*token));
    let after_pair = after_time && tokens.len().checked_sub(2).is_none_or(|at| is_time(tokens[at]));
    match time {
        None if tokens.is_empty() => {
            out(0..marks.zero);
            out(marks.zero + LATEST_FIRST_TIME + 1..count);
            return;
        }
        None => {}
        Some(_) if after_pair => out(marks.zero..count),
        Some(time) if after_time => {
            out(0..marks.end);
            out(marks.zero..time);
        }
        Some(time) => out(marks.zero..(time + 1).min(count)),
    }
    if tokens.len() == 1 {
        blank.iter().for_each(|&blank| out(blank..blank + 1));
        out(marks.end..marks.end + 1);
    }
    // Where any time is likelier than each text, it is time for a time.
    let most =
        |range: std::ops::Range<usize>| logits.slice(ndarray::s![range]).fold(f32::NEG_INFINITY, |a, b| a.max(*b));
    let (text, times) = (most(0..marks.zero), most(marks.zero..count));
    if times > f32::NEG_INFINITY {
        let sum: f32 = logits.iter().skip(marks.zero).map(|logit| exp((logit - times).max(-80.0))).sum();
        if times + sum.ln() > text {
            logits.slice_mut(ndarray::s![..marks.zero]).fill(f32::NEG_INFINITY);
        }
    }
}

fn likeliest(logits: &Array1<f32>) -> usize {
    let better = |best: usize, at: usize| if logits[at] > logits[best] { at } else { best };
    (0..logits.len()).reduce(better).unwrap_or(0)
}

/// Tokens of a round where the text goes in circles.
fn circle(tokens: &[usize], end: usize) -> Option<usize> {
    // Times differ from round to round.
    let text: Vec<usize> = tokens.iter().map(|token| (*token).min(end)).collect();
    (1..=ROUND_TOKENS_MAX).find(|&length| {
        let all = length * ROUNDS_MAX;
        all >= CIRCLE_TOKENS_MIN
            && text.len() >= all
            && text[text.len() - all..].windows(length + 1).all(|window| window[0] == window[length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whisper::model::tests::tiny_model;

    const MARKS: Marks =
        Marks { end: 10, start: 11, languages: 1, transcribe: 13, no_speech: 14, without_times: 15, zero: 16 };

    /// Which of 80 tokens remain, all as likely as each other but text by far before times.
    fn allowed(tokens: &[usize]) -> Vec<usize> {
        let mut logits = Array1::from_shape_fn(80, |token| if token < 16 { 20.0 } else { 0.0 });
        rule_out(&mut logits, tokens, &MARKS, &[3], &[7]);
        (0..80).filter(|token| logits[*token] > f32::NEG_INFINITY).collect()
    }

    #[test]
    fn a_window_begins_with_a_time_within_a_second() {
        assert_eq!(allowed(&[]), (16..67).collect::<Vec<_>>());
    }

    #[test]
    fn text_begins_with_neither_a_blank_nor_the_end_and_has_no_signs() {
        assert_eq!(allowed(&[16]), [0, 1, 2, 4, 5, 6, 8, 9]);
    }

    #[test]
    fn times_come_in_pairs_and_never_go_back() {
        let text = || [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].into_iter();
        assert_eq!(allowed(&[16, 5]), text().chain(17..80).collect::<Vec<_>>());
        assert_eq!(allowed(&[16, 5, 30]), [10].into_iter().chain(30..80).collect::<Vec<_>>());
        assert_eq!(allowed(&[16, 5, 30, 30]), text().collect::<Vec<_>>());
    }

    #[test]
    fn times_that_are_likelier_together_than_any_text_win() {
        let mut logits = Array1::from_shape_fn(80, |token| if token < 16 { 1.0 } else { 0.0 });
        rule_out(&mut logits, &[16, 5], &MARKS, &[], &[]);
        assert!((0..16).all(|token| logits[token] == f32::NEG_INFINITY) && logits[20] == 0.0);
    }

    #[test]
    fn circles_are_seen_and_refrains_are_not() {
        let round = [1, 2, 3, 4];
        assert_eq!(circle(&round.repeat(5), 10), Some(4));
        assert_eq!(circle(&round.repeat(4), 10), None);
        assert_eq!(circle(&[5; 19], 10), None);
        assert_eq!(circle(&[5; 20], 10), Some(4));
        let with_times: Vec<usize> = (0..5).flat_map(|i| [1, 2, 3, 20 + i]).collect();
        assert_eq!(circle(&with_times, 10), Some(4), "times do not hide a circle");
    }

    #[test]
    fn what_a_model_writes_keeps_to_the_rules() {
        let model = tiny_model(51_864);
        let heard = model.encoder.encode(Array2::from_elem((3000, 80), 0.3).view(), 2);
        let text = write_down(&model, &heard, &model.opening(0), &model.vocabulary.signs(), 2);
        let zero = model.vocabulary.marks.zero;
        assert!(text.tokens[0] >= zero && text.tokens[0] <= zero + LATEST_FIRST_TIME);
        assert!(text.tokens.len() < MOST_TOKENS && text.mean_log_chance < 0.0 && text.no_speech > 0.0);
        let times: Vec<usize> = text.tokens.iter().copied().filter(|token| *token >= zero).collect();
        assert!(times.is_sorted(), "{times:?}");
        assert_eq!(text, write_down(&model, &heard, &model.opening(0), &model.vocabulary.signs(), 1));
    }
}
