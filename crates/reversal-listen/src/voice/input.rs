//! What the voice net hears, 25 times a second: four short frames of the mel
//! spectrum, the long frame by pitch, and its width in the stereo picture.

use crate::spectrum::{MEL_BANDS, SHORT_IN_LONG, Spectrum, compressed};
use crate::voice::pitches::{PITCHES, WIDTHS};

/// Values of one frame of the net's input: the mel bands of four short frames, the pitches, the widths.
pub const VOICE_INPUTS: usize = SHORT_IN_LONG * MEL_BANDS + PITCHES + WIDTHS;
/// Brings the logarithms near 0..1.
const SCALE: f32 = 0.125;

/// One frame of the net's input.
pub type VoiceInput = [f32; VOICE_INPUTS];

/// Frame `i` begins with the short frame that is centred on `i · LONG_HOP_SECS`.
pub(crate) fn net_input(spectrum: &Spectrum) -> Vec<VoiceInput> {
    let frames = spectrum.mel.chunks_exact(SHORT_IN_LONG).zip(&spectrum.pitches).zip(&spectrum.widths);
    frames
        .map(|((mel, pitches), widths)| {
            let mut input = [0.0; VOICE_INPUTS];
            let levels = mel.as_flattened().iter().chain(pitches).map(|level| compressed(*level) * SCALE);
            for (value, level) in input.iter_mut().zip(levels.chain(widths.iter().copied())) {
                *value = level;
            }
            input
        })
        .collect()
}
