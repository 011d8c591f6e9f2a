//! A card printed: what of it stands in a frame.

use reversal_model::lettering::{Card, Inscription, Mark, Tone};

use crate::layout::{Bounds, Layout, LayoutError};
use crate::print::{Printed, print};
use crate::safe::Area;
use crate::style::Style;

/// A word that lands comes this much too large, frame by frame, as a foot is put down.
const LANDING: [f32; 2] = [1.05, 1.015];
/// For how long each of these stands, s: a frame of film.
const LANDING_SECS: f64 = 1.0 / 24.0;

/// A card printed for pictures of one size and rate.
pub struct Plate {
    from: u64,
    to: u64,
    frames_a_second: f64,
    tone: Tone,
    style: Style,
    words: Vec<PlateWord>,
    bounds: Bounds,
    em: f32,
}

struct PlateWord {
    /// Frame in which it comes on.
    from: u64,
    at_rest: Printed,
    landing: Vec<Printed>,
}

impl Plate {
    /// Sets and prints a card.
    pub fn new(card: &Card, area: Area, frames_a_second: f64) -> Result<Plate, LayoutError> {
        let layout = Layout::new(card, area)?;
        let words = layout.words.iter().map(|word| {
            let face = layout.face_of(word);
            let on = word.number.and_then(|number| card.word_frames.get(number)).copied();
            let landing = if layout.style.lands { &LANDING[..] } else { &[] };
            PlateWord {
                from: on.unwrap_or(card.from).max(card.from),
                at_rest: print(face, word, 1.0),
                landing: landing.iter().map(|&share| print(face, word, share)).collect(),
            }
        });
        Ok(Plate {
            from: card.from,
            to: card.to,
            frames_a_second,
            tone: card.tone,
            style: layout.style,
            words: words.collect(),
            bounds: layout.bounds,
            em: layout.style.cut(&layout.area, layout.share).em,
        })
    }

    /// What of the card lies on a frame; None where nothing does.
    pub fn on(&self, frame: u64) -> Option<Inscription<'_>> {
        let marks = self.marks(frame);
        let Bounds { left, top, right, bottom } = self.bounds;
        let presence = self.presence(frame);
        let edges = [left, top, right, bottom];
        (!marks.is_empty()).then_some(Inscription { tone: self.tone, marks, edges, em: self.em, presence })
    }

    /// How much of the card as a whole is there in a frame, 0..1.
    fn presence(&self, frame: u64) -> f32 {
        let first = self.words.iter().map(|word| word.from).min().unwrap_or(self.from);
        self.eased(frame.checked_sub(first), self.style.come_secs)
            * self.eased((self.to - 1).checked_sub(frame), self.style.go_secs)
    }

    /// Its words on a frame.
    fn marks(&self, frame: u64) -> Vec<Mark<'_>> {
        if !(self.from..self.to).contains(&frame) {
            return Vec::new();
        }
        let going = self.eased(Some(self.to - frame - 1), self.style.go_secs) * self.style.density;
        self.words.iter().filter_map(|word| self.mark(word, frame, going)).collect()
    }

    fn mark<'a>(&self, word: &'a PlateWord, frame: u64, going: f32) -> Option<Mark<'a>> {
        let since = frame.checked_sub(word.from)?;
        let landed = since as f64 / self.frames_a_second / LANDING_SECS + 1e-6;
        let Printed { left, top, width, coverage } = word.landing.get(landed as usize).unwrap_or(&word.at_rest);
        let density = self.eased(Some(since), self.style.come_secs) * going;
        Some(Mark { left: *left, top: *top, width: *width, coverage, density }).filter(|mark| mark.density > 0.0)
    }

    /// How far something is that began some frames ago and takes some seconds, 0..1; slow at both ends.
    fn eased(&self, since_frames: Option<u64>, takes_secs: f32) -> f32 {
        let Some(since) = since_frames else { return 0.0 };
        let secs = (since as f64 + 1.0) / self.frames_a_second;
        let share = if takes_secs > 0.0 { (secs as f32 / takes_secs).clamp(0.0, 1.0) } else { 1.0 };
        share * share * (3.0 - 2.0 * share)
    }
}

#[cfg(test)]
mod tests {
    use reversal_model::lettering::{Place, Tone, Voice};

    use super::*;

    fn plate(voice: Voice) -> Plate {
        let card = Card {
            from: 10,
            to: 60,
            voice,
            place: Place::LowLeft,
            tone: Tone::Paper,
            text: "one two\nthree".to_owned(),
            credit: None,
            word_frames: vec![10, 20, 33],
        };
        Plate::new(&card, Area::new(1280, 536), 24.0).unwrap()
    }

    #[test]
    fn words_appear_in_the_frame_of_their_onset_and_not_before() {
        for voice in [Voice::Still, Voice::Plain, Voice::Loud] {
            let plate = plate(voice);
            let seen = [9, 10, 19, 20, 32, 33, 58, 59, 60].map(|frame| plate.marks(frame).len());
            assert_eq!(seen, [0, 1, 1, 2, 2, 3, 3, 3, 0], "{voice:?}");
        }
    }

    #[test]
    fn a_quiet_line_does_not_move_and_a_loud_word_settles_in_two_frames() {
        let places = |voice| {
            (10..60)
                .flat_map(|frame| plate(voice).marks(frame).first().map(|mark| (mark.left, mark.width)))
                .collect::<Vec<_>>()
        };
        for voice in [Voice::Still, Voice::Plain, Voice::Title] {
            let places = places(voice);
            assert!(places.iter().all(|place| *place == places[0]), "{voice:?}");
        }
        let loud = places(Voice::Loud);
        assert!(loud[0].1 > loud[1].1 && loud[1].1 > loud[2].1 && loud[2..].iter().all(|place| *place == loud[2]));
    }

    #[test]
    fn a_still_word_comes_softly_and_a_loud_one_at_once() {
        let first = |voice| plate(voice).marks(10)[0].density;
        assert!(first(Voice::Still) < 0.3 && first(Voice::Loud) > 0.9);
        let still = plate(Voice::Still);
        assert!((10..15).all(|frame| still.marks(frame)[0].density <= still.marks(frame + 1)[0].density));
    }

    #[test]
    fn letters_cover_what_they_should_and_the_edge_of_a_plate_is_empty() {
        let plate = plate(Voice::Loud);
        for mark in plate.marks(50) {
            assert_eq!(mark.coverage.len() % mark.width, 0);
            let solid = mark.coverage.iter().filter(|&&share| share == 255).count();
            assert!(solid * 100 > mark.coverage.len() * 10, "{solid} of {}", mark.coverage.len());
            assert!(mark.coverage[..mark.width].iter().all(|&share| share == 0));
        }
    }
}
