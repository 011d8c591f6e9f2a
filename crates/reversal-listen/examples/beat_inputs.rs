//! Writes what the beat net hears of sound files, for its training.
//!
//! `beat_inputs OUT_FOLDER FILE...` writes `OUT_FOLDER/STEM.f32` for each: frames
//! of `BEAT_INPUTS` numbers, 50 a second, 32-bit floats, little-endian. What is there already is kept.

use std::path::Path;

use reversal_listen::decode::decode;
use reversal_listen::{BEAT_INPUTS, beat_inputs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name the folder to write to, then the sound files")?;
    for file in arguments {
        let stem = Path::new(&file).file_stem().ok_or("not a file")?;
        let target = Path::new(&out).join(stem).with_extension("f32");
        if target.exists() {
            continue;
        }
        let song = decode(Path::new(&file))?;
        let inputs = beat_inputs(&song);
        let mut bytes = Vec::with_capacity(inputs.len() * BEAT_INPUTS * 4);
        bytes.extend(inputs.iter().flatten().flat_map(|value| value.to_le_bytes()));
        std::fs::write(target, bytes)?;
    }
    Ok(())
}
