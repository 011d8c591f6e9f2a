//! What was heard in a song.

use serde::{Deserialize, Serialize};

use crate::curve::Curve;
use crate::song::SongFacts;
use crate::time::TempoMap;

/// The Reading: everything that later stages know of the song. Kept as
/// `reading.toml` with the curves beside it in `curves.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// `reading.1`.
    pub format: String,
    /// Tempo in beats a minute, the median over the song. None where no beat was heard.
    pub tempo_bpm: Option<f64>,
    /// Beats a bar, most of the time.
    pub meter: u32,
    /// Attack times of the beats, in seconds, strictly increasing.
    pub beats: Vec<f64>,
    /// Those of them that start a bar.
    pub downbeats: Vec<f64>,
    /// How far each claim can be trusted.
    pub confidence: Confidence,
    /// Why some of them cannot be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// Integrated loudness, in LUFS (ITU-R BS.1770-4).
    pub loudness_lufs: f64,
    /// What the file says of itself.
    pub song: SongFacts,
    /// Parts of the song; tile it where there are any.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Where someone sings or raps, in seconds; empty where nobody does or none was found.
    #[serde(default)]
    pub voice: Vec<Span>,
    /// Sung lines. None where there are no lyrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<LyricSpan>>,
    /// Trust in the place of each of `lines`, 0..1; empty where none is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line_confidences: Vec<f64>,
    /// Sung words. None where there are no lyrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<LyricSpan>>,
    /// The affect curves, kept in `curves.csv`.
    #[serde(skip)]
    pub curves: Vec<Curve>,
}

/// Value of `Reading::format`.
pub const READING_FORMAT: &str = "reading.1";

/// Shares of trust in 0..=1; None for a part that was not made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// In the tempo's octave and value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tempo: Option<f64>,
    /// In the beats' places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beats: Option<f64>,
    /// In which beats start bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downbeats: Option<f64>,
    /// In the sections' boundaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<f64>,
    /// In the words' times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<f64>,
}

/// Confidence below which a claim is called unsure.
const UNSURE_BELOW: f64 = 0.4;

/// Whether a claim was made and is not to be relied on.
pub fn is_unsure(confidence: Option<f64>) -> bool {
    confidence.is_some_and(|share| share < UNSURE_BELOW)
}

/// Why a claim is unsure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// The claim, by its name in `Confidence`.
    pub of: String,
    /// One clause, such as `half of it fits nearly as well`.
    pub because: String,
    /// What a person can do about it, where something can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A stretch of song, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Start, in seconds.
    pub start: f64,
    /// End, in seconds, after the start.
    pub end: f64,
}

/// A part of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Start, in seconds.
    pub start: f64,
    /// End, in seconds.
    pub end: f64,
    /// `intro`, `verse`, `chorus`, `bridge`, `break`, `outro` or `part`.
    pub label: String,
    /// Sections of one letter repeat each other: `A`, `B`, …
    pub group: String,
}

/// A line or word and when it is sung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LyricSpan {
    /// Start, in seconds.
    pub start: f64,
    /// End, in seconds.
    pub end: f64,
    /// As written in the lyrics.
    pub text: String,
}

/// Names of the curves that every Reading carries.
pub mod curve_names {
    /// Short-term loudness, LUFS.
    pub const LOUDNESS: &str = "loudness";
    /// Aggression, comparable between songs, 0..1.
    pub const AGGRESSION: &str = "aggression";
    /// Aggression on the song's own scale, 0..1; what cutting and planning follow.
    pub const AGGRESSION_WITHIN: &str = "aggression_within";
    /// Arousal, 0..1.
    pub const AROUSAL: &str = "arousal";
    /// Valence, 0 dark .. 1 bright.
    pub const VALENCE: &str = "valence";
    /// Tension, 0..1.
    pub const TENSION: &str = "tension";
}

impl Reading {
    /// The bars laid over the song.
    pub fn tempo_map(&self) -> TempoMap {
        TempoMap::new(&self.beats, &self.downbeats, self.song.duration_secs)
    }

    /// Trust in the place of a line, by its index; that in all words where lines were added or taken away by hand.
    pub fn line_confidence(&self, line: usize) -> Option<f64> {
        let count = self.lines.as_ref().map_or(0, Vec::len);
        if self.line_confidences.len() == count {
            self.line_confidences.get(line).copied()
        } else {
            self.confidence.words
        }
    }

    /// A curve by name.
    pub fn curve(&self, name: &str) -> Option<&Curve> {
        self.curves.iter().find(|curve| curve.name == name)
    }

    /// The section that sounds at a moment.
    pub fn section_at(&self, song_secs: f64) -> Option<&Section> {
        self.sections.iter().find(|section| section.start <= song_secs && song_secs < section.end)
    }

    /// The faults of a Reading that was changed by hand, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let increasing =
            |times: &[f64]| times.windows(2).all(|pair| pair[0] < pair[1]) && times.iter().all(|time| time.is_finite());
        if !increasing(&self.beats) {
            faults.push("beats must be finite and strictly increasing".to_owned());
        }
        if !increasing(&self.downbeats) {
            faults.push("downbeats must be finite and strictly increasing".to_owned());
        }
        if let Some(stray) =
            self.downbeats.iter().find(|down| !self.beats.iter().any(|beat| (beat - *down).abs() < 1e-3))
        {
            faults.push(format!("the downbeat at {stray} s is not one of the beats"));
        }
        for span in
            self.sections.iter().map(|section| (section.start, section.end)).chain(
                self.lines.iter().flatten().chain(self.words.iter().flatten()).map(|line| (line.start, line.end)),
            )
        {
            if !(span.0.is_finite() && span.1.is_finite() && span.0 <= span.1) {
                faults.push(format!("a span runs from {} s to {} s", span.0, span.1));
            }
        }
        faults
    }
}
