//! Given lyrics, placed word by word: cut into windows by where their lines
//! lie roughly, and forced through the decoder there.

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::sound::Sound;

use super::alignment::{WordHeard, force};
use super::draft::{LONGEST_SECS, language_of, transcribe_mel};
use super::matching::line_places;
use super::mel::{FRAMES_A_SECOND, Mel, WINDOW_FRAMES};
use super::model::WhisperModel;
use crate::align::at_16_khz;
use crate::language::languages_of_lines;
use crate::lyrics::{LyricTiming, Lyrics};
use crate::parallel::usual_threads;
use crate::syllables::syllables;
use crate::words::{TimedLyrics, longest_first_word_secs};

/// Rough places that are trusted less are found anew by what the model hears.
const ROUGH_TRUST_MIN: f64 = 0.4;
/// Sound before the first and after the last line of a window, in seconds.
const MARGIN_SECS: f64 = 1.0;
/// A longer pause parts two windows, in seconds.
const PAUSE_SECS: f64 = 4.0;
/// Tokens of a window at most.
const TOKENS_MAX: usize = 200;
/// A line's last word lasts at most so many times what its syllables take at the song's usual pace; what is longer
/// is a pause that passed for a part of it.
const LAST_WORD_SHARE: f64 = 4.0;
/// No word is cut shorter, in seconds.
const WORD_SECS_MIN: f64 = 0.12;

/// A line to be placed.
struct Line {
    origin: usize,
    words: Vec<Word>,
    rough: Span,
}

struct Word {
    text: String,
    tokens: Vec<usize>,
    syllables: f64,
}

/// Lines that are heard at once: those of `lines`, of which those of `kept` are placed and the others stand
/// around them so that their sound is not taken for a part of these.
#[derive(Clone, Debug, PartialEq)]
struct Window {
    from_secs: f64,
    to_secs: f64,
    lines: std::ops::Range<usize>,
    kept: std::ops::Range<usize>,
}

/// Places lyrics without times. `rough` are the times that were found without this model; they stand where it
/// cannot do better: lyrics with times, a song of more than an hour, words that are not heard in it.
pub fn placed(
    song: &dyn Sound,
    lyrics: &Lyrics,
    voice: &[Span],
    rough: TimedLyrics,
    model: &WhisperModel,
) -> TimedLyrics {
    let duration_secs = song.duration_secs();
    if lyrics.timing != LyricTiming::Plain || song.frames() == 0 || duration_secs > LONGEST_SECS {
        return rough;
    }
    let threads = usual_threads();
    let mel = Mel::of(&at_16_khz(song, threads), &model.filters, threads);
    let Some(lines) = rough_lines(lyrics, &rough, &mel, voice, duration_secs, model, threads) else { return rough };
    let opening = model.opening(language_of(&mel, voice, model, threads));
    let heard = heard_words(&lines, &mel, duration_secs, &opening, model, threads);
    assembled(lyrics, &lines, heard, duration_secs)
}

/// The lines with their tokens and rough places; None where they are nowhere to be found.
fn rough_lines(
    lyrics: &Lyrics,
    rough: &TimedLyrics,
    mel: &Mel,
    voice: &[Span],
    duration_secs: f64,
    model: &WhisperModel,
    threads: usize,
) -> Option<Vec<Line>> {
    let languages = languages_of_lines(lyrics.lines.iter().map(|line| line.text.as_str()));
    let words_of = |origin: usize| -> Vec<Word> {
        let word = |text: &str| Word {
            text: text.to_owned(),
            tokens: model.vocabulary.tokens(&format!(" {text}")),
            syllables: syllables(text, languages[origin]) as f64,
        };
        lyrics.lines[origin].text.split_whitespace().map(word).collect()
    };
    if rough.confidence >= ROUGH_TRUST_MIN {
        let spans = rough.lines.iter().map(|line| Span { start: line.start, end: line.end });
        let lines = rough.origins.iter().zip(spans);
        return Some(lines.map(|(&origin, rough)| Line { origin, words: words_of(origin), rough }).collect());
    }
    let is_sung = |origin: &usize| lyrics.lines[*origin].text.chars().any(char::is_alphanumeric);
    let origins: Vec<usize> = (0..lyrics.lines.len()).filter(is_sung).collect();
    let own: Vec<Vec<Word>> = origins.iter().map(|origin| words_of(*origin)).collect();
    let draft = transcribe_mel(mel, voice, duration_secs, model, threads);
    let texts: Vec<Vec<(&str, f64)>> =
        own.iter().map(|words| words.iter().map(|word| (word.text.as_str(), word.syllables)).collect()).collect();
    let places = line_places(&texts, &draft.words, duration_secs)?;
    Some(
        origins
            .into_iter()
            .zip(own)
            .zip(places)
            .map(|((origin, words), rough)| Line { origin, words, rough })
            .collect(),
    )
}

/// Every word of every line, in song seconds.
fn heard_words(
    lines: &[Line],
    mel: &Mel,
    duration_secs: f64,
    opening: &[usize],
    model: &WhisperModel,
    threads: usize,
) -> Vec<Vec<WordHeard>> {
    let tokens: Vec<usize> = lines.iter().map(|line| line.words.iter().map(|word| word.tokens.len()).sum()).collect();
    let roughs: Vec<Span> = lines.iter().map(|line| line.rough).collect();
    let mut heard: Vec<Vec<WordHeard>> = Vec::with_capacity(lines.len());
    for window in windows(&roughs, &tokens, duration_secs) {
        let frame = |secs: f64| (secs * FRAMES_A_SECOND as f64) as usize;
        let (from, to) = (frame(window.from_secs), frame(window.to_secs));
        let sound = model.encoder.encode(mel.window(from, to).view(), threads);
        let words: Vec<Vec<usize>> =
            lines[window.lines.clone()].iter().flat_map(|line| &line.words).map(|word| word.tokens.clone()).collect();
        let frames = to.min(mel.len()).saturating_sub(from).min(WINDOW_FRAMES);
        let mut times = force(model, &sound, opening, &words, frames, threads).into_iter();
        let from_secs = from as f64 / FRAMES_A_SECOND as f64;
        for at in window.lines.clone() {
            let line: Vec<WordHeard> = times
                .by_ref()
                .take(lines[at].words.len())
                .map(|word| WordHeard {
                    start_secs: from_secs + word.start_secs,
                    end_secs: from_secs + word.end_secs,
                    ..word
                })
                .collect();
            if window.kept.contains(&at) {
                heard.push(line);
            }
        }
    }
    heard
}

/// Windows over lines that lie so, each of so many tokens.
fn windows(lines: &[Span], tokens: &[usize], duration_secs: f64) -> Vec<Window> {
    let longest_secs = (WINDOW_FRAMES / FRAMES_A_SECOND) as f64;
    let mut windows = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let follows = |line: usize| lines[line].start - lines[line - 1].end <= PAUSE_SECS;
        let first =
            if at > 0 && follows(at) && lines[at].end - lines[at - 1].start < longest_secs / 2.0 { at - 1 } else { at };
        let from_secs = (lines[first].start - MARGIN_SECS).max(0.0);
        let fits = |last: usize| {
            lines[last].end + MARGIN_SECS - from_secs <= longest_secs
                && tokens[first..=last].iter().sum::<usize>() <= TOKENS_MAX
        };
        let mut last = at;
        while last + 1 < lines.len() && follows(last + 1) && fits(last + 1) {
            last += 1;
        }
        // The last line of a full window is placed by the next one, which hears what follows it.
        let goes_on = last + 1 < lines.len() && follows(last + 1);
        let kept_to = if goes_on && last > at { last } else { last + 1 };
        let to_secs = (lines[last].end + MARGIN_SECS).min(from_secs + longest_secs).min(duration_secs);
        windows.push(Window { from_secs, to_secs, lines: first..last + 1, kept: at..kept_to });
        at = kept_to;
    }
    windows
}

/// Cuts the pauses off that passed for parts of lines' first and last words.
fn clamp(heard: &mut [Vec<WordHeard>], lines: &[Line]) {
    let mut paces: Vec<f64> = heard
        .iter()
        .zip(lines)
        .flat_map(|(heard, line)| heard.iter().zip(&line.words).skip(1))
        .map(|(heard, word)| (heard.end_secs - heard.start_secs) / word.syllables)
        .filter(|pace| *pace > 0.0)
        .collect();
    paces.sort_by(f64::total_cmp);
    let Some(&pace) = paces.get(paces.len() / 2) else { return };
    for (heard, line) in heard.iter_mut().zip(lines) {
        if let (Some(first), Some(word)) = (heard.first_mut(), line.words.first()) {
            let longest_secs = longest_first_word_secs(word.syllables, pace);
            first.start_secs = first.start_secs.max(first.end_secs - longest_secs);
        }
        if let (Some(last), Some(word)) = (heard.last_mut(), line.words.last()) {
            let longest_secs = (LAST_WORD_SHARE * word.syllables * pace).max(WORD_SECS_MIN);
            last.end_secs = last.end_secs.min(last.start_secs + longest_secs);
        }
    }
}

/// Trust in a line whose words the model expected with such a chance.
fn confidence(chance: f64) -> f64 {
    (0.5 + chance).min(0.95)
}

fn assembled(lyrics: &Lyrics, lines: &[Line], mut heard: Vec<Vec<WordHeard>>, duration_secs: f64) -> TimedLyrics {
    clamp(&mut heard, lines);
    let mut timed = TimedLyrics::default();
    let (mut last_end, mut sum) = (0.0_f64, 0.0);
    for (line, heard) in lines.iter().zip(&heard) {
        let mut words: Vec<LyricSpan> = Vec::with_capacity(heard.len());
        let mut at = last_end;
        for (word, heard) in line.words.iter().zip(heard) {
            let start = heard.start_secs.max(at).min(duration_secs);
            // A neighbour in a wrong place must not squeeze a word to nothing.
            at = heard.end_secs.max(start + WORD_SECS_MIN).min(duration_secs.max(start));
            words.push(LyricSpan { start, end: at, text: word.text.clone() });
        }
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        if last.end <= first.start {
            continue;
        }
        last_end = last.end;
        let chance = heard.iter().map(|word| word.chance).sum::<f64>() / heard.len().max(1) as f64;
        timed.lines.push(LyricSpan { start: first.start, end: last.end, text: lyrics.lines[line.origin].text.clone() });
        timed.origins.push(line.origin);
        timed.line_confidences.push(confidence(chance));
        sum += confidence(chance) * words.len() as f64;
        timed.words.extend(words);
    }
    timed.confidence = sum / timed.words.len().max(1) as f64;
    timed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyrics::lyrics_from_text;
    use crate::test_sounds::noise;
    use crate::whisper::model::tests::tiny_model;
    use crate::words::time_lyrics;

    fn span(start: f64, end: f64) -> Span {
        Span { start, end }
    }

    #[test]
    fn windows_hold_what_fits_and_overlap_by_a_line() {
        let lines: Vec<Span> = (0..12).map(|i| span(10.0 + 5.0 * f64::from(i), 14.0 + 5.0 * f64::from(i))).collect();
        let windows = windows(&lines, &[20; 12], 100.0);
        assert_eq!(windows[0].from_secs, 9.0);
        assert_eq!((windows[0].lines.clone(), windows[0].kept.clone()), (0..5, 0..4));
        assert_eq!((windows[1].lines.clone(), windows[1].kept.clone()), (3..8, 4..7));
        assert!(windows.iter().all(|window| window.to_secs - window.from_secs <= 30.0));
        let kept: Vec<usize> = windows.iter().flat_map(|window| window.kept.clone()).collect();
        assert_eq!(kept, (0..12).collect::<Vec<_>>(), "each line is placed once");
    }

    #[test]
    fn pauses_and_many_tokens_part_windows() {
        let lines = [span(1.0, 3.0), span(3.5, 5.0), span(20.0, 22.0)];
        let parted = windows(&lines, &[5; 3], 30.0);
        assert_eq!(parted.iter().map(|window| window.kept.clone()).collect::<Vec<_>>(), [0..2, 2..3]);
        assert_eq!(parted[0].to_secs, 6.0);
        assert_eq!(windows(&lines[..2], &[150; 2], 30.0).len(), 2);
        assert_eq!(windows(&[], &[], 30.0), []);
    }

    #[test]
    fn pauses_are_cut_off_the_words_at_a_lines_ends() {
        let word = || Word { text: "la".to_owned(), tokens: vec![1], syllables: 1.0 };
        let lines = [Line { origin: 0, words: vec![word(), word(), word(), word()], rough: span(0.0, 9.0) }];
        let heard = |start_secs, end_secs| WordHeard { start_secs, end_secs, chance: 0.5 };
        let mut all = [vec![heard(0.0, 4.0), heard(4.0, 4.5), heard(4.5, 5.0), heard(5.0, 9.0)]];
        clamp(&mut all, &lines);
        assert_eq!((all[0][0].start_secs, all[0][3].end_secs), (3.6, 7.0));
    }

    #[test]
    fn a_line_behind_a_neighbour_that_lies_too_late_keeps_a_place() {
        let lyrics = lyrics_from_text("la\nla la\n", "x").unwrap();
        let word = || Word { text: "la".to_owned(), tokens: vec![1], syllables: 1.0 };
        let lines = [
            Line { origin: 0, words: vec![word()], rough: span(0.0, 2.0) },
            Line { origin: 1, words: vec![word(), word()], rough: span(2.0, 4.0) },
        ];
        let heard = |start_secs, end_secs| WordHeard { start_secs, end_secs, chance: 0.5 };
        let timed =
            assembled(&lyrics, &lines, vec![vec![heard(4.5, 5.0)], vec![heard(2.0, 2.5), heard(2.5, 3.0)]], 9.0);
        assert_eq!(timed.lines.len(), 2);
        assert!(timed.words.iter().all(|word| word.end - word.start > 0.1), "{:?}", timed.words);
    }

    #[test]
    fn every_line_is_placed_in_order_with_any_model() {
        let song = noise(0.3, 20.0);
        let lyrics = lyrics_from_text("one two three\nfour, five!\n♪\nsix\n", "x").unwrap();
        let voice = [span(2.0, 18.0)];
        let rough = TimedLyrics { confidence: 0.9, ..time_lyrics(&lyrics, &voice, 20.0) };
        let model = tiny_model(51_865);
        let timed = placed(&song, &lyrics, &voice, rough.clone(), &model);
        assert_eq!(timed, placed(&song, &lyrics, &voice, rough, &model));
        assert!(timed.origins.is_sorted() && timed.words.len() >= 5, "{timed:?}");
        assert!(timed.words.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", timed.words);
        assert!(timed.words.iter().all(|word| word.end <= 20.0));
        assert_eq!(timed.lines.len(), timed.line_confidences.len());
    }

    #[test]
    fn what_this_model_cannot_place_stays_as_it_was() {
        let song = noise(0.3, 10.0);
        let model = tiny_model(51_864);
        for text in ["[00:01.00]One two\n[00:03.00]Three\n", "words nobody sings\n"] {
            let lyrics = lyrics_from_text(text, "x").unwrap();
            let rough = time_lyrics(&lyrics, &[span(1.0, 9.0)], 10.0);
            assert_eq!(placed(&song, &lyrics, &[span(1.0, 9.0)], rough.clone(), &model), rough, "{text}");
        }
    }
}
