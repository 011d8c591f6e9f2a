//! The instruments: each makes the sound of one note, stroke or line as mono samples.

pub(crate) mod bass;
pub(crate) mod drums;
pub(crate) mod guitar;
pub(crate) mod pad;
pub(crate) mod piano;
pub(crate) mod voice;
