//! Hair as the sculptor lays it on a head: a volume that ends in a broken hairline, combed by ridges.

use glam::Vec3;

use super::cast::Sculpted;
use super::face::{self, Face};
use super::shapes::{common, lumps, melt, polyline, ramp};

/// How the hair on a head is cut. What hangs free of the head is added where a person is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum HairCut {
    /// Millimetres all over: under caps, and by choice.
    Cropped,
    /// Short at the sides, combed over to one side on top.
    Parted,
    /// Short at the sides, tight curls on top.
    Curled,
    /// Short, gone at the temples.
    Receding,
    /// Combed back to a knot or tail.
    Drawn,
    /// Over the ears and down.
    Long,
}

pub(crate) const HAIR_CUTS: usize = 6;

/// Thickness on top, at the sides and at the nape, m; how far the hairline lies back, m; how deep and how close
/// together the ridges are, m.
struct Style {
    top_m: f32,
    sides_m: f32,
    nape_m: f32,
    back_m: f32,
    temples_m: f32,
    ridge_m: f32,
    ridge_apart_m: f32,
}

fn style(cut: HairCut) -> Style {
    let [top_m, sides_m, nape_m, back_m, temples_m, ridge_m, ridge_apart_m] = match cut {
        HairCut::Cropped => [0.0060, 0.0040, 0.0030, 0.002, 0.004, 0.0006, 0.007],
        HairCut::Parted => [0.0250, 0.0070, 0.0050, 0.000, 0.003, 0.0032, 0.012],
        HairCut::Curled => [0.0240, 0.0100, 0.0070, 0.000, 0.002, 0.0050, 0.014],
        HairCut::Receding => [0.0100, 0.0070, 0.0060, 0.018, 0.016, 0.0014, 0.010],
        HairCut::Drawn => [0.0085, 0.0070, 0.0070, 0.000, 0.000, 0.0016, 0.008],
        HairCut::Long => [0.0150, 0.0140, 0.0180, 0.000, 0.000, 0.0028, 0.013],
    };
    Style { top_m, sides_m, nape_m, back_m, temples_m, ridge_m, ridge_apart_m }
}

/// Height below which no hair grows, over how far forward.
const LINE: [(f32, f32); 8] = [
    (-0.090, -0.042),
    (-0.055, -0.044),
    (-0.038, -0.022),
    (-0.022, 0.012),
    (0.006, 0.010),
    (0.012, -0.012),
    (0.026, 0.000),
    (0.034, 0.050),
];
/// The same where it covers the ears.
const LONG_LINE: [(f32, f32); 4] = [(0.004, -0.135), (0.020, -0.070), (0.036, 0.010), (0.046, 0.056)];

/// How far inside the hairy scalp a point lies, m.
fn within_hairline(style: &Style, cut: HairCut, p: Vec3) -> f32 {
    let side = p.z.abs();
    let line = if cut == HairCut::Long { polyline(&LONG_LINE, p.x) } else { polyline(&LINE, p.x) };
    // Over the forehead the line runs from temple to temple, highest beside the middle.
    let peak = 0.079 - 0.003 * ramp(0.018, 0.0, side) - 0.012 * ramp(0.034, 0.060, side) + style.back_m * 0.5;
    let temple = style.temples_m * ramp(0.022, 0.040, side) * ramp(0.066, 0.050, side);
    let front = peak + temple + style.back_m * ramp(0.0, 0.05, p.x);
    let line = line.max(polyline(&[(0.034, line), (0.050, front)], p.x));
    let wander = lumps(p * 150.0) * 0.0034 + lumps(p * 390.0) * 0.0026;
    (p.y - line) + wander
}

/// Distance to the head under its hair, and the share of hair.
pub(super) fn sculpt(face: &Face, cut: HairCut, p: Vec3) -> Sculpted {
    let [skin, earless] = face::sculpt(face, p);
    let skin = if cut == HairCut::Long { earless } else { skin };
    let style = style(cut);
    let inside = within_hairline(&style, cut, p);
    let vault = face::vault(face, p);
    // Down the nape and before the ears hair follows the head, not the vault.
    let ground = vault.min(earless);
    let high = ramp(0.030, 0.105, p.y);
    let low = ramp(0.010, -0.050, p.y);
    let thick = style.sides_m + (style.top_m - style.sides_m) * high + (style.nape_m - style.sides_m) * low;
    // Hair thins toward its edge.
    let thick = thick * ramp(-0.002, 0.022 + thick, inside) + volume(cut, p) * ramp(0.0, 0.03, inside);
    let lump = ridges(&style, cut, p);
    let covering = ground - thick + lump * ramp(0.002, 0.02, inside);
    let edge = -inside * 0.8;
    let mut hair = common(covering, edge, 0.004);
    if cut == HairCut::Long {
        hair = melt(hair, curtain(p) + lump * 1.3, 0.012);
    }
    (skin.min(hair), ramp(-0.0006, 0.0012, skin - hair))
}

/// What stands off the head where hair is combed over.
fn volume(cut: HairCut, p: Vec3) -> f32 {
    match cut {
        // Up from a parting on the left, and over the brow.
        HairCut::Parted => {
            let parting = -0.012 * ramp(0.012, 0.0, (p.z + 0.034).abs()) * ramp(0.07, 0.10, p.y);
            0.010 * ramp(-0.03, 0.07, p.x) * ramp(0.06, 0.10, p.y) * ramp(-0.05, 0.0, p.z) + parting
        }
        HairCut::Curled => 0.006 * ramp(0.05, 0.10, p.y),
        _ => 0.0,
    }
}

/// Locks: long ridges along the way that the hair is combed, round lumps where it curls.
fn ridges(style: &Style, cut: HairCut, p: Vec3) -> f32 {
    let apart = 1.0 / style.ridge_apart_m;
    let at = match cut {
        HairCut::Curled => p * apart,
        // Combed across the head.
        HairCut::Parted => Vec3::new(p.x * apart, (p.y + p.x * 0.4) * apart * 0.35, p.z * apart * 0.22),
        // Combed back.
        HairCut::Drawn => Vec3::new(p.x * apart * 0.15, p.y * apart, p.z * apart),
        // Down from the crown.
        _ => Vec3::new(p.x * apart, p.y * apart * 0.18, p.z * apart),
    };
    (lumps(at) + 0.5 * lumps(at * 2.1 + Vec3::splat(7.3))) * style.ridge_m
}

/// Long hair beside the face and on the nape.
fn curtain(p: Vec3) -> f32 {
    let side = Vec3::new(p.x, p.y, p.z.abs());
    let beside =
        super::shapes::capsule(side, Vec3::new(-0.004, 0.060, 0.066), Vec3::new(-0.016, -0.095, 0.066), 0.020, 0.026);
    let beside = common(beside, side.x - 0.022, 0.01);
    let nape = super::shapes::ellipsoid(p, Vec3::new(-0.066, -0.040, 0.0), Vec3::new(0.052, 0.086, 0.068));
    melt(beside, nape, 0.02)
}

#[cfg(test)]
mod tests {
    use super::super::face::FACES;
    use super::*;

    #[test]
    fn the_crown_is_hair_and_the_face_is_not() {
        for cut in
            [HairCut::Cropped, HairCut::Parted, HairCut::Curled, HairCut::Receding, HairCut::Drawn, HairCut::Long]
        {
            let share = |point: Vec3| sculpt(&FACES[0], cut, point).1;
            assert!(share(Vec3::new(-0.05, 0.14, 0.0)) > 0.5, "{cut:?}");
            assert!(share(Vec3::new(0.095, -0.02, 0.0)) < 0.5, "{cut:?}");
            assert!(share(Vec3::new(0.085, 0.04, 0.02)) < 0.5, "{cut:?}");
        }
    }
}
