//! A song written down, window after window.

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::sound::Sound;

use super::alignment::force;
use super::greedy::{WindowText, write_down};
use super::languages::LANGUAGES;
use super::mel::{FRAMES_A_SECOND, Mel, WINDOW_FRAMES};
use super::model::WhisperModel;
use super::segments::segments;
use crate::align::at_16_khz;
use crate::draft::Draft;
use crate::parallel::usual_threads;

/// Longest song that is written down, in seconds.
pub(super) const LONGEST_SECS: f64 = 3600.0;
/// A window in which nobody speaks by this chance, and whose text is less likely than that, says nothing.
const NO_SPEECH: f64 = 0.6;
const LOG_CHANCE_MIN: f64 = -1.0;
/// Text that is less likely is made up.
const LOG_CHANCE_HOPELESS: f64 = -2.0;
/// Most words of a line, so that it can be read at a glance.
const LINE_WORDS_MAX: usize = 10;
/// A word is held for at most so long, in seconds; what is longer is a pause.
const WORD_SECS_MAX: f64 = 2.5;

/// Writes a song down where `voice` has it sung. Nothing where nobody sings, or the song is longer than an hour.
pub fn transcribe(song: &dyn Sound, voice: &[Span], model: &WhisperModel) -> Draft {
    if voice.is_empty() || song.frames() == 0 || song.duration_secs() > LONGEST_SECS {
        return Draft { language: LANGUAGES[0], ..Draft::default() };
    }
    let threads = usual_threads();
    let mel = Mel::of(&at_16_khz(song, threads), &model.filters, threads);
    transcribe_mel(&mel, voice, song.duration_secs(), model, threads)
}

pub(super) fn transcribe_mel(
    mel: &Mel,
    voice: &[Span],
    duration_secs: f64,
    model: &WhisperModel,
    threads: usize,
) -> Draft {
    let language = language_of(mel, voice, model, threads);
    let opening = model.opening(language);
    let signs = model.vocabulary.signs();
    let marks = &model.vocabulary.marks;
    let mut draft = Draft { language: LANGUAGES[language], ..Draft::default() };
    let (mut at, mut chances, mut heard_tokens) = (0, 0.0, 0_usize);
    while at < mel.len() {
        let from_secs = at as f64 / FRAMES_A_SECOND as f64;
        let Some(sung) = voice.iter().find(|span| span.end > from_secs) else { break };
        // Nothing is written where nobody sings: models make words up there.
        if sung.start >= from_secs + 30.0 {
            at = (sung.start * FRAMES_A_SECOND as f64) as usize;
            continue;
        }
        let heard = model.encoder.encode(mel.window(at, mel.len()).view(), threads);
        let text = write_down(model, &heard, &opening, &signs, threads);
        let (found, next) = segments(&text.tokens, marks.zero, marks.end);
        if !is_made_up(&text) {
            let lines: Vec<Vec<Vec<usize>>> = found.iter().flat_map(|segment| lines_of(segment, model)).collect();
            let frames = (mel.len() - at).min(WINDOW_FRAMES);
            let words: Vec<Vec<usize>> = lines.concat();
            let times = force(model, &heard, &opening, &words, frames, threads);
            let mut times = times.iter();
            for line in &lines {
                let spans = line.iter().zip(&mut times).map(|(word, time)| LyricSpan {
                    start: from_secs + time.start_secs,
                    end: from_secs + time.end_secs,
                    text: model.vocabulary.joined(word).trim().to_owned(),
                });
                push_line(&mut draft, spans.collect(), duration_secs);
            }
            chances += text.mean_log_chance * text.tokens.len() as f64;
            heard_tokens += text.tokens.len();
        }
        at += next;
    }
    draft.confidence = if heard_tokens == 0 { 0.0 } else { (chances / heard_tokens as f64).exp() };
    draft
}

fn is_made_up(text: &WindowText) -> bool {
    (text.no_speech > NO_SPEECH && text.mean_log_chance < LOG_CHANCE_MIN) || text.mean_log_chance < LOG_CHANCE_HOPELESS
}

/// The words of a passage, line by line; a word is begun by a token with a space before it.
fn lines_of(text: &[usize], model: &WhisperModel) -> Vec<Vec<Vec<usize>>> {
    let mut words: Vec<Vec<usize>> = Vec::new();
    for &token in text {
        match words.last_mut() {
            Some(word) if !model.vocabulary.text(token).starts_with(b" ") => word.push(token),
            _ => words.push(vec![token]),
        }
    }
    words.retain(|word| model.vocabulary.joined(word).chars().any(char::is_alphanumeric));
    let lines = words.len().div_ceil(LINE_WORDS_MAX).max(1);
    words.chunks(words.len().div_ceil(lines).max(1)).map(<[_]>::to_vec).collect()
}

/// Adds a line with its words, kept in order and apart.
fn push_line(draft: &mut Draft, mut words: Vec<LyricSpan>, duration_secs: f64) {
    let mut last_end = draft.lines.last().map_or(0.0, |line| line.end);
    for word in &mut words {
        word.start = word.start.clamp(last_end, duration_secs.max(last_end));
        word.end = word.end.clamp(word.start, (word.start + WORD_SECS_MAX).min(duration_secs).max(word.start));
        last_end = word.end;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    if last.end > first.start {
        let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        draft.lines.push(LyricSpan { start: first.start, end: last.end, text });
        draft.words.extend(words);
    }
}

/// The place of the language among the languages: the likeliest one in the thirty seconds with the most voice.
pub(super) fn language_of(mel: &Mel, voice: &[Span], model: &WhisperModel, threads: usize) -> usize {
    let marks = &model.vocabulary.marks;
    if !model.vocabulary.is_multilingual {
        return 0;
    }
    let sung = |from: f64| -> f64 {
        voice.iter().map(|span| (span.end.min(from + 30.0) - span.start.max(from)).max(0.0)).sum()
    };
    let better = |best: f64, start: f64| if sung(start) > sung(best) { start } else { best };
    let from_secs = voice.iter().map(|span| span.start).reduce(better).unwrap_or(0.0);
    let window = mel.window((from_secs * FRAMES_A_SECOND as f64) as usize, mel.len());
    let heard = model.encoder.encode(window.view(), threads);
    let written = model.decoder.write(&mut model.decoder.begin(&heard, threads), &[marks.start], &[], threads);
    let logits = model.decoder.next(written.states.row(0), threads);
    let likelier = |best: usize, at: usize| {
        if logits[marks.start + 1 + at] > logits[marks.start + 1 + best] { at } else { best }
    };
    (0..marks.languages).reduce(likelier).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_sounds::{noise, silence};
    use crate::whisper::model::tests::tiny_model;

    #[test]
    fn a_model_that_knows_nothing_writes_in_order_or_not_at_all() {
        for vocabulary in [51_864, 51_865] {
            let model = tiny_model(vocabulary);
            let song = noise(0.3, 40.0);
            let draft = transcribe(&song, &[Span { start: 1.0, end: 39.0 }], &model);
            assert!(LANGUAGES.contains(&draft.language) && (0.0..=1.0).contains(&draft.confidence));
            assert!(draft.lines.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", draft.lines);
            assert!(draft.words.iter().all(|word| word.start <= word.end && word.end <= 40.0));
        }
    }

    #[test]
    fn nothing_is_written_where_nobody_sings() {
        let model = tiny_model(51_864);
        assert_eq!(transcribe(&noise(0.3, 5.0), &[], &model).lines, []);
        assert_eq!(transcribe(&silence(0.0), &[Span { start: 0.0, end: 1.0 }], &model).lines, []);
        let late = Span { start: 90.0, end: 95.0 };
        assert_eq!(transcribe(&noise(0.3, 5.0), &[late], &model).lines, [], "the voice lies past the end");
    }

    #[test]
    fn unlikely_text_is_taken_for_made_up() {
        let text = |no_speech, mean_log_chance| WindowText { tokens: vec![], mean_log_chance, no_speech };
        assert!(is_made_up(&text(0.7, -1.2)) && is_made_up(&text(0.0, -2.5)));
        assert!(!is_made_up(&text(0.7, -0.5)) && !is_made_up(&text(0.1, -1.2)));
    }

    #[test]
    fn passages_are_cut_into_lines_of_whole_words() {
        let model = tiny_model(51_864);
        let text: Vec<usize> = (300..325).collect();
        let lines = lines_of(&[&text[..], &[usize::from(b'!'), usize::from(b'!')]].concat(), &model);
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [9, 9, 7]);
        assert_eq!(lines[2][6], [324, 33, 33], "signs go with the word before them");
        assert!(lines_of(&[33], &model).is_empty(), "signs alone are no line");
    }
}
