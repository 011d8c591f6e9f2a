//! Legs that whip about in the air: smoothed as what they are, a foot that is swung from a hip and a knee that lies aside
//! of it. Where the places of joints are averaged instead, a foot that passes near its hip has no direction there.

use glam::Vec3;
use reversal_model::performance::Tick;

use crate::body::Body;
use crate::joints::*;
use crate::stand::{Footholds, fit_leg};

const PASSES: usize = 6;
/// Weights of a binomial filter.
pub(crate) const BINOMIAL: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];

/// A leg from its hip.
#[derive(Clone, Copy)]
struct Leg {
    ankle: Vec3,
    /// From the line between hip and ankle to the knee.
    knee_aside: Vec3,
    foot: Vec3,
}

impl Leg {
    fn of(tick: &Tick, figure: usize, side: usize) -> Leg {
        let pose = &tick.bodies[figure];
        let ankle = pose[ANKLE[side]] - pose[HIP[side]];
        let knee_aside = (pose[KNEE[side]] - pose[HIP[side]]).reject_from_normalized(ankle.normalize_or(Vec3::Y));
        Leg { ankle, knee_aside, foot: pose[TOE[side]] - pose[ANKLE[side]] }
    }

    fn plus(self, other: Leg, share: f32) -> Leg {
        Leg {
            ankle: self.ankle + other.ankle * share,
            knee_aside: self.knee_aside + other.knee_aside * share,
            foot: self.foot + other.foot * share,
        }
    }
}

/// Smooths the legs that are not planted, where the motion is `rough`; bones keep their lengths.
pub(crate) fn smooth_legs(bodies: [&Body; 2], ticks: &mut [Tick], footholds: &[[Footholds; 2]], rough: &[bool]) {
    const NOWHERE: Leg = Leg { ankle: Vec3::ZERO, knee_aside: Vec3::ZERO, foot: Vec3::ZERO };
    let last = ticks.len() - 1;
    for (figure, side) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let is_free = |tick: usize| footholds[tick][figure][side].is_none_or(|foothold| foothold.firm < 1.0);
        let mut legs: Vec<Leg> = ticks.iter().map(|tick| Leg::of(tick, figure, side)).collect();
        let moved: Vec<usize> = (0..=last).filter(|&tick| rough[tick] && is_free(tick)).collect();
        for _ in 0..PASSES {
            let before = legs.clone();
            for &tick in &moved {
                let at = |k: usize| before[(tick + k).saturating_sub(2).min(last)];
                legs[tick] = (0..5).fold(NOWHERE, |sum, k| sum.plus(at(k), BINOMIAL[k]));
            }
        }
        for &tick in &moved {
            let Leg { ankle, knee_aside, foot } = legs[tick];
            let pose = &mut ticks[tick].bodies[figure];
            let foot_m = pose[TOE[side]].distance(pose[ANKLE[side]]);
            pose[KNEE[side]] = pose[HIP[side]] + knee_aside;
            let reached = fit_leg(bodies[figure], pose, side, pose[HIP[side]] + ankle, Vec3::ZERO);
            pose[ANKLE[side]] = reached;
            pose[TOE[side]] = reached + foot.normalize_or(Vec3::X) * foot_m;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::jump_m;
    use crate::stand::Foothold;

    #[test]
    fn a_leg_that_whips_is_calmed_with_its_bones_kept_and_the_one_that_stands_is_left_alone() {
        let body = Body::new(1.8, 1.0);
        let mut ticks: Vec<Tick> = (0..60)
            .map(|number| {
                let mut pose = body.rest;
                let lifted = if number < 30 { Vec3::new(0.10, 0.20, 0.0) } else { Vec3::new(-0.05, 0.25, 0.0) };
                pose[KNEE[0]] = pose[HIP[0]] + Vec3::new(0.3, -0.2, 0.0);
                let ankle = fit_leg(&body, &mut pose, 0, body.rest[ANKLE[0]] + lifted, Vec3::ZERO);
                pose[TOE[0]] = ankle + body.rest[TOE[0]] - body.rest[ANKLE[0]];
                pose[ANKLE[0]] = ankle;
                Tick {
                    bodies: [pose; 2],
                    planted: [[false, true]; 2],
                    touching: false,
                    breath: [0.5; 2],
                    effort: [0.0; 2],
                }
            })
            .collect();
        let before = ticks.clone();
        let stands = Foothold { ankle: body.rest[ANKLE[1]], toe: body.rest[TOE[1]], firm: 1.0 };
        smooth_legs([&body; 2], &mut ticks, &[[[None, Some(stands)]; 2]; 60], &[true; 60]);
        let jump = |ticks: &[Tick]| (0..60).map(|tick| jump_m(ticks, tick)).fold(0.0, f32::max);
        assert!(jump(&ticks) < 0.6 * jump(&before), "{} {}", jump(&ticks), jump(&before));
        for (calm, given) in ticks.iter().zip(&before) {
            assert!(body.bone_error_m(&calm.bodies[0]) < 1e-4);
            assert!(calm.bodies[0][TOE[1]].distance(given.bodies[0][TOE[1]]) < 1e-5);
        }
    }
}
