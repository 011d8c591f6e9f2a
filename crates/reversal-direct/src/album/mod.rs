//! An album: films of several songs that differ from each other, each near its own best.

pub mod concept;
pub mod distance;
pub mod pictures;
pub mod signature;
pub mod wall;
