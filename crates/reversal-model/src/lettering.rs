//! The lettering: what is written on the film, when, how large and where.

use serde::{Deserialize, Serialize};

/// Value of `Lettering::format`.
pub const LETTERING_FORMAT: &str = "lettering.1";

/// All that is written on a film, kept as `lettering.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lettering {
    /// `lettering.1`.
    pub format: String,
    /// What is left out and why, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The cards in order; no two stand at once.
    #[serde(rename = "card", default)]
    pub cards: Vec<Card>,
}

/// What stands in the picture together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// First frame of the film.
    pub from: u64,
    /// Frame after the last.
    pub to: u64,
    /// How it is set.
    pub voice: Voice,
    /// Where it stands.
    pub place: Place,
    /// What it is printed with.
    pub tone: Tone,
    /// The words; a line break is a row's end.
    pub text: String,
    /// What stands small beneath.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Frame in which each word of `text` comes on; empty where all come with the card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub word_frames: Vec<u64>,
}

/// How a card is set: how large, how heavy, and how it comes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// A title: large and light, fades.
    Title,
    /// A sung line where the song is quiet: small, comes softly, does not move.
    Still,
    /// A sung line where it is neither: a little larger, comes sooner.
    Plain,
    /// A sung line where it is loudest: large and heavy, each word lands on its onset.
    Loud,
}

/// Corner of the picture's safe area that a card stands in; its rows are flush left in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Place {
    LowLeft,
    LowRight,
    HighLeft,
    HighRight,
}

impl Place {
    /// All places, the ones that are taken first where nothing speaks against them in front.
    pub const ALL: [Place; 4] = [Place::LowLeft, Place::LowRight, Place::HighLeft, Place::HighRight];

    /// Whether it is in the lower half.
    pub fn is_low(self) -> bool {
        matches!(self, Place::LowLeft | Place::LowRight)
    }

    /// Whether it is in the right half.
    pub fn is_right(self) -> bool {
        matches!(self, Place::LowRight | Place::HighRight)
    }
}

/// What letters are printed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// The white of the paper, for pictures that are dark.
    Paper,
    /// The black of the ink, for pictures that are light.
    Ink,
}

/// What of a card lies on one frame, in pixels of the picture without its bars.
#[derive(Clone, Debug)]
pub struct Inscription<'a> {
    /// What it is printed with.
    pub tone: Tone,
    /// Its words.
    pub marks: Vec<Mark<'a>>,
    /// Left, upper, right and lower edge of what all of the card's letters take.
    pub edges: [f32; 4],
    /// Side of the em.
    pub em: f32,
    /// How much of the card as a whole is there, 0..1.
    pub presence: f32,
}

/// A word on a frame.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// Left pixel.
    pub left: i32,
    /// Upper one.
    pub top: i32,
    /// Pixels in a row.
    pub width: usize,
    /// How much of each pixel letters take, 0 none .. 255 all, row by row.
    pub coverage: &'a [u8],
    /// How dense they are, 0..1.
    pub density: f32,
}

impl Lettering {
    /// A film without lettering.
    pub fn none() -> Lettering {
        Lettering { format: LETTERING_FORMAT.to_owned(), warnings: Vec::new(), cards: Vec::new() }
    }

    /// The cards that stand in some of the frames from `from` to before `to`.
    pub fn within(&self, from: u64, to: u64) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(move |card| card.from < to && from < card.to)
    }

    /// The faults of a lettering that was changed by hand, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for card in &self.cards {
            let first = card.text.lines().next().unwrap_or_default();
            if card.from >= card.to {
                faults.push(format!("the card \"{first}\" runs from frame {} to {}", card.from, card.to));
            }
            let words = card.text.split_whitespace().count();
            if !card.word_frames.is_empty() && card.word_frames.len() != words {
                let frames = card.word_frames.len();
                faults.push(format!("the card \"{first}\" has {words} words and {frames} word_frames"));
            }
        }
        for pair in self.cards.windows(2).filter(|pair| pair[0].to > pair[1].from) {
            faults.push(format!("the card at frame {} begins before the one before it has gone", pair[1].from));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(from: u64, to: u64, word_frames: &[u64]) -> Card {
        Card {
            from,
            to,
            voice: Voice::Still,
            place: Place::LowLeft,
            tone: Tone::Paper,
            text: "one two".to_owned(),
            credit: None,
            word_frames: word_frames.to_vec(),
        }
    }

    #[test]
    fn cards_that_overlap_or_count_their_words_wrongly_are_faults() {
        let lettering = |cards| Lettering { cards, ..Lettering::none() };
        assert!(lettering(vec![card(0, 10, &[0, 4]), card(10, 20, &[])]).faults().is_empty());
        assert_eq!(lettering(vec![card(0, 11, &[]), card(10, 20, &[])]).faults().len(), 1);
        assert_eq!(lettering(vec![card(0, 11, &[3]), card(30, 20, &[])]).faults().len(), 2);
    }

    #[test]
    fn cards_of_a_stretch_are_those_that_stand_in_one_of_its_frames() {
        let lettering = Lettering { cards: vec![card(0, 10, &[]), card(10, 20, &[])], ..Lettering::none() };
        let within = |from, to| lettering.within(from, to).map(|card| card.from).collect::<Vec<_>>();
        assert_eq!((within(0, 10), within(9, 11), within(20, 30)), (vec![0], vec![0, 10], vec![]));
    }
}
