//! The nouns of Reversal: what a song, a treatment, a shot list and a film are, and the folder they live in.

pub mod curve;
pub mod reading;
pub mod song;
pub mod time;
