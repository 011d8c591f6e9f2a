//! The cut written out for other programs; a new format is a file and a row.

mod otio;

use reversal_model::cut::Cut;
use reversal_model::shots::ShotList;

/// What a timeline is written from.
pub struct Exchange<'a> {
    /// Title of the film.
    pub title: &'a str,
    /// The cut.
    pub cut: &'a Cut,
    /// What its takes answer.
    pub shots: &'a ShotList,
    /// The film's file, as the timeline's own folder knows it.
    pub film_file: &'a str,
    /// Frames worth finding again, with a name: sections, reversals.
    pub markers: Vec<Marker>,
}

/// A frame worth finding again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The frame.
    pub frame: u64,
    /// What it is.
    pub name: String,
    /// Whether power changes hands there; else a section begins.
    pub reversal: bool,
}

/// A format that timelines are written in.
pub struct Format {
    /// Name of the file.
    pub file_name: &'static str,
    /// Who reads it.
    pub readers: &'static str,
    /// Writes it.
    pub write: fn(&Exchange) -> Vec<u8>,
}

/// The formats.
pub const FORMATS: &[Format] = &[Format {
    file_name: "cut.otio",
    readers: "OpenTimelineIO 0.15 and later, DaVinci Resolve 18.5 and later",
    write: otio::write,
}];
