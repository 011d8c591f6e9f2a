//! A small net that hears a voice, its vowels, its hisses and where syllables begin.
//!
//! Squares over the mel bands and over the pitches of three neighbouring
//! frames, then five levels of dilated convolutions that see five seconds to
//! each side. How it was trained, on what, and how well it hears is told in
//! `training/voice/README.md`; the weights are this project's own.

use std::ops::Range;

use super::input::VoiceInput;
use super::pitches::{PITCHES, WIDTHS};
use crate::net::layer::{Layer, numbers_of, rectify};
use crate::net::level::Level;
use crate::net::square::Square;
use crate::parallel::map_ranges;
use crate::spectrum::{MEL_BANDS, SHORT_IN_LONG};

/// Channels between the levels, and of each of a level's two branches.
const WIDTH: usize = 24;
const BRANCH: usize = 12;
const LEVELS: usize = 5;
const MELS: usize = SHORT_IN_LONG * MEL_BANDS;
const TIMBRE: usize = 20;
const MELODY: usize = 16;
/// About the mean of the scaled logarithms.
const MIDDLE: f32 = 0.4;

type MelOne = Square<SHORT_IN_LONG, 12, 3>;
type MelTwo = Square<12, 12, 2>;
type PitchOne = Square<1, 6, 3>;
type PitchTwo = Square<6, 8, 3>;
const MEL_VALUES: usize = MelTwo::bands(MelOne::bands(MEL_BANDS)) * 12;
const PITCH_VALUES: usize = PitchTwo::bands(PitchOne::bands(PITCHES)) * 8;
const NUMBERS: usize = MelOne::NUMBERS
    + MelTwo::NUMBERS
    + Layer::<TIMBRE>::numbers(MEL_VALUES)
    + PitchOne::NUMBERS
    + PitchTwo::NUMBERS
    + Layer::<MELODY>::numbers(PITCH_VALUES)
    + Layer::<WIDTH>::numbers(TIMBRE + MELODY + WIDTHS)
    + LEVELS * Level::<WIDTH, BRANCH>::NUMBERS
    + Layer::<4>::numbers(WIDTH);
/// Little-endian 32-bit floats in the order in which `VoiceNet::load` reads them.
const WEIGHTS: &[u8; NUMBERS * 4] = include_bytes!("weights.f32");

/// Natural logarithms of the odds at one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heard {
    /// That someone sings, speaks or raps.
    pub voice: f32,
    /// That a vowel sounds, the middle of a syllable.
    pub vowel: f32,
    /// That a consonant hisses: s, sh, f, t.
    pub hiss: f32,
    /// That a syllable begins.
    pub onset: f32,
}

/// The odds at each frame of the input.
pub(crate) fn hear(inputs: &[VoiceInput], threads: usize) -> Vec<Heard> {
    VoiceNet::load().hear(inputs, threads)
}

struct VoiceNet {
    mel_one: MelOne,
    mel_two: MelTwo,
    timbre: Layer<TIMBRE>,
    pitch_one: PitchOne,
    pitch_two: PitchTwo,
    melody: Layer<MELODY>,
    mix: Layer<WIDTH>,
    levels: Vec<Level<WIDTH, BRANCH>>,
    heads: Layer<4>,
}

impl VoiceNet {
    fn load() -> VoiceNet {
        let mut numbers = numbers_of(WEIGHTS);
        VoiceNet {
            mel_one: Square::read(&mut numbers),
            mel_two: Square::read(&mut numbers),
            timbre: Layer::read(&mut numbers, MEL_VALUES),
            pitch_one: Square::read(&mut numbers),
            pitch_two: Square::read(&mut numbers),
            melody: Layer::read(&mut numbers, PITCH_VALUES),
            mix: Layer::read(&mut numbers, TIMBRE + MELODY + WIDTHS),
            levels: (0..LEVELS).map(|level| Level::read(&mut numbers, 1 << level)).collect(),
            heads: Layer::read(&mut numbers, WIDTH),
        }
    }

    fn hear(&self, inputs: &[VoiceInput], threads: usize) -> Vec<Heard> {
        let mut frames = map_ranges(inputs.len(), threads, |range| self.front(inputs, range));
        for level in &self.levels {
            frames = level.over(&frames, threads);
        }
        frames
            .iter_mut()
            .map(|frame| {
                rectify(frame);
                let mut sums = self.heads.bias();
                self.heads.add(&mut sums, 0, frame);
                let [voice, vowel, hiss, onset] = sums;
                Heard { voice, vowel, hiss, onset }
            })
            .collect()
    }

    /// What goes into the levels.
    fn front(&self, inputs: &[VoiceInput], range: Range<usize>) -> Vec<[f32; WIDTH]> {
        let first = |at: Option<usize>| match at {
            Some(at) if at < inputs.len() => self.first(inputs, at),
            _ => Front::silent(),
        };
        // Three frames of the first squares, each made once.
        let mut around = [Front::silent(), first(range.start.checked_sub(1)), first(Some(range.start))];
        range
            .map(|at| {
                around.rotate_left(1);
                around[2] = first(Some(at + 1));
                self.mixed(&around, &inputs[at])
            })
            .collect()
    }

    /// The first squares at a frame.
    fn first(&self, inputs: &[VoiceInput], at: usize) -> Front {
        let outside = ([[0.0; SHORT_IN_LONG]; MEL_BANDS], [[0.0; 1]; PITCHES]);
        let around = [at.checked_sub(1), Some(at), Some(at + 1)]
            .map(|at| at.and_then(|at| inputs.get(at)).map_or(outside, planes));
        Front {
            mel: self.mel_one.under(around.each_ref().map(|frame| frame.0.as_slice())),
            pitch: self.pitch_one.under(around.each_ref().map(|frame| frame.1.as_slice())),
        }
    }

    /// The second squares over three frames, and all that is known of the middle one.
    fn mixed(&self, around: &[Front; 3], input: &VoiceInput) -> [f32; WIDTH] {
        let mel = self.mel_two.under(around.each_ref().map(|front| front.mel.as_slice()));
        let mut timbre = self.timbre.bias();
        self.timbre.add(&mut timbre, 0, mel.as_flattened());
        rectify(&mut timbre);
        let pitch = self.pitch_two.under(around.each_ref().map(|front| front.pitch.as_slice()));
        let mut melody = self.melody.bias();
        self.melody.add(&mut melody, 0, pitch.as_flattened());
        rectify(&mut melody);
        let mut mixed = self.mix.bias();
        self.mix.add(&mut mixed, 0, &timbre);
        self.mix.add(&mut mixed, TIMBRE, &melody);
        self.mix.add(&mut mixed, TIMBRE + MELODY, &input[MELS + PITCHES..]);
        mixed
    }
}

/// What comes of the first squares at one frame.
struct Front {
    mel: Vec<[f32; 12]>,
    pitch: Vec<[f32; 6]>,
}

impl Front {
    /// Outside of the song.
    fn silent() -> Front {
        Front { mel: vec![[0.0; 12]; MelOne::bands(MEL_BANDS)], pitch: vec![[0.0; 6]; PitchOne::bands(PITCHES)] }
    }
}

/// Each band of four short frames, and each pitch.
fn planes(input: &VoiceInput) -> ([[f32; SHORT_IN_LONG]; MEL_BANDS], [[f32; 1]; PITCHES]) {
    (
        std::array::from_fn(|band| std::array::from_fn(|short| input[short * MEL_BANDS + band] - MIDDLE)),
        std::array::from_fn(|pitch| [input[MELS + pitch] - MIDDLE]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::input::VOICE_INPUTS;

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let inputs: Vec<VoiceInput> =
            (0..90).map(|frame| std::array::from_fn(|i| ((frame * 31 + i * 7) % 64) as f32 / 80.0)).collect();
        let alone = hear(&inputs, 1);
        for threads in [2, 3, 7] {
            assert_eq!(hear(&inputs, threads), alone);
        }
    }

    #[test]
    fn the_shortest_songs_are_heard() {
        for frames in 0..4 {
            assert_eq!(hear(&vec![[0.0; VOICE_INPUTS]; frames], 2).len(), frames);
        }
    }

    #[test]
    fn every_weight_is_a_finite_number() {
        assert!(numbers_of(WEIGHTS).all(f32::is_finite));
    }
}
