//! What is sewn onto a garment and lies flat on it: lapels, pockets, plackets, seams, a tie. It is drawn onto the cloth
//! in the garment's own coordinates, so that it bends with the body as the cloth does.
//!
//! Coordinates are metres on a body of 1.80 m: up from the waist along the bent spine, to the right, and ahead.

use glam::Vec3;

/// Where the throat lies, whatever the spine does.
pub(crate) const THROAT_UP_M: f32 = 0.395;
/// The bend at the waist is spread over this much above it and below it: less, and the coordinates of a back that is
/// bent deeply would run into each other.
pub(crate) const BEND_M: f32 = 0.13;

/// Tone of a tie.
pub(crate) const TIE_TONE: f32 = 0.035;

/// How a garment's front is made up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Front {
    /// Lapels over what is worn under it; closes so far up.
    Lapels {
        closes_m: f32,
        under: Under,
    },
    /// A zip and a pocket across the belly.
    Zip,
    /// Buttoned up to an open collar.
    Placket,
    Plain,
}

/// What an open front shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Under {
    pub tone: f32,
    /// A shirt with a placket, and no wool.
    pub shirted: bool,
}

/// Axes of a part of the trunk in the garment's metres: right, up and ahead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axes {
    pub right: Vec3,
    pub up: Vec3,
    pub ahead: Vec3,
}

/// How a garment's cloth is slack over the trunk at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slack {
    /// How far its folds stand, m.
    pub depth_m: f32,
    /// How far the chest leans over the pelvis, to the right and ahead: sines.
    pub lean: [f32; 2],
    /// How far the left and the right arm are lifted off the side, 0..1.
    pub lifted: [f32; 2],
    /// No two garments fold alike.
    pub seed: f32,
}

/// What is drawn onto a garment that someone wears at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tailoring {
    pub front: Front,
    /// Badge, strap, shoulder boards and tie.
    pub uniform: bool,
    pub slack: Slack,
    pub waist: Vec3,
    /// Below the waist and above it.
    pub low: Axes,
    pub high: Axes,
    /// How far aside the shoulders' joints are.
    pub shoulder_m: f32,
    /// Metres of the world in a metre of the garment's.
    pub size: f32,
    /// Width of a pixel there in the garment's metres: nothing finer is drawn.
    pub pixel_m: f32,
}
