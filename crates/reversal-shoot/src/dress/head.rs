//! The head: planes of brow, nose, cheek and jaw that read in profile and in shadow.

use reversal_model::performance::Joint;
use reversal_model::wardrobe::{HeadWear, Wardrobe};

use super::Outfit;
use super::frame::Body;
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let size = body.size;
    let skin = Look { gloss: 0.28, ..Look::matt(clothes.skin_tone) };
    let neck = body.at(Joint::Neck);
    outfit.add(
        Primitive::cone(
            neck - body.chest_up * 0.02,
            body.on_head(-0.020, -0.045, 0.0),
            0.060 * size,
            0.055 * size,
            skin,
        )
        .blend(0.03),
    );
    // Skull and the front of the face as two masses, the jaw as two blades that meet in the chin.
    outfit.add(
        Primitive::cone(
            body.on_head(-0.034, 0.048, 0.0),
            body.on_head(0.020, 0.052, 0.0),
            0.084 * size,
            0.080 * size,
            skin,
        )
        .flat(body.head_right, 0.14)
        .blend(0.02),
    );
    outfit.add(
        Primitive::block(
            body.on_head(0.042, -0.008, 0.0),
            glam::Vec3::new(0.044, 0.072, 0.055) * size,
            0.034 * size,
            body.head_forward,
            body.head_up,
            skin,
        )
        .blend(0.03),
    );
    for side in [-1.0, 1.0] {
        outfit.add(
            Primitive::cone(
                body.on_head(-0.004, -0.052, 0.047 * side),
                body.on_head(0.070, -0.092, 0.013 * side),
                0.024 * size,
                0.019 * size,
                skin,
            )
            .blend(0.022),
        );
        outfit.add(
            Primitive::cone(
                body.on_head(0.074, -0.018, 0.040 * side),
                body.on_head(0.035, -0.010, 0.062 * side),
                0.017 * size,
                0.013 * size,
                skin,
            )
            .blend(0.02),
        );
        // Eyes lie in shadow.
        outfit.add(
            Primitive::cone(
                body.on_head(0.0765, 0.008, 0.024 * side),
                body.on_head(0.0720, 0.006, 0.041 * side),
                0.0125 * size,
                0.0115 * size,
                Look { gloss: 0.5, sheen: 0.2, ..skin.toned(0.45) },
            )
            .blend(0.006),
        );
        if clothes.head != HeadWear::Hood {
            outfit.add(
                Primitive::cone(
                    body.on_head(-0.006, -0.016, 0.074 * side),
                    body.on_head(-0.014, 0.022, 0.082 * side),
                    0.013 * size,
                    0.018 * size,
                    skin,
                )
                .flat(body.head_right, 0.8)
                .blend(0.008),
            );
        }
    }
    let chin = body.on_head(0.078, -0.093, 0.0);
    outfit.add(
        Primitive::block(
            chin,
            glam::Vec3::new(0.014, 0.015, 0.020) * size,
            0.012 * size,
            body.head_forward,
            body.head_up,
            skin,
        )
        .blend(0.018),
    );
    outfit.add(
        Primitive::cone(
            body.on_head(0.083, 0.030, -0.036),
            body.on_head(0.083, 0.030, 0.036),
            0.0135 * size,
            0.0135 * size,
            skin.toned(0.9),
        )
        .blend(0.014),
    );
    outfit.add(
        Primitive::cone(
            body.on_head(0.090, 0.018, 0.0),
            body.on_head(0.117, -0.026, 0.0),
            0.0085 * size,
            0.0125 * size,
            skin,
        )
        .blend(0.010),
    );
    outfit.add(
        Primitive::cone(
            body.on_head(0.104, -0.031, -0.011),
            body.on_head(0.104, -0.031, 0.011),
            0.0095 * size,
            0.0095 * size,
            skin,
        )
        .blend(0.008),
    );
    for (up, forward, tone) in [(-0.053, 0.091, 0.72), (-0.065, 0.089, 0.8)] {
        outfit.add(
            Primitive::cone(
                body.on_head(forward, up, -0.016),
                body.on_head(forward, up, 0.016),
                0.0085 * size,
                0.0085 * size,
                skin.toned(tone),
            )
            .blend(0.007),
        );
    }
}
