//! Where the camera stands and how it composes, and its movement over the take.

use glam::Vec3;
use reversal_model::shots::Movement;

use super::Camera;
use super::handheld::smooth;

/// How far a push or pull moves, as a share of the distance.
const TRAVEL_SHARE: f32 = 0.16;

/// Where the camera stands and how it composes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rig {
    /// From where it first looks to the eye, m.
    pub(crate) offset: Vec3,
    /// Where it first looks, m.
    pub(crate) pivot: Vec3,
    pub(crate) movement: Movement,
    /// Where in the picture what it follows is put, in halves of its size.
    pub(crate) place: (f32, f32),
    pub(crate) tangent: f32,
    pub(crate) aspect: f32,
}

impl Rig {
    /// Where the eye is when the camera looks at `aim`, a part 0..1 into the take.
    pub(crate) fn eye(&self, aim: Vec3, part: f64) -> Vec3 {
        let part = smooth(part) as f32;
        match self.movement {
            Movement::Locked | Movement::Handheld => self.pivot + self.offset,
            // Ends where the size was asked for.
            Movement::Push => self.pivot + self.offset * (1.0 + TRAVEL_SHARE * (1.0 - part)),
            Movement::Pull => self.pivot + self.offset * (1.0 + TRAVEL_SHARE * part),
            Movement::Follow => self.pivot + self.offset + (aim - self.pivot) * Vec3::new(0.85, 0.2, 0.85),
        }
    }

    /// Looks at `aim` and puts it at its place in the picture.
    pub(crate) fn camera(&self, eye: Vec3, aim: Vec3) -> Camera {
        let toward = (aim - eye).normalize_or(Vec3::NEG_Z);
        let level = toward.cross(Vec3::Y).normalize_or(Vec3::X);
        let above = level.cross(toward);
        let (aside, above_middle) = self.place;
        let shift = level * (aside * self.tangent) + above * (above_middle * self.tangent / self.aspect);
        let forward = (toward - shift).normalize_or(toward);
        let right = forward.cross(Vec3::Y).normalize_or(Vec3::X);
        Camera {
            eye,
            forward,
            right,
            up: right.cross(forward),
            tan_half_width: self.tangent,
            focus_m: eye.distance(aim),
            aperture_m: 0.0,
            gain: 1.0,
            back_light: Vec3::ZERO,
        }
    }
}
