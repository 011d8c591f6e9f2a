//! From a song and its words to the times of words and lines.

use std::ops::Range;

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::sound::Sound;

use super::cepstra::{Features, Listener, border_secs};
use super::chain::{Fit, Sounds, WordChain, any_sound_column, columns, emissions, pause_column};
use super::confidence::{Evidence, confidences};
use super::lexicon::Lexicon;
use super::model::PhoneModel;
use super::path::best_path;
use super::resample::At16Khz;
use super::vocals::voice_in_front;
use crate::language::LineLanguages;
use crate::lyrics::Lyrics;
use crate::parallel::{map_steps, usual_threads};
use crate::syllables::syllables;
use crate::words::{TimedLyrics, longest_first_word_secs};

/// Longest song that is aligned, in seconds.
const LONGEST_SECS: f64 = 3600.0;
/// Two alignments agree on a word that starts within so many frames, .3 s, in both.
const AGREEING_FRAMES: usize = 30;
/// Frames that are scored at once.
const SCORED_FRAMES: usize = 2000;
/// A syllable takes no less, in seconds, even where words are squeezed in.
const SHORTEST_SYLLABLE_SECS: f64 = 0.02;
/// A line's first word whose sounds are known may be held so much longer than one whose are not.
const FIRST_WORD_HELD: f64 = 2.0;
/// A line's first word that stands further off from its second was heard in the music before the line.
const FIRST_WORD_APART_SECS: f64 = 1.0;

/// Times of lines and words that have none. `voice` are the odds of [`crate::voice_log_odds`]. None where this cannot be done: a song without
/// sound or of more than an hour, more words than fit into it, a script that the model cannot say.
pub fn align_plain(song: &dyn Sound, lyrics: &Lyrics, voice: &[f32], model: &PhoneModel) -> Option<TimedLyrics> {
    if song.frames() == 0 || song.duration_secs() > LONGEST_SECS {
        return None;
    }
    let threads = usual_threads();
    let words = sung_words(lyrics, model)?;
    let chain = WordChain::new(words.iter().map(|word| (&word.sounds, word.opens_line)), model);
    let features = heard(song, model, threads);
    let unheard = [pause_column(model), any_sound_column(model)];
    let scores_by = |gaussians: &super::gaussians::Gaussians| {
        map_steps(features.len(), SCORED_FRAMES, threads, features.len() * columns(model), |range| {
            emissions(&gaussians.log_likelihoods(&features.frames(range.clone())), range.start, voice, model)
        })
    };
    let first = best_path(&chain.states, &scores_by(&model.gaussians), columns(model))?;
    let spoken = first.iter().map(|&at| chain.states[at].column).enumerate();
    let spoken = spoken.filter(|(_, column)| !unheard.contains(column));
    let scores = scores_by(&model.gaussians.adapted(|frame| features.frame(frame), &spoken.collect::<Vec<_>>()));
    let path = best_path(&chain.states, &scores, columns(model))?;

    let frames = word_frames(&chain, &path);
    let mut spans: Vec<Span> =
        frames.iter().map(|frames| Span { start: border_secs(frames.start), end: border_secs(frames.end) }).collect();
    clamp_first_words(&mut spans, &words);
    let before = word_frames(&chain, &first);
    let line_evidence = |words_of_line: Range<usize>| {
        let line = words_of_line.clone();
        let count = line.len().max(1) as f64;
        let share = |is: &dyn Fn(usize) -> bool| line.clone().filter(|&word| is(word)).count() as f64 / count;
        let fit = Fit::of(frames[line.start].start..frames[line.end - 1].end, &path, &chain.states, &scores, model);
        Evidence {
            fit: fit.unwrap_or_default(),
            agreement: share(&|word| frames[word].start.abs_diff(before[word].start) <= AGREEING_FRAMES),
            odd_pace: 0.0,
            squeezed: share(&|word| frames[word].len() < 2 * chain.words[word].len()),
            known: share(&|word| matches!(words[word].sounds, Sounds::Phones(_))),
        }
    };
    let lines: Vec<Range<usize>> = lines_of(&words);
    let mut evidence: Vec<Evidence> = lines.iter().cloned().map(line_evidence).collect();
    tell_odd_paces(&mut evidence, &lines, &spans, &words);
    Some(assembled(lyrics, &words, &spans, song.duration_secs(), &confidences(&evidence)))
}

/// The features of a song with its voice in front.
fn heard<'a>(song: &dyn Sound, model: &'a PhoneModel, threads: usize) -> Features<'a> {
    let song = At16Khz::new(song);
    let mut listener = Listener::new(&model.settings);
    voice_in_front(song.len(), |range| song.samples(range), threads, |block| listener.hear(block));
    listener.features()
}

/// The frames of each word on a path.
fn word_frames(chain: &WordChain, path: &[usize]) -> Vec<Range<usize>> {
    let frame_of = |state: usize| path.partition_point(|at| *at < state);
    chain.words.iter().map(|states| frame_of(states.start)..frame_of(states.end)).collect()
}

/// Which words each line has that has any.
fn lines_of(words: &[SungWord<'_>]) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = words.chunk_by(|a, b| a.line == b.line).map(|line| {
        at += line.len();
        at - line.len()..at
    });
    lines.collect()
}

/// Notes how far each line's pace is from the song's.
fn tell_odd_paces(evidence: &mut [Evidence], lines: &[Range<usize>], spans: &[Span], words: &[SungWord<'_>]) {
    let pace_of = |line: &Range<usize>| {
        let secs = spans[line.end - 1].end - spans[line.start].start;
        let syllables: f64 = words[line.clone()].iter().map(|word| word.syllables).sum();
        (secs / syllables.max(1.0)).max(SHORTEST_SYLLABLE_SECS).ln()
    };
    let paces: Vec<f64> = lines.iter().map(pace_of).collect();
    let mut sorted = paces.clone();
    sorted.sort_by(f64::total_cmp);
    let Some(median) = sorted.get(sorted.len() / 2) else { return };
    evidence.iter_mut().zip(&paces).for_each(|(line, pace)| line.odd_pace = (pace - median).abs());
}

/// A word of the lyrics as it is sung.
struct SungWord<'a> {
    text: &'a str,
    line: usize,
    opens_line: bool,
    sounds: Sounds,
    syllables: f64,
}

/// The words of all lines; None where most of them cannot be said with the model's phones.
fn sung_words<'a>(lyrics: &'a Lyrics, model: &PhoneModel) -> Option<Vec<SungWord<'a>>> {
    let all = || lyrics.lines.iter().flat_map(|line| line.text.split_whitespace());
    let names = model.definition.phones.iter().map(|phone| phone.name.as_str());
    let lexicon = Lexicon::new(&model.dictionary, names, all());
    let languages = LineLanguages::of(lyrics.lines.iter().map(|line| line.text.as_str()));
    let mut words = Vec::new();
    for (line, lyric) in lyrics.lines.iter().enumerate() {
        for (place, text) in lyric.text.split_whitespace().enumerate() {
            let language = languages.of_word(text, line);
            words.push(SungWord {
                text,
                line,
                opens_line: place == 0,
                sounds: match lexicon.pronunciation(text, language) {
                    Some(phones) => Sounds::Phones(phones),
                    None if text.chars().any(char::is_alphanumeric) => Sounds::Unknown(syllables(text, language)),
                    None => Sounds::None,
                },
                syllables: syllables(text, language) as f64,
            });
        }
    }
    let said = words.iter().filter(|word| matches!(word.sounds, Sounds::Phones(_))).count();
    (said * 2 > words.len()).then_some(words)
}

/// Shortens lines' first words that are too long and fetches those that stand apart from
/// their line: music before a line passes for its first sound.
fn clamp_first_words(spans: &mut [Span], words: &[SungWord<'_>]) {
    let mut paces: Vec<f64> = spans
        .iter()
        .zip(words)
        .filter(|(span, word)| !word.opens_line && span.end > span.start)
        .map(|(span, word)| (span.end - span.start) / word.syllables)
        .collect();
    paces.sort_by(f64::total_cmp);
    let Some(pace) = paces.get(paces.len() / 2) else { return };
    for index in (0..words.len()).filter(|&index| words[index].opens_line) {
        let next_start = spans.get(index + 1).filter(|_| !words[index + 1].opens_line).map(|next| next.start);
        let span = &mut spans[index];
        if let Some(next_start) = next_start.filter(|next| next - span.end > FIRST_WORD_APART_SECS) {
            *span = Span { start: span.start + next_start - span.end, end: next_start };
        }
        let longest_secs = FIRST_WORD_HELD * longest_first_word_secs(words[index].syllables, *pace);
        span.start = span.start.max(span.end - longest_secs);
    }
}

/// Lines from their words, with the trust in each line that has words.
fn assembled(
    lyrics: &Lyrics,
    words: &[SungWord<'_>],
    spans: &[Span],
    duration_secs: f64,
    confidences: &[f64],
) -> TimedLyrics {
    let mut timed = TimedLyrics::default();
    let inside = |secs: f64| secs.clamp(0.0, duration_secs);
    let mut sum = 0.0;
    for (range, &confidence) in lines_of(words).into_iter().zip(confidences) {
        let (own, spans) = (&words[range.clone()], &spans[range]);
        let line = own[0].line;
        let (start, end) = (inside(spans[0].start), inside(spans[spans.len() - 1].end));
        // A line that cannot be said, "♪", takes no time: it is left out.
        if end <= start {
            continue;
        }
        timed.lines.push(LyricSpan { start, end, text: lyrics.lines[line].text.clone() });
        timed.origins.push(line);
        timed.line_confidences.push(confidence);
        sum += confidence * own.len() as f64;
        timed.words.extend(own.iter().zip(spans).map(|(word, span)| LyricSpan {
            start: inside(span.start),
            end: inside(span.end),
            text: word.text.to_owned(),
        }));
    }
    timed.confidence = sum / timed.words.len().max(1) as f64;
    timed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::model::tests::tiny_model;
    use crate::lyrics::lyrics_from_text;
    use crate::test_sounds::{RATE_HZ, noise, silence};

    #[test]
    fn loud_words_are_placed_where_it_is_loud() {
        let folder = tiny_model("placing");
        let model = PhoneModel::open(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let mut song = noise(0.3, 9.0);
        let loud = [(2.0, 2.6), (5.0, 5.5), (7.0, 7.4)];
        for (i, sample) in song.channels[0].iter_mut().enumerate() {
            let secs = i as f64 / f64::from(RATE_HZ);
            if !loud.iter().any(|(from, to)| (*from..*to).contains(&secs)) {
                *sample *= 1e-3;
            }
        }
        let lyrics = lyrics_from_text("ah —\n♪\nah\nah\n", "x").unwrap();
        let timed = align_plain(&song, &lyrics, &[], &model).unwrap();
        assert_eq!((timed.lines.len(), timed.words.len(), timed.line_confidences.len()), (3, 4, 3));
        assert_eq!(timed.origins, [0, 2, 3], "what cannot be said is left out");
        for (line, (from, to)) in timed.lines.iter().zip(loud) {
            assert!((line.start - from).abs() < 0.25 && (line.end - to).abs() < 0.25, "{:?}", timed.lines);
        }
        assert!(timed.words.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", timed.words);
    }

    #[test]
    fn a_line_that_nobody_can_spell_takes_its_turn_and_is_trusted_little() {
        let folder = tiny_model("unspelled");
        let model = PhoneModel::open(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let lyrics = lyrics_from_text("ah ah\nさくら\nлюбовь\nah ah\n", "x").unwrap();
        let timed = align_plain(&noise(0.3, 9.0), &lyrics, &[], &model).unwrap();
        assert_eq!(timed.origins, [0, 1, 2, 3]);
        assert!(timed.line_confidences[1..3].iter().all(|confidence| *confidence <= 0.2), "{timed:?}");
        assert!(timed.lines.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", timed.lines);
    }

    #[test]
    fn what_cannot_be_aligned_is_left_to_others() {
        let folder = tiny_model("refusing");
        let model = PhoneModel::open(&folder).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let aligned =
            |text: &str, secs: f64| align_plain(&silence(secs), &lyrics_from_text(text, "x").unwrap(), &[], &model);
        assert_eq!(aligned("ah\n", 0.0), None);
        assert_eq!(aligned("ah\n", 0.01), None);
        assert_eq!(aligned(&"ah ".repeat(80), 1.0), None);
        assert_eq!(aligned("さくら さくら\n", 5.0), None);
        assert!(aligned("ah ah\n", 5.0).is_some());
    }

    #[test]
    fn first_words_heard_in_the_music_before_their_line_are_fetched() {
        let word = |opens_line| SungWord { text: "la", line: 0, opens_line, sounds: Sounds::None, syllables: 1.0 };
        let words = [word(true), word(false), word(false), word(true), word(false)];
        let span = |start, end| Span { start, end };
        let mut spans = [span(1.0, 2.0), span(4.0, 4.25), span(4.25, 4.5), span(5.0, 9.0), span(9.0, 9.25)];
        clamp_first_words(&mut spans, &words);
        assert_eq!((spans[0], spans[3]), (span(3.6, 4.0), span(8.6, 9.0)));
        assert_eq!(spans[1], span(4.0, 4.25));
    }
}
