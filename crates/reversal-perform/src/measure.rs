//! What is measured of performances, and whether it keeps to the limits.

use glam::Vec3;
use reversal_model::brief::Character;
use reversal_model::performance::{
    JOINT_COUNT, PERFORMANCE_HZ, Peak, PerformanceMeasures, ScenePerformance, Skeleton, Tick,
};
use reversal_model::place::Place;

use crate::body::{Body, CAPSULE_COUNT};
use crate::collide::{depth_between_m, depth_in_obstacles_m, nearest_shares, obstacles_of};
use crate::joints::*;
use crate::limits::excess_deg;

/// Ticks in a 1/24 s, over which a joint's path is predicted.
const FRAME_TICKS: f32 = PERFORMANCE_HZ as f32 / 24.0;
/// Ticks before a contact in which a hand is watched: 100 ms.
const APPROACH_TICKS: usize = PERFORMANCE_HZ as usize / 10;
/// A hand touches at this gap and has let go at [`LET_GO_M`], m.
const TAKE_M: f32 = 0.012;
const LET_GO_M: f32 = 0.040;

/// Measures scenes of the same two people; `places` are the scenes' places, one each.
pub fn measure(scenes: &[ScenePerformance], characters: [&Character; 2], places: &[&Place]) -> PerformanceMeasures {
    let owned = characters.map(|character| Body::new(character.height_m, character.breadth));
    let bodies = [&owned[0], &owned[1]];
    let mut samples = Samples::default();
    for (number, scene) in scenes.iter().enumerate() {
        let place = places.get(number.min(places.len().saturating_sub(1)));
        let obstacles = place.map(|place| obstacles_of(place)).unwrap_or_default();
        for (at, tick) in scene.ticks.iter().enumerate() {
            let in_solids_m =
                [0, 1].map(|figure| depth_in_obstacles_m(bodies[figure], &tick.bodies[figure], &obstacles));
            samples.sunk_m.push(depth_between_m(bodies, &tick.bodies).max(in_solids_m[0]).max(in_solids_m[1]));
            samples.jump_m.push(jump_m(&scene.ticks, at));
            samples.bone.push(bone_share(bodies, &tick.bodies));
            samples.excess_deg.push(excess_deg(&tick.bodies[0]).max(excess_deg(&tick.bodies[1])));
            samples.touching.push(tick.touching);
        }
        foot_slides(&scene.ticks, &mut samples.slide_m);
        hand_approaches(bodies, &scene.ticks, &mut samples.hand_m_s);
    }
    let touching = samples.touching.iter().filter(|&&touching| touching).count();
    PerformanceMeasures {
        hand_speed_before_contact_m_s: peak(samples.hand_m_s),
        penetration_m: peak(samples.sunk_m),
        foot_slide_m: peak(samples.slide_m),
        joint_jump_m: peak(samples.jump_m),
        bone_error: peak(samples.bone),
        joint_limit_deg: peak(samples.excess_deg),
        contact_share: touching as f64 / samples.touching.len().max(1) as f64,
    }
}

/// How much the two move over a span of the song: mean speed of their joints, m/s.
pub fn motion_energy(scene: &ScenePerformance, from_secs: f64, to_secs: f64) -> f64 {
    let tick_of = |secs: f64| ((secs - scene.start_secs) * f64::from(PERFORMANCE_HZ)).round().max(0.0) as usize;
    let last = scene.ticks.len().saturating_sub(1);
    let (from, to) = (tick_of(from_secs).min(last), tick_of(to_secs).min(last));
    let moved = |pair: &[Tick]| -> f64 {
        let joints = |figure: usize| pair[0].bodies[figure].iter().zip(&pair[1].bodies[figure]);
        (0..2).flat_map(joints).map(|(a, b)| f64::from(a.distance(*b))).sum::<f64>() / (2 * JOINT_COUNT) as f64
    };
    let ticks = scene.ticks.get(from..=to).unwrap_or_default();
    let steps = ticks.len().saturating_sub(1).max(1);
    ticks.windows(2).map(moved).sum::<f64>() / steps as f64 * f64::from(PERFORMANCE_HZ)
}

#[derive(Default)]
struct Samples {
    hand_m_s: Vec<f32>,
    sunk_m: Vec<f32>,
    slide_m: Vec<f32>,
    jump_m: Vec<f32>,
    bone: Vec<f32>,
    excess_deg: Vec<f32>,
    touching: Vec<bool>,
}

fn peak(mut values: Vec<f32>) -> Peak {
    values.sort_by(f32::total_cmp);
    let Some(&max) = values.last() else { return Peak::default() };
    let p99 = values[(values.len() - 1) * 99 / 100];
    Peak { p99: f64::from(p99), max: f64::from(max) }
}

fn bone_share(bodies: [&Body; 2], poses: &[Skeleton; 2]) -> f32 {
    let mut worst = 0.0_f32;
    for figure in 0..2 {
        for (&(a, b), length_m) in BONES.iter().zip(&bodies[figure].bone_m) {
            worst = worst.max((poses[figure][a].distance(poses[figure][b]) / length_m - 1.0).abs());
        }
    }
    worst
}

/// How far any joint at a tick is from where its velocity a 1/24 s earlier leads, m.
pub(crate) fn jump_m(ticks: &[Tick], at: usize) -> f32 {
    let (before, after) = (at as f32 - FRAME_TICKS, at as f32 + FRAME_TICKS);
    if before < 0.0 || after > (ticks.len() - 1) as f32 {
        return 0.0;
    }
    let sample = |place: f32, figure: usize, joint: usize| -> Vec3 {
        let (low, part) = (place as usize, place.fract());
        let high = (low + 1).min(ticks.len() - 1);
        ticks[low].bodies[figure][joint].lerp(ticks[high].bodies[figure][joint], part)
    };
    let mut worst_m = 0.0_f32;
    for figure in 0..2 {
        for joint in 0..JOINT_COUNT {
            let leads = 2.0 * ticks[at].bodies[figure][joint] - sample(before, figure, joint);
            worst_m = worst_m.max(leads.distance(sample(after, figure, joint)));
        }
    }
    worst_m
}

fn foot_slides(ticks: &[Tick], slides_m: &mut Vec<f32>) {
    for figure in 0..2 {
        for side in [0, 1] {
            let mut planted_at: Option<Vec3> = None;
            for tick in ticks {
                let ankle = tick.bodies[figure][ANKLE[side]];
                if tick.planted[figure][side] {
                    let at = *planted_at.get_or_insert(ankle);
                    slides_m.push((ankle - at).with_y(0.0).length());
                } else {
                    planted_at = None;
                }
            }
        }
    }
}

/// Gap between a hand and the other's body, m.
fn hand_gap_m(bodies: [&Body; 2], poses: &[Skeleton; 2], figure: usize, side: usize) -> f32 {
    let (wrist, hand) = (poses[figure][WRIST[side]], poses[figure][HAND[side]]);
    let own = bodies[figure].capsules.iter().find(|capsule| capsule.b == HAND[side]);
    let own_m = own.map_or(0.0, |capsule| capsule.radius_m);
    let other = 1 - figure;
    let mut least_m = f32::INFINITY;
    for capsule in &bodies[other].capsules[..CAPSULE_COUNT] {
        let (a, b) = (poses[other][capsule.a], poses[other][capsule.b]);
        let (s, t) = nearest_shares(wrist, hand, a, b);
        least_m = least_m.min(wrist.lerp(hand, s).distance(a.lerp(b, t)) - capsule.radius_m - own_m);
    }
    least_m
}

fn hand_approaches(bodies: [&Body; 2], ticks: &[Tick], speeds_m_s: &mut Vec<f32>) {
    for figure in 0..2 {
        for side in [0, 1] {
            let gaps_m: Vec<f32> = ticks.iter().map(|tick| hand_gap_m(bodies, &tick.bodies, figure, side)).collect();
            let mut away = false;
            for (at, &gap_m) in gaps_m.iter().enumerate() {
                away |= gap_m > LET_GO_M;
                if away && gap_m < TAKE_M {
                    away = false;
                    let watched = &gaps_m[at.saturating_sub(APPROACH_TICKS)..=at];
                    let fastest_m = watched.windows(2).map(|pair| pair[0] - pair[1]).fold(0.0, f32::max);
                    speeds_m_s.push(fastest_m * PERFORMANCE_HZ as f32);
                }
            }
        }
    }
}
