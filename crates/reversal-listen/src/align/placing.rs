//! From likelihoods of phones to the times of words and lines.

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::song::Song;

use super::cepstra::{BORDER_SECS, HOP_SECS, features};
use super::lexicon::{Lexicon, Pronunciation};
use super::model::PhoneModel;
use super::path::{State, best_path};
use super::resample::at_16_khz;
use super::vocals::vocals;
use crate::lyrics::Lyrics;
use crate::parallel::{map_ranges, usual_threads};
use crate::syllables::{Language, guess_language, syllables};
use crate::words::TimedLyrics;

/// Weight of the sounds' log likelihoods: frames overlap and say the same thing several times.
const ACOUSTIC_SCALE: f32 = 0.35;
/// A pause is scored like the phone of this rank, the best being 1.
const PAUSE_RANK: usize = 6;
/// Weight of the voice's log odds, half for words and half against pauses.
const VOICE_WEIGHT: f32 = 0.6;
/// Log odds of words inside a sung passage and outside.
const VOICE_LOG_ODDS: (f32, f32) = (1.5, -2.0);
/// What a pause inside a line costs.
const PAUSE_COST: f64 = 2.0;
/// Log probabilities of staying and leaving: phones' states last 5 frames in the mean, pauses 50.
const PHONE_STAY: (f64, f64) = (0.8, 0.2);
const PAUSE_STAY: (f64, f64) = (0.98, 0.02);
/// Longest song that is aligned, in seconds.
const LONGEST_SECS: f64 = 3600.0;

/// Times of lines and words that have none. None where this cannot be done: a song without
/// sound or of more than an hour, more words than fit into it, a script that the model cannot say.
pub fn align_plain(song: &Song, lyrics: &Lyrics, voice: &[Span], model: &PhoneModel) -> Option<TimedLyrics> {
    if song.frames() == 0 || song.duration_secs() > LONGEST_SECS {
        return None;
    }
    let threads = usual_threads();
    let words = sung_words(lyrics, model)?;
    let samples = vocals(&at_16_khz(song, threads), threads);
    let features = features(&samples, &model.settings);
    drop(samples);
    let scores = map_ranges(features.len(), threads, |range| model.gaussians.log_likelihoods(&features[range]));
    let width = model.gaussians.senones() + 1;
    let scores = emissions(&scores, voice, model);
    let (states, spans) = chain(&words, model);
    let path = best_path(&states, &scores, width)?;
    let secs = |frame: usize| frame as f64 * HOP_SECS + BORDER_SECS;
    let mut timed: Vec<Span> = spans
        .iter()
        .map(|states| Span {
            start: secs(path.partition_point(|at| *at < states.start)),
            end: secs(path.partition_point(|at| *at < states.end)),
        })
        .collect();
    clamp_line_starts(&mut timed, &words);
    Some(assembled(lyrics, &words, &timed, song.duration_secs()))
}

/// A word of the lyrics as it is sung.
struct SungWord<'a> {
    text: &'a str,
    line: usize,
    opens_line: bool,
    phones: Pronunciation,
    syllables: f64,
}

/// The words of all lines; None where most of them cannot be said with the model's phones.
fn sung_words<'a>(lyrics: &'a Lyrics, model: &PhoneModel) -> Option<Vec<SungWord<'a>>> {
    let all = || lyrics.lines.iter().flat_map(|line| line.text.split_whitespace());
    let names = model.definition.phones.iter().map(|phone| phone.name.as_str());
    let lexicon = Lexicon::new(&model.dictionary, names, all());
    let language = guess_language(all());
    let mut words = Vec::new();
    for (line, lyric) in lyrics.lines.iter().enumerate() {
        for (place, text) in lyric.text.split_whitespace().enumerate() {
            words.push(SungWord {
                text,
                line,
                opens_line: place == 0,
                phones: lexicon.pronunciation(text, language).unwrap_or_default(),
                syllables: syllables(text, language) as f64,
            });
        }
    }
    let said = words.iter().filter(|word| !word.phones.is_empty()).count();
    (said * 2 > words.len()).then_some(words)
}

/// Scores of all senones and of a pause in the last column, frame by frame.
fn emissions(likelihoods: &[f32], voice: &[Span], model: &PhoneModel) -> Vec<f32> {
    let width = model.gaussians.senones();
    let mut scores = Vec::with_capacity(likelihoods.len() / width * (width + 1));
    let mut phones: Vec<f32> = Vec::new();
    let mut next = 0;
    for (frame, row) in likelihoods.chunks_exact(width).enumerate() {
        let at_secs = frame as f64 * HOP_SECS + BORDER_SECS;
        while voice.get(next).is_some_and(|span| span.end <= at_secs) {
            next += 1;
        }
        let is_sung = voice.get(next).is_some_and(|span| span.start <= at_secs);
        let odds = if voice.is_empty() { 0.0 } else if is_sung { VOICE_LOG_ODDS.0 } else { VOICE_LOG_ODDS.1 };
        let tilt = VOICE_WEIGHT * odds / 2.0;
        phones.clear();
        phones.extend(model.definition.phones.iter().map(|phone| {
            phone.senones.iter().map(|senone| row[*senone]).fold(f32::NEG_INFINITY, f32::max)
        }));
        phones.sort_unstable_by(|a, b| b.total_cmp(a));
        let (best, pause) = (phones[0], phones[(PAUSE_RANK - 1).min(phones.len() - 1)]);
        scores.extend(row.iter().map(|score| (score - best) * ACOUSTIC_SCALE + tilt));
        scores.push((pause - best) * ACOUSTIC_SCALE - tilt);
    }
    scores
}

/// The states of all words with a pause before each and one at the end, and which belong to each word.
fn chain(words: &[SungWord<'_>], model: &PhoneModel) -> (Vec<State>, Vec<std::ops::Range<usize>>) {
    let pause = |skip: f64| State {
        column: model.gaussians.senones(),
        stay: PAUSE_STAY.0.ln(),
        leave: PAUSE_STAY.1.ln(),
        skip: Some(skip),
    };
    let (mut states, mut ranges) = (Vec::new(), Vec::new());
    let mut opens_line = true;
    for word in words {
        opens_line |= word.opens_line;
        if word.phones.is_empty() {
            ranges.push(states.len()..states.len());
            continue;
        }
        states.push(pause(if opens_line { 0.0 } else { PAUSE_COST }));
        opens_line = false;
        let from = states.len();
        let senones = word.phones.iter().flat_map(|phone| &model.definition.phones[*phone].senones);
        states.extend(senones.map(|&column| State {
            column,
            stay: PHONE_STAY.0.ln(),
            leave: PHONE_STAY.1.ln(),
            skip: None,
        }));
        ranges.push(from..states.len());
    }
    states.push(pause(0.0));
    (states, ranges)
}

/// Moves starts of lines that lie too far before the end of their first word: music
/// before it passes for its first sound.
fn clamp_line_starts(spans: &mut [Span], words: &[SungWord<'_>]) {
    const SHARE: f64 = 0.8;
    const SHORTEST_SECS: f64 = 0.12;
    let mut paces: Vec<f64> = spans
        .iter()
        .zip(words)
        .filter(|(span, word)| !word.opens_line && span.end > span.start)
        .map(|(span, word)| (span.end - span.start) / word.syllables)
        .collect();
    paces.sort_by(f64::total_cmp);
    let Some(pace) = paces.get(paces.len() / 2) else { return };
    for (span, word) in spans.iter_mut().zip(words).filter(|(_, word)| word.opens_line) {
        let longest_secs = (SHARE * word.syllables * pace).max(SHORTEST_SECS);
        span.start = span.start.max(span.end - longest_secs);
    }
}

fn assembled(lyrics: &Lyrics, words: &[SungWord<'_>], spans: &[Span], duration_secs: f64) -> TimedLyrics {
    let mut timed =
        TimedLyrics { lines: Vec::new(), origins: Vec::new(), words: Vec::new(), line_confidences: Vec::new(), confidence: 0.5 };
    for (origin, line) in lyrics.lines.iter().enumerate() {
        let inside = |secs: f64| secs.clamp(0.0, duration_secs);
        let own: Vec<LyricSpan> = words
            .iter()
            .zip(spans)
            .filter(|(word, _)| word.line == origin)
            .map(|(word, span)| LyricSpan { start: inside(span.start), end: inside(span.end), text: word.text.to_owned() })
            .collect();
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        timed.lines.push(LyricSpan { start: first.start, end: last.end, text: line.text.clone() });
        timed.origins.push(origin);
        timed.line_confidences.push(0.5);
        timed.words.extend(own);
    }
    timed
}
