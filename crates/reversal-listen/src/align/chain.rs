//! The words as a chain of states, and how well each frame fits each state.

use std::ops::Range;

use reversal_model::reading::Span;

use super::cepstra::border_secs;
use super::model::PhoneModel;
use super::path::State;

/// Weight of the sounds' log likelihoods: frames overlap and say the same thing several times.
const ACOUSTIC_SCALE: f32 = 0.4;
/// A pause is scored like the phone of this rank, the best being 1, or like silence where that is better.
const PAUSE_RANK: usize = 5;
/// What a frame earns for words inside a sung passage and loses outside, in nats; a pause the other way round.
const SUNG_TILT: f32 = 0.45;
const UNSUNG_TILT: f32 = -0.6;
/// What a pause inside a line costs.
const PAUSE_COST: f64 = 2.0;
/// Probability of staying another frame. Vowels are held: 30 frames in the mean, other sounds 10, pauses 50.
const VOWEL_STAYS: f64 = 0.9;
const CONSONANT_STAYS: f64 = 0.7;
const PAUSE_STAYS: f64 = 0.98;

/// The states of words one after the other, with a pause that may be passed over before each and at the end.
pub(super) struct WordChain {
    pub states: Vec<State>,
    /// Which states belong to each word; none for a word that cannot be said.
    pub words: Vec<Range<usize>>,
}

impl WordChain {
    /// From the phones of each word, and whether it opens a line.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a [usize], bool)>, model: &PhoneModel) -> WordChain {
        let mut chain = WordChain { states: Vec::new(), words: Vec::new() };
        let state = |column: usize, stays: f64, skip: Option<f64>| State {
            column,
            stay: stays.ln(),
            leave: (1.0 - stays).ln(),
            skip,
        };
        let pause = |skip: f64| state(pause_column(model), PAUSE_STAYS, Some(skip));
        let mut is_between_lines = true;
        for (phones, opens_line) in words {
            is_between_lines |= opens_line;
            if phones.is_empty() {
                chain.words.push(chain.states.len()..chain.states.len());
                continue;
            }
            // Passing over a pause earns inside a line what taking it would cost.
            chain.states.push(pause(if is_between_lines { 0.0 } else { PAUSE_COST }));
            is_between_lines = false;
            let from = chain.states.len();
            for phone in phones.iter().map(|&phone| &model.definition.phones[phone]) {
                let stays =
                    if phone.name.starts_with(['A', 'E', 'I', 'O', 'U']) { VOWEL_STAYS } else { CONSONANT_STAYS };
                chain.states.extend(phone.senones.iter().map(|&column| state(column, stays, None)));
            }
            chain.words.push(from..chain.states.len());
        }
        chain.states.push(pause(0.0));
        chain
    }
}

/// The column of the pause, after those of all senones.
pub(super) fn pause_column(model: &PhoneModel) -> usize {
    model.gaussians.senones()
}

/// Scores of all senones and of a pause, frame by frame, from log likelihoods of the senones.
/// Without any `voice` known, no moment is likelier to be sung than another.
pub(super) fn emissions(likelihoods: &[f32], voice: &[Span], model: &PhoneModel) -> Vec<f32> {
    let width = pause_column(model);
    let mut scores = Vec::with_capacity(likelihoods.len() / width * (width + 1));
    let mut phones: Vec<f32> = Vec::new();
    let mut next = 0;
    for (frame, row) in likelihoods.chunks_exact(width).enumerate() {
        let at_secs = border_secs(frame);
        while voice.get(next).is_some_and(|span| span.end <= at_secs) {
            next += 1;
        }
        let tilt = match voice.get(next) {
            _ if voice.is_empty() => 0.0,
            Some(span) if span.start <= at_secs => SUNG_TILT,
            _ => UNSUNG_TILT,
        };
        let score_of = |senones: &[usize]| senones.iter().map(|&senone| row[senone]).fold(f32::NEG_INFINITY, f32::max);
        phones.clear();
        phones.extend(model.definition.phones.iter().map(|phone| score_of(&phone.senones)));
        let silence = model.silence().map_or(f32::NEG_INFINITY, |phone| phones[phone]);
        phones.sort_unstable_by(|a, b| b.total_cmp(a));
        let pause = phones[(PAUSE_RANK - 1).min(phones.len() - 1)].max(silence);
        scores.extend(row.iter().map(|score| (score - phones[0]) * ACOUSTIC_SCALE + tilt));
        scores.push((pause - phones[0]) * ACOUSTIC_SCALE - tilt);
    }
    scores
}

/// By how much the words' sounds fit better than a pause, in nats a frame before scaling, over some frames of a
/// path; None where no frame belongs to a word.
pub(super) fn margin_over_pause(
    frames: Range<usize>,
    path: &[usize],
    states: &[State],
    scores: &[f32],
    pause: usize,
) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for frame in frames {
        let row = &scores[frame * (pause + 1)..(frame + 1) * (pause + 1)];
        let column = states[path[frame]].column;
        if column != pause {
            sum += f64::from(row[column] - row[pause]);
            count += 1;
        }
    }
    (count > 0).then(|| sum / f64::from(count) / f64::from(ACOUSTIC_SCALE))
}
