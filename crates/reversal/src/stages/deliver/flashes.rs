//! No second of the film with more than three general flashes: takes that would have more are drawn darker.

use std::fs;
use std::ops::Range;

use anyhow::Result;
use reversal_model::check::FlashFacts;
use reversal_model::cut::Cut;
use reversal_model::project::map::Map;
use reversal_shoot::flash::{FLASHES_MAX, Flashes, LightMeter, Lights, overlapping};

use super::Chunk;

/// Chunks of which the film is made.
pub struct Settled {
    pub chunks: Vec<Chunk>,
    /// Fingerprints of those and of the ones that were drawn to find them.
    pub drawn: Vec<String>,
    pub facts: FlashFacts,
}

/// Lowers takes of a cut's `chunks` until no second flashes too often. `see` says how light the frames of chunks are,
/// and may draw them for that; None where that is not known.
pub fn settle(
    cut: &Cut,
    chunks: &[Chunk],
    mut see: impl FnMut(&[Chunk]) -> Result<Option<Lights>>,
) -> Result<Option<Settled>> {
    let rate = cut.rate.per_second();
    let takes: Vec<Range<usize>> = cut.spans().iter().map(|&(from, to, _)| from as usize..to as usize).collect();
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
    let facts = facts(cut, &flashes, &settled);
    Ok(Some(Settled { chunks: settled, drawn, facts }))
}

fn facts(cut: &Cut, flashes: &Flashes, chunks: &[Chunk]) -> FlashFacts {
    let mut lowered: Vec<String> = Vec::new();
    for chunk in chunks.iter().filter(|chunk| chunk.step > 0) {
        let shot = cut.takes.get(chunk.take).map(|take| &take.shot).filter(|shot| !lowered.contains(shot));
        lowered.extend(shot.cloned());
    }
    FlashFacts { most_in_a_second: flashes.most, at_secs: cut.rate.secs_from_frame(flashes.at_frame as u64), lowered }
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

#[cfg(test)]
mod tests {
    use reversal_model::cut::{CUT_FORMAT, CutTake, Source};
    use reversal_model::time::Rate;
    use reversal_shoot::flash::Dimmer;

    use super::*;

    const FRAMES: u64 = 4;

    /// A cut of takes of four frames each.
    fn cut(takes: u64) -> Cut {
        let take = |index: u64| CutTake {
            frame: index * FRAMES,
            shot: format!("{}A", index + 1),
            scene: 1,
            source: Source::Performed,
            reason: String::new(),
        };
        Cut {
            format: CUT_FORMAT.to_owned(),
            rate: Rate::FILM,
            song_start_secs: 0.0,
            frames: takes * FRAMES,
            warnings: Vec::new(),
            takes: (0..takes).map(take).collect(),
        }
    }

    fn chunks(takes: u64) -> Vec<Chunk> {
        let chunk = |take: u64| Chunk {
            from: take * FRAMES,
            to: (take + 1) * FRAMES,
            take: take as usize,
            step: 0,
            fingerprint: take.to_string(),
        };
        (0..takes).map(chunk).collect()
    }

    /// The first takes are bright for two of their four frames, the others dark.
    fn see(bright: usize) -> impl FnMut(&[Chunk]) -> Result<Option<Lights>> {
        move |chunks| {
            let meter = LightMeter::new(64, 36);
            let mut lights = meter.start();
            for chunk in chunks {
                for frame in 0..FRAMES {
                    let mut luma = vec![if chunk.take < bright && frame < 2 { 220 } else { 30 }; 64 * 36];
                    Dimmer::of_step(chunk.step).iter().for_each(|dimmer| dimmer.dim(&mut luma));
                    meter.add(&luma, &mut lights);
                }
            }
            Ok(Some(lights))
        }
    }

    #[test]
    fn a_cut_that_flashes_is_lowered_where_it_does_and_nowhere_else() {
        let settled = settle(&cut(40), &chunks(40), see(12)).unwrap().unwrap();
        assert!(settled.facts.most_in_a_second <= FLASHES_MAX, "{:?}", settled.facts);
        let lowered = settled.chunks[..13].iter().filter(|chunk| chunk.step > 0).count();
        assert!((3..=9).contains(&lowered), "{lowered}");
        assert!(settled.chunks[13..].iter().all(|chunk| chunk.step == 0));
        assert_eq!(settled.chunks[20].fingerprint, "20");
        assert_ne!(settled.chunks[5].fingerprint, "5");
        assert!(settled.facts.lowered.contains(&"6A".to_owned()));
        // What was drawn to find it is kept, or it would be drawn again each time.
        assert!(chunks(40).iter().chain(&settled.chunks).all(|chunk| settled.drawn.contains(&chunk.fingerprint)));
    }

    #[test]
    fn a_calm_cut_is_left_and_one_whose_light_is_not_known_says_nothing() {
        let settled = settle(&cut(40), &chunks(40), see(0)).unwrap().unwrap();
        assert_eq!((settled.facts.most_in_a_second, settled.facts.lowered.len()), (0.0, 0));
        assert!(settle(&cut(40), &chunks(40), |_| Ok(None)).unwrap().is_none());
    }
}
