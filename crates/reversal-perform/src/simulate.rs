//! The simulation of one scene: muscles as springs toward the score, weight,
//! planted feet, grips, and bodies that cannot pass through each other.

use glam::Vec3;
use reversal_model::performance::{JOINT_COUNT, PERFORMANCE_HZ, Skeleton, Tick};

use crate::anatomy::chest_forward;
use crate::body::Body;
use crate::collide::{Obstacle, near_pairs};
use crate::joints::*;
use crate::random::ease;
use crate::score::{Score, TimedHold, grip_weight};
use crate::solve::relax;
use crate::stand::{Foothold, Footholds};
use crate::steps::{Foot, Footing, Ground, decide};
use crate::struggle::Struggle;
use crate::turn::Turn;
use crate::waypoint::Stance;

/// Steps of the simulation in one tick of the performance.
const SUBSTEPS: usize = 4;
/// The bodies move so long before the scene begins, s.
pub(crate) const PRE_ROLL_SECS: f64 = 2.0;
/// Ticks kept on both sides of a scene until it is finished: motion can be smoothed only where it goes on.
pub(crate) const MARGIN_TICKS: usize = 45;
/// No muscle accelerates a joint more, m/s²: the tired have less.
const STRONGEST_M_S2: f32 = 13.0;
/// No contact changes a joint's velocity faster, m/s²: flesh gives.
const HARDEST_M_S2: f32 = 150.0;
/// Rounds of grips, feet and anatomy in a step.
const CONTACT_ROUNDS: usize = 3;
/// Share of its weight that muscles leave a limb: what makes arms and heads hang.
const SAG_M_S2: f32 = -1.8;

/// Everything that a scene's simulation needs.
pub(crate) struct Simulation<'a> {
    pub bodies: [&'a Body; 2],
    pub holds: &'a [TimedHold],
    pub scores: [Score; 2],
    pub obstacles: &'a [Obstacle],
    pub struggle: Struggle<'a>,
}

/// What is in force at a moment.
struct Moment {
    intensity: f32,
    effort: f32,
    /// How fierce the struggle is, 0..1: none in holds of rest.
    force: f32,
    /// The struggle as the music drives it, 0..1: it lends strength to the tired.
    fury: f32,
    /// 1 where the pair may wander about.
    loose: f32,
    /// What each has in him.
    inner: [Inner; 2],
}

/// What a figure has in him at a moment, each 0..1.
#[derive(Clone, Copy)]
struct Inner {
    exhaustion: f32,
    fear: f32,
    shame: f32,
    hatred: f32,
}

impl Simulation<'_> {
    /// Simulates from [`MARGIN_TICKS`] before `start_secs` to as many after `end_secs`: ticks, and where both figures' feet are held in each.
    pub fn run(&self, start_secs: f64, end_secs: f64) -> (Vec<Tick>, Vec<[Footholds; 2]>) {
        let tick_secs = 1.0 / f64::from(PERFORMANCE_HZ);
        let whole_pre_ticks = (PRE_ROLL_SECS / tick_secs).round() as usize;
        let pre_ticks = whole_pre_ticks - MARGIN_TICKS;
        let kept = ((end_secs - start_secs) / tick_secs).ceil() as usize + 2 + 2 * MARGIN_TICKS;
        let from_secs = start_secs - whole_pre_ticks as f64 * tick_secs;
        let breath = self.struggle.breath(from_secs, tick_secs, pre_ticks + kept + 1);
        let mut state = State::at(self, from_secs, breath[0]);
        let (mut ticks, mut footholds) = (Vec::with_capacity(kept), Vec::with_capacity(kept));
        for tick in 0..pre_ticks + kept {
            let secs = from_secs + tick as f64 * tick_secs;
            if tick >= pre_ticks {
                ticks.push(state.tick(self, secs, breath[tick]));
                footholds.push(state.footholds(self, secs));
            }
            state.advance(self, secs, tick_secs, breath[tick + 1]);
        }
        (ticks, footholds)
    }

    fn hold_at(&self, secs: f64) -> usize {
        self.holds.partition_point(|hold| hold.start_secs <= secs).saturating_sub(1)
    }

    fn moment(&self, secs: f64) -> Moment {
        let number = self.hold_at(secs);
        let hold = &self.holds[number];
        let mut sums = [0.0_f32; 4];
        // A second's mean, so that nothing jumps where one hold follows another.
        for offset in [-0.6, -0.3, 0.0, 0.3, 0.6] {
            let hold = &self.holds[self.hold_at(secs + offset)];
            sums[0] += hold.intensity / 5.0;
            sums[1] += hold.effort / 5.0;
            sums[2] += f32::from(u8::from(hold.placed.loose)) / 5.0;
            sums[3] += force_of(hold.intensity) / 5.0;
        }
        let within = self.struggle.within(secs);
        let inner = self.struggle.conditions.map(|condition| Inner {
            exhaustion: condition.exhaustion.at(within),
            fear: condition.fear.at(within),
            shame: condition.shame.at(within),
            hatred: condition.hatred.at(within),
        });
        // Who cannot step about puts all of it into heaving.
        let force = sums[3] * (1.45 - 0.45 * sums[2]);
        let loose = if hold.placed.loose { sums[2] } else { 0.0 };
        let fury = force * self.struggle.drive(secs);
        Moment { intensity: sums[0], effort: sums[1], force, fury, loose, inner }
    }

    /// The pair's slow wandering: a shift and a turn about a pivot.
    fn wander(&self, secs: f64) -> (Vec3, Turn) {
        let near = |offset: f64| f32::from(u8::from(self.holds[self.hold_at(secs + offset)].placed.loose));
        let gate = (0..9).map(|step| near((f64::from(step) - 4.0) * 0.35)).sum::<f32>() / 9.0;
        let gate = gate * gate * (3.0 - 2.0 * gate);
        let size = gate * (0.15 + 0.85 * self.struggle.drive(secs));
        let [x, z, turn] = self.struggle.stagger(secs);
        (Vec3::new(x, 0.0, z) * (0.24 * size), Turn::about_y(0.45 * size * turn))
    }

    fn pivot(&self, secs: f64) -> Vec3 {
        let middle = |secs: f64| (self.scores[0].at(secs).pelvis + self.scores[1].at(secs).pelvis) * 0.5;
        middle(secs).with_y(0.0)
    }

    /// What both bodies aim at, without push or breath.
    fn aims(&self, secs: f64) -> [Skeleton; 2] {
        let (shift, turn) = self.wander(secs);
        let pivot = self.pivot(secs);
        [0, 1].map(|figure| {
            let late = f64::from(0.06 * self.struggle.conditions[figure].exhaustion.at(self.struggle.within(secs)));
            let at = |lag_secs: f64| self.scores[figure].at(secs - lag_secs * (1.0 + late * 8.0));
            let posture = at(0.0).with_late(&at(0.06), &at(0.19), &at(0.13));
            let pose = posture.skeleton(self.bodies[figure]);
            pose.map(|joint| pivot + shift + turn * (joint - pivot))
        })
    }

    /// What both bodies aim at, with push, breath, weariness and tremor.
    fn targets(&self, secs: f64, breath: [f32; 2]) -> [Skeleton; 2] {
        let mut aims = self.aims(secs);
        let moment = self.moment(secs);
        let axis = (aims[1][PELVIS] - aims[0][PELVIS]).with_y(0.0).normalize_or(Vec3::X);
        let across = Vec3::Y.cross(axis);
        let middle = (aims[0][PELVIS] + aims[1][PELVIS]) * 0.5;
        // Who lies or kneels moves as much as who stands: the highest of the two sets the scale.
        let top_m = aims.iter().flatten().map(|point| point.y).fold(0.0, f32::max).clamp(0.42, 1.1);
        let burst = self.struggle.burst(secs).0;
        for (figure, aim) in aims.iter_mut().enumerate() {
            // Who is pushed gives way a moment later.
            let pushed = (burst > 0.0) == (figure == 1);
            let inner = moment.inner[figure];
            let answer_secs = if pushed { 0.06 + 0.06 * f64::from(inner.exhaustion) } else { 0.0 };
            let surge = self.struggle.surge(secs - answer_secs, moment.force);
            let scale = self.bodies[figure].scale;
            let forward = chest_forward(aim);
            let (deep, depth_m) = (breath[figure] - 0.5, 0.010 + 0.016 * inner.exhaustion);
            let tired = inner.exhaustion * (1.0 - 0.5 * moment.intensity);
            // The face turns from the other, more the stiller it is: nobody looks down in a clinch.
            let bowed = inner.shame * (1.0 - moment.force);
            let from_other = (middle - aim[FACE]).with_y(0.0).normalize_or(axis);
            let aside = Vec3::Y.cross(from_other) * if figure == 0 { 1.0 } else { -1.0 };
            for (joint, point) in aim.iter_mut().enumerate() {
                let height = (point.y / top_m).clamp(0.0, 1.15);
                let turned = Vec3::Y.cross(*point - middle) * surge.twist_rad;
                *point += (axis * surge.along_m + across * surge.side_m + turned + Vec3::Y * surge.heave_m) * height;
                let lifts = match joint {
                    CHEST => 0.7,
                    NECK => 1.0,
                    HEAD | FACE => 0.9,
                    _ if SHOULDER.contains(&joint) => 1.2,
                    _ => 0.0,
                };
                *point += (Vec3::Y + forward * 0.5) * (lifts * deep * depth_m);
                if matches!(joint, HEAD | FACE | NECK) {
                    let hang = if joint == FACE { 0.05 } else { 0.02 };
                    *point += (Vec3::NEG_Y * hang + forward * 0.01) * tired * height;
                    let (down, away) = if joint == FACE { (0.045, 0.05) } else { (0.02, 0.0) };
                    *point += (Vec3::NEG_Y * down + aside * away) * bowed;
                }
                if joint == PELVIS && point.y > 0.6 * scale {
                    point.y -= 0.03 * tired;
                }
            }
            self.tear(figure, aim, secs, moment.fury * (0.85 + 0.3 * inner.hatred));
            let shake_m = 0.003 * moment.effort * (0.5 + inner.exhaustion) + 0.003 * inner.fear;
            for (limb, &hand) in WRIST.iter().chain(&HAND).enumerate() {
                let number = (figure * 4 + limb) as u64 * 3;
                let at = |axis: u64| self.struggle.tremor(secs, number + axis);
                aim[hand] += Vec3::new(at(0), at(1), at(2)) * shake_m;
            }
        }
        aims
    }

    /// Arms and bent knees tear about on their own; knees on the ground stay.
    fn tear(&self, figure: usize, aim: &mut Skeleton, secs: f64, size: f32) {
        for side in [0, 1] {
            let number = (figure * 4 + side) as u64;
            let way = |limb: u64| Vec3::from([0, 1, 2].map(|axis| self.struggle.limb(secs, limb, axis)));
            let arm = way(number) * (0.08 * size);
            aim[ELBOW[side]] += arm * 0.8;
            aim[WRIST[side]] += arm;
            aim[HAND[side]] += arm;
            let lifted = ((aim[KNEE[side]].y / self.bodies[figure].scale - 0.15) / 0.2).clamp(0.0, 1.0);
            aim[KNEE[side]] += way(number + 2) * (0.09 * size * lifted);
        }
    }

    /// Where a figure wants its feet at a moment, and whether it stands on them.
    fn wanted(&self, figure: usize, secs: f64) -> (Skeleton, bool) {
        let pose = self.aims(secs)[figure];
        let on_feet = Stance::on_feet(pose[PELVIS].y, self.bodies[figure]);
        (pose, on_feet)
    }
}

/// How fiercely a hold is fought in, 0..1: rests are still however loud the song is.
fn force_of(intensity: f32) -> f32 {
    ease((intensity - 0.08) / 0.37) * (0.7 + 0.3 * intensity)
}

/// The bodies as they move.
struct State {
    poses: [Skeleton; 2],
    velocities: [Skeleton; 2],
    feet: [[Foot; 2]; 2],
    targets: [Skeleton; 2],
    pairs: Vec<(usize, usize)>,
}

impl State {
    fn at(simulation: &Simulation, secs: f64, breath: [f32; 2]) -> State {
        let poses = simulation.aims(secs);
        let feet = [0, 1].map(|figure| {
            let (pose, on_feet) = simulation.wanted(figure, secs);
            [0, 1].map(|side| {
                if on_feet { Foot::Planted(Footing::of(simulation.bodies[figure], &pose, side)) } else { Foot::Free }
            })
        });
        State {
            poses,
            velocities: [[Vec3::ZERO; JOINT_COUNT]; 2],
            feet,
            targets: simulation.targets(secs, breath),
            pairs: Vec::new(),
        }
    }

    fn tick(&self, simulation: &Simulation, secs: f64, breath: [f32; 2]) -> Tick {
        let effort = simulation.moment(secs).effort;
        let burst = simulation.struggle.burst(secs).1;
        Tick {
            bodies: self.poses,
            planted: self.feet.map(|feet| feet.map(|foot| foot.planted())),
            touching: false,
            breath,
            effort: [(effort * (0.6 + 0.4 * burst)).clamp(0.0, 1.0); 2],
        }
    }

    fn footholds(&self, simulation: &Simulation, secs: f64) -> [Footholds; 2] {
        [0, 1].map(|figure| {
            [0, 1].map(|side| {
                let [ankle, toe] = self.foot_joints(simulation, figure, side, secs)?;
                let firm = if self.feet[figure][side].planted() { 1.0 } else { 0.0 };
                Some(Foothold { ankle, toe, firm })
            })
        })
    }

    /// Ankle and toe of a foot that is held, outside of the place's solids.
    fn foot_joints(&self, simulation: &Simulation, figure: usize, side: usize, secs: f64) -> Option<[Vec3; 2]> {
        let body = simulation.bodies[figure];
        let mut joints = self.feet[figure][side].joints(body, side, secs)?;
        for (point, joint) in joints.iter_mut().zip([ANKLE[side], TOE[side]]) {
            for obstacle in simulation.obstacles {
                *point += obstacle.way_out(*point, body.radius_m[joint]);
            }
        }
        Some(joints)
    }

    fn advance(&mut self, simulation: &Simulation, secs: f64, tick_secs: f64, breath: [f32; 2]) {
        let bodies = simulation.bodies;
        let moment = simulation.moment(secs);
        for (figure, (feet, now)) in self.feet.iter_mut().zip(&self.poses).enumerate() {
            let wanted = |secs: f64| simulation.wanted(figure, secs);
            let ground = Ground {
                obstacles: simulation.obstacles,
                other: bodies[1 - figure],
                other_pose: &self.poses[1 - figure],
            };
            decide(bodies[figure], feet, now, secs, moment.inner[figure].exhaustion, &ground, wanted);
        }
        let next = simulation.targets(secs + tick_secs, breath);
        let step_secs = tick_secs / SUBSTEPS as f64;
        near_pairs(bodies, &self.poses, 0.12, &mut self.pairs);
        for substep in 0..SUBSTEPS {
            let part = (substep + 1) as f32 / SUBSTEPS as f32;
            let now_secs = secs + step_secs * (substep + 1) as f64;
            let (before, carried) = (self.poses, self.velocities);
            self.pull_by_muscles(&next, part, &moment, step_secs as f32);
            for _ in 0..CONTACT_ROUNDS {
                self.hold_grips(simulation, now_secs, step_secs as f32);
                self.hold_feet(simulation, now_secs);
                relax(bodies, &mut self.poses, &self.pairs, simulation.obstacles);
            }
            self.hold_feet(simulation, now_secs);
            self.carry_momentum(&before, &carried, step_secs as f32);
        }
        self.targets = next;
    }

    fn pull_by_muscles(&mut self, next: &[Skeleton; 2], part: f32, moment: &Moment, step_secs: f32) {
        for (figure, (pose, velocities)) in self.poses.iter_mut().zip(&mut self.velocities).enumerate() {
            let exhaustion = moment.inner[figure].exhaustion;
            let strongest = STRONGEST_M_S2 * (1.0 - 0.25 * exhaustion);
            let strength = 1.0 - 0.32 * exhaustion + 0.12 * moment.loose + 0.25 * moment.fury;
            let sag = Vec3::Y * (SAG_M_S2 * exhaustion);
            for (joint, (point, velocity)) in pose.iter_mut().zip(velocities).enumerate() {
                let target = self.targets[figure][joint].lerp(next[figure][joint], part);
                let quickness = quickness_rad_s(joint) * strength;
                let pull = (target - *point) * (quickness * quickness);
                let force = pull - *velocity * (1.7 * quickness) + sag;
                *velocity += force.clamp_length_max(strongest) * step_secs;
                *point += *velocity * step_secs;
            }
        }
    }

    fn hold_grips(&mut self, simulation: &Simulation, secs: f64, step_secs: f32) {
        let count = simulation.holds.len();
        for (number, hold) in simulation.holds.iter().enumerate() {
            let weight = grip_weight(hold, secs, number == 0, number + 1 == count);
            if weight <= 0.0 {
                continue;
            }
            for (slot, grip) in hold.placed.grips.iter().enumerate() {
                let firm = weight * grip.weight * simulation.struggle.grip(secs, slot, hold.effort);
                let between = grip.to.of(&self.poses) - grip.point.of(&self.poses);
                let length_m = between.length();
                let error_m = (length_m - grip.distance_m).max(0.0);
                // A hand cannot close in faster than a slow reach.
                let closes_m = (error_m * 0.16 * firm).min(0.7 * step_secs);
                let by = between / length_m.max(1e-4) * closes_m;
                grip.point.shift(&mut self.poses, by * 0.65);
                grip.to.shift(&mut self.poses, by * -0.35);
            }
        }
    }

    fn hold_feet(&mut self, simulation: &Simulation, secs: f64) {
        for (figure, side) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if let Some([ankle, toe]) = self.foot_joints(simulation, figure, side, secs) {
                // Swinging feet are led, planted ones are fixed.
                let firm = if self.feet[figure][side].planted() { 1.0 } else { 0.5 };
                let pose = &mut self.poses[figure];
                pose[ANKLE[side]] = pose[ANKLE[side]].lerp(ankle, firm);
                pose[TOE[side]] = pose[TOE[side]].lerp(toe, firm);
            }
        }
    }

    /// Takes the velocities from where contacts left the joints; nothing stops or starts at once.
    fn carry_momentum(&mut self, before: &[Skeleton; 2], carried: &[Skeleton; 2], step_secs: f32) {
        let stood = before.iter().flatten().zip(carried.iter().flatten());
        let moving = self.poses.iter_mut().flatten().zip(self.velocities.iter_mut().flatten());
        for (number, ((point, velocity), (before, carried))) in moving.zip(stood).enumerate() {
            let moved = (*point - *before) / step_secs;
            let change = (moved - *carried).clamp_length_max(HARDEST_M_S2 * step_secs);
            let allowed = (*carried + change).clamp_length_max(fastest_m_s(number % JOINT_COUNT));
            *point = *before + allowed * step_secs;
            // What contacts add does not all become momentum, or bodies would ring.
            *velocity = velocity.lerp(allowed, 0.6);
        }
    }
}

/// How fast a joint can be, m/s: two hands that meet close in at less than 2.5.
fn fastest_m_s(joint: usize) -> f32 {
    if ANKLE.contains(&joint) || TOE.contains(&joint) || KNEE.contains(&joint) { 2.0 } else { 1.2 }
}

/// How quickly a joint answers, rad/s: the trunk leads, the head lags, hands come last.
fn quickness_rad_s(joint: usize) -> f32 {
    match joint {
        PELVIS | WAIST => 9.5,
        CHEST | NECK => 8.5,
        HEAD | FACE => 6.5,
        _ if ELBOW.contains(&joint) => 7.5,
        _ if WRIST.contains(&joint) || HAND.contains(&joint) => 8.0,
        _ if SHOULDER.contains(&joint) => 8.0,
        _ if KNEE.contains(&joint) => 8.0,
        _ => 9.0,
    }
}
