//! Writes what the voice net hears of sound files, for its training.
//!
//! `voice_inputs OUT_FOLDER FILE...` writes `OUT_FOLDER/STEM.f32` for each: frames
//! of `VOICE_INPUTS` numbers, 25 a second, 32-bit floats, little-endian. What is there already is kept.

use std::path::Path;

use reversal_listen::decode::decode;
use reversal_listen::voice_inputs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name the folder to write to, then the sound files")?;
    for file in arguments {
        let stem = Path::new(&file).file_stem().ok_or("not a file")?;
        let target = Path::new(&out).join(stem).with_extension("f32");
        if target.exists() {
            continue;
        }
        let inputs = voice_inputs(&decode(Path::new(&file))?);
        let bytes: Vec<u8> = inputs.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(target, bytes)?;
    }
    Ok(())
}
