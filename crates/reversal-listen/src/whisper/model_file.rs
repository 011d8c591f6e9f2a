//! The file of a Whisper model as whisper.cpp has it, `ggml-*.bin`: sizes, mel
//! filters, vocabulary, then named tensors to the end, all little-endian.

use std::collections::BTreeMap;
use std::io::Read;

use ndarray::{Array1, Array2};

use super::quantized::NumberKind;
use crate::error::Fault;

/// `ggml` as a number.
const MAGIC: u32 = 0x6767_6d6c;
/// Ceiling on each size; the largest model has a vocabulary of 51 866.
const SIZE_MAX: usize = 60_000;
/// Ceiling on the bytes of a token; the longest has 64.
const TOKEN_BYTES_MAX: usize = 1024;

/// Sizes of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub vocabulary: usize,
    /// Places of sound in a window.
    pub audio_places: usize,
    pub audio_width: usize,
    pub audio_heads: usize,
    pub audio_layers: usize,
    /// Most tokens at once.
    pub text_places: usize,
    pub text_width: usize,
    pub text_heads: usize,
    pub text_layers: usize,
    pub mel_bands: usize,
}

/// What a file holds.
pub(super) struct ModelFile {
    pub sizes: Sizes,
    /// A row a mel band, a column a bin.
    pub filters: Array2<f32>,
    /// Bytes of the tokens of text, in order.
    pub tokens: Vec<Vec<u8>>,
    tensors: BTreeMap<String, Vec<f32>>,
}

impl ModelFile {
    /// Reads a file of so many bytes.
    pub fn read(source: &mut impl Read, length: u64) -> Result<ModelFile, Fault> {
        let mut bytes = Bytes { source, left: length };
        if bytes.number().ok() != Some(MAGIC) {
            return Err(broken("is no Whisper model; name a file like ggml-base.bin, as whisper.cpp uses it"));
        }
        let mut size = || -> Result<usize, Fault> {
            let size = bytes.number()? as usize;
            (1..=SIZE_MAX).contains(&size).then_some(size).ok_or_else(damaged)
        };
        let sizes = Sizes {
            vocabulary: size()?,
            audio_places: size()?,
            audio_width: size()?,
            audio_heads: size()?,
            audio_layers: size()?,
            text_places: size()?,
            text_width: size()?,
            text_heads: size()?,
            text_layers: size()?,
            mel_bands: size()?,
        };
        let is_sound = sizes.audio_width.is_multiple_of(sizes.audio_heads)
            && sizes.text_width.is_multiple_of(sizes.text_heads)
            && sizes.audio_width == sizes.text_width
            && sizes.audio_layers <= 64
            && sizes.text_layers <= 64;
        if !is_sound {
            return Err(damaged());
        }
        // The kind of most tensors; each names its own again.
        bytes.number()?;
        let (bands, bins) = (bytes.number()? as usize, bytes.number()? as usize);
        if bands != sizes.mel_bands || bins > SIZE_MAX {
            return Err(damaged());
        }
        let filters = NumberKind::Float32.numbers(&bytes.take(bands * bins * 4)?);
        let filters = Array2::from_shape_vec((bands, bins), filters).map_err(|_| damaged())?;
        let count = bytes.number()? as usize;
        if count > sizes.vocabulary {
            return Err(damaged());
        }
        let mut tokens = Vec::with_capacity(count);
        for _ in 0..count {
            let length = bytes.number()? as usize;
            if length > TOKEN_BYTES_MAX {
                return Err(damaged());
            }
            tokens.push(bytes.take(length)?);
        }
        let mut tensors = BTreeMap::new();
        while bytes.left > 0 {
            let (name, numbers) = bytes.tensor()?;
            tensors.insert(name, numbers);
        }
        Ok(ModelFile { sizes, filters, tokens, tensors })
    }

    /// Takes a tensor of one dimension out.
    pub fn vector(&mut self, name: &str, length: usize) -> Result<Array1<f32>, Fault> {
        Ok(Array1::from_vec(self.numbers(name, length)?))
    }

    /// Takes a tensor out as a matrix, the last dimensions together.
    pub fn matrix(&mut self, name: &str, rows: usize, columns: usize) -> Result<Array2<f32>, Fault> {
        let numbers = self.numbers(name, rows * columns)?;
        Array2::from_shape_vec((rows, columns), numbers).map_err(|_| damaged())
    }

    fn numbers(&mut self, name: &str, count: usize) -> Result<Vec<f32>, Fault> {
        let numbers = self
            .tensors
            .remove(name)
            .ok_or_else(|| broken(&format!("lacks '{name}', which a Whisper model needs; fetch the file anew")))?;
        let is_sound = numbers.len() == count && numbers.iter().all(|number| number.is_finite());
        is_sound
            .then_some(numbers)
            .ok_or_else(|| broken(&format!("has another '{name}' than its sizes ask for; fetch the file anew")))
    }
}

struct Bytes<'a, R> {
    source: &'a mut R,
    left: u64,
}

impl<R: Read> Bytes<'_, R> {
    fn take(&mut self, count: usize) -> Result<Vec<u8>, Fault> {
        // Asked before room is made for it: a broken file may name any count.
        self.left = self.left.checked_sub(count as u64).ok_or_else(damaged)?;
        let mut bytes = vec![0; count];
        self.source.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn tensor(&mut self) -> Result<(String, Vec<f32>), Fault> {
        let (dimensions, name_length, kind) = (self.number()?, self.number()? as usize, self.number()?);
        if dimensions > 4 || name_length > TOKEN_BYTES_MAX {
            return Err(damaged());
        }
        let mut count = 1_usize;
        for _ in 0..dimensions {
            count = count.checked_mul(self.number()? as usize).ok_or_else(damaged)?;
        }
        let name = String::from_utf8(self.take(name_length)?).map_err(|_| damaged())?;
        let kind = NumberKind::of(kind.cast_signed()).ok_or_else(|| {
            Fault::Unsupported(
                "is quantized in a way that is not read here; take one without a suffix, or -q5_0, -q5_1 or -q8_0"
                    .to_owned(),
            )
        })?;
        let bytes = self.take(kind.bytes(count).ok_or_else(damaged)?)?;
        Ok((name, kind.numbers(&bytes)))
    }
}

fn broken(fault: &str) -> Fault {
    Fault::Malformed(fault.to_owned())
}

fn damaged() -> Fault {
    broken("is damaged or cut short; fetch the file anew")
}
