//! The shapes that figures, clothes and furniture are made of, and how their surfaces look.

use glam::Vec3;

use crate::mold::{self, Head};
use crate::tailoring::Tailoring;

/// What a primitive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Cone with round ends.
    RoundCone,
    /// Cone with flat ends and narrow bevels: hems, cuffs, belts.
    CappedCone,
    /// Box with rounded edges, turned freely.
    RoundBox,
    /// Hollow ball cut open by a plane: a hood that is up.
    Bowl,
    /// A sculpted head.
    Head,
}

/// One primitive, prepared for marching. For cones `start` and `span` are the axis; for boxes `start` is
/// the middle and `half` the half size along `along`, `across` and `side` less the rounding. A bowl has its
/// middle in `start` and in `half` how far the opening lies along `along`, its radius and half the wall. A head
/// faces along `along`, its crown along `across`; its axis from skull to chin is for shadows and bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Primitive {
    pub shape: Shape,
    pub start: Vec3,
    pub span: Vec3,
    pub length_m: f32,
    pub inverse_span_squared: f32,
    pub radius_m: f32,
    /// Radius at the far end minus radius at the near one.
    pub radius_change_m: f32,
    pub half: Vec3,
    /// Unit axes of the box, or of the cone's surface coordinates.
    pub along: Vec3,
    pub across: Vec3,
    pub side: Vec3,
    /// Axis across which a cone is flattened, and by how much.
    pub flat_axis: Vec3,
    pub flatness: f32,
    /// Toward the hollow of a bent limb, as long as the bend is deep: folds lie there, and the outside is drawn smooth.
    pub hollow: Vec3,
    /// Primitives of one group melt together over this distance.
    pub blend_m: f32,
    pub group: u8,
    pub look: Look,
    /// Different for each, so that no two garments fold alike.
    pub seed: f32,
    /// What a head is sculpted like.
    pub head: Option<Head>,
    /// What is sewn onto it, where it is part of a garment's shell.
    pub tailoring: Option<Tailoring>,
}

/// How a surface looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    /// Reflectance 0..1.
    pub tone: f32,
    /// 0 matt .. 1 polished.
    pub gloss: f32,
    /// Depth of folds in the shading, 0 none.
    pub fold: f32,
    /// Folds a metre along the primitive.
    pub folds_per_m: f32,
    /// Depth of folds in the shape, m.
    pub fold_depth_m: f32,
    /// How far folds turn with the surface, rad over a radius: few run round a limb, many hang down a skirt.
    pub flutes: f32,
    /// How much deeper folds are at the start and at the end than between: cloth gathers there.
    pub gathered: [f32; 2],
    /// How much dirt has come onto the start and the end, 0..1; between them there is little.
    pub dirt: [f32; 2],
    /// How much wool or skin catches light at grazing angles.
    pub sheen: f32,
    /// 1 for skin: light wanders in it and comes out beyond the edge of its shadow.
    pub flesh: f32,
}

impl Look {
    pub const fn matt(tone: f32) -> Self {
        Self {
            tone,
            gloss: 0.12,
            fold: 0.0,
            folds_per_m: 0.0,
            fold_depth_m: 0.0,
            flutes: 2.4,
            gathered: [0.7; 2],
            dirt: [0.0; 2],
            sheen: 1.0,
            flesh: 0.0,
        }
    }

    pub const fn skin(tone: f32) -> Self {
        Self { gloss: 0.3, sheen: 0.35, flesh: 1.0, ..Self::matt(tone) }
    }

    pub const fn glossy(tone: f32, gloss: f32) -> Self {
        Self { gloss, ..Self::matt(tone) }
    }

    pub const fn folded(self, fold: f32, folds_per_m: f32, fold_depth_m: f32) -> Self {
        Self { fold, folds_per_m, fold_depth_m, ..self }
    }

    pub const fn fluted(self, flutes: f32) -> Self {
        Self { flutes, ..self }
    }

    pub const fn gathered(self, start: f32, end: f32) -> Self {
        Self { gathered: [start, end], ..self }
    }

    pub const fn dirty(self, start: f32, end: f32) -> Self {
        Self { dirt: [start, end], ..self }
    }

    pub fn toned(self, factor: f32) -> Self {
        Self { tone: (self.tone * factor).min(0.95), ..self }
    }
}

impl Primitive {
    /// A round-ended cone.
    pub fn cone(from: Vec3, to: Vec3, radius_m: f32, end_radius_m: f32, look: Look) -> Self {
        let span = to - from;
        let length_m = span.length();
        let along = span.try_normalize().unwrap_or(Vec3::Y);
        let side = along.cross(if along.x.abs() < 0.8 { Vec3::X } else { Vec3::Y }).normalize();
        Self {
            shape: Shape::RoundCone,
            start: from,
            span,
            length_m,
            inverse_span_squared: 1.0 / span.length_squared().max(1e-8),
            radius_m,
            radius_change_m: end_radius_m - radius_m,
            half: Vec3::ZERO,
            along,
            across: along.cross(side),
            side,
            flat_axis: Vec3::ZERO,
            flatness: 0.0,
            hollow: Vec3::ZERO,
            blend_m: 0.03,
            group: 0,
            look,
            seed: 0.0,
            head: None,
            tailoring: None,
        }
    }

    /// A sculpted head about the point that its mold's coordinates start from.
    pub fn head(origin: Vec3, forward: Vec3, up: Vec3, head: Head, look: Look) -> Self {
        let right = forward.cross(up);
        let at = |own: Vec3| {
            let own = own * head.scale;
            origin + forward * own.x + up * own.y + right * own.z
        };
        let radius_m = 0.078 * head.scale.y;
        Self {
            shape: Shape::Head,
            along: forward,
            across: up,
            side: right,
            head: Some(head),
            ..Self::cone(at(mold::MIDDLE), at(mold::CHIN), radius_m, radius_m * 0.75, look)
        }
    }

    /// A rounded box about its middle; `half` is its half size along `along`, `across` and their cross product.
    pub fn block(middle: Vec3, half: Vec3, round_m: f32, along: Vec3, across: Vec3, look: Look) -> Self {
        let along = along.try_normalize().unwrap_or(Vec3::X);
        let across = (across - along * across.dot(along)).try_normalize().unwrap_or(along.any_orthonormal_vector());
        let round_m = round_m.min(half.min_element());
        Self {
            shape: Shape::RoundBox,
            half: half - Vec3::splat(round_m),
            along,
            across,
            side: along.cross(across),
            blend_m: 0.01,
            ..Self::cone(middle, middle, round_m, round_m, look)
        }
    }

    /// A hollow ball that opens toward `along`, cut `cut_m` from its middle.
    pub fn bowl(middle: Vec3, along: Vec3, radius_m: f32, cut_m: f32, wall_m: f32, look: Look) -> Self {
        let opening_m = (radius_m * radius_m - cut_m * cut_m).max(0.0).sqrt();
        Self {
            shape: Shape::Bowl,
            start: middle,
            span: Vec3::ZERO,
            length_m: radius_m,
            half: Vec3::new(cut_m, opening_m, wall_m * 0.5),
            ..Self::cone(middle, middle + along, radius_m, radius_m, look)
        }
    }

    pub fn capped(self) -> Self {
        Self { shape: Shape::CappedCone, ..self }
    }

    /// Bent toward `hollow`, whose length 0..1 says how far.
    pub fn bent(self, hollow: Vec3) -> Self {
        Self { hollow, ..self }
    }

    pub fn blend(self, blend_m: f32) -> Self {
        Self { blend_m, ..self }
    }

    /// Flattened across an axis: 1 halves its depth.
    pub fn flat(self, axis: Vec3, flatness: f32) -> Self {
        Self { flat_axis: axis.try_normalize().unwrap_or(Vec3::Z), flatness, ..self }
    }

    pub fn seeded(self, seed: f32) -> Self {
        Self { seed, ..self }
    }

    pub fn in_group(self, group: u8) -> Self {
        Self { group, ..self }
    }

    /// Capsule that holds it: axis and radius.
    pub fn bound(&self) -> (Vec3, Vec3, f32) {
        if self.shape == Shape::RoundBox {
            return (self.start, self.start, self.half.length() + self.radius_m);
        }
        if self.shape == Shape::Bowl {
            return (self.start, self.start, self.radius_m + self.half.z);
        }
        if self.shape == Shape::Head {
            return (self.start, self.start + self.span, self.radius_m * mold::HEAD_IN_SKULLS);
        }
        (self.start, self.start + self.span, self.radius_m.max(self.radius_m + self.radius_change_m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bowl_opens_along_its_axis() {
        let bowl = Primitive::bowl(Vec3::Y, Vec3::Z, 0.1, 0.06, 0.01, Look::matt(0.2));
        assert!((bowl.half.y - 0.08).abs() < 1e-6);
        let (from, to, radius) = bowl.bound();
        assert!(from == Vec3::Y && to == Vec3::Y && (radius - 0.105).abs() < 1e-6);
    }

    #[test]
    fn a_block_lies_within_its_bound() {
        let block = Primitive::block(Vec3::ZERO, Vec3::new(0.3, 0.2, 0.1), 0.05, Vec3::X, Vec3::Y, Look::matt(0.2));
        assert!(block.bound().2 >= Vec3::new(0.25, 0.15, 0.05).length());
    }
}
