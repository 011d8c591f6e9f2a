//! The movie header: tracks, their clocks, what of them is shown, and the tags.

use crate::film::FilmTags;
use crate::mp4::{Boxes, SampleTable};

/// What a track holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Picture { width: u32, height: u32 },
    Sound,
}

/// One track; durations and starts in units of its own `timescale_hz`.
#[derive(Clone, Debug)]
pub(crate) struct Track {
    pub(crate) kind: Kind,
    pub(crate) timescale_hz: u32,
    /// Where in the track's samples the film's time 0 lies.
    pub(crate) edit_start: u64,
    pub(crate) edit_duration: u64,
    pub(crate) entry: Vec<u8>,
    pub(crate) roll_packets: Option<i16>,
    pub(crate) table: SampleTable,
}

/// Everything of the file but its samples.
#[derive(Clone, Debug)]
pub(crate) struct Movie<'a> {
    pub(crate) tracks: Vec<Track>,
    pub(crate) tags: &'a FilmTags,
}

const IDENTITY_MATRIX: [u32; 9] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30];
/// Undetermined, five bits a letter (ISO 639-2/T).
const LANGUAGE_UND: u16 = 0x55c4;

/// The first box of the file.
pub(crate) fn file_type() -> Vec<u8> {
    let mut out = Boxes::default();
    out.nest(b"ftyp", |brands| brands.raw(b"isom\0\0\x02\0isomiso2avc1mp41"));
    out.into_bytes()
}

impl Movie<'_> {
    /// A clock in which all tracks' durations are whole numbers, if one fits 32 bits.
    fn timescale_hz(&self) -> u32 {
        let common = self.tracks.iter().fold(1_u64, |common, track| {
            let hz = u64::from(track.timescale_hz);
            common / greatest_common_divisor(common, hz) * hz
        });
        u32::try_from(common).unwrap_or_else(|_| self.tracks.iter().map(|track| track.timescale_hz).max().unwrap_or(1))
    }

    /// The `moov` box.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let timescale_hz = self.timescale_hz();
        let durations: Vec<u64> = self.tracks.iter().map(|track| track.shown_duration(timescale_hz)).collect();
        let longest = durations.iter().copied().max().unwrap_or(0);
        let mut out = Boxes::default();
        out.nest(b"moov", |movie| {
            let version = version_for(longest);
            movie.nest_full(b"mvhd", version, 0, |header| {
                // No dates: the same song and seed make the same bytes.
                header.time(version, 0);
                header.time(version, 0);
                header.u32(timescale_hz);
                header.time(version, longest);
                header.u32(1 << 16); // speed
                header.u16(1 << 8); // volume
                header.zeros(10);
                IDENTITY_MATRIX.iter().for_each(|&value| header.u32(value));
                header.zeros(24);
                header.u32(self.tracks.len() as u32 + 1);
            });
            for (index, (track, &duration)) in self.tracks.iter().zip(&durations).enumerate() {
                movie.nest(b"trak", |out| track.write(out, index as u32 + 1, duration));
            }
            movie.nest(b"udta", |user| write_tags(user, self.tags));
        });
        out.into_bytes()
    }
}

impl Track {
    /// In the movie's clock, rounded up so that no sample is lost.
    fn shown_duration(&self, timescale_hz: u32) -> u64 {
        let product = u128::from(self.edit_duration) * u128::from(timescale_hz);
        product.div_ceil(u128::from(self.timescale_hz)) as u64
    }

    fn write(&self, out: &mut Boxes, id: u32, shown: u64) {
        let version = version_for(shown);
        out.nest_full(b"tkhd", version, 3, |header| {
            header.time(version, 0);
            header.time(version, 0);
            header.u32(id);
            header.u32(0);
            header.time(version, shown);
            header.zeros(8);
            let (volume, width, height) = match self.kind {
                Kind::Picture { width, height } => (0, width, height),
                Kind::Sound => (1 << 8, 0, 0),
            };
            header.u32(0); // layer, alternate group: none
            header.u16(volume);
            header.u16(0);
            IDENTITY_MATRIX.iter().for_each(|&value| header.u32(value));
            header.u32(width << 16);
            header.u32(height << 16);
        });
        out.nest(b"edts", |edits| {
            let version = version_for(shown.max(self.edit_start));
            edits.nest_full(b"elst", version, 0, |list| {
                list.u32(1);
                list.time(version, shown);
                list.time(version, self.edit_start);
                list.u32(1 << 16); // speed
            });
        });
        out.nest(b"mdia", |media| self.write_media(media));
    }

    fn write_media(&self, media: &mut Boxes) {
        let duration = self.table.total_duration();
        let version = version_for(duration);
        media.nest_full(b"mdhd", version, 0, |header| {
            header.time(version, 0);
            header.time(version, 0);
            header.u32(self.timescale_hz);
            header.time(version, duration);
            header.u16(LANGUAGE_UND);
            header.u16(0);
        });
        let (handler, name) = match self.kind {
            Kind::Picture { .. } => (b"vide", "Picture\0"),
            Kind::Sound => (b"soun", "Song\0"),
        };
        media.nest_full(b"hdlr", 0, 0, |out| {
            out.u32(0);
            out.raw(handler);
            out.zeros(12);
            out.raw(name.as_bytes());
        });
        media.nest(b"minf", |information| {
            match self.kind {
                Kind::Picture { .. } => information.nest_full(b"vmhd", 0, 1, |header| header.zeros(8)),
                Kind::Sound => information.nest_full(b"smhd", 0, 0, |header| header.zeros(4)),
            }
            information.nest(b"dinf", |data| {
                data.nest_full(b"dref", 0, 0, |references| {
                    references.u32(1);
                    references.nest_full(b"url ", 0, 1, |_| {}); // in this same file
                });
            });
            information.nest(b"stbl", |table| {
                table.nest_full(b"stsd", 0, 0, |entries| {
                    entries.u32(1);
                    entries.raw(&self.entry);
                });
                self.table.write(table);
                if let Some(distance) = self.roll_packets {
                    write_roll(table, distance, self.table.samples() as u32);
                }
            });
        });
    }
}

fn write_roll(table: &mut Boxes, distance: i16, samples: u32) {
    table.nest_full(b"sgpd", 1, 0, |group| {
        group.raw(b"roll");
        group.u32(2); // bytes in a description
        group.u32(1);
        group.raw(&distance.to_be_bytes());
    });
    table.nest_full(b"sbgp", 0, 0, |group| {
        group.raw(b"roll");
        group.u32(1);
        group.u32(samples);
        group.u32(1); // the description above
    });
}

/// Tags as iTunes writes them, which is what players and editors read.
fn write_tags(user: &mut Boxes, tags: &FilmTags) {
    user.nest_full(b"meta", 0, 0, |meta| {
        meta.nest_full(b"hdlr", 0, 0, |handler| {
            handler.u32(0);
            handler.raw(b"mdirappl");
            handler.zeros(9);
        });
        meta.nest(b"ilst", |list| {
            let encoder = Some(concat!("Reversal ", env!("CARGO_PKG_VERSION")).to_owned());
            for (kind, text) in [
                (b"\xa9nam", &tags.title),
                (b"\xa9ART", &tags.artist),
                (b"\xa9alb", &tags.album),
                (b"\xa9too", &encoder),
            ] {
                let Some(text) = text else { continue };
                list.nest(kind, |item| {
                    item.nest(b"data", |data| {
                        data.u32(1); // UTF-8
                        data.u32(0);
                        data.raw(text.as_bytes());
                    });
                });
            }
        });
    });
}

fn version_for(value: u64) -> u8 {
    u8::from(value > u64::from(u32::MAX))
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
