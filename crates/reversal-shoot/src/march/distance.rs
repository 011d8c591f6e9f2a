//! Signed distances to primitives, eight points at a time (the shapes after Quilez, "distance functions").

use fearless_simd::{Simd, SimdBase, SimdFloat, SimdMask};
use glam::Vec3;

use super::head::{head_distance, head_touch};
use super::packet::{FAR_M, Lanes, Mask, Pick, Vec3x8, saturate, sine, splat};
use super::tailoring::tailor;
use crate::primitive::{Look, Primitive, Shape};
use crate::tailoring::Tailoring;

/// Bevel of flat ends, m.
const BEVEL_M: f32 = 0.005;
/// Folds are worked out only this near their crests, m, and where the cone melts with another.
const FOLD_REACH_M: f32 = 0.012;

/// Most that folds may be deep, in shares of a radian of their phase: deeper ones would tear the surface.
const STEEPEST_FOLD: f32 = 0.75;

/// A point in a cone's own coordinates.
pub(crate) struct OnCone<S: Simd> {
    /// 0 at the start .. 1 at the end, not clamped.
    pub part: Lanes<S>,
    /// The same, clamped.
    pub clamped: Lanes<S>,
    /// From the axis to the point.
    pub out: Vec3x8<S>,
}

#[inline(always)]
pub(crate) fn on_cone<S: Simd>(cone: &Primitive, from_start: Vec3x8<S>) -> OnCone<S> {
    let part = from_start.dot_one(cone.span) * cone.inverse_span_squared;
    let clamped = saturate(part);
    let foot = if cone.shape == Shape::CappedCone { part } else { clamped };
    OnCone { part, clamped, out: from_start.plus_scaled_one(-foot, cone.span) }
}

/// How fast the phase of folds turns round a cone, rad/m.
#[inline(always)]
fn turn_of(cone: &Primitive) -> f32 {
    cone.look.flutes / (cone.radius_m + cone.radius_change_m.max(0.0)).max(0.02)
}

/// Phase of the folds and their depth in m. They live in the primitive's own coordinates, so they never swim.
#[inline(always)]
pub(crate) fn folds<S: Simd>(cone: &Primitive, at: &OnCone<S>) -> (Lanes<S>, Lanes<S>) {
    let turn = turn_of(cone);
    let run = at.clamped * (cone.length_m * cone.look.folds_per_m);
    let wander = sine(run * 0.37 + at.out.dot_one(cone.across) * turn.min(80.0) + cone.seed);
    let phase = run + at.out.dot_one(cone.side) * turn + wander * 1.7 + cone.seed * 1.7;
    // Cloth gathers at the joints and lies smooth between them; no two folds are as deep.
    let (start, end) = ((1.0 - at.clamped * 2.0).max(0.0), (at.clamped * 2.0 - 1.0).max(0.0));
    let [at_start, at_end] = cone.look.gathered;
    let mut depth = start * start * at_start + end * end * at_end + 0.3;
    if cone.hollow != Vec3::ZERO {
        let inward = at.out.dot_one(cone.hollow * (1.0 / cone.radius_m.max(0.02)));
        depth *= (inward * 1.1 + 0.8).max(0.15).min(1.8);
    }
    let depth_m = depth * (wander * 0.35 + 0.85) * cone.look.fold_depth_m;
    (phase, depth_m.min(STEEPEST_FOLD / (cone.look.folds_per_m + turn)))
}

/// How far the crests of a cone's folds can rise from it, m.
pub(crate) fn fold_rise_m(cone: &Primitive) -> f32 {
    const CREST: f32 = 1.16;
    const DEEPEST: f32 = 1.2;
    const IN_HOLLOW: f32 = 1.8;
    let [at_start, at_end] = cone.look.gathered;
    let hollow = if cone.hollow == Vec3::ZERO { 1.0 } else { IN_HOLLOW };
    let depth_m = (at_start.max(at_end) + 0.3) * (DEEPEST * hollow) * cone.look.fold_depth_m;
    CREST * depth_m.min(STEEPEST_FOLD / (cone.look.folds_per_m + turn_of(cone)))
}

/// Profile of folds over their phase, about zero on the mean, and its slope: narrow ridges with flat cloth between.
/// A plain sine would look like muscles under skin.
#[inline(always)]
pub(super) fn crease<S: Simd>(phase: Lanes<S>) -> (Lanes<S>, Lanes<S>) {
    let lifted = sine(phase) * 0.5 + 0.5;
    let cubed = lifted * lifted * lifted;
    (cubed * lifted * 1.6 - 0.44, cubed * sine(phase + std::f32::consts::FRAC_PI_2) * 3.2)
}

/// Distance to a primitive.
#[inline(always)]
pub(crate) fn distance<S: Simd>(primitive: &Primitive, point: Vec3x8<S>) -> Lanes<S> {
    let from_start = point.minus_one(primitive.start);
    if primitive.shape == Shape::RoundBox {
        return box_distance(primitive, from_start).0;
    }
    if primitive.shape == Shape::Bowl {
        return bowl_distance(primitive, from_start).distance;
    }
    if let Some(head) = &primitive.head {
        return head_distance(primitive, head, point);
    }
    let at = on_cone(primitive, from_start);
    let mut lateral = lateral_distance(primitive, &at);
    if primitive.look.fold_depth_m > 0.0 {
        let rise_m = fold_rise_m(primitive);
        if lateral.simd_lt(primitive.blend_m.max(FOLD_REACH_M) + rise_m).any_true() {
            let (phase, depth) = folds(primitive, &at);
            lateral -= crease(phase).0 * depth;
        } else {
            // From further off a ray must not step over a crest.
            lateral -= rise_m;
        }
    }
    if primitive.shape == Shape::CappedCone { cap(primitive, &at, lateral).0 } else { lateral }
}

/// Stretching space for flat cones makes distances too long; divided by this, steps are safe, and distances too short by
/// as much elsewhere.
#[inline(always)]
pub(crate) fn slack_of(cone: &Primitive) -> f32 {
    1.0 + cone.flatness * 0.55
}

#[inline(always)]
pub(crate) fn lateral_distance<S: Simd>(cone: &Primitive, at: &OnCone<S>) -> Lanes<S> {
    let radius = at.clamped * cone.radius_change_m + cone.radius_m;
    if cone.flatness > 0.0 {
        let stretched = at.out.plus_scaled_one(at.out.dot_one(cone.flat_axis) * cone.flatness, cone.flat_axis);
        (stretched.length() - radius) * (1.0 / slack_of(cone))
    } else {
        at.out.length() - radius
    }
}

/// Cuts a cone's ends flat. Returns the distance, and how far outside laterally and along the axis.
#[inline(always)]
pub(crate) fn cap<S: Simd>(cone: &Primitive, at: &OnCone<S>, lateral: Lanes<S>) -> (Lanes<S>, Lanes<S>, Lanes<S>) {
    let axial = ((at.part - 0.5).abs() - 0.5) * cone.length_m + BEVEL_M;
    let lateral = lateral + BEVEL_M;
    let (out, beyond) = (lateral.max(0.0), axial.max(0.0));
    (lateral.max(axial).min(0.0) + (out * out + beyond * beyond + 1e-12).sqrt() - BEVEL_M, out, beyond)
}

/// Distance to a rounded box, and the point in its own axes.
#[inline(always)]
pub(crate) fn box_distance<S: Simd>(block: &Primitive, from_middle: Vec3x8<S>) -> (Lanes<S>, Vec3x8<S>) {
    let own = Vec3x8 {
        x: from_middle.dot_one(block.along),
        y: from_middle.dot_one(block.across),
        z: from_middle.dot_one(block.side),
    };
    let (x, y, z) = (own.x.abs() - block.half.x, own.y.abs() - block.half.y, own.z.abs() - block.half.z);
    let inside = x.max(y.max(z)).min(0.0);
    let (x, y, z) = (x.max(0.0), y.max(0.0), z.max(0.0));
    ((x * x + y * y + z * z + 1e-12).sqrt() + inside - block.radius_m, own)
}

/// Distance to a bowl, and how it was found.
pub(crate) struct OnBowl<S: Simd> {
    distance: Lanes<S>,
    /// Whether the rim is nearest, and not the wall.
    rim: Mask<S>,
    /// Along the axis and away from it, from the middle.
    along: Lanes<S>,
    out: Vec3x8<S>,
    away: Lanes<S>,
    rel: Vec3x8<S>,
    from_middle: Lanes<S>,
}

/// Distance to a cut hollow ball (after Quilez, "cut hollow sphere").
#[inline(always)]
pub(crate) fn bowl_distance<S: Simd>(bowl: &Primitive, from_middle: Vec3x8<S>) -> OnBowl<S> {
    let (cut, opening) = (bowl.half.x, bowl.half.y);
    let rel = from_middle.plus_scaled_one(from_middle.dot_one(bowl.flat_axis) * bowl.flatness, bowl.flat_axis);
    let along = rel.dot_one(bowl.along);
    let out = rel.plus_scaled_one(-along, bowl.along);
    let (away, length) = (out.length(), rel.length());
    let rim = (away * cut).simd_lt(along * opening);
    let (beyond, beside) = (along - cut, away - opening);
    let to_rim = (beyond * beyond + beside * beside + 1e-12).sqrt();
    let distance = rim.pick(to_rim, (length - bowl.radius_m).abs()) - bowl.half.z;
    // As with cones: stretched space makes distances too long.
    let distance = distance * (1.0 / slack_of(bowl));
    OnBowl { distance, rim, along, out, away, rel, from_middle: length }
}

/// Width of the hem round a bowl's opening, m.
const HEM_M: f32 = 0.013;
/// Tones of the hem and of the inside, in shares of the cloth's.
const HEM_TONE: f32 = 0.5;
const INSIDE_TONE: f32 = 0.3;

#[inline(always)]
fn bowl_touch<S: Simd>(bowl: &Primitive, point: Vec3x8<S>, detail: Lanes<S>) -> Touch<S> {
    let at = bowl_distance(bowl, point.minus_one(bowl.start));
    // Outward on the outside, inward on the inside.
    let outside = (at.from_middle * 0.0 + 1.0).copysign(at.from_middle - bowl.radius_m);
    let wall = at.rel.times(outside);
    let rim =
        at.out.times((at.away - bowl.half.y) / at.away.max(1e-4)).plus_scaled_one(at.along - bowl.half.x, bowl.along);
    let mut normal = Vec3x8::pick(at.rim, rim, wall);
    normal = normal.plus_scaled_one(normal.dot_one(bowl.flat_axis) * bowl.flatness, bowl.flat_axis).normalized();
    let (side, across) = (at.rel.dot_one(bowl.side), at.rel.dot_one(bowl.across));
    if bowl.look.fold > 0.0 {
        // Cloth hangs from the rim in long folds that meet at the back of the head.
        let rate = bowl.look.folds_per_m;
        let (_, long) = crease(across * rate + sine(at.along * (rate * 0.5) + bowl.seed) * 1.6 + side * (rate * 0.6));
        normal = normal.plus_scaled_one(long * detail * bowl.look.fold, bowl.across).normalized();
    }
    let before_hem = saturate((bowl.half.x - at.along - HEM_M) * 400.0 + 0.5);
    let hem = before_hem * (1.0 - HEM_TONE) + HEM_TONE;
    let tone = hem * outside.simd_gt(0.0).pick(1.0, INSIDE_TONE);
    Touch { tone, ..Touch::even(&bowl.look, normal, at.along + bowl.seed, side + across * 0.7) }
}

/// How far outside a half size, with the coordinate's sign.
#[inline(always)]
fn outside<S: Simd>(at: Lanes<S>, half: f32) -> Lanes<S> {
    (at.abs() - half).max(1e-5).copysign(at)
}

/// Distance to a list of primitives; those of a group melt together (polynomial smooth minimum).
#[inline(never)]
pub(crate) fn nearest<S: Simd>(simd: S, primitives: &[Primitive], list: &[u16], point: Vec3x8<S>) -> Lanes<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut all = splat(simd, FAR_M);
            let mut grouped = all;
            let mut group = u8::MAX;
            for &i in list {
                let primitive = &primitives[usize::from(i)];
                if primitive.group != group {
                    all = all.min(grouped);
                    grouped = splat(simd, FAR_M);
                    group = primitive.group;
                }
                let one = distance(primitive, point);
                let near = (primitive.blend_m - (grouped - one).abs()).max(0.0);
                grouped = grouped.min(one) - near * near * (0.25 / primitive.blend_m);
            }
            all.min(grouped)
        },
    )
}

/// Where a point touches one primitive.
pub(crate) struct Touch<S: Simd> {
    pub normal: Vec3x8<S>,
    /// In shares of the primitive's tone.
    pub tone: Lanes<S>,
    pub gloss: Lanes<S>,
    pub sheen: Lanes<S>,
    pub flesh: Lanes<S>,
    pub u_m: Lanes<S>,
    pub v_m: Lanes<S>,
}

impl<S: Simd> Touch<S> {
    /// A surface that looks the same all over.
    #[inline(always)]
    fn even(look: &Look, normal: Vec3x8<S>, u_m: Lanes<S>, v_m: Lanes<S>) -> Self {
        let zero = u_m * 0.0;
        Self {
            normal,
            tone: zero + 1.0,
            gloss: zero + look.gloss,
            sheen: zero + look.sheen,
            flesh: zero + look.flesh,
            u_m,
            v_m,
        }
    }
}

/// Surface at a point: normal, look, and coordinates for its weave.
pub(crate) struct SurfacePoint<S: Simd> {
    pub normal: Vec3x8<S>,
    pub tone: Lanes<S>,
    pub gloss: Lanes<S>,
    pub sheen: Lanes<S>,
    pub flesh: Lanes<S>,
    pub u_m: Lanes<S>,
    pub v_m: Lanes<S>,
}

impl<S: Simd> SurfacePoint<S> {
    #[inline(always)]
    fn nowhere(simd: S) -> Self {
        let zero = splat(simd, 0.0);
        let up = Vec3x8 { x: zero, y: splat(simd, 1.0), z: zero };
        Self { normal: up, tone: splat(simd, 0.1), gloss: zero, sheen: zero, flesh: zero, u_m: zero, v_m: zero }
    }

    #[inline(always)]
    fn closer(&mut self, mask: Mask<S>, other: &Self) {
        self.normal = Vec3x8::pick(mask, other.normal, self.normal);
        self.tone = mask.pick(other.tone, self.tone);
        self.gloss = mask.pick(other.gloss, self.gloss);
        self.sheen = mask.pick(other.sheen, self.sheen);
        self.flesh = mask.pick(other.flesh, self.flesh);
        self.u_m = mask.pick(other.u_m, self.u_m);
        self.v_m = mask.pick(other.v_m, self.v_m);
    }
}

/// What lies at points on the surface. `detail` 0..1 fades folds with distance from the camera; `drawn` asks for what is
/// drawn onto cloth too.
#[inline(never)]
pub(crate) fn surface<S: Simd>(
    simd: S,
    primitives: &[Primitive],
    list: &[u16],
    point: Vec3x8<S>,
    detail: Lanes<S>,
    drawn: bool,
) -> SurfacePoint<S> {
    simd.vectorize(
        #[inline(always)]
        || {
            let far = splat(simd, FAR_M);
            let (mut best, mut grouped) = (far, far);
            let mut found = SurfacePoint::nowhere(simd);
            let mut melted = SurfacePoint::nowhere(simd);
            // How far what is melted is the shell of a garment that something is drawn onto.
            let (mut shell, mut tailoring): (Lanes<S>, Option<&Tailoring>) = (splat(simd, 0.0), None);
            let mut group = u8::MAX;
            // One turn more than there are primitives: the last group ends too.
            for i in 0..=list.len() {
                let next = list.get(i).map(|&i| &primitives[usize::from(i)]);
                if next.is_none_or(|primitive| primitive.group != group) {
                    let mask = grouped.simd_lt(best);
                    best = grouped.min(best);
                    if drawn && let Some(tailoring) = tailoring.take() {
                        let share = mask.pick(shell, 0.0);
                        if share.simd_gt(0.0).any_true() {
                            tailor(tailoring, point, share, &mut melted);
                        }
                    }
                    found.closer(mask, &melted);
                    grouped = far;
                }
                let Some(primitive) = next else { break };
                group = primitive.group;
                let one = distance(primitive, point);
                if !one.simd_lt(grouped + primitive.blend_m).any_true() {
                    continue;
                }
                let touch = match primitive.shape {
                    Shape::RoundBox => box_touch(primitive, point, detail),
                    Shape::Bowl => bowl_touch(primitive, point, detail),
                    Shape::RoundCone | Shape::CappedCone => cone_touch(primitive, point, detail),
                    Shape::Head => match &primitive.head {
                        Some(head) => head_touch(primitive, head, point),
                        None => continue,
                    },
                };
                let near = (primitive.blend_m - (grouped - one).abs()).max(0.0) * (1.0 / primitive.blend_m);
                let weight = one.simd_lt(grouped).pick(1.0 - near * 0.5, near * 0.5);
                grouped = grouped.min(one) - near * near * (0.25 * primitive.blend_m);
                let rest = 1.0 - weight;
                melted.normal = melted.normal.times(rest).plus(touch.normal.times(weight));
                // Looks change sharply, shapes softly: a hem is an edge even where cloth melts into cloth.
                let sharp = saturate((weight - 0.5) * 4.0 + 0.5);
                let dull = 1.0 - sharp;
                melted.tone = melted.tone * dull + sharp * touch.tone * primitive.look.tone;
                melted.gloss = melted.gloss * dull + sharp * touch.gloss;
                melted.sheen = melted.sheen * dull + sharp * touch.sheen;
                melted.flesh = melted.flesh * dull + sharp * touch.flesh;
                if drawn {
                    shell *= dull;
                    if let Some(own) = &primitive.tailoring {
                        shell += sharp;
                        tailoring = Some(own);
                    }
                }
                let mine = weight.simd_gt(0.5);
                melted.u_m = mine.pick(touch.u_m, melted.u_m);
                melted.v_m = mine.pick(touch.v_m, melted.v_m);
            }
            found.normal = found.normal.normalized();
            found
        },
    )
}

/// Tone of dirt: it darkens light cloth, and on dark cloth it is dust.
const DIRT_TONE: f32 = 0.075;
/// Size of its blotches: radians a metre along and round.
const BLOTCHES_PER_M: (f32, f32) = (74.0, 58.0);

/// Tone of a soiled cone in shares of its own: most at the ends that are soiled, in blotches.
#[inline(always)]
fn dirtied<S: Simd>(cone: &Primitive, part: Lanes<S>, run: Lanes<S>, v_m: Lanes<S>) -> Lanes<S> {
    let (start, end) = ((1.0 - part * 1.6).max(0.0), (part * 1.6 - 0.6).max(0.0));
    let [at_start, at_end] = cone.look.dirt;
    let amount = start * at_start + end * at_end;
    let (along, round) = BLOTCHES_PER_M;
    let wander = sine(v_m * round + cone.seed * 3.1);
    let blotch = sine(run * along + wander * 1.9 + cone.seed) * 0.35 + sine(v_m * (2.3 * round) + run * 31.0) * 0.25;
    let share = saturate(amount * (blotch + 1.0) * 1.1);
    share * (DIRT_TONE / cone.look.tone.max(0.01) - 1.0) + 1.0
}

#[inline(always)]
fn cone_touch<S: Simd>(cone: &Primitive, point: Vec3x8<S>, detail: Lanes<S>) -> Touch<S> {
    let at = on_cone(cone, point.minus_one(cone.start));
    let mut gradient = at.out;
    if cone.flatness > 0.0 {
        let k = at.out.dot_one(cone.flat_axis) * (cone.flatness * (2.0 + cone.flatness));
        gradient = gradient.plus_scaled_one(k, cone.flat_axis);
    }
    let mut normal = gradient.normalized();
    let run = at.clamped * cone.length_m;
    if cone.look.fold_depth_m > 0.0 {
        let (phase, depth) = folds(cone, &at);
        let slope = crease(phase).1 * depth;
        let turn = turn_of(cone);
        normal = normal
            .plus_scaled_one(-slope * cone.look.folds_per_m, cone.along)
            .plus_scaled_one(-slope * turn, cone.side)
            .normalized();
    }
    if cone.look.fold > 0.0 {
        let (side, across) = (normal.dot_one(cone.side), normal.dot_one(cone.across));
        let rate = cone.look.folds_per_m;
        let wander = sine(across * 2.2 + run * (rate * 0.37) + cone.seed) * 1.9;
        let (_, long) = crease(run * rate + side * 2.6 + wander + cone.seed * 1.7);
        let (_, short) = crease(run * (rate * 0.53) - side * 4.1 + across * 3.0 + cone.seed * 2.3);
        let strength = detail * cone.look.fold;
        normal = normal
            .plus_scaled_one((long * 0.6 + short * 0.5) * strength, cone.along)
            .plus_scaled_one(short * 0.4 * strength, cone.side)
            .normalized();
    }
    if cone.shape == Shape::CappedCone {
        let (_, out, beyond) = cap(cone, &at, lateral_distance(cone, &at));
        normal = normal.times(out + 1e-4).plus_scaled_one(beyond.copysign(at.part - 0.5), cone.along).normalized();
    }
    let v_m = at.out.dot_one(cone.side) + at.out.dot_one(cone.across) * 0.7;
    let mut touch = Touch::even(&cone.look, normal, run + cone.seed, v_m);
    if cone.look.dirt != [0.0; 2] {
        touch.tone = dirtied(cone, at.clamped, run, v_m);
    }
    touch
}

#[inline(always)]
fn box_touch<S: Simd>(block: &Primitive, point: Vec3x8<S>, detail: Lanes<S>) -> Touch<S> {
    let from_middle = point.minus_one(block.start);
    let (_, own) = box_distance(block, from_middle);
    let out =
        Vec3x8 { x: outside(own.x, block.half.x), y: outside(own.y, block.half.y), z: outside(own.z, block.half.z) };
    let zero = own.x * 0.0;
    let mut normal = Vec3x8 { x: zero, y: zero, z: zero }
        .plus_scaled_one(out.x, block.along)
        .plus_scaled_one(out.y, block.across)
        .plus_scaled_one(out.z, block.side)
        .normalized();
    if block.look.fold > 0.0 {
        let rate = block.look.folds_per_m;
        let long = sine(own.x * rate + sine(own.z * (rate * 0.6) + block.seed) * 2.0 + own.y * 7.0);
        let short = sine(own.z * (rate * 0.8) - own.x * (rate * 0.5) + block.seed * 2.0);
        normal = normal
            .plus_scaled_one(long * detail * block.look.fold, block.along)
            .plus_scaled_one(short * detail * (block.look.fold * 0.7), block.side)
            .normalized();
    }
    Touch::even(&block.look, normal, own.x + own.y, own.z)
}
