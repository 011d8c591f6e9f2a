//! A small net that hears beats and downbeats, and what it takes them from.
//!
//! A convolutional front over the mel bands of three neighbouring frames, then
//! eight levels of dilated convolutions that see twenty seconds to each side
//! (after Böck & Davies, "Deconstruct, analyse, reconstruct", ISMIR 2020, made
//! smaller). How it was trained, on what, and how well it hears is told in
//! `training/beats/README.md`; the weights are this project's own.

pub(crate) mod input;
mod tempo_head;

use reversal_model::sound::Sound;

use crate::curves::Loudness;
use crate::net::layer::{Layer, numbers_of, rectify};
use crate::net::level::Level;
use crate::parallel::{map_ranges, usual_threads};
use crate::spectrum::{MEL_BANDS, Spectrum};
use input::{BeatInput, CHANGES};
use tempo_head::TEMPI;
pub(crate) use tempo_head::TempoOdds;

/// Channels between the levels.
const WIDTH: usize = 24;
/// Channels of each of a level's two branches.
const BRANCH: usize = 16;
/// Channels of the front's first convolutions.
const FRONT: usize = 16;
const HARMONY: usize = 8;
const LEVELS: usize = 8;
const HARMONY_TAPS: usize = 9;
/// Bands and frames under the front's small squares.
const SQUARE: usize = 3;
/// Bands left after the first convolution and pooling by three, and after the second and pooling by two.
const BANDS_ONE: usize = (MEL_BANDS - (SQUARE - 1)) / 3;
const BANDS_TWO: usize = (BANDS_ONE - (SQUARE - 1)) / 2;
/// About the mean of the scaled logarithms.
const MEL_MIDDLE: f32 = 0.4;

const NUMBERS: usize = Layer::<FRONT>::numbers(SQUARE * SQUARE * 2)
    + Layer::<FRONT>::numbers(SQUARE * SQUARE * FRONT)
    + Layer::<WIDTH>::numbers(BANDS_TWO * FRONT)
    + Layer::<HARMONY>::numbers(HARMONY_TAPS * CHANGES)
    + Layer::<WIDTH>::numbers(WIDTH + HARMONY)
    + LEVELS * Level::<WIDTH, BRANCH>::NUMBERS
    + Layer::<2>::numbers(WIDTH)
    + Layer::<TEMPI>::numbers(WIDTH);
/// Little-endian 32-bit floats in the order in which `BeatNet::load` reads them.
const WEIGHTS: &[u8; NUMBERS * 4] = include_bytes!("beat_net/weights.f32");

/// What the net hears of a song, frame by frame; for its training.
pub fn beat_inputs(song: &dyn Sound) -> Vec<BeatInput> {
    input::net_input(&Spectrum::of(song, Loudness::of(song).gain(), usual_threads()))
}

/// Chances at each of the net's frames, 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heard {
    /// That a beat falls on it.
    pub beat: f32,
    /// That a bar begins on it.
    pub downbeat: f32,
}

/// All that the net says of a song.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BeatHearing {
    /// 0.., one each `NET_HOP_SECS`.
    pub frames: Vec<Heard>,
    pub tempo: TempoOdds,
}

/// What the net hears in a song.
pub(crate) fn hear(spectrum: &Spectrum, threads: usize) -> BeatHearing {
    BeatNet::load().hear(&input::net_input(spectrum), threads)
}

struct BeatNet {
    first: Layer<FRONT>,
    second: Layer<FRONT>,
    third: Layer<WIDTH>,
    harmony: Layer<HARMONY>,
    mix: Layer<WIDTH>,
    levels: Vec<Level<WIDTH, BRANCH>>,
    heads: Layer<2>,
    tempo: Layer<TEMPI>,
}

type BandsOne = [[f32; FRONT]; BANDS_ONE];

impl BeatNet {
    fn load() -> BeatNet {
        let mut numbers = numbers_of(WEIGHTS);
        BeatNet {
            first: Layer::read(&mut numbers, SQUARE * SQUARE * 2),
            second: Layer::read(&mut numbers, SQUARE * SQUARE * FRONT),
            third: Layer::read(&mut numbers, BANDS_TWO * FRONT),
            harmony: Layer::read(&mut numbers, HARMONY_TAPS * CHANGES),
            mix: Layer::read(&mut numbers, WIDTH + HARMONY),
            levels: (0..LEVELS).map(|level| Level::read(&mut numbers, 1 << level)).collect(),
            heads: Layer::read(&mut numbers, WIDTH),
            tempo: Layer::read(&mut numbers, WIDTH),
        }
    }

    fn hear(&self, inputs: &[BeatInput], threads: usize) -> BeatHearing {
        let mixed = map_ranges(inputs.len(), threads, |range| self.front(inputs, range));
        let mut frames = mixed.clone();
        for level in &self.levels {
            frames = level.over(&frames, threads);
        }
        let tempo = TempoOdds::of(&self.tempo, &mixed, &frames);
        let frames = frames
            .iter_mut()
            .map(|frame| {
                rectify(frame);
                let mut sums = self.heads.bias();
                self.heads.add(&mut sums, 0, frame);
                let [beat, downbeat] = sums.map(|sum| 1.0 / (1.0 + (-sum).exp()));
                Heard { beat, downbeat }
            })
            .collect();
        BeatHearing { frames, tempo }
    }

    fn front(&self, inputs: &[BeatInput], range: std::ops::Range<usize>) -> Vec<[f32; WIDTH]> {
        let zeros = [[0.0; FRONT]; BANDS_ONE];
        let bands_one = |at: Option<usize>| match at {
            Some(at) if at < inputs.len() => self.bands_one(inputs, at),
            _ => zeros,
        };
        // Three frames of the first convolution, each made once.
        let mut around = [zeros, bands_one(range.start.checked_sub(1)), bands_one(Some(range.start))];
        range
            .map(|at| {
                around.rotate_left(1);
                around[2] = bands_one(Some(at + 1));
                self.mixed(&around, inputs, at)
            })
            .collect()
    }

    /// The first convolution at a frame, pooled over three bands.
    fn bands_one(&self, inputs: &[BeatInput], at: usize) -> BandsOne {
        let mut pooled = [[f32::NEG_INFINITY; FRONT]; BANDS_ONE];
        for band in 0..BANDS_ONE * 3 {
            let mut sums = self.first.bias();
            for tap in 0..SQUARE {
                let Some(input) = (at + tap).checked_sub(SQUARE / 2).and_then(|frame| inputs.get(frame)) else {
                    continue;
                };
                for (half, mel) in input[..2 * MEL_BANDS].chunks_exact(MEL_BANDS).enumerate() {
                    let centred: [f32; SQUARE] = std::array::from_fn(|side| mel[band + side] - MEL_MIDDLE);
                    self.first.add(&mut sums, (tap * 2 + half) * SQUARE, &centred);
                }
            }
            greatest(&mut pooled[band / 3], &sums);
        }
        // The rectifier rises, so it may follow the pooling.
        pooled.iter_mut().for_each(|channels| rectify(channels));
        pooled
    }

    fn mixed(&self, around: &[BandsOne; SQUARE], inputs: &[BeatInput], at: usize) -> [f32; WIDTH] {
        let mut pooled = [[f32::NEG_INFINITY; FRONT]; BANDS_TWO];
        for band in 0..BANDS_TWO * 2 {
            let mut sums = self.second.bias();
            for (tap, frame) in around.iter().enumerate() {
                let under = frame[band..band + SQUARE].as_flattened();
                self.second.add(&mut sums, tap * SQUARE * FRONT, under);
            }
            greatest(&mut pooled[band / 2], &sums);
        }
        pooled.iter_mut().for_each(|channels| rectify(channels));
        let mut timbre = self.third.bias();
        self.third.add(&mut timbre, 0, pooled.as_flattened());
        rectify(&mut timbre);
        let mut harmony = self.harmony.bias();
        for tap in 0..HARMONY_TAPS {
            if let Some(input) = (at + tap).checked_sub(HARMONY_TAPS / 2).and_then(|frame| inputs.get(frame)) {
                self.harmony.add(&mut harmony, tap * CHANGES, &input[2 * MEL_BANDS..]);
            }
        }
        rectify(&mut harmony);
        let mut mixed = self.mix.bias();
        self.mix.add(&mut mixed, 0, &timbre);
        self.mix.add(&mut mixed, WIDTH, &harmony);
        mixed
    }
}

fn greatest(kept: &mut [f32; FRONT], other: &[f32; FRONT]) {
    for (kept, other) in kept.iter_mut().zip(other) {
        *kept = kept.max(*other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{clicks, noise, silence, steady_beats};

    fn near(heard: &[Heard], secs: f64, chance: impl Fn(&Heard) -> f32) -> f32 {
        let frame = (secs / input::NET_HOP_SECS).round() as usize;
        heard[frame.saturating_sub(1)..=frame + 1].iter().map(chance).fold(0.0, f32::max)
    }

    #[test]
    fn beats_are_heard_on_the_clicks_and_not_between_them() {
        let beats = steady_beats(0.4, 112.0, 40);
        let heard = hear(&Spectrum::of(&clicks(&beats, 4, 22.0), 1.0, 1), 1).frames;
        let mean = |aside_secs: f64| {
            beats[4..36].iter().map(|beat| near(&heard, beat + aside_secs, |heard| heard.beat)).sum::<f32>() / 32.0
        };
        assert!(mean(0.0) > 0.4, "{}", mean(0.0));
        assert!(mean(0.13) < 0.1 && mean(0.27) < 0.2, "{} {}", mean(0.13), mean(0.27));
    }

    #[test]
    fn silence_and_noise_have_no_sure_beat() {
        for song in [silence(12.0), noise(0.3, 12.0)] {
            let heard = hear(&Spectrum::of(&song, 1.0, 1), 1).frames;
            assert_eq!(heard.len(), 600);
            // That the sound begins may well be a beat.
            let greatest = heard[50..550].iter().map(|heard| heard.beat.max(heard.downbeat)).fold(0.0, f32::max);
            assert!(greatest < 0.6, "{greatest}");
        }
    }

    #[test]
    fn the_tempo_of_clicks_is_likelier_than_its_neighbours() {
        let heard = hear(&Spectrum::of(&clicks(&steady_beats(0.4, 112.0, 40), 4, 22.0), 1.0, 1), 1);
        let chance = |bpm: f64| heard.tempo.log_chance(bpm);
        assert!(chance(112.0) > chance(90.0) + 1.0 && chance(112.0) > chance(140.0) + 1.0);
        assert!(chance(40.0).is_finite() && chance(999.0) == chance(240.0));
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let spectrum = Spectrum::of(&clicks(&steady_beats(0.2, 128.0, 30), 4, 15.0), 1.0, 1);
        let alone = hear(&spectrum, 1);
        for threads in [2, 3, 7] {
            assert_eq!(hear(&spectrum, threads), alone);
        }
    }

    #[test]
    fn the_shortest_songs_are_heard() {
        let net = BeatNet::load();
        for frames in 0..4 {
            assert_eq!(net.hear(&vec![[0.0; input::BEAT_INPUTS]; frames], 2).frames.len(), frames);
        }
    }

    #[test]
    fn every_weight_is_a_finite_number() {
        let (numbers, rest) = WEIGHTS.as_chunks::<4>();
        assert!(rest.is_empty() && numbers.iter().all(|bytes| f32::from_le_bytes(*bytes).is_finite()));
    }
}
