//! What `check` finds: rules, lint and measures. Other tools read its JSON, so it stays stable.

use serde::{Deserialize, Serialize};

use crate::performance::PerformanceMeasures;
use crate::time::Rate;

/// All findings on one film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The rules of the brief.
    pub rules: Vec<RuleFinding>,
    /// "Not celebrated, humanity kept".
    pub lint: Vec<LintFinding>,
    /// Measures of the performance; None before it was performed.
    pub performance: Option<PerformanceMeasures>,
    /// Measures of the cut; None before it was cut.
    pub cut: Option<CutMeasures>,
    /// The film; None before it was delivered.
    pub film: Option<FilmFacts>,
}

/// A rule and whether the film keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleFinding {
    /// Name of the rule, e.g. `earned_reign`.
    pub name: String,
    /// None where the rule is not applicable.
    pub pass: Option<bool>,
    /// What was found, one sentence.
    pub detail: String,
}

/// A lint item and whether the film passes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LintFinding {
    /// Name of the item, e.g. `no_rewarded_aggressor`.
    pub name: String,
    /// Whether it passes.
    pub pass: bool,
    /// Bars at fault, from 1.
    pub bars: Vec<u32>,
    /// What was found, one sentence.
    pub detail: String,
}

/// Measures of the cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CutMeasures {
    /// Number of shots.
    pub shots: u64,
    /// Mean length of a shot, s.
    pub mean_shot_secs: f64,
    /// Share of cuts within 70 ms of a beat.
    pub on_beat: f64,
    /// The share that chance would give.
    pub on_beat_chance: f64,
    /// Median of cut − nearest beat, frames; negative where the picture leads.
    pub lead_frames_median: f64,
    /// Spearman's correlation of motion energy a shot with the song's loudness in it.
    pub energy_correlation: f64,
}

/// The film as delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilmFacts {
    /// Number of frames.
    pub frames: u64,
    /// Frames a second.
    pub rate: Rate,
    /// Length, s.
    pub duration_secs: f64,
    /// Width and height, e.g. `1920x1080`.
    pub size: String,
    /// How often it flashes; None where its frames were drawn before that was measured.
    pub flashes: Option<FlashFacts>,
}

/// General flashes of the finished frames (WCAG 2.2, success criterion 2.3.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlashFacts {
    /// Most flashes in any second; a single change of light is half of one.
    pub most_in_a_second: f32,
    /// When that second ends, s of the film.
    pub at_secs: f64,
    /// Shots that were drawn darker so that no second has more than three.
    pub lowered: Vec<String>,
}
