//! What can go wrong while delivering, sorted by whose fault it is.

use std::io;
use std::path::{Path, PathBuf};

/// A failure to encode or to package.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The disk or the system said no.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, e.g. `read`.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bytes are not what they claim to be.
    #[error("{0}")]
    Malformed(String),
    /// Something that is right but that this program does not do.
    #[error("{0}")]
    Unsupported(String),
    /// Beyond what a codec or the container can hold.
    #[error("{0}")]
    Limit(String),
    /// The encoder itself failed.
    #[error("the {encoder} encoder failed: {message}")]
    Encoder {
        /// Which one, e.g. `H.264`.
        encoder: &'static str,
        /// What it said.
        message: String,
    },
    /// The chunk source failed while the film was being written.
    #[error("a part of the film could not be had: {0}")]
    Chunk(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl DeliverError {
    /// For `map_err` on file operations.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DeliverError {
        move |source| DeliverError::Io { action, path: path.to_path_buf(), source }
    }
}
