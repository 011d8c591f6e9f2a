//! What is written on the film, and when: a title, the sung words, the film's name at the end. Where each card
//! stands and in which tone is decided later, when the picture is known.

mod sung;
mod titles;
mod voice;

use reversal_model::brief::Brief;
use reversal_model::cut::Cut;
use reversal_model::lettering::{Card, Lettering, Voice};
use reversal_model::reading::Reading;

use sung::sung_cards;
use titles::{end_card, title_card};

/// What a lettering is decided from.
pub struct LetteringRequest<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// Which of it the film shows.
    pub cut: &'a Cut,
    /// The film's brief, whose title is the film's name.
    pub brief: &'a Brief,
    /// Whether titles are asked for.
    pub titles: bool,
    /// Whether the sung words are.
    pub words: bool,
    /// Characters of a row at most, for each voice.
    pub row_characters: &'a dyn Fn(Voice) -> usize,
}

/// The lettering that is asked for.
pub fn lettering(request: &LetteringRequest) -> Lettering {
    let mut lettering = Lettering::none();
    if request.words {
        match sung_cards(request) {
            Some(cards) => lettering.cards = cards,
            None => lettering
                .warnings
                .push("there are no lyrics to write on the picture; give them with --lyrics".to_owned()),
        }
    }
    if request.titles {
        let sung = lettering.cards.clone();
        match title_card(request, &sung) {
            Some(card) => lettering.cards.push(card),
            None => lettering.warnings.push(
                "there is no room for the title before or between the words; it stands at the end alone".to_owned(),
            ),
        }
        lettering.cards.sort_by_key(|card| card.from);
        let after = lettering.cards.last().map_or(0, |card| card.to);
        lettering.cards.extend(end_card(request, after));
    }
    lettering
}

/// The frame of the film nearest to a moment of the song.
fn frame_of(cut: &Cut, song_secs: f64) -> u64 {
    frames_of(cut, song_secs - cut.song_start_secs)
}

/// Length of a card, s, that lets it be read twice at leisure: three words a second, and a second to find it.
fn reading_secs(text: &str) -> f64 {
    1.0 + 2.0 * text.split_whitespace().count() as f64 / 3.0
}

/// Frames that so many seconds of the film take; none beyond its last.
fn frames_of(cut: &Cut, secs: f64) -> u64 {
    cut.rate.frame_nearest(secs).min(cut.frames)
}

/// Whether two cards stand in one frame.
fn meet(card: &Card, other: &Card) -> bool {
    card.from < other.to && other.from < card.to
}

#[cfg(test)]
mod tests;
