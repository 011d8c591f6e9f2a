//! What a hand holds out to the other: a cap, keys, a phone. It goes where the hand goes.

use glam::{Quat, Vec3};
use reversal_model::brief::Character;
use reversal_model::wardrobe::{Carried, HeadWear};

use super::Outfit;
use super::fabric::Fabric;
use super::frame::{Body, Half};
use super::hands::{Grasp, grasp};
use super::headwear::{Seat, knit_cap, peaked_cap};
use crate::primitive::{Look, Primitive};

const METAL: Look = Look { sheen: 0.0, ..Look::glossy(0.75, 1.0) };
const LEATHER: Look = Look::glossy(0.06, 0.4);
const GLASS: Look = Look { sheen: 0.0, ..Look::glossy(0.02, 1.0) };
/// Tone of a knitted cap that is not otherwise worn.
const WOOL_TONE: f32 = 0.12;
/// Radius of a key ring, m, and how many straight pieces it is made of.
const RING_M: f32 = 0.017;
const RING_PIECES: u8 = 6;

/// Puts what `owner` carries into a hand of the other's body.
pub(super) fn dress(outfit: &mut Outfit, body: &Body, half: Half, owner: &Character) {
    let grasp = grasp(body, half, true);
    match owner.wardrobe.carried() {
        Carried::Cap => cap(outfit, &grasp, owner),
        Carried::Keys => keys(outfit, &grasp, body.size),
        Carried::Phone => phone(outfit, &grasp, half),
    }
}

/// Held by the back of its rim, crown up, the peak toward whom it belongs to.
fn cap(outfit: &mut Outfit, grasp: &Grasp, owner: &Character) {
    let along = grasp.along;
    // Level as far as the hand allows it; a hand that hangs down turns it with the palm.
    let level = Vec3::Y - along * along.y + grasp.palm * 0.2;
    let up = (level - along * level.dot(along)).try_normalize().unwrap_or(grasp.palm);
    let size = owner.height_m / 1.80;
    let seat = Seat { at: grasp.hand + along * (0.150 * size), forward: along, up, right: along.cross(up), size };
    let wardrobe = &owner.wardrobe;
    match wardrobe.head {
        HeadWear::PeakedCap => peaked_cap(outfit, &seat, outfit.cloth(wardrobe.head_tone, Fabric::Wool)),
        HeadWear::KnitCap => knit_cap(outfit, &seat, outfit.cloth(wardrobe.head_tone, Fabric::Knit)),
        _ => knit_cap(outfit, &seat, outfit.cloth(WOOL_TONE, Fabric::Knit)),
    }
}

/// A ring from which three keys and a tag hang by their weight.
fn keys(outfit: &mut Outfit, grasp: &Grasp, size: f32) {
    let hook = grasp.hand + (grasp.along * 0.052 + grasp.palm * 0.020) * size;
    let middle = hook + Vec3::NEG_Y * (RING_M + 0.006);
    let broad = grasp.across.with_y(0.0).try_normalize().unwrap_or(Vec3::X);
    let rim = |piece: u8| {
        let turn = f32::from(piece) / f32::from(RING_PIECES) * std::f32::consts::TAU;
        middle + (broad * turn.cos() + Vec3::Y * turn.sin()) * RING_M
    };
    for piece in 0..RING_PIECES {
        outfit.strip(rim(piece), rim(piece + 1), 0.0022, METAL);
    }
    let thick = broad.cross(Vec3::Y);
    for (swing_rad, aside, long_m, look) in [
        (-0.42, -1.0, 0.031, METAL),
        (-0.05, 0.0, 0.034, METAL),
        (0.30, 1.0, 0.029, METAL),
        (0.75, 2.0, 0.033, LEATHER),
    ] {
        let down = Quat::from_axis_angle(thick, swing_rad) * Vec3::NEG_Y;
        let right = down.cross(thick);
        let from = middle + down * RING_M + thick * (0.004 * aside);
        let bow = Vec3::new(0.0125, 0.0125, 0.0018);
        outfit.panel(from + down * 0.010, bow, 0.0018, [right, down], look);
        let blade = Vec3::new(if look == LEATHER { 0.0125 } else { 0.0055 }, long_m * 0.5, 0.0016);
        outfit.panel(from + down * (0.020 + long_m * 0.5), blade, 0.0016, [right, down], look);
    }
}

/// Flat in the hand between thumb and fingers.
fn phone(outfit: &mut Outfit, grasp: &Grasp, half: Half) {
    let middle = grasp.hand + grasp.along * 0.050 + grasp.palm * 0.026 + grasp.across * (0.006 * half.sign());
    let axes = [grasp.across, grasp.along];
    outfit.panel(middle, Vec3::new(0.036, 0.074, 0.0042), 0.004, axes, LEATHER);
    outfit.add(
        Primitive::block(
            middle + grasp.palm * 0.004,
            Vec3::new(0.033, 0.070, 0.0012),
            0.001,
            grasp.across,
            grasp.along,
            GLASS,
        )
        .blend(super::CRISP_M),
    );
}
