//! What stands for [`WhisperModel`] where this crate is built without the
//! feature `whisper`: none can be opened, so nothing can be done with one.

use std::path::Path;

use reversal_model::reading::Span;
use reversal_model::sound::Sound;

use crate::draft::Draft;
use crate::error::{Fault, ListenError};
use crate::lyrics::Lyrics;
use crate::words::TimedLyrics;

/// Whether a model can be opened.
pub const IS_BUILT_IN: bool = false;

/// A model that cannot be.
#[derive(Clone, Copy, Debug)]
pub enum WhisperModel {}

impl WhisperModel {
    /// Refuses.
    pub fn open(path: &Path) -> Result<WhisperModel, ListenError> {
        let fault = "cannot be used, for this program was built without Whisper; build it with --features whisper, or take the setting back with --whisper-model ''";
        Err(Fault::Unsupported(fault.to_owned()).in_file(path))
    }
}

/// Places lyrics by a model.
pub fn placed(_: &dyn Sound, _: &Lyrics, _: &[Span], _: TimedLyrics, model: &WhisperModel) -> TimedLyrics {
    match *model {}
}

/// Writes a song down by a model.
pub fn transcribe(_: &dyn Sound, _: &[Span], model: &WhisperModel) -> Draft {
    match *model {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_refused_with_what_to_do() {
        let told = WhisperModel::open(Path::new("ggml-base.bin")).map_err(|fault| fault.to_string());
        assert!(told.is_err_and(|told| told.starts_with("'ggml-base.bin' ") && told.contains("--features whisper")));
    }
}
