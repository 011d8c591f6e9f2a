//! Song to Reading: the order in which things are heard.

use reversal_model::reading::{Confidence, READING_FORMAT, Reading, Span};
use reversal_model::song::Song;

use crate::attack;
use crate::bars::{self, Bars};
use crate::curves::{self, Loudness};
use crate::lyrics::Lyrics;
use crate::onset::Onsets;
use crate::parallel::usual_threads;
use crate::sections::{self, PartSources, SungLines};
use crate::spectrum::Spectrum;
use crate::tempo::{self, Pulse};
use crate::voice;
use crate::words::time_lyrics;

/// A pulse that is trusted less than this is none.
const PULSE_CONFIDENCE_MIN: f64 = 0.03;
/// Bars of songs without a pulse, in seconds; as `TempoMap` has them.
const BAR_WITHOUT_BEATS_SECS: f64 = 2.0;

/// Hears a whole song: tempo, beats, bars, parts, voice, words and affect.
///
/// Takes any song, also a silent or an empty one; what cannot be heard is left
/// out, and every claim carries a confidence. The same song gives the same
/// Reading on every machine with any number of cores.
pub fn listen(song: &Song, lyrics: Option<&Lyrics>) -> Reading {
    listen_on(song, lyrics, usual_threads())
}

fn listen_on(song: &Song, lyrics: Option<&Lyrics>, threads: usize) -> Reading {
    let duration_secs = if song.frames() == 0 { 0.0 } else { song.duration_secs() };
    let loudness = Loudness::of(song);
    let spectrum = Spectrum::of(song, loudness.gain(), threads);
    let onsets = Onsets::of(&spectrum.mel);
    let pulse = tempo::find_pulse(&onsets).filter(|pulse| pulse.place_confidence >= PULSE_CONFIDENCE_MIN);
    let beats = pulse.as_ref().map_or_else(Vec::new, |pulse| beats_in(song, pulse, duration_secs));
    let bars = bars::find_bars(&spectrum, &onsets, &beats);
    let downbeats: Vec<f64> = bars.downbeats.iter().map(|&beat| beats[beat]).collect();
    let voice = voice::find_voice(&spectrum);
    let timed = lyrics.map(|lyrics| time_lyrics(lyrics, &voice, duration_secs));
    let sung =
        lyrics.zip(timed.as_ref()).map_or_else(SungLines::default, |(lyrics, timed)| SungLines::of(lyrics, timed));
    let parts = sections::find_parts(&PartSources {
        spectrum: &spectrum,
        onsets: &onsets,
        loudness: &loudness,
        voice: &voice,
        words: &sung,
        bar_starts_secs: &bar_starts(&downbeats, duration_secs),
        duration_secs,
    });
    let heard = pulse.filter(|_| beats.len() >= 2);
    Reading {
        format: READING_FORMAT.to_owned(),
        tempo_bpm: heard.as_ref().map(|_| tempo_of(&beats)),
        meter: bars.meter,
        confidence: confidence(heard.as_ref(), &bars, parts.confidence, timed.as_ref().map(|timed| timed.confidence)),
        beats,
        downbeats,
        loudness_lufs: loudness.integrated_lufs,
        song: song.facts.clone(),
        sections: parts.sections,
        voice: clipped(voice, duration_secs),
        lines: timed.as_ref().map(|timed| timed.lines.clone()),
        words: timed.map(|timed| timed.words),
        curves: curves::curves(&loudness, &spectrum, &onsets),
    }
}

fn beats_in(song: &Song, pulse: &Pulse, duration_secs: f64) -> Vec<f64> {
    let mut beats = attack::refined(song, &pulse.beats_secs);
    beats.retain(|&beat| beat < duration_secs);
    beats
}

/// Starts of the bars that parts are made of.
fn bar_starts(downbeats: &[f64], duration_secs: f64) -> Vec<f64> {
    if !downbeats.is_empty() {
        return downbeats.to_vec();
    }
    (0..(duration_secs / BAR_WITHOUT_BEATS_SECS) as usize).map(|bar| bar as f64 * BAR_WITHOUT_BEATS_SECS).collect()
}

/// Median tempo, in beats a minute, from spans of up to eight beats.
fn tempo_of(beats: &[f64]) -> f64 {
    let span = 8.min(beats.len() - 1);
    let mut spans: Vec<f64> = beats.windows(span + 1).map(|window| window[span] - window[0]).collect();
    spans.sort_by(f64::total_cmp);
    let tempo_bpm = 60.0 * span as f64 / spans[spans.len() / 2];
    (tempo_bpm * 100.0).round() / 100.0
}

fn confidence(pulse: Option<&Pulse>, bars: &Bars, sections: f64, words: Option<f64>) -> Confidence {
    let rounded = |share: f64| (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    Confidence {
        tempo: pulse.map(|pulse| rounded(pulse.octave_confidence)),
        beats: pulse.map(|pulse| rounded(pulse.place_confidence)),
        downbeats: pulse.map(|pulse| rounded(bars.confidence * pulse.place_confidence)),
        // Boundaries lie on bars: where those are unsure, so are the parts.
        sections: Some(rounded(sections * pulse.map_or(0.5, |pulse| 0.5 + 0.5 * pulse.place_confidence))),
        words: words.map(rounded),
    }
}

fn clipped(voice: Vec<Span>, duration_secs: f64) -> Vec<Span> {
    voice
        .into_iter()
        .map(|span| Span { start: span.start, end: span.end.min(duration_secs) })
        .filter(|span| span.start < span.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{beat_f_measure, median_offset_secs};
    use crate::test_sounds::{RATE_HZ, clicks, noise, silence, song_of, steady_beats, tone};

    fn assert_sound(reading: &Reading, duration_secs: f64) {
        assert_eq!(reading.faults(), Vec::<String>::new());
        assert_eq!(reading.curves.len(), 6);
        assert!(reading.beats.iter().all(|beat| (0.0..=duration_secs).contains(beat)));
        if let (Some(first), Some(last)) = (reading.sections.first(), reading.sections.last()) {
            assert_eq!((first.start, last.end), (0.0, duration_secs));
        }
        assert!(reading.sections.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert!(reading.voice.iter().all(|span| span.end <= duration_secs));
    }

    #[test]
    fn clicks_are_heard_at_their_tempo_and_place() {
        for (tempo_bpm, meter, first_secs) in [(120.0, 4, 0.0), (120.0, 3, 0.37), (93.0, 4, 1.9), (174.0, 4, 0.2)] {
            let truth = steady_beats(first_secs, tempo_bpm, 64);
            let duration_secs = truth[63] + 0.8;
            let reading = listen(&clicks(&truth, meter, duration_secs), None);
            let case = format!("{tempo_bpm} bpm, {meter} beats a bar");
            assert_sound(&reading, reading.song.duration_secs);
            assert!((reading.tempo_bpm.unwrap() - tempo_bpm).abs() < 0.5, "{case}: {:?}", reading.tempo_bpm);
            assert!(beat_f_measure(&truth, &reading.beats, 0.07) > 0.95, "{case}");
            assert!(median_offset_secs(&truth, &reading.beats, 0.07).unwrap().abs() < 0.005, "{case}");
            assert_eq!(reading.meter as usize, meter, "{case}");
            let downbeats: Vec<f64> = truth.iter().copied().step_by(meter).collect();
            assert!(beat_f_measure(&downbeats, &reading.downbeats, 0.07) > 0.9, "{case}");
            assert!(reading.confidence.beats.unwrap() > 0.5, "{case}: {:?}", reading.confidence);
        }
    }

    #[test]
    fn a_change_of_tempo_is_followed() {
        let mut truth = steady_beats(0.5, 110.0, 40);
        let second = truth[39] + 60.0 / 140.0;
        truth.extend(steady_beats(second, 140.0, 48));
        let reading = listen(&clicks(&truth, 4, truth[87] + 0.5), None);
        assert!(beat_f_measure(&truth, &reading.beats, 0.07) > 0.9, "{:?}", reading.beats);
    }

    #[test]
    fn nothing_is_claimed_of_silence() {
        let reading = listen(&silence(20.0), None);
        assert_sound(&reading, 20.0);
        assert_eq!((reading.tempo_bpm, reading.beats.len(), reading.voice.len()), (None, 0, 0));
        assert_eq!((reading.confidence.tempo, reading.confidence.beats), (None, None));
        assert_eq!(reading.loudness_lufs, -70.0);
    }

    #[test]
    fn noise_and_a_held_tone_are_trusted_little() {
        for song in [noise(0.3, 30.0), tone(440.0, 0.5, RATE_HZ, 30.0)] {
            let reading = listen(&song, None);
            assert_sound(&reading, 30.0);
            assert!(reading.confidence.beats.unwrap_or(0.0) < 0.35, "{:?}", reading.confidence);
            assert!(reading.confidence.tempo.unwrap_or(0.0) < 0.35, "{:?}", reading.confidence);
        }
    }

    #[test]
    fn the_smallest_and_the_oddest_songs_are_heard_without_a_fault() {
        let odd = [
            song_of(44_100, vec![vec![]]),
            song_of(44_100, vec![]),
            song_of(44_100, vec![vec![0.5]]),
            song_of(8_000, vec![vec![0.1; 800]]),
            song_of(44_100, vec![vec![f32::NAN; 44_100 * 4]]),
            tone(300.0, 0.4, 8_000, 3.0),
            tone(300.0, 0.4, 192_000, 3.0),
            song_of(48_000, vec![vec![0.25; 48_000 * 3]; 6]),
            noise(1e-9, 4.0),
            clicks(&steady_beats(0.1, 150.0, 7), 4, 3.0),
        ];
        for song in &odd {
            let reading = listen(song, None);
            assert_sound(&reading, song.facts.duration_secs);
            let seconds = song.facts.duration_secs.ceil() as usize;
            assert!(reading.curves.iter().all(|curve| curve.values().len() == seconds));
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let song = clicks(&steady_beats(0.2, 128.0, 50), 4, 24.0);
        let alone = listen_on(&song, None, 1);
        for threads in [2, 3, 8] {
            assert_eq!(listen_on(&song, None, threads), alone);
        }
    }
}
