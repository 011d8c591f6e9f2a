//! Pictures of the film for its papers, small and drawn once for all of them.

use std::sync::Mutex;

use anyhow::{Context, Result};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{ExtendedColorType, GrayImage, ImageEncoder};
use reversal_direct::papers::{BoardImages, Script, Still, StillSize, Stills, board_images, still_frames};

use super::Plan;
use super::draw::TakeInHand;
use crate::film::Film;
use crate::folder::Files;
use crate::parallel::for_each;

/// Width of a small still, pixels: twice what a storyboard shows, for sharp screens and print.
const SMALL_WIDTH: u32 = 480;

/// Width of a large one, pixels: 150 an inch across a page.
const LARGE_WIDTH: u32 = 1240;

/// JPEG quality of a still; grain costs bytes above it.
const STILL_QUALITY: u8 = 72;

/// JPEG quality of a still drawn large: it holds no more than the small one.
const LARGE_QUALITY: u8 = 60;

/// The stills of a film, drawn when first asked for.
#[derive(Default)]
pub struct Drawn {
    stills: Option<Stills>,
}

impl Drawn {
    /// The stills; draws them the first time.
    pub fn stills(&mut self, film: &Film, plan: &Plan, script: &Script) -> Result<&Stills> {
        if self.stills.is_none() {
            self.stills = Some(draw(film, plan, script)?);
        }
        self.stills.as_ref().context("no still was drawn")
    }
}

fn draw(film: &Film, plan: &Plan, script: &Script) -> Result<Stills> {
    let tempo_map = plan.reading.tempo_map();
    let spans = plan.cut.spans();
    let frames: Vec<(u64, StillSize)> = still_frames(script).into_iter().collect();
    let stills = Mutex::new(Stills::new());
    film.show.begin("stills", Some(frames.len() as u64));
    for_each(&frames, film.threads(), |&(frame, size)| {
        let index =
            spans.iter().position(|span| (span.0..span.1).contains(&frame)).context("a still lies in no take")?;
        let take = TakeInHand::new(film, plan, &tempo_map, index)?;
        let width = match size {
            StillSize::Small => SMALL_WIDTH,
            StillSize::Large => LARGE_WIDTH,
        };
        let still = Still {
            jpeg: take.still(frame, width)?.jpeg(STILL_QUALITY)?,
            drift: take.drift(spans[index].0, spans[index].1.saturating_sub(1)),
        };
        let mut stills = stills.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        stills.insert(frame, still);
        film.show.advance("stills", stills.len() as u64, frames.len() as u64);
        Ok(())
    })?;
    film.show.end("stills", &format!("{} pictures for the papers", frames.len()));
    Ok(stills.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn jpeg(pixels: &[u8], (width, height): (u32, u32), quality: u8) -> Result<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality)
        .write_image(pixels, width, height, ExtendedColorType::L8)
        .context("a still cannot be written as JPEG")?;
    Ok(jpeg)
}

/// Pictures of the boards that Storyboarder opens.
pub mod board_pictures {
    use super::*;

    fn path(name: &str) -> String {
        format!("out/storyboard/images/{name}")
    }

    /// Names of their files in the film's folder.
    pub fn names(script: &Script, ratio: f32) -> Vec<String> {
        let boards = board_images(script, ratio);
        boards.iter().flat_map(|board| [&board.layer, &board.poster, &board.thumbnail].map(|name| path(name))).collect()
    }

    /// The files, from the stills.
    pub fn draw(script: &Script, ratio: f32, stills: &Stills) -> Result<Files> {
        let mut files = Files::new();
        for board in board_images(script, ratio) {
            files.extend(of_board(&board, stills)?);
        }
        Ok(files)
    }

    fn of_board(board: &BoardImages, stills: &Stills) -> Result<Files> {
        let still = stills.get(&board.frame).context("a board has no still")?;
        let small = image::load_from_memory(&still.jpeg).context("a still cannot be read again")?.into_luma8();
        let sized =
            |(width, height): (u32, u32)| image::imageops::resize(&small, width, height, FilterType::CatmullRom);
        let layer = sized(board.layer_size);
        Ok(vec![
            (path(&board.layer), jpeg(&layer, layer.dimensions(), LARGE_QUALITY)?),
            (path(&board.poster), still.jpeg.clone()),
            (path(&board.thumbnail), png(&sized(board.thumbnail_size))?),
        ])
    }

    fn png(picture: &GrayImage) -> Result<Vec<u8>> {
        let mut png = Vec::new();
        PngEncoder::new(&mut png)
            .write_image(picture, picture.width(), picture.height(), ExtendedColorType::L8)
            .context("a thumbnail cannot be written as PNG")?;
        Ok(png)
    }
}
