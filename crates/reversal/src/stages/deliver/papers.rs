//! What goes with the film: captions, timelines, the treatment page.

use std::sync::Mutex;

use anyhow::{Context, Result};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use reversal_direct::captions::captions;
use reversal_direct::exchange::{Exchange, FORMATS, Marker};
use reversal_direct::papers::Page;
use reversal_direct::papers::sheet::WAVEFORM_RATE_HZ;
use reversal_listen::decode::decode;
use reversal_model::cue::{srt, vtt};
use reversal_model::project::stale::Inputs;
use reversal_model::sound::Sound;

use super::draw::TakeInHand;
use super::{Plan, chunks};
use crate::check::findings;
use crate::film::Film;
use crate::folder::{Files, OnConflict, Outcome};
use crate::parallel::for_each;
use crate::stages::of_value;

/// Raised when the same film would get other papers.
const VERSION: &str = "2";

/// Width of a storyboard panel, pixels: twice what the page shows, for sharp screens and print.
const STILL_WIDTH: u32 = 480;

/// JPEG quality of a panel; grain costs bytes above it.
const STILL_QUALITY: u8 = 72;

/// Columns of the waveform on the page.
const WAVEFORM_COLUMNS: usize = 1028;

/// Writes each paper where it is missing or stale.
pub fn write(film: &mut Film, plan: &Plan) -> Result<()> {
    let common = |parts: &[(&str, String)]| -> Inputs {
        let version = ("the way of writing".to_owned(), VERSION.to_owned());
        parts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).chain([version]).collect()
    };
    let cut = of_value(plan.cut);
    let words = of_value(&(&plan.reading.lines, &plan.reading.voice));
    step(
        film,
        "captions",
        &["out/captions.srt", "out/captions.vtt"],
        common(&[("cut.toml", cut.clone()), ("the lyrics", words)]),
        |_| {
            let captions = captions(plan.reading, plan.cut);
            Ok(vec![
                ("out/captions.srt".to_owned(), srt(&captions).into_bytes()),
                ("out/captions.vtt".to_owned(), vtt(&captions).into_bytes()),
            ])
        },
    )?;
    let story = of_value(plan.treatment);
    for format in FORMATS {
        let name = format!("out/{}", format.file_name);
        let inputs = common(&[
            ("cut.toml", cut.clone()),
            ("shots.toml", of_value(plan.shots)),
            ("treatment.toml", story.clone()),
        ]);
        step(film, format.file_name, &[&name], inputs, |_| {
            let exchange = Exchange {
                title: &plan.treatment.title,
                cut: plan.cut,
                shots: plan.shots,
                film_file: "film.mp4",
                markers: markers(plan),
            };
            Ok(vec![(name.clone(), (format.write)(&exchange))])
        })?;
    }
    let pictures: Vec<String> = chunks(plan, &film.settings)?.into_iter().map(|chunk| chunk.fingerprint).collect();
    let inputs = common(&[
        ("the film", of_value(&pictures)),
        ("treatment.toml", story),
        ("brief.toml", of_value(plan.brief)),
        ("reading.toml", of_value(&(plan.reading, &plan.reading.curves))),
        ("cut.toml", cut),
    ]);
    step(film, "page", &["out/treatment.html"], inputs, |film| {
        Ok(vec![("out/treatment.html".to_owned(), page(film, plan)?.into_bytes())])
    })
}

/// Makes a paper; nothing follows from it, so a changed one never stops the work.
fn step(
    film: &mut Film,
    name: &str,
    files: &[&str],
    inputs: Inputs,
    make: impl FnOnce(&Film) -> Result<Files>,
) -> Result<()> {
    let files: Vec<String> = files.iter().map(|&file| file.to_owned()).collect();
    let on_conflict = match film.on_conflict {
        OnConflict::Stop => OnConflict::Beside,
        chosen => chosen,
    };
    let stale = !matches!(film.folder.state(name, &files, &inputs)?, reversal_model::project::stale::State::Fresh);
    if !stale {
        return Ok(());
    }
    let made = make(film)?;
    if let Outcome::Beside(beside) = film.folder.step(name, &files, inputs, on_conflict, || Ok(made))?
        && !beside.is_empty()
    {
        film.show.warn(&format!(
            "{} was changed by hand; the new version is {}",
            files.join(" and "),
            beside.join(" and ")
        ));
    }
    Ok(())
}

fn page(film: &Film, plan: &Plan) -> Result<String> {
    let tempo_map = plan.reading.tempo_map();
    let stills = stills(film, plan)?;
    let song = decode(&film.song_path()?)?;
    let chart_waveform = waveform(&song, WAVEFORM_COLUMNS);
    let sheet_waveform = waveform(&song, sheet_columns(&song));
    let findings =
        findings(&film.folder, &film.settings, plan.reading, plan.treatment, Some(plan.shots), Some(plan.cut))?;
    let page = Page {
        reading: plan.reading,
        tempo_map: &tempo_map,
        brief: plan.brief,
        treatment: plan.treatment,
        shots: plan.shots,
        cut: plan.cut,
        waveform: &chart_waveform,
        sheet_waveform: &sheet_waveform,
        stills: &stills,
        film_file: "film.mp4",
        captions_file: "captions.vtt",
        findings: &findings,
        still_ratio: film.settings.aspect.ratio,
    };
    Ok(page.write())
}

/// A JPEG from the middle of each take.
fn stills(film: &Film, plan: &Plan) -> Result<Vec<(String, Vec<u8>)>> {
    let tempo_map = plan.reading.tempo_map();
    let spans: Vec<(usize, u64)> =
        plan.cut.spans().iter().enumerate().map(|(i, span)| (i, (span.0 + span.1) / 2)).collect();
    let stills = Mutex::new(Vec::new());
    film.show.begin("page", Some(spans.len() as u64));
    for_each(&spans, film.threads(), |&(take, frame)| {
        let (width, height, pixels) = TakeInHand::new(film, plan, &tempo_map, take)?.still(frame, STILL_WIDTH)?;
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, STILL_QUALITY)
            .write_image(&pixels, width, height, ExtendedColorType::L8)
            .context("a still cannot be written as JPEG")?;
        let mut stills = stills.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        stills.push((take, jpeg));
        film.show.advance("page", stills.len() as u64, spans.len() as u64);
        Ok(())
    })?;
    film.show.end("page", &format!("{} storyboard panels", spans.len()));
    let mut stills = stills.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    stills.sort_by_key(|still| still.0);
    Ok(stills.into_iter().filter_map(|(take, jpeg)| Some((plan.cut.takes.get(take)?.shot.clone(), jpeg))).collect())
}

/// Columns of the waveform on the sheet of what was heard.
pub fn sheet_columns(song: &dyn Sound) -> usize {
    (song.duration_secs() * WAVEFORM_RATE_HZ).ceil() as usize
}

/// Peaks of a song, mixed to one channel, over its length, the loudest 1.
pub fn waveform(song: &dyn Sound, columns: usize) -> Vec<f32> {
    let width = song.frames().div_ceil(columns.max(1)).max(1);
    let (gains, mut column) = (song.even_gains(), vec![0.0; width]);
    let mut peak_from = |from: usize| {
        song.read_mixed(&gains, from as i64, &mut column);
        column.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
    };
    let peaks: Vec<f32> = (0..song.frames()).step_by(width).map(&mut peak_from).collect();
    let loudest = peaks.iter().fold(1e-6_f32, |loudest, &peak| loudest.max(peak));
    peaks.iter().map(|peak| peak / loudest).collect()
}

fn markers(plan: &Plan) -> Vec<Marker> {
    let tempo_map = plan.reading.tempo_map();
    let frame = |song_secs: f64| plan.cut.rate.frame_nearest(song_secs - plan.cut.song_start_secs);
    let inside = |song_secs: f64| song_secs >= plan.cut.song_start_secs && frame(song_secs) < plan.cut.frames;
    let mut markers: Vec<Marker> = plan
        .reading
        .sections
        .iter()
        .filter(|section| inside(section.start))
        .map(|section| Marker { frame: frame(section.start), name: section.label.clone(), reversal: false })
        .collect();
    for reversal in plan.treatment.reversals() {
        let song_secs = tempo_map.song_from_bar(reversal.bar);
        if inside(song_secs) {
            let name = plan.brief.characters.get(reversal.to).map_or("", |character| &character.name);
            markers.push(Marker { frame: frame(song_secs), name: format!("{name} takes the power"), reversal: true });
        }
    }
    markers.sort_by_key(|marker| marker.frame);
    markers
}
