//! The sung lines as cards: at most two rows each, each word in the frame of its onset.

use reversal_model::lettering::{Card, Place, Tone, Voice};
use reversal_model::tidy::tidied;

use super::voice::voice_of;
use super::{LetteringRequest, frames_of};
use crate::captions::{sung_spans, words_of_line};
use crate::rows::rows;

/// Rows of a card at most.
const ROWS: usize = 2;
/// A card stays until the next where that comes so soon: nothing blinks.
const HELD_SECS: f64 = 1.2;
/// And so long beyond its last word where it does not.
const LINGER_SECS: f64 = 0.6;

/// A part of a line that stands on one card.
struct Piece {
    from_secs: f64,
    to_secs: f64,
    voice: Voice,
    rows: Vec<String>,
    /// When each word is sung; empty where that is unsure.
    onsets: Vec<f64>,
}

/// The cards of the sung lines; None where there are no lyrics.
pub(super) fn sung_cards(request: &LetteringRequest) -> Option<Vec<Card>> {
    let lines = request.reading.lines.as_ref()?;
    let pieces: Vec<Piece> = sung_spans(lines, request.cut)
        .into_iter()
        .flat_map(|(line, from_secs, to_secs)| pieces(request, line, (from_secs, to_secs)))
        .collect();
    let cut = request.cut;
    let frames: Vec<u64> = pieces.iter().map(|piece| frames_of(cut, piece.from_secs)).collect();
    let card = |(i, piece): (usize, &Piece)| {
        let next = frames.get(i + 1).copied().unwrap_or(cut.frames);
        let is_held = pieces.get(i + 1).is_some_and(|next| next.from_secs - piece.to_secs < HELD_SECS);
        let to = if is_held { next } else { frames_of(cut, piece.to_secs + LINGER_SECS).min(next) };
        let (from, last) = (frames[i], to.saturating_sub(1));
        let on = |secs: &f64| frames_of(cut, *secs).clamp(from, last.max(from));
        (from < to).then(|| Card {
            from,
            to,
            voice: piece.voice,
            place: Place::LowLeft,
            tone: Tone::Paper,
            text: piece.rows.join("\n"),
            credit: None,
            word_frames: piece.onsets.iter().map(on).collect(),
        })
    };
    Some(pieces.iter().enumerate().filter_map(card).collect())
}

/// A line in as many pieces as it needs, in seconds of the film.
fn pieces(request: &LetteringRequest, line: usize, (from_secs, to_secs): (f64, f64)) -> Vec<Piece> {
    let reading = request.reading;
    let Some(span) = reading.lines.as_ref().and_then(|lines| lines.get(line)) else { return Vec::new() };
    let text = tidied(&span.text);
    let count = text.split_whitespace().count();
    let start_secs = request.cut.song_start_secs;
    let onsets: Vec<f64> = words_of_line(reading, line)
        .filter(|words| words.len() == count)
        .map(|words| words.iter().map(|word| word.start - start_secs).collect())
        .unwrap_or_default();
    let voice = voice_of(reading, (from_secs + start_secs, to_secs + start_secs), count, onsets.is_empty());
    let rows = rows(&text, (request.row_characters)(voice));
    // The line's time shared out by characters, where that of its words is not known.
    let characters = text.chars().count().max(1) as f64;
    let (mut words_before, mut characters_before) = (0, 0);
    let mut pieces: Vec<Piece> = Vec::new();
    for rows in even_parts(&rows) {
        let words: usize = rows.iter().map(|row| row.split_whitespace().count()).sum();
        let own = onsets.get(words_before..words_before + words).unwrap_or_default();
        let shared = from_secs + (to_secs - from_secs) * f64::from(characters_before) / characters;
        let start = own.first().copied().unwrap_or(shared).clamp(from_secs, to_secs);
        if let Some(before) = pieces.last_mut() {
            before.to_secs = start;
        }
        words_before += words;
        characters_before += rows.iter().map(|row| row.chars().count() as u32 + 1).sum::<u32>();
        if words > 0 {
            pieces.push(Piece { from_secs: start, to_secs, voice, rows: rows.to_vec(), onsets: own.to_vec() });
        }
    }
    pieces
}

/// Rows in groups of at most two, the groups as even as can be.
fn even_parts(rows: &[String]) -> Vec<&[String]> {
    let parts = rows.len().div_ceil(ROWS).max(1);
    (0..parts).filter_map(|part| rows.get(rows.len() * part / parts..rows.len() * (part + 1) / parts)).collect()
}
