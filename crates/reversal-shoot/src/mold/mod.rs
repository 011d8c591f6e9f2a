//! Heads, sculpted once and cast into a grid: a shape as rich as one likes at the price of a few primitives.
//!
//! Coordinates are those of a head of a body of 1.80 m: metres forward, up and right of the head joint.

mod cast;
mod face;
mod hair;
mod shapes;

use std::sync::OnceLock;

use glam::Vec3;
use reversal_model::brief::Character;

pub(crate) use cast::{LOW, Mold, SIZE, SPACING_M, STEP_M};
use face::FACES;
use hair::HAIR_CUTS;
pub(crate) use hair::HairCut;

/// A point about which the head lies: where the skull is thickest.
pub(crate) const MIDDLE: Vec3 = Vec3::new(-0.020, 0.050, 0.0);
/// Between throat and lips: with the middle an axis round which the head is least thick.
pub(crate) const CHIN: Vec3 = Vec3::new(0.012, -0.045, 0.0);
/// Radius of what holds the whole head round that axis, in shares of the skull's.
pub(crate) const HEAD_IN_SKULLS: f32 = 1.72;
/// Where the eyes, the brows and the mouth lie on every head, m.
pub(crate) const EYE: Vec3 = Vec3::new(0.0755, 0.006, 0.0325);
pub(crate) const MOUTH_UP_M: f32 = -0.0585;
pub(crate) const NOSTRIL: Vec3 = Vec3::new(0.100, -0.0395, 0.0070);

/// A head as it is worn by someone at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub mold: &'static Mold,
    /// How much larger than the mold, along its three axes.
    pub scale: Vec3,
    /// How far the eyes are open: 0 shut, 1 wide.
    pub eyes_open: f32,
    /// Where the eyes look, m of the iris up and right.
    pub gaze_m: [f32; 2],
    /// Tone of hair and brows.
    pub hair_tone: f32,
    pub comb: Comb,
    /// Width of a pixel there, m: nothing finer is drawn.
    pub pixel_m: f32,
}

/// The way that hair is combed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comb {
    /// From the crown to all sides.
    Down,
    /// From the brow to the back.
    Back,
    /// From ear to ear.
    Across,
}

/// Every face under every cut of hair; each is cast when it is first asked for.
static MOLDS: [[OnceLock<Mold>; HAIR_CUTS]; FACES.len()] =
    [const { [const { OnceLock::new() }; HAIR_CUTS] }; FACES.len()];

/// The head of one of six faces under a cut of hair.
pub(crate) fn head(face: usize, cut: HairCut) -> &'static Mold {
    let face = face % FACES.len();
    MOLDS[face][cut as usize].get_or_init(|| Mold::cast(|point| hair::sculpt(&FACES[face], cut, point)))
}

/// A number that stays with a character, whatever is worn.
pub(crate) fn likeness(character: &Character) -> u32 {
    // FNV-1a: the same on every machine.
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let name = character.id.bytes().chain(character.name.bytes());
    let hash = name.fold(0x811C_9DC5, mix);
    (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D) >> 8
}

/// A share 0..1 that stays with a likeness; each `salt` gives another.
pub(crate) fn chance(likeness: u32, salt: u32) -> f32 {
    crate::march::noise::random(likeness, salt, 0x1EAF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::assets::briefs;

    #[test]
    fn a_head_is_solid_within_and_free_without() {
        for face in [0, 3] {
            let mold = head(face, HairCut::Cropped);
            assert!(mold.distance(Vec3::new(0.0, 0.04, 0.0)) < -0.04);
            assert!(mold.distance(Vec3::new(0.0, 0.04, 0.095)) > 0.01);
            // In profile the nose leads, the brow follows, and the eyes lie back.
            let reach = |up: f32, right: f32| {
                (0..200).map(|i| 0.13 - 0.0005 * i as f32).find(|&f| mold.distance(Vec3::new(f, up, right)) < 0.0)
            };
            let (nose, brow, eye) = (reach(-0.028, 0.0), reach(0.030, 0.02), reach(EYE.y, EYE.z));
            assert!(nose > brow && brow > eye, "{nose:?} {brow:?} {eye:?}");
        }
    }

    #[test]
    fn the_two_of_a_brief_do_not_look_alike() {
        for brief in briefs() {
            assert_ne!(likeness(&brief.characters[0]), likeness(&brief.characters[1]), "{}", brief.name);
        }
    }
}
