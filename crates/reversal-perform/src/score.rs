//! The score of a scene: which posture each body aims at, at any moment.
//! Holds stand still in it; between them lie the ways from one to the next.

use glam::Vec3;
use reversal_model::curve::Curve;
use reversal_model::performance::Skeleton;

use crate::articulation::{Articulation, turn_between};
use crate::body::Body;
use crate::collide::{Obstacle, depth_between_m};
use crate::joints::PELVIS;
use crate::placement::PlacedHold;
use crate::random::{ease, ease_between};
use crate::waypoint::Stance;

/// How fast a tired body walks, m/s.
const WALK_M_S: f32 = 0.55;
/// How fast it turns, rad/s.
const TURN_RAD_S: f32 = 1.6;
/// Shortest and longest change of hold, s.
const CHANGE_SECS: (f64, f64) = (1.3, 7.5);
/// Times from hold to hold at which both ways are looked at.
const STEPS: usize = 12;
/// Rounds in which two ways are bent aside, and how far at most, m.
const APART_ROUNDS: usize = 12;
const APART_MOST_M: f32 = 0.9;
/// Depth that a way may lead into the other body, m: flesh and reflexes do the rest.
const APART_GIVE_M: f32 = 0.02;
/// How much further apart, m, and how much longer the way goes each time that it was found too narrow.
const PARTING_M: f32 = 0.3;
const PARTING_SHARE: f64 = 0.35;
/// From so many times on the two go one after the other: the upper one leaves in this share of the way, then the lower.
const PARTINGS_IN_TURN: u8 = 2;
const TURN_SHARE: f32 = 0.62;
/// The share of the way after which the one without power moves off.
const ANSWER_SHARE: f32 = 0.09;
/// Time for each stance on the way, s.
const STANCE_SECS: f64 = 0.62;

/// A hold with its time in the song.
#[derive(Clone, Debug)]
pub(crate) struct TimedHold {
    pub placed: PlacedHold,
    pub start_secs: f64,
    pub end_secs: f64,
    pub intensity: f32,
    pub effort: f32,
    /// When the posture is reached and when it is left.
    pub in_secs: f64,
    pub out_secs: f64,
    /// How often the way into this hold was found too narrow: each time the two part further and take longer.
    pub partings: u8,
}

/// What one body aims at over time.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    keys: Vec<(f64, Articulation)>,
}

/// Sets when each hold is reached and left: a change is as long as its way needs and its neighbours allow.
/// In fierce music it is as quick as bodies are, in quiet music it takes its time.
pub(crate) fn time_changes(bodies: [&Body; 2], holds: &mut [TimedHold], aggression: &Curve) {
    for later in 1..holds.len() {
        let (before, after) = (&holds[later - 1], &holds[later]);
        let needed = [0, 1]
            .map(|figure| change_secs(bodies[figure], &before.placed, &after.placed, figure))
            .into_iter()
            .fold(0.0, f64::max);
        let cut = after.start_secs;
        let quiet = 1.0 - f64::from(aggression.mean(cut - needed, cut + needed));
        let room = (0.45 + 0.15 * quiet) * (before.end_secs - before.start_secs)
            + (0.62 + 0.2 * quiet) * (after.end_secs - after.start_secs);
        let needed = needed * (1.0 + PARTING_SHARE * f64::from(after.partings));
        let length = (needed * (1.0 + quiet)).clamp(CHANGE_SECS.0, CHANGE_SECS.1).min(room.max(0.8));
        holds[later - 1].out_secs = cut - 0.4 * length;
        holds[later].in_secs = cut + 0.6 * length;
    }
}

fn change_secs(body: &Body, before: &PlacedHold, after: &PlacedHold, figure: usize) -> f64 {
    let (from, to) = (&before.poses[figure], &after.poses[figure]);
    let way_m = (to[PELVIS] - from[PELVIS] - before.travel).with_y(0.0).length();
    let turn_rad = turn_between(before.heading_rad[figure], after.heading_rad[figure]).abs();
    let stances = Stance::of(body, from).between(Stance::of(body, to)).len();
    let moving = f64::from((way_m / WALK_M_S).max(turn_rad / TURN_RAD_S));
    CHANGE_SECS.0 + 0.8 * moving + STANCE_SECS * stances as f64
}

/// The scores of both figures, first and second.
pub(crate) fn scores(bodies: [&Body; 2], holds: &[TimedHold], obstacles: &[Obstacle]) -> [Score; 2] {
    let mut scores = [Score { keys: Vec::new() }, Score { keys: Vec::new() }];
    for (number, hold) in holds.iter().enumerate() {
        let reached =
            [0, 1].map(|figure| Articulation::of(&hold.placed.poses[figure], hold.placed.heading_rad[figure]));
        if let Some(before) = number.checked_sub(1).map(|earlier| &holds[earlier]) {
            let spans = spans(before, hold);
            let mut steps = [0, 1].map(|figure| {
                let from = scores[figure].keys.last().map_or(reached[figure], |&(_, left)| left);
                Way {
                    body: bodies[figure],
                    from,
                    to: reached[figure],
                    span: spans[figure],
                    falls: hold.placed.fall,
                    obstacles,
                }
                .steps()
            });
            keep_apart(bodies, &mut steps, obstacles, PARTING_M * f32::from(hold.partings));
            for (score, steps) in scores.iter_mut().zip(steps) {
                let (start, length) = (before.out_secs, hold.in_secs - before.out_secs);
                let key = |(step, posture)| (start + length * (step + 1) as f64 / STEPS as f64, posture);
                score.keys.extend(steps.into_iter().enumerate().map(key));
            }
        }
        for (score, reached) in scores.iter_mut().zip(reached) {
            let moved = Articulation { pelvis: reached.pelvis + hold.placed.travel, ..reached };
            score.keys.push((hold.in_secs, reached));
            score.keys.push((hold.out_secs.max(hold.in_secs + 1e-3), moved));
        }
    }
    scores
}

/// The shares of the way in which both figures go it.
fn spans(before: &TimedHold, hold: &TimedHold) -> [(f32, f32); 2] {
    if hold.partings < PARTINGS_IN_TURN {
        // Who has no power answers: it moves off a little later.
        let mut spans = [(ANSWER_SHARE, 1.0); 2];
        spans[hold.placed.lead] = (0.0, 1.0 - 0.5 * ANSWER_SHARE);
        return spans;
    }
    let [first_m, second_m] = before.placed.poses.map(|pose| pose[PELVIS].y);
    let (upper, lower) = ((0.0, TURN_SHARE), (1.0 - TURN_SHARE, 1.0));
    if first_m > second_m { [upper, lower] } else { [lower, upper] }
}

/// Bends two ways aside by at least `least_m` and where they would lead through each other: who lies entangled parts
/// before moving on.
fn keep_apart(bodies: [&Body; 2], steps: &mut [Vec<Articulation>; 2], obstacles: &[Obstacle], least_m: f32) {
    let count = steps[0].len().min(steps[1].len());
    let (Some(last), true) = (count.checked_sub(1), count > 0) else { return };
    let between =
        |steps: &[Vec<Articulation>; 2], step: usize| (steps[1][step].pelvis - steps[0][step].pelvis).with_y(0.0);
    // Both ends of the way ask for the same side; where they are opposite, the sides of the first decide.
    let (start, end) = (between(steps, 0), between(steps, last));
    let side = (start.normalize_or_zero() + end.normalize_or_zero()).normalize_or_zero();
    let aside = if side == Vec3::ZERO { Vec3::Y.cross(start).normalize_or(Vec3::Z) } else { side };
    let part = |step: usize| (step + 1) as f32 / (count + 1) as f32;
    let mut apart_m: Vec<f32> =
        (0..count).map(|step| least_m * ease(3.0 * part(step)) * ease(3.0 * (1.0 - part(step)))).collect();
    for _ in 0..APART_ROUNDS {
        let mut deepest_m = 0.0_f32;
        for (step, apart_m) in apart_m.iter_mut().enumerate() {
            let poses = [-0.5, 0.5].map(|half| aside * (half * *apart_m));
            let poses =
                [0, 1].map(|figure| steps[figure][step].skeleton(bodies[figure]).map(|joint| joint + poses[figure]));
            let depth_m = depth_between_m(bodies, &poses);
            deepest_m = deepest_m.max(depth_m);
            *apart_m = (*apart_m + (depth_m - APART_GIVE_M).max(0.0)).min(APART_MOST_M);
        }
        if deepest_m <= APART_GIVE_M {
            break;
        }
        // A way aside begins and ends gently, at the holds themselves with none.
        let before = apart_m.clone();
        let at = |step: isize| usize::try_from(step).ok().and_then(|step| before.get(step)).copied().unwrap_or(0.0);
        for (step, apart_m) in apart_m.iter_mut().enumerate() {
            let step = step as isize;
            *apart_m = apart_m.max(0.25 * (at(step - 1) + 2.0 * at(step) + at(step + 1)));
        }
    }
    for (figure, half) in [(0, -0.5), (1, 0.5)] {
        for (posture, apart_m) in steps[figure].iter_mut().zip(&apart_m) {
            posture.pelvis = clear_of_furniture(obstacles, posture.pelvis + aside * (half * apart_m), 0.3);
        }
    }
}

impl Score {
    /// The posture at a moment.
    pub fn at(&self, secs: f64) -> Articulation {
        let next = self.keys.partition_point(|&(at, _)| at <= secs);
        if next == 0 {
            return self.keys[0].1;
        }
        let Some(&(to_secs, ref to)) = self.keys.get(next) else { return self.keys[next - 1].1 };
        let (from_secs, ref from) = self.keys[next - 1];
        from.blend(to, ((secs - from_secs) / (to_secs - from_secs).max(1e-6)) as f32)
    }
}

/// One body's way from hold to hold.
struct Way<'a> {
    body: &'a Body,
    from: Articulation,
    to: Articulation,
    /// The shares of the whole time between which this body moves, 0..1.
    span: (f32, f32),
    /// Whether it falls.
    falls: bool,
    obstacles: &'a [Obstacle],
}

impl Way<'_> {
    /// The postures between, at equal times; eased at both ends, hands loose in the middle.
    fn steps(&self) -> Vec<Articulation> {
        let pose = |articulation: &Articulation| -> Skeleton { articulation.skeleton(self.body) };
        let stances = Stance::of(self.body, &pose(&self.from)).between(Stance::of(self.body, &pose(&self.to)));
        let mut stations = vec![self.from];
        let count = stances.len() + 1;
        for (number, stance) in stances.iter().enumerate() {
            let part = (number + 1) as f32 / count as f32;
            let spot = self.from.pelvis.lerp(self.to.pelvis, part);
            let heading = self.from.heading_rad + turn_between(self.from.heading_rad, self.to.heading_rad) * part;
            let plain = stance.posture(self.body, spot, heading);
            let direct = self.from.blend(&self.to, part);
            // The plain posture colours the way; what both ends share remains.
            stations.push(Articulation { pelvis: plain.pelvis, ..direct.blend(&plain, 0.75) });
        }
        stations.push(self.to);
        let along = |part: f32| -> Articulation {
            let place = part.clamp(0.0, 1.0) * (stations.len() - 1) as f32;
            let number = (place as usize).min(stations.len() - 2);
            stations[number].blend(&stations[number + 1], place - number as f32)
        };
        let loose = Stance::Stand.posture(self.body, Vec3::ZERO, 0.0);
        let (begins, ends) = self.span;
        let mut steps = Vec::with_capacity(STEPS);
        for step in 1..STEPS {
            let part = step as f32 / STEPS as f32;
            let gone = (part - begins) / (ends - begins);
            let mut body = along(if self.falls { fall(gone) } else { ease_softly(gone) });
            let room_m = 0.42 * self.body.scale * (6.0 * part * (1.0 - part)).min(1.0);
            body.pelvis = clear_of_furniture(self.obstacles, body.pelvis, room_m);
            let slack = if stances.is_empty() { 0.75 } else { 0.25 };
            let loosened = slack * ease(part * 3.0) * (1.0 - ease((part - 0.5) * 2.2));
            let hands =
                body.blend(&Articulation { pelvis: body.pelvis, heading_rad: body.heading_rad, ..loose }, loosened);
            steps.push(body.with_arms(&hands));
        }
        steps
    }
}

/// The nearest spot with `room_m` to walls and furniture.
fn clear_of_furniture(obstacles: &[Obstacle], pelvis: Vec3, room_m: f32) -> Vec3 {
    let solids = obstacles.iter().filter(|obstacle| matches!(obstacle, Obstacle::Box { .. }));
    solids.fold(pelvis, |at, solid| at + solid.way_out(at, room_m).with_y(0.0))
}

/// Between a straight line and a full ease: people set off and arrive gently but do not crawl.
fn ease_softly(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// The course of a fall: knees that give, a moment in which they still hold, and then the weight goes down at once.
fn fall(part: f32) -> f32 {
    0.2 * ease(part / 0.45) + 0.8 * ease((part - 0.3) / 0.6)
}

/// How firmly a hold's grips hold at a moment, 0..1, eased over some frames at both ends.
pub(crate) fn grip_weight(hold: &TimedHold, secs: f64, first: bool, last: bool) -> f32 {
    let taken = if first { 1.0 } else { ease_between(secs, hold.in_secs - 0.35, hold.in_secs + 0.20) };
    let kept = if last { 1.0 } else { 1.0 - ease_between(secs, hold.out_secs - 0.10, hold.out_secs + 0.28) };
    taken.min(kept)
}
