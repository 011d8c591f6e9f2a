//! The performance for other programs: turns of joints rather than points in
//! space, so that others can light it anew or give it other bodies.

mod bvh;
mod euler;
mod glb;
mod gltf;
mod mesh;
mod rig;
mod scenery;

pub use bvh::bvh;
pub use gltf::{CameraKey, PerformedFilm, TakeCamera, glb};

use reversal_model::brief::Character;
use reversal_model::performance::Skeleton;

use self::rig::{Rig, RigPose};

/// A figure of the film, its joints turned for each frame.
#[derive(Clone, Debug)]
pub struct RiggedFigure {
    rig: Rig,
    /// 0.., one each frame.
    poses: Vec<RigPose>,
}

impl RiggedFigure {
    /// A character's figure from its skeletons, one each frame.
    pub fn new(character: &Character, skeletons: impl IntoIterator<Item = Skeleton>) -> RiggedFigure {
        let rig = Rig::new(character);
        let poses = skeletons.into_iter().map(|skeleton| rig.pose(&skeleton)).collect();
        RiggedFigure { rig, poses }
    }
}
