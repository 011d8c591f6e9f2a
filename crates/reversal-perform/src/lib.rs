//! Two simulated bodies: contacts, weight, exhaustion and motion.
//!
//! A hold's file gives rough postures and contacts; [`pose_hold`] makes them
//! exact for any two builds. [`perform_scene`] lets the two live through a row
//! of holds; [`measure`] says whether what came out keeps to the rules (no
//! hand fast before it touches, no body inside another, no sliding foot).

mod anatomy;
mod articulation;
mod body;
mod bytes;
mod calm;
mod collide;
mod drive;
pub mod export;
mod finish;
mod joints;
mod limits;
mod measure;
mod perform;
mod placement;
mod random;
mod score;
mod simulate;
mod solve;
mod stage;
mod stand;
mod steps;
mod struggle;
mod turn;
mod waypoint;

pub use bytes::{from_bytes, to_bytes};
pub use drive::drive;
pub use measure::{measure, motion_energy};
pub use perform::{Condition, HoldMoment, PerformError, SceneInput, perform_scene};
pub use stage::{HeldPair, Limb, limbs, pose_hold};
