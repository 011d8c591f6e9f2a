//! The words as a chain of states, and how well each frame fits each state.

use std::ops::Range;

use super::cepstra::border_secs;
use super::model::PhoneModel;
use super::path::State;
use crate::voice::VOICE_HOP_SECS;

/// Weight of the sounds' log likelihoods: frames overlap and say the same thing several times.
const ACOUSTIC_SCALE: f32 = 0.4;
/// A pause is scored like the phone of this rank, the best being 1, or like silence where that is better.
const PAUSE_RANK: usize = 5;
/// A word whose sounds are not known is scored like the phone of this rank: better than a pause where someone sings.
const ANY_SOUND_RANK: usize = 3;
/// States of each of its syllables: a consonant and a vowel.
const ANY_SOUND_STAYS: [f64; 2] = [CONSONANT_STAYS, VOWEL_STAYS];
/// What a frame earns for words where a voice is heard and loses where none is, in nats; a pause the other way round.
/// In proportion to the odds of a voice, so that where they are even the sounds decide.
const TILT_BY_ODDS: f32 = 0.3;
/// Twice the odds that are heard: lyrics are sung somewhere, and held notes are missed more often than others are
/// taken for a voice.
const MORE_SUNG: f32 = 0.7;
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
    /// Which states belong to each word; none for a word that is not sung.
    pub words: Vec<Range<usize>>,
}

/// How a word sounds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sounds {
    /// The model's phones, by index.
    Phones(Vec<usize>),
    /// So many syllables that nobody here can spell, of another script for instance.
    Unknown(usize),
    /// Not at all: "—", "♪".
    None,
}

impl WordChain {
    /// From the sounds of each word, and whether it opens a line.
    pub(super) fn new<'a>(words: impl Iterator<Item = (&'a Sounds, bool)>, model: &PhoneModel) -> WordChain {
        let mut chain = WordChain { states: Vec::new(), words: Vec::new() };
        let state = |column: usize, stays: f64, skip: Option<f64>| State {
            column,
            stay: stays.ln(),
            leave: (1.0 - stays).ln(),
            skip,
        };
        let pause = |skip: f64| state(pause_column(model), PAUSE_STAYS, Some(skip));
        let mut is_between_lines = true;
        for (sounds, opens_line) in words {
            is_between_lines |= opens_line;
            if *sounds == Sounds::None {
                chain.words.push(chain.states.len()..chain.states.len());
                continue;
            }
            // Passing over a pause earns inside a line what taking it would cost.
            chain.states.push(pause(if is_between_lines { 0.0 } else { PAUSE_COST }));
            is_between_lines = false;
            let from = chain.states.len();
            match sounds {
                Sounds::Phones(phones) => {
                    for phone in phones.iter().map(|&phone| &model.definition.phones[phone]) {
                        let is_vowel = phone.name.starts_with(['A', 'E', 'I', 'O', 'U']);
                        let stays = if is_vowel { VOWEL_STAYS } else { CONSONANT_STAYS };
                        chain.states.extend(phone.senones.iter().map(|&column| state(column, stays, None)));
                    }
                }
                Sounds::Unknown(syllables) => {
                    let syllable = ANY_SOUND_STAYS.map(|stays| state(any_sound_column(model), stays, None));
                    chain.states.extend((0..*syllables).flat_map(|_| syllable));
                }
                Sounds::None => {}
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

/// The column of a sound that is not known, after that of the pause.
pub(super) fn any_sound_column(model: &PhoneModel) -> usize {
    pause_column(model) + 1
}

/// Columns of scores.
pub(super) fn columns(model: &PhoneModel) -> usize {
    pause_column(model) + 2
}

/// Scores of all senones, of a pause and of any sound, frame by frame from `first_frame` on, from log likelihoods of
/// the senones. `voice` are the logarithms of the odds that someone sings, one each [`VOICE_HOP_SECS`]; where none of
/// them speaks for a voice, no moment is likelier to be sung than another.
pub(super) fn emissions(likelihoods: &[f32], first_frame: usize, voice: &[f32], model: &PhoneModel) -> Vec<f32> {
    let width = pause_column(model);
    let mut scores = Vec::with_capacity(likelihoods.len() / width * columns(model));
    let mut phones: Vec<f32> = Vec::new();
    let is_heard = voice.iter().any(|odds| *odds > 0.0);
    for (frame, row) in likelihoods.chunks_exact(width).enumerate() {
        let at_secs = border_secs(first_frame + frame);
        let odds = voice.get((at_secs / VOICE_HOP_SECS).round() as usize).or(voice.last()).filter(|_| is_heard);
        let tilt = odds.map_or(0.0, |odds| ((odds + MORE_SUNG) * TILT_BY_ODDS).clamp(UNSUNG_TILT, SUNG_TILT));
        let score_of = |senones: &[usize]| senones.iter().map(|&senone| row[senone]).fold(f32::NEG_INFINITY, f32::max);
        phones.clear();
        phones.extend(model.definition.phones.iter().map(|phone| score_of(&phone.senones)));
        let silence = model.silence().map_or(f32::NEG_INFINITY, |phone| phones[phone]);
        phones.sort_unstable_by(|a, b| b.total_cmp(a));
        let ranked = |rank: usize| phones[(rank - 1).min(phones.len() - 1)];
        let pause = ranked(PAUSE_RANK).max(silence);
        scores.extend(row.iter().map(|score| (score - phones[0]) * ACOUSTIC_SCALE + tilt));
        scores.push((pause - phones[0]) * ACOUSTIC_SCALE - tilt);
        scores.push((ranked(ANY_SOUND_RANK) - phones[0]) * ACOUSTIC_SCALE + tilt);
    }
    scores
}

/// How well the words' sounds fit over some frames of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// By how much they fit better than a pause, in nats a frame before scaling.
    pub over_pause: f64,
    /// By how much they fit worse than the phones that fit best, likewise.
    pub under_best: f64,
}

impl Fit {
    /// None where no frame belongs to a word.
    pub(super) fn of(
        frames: Range<usize>,
        path: &[usize],
        states: &[State],
        scores: &[f32],
        model: &PhoneModel,
    ) -> Option<Fit> {
        let (pause, width) = (pause_column(model), columns(model));
        let (mut fit, mut count) = (Fit::default(), 0);
        for frame in frames {
            let row = &scores[frame * width..(frame + 1) * width];
            let column = states[path[frame]].column;
            if column != pause {
                let best = row[..pause].iter().copied().fold(f32::NEG_INFINITY, f32::max);
                fit.over_pause += f64::from(row[column] - row[pause]);
                fit.under_best += f64::from(best - row[column]);
                count += 1;
            }
        }
        let scale = f64::from(count) * f64::from(ACOUSTIC_SCALE);
        (count > 0).then(|| Fit { over_pause: fit.over_pause / scale, under_best: fit.under_best / scale })
    }
}
