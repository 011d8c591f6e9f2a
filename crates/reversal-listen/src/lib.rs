//! Song to Reading: decoding, beats, bars, sections, words and the affect curves.

pub mod align;
pub mod curves;
pub mod decode;
pub mod draft;
pub mod error;
pub mod lyric_affect;
pub mod lyrics;
pub mod score;
#[doc(hidden)]
pub mod stages;
pub mod tags;
#[cfg_attr(not(feature = "whisper"), path = "whisper_left_out.rs")]
pub mod whisper;
pub mod words;

mod attack;
mod bars;
mod beat;
mod beat_net;
mod corrections;
mod doubts;
mod language;
mod net;
mod octave;
mod onset;
mod parallel;
mod reading;
mod sections;
mod spectrum;
mod syllables;
mod tempo;
#[cfg(test)]
mod test_sounds;
mod tones;
mod voice;

pub use beat_net::beat_inputs;
pub use beat_net::input::{BEAT_INPUTS, BeatInput};
pub use octave::PULSE_MARKS;
pub use reading::{Given, listen, listen_with};
pub use tempo::{PulseCandidate, pulse_candidates};
pub use voice::input::{VOICE_INPUTS, VoiceInput};
pub use voice::{VOICE_HOP_SECS, voice_inputs, voice_log_odds};
