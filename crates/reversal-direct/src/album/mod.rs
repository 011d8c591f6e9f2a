//! An album: films of several songs that differ from each other, each near its own best.

pub mod distance;
