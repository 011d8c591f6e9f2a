//! Where cards stand: never on a face, rather on what is calm and dark than on what is light and busy, and in one
//! place for as long as a part of the song lasts.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anyhow::Result;
use reversal_model::lettering::{Card, Lettering, Place, Tone};
use reversal_shoot::camera::Part;
use reversal_type::{Area, Bounds, Layout};

use super::{area_of, is_sung};
use crate::film::Film;
use crate::parallel::for_each;
use crate::stages::deliver::{Plan, TakeInHand};

/// Width of the pictures that are looked at, pixels.
const WIDTH: u32 = 200;
/// Frames of a take that are looked at while a card stands, as shares of that time.
const LOOKED_AT: [f64; 3] = [0.1, 0.5, 0.9];
/// Room round letters that a face stays out of, ems of the base size.
const ROOM: f32 = 0.4;
/// What speaks against a place: a face in it, other parts of the two, light and unrest behind the letters, being
/// set smaller.
const FACE: f32 = 12.0;
const BODY: f32 = 0.5;
const LIGHT: f32 = 1.2;
const UNREST: f32 = 1.5;
const SMALLER: f32 = 4.0;
/// What speaks against each of `Place::ALL` before anything is seen.
const HABIT: [f32; 4] = [0.0, 0.1, 0.35, 0.4];
/// Mean display value behind all letters of a part from which on they are ink.
const INK_FROM: f32 = 0.62;

/// What a frame shows where letters may stand.
struct Sight {
    /// Greys, row by row, 0..1.
    greys: Vec<f32>,
    width: usize,
    parts: Vec<Part>,
}

/// The same cards, placed.
pub fn placed(film: &Film, plan: &Plan, lettering: Lettering) -> Result<Lettering> {
    let area = area_of(&film.settings);
    let asked = frames(plan, &lettering.cards);
    let sights = looked(film, plan, &asked)?;
    let mut cards = lettering.cards;
    for part in parts_of_song(plan, &cards) {
        place(&mut cards[part.clone()], &asked[part], &sights, area);
    }
    Ok(Lettering { cards, ..lettering })
}

/// The frames of each card that are looked at.
fn frames(plan: &Plan, cards: &[Card]) -> Vec<Vec<u64>> {
    let spans = plan.cut.spans();
    let of_card = |card: &Card| -> Vec<u64> {
        let shared = |&(from, to, _): &(u64, u64, _)| (card.from.max(from), card.to.min(to));
        let spans = spans.iter().map(shared).filter(|(from, to)| from < to);
        spans.flat_map(|(from, to)| LOOKED_AT.map(|share| from + ((to - from) as f64 * share) as u64)).collect()
    };
    cards.iter().map(of_card).collect()
}

/// What those frames show.
fn looked(film: &Film, plan: &Plan, asked: &[Vec<u64>]) -> Result<BTreeMap<u64, Sight>> {
    let tempo_map = plan.reading.tempo_map();
    let mut by_take: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for (take, (from, to, _)) in plan.cut.spans().into_iter().enumerate() {
        let mut frames: Vec<u64> = asked.iter().flatten().copied().filter(|frame| (from..to).contains(frame)).collect();
        frames.sort_unstable();
        frames.dedup();
        if !frames.is_empty() {
            by_take.insert(take, frames);
        }
    }
    let takes: Vec<(usize, Vec<u64>)> = by_take.into_iter().collect();
    let sights = Mutex::new(BTreeMap::new());
    for_each(&takes, film.threads(), |(number, frames)| {
        let take = TakeInHand::new(film, plan, &tempo_map, *number)?;
        for &frame in frames {
            let still = take.still(frame, WIDTH)?;
            let greys = still.greys().into_iter().map(|grey| f32::from(grey) / 255.0).collect();
            let parts = take.parts(frame, (still.width as usize, still.height as usize))?;
            let sight = Sight { greys, width: still.width as usize, parts };
            sights.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(frame, sight);
        }
        Ok(())
    })?;
    Ok(sights.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Ranges of cards that stand in one place: those sung in one part of the song; each title by itself.
fn parts_of_song(plan: &Plan, cards: &[Card]) -> Vec<std::ops::Range<usize>> {
    let part = |card: &Card| {
        let song_secs = plan.cut.song_from_frame(card.from);
        let section = plan.reading.sections.iter().rposition(|section| section.start <= song_secs);
        if is_sung(card) { (0, section) } else { (card.from + 1, None) }
    };
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, card) in cards.iter().enumerate() {
        match ranges.last_mut().filter(|range| part(&cards[range.start]) == part(card)) {
            Some(range) => range.end = i + 1,
            None => ranges.push(i..i + 1),
        }
    }
    ranges
}

/// Places cards that belong together; one that would stand on a face there goes elsewhere by itself.
fn place(cards: &mut [Card], frames: &[Vec<u64>], sights: &BTreeMap<u64, Sight>, area: Area) {
    let judged: Vec<[Judged; 4]> =
        cards.iter().zip(frames).map(|(card, frames)| judge(card, frames, sights, area)).collect();
    let sum =
        |place: usize| judged.iter().map(|card| card[place].against).sum::<f32>() + HABIT[place] * cards.len() as f32;
    let best = least(sum);
    let mut lightest = f32::INFINITY;
    for (card, judged) in cards.iter_mut().zip(&judged) {
        let own = if judged[best].is_on_face { least(|place| judged[place].against + HABIT[place]) } else { best };
        card.place = Place::ALL[own];
        lightest = lightest.min(judged[own].light);
    }
    let tone = if lightest >= INK_FROM { Tone::Ink } else { Tone::Paper };
    cards.iter_mut().for_each(|card| card.tone = tone);
}

fn least(against: impl Fn(usize) -> f32) -> usize {
    (0..Place::ALL.len()).min_by(|&a, &b| against(a).total_cmp(&against(b))).unwrap_or(0)
}

/// What a place is like for a card.
#[derive(Clone, Copy)]
struct Judged {
    against: f32,
    is_on_face: bool,
    /// The least mean grey behind it.
    light: f32,
}

fn judge(card: &Card, frames: &[u64], sights: &BTreeMap<u64, Sight>, area: Area) -> [Judged; 4] {
    let sights: Vec<&Sight> = frames.iter().filter_map(|frame| sights.get(frame)).collect();
    Place::ALL.map(|place| {
        let Ok(layout) = Layout::new(&Card { place, ..card.clone() }, area) else {
            return Judged { against: f32::INFINITY, is_on_face: true, light: 0.0 };
        };
        let mut judged = Judged { against: SMALLER * (1.0 - layout.share), is_on_face: false, light: f32::INFINITY };
        for sight in &sights {
            let share = sight.width as f32 / area.width;
            let room = ROOM * area.base() * share;
            let Bounds { left, top, right, bottom } = layout.bounds;
            let edges = [left, top, right, bottom].map(|edge| edge * share);
            let (mean, deviation) = sight.greys_in(edges);
            let meets = |part: &&Part| part.reach_into(edges) > -room;
            let faces = sight.parts.iter().filter(|part| part.is_head).filter(meets).count();
            let limbs =
                sight.parts.iter().filter(|part| !part.is_head).filter(|part| part.reach_into(edges) > 0.0).count();
            judged.is_on_face |= faces > 0;
            judged.light = judged.light.min(mean);
            let against =
                FACE * faces as f32 + BODY * (limbs as f32 * 0.1).min(1.0) + LIGHT * mean + UNREST * deviation;
            judged.against += against / sights.len() as f32;
        }
        judged
    })
}

impl Sight {
    /// Mean and standard deviation of the greys in a box.
    fn greys_in(&self, [left, top, right, bottom]: [f32; 4]) -> (f32, f32) {
        let [left, top, right, bottom] = [left, top, right.ceil(), bottom.ceil()].map(|edge| edge.max(0.0) as usize);
        let rows = self.greys.chunks_exact(self.width.max(1)).take(bottom).skip(top);
        let values: Vec<f32> = rows.flat_map(|row| row.iter().take(right).skip(left)).copied().collect();
        let count = values.len().max(1) as f32;
        let mean = values.iter().sum::<f32>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
        (mean, variance.sqrt())
    }
}
