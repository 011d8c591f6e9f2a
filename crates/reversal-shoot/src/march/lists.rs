//! Which primitives and boxes matter to a tile: without these lists a frame would take ten times as long.

use glam::Vec3;

use crate::primitive::{Primitive, closest_parts};
use crate::stage::{EnvironmentBox, Stage};

/// How far lists look, m.
const REACH_M: f32 = 40.0;
/// How far occlusion reaches on figures and on the place, m.
const OCCLUSION_M: f32 = 0.22;
const OCCLUSION_GROUND_M: f32 = 0.55;
/// Ripples and stones turn a mirrored ray this far aside, m.
const MIRROR_SLACK_M: f32 = 0.15;

/// Indices for one tile, buffers kept.
#[derive(Default)]
pub(crate) struct TileLists {
    /// Primitives and boxes in the tile's cone.
    pub seen: Vec<u16>,
    pub boxes: Vec<u16>,
    /// The same in the cone mirrored at the ground.
    pub mirrored: Vec<u16>,
    pub mirrored_boxes: Vec<u16>,
    /// Between figures in the tile and the key light.
    pub shadow: Vec<u16>,
    pub shadow_boxes: Vec<u16>,
    /// Between the place in the tile and the key light.
    pub ground_shadow: Vec<u16>,
    pub ground_shadow_boxes: Vec<u16>,
    /// Near the figures and near the place in the tile.
    pub occlusion: Vec<u16>,
    pub ground_occlusion: Vec<u16>,
    /// Nearest and farthest that a primitive in `seen` can be, m.
    pub near_m: f32,
    pub far_m: f32,
}

/// A cone of rays.
#[derive(Clone, Copy)]
pub(crate) struct Cone {
    pub eye: Vec3,
    pub axis: Vec3,
    /// Tangent of half its angle.
    pub tangent: f32,
}

/// A sphere that holds what a tile shows.
#[derive(Clone, Copy)]
pub(crate) struct Ball {
    pub low: Vec3,
    pub high: Vec3,
}

impl Ball {
    pub const EMPTY: Self = Self { low: Vec3::splat(f32::MAX), high: Vec3::splat(f32::MIN) };

    pub fn include(&mut self, point: Vec3) {
        self.low = self.low.min(point);
        self.high = self.high.max(point);
    }

    pub fn is_empty(&self) -> bool {
        self.low.x > self.high.x
    }

    fn sphere(&self) -> (Vec3, f32) {
        ((self.low + self.high) * 0.5, (self.high - self.low).length() * 0.5)
    }
}

impl Cone {
    fn meets_capsule(&self, (a, b, radius): (Vec3, Vec3, f32), slack: f32) -> bool {
        let (along, part) = closest_parts((self.eye, self.eye + self.axis * REACH_M), (a, b));
        let gap = (self.eye + self.axis * (along * REACH_M)).distance(a + (b - a) * part);
        gap < radius + slack + (along * REACH_M + radius) * self.tangent
    }

    fn meets_box(&self, one: &EnvironmentBox, slack: f32) -> bool {
        let (middle, radius) = ((one.from + one.to) * 0.5, (one.to - one.from).length() * 0.5 + slack);
        let way = middle - self.eye;
        let along = way.dot(self.axis);
        if along < -radius {
            return false;
        }
        let beside = (way.length_squared() - along * along).max(0.0).sqrt();
        beside < radius + (along.max(0.0) + radius) * self.tangent
    }

    fn mirrored(&self) -> Self {
        let flip = Vec3::new(1.0, -1.0, 1.0);
        Self { eye: self.eye * flip, axis: self.axis * flip, tangent: self.tangent }
    }
}

fn select(list: &mut Vec<u16>, count: usize, mut wanted: impl FnMut(usize) -> bool) {
    list.clear();
    list.extend((0..count).filter(|&i| wanted(i)).map(|i| i as u16));
}

impl TileLists {
    /// What the tile's rays may meet.
    pub fn look(&mut self, cone: Cone, primitives: &[Primitive], stage: &Stage) {
        let (mut near, mut far) = (f32::MAX, 0.0f32);
        select(&mut self.seen, primitives.len(), |i| {
            let p = &primitives[i];
            let (a, b, radius) = p.bound();
            let meets = cone.meets_capsule((a, b, radius), p.blend_m);
            if meets {
                let ends = ((a - cone.eye).dot(cone.axis), (b - cone.eye).dot(cone.axis));
                near = near.min(ends.0.min(ends.1) - radius - p.blend_m);
                far = far.max(ends.0.max(ends.1) + radius + p.blend_m);
            }
            meets
        });
        (self.near_m, self.far_m) = (near.max(0.05), far * 1.02 + 0.1);
        select(&mut self.boxes, stage.boxes.len(), |i| cone.meets_box(&stage.boxes[i], 0.02));
        self.mirrored.clear();
        self.mirrored_boxes.clear();
        if stage.wetness > 0.0 && cone.axis.y - cone.tangent < 0.0 {
            let cone = cone.mirrored();
            select(&mut self.mirrored, primitives.len(), |i| {
                cone.meets_capsule(primitives[i].bound(), primitives[i].blend_m + MIRROR_SLACK_M)
            });
            select(&mut self.mirrored_boxes, stage.boxes.len(), |i| {
                cone.meets_box(&stage.boxes[i], MIRROR_SLACK_M * 4.0)
            });
        }
    }

    /// What may stand between the figures in `ball` and the key light, and near them.
    pub fn look_from_figures(&mut self, ball: Ball, primitives: &[Primitive], stage: &Stage) {
        self.shadow.clear();
        self.shadow_boxes.clear();
        self.occlusion.clear();
        if ball.is_empty() {
            return;
        }
        let (middle, radius) = ball.sphere();
        select(&mut self.shadow, primitives.len(), |i| {
            blocks(middle, radius, stage.key.at, primitives[i].bound(), 0.06 + primitives[i].blend_m)
        });
        select(&mut self.occlusion, primitives.len(), |i| near(middle, radius + OCCLUSION_M, primitives[i].bound()));
        select(&mut self.shadow_boxes, stage.boxes.len(), |i| {
            stage.boxes[i].shadow && blocks(middle, radius, stage.key.at, box_bound(&stage.boxes[i]), 0.1)
        });
    }

    /// The same for what the tile shows of the place.
    pub fn look_from_place(&mut self, ball: Ball, primitives: &[Primitive], stage: &Stage) {
        self.ground_shadow.clear();
        self.ground_shadow_boxes.clear();
        self.ground_occlusion.clear();
        if ball.is_empty() {
            return;
        }
        let (middle, radius) = ball.sphere();
        select(&mut self.ground_shadow, primitives.len(), |i| {
            let p = &primitives[i];
            // Penumbras widen with the way between caster and ground.
            let widening = 0.05 + 0.09 * p.start.distance(middle).min(6.0);
            p.radius_m >= 0.02 && blocks(middle, radius, stage.key.at, p.bound(), widening)
        });
        select(&mut self.ground_occlusion, primitives.len(), |i| {
            primitives[i].radius_m >= 0.03 && near(middle, radius + OCCLUSION_GROUND_M, primitives[i].bound())
        });
        select(&mut self.ground_shadow_boxes, stage.boxes.len(), |i| {
            stage.boxes[i].shadow && blocks(middle, radius, stage.key.at, box_bound(&stage.boxes[i]), 0.3)
        });
    }
}

fn box_bound(one: &EnvironmentBox) -> (Vec3, Vec3, f32) {
    // A capsule along the longest side keeps the bound of posts and rails tight.
    let (middle, half) = ((one.from + one.to) * 0.5, (one.to - one.from) * 0.5);
    let axis = if half.x >= half.y.max(half.z) {
        Vec3::X * half.x
    } else if half.y >= half.z {
        Vec3::Y * half.y
    } else {
        Vec3::Z * half.z
    };
    let rest = half - axis;
    (middle - axis, middle + axis, rest.length())
}

fn blocks(from: Vec3, radius: f32, lamp: Vec3, (a, b, thickness): (Vec3, Vec3, f32), slack: f32) -> bool {
    let (along, part) = closest_parts((from, lamp), (a, b));
    let gap = from.lerp(lamp, along).distance(a + (b - a) * part);
    gap < thickness + radius * (1.0 - along) + slack
}

fn near(from: Vec3, reach: f32, (a, b, radius): (Vec3, Vec3, f32)) -> bool {
    let span = b - a;
    let part = ((from - a).dot(span) / span.length_squared().max(1e-8)).clamp(0.0, 1.0);
    (a + span * part).distance(from) < radius + reach
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cone_meets_what_lies_before_it_and_not_what_lies_beside() {
        let cone = Cone { eye: Vec3::ZERO, axis: Vec3::Z, tangent: 0.05 };
        assert!(cone.meets_capsule((Vec3::new(-1.0, 0.0, 5.0), Vec3::new(1.0, 0.0, 5.0), 0.1), 0.0));
        assert!(!cone.meets_capsule((Vec3::new(-1.0, 2.0, 5.0), Vec3::new(1.0, 2.0, 5.0), 0.1), 0.0));
    }

    #[test]
    fn a_caster_between_point_and_lamp_blocks() {
        let lamp = Vec3::new(0.0, 4.0, 0.0);
        let rail = (Vec3::new(-1.0, 2.0, 0.0), Vec3::new(1.0, 2.0, 0.0), 0.05);
        assert!(blocks(Vec3::ZERO, 0.1, lamp, rail, 0.0));
        assert!(!blocks(Vec3::new(0.0, 0.0, 3.0), 0.1, lamp, rail, 0.0));
    }
}
