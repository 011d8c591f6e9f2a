//! Two simulated bodies: contacts, weight, exhaustion and motion.

mod anatomy;
mod body;
mod collide;
mod joints;
mod solve;
mod stage;

pub use stage::{HeldPair, Limb, limbs, pose_hold};
