//! What the small nets that listen are made of; their weights are this
//! project's own, and how they were trained is told under `training/`.
//!
//! Plain 32-bit sums in a fixed order: the same bits for any number of threads.

pub(crate) mod layer;
pub(crate) mod level;
pub(crate) mod square;
