//! What a character wears.

use serde::{Deserialize, Serialize};

/// Clothes of a character; tones are reflectances 0..1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wardrobe {
    /// Over the trunk and arms.
    pub upper: Upper,
    /// Tone of it.
    pub upper_tone: f32,
    /// Over the legs.
    pub lower: Lower,
    /// Tone of it.
    pub lower_tone: f32,
    /// On the head.
    pub head: HeadWear,
    /// Tone of head wear or hair.
    pub head_tone: f32,
    /// On the feet.
    pub shoes: Shoes,
    /// Tone of them.
    pub shoes_tone: f32,
    /// Tone of the skin.
    pub skin_tone: f32,
    /// Whether the hands are gloved.
    #[serde(default)]
    pub gloves: bool,
    /// Belt with buckle and pouches, shoulder straps and a badge.
    #[serde(default)]
    pub duty_belt: bool,
    /// What can be lost and handed back. None: the cap of who wears one, else keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carries: Option<Carried>,
}

impl Wardrobe {
    /// What the other hands back where something is handed back.
    pub fn carried(&self) -> Carried {
        let wears_cap = matches!(self.head, HeadWear::PeakedCap | HeadWear::KnitCap);
        self.carries.unwrap_or(if wears_cap { Carried::Cap } else { Carried::Keys })
    }
}

/// A small thing that one loses and the other holds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    /// The cap that is worn; a knitted one where none is. Whoever has lost it is bareheaded.
    Cap,
    /// A few on a ring.
    Keys,
    /// Dark, its screen off.
    Phone,
}

/// Over the trunk and arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Upper {
    /// Reaches to mid-thigh and hangs.
    Coat,
    Jacket,
    /// With a pocket, cuffs and drawstrings; its hood is head wear.
    Hoodie,
    /// Collar, sleeves rolled up.
    Shirt,
    /// Knitted, thick.
    Sweater,
    /// One piece with a skirt.
    Dress,
}

/// Over the legs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Lower {
    Trousers,
    Jeans,
    Skirt,
    /// Nothing to see: bare below a dress.
    Bare,
}

/// On the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum HeadWear {
    PeakedCap,
    Hood,
    KnitCap,
    ShortHair,
    LongHair,
    /// Tied at the back.
    TiedHair,
}

/// On the feet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Shoes {
    Boots,
    Trainers,
    Barefoot,
}
