//! In which place each bar should play: the film starts and ends in the brief's
//! first place and moves with the song's sections through places that lead to each other.

use reversal_model::brief::Brief;
use reversal_model::unlike::{Course, Unlike};

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

/// How worn each of a brief's places is: its share of the films before in the same album, 0..1.
pub(crate) fn worn(brief: &Brief, unlike: Option<&Unlike>) -> Vec<f64> {
    let films = unlike.map_or(&[][..], |unlike| &unlike.films);
    let bars_in = |film: &Course, place: &str| -> u32 {
        let ends = film.holds.iter().skip(1).map(|hold| hold.from_bar).chain([film.bars]);
        let spans = film.holds.iter().zip(ends).filter(|(hold, _)| hold.place == place);
        spans.map(|(hold, end)| end.saturating_sub(hold.from_bar)).sum()
    };
    let all: u32 = films.iter().map(|film| film.bars).sum();
    let share = |place: &str| films.iter().map(|film| bars_in(film, place)).sum::<u32>() as f64 / f64::from(all.max(1));
    brief.places.iter().map(|used| share(&used.place)).collect()
}

/// The scheduled place of each bar. `pinned` are the places that the brief pins, by bar:
/// each holds until its section ends or the next is pinned. Where a brief has more places than a film needs, the seed
/// chooses among them, and those that an album has `worn` come last.
pub(crate) fn schedule(
    form: &Form,
    places: &PlaceGraph,
    pinned: &[(usize, usize)],
    worn: &[f64],
    seed: u64,
) -> Vec<usize> {
    let blocks = blocks(form);
    let path = best_path(form, places, &blocks, &charms(worn, seed), seed);
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

/// Places that a film goes to where its brief offers more: enough to move on, few enough to know them again.
const PLACES_WANTED: u32 = 4;
const NEW_PLACE_GAIN: i64 = 700;
/// What it costs to go to one place more than are wanted.
const SPARE_PLACE_COST: i64 = 400;
/// How far the seed can make a place dearer than another to go to, and how far wear can, a place that had all of an
/// album's films.
const CHARM_RANGE: usize = 500;
const WEAR_RANGE: f64 = 2400.0;
const RETURN_GAIN: i64 = 150;
const LONG_STAY_COST_PER_SEC: i64 = 14;
const SHORT_STAY_COST: i64 = 500;
const INFINITE: i64 = i64::MAX / 4;

/// How much rather a film goes to one place than to another; nothing where it goes to all of them.
fn charms(worn: &[f64], seed: u64) -> Vec<i64> {
    if worn.len() <= PLACES_WANTED as usize {
        return vec![0; worn.len()];
    }
    let mut random = Random::new(seed, 9);
    worn.iter().map(|share| random.below(CHARM_RANGE) as i64 - (WEAR_RANGE * share) as i64).collect()
}

/// The cheapest walk over the blocks by dynamic programming over (place, places
/// seen, block at which the stay began): as many places as are wanted where there
/// is time, no glimpses, no endless stays, repeated parts where they were.
fn best_path(form: &Form, places: &PlaceGraph, blocks: &[Block], charms: &[i64], seed: u64) -> Vec<usize> {
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
                        let new = match mask.count_ones() < PLACES_WANTED {
                            _ if seen => 0,
                            true => NEW_PLACE_GAIN + charms[to],
                            false => -SPARE_PLACE_COST,
                        };
                        let gain = new + if home[blocks[block].group] == to { RETURN_GAIN } else { 0 };
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
    use reversal_model::unlike::CourseHold;

    /// The walk of a synthetic song of so many bars.
    fn walk(brief: &Brief, bars: u32, seed: u64, worn: &[f64]) -> Vec<usize> {
        let song = SyntheticSong { bars, seed, ..SyntheticSong::default() };
        schedule(&Form::new(&reading(&song), brief, &[]), &PlaceGraph::new(brief), &[], worn, seed)
    }

    fn unworn(brief: &Brief) -> Vec<f64> {
        vec![0.0; brief.places.len()]
    }

    fn kinds(walk: &[usize]) -> std::collections::BTreeSet<usize> {
        walk.iter().copied().collect()
    }

    #[test]
    fn every_walk_starts_and_ends_at_home_and_takes_only_ways_that_exist() {
        for brief in assets::briefs() {
            let places = PlaceGraph::new(brief);
            for seed in 0..20 {
                let walk = walk(brief, 12 + 9 * seed as u32, seed, &unworn(brief));
                assert_eq!((walk[0], *walk.last().unwrap()), (0, 0));
                assert!(walk.windows(2).all(|pair| pair[0] == pair[1] || places.adjacent[pair[0]][pair[1]]));
            }
        }
    }

    #[test]
    fn a_long_song_sees_every_place_of_a_brief_with_few() {
        for brief in assets::briefs().iter().filter(|brief| brief.places.len() <= PLACES_WANTED as usize) {
            for seed in 0..4 {
                assert_eq!(kinds(&walk(brief, 120, seed, &unworn(brief))).len(), brief.places.len(), "{}", brief.name);
            }
        }
    }

    #[test]
    fn a_brief_with_many_places_gives_each_film_some_of_them_and_an_album_the_least_worn() {
        let brief = &assets::briefs()[0];
        assert!(brief.places.len() > PLACES_WANTED as usize);
        let walks: Vec<_> = (0..12).map(|seed| kinds(&walk(brief, 120, seed, &unworn(brief)))).collect();
        assert!(walks.iter().all(|seen| (3..=PLACES_WANTED as usize + 1).contains(&seen.len())), "{walks:?}");
        assert!(walks.iter().collect::<std::collections::BTreeSet<_>>().len() >= 3, "{walks:?}");
        let ever: std::collections::BTreeSet<usize> = walks.iter().flatten().copied().collect();
        assert_eq!(ever.len(), brief.places.len(), "{walks:?}");
        let often = |worn: &[f64], place: usize| {
            (0..12).filter(|&seed| kinds(&walk(brief, 120, seed, worn)).contains(&place)).count()
        };
        let next = PlaceGraph::new(brief).adjacent[0].iter().position(|leads| *leads).unwrap();
        let mut worn = unworn(brief);
        worn[next] = 0.6;
        assert!(often(&worn, next) < often(&unworn(brief), next));
    }

    #[test]
    fn wear_is_the_share_of_the_bars_of_the_films_before() {
        let brief = &assets::briefs()[0];
        let hold = |from_bar, place: usize| CourseHold {
            from_bar,
            hold: "clinch".to_owned(),
            quarters: 0,
            place: brief.places[place].place.clone(),
        };
        let film = Course { name: "one".to_owned(), bars: 40, holds: vec![hold(0, 0), hold(30, 1)] };
        let unlike = Unlike { format: "unlike.1".to_owned(), best_cost: None, films: vec![film] };
        assert_eq!(worn(brief, Some(&unlike))[..3], [0.75, 0.25, 0.0]);
        assert!(worn(brief, None).iter().all(|share| *share == 0.0));
    }
}
