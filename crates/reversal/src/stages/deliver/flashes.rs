//! No second of the film with more than three general flashes: takes that would have more are drawn darker.

use std::fs;
use std::ops::Range;

use anyhow::Result;
use reversal_model::check::FlashFacts;
use reversal_model::project::map::Map;
use reversal_shoot::flash::{FLASHES_MAX, Flashes, LightMeter, Lights, overlapping};

use super::{Chunk, Plan};

/// Chunks of which the film is made.
pub struct Settled {
    pub chunks: Vec<Chunk>,
    /// Fingerprints of those and of the ones that were drawn to find them.
    pub drawn: Vec<String>,
    pub facts: FlashFacts,
}

/// Lowers takes of a film's `chunks` until no second flashes too often. `see` says how light the frames of chunks are,
/// and may draw them for that; None where that is not known.
pub fn settle(
    plan: &Plan,
    chunks: &[Chunk],
    mut see: impl FnMut(&[Chunk]) -> Result<Option<Lights>>,
) -> Result<Option<Settled>> {
    let rate = plan.cut.rate.per_second();
    let takes: Vec<Range<usize>> = plan.cut.spans().iter().map(|&(from, to, _)| from as usize..to as usize).collect();
    let mut drawn: Vec<String> = chunks.iter().map(|chunk| chunk.fingerprint.clone()).collect();
    let Some(bare) = see(chunks)? else { return Ok(None) };
    let (mut settled, mut flashes) = (chunks.to_vec(), bare.flashes(rate));
    let mut steps = vec![0; takes.len()];
    while flashes.most > FLASHES_MAX {
        // What is foreseen may fall short of what is drawn: then the takes at fault go on down.
        steps = bare.steps(&takes, rate, &steps);
        settled = chunks.iter().map(|chunk| chunk.lowered(steps[chunk.take])).collect();
        drawn.extend(settled.iter().map(|chunk| chunk.fingerprint.clone()));
        let Some(lights) = see(&settled)? else { return Ok(None) };
        flashes = lights.flashes(rate);
        overlapping(&takes, &flashes.too_many).for_each(|take| steps[take] += 1);
    }
    let facts = facts(plan, &flashes, &settled);
    Ok(Some(Settled { chunks: settled, drawn, facts }))
}

fn facts(plan: &Plan, flashes: &Flashes, chunks: &[Chunk]) -> FlashFacts {
    let lowered = chunks.iter().filter(|chunk| chunk.step > 0);
    let mut lowered: Vec<String> =
        lowered.filter_map(|chunk| Some(plan.cut.takes.get(chunk.take)?.shot.clone())).collect();
    lowered.dedup();
    FlashFacts {
        most_in_a_second: flashes.most,
        at_secs: plan.cut.rate.secs_from_frame(flashes.at_frame as u64),
        lowered,
    }
}

/// How light the frames of drawn chunks are; None where one of them lies not in the folder.
pub fn lights_of(map: &Map, chunks: &[Chunk], meter: &LightMeter) -> Option<Lights> {
    let mut all = meter.start();
    chunks.iter().all(|chunk| read_lights(map, chunk).is_some_and(|lights| all.append(&lights))).then_some(all)
}

/// How light the frames of a chunk are, as its folder has it.
pub fn read_lights(map: &Map, chunk: &Chunk) -> Option<Lights> {
    let bytes = fs::read(map.chunk_lights(&chunk.fingerprint)).ok()?;
    Lights::from_bytes(&bytes).filter(|lights| lights.frames() as u64 == chunk.to - chunk.from)
}
