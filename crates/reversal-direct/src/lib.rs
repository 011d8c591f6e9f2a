//! Decisions without I/O: the treatment, the shot list, the cut, the checks and what they are written out as.
pub mod album;
pub mod captions;
pub mod choose;
pub mod cut_measures;
pub mod exchange;
pub mod exhaustion;
pub mod lettering;
pub mod papers;
pub mod people;
pub mod shots;

pub mod check;
pub(crate) mod form;
pub(crate) mod pins;
pub mod propose;
pub(crate) mod random;
pub(crate) mod rows;
#[cfg(test)]
pub(crate) mod synthetic;
pub mod treat;
pub mod weight;
