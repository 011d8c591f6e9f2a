//! What a brief says of the pictures: palette, camera and clothes.

use serde::{Deserialize, Serialize};

use crate::look::{Look, Print};
use crate::wardrobe::{HeadWear, Lower, Shoes, Upper, Wardrobe};

/// Light and dark of the pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Palette {
    /// What the eye should remember, e.g. `wet asphalt, a sodium lamp, skin`.
    pub words: String,
    /// How it is lit and printed, by the name of a look. None: as the places are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub look: Option<String>,
    /// 0 low key, most of the picture dark .. 1 high key. None: the look's, else the middle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<f32>,
    /// 0 soft and grey .. 1 hard, black and white. None: the look's, else the middle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contrast: Option<f32>,
    /// Rain under the sky. None: the look's, else none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rain: Option<Rain>,
}

/// How it rains over a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rain {
    /// It stays dry.
    None,
    /// Dry at first, heavy in the end.
    Comes,
    /// Heavy at first, dry in the end.
    Goes,
    /// From the first picture to the last.
    Stays,
}

/// Heavy rain, mm an hour (the Met Office's glossary calls more than 4 heavy).
const HEAVY: f32 = 8.0;

impl Palette {
    /// Rain at the film's start and end, mm an hour: as is asked for here, else the look's.
    pub fn rain(&self, look: Option<&Look>) -> [f32; 2] {
        match self.rain {
            None => look.map_or([0.0; 2], |look| look.rain),
            Some(Rain::None) => [0.0; 2],
            Some(Rain::Comes) => [0.0, HEAVY],
            Some(Rain::Goes) => [HEAVY, 0.0],
            Some(Rain::Stays) => [HEAVY; 2],
        }
    }

    /// The print of a film: the look's, with the key and the contrast that are asked for here.
    pub fn print(&self, look: Option<&Look>) -> Print {
        let print = look.map_or_else(Print::default, |look| look.print);
        Print { key: self.key.unwrap_or(print.key), contrast: self.contrast.unwrap_or(print.contrast), ..print }
    }
}

/// How the camera looks: what a director settles with the camera before the first day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CameraManner {
    /// With which lenses. None: those that the size of each shot usually has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lenses: Option<LensFamily>,
    /// 0 as far from the two as the song allows .. 1 as close.
    pub closeness: f32,
    /// 0 long takes .. 1 restless.
    pub pace: f32,
}

impl Default for CameraManner {
    fn default() -> CameraManner {
        CameraManner { lenses: None, closeness: 0.5, pace: 0.5 }
    }
}

/// Lenses of one kind for a whole film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LensFamily {
    /// From near: the place opens behind the two, and what is near looms.
    Wide,
    /// From afar: the two before one plane that is out of focus.
    Long,
}

/// Other clothes; what is None stays as the wardrobe has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Over the trunk and arms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<Upper>,
    /// Tone of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_tone: Option<f32>,
    /// Over the legs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<Lower>,
    /// Tone of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_tone: Option<f32>,
    /// On the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<HeadWear>,
    /// Tone of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_tone: Option<f32>,
    /// On the feet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shoes: Option<Shoes>,
    /// Tone of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shoes_tone: Option<f32>,
}

impl Change {
    /// A wardrobe with this change.
    pub fn worn(&self, wardrobe: &Wardrobe) -> Wardrobe {
        Wardrobe {
            upper: self.upper.unwrap_or(wardrobe.upper),
            upper_tone: self.upper_tone.unwrap_or(wardrobe.upper_tone),
            lower: self.lower.unwrap_or(wardrobe.lower),
            lower_tone: self.lower_tone.unwrap_or(wardrobe.lower_tone),
            head: self.head.unwrap_or(wardrobe.head),
            head_tone: self.head_tone.unwrap_or(wardrobe.head_tone),
            shoes: self.shoes.unwrap_or(wardrobe.shoes),
            shoes_tone: self.shoes_tone.unwrap_or(wardrobe.shoes_tone),
            ..*wardrobe
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets;

    #[test]
    fn a_palette_has_the_last_word_on_key_and_contrast() {
        let ink = assets::look("ink").unwrap();
        let palette = Palette { key: Some(0.2), ..Palette::default() };
        let print = palette.print(Some(ink));
        assert_eq!((print.key, print.contrast, print.grain), (0.2, ink.print.contrast, ink.print.grain));
        assert_eq!(Palette::default().print(None), Print::default());
    }

    #[test]
    fn a_palette_has_the_last_word_on_rain() {
        let rainy = assets::looks().iter().find(|look| look.rain != [0.0; 2]).unwrap();
        let rain = |rain: Option<Rain>, look| Palette { rain, ..Palette::default() }.rain(look);
        assert_eq!((rain(None, None), rain(None, Some(rainy))), ([0.0; 2], rainy.rain));
        assert_eq!((rain(Some(Rain::None), Some(rainy)), rain(Some(Rain::Comes), None)), ([0.0; 2], [0.0, HEAVY]));
        assert_eq!((rain(Some(Rain::Goes), None), rain(Some(Rain::Stays), None)), ([HEAVY, 0.0], [HEAVY; 2]));
    }

    /// Outlines that are told apart in a silhouette.
    fn outline(wardrobe: &Wardrobe) -> (u8, u8) {
        let head = match wardrobe.head {
            HeadWear::ShortHair | HeadWear::TiedHair | HeadWear::KnitCap => 0,
            HeadWear::LongHair => 1,
            HeadWear::Hood => 2,
            HeadWear::PeakedCap => 3,
        };
        let body = match (wardrobe.upper, wardrobe.lower) {
            (Upper::Coat, _) => 0,
            (Upper::Dress, _) | (_, Lower::Skirt) => 1,
            _ => 2,
        };
        (head, body)
    }

    #[test]
    fn two_people_are_told_apart_in_whatever_of_their_clothes() {
        for brief in assets::briefs() {
            let worn = |who: usize| {
                let character = &brief.characters[who];
                let changes = character.changes.iter().map(|change| change.worn(&character.wardrobe));
                std::iter::once(character.wardrobe).chain(changes).collect::<Vec<_>>()
            };
            for one in worn(0) {
                for other in worn(1) {
                    assert_ne!(outline(&one), outline(&other), "{}: {one:?} and {other:?}", brief.name);
                    assert!((one.upper_tone - other.upper_tone).abs() >= 0.1, "{}: {one:?}, {other:?}", brief.name);
                }
            }
        }
    }
}
