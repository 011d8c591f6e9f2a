//! A card set: where each letter of its words stands in the picture.

use reversal_model::lettering::Card;

use crate::face::{Face, Glyph};
use crate::safe::Area;
use crate::style::{Style, credit_cut};
use crate::unset::unset;

/// Why a card cannot be set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LayoutError {
    /// A letter is not in the font.
    #[error("the font has no letter for '{0}'")]
    NoLetter(char),
    /// It would leave the safe area, or be too small to read.
    #[error("it is too long for the picture")]
    TooLong,
    /// There is nothing to set.
    #[error("it has no words")]
    Empty,
}

/// Type is not set smaller than this share of its size to make a row fit.
const LEAST_SHARE: f32 = 0.55;
/// A title's credit stands so many steps of the grid below its last row.
const CREDIT_STEPS: f32 = 6.0;
/// What letters reach below their baseline, shares of the em.
const DESCENT: f32 = 0.28;
/// Marks that hang outside the left edge, so that the letters behind them stand on it.
const HANGING: [char; 7] = ['“', '‘', '„', '‚', '«', '‹', '’'];

/// A rectangle of the picture, pixels from its left and upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Bounds {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Bounds {
    const NONE: Bounds =
        Bounds { left: f32::INFINITY, top: f32::INFINITY, right: f32::NEG_INFINITY, bottom: f32::NEG_INFINITY };

    fn with(self, other: Bounds) -> Bounds {
        Bounds {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A word where it stands.
pub(crate) struct Word {
    /// Which of the card's words it is; None for one of the credit.
    pub number: Option<usize>,
    /// Its letters; x from `left`.
    pub glyphs: Vec<Glyph>,
    pub left: f32,
    pub baseline: f32,
    pub bounds: Bounds,
}

/// A card's words where they stand.
pub struct Layout {
    pub(crate) words: Vec<Word>,
    pub(crate) style: Style,
    pub(crate) face: Face,
    pub(crate) credit_face: Option<Face>,
    pub(crate) area: Area,
    /// What all its letters take.
    pub bounds: Bounds,
    /// Share of its style's size that it had to be set in, 1 where it fits.
    pub share: f32,
}

impl Layout {
    /// Sets a card in an area.
    pub fn new(card: &Card, area: Area) -> Result<Layout, LayoutError> {
        let credit = card.credit.as_deref().map(str::to_uppercase);
        if let Some(letter) = unset(&card.text).or(credit.as_deref().and_then(unset)) {
            return Err(LayoutError::NoLetter(letter));
        }
        let measure = area.column(card.place.is_right()).1;
        let widest = |share: f32| {
            let (face, credit_face) = faces(card, &area, share)?;
            let rows = card.text.lines().map(|row| width(&face, row));
            Some(rows.chain(credit.iter().map(|credit| width(&credit_face, credit))).fold(0.0, f32::max))
        };
        // Finer forms are narrower: twice makes it fit well enough.
        let mut share = 1.0_f32;
        for _ in 0..2 {
            let width = widest(share).ok_or(LayoutError::Empty)?;
            if width > measure {
                share *= measure / width;
            }
        }
        if share < LEAST_SHARE {
            return Err(LayoutError::TooLong);
        }
        let layout = Self::rows(card, credit.as_deref(), area, share).ok_or(LayoutError::Empty)?;
        match (layout.words.is_empty(), area.holds(&layout.bounds)) {
            (true, _) => Err(LayoutError::Empty),
            (false, false) => Err(LayoutError::TooLong),
            (false, true) => Ok(layout),
        }
    }

    fn rows(card: &Card, credit: Option<&str>, area: Area, share: f32) -> Option<Layout> {
        let (face, credit_face) = faces(card, &area, share)?;
        let style = Style::of(card.voice);
        let grid = area.grid();
        let steps = if share < 0.8 { (style.leading_steps * share).ceil() } else { style.leading_steps };
        let (left, _) = area.column(card.place.is_right());
        let rows: Vec<&str> = card.text.lines().collect();
        let below = if credit.is_some() { CREDIT_STEPS * grid } else { 0.0 };
        let leading = steps * grid;
        let height = leading * rows.len().saturating_sub(1) as f32 + below;
        // Large letters reach further down: their last baseline lies higher, whatever letters there are.
        let lowest = area.baseline_over(DESCENT * style.cut(&area, share).em);
        let last = if card.place.is_low() {
            lowest
        } else {
            let first = area.upper_edge() + face.capital_height();
            lowest - ((lowest - first - height) / grid).floor() * grid
        };
        let mut words = Vec::new();
        let mut number = 0;
        for (row, text) in rows.iter().enumerate() {
            let baseline = last - height + leading * row as f32;
            number = set_row(&face, text, (left, baseline), Some(number), &area, &mut words);
        }
        if let Some(credit) = credit {
            set_row(&credit_face, credit, (left, last), None, &area, &mut words);
        }
        let bounds = words.iter().fold(Bounds::NONE, |all, word| all.with(word.bounds));
        let credit_face = credit.is_some().then_some(credit_face);
        Some(Layout { words, style, face, credit_face, area, bounds, share })
    }

    /// The face that a word is set in.
    pub(crate) fn face_of(&self, word: &Word) -> &Face {
        match (&self.credit_face, word.number) {
            (Some(credit), None) => credit,
            _ => &self.face,
        }
    }
}

fn faces(card: &Card, area: &Area, share: f32) -> Option<(Face, Face)> {
    Some((Face::new(Style::of(card.voice).cut(area, share))?, Face::new(credit_cut(area, share.max(0.8)))?))
}

fn width(face: &Face, row: &str) -> f32 {
    face.shape(row).iter().map(|glyph| glyph.advance).sum()
}

/// Sets a row with its first form on the left edge; the number of the word after its last.
fn set_row(
    face: &Face,
    text: &str,
    (left, baseline): (f32, f32),
    first_word: Option<usize>,
    area: &Area,
    words: &mut Vec<Word>,
) -> usize {
    let glyphs = face.shape(text);
    let bearing = |glyph: &Glyph| glyph.x + face.edges(glyph.id).map_or(0.0, |edges| edges[0]);
    // What stands on the edge is the form of the first letter that does not hang, not its side bearing.
    let on_edge = glyphs.iter().find(|glyph| !text.get(glyph.byte..).unwrap_or("").starts_with(HANGING));
    let outermost = glyphs.first().map_or(0.0, bearing);
    let start = (left - on_edge.map_or(0.0, bearing)).max(area.safe_left() - outermost);
    let mut number = first_word.unwrap_or(0);
    let mut from = 0;
    for word in text.split_whitespace() {
        let at = text.get(from..).and_then(|rest| rest.find(word)).unwrap_or(0) + from;
        from = at + word.len();
        let own: Vec<Glyph> = glyphs.iter().filter(|glyph| (at..from).contains(&glyph.byte)).copied().collect();
        let Some(word_left) = own.first().map(|glyph| start + glyph.x) else { continue };
        let own: Vec<Glyph> = own.into_iter().map(|glyph| Glyph { x: start + glyph.x - word_left, ..glyph }).collect();
        let form = |glyph: &Glyph| {
            let [left, right, low, high] = face.edges(glyph.id)?;
            let (x, baseline) = (word_left + glyph.x, baseline - glyph.up);
            Some(Bounds { left: x + left, top: baseline - high, right: x + right, bottom: baseline - low })
        };
        let bounds = own.iter().filter_map(form).fold(Bounds::NONE, Bounds::with);
        words.push(Word { number: first_word.map(|_| number), glyphs: own, left: word_left, baseline, bounds });
        number += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reversal_model::lettering::{Place, Tone, Voice};

    use super::*;

    pub(crate) fn card(voice: Voice, place: Place, text: &str, credit: Option<&str>) -> Card {
        Card {
            from: 0,
            to: 48,
            voice,
            place,
            tone: Tone::Paper,
            text: text.to_owned(),
            credit: credit.map(str::to_owned),
            word_frames: Vec::new(),
        }
    }

    const AREAS: [(usize, usize); 6] =
        [(1920, 804), (1920, 1038), (1920, 1080), (1080, 1080), (1080, 1920), (640, 268)];
    const VOICES: [Voice; 4] = [Voice::Title, Voice::Still, Voice::Plain, Voice::Loud];

    proptest! {
        #[test]
        fn a_layout_never_leaves_the_safe_area(
            text in "[a-zA-ZàéñłçÅŐжЯωQgjy“’ ]{1,40}(\n[a-zA-Z ,.]{1,30})?",
            area in 0..AREAS.len(), voice in 0..4usize, place in 0..4usize, credit in proptest::option::of("[a-z ]{1,30}")
        ) {
            let area = Area::new(AREAS[area].0, AREAS[area].1);
            let card = card(VOICES[voice], Place::ALL[place], &text, credit.as_deref());
            if let Ok(layout) = Layout::new(&card, area) {
                prop_assert!(area.holds(&layout.bounds), "{:?} in {area:?}", layout.bounds);
            }
        }
    }

    #[test]
    fn what_the_voices_are_given_fits_in_every_shape_and_place() {
        for (width, height) in AREAS {
            let area = Area::new(width, height);
            for voice in VOICES {
                let row: String =
                    "minden nap egy kicsit más volt, és mi".chars().take(crate::row_characters(voice, &area)).collect();
                for place in Place::ALL.into_iter().filter(|place| !place.is_right()) {
                    let card = card(voice, place, &format!("{row}\n{row}"), None);
                    let layout = Layout::new(&card, area);
                    assert!(layout.is_ok(), "{voice:?} {place:?} {width}x{height}: {:?}", layout.err());
                }
            }
        }
    }

    #[test]
    fn baselines_lie_on_one_grid_in_every_voice_and_place() {
        let area = Area::new(1920, 804);
        for voice in VOICES {
            for place in Place::ALL {
                let layout = Layout::new(&card(voice, place, "one\ntwo", None), area).unwrap();
                for word in &layout.words {
                    let steps = (area.lowest_baseline() - word.baseline) / area.grid();
                    assert!((steps - steps.round()).abs() < 1e-3, "{voice:?} {place:?}: {steps}");
                }
            }
        }
    }

    #[test]
    fn forms_stand_on_the_left_edge_and_quotes_hang_outside_it() {
        let area = Area::new(1920, 804);
        let left_of =
            |text: &str| Layout::new(&card(Voice::Loud, Place::LowLeft, text, None), area).unwrap().bounds.left;
        let edge = area.column(false).0;
        for letter in ["H", "O", "A", "j", "T"] {
            assert!((left_of(letter) - edge).abs() < 0.6, "{letter}");
        }
        assert!(left_of("“H”") < edge - 5.0);
    }

    #[test]
    fn hostile_text_is_refused_and_not_set() {
        let area = Area::new(1920, 804);
        let refused = |text: &str| Layout::new(&card(Voice::Still, Place::LowLeft, text, None), area).err();
        assert_eq!(refused(&"a".repeat(10_000)), Some(LayoutError::TooLong));
        assert_eq!(refused(&"a\n".repeat(500)), Some(LayoutError::TooLong));
        assert_eq!(refused("愛"), Some(LayoutError::NoLetter('愛')));
        assert_eq!(refused("a\u{7}"), Some(LayoutError::NoLetter('\u{7}')));
        assert_eq!(refused(" "), Some(LayoutError::Empty));
        assert_eq!(refused(""), Some(LayoutError::Empty));
    }
}
