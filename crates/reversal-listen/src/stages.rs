//! The stages of listening one by one, on one thread, so that a bench can tell what each costs.

use std::hint::black_box;

use reversal_model::song::Song;

use crate::attack;
use crate::bars::{self, Bars};
use crate::beat_net::{self, BeatHearing};
use crate::curves::{self, Loudness};
use crate::onset::Onsets;
use crate::sections::{self, PartSources, SungLines};
use crate::spectrum::Spectrum;
use crate::tempo;
use crate::voice::{self, Voice};

/// A song with all that has been heard of it, so that each stage can be done again.
pub struct Stages {
    song: Song,
    loudness: Loudness,
    spectrum: Spectrum,
    onsets: Onsets,
    hearing: BeatHearing,
    beats_secs: Vec<f64>,
    bars: Bars,
    voice: Voice,
}

impl Stages {
    /// Hears a song without its words.
    pub fn of(song: Song) -> Stages {
        let loudness = Loudness::of(&song);
        let spectrum = Spectrum::of(&song, loudness.gain(), 1);
        let onsets = Onsets::of(&spectrum.mel);
        let hearing = beat_net::hear(&spectrum, 1);
        let beats_secs = tempo::find_pulse(&onsets, &hearing, None).map(|pulse| pulse.beats_secs).unwrap_or_default();
        let bars = bars::find_bars(&spectrum, &onsets, &hearing.frames, &beats_secs, None);
        let voice = voice::find_voice(&spectrum, 1);
        Stages { song, loudness, spectrum, onsets, hearing, beats_secs, bars, voice }
    }

    /// Loudness by BS.1770.
    pub fn loudness(&self) {
        black_box(Loudness::of(&self.song));
    }

    /// The one STFT and what is read off it.
    pub fn spectrum(&self) {
        black_box(Spectrum::of(&self.song, self.loudness.gain(), 1));
    }

    /// Attacks.
    pub fn onsets(&self) {
        black_box(Onsets::of(&self.spectrum.mel));
    }

    /// Chances of beats and downbeats.
    pub fn beat_net(&self) {
        black_box(beat_net::hear(&self.spectrum, 1));
    }

    /// The beat and its octave.
    pub fn pulse(&self) {
        black_box(tempo::find_pulse(&self.onsets, &self.hearing, None));
    }

    /// Beats moved to their attacks.
    pub fn attacks(&self) {
        black_box(attack::refined(&self.song, &self.beats_secs));
    }

    /// Bars.
    pub fn bars(&self) {
        black_box(bars::find_bars(&self.spectrum, &self.onsets, &self.hearing.frames, &self.beats_secs, None));
    }

    /// Where someone sings.
    pub fn voice(&self) {
        black_box(voice::find_voice(&self.spectrum, 1));
    }

    /// Parts, labels and repeats.
    pub fn parts(&self) {
        let downbeats: Vec<f64> = self.bars.downbeats.iter().map(|&beat| self.beats_secs[beat]).collect();
        black_box(sections::find_parts(&PartSources {
            spectrum: &self.spectrum,
            onsets: &self.onsets,
            loudness: &self.loudness,
            voice: &self.voice.passages,
            words: &SungLines::default(),
            bar_starts_secs: &[downbeats],
            bars_confidence: 1.0,
            duration_secs: self.song.duration_secs(),
            shift_bars: 0,
        }));
    }

    /// The affect curves.
    pub fn curves(&self) {
        black_box(curves::curves(&self.loudness, &self.spectrum, &self.onsets, None));
    }
}
