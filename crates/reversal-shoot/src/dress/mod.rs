//! Clothes: a figure's joints and a character become a list of primitives.

mod fabric;
mod feet;
mod frame;
mod gap;
mod hair;
mod hands;
mod head;
mod headwear;
mod held;
mod legs;
mod trunk;

use std::ops::Range;

use glam::Vec3;
use reversal_model::brief::Character;
use reversal_model::performance::Skeleton;

use crate::mold;
use crate::primitive::{Look, Primitive};
use crate::stage::{GROUPS_EACH, Stage};
use fabric::Fabric;
pub(crate) use frame::Half;
#[cfg(test)]
pub(crate) use frame::standing;
use frame::{Body, HALVES};
pub use hands::{HandTrack, Hands};

/// Distance over which edges of clothes melt, m: softer ones read as skin.
const CRISP_M: f32 = 0.003;

/// Collects a figure's primitives; each gets its own seed, so that no two pieces fold alike.
pub(crate) struct Outfit<'a> {
    out: &'a mut Vec<Primitive>,
    group: u8,
    first: usize,
    /// How many pieces were sewn that are there from near and from far.
    sewn: u16,
    wear: f32,
    /// How far what hangs from the hips swings out of the plumb, m.
    swing: Vec3,
    /// Width of a pixel where the figure is, m.
    pixel_m: f32,
}

/// From pixels of this width on small parts are left out, m: nobody could see them.
const COARSE_M: f32 = 0.006;
/// The same for the smallest.
const FINE_M: f32 = 0.0035;

impl<'a> Outfit<'a> {
    fn new(figure: usize, condition: &Condition, out: &'a mut Vec<Primitive>) -> Self {
        Self {
            group: figure as u8 * GROUPS_EACH,
            first: out.len(),
            sewn: 0,
            wear: condition.wear.clamp(0.0, 1.0),
            swing: condition.swing[figure],
            pixel_m: condition.pixel_m[figure],
            out,
        }
    }

    /// Whether the figure is near enough for small parts.
    pub fn close(&self) -> bool {
        self.pixel_m < COARSE_M
    }

    /// Whether it is near enough for the joints of fingers.
    pub fn very_close(&self) -> bool {
        self.pixel_m < FINE_M
    }

    pub fn add(&mut self, primitive: Primitive) {
        self.sewn += 1;
        self.add_small(primitive);
    }

    /// Adds what may be left out from far off: no other piece folds otherwise for that, or folds would jump while
    /// a camera moves in.
    pub fn add_small(&mut self, primitive: Primitive) {
        let seed = f32::from(self.sewn) * 1.37 + f32::from(self.group) * 5.1;
        self.out.push(primitive.in_group(self.group).seeded(seed));
    }

    /// A stiff piece laid on a garment: a pocket, a flap, a buckle. `half` is its half size along `right` and `up`
    /// and its half thickness, m; its edges stay crisp.
    pub fn panel(&mut self, middle: Vec3, half: Vec3, round_m: f32, [right, up]: [Vec3; 2], look: Look) {
        self.add_small(Primitive::block(middle, half, round_m, right, up, look).blend(CRISP_M));
    }

    /// A cord, seam or strap from one point to another; its edges stay crisp.
    pub fn strip(&mut self, from: Vec3, to: Vec3, radius_m: f32, look: Look) {
        self.add_small(Primitive::cone(from, to, radius_m, radius_m, look).blend(CRISP_M));
    }

    /// Cloth of a tone: dust makes dark cloth lighter, sweat and dirt make light cloth darker, and wear creases it.
    pub fn cloth(&self, tone: f32, fabric: Fabric) -> Look {
        // Light is caught between the threads of folded cloth: it is darker than a flat sample, the more so if light.
        let folded = tone * (1.0 - 0.9 * tone);
        let tone = folded + (0.13 - folded) * 0.35 * self.wear;
        Look { sheen: fabric.sheen(), ..Look::glossy(tone, fabric.gloss()) }
    }

    /// The same where it drags over the ground: hems and knees take the dust first.
    pub fn soiled(&self, look: Look, how_far: f32) -> Look {
        let tone = look.tone + (0.15 - look.tone) * (0.45 * how_far * self.wear);
        Look { tone, ..look }
    }

    /// The same with what knees, elbows and hems have been through: how much of it at its start and at its end, 0..1.
    pub fn dirtied(&self, look: Look, start: f32, end: f32) -> Look {
        look.dirty(start * self.wear, end * self.wear)
    }

    /// Skin that sweats as the night wears on.
    pub fn skin(&self, tone: f32) -> Look {
        Look { gloss: 0.30 + 0.34 * self.wear, ..Look::skin(tone) }
    }

    /// Folds that deepen as clothes are pulled.
    pub fn folds(&self, look: Look, shading: f32, per_m: f32, depth_m: f32) -> Look {
        let worn = 1.0 + 0.5 * self.wear;
        look.folded(shading * worn, per_m, depth_m * worn)
    }
}

/// How the two are at a moment, and how near they are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    /// How full their lungs are, 0..1.
    pub breath: [f32; 2],
    /// How worn and dirty their clothes are, 0..1.
    pub wear: f32,
    /// How far what hangs from their hips swings out of the plumb, m.
    pub swing: [Vec3; 2],
    /// Width of a pixel where each of them is, m.
    pub pixel_m: [f32; 2],
}

impl Condition {
    /// For what is seen from far off or not at all: breath and wear hardly matter there.
    pub const COARSE: Self = Self { breath: [0.5; 2], wear: 0.5, swing: [Vec3::ZERO; 2], pixel_m: [0.02; 2] };
}

/// Dresses the two of a stage, with what one holds out to the other.
pub(crate) fn dress_pair(
    stage: &Stage,
    bodies: &[Skeleton; 2],
    condition: &Condition,
    hands: &Hands,
    out: &mut Vec<Primitive>,
) {
    let Clothed { pair, .. } = clothe(stage, bodies, condition, out);
    for (figure, body) in pair.iter().enumerate() {
        for half in HALVES {
            let mut outfit = Outfit { group: figure as u8 * GROUPS_EACH + 2, ..Outfit::new(figure, condition, out) };
            let clothes = &stage.characters[figure].wardrobe;
            let pose = hands.of_figure(figure, half);
            hands::dress(&mut outfit, body, clothes, half, stage.offers(figure, half), pose);
        }
    }
}

/// The two in their clothes, still without hands.
pub(crate) struct Clothed<'a> {
    pub pair: [Body<'a>; 2],
    /// Which primitives their trunks and sleeves are.
    pub trunks: [Range<usize>; 2],
}

pub(crate) fn clothe<'a>(
    stage: &Stage,
    bodies: &'a [Skeleton; 2],
    condition: &Condition,
    out: &mut Vec<Primitive>,
) -> Clothed<'a> {
    let pair = [0, 1].map(|figure| Body::new(&stage.characters[figure], &bodies[figure], condition.breath[figure]));
    let trunks = [0, 1].map(|figure| {
        let mut outfit = Outfit::new(figure, condition, out);
        let trunk = dress(&mut outfit, &stage.characters[figure], &pair[figure]);
        if let Some(held) = stage.held.as_ref().filter(|held| held.giver == figure) {
            held::dress(&mut outfit, &pair[figure], held.half, &held.owner);
        }
        trunk
    });
    Clothed { pair, trunks }
}

/// Dresses a figure, all but its hands; `figure` 0 or 1 keeps the two from melting together. Returns which primitives
/// its trunk and sleeves are.
fn dress(outfit: &mut Outfit, character: &Character, body: &Body) -> Range<usize> {
    let likeness = mold::likeness(character);
    let clothes = &character.wardrobe;
    trunk::dress(outfit, body, clothes);
    let trunk = outfit.first..outfit.out.len();
    legs::dress(outfit, body, clothes);
    feet::dress(outfit, body, clothes);
    head::dress(outfit, body, clothes, likeness);
    hair::dress(outfit, body, clothes, likeness);
    // A hood or cap lies on the head: it must not melt into skin.
    outfit.group += 1;
    headwear::dress(outfit, body, clothes);
    trunk
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::assets::briefs;
    use reversal_model::wardrobe::{HeadWear, Lower, Shoes, Upper};

    fn dressed(character: &Character, wear: f32) -> Vec<Primitive> {
        dressed_for(character, wear, 0.001)
    }

    fn dressed_for(character: &Character, wear: f32, pixel_m: f32) -> Vec<Primitive> {
        let mut out = Vec::new();
        let condition = Condition { breath: [0.5; 2], wear, swing: [Vec3::ZERO; 2], pixel_m: [pixel_m; 2] };
        let joints = standing(character);
        dress(&mut Outfit::new(0, &condition, &mut out), character, &Body::new(character, &joints, 0.5));
        out
    }

    #[test]
    fn every_garment_gives_finite_primitives_near_the_body() {
        let mut character = briefs()[0].characters[0].clone();
        for upper in [Upper::Coat, Upper::Jacket, Upper::Hoodie, Upper::Shirt, Upper::Sweater, Upper::Dress] {
            for lower in [Lower::Trousers, Lower::Jeans, Lower::Skirt, Lower::Bare] {
                for head in [HeadWear::PeakedCap, HeadWear::Hood, HeadWear::LongHair, HeadWear::TiedHair] {
                    for shoes in [Shoes::Boots, Shoes::Trainers, Shoes::Barefoot] {
                        let clothes = &mut character.wardrobe;
                        (clothes.upper, clothes.lower, clothes.head, clothes.shoes) = (upper, lower, head, shoes);
                        for p in dressed(&character, 1.0) {
                            let (a, b, radius) = p.bound();
                            assert!(a.is_finite() && b.is_finite() && radius > 0.0 && radius < 0.4);
                            assert!(a.y > -0.1 && b.y < 2.1 && a.x.abs() < 0.8, "{p:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn folds_stay_where_they_are_while_a_camera_moves_in() {
        for character in briefs().iter().flat_map(|brief| &brief.characters) {
            let (near, far) = (dressed_for(character, 0.5, 0.001), dressed_for(character, 0.5, 0.01));
            assert!(near.len() > far.len());
            let mut both = 0;
            for piece in far.iter().filter(|piece| piece.look.folds_per_m > 0.0) {
                let same = |other: &&Primitive| {
                    (other.start, other.span, other.radius_m) == (piece.start, piece.span, piece.radius_m)
                };
                if let Some(same) = near.iter().find(same) {
                    assert_eq!(same.seed, piece.seed, "{piece:?}");
                    both += 1;
                }
            }
            assert!(both > 8, "{both} pieces of cloth");
        }
    }

    #[test]
    fn wear_draws_all_cloth_toward_the_tone_of_dust() {
        let brief = &briefs()[0];
        let spread = |character: &Character, wear: f32| dressed(character, wear)[0].look.tone;
        let (dark, light) = (&brief.characters[0], &brief.characters[1]);
        assert!(spread(dark, 1.0) > spread(dark, 0.0));
        assert!(spread(light, 1.0) < spread(light, 0.0));
    }

    #[test]
    fn lapels_are_drawn_on_a_coat_and_on_nothing_else() {
        let pieces = dressed(&briefs()[0].characters[0], 0.5);
        let (drawn, rest): (Vec<&Primitive>, Vec<&Primitive>) =
            pieces.iter().partition(|piece| piece.tailoring.is_some());
        assert!(drawn.len() > 8 && drawn.iter().all(|piece| piece.look.flesh == 0.0 && piece.look.tone < 0.12));
        assert!(rest.iter().any(|piece| piece.look.flesh == 1.0));
        assert!(drawn.iter().all(|piece| (piece.start.x).abs() < 0.3), "a sleeve is drawn on");
    }

    #[test]
    fn dirt_comes_onto_clothes_as_they_wear() {
        let dirt = |wear: f32| -> f32 {
            dressed(&briefs()[0].characters[1], wear).iter().map(|p| p.look.dirt[0] + p.look.dirt[1]).sum()
        };
        assert_eq!(dirt(0.0), 0.0);
        assert!(dirt(0.5) > 1.0 && dirt(1.0) > 1.5 * dirt(0.5));
    }
}
