//! When each line and word is sung. Given timing always wins; where it ends,
//! syllables share the time out, over the sung passages where those are known.

use reversal_model::reading::{LyricSpan, Span};
use reversal_model::sound::Sound;

use crate::align::{PhoneModel, align_plain};
use crate::language::{Language, guess_language};
use crate::lyrics::{LyricLine, LyricTiming, Lyrics};
use crate::syllables::syllables;
use crate::voice::Voice;
use crate::words::by_voice::{PlacedLine, place_by_voice};
use crate::words::voiced::VoicedTime;

mod by_voice;
mod evidence;
mod line_path;
mod syllable_path;
mod voiced;

/// Lines and words with their times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimedLyrics {
    /// In order, inside the song, none overlapping the next.
    pub lines: Vec<LyricSpan>,
    /// Which of the given lines each of them is, 0...
    pub origins: Vec<usize>,
    /// In order, each inside its line.
    pub words: Vec<LyricSpan>,
    /// Trust in the times of each of `lines` and the words in it, 0..=1.
    pub line_confidences: Vec<f64>,
    /// Trust in the words' times, 0..=1.
    pub confidence: f64,
}

/// The shortest line that can be shown, in seconds.
const MIN_LINE_SECS: f64 = 0.05;
/// A line is held at most so much longer than its syllables need at the song's usual pace.
const LONGEST_HOLD: f64 = 1.6;
/// The pace of singing where nothing tells of it, in seconds a syllable.
const USUAL_SYLLABLE_SECS: f64 = 0.3;
/// A breath between lines takes about as long as this many syllables.
const BREATH_SYLLABLES: f64 = 1.5;

/// Trust by how times were found: stamps of words are good to some 50 ms, of
/// lines to some 200 ms; spread plain lyrics miss by seconds (a mean of 7 s on
/// eight songs), without a voice to follow even more.
const WORD_STAMPS_TRUST: f64 = 0.98;
const LINE_STAMPS_TRUST: f64 = 0.9;
const SPREAD_OVER_VOICE_TRUST: f64 = 0.2;
const SPREAD_BLINDLY_TRUST: f64 = 0.1;

/// A line's first word lasts at most this share of what its syllables take at the song's pace, but `FIRST_WORD_SECS`
/// long at least: music before a line passes for its first sound.
const FIRST_WORD_SHARE: f64 = 0.8;
const FIRST_WORD_SECS: f64 = 0.12;

/// How long the first word of a line may be, in seconds, where a syllable takes `pace_secs`.
pub(crate) fn longest_first_word_secs(syllables: f64, pace_secs: f64) -> f64 {
    (FIRST_WORD_SHARE * syllables * pace_secs).max(FIRST_WORD_SECS)
}

/// Gives every line and word its time: as it is given, else aligned by the phone model
/// where there is one and it can, else by voice and syllables.
pub(crate) fn time_lyrics_in(
    song: &dyn Sound,
    lyrics: &Lyrics,
    voice: &Voice,
    model: Option<&PhoneModel>,
) -> TimedLyrics {
    let duration_secs = song.duration_secs();
    if lyrics.timing != LyricTiming::Plain {
        return time_lyrics(lyrics, &voice.passages, duration_secs);
    }
    model
        .and_then(|model| align_plain(song, lyrics, &voice.log_odds, model))
        .or_else(|| time_by_voice(lyrics, voice, duration_secs))
        .unwrap_or_else(|| time_lyrics(lyrics, &voice.passages, duration_secs))
}

/// Plain lyrics over the voice that is heard; None where that cannot be done.
fn time_by_voice(lyrics: &Lyrics, voice: &Voice, duration_secs: f64) -> Option<TimedLyrics> {
    let language = guess_language(lyrics.lines.iter().flat_map(|line| line.text.split_whitespace()));
    let sung: Vec<SungLine<'_>> = lyrics.lines.iter().map(|line| SungLine::new(line, language)).collect();
    let placed = place_by_voice(&sung, voice)?;
    let mut timed = TimedLyrics::default();
    let mut last_end = 0.0_f64;
    for (origin, (line, PlacedLine { span, word_starts_secs, confidence })) in sung.iter().zip(placed).enumerate() {
        let span = Span { start: span.start.max(last_end), end: span.end.min(duration_secs) };
        if span.end - span.start < MIN_LINE_SECS {
            continue;
        }
        last_end = span.end;
        timed.lines.push(LyricSpan { start: span.start, end: span.end, text: line.line.text.clone() });
        timed.origins.push(origin);
        timed.line_confidences.push(confidence);
        let ends = word_starts_secs.iter().skip(1).copied().chain([span.end]);
        let mut last_word_end = span.start;
        timed.words.extend(line.words.iter().zip(word_starts_secs.iter().zip(ends)).map(
            |((word, _), (start, end))| {
                let start = start.clamp(last_word_end, span.end);
                last_word_end = end.clamp(start, span.end);
                LyricSpan { start, end: last_word_end, text: (*word).to_owned() }
            },
        ));
    }
    timed.confidence = timed.line_confidences.iter().sum::<f64>() / timed.line_confidences.len().max(1) as f64;
    Some(timed)
}

/// Gives every line and word its time. `voice` are the sung passages, in
/// order; lines that are stamped past the song's end are left out.
pub fn time_lyrics(lyrics: &Lyrics, voice: &[Span], duration_secs: f64) -> TimedLyrics {
    let duration_secs = if duration_secs.is_finite() { duration_secs.max(0.0) } else { 0.0 };
    let language = guess_language(lyrics.lines.iter().flat_map(|line| line.text.split_whitespace()));
    let voiced = VoicedTime::new(voice, duration_secs);
    let sung: Vec<SungLine<'_>> = lyrics.lines.iter().map(|line| SungLine::new(line, language)).collect();
    let (spans, confidence) = match lyrics.timing {
        LyricTiming::Plain => {
            let trust = if voiced.is_known() { SPREAD_OVER_VOICE_TRUST } else { SPREAD_BLINDLY_TRUST };
            (spread_plain(&sung, &voiced), trust)
        }
        LyricTiming::Lines => (line_spans(&sung, duration_secs), LINE_STAMPS_TRUST),
        LyricTiming::Words => (line_spans(&sung, duration_secs), WORD_STAMPS_TRUST),
    };
    let mut timed = TimedLyrics { confidence, ..TimedLyrics::default() };
    for (origin, (line, span)) in sung.iter().zip(spans).enumerate() {
        let Some(span) = span else { continue };
        timed.lines.push(LyricSpan { start: span.start, end: span.end, text: line.line.text.clone() });
        timed.origins.push(origin);
        timed.line_confidences.push(confidence);
        timed.words.extend(if line.line.words.is_empty() {
            line.spread_words(span, &voiced)
        } else {
            line.stamped_words(span)
        });
    }
    timed
}

struct SungLine<'a> {
    line: &'a LyricLine,
    words: Vec<(&'a str, f64)>,
    syllables: f64,
}

impl<'a> SungLine<'a> {
    fn new(line: &'a LyricLine, language: Language) -> SungLine<'a> {
        let words: Vec<(&str, f64)> =
            line.text.split_whitespace().map(|word| (word, syllables(word, language) as f64)).collect();
        let syllables = words.iter().map(|word| word.1).sum::<f64>().max(1.0);
        SungLine { line, words, syllables }
    }

    /// Words over a line's time by syllables, along the voice where enough of it is heard.
    fn spread_words(&self, span: Span, voiced: &VoicedTime) -> Vec<LyricSpan> {
        let place = |share: f64, is_end: bool| {
            voiced
                .inside(span, share, is_end)
                .unwrap_or(span.start + (span.end - span.start) * share)
                .clamp(span.start, span.end)
        };
        let mut before = 0.0;
        let mut last_end = span.start;
        let mut spans = Vec::new();
        for &(word, count) in &self.words {
            let start = place(before / self.syllables, false).max(last_end);
            before += count;
            last_end = place((before / self.syllables).min(1.0), true).max(start);
            spans.push(LyricSpan { start, end: last_end, text: word.to_owned() });
        }
        spans
    }

    /// Words as they are stamped, kept in order and inside the line.
    fn stamped_words(&self, span: Span) -> Vec<LyricSpan> {
        let words = &self.line.words;
        let mut last_end = span.start;
        let mut spans = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let start = word.start_secs.clamp(last_end, span.end.max(last_end));
            let next = words.get(index + 1).map_or(span.end, |word| word.start_secs).clamp(start, span.end.max(start));
            let end = word.end_secs.map_or(next, |end| end.clamp(start, next));
            last_end = end;
            spans.push(LyricSpan { start, end, text: word.text.clone() });
        }
        spans
    }
}

/// Spans of stamped lines; None for those past the end or without room.
fn line_spans(sung: &[SungLine<'_>], duration_secs: f64) -> Vec<Option<Span>> {
    let starts: Vec<f64> = sung.iter().map(|line| line.line.start_secs.unwrap_or(f64::INFINITY)).collect();
    let next_of =
        |index: usize| starts[index + 1..].iter().copied().find(|&next| next > starts[index]).unwrap_or(duration_secs);
    let mut paces: Vec<f64> = (0..sung.len())
        .map(|index| (next_of(index) - starts[index]) / sung[index].syllables)
        .filter(|pace| pace.is_finite() && *pace > 0.0)
        .collect();
    paces.sort_by(f64::total_cmp);
    let pace = paces.get(paces.len() / 2).copied().unwrap_or(USUAL_SYLLABLE_SECS).clamp(0.1, 1.0);
    let mut last_end = 0.0_f64;
    (0..sung.len())
        .map(|index| {
            let start = starts[index].max(last_end);
            let next = next_of(index).min(duration_secs);
            let given = sung[index].line.end_secs.filter(|&end| end > start + MIN_LINE_SECS);
            let end = given.unwrap_or(start + sung[index].syllables * pace * LONGEST_HOLD).min(next);
            (end - start >= MIN_LINE_SECS).then(|| {
                last_end = end;
                Span { start, end }
            })
        })
        .collect()
}

/// Lines without stamps: stanzas to sung passages, lines within them by syllables.
fn spread_plain(sung: &[SungLine<'_>], voiced: &VoicedTime) -> Vec<Option<Span>> {
    let length = |lines: &[SungLine<'_>]| lines.iter().map(|line| line.syllables + BREATH_SYLLABLES).sum::<f64>();
    let mut stanzas: Vec<&[SungLine<'_>]> = Vec::new();
    let mut begin = 0;
    for index in 1..=sung.len() {
        if index == sung.len() || sung[index].line.begins_stanza {
            stanzas.push(&sung[begin..index]);
            begin = index;
        }
    }
    let lengths: Vec<f64> = stanzas.iter().map(|stanza| length(stanza)).collect();
    let mut spans = Vec::new();
    for ((from, to), stanza) in voiced.share_out(&lengths).into_iter().zip(stanzas) {
        let scale = (to - from) / length(stanza);
        let mut at = from;
        for line in stanza {
            let start = voiced.song_secs(at, false);
            let end = voiced.song_secs(at + line.syllables * scale, true);
            at += (line.syllables + BREATH_SYLLABLES) * scale;
            spans.push((end > start).then_some(Span { start, end }));
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lyrics::lyrics_from_text;

    fn check(timed: &TimedLyrics, duration_secs: f64) {
        for spans in [&timed.lines, &timed.words] {
            for span in spans.iter() {
                assert!(
                    span.start.is_finite() && 0.0 <= span.start && span.start <= span.end && span.end <= duration_secs,
                    "{span:?}"
                );
            }
            for pair in spans.windows(2) {
                assert!(pair[0].end <= pair[1].start + 1e-9 && pair[0].start <= pair[1].start, "{pair:?}");
            }
        }
        assert!(timed.lines.windows(2).all(|pair| pair[0].start < pair[1].start));
    }

    #[test]
    fn stamps_are_kept_and_words_share_the_line() {
        let lyrics = lyrics_from_text("[00:10.00]Hold me\n[00:11.00]down tonight\n[00:12.00]\n", "x").unwrap();
        let timed = time_lyrics(&lyrics, &[], 60.0);
        check(&timed, 60.0);
        assert_eq!(
            timed.lines.iter().map(|line| (line.start, line.end)).collect::<Vec<_>>(),
            [(10.0, 11.0), (11.0, 12.0)]
        );
        assert_eq!(timed.words[1].start, 10.5);
        assert!((timed.words[3].start - (11.0 + 1.0 / 3.0)).abs() < 1e-9, "tonight has two of three syllables");
        assert!(timed.confidence >= 0.9);
    }

    #[test]
    fn a_line_before_a_long_solo_does_not_last_through_it() {
        let lyrics =
            lyrics_from_text("[00:10.00]One two three\n[00:11.00]One two three\n[00:50.00]One two three\n", "x")
                .unwrap();
        let timed = time_lyrics(&lyrics, &[], 60.0);
        assert!(timed.lines[1].end < 20.0 && timed.lines[2].end < 60.0, "{:?}", timed.lines);
    }

    #[test]
    fn words_are_sung_only_where_the_voice_is() {
        let lyrics = lyrics_from_text("[00:10.00]Hold me\n[00:14.00]\n[00:20.00]now\n", "x").unwrap();
        let voice = [Span { start: 12.0, end: 14.0 }];
        let timed = time_lyrics(&lyrics, &voice, 60.0);
        assert_eq!((timed.lines[0].start, timed.words[0].start, timed.words[1].start), (10.0, 12.0, 13.0));
    }

    #[test]
    fn plain_stanzas_go_to_sung_passages_of_their_length() {
        let lyrics = lyrics_from_text(
            "one two three four\nfive six sev eight\n\none\ntwo\n\none two three four five\nsix\n",
            "x",
        )
        .unwrap();
        let voice = [Span { start: 10.0, end: 20.0 }, Span { start: 40.0, end: 44.0 }, Span { start: 60.0, end: 69.0 }];
        let timed = time_lyrics(&lyrics, &voice, 90.0);
        check(&timed, 90.0);
        let starts: Vec<f64> = timed.lines.iter().map(|line| line.start).collect();
        assert_eq!((starts[0], starts[2], starts[4]), (10.0, 40.0, 60.0));
        assert!(timed.confidence <= 0.2);
    }

    #[test]
    fn plain_lines_go_to_the_phrases_that_are_heard() {
        let lyrics = lyrics_from_text("one two three four\nfive six sev eight\n\none two three\nfour\n", "x").unwrap();
        let phrases = [(3.0, 4.2), (4.8, 6.0), (12.0, 12.9), (14.0, 14.4)];
        let timed = time_by_voice(&lyrics, &evidence::test_voice(20.0, &phrases, &[]), 20.0).unwrap();
        check(&timed, 20.0);
        for (line, phrase) in timed.lines.iter().zip(phrases) {
            assert!((line.start - phrase.0).abs() < 0.4, "{:?}", timed.lines);
        }
        assert_eq!((timed.words.len(), timed.line_confidences.len()), (12, 4));
        assert!(timed.line_confidences.iter().all(|trust| (0.0..=0.45).contains(trust)));
    }

    #[test]
    fn stamps_past_the_end_are_left_out() {
        let lyrics = lyrics_from_text("[00:10.00]One\n[09:00.00]Two\n", "x").unwrap();
        let timed = time_lyrics(&lyrics, &[], 30.0);
        assert_eq!(timed.lines.len(), 1);
        check(&timed, 30.0);
    }

    proptest! {
        #[test]
        fn times_are_ordered_and_inside_the_song_whatever_is_given(
            lines in proptest::collection::vec(("[a-z]{1,9}( [a-z]{1,9}){0,5}", 0.0_f64..90.0, proptest::option::of(0.0_f64..90.0), any::<bool>()), 1..30),
            timing in prop_oneof![Just(LyricTiming::Lines), Just(LyricTiming::Plain)],
            voice in proptest::collection::vec((0.0_f64..90.0, 0.0_f64..20.0), 0..12),
            duration_secs in 0.0_f64..80.0,
        ) {
            let mut lines: Vec<LyricLine> = lines.into_iter().map(|(text, start, end, begins_stanza)| LyricLine {
                text,
                start_secs: (timing == LyricTiming::Lines).then_some(start),
                end_secs: end,
                begins_stanza,
                ..LyricLine::default()
            }).collect();
            lines.sort_by(|a, b| a.start_secs.unwrap_or(0.0).total_cmp(&b.start_secs.unwrap_or(0.0)));
            let voice: Vec<Span> = voice.into_iter().map(|(start, length)| Span { start, end: start + length }).collect();
            check(&time_lyrics(&Lyrics { lines, timing }, &voice, duration_secs), duration_secs);
        }
    }
}
