//! What holds each primitive and each box of a frame, sixteen at a time, and the regions that may meet them.
//!
//! Every test errs on the side of meeting: what it lets go can be seen by no ray of the region.

use fearless_simd::{Select, Simd, SimdBase, SimdMask};
use glam::Vec3;

use super::distance::{fold_rise_m, slack_of};
use super::packet::{FAR_M, LANES, Lanes, Mask, Vec3x8, saturate, splat};
use crate::primitive::Primitive;
use crate::stage::EnvironmentBox;

/// Three numbers of each of sixteen.
type Vectors = [[f32; LANES]; 3];

#[inline(always)]
fn load<S: Simd>(simd: S, values: &[f32; LANES]) -> Lanes<S> {
    Lanes::from_slice(simd, values)
}

#[inline(always)]
fn load_vectors<S: Simd>(simd: S, values: &Vectors) -> Vec3x8<S> {
    Vec3x8 { x: load(simd, &values[0]), y: load(simd, &values[1]), z: load(simd, &values[2]) }
}

fn store_vector(values: &mut Vectors, lane: usize, v: Vec3) {
    for (values, part) in values.iter_mut().zip(v.to_array()) {
        values[lane] = part;
    }
}

/// A region of space that asks which of a batch it may meet.
pub(crate) trait Region<B> {
    fn meets<S: Simd>(&self, simd: S, batch: &B) -> Mask<S>;
}

/// Which of a frame's bounds a region meets: their numbers in rising order, and the same as bits of each batch.
#[derive(Default)]
pub(crate) struct Selection {
    list: Vec<u16>,
    masks: Vec<u16>,
}

impl std::ops::Deref for Selection {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        &self.list
    }
}

impl Selection {
    pub fn clear(&mut self) {
        self.list.clear();
        self.masks.clear();
    }

    /// All that the region meets.
    #[inline(always)]
    pub fn fill<S: Simd, B>(&mut self, simd: S, batches: &[B], region: &impl Region<B>) {
        self.clear();
        for (number, batch) in batches.iter().enumerate() {
            self.push(number, region.meets(simd, batch).to_bitmask() as u16);
        }
    }

    /// All of another selection that the region meets.
    #[inline(always)]
    pub fn narrow<S: Simd, B>(&mut self, simd: S, batches: &[B], of: &Selection, region: &impl Region<B>) {
        self.clear();
        for (number, (batch, &mask)) in batches.iter().zip(&of.masks).enumerate() {
            let met = if mask == 0 { 0 } else { mask & region.meets(simd, batch).to_bitmask() as u16 };
            self.push(number, met);
        }
    }

    #[inline(always)]
    fn push(&mut self, batch: usize, mask: u16) {
        self.masks.push(mask);
        let mut rest = mask;
        while rest != 0 {
            self.list.push((batch * LANES) as u16 + rest.trailing_zeros() as u16);
            rest &= rest - 1;
        }
    }
}

/// How far melted shapes bulge, as a share of the way over which they melt: a quarter for two, more where more meet.
const MELT_SHARE: f32 = 0.5;

/// Capsules round sixteen primitives.
pub(crate) struct Capsules {
    from: Vectors,
    span: Vectors,
    radius_m: [f32; LANES],
    /// How far what melts with others or folds can stand out of its bound.
    melt_m: [f32; LANES],
    thickness_m: [f32; LANES],
}

impl Capsules {
    pub fn of(primitives: &[Primitive], batches: &mut Vec<Self>) {
        // Lanes without a primitive are met by nothing.
        let none = || Self {
            from: [[0.0; LANES]; 3],
            span: [[0.0; LANES]; 3],
            radius_m: [-FAR_M; LANES],
            melt_m: [0.0; LANES],
            thickness_m: [0.0; LANES],
        };
        batches.clear();
        batches.extend(primitives.chunks(LANES).map(|chunk| {
            let mut batch = none();
            for (lane, primitive) in chunk.iter().enumerate() {
                let (from, to, radius_m) = primitive.bound();
                store_vector(&mut batch.from, lane, from);
                store_vector(&mut batch.span, lane, to - from);
                batch.radius_m[lane] = radius_m;
                batch.thickness_m[lane] = primitive.radius_m;
            }
            batch
        }));
        // What melts together bulges, also where neither is near; what is added last decides how far.
        let (mut group, mut widest_m) = (None, 0.0_f32);
        for (number, primitive) in primitives.iter().enumerate().rev() {
            if group.replace(primitive.group) != Some(primitive.group) {
                widest_m = 0.0;
            }
            widest_m = widest_m.max(primitive.blend_m);
            let out_m = primitive.blend_m.max(MELT_SHARE * widest_m) + fold_rise_m(primitive);
            batches[number / LANES].melt_m[number % LANES] = out_m * slack_of(primitive);
        }
    }
}

/// Sixteen boxes of the place.
pub(crate) struct Boxes {
    middle: Vectors,
    half: Vectors,
    /// 1 where it throws a shadow, 0 elsewhere.
    shadow: [f32; LANES],
}

impl Boxes {
    pub fn of(boxes: &[EnvironmentBox], batches: &mut Vec<Self>) {
        batches.clear();
        batches.extend(boxes.chunks(LANES).map(|chunk| {
            let mut batch = Self { middle: [[0.0; LANES]; 3], half: [[-FAR_M; LANES]; 3], shadow: [0.0; LANES] };
            for (lane, one) in chunk.iter().enumerate() {
                store_vector(&mut batch.middle, lane, (one.from + one.to) * 0.5);
                store_vector(&mut batch.half, lane, (one.to - one.from) * 0.5);
                batch.shadow[lane] = if one.shadow { 1.0 } else { 0.0 };
            }
            batch
        }));
    }
}

/// Rays from an eye: all within a cone, and all within four planes through the eye.
#[derive(Clone, Copy)]
pub(crate) struct Cone {
    pub eye: Vec3,
    pub axis: Vec3,
    /// Of the half angle.
    pub tangent: f32,
    /// Inward normals.
    pub planes: [Vec3; 4],
}

impl Cone {
    /// The cone that holds the rays through the four corners of a rectangle, in order round it.
    pub fn new(eye: Vec3, axis: Vec3, corners: [Vec3; 4]) -> Self {
        let cosine = corners.iter().map(|corner| corner.dot(axis)).fold(1.0f32, f32::min);
        let tangent = (1.0 - cosine * cosine).max(0.0).sqrt() / cosine * 1.05;
        let planes = std::array::from_fn(|i| {
            let normal = corners[i].cross(corners[(i + 1) % 4]).normalize_or_zero();
            if normal.dot(axis) < 0.0 { -normal } else { normal }
        });
        Self { eye, axis, tangent, planes }
    }

    /// The same below a mirroring ground.
    pub fn mirrored(&self) -> Self {
        let flip = Vec3::new(1.0, -1.0, 1.0);
        Self {
            eye: self.eye * flip,
            axis: self.axis * flip,
            tangent: self.tangent,
            planes: self.planes.map(|plane| plane * flip),
        }
    }
}

/// What lies in a cone, or within `slack_m` of it.
pub(crate) struct InCone<'a> {
    pub cone: &'a Cone,
    pub slack_m: f32,
}

impl Region<Capsules> for InCone<'_> {
    #[inline(always)]
    fn meets<S: Simd>(&self, simd: S, batch: &Capsules) -> Mask<S> {
        let cone = self.cone;
        let way = load_vectors(simd, &batch.from).minus_one(cone.eye);
        let span = load_vectors(simd, &batch.span);
        let radius = load(simd, &batch.radius_m) + load(simd, &batch.melt_m) + self.slack_m;
        let (way_along, span_along) = (way.dot_one(cone.axis), span.dot_one(cone.axis));
        let aside = way.plus_scaled_one(-way_along, cone.axis);
        let span_aside = span.plus_scaled_one(-span_along, cone.axis);
        let part = saturate(-aside.dot(span_aside) / (span_aside.dot(span_aside) + 1e-8));
        let gap = span_aside.scaled_plus(part, aside);
        // The cone is widest where the capsule is farthest.
        let farthest = way_along + span_along.max(0.0);
        let reach = radius + (farthest.max(0.0) + radius.max(0.0)) * cone.tangent;
        gap.dot(gap).simd_lt(reach * reach) & reach.simd_gt(0.0) & farthest.simd_gt(-radius)
    }
}

impl InCone<'_> {
    /// Nearest and farthest along the axis that the selected can be, m.
    #[inline(always)]
    pub fn depths_m<S: Simd>(&self, simd: S, batches: &[Capsules], selected: &Selection) -> (f32, f32) {
        let (mut near, mut far) = (splat(simd, FAR_M), splat(simd, 0.0));
        for (batch, &mask) in batches.iter().zip(&selected.masks) {
            if mask == 0 {
                continue;
            }
            let mask = Mask::from_bitmask(simd, u64::from(mask));
            let way_along = load_vectors(simd, &batch.from).minus_one(self.cone.eye).dot_one(self.cone.axis);
            let span_along = load_vectors(simd, &batch.span).dot_one(self.cone.axis);
            let around = load(simd, &batch.radius_m) + load(simd, &batch.melt_m);
            near = mask.select(near.min(way_along + span_along.min(0.0) - around), near);
            far = mask.select(far.max(way_along + span_along.max(0.0) + around), far);
        }
        let (near, far): ([f32; LANES], [f32; LANES]) = (near.into(), far.into());
        (near.iter().copied().fold(f32::MAX, f32::min), far.iter().copied().fold(0.0, f32::max))
    }
}

impl Region<Boxes> for InCone<'_> {
    #[inline(always)]
    fn meets<S: Simd>(&self, simd: S, batch: &Boxes) -> Mask<S> {
        let way = load_vectors(simd, &batch.middle).minus_one(self.cone.eye);
        let half = load_vectors(simd, &batch.half);
        let mut meets = half.x.simd_ge(0.0);
        for plane in self.cone.planes {
            meets &= (way.dot_one(plane) + half.dot_one(plane.abs())).simd_gt(-self.slack_m);
        }
        meets
    }
}

/// The ways from a ball to a lamp.
pub(crate) struct OnWay {
    from: Vec3,
    radius_m: f32,
    way: Vec3,
    way_squared: f32,
    slack_m: f32,
    /// Slack for each metre between the ball and what shades it.
    widening: f32,
    /// Share of a primitive's blend that counts.
    blend: f32,
    /// Thinner primitives throw no shadow.
    thinnest_m: f32,
}

/// Penumbras widen over no longer way than this, m.
const WIDENING_REACH_M: f32 = 6.0;

impl OnWay {
    /// For what shades figures.
    pub fn to_figures((from, radius_m): (Vec3, f32), lamp: Vec3) -> Self {
        let way = lamp - from;
        let way_squared = way.length_squared().max(1e-8);
        Self { from, radius_m, way, way_squared, slack_m: 0.06, widening: 0.0, blend: 1.0, thinnest_m: 0.0 }
    }

    /// For what shades the place.
    pub fn to_place(ball: (Vec3, f32), lamp: Vec3) -> Self {
        Self { slack_m: 0.05, widening: 0.09, blend: 0.0, thinnest_m: 0.02, ..Self::to_figures(ball, lamp) }
    }

    /// The same for boxes, which need other slack.
    pub fn with_slack(self, slack_m: f32) -> Self {
        Self { slack_m, ..self }
    }
}

impl Region<Capsules> for OnWay {
    #[inline(always)]
    fn meets<S: Simd>(&self, simd: S, batch: &Capsules) -> Mask<S> {
        let from = load_vectors(simd, &batch.from).minus_one(self.from);
        let span = load_vectors(simd, &batch.span);
        let inverse = 1.0 / self.way_squared;
        let (from_along, span_along) = (from.dot_one(self.way) * inverse, span.dot_one(self.way) * inverse);
        let aside = from.plus_scaled_one(-from_along, self.way);
        let span_aside = span.plus_scaled_one(-span_along, self.way);
        let part = saturate(-aside.dot(span_aside) / (span_aside.dot(span_aside) + 1e-8));
        // Beyond the way's ends the nearest points lie at the end.
        let along = saturate(span_along * part + from_along);
        let at_along = from.plus_scaled_one(-along, self.way);
        let part = saturate(-at_along.dot(span) / (span.dot(span) + 1e-8));
        let gap = span.scaled_plus(part, at_along);
        // The ways are widest where the capsule is nearest to the ball.
        let nearest = saturate(from_along + span_along.min(0.0));
        let apart = from.length().min(WIDENING_REACH_M);
        let reach = load(simd, &batch.radius_m)
            + load(simd, &batch.melt_m) * self.blend
            + (1.0 - nearest) * self.radius_m
            + apart * self.widening
            + self.slack_m;
        gap.dot(gap).simd_lt(reach * reach)
            & reach.simd_gt(0.0)
            & load(simd, &batch.thickness_m).simd_ge(self.thinnest_m)
    }
}

impl OnWay {
    /// How far along the ways, from any point of the ball, the selected can be, m.
    #[inline(always)]
    pub fn reach_m<S: Simd>(&self, simd: S, batches: &[Capsules], selected: &Selection) -> f32 {
        let toward = self.way * (1.0 / self.way_squared.sqrt());
        let mut reach = splat(simd, 0.0);
        for (batch, &mask) in batches.iter().zip(&selected.masks) {
            if mask == 0 {
                continue;
            }
            let mask = Mask::from_bitmask(simd, u64::from(mask));
            let along = load_vectors(simd, &batch.from).minus_one(self.from).dot_one(toward);
            let span_along = load_vectors(simd, &batch.span).dot_one(toward);
            let around = load(simd, &batch.radius_m) + load(simd, &batch.melt_m);
            reach = mask.select(reach.max(along + span_along.max(0.0) + around), reach);
        }
        let reach: [f32; LANES] = reach.into();
        reach.iter().copied().fold(0.0, f32::max) + self.radius_m
    }
}

impl Region<Boxes> for OnWay {
    #[inline(always)]
    fn meets<S: Simd>(&self, simd: S, batch: &Boxes) -> Mask<S> {
        let rel = load_vectors(simd, &batch.middle).minus_one(self.from);
        let half = load_vectors(simd, &batch.half);
        let around = self.radius_m + self.slack_m;
        // No way runs quite along an axis: division stays finite.
        let part = |way: f32| 1.0 / if way.abs() < 1e-6 { 1e-6 } else { way };
        let inverse = Vec3::new(part(self.way.x), part(self.way.y), part(self.way.z));
        let (x, y, z) = (rel.x * inverse.x, rel.y * inverse.y, rel.z * inverse.z);
        let x_wide = (half.x + around) * inverse.x.abs();
        let y_wide = (half.y + around) * inverse.y.abs();
        let z_wide = (half.z + around) * inverse.z.abs();
        let enter = (x - x_wide).max(y - y_wide).max(z - z_wide).max(0.0);
        let leave = (x + x_wide).min(y + y_wide).min(z + z_wide).min(1.0);
        enter.simd_le(leave) & load(simd, &batch.shadow).simd_gt(0.5)
    }
}

/// What lies within a distance of a point.
pub(crate) struct Nearby {
    middle: Vec3,
    reach_m: f32,
    blend: f32,
    thinnest_m: f32,
}

impl Nearby {
    /// For what may be the surface on which points of a ball lie.
    pub fn touching((middle, radius_m): (Vec3, f32)) -> Self {
        Self { middle, reach_m: radius_m + 0.02, blend: 1.0, thinnest_m: 0.0 }
    }

    /// For what hides points of a ball from their surroundings up to a distance.
    pub fn around((middle, radius_m): (Vec3, f32), reach_m: f32, thinnest_m: f32) -> Self {
        Self { middle, reach_m: radius_m + reach_m, blend: 0.0, thinnest_m }
    }
}

impl Region<Capsules> for Nearby {
    #[inline(always)]
    fn meets<S: Simd>(&self, simd: S, batch: &Capsules) -> Mask<S> {
        let from = load_vectors(simd, &batch.from).minus_one(self.middle);
        let span = load_vectors(simd, &batch.span);
        let part = saturate(-from.dot(span) / (span.dot(span) + 1e-8));
        let gap = span.scaled_plus(part, from);
        let reach = load(simd, &batch.radius_m) + load(simd, &batch.melt_m) * self.blend + self.reach_m;
        gap.dot(gap).simd_lt(reach * reach)
            & reach.simd_gt(0.0)
            & load(simd, &batch.thickness_m).simd_ge(self.thinnest_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dress::{Condition, Hands, dress_pair, standing};
    use crate::march::distance::nearest;
    use crate::primitive::Look;
    use crate::stage::Stage;
    use fearless_simd::{Level, dispatch};
    use reversal_model::assets::{briefs, places};

    fn rail() -> Primitive {
        Primitive::cone(Vec3::new(-1.0, 0.0, 5.0), Vec3::new(1.0, 0.0, 5.0), 0.1, 0.1, Look::matt(0.2))
    }

    /// Whether a region meets the last of twenty rails, of which the others lie far off.
    fn meets(region: &impl Region<Capsules>) -> bool {
        let far = Primitive { start: Vec3::splat(500.0), ..rail() };
        let mut primitives = vec![far; 19];
        primitives.push(rail());
        let (mut batches, mut selection) = (Vec::new(), Selection::default());
        Capsules::of(&primitives, &mut batches);
        dispatch!(Level::new(), simd => selection.fill(simd, &batches, region));
        assert!(selection.iter().all(|&i| i == 19), "{:?}", &*selection);
        !selection.is_empty()
    }

    fn cone(axis: Vec3, tangent: f32) -> Cone {
        let axis = axis.normalize();
        let (right, up) = axis.any_orthonormal_pair();
        let corner = |x: f32, y: f32| (axis + (right * x + up * y) * tangent * 0.7).normalize();
        Cone::new(Vec3::ZERO, axis, [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }

    fn in_cone(axis: Vec3, tangent: f32) -> bool {
        meets(&InCone { cone: &cone(axis, tangent), slack_m: 0.0 })
    }

    #[test]
    fn a_cone_meets_what_lies_before_it_and_not_what_lies_beside_or_behind() {
        assert!(in_cone(Vec3::new(0.19, 0.0, 1.0), 0.02));
        assert!(!in_cone(Vec3::new(0.0, 0.1, 1.0), 0.02));
        assert!(!in_cone(Vec3::NEG_Z, 0.02));
    }

    #[test]
    fn a_cone_meets_the_far_end_of_what_runs_along_it() {
        let along = Primitive::cone(Vec3::new(0.2, 0.0, 1.0), Vec3::new(0.4, 0.0, 9.0), 0.02, 0.02, Look::matt(0.2));
        let (mut batches, mut selection) = (Vec::new(), Selection::default());
        Capsules::of(&[along], &mut batches);
        let cone = cone(Vec3::Z, 0.06);
        dispatch!(Level::new(), simd => selection.fill(simd, &batches, &InCone { cone: &cone, slack_m: 0.0 }));
        assert_eq!(&*selection, [0]);
    }

    #[test]
    fn a_caster_between_point_and_lamp_is_on_the_way_and_one_behind_the_point_is_not() {
        let lamp = Vec3::new(0.0, 4.0, 5.0);
        let on_way = |y: f32, z: f32| meets(&OnWay::to_figures((Vec3::new(0.0, y, z), 0.05), lamp));
        assert!(on_way(-2.0, 5.0));
        assert!(!on_way(-2.0, 2.0));
        assert!(!on_way(1.0, 5.0));
    }

    #[test]
    fn a_box_is_in_a_cone_or_on_a_way_only_where_it_is() {
        let wall = EnvironmentBox {
            from: Vec3::new(-3.0, 0.0, 5.0),
            to: Vec3::new(3.0, 2.0, 5.1),
            material: reversal_model::place::Material::Plaster,
            tone: 0.2,
            shadow: true,
        };
        let (mut batches, mut selection) = (Vec::new(), Selection::default());
        Boxes::of(&[wall], &mut batches);
        for (axis, expected) in [(Vec3::new(0.5, 0.2, 1.0), true), (Vec3::new(0.0, -0.2, 1.0), false)] {
            let cone = cone(axis, 0.02);
            dispatch!(Level::new(), simd => selection.fill(simd, &batches, &InCone { cone: &cone, slack_m: 0.0 }));
            assert_eq!(!selection.is_empty(), expected, "{axis}");
        }
        for (lamp, expected) in [(Vec3::new(0.0, 1.0, 9.0), true), (Vec3::new(0.0, 9.0, 6.0), false)] {
            let way = OnWay::to_place((Vec3::Y, 0.1), lamp);
            dispatch!(Level::new(), simd => selection.fill(simd, &batches, &way));
            assert_eq!(!selection.is_empty(), expected, "{lamp}");
        }
    }

    #[test]
    fn rays_meet_cloth_wherever_it_melts_and_folds_as_if_they_asked_everything() {
        let characters = &briefs()[0].characters;
        let [first, second] = [&characters[0], &characters[1]];
        let stage = Stage::new(&places()[0], [first, second], 0.0);
        let mut bodies = [first, second].map(standing);
        bodies[1].iter_mut().for_each(|joint| *joint += Vec3::X * 0.9);
        let condition = Condition { breath: [0.5; 2], wear: 1.0, swing: [Vec3::ZERO; 2], pixel_m: [0.001; 2] };
        let mut primitives = Vec::new();
        dress_pair(&stage, &bodies, &condition, &Hands::of(&stage, &bodies), &mut primitives);
        let all: Vec<u16> = (0..primitives.len() as u16).collect();
        let (mut batches, mut selection) = (Vec::new(), Selection::default());
        Capsules::of(&primitives, &mut batches);
        let eye = Vec3::new(0.4, 1.3, 2.6);
        dispatch!(Level::new(), simd => {
            let distance_m = |list: &[u16], at: Vec3| nearest(simd, &primitives, list, Vec3x8::splat(simd, at))[0];
            let (mut met, mut worst_m) = (0, 0.0_f32);
            for number in 0..4000_u16 {
                let aim = Vec3::new(-0.5 + 0.031 * f32::from(number % 61), 0.05 + 0.028 * f32::from(number / 61), 0.0);
                let axis = (aim - eye).normalize();
                let (right, up) = axis.any_orthonormal_pair();
                let corner = |x: f32, y: f32| (axis + (right * x + up * y) * 1e-3).normalize();
                let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
                let cone = Cone::new(eye, axis, corners);
                selection.fill(simd, &batches, &InCone { cone: &cone, slack_m: 0.0 });
                let mut way_m = 1.5;
                while way_m < 4.0 {
                    let at = eye + axis * way_m;
                    let free_m = distance_m(&all, at);
                    if free_m < 0.002 {
                        worst_m = worst_m.max((distance_m(&selection, at) - free_m).abs());
                        met += 1;
                        break;
                    }
                    way_m += free_m.max(0.001);
                }
            }
            assert!(met > 400 && worst_m < 0.001, "{met} {worst_m}");
        });
    }

    #[test]
    fn what_is_nearby_is_found_and_thin_things_may_be_passed_over() {
        let above = |metres: f32| (Vec3::new(0.5, metres, 5.0), 0.02);
        assert!(meets(&Nearby::around(above(0.2), 0.1, 0.0)));
        assert!(!meets(&Nearby::around(above(0.4), 0.1, 0.0)));
        assert!(!meets(&Nearby::around(above(0.2), 0.1, 0.2)));
        assert!(meets(&Nearby::touching(above(0.12))));
    }
}
