//! The head on its neck: a sculpted mold, and the cords and the throat that join it to the chest.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{HeadWear, Wardrobe};

use super::Outfit;
use super::frame::Body;
use crate::mold::{self, Comb, HairCut, Head};
use crate::primitive::{Look, Primitive};

/// Tone of hair under a cap or hood.
const COVERED_HAIR_TONE: f32 = 0.035;

/// How open the eyes of someone rested are, and of someone worn out.
const RESTED_EYES: f32 = 0.78;
const WORN_EYES: f32 = 0.42;

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe, likeness: u32) {
    let size = body.size;
    let skin = outfit.skin(clothes.skin_tone);
    let (cut, comb) = hair(clothes.head, likeness);
    // Six faces, each in many proportions.
    let share = |salt: u32| mold::chance(likeness, salt) - 0.5;
    let scale = Vec3::new(1.0 + 0.05 * share(1), 1.0 + 0.06 * share(2), 1.0 + 0.06 * share(3)) * size;
    let covered = matches!(clothes.head, HeadWear::PeakedCap | HeadWear::KnitCap | HeadWear::Hood);
    let head = Head {
        mold: mold::head(likeness as usize, cut),
        scale,
        eyes_open: eyes_open(body, outfit.wear),
        // Eyes follow the head: down when it hangs.
        gaze_m: [-0.0016 + 0.0022 * body.head_forward.y, 0.0012 * share(4)],
        hair_tone: if covered { COVERED_HAIR_TONE } else { clothes.head_tone },
        comb,
        pixel_m: outfit.pixel_m,
    };
    neck(outfit, body, skin);
    outfit.add(Primitive::head(body.at(Joint::Head), body.head_forward, body.head_up, head, skin).blend(0.012));
}

/// Lids sink as the night wears on, and close where the head hangs.
fn eyes_open(body: &Body, wear: f32) -> f32 {
    let hangs = (-body.head_forward.y - 0.35).clamp(0.0, 0.45) / 0.45;
    (RESTED_EYES + (WORN_EYES - RESTED_EYES) * wear) * (1.0 - 0.75 * hangs)
}

fn hair(head: HeadWear, likeness: u32) -> (HairCut, Comb) {
    match head {
        HeadWear::PeakedCap | HeadWear::KnitCap | HeadWear::Hood => (HairCut::Cropped, Comb::Down),
        HeadWear::ShortHair => {
            let cuts = [
                (HairCut::Parted, Comb::Across),
                (HairCut::Curled, Comb::Down),
                (HairCut::Receding, Comb::Back),
                (HairCut::Cropped, Comb::Down),
            ];
            cuts[(mold::chance(likeness, 8) * 3.99) as usize]
        }
        HeadWear::LongHair => (HairCut::Long, Comb::Down),
        HeadWear::TiedHair => (HairCut::Drawn, Comb::Back),
    }
}

/// A throat and the two cords that run from behind the ears to the pit between the collarbones.
fn neck(outfit: &mut Outfit, body: &Body, skin: Look) {
    let thick = body.size * (0.45 + 0.55 * body.breadth);
    let foot = body.at(Joint::Neck) - (body.chest_up * 0.024 + body.chest_forward * 0.006) * body.size;
    outfit
        .add(Primitive::cone(foot, body.on_head(-0.026, -0.030, 0.0), 0.055 * thick, 0.052 * thick, skin).blend(0.016));
    if !outfit.close() {
        return;
    }
    let pit = body.at(Joint::Neck) + (body.chest_forward * 0.038 - body.chest_up * 0.034) * body.size;
    for side in [-1.0, 1.0] {
        let behind_ear = body.on_head(-0.028, -0.036, 0.050 * side);
        let breastbone = pit + body.chest_right * (0.014 * side * body.size);
        outfit.add_small(Primitive::cone(behind_ear, breastbone, 0.0145 * thick, 0.0085 * thick, skin).blend(0.016));
    }
    let larynx =
        body.at(Joint::Neck).lerp(body.on_head(0.020, -0.080, 0.0), 0.55) + body.chest_forward * (0.026 * thick);
    outfit.add_small(
        Primitive::cone(larynx, larynx + body.chest_up * (0.022 * thick), 0.014 * thick, 0.012 * thick, skin)
            .blend(0.018),
    );
}
