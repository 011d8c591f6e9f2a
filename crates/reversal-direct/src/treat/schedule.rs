//! In which place each bar should play: the film starts and ends in the brief's
//! first place and moves with the song's sections through places that lead to each other.

use reversal_model::brief::Brief;

use crate::form::Form;
use crate::random::Random;

/// A stay longer than this is cut by its phrases into parts that may lie elsewhere, s.
const STAY_MAX_SECS: f64 = 36.0;
/// A stay shorter than this is a glimpse, s.
const STAY_MIN_SECS: f64 = 14.0;
/// The places of a brief fit into a bit mask.
pub(crate) const PLACES_MAX: usize = 8;

/// Which places lead to which, by the brief's numbering.
#[derive(Clone, Debug)]
pub(crate) struct PlaceGraph {
    /// Whether one can get from one place to the other directly.
    pub adjacent: Vec<Vec<bool>>,
}

impl PlaceGraph {
    /// The ways between a brief's places; both directions count.
    pub fn new(brief: &Brief) -> PlaceGraph {
        let leads = |from: usize, to: usize| {
            brief.places[from].leads_to.contains(&brief.places[to].place)
                || brief.places[to].leads_to.contains(&brief.places[from].place)
        };
        let count = brief.places.len();
        PlaceGraph {
            adjacent: (0..count).map(|from| (0..count).map(|to| from != to && leads(from, to)).collect()).collect(),
        }
    }
}

/// The scheduled place of each bar. `pinned` are the places that the brief pins, by bar:
/// each holds until its section ends or the next is pinned.
pub(crate) fn schedule(form: &Form, places: &PlaceGraph, pinned: &[(usize, usize)], seed: u64) -> Vec<usize> {
    let blocks = blocks(form);
    let path = best_path(form, places, &blocks, seed);
    let mut by_bar = vec![0; form.bars as usize];
    for (block, place) in blocks.iter().zip(path) {
        by_bar[block.from_bar as usize..block.to_bar as usize].fill(place);
    }
    for &(bar, place) in pinned {
        let section_end = form.sections[form.section_at(bar as u32)].to_bar as usize;
        let next = pinned.iter().map(|pin| pin.0).filter(|&at| at > bar).min().unwrap_or(section_end);
        by_bar[bar..next.min(section_end)].fill(place);
    }
    by_bar
}

/// Bars that are played in one place.
struct Block {
    from_bar: u32,
    to_bar: u32,
    /// The section's group: parts that repeat like to return to where they were.
    group: usize,
}

/// Sections, the long ones cut at phrases of eight bars.
fn blocks(form: &Form) -> Vec<Block> {
    let mut groups: Vec<&str> = Vec::new();
    let mut blocks = Vec::new();
    for section in &form.sections {
        let group = groups.iter().position(|group| *group == section.group).unwrap_or_else(|| {
            groups.push(&section.group);
            groups.len() - 1
        });
        let bars = section.to_bar - section.from_bar;
        let parts = (form.secs(section.from_bar, section.to_bar) / STAY_MAX_SECS).ceil().max(1.0) as u32;
        let phrase = (bars.div_ceil(parts)).next_multiple_of(8).min(bars.max(1));
        let mut from_bar = section.from_bar;
        while from_bar < section.to_bar {
            let rest = section.to_bar - from_bar;
            let to_bar = if rest < phrase + phrase / 2 { section.to_bar } else { from_bar + phrase };
            blocks.push(Block { from_bar, to_bar, group });
            from_bar = to_bar;
        }
    }
    blocks
}

const NEW_PLACE_GAIN: i64 = 700;
const RETURN_GAIN: i64 = 150;
const LONG_STAY_COST_PER_SEC: i64 = 14;
const SHORT_STAY_COST: i64 = 500;
const INFINITE: i64 = i64::MAX / 4;

/// The cheapest walk over the blocks by dynamic programming over (place, places
/// seen, block at which the stay began): each place once at least where there
/// is time, no glimpses, no endless stays, repeated parts where they were.
fn best_path(form: &Form, places: &PlaceGraph, blocks: &[Block], seed: u64) -> Vec<usize> {
    let place_count = places.adjacent.len().clamp(1, PLACES_MAX);
    let masks = 1_usize << place_count;
    let count = blocks.len();
    let mut random = Random::new(seed, 2);
    let groups = blocks.iter().map(|block| block.group + 1).max().unwrap_or(1);
    let home: Vec<usize> = (0..groups).map(|_| random.below(place_count)).collect();
    let jitter: Vec<i64> = (0..count * place_count).map(|_| random.below(60) as i64).collect();
    let stay_cost = |from_block: usize, to_block: usize| {
        let secs = form.secs(blocks[from_block].from_bar, blocks[to_block].to_bar);
        let short = if secs < STAY_MIN_SECS { SHORT_STAY_COST } else { 0 };
        short + ((secs - STAY_MAX_SECS).max(0.0) as i64) * LONG_STAY_COST_PER_SEC
    };
    let index = |place: usize, mask: usize, since: usize| (place * masks + mask) * count + since;
    let size = place_count * masks * count;
    let mut costs = vec![INFINITE; size];
    let mut parents: Vec<Vec<u32>> = vec![vec![u32::MAX; size]; count];
    costs[index(0, 1, 0)] = 0;
    for block in 1..count {
        let mut next = vec![INFINITE; size];
        for place in 0..place_count {
            for mask in 0..masks {
                for since in 0..block {
                    let state = index(place, mask, since);
                    if costs[state] >= INFINITE {
                        continue;
                    }
                    for to in 0..place_count {
                        let moved = to != place;
                        if moved && !places.adjacent[place][to] {
                            continue;
                        }
                        let seen = mask >> to & 1 == 1;
                        let gain = if seen { 0 } else { NEW_PLACE_GAIN }
                            + if home[blocks[block].group] == to { RETURN_GAIN } else { 0 };
                        let left = if moved { stay_cost(since, block - 1) } else { 0 };
                        let cost = costs[state] + left - gain + jitter[block * place_count + to];
                        let target = index(to, mask | 1 << to, if moved { block } else { since });
                        if cost < next[target] {
                            next[target] = cost;
                            parents[block][target] = state as u32;
                        }
                    }
                }
            }
        }
        costs = next;
    }
    let ends = (0..masks).flat_map(|mask| (0..count).map(move |since| (mask, since)));
    let best = ends
        .filter(|&(mask, since)| costs[index(0, mask, since)] < INFINITE)
        .min_by_key(|&(mask, since)| costs[index(0, mask, since)] + stay_cost(since, count - 1));
    let Some((mask, since)) = best else { return vec![0; count] };
    let mut state = index(0, mask, since);
    let mut path = vec![0; count];
    for block in (0..count).rev() {
        path[block] = state / count / masks;
        state = parents[block][state] as usize;
        if block == 0 || state == u32::MAX as usize {
            break;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};
    use reversal_model::assets;

    #[test]
    fn every_walk_starts_and_ends_at_home_and_takes_only_ways_that_exist() {
        for brief in assets::briefs() {
            let places = PlaceGraph::new(brief);
            for seed in 0..20 {
                let song = SyntheticSong { bars: 12 + 9 * seed as u32, seed, ..SyntheticSong::default() };
                let form = Form::new(&reading(&song), brief, &[]);
                let walk = schedule(&form, &places, &[], seed);
                assert_eq!((walk[0], *walk.last().unwrap()), (0, 0));
                assert!(walk.windows(2).all(|pair| pair[0] == pair[1] || places.adjacent[pair[0]][pair[1]]));
            }
        }
    }

    #[test]
    fn a_long_song_sees_every_place() {
        let brief = &assets::briefs()[0];
        for seed in 0..10 {
            let song = SyntheticSong { bars: 120, seed, ..SyntheticSong::default() };
            let walk = schedule(&Form::new(&reading(&song), brief, &[]), &PlaceGraph::new(brief), &[], seed);
            for place in 0..brief.places.len() {
                assert!(walk.contains(&place), "place {place} with seed {seed}");
            }
        }
    }
}
