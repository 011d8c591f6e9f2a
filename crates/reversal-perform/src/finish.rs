//! The last pass over a simulated scene: motion without corners, exact bones,
//! bodies out of each other. Where a joint still leaves the path that its
//! velocity predicts by too much, the neighbourhood is smoothed again.

use glam::Vec3;
use reversal_model::performance::{JOINT_COUNT, Tick};

use crate::body::Body;
use crate::collide::{Obstacle, gap_m, near_pairs, separate, stay_outside};
use crate::anatomy::satisfy_links;
use crate::joints::*;
use crate::measure::jump_m;

/// Rounds of smoothing and settling.
const ROUNDS: usize = 7;
/// Joints that leave their path by less are left alone, m per 1/24 s; the limit is 0.03.
const CALM_M: f32 = 0.024;
/// Bodies nearer than this touch, m.
pub(crate) const TOUCH_M: f32 = 0.015;

/// Finishes a scene's ticks.
pub(crate) fn finish(bodies: [&Body; 2], ticks: &mut [Tick], obstacles: &[Obstacle]) {
    let count = ticks.len();
    let mut rough = vec![true; count];
    for round in 0..ROUNDS {
        smooth(ticks, &rough);
        for (tick, _) in ticks.iter_mut().zip(&rough).filter(|&(_, &rough)| rough) {
            settle(bodies, tick, obstacles);
        }
        let mut next = vec![false; count];
        for tick in 0..count {
            if jump_m(ticks, tick) > CALM_M {
                let reach = 9 + 3 * round;
                next[tick.saturating_sub(reach)..(tick + reach).min(count)].fill(true);
            }
        }
        if !next.contains(&true) {
            break;
        }
        rough = next;
    }
    for tick in ticks {
        tick.touching = gap_m(bodies, &tick.bodies) < TOUCH_M;
    }
}

/// A binomial filter over five ticks, three times over, where the motion is rough.
fn smooth(ticks: &mut [Tick], rough: &[bool]) {
    const WEIGHTS: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];
    for _ in 0..3 {
        let before: Vec<_> = ticks.iter().map(|tick| tick.bodies).collect();
        for (number, tick) in ticks.iter_mut().enumerate().filter(|&(number, _)| rough[number]) {
            let reach = 2.min(number).min(before.len() - 1 - number);
            if reach < 2 {
                continue;
            }
            for figure in 0..2 {
                for joint in 0..JOINT_COUNT {
                    let sum: Vec3 = (0..5).map(|k| before[number + k - 2][figure][joint] * WEIGHTS[k]).sum();
                    tick.bodies[figure][joint] = sum;
                }
            }
        }
    }
}

fn settle(bodies: [&Body; 2], tick: &mut Tick, obstacles: &[Obstacle]) {
    let stood = tick.bodies;
    let mut pairs = Vec::new();
    near_pairs(bodies, &tick.bodies, 0.08, &mut pairs);
    for _ in 0..14 {
        for figure in 0..2 {
            let pose = &mut tick.bodies[figure];
            for side in [0, 1] {
                if tick.planted[figure][side] {
                    pose[ANKLE[side]] = stood[figure][ANKLE[side]];
                    pose[TOE[side]] = stood[figure][TOE[side]];
                }
            }
            satisfy_links(bodies[figure], pose);
            stay_outside(bodies[figure], pose, obstacles);
        }
        separate(bodies, &mut tick.bodies, &pairs, 0.5);
    }
    for figure in 0..2 {
        let pose = &mut tick.bodies[figure];
        satisfy_links(bodies[figure], pose);
        satisfy_links(bodies[figure], pose);
        *pose = bodies[figure].with_exact_bones(pose);
    }
}
