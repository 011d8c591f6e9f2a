//! On the head: peaked cap, hood, knit cap.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{HeadWear, Wardrobe};

use super::Outfit;
use super::fabric::Fabric;
use super::frame::Body;
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let cloth = |fabric| outfit.cloth(clothes.head_tone, fabric);
    match clothes.head {
        HeadWear::PeakedCap => {
            let wool = cloth(Fabric::Wool);
            peaked_cap(outfit, &peaked_seat(outfit.wear, body), wool);
        }
        HeadWear::Hood => {
            let jersey = cloth(Fabric::Jersey);
            hood(outfit, body, jersey, outfit.folds(jersey, 0.55, 38.0, 0.0));
        }
        HeadWear::KnitCap => {
            let knit = cloth(Fabric::Knit);
            knit_cap(outfit, &knit_seat(body), knit);
        }
        HeadWear::ShortHair | HeadWear::LongHair | HeadWear::TiedHair => {}
    }
}

/// Where a cap is: on a head or in a hand.
pub(super) struct Seat {
    /// Middle of its rim.
    pub at: Vec3,
    pub forward: Vec3,
    pub up: Vec3,
    pub right: Vec3,
    /// 1 for the cap of a body of 1.80 m.
    pub size: f32,
}

/// It sits a little crooked once the night has worn on.
fn peaked_seat(wear: f32, body: &Body) -> Seat {
    let up = (body.head_up - body.head_forward * 0.13 + body.head_right * 0.10 * wear).normalize();
    let forward = (body.head_forward - up * body.head_forward.dot(up)).normalize();
    Seat { at: body.on_head(-0.014, 0.064, 0.0), forward, up, right: body.head_right, size: body.size }
}

fn knit_seat(body: &Body) -> Seat {
    let up = (body.head_up - body.head_forward * 0.22).normalize();
    let forward = body.head_forward;
    Seat { at: body.on_head(-0.020, 0.052, 0.0), forward, up, right: body.head_right, size: body.size }
}

/// Band, flared crown and a shining peak.
pub(super) fn peaked_cap(outfit: &mut Outfit, seat: &Seat, cloth: Look) {
    let &Seat { at: middle, forward, up, right, size } = seat;
    let at = |along: f32, high: f32| middle + (forward * along + up * high) * size;
    let band = Look { sheen: 0.4, ..Look::glossy(cloth.tone * 0.5, 0.5) };
    outfit.add(
        Primitive::cone(at(0.0, 0.0), at(0.0, 0.044), 0.106 * size, 0.108 * size, band)
            .flat(right, 0.22)
            .capped()
            .blend(0.004),
    );
    outfit.add(
        Primitive::cone(at(0.001, 0.028), at(0.011, 0.074), 0.104 * size, 0.130 * size, cloth)
            .flat(right, 0.18)
            .capped()
            .blend(0.006),
    );
    outfit.add(
        Primitive::cone(at(0.010, 0.058), at(0.012, 0.088), 0.131 * size, 0.106 * size, cloth)
            .flat(right, 0.18)
            .capped()
            .blend(0.012),
    );
    // The peak is a disc that dips over the eyes.
    let dip = (forward - up * 0.40).normalize();
    let normal = (up + forward * 0.40).normalize();
    let middle = at(0.070, 0.002) + dip * 0.016 * size;
    let lacquer = Look { sheen: 0.0, ..Look::glossy(0.02, 1.0) };
    outfit.add(
        Primitive::cone(middle - normal * 0.007, middle + normal * 0.007, 0.076 * size, 0.074 * size, lacquer)
            .flat(right, 0.06)
            .capped()
            .blend(0.003),
    );
    let badge = at(0.122, 0.046);
    outfit.add(
        Primitive::cone(
            badge,
            badge + (up * 0.010 + forward * 0.007) * size,
            0.014 * size,
            0.013 * size,
            Look { sheen: 0.0, ..Look::glossy(0.75, 1.0) },
        )
        .blend(0.003),
    );
}

/// A hood that is up: a roomy shell, taller than wide, that reaches past the brow and throws the face into shadow,
/// its point pulled back by its weight, cloth bunched round the neck.
fn hood(outfit: &mut Outfit, body: &Body, plain: Look, cloth: Look) {
    let size = body.size;
    let neck = body.at(Joint::Neck);
    let opens = (body.head_forward - body.head_up * 0.06).normalize();
    let middle = body.on_head(-0.014, 0.020, 0.0);
    outfit.add(
        Primitive::bowl(middle, opens, 0.138 * size, 0.106 * size, 0.012 * size, cloth)
            .flat(body.head_right, 0.30)
            .blend(0.01),
    );
    // The seam over the crown: without it a hood looks like a shaven head.
    let rises = opens.cross(body.head_right).normalize();
    let rises = rises * rises.dot(body.head_up).signum();
    let crown = |angle_deg: f32| {
        let (sine, cosine) = angle_deg.to_radians().sin_cos();
        middle + (opens * cosine + rises * sine) * (0.139 * size)
    };
    for angle_deg in [42.0, 70.0, 98.0] {
        outfit.strip(crown(angle_deg), crown(angle_deg + 28.0), 0.007 * size, plain.toned(0.7));
    }
    outfit.add(
        Primitive::cone(
            body.on_head(-0.060, 0.076, 0.0),
            body.on_head(-0.150, 0.074, 0.0),
            0.084 * size,
            0.034 * size,
            outfit.folds(plain, 0.4, 52.0, 0.006),
        )
        .flat(body.head_right, 0.3)
        .blend(0.05),
    );
    // From the nape to the shoulders it falls in folds, narrower than the shell above it and the back below.
    outfit.add(
        Primitive::cone(
            body.on_head(-0.060, -0.030, 0.0),
            neck - body.chest_forward * 0.050 * size - body.chest_up * 0.034 * size,
            0.080 * size,
            0.108 * size,
            outfit.folds(plain, 0.6, 74.0, 0.010),
        )
        .flat(body.chest_forward, 0.15)
        .blend(0.012),
    );
    // From the hem down to the throat.
    for side in [-1.0, 1.0] {
        let throat = body.chest_forward * 0.050 - body.chest_up * 0.030 + body.chest_right * (0.038 * side);
        outfit.add(
            Primitive::cone(
                body.on_head(0.044, -0.066, 0.060 * side),
                neck + throat * size,
                0.016 * size,
                0.018 * size,
                plain.toned(0.85),
            )
            .blend(0.03),
        );
    }
    let middle = neck + (body.chest_up * 0.008 - body.chest_forward * 0.052) * size;
    let across = body.chest_right * 0.044 * size;
    outfit.add(
        Primitive::cone(middle - across, middle + across, 0.054 * size, 0.054 * size, plain.toned(0.8))
            .flat(body.chest_up, 0.3)
            .blend(0.03),
    );
}

pub(super) fn knit_cap(outfit: &mut Outfit, seat: &Seat, cloth: Look) {
    let &Seat { at: seat, up, right, size, .. } = seat;
    let knit = outfit.folds(cloth, 0.22, 3.0, 0.0);
    outfit.add(
        Primitive::cone(seat + up * 0.038 * size, seat + up * 0.046 * size, 0.103 * size, 0.090 * size, knit)
            .flat(right, 0.20)
            .blend(0.01),
    );
    outfit.add(
        Primitive::cone(
            seat - up * 0.006 * size,
            seat + up * 0.040 * size,
            0.110 * size,
            0.107 * size,
            outfit.folds(cloth.toned(0.85), 0.25, 3.0, 0.0),
        )
        .flat(right, 0.10)
        .capped()
        .blend(0.004),
    );
}
