//! Which primitives and boxes matter to a tile: without these lists a frame would take ten times as long.

use fearless_simd::{Simd, prelude::ExtractToken};
use glam::Vec3;

use super::bounds::{Boxes, Capsules, Cone, InCone, Nearby, OnWay, Selection};
use super::packet::{LANES, Lanes, Mask, Vec3x8};
use crate::primitive::Primitive;
use crate::stage::Stage;

/// How far occlusion reaches on figures and on the place, m.
const OCCLUSION_M: f32 = 0.22;
const OCCLUSION_GROUND_M: f32 = 0.55;
/// Thinner primitives hide nothing of the place, m.
const OCCLUDER_M: f32 = 0.03;
/// Ripples and stones turn a mirrored ray this far aside, m.
const MIRROR_SLACK_M: f32 = 0.15;

/// Selections for one tile, buffers kept.
#[derive(Default)]
pub(crate) struct TileLists {
    /// Bounds of all primitives and boxes of the frame.
    capsules: Vec<Capsules>,
    all_boxes: Vec<Boxes>,
    /// Primitives and boxes in the tile's cone.
    pub seen: Selection,
    pub boxes: Selection,
    /// Primitives in the cone of one packet of the tile, and those near the figures seen in the tile.
    pub packet: Selection,
    pub touched: Selection,
    /// The same in the cone mirrored at the ground.
    pub mirrored: Selection,
    pub mirrored_boxes: Selection,
    /// Between figures in the tile and the key light.
    pub shadow: Selection,
    pub shadow_boxes: Selection,
    /// Between the place in the tile and the key light.
    pub ground_shadow: Selection,
    pub ground_shadow_boxes: Selection,
    /// Near the figures and near the place in the tile.
    pub occlusion: Selection,
    pub ground_occlusion: Selection,
    /// Of `touched`, `shadow` and `occlusion` what matters to a few points.
    pub few: Few,
    /// Nearest and farthest that a primitive in `seen` can be, m.
    pub near_m: f32,
    pub far_m: f32,
}

/// The lists of a few points of figures.
#[derive(Default)]
pub(crate) struct Few {
    pub touched: Selection,
    pub shadow: Selection,
    /// Beyond this, nothing in `shadow` stands on the way to the key light, m.
    pub shadow_reach_m: f32,
    pub occlusion: Selection,
}

/// Points of a tile, by the box that holds them.
#[derive(Clone, Copy)]
pub(crate) struct Ball {
    low: Vec3,
    high: Vec3,
}

impl Ball {
    pub const EMPTY: Self = Self { low: Vec3::splat(f32::MAX), high: Vec3::splat(f32::MIN) };

    pub fn include(&mut self, point: Vec3) {
        self.low = self.low.min(point);
        self.high = self.high.max(point);
    }

    /// What holds the points of a packet that are `wanted`.
    #[inline(always)]
    pub fn of<S: Simd>(points: Vec3x8<S>, wanted: Mask<S>) -> Self {
        let low = Vec3x8::pick(wanted, points, Vec3x8::splat(points.x.token(), Vec3::MAX));
        let high = Vec3x8::pick(wanted, points, Vec3x8::splat(points.x.token(), Vec3::MIN));
        Self {
            low: Vec3::new(least(low.x), least(low.y), least(low.z)),
            high: Vec3::new(-least(-high.x), -least(-high.y), -least(-high.z)),
        }
    }

    pub fn include_all(&mut self, other: &Self) {
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    pub fn is_empty(&self) -> bool {
        self.low.x > self.high.x
    }

    fn sphere(&self) -> (Vec3, f32) {
        ((self.low + self.high) * 0.5, (self.high - self.low).length() * 0.5)
    }
}

#[inline(always)]
fn least<S: Simd>(values: Lanes<S>) -> f32 {
    let values: [f32; LANES] = values.into();
    let mut least = f32::MAX;
    for value in values {
        least = least.min(value);
    }
    least
}

/// Depth along any ray of a cone, from depth along its axis, m.
fn farthest(along_axis_m: f32) -> f32 {
    along_axis_m * 1.02 + 0.1
}

impl TileLists {
    /// Prepares for a frame.
    pub fn begin(&mut self, primitives: &[Primitive], stage: &Stage) {
        Capsules::of(primitives, &mut self.capsules);
        Boxes::of(&stage.boxes, &mut self.all_boxes);
    }

    /// What the tile's rays may meet.
    #[inline(always)]
    pub fn look<S: Simd>(&mut self, simd: S, cone: &Cone, stage: &Stage) {
        let region = InCone { cone, slack_m: 0.0 };
        self.seen.fill(simd, &self.capsules, &region);
        let (near, far) = region.depths_m(simd, &self.capsules, &self.seen);
        (self.near_m, self.far_m) = (near.max(0.05), farthest(far));
        self.boxes.fill(simd, &self.all_boxes, &InCone { cone, slack_m: 0.02 });
        self.mirrored.clear();
        self.mirrored_boxes.clear();
        if stage.wetness > 0.0 && cone.axis.y - cone.tangent < 0.0 {
            let cone = &cone.mirrored();
            self.mirrored.fill(simd, &self.capsules, &InCone { cone, slack_m: MIRROR_SLACK_M });
            self.mirrored_boxes.fill(simd, &self.all_boxes, &InCone { cone, slack_m: MIRROR_SLACK_M * 4.0 });
        }
    }

    /// Of what the tile's rays may meet, what those of one of its packets may meet, and how far off it can be, m.
    #[inline(always)]
    pub fn look_closer<S: Simd>(&mut self, simd: S, cone: &Cone) -> f32 {
        let region = InCone { cone, slack_m: 0.0 };
        self.packet.narrow(simd, &self.capsules, &self.seen, &region);
        farthest(region.depths_m(simd, &self.capsules, &self.packet).1)
    }

    /// What may stand between the figures in `ball` and the key light, and near them.
    #[inline(always)]
    pub fn look_from_figures<S: Simd>(&mut self, simd: S, ball: Ball, stage: &Stage) {
        if ball.is_empty() {
            [&mut self.shadow, &mut self.shadow_boxes, &mut self.touched, &mut self.occlusion]
                .into_iter()
                .for_each(Selection::clear);
            return;
        }
        let ball = ball.sphere();
        let way = OnWay::to_figures(ball, stage.key.at);
        self.shadow.fill(simd, &self.capsules, &way);
        self.shadow_boxes.fill(simd, &self.all_boxes, &way.with_slack(0.1));
        self.touched.narrow(simd, &self.capsules, &self.seen, &Nearby::touching(ball));
        self.occlusion.fill(simd, &self.capsules, &Nearby::around(ball, OCCLUSION_M, 0.0));
    }

    /// Narrows the lists of the figures to a few of their points.
    #[inline(always)]
    pub fn look_from_few<S: Simd>(&mut self, simd: S, ball: Ball, stage: &Stage) {
        let (few, capsules, ball) = (&mut self.few, &self.capsules, ball.sphere());
        few.touched.narrow(simd, capsules, &self.touched, &Nearby::touching(ball));
        let way = OnWay::to_figures(ball, stage.key.at);
        few.shadow.narrow(simd, capsules, &self.shadow, &way);
        few.shadow_reach_m = way.reach_m(simd, capsules, &few.shadow);
        few.occlusion.narrow(simd, capsules, &self.occlusion, &Nearby::around(ball, OCCLUSION_M, 0.0));
    }

    /// The same for what the tile shows of the place.
    #[inline(always)]
    pub fn look_from_place<S: Simd>(&mut self, simd: S, ball: Ball, stage: &Stage) {
        if ball.is_empty() {
            [&mut self.ground_shadow, &mut self.ground_shadow_boxes, &mut self.ground_occlusion]
                .into_iter()
                .for_each(Selection::clear);
            return;
        }
        let ball = ball.sphere();
        let way = OnWay::to_place(ball, stage.key.at);
        self.ground_shadow.fill(simd, &self.capsules, &way);
        self.ground_shadow_boxes.fill(simd, &self.all_boxes, &way.with_slack(0.3));
        let around = Nearby::around(ball, OCCLUSION_GROUND_M, OCCLUDER_M);
        self.ground_occlusion.fill(simd, &self.capsules, &around);
    }
}
