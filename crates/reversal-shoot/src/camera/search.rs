//! Where to stand for a take: positions around the pair are ranked by their joints, and the best of them by what a
//! small picture really shows.

use glam::Vec3;
use reversal_model::performance::Joint;
use reversal_model::shots::{Height, Movement, Scale, Side};

use super::Camera;
use super::framing::{Composition, Target, hands_by_grip, head_middle, idleness, look, tangent_for};
use super::handheld::FOLLOW_STEPS;
use super::judge::{beheading, crowding, in_line, inside, looming, silhouette_m, trunk_hides};
use super::path::{CameraRequest, Track};
use super::probe::{Dressed, Probe};
use super::rig::Rig;
use super::sight::{HEAD_RADIUS_M, Surroundings, figure_hides};
use crate::dress::Half;

/// Turns around the wished direction that are tried, degrees.
const TURNS_DEG: [f32; 13] = [0.0, -12.0, 12.0, -24.0, 24.0, -38.0, 38.0, -54.0, 54.0, -72.0, 72.0, -90.0, 90.0];
/// Shares of the wished distance that are tried where something is in the way.
const NEARER: [f32; 9] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.35, 0.28];
/// Nearest that a camera comes to what it looks at, m: nearer, faces bulge.
const DISTANCE_MIN_M: f32 = 0.9;
/// Widest lens, as the tangent of half the width (about 16 mm).
const TANGENT_MAX: f32 = 1.15;
/// More turns for hands, which have no left and right, and for what can be seen from nowhere else.
const TURNS_ROUND_DEG: [f32; 5] = [-115.0, 115.0, -145.0, 145.0, 180.0];
/// Positions, the best by joints, that are looked through, and moments of the take at which they are.
const PROBED: usize = 5;
const PROBED_AT: [f32; 2] = [0.2, 0.7];
/// Positions nearer to each other than this, degrees, show much the same: no more than two of them are looked through.
const ALIKE_DEG: f32 = 25.0;
/// From this penalty on a subject counts as not to be seen, and another is tried.
const HIDDEN: f32 = 2.2;
/// What it costs to cut through a head, or to show a trunk without one.
const BEHEADED: f32 = 3.0;
/// What it costs to show a hand that has hold of nothing and gives nothing.
const IDLE: f32 = 2.5;
/// What it costs to show a seat in a detail of hands.
const SEAT: f32 = 0.7;
/// Cosine of the turn of a head up to which some of the face is seen: 100 degrees.
const FRONT: f32 = -0.17;
/// What it costs to show something else than was asked for, and to show it a size smaller.
const OTHER_SUBJECT: f32 = 1.2;
const SMALLER: f32 = 0.3;
/// What it costs to look from the far side of the line between the two.
const ACROSS_THE_LINE: f32 = 0.8;

/// Where to stand for a take, and what its picture needs.
pub(crate) struct Position {
    pub(crate) composition: Composition,
    pub(crate) aims: Vec<Vec3>,
    pub(crate) rig: Rig,
    /// Tangent of half the width at each step of the take.
    pub(crate) tangents: Vec<f32>,
    /// The iris.
    pub(crate) gain: f32,
    /// How badly the subject stands out by itself, 0..1.
    pub(crate) drowned: f32,
}

/// The best position of all that were tried; where what was asked for cannot be seen, something near it: the other
/// hands or face, both, both from further off, and at last anything from anywhere.
pub(crate) fn best_position(request: &CameraRequest<'_>, track: &Track, surroundings: &Surroundings) -> Position {
    let giving =
        request.stage.held.as_ref().map(|held| Target::Hand(held.giver, usize::from(held.half == Half::Right)));
    let bodies = &track.bodies[0];
    let wished = Composition::new(request.shot, request.hold, bodies, giving);
    let mut scout = Scout { request, track, surroundings, probe: Probe::default(), dressed: Vec::new() };
    scout.dress();
    let mut best = scout.best_for(wished, Reach::Near);
    if wished.target == Target::Place {
        return best.1;
    }
    let scale = request.shot.scale;
    let other_hands = || hands_by_grip(bodies).into_iter().filter(|hand| *hand != wished.target).take(2);
    let (shown_instead, asked_for): (Vec<Target>, Option<usize>) = match wished.target {
        Target::Head(who) => (vec![Target::Head(1 - who)], Some(who)),
        // Whose hands cannot be seen, may be seen by what the hands do to the face.
        Target::Hand(who, _) => (other_hands().chain([Target::Head(1 - who), Target::Head(who)]).collect(), Some(who)),
        Target::Both | Target::Place => (Vec::new(), None),
    };
    let other = if wished.target == Target::Both { 0.0 } else { OTHER_SUBJECT };
    let both = |scale| Composition::of_pair(Target::Both, scale, request.hold, bodies).favouring(asked_for);
    let nearest = scale.max(Scale::MediumCloseUp);
    let sizes = Scale::ALL.into_iter().filter(|size| (nearest..=Scale::Wide).contains(size));
    let of_both = sizes.enumerate().map(|(steps, size)| (both(size), other + SMALLER * steps as f32));
    let near = shown_instead.into_iter().map(|target| (Composition::of(target, scale, request.hold), other));
    let near: Vec<_> = near.chain(of_both.filter(|(pair, _)| *pair != wished)).collect();
    let tries = near.iter().map(|(composition, cost)| (*composition, *cost, Reach::Near));
    let anywhere = [(wished, 0.0), (both(nearest), other), (both(Scale::MediumLong.max(scale)), other + SMALLER)];
    for (composition, cost, reach) in tries.chain(anywhere.map(|(pair, cost)| (pair, cost, Reach::Anywhere))) {
        if best.0 < HIDDEN {
            break;
        }
        let (penalty, position) = scout.best_for(composition, reach);
        if penalty + cost < best.0 {
            best = (penalty + cost, position);
        }
    }
    best.1
}

/// From where a composition is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// About the direction and at the height that the shot asks for.
    Near,
    /// From all round, low and high.
    Anywhere,
}

/// Tries positions for one take.
struct Scout<'a> {
    request: &'a CameraRequest<'a>,
    track: &'a Track,
    surroundings: &'a Surroundings,
    probe: Probe,
    /// The two at the moments that are looked at, and the steps of the track they are from.
    dressed: Vec<(usize, Dressed)>,
}

impl Scout<'_> {
    fn dress(&mut self) {
        let last = self.track.bodies.len() - 1;
        let steps = PROBED_AT.map(|part| (part * last as f32).round() as usize);
        self.dressed =
            steps.map(|step| (step, Dressed::new(self.request.stage, &self.track.bodies[step]))).into_iter().collect();
    }

    /// The best position for a composition, and how badly it reads.
    fn best_for(&mut self, wished: Composition, reach: Reach) -> (f32, Position) {
        let request = self.request;
        let aims = self.track.aims(&wished, request.shot.movement, request.exhaustion);
        let wish_rad = wished_azimuth_rad(request, aims[aims.len() / 2]);
        let hands = matches!(wished.target, Target::Hand(..));
        let asked = request.shot.height;
        let heights: &[Height] = match reach {
            Reach::Near if hands => &[asked, Height::High],
            Reach::Near => &[asked],
            Reach::Anywhere => &[asked, Height::Level, Height::High],
        };
        let round: &[f32] = if hands || reach == Reach::Anywhere { &TURNS_ROUND_DEG } else { &[] };
        let across = if hands { 0.0 } else { ACROSS_THE_LINE };
        let mut ranked: Vec<(f32, Rig, Composition)> = Vec::new();
        for composition in std::iter::once(wished).chain(wished.of_one_with_other()) {
            for &height in heights {
                let search = self.search(&composition, &aims, height);
                let turns = TURNS_DEG.iter().map(|turn| (turn, 0.0)).chain(round.iter().map(|turn| (turn, across)));
                for (turn_deg, cost) in turns {
                    if let Some(rig) = search.rig(wish_rad + turn_deg.to_radians()) {
                        ranked.push((search.penalty(&rig) + 0.011 * turn_deg.abs() + cost, rig, composition));
                    }
                }
                if ranked.is_empty() {
                    ranked.push((f32::MAX, search.cornered_rig(wish_rad), composition));
                }
            }
        }
        ranked.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
        let ranked = unlike(ranked);
        let (mut least, mut best, mut gain, mut drowned) = (f32::MAX, (ranked[0].1, ranked[0].2), 1.0, 0.0);
        for (penalty, rig, composition) in ranked {
            let (unseen, iris, sunk) = self.look(&composition, &aims, &rig);
            if penalty + unseen < least {
                (least, best, gain, drowned) = (penalty + unseen, (rig, composition), iris, sunk);
            }
        }
        let (rig, composition) = best;
        let search = self.search(&composition, &aims, request.shot.height);
        let tangents = search.zoom(&rig);
        (least, Position { composition, aims, rig, tangents, gain, drowned })
    }

    fn search<'b>(&'b self, composition: &'b Composition, aims: &'b [Vec3], height: Height) -> Search<'b> {
        let &Scout { request, track, surroundings, .. } = self;
        Search { request, track, surroundings, composition, aims, height }
    }

    /// What the picture shows from a position: its penalty, the iris and how much the subject drowns in the ground.
    fn look(&mut self, composition: &Composition, aims: &[Vec3], rig: &Rig) -> (f32, f32, f32) {
        let (mut penalty, mut gain, mut drowned) = (0.0, 0.0, 0.0);
        let share = 1.0 / self.dressed.len() as f32;
        for (step, dressed) in &self.dressed {
            let part = *step as f64 / (aims.len() - 1).max(1) as f64;
            let camera = rig.camera(rig.eye(aims[*step], part), aims[*step]);
            let subject = composition.subject(&self.track.bodies[*step]);
            let seen = self.probe.look(self.request.stage, dressed, &camera, self.request.aspect, &subject);
            penalty += share * seen.penalty();
            gain += share * seen.gain;
            drowned += share * (1.0 - seen.contrast / 0.2).max(0.0);
        }
        (if composition.target == Target::Place { 0.0 } else { penalty }, gain, drowned)
    }
}

/// The first positions of a ranking, without those that show much the same as two before them.
fn unlike(ranked: Vec<(f32, Rig, Composition)>) -> Vec<(f32, Rig, Composition)> {
    let mut chosen: Vec<(f32, Rig, Composition)> = Vec::with_capacity(PROBED);
    for candidate in ranked {
        let alike = |(_, rig, _): &&(f32, Rig, Composition)| {
            rig.offset.angle_between(candidate.1.offset) < ALIKE_DEG.to_radians()
        };
        if chosen.iter().filter(alike).count() < 2 {
            chosen.push(candidate);
        }
        if chosen.len() == PROBED {
            break;
        }
    }
    chosen
}

/// Direction from the pair to the camera about the vertical, 0 toward +z, positive toward +x.
fn wished_azimuth_rad(request: &CameraRequest<'_>, pivot: Vec3) -> f32 {
    let turn_deg = request
        .place
        .anchors
        .iter()
        .filter(|anchor| anchor.kind == request.hold.anchor)
        .min_by(|one, other| {
            Vec3::from(one.at).distance_squared(pivot).total_cmp(&Vec3::from(other.at).distance_squared(pivot))
        })
        .map_or(0.0, |anchor| anchor.turn_deg);
    let turn = request.shot.azimuth_deg;
    let side_deg = match request.shot.side {
        Side::Front => turn,
        Side::Back => 180.0 + turn,
        Side::Line => (90.0 - turn.abs()) * if turn < 0.0 { -1.0 } else { 1.0 },
    };
    (turn_deg + request.hold.view.azimuth_deg + side_deg).to_radians()
}

struct Search<'a> {
    request: &'a CameraRequest<'a>,
    track: &'a Track,
    surroundings: &'a Surroundings,
    composition: &'a Composition,
    aims: &'a [Vec3],
    height: Height,
}

impl Search<'_> {
    /// A camera in a direction, as far away as its lens asks or as the place allows;
    /// where even the widest lens is too narrow there, as much of the picture as it shows.
    fn rig(&self, azimuth_rad: f32) -> Option<Rig> {
        let wished = self.plain_rig(azimuth_rad);
        let distance_m = wished.offset.length();
        NEARER.into_iter().find_map(|share| {
            let mut rig = Rig { offset: self.offset(azimuth_rad, distance_m * share), ..wished };
            rig.tangent = self.tangent(&rig).min(TANGENT_MAX);
            self.is_free(&rig).then_some(rig)
        })
    }

    /// A camera that stands still at the edge of the bounds, where no direction is free.
    fn cornered_rig(&self, azimuth_rad: f32) -> Rig {
        let wished = self.plain_rig(azimuth_rad);
        let movement = match wished.movement {
            Movement::Locked => Movement::Locked,
            _ => Movement::Handheld,
        };
        let offset = self.surroundings.within_bounds(wished.pivot + wished.offset) - wished.pivot;
        let mut rig = Rig { offset, movement, ..wished };
        rig.tangent = self.tangent(&rig).min(TANGENT_MAX);
        rig
    }

    /// A camera in a direction at the distance that its lens asks, whatever is there.
    fn plain_rig(&self, azimuth_rad: f32) -> Rig {
        let aspect = self.request.aspect;
        let lens = 18.0 / self.request.shot.lens_mm.clamp(12.0, 300.0);
        let mut distance_m = (aspect * self.composition.height_m / (2.0 * lens)).max(DISTANCE_MIN_M);
        let movement = self.request.shot.movement;
        let pivot = self.aims[0];
        let mut rig = Rig { offset: Vec3::Z, pivot, movement, place: (0.0, 0.0), tangent: lens, aspect };
        for _ in 0..5 {
            rig.offset = self.offset(azimuth_rad, distance_m);
            let right = rig.camera(pivot + rig.offset, pivot).right;
            rig.place = (self.composition.aside(&self.track.bodies[0], right), self.composition.above_middle);
            rig.tangent = self.tangent(&rig);
            distance_m = (distance_m * (rig.tangent / lens).clamp(0.6, 2.0)).max(DISTANCE_MIN_M);
        }
        rig.offset = self.offset(azimuth_rad, distance_m);
        rig.tangent = self.tangent(&rig);
        rig
    }

    /// From what is looked at to the eye.
    fn offset(&self, azimuth_rad: f32, distance_m: f32) -> Vec3 {
        let pivot = self.aims[0];
        let eyes = |who: usize| {
            let steps: Vec<usize> = self.track.judged().collect();
            steps.iter().map(|step| self.track.bodies[*step][who][Joint::Head as usize].y).sum::<f32>()
                / steps.len() as f32
        };
        let height_m = match self.height {
            Height::Ground => 0.3,
            Height::EyesOfFirst => eyes(0).max(0.4),
            Height::EyesOfSecond => eyes(1).max(0.4),
            Height::Level => ((eyes(0) + eyes(1)) / 2.0).max(0.75),
            Height::High => pivot.y + 0.42 * distance_m,
        };
        let up_m = (self.surroundings.height_within(height_m) - pivot.y).clamp(-0.6 * distance_m, 0.8 * distance_m);
        let along_m = (distance_m * distance_m - up_m * up_m).max(0.0).sqrt();
        Vec3::new(azimuth_rad.sin() * along_m, up_m, azimuth_rad.cos() * along_m)
    }

    /// The tangent of half the width that a position needs. A camera that stands on legs must hold all moments at
    /// once; an operator goes along with the two, so that most of them count.
    fn tangent(&self, rig: &Rig) -> f32 {
        const MOST: f32 = 0.6;
        let mut needed: Vec<f32> = self.track.judged().map(|step| self.tangent_at(rig, step)).collect();
        needed.sort_unstable_by(f32::total_cmp);
        let last = needed.len() - 1;
        needed[if rig.movement == Movement::Locked { last } else { (MOST * last as f32).round() as usize }]
    }

    /// The least tangent of half the width that shows the scale and keeps all in the picture, at one step.
    fn tangent_at(&self, rig: &Rig, step: usize) -> f32 {
        let mut tangent = rig.aspect * self.composition.height_m / (2.0 * rig.offset.length());
        let (eye, aim) = self.moment(rig, step);
        let view = Rig { place: (0.0, 0.0), ..*rig }.camera(eye, aim);
        let distance_m = eye.distance(aim);
        let bodies = &self.track.bodies[step];
        for held in self.composition.held(bodies).into_iter().chain(self.composition.kept(bodies)) {
            let to = held.at - eye;
            let offset = (to.dot(view.right), to.dot(view.up), to.dot(view.forward));
            // The hand's movement needs room too.
            let radius_m = held.radius_m + 0.015 * distance_m * tangent;
            tangent = tangent.max(tangent_for(offset, radius_m, distance_m, rig.place, rig.aspect));
        }
        tangent
    }

    /// How wide the lens is at each step of the take: an operator opens up slowly before the two spread, and closes
    /// in again after.
    fn zoom(&self, rig: &Rig) -> Vec<f32> {
        if rig.movement == Movement::Locked {
            return vec![rig.tangent; self.aims.len()];
        }
        const AHEAD_STEPS: usize = FOLLOW_STEPS as usize * 5 / 4;
        let needed: Vec<f32> =
            (0..self.aims.len()).map(|step| self.tangent_at(rig, step).clamp(rig.tangent, TANGENT_MAX)).collect();
        let last = needed.len() - 1;
        let around = |step: usize| step.saturating_sub(AHEAD_STEPS)..=(step + AHEAD_STEPS).min(last);
        // The mean of what is needed at most within reach is never less than what is needed.
        let most: Vec<f32> = (0..=last).map(|step| around(step).map(|i| needed[i]).fold(0.0, f32::max)).collect();
        (0..=last).map(|step| around(step).map(|i| most[i]).sum::<f32>() / around(step).count() as f32).collect()
    }

    fn moment(&self, rig: &Rig, step: usize) -> (Vec3, Vec3) {
        let part = step as f64 / (self.aims.len() - 1).max(1) as f64;
        (rig.eye(self.aims[step], part), self.aims[step])
    }

    /// A lamp at the height of the eyes that shines into the lens drowns what stands before it.
    fn glare(&self, view: &Camera) -> f32 {
        const LOW_M: f32 = 1.6;
        let key = &self.request.place.light.key;
        let to = Vec3::from(key.at) - view.eye;
        let depth_m = to.dot(view.forward);
        let inside = to.dot(view.right).abs() < 1.1 * depth_m * view.tan_half_width;
        if key.at[1] < LOW_M && inside && depth_m > 0.0 { 3.0 } else { 0.0 }
    }

    fn is_free(&self, rig: &Rig) -> bool {
        self.track.judged().all(|step| self.surroundings.is_free(self.moment(rig, step).0))
    }

    /// How badly the take reads from a position; 0 is well.
    fn penalty(&self, rig: &Rig) -> f32 {
        let is_giving = self.request.stage.held.is_some();
        let mut sum = 0.0;
        let mut count = 0.0;
        for step in self.track.judged() {
            let (eye, aim) = self.moment(rig, step);
            let view = rig.camera(eye, aim);
            let bodies = &self.track.bodies[step];
            let heads = [head_middle(&bodies[0]), head_middle(&bodies[1])];
            count += 1.0;
            for held in self.composition.held(bodies).iter().take(2) {
                sum += if self.surroundings.is_hidden(eye, held.at) { 8.0 } else { 0.0 };
            }
            sum += bodies.iter().map(|figure| crowding(figure, &view)).sum::<f32>();
            sum += self.glare(&view);
            match self.composition.target {
                Target::Head(who) => {
                    sum += looming(&bodies[1 - who], &view, eye.distance(heads[who]));
                    sum += if figure_hides(&bodies[1 - who], eye, heads[who]) { 5.0 } else { 0.0 };
                    // A bent back hides its own head.
                    sum += if trunk_hides(&bodies[who], eye, heads[who]) { 5.0 } else { 0.0 };
                    let faces = look(&bodies[who]).dot((eye - heads[who]).normalize_or_zero());
                    // Three-quarter is best; from the nape it is worst.
                    sum += 1.7 * (0.55 - faces).max(0.0);
                    // A face that is close shows more than a hairline.
                    sum += if self.composition.is_close() { 8.0 * (FRONT - faces).clamp(0.0, 0.4) } else { 0.0 };
                    sum += BEHEADED * beheading(&bodies[who], &view, rig.aspect);
                    sum += 1.1 * BEHEADED * beheading(&bodies[1 - who], &view, rig.aspect);
                    sum += if self.composition.is_close() { 0.0 } else { 1.2 * in_line(bodies, view.forward) };
                }
                Target::Both | Target::Place => {
                    for who in 0..2 {
                        sum += if figure_hides(&bodies[1 - who], eye, heads[who]) { 1.5 } else { 0.0 };
                        sum += if trunk_hides(&bodies[who], eye, heads[who]) { 1.0 } else { 0.0 };
                        let faces = look(&bodies[who]).dot((eye - heads[who]).normalize_or_zero());
                        sum += 0.5 * (-0.2 - faces).max(0.0);
                        sum += if self.composition.favours == Some(who) { 2.0 * (0.5 - faces).max(0.0) } else { 0.0 };
                    }
                    let apart = heads[1] - heads[0];
                    let seen_m = apart.dot(view.right).hypot(apart.dot(view.up));
                    sum += 2.5 * (1.0 - seen_m / (2.5 * HEAD_RADIUS_M)).max(0.0);
                    sum += 1.6 * in_line(bodies, view.forward);
                    sum += BEHEADED * bodies.iter().map(|figure| beheading(figure, &view, rig.aspect)).sum::<f32>();
                    sum += 1.2 * (1.0 - silhouette_m(bodies, view.right) / 0.9).max(0.0);
                }
                Target::Hand(who, side) => {
                    sum += if is_giving { 0.0 } else { IDLE * idleness(self.composition.target, bodies) };
                    let joint = if side == 0 { Joint::LeftHand } else { Joint::RightHand };
                    let hidden = bodies.iter().any(|figure| trunk_hides(figure, eye, bodies[who][joint as usize]));
                    sum += if hidden { 4.0 } else { 0.0 };
                    for figure in bodies {
                        // A detail may end at a shoulder, not at a chin; and it is of no seat.
                        sum += 0.4 * BEHEADED * beheading(figure, &view, rig.aspect);
                        sum += SEAT * inside(figure[Joint::Pelvis as usize], 0.14, &view, rig.aspect).clamp(0.0, 1.0);
                    }
                }
            }
        }
        // A picture that shows more than was asked for, by a wider lens or from further off.
        let wished_m = self.composition.height_m.max(2.0 * DISTANCE_MIN_M * rig.tangent / rig.aspect);
        let widened = (2.0 * rig.tangent * rig.offset.length() / rig.aspect / wished_m).max(1.0).log2();
        let close_on_both = self.composition.target == Target::Both && self.request.shot.scale <= Scale::Medium;
        let looser = if close_on_both { 2.5 } else { 0.8 };
        let cut_off = (self.tangent(rig) / rig.tangent).log2();
        sum / count + looser * widened + 4.0 * cut_off
    }
}
