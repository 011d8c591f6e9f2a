//! The one family: Literata (OFL), roman, with its axes of weight and optical size.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder, Rect, Tag};
use rustybuzz::{UnicodeBuffer, Variation};

const FONT: &[u8] = include_bytes!("../../../assets/type/Literata.ttf");

/// A cut of the family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cut {
    /// Side of the em, pixels.
    pub em: f32,
    /// 300 light .. 700 bold.
    pub weight: f32,
    /// Size that its forms are drawn for, 7 (sturdy) .. 72 (fine).
    pub optical_size: f32,
    /// Space added behind each letter, shares of the em.
    pub tracking: f32,
}

/// A letter's form and where it stands in its row, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub id: GlyphId,
    /// Byte of the text that it comes from.
    pub byte: usize,
    pub x: f32,
    /// Up from the baseline.
    pub up: f32,
    pub advance: f32,
}

/// The family in one cut.
pub(crate) struct Face {
    face: rustybuzz::Face<'static>,
    cut: Cut,
    scale: f32,
}

impl Face {
    /// The family in a cut; None where the font that the program carries is broken.
    pub fn new(cut: Cut) -> Option<Face> {
        let mut face = rustybuzz::Face::from_slice(FONT, 0)?;
        let axis = |name: &[u8; 4], value| Variation { tag: Tag::from_bytes(name), value };
        face.set_variations(&[axis(b"wght", cut.weight), axis(b"opsz", cut.optical_size)]);
        let scale = cut.em / face.units_per_em() as f32;
        Some(Face { face, cut, scale })
    }

    /// The letters of a row from x = 0 on, kerned and tracked.
    pub fn shape(&self, text: &str) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(&self.face, &[], buffer);
        let tracking = self.cut.tracking * self.cut.em;
        let mut pen = 0.0;
        let place = |(info, position): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
            let own = position.x_advance as f32 * self.scale;
            // An accent that stands over its letter takes no space, nor any behind it.
            let advance = if own > 0.0 { own + tracking } else { own };
            let glyph = Glyph {
                id: GlyphId(info.glyph_id as u16),
                byte: info.cluster as usize,
                x: pen + position.x_offset as f32 * self.scale,
                up: position.y_offset as f32 * self.scale,
                advance,
            };
            pen += advance;
            glyph
        };
        shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(place).collect()
    }

    /// Left, right, lower and upper edge of a letter's form from its own origin, pixels; None for a space.
    pub fn edges(&self, id: GlyphId) -> Option<[f32; 4]> {
        // The box of the outline in this cut, not the font's table, which knows the default one only.
        let Rect { x_min, y_min, x_max, y_max } = self.face.outline_glyph(id, &mut Nothing)?;
        Some([x_min, x_max, y_min, y_max].map(|units| f32::from(units) * self.scale))
    }

    /// Draws a letter's form into a builder, in units of the font.
    pub fn outline(&self, id: GlyphId, builder: &mut dyn OutlineBuilder) {
        self.face.outline_glyph(id, builder);
    }

    /// Pixels in a unit of the font.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Height of a capital over the baseline, pixels.
    pub fn capital_height(&self) -> f32 {
        f32::from(self.face.capital_height().unwrap_or(700)) * self.scale
    }
}

/// Says of letters whether the font has them.
pub(crate) fn has_letter() -> impl Fn(char) -> bool {
    let face = rustybuzz::ttf_parser::Face::parse(FONT, 0).ok();
    move |letter| face.as_ref().is_some_and(|face| face.glyph_index(letter).is_some())
}

struct Nothing;

impl OutlineBuilder for Nothing {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(weight: f32, optical_size: f32, tracking: f32) -> Face {
        Face::new(Cut { em: 100.0, weight, optical_size, tracking }).unwrap()
    }

    fn width(face: &Face, text: &str) -> f32 {
        face.shape(text).iter().map(|glyph| glyph.advance).sum()
    }

    #[test]
    fn pairs_are_kerned() {
        let face = face(400.0, 20.0, 0.0);
        assert!(width(&face, "AV") < width(&face, "A") + width(&face, "V") - 3.0);
        assert!(width(&face, "То") < width(&face, "Т") + width(&face, "о") - 1.0, "in Cyrillic too");
    }

    #[test]
    fn weight_and_optical_size_change_the_forms() {
        let stem = |face: &Face| {
            let [left, right, ..] = face.edges(face.shape("l")[0].id).unwrap();
            right - left
        };
        assert!(stem(&face(700.0, 20.0, 0.0)) > stem(&face(300.0, 20.0, 0.0)));
        assert!(width(&face(400.0, 7.0, 0.0), "hamburg") > width(&face(400.0, 72.0, 0.0), "hamburg"));
    }

    #[test]
    fn tracking_opens_each_letter_alike() {
        let opened = width(&face(400.0, 20.0, 0.1), "hamburg") - width(&face(400.0, 20.0, 0.0), "hamburg");
        assert!((opened - 70.0).abs() < 0.1, "{opened}");
    }

    #[test]
    fn letters_of_european_languages_are_there_and_others_are_not() {
        let has = has_letter();
        for letters in ["çàéœÇŸ", "ñ¿¡", "äöüß", "ąćęłńóśźż", "ğıİş", "čšž", "őű", "ăâîșț", "αβγΩ", "жыёЯ"]
        {
            assert!(letters.chars().all(&has), "{letters}");
        }
        assert!(!"漢あ한שعไ🔥".chars().any(&has));
    }
}
