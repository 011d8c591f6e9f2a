//! Camera, light and finish: frames of a performance, drawn on the CPU.

pub mod camera;
