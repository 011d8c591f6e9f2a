//! What a garment is made up with: lapels, collars, the shirt in an open front, pockets, zips, seams.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{Upper, Wardrobe};

use super::surface::Surface;
use crate::dress::Outfit;
use crate::dress::frame::Body;
use crate::primitive::{Look, Primitive};

/// Tones of a shirt under a uniform or jacket, of what is worn under any other coat, and of a tie.
const SHIRT_TONE: f32 = 0.50;
const KNIT_TONE: f32 = 0.26;
const TIE_TONE: f32 = 0.035;

/// An open front: what is worn under it, lapels, buttons below them, pockets with flaps and the edge that laps over.
pub(super) fn buttoned(outfit: &mut Outfit, body: &Body, on: &Surface, cloth: Look, clothes: &Wardrobe) {
    let size = body.size;
    let coat = clothes.upper == Upper::Coat;
    // Where the front closes.
    let closes = if coat { 0.115 } else { 0.075 };
    under(outfit, body, on, closes, clothes);
    collar(outfit, body, cloth.toned(1.12));
    for sign in [-1.0, 1.0] {
        lapel(outfit, on, closes, sign, cloth.toned(1.16), size);
        if !outfit.close() {
            continue;
        }
        let flap = on.front(0.185, 0.092 * sign);
        let half = Vec3::new(0.034, 0.012, 0.0045) * size;
        sewn(outfit, on, flap, half, on.axes(0.185, 0.092 * sign), cloth.toned(1.15));
        let pocket = if coat { -0.155 } else { -0.06 };
        let middle = on.front(pocket, 0.105 * sign);
        let half = Vec3::new(0.060, 0.020, 0.005) * size;
        sewn(outfit, on, middle, half, on.axes(pocket, 0.105 * sign), cloth.toned(1.12));
    }
    if !outfit.close() {
        return;
    }
    // The edge that laps over.
    let ends = if coat { [closes, -0.02, -0.14, -0.26, -0.38] } else { [closes, 0.03, -0.02, -0.07, -0.12] };
    let edge: Vec<Vec3> = ends.into_iter().map(|up| on.front(up, 0.014)).collect();
    for pair in edge.windows(2) {
        outfit.strip(pair[0], pair[1], 0.0045 * size, cloth.toned(0.55));
    }
    for i in 0..if coat { 3 } else { 2 } {
        let at = on.front(closes - 0.030 - 0.075 * i as f32, -0.006);
        let out = body.chest_forward;
        outfit.add_small(
            Primitive::cone(at - out * 0.004, at + out * 0.004, 0.0085 * size, 0.0080 * size, Look::glossy(0.42, 0.9))
                .capped()
                .blend(0.002),
        );
    }
}

/// The shirt that an open front shows, and a tie with a uniform.
fn under(outfit: &mut Outfit, body: &Body, on: &Surface, closes: f32, clothes: &Wardrobe) {
    let size = body.size;
    let uniform = clothes.duty_belt;
    let shirted = uniform || clothes.upper == Upper::Jacket;
    let look = outfit.soiled(outfit.cloth(if shirted { SHIRT_TONE } else { KNIT_TONE }), 0.6);
    let out = body.chest_forward;
    let share = |part: f32| closes + (0.385 - closes) * part;
    let near: &[(f32, f32, f32)] = &[(0.94, 1.14, 0.036), (0.66, 1.0, 0.040), (0.36, 0.70, 0.034), (0.0, 0.40, 0.018)];
    let far = &[(0.55, 1.14, 0.036), (0.0, 0.60, 0.024)];
    for &(low, high, half) in if outfit.close() { near } else { far } {
        slab(outfit, on, [[share(low), 0.0], [share(high), 0.0]], half * size, 0.001, look);
    }
    let neck = body.at(Joint::Neck);
    let up = (body.chest_up + (body.at(Joint::Head) - neck).normalize_or_zero()).normalize_or_zero();
    if shirted {
        // Its collar stands a little out of the coat's.
        let axis = (up + out * 0.30).normalize();
        let foot = neck - (axis * 0.004 + out * 0.004) * size;
        outfit.add(
            Primitive::cone(foot, foot + axis * 0.066 * size, 0.072 * size, 0.0655 * size, look)
                .flat(body.chest_right, 0.08)
                .capped()
                .blend(0.003),
        );
    }
    if uniform {
        let tie = Look { sheen: 0.3, ..Look::glossy(TIE_TONE, 0.35) };
        let near: &[(f32, f32, f32)] = &[(0.62, 1.06, 0.012), (0.32, 0.66, 0.015), (0.06, 0.36, 0.018)];
        let far = &[(0.06, 1.06, 0.015)];
        for &(low, high, half) in if outfit.close() { near } else { far } {
            slab(outfit, on, [[share(low), 0.0], [share(high), 0.0]], half * size, 0.003, tie);
        }
        let knot = on.front(share(1.09), 0.0) + out * 0.006;
        outfit.add(
            Primitive::cone(knot, knot - body.chest_up * (0.02 * size), 0.013 * size, 0.009 * size, tie).blend(0.004),
        );
    }
}

/// Lies flat on the chest, widest below its notch, and throws a thin shadow.
fn lapel(outfit: &mut Outfit, on: &Surface, closes: f32, sign: f32, look: Look, size: f32) {
    let share = |part: f32| closes + (0.375 - closes) * part;
    // Its inner edge runs straight from the collar to where the front closes.
    let inner = |part: f32| 0.042 * part;
    let near: &[(f32, f32, f32)] =
        &[(0.94, 1.12, 0.020), (0.62, 1.0, 0.024), (0.33, 0.68, 0.026), (0.14, 0.38, 0.021), (0.02, 0.19, 0.013)];
    let far = &[(0.55, 1.10, 0.024), (0.04, 0.60, 0.020)];
    for &(low, high, half) in if outfit.close() { near } else { far } {
        let at = |part: f32| [share(part), (inner(part) + half) * sign];
        slab(outfit, on, [at(low), at(high)], half * size, 0.004, look);
    }
    // The collar's fall ends in a notch above it.
    if outfit.close() {
        slab(outfit, on, [[0.350, 0.102 * sign], [0.405, 0.068 * sign]], 0.020 * size, 0.005, look.toned(1.06));
    }
}

/// A flat piece on a garment between two points of its front (up from the waist and to the right), half as wide as
/// `half_m` and raised by `raised_m`.
fn slab(outfit: &mut Outfit, on: &Surface, ends: [[f32; 2]; 2], half_m: f32, raised_m: f32, look: Look) {
    const THICK_M: f32 = 0.005;
    let [[low, from], [high, to]] = ends;
    let (up, right) = (0.5 * (low + high), 0.5 * (from + to));
    let [_, _, out] = on.axes(up, right);
    let [start, end] = ends.map(|[up, right]| on.front(up, right));
    let along = end - start;
    let along = along - out * along.dot(out);
    let middle = on.front(up, right) + out * (raised_m - 0.5 * THICK_M);
    let half = Vec3::new(half_m, 0.5 * along.length(), THICK_M);
    let along = along.normalize_or_zero();
    sewn(outfit, on, middle, half, [along.cross(out), along, out], look);
}

/// A stiff piece on a garment. Where the cloth under it curves away it sinks in: no corner stands off.
fn sewn(outfit: &mut Outfit, on: &Surface, middle: Vec3, half: Vec3, [right, up, out]: [Vec3; 3], look: Look) {
    const EDGE_M: f32 = 0.006;
    let corner = |x: f32, y: f32| middle + right * (half.x * x) + up * (half.y * y) + out * half.z;
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| on.gap_m(corner(x, y)));
    let stands_off_m = corners.into_iter().fold(0.0, f32::max);
    let middle = middle - out * (stands_off_m - EDGE_M).max(0.0);
    outfit.panel(middle, half, 0.003, [right, up], look);
}

/// Seams down the spine and across the shoulder blades: they tell a tailored back from a bare one.
pub(super) fn back_seams(outfit: &mut Outfit, on: &Surface, cloth: Look) {
    if !outfit.close() {
        return;
    }
    let mut seam = |points: &[[f32; 2]]| {
        let points: Vec<Vec3> = points.iter().map(|&[up, right]| on.back(up, right)).collect();
        for pair in points.windows(2) {
            outfit.strip(pair[0], pair[1], 0.0035, cloth.toned(0.6));
        }
    };
    seam(&[[0.250, 0.0], [0.17, 0.0], [0.09, 0.0], [0.01, 0.0]]);
    seam(&[[0.236, -0.150], [0.248, -0.075], [0.250, 0.0], [0.248, 0.075], [0.236, 0.150]]);
}

/// A collar that stands, lower before the throat than at the nape, and is turned down over itself.
fn collar(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let neck = body.at(Joint::Neck);
    let up = (body.chest_up + (body.at(Joint::Head) - neck).normalize_or_zero()).normalize_or_zero();
    let axis = (up + body.chest_forward * 0.34).normalize();
    let foot = neck - (axis * 0.008 + body.chest_forward * 0.006) * size;
    outfit.add(
        Primitive::cone(foot, foot + axis * 0.060 * size, 0.084 * size, 0.075 * size, cloth)
            .flat(body.chest_right, 0.08)
            .capped()
            .blend(0.005),
    );
    let fold = foot + axis * 0.054 * size;
    outfit.add(
        Primitive::cone(fold, foot + axis * 0.018 * size, 0.079 * size, 0.090 * size, cloth.toned(1.06))
            .flat(body.chest_right, 0.08)
            .capped()
            .blend(0.003),
    );
}

/// A ribbed ring round the neck.
pub(super) fn neckline(outfit: &mut Outfit, body: &Body, cloth: Look, radius: f32, height: f32) {
    let size = body.size;
    let neck = body.at(Joint::Neck) + body.chest_up * 0.004 * size;
    let ribbed = outfit.folds(cloth.toned(0.85), 0.2, 4.0, 0.0);
    outfit.add(
        Primitive::cone(neck, neck + body.chest_up * height * 1.6 * size, radius * size, radius * 0.93 * size, ribbed)
            .capped()
            .blend(0.006),
    );
}

/// A zip, a pocket over the belly with open sides, and drawstrings.
pub(super) fn zipped(outfit: &mut Outfit, body: &Body, on: &Surface, cloth: Look) {
    let size = body.size;
    let zip = Look { sheen: 0.2, ..Look::glossy(0.045, 0.6) };
    let ends: &[f32] = if outfit.close() { &[0.33, 0.25, 0.16, 0.07, -0.01, -0.07] } else { &[0.33, 0.13, -0.07] };
    let line: Vec<Vec3> = ends.iter().map(|&up| on.front(up, 0.0)).collect();
    for pair in line.windows(2) {
        outfit.strip(pair[0], pair[1], 0.0055 * size, zip);
    }
    if !outfit.close() {
        return;
    }
    pocket(outfit, body, on, cloth);
    for sign in [-1.0, 1.0] {
        let top = on.front(0.315, 0.040 * sign);
        // Drawstrings hang; they lie on the chest only where it is in their way.
        let mut at = top;
        for _ in 0..3 {
            let down = at + (Vec3::NEG_Y * 0.85 - body.chest_up * 0.15) * (0.045 * size);
            let end = down + body.chest_forward * (0.006 - on.gap_m(down)).max(0.0);
            outfit.strip(at, end, 0.0038, Look::matt(0.26));
            at = end;
        }
        outfit.strip(at, at + Vec3::NEG_Y * 0.016, 0.0052, Look::matt(0.18));
    }
}

/// It hangs a little off the belly and gapes at the sides, where hands go in.
fn pocket(outfit: &mut Outfit, body: &Body, on: &Surface, cloth: Look) {
    const FLATNESS: f32 = 3.0;
    let size = body.size;
    let out = body.pelvis_forward;
    let row = |up: f32| [-0.078, 0.0, 0.078].map(|right| on.front(up, right * body.breadth));
    let (upper, lower) = (row(0.012), row(-0.045));
    let look = outfit.folds(cloth.toned(0.90), 0.2, 30.0, 0.0);
    for (row, radius) in [(upper, 0.036), (lower, 0.040)] {
        for pair in row.windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|at| at + out * 0.001);
            outfit.add_small(
                Primitive::cone(from, to, radius * size, radius * size, look).flat(out, FLATNESS).blend(0.012),
            );
        }
    }
    for (i, sign) in [(0, -1.0), (2, 1.0)] {
        let aside = body.pelvis_right * (sign * 0.022 * size);
        let mouth = [upper[i] - aside * 0.4 + out * 0.009, lower[i] + aside + out * 0.007];
        outfit.strip(mouth[0], mouth[1], 0.0055 * size, cloth.toned(0.35));
    }
}

/// An open collar and a placket.
pub(super) fn shirt(outfit: &mut Outfit, body: &Body, on: &Surface, cloth: Look) {
    let size = body.size;
    collar(outfit, body, cloth.toned(1.12));
    for sign in [-1.0, 1.0] {
        slab(outfit, on, [[0.342, 0.054 * sign], [0.415, 0.038 * sign]], 0.019 * size, 0.005, cloth.toned(1.12));
    }
    let placket: Vec<Vec3> = [0.29, 0.20, 0.10, 0.0, -0.07].into_iter().map(|up| on.front(up, 0.0)).collect();
    for pair in placket.windows(2) {
        outfit.add(
            Primitive::cone(pair[0], pair[1], 0.015 * size, 0.015 * size, cloth.toned(1.1))
                .flat(body.chest_forward, 2.4)
                .blend(0.003),
        );
    }
    if outfit.close() {
        for up in [0.25, 0.16, 0.07] {
            let at = on.front(up, 0.0) + body.chest_forward * 0.003;
            outfit.strip(at, at + body.chest_forward * 0.002, 0.0055 * size, Look::glossy(0.5, 0.6));
        }
    }
}
