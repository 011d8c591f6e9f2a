//! Camera, light and finish: frames of a performance, drawn on the CPU.

mod air;
pub mod camera;
mod dress;
mod finish;
pub mod flash;
mod handing;
mod machine;
mod march;
mod mold;
mod primitive;
mod renderer;
mod stage;
mod still;
mod tailoring;

pub use dress::{HandTrack, Hands};
pub use finish::Toning;
pub use machine::instruction_set;
pub use renderer::{FrameFormat, Moment, Renderer};
pub use stage::Stage;
pub use still::{StillError, still_png};
