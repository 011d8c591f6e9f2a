//! What is worn over a uniform and stands out of it: belt with buckle, pouches, holster and radio.

use glam::Vec3;
use reversal_model::performance::Joint;

use super::Cut;
use super::surface::Surface;
use crate::dress::Outfit;
use crate::dress::frame::Body;
use crate::primitive::{Look, Primitive};

pub(super) fn dress(outfit: &mut Outfit, body: &Body, on: &Surface, cut: &Cut) {
    let size = body.size;
    // It draws the coat in.
    let width = size * body.breadth * cut.bulk * (0.35 + 0.65 * cut.waist);
    let leather = Look { sheen: 0.3, ..Look::glossy(0.028, 0.85) };
    let metal = Look { sheen: 0.0, ..Look::glossy(0.65, 1.0) };
    let waist = body.at(Joint::Waist);
    let (top, bottom) = (waist - body.pelvis_up * 0.028 * size, waist - body.pelvis_up * 0.082 * size);
    outfit.add(
        Primitive::cone(top, bottom, 0.166 * width, 0.169 * width, leather)
            .flat(body.pelvis_forward, 0.42)
            .capped()
            .blend(0.003),
    );
    let level = (top + bottom) * 0.5;
    let on_belt = |angle: f32| {
        let (sine, cosine) = angle.to_radians().sin_cos();
        level + body.pelvis_right * (sine * 0.168 * width) + body.pelvis_forward * (cosine * 0.122 * width)
    };
    let out = |angle: f32| {
        let (sine, cosine) = angle.to_radians().sin_cos();
        body.pelvis_right * sine + body.pelvis_forward * cosine
    };
    let buckle = Vec3::new(0.026, 0.021, 0.008) * size;
    outfit.panel(on_belt(0.0), buckle, 0.004, [body.pelvis_right, body.pelvis_up], metal);
    for (angle, half) in [
        (-38.0, Vec3::new(0.022, 0.032, 0.018)),
        (-66.0, Vec3::new(0.024, 0.038, 0.020)),
        (52.0, Vec3::new(0.020, 0.030, 0.016)),
        (148.0, Vec3::new(0.030, 0.034, 0.018)),
    ] {
        let outward = out(angle);
        let along = body.pelvis_up.cross(outward);
        outfit.panel(on_belt(angle) + outward * 0.008, half * size, 0.006, [along, body.pelvis_up], leather);
    }
    let holster = on_belt(94.0) + out(94.0) * 0.014;
    outfit.add(
        Primitive::cone(
            holster + body.pelvis_up * 0.02,
            holster - body.pelvis_up * 0.125 * size,
            0.034 * size,
            0.024 * size,
            leather,
        )
        .flat(out(94.0), 0.5)
        .blend(0.006),
    );
    let radio = on.front(0.25, 0.115);
    let half = Vec3::new(0.018, 0.034, 0.014) * size;
    outfit.panel(radio, half, 0.005, [body.chest_right, body.chest_up], leather);
    outfit.strip(radio + body.chest_up * 0.03, radio + body.chest_up * 0.105 * size, 0.0045, leather);
}
