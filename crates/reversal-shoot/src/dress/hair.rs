//! Hair that hangs free of the head: long hair down the back and over the shoulders, a tail, a knot.

use glam::Vec3;
use reversal_model::wardrobe::{HeadWear, Wardrobe};

use super::Outfit;
use super::frame::Body;
use crate::mold;
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe, likeness: u32) {
    let hair = Look { sheen: 0.8, ..Look::glossy(clothes.head_tone, 0.42) }.folded(0.30, 5.0, 0.0);
    match clothes.head {
        HeadWear::LongHair => long(outfit, body, hair),
        HeadWear::TiedHair if mold::chance(likeness, 20) < 0.5 => knot(outfit, body, hair),
        HeadWear::TiedHair => tail(outfit, body, hair),
        _ => {}
    }
}

/// Where hair that leaves the head goes: down by its weight, off the back that it lies on.
fn fall(body: &Body) -> Vec3 {
    (Vec3::NEG_Y * 1.1 - body.chest_forward * 0.10 - body.chest_up * 0.25).normalize()
}

fn long(outfit: &mut Outfit, body: &Body, hair: Look) {
    let size = body.size;
    let fall = fall(body);
    let mut lock = |at: [f32; 3], length: f32, radii: [f32; 2], look: Look| {
        let from = body.on_head(at[0], at[1], at[2]);
        let outward = body.head_right * (at[2] * 0.20);
        let to = from + (fall * length + outward) * size;
        outfit.add(Primitive::cone(from, to, radii[0] * size, radii[1] * size, look).blend(0.012));
    };
    lock([-0.074, -0.070, 0.0], 0.170, [0.052, 0.034], hair);
    for side in [-1.0, 1.0] {
        lock([-0.062, -0.080, 0.034 * side], 0.185, [0.036, 0.013], hair);
        lock([-0.034, -0.078, 0.060 * side], 0.160, [0.026, 0.010], hair.toned(0.8));
        lock([-0.008, -0.070, 0.072 * side], 0.135, [0.018, 0.007], hair);
        lock([0.004, -0.055, 0.074 * side], 0.100, [0.010, 0.003], hair.toned(1.2));
    }
}

/// Gathered at the back.
fn tail(outfit: &mut Outfit, body: &Body, hair: Look) {
    let size = body.size;
    let root = body.on_head(-0.108, 0.050, 0.0);
    let arch = body.on_head(-0.142, 0.046, 0.0);
    let bend = arch + fall(body) * (0.090 * size);
    outfit.add(Primitive::cone(root, arch, 0.016 * size, 0.021 * size, hair).blend(0.010));
    outfit.add(Primitive::cone(arch, bend, 0.023 * size, 0.024 * size, hair).blend(0.012));
    for aside in [-0.010, 0.004, 0.014] {
        let tip = bend + (fall(body) * 0.085 + body.head_right * aside - body.head_forward * (0.3 * aside)) * size;
        outfit.add(Primitive::cone(bend, tip, 0.017 * size, 0.004 * size, hair).blend(0.010));
    }
    outfit.strip(root, root - body.head_forward * (0.010 * size), 0.019 * size, Look::matt(0.03));
}

/// Wound up low at the back.
fn knot(outfit: &mut Outfit, body: &Body, hair: Look) {
    let size = body.size;
    let middle = body.on_head(-0.126, 0.020, 0.0);
    outfit
        .add(Primitive::cone(body.on_head(-0.098, 0.026, 0.0), middle, 0.026 * size, 0.024 * size, hair).blend(0.010));
    let turn = |angle: f32| {
        let (sine, cosine) = angle.sin_cos();
        middle + (body.head_right * cosine + body.head_up * sine) * (0.019 * size)
    };
    for (from, to) in [(0.2, 1.9), (1.8, 3.5), (3.4, 5.1), (5.0, 6.6)] {
        outfit.add(Primitive::cone(turn(from), turn(to), 0.0165 * size, 0.0145 * size, hair).blend(0.005));
    }
}
