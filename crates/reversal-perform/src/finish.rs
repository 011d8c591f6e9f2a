//! The last pass over a simulated scene: motion without corners, exact bones, joints within what they can,
//! planted feet in their places, bodies out of each other. Where a joint still leaves the path that its
//! velocity predicts by too much, the neighbourhood is smoothed again.

use glam::Vec3;
use reversal_model::performance::{JOINT_COUNT, Skeleton, Tick};

use crate::anatomy::{satisfy_hinges, satisfy_links};
use crate::body::Body;
use crate::calm::{BINOMIAL, smooth_legs};
use crate::collide::{
    Contact, Obstacle, depth_between_m, depth_in_obstacles_m, gap_m, near_pairs, separate, stay_outside,
};
use crate::joints::*;
use crate::limits::excess_deg;
use crate::measure::jump_m;
use crate::random::ease;
use crate::stand::{Footholds, fade, stand};

/// Rounds of smoothing and settling.
const ROUNDS: usize = 60;
/// Where after so many rounds more ticks than this still break a limit, limbs are tangled: further rounds are in vain.
const HOPEFUL_ROUNDS: usize = 24;
const HOPEFUL_TICKS: usize = 12;
/// What a finished scene keeps to, m per 1/24 s, m and degrees beyond what a joint can.
const JUMP_LIMIT_M: f32 = 0.03;
const DEPTH_LIMIT_M: f32 = 0.02;
const STRAIN_LIMIT_DEG: f32 = 10.0;
/// Joints that leave their path by less are left alone, m per 1/24 s; the limit is 0.03.
const CALM_M: f32 = 0.024;
/// Bodies nearer than this touch, m.
pub(crate) const TOUCH_M: f32 = 0.015;
/// Times that the bodies are brought out of each other in the first rounds.
const SETTLES: usize = 3;
/// After so many rounds each round brings them out once more: what is left is tangled.
const PATIENCE: usize = 6;
/// Passes in which the bodies leave each other with their bones kept, at first.
const PASSES: usize = 24;
/// Deeper than this is settled again, m; the limit is 0.02.
const DEEP_M: f32 = 0.015;
/// Joints strained further are eased, degrees.
const STRAINED_DEG: f32 = 3.0;
/// Times that legs which whip about in the air are smoothed.
const CALMINGS: usize = 16;
/// Ticks over which what is mended sets in; no span reaches less far beyond what it is there for.
const EDGE_TICKS: f32 = 9.0;
/// How deep flesh may give before it is pushed out, m; the limit is 0.02.
const GIVE_M: f32 = 0.004;

/// Finishes a scene's ticks; `footholds` says of each where both figures' feet are held. Gives the ticks that still break
/// a limit; unless it is `patient`, it gives up early where there are many.
pub(crate) fn finish(
    bodies: [&Body; 2],
    ticks: &mut [Tick],
    mut footholds: Vec<[Footholds; 2]>,
    obstacles: &[Obstacle],
    patient: bool,
) -> Vec<Broken> {
    let count = ticks.len();
    fade(&mut footholds);
    let (mut rough, mut amiss) = (vec![true; count], vec![true; count]);
    for round in 0..ROUNDS {
        let mut poses: Vec<[Skeleton; 2]> = ticks.iter().map(|tick| tick.bodies).collect();
        let passes = 3 + round / 2;
        smooth(&mut poses, &rough, passes);
        for _ in 0..SETTLES + round / PATIENCE {
            // The ways out are smoothed too: what is pushed out at one moment is already moving at the one before.
            let mut ways_out: Vec<[Skeleton; 2]> = vec![[[Vec3::ZERO; JOINT_COUNT]; 2]; count];
            for tick in (0..count).filter(|&tick| amiss[tick]) {
                ways_out[tick] = way_out(bodies, &poses[tick], ticks[tick].planted, obstacles, PASSES + 2 * round);
            }
            smooth(&mut ways_out, &amiss, 3);
            for (pose, way_out) in poses.iter_mut().zip(&ways_out) {
                for figure in 0..2 {
                    for (joint, way) in pose[figure].iter_mut().zip(&way_out[figure]) {
                        *joint += *way;
                    }
                }
            }
        }
        let marked: Vec<bool> = rough.iter().zip(&amiss).map(|(rough, amiss)| *rough || *amiss).collect();
        for ((number, (tick, pose)), inward) in ticks.iter_mut().zip(&poses).enumerate().zip(inward(&marked)) {
            for figure in (0..2).filter(|_| inward > 0.0) {
                let stood = stand(bodies[figure], &pose[figure], &footholds[number][figure]);
                for (joint, stood) in tick.bodies[figure].iter_mut().zip(&stood) {
                    *joint = joint.lerp(*stood, inward);
                }
            }
        }
        let reach = 9 + 3 * round.min(9);
        rough = near(count, reach, |tick| jump_m(ticks, tick) > CALM_M);
        amiss = near(count, reach, |tick| {
            let poses = &ticks[tick].bodies;
            strain_deg(poses) > STRAINED_DEG || deepest_m(bodies, poses, obstacles) > DEEP_M
        });
        if !rough.contains(&true) && !amiss.contains(&true) {
            break;
        }
        if !patient && round == HOPEFUL_ROUNDS && broken(bodies, ticks, obstacles).len() > HOPEFUL_TICKS {
            break;
        }
    }
    let broken = calm_legs(bodies, ticks, &footholds, obstacles);
    for tick in ticks.iter_mut() {
        tick.touching = gap_m(bodies, &tick.bodies) < TOUCH_M;
    }
    broken
}

/// A tick that breaks a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken {
    pub tick: usize,
    /// How far it goes beyond the limit that it breaks most, as a share of it.
    excess: f32,
}

/// How far ticks go beyond their limits altogether.
pub(crate) fn excess_of(broken: &[Broken]) -> f32 {
    broken.iter().map(|broken| broken.excess).sum()
}

/// The ticks that break a limit.
fn broken(bodies: [&Body; 2], ticks: &[Tick], obstacles: &[Obstacle]) -> Vec<Broken> {
    let look = |tick: usize| {
        let poses = &ticks[tick].bodies;
        let most = (jump_m(ticks, tick) / JUMP_LIMIT_M)
            .max(strain_deg(poses) / STRAIN_LIMIT_DEG)
            .max(deepest_m(bodies, poses, obstacles) / DEPTH_LIMIT_M);
        (most > 1.0).then_some(Broken { tick, excess: most - 1.0 })
    };
    (0..ticks.len()).filter_map(look).collect()
}

/// Smooths what still jumps of legs in the air, as long as it brings ticks nearer to their limits. Gives those that still
/// break one.
fn calm_legs(
    bodies: [&Body; 2],
    ticks: &mut [Tick],
    footholds: &[[Footholds; 2]],
    obstacles: &[Obstacle],
) -> Vec<Broken> {
    let mut left = broken(bodies, ticks, obstacles);
    let mut trial = ticks.to_vec();
    for _ in 0..CALMINGS {
        if left.is_empty() {
            break;
        }
        let rough = near(trial.len(), 12, |tick| jump_m(&trial, tick) > CALM_M);
        smooth_legs(bodies, &mut trial, footholds, &rough);
        let found = broken(bodies, &trial, obstacles);
        if excess_of(&found) < excess_of(&left) {
            left = found;
            ticks.clone_from_slice(&trial);
        }
    }
    left
}

fn strain_deg(poses: &[Skeleton; 2]) -> f32 {
    excess_deg(&poses[0]).max(excess_deg(&poses[1]))
}

fn deepest_m(bodies: [&Body; 2], poses: &[Skeleton; 2], obstacles: &[Obstacle]) -> f32 {
    let in_solids_m = [0, 1].map(|figure| depth_in_obstacles_m(bodies[figure], &poses[figure], obstacles));
    depth_between_m(bodies, poses).max(in_solids_m[0]).max(in_solids_m[1])
}

/// The ticks within `reach` of one that `is_bad`.
fn near(count: usize, reach: usize, is_bad: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut marked = vec![false; count];
    for tick in (0..count).filter(|&tick| is_bad(tick)) {
        marked[tick.saturating_sub(reach)..(tick + reach).min(count)].fill(true);
    }
    marked
}

/// How far each tick lies within a marked span, 0..1 over some ticks from its ends: what is mended in a span would begin
/// and end with a twitch otherwise.
fn inward(marked: &[bool]) -> Vec<f32> {
    let mut ticks_in = vec![EDGE_TICKS; marked.len()];
    let mut count = |number: usize, last: &mut f32| {
        *last = if marked[number] { *last + 1.0 } else { 0.0 };
        ticks_in[number] = ticks_in[number].min(*last);
    };
    let (mut before, mut after) = (EDGE_TICKS, EDGE_TICKS);
    (0..marked.len()).for_each(|number| count(number, &mut before));
    (0..marked.len()).rev().for_each(|number| count(number, &mut after));
    ticks_in.into_iter().map(|ticks| ease(ticks / EDGE_TICKS)).collect()
}

/// A binomial filter over five ticks, several times over, where the motion is rough.
fn smooth(poses: &mut [[Skeleton; 2]], rough: &[bool], passes: usize) {
    for _ in 0..passes {
        let before = poses.to_vec();
        let last = before.len().saturating_sub(1);
        for (number, pose) in poses.iter_mut().enumerate().filter(|&(number, _)| rough[number]) {
            for figure in 0..2 {
                for joint in 0..JOINT_COUNT {
                    let at = |k: usize| before[(number + k).saturating_sub(2).min(last)][figure][joint];
                    pose[figure][joint] = (0..5).map(|k| at(k) * BINOMIAL[k]).sum();
                }
            }
        }
    }
}

/// How each joint leaves what it sinks into or what its neighbours cannot, with its bones kept.
fn way_out(
    bodies: [&Body; 2],
    stood: &[Skeleton; 2],
    planted: [[bool; 2]; 2],
    obstacles: &[Obstacle],
    passes: usize,
) -> [Skeleton; 2] {
    let mut poses = *stood;
    let mut pairs = Vec::new();
    near_pairs(bodies, &poses, 0.08, &mut pairs);
    let strained = [0, 1].map(|figure| excess_deg(&poses[figure]) > STRAINED_DEG);
    for _ in 0..passes {
        for figure in 0..2 {
            let pose = &mut poses[figure];
            for side in [0, 1] {
                if planted[figure][side] {
                    pose[ANKLE[side]] = stood[figure][ANKLE[side]];
                    pose[TOE[side]] = stood[figure][TOE[side]];
                }
            }
            satisfy_links(bodies[figure], pose);
            if strained[figure] {
                satisfy_hinges(bodies[figure], pose);
            }
            stay_outside(bodies[figure], pose, obstacles);
        }
        separate(bodies, &mut poses, &pairs, Contact { stiffness: 0.5, give_m: GIVE_M });
    }
    for figure in 0..2 {
        for joint in 0..JOINT_COUNT {
            poses[figure][joint] -= stood[figure][joint];
        }
    }
    poses
}
