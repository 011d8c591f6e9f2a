//! A chunk of coded pictures: the unit of parallel work, of resuming after a
//! crash, and of redoing one shot. Stored as bytes that prove their own wholeness.

use reversal_model::time::Rate;

use crate::error::DeliverError;
use crate::h264::{H264Encoder, ParameterSets};
use crate::picture::{VideoFormat, Yuv420};

/// Encodes one chunk with an encoder of its own.
///
/// Starts with a key picture and has one each half second after; no picture
/// refers beyond the chunk.
pub struct ChunkEncoder {
    encoder: H264Encoder,
    chunk: EncodedChunk,
}

impl ChunkEncoder {
    /// Starts a chunk.
    pub fn new(format: &VideoFormat) -> Result<ChunkEncoder, DeliverError> {
        let chunk = EncodedChunk {
            format: *format,
            parameter_sets: ParameterSets::default(),
            sizes: Vec::new(),
            keys: Vec::new(),
            bytes: Vec::new(),
        };
        Ok(ChunkEncoder { encoder: H264Encoder::new(format)?, chunk })
    }

    /// Encodes the next picture.
    pub fn push(&mut self, picture: &Yuv420) -> Result<(), DeliverError> {
        let as_key = self.chunk.frames().is_multiple_of(self.chunk.format.key_interval_frames());
        let coded = self.encoder.encode(picture, as_key)?;
        if as_key && !coded.is_key {
            return Err(DeliverError::Encoder { encoder: "H.264", message: "a key picture was refused".into() });
        }
        self.chunk.sizes.push(coded.bytes.len() as u32);
        self.chunk.keys.push(coded.is_key);
        self.chunk.bytes.extend_from_slice(&coded.bytes);
        Ok(())
    }

    /// Ends the chunk. An empty one is an error: nobody asks for a film without pictures.
    pub fn finish(mut self) -> Result<EncodedChunk, DeliverError> {
        if self.chunk.sizes.is_empty() {
            return Err(DeliverError::Malformed("a chunk needs at least one picture".into()));
        }
        self.chunk.parameter_sets = self.encoder.into_parameter_sets();
        Ok(self.chunk)
    }
}

/// Coded pictures of one chunk, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedChunk {
    pub(crate) format: VideoFormat,
    pub(crate) parameter_sets: ParameterSets,
    /// 0.., bytes of each picture.
    sizes: Vec<u32>,
    /// 0.., whether each picture is a key picture.
    keys: Vec<bool>,
    /// All pictures, one after another.
    bytes: Vec<u8>,
}

/// Changes with every change of the layout below or of how pictures are coded.
const MAGIC: &[u8; 8] = b"RVCHUNK1";
const KEY_BIT: u32 = 1 << 31;

impl EncodedChunk {
    /// Number of pictures, at least one.
    pub fn frames(&self) -> u32 {
        self.sizes.len() as u32
    }

    /// The format that it was encoded for.
    pub fn format(&self) -> &VideoFormat {
        &self.format
    }

    /// Size of the coded pictures in bytes.
    pub fn coded_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Each picture's bytes and whether it is a key picture.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut rest = self.bytes.as_slice();
        self.sizes.iter().zip(&self.keys).map(move |(&size, &key)| {
            let (picture, after) = rest.split_at(size as usize);
            rest = after;
            (picture, key)
        })
    }

    /// The chunk as a file: magic, format, parameter sets, a size and key flag
    /// for each picture, the pictures, and a BLAKE3 hash of all before it.
    /// Numbers are 32-bit little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 4 * self.sizes.len() + 512);
        out.extend_from_slice(MAGIC);
        let format = &self.format;
        for number in [
            format.width,
            format.height,
            format.rate.numerator,
            format.rate.denominator,
            u32::from(format.quantiser),
            self.parameter_sets.sequence.len() as u32,
            self.parameter_sets.picture.len() as u32,
            self.frames(),
        ] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&self.parameter_sets.sequence);
        out.extend_from_slice(&self.parameter_sets.picture);
        for (&size, &key) in self.sizes.iter().zip(&self.keys) {
            out.extend_from_slice(&(size | if key { KEY_BIT } else { 0 }).to_le_bytes());
        }
        out.extend_from_slice(&self.bytes);
        let hash = blake3::hash(&out);
        out.extend_from_slice(hash.as_bytes());
        out
    }

    /// Reads what [`EncodedChunk::to_bytes`] wrote. A torn, altered or foreign
    /// file is `Malformed`: make the chunk again.
    pub fn from_bytes(file: &[u8]) -> Result<EncodedChunk, DeliverError> {
        let torn = || DeliverError::Malformed("a stored chunk is torn or altered; it must be made again".into());
        if !file.starts_with(MAGIC) {
            return Err(DeliverError::Malformed(
                "a stored chunk was made by another version; it must be made again".into(),
            ));
        }
        let (body, hash) = file.split_last_chunk::<{ blake3::OUT_LEN }>().ok_or_else(torn)?;
        if blake3::hash(body) != blake3::Hash::from_bytes(*hash) {
            return Err(torn());
        }
        let mut rest = &body[MAGIC.len()..];
        let mut number = || {
            let (head, after) = rest.split_first_chunk::<4>().ok_or_else(torn)?;
            rest = after;
            Ok::<u32, DeliverError>(u32::from_le_bytes(*head))
        };
        let format = VideoFormat {
            width: number()?,
            height: number()?,
            rate: Rate { numerator: number()?, denominator: number()? },
            quantiser: number()? as u8,
        };
        let (sequence, picture, frames) = (number()? as usize, number()? as usize, number()? as usize);
        let (sets, rest) = rest.split_at_checked(sequence + picture).ok_or_else(torn)?;
        let (table, bytes) = rest.split_at_checked(frames.saturating_mul(4)).ok_or_else(torn)?;
        let entries: Vec<u32> = table.as_chunks::<4>().0.iter().map(|entry| u32::from_le_bytes(*entry)).collect();
        let sizes: Vec<u32> = entries.iter().map(|entry| entry & !KEY_BIT).collect();
        if frames == 0 || sizes.iter().map(|&size| u64::from(size)).sum::<u64>() != bytes.len() as u64 {
            return Err(torn());
        }
        format.validate()?;
        Ok(EncodedChunk {
            format,
            parameter_sets: ParameterSets { sequence: sets[..sequence].to_vec(), picture: sets[sequence..].to_vec() },
            sizes,
            keys: entries.iter().map(|entry| entry & KEY_BIT != 0).collect(),
            bytes: bytes.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A moving ramp: every picture differs from the one before it.
    fn encode(frames: u32) -> EncodedChunk {
        let format = VideoFormat::new(64, 48, Rate { numerator: 4, denominator: 1 });
        let mut encoder = ChunkEncoder::new(&format).unwrap();
        for frame in 0..frames {
            let mut picture = Yuv420::black(64, 48);
            for (index, luma) in picture.luma.iter_mut().enumerate() {
                *luma = 16 + ((index as u32 * 3 + frame * 17) % 200) as u8;
            }
            encoder.push(&picture).unwrap();
        }
        encoder.finish().unwrap()
    }

    #[test]
    fn a_chunk_starts_with_a_key_and_has_one_each_half_second() {
        assert_eq!(encode(5).keys, [true, false, true, false, true]);
        assert_eq!(encode(1).keys, [true]);
    }

    #[test]
    fn the_stream_is_high_profile() {
        let sequence = encode(1).parameter_sets.sequence;
        assert_eq!((sequence[0] & 0x1f, sequence[1]), (7, 100));
    }

    #[test]
    fn the_same_pictures_make_the_same_bytes() {
        assert_eq!(encode(4).to_bytes(), encode(4).to_bytes());
    }

    #[test]
    fn a_chunk_reads_as_it_was_written() {
        let chunk = encode(3);
        assert_eq!(EncodedChunk::from_bytes(&chunk.to_bytes()).unwrap(), chunk);
    }

    #[test]
    fn a_torn_or_altered_file_is_refused_wherever_the_fault_lies() {
        let file = encode(3).to_bytes();
        for length in 0..file.len() {
            assert!(EncodedChunk::from_bytes(&file[..length]).is_err(), "cut to {length} bytes");
        }
        for position in (0..file.len()).step_by(7) {
            let mut altered = file.clone();
            altered[position] ^= 4;
            assert!(EncodedChunk::from_bytes(&altered).is_err(), "altered at {position}");
        }
    }

    #[test]
    fn a_chunk_without_pictures_is_refused() {
        let encoder = ChunkEncoder::new(&VideoFormat::new(64, 48, Rate::FILM)).unwrap();
        assert!(encoder.finish().is_err());
    }
}
