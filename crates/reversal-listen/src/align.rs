//! Plain lyrics to the moments at which they are sung, with a phone model
//! that a person installs.
//!
//! The voice is brought out of the mix, described by cepstra, and compared
//! with every state of every phone; the words, spelled out in phones with
//! pauses between them, then take the most likely way through the song
//! (forced alignment; Fujihara and others 2011 for song). A pause is scored by
//! a sound that no phone fits well, so that music passes for one.

mod adaptation;
mod bytes;
mod cepstra;
mod chain;
mod confidence;
mod definition;
mod gaussians;
mod letters;
mod lexicon;
mod model;
mod noise;
mod numbers;
mod path;
mod placing;
mod resample;
mod running_median;
mod settings;
mod vocals;

pub use model::PhoneModel;
pub use placing::align_plain;
#[cfg(feature = "whisper")]
pub(crate) use resample::at_16_khz;
