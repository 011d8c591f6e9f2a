//! What clothes are made of, as far as light tells it.

use reversal_model::wardrobe::Lower;

/// How a cloth takes light: what is woven smooth shines where the lamp glances off it, what is fuzzy glows at its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fabric {
    /// Heavy and milled: coats, trousers, caps.
    Wool,
    /// Thick yarn: sweaters, knitted caps.
    Knit,
    /// Soft cotton, brushed inside.
    Jersey,
    /// Woven close: shirts.
    Poplin,
    Denim,
    /// Cotton that was waxed against rain.
    Waxed,
    /// Thin, with a fall: dresses, skirts.
    Crepe,
}

impl Fabric {
    /// What the lower garment is made of.
    pub fn of_lower(lower: Lower) -> Fabric {
        match lower {
            Lower::Trousers => Fabric::Wool,
            Lower::Jeans => Fabric::Denim,
            Lower::Skirt | Lower::Bare => Fabric::Crepe,
        }
    }

    /// Gloss where it is worn new.
    pub fn gloss(self) -> f32 {
        match self {
            Fabric::Knit => 0.02,
            Fabric::Wool => 0.06,
            Fabric::Jersey => 0.08,
            Fabric::Denim => 0.16,
            Fabric::Poplin => 0.20,
            Fabric::Crepe => 0.30,
            Fabric::Waxed => 0.34,
        }
    }

    /// How it glows at grazing angles. Less than skin does: smooth gloss there is what makes a figure look bare.
    pub fn sheen(self) -> f32 {
        match self {
            Fabric::Waxed => 0.35,
            Fabric::Poplin | Fabric::Crepe => 0.45,
            Fabric::Denim => 0.55,
            Fabric::Jersey => 0.70,
            Fabric::Wool => 0.80,
            Fabric::Knit => 0.95,
        }
    }
}
