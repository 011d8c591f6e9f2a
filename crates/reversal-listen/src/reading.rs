//! Song to Reading: the order in which things are heard.

use reversal_model::hearing::{Corrections, Octave, TappedBeat};
use reversal_model::reading::{Confidence, READING_FORMAT, Reading, Span};
use reversal_model::sound::Sound;

use crate::align::PhoneModel;
use crate::attack;
use crate::bars::{self, Bars};
use crate::beat_net;
use crate::corrections::{self, at_octave, moved_between, shifted_bars, tapped_downbeats};
use crate::curves::{self, Loudness};
use crate::doubts::{Grounds, doubts};
use crate::lyric_affect::LyricAffect;
use crate::lyrics::Lyrics;
use crate::onset::Onsets;
use crate::parallel::usual_threads;
use crate::sections::{self, PartSources, SungLines};
use crate::spectrum::Spectrum;
use crate::tempo::{self, Pulse};
use crate::voice;
use crate::whisper::{self, WhisperModel};
use crate::words::time_lyrics_in;

/// A pulse that is trusted less than this is none.
const PULSE_CONFIDENCE_MIN: f64 = 0.03;
/// Bars that are trusted less than this may be miscounted by some beats: the parts are asked.
const DOUBTED_BARS: f64 = 0.5;
/// Bars of songs without a pulse, in seconds; as `TempoMap` has them.
const BAR_WITHOUT_BEATS_SECS: f64 = 2.0;

/// Hears a whole song: tempo, beats, bars, parts, voice, words and affect.
///
/// Takes any song, also a silent or an empty one; what cannot be heard is left
/// out, and every claim carries a confidence. The same song gives the same
/// Reading on every machine with any number of cores.
pub fn listen(song: &dyn Sound, lyrics: Option<&Lyrics>) -> Reading {
    listen_with(song, &Given { lyrics, ..Given::default() })
}

/// What a person gives beside the song.
#[derive(Clone, Copy, Default)]
pub struct Given<'a> {
    /// Its words.
    pub lyrics: Option<&'a Lyrics>,
    /// What is known better of its beats.
    pub corrections: Corrections,
    /// The beats themselves.
    pub beats: Option<&'a [TappedBeat]>,
    /// A phone model that places lyrics without times.
    pub voice_model: Option<&'a PhoneModel>,
    /// A Whisper model that places lyrics without times, better.
    pub whisper_model: Option<&'a WhisperModel>,
}

/// The same with what a person knows better.
pub fn listen_with(song: &dyn Sound, given: &Given<'_>) -> Reading {
    listen_on(song, given, usual_threads())
}

fn listen_on(song: &dyn Sound, given: &Given<'_>, threads: usize) -> Reading {
    let Given { lyrics, corrections, beats: tapped, voice_model, whisper_model } = *given;
    let corrections = &corrections;
    let duration_secs = if song.frames() == 0 { 0.0 } else { song.duration_secs() };
    let loudness = Loudness::of(song);
    let mut spectrum = Spectrum::of(song, loudness.gain(), threads);
    let onsets = Onsets::of(&spectrum.mel);
    let beat_hearing = beat_net::hear(&spectrum, threads);
    let pulse = match tapped {
        Some(_) => None,
        None => tempo::find_pulse(&onsets, &beat_hearing, corrections.tempo_bpm)
            .filter(|pulse| pulse.place_confidence >= PULSE_CONFIDENCE_MIN),
    };
    let beats = match tapped {
        Some(tapped) => tapped.iter().map(|beat| beat.secs).filter(|secs| *secs < duration_secs).collect(),
        None => pulse.as_ref().map_or_else(Vec::new, |pulse| beats_in(song, pulse, duration_secs)),
    };
    let bars_on = |beats: &[f64]| bars::find_bars(&spectrum, &onsets, &beat_hearing.frames, beats, corrections.meter);
    let (beats, bars) = corrected(beats, corrections, tapped, bars_on);
    let offset_secs = corrections.offset_ms / 1000.0;
    let beats: Vec<f64> = beats.iter().map(|beat| to_microseconds(beat + offset_secs)).collect();
    let is_inside = |secs: &f64| (0.0..duration_secs).contains(secs);
    let downbeats_moved = |by: usize| -> Vec<f64> {
        bars.downbeats.iter().filter_map(|&beat| beats.get(beat + by).copied()).filter(is_inside).collect()
    };
    let bars_confidence = if corrections.shift_beats != 0.0 {
        1.0
    } else {
        bars.confidence * pulse.as_ref().map_or(1.0, |pulse| pulse.place_confidence)
    };
    let is_doubted = bars_confidence < DOUBTED_BARS && !bars.downbeats.is_empty();
    let counts = if is_doubted { bars.meter as usize } else { 1 };
    let bar_choices: Vec<Vec<f64>> = (0..counts).map(|by| bar_starts(&downbeats_moved(by), duration_secs)).collect();
    let downbeats = downbeats_moved(0);
    let beats: Vec<f64> = beats.into_iter().filter(is_inside).collect();
    let heard_voice = voice::find_voice(&spectrum, threads);
    // Nothing else listens to pitches, and words need room.
    spectrum.pitches = Vec::new();
    let timed = lyrics.map(|lyrics| time_lyrics_in(song, lyrics, &heard_voice, voice_model));
    let voice = heard_voice.passages;
    let timed = match (timed, lyrics, whisper_model) {
        (Some(rough), Some(lyrics), Some(model)) => Some(whisper::placed(song, lyrics, &voice, rough, model)),
        (timed, ..) => timed,
    };
    let said = lyrics.zip(timed.as_ref()).map(|(lyrics, timed)| LyricAffect::of(lyrics, timed));
    let sung =
        lyrics.zip(timed.as_ref()).map_or_else(SungLines::default, |(lyrics, timed)| SungLines::of(lyrics, timed));
    let parts = sections::find_parts(&PartSources {
        spectrum: &spectrum,
        onsets: &onsets,
        loudness: &loudness,
        voice: &voice,
        words: &sung,
        bar_starts_secs: &bar_choices,
        bars_confidence,
        duration_secs,
        shift_bars: corrections.shift_bars,
    });
    let pulse = pulse.or_else(|| tapped.map(|_| Pulse::GIVEN)).filter(|_| beats.len() >= 2);
    let tempo_bpm = pulse.as_ref().map(|_| tempo_of(&beats));
    let words_confidence = timed.as_ref().map(|timed| timed.confidence);
    let confidence = confidence(pulse.as_ref(), &bars, corrections, parts.confidence, words_confidence);
    let doubts = doubts(&Grounds {
        confidence: &confidence,
        pulse: pulse.as_ref(),
        tempo_bpm,
        parts: parts.sections.len(),
        lyrics: lyrics.map(|lyrics| lyrics.timing),
        has_voice_model: voice_model.is_some(),
        has_voice: !voice.is_empty(),
    });
    Reading {
        format: READING_FORMAT.to_owned(),
        tempo_bpm,
        meter: bars.meter,
        confidence,
        doubts,
        beats,
        downbeats,
        loudness_lufs: loudness.integrated_lufs,
        song: song.facts().clone(),
        sections: parts.sections,
        voice: clipped(voice, duration_secs),
        lines: timed.as_ref().map(|timed| timed.lines.clone()),
        line_confidences: timed
            .iter()
            .flat_map(|timed| &timed.line_confidences)
            .map(|confidence| rounded(*confidence))
            .collect(),
        words: timed.map(|timed| timed.words),
        curves: curves::curves(&loudness, &spectrum, &onsets, said.as_ref()),
    }
}

/// Beats and bars after a person's corrections of them.
fn corrected(
    beats: Vec<f64>,
    corrections: &Corrections,
    tapped: Option<&[TappedBeat]>,
    bars_on: impl Fn(&[f64]) -> Bars,
) -> (Vec<f64>, Bars) {
    let heard = match corrections.octave {
        Octave::Half => bars_on(&beats).downbeats,
        Octave::AsHeard | Octave::Double => Vec::new(),
    };
    let beats = at_octave(beats, &heard, corrections.octave);
    let beats = moved_between(beats, corrections.shift_beats);
    let mut bars = bars_on(&beats);
    let is_as_tapped = corrections.octave == Octave::AsHeard && corrections.shift_beats.fract() == 0.0;
    if let Some(downbeats) = tapped.filter(|_| is_as_tapped).and_then(|tapped| tapped_downbeats(&tapped[..beats.len()]))
    {
        let lengths = downbeats.windows(2).map(|pair| pair[1] - pair[0]);
        bars.meter = corrections::most_common(lengths).map_or(bars.meter, |beats| beats as u32);
        bars = Bars { downbeats, confidence: 1.0, ..bars };
    }
    bars.downbeats = shifted_bars(&bars.downbeats, beats.len(), bars.meter as usize, corrections.shift_beats);
    (beats, bars)
}

fn beats_in(song: &dyn Sound, pulse: &Pulse, duration_secs: f64) -> Vec<f64> {
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

fn confidence(
    pulse: Option<&Pulse>,
    bars: &Bars,
    corrections: &Corrections,
    sections: f64,
    words: Option<f64>,
) -> Confidence {
    // What a person said is certain.
    let tempo_is_given = corrections.tempo_bpm.is_some() || corrections.octave != Octave::AsHeard;
    let or_given = |is_given: bool, heard: f64| if is_given { 1.0 } else { heard };
    Confidence {
        tempo: pulse.map(|pulse| or_given(tempo_is_given, rounded(pulse.octave_confidence))),
        beats: pulse.map(|pulse| rounded(pulse.place_confidence)),
        downbeats: pulse
            .map(|pulse| or_given(corrections.shift_beats != 0.0, rounded(bars.confidence * pulse.place_confidence))),
        // Boundaries lie on bars: where those are unsure, so are the parts.
        sections: Some(rounded(sections * pulse.map_or(0.5, |pulse| 0.5 + 0.5 * pulse.place_confidence))),
        words: words.map(rounded),
    }
}

/// Finer than any ear, and short to write.
fn to_microseconds(secs: f64) -> f64 {
    (secs * 1e6).round() / 1e6
}

/// A share to three digits.
fn rounded(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
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
    use reversal_model::hearing::MeterGiven;

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
    fn a_person_can_correct_what_was_heard() {
        let truth = steady_beats(0.5, 120.0, 64);
        let song = clicks(&truth, 4, 33.0);
        let heard = listen(&song, None);
        let corrected = |change: &dyn Fn(&mut Corrections)| {
            let mut corrections = Corrections::default();
            change(&mut corrections);
            listen_with(&song, &Given { corrections, ..Given::default() })
        };
        let near = |a: f64, b: f64| (a - b).abs() < 0.02;
        let half = corrected(&|all| all.octave = Octave::Half);
        assert!(near(half.tempo_bpm.unwrap(), 60.0) && half.confidence.tempo == Some(1.0));
        assert!(half.beats.iter().all(|beat| heard.beats.contains(beat)));
        assert!(near(corrected(&|all| all.octave = Octave::Double).tempo_bpm.unwrap(), 240.0));
        assert!(near(corrected(&|all| all.tempo_bpm = Some(60.0)).tempo_bpm.unwrap(), 60.0));
        let shifted = corrected(&|all| all.shift_beats = 1.0);
        assert!(near(shifted.downbeats[1] - heard.downbeats[1], 0.5), "{:?}", shifted.downbeats);
        let between = corrected(&|all| all.shift_beats = 0.5);
        assert!(between.beats.iter().all(|beat| near((beat - truth[0]).rem_euclid(0.5), 0.25)), "{:?}", between.beats);
        let three = corrected(&|all| all.meter = MeterGiven::parse("3/4").ok());
        assert_eq!(three.meter, 3);
        assert!(three.downbeats.windows(2).all(|pair| near(pair[1] - pair[0], 1.5)));
        let later = corrected(&|all| all.offset_ms = 30.0);
        assert!(later.beats.iter().zip(&heard.beats).all(|(later, heard)| near(later - heard, 0.03)));
    }

    #[test]
    fn tapped_beats_are_taken_as_they_are() {
        let song = clicks(&steady_beats(0.5, 120.0, 64), 4, 33.0);
        let tapped: Vec<TappedBeat> =
            (0..30).map(|i| TappedBeat { secs: 1.0 + f64::from(i), place: Some(i as u32 % 5 + 1) }).collect();
        let reading = listen_with(&song, &Given { beats: Some(&tapped), ..Given::default() });
        assert_sound(&reading, reading.song.duration_secs);
        assert_eq!((reading.beats.len(), reading.meter, reading.tempo_bpm), (30, 5, Some(60.0)));
        assert_eq!(reading.downbeats[..3], [1.0, 6.0, 11.0]);
        assert_eq!((reading.confidence.beats, reading.confidence.downbeats), (Some(1.0), Some(1.0)));
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
        let on = |threads| listen_on(&song, &Given::default(), threads);
        let alone = on(1);
        for threads in [2, 3, 8] {
            assert_eq!(on(threads), alone);
        }
    }
}
