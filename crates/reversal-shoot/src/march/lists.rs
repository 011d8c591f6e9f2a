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

/// What holds a primitive: a capsule, and a ball round it that is quicker to ask.
#[derive(Clone, Copy)]
struct Bound {
    from: Vec3,
    to: Vec3,
    radius_m: f32,
    blend_m: f32,
    middle: Vec3,
    ball_m: f32,
    /// Where the primitive starts, and how thick it is there.
    start: Vec3,
    thickness_m: f32,
}

impl Bound {
    fn of(primitive: &Primitive) -> Self {
        let (from, to, radius_m) = primitive.bound();
        Self {
            from,
            to,
            radius_m,
            blend_m: primitive.blend_m,
            middle: (from + to) * 0.5,
            ball_m: from.distance(to) * 0.5 + radius_m,
            start: primitive.start,
            thickness_m: primitive.radius_m,
        }
    }

    fn capsule(&self) -> (Vec3, Vec3, f32) {
        (self.from, self.to, self.radius_m)
    }
}

/// Indices for one tile, buffers kept.
#[derive(Default)]
pub(crate) struct TileLists {
    /// Bounds of all primitives of the frame.
    bounds: Vec<Bound>,
    /// Primitives and boxes in the tile's cone.
    pub seen: Vec<u16>,
    pub boxes: Vec<u16>,
    /// Primitives in the cone of one cell of the tile, and those near the figures seen in the tile.
    pub cell: Vec<u16>,
    pub touched: Vec<u16>,
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
    /// Of `touched`, `shadow` and `occlusion` what matters to a few points.
    pub few: Few,
    pub ground_occlusion: Vec<u16>,
    /// Nearest and farthest that a primitive in `seen` can be, m.
    pub near_m: f32,
    pub far_m: f32,
}

/// What matters to a few points of figures that look to the lights together.
#[derive(Default)]
pub(crate) struct Few {
    pub touched: Vec<u16>,
    pub shadow: Vec<u16>,
    pub occlusion: Vec<u16>,
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

/// The way from a ball to the lamp.
struct Way {
    from: Vec3,
    radius_m: f32,
    lamp: Vec3,
    toward: Vec3,
    length_m: f32,
}

impl Way {
    fn new(from: Vec3, radius_m: f32, lamp: Vec3) -> Self {
        let way = lamp - from;
        let length_m = way.length().max(1e-4);
        Self { from, radius_m, lamp, toward: way / length_m, length_m }
    }

    fn meets(&self, bound: &Bound, slack_m: f32) -> bool {
        let rel = bound.middle - self.from;
        let along = rel.dot(self.toward).clamp(0.0, self.length_m);
        let reach = bound.ball_m + self.radius_m + slack_m;
        rel.distance_squared(self.toward * along) < reach * reach
            && blocks(self.from, self.radius_m, self.lamp, bound.capsule(), slack_m)
    }
}

impl Cone {
    fn meets(&self, bound: &Bound, slack: f32) -> bool {
        self.meets_ball(bound.middle, bound.ball_m + slack) && self.meets_capsule(bound.capsule(), slack)
    }

    fn meets_ball(&self, middle: Vec3, radius: f32) -> bool {
        let way = middle - self.eye;
        let along = way.dot(self.axis);
        let reach = radius + (along.max(0.0) + radius) * self.tangent;
        along > -radius && way.length_squared() - along * along < reach * reach
    }

    fn meets_capsule(&self, (a, b, radius): (Vec3, Vec3, f32), slack: f32) -> bool {
        let (along, part) = closest_parts((self.eye, self.eye + self.axis * REACH_M), (a, b));
        let gap = (self.eye + self.axis * (along * REACH_M)).distance(a + (b - a) * part);
        gap < radius + slack + (along * REACH_M + radius) * self.tangent
    }

    fn meets_box(&self, one: &EnvironmentBox, slack: f32) -> bool {
        self.meets_ball((one.from + one.to) * 0.5, (one.to - one.from).length() * 0.5 + slack)
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
    /// Prepares for a frame.
    pub fn begin(&mut self, primitives: &[Primitive]) {
        self.bounds.clear();
        self.bounds.extend(primitives.iter().map(Bound::of));
    }

    /// What the tile's rays may meet.
    pub fn look(&mut self, cone: Cone, stage: &Stage) {
        let (mut near, mut far) = (f32::MAX, 0.0f32);
        let bounds = &self.bounds;
        select(&mut self.seen, bounds.len(), |i| {
            let bound = &bounds[i];
            let meets = cone.meets(bound, bound.blend_m);
            if meets {
                let ends = ((bound.from - cone.eye).dot(cone.axis), (bound.to - cone.eye).dot(cone.axis));
                let around = bound.radius_m + bound.blend_m;
                near = near.min(ends.0.min(ends.1) - around);
                far = far.max(ends.0.max(ends.1) + around);
            }
            meets
        });
        (self.near_m, self.far_m) = (near.max(0.05), far * 1.02 + 0.1);
        select(&mut self.boxes, stage.boxes.len(), |i| cone.meets_box(&stage.boxes[i], 0.02));
        self.mirrored.clear();
        self.mirrored_boxes.clear();
        if stage.wetness > 0.0 && cone.axis.y - cone.tangent < 0.0 {
            let cone = cone.mirrored();
            select(&mut self.mirrored, bounds.len(), |i| cone.meets(&bounds[i], bounds[i].blend_m + MIRROR_SLACK_M));
            select(&mut self.mirrored_boxes, stage.boxes.len(), |i| {
                cone.meets_box(&stage.boxes[i], MIRROR_SLACK_M * 4.0)
            });
        }
    }

    /// Of what the tile's rays may meet, what those of one of its cells may meet.
    pub fn look_closer(&self, cone: Cone, list: &mut Vec<u16>) {
        list.clear();
        list.extend(self.seen.iter().filter(|&&i| {
            let bound = &self.bounds[usize::from(i)];
            cone.meets(bound, bound.blend_m)
        }));
    }

    /// What may stand between the figures in `ball` and the key light, and near them.
    pub fn look_from_figures(&mut self, ball: Ball, stage: &Stage) {
        self.shadow.clear();
        self.shadow_boxes.clear();
        self.occlusion.clear();
        self.touched.clear();
        if ball.is_empty() {
            return;
        }
        let (middle, radius) = ball.sphere();
        let way = Way::new(middle, radius, stage.key.at);
        let bounds = &self.bounds;
        select(&mut self.shadow, bounds.len(), |i| shades(&way, &bounds[i]));
        let touches =
            |i: &&u16| near(middle, radius + bounds[usize::from(**i)].blend_m + 0.02, &bounds[usize::from(**i)]);
        self.touched.extend(self.seen.iter().filter(touches));
        select(&mut self.occlusion, bounds.len(), |i| near(middle, radius + OCCLUSION_M, &bounds[i]));
        select(&mut self.shadow_boxes, stage.boxes.len(), |i| {
            stage.boxes[i].shadow && blocks(middle, radius, stage.key.at, box_bound(&stage.boxes[i]), 0.1)
        });
    }

    /// Narrows the lists of the figures to a few of their points.
    pub fn look_from_few(&mut self, ball: Ball, stage: &Stage) {
        let (middle, radius) = ball.sphere();
        let way = Way::new(middle, radius, stage.key.at);
        let bounds = &self.bounds;
        let narrow = |few: &mut Vec<u16>, list: &[u16], wanted: &dyn Fn(&Bound) -> bool| {
            few.clear();
            few.extend(list.iter().filter(|&&i| wanted(&bounds[usize::from(i)])));
        };
        let few = &mut self.few;
        narrow(&mut few.touched, &self.touched, &|bound| touches(middle, radius, bound));
        narrow(&mut few.shadow, &self.shadow, &|bound| shades(&way, bound));
        narrow(&mut few.occlusion, &self.occlusion, &|bound| near(middle, radius + OCCLUSION_M, bound));
    }

    /// The same for what the tile shows of the place.
    pub fn look_from_place(&mut self, ball: Ball, stage: &Stage) {
        self.ground_shadow.clear();
        self.ground_shadow_boxes.clear();
        self.ground_occlusion.clear();
        if ball.is_empty() {
            return;
        }
        let (middle, radius) = ball.sphere();
        let way = Way::new(middle, radius, stage.key.at);
        let bounds = &self.bounds;
        select(&mut self.ground_shadow, bounds.len(), |i| {
            let bound = &bounds[i];
            // Penumbras widen with the way between caster and ground.
            let widening = 0.05 + 0.09 * bound.start.distance(middle).min(6.0);
            bound.thickness_m >= 0.02 && way.meets(bound, widening)
        });
        select(&mut self.ground_occlusion, bounds.len(), |i| {
            bounds[i].thickness_m >= 0.03 && near(middle, radius + OCCLUSION_GROUND_M, &bounds[i])
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

/// Whether a primitive may be the surface on which points of a ball lie.
fn touches(middle: Vec3, radius: f32, bound: &Bound) -> bool {
    near(middle, radius + bound.blend_m + 0.02, bound)
}

/// Whether a primitive may shade points of figures.
fn shades(way: &Way, bound: &Bound) -> bool {
    way.meets(bound, 0.06 + bound.blend_m)
}

fn near(from: Vec3, reach: f32, bound: &Bound) -> bool {
    let most = bound.ball_m + reach;
    if bound.middle.distance_squared(from) >= most * most {
        return false;
    }
    let span = bound.to - bound.from;
    let part = ((from - bound.from).dot(span) / span.length_squared().max(1e-8)).clamp(0.0, 1.0);
    (bound.from + span * part).distance(from) < bound.radius_m + reach
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
    fn a_bound_is_met_only_where_its_capsule_is() {
        let look = crate::primitive::Look::matt(0.2);
        let rail = Bound::of(&Primitive::cone(Vec3::new(-1.0, 0.0, 5.0), Vec3::new(1.0, 0.0, 5.0), 0.1, 0.1, look));
        let cone = |axis: Vec3| Cone { eye: Vec3::ZERO, axis: axis.normalize(), tangent: 0.02 };
        assert!(cone(Vec3::new(0.19, 0.0, 1.0)).meets(&rail, 0.0));
        assert!(!cone(Vec3::new(0.0, 0.1, 1.0)).meets(&rail, 0.0));
        assert!(!cone(Vec3::NEG_Z).meets(&rail, 0.0));
        let way = Way::new(Vec3::new(0.0, -2.0, 5.0), 0.05, Vec3::new(0.0, 2.0, 5.0));
        assert!(way.meets(&rail, 0.0));
        assert!(!Way::new(Vec3::new(0.0, -2.0, 4.0), 0.05, Vec3::new(0.0, 2.0, 4.0)).meets(&rail, 0.0));
    }

    #[test]
    fn a_caster_between_point_and_lamp_blocks() {
        let lamp = Vec3::new(0.0, 4.0, 0.0);
        let rail = (Vec3::new(-1.0, 2.0, 0.0), Vec3::new(1.0, 2.0, 0.0), 0.05);
        assert!(blocks(Vec3::ZERO, 0.1, lamp, rail, 0.0));
        assert!(!blocks(Vec3::new(0.0, 0.0, 3.0), 0.1, lamp, rail, 0.0));
    }
}
