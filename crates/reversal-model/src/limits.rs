//! Ceilings of the program, each with its reason. What a stage alone needs stands in that stage.

/// Longest side of a frame: H.264 level 5.2 and the memory of a worker end there.
pub const FRAME_SIDE_MAX: u32 = 4096;

/// Shortest side of a frame: below it no figure can be told from the other.
pub const FRAME_SIDE_MIN: u32 = 64;

/// Frames of a chunk at most: what a worker loses when the program is killed.
pub const CHUNK_FRAMES_MAX: u64 = 120;

/// Bytes of drawn chunks that a film's folder keeps besides those of its present cut,
/// so that taking an edit back costs nothing and the disk does not fill.
pub const SPARE_CHUNK_BYTES_MAX: u64 = 1 << 30;

/// Largest text file that is read whole (brief, treatment, lyrics, shots).
pub const TEXT_BYTES_MAX: u64 = 16 << 20;

/// Most threads that drawing uses: more workers than this only cost memory.
pub const THREADS_MAX: usize = 256;
