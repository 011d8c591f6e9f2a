//! From a song and its words to the times of words and lines.

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::song::Song;

use super::cepstra::{border_secs, features};
use super::chain::{WordChain, emissions, margin_over_pause, pause_column};
use super::lexicon::{Lexicon, Pronunciation};
use super::model::PhoneModel;
use super::path::best_path;
use super::resample::at_16_khz;
use super::vocals::voice_in_front;
use crate::language::languages_of_lines;
use crate::lyrics::Lyrics;
use crate::parallel::{map_ranges, usual_threads};
use crate::syllables::syllables;
use crate::words::TimedLyrics;

/// Longest song that is aligned, in seconds.
const LONGEST_SECS: f64 = 3600.0;
/// A line's first word lasts at most this share of what its syllables take at the song's usual pace ...
const FIRST_WORD_SHARE: f64 = 0.8;
/// ... but this long at least, in seconds.
const FIRST_WORD_SECS: f64 = 0.12;
/// A line's first word that stands further off from its second was heard in the music before the line.
const FIRST_WORD_APART_SECS: f64 = 1.0;

/// Times of lines and words that have none. None where this cannot be done: a song without
/// sound or of more than an hour, more words than fit into it, a script that the model cannot say.
pub fn align_plain(song: &Song, lyrics: &Lyrics, voice: &[Span], model: &PhoneModel) -> Option<TimedLyrics> {
    if song.frames() == 0 || song.duration_secs() > LONGEST_SECS {
        return None;
    }
    let threads = usual_threads();
    let words = sung_words(lyrics, model)?;
    let chain = WordChain::new(words.iter().map(|word| (word.phones.as_slice(), word.opens_line)), model);
    let features = features(&voice_in_front(at_16_khz(song, threads), threads), &model.settings);
    let pause = pause_column(model);
    let scores_by = |gaussians: &super::gaussians::Gaussians| {
        let likelihoods = map_ranges(features.len(), threads, |range| gaussians.log_likelihoods(&features[range]));
        emissions(&likelihoods, voice, model)
    };
    let first = best_path(&chain.states, &scores_by(&model.gaussians), pause + 1)?;
    let heard = first.iter().map(|&at| chain.states[at].column).enumerate().filter(|(_, column)| *column != pause);
    let scores = scores_by(&model.gaussians.adapted(&features, &heard.collect::<Vec<_>>()));
    let path = best_path(&chain.states, &scores, pause + 1)?;

    let frame_of = |state: usize| path.partition_point(|at| *at < state);
    let frames: Vec<_> = chain.words.iter().map(|states| frame_of(states.start)..frame_of(states.end)).collect();
    let mut spans: Vec<Span> =
        frames.iter().map(|frames| Span { start: border_secs(frames.start), end: border_secs(frames.end) }).collect();
    clamp_first_words(&mut spans, &words);
    let confidence_of = |from: usize, to: usize| {
        let margin = margin_over_pause(frames[from].start..frames[to].end, &path, &chain.states, &scores, pause);
        margin.map_or(0.0, confidence)
    };
    Some(assembled(lyrics, &words, &spans, song.duration_secs(), confidence_of))
}

/// A word of the lyrics as it is sung.
struct SungWord<'a> {
    text: &'a str,
    line: usize,
    opens_line: bool,
    /// None for a word that cannot be said.
    phones: Pronunciation,
    syllables: f64,
}

/// The words of all lines; None where most of them cannot be said with the model's phones.
fn sung_words<'a>(lyrics: &'a Lyrics, model: &PhoneModel) -> Option<Vec<SungWord<'a>>> {
    let all = || lyrics.lines.iter().flat_map(|line| line.text.split_whitespace());
    let names = model.definition.phones.iter().map(|phone| phone.name.as_str());
    let lexicon = Lexicon::new(&model.dictionary, names, all());
    let languages = languages_of_lines(lyrics.lines.iter().map(|line| line.text.as_str()));
    let mut words = Vec::new();
    for (line, (lyric, language)) in lyrics.lines.iter().zip(languages).enumerate() {
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
        let longest_secs = (FIRST_WORD_SHARE * words[index].syllables * pace).max(FIRST_WORD_SECS);
        span.start = span.start.max(span.end - longest_secs);
    }
}

/// Trust in a line whose sounds fit better than a pause by so many nats a frame: about the share
/// of words within .3 s among lines of such a margin, on five songs with words timed by hand.
fn confidence(margin: f64) -> f64 {
    const OFFSET: f64 = 0.51;
    const SLOPE: f64 = 0.56;
    1.0 / (1.0 + (-(OFFSET + SLOPE * margin)).exp())
}

/// Lines from their words. `confidence_of` tells the trust in words from one to another.
fn assembled(
    lyrics: &Lyrics,
    words: &[SungWord<'_>],
    spans: &[Span],
    duration_secs: f64,
    confidence_of: impl Fn(usize, usize) -> f64,
) -> TimedLyrics {
    let mut timed = TimedLyrics::default();
    let inside = |secs: f64| secs.clamp(0.0, duration_secs);
    let (mut from, mut sum) = (0, 0.0);
    for own in words.chunk_by(|a, b| a.line == b.line) {
        let to = from + own.len() - 1;
        let line = own[0].line;
        let (start, end) = (inside(spans[from].start), inside(spans[to].end));
        // A line that cannot be said, "♪", takes no time: it is left out.
        if end <= start {
            from = to + 1;
            continue;
        }
        timed.lines.push(LyricSpan { start, end, text: lyrics.lines[line].text.clone() });
        timed.origins.push(line);
        let confidence = confidence_of(from, to);
        timed.line_confidences.push(confidence);
        sum += confidence * own.len() as f64;
        timed.words.extend(own.iter().zip(&spans[from..]).map(|(word, span)| LyricSpan {
            start: inside(span.start),
            end: inside(span.end),
            text: word.text.to_owned(),
        }));
        from = to + 1;
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
        let word = |opens_line| SungWord { text: "la", line: 0, opens_line, phones: vec![0], syllables: 1.0 };
        let words = [word(true), word(false), word(false), word(true), word(false)];
        let span = |start, end| Span { start, end };
        let mut spans = [span(1.0, 2.0), span(4.0, 4.25), span(4.25, 4.5), span(5.0, 9.0), span(9.0, 9.25)];
        clamp_first_words(&mut spans, &words);
        assert_eq!((spans[0], spans[3]), (span(3.8, 4.0), span(8.8, 9.0)));
        assert_eq!(spans[1], span(4.0, 4.25));
    }

    #[test]
    fn sounds_that_fit_better_are_trusted_more() {
        assert!(confidence(4.0) > confidence(1.0) && confidence(-3.0) < 0.5);
        assert!(confidence(f64::NEG_INFINITY) == 0.0 && confidence(1e9) <= 1.0);
    }
}
