//! The figures of one song, by the standard definitions in `reversal_listen::score`.

use anyhow::Result;
use reversal_listen::align::PhoneModel;
use reversal_listen::lyrics::lyrics_from_text;
use reversal_listen::score::{
    area_under_curve, beat_f_measure, boundary_f_measure, frame_f_measure, frames_in, label_share, median_offset_secs,
    pairwise_f_measure,
};
use reversal_listen::{Given, VOICE_HOP_SECS, listen_with, voice_log_odds};
use reversal_model::reading::{LyricSpan, Reading, Span};
use reversal_model::sound::Sound;
use serde::{Deserialize, Serialize};

use super::known::{Known, Sung};
use super::usage::{cpu_secs, peak_memory_mb};

/// Tolerance of beats and downbeats, in seconds (Davies, Degara & Plumbley, 2009).
const BEAT_TOLERANCE_SECS: f64 = 0.07;
/// Beats before this are not scored, as `mir_eval` trims them.
const BEATS_FROM_SECS: f64 = 5.0;
/// Tolerance of a tempo as a share of it (Gouyon et al., 2006).
const TEMPO_TOLERANCE: f64 = 0.04;
/// Shorter pauses between words are sung through, in seconds.
const SUNG_PAUSE_SECS: f64 = 0.5;

/// Labels that parts of a Reading have.
const LABELS: [&str; 7] = ["intro", "verse", "chorus", "bridge", "break", "outro", "part"];

/// What was reached on one song; None where nothing is known to compare it with.
#[derive(Default, Deserialize, Serialize)]
pub struct Figures {
    pub beat_f: Option<f64>,
    pub downbeat_f: Option<f64>,
    /// Median of heard less true beats, in milliseconds.
    pub offset_ms: Option<f64>,
    /// Heard tempo and true tempo, in beats a minute.
    pub tempo: Option<(f64, f64)>,
    pub parts: Option<Parts>,
    /// Frames that are called sung: F-measure, and area under the curve of their odds.
    pub voice: Option<(f64, f64)>,
    /// Words placed without a phone model, and with one.
    pub words_alone: Option<Words>,
    pub words_by_model: Option<Words>,
    /// CPU-seconds for each minute of song, without words.
    pub cpu_a_minute: Option<f64>,
    pub peak_memory_mb: Option<f64>,
    /// The same once words were placed, by a phone model too where there is one.
    pub peak_with_words_mb: Option<f64>,
}

/// How well parts were told apart.
#[derive(Deserialize, Serialize)]
pub struct Parts {
    /// F-measure of the boundaries, without the song's own start and end, within half a second and within three.
    pub boundaries_near: f64,
    pub boundaries_within_three: f64,
    /// F-measure of the pairs of moments that are said to be of one group.
    pub repeats: f64,
    /// Share of the song under its right label, where the truth has labels of the usual names.
    pub labels: Option<f64>,
}

/// How well words were placed.
#[derive(Deserialize, Serialize)]
pub struct Words {
    /// Share of word starts within .3 s, and of line starts within .3 and 1 s.
    pub words_near: f64,
    pub lines_near: f64,
    pub lines_within_second: f64,
    /// Absolute error of the word starts, in seconds.
    pub mean_secs: f64,
    pub median_secs: f64,
    /// CPU-seconds for each minute of song, listening among them.
    pub cpu_a_minute: f64,
}

impl Figures {
    /// Tempo right, and right or off by an octave (2 or 3 times, a half or a third).
    pub fn tempo_accuracy(&self) -> Option<(bool, bool)> {
        let (heard, known) = self.tempo?;
        let near = |factor: f64| (heard / (known * factor) - 1.0).abs() <= TEMPO_TOLERANCE;
        Some((near(1.0), [1.0, 2.0, 0.5, 3.0, 1.0 / 3.0].into_iter().any(near)))
    }
}

/// Hears a song once without its words and once for each way to place them.
pub fn figures(song: &dyn Sound, known: &Known, model: Option<&PhoneModel>) -> Result<Figures> {
    let minutes = song.duration_secs() / 60.0;
    let timed = |given: &Given<'_>| {
        let before = cpu_secs();
        let reading = listen_with(song, given);
        let cpu = before.zip(cpu_secs()).map(|(before, after)| (after - before) / minutes);
        (reading, cpu)
    };
    let (reading, cpu_a_minute) = timed(&Given::default());
    let mut figures = Figures { cpu_a_minute, ..Figures::default() };
    score_beats(&mut figures, &reading, known);
    figures.parts = scored_parts(&reading, known);
    figures.voice = scored_voice(song, &reading, known);
    figures.peak_memory_mb = peak_memory_mb();
    if !known.words.is_empty() && !known.lines.is_empty() {
        let text: Vec<&str> = known.lines.iter().map(|line| line.text.as_str()).collect();
        let lyrics = lyrics_from_text(&text.join("\n"), "the truth")?;
        let words = |voice_model| {
            let (reading, cpu) = timed(&Given { lyrics: Some(&lyrics), voice_model, ..Given::default() });
            scored_words(&reading, known, cpu.unwrap_or(f64::NAN))
        };
        figures.words_alone = words(None);
        figures.words_by_model = model.and_then(|model| words(Some(model)));
        figures.peak_with_words_mb = peak_memory_mb();
    }
    Ok(figures)
}

fn score_beats(figures: &mut Figures, reading: &Reading, known: &Known) {
    let (from, to) = known.span_secs();
    let from = from.max(BEATS_FROM_SECS);
    let scored = |list: &[f64]| -> Vec<f64> {
        let around = from - BEAT_TOLERANCE_SECS..=to + BEAT_TOLERANCE_SECS;
        list.iter().copied().filter(|secs| around.contains(secs)).collect()
    };
    let f = |known: &[f64], heard: &[f64]| {
        (!known.is_empty()).then(|| beat_f_measure(&scored(known), &scored(heard), BEAT_TOLERANCE_SECS))
    };
    figures.beat_f = f(&known.beats, &reading.beats);
    figures.downbeat_f = f(&known.downbeats, &reading.downbeats);
    figures.offset_ms =
        median_offset_secs(&scored(&known.beats), &reading.beats, BEAT_TOLERANCE_SECS).map(|secs| secs * 1000.0);
    let mut lengths: Vec<f64> = known.beats.windows(2).map(|pair| pair[1] - pair[0]).collect();
    lengths.sort_by(f64::total_cmp);
    figures.tempo = lengths.get(lengths.len() / 2).map(|length| (reading.tempo_bpm.unwrap_or(0.0), 60.0 / length));
}

fn scored_parts(reading: &Reading, known: &Known) -> Option<Parts> {
    let parts = known.parts();
    let has_usual_labels = parts.iter().all(|part| LABELS.contains(&part.label.as_str()));
    (parts.len() > 1).then(|| Parts {
        boundaries_near: boundary_f_measure(&parts, &reading.sections, 0.5),
        boundaries_within_three: boundary_f_measure(&parts, &reading.sections, 3.0),
        repeats: pairwise_f_measure(&parts, &reading.sections),
        labels: has_usual_labels.then(|| label_share(&parts, &reading.sections)),
    })
}

fn scored_voice(song: &dyn Sound, reading: &Reading, known: &Known) -> Option<(f64, f64)> {
    let spans: Vec<Span> = known.words.iter().map(|word| Span { start: word.start, end: word.end }).collect();
    if spans.is_empty() {
        return None;
    }
    let odds: Vec<f64> = voice_log_odds(song).into_iter().map(f64::from).collect();
    let sung = frames_in(&spans, SUNG_PAUSE_SECS, VOICE_HOP_SECS, odds.len());
    let claimed = frames_in(&reading.voice, 0.0, VOICE_HOP_SECS, odds.len());
    Some((frame_f_measure(&sung, &claimed), area_under_curve(&sung, &odds)?))
}

fn scored_words(reading: &Reading, known: &Known, cpu_a_minute: f64) -> Option<Words> {
    let words = errors(&known.words, reading.words.as_deref()?)?;
    let lines = errors(&known.lines, reading.lines.as_deref()?)?;
    let within =
        |errors: &[f64], secs: f64| errors.iter().filter(|error| **error <= secs).count() as f64 / errors.len() as f64;
    Some(Words {
        words_near: within(&words, 0.3),
        lines_near: within(&lines, 0.3),
        lines_within_second: within(&lines, 1.0),
        mean_secs: words.iter().sum::<f64>() / words.len() as f64,
        median_secs: words[words.len() / 2],
        cpu_a_minute,
    })
}

/// Absolute errors of the starts, least first; None where the lists are not of the same words.
fn errors(known: &[Sung], placed: &[LyricSpan]) -> Option<Vec<f64>> {
    if known.len() != placed.len() || known.is_empty() {
        return None;
    }
    let mut errors: Vec<f64> =
        known.iter().zip(placed).map(|(known, placed)| (known.start - placed.start).abs()).collect();
    errors.sort_by(f64::total_cmp);
    Some(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tempo_at_half_is_right_but_for_the_octave() {
        let of = |tempo| Figures { tempo: Some(tempo), ..Figures::default() }.tempo_accuracy();
        assert_eq!(of((121.0, 120.0)), Some((true, true)));
        assert_eq!(of((60.0, 120.0)), Some((false, true)));
        assert_eq!(of((90.0, 120.0)), Some((false, false)));
    }

    #[test]
    fn errors_are_sorted_and_lists_of_other_words_are_not_compared() {
        let known: Vec<Sung> =
            [1.0, 2.0].map(|start| Sung { start, end: start + 0.5, text: "la".to_owned() }).into_iter().collect();
        let placed = [1.5, 2.25].map(|start| LyricSpan { start, end: start, text: "la".to_owned() });
        assert_eq!(errors(&known, &placed), Some(vec![0.25, 0.5]));
        assert_eq!(errors(&known, &placed[..1]), None);
    }
}
