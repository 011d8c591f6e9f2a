//! What a hand does: how it is laid and how its fingers are bent; free, or closed on what is near it.

use glam::Vec3;
use reversal_model::performance::Skeleton;

use super::surroundings::Surroundings;
use super::{Grasp, Make, grasp, size_of};
use crate::dress::frame::{HALVES, Half};
use crate::dress::{Clothed, Condition, clothe};
use crate::primitive::Look;
use crate::stage::Stage;

/// Fingers from the index on: how far to the thumb's side and how thick, m; how long; how much more bent when free, rad.
pub(super) const FINGERS: [[f32; 4]; 4] = [
    [0.0290, 0.0092, 0.95, 0.00],
    [0.0095, 0.0095, 1.05, 0.07],
    [-0.0098, 0.0090, 0.98, 0.15],
    [-0.0282, 0.0079, 0.79, 0.24],
];
/// Lengths of the three bones of a finger, m.
pub(super) const BONES_M: [f32; 3] = [0.044, 0.027, 0.021];
/// Bends of its three joints when it hangs free, stretched and closed, rad.
const FREE_RAD: [f32; 3] = [0.34, 0.52, 0.30];
const OPEN_RAD: [f32; 3] = [-0.30, 0.05, 0.0];
const CLOSED_RAD: [f32; 3] = [1.20, 1.40, 0.80];
/// How much of a finger's own bend each joint takes when it hangs free.
const MORE: [f32; 3] = [1.0, 0.8, 0.3];
/// How deep fingertips dig into what they hold, m.
const DIG_M: f32 = 0.007;
/// How far each finger does as the others do.
const TOGETHER: f32 = 0.55;

/// Ways of the thumb's three bones from stretched away to closed: shares of along, toward the thumb's side, out of the
/// palm.
const THUMB: [[[f32; 3]; 2]; 3] = [
    [[0.62, 0.78, -0.05], [0.60, 0.28, 0.75]],
    [[0.82, 0.56, -0.05], [0.66, -0.20, 0.72]],
    [[0.90, 0.42, -0.10], [0.62, -0.52, 0.58]],
];
pub(super) const THUMB_BONES_M: [f32; 3] = [0.046, 0.032, 0.025];
pub(super) const THUMB_RADII_M: [f32; 4] = [0.0170, 0.0122, 0.0108, 0.0088];
/// How far a thumb is closed when its hand hangs free.
const THUMB_FREE: f32 = 0.36;

/// Thinner things than this a hand lies on as if they were not there, unless it holds them out, m.
const LEAST_M: f32 = 0.028;

/// What a hand does, in the axes of the same hand when it touches nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HandPose {
    /// 0 free .. 1 on something.
    pub firm: f32,
    /// Way of the fingers, and out of the palm.
    along: Vec3,
    palm: Vec3,
    /// How far the wrist is moved, m.
    moved: Vec3,
    /// Bends of the fingers' joints, rad.
    pub bends: [[f32; 3]; 4],
    /// How far the thumb's bones are closed, 0..1.
    pub thumb: [f32; 3],
}

/// What the hands of the two do: how they are laid and bent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hands(pub(super) [[HandPose; 2]; 2]);

impl Hands {
    /// What they do at a moment that stands alone.
    pub fn of(stage: &Stage, bodies: &[Skeleton; 2]) -> Self {
        let mut solids = Vec::new();
        let Clothed { pair, trunks } = clothe(stage, bodies, &Condition::COARSE, &mut solids);
        Self([0, 1].map(|figure| {
            HALVES.map(|half| {
                let offers = stage.offers(figure, half);
                let free = grasp(&pair[figure], half, offers);
                // A hand's own sleeve is no thing to hold.
                let own = &trunks[figure];
                let others = solids[..own.start].iter().chain(&solids[own.end..]).chain(&stage.solids);
                let least_m = if offers { 0.0 } else { LEAST_M };
                let around = Surroundings::new(free.hand, least_m, others, stage.boxes.iter());
                let size = size_of(&pair[figure], &stage.characters[figure].wardrobe);
                HandPose::on(&free, half, offers, size, &around)
            })
        }))
    }

    pub(crate) fn of_figure(&self, figure: usize, half: Half) -> &HandPose {
        &self.0[figure][half as usize]
    }
}

impl Default for HandPose {
    /// It hangs.
    fn default() -> Self {
        Self {
            firm: 0.0,
            along: Vec3::Z,
            palm: Vec3::Y,
            moved: Vec3::ZERO,
            bends: FINGERS.map(|[.., more]| std::array::from_fn(|joint| FREE_RAD[joint] + more * MORE[joint])),
            thumb: [THUMB_FREE; 3],
        }
    }
}

impl HandPose {
    fn on(free: &Grasp, half: Half, offers: bool, size: f32, surroundings: &Surroundings) -> Self {
        let mut pose = Self::default();
        let touch = surroundings.touch(free.hand + free.along * (0.02 * size));
        // A hand that holds something out keeps it as it lies.
        let grasp = if offers { *free } else { free.on(&touch, half.sign(), surroundings) };
        pose.firm = if offers { 1.0 } else { touch.firm };
        if pose.firm > 0.0 {
            pose.along = free.own(grasp.along);
            pose.palm = free.own(grasp.palm);
            pose.moved = free.own(grasp.wrist - free.wrist);
            let make = Make { look: Look::matt(0.0), size, thumb: grasp.across * half.sign() };
            pose.close(&grasp, &make, surroundings);
        }
        pose
    }

    /// Bends each joint in turn till its bone meets a surface.
    fn close(&mut self, grasp: &Grasp, make: &Make, surroundings: &Surroundings) {
        for ([aside, width, length, _], bends) in FINGERS.into_iter().zip(&mut self.bends) {
            let (mut at, mut turned) = (knuckle(grasp, make, aside), 0.0);
            for joint in 0..3 {
                let (open, closed) = (OPEN_RAD[joint], CLOSED_RAD[joint]);
                let length_m = BONES_M[joint] * length * make.size;
                let bend = |part: f32| open + (closed - open) * part;
                let tip = |part: f32| at + grasp.bent(turned + bend(part)) * length_m;
                let held = bend(surroundings.closed(width * make.size - DIG_M, tip));
                bends[joint] += (held - bends[joint]) * self.firm;
                turned += bends[joint];
                at += grasp.bent(turned) * length_m;
            }
        }
        for joint in 0..3 {
            let mean = self.bends.iter().map(|bends| bends[joint]).sum::<f32>() / self.bends.len() as f32;
            for bends in &mut self.bends {
                bends[joint] += (mean - bends[joint]) * (TOGETHER * self.firm);
            }
        }
        let mut at = thumb_root(grasp, make);
        for (bone, closed) in self.thumb.iter_mut().enumerate() {
            let length_m = THUMB_BONES_M[bone] * make.size;
            let radius_m = THUMB_RADII_M[bone + 1] * make.size - 0.5 * DIG_M;
            let held = surroundings.closed(radius_m, |part| at + thumb_way(grasp, make, bone, part) * length_m);
            *closed += (held - *closed) * self.firm;
            at += thumb_way(grasp, make, bone, *closed) * length_m;
        }
    }

    /// The mean of what a hand does at several moments, each with its weight.
    pub fn mean<'a>(poses: impl Iterator<Item = (f32, &'a Self)>) -> Self {
        let none = Self {
            firm: 0.0,
            along: Vec3::ZERO,
            palm: Vec3::ZERO,
            moved: Vec3::ZERO,
            bends: [[0.0; 3]; 4],
            thumb: [0.0; 3],
        };
        let (mut sum, mut weights) = (none, 0.0);
        for (weight, pose) in poses {
            weights += weight;
            sum.firm += pose.firm * weight;
            sum.along += pose.along * weight;
            sum.palm += pose.palm * weight;
            sum.moved += pose.moved * weight;
            for (sum, bend) in sum.bends.as_flattened_mut().iter_mut().zip(pose.bends.as_flattened()) {
                *sum += bend * weight;
            }
            for (sum, closed) in sum.thumb.iter_mut().zip(pose.thumb) {
                *sum += closed * weight;
            }
        }
        if weights <= 0.0 {
            return Self::default();
        }
        let share = 1.0 / weights;
        Self {
            firm: sum.firm * share,
            moved: sum.moved * share,
            bends: sum.bends.map(|bends| bends.map(|bend| bend * share)),
            thumb: sum.thumb.map(|closed| closed * share),
            ..sum
        }
    }

    /// A hand that hangs, laid as this says.
    pub(super) fn laid(&self, free: &Grasp) -> Grasp {
        let along = free.world(self.along).normalize_or(free.along);
        let palm = free.world(self.palm);
        let palm = (palm - along * palm.dot(along)).normalize_or(along.any_orthonormal_vector());
        let wrist = free.wrist + free.world(self.moved);
        Grasp { wrist, hand: wrist + along * free.hand.distance(free.wrist), along, across: along.cross(palm), palm }
    }
}

/// Where a finger starts: knuckles lie in an arc, the middle one foremost.
pub(super) fn knuckle(grasp: &Grasp, make: &Make, aside: f32) -> Vec3 {
    let forward = grasp.along * (0.098 - 7.0 * (aside - 0.005).powi(2));
    grasp.wrist + (forward + make.thumb * aside - grasp.palm * 0.002) * make.size
}

pub(super) fn thumb_root(grasp: &Grasp, make: &Make) -> Vec3 {
    grasp.wrist + (grasp.along * 0.020 + make.thumb * 0.019 + grasp.palm * 0.006) * make.size
}

/// The way of one of the thumb's bones that is closed so far.
pub(super) fn thumb_way(grasp: &Grasp, make: &Make, bone: usize, closed: f32) -> Vec3 {
    let [from, to] = THUMB[bone].map(|[along, out, palm]| grasp.along * along + make.thumb * out + grasp.palm * palm);
    (from + (to - from) * closed).normalize_or(grasp.along)
}
