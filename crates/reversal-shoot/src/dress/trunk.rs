//! Over the trunk and arms: coat, jacket, hoodie, shirt, sweater, dress.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::wardrobe::{Upper, Wardrobe};

use super::Outfit;
use super::frame::{Arm, Body, HALVES};
use crate::primitive::{Look, Primitive};

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
    /// Below the hips; 0 ends at them.
    skirt: f32,
    /// Radius of the skirt's hem.
    flare: f32,
    folds: f32,
    fold_depth: f32,
    /// Ribbed waistband.
    band: bool,
}

fn cut(upper: Upper) -> Cut {
    match upper {
        Upper::Coat => Cut {
            bulk: 1.04,
            yoke: 0.058,
            yoke_round: 0.030,
            sleeve: [0.060, 0.060, 0.056],
            sleeve_end: 0.97,
            cuff: 1.16,
            skirt: 0.36,
            flare: 0.150,
            folds: 0.22,
            fold_depth: 0.010,
            band: false,
        },
        Upper::Jacket => Cut {
            bulk: 1.03,
            yoke: 0.056,
            yoke_round: 0.034,
            sleeve: [0.058, 0.056, 0.051],
            sleeve_end: 0.98,
            cuff: 1.08,
            skirt: 0.13,
            flare: 0.130,
            folds: 0.22,
            fold_depth: 0.009,
            band: false,
        },
        Upper::Hoodie => Cut {
            bulk: 1.07,
            yoke: 0.060,
            yoke_round: 0.054,
            sleeve: [0.066, 0.062, 0.054],
            sleeve_end: 0.97,
            cuff: 0.84,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.55,
            fold_depth: 0.011,
            band: true,
        },
        Upper::Shirt => Cut {
            bulk: 0.98,
            yoke: 0.050,
            yoke_round: 0.040,
            sleeve: [0.058, 0.056, 0.054],
            sleeve_end: 0.12,
            cuff: 1.14,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.32,
            fold_depth: 0.012,
            band: false,
        },
        Upper::Sweater => Cut {
            bulk: 1.05,
            yoke: 0.054,
            yoke_round: 0.052,
            sleeve: [0.062, 0.060, 0.056],
            sleeve_end: 1.02,
            cuff: 0.86,
            skirt: 0.0,
            flare: 0.0,
            folds: 0.12,
            fold_depth: 0.012,
            band: true,
        },
        Upper::Dress => Cut {
            bulk: 0.93,
            yoke: 0.044,
            yoke_round: 0.042,
            sleeve: [0.052, 0.047, 0.041],
            sleeve_end: 0.55,
            cuff: 1.04,
            skirt: 0.50,
            flare: 0.135,
            folds: 0.18,
            fold_depth: 0.010,
            band: false,
        },
    }
}

pub(super) fn dress(outfit: &mut Outfit, body: &Body, clothes: &Wardrobe) {
    let cut = cut(clothes.upper);
    let cloth = outfit.cloth(clothes.upper_tone);
    trunk(outfit, body, &cut, cloth);
    for half in HALVES {
        let arm = body.arm(half);
        sleeve(outfit, body, &arm, &cut, cloth, clothes.skin_tone);
    }
    if cut.skirt > 0.0 {
        skirt(outfit, body, &cut, cloth);
    }
    match clothes.upper {
        Upper::Coat => {
            coat_front(outfit, body, cloth, 3);
            back_seams(outfit, body, cloth);
        }
        Upper::Jacket => {
            coat_front(outfit, body, cloth, 2);
            back_seams(outfit, body, cloth);
        }
        Upper::Hoodie => {
            hoodie_front(outfit, body, cloth);
            back_seams(outfit, body, cloth);
        }
        Upper::Shirt => shirt_front(outfit, body, cloth),
        Upper::Sweater => neckline(outfit, body, cloth, 0.075, 0.022),
        Upper::Dress => {}
    }
    if clothes.duty_belt {
        duty_belt(outfit, body, &cut);
    }
}

/// Middle of the ribs, lifted by breath.
fn ribs(body: &Body) -> Vec3 {
    body.at(Joint::Chest) + body.chest_up * (0.03 + 0.006 * body.breath) * body.size
}

fn trunk(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let width = body.size * body.breadth * cut.bulk;
    let (ribs, waist, pelvis) = (ribs(body), body.at(Joint::Waist), body.at(Joint::Pelvis));
    let breath = 0.007 * body.breath * body.size;
    let folded = outfit.folds(cloth, cut.folds, 44.0, cut.fold_depth);
    let gathered = outfit.folds(cloth, cut.folds * 1.2, 62.0, cut.fold_depth * 1.2);
    outfit.add(
        Primitive::cone(
            ribs + body.chest_forward * 0.012,
            waist - body.pelvis_up * 0.02 * body.size,
            0.162 * width + breath,
            0.150 * width,
            folded,
        )
        .flat(body.chest_forward, 0.46)
        .blend(0.05),
    );
    outfit.add(
        Primitive::cone(
            waist + body.pelvis_up * 0.02,
            pelvis + body.pelvis_up * 0.02 * body.size,
            0.148 * width,
            0.150 * width,
            gathered,
        )
        .flat(body.pelvis_forward, 0.44)
        .blend(0.05),
    );
    yoke(outfit, body, cut, folded);
    if cut.band {
        let (top, bottom) = (pelvis + body.pelvis_up * 0.035 * body.size, pelvis - body.pelvis_up * 0.055 * body.size);
        let slouch = body.pelvis_forward;
        outfit.add(
            Primitive::cone(waist - body.pelvis_up * 0.03, top, 0.160 * width, 0.174 * width, gathered)
                .flat(slouch, 0.40)
                .capped()
                .blend(0.014),
        );
        outfit.add(
            Primitive::cone(top, bottom, 0.163 * width, 0.157 * width, outfit.folds(cloth.toned(0.82), 0.25, 4.0, 0.0))
                .flat(slouch, 0.40)
                .capped()
                .blend(0.004),
        );
    }
}

/// Shoulders: a yoke between the joints, slopes to the neck and the upper back, so that they never end in balls.
fn yoke(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let (left, right) = (body.at(Joint::LeftShoulder), body.at(Joint::RightShoulder));
    let neck = body.at(Joint::Neck);
    let size = body.size;
    let width = left.distance(right) * 0.5;
    let middle = (left + right) * 0.5;
    let axis = right - left;
    outfit.add(
        Primitive::block(
            middle - body.chest_up * 0.022 * size,
            Vec3::new(width + 0.022 * size * body.breadth, 0.052 * size, (cut.yoke + 0.010) * size * body.breadth),
            (cut.yoke_round * size).min(0.05 * size),
            axis,
            body.chest_up,
            cloth,
        )
        .blend(0.045),
    );
    for (half, shoulder) in HALVES.into_iter().zip([left, right]) {
        let sign = half.sign();
        outfit.add(
            Primitive::cone(
                neck + body.chest_up * 0.012 * size - body.chest_forward * 0.01,
                shoulder + body.chest_up * 0.012 * size,
                0.058 * size,
                0.036 * size * body.breadth,
                cloth,
            )
            .flat(body.chest_forward, 0.10)
            .blend(0.05),
        );
        // The side of the ribs, from armpit to waist.
        outfit.add(
            Primitive::cone(
                shoulder - body.chest_up * 0.06 * size - body.chest_right * (sign * 0.035),
                body.at(Joint::Waist) + body.pelvis_right * (sign * 0.066 * size),
                0.060 * size * body.breadth,
                0.080 * size * body.breadth,
                cloth,
            )
            .blend(0.06),
        );
    }
    let ribs = ribs(body);
    outfit.add(
        Primitive::cone(
            left.lerp(ribs, 0.40) - body.chest_forward * 0.018,
            right.lerp(ribs, 0.40) - body.chest_forward * 0.018,
            0.094 * size * body.breadth,
            0.094 * size * body.breadth,
            cloth,
        )
        .flat(body.chest_forward, 0.15)
        .blend(0.07),
    );
}

fn sleeve(outfit: &mut Outfit, body: &Body, arm: &Arm, cut: &Cut, cloth: Look, skin_tone: f32) {
    let width = body.size * (0.4 + 0.6 * body.breadth);
    let [top, middle, end] = cut.sleeve.map(|radius| radius * width);
    let upper = outfit.folds(cloth, cut.folds, 66.0, cut.fold_depth);
    let lower = outfit.folds(cloth, cut.folds * 1.1, 78.0, cut.fold_depth * 1.1);
    let toward_elbow = (arm.elbow - arm.shoulder).try_normalize().unwrap_or(Vec3::NEG_Y);
    outfit.add(
        Primitive::cone(arm.shoulder + toward_elbow * 0.012 - body.chest_up * 0.012, arm.elbow, top, middle, upper)
            .blend(0.065),
    );
    // The seam where the sleeve is set in: without it shoulders read as skin.
    let seam = arm.shoulder + toward_elbow * 0.050 * body.size - body.chest_up * 0.012;
    outfit.add(
        Primitive::cone(seam, seam + toward_elbow * 0.011, top * 1.045 + 0.004, top * 1.04 + 0.004, cloth.toned(0.62))
            .capped()
            .blend(0.003),
    );
    let forearm = arm.wrist - arm.elbow;
    let along = forearm.try_normalize().unwrap_or(Vec3::NEG_Y);
    let hem = arm.elbow + forearm * cut.sleeve_end;
    if cut.sleeve_end < 0.9 {
        let skin = Look { gloss: 0.25, ..Look::matt(skin_tone) };
        outfit.add(
            Primitive::cone(arm.elbow, arm.elbow + forearm * 0.35, 0.044 * width, 0.045 * width, skin).blend(0.02),
        );
        outfit.add(
            Primitive::cone(arm.elbow + forearm * 0.35, arm.wrist, 0.045 * width, 0.029 * width, skin).blend(0.03),
        );
    }
    if cut.sleeve_end > 0.3 {
        outfit.add(Primitive::cone(arm.elbow, hem, middle, end, lower).blend(0.016));
    }
    let cuff = end * cut.cuff;
    outfit.add(
        Primitive::cone(hem - along * 0.052 * body.size, hem, cuff, cuff * 1.02, cloth.toned(0.86))
            .capped()
            .blend(0.004),
    );
}

/// What hangs below the hips: a panel over each thigh, drawn down by gravity, open between them when legs part.
fn skirt(outfit: &mut Outfit, body: &Body, cut: &Cut, cloth: Look) {
    let size = body.size;
    let length = cut.skirt * size;
    let folded = outfit.folds(cloth, 0.20, 9.0, 0.010);
    let flare = cut.flare * size * body.breadth;
    let mut hems = [Vec3::ZERO; 2];
    for (i, half) in HALVES.into_iter().enumerate() {
        let leg = body.leg(half);
        let thigh = (leg.knee - leg.hip).try_normalize().unwrap_or(Vec3::NEG_Y);
        let hang = (thigh * 0.72 + Vec3::NEG_Y * 0.28 - body.pelvis_up * 0.12).try_normalize().unwrap_or(thigh);
        let top = leg.hip + body.pelvis_up * 0.07 * size - body.pelvis_right * (half.sign() * 0.02 * size);
        let hem = leg.hip + hang * length + body.pelvis_right * (half.sign() * 0.012 * size);
        let front = body.pelvis_forward - hang * body.pelvis_forward.dot(hang);
        outfit.add(
            Primitive::cone(top, hem, 0.108 * size * body.breadth, flare, folded)
                .flat(front, 0.40)
                .capped()
                .blend(0.035),
        );
        hems[i] = hem;
    }
    // Cloth spans the gap between the panels.
    let pelvis = body.at(Joint::Pelvis);
    let middle = (hems[0] + hems[1]) * 0.5;
    let reach = pelvis + (middle - pelvis) * 0.96;
    let hang = (reach - pelvis).try_normalize().unwrap_or(Vec3::NEG_Y);
    let front = body.pelvis_forward - hang * body.pelvis_forward.dot(hang);
    outfit.add(
        Primitive::cone(pelvis + body.pelvis_up * 0.04, reach, 0.150 * size * body.breadth, flare * 1.12, folded)
            .flat(front, 0.42)
            .capped()
            .blend(0.03),
    );
    // The vent.
    let back = |middle: Vec3, radius: f32| middle - front.normalize_or_zero() * (radius / 1.42);
    outfit.add(
        Primitive::cone(
            back(pelvis.lerp(reach, 0.25), 0.152 * size * body.breadth),
            back(reach, flare * 1.12),
            0.010 * size,
            0.016 * size,
            cloth.toned(0.35),
        )
        .blend(0.004),
    );
}

/// A point on the chest's or belly's front: metres up from the waist and to the right.
fn on_front(body: &Body, up: f32, right: f32) -> Vec3 {
    let size = body.size;
    let waist = body.at(Joint::Waist);
    let spine =
        if up >= 0.0 { waist + (ribs(body) - waist) * (up / 0.23) } else { waist + body.pelvis_up * (up * size) };
    let forward = if up >= 0.0 { body.chest_forward } else { body.pelvis_forward };
    let across = if up >= 0.0 { body.chest_right } else { body.pelvis_right };
    let depth = 0.128 * size * body.breadth * (1.0 - (right / 0.17).powi(2)).max(0.0).sqrt();
    spine + forward * depth + across * (right * size)
}

fn coat_front(outfit: &mut Outfit, body: &Body, cloth: Look, buttons: u8) {
    let size = body.size;
    collar(outfit, body, cloth.toned(1.15));
    // Lapels: two thin blades from the collar to the breast.
    for sign in [-1.0, 1.0] {
        let (top, bottom) = (on_front(body, 0.28, 0.050 * sign), on_front(body, 0.10, 0.018 * sign));
        outfit.add(
            Primitive::cone(top, bottom, 0.030 * size, 0.010 * size, cloth.toned(1.25))
                .flat(body.chest_forward, 2.2)
                .blend(0.003),
        );
        // Breast pockets with flaps.
        let flap = on_front(body, 0.185, 0.088 * sign);
        outfit.add(
            Primitive::block(
                flap,
                Vec3::new(0.036, 0.011, 0.010) * size,
                0.003,
                body.chest_right,
                body.chest_up,
                cloth.toned(1.2),
            )
            .blend(0.003),
        );
    }
    for i in 0..buttons {
        let at = on_front(body, 0.08 - 0.075 * f32::from(i), 0.0);
        outfit.add(
            Primitive::cone(at, at + body.chest_forward * 0.004, 0.010 * size, 0.009 * size, Look::glossy(0.5, 0.9))
                .blend(0.002),
        );
    }
}

/// A point on the back: metres up from the waist and to the right.
fn on_back(body: &Body, up: f32, right: f32) -> Vec3 {
    let waist = body.at(Joint::Waist);
    let spine = waist + (ribs(body) - waist) * (up / 0.23);
    let depth = 0.104 * body.size * body.breadth * (1.0 - (right / 0.20).powi(2)).max(0.0).sqrt();
    spine - body.chest_forward * depth + body.chest_right * (right * body.size)
}

/// Welted seams down the spine and across the shoulder blades: they tell a tailored back from a bare one.
fn back_seams(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let welt = |from: Vec3, to: Vec3| Primitive::cone(from, to, 0.013 * size, 0.013 * size, cloth.toned(0.55));
    outfit.add(welt(on_back(body, 0.30, 0.0), on_back(body, 0.14, 0.0)).blend(0.012));
    outfit.add(welt(on_back(body, 0.14, 0.0), on_back(body, -0.01, 0.0)).blend(0.012));
    for sign in [-1.0, 1.0] {
        outfit.add(welt(on_back(body, 0.235, 0.005 * sign), on_back(body, 0.215, 0.115 * sign)).blend(0.012));
    }
}

/// A collar that stands and opens to the front.
fn collar(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    let neck = body.at(Joint::Neck);
    let axis = (body.chest_up + (body.at(Joint::Head) - neck).normalize_or_zero()) * 0.5;
    let foot = neck + body.chest_up * 0.006 * size - body.chest_forward * 0.010;
    outfit.add(
        Primitive::cone(
            foot,
            foot + axis * 0.066 * size - body.chest_forward * 0.004,
            0.090 * size,
            0.079 * size,
            cloth,
        )
        .capped()
        .blend(0.005),
    );
}

fn neckline(outfit: &mut Outfit, body: &Body, cloth: Look, radius: f32, height: f32) {
    let size = body.size;
    let neck = body.at(Joint::Neck) + body.chest_up * 0.004 * size;
    let ribbed = outfit.folds(cloth.toned(0.85), 0.2, 4.0, 0.0);
    outfit.add(
        Primitive::cone(neck, neck + body.chest_up * height * 1.6 * size, radius * size, radius * 0.93 * size, ribbed)
            .capped()
            .blend(0.006),
    );
}

fn hoodie_front(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    // The pocket: a slab over the belly with open, darker sides.
    let pocket = on_front(body, -0.01, 0.0);
    outfit.add(
        Primitive::block(
            pocket + body.pelvis_forward * 0.006,
            Vec3::new(0.105 * body.breadth, 0.055, 0.018) * size,
            0.014,
            body.pelvis_right,
            body.pelvis_up,
            outfit.folds(cloth.toned(0.93), 0.10, 20.0, 0.0),
        )
        .blend(0.006),
    );
    let zip = Look { sheen: 0.2, ..Look::glossy(0.06, 0.6) };
    for (top, bottom) in [(0.26, 0.12), (0.12, 0.02)] {
        outfit.add(
            Primitive::cone(on_front(body, top, 0.0), on_front(body, bottom, 0.0), 0.009 * size, 0.009 * size, zip)
                .blend(0.003),
        );
    }
    for sign in [-1.0, 1.0] {
        // The pocket's mouths.
        let mouth = |up: f32, right: f32| on_front(body, up, right * sign * body.breadth) + body.pelvis_forward * 0.012;
        outfit.add(
            Primitive::cone(mouth(0.038, 0.062), mouth(-0.055, 0.100), 0.010 * size, 0.010 * size, cloth.toned(0.45))
                .blend(0.004),
        );
        let top = on_front(body, 0.275, 0.034 * sign);
        // Drawstrings hang; they do not follow the chest.
        let end = top + (Vec3::NEG_Y * 0.75 - body.chest_up * 0.25) * 0.15 * size + body.chest_forward * 0.012;
        outfit.add(Primitive::cone(top, end, 0.0042, 0.0048, Look::matt(0.70)).blend(0.002));
        outfit.add(Primitive::cone(end, end + Vec3::NEG_Y * 0.014, 0.0062, 0.0056, Look::matt(0.60)).blend(0.002));
    }
}

fn shirt_front(outfit: &mut Outfit, body: &Body, cloth: Look) {
    let size = body.size;
    collar(outfit, body, cloth.toned(1.12));
    for sign in [-1.0, 1.0] {
        let (top, bottom) = (on_front(body, 0.30, 0.026 * sign), on_front(body, 0.245, 0.052 * sign));
        outfit.add(
            Primitive::cone(top, bottom, 0.026 * size, 0.006 * size, cloth.toned(1.15))
                .flat(body.chest_forward, 2.0)
                .blend(0.003),
        );
    }
    // Placket.
    let (top, bottom) = (on_front(body, 0.25, 0.0), on_front(body, -0.05, 0.0));
    outfit.add(
        Primitive::cone(top, bottom, 0.015 * size, 0.015 * size, cloth.toned(1.1))
            .flat(body.chest_forward, 1.4)
            .blend(0.003),
    );
}

/// Belt with buckle, pouches, holster and radio; strap, shoulder boards and badge.
fn duty_belt(outfit: &mut Outfit, body: &Body, cut: &Cut) {
    let size = body.size;
    let width = size * body.breadth * cut.bulk;
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
    outfit.add(
        Primitive::block(
            on_belt(0.0),
            Vec3::new(0.026, 0.021, 0.008) * size,
            0.004,
            body.pelvis_right,
            body.pelvis_up,
            metal,
        )
        .blend(0.002),
    );
    for (angle, half) in [
        (-38.0, Vec3::new(0.022, 0.032, 0.018)),
        (-66.0, Vec3::new(0.024, 0.038, 0.020)),
        (52.0, Vec3::new(0.020, 0.030, 0.016)),
        (148.0, Vec3::new(0.030, 0.034, 0.018)),
    ] {
        let outward = out(angle);
        outfit.add(
            Primitive::block(
                on_belt(angle) + outward * 0.008,
                half * size,
                0.006,
                body.pelvis_up.cross(outward),
                body.pelvis_up,
                leather,
            )
            .blend(0.003),
        );
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
    let strap = Primitive::cone(
        body.at(Joint::RightShoulder) + body.chest_up * 0.030 * size - body.chest_right * 0.07 * size
            + body.chest_forward * 0.05,
        on_front(body, 0.0, -0.12),
        0.014 * size,
        0.014 * size,
        leather,
    );
    outfit.add(strap.flat(body.chest_forward, 0.8).blend(0.003));
    for half in HALVES {
        let board =
            body.arm(half).shoulder + body.chest_up * 0.036 * size - body.chest_right * (half.sign() * 0.035 * size);
        outfit.add(
            Primitive::block(
                board,
                Vec3::new(0.055, 0.006, 0.024) * size,
                0.004,
                body.chest_right - body.chest_up * (half.sign() * 0.18),
                body.chest_up,
                Look::glossy(0.10, 0.5),
            )
            .blend(0.003),
        );
    }
    let badge = on_front(body, 0.20, -0.085) + body.chest_forward * 0.010;
    outfit.add(
        Primitive::cone(badge, badge - body.chest_up * 0.026, 0.018 * size, 0.009 * size, metal)
            .flat(body.chest_forward, 1.6)
            .blend(0.002),
    );
    let radio = on_front(body, 0.25, 0.115);
    outfit.add(
        Primitive::block(radio, Vec3::new(0.018, 0.034, 0.014) * size, 0.005, body.chest_right, body.chest_up, leather)
            .blend(0.003),
    );
    outfit.add(
        Primitive::cone(radio + body.chest_up * 0.03, radio + body.chest_up * 0.105 * size, 0.005, 0.004, leather)
            .blend(0.002),
    );
}
