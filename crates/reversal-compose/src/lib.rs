//! Composes songs whose beats, bars, sections and words are known: the demo song and the test songs.
//!
//! A [`Composition`] says what is played; [`truth`] says when, exactly and without making a sound;
//! [`render`] plays it. Everything follows from the composition and its seed alone: the same
//! composition gives the same samples on every run.
//!
//! ```
//! let demo = reversal_compose::demo();
//! let truth = reversal_compose::truth(&demo);
//! assert_eq!(truth.sections[0].label, "intro");
//! ```

mod affect;
mod catalogue;
mod clicks;
mod clock;
mod composition;
mod demo;
mod harmony;
mod instrument;
mod random;
mod render;
mod score;
mod signals;
mod sound;
mod syllables;
mod truth;
mod wav;

pub use affect::known_reading;
pub use catalogue::{TestSong, random_song, test_song};
pub use clicks::{Clicked, with_clicks};
pub use clock::Meter;
pub use composition::{Band, BassFigure, Composition, GeneralPause, Groove, Line, Part, PartLabel, PianoFigure, Riff};
pub use demo::{demo, demo_lrc};
pub use harmony::{Chord, Mode, Quality};
pub use render::render;
pub use signals::{click_track, noise, silence, sine};
pub use truth::{Truth, truth};
pub use wav::{SampleFormat, wav_bytes, write_wav};
