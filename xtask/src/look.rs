//! `look`: a handful of frames as they are drawn now beside how they looked when they were last approved.

mod frames;
mod page;

use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use reversal_shoot::{Toning, still_png};

use frames::{FRAMES, SIZE, draw};
use page::{Compared, page};

/// Where the report goes if nothing else is asked for, and where the approved pictures lie, from the root.
const FOLDER: &str = "target/look";
const APPROVED: &str = "xtask/look";
/// A picture that is nearer than this to the approved one, dB, counts as the same: grain and instruction sets stay above.
const SAME_DB: f64 = 42.0;
/// Differences are shown so many times as strong.
const SHOWN: u32 = 8;

/// Draws the frames and writes the report, or approves what is drawn now.
pub fn run(arguments: impl Iterator<Item = String>, root: &Path) -> Result<()> {
    let (mut folder, mut approve) = (root.join(FOLDER), false);
    for argument in arguments {
        match argument.as_str() {
            "--approve" => approve = true,
            flag if flag.starts_with('-') => bail!("look does not know {flag}; it knows --approve"),
            path => folder = PathBuf::from(path),
        }
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut compared = Vec::with_capacity(FRAMES.len());
    for frame in &FRAMES {
        let (luma, toning) = draw(frame)?;
        write(&folder.join(format!("{}.png", frame.name)), &still_png(&luma, &toning, SIZE.0, SIZE.1)?)?;
        let path = approved_path(root, frame.name);
        if approve {
            write(&path, &grey_png(&luma)?)?;
        }
        let approved = path.is_file().then(|| read_grey_png(&path)).transpose()?;
        if let Some(approved) = &approved {
            write_of_approved(&folder, frame.name, &luma, approved, &toning)?;
        }
        let decibels = approved.map(|approved| decibels(&luma, &approved));
        println!("{:24} {}", frame.name, decibels.map_or("not approved yet".to_owned(), |at| format!("{at:.1} dB")));
        compared.push(Compared { frame, decibels, is_same: decibels.is_some_and(|at| at >= SAME_DB) });
    }
    let path = folder.join("index.html");
    write(&path, page(&compared, SHOWN, SAME_DB).as_bytes())?;
    println!("wrote {}", path.display());
    match compared.iter().filter(|compared| !compared.is_same).count() {
        0 => Ok(()),
        other => bail!(
            "{other} of {} frames look other than approved; look at {} and approve with --approve",
            FRAMES.len(),
            path.display()
        ),
    }
}

fn approved_path(root: &Path, name: &str) -> PathBuf {
    root.join(APPROVED).join(format!("{name}.png"))
}

/// The approved picture and the difference from it, beside the one that is drawn now.
fn write_of_approved(folder: &Path, name: &str, luma: &[u8], approved: &[u8], toning: &Toning) -> Result<()> {
    let strong = |gap: u8| (16 + u32::from(gap) * SHOWN).min(235) as u8;
    let gaps: Vec<u8> = luma.iter().zip(approved).map(|(now, before)| strong(now.abs_diff(*before))).collect();
    let untoned = Toning::new(&reversal_model::look::Print::default());
    write(&folder.join(format!("{name}-approved.png")), &still_png(approved, toning, SIZE.0, SIZE.1)?)?;
    write(&folder.join(format!("{name}-difference.png")), &still_png(&gaps, &untoned, SIZE.0, SIZE.1)?)
}

/// Peak signal-to-noise ratio between two pictures, dB; a hundred where they are equal.
fn decibels(one: &[u8], other: &[u8]) -> f64 {
    let squares = one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum::<f64>();
    let mean = squares / one.len().max(1) as f64;
    if one.len() != other.len() { 0.0 } else { (10.0 * (255.0_f64.powi(2) / mean.max(1e-9)).log10()).min(100.0) }
}

fn grey_png(luma: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE.0 as u32, SIZE.1 as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(luma)?;
    Ok(bytes)
}

fn read_grey_png(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info()?;
    let mut luma = vec![0; reader.output_buffer_size().context("a picture too large to be read")?];
    let facts = reader.next_frame(&mut luma)?;
    luma.truncate(facts.buffer_size());
    Ok(luma)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root;

    #[test]
    fn frames_look_as_they_did_when_they_were_approved() {
        for frame in &FRAMES {
            let (luma, _) = draw(frame).unwrap();
            let approved = read_grey_png(&approved_path(&root(), frame.name)).unwrap();
            let at = decibels(&luma, &approved);
            assert!(at >= SAME_DB, "{}: {at:.1} dB; cargo xtask look shows both", frame.name);
        }
    }

    #[test]
    fn no_two_of_the_frames_would_pass_for_each_other_and_a_picture_survives_its_file() {
        let lumas: Vec<Vec<u8>> = FRAMES.iter().map(|frame| draw(frame).unwrap().0).collect();
        for (index, one) in lumas.iter().enumerate() {
            assert_eq!(decibels(one, one), 100.0);
            assert!(lumas[index + 1..].iter().all(|other| decibels(one, other) < SAME_DB / 2.0));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frame.png");
        write(&path, &grey_png(&lumas[0]).unwrap()).unwrap();
        assert_eq!(read_grey_png(&path).unwrap(), lumas[0]);
    }
}
