//! The nouns of Reversal: what a song, a treatment, a shot list and a film are, and the folder they live in.

pub mod assets;
pub mod brief;
pub mod chance;
pub mod check;
pub mod cue;
pub mod curve;
pub mod cut;
pub mod diag;
pub mod hearing;
pub mod hold;
pub mod limits;
pub mod nearest;
pub mod performance;
pub mod place;
pub mod project;
pub mod reading;
pub mod recording;
pub mod resample;
pub mod settings;
pub mod shots;
pub mod song;
pub mod sound;
pub mod time;
pub mod treatment;
pub mod unlike;
pub mod wardrobe;
