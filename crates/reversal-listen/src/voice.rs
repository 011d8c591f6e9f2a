//! Where someone sings, speaks or raps.
//!
//! A small net hears the timbre, the glides and the syllables of a voice; four
//! measures on the song's own scale tell its loud, middle and syllabic
//! passages from the others. The odds of both are added.

pub(crate) mod input;
mod measures;
mod net;
pub(crate) mod pitches;

pub(crate) use net::Heard;
use reversal_model::reading::Span;
use reversal_model::sound::Sound;

use crate::curves::Loudness;
use crate::onset::moving_mean;
use crate::parallel::usual_threads;
use crate::spectrum::{LONG_HOP_SECS, Spectrum};

/// Step between the values of [`Voice`], in seconds; value `i` is centred on `i · VOICE_HOP_SECS`.
pub const VOICE_HOP_SECS: f64 = LONG_HOP_SECS;
/// No frame is surer than this, as the logarithm of its odds.
const LOG_ODDS_MAX: f32 = 6.0;
/// The net learned from mixes that are sung for .53 of their time, songs with words are for some .65: the
/// difference of the logarithms of the odds of both.
const MORE_SUNG: f32 = 0.5;
/// The odds of so many seconds are averaged: breaths and consonants are sung through.
const SMOOTHED_SECS: f64 = 0.5;
/// Shortest passage and shortest pause that are told apart, in seconds.
const PASSAGE_SECS_MIN: f64 = 0.6;
const PAUSE_SECS_MIN: f64 = 0.8;

/// Where a voice is heard.
pub(crate) struct Voice {
    /// Natural logarithm of the odds that someone sings, −6..=6; 0.., one each `VOICE_HOP_SECS`.
    pub log_odds: Vec<f32>,
    /// The same of each frame alone, without bounds.
    pub raw_odds: Vec<f32>,
    /// What the net alone hears: a voice, and the begin, the vowel and the hisses of a syllable.
    pub syllables: Vec<Heard>,
    /// Sung passages, in order.
    pub passages: Vec<Span>,
}

/// The odds of a voice over a song, as in the Reading; for scoring.
pub fn voice_log_odds(song: &dyn Sound) -> Vec<f32> {
    let threads = usual_threads();
    find_voice(&Spectrum::of(song, Loudness::of(song).gain(), threads), threads).log_odds
}

/// What the voice net hears of a song, frame by frame; for its training.
pub fn voice_inputs(song: &dyn Sound) -> Vec<input::VoiceInput> {
    input::net_input(&Spectrum::of(song, Loudness::of(song).gain(), usual_threads()))
}

pub(crate) fn find_voice(spectrum: &Spectrum, threads: usize) -> Voice {
    let syllables = net::hear(&input::net_input(spectrum), threads);
    let measured = measures::measured_odds(spectrum);
    let raw_odds: Vec<f32> = syllables
        .iter()
        .zip(&measured)
        .map(|(heard, measured)| measured.map_or(-LOG_ODDS_MAX, |measured| heard.voice + measured + MORE_SUNG))
        .collect();
    let log_odds: Vec<f32> = moving_mean(&raw_odds, (SMOOTHED_SECS / VOICE_HOP_SECS).round() as usize)
        .iter()
        .map(|odds| odds.clamp(-LOG_ODDS_MAX, LOG_ODDS_MAX))
        .collect();
    let passages = passages(&log_odds.iter().map(|odds| *odds > 0.0).collect::<Vec<_>>());
    Voice { log_odds, raw_odds, syllables, passages }
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
            let voice = find_voice(&Spectrum::of(&song, 1.0, 1), 1);
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
        let voice = find_voice(&Spectrum::of(&song, 1.0, 1), 1).passages;
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
