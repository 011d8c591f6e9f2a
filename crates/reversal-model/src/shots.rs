//! The shot list: what the camera is asked for.

use serde::{Deserialize, Serialize};

use crate::time::BarBeat;

/// Value of `ShotList::format`.
pub const SHOTS_FORMAT: &str = "shots.1";

/// The shots in order, kept as `shots.toml`; each lasts until the next, so there is no gap and no overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShotList {
    /// `shots.1`.
    pub format: String,
    /// The shots.
    #[serde(rename = "shot")]
    pub shots: Vec<Shot>,
}

/// One shot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shot {
    /// Scene and letter, e.g. `12A`.
    pub id: String,
    /// Number of the scene, from 1.
    pub scene: u32,
    /// When it starts, counted from one: `13.2&`.
    pub at: BarBeat,
    /// Size of the figures in the picture.
    pub scale: Scale,
    /// What it looks at.
    pub subject: Subject,
    /// On which side of the line between the two the camera stands.
    pub side: Side,
    /// How the camera moves.
    pub movement: Movement,
    /// How high it stands.
    pub height: Height,
    /// Focal length for a picture 36 mm wide.
    pub lens_mm: f32,
    /// Turn about the pair away from the hold's best view, degrees; from the back it counts from
    /// straight behind that, on the line from the line's end.
    pub azimuth_deg: f32,
    /// What is seen and why, for the shot list.
    pub description: String,
    /// Why the cut into this shot is here.
    pub reason: String,
}

/// Size of the figures in the picture, from extreme close-up to extreme wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Scale {
    #[serde(rename = "ECU")]
    ExtremeCloseUp,
    #[serde(rename = "CU")]
    CloseUp,
    #[serde(rename = "MCU")]
    MediumCloseUp,
    #[serde(rename = "MS")]
    Medium,
    #[serde(rename = "MLS")]
    MediumLong,
    #[serde(rename = "WS")]
    Wide,
    #[serde(rename = "EWS")]
    ExtremeWide,
}

impl Scale {
    /// All scales, closest first.
    pub const ALL: [Scale; 7] = [
        Scale::ExtremeCloseUp,
        Scale::CloseUp,
        Scale::MediumCloseUp,
        Scale::Medium,
        Scale::MediumLong,
        Scale::Wide,
        Scale::ExtremeWide,
    ];

    /// Its abbreviation on a shot list.
    pub fn abbreviation(self) -> &'static str {
        ["ECU", "CU", "MCU", "MS", "MLS", "WS", "EWS"][self as usize]
    }
}

/// What a shot looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The first character.
    First,
    /// The second character.
    Second,
    /// The two.
    Both,
    /// Where hands meet bodies.
    Hands,
    /// The place, the two small or absent in it.
    Place,
}

/// Side of the line between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Side {
    Front,
    Back,
    /// On the line itself: crossing from here is free.
    Line,
}

/// How the camera moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Movement {
    Locked,
    Handheld,
    Push,
    Pull,
    Follow,
}

/// How high the camera stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Height {
    /// Near the ground.
    Ground,
    /// At the eyes of the first character.
    EyesOfFirst,
    /// At the eyes of the second.
    EyesOfSecond,
    /// Between the eyes of the two.
    Level,
    /// Above heads, looking down on both.
    High,
}
