//! How loud the song is where a line is sung, and what type makes of it.

use reversal_model::lettering::Voice;
use reversal_model::reading::{Reading, curve_names};

/// Mean aggression on the song's own scale from which on a part is loud, and below which it is still.
const LOUD: f32 = 0.62;
const STILL: f32 = 0.4;
/// Mean aggression on the scale of all songs that a part must have too: the loudest part of a quiet song is not loud.
const LOUD_AMONG_SONGS: f32 = 0.55;
/// Loud words are large, and the eye has to leap from one to the next: above so many a second they are set smaller.
const LOUD_WORDS_A_SECOND: f64 = 3.4;

/// The voice of a line sung from `from` to `to` seconds of the song in `words` words; that of its part of the song, so
/// that the size changes where the song does and not from line to line. Lines whose words' places are `unsure`
/// cannot land on them.
pub(super) fn voice_of(reading: &Reading, (from, to): (f64, f64), words: usize, unsure: bool) -> Voice {
    let Some(curve) = reading.curve(curve_names::AGGRESSION_WITHIN) else { return Voice::Still };
    let (start, end) = reading.section_at(from).map_or((from, to), |section| (section.start, section.end));
    let force = curve.mean(start, end);
    let is_loud = reading.curve(curve_names::AGGRESSION).is_some_and(|all| all.mean(start, end) >= LOUD_AMONG_SONGS);
    let is_fast = words as f64 > LOUD_WORDS_A_SECOND * (to - from).max(0.1);
    match force {
        force if force < STILL => Voice::Still,
        force if force < LOUD || !is_loud || unsure || is_fast => Voice::Plain,
        _ => Voice::Loud,
    }
}
