//! Decisions without I/O: the treatment, the shot list, the cut, the checks and what they are written out as.
