//! The title on the first pictures and the film's name on the last.

use reversal_model::lettering::{Card, Place, Tone, Voice};
use reversal_model::tidy::tidied;

use super::{LetteringRequest, frame_of, frames_of, meet, reading_secs};
use crate::rows::rows;

/// The picture is seen alone for so long before the title comes, s.
const ALONE_SECS: f64 = 0.75;
/// A title that has not come by then, s, comes no more: it would be a caption.
const LATEST_SECS: f64 = 45.0;
/// The shortest and the longest that a title stands for its reading alone, s.
const SHORTEST_SECS: f64 = 3.0;
const LONGEST_SECS: f64 = 8.0;

/// The song's title over its artist, from a downbeat to a downbeat, before or between the sung cards; from a beat on
/// where that lets it come before the first of them.
pub(super) fn title_card(request: &LetteringRequest, sung: &[Card]) -> Option<Card> {
    let first = sung.first().map_or(u64::MAX, |card| card.from);
    let [bars, beats] = [downbeats(request), beats(request)].map(|grid| title_on(request, sung, &grid));
    let is_before = |card: &Card| card.to <= first;
    bars.clone().filter(is_before).or(beats.clone().filter(is_before)).or(bars).or(beats)
}

/// The first that can come and go on frames of a grid.
fn title_on(request: &LetteringRequest, sung: &[Card], grid: &[u64]) -> Option<Card> {
    let cut = request.cut;
    let card = title(request);
    let needed = frames_of(cut, needed_secs(&card));
    let (alone, latest) = (frames_of(cut, ALONE_SECS), frames_of(cut, LATEST_SECS));
    let is_free = |card: &Card| card.to <= cut.frames && !sung.iter().any(|sung| meet(sung, card));
    let from = |&from: &u64| (alone..latest.max(alone + 1)).contains(&from);
    grid.iter().copied().filter(from).find_map(|from| {
        let least = Card { from, to: from + needed, ..card.clone() };
        // It goes with the bar or the beat too, or earlier where a word would come before.
        let until = |to: u64| Card { to, ..least.clone() };
        let longer = grid.iter().copied().find(|&to| to >= least.to).map(until).filter(is_free);
        is_free(&least).then(|| longer.unwrap_or(least))
    })
}

/// The film's name, from the last downbeat that gives it its time to the last frame.
pub(super) fn end_card(request: &LetteringRequest, after: u64) -> Option<Card> {
    let cut = request.cut;
    let card = name(request);
    let latest = cut.frames.checked_sub(frames_of(cut, needed_secs(&card)))?;
    let from = downbeats(request).into_iter().rfind(|&from| from <= latest).filter(|&from| from >= after);
    let from = from.unwrap_or(latest.max(after));
    (from <= latest && from > 0).then_some(Card { from, to: cut.frames, ..card })
}

fn needed_secs(card: &Card) -> f64 {
    let words = [Some(card.text.as_str()), card.credit.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    reading_secs(&words).clamp(SHORTEST_SECS, LONGEST_SECS)
}

fn downbeats(request: &LetteringRequest) -> Vec<u64> {
    let map = request.reading.tempo_map();
    let start = request.cut.song_start_secs;
    let bars = (0..=map.bars()).map(|bar| map.song_from_bar(bar)).filter(|&secs| secs >= start);
    bars.map(|secs| frame_of(request.cut, secs)).collect()
}

fn beats(request: &LetteringRequest) -> Vec<u64> {
    let start = request.cut.song_start_secs;
    request.reading.beats.iter().filter(|&&secs| secs >= start).map(|&secs| frame_of(request.cut, secs)).collect()
}

fn card(request: &LetteringRequest, text: &str, credit: Option<String>) -> Card {
    Card {
        from: 0,
        to: 0,
        voice: Voice::Title,
        place: Place::LowLeft,
        tone: Tone::Paper,
        text: rows(&tidied(text), (request.row_characters)(Voice::Title)).join("\n"),
        credit: credit.map(|credit| one_row(&credit)).filter(|credit| !credit.is_empty()),
        word_frames: Vec::new(),
    }
}

fn one_row(text: &str) -> String {
    tidied(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The song's title, or its file's name without its ending, and its artist.
fn title(request: &LetteringRequest) -> Card {
    card(request, song_title(request), request.reading.song.artist.clone())
}

/// The film's name and the song that it is a film of.
fn name(request: &LetteringRequest) -> Card {
    let artist = request.reading.song.artist.iter().map(|artist| format!("{artist} – "));
    let credit = artist.chain([song_title(request).to_owned()]).collect::<String>();
    card(request, &request.brief.title, Some(credit))
}

fn song_title<'a>(request: &LetteringRequest<'a>) -> &'a str {
    let song = &request.reading.song;
    let stem = song.file_name.rsplit_once('.').map_or(song.file_name.as_str(), |(stem, _)| stem);
    song.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(stem)
}
