//! Song to Reading: decoding, beats, bars, sections, words and the affect curves.

pub mod decode;
pub mod error;
pub mod lyric_affect;
pub mod lyrics;
pub mod tags;
pub mod words;
mod syllables;
