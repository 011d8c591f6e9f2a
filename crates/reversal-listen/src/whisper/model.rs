//! A Whisper model that a person named, read and ready.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use ndarray::Array2;

use super::decoder::Decoder;
use super::encoder::Encoder;
use super::heads::alignment_heads;
use super::mel::{BINS, WINDOW_FRAMES};
use super::model_file::ModelFile;
use super::vocabulary::Vocabulary;
use crate::error::{Fault, ListenError};

/// Ceiling on a model's file, in bytes; the largest has 3.1 GB.
const MOST_BYTES: u64 = 4 << 30;

/// The model: hears thirty seconds, writes tokens.
pub struct WhisperModel {
    pub(super) filters: Array2<f32>,
    pub(super) vocabulary: Vocabulary,
    pub(super) encoder: Encoder,
    pub(super) decoder: Decoder,
    pub(super) heads: Vec<(usize, usize)>,
}

impl WhisperModel {
    /// Reads a file `ggml-*.bin` as whisper.cpp uses it: plain, or quantized by q5_0, q5_1 or q8_0.
    /// In memory it takes four bytes a weight: about 150 MB for tiny, 300 MB for base, 1 GB for small.
    pub fn open(path: &Path) -> Result<WhisperModel, ListenError> {
        let read = || -> Result<WhisperModel, Fault> {
            if path.is_dir() {
                return Err(Fault::Unsupported(
                    "is a folder; name the model's file in it, like ggml-base.bin".to_owned(),
                ));
            }
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            if length > MOST_BYTES {
                return Err(Fault::Limit(
                    "is larger than any Whisper model; name a file like ggml-base.bin".to_owned(),
                ));
            }
            WhisperModel::read(&mut BufReader::with_capacity(1 << 20, file), length)
        };
        read().map_err(|fault| fault.in_file(path))
    }

    pub(super) fn read(source: &mut impl Read, length: u64) -> Result<WhisperModel, Fault> {
        let mut file = ModelFile::read(source, length)?;
        let other =
            || Fault::Unsupported("is a model of another kind; name one of Whisper's, like ggml-base.bin".to_owned());
        if file.sizes.audio_places * 2 != WINDOW_FRAMES || file.filters.ncols() != BINS {
            return Err(other());
        }
        let vocabulary = Vocabulary::of(&mut file).ok_or_else(other)?;
        Ok(WhisperModel {
            heads: alignment_heads(&file.sizes, vocabulary.is_multilingual),
            encoder: Encoder::read(&mut file)?,
            decoder: Decoder::read(&mut file)?,
            vocabulary,
            filters: file.filters,
        })
    }

    /// The tokens that text of a language begins with; `language` is its place among the languages.
    pub(super) fn opening(&self, language: usize) -> Vec<usize> {
        let marks = &self.vocabulary.marks;
        match self.vocabulary.is_multilingual {
            true => vec![marks.start, marks.start + 1 + language, marks.transcribe],
            false => vec![marks.start],
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A model of two layers of width 8 with two heads; every number comes from a sine, so that others can make it too.
    pub(in crate::whisper) fn tiny_file(vocabulary: usize) -> Vec<u8> {
        const WIDTH: usize = 8;
        let mut bytes = Vec::new();
        let number = |bytes: &mut Vec<u8>, value: usize| bytes.extend((value as u32).to_le_bytes());
        for value in [0x6767_6d6c, vocabulary, 1500, WIDTH, 2, 2, 448, WIDTH, 2, 2, 80, 1, 80, 201] {
            number(&mut bytes, value);
        }
        for band in 0..80 {
            for bin in 0..201 {
                let weight = (1.0 - (bin as f32 / 2.5 - band as f32).abs() / 2.0).max(0.0);
                bytes.extend(weight.to_le_bytes());
            }
        }
        number(&mut bytes, 50_256);
        for token in 0..50_256_usize {
            let text = if token < 256 { vec![token as u8] } else { format!(" w{token}").into_bytes() };
            number(&mut bytes, text.len());
            bytes.extend(text);
        }
        let mut seed = 0_u32;
        let mut tensor = |name: &str, dimensions: &[usize], scale: f64, middle: f64| {
            seed += 1;
            for value in [dimensions.len(), name.len(), 0].iter().chain(dimensions.iter().rev()) {
                bytes.extend((*value as u32).to_le_bytes());
            }
            bytes.extend(name.as_bytes());
            for at in 0..dimensions.iter().product::<usize>() {
                let value = middle + scale * (0.7 * at as f64 + 1.3 * f64::from(seed)).sin();
                bytes.extend((value as f32).to_le_bytes());
            }
        };
        tensor("encoder.conv1.weight", &[WIDTH, 80, 3], 0.1, 0.0);
        tensor("encoder.conv1.bias", &[WIDTH, 1], 0.1, 0.0);
        tensor("encoder.conv2.weight", &[WIDTH, WIDTH, 3], 0.4, 0.0);
        tensor("encoder.conv2.bias", &[WIDTH, 1], 0.1, 0.0);
        tensor("encoder.positional_embedding", &[1500, WIDTH], 0.5, 0.0);
        tensor("decoder.positional_embedding", &[448, WIDTH], 0.5, 0.0);
        tensor("decoder.token_embedding.weight", &[vocabulary, WIDTH], 1.0, 0.0);
        for half in ["encoder", "decoder"] {
            for layer in 0..2 {
                let kinds: &[&str] = if half == "encoder" { &["attn"] } else { &["attn", "cross_attn"] };
                for kind in kinds {
                    let name = format!("{half}.blocks.{layer}.{kind}");
                    tensor(&format!("{name}_ln.weight"), &[WIDTH], 0.1, 1.0);
                    tensor(&format!("{name}_ln.bias"), &[WIDTH], 0.1, 0.0);
                    for part in ["query", "key", "value", "out"] {
                        tensor(&format!("{name}.{part}.weight"), &[WIDTH, WIDTH], 0.6, 0.0);
                        if part != "key" {
                            tensor(&format!("{name}.{part}.bias"), &[WIDTH], 0.1, 0.0);
                        }
                    }
                }
                let name = format!("{half}.blocks.{layer}");
                tensor(&format!("{name}.mlp_ln.weight"), &[WIDTH], 0.1, 1.0);
                tensor(&format!("{name}.mlp_ln.bias"), &[WIDTH], 0.1, 0.0);
                tensor(&format!("{name}.mlp.0.weight"), &[4 * WIDTH, WIDTH], 0.4, 0.0);
                tensor(&format!("{name}.mlp.0.bias"), &[4 * WIDTH], 0.1, 0.0);
                tensor(&format!("{name}.mlp.2.weight"), &[WIDTH, 4 * WIDTH], 0.4, 0.0);
                tensor(&format!("{name}.mlp.2.bias"), &[WIDTH], 0.1, 0.0);
            }
            let norm = if half == "encoder" { "encoder.ln_post" } else { "decoder.ln" };
            tensor(&format!("{norm}.weight"), &[WIDTH], 0.1, 1.0);
            tensor(&format!("{norm}.bias"), &[WIDTH], 0.1, 0.0);
        }
        bytes
    }

    pub(in crate::whisper) fn tiny_model(vocabulary: usize) -> WhisperModel {
        let bytes = tiny_file(vocabulary);
        WhisperModel::read(&mut bytes.as_slice(), bytes.len() as u64).unwrap()
    }

    #[test]
    fn wrong_files_get_one_clear_sentence() {
        let sound = tiny_file(51_864);
        let told = |bytes: &[u8]| match WhisperModel::read(&mut &*bytes, bytes.len() as u64) {
            Ok(_) => String::new(),
            Err(fault) => fault.in_file(Path::new("x")).to_string(),
        };
        assert_eq!(told(&sound), "");
        assert!(told(b"").contains("is no Whisper model"));
        assert!(told(b"RIFF....WAVE").contains("is no Whisper model"));
        for length in [10, 60, 5000, 80_000, sound.len() - 1] {
            assert!(told(&sound[..length]).contains("damaged or cut short"), "{length}: {}", told(&sound[..length]));
        }
        let changed = |at: usize, value: u32| {
            let mut bytes = sound.clone();
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            told(&bytes)
        };
        assert!(changed(4, 0).contains("damaged"), "no vocabulary");
        assert!(changed(4, 51_865).contains("has another 'decoder.token_embedding.weight'"));
        assert!(changed(8, 1400).contains("another kind"), "other windows");
        assert!(changed(12, u32::MAX).contains("damaged"), "a width beyond all sense");
        assert!(changed(20, 3).contains("lacks 'encoder.blocks.2.attn_ln.weight'"), "a layer more than there is");
        let filters = 48;
        assert!(changed(filters, 128).contains("damaged"), "filters of another model");
        let not_finite = sound.len() - 4;
        assert!(changed(not_finite, f32::NAN.to_bits()).contains("decoder.ln.bias"));
    }

    /// The same numbers worked out from the paper's formulas by another program, with NumPy in 64 bits.
    #[test]
    fn what_is_heard_written_and_looked_at_is_what_another_program_finds() {
        let model = tiny_model(51_864);
        let window =
            Array2::from_shape_fn((3000, 80), |(frame, band)| (0.01 * frame as f64 + 0.1 * band as f64).sin() as f32);
        let heard = model.encoder.encode(window.view(), 2);
        let near = |found: f32, expected: f32| assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
        near(heard[[0, 0]], 1.458_665);
        near(heard[[0, 2]], 1.186_993_5);
        near(heard[[777, 5]], 0.792_527_2);
        near(heard[[1499, 7]], 0.099_097_7);
        let tokens = [50_257, 50_362, 72, 300, 9];
        let written = model.decoder.write(&mut model.decoder.begin(&heard, 1), &tokens, &[(1, 0), (1, 1)], 1);
        let last = model.decoder.next(written.states.row(4), 1);
        near(last[0], 4.054_542_7);
        near(last[300], -0.924_980_8);
        near(last[51_863], -1.101_566);
        near(model.decoder.next(written.states.row(1), 2)[9], 3.046_354);
        near(written.looks[0][[4, 10]], 1.471_393_8);
        near(written.looks[1][[2, 1400]], 3.228_594_7);
        // One token after the other is the same as all at once.
        let mut writing = model.decoder.begin(&heard, 1);
        for (row, token) in tokens.iter().enumerate() {
            let one = model.decoder.write(&mut writing, &[*token], &[], 1);
            one.states.row(0).iter().zip(written.states.row(row)).for_each(|(one, all)| near(*one, *all));
        }
    }

    #[test]
    fn a_folder_and_a_missing_file_are_told_of() {
        let folder = WhisperModel::open(Path::new("/")).err().map(|fault| fault.to_string());
        assert!(folder.is_some_and(|fault| fault.contains("is a folder")));
        let missing = WhisperModel::open(Path::new("/no/such/ggml.bin")).err().map(|fault| fault.to_string());
        assert!(missing.is_some_and(|fault| fault.contains("cannot be read")));
    }
}
