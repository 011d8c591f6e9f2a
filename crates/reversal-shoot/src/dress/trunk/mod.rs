//! Over the trunk and arms: coat, jacket, hoodie, shirt, sweater, dress.
mod belt;
mod fronts;
mod shell;
mod surface;

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{Upper, Wardrobe};

use super::Outfit;
use super::fabric::Fabric;
use super::frame::{Body, HALVES};
use surface::Surface;

/// How a garment is cut; lengths in m on a body of 1.80 m.
struct Cut {
    /// Over bare skin.
    bulk: f32,
    /// How square the shoulders are built: half depth of the yoke.
    yoke: f32,
    /// Radius of the shoulder's edge: small is tailored, large is soft.
    yoke_round: f32,
    /// Sleeve at shoulder, elbow and wrist.
    sleeve: [f32; 3],
    /// How far along the forearm the sleeve reaches, 1 to the wrist.
    sleeve_end: f32,
    /// Cuff: how much wider than the sleeve.
    cuff: f32,
    /// Tone of cuffs and waistband in shares of the cloth's: ribbing is darker than what it gathers.
    trim: f32,
    /// How far it is taken in at the waist, in shares of its width.
    waist: f32,
    /// Below the hips; 0 ends at them.
    skirt: f32,
    /// Radius of the skirt's hem.
    flare: f32,
    folds: f32,
    fold_depth: f32,
    fabric: Fabric,
    /// How far the folds drawn onto the trunk stand: stiff cloth keeps its shape.
    slack: f32,
    /// A waistband or hem that ends it over the hips: its radii above and below.
    band: Option<[f32; 2]>,
}

fn cut(upper: Upper) -> Cut {
    match upper {
        Upper::Coat => Cut {
            bulk: 1.04,
            yoke: 0.058,
            yoke_round: 0.030,
            sleeve: [0.056, 0.057, 0.054],
            sleeve_end: 0.97,
            cuff: 1.16,
            trim: 0.86,
            waist: 0.85,
            skirt: 0.42,
            flare: 0.142,
            folds: 0.22,
            fold_depth: 0.010,
            fabric: Fabric::Wool,
            slack: 0.0026,
            band: None,
        },
        Upper::Jacket => Cut {
            bulk: 1.03,
            yoke: 0.056,
            yoke_round: 0.034,
            sleeve: [0.055, 0.055, 0.050],
            sleeve_end: 0.98,
            cuff: 1.08,
            trim: 0.86,
            waist: 0.90,
            skirt: 0.13,
            flare: 0.124,
            folds: 0.22,
            fold_depth: 0.009,
            fabric: Fabric::Waxed,
            slack: 0.0028,
            band: None,
        },
        Upper::Hoodie => Cut {
            bulk: 1.07,
            yoke: 0.060,
            yoke_round: 0.054,
            sleeve: [0.060, 0.061, 0.054],
            sleeve_end: 0.97,
            cuff: 0.84,
            trim: 0.50,
            waist: 0.97,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.55,
            fold_depth: 0.011,
            fabric: Fabric::Jersey,
            slack: 0.0052,
            band: Some([0.163, 0.157]),
        },
        Upper::Shirt => Cut {
            bulk: 0.98,
            yoke: 0.050,
            yoke_round: 0.040,
            sleeve: [0.058, 0.056, 0.054],
            sleeve_end: 0.12,
            cuff: 1.14,
            trim: 0.90,
            waist: 0.92,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.32,
            fold_depth: 0.012,
            fabric: Fabric::Poplin,
            slack: 0.0040,
            band: None,
        },
        Upper::Sweater => Cut {
            bulk: 1.05,
            yoke: 0.054,
            yoke_round: 0.052,
            sleeve: [0.062, 0.060, 0.056],
            sleeve_end: 1.02,
            cuff: 0.86,
            trim: 0.72,
            waist: 0.96,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.12,
            fold_depth: 0.012,
            fabric: Fabric::Knit,
            slack: 0.0030,
            band: Some([0.163, 0.157]),
        },
        Upper::Dress => Cut {
            bulk: 0.93,
            yoke: 0.044,
            yoke_round: 0.042,
            sleeve: [0.052, 0.047, 0.041],
            sleeve_end: 0.55,
            cuff: 1.04,
            trim: 0.90,
            waist: 0.86,
            skirt: 0.50,
            flare: 0.135,
            folds: 0.18,
            fold_depth: 0.010,
            fabric: Fabric::Crepe,
            slack: 0.0030,
            band: None,
        },
    }
}

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let cut = cut(clothes.upper);
    let cloth = outfit.cloth(clothes.upper_tone, cut.fabric);
    let first = outfit.out.len();
    shell::trunk(outfit, body, &cut, cloth);
    if cut.skirt > 0.0 {
        shell::skirt(outfit, body, &cut, cloth);
    }
    let tailoring = fronts::tailoring(outfit, body, clothes, cut.slack);
    for piece in &mut outfit.out[first..] {
        piece.tailoring = Some(tailoring);
    }
    let on = Surface::new(body, &outfit.out[first..]);
    if let Some(radii) = cut.band {
        shell::band(outfit, body, &cut, radii, cloth);
    }
    for half in HALVES {
        shell::sleeve(outfit, body, &body.arm(half), &cut, cloth, clothes.skin_tone);
    }
    match clothes.upper {
        Upper::Coat | Upper::Jacket => fronts::buttoned(outfit, body, &on, cloth, clothes),
        Upper::Hoodie => fronts::drawstrings(outfit, body, &on),
        Upper::Shirt => fronts::collar(outfit, body, cloth.toned(1.12)),
        Upper::Sweater => fronts::neckline(outfit, body, cloth, 0.075, 0.022),
        Upper::Dress => {}
    }
    if clothes.duty_belt {
        belt::dress(outfit, body, &on, &cut);
    }
}

/// Middle of the ribs, lifted by breath.
fn ribs(body: &Body) -> Vec3 {
    body.at(Joint::Chest) + body.chest_up * (0.03 + 0.006 * body.breath) * body.size
}
