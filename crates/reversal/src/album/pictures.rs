//! Pictures of a film for the album's wall: thumbnails that are compared, and a strip that is looked at.
//! Drawn once from the film's cut and kept in its folder until that changes.

use std::sync::Mutex;

use anyhow::{Context, Result};
use reversal_direct::album::pictures::{MOMENTS, THUMBNAIL_COLUMNS, THUMBNAIL_ROWS, Thumbnail, moments, thumbnail};
use reversal_model::project::stale::Inputs;
use reversal_model::project::store::read_bytes;

use crate::film::Film;
use crate::folder::{Files, OnConflict};
use crate::parallel::for_each;
use crate::stages::deliver::{Plan, StillPicture, TakeInHand, chunks};
use crate::stages::standing::Standing;
use crate::stages::{of_value, perform};

/// Raised when the same film would get other pictures.
const VERSION: &str = "1";
const STEP: &str = "wall";
/// The thumbnails, one below the other, as a grey picture that any viewer shows.
const THUMBNAILS: &str = ".reversal/wall/thumbnails.pgm";
/// A thumbnail is averaged from a picture of this width, pixels: fine enough that a hand counts.
const DRAWN_WIDTH: u32 = 96;
/// Stills of a strip, and their width in pixels.
const STRIP_STILLS: usize = 12;
const STRIP_WIDTH: u32 = 320;
const STRIP_QUALITY: u8 = 74;

/// A film's pictures.
pub struct Pictures {
    /// At [`MOMENTS`] equal shares of its length.
    pub thumbnails: Vec<Thumbnail>,
    /// JPEGs at equal shares of its length.
    pub strip: Vec<Vec<u8>>,
}

/// The pictures of a film that is cut, drawn where they are missing or stale.
pub fn pictures(film: &mut Film) -> Result<Pictures> {
    let standing = Standing::load(&film.folder)?;
    let performances = perform::run(film, &standing.stagecraft(film.settings.seed)?)?;
    let plan = standing.plan(&performances);
    let drawn_from: Vec<String> = chunks(&plan, &film.settings)?.into_iter().map(|chunk| chunk.fingerprint).collect();
    let inputs = Inputs::from([
        ("the film".to_owned(), of_value(&drawn_from)),
        ("the way of looking".to_owned(), VERSION.to_owned()),
    ]);
    let names = files();
    let state = film.folder.state(STEP, &names, &inputs)?;
    if state != reversal_model::project::stale::State::Fresh {
        let made = draw(film, &plan)?;
        // The program's own corner: nobody edits there.
        film.folder.step(STEP, &names, inputs, OnConflict::TakeNew, || Ok(made))?;
    }
    read(film)
}

fn files() -> Vec<String> {
    let strip = (1..=STRIP_STILLS).map(|still| format!(".reversal/wall/still-{still}.jpg"));
    std::iter::once(THUMBNAILS.to_owned()).chain(strip).collect()
}

fn draw(film: &Film, plan: &Plan) -> Result<Files> {
    let tempo_map = plan.reading.tempo_map();
    let spans = plan.cut.spans();
    let shown = |share: f64, width: u32, look: &dyn Fn(&StillPicture) -> Result<Vec<u8>>| {
        let frame = ((share * plan.cut.frames as f64) as u64).min(plan.cut.frames.saturating_sub(1));
        let take = spans.iter().position(|span| (span.0..span.1).contains(&frame)).context("a frame has no take")?;
        let take = TakeInHand::new(film, plan, &tempo_map, take)?;
        look(&take.still(frame, width)?)
    };
    let wanted: Vec<(usize, f64)> = moments().enumerate().collect();
    let thumbnails = Mutex::new(vec![Thumbnail::new(); MOMENTS]);
    for_each(&wanted, film.threads(), |&(moment, share)| {
        let drawn = shown(share, DRAWN_WIDTH, &|still| {
            Ok(thumbnail(still.width as usize, still.height as usize, &still.greys()))
        })?;
        lock(&thumbnails)[moment] = drawn;
        Ok(())
    })?;
    let strip = Mutex::new(vec![Vec::new(); STRIP_STILLS]);
    let stills: Vec<usize> = (0..STRIP_STILLS).collect();
    for_each(&stills, film.threads(), |&index| {
        let share = (index as f64 + 0.5) / STRIP_STILLS as f64;
        let jpeg = shown(share, STRIP_WIDTH, &|still| still.jpeg(STRIP_QUALITY))?;
        lock(&strip)[index] = jpeg;
        Ok(())
    })?;
    let mut sheet = sheet_head().into_bytes();
    sheet.extend(lock(&thumbnails).iter().flatten());
    let strip = std::mem::take(&mut *lock(&strip));
    Ok(files().into_iter().zip(std::iter::once(sheet).chain(strip)).collect())
}

fn read(film: &Film) -> Result<Pictures> {
    let names = files();
    let mut read = names.iter().map(|name| {
        read_bytes(&film.folder.map.file(name))?.with_context(|| format!("{name} is missing; run the album again"))
    });
    let sheet = read.next().context("a film has pictures")??;
    let body = sheet.get(sheet_head().len()..).unwrap_or_default();
    let thumbnails = body.chunks_exact(THUMBNAIL_COLUMNS * THUMBNAIL_ROWS).map(<[u8]>::to_vec).collect();
    Ok(Pictures { thumbnails, strip: read.collect::<Result<_>>()? })
}

/// Head of a portable greymap (Netpbm's PGM, raw).
fn sheet_head() -> String {
    format!("P5\n{THUMBNAIL_COLUMNS} {}\n255\n", THUMBNAIL_ROWS * MOMENTS)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
