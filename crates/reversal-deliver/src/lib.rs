//! Encoding and packaging: pictures become H.264 chunks, the song becomes
//! packets, and both become one MP4 file.
//!
//! ```text
//! Yuv420 ──ChunkEncoder──▶ EncodedChunk ─┐
//!                                        ├─write_film─▶ out/film.mp4
//! song file ──SongPackets::open──────────┤
//!   or Song ──encode_aac──▶ SongPackets ─┘
//! ```
//!
//! A chunk is a closed group of pictures made by an encoder of its own, so its
//! bytes depend on its pictures alone, never on threads or on its neighbours,
//! and chunks join without loss. The song's packets are the user's own bytes
//! wherever MP4 can hold them; only edit lists say what part of them sounds.
//!
//! Building needs a C++ compiler for OpenH264. NASM is optional: without it the
//! same bytes come out, in about 2.3 times the CPU time a picture.

mod aac;
mod chunk;
mod demux;
mod downmix;
mod edit_list;
mod error;
mod film;
mod h264;
mod mp4;
mod packets;
mod picture;
mod replace;
mod resample;

pub use aac::encode_aac;
pub use chunk::{ChunkEncoder, EncodedChunk};
pub use error::DeliverError;
pub use film::{FilmFacts, FilmPlan, FilmSpan, FilmTags, write_film};
pub use packets::SongPackets;
pub use picture::{VideoFormat, Yuv420};
