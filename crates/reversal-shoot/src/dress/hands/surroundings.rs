//! What a hand can lie on and close round: whatever is drawn near it, as distances of points. Coarser than what is
//! marched: no folds, no melting.

use glam::Vec3;

use crate::dress::gap::{block_gap_m, solid_gap_m};
use crate::primitive::{Primitive, Shape};
use crate::stage::EnvironmentBox;

/// Farther things are of no matter to a hand, m.
const REACH_M: f32 = 0.24;
/// A palm lies on what is nearer to its middle than this and is off what is farther than that, m.
const ON_M: f32 = 0.034;
const OFF_M: f32 = 0.10;
/// Over which distance the nearest of several things gives way to the next, m: a hand that slides from one to the
/// other turns without a jump.
const SHARED_M: f32 = 0.015;
/// Limbs up to the first radius are gripped all round; what is thicker than the second is only lain on, m.
const ROUND_M: f32 = 0.075;
const FLAT_M: f32 = 0.15;

/// What lies round a hand.
pub(super) struct Surroundings {
    solids: Vec<Primitive>,
    boxes: Vec<EnvironmentBox>,
}

/// How a palm meets what it is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Touch {
    /// From the palm's middle to the surface, m.
    pub gap_m: f32,
    /// 0 free .. 1 on it.
    pub firm: f32,
    /// Out of the surface.
    pub out: Vec3,
    /// Along the limb that it is, as long as a hand can close round it: 0 flat or thick .. 1 slim.
    pub axis: Vec3,
}

impl Surroundings {
    /// What of `solids` and `boxes` is in reach of a hand.
    pub fn new<'a>(
        hand: Vec3,
        least_m: f32,
        solids: impl Iterator<Item = &'a Primitive>,
        boxes: impl Iterator<Item = &'a EnvironmentBox>,
    ) -> Self {
        Self {
            solids: solids
                .filter(|solid| size_m(solid) > least_m && solid_gap_m(solid, hand) < REACH_M)
                .copied()
                .collect(),
            boxes: boxes.filter(|one| box_gap_m(one, hand) < REACH_M).copied().collect(),
        }
    }

    /// From a point to the nearest surface, m; negative within.
    pub fn gap_m(&self, point: Vec3) -> f32 {
        let solids = self.solids.iter().map(|solid| solid_gap_m(solid, point));
        let boxes = self.boxes.iter().map(|one| box_gap_m(one, point));
        solids.chain(boxes).fold(point.y, f32::min)
    }

    /// How a palm with its middle at a point is on what is nearest.
    pub fn touch(&self, palm: Vec3) -> Touch {
        let gap_m = self.gap_m(palm);
        let part = ((OFF_M - gap_m) / (OFF_M - ON_M)).clamp(0.0, 1.0);
        let firm = part * part * (3.0 - 2.0 * part);
        let weigh = |gap: f32| (-(gap - gap_m) / SHARED_M).exp();
        let mut out = Vec3::Y * weigh(palm.y);
        let mut axis = Vec3::ZERO;
        let mut weights = weigh(palm.y);
        for solid in &self.solids {
            let weight = weigh(solid_gap_m(solid, palm));
            out += outward(palm, |point| solid_gap_m(solid, point)) * weight;
            axis += along(axis, limb(solid)) * weight;
            weights += weight;
        }
        for one in &self.boxes {
            let weight = weigh(box_gap_m(one, palm));
            out += outward(palm, |point| box_gap_m(one, point)) * weight;
            weights += weight;
        }
        Touch { gap_m, firm, out: out.normalize_or(Vec3::Y), axis: axis / weights }
    }

    /// How far something goes on its way, 0..1, till it meets a surface: `at` is where its tip is at a part of the way.
    /// Little changes of what it meets change it little.
    pub fn closed(&self, radius_m: f32, at: impl Fn(f32) -> Vec3) -> f32 {
        let (mut least_m, mut gone) = (f32::MAX, 0.0);
        for step in 0..STEPS {
            let part = (f32::from(step) + 0.5) / f32::from(STEPS);
            least_m = least_m.min(self.gap_m(at(part)) - radius_m);
            gone += (least_m / SOFT_M + 0.5).clamp(0.0, 1.0);
        }
        gone / f32::from(STEPS)
    }
}

/// How finely what closes feels its way.
const STEPS: u8 = 9;
/// How deep flesh gives way, m.
const SOFT_M: f32 = 0.006;

/// The axis of a limb, as long as a hand can close round it.
fn limb(solid: &Primitive) -> Vec3 {
    if !matches!(solid.shape, Shape::RoundCone | Shape::CappedCone) {
        return Vec3::ZERO;
    }
    let thick_m = solid.radius_m + solid.radius_change_m.max(0.0);
    let round = ((FLAT_M - thick_m) / (FLAT_M - ROUND_M)).clamp(0.0, 1.0);
    // A ball has no axis.
    solid.along * (round * (solid.length_m / (2.0 * thick_m)).min(1.0))
}

/// The same line, turned to run with another.
fn along(other: Vec3, line: Vec3) -> Vec3 {
    if other.dot(line) < 0.0 { -line } else { line }
}

fn outward(point: Vec3, gap_m: impl Fn(Vec3) -> f32) -> Vec3 {
    const STEP_M: f32 = 0.004;
    let slope = |axis: Vec3| gap_m(point + axis * STEP_M) - gap_m(point - axis * STEP_M);
    Vec3::new(slope(Vec3::X), slope(Vec3::Y), slope(Vec3::Z)).normalize_or_zero()
}

/// Of a cone's broad side, m.
fn size_m(solid: &Primitive) -> f32 {
    match solid.shape {
        Shape::RoundBox => solid.half.max_element(),
        _ => (solid.length_m * 0.5).min(solid.radius_m),
    }
}

fn box_gap_m(one: &EnvironmentBox, point: Vec3) -> f32 {
    block_gap_m(point - (one.from + one.to) * 0.5, (one.to - one.from) * 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitive::Look;

    fn arm(radius_m: f32) -> Surroundings {
        let arm =
            Primitive::cone(Vec3::new(-0.3, 1.0, 0.0), Vec3::new(0.3, 1.0, 0.0), radius_m, radius_m, Look::matt(0.2));
        Surroundings::new(Vec3::Y, 0.0, [arm].iter(), [].iter())
    }

    #[test]
    fn a_palm_is_firm_on_an_arm_and_free_of_one_that_is_a_hand_away() {
        let on = |above_m: f32| arm(0.05).touch(Vec3::new(0.0, 1.05 + above_m, 0.0));
        let near = on(0.02);
        assert!((near.gap_m - 0.02).abs() < 1e-4 && near.firm == 1.0, "{near:?}");
        assert!(near.out.distance(Vec3::Y) < 0.01 && near.axis.x.abs() > 0.9, "{near:?}");
        assert!(on(0.10).firm < 1e-6);
        assert!(on(0.05).firm > on(0.07).firm);
    }

    #[test]
    fn a_hand_goes_round_an_arm_and_only_lies_on_a_trunk() {
        let axis = |radius_m: f32| arm(radius_m).touch(Vec3::new(0.0, 1.02 + radius_m, 0.0)).axis.length();
        assert!(axis(0.05) > 0.9 && axis(0.16) < 0.05);
    }

    #[test]
    fn what_closes_stops_at_the_surface_and_goes_all_the_way_where_there_is_none() {
        let from_above = |x: f32, z: f32| arm(0.05).closed(0.0, |part| Vec3::new(x, 1.15 - 0.2 * part, z));
        assert!((from_above(0.0, 0.0) - 0.5).abs() < 0.08);
        assert_eq!(from_above(0.0, 0.3), 1.0);
        // It passes the arm ever more closely: no jump from free to held.
        let passing: Vec<f32> = (0..40).map(|i| from_above(0.0, 0.056 - 0.0003 * i as f32)).collect();
        assert!(passing.windows(2).all(|pair| pair[0] >= pair[1] && pair[0] - pair[1] < 0.08), "{passing:?}");
    }
}
