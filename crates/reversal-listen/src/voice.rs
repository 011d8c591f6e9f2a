//! Where someone sings, speaks or raps.
//!
//! A detector with four measures and weights set by hand: a voice is loud in
//! 300–3400 Hz, a large share of what sounds, in the centre of the stereo
//! picture, and rises and falls with its syllables (2–8 Hz). Each is taken on
//! the song's own scale. On five songs with hand-timed words the weighted sum
//! tells sung from other moments with an area under the curve of .86–.95. It
//! knows no timbre: a lead instrument in the centre passes for a voice.

use reversal_model::reading::Span;
use reversal_model::song::Song;

use crate::bars::standardized;
use crate::curves::Loudness;
use crate::onset::moving_mean;
use crate::parallel::usual_threads;
use crate::spectrum::{LONG_HOP_SECS, Spectrum};

const LEVEL_WEIGHT: f64 = 1.0;
const SHARE_WEIGHT: f64 = 0.5;
const SYLLABLE_WEIGHT: f64 = 0.7;
const CENTRE_WEIGHT: f64 = 0.5;
/// Sum above which someone sings; below zero because most songs are sung for more than half.
const THRESHOLD: f64 = -0.5;
/// Deviation of the logarithm of the power with the syllables, under which nobody sings: tones and noise.
const SYLLABLES_MIN: f64 = 0.12;
/// Power of the band, at the song's reference loudness, under which nobody is heard.
const VOICE_POWER_MIN: f64 = 1e-5;
/// No frame is surer than this, as the logarithm of its odds.
const LOG_ODDS_MAX: f32 = 6.0;
/// Shortest passage and shortest pause that are told apart, in seconds.
const PASSAGE_SECS_MIN: f64 = 0.6;
const PAUSE_SECS_MIN: f64 = 0.8;

/// Step between the values of [`Voice::log_odds`], in seconds; value `i` is centred on `i · VOICE_HOP_SECS`.
pub const VOICE_HOP_SECS: f64 = LONG_HOP_SECS;

/// Where a voice is heard.
pub(crate) struct Voice {
    /// Natural logarithm of the odds that someone sings, −6..=6; 0.., one each `VOICE_HOP_SECS`.
    pub log_odds: Vec<f32>,
    /// Sung passages, in order.
    pub passages: Vec<Span>,
}

/// The odds of a voice over a song, as [`Voice::log_odds`]; for scoring.
pub fn voice_log_odds(song: &Song) -> Vec<f32> {
    find_voice(&Spectrum::of(song, Loudness::of(song).gain(), usual_threads())).log_odds
}

pub(crate) fn find_voice(spectrum: &Spectrum) -> Voice {
    let frames = |secs: f64| (secs / LONG_HOP_SECS).round() as usize;
    let mean_over = |values: &[f32], secs: f64| moving_mean(values, frames(secs).max(1));
    let power: Vec<f64> = spectrum.tones.iter().map(|tones| f64::from(tones.voice_power)).collect();
    let level: Vec<f32> = power.iter().map(|power| (power + 1e-9).ln() as f32).collect();
    let share: Vec<f32> =
        spectrum.tones.iter().zip(&level).map(|(tones, level)| level - (tones.power + 1e-9).ln()).collect();
    let centre: Vec<f32> = power
        .iter()
        .zip(&spectrum.side_voice_power)
        .map(|(mid, side)| ((mid + 1e-9) / (f64::from(*side) + 1e-9)).ln().clamp(-3.0, 6.0) as f32)
        .collect();
    // Between the speed of notes' attacks and that of phrases lies that of syllables.
    let (quick, slow) = (mean_over(&level, 0.08), mean_over(&level, 0.33));
    let swings: Vec<f32> = quick.iter().zip(&slow).map(|(quick, slow)| (quick - slow).powi(2)).collect();
    let syllables: Vec<f32> = mean_over(&swings, 1.5).iter().map(|square| square.max(0.0).sqrt()).collect();

    let scaled = |values: &[f32]| standardized(&values.iter().map(|value| f64::from(*value)).collect::<Vec<_>>());
    let level_scaled = scaled(&mean_over(&level, 1.0));
    let share_scaled = scaled(&mean_over(&share, 1.0));
    let syllables_scaled = scaled(&syllables);
    let centre_scaled = scaled(&mean_over(&centre, 1.0));
    let loud = mean_over(&power.iter().map(|power| *power as f32).collect::<Vec<_>>(), 1.0);
    let log_odds: Vec<f32> = (0..power.len())
        .map(|i| {
            let sum = LEVEL_WEIGHT * level_scaled[i]
                + SHARE_WEIGHT * share_scaled[i]
                + SYLLABLE_WEIGHT * syllables_scaled[i]
                + CENTRE_WEIGHT * centre_scaled[i];
            let is_heard = f64::from(syllables[i]) > SYLLABLES_MIN && f64::from(loud[i]) > VOICE_POWER_MIN;
            if is_heard { ((sum - THRESHOLD) as f32).clamp(-LOG_ODDS_MAX, LOG_ODDS_MAX) } else { -LOG_ODDS_MAX }
        })
        .collect();
    let passages = passages(&log_odds.iter().map(|odds| *odds > 0.0).collect::<Vec<_>>());
    Voice { log_odds, passages }
}

/// Runs of sung frames, short pauses closed, then short runs left out.
fn passages(sung: &[bool]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (i, _) in sung.iter().enumerate().filter(|(_, sung)| **sung) {
        let (start, end) = (i as f64 * LONG_HOP_SECS, (i + 1) as f64 * LONG_HOP_SECS);
        match spans.last_mut() {
            Some(last) if start - last.end < PAUSE_SECS_MIN => last.end = end,
            _ => spans.push(Span { start, end }),
        }
    }
    spans.retain(|span| span.end - span.start >= PASSAGE_SECS_MIN);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{RATE_HZ, noise, silence, stroke, tone};

    #[test]
    fn nobody_sings_in_silence_in_noise_or_in_a_held_tone() {
        for song in [silence(10.0), noise(0.3, 10.0), tone(440.0, 0.3, RATE_HZ, 10.0)] {
            let voice = find_voice(&Spectrum::of(&song, 1.0, 1));
            assert_eq!(voice.passages, []);
            assert!(voice.log_odds.iter().all(|odds| *odds <= 0.0));
        }
    }

    #[test]
    fn syllables_over_a_held_bass_are_found_where_they_are() {
        let mut song = tone(80.0, 0.2, RATE_HZ, 40.0);
        for i in 0..40 {
            let at_secs = 12.0 + f64::from(i) * 0.25;
            for partial in 1..12 {
                stroke(&mut song.channels[0], at_secs, 220.0 * f64::from(partial), 0.1, 0.06);
            }
        }
        let voice = find_voice(&Spectrum::of(&song, 1.0, 1)).passages;
        assert_eq!(voice.len(), 1, "{voice:?}");
        assert!((voice[0].start - 12.0).abs() < 1.0 && (voice[0].end - 22.0).abs() < 1.2, "{voice:?}");
    }

    #[test]
    fn short_pauses_are_closed_and_short_sounds_left_out() {
        let at = |secs: f64| (secs / LONG_HOP_SECS).round() as usize;
        let mut sung = vec![false; at(20.0)];
        for (from, to) in [(1.0, 3.0), (3.4, 5.0), (9.0, 9.3), (12.0, 14.0)] {
            sung[at(from)..at(to)].fill(true);
        }
        let spans = passages(&sung);
        assert_eq!(spans.len(), 2);
        assert!((spans[0].end - 5.0).abs() < 0.05 && (spans[1].start - 12.0).abs() < 0.05);
    }
}
