//! Something small that one of the two has lost and the other holds out.

use reversal_model::brief::Character;
use reversal_model::performance::{Joint, Skeleton};
use reversal_model::wardrobe::{Carried, HeadWear};

use crate::dress::Half;
use crate::stage::Stage;

/// Tone of the cropped hair under a cap.
const HAIR_TONE: f32 = 0.035;

/// A thing in a hand.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Whose hand, 0 or 1.
    pub giver: usize,
    pub half: Half,
    /// Whose thing, dressed as before it was lost.
    pub owner: Character,
}

impl Stage {
    /// The same stage with what the other has lost in the hand of `giver` (0 or 1) that is nearest to the other
    /// in `bodies`.
    #[must_use]
    pub fn handing(self, giver: usize, bodies: &[Skeleton; 2]) -> Self {
        let giver = giver.min(1);
        let chest = bodies[1 - giver][Joint::Chest as usize];
        let away_m = |hand: Joint| bodies[giver][hand as usize].distance(chest);
        let half = if away_m(Joint::LeftHand) < away_m(Joint::RightHand) { Half::Left } else { Half::Right };
        let owner = self.characters[1 - giver].clone();
        Self { held: Some(Held { giver, half, owner }), ..self.missing(1 - giver) }
    }

    /// Whether a hand of one of the two holds something out.
    pub(crate) fn offers(&self, figure: usize, half: Half) -> bool {
        self.held.as_ref().is_some_and(|held| held.giver == figure && held.half == half)
    }

    /// The same stage, its `owner` (0 or 1) without what is later handed back: bareheaded where it is a cap.
    #[must_use]
    pub fn missing(mut self, owner: usize) -> Self {
        let wardrobe = &mut self.characters[owner.min(1)].wardrobe;
        let wears_cap = matches!(wardrobe.head, HeadWear::PeakedCap | HeadWear::KnitCap);
        if wears_cap && wardrobe.carried() == Carried::Cap {
            (wardrobe.head, wardrobe.head_tone) = (HeadWear::ShortHair, HAIR_TONE);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dress::{Condition, Hands, dress_pair, standing};
    use crate::primitive::Primitive;
    use crate::stage::GROUPS_EACH;
    use glam::Vec3;
    use reversal_model::assets::{briefs, places};

    /// The two face to face, the first with the right arm held out to the second.
    fn pair(first: &Character, second: &Character) -> [Skeleton; 2] {
        let mut bodies = [standing(first), standing(second)];
        bodies[1].iter_mut().for_each(|joint| *joint = Vec3::new(-joint.x, joint.y, 1.2 - joint.z));
        for (joint, ahead_m) in [(Joint::RightElbow, 0.25), (Joint::RightWrist, 0.45), (Joint::RightHand, 0.53)] {
            bodies[0][joint as usize] = Vec3::new(-0.19, 1.2, ahead_m);
        }
        bodies
    }

    fn dressed(stage: &Stage, bodies: &[Skeleton; 2]) -> Vec<Primitive> {
        let mut out = Vec::new();
        let condition = Condition { breath: [0.5; 2], wear: 0.3, swing: [Vec3::ZERO; 2], pixel_m: [0.001; 2] };
        dress_pair(stage, bodies, &condition, &Hands::of(stage, bodies), &mut out);
        out
    }

    #[test]
    fn what_is_held_out_goes_where_the_hand_goes_and_is_small() {
        for carries in [Carried::Cap, Carried::Keys, Carried::Phone] {
            let mut characters = briefs()[0].characters.clone();
            characters[1].wardrobe.carries = Some(carries);
            let bodies = pair(&characters[0], &characters[1]);
            let plain = Stage::new(&places()[0], [&characters[0], &characters[1]], 0.0);
            let worn = dressed(&plain, &bodies).into_iter().filter(|primitive| primitive.group < GROUPS_EACH).count();
            let stage = plain.handing(0, &bodies);
            assert!(stage.held.as_ref().is_some_and(|held| held.giver == 0 && held.half == Half::Right));
            let hand = bodies[0][Joint::RightHand as usize];
            let mut moved = bodies;
            moved[0].iter_mut().for_each(|joint| *joint += Vec3::new(0.3, -0.1, 0.2));
            let things = |bodies: &[Skeleton; 2]| {
                let first = dressed(&stage, bodies).into_iter().filter(|primitive| primitive.group < GROUPS_EACH);
                first.skip(worn).collect::<Vec<Primitive>>()
            };
            let (here, there) = (things(&bodies), things(&moved));
            assert!(!here.is_empty(), "{carries:?}");
            for (here, there) in here.iter().zip(&there) {
                assert!(
                    here.start.distance(hand) < 0.32,
                    "{carries:?} lies {} m from the hand",
                    here.start.distance(hand)
                );
                let way = there.start - here.start - Vec3::new(0.3, -0.1, 0.2);
                assert!(way.length() < 1e-4, "{carries:?} stays behind by {way}");
            }
        }
    }

    #[test]
    fn who_has_lost_a_cap_is_bareheaded_and_who_has_lost_keys_is_not() {
        let mut characters = briefs()[0].characters.clone();
        let head = |characters: &[Character]| {
            let stage = Stage::new(&places()[0], [&characters[0], &characters[1]], 0.0);
            stage.missing(0).characters[0].wardrobe.head
        };
        assert_eq!(head(&characters), HeadWear::ShortHair);
        characters[0].wardrobe.carries = Some(Carried::Keys);
        assert_eq!(head(&characters), HeadWear::PeakedCap);
    }
}
