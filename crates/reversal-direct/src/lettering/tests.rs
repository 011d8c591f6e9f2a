use proptest::prelude::*;
use reversal_model::assets;
use reversal_model::curve::Curve;
use reversal_model::reading::{LyricSpan, curve_names};

use super::*;
use crate::captions::tests::cut;
use crate::synthetic::{SyntheticSong, reading as synthetic_reading};

/// A song of 96 s with these lines, each word of them sung for its share of the line.
fn reading(lines: &[(f64, f64, &str)]) -> Reading {
    let mut reading = synthetic_reading(&SyntheticSong { bars: 48, bar_secs: 2.0, seed: 1 });
    let span = |&(start, end, text): &(f64, f64, &str)| LyricSpan { start, end, text: text.to_owned() };
    let words = |&(start, end, text): &(f64, f64, &str)| -> Vec<LyricSpan> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let each = (end - start) / words.len().max(1) as f64;
        let word = |(i, text): (usize, &&str)| {
            let start = start + i as f64 * each;
            LyricSpan { start, end: start + each, text: (*text).to_owned() }
        };
        words.iter().enumerate().map(word).collect()
    };
    reading.lines = Some(lines.iter().map(span).collect());
    reading.words = Some(lines.iter().flat_map(words).collect());
    reading.line_confidences = vec![0.9; lines.len()];
    reading.sections.clear();
    reading
}

/// The same song, as aggressive as `share` throughout.
fn at(share: f32, mut reading: Reading) -> Reading {
    let curve = |name| Curve::new(name, "", (0.0, 1.0), 1.0, vec![share; 96]);
    reading.curves = vec![curve(curve_names::AGGRESSION_WITHIN), curve(curve_names::AGGRESSION)];
    reading
}

fn letter(reading: &Reading, cut: &Cut, titles: bool, words: bool) -> Lettering {
    let row_characters = |voice| if voice == Voice::Loud { 16 } else { 30 };
    let brief = &assets::briefs()[0];
    lettering(&LetteringRequest { reading, cut, brief, titles, words, row_characters: &row_characters })
}

#[test]
fn words_come_on_in_the_frame_of_their_onset_whatever_part_of_the_song_is_made() {
    let reading = reading(&[(10.0, 12.0, "one two three four"), (14.0, 16.0, "five six")]);
    let whole = letter(&reading, &cut(0.0, 24 * 96), false, true);
    assert_eq!(whole.cards[0].word_frames, [240, 252, 264, 276]);
    assert_eq!((whole.cards[0].from, whole.cards[1].from), (240, 336));
    let part = letter(&reading, &cut(9.0, 24 * 4), false, true);
    assert_eq!((part.cards.len(), part.cards[0].word_frames[1]), (1, 36));
}

#[test]
fn an_unsure_line_stands_as_a_line() {
    let mut reading = reading(&[(10.0, 12.0, "one two three four"), (14.0, 16.0, "five six")]);
    reading.line_confidences = vec![0.2, 0.9];
    let lettering = letter(&reading, &cut(0.0, 24 * 96), false, true);
    assert!(lettering.cards[0].word_frames.is_empty());
    assert_eq!(lettering.cards[1].word_frames.len(), 2);
    reading.words = None;
    let lettering = letter(&reading, &cut(0.0, 24 * 96), false, true);
    assert!(lettering.cards.iter().all(|card| card.word_frames.is_empty()) && lettering.cards.len() == 2);
}

#[test]
fn type_is_loud_only_where_the_song_is_and_its_words_are_sure_and_slow() {
    let slow = reading(&[(10.0, 12.0, "one two three four")]);
    let voice = |reading: Reading| letter(&reading, &cut(0.0, 24 * 96), false, true).cards[0].voice;
    assert_eq!(voice(at(0.1, slow.clone())), Voice::Still);
    assert_eq!(voice(at(0.5, slow.clone())), Voice::Plain);
    assert_eq!(voice(at(0.9, slow.clone())), Voice::Loud);
    assert_eq!(voice(at(0.9, reading(&[(10.0, 11.0, "one two three four five")]))), Voice::Plain);
    let mut quiet = at(0.9, slow.clone());
    quiet.curves[1] = at(0.4, slow.clone()).curves[1].clone();
    assert_eq!(voice(quiet), Voice::Plain, "the loudest part of a quiet song");
    let mut unsure = at(0.9, slow);
    unsure.line_confidences = vec![0.1];
    assert_eq!(voice(unsure), Voice::Plain);
}

#[test]
fn a_long_line_becomes_several_cards_of_two_rows_and_loses_no_word() {
    let text = "you said that you would never come to this house again and now you stand here in the rain";
    let lettering = letter(&reading(&[(10.0, 20.0, text)]), &cut(0.0, 24 * 96), false, true);
    assert!(lettering.cards.len() == 2, "{:?}", lettering.cards);
    assert!(lettering.cards.iter().all(|card| card.text.lines().count() <= 2));
    let words: Vec<&str> = lettering.cards.iter().flat_map(|card| card.text.split_whitespace()).collect();
    assert_eq!(words.join(" "), text);
    assert!(lettering.faults().is_empty(), "{:?}", lettering.faults());
}

#[test]
fn a_title_comes_on_a_downbeat_goes_on_one_and_leaves_the_words_alone() {
    let reading = reading(&[(1.0, 3.0, "one two"), (14.0, 16.0, "five six")]);
    let lettering = letter(&reading, &cut(0.0, 24 * 96), true, true);
    let title = lettering.cards.iter().find(|card| card.voice == Voice::Title).unwrap();
    assert!(title.from % 48 == 0 && title.to % 48 == 0 && title.from >= 72 && title.to <= 24 * 14, "{title:?}");
    assert!(title.to - title.from >= 72);
    let end = lettering.cards.last().unwrap();
    assert_eq!((end.voice, end.to), (Voice::Title, 24 * 96));
    assert_eq!(end.text, assets::briefs()[0].title);
    assert!(lettering.faults().is_empty());
}

#[test]
fn a_title_takes_a_beat_where_no_bar_lets_it_come_before_the_words() {
    let lettering = letter(&reading(&[(4.2, 6.0, "one two")]), &cut(0.0, 24 * 96), true, true);
    let title = &lettering.cards[0];
    assert_eq!((title.voice, title.from % 12), (Voice::Title, 0));
    assert!(title.from < 48 && title.to <= 101, "{title:?}");
}

#[test]
fn a_title_that_has_no_room_is_left_out_with_a_warning() {
    let lines: Vec<(f64, f64, &str)> =
        (0..47).map(|i| (f64::from(i) * 2.0, f64::from(i) * 2.0 + 1.9, "la la")).collect();
    let lettering = letter(&reading(&lines), &cut(0.0, 24 * 94), true, true);
    assert!(lettering.cards.iter().all(|card| card.voice != Voice::Title));
    assert_eq!(lettering.warnings.len(), 1);
    assert!(letter(&reading(&[]), &cut(0.0, 12), true, false).cards.is_empty(), "half a second has no room either");
}

#[test]
fn nothing_is_written_that_was_not_asked_for() {
    let reading = reading(&[(10.0, 12.0, "one two")]);
    assert_eq!(letter(&reading, &cut(0.0, 24 * 96), false, false), Lettering::none());
    assert!(letter(&reading, &cut(0.0, 24 * 96), true, false).cards.iter().all(|card| card.voice == Voice::Title));
}

#[test]
fn a_song_without_lyrics_says_so() {
    let mut reading = reading(&[]);
    reading.lines = None;
    let lettering = letter(&reading, &cut(0.0, 24 * 96), false, true);
    assert!(lettering.cards.is_empty() && lettering.warnings.len() == 1);
}

proptest! {
    #[test]
    fn any_lyrics_give_cards_that_follow_each_other(
        lines in proptest::collection::vec((0.0..95.0_f64, 0.0..6.0_f64, "\\PC{0,60}"), 0..30),
        share in 0.0..1.0_f32, start in 0.0..60.0_f64, titles: bool
    ) {
        let mut lines = lines;
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        let lines: Vec<(f64, f64, &str)> = lines.iter().map(|(at, length, text)| (*at, at + length, text.as_str())).collect();
        let lettering = letter(&at(share, reading(&lines)), &cut(start, 24 * 36), titles, true);
        prop_assert!(lettering.faults().is_empty(), "{:?}", lettering.faults());
        prop_assert!(lettering.cards.iter().all(|card| card.to <= 24 * 36));
    }
}
