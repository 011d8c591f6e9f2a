//! The stages of the pipeline, each with what it is made of and what it leaves.

pub mod cut;
pub mod deliver;
pub mod draft;
pub mod letter;
pub mod listen;
pub mod perform;
pub mod shots;
pub mod standing;
pub mod treat;

use reversal_model::project::stale::fingerprint;
use serde::Serialize;

/// Fingerprint of a value by its JSON: comments and layout of a file do not count, every digit does.
pub fn of_value<T: Serialize>(value: &T) -> String {
    // Only values with keys that are no strings cannot be written; none of ours is.
    fingerprint(&serde_json::to_vec(value).unwrap_or_default())
}
