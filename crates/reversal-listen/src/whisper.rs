//! Words by Whisper, a speech model whose file a person names (Radford and
//! others, "Robust Speech Recognition via Large-Scale Weak Supervision", 2022).
//!
//! Where lyrics are given they are forced through its decoder, and each word
//! lies where the decoder looked while writing it: the attention of heads that
//! follow the sound, made smooth, and the cheapest way through it. Where none
//! are given it writes what it hears; that is a draft and never passes for the
//! song's words until a person takes it.
//!
//! Compiled with the feature `whisper` alone. Sums are taken in a fixed order:
//! the same bits for any number of threads on one kind of machine.

mod alignment;
mod attention;
mod decoder;
mod draft;
mod encoder;
mod greedy;
mod heads;
mod languages;
mod layers;
mod matching;
mod mel;
mod model;
mod model_file;
mod quantized;
mod refinement;
mod segments;
mod vocabulary;
mod warping;

pub use draft::transcribe;
pub use model::WhisperModel;
pub use refinement::placed;

/// Whether a model can be opened.
pub const IS_BUILT_IN: bool = true;
