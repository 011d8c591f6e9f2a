//! One pass from chunks to a finished MP4: header first, memory independent of
//! the film's length.
//!
//! The header comes before the samples it describes, and its size depends on
//! them. So room for the largest header that the known number of pictures and
//! packets can need is left, the samples are written as they come, and the
//! header last, into that room; what remains of it is a `free` box. Chunks may
//! therefore still be rendered while the film is being written.

use std::error::Error;
use std::path::Path;

use reversal_model::song::SongFacts;

use crate::chunk::EncodedChunk;
use crate::error::DeliverError;
use crate::h264::ParameterSets;
use crate::mp4::{Boxes, Kind, Movie, SampleTable, Track, file_type, picture_entry, sound_entry, sound_roll_packets};
use crate::packets::{Selection, SongPackets};
use crate::picture::VideoFormat;
use crate::replace::Replacement;

/// Which part of the song the film shows, in seconds of the song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmSpan {
    /// The song's moment at the film's first picture.
    pub from_secs: f64,
    /// Where the song falls silent at the latest.
    pub to_secs: f64,
}

impl FilmSpan {
    /// All of it.
    pub const WHOLE: FilmSpan = FilmSpan { from_secs: 0.0, to_secs: f64::INFINITY };
}

/// What players show of the film beside its pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilmTags {
    /// Title of the song.
    pub title: Option<String>,
    /// Its artist.
    pub artist: Option<String>,
    /// Its album.
    pub album: Option<String>,
}

impl From<&SongFacts> for FilmTags {
    fn from(facts: &SongFacts) -> FilmTags {
        FilmTags { title: facts.title.clone(), artist: facts.artist.clone(), album: facts.album.clone() }
    }
}

/// What the film is to be, known before its pictures are.
#[derive(Clone, Debug)]
pub struct FilmPlan {
    /// Size and rate; chunks of another are refused.
    pub video: VideoFormat,
    /// How many pictures; fewer or more are an error.
    pub frames: u64,
    /// Which part of the song sounds.
    pub span: FilmSpan,
    /// Title and artist.
    pub tags: FilmTags,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmFacts {
    /// Pictures.
    pub frames: u64,
    /// Packets of the song.
    pub packets: usize,
    /// Size of the file.
    pub bytes: u64,
}

/// Writes a film of `chunks`, in order, with the song's packets. The file at
/// `path` is replaced when the film is whole and left alone if anything fails.
pub fn write_film<E: Into<Box<dyn Error + Send + Sync>>>(
    path: &Path,
    plan: &FilmPlan,
    song: Option<&SongPackets>,
    chunks: impl IntoIterator<Item = Result<EncodedChunk, E>>,
) -> Result<FilmFacts, DeliverError> {
    plan.video.validate()?;
    let mut chunks = chunks.into_iter().map(|chunk| chunk.map_err(|error| DeliverError::Chunk(error.into())));
    let first = chunks.next().ok_or_else(|| fault("the film has no pictures"))??;
    let sets = first.parameter_sets.clone();
    let mut writer = FilmWriter::begin(path, plan, song, sets)?;
    for chunk in std::iter::once(Ok(first)).chain(chunks) {
        writer.push(&chunk?)?;
    }
    writer.finish()
}

struct FilmWriter<'a> {
    plan: &'a FilmPlan,
    file: Replacement<'a>,
    position: u64,
    header_offset: u64,
    header_room: u64,
    sets: ParameterSets,
    pictures: SampleTable,
    sound: Option<Sound<'a>>,
}

/// The song's packets on their way into the file.
struct Sound<'a> {
    packets: &'a SongPackets,
    selection: Selection,
    table: SampleTable,
    next: usize,
    /// Samples from the film's time 0 to the next packet, negative before it.
    next_start: i64,
}

/// A box header with a 64-bit size.
const DATA_HEADER_BYTES: u64 = 16;
/// The smallest box, which fills what the header leaves of its room.
const FREE_BYTES: u64 = 8;

impl<'a> FilmWriter<'a> {
    fn begin(
        path: &'a Path,
        plan: &'a FilmPlan,
        song: Option<&'a SongPackets>,
        sets: ParameterSets,
    ) -> Result<FilmWriter<'a>, DeliverError> {
        if plan.frames == 0 || plan.frames > u64::from(u32::MAX) {
            return Err(DeliverError::Limit(format!("MP4 cannot hold {} pictures", plan.frames)));
        }
        let sound = song.and_then(|packets| Some((packets, packets.select(plan.span)?))).map(|(packets, selection)| {
            let next_start = -(selection.start_samples as i64);
            Sound { packets, next: selection.packets.start, selection, table: SampleTable::new(true), next_start }
        });
        let mut writer = FilmWriter {
            plan,
            file: Replacement::begin(path)?,
            position: 0,
            header_offset: 0,
            header_room: 0,
            sets,
            pictures: SampleTable::new(false),
            sound,
        };
        writer.append(&file_type())?;
        writer.header_offset = writer.position;
        let largest = writer.largest_movie().to_bytes().len() as u64;
        writer.header_room = largest + FREE_BYTES;
        // Written over at the end, when sizes are known.
        writer.append(&vec![0; (writer.header_room + DATA_HEADER_BYTES) as usize])?;
        Ok(writer)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), DeliverError> {
        self.position += bytes.len() as u64;
        self.file.append(bytes)
    }

    fn push(&mut self, chunk: &EncodedChunk) -> Result<(), DeliverError> {
        let (ours, theirs) = (&self.plan.video, chunk.format());
        if (theirs.width, theirs.height, theirs.rate) != (ours.width, ours.height, ours.rate)
            || chunk.parameter_sets != self.sets
        {
            return Err(fault("a chunk was made for a film of another format; it must be made again"));
        }
        let interval = u64::from(ours.key_interval_frames());
        for (bytes, is_key) in chunk.pictures() {
            let frame = self.pictures.samples() as u64;
            if frame.is_multiple_of(interval) {
                self.append_sound(Some(ours.rate.secs_from_frame(frame + interval)))?;
                self.pictures.begin_run(self.position);
            }
            self.pictures.push(bytes.len() as u32, ours.rate.denominator, is_key);
            self.append(bytes)?;
        }
        if self.pictures.samples() as u64 > self.plan.frames {
            return Err(fault(&format!("the chunks hold more than the film's {} pictures", self.plan.frames)));
        }
        Ok(())
    }

    /// Packets that start before a moment of the film, or all that are left.
    fn append_sound(&mut self, until_secs: Option<f64>) -> Result<(), DeliverError> {
        let Some(sound) = self.sound.as_mut() else { return Ok(()) };
        let until = until_secs.map_or(i64::MAX, |secs| (secs * f64::from(sound.packets.sample_rate_hz)) as i64);
        let mut has_begun = false;
        while sound.next < sound.selection.packets.end && sound.next_start < until {
            let bytes = sound.packets.packet(sound.next).unwrap_or_default();
            let duration = sound.packets.duration_samples(sound.next);
            if !has_begun {
                sound.table.begin_run(self.position);
                has_begun = true;
            }
            sound.table.push(bytes.len() as u32, duration, true);
            sound.next += 1;
            sound.next_start += i64::from(duration);
            self.position += bytes.len() as u64;
            self.file.append(bytes)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<FilmFacts, DeliverError> {
        let frames = self.pictures.samples() as u64;
        if frames != self.plan.frames {
            return Err(fault(&format!("the chunks hold {frames} of the film's {} pictures", self.plan.frames)));
        }
        self.append_sound(None)?;
        let pictures = std::mem::take(&mut self.pictures);
        let sound = self.sound.as_mut().map(|sound| std::mem::take(&mut sound.table));
        let packets = sound.as_ref().map_or(0, SampleTable::samples);

        let data_offset = self.header_offset + self.header_room;
        let movie = self.movie(pictures, sound).to_bytes();
        let mut header = Boxes::default();
        header.raw(&movie);
        let free = self.header_room.checked_sub(movie.len() as u64).filter(|&free| free >= FREE_BYTES);
        let free = free.ok_or_else(|| fault("the film's header outgrew its room"))?;
        header.nest(b"free", |inner| inner.zeros((free - FREE_BYTES) as usize));
        header.u32(1); // the size follows in 64 bits
        header.raw(b"mdat");
        header.u64(self.position - data_offset);
        let facts = FilmFacts { frames, packets, bytes: self.position };
        self.file.commit(&[(self.header_offset, &header.into_bytes())])?;
        Ok(facts)
    }

    fn movie(&self, pictures: SampleTable, sound: Option<SampleTable>) -> Movie<'a> {
        let video = &self.plan.video;
        let mut tracks = vec![Track {
            kind: Kind::Picture { width: video.width, height: video.height },
            timescale_hz: video.rate.numerator,
            edit_start: 0,
            edit_duration: self.plan.frames * u64::from(video.rate.denominator),
            entry: picture_entry(video, &self.sets),
            roll_packets: None,
            table: pictures,
        }];
        if let (Some(sound), Some(table)) = (&self.sound, sound) {
            tracks.push(Track {
                kind: Kind::Sound,
                timescale_hz: sound.packets.sample_rate_hz,
                edit_start: sound.selection.start_samples,
                edit_duration: sound.selection.length_samples,
                entry: sound_entry(sound.packets),
                roll_packets: sound_roll_packets(sound.packets),
                table,
            });
        }
        Movie { tracks, tags: &self.plan.tags }
    }

    /// The movie with the largest tables that can come of this plan.
    fn largest_movie(&self) -> Movie<'a> {
        let video = &self.plan.video;
        let runs = self.plan.frames.div_ceil(u64::from(video.key_interval_frames())) as usize;
        let pictures = SampleTable::largest(&[(self.plan.frames as u32, video.rate.denominator)], runs, false);
        let sound = self.sound.as_ref().map(|sound| {
            let mut table = SampleTable::new(true);
            sound
                .selection
                .packets
                .clone()
                .for_each(|index| table.push(0, sound.packets.duration_samples(index), true));
            // One run with each of the pictures', one for what is left.
            SampleTable::largest(table.durations(), runs + 1, true)
        });
        self.movie(pictures, sound)
    }
}

fn fault(message: &str) -> DeliverError {
    DeliverError::Malformed(message.to_owned())
}
