//! The cut: which picture stands in which frame.

use serde::{Deserialize, Serialize};

use crate::time::Rate;

/// Value of `Cut::format`.
pub const CUT_FORMAT: &str = "cut.1";

/// The cut in integer frames of the film, kept as `cut.toml`. Covers every frame once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// `cut.1`.
    pub format: String,
    /// Frames a second.
    pub rate: Rate,
    /// Where in the song frame 0 lies, in seconds; 0 unless only a part is made.
    pub song_start_secs: f64,
    /// Number of frames: the span's length times the rate, rounded once.
    pub frames: u64,
    /// What could not be had as it was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The takes in order; each lasts until the next.
    #[serde(rename = "take")]
    pub takes: Vec<CutTake>,
}

/// A take in the cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutTake {
    /// First frame, from 0.
    pub frame: u64,
    /// The shot that it answers, e.g. `12A`.
    pub shot: String,
    /// Number of the scene, from 1.
    pub scene: u32,
    /// Where the picture comes from.
    pub source: Source,
    /// Why the cut is here.
    pub reason: String,
}

/// Where a picture comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Performed and drawn, at the song's own time.
    Performed,
}

impl Cut {
    /// When a frame's picture is, in seconds of the song.
    pub fn song_from_frame(&self, frame: u64) -> f64 {
        self.song_start_secs + self.rate.secs_from_frame(frame)
    }

    /// Each take with its first frame and the frame after its last.
    pub fn spans(&self) -> Vec<(u64, u64, &CutTake)> {
        self.takes
            .iter()
            .enumerate()
            .map(|(i, take)| (take.frame, self.takes.get(i + 1).map_or(self.frames, |next| next.frame), take))
            .collect()
    }

    /// The faults of a cut that was changed by hand, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.takes.first().is_none_or(|take| take.frame != 0) {
            faults.push("the first take must start at frame 0".to_owned());
        }
        for (from, to, take) in self.spans() {
            if from >= to {
                faults.push(format!(
                    "the take of shot {} at frame {from} has no frames (the next starts at {to})",
                    take.shot
                ));
            }
        }
        faults
    }
}
