//! What the players make of a part: hits, strokes and notes with their moments.

pub(crate) mod drums;
pub(crate) mod keys;
pub(crate) mod strings;

use crate::clock::Clock;
use crate::composition::{Composition, Part};
use crate::random::Random;

/// A part and everything needed to place notes in it.
pub(crate) struct Sheet<'a> {
    pub(crate) composition: &'a Composition,
    pub(crate) part: &'a Part,
    /// 0.., the part's place in the song.
    pub(crate) index: usize,
    pub(crate) clock: &'a Clock,
}

impl Sheet<'_> {
    /// When a place in the part comes, in beats from its start.
    pub(crate) fn secs(&self, beat: f64) -> f64 {
        self.clock.secs(self.index, beat)
    }

    /// Beats from the part's start to a sixteenth of a bar.
    pub(crate) fn beat(&self, bar: u32, sixteenth: u32) -> f64 {
        let meter = self.part.meter;
        f64::from(bar * meter.beats_a_bar()) + f64::from(sixteenth) / f64::from(meter.sixteenths_a_beat())
    }

    /// A player's own chance in this part.
    pub(crate) fn random(&self, player: &str) -> Random {
        Random::stream(self.composition.seed.wrapping_add(self.index as u64 * 7919), player)
    }

    /// The MIDI note of a bar's root in the guitar's register.
    pub(crate) fn root(&self, bar: u32) -> i32 {
        let lowest = self.composition.tonic_midi;
        crate::harmony::fold(lowest + self.part.chord(bar).root, lowest)
    }
}

/// A note of a melodic instrument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Note {
    pub(crate) secs: f64,
    pub(crate) until_secs: f64,
    pub(crate) midi: f32,
    /// 0..1.
    pub(crate) velocity: f32,
}

impl Note {
    pub(crate) fn length_secs(&self) -> f32 {
        (self.until_secs - self.secs) as f32
    }
}
