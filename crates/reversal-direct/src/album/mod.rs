//! An album: films of several songs that differ from each other, each near its own best.

pub mod concept;
pub mod distance;
pub mod pictures;
mod sight;
pub mod signature;
pub mod wall;
