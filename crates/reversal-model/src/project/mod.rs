//! The film's folder: what lies where, safe writes, what is stale and why, and who may write.

pub mod files;
pub mod lock;
pub mod map;
pub mod stale;
pub mod store;
