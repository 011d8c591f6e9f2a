//! The MP4 container (ISO/IEC 14496-12, -14, -15): boxes, sample entries,
//! sample tables and the movie header. Knows nothing of files.

mod boxes;
mod entry;
mod movie;
mod table;

pub(crate) use boxes::Boxes;
pub(crate) use entry::{picture_entry, sound_entry, sound_roll_packets};
pub(crate) use movie::{Kind, Movie, Track, file_type};
pub(crate) use table::SampleTable;
