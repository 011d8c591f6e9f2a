//! What can go wrong while listening, sorted by who can mend it.

use std::io;
use std::path::Path;

/// Why a song or its lyrics could not be read. Every message is one sentence that ends in what to do.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The system refused: no such file, no permission, a failing disk.
    #[error("'{file}' cannot be read ({source}); check its name and that you may read it")]
    Io {
        /// The path as given.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what it claims to be, or is damaged beyond use.
    #[error("'{file}' {fault}")]
    Malformed {
        /// The path as given; for lyrics with the line, like `song.lrc:12`.
        file: String,
        /// What is wrong and what to do, to be read after the name of the file.
        fault: String,
    },
    /// The file is sound, but of a kind that is not read here.
    #[error("'{file}' {fault}")]
    Unsupported {
        /// The path as given.
        file: String,
        /// What is wrong and what to do, to be read after the name of the file.
        fault: String,
    },
    /// The file is sound, but shorter, longer or otherwise beyond what is accepted.
    #[error("'{file}' {fault}")]
    Limit {
        /// The path as given.
        file: String,
        /// What is wrong and what to do, to be read after the name of the file.
        fault: String,
    },
}

/// A `ListenError` before it is known which file it belongs to.
#[derive(Debug)]
pub(crate) enum Fault {
    Io(io::Error),
    Malformed(String),
    Unsupported(String),
    Limit(String),
}

impl Fault {
    pub(crate) fn in_file(self, path: &Path) -> ListenError {
        let file = path.display().to_string();
        match self {
            Fault::Io(source) => ListenError::Io { file, source },
            Fault::Malformed(fault) => ListenError::Malformed { file, fault },
            Fault::Unsupported(fault) => ListenError::Unsupported { file, fault },
            Fault::Limit(fault) => ListenError::Limit { file, fault },
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}
