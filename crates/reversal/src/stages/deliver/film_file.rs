//! `out/film.mp4`: the chunks joined, the song's packets beside them.

use anyhow::{Context, Result};
use reversal_deliver::{FilmPlan, FilmSpan, FilmTags, SongPackets, encode_aac, write_film};
use reversal_listen::decode::decode;
use reversal_model::project::stale::{State, Step, fingerprint_of_file};

use super::draw::{read_chunk, video_format};
use super::{Chunk, Plan, STEP, film_files, film_inputs};
use crate::film::Film;
use crate::folder::OnConflict;

/// Writes the film where it is missing or stale; says how the song went in.
pub fn write(film: &mut Film, plan: &Plan, chunks: &[Chunk]) -> Result<String> {
    let inputs = film_inputs(plan, &film.settings, &film.song_fingerprint)?;
    let state = film.folder.state(STEP, &film_files(), &inputs)?;
    let path = match state {
        State::Fresh => {
            film.show.end(STEP, "the film is as it should be");
            return Ok("kept".to_owned());
        }
        State::Edited | State::EditedAndStale(_) if film.on_conflict != OnConflict::TakeNew => {
            let beside = film.folder.map.file("out/film.new.mp4");
            film.show
                .warn(&format!("out/film.mp4 is not the one that was made here; the new film is {}", beside.display()));
            beside
        }
        _ => film.folder.map.film(),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let song_path = film.song_path()?;
    let (packets, how) = match SongPackets::open(&song_path)? {
        Some(packets) => (packets, "copied"),
        None => (encode_aac(&decode(&song_path)?.into_song())?, "encoded"),
    };
    // A whole song keeps its last packet, which may sound a little longer than the last frame stands.
    let to_secs = match film.settings.to_secs {
        Some(_) => plan.cut.song_start_secs + plan.cut.rate.secs_from_frame(plan.cut.frames),
        None => f64::INFINITY,
    };
    let film_plan = FilmPlan {
        video: video_format(plan, &film.settings),
        frames: plan.cut.frames,
        span: FilmSpan { from_secs: plan.cut.song_start_secs, to_secs },
        tags: FilmTags::from(&plan.reading.song),
    };
    let facts = write_film(&path, &film_plan, Some(&packets), chunks.iter().map(|chunk| read_chunk(film, chunk)))?;
    if path == film.folder.map.film()
        && let Some(hash) = fingerprint_of_file(&path)?
    {
        let outputs = film_files().into_iter().map(|name| (name, hash.clone())).collect();
        film.folder.record(STEP, Step { inputs, outputs })?;
    }
    film.show.end(
        STEP,
        &format!("{} frames, {:.1} MB, song {how} ({})", facts.frames, facts.bytes as f64 / 1e6, packets.codec()),
    );
    Ok(how.to_owned())
}
