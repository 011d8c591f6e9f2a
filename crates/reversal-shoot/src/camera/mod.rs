//! Where the camera stands, what it looks at and how it is held.

mod framing;
mod handheld;
mod judge;
mod path;
mod picture;
mod probe;
mod rig;
mod search;
mod shake;
mod sight;
#[cfg(test)]
mod tests;

pub use path::{CameraPath, CameraRequest};
pub use picture::{Part, Picture, parts};

use glam::Vec3;

/// A camera at one moment: a rectilinear lens without distortion.
///
/// The picture's half width is `tan_half_width` at distance one before the eye;
/// its half height is that over the picture's aspect. Lens lengths are those
/// of a picture 36 mm wide, whatever its aspect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Where it is in the stage's space, m.
    pub eye: Vec3,
    /// Where it looks; of unit length.
    pub forward: Vec3,
    /// Right in the picture; of unit length and square to `forward`.
    pub right: Vec3,
    /// Up in the picture; of unit length and square to both.
    pub up: Vec3,
    /// Tangent of half the horizontal field of view.
    pub tan_half_width: f32,
    /// Distance along `forward` that is sharp, m.
    pub focus_m: f32,
    /// Diameter of the aperture, m; 0 is sharp everywhere.
    pub aperture_m: f32,
    /// Exposure of the set-up, on top of the place's; 1 leaves it as it is.
    pub gain: f32,
    /// Toward a lamp behind the two that the set-up brings along, as long as it is bright; zero where it has none.
    pub back_light: Vec3,
}
