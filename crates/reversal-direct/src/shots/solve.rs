//! The shots of one scene by semi-Markov dynamic programming: exact for all
//! costs that lie in a shot or in a cut between two.

use super::setup::{FORBIDDEN, Heads, Milli, Pace, Setup};

/// Stands for "cannot be reached"; adding costs to it does not overflow.
const UNREACHED: Milli = Milli::MAX / 4;
/// Below this a cost is a plan's: costs added to the unreached leave it above.
const REACHED: Milli = UNREACHED / 2;
/// For going on, or ending the scene, before the faces of both were seen after a reversal.
const REACTION_MISSED: Milli = 80_000;
/// For a scene that shows its place too early or too late.
const WIDE_MISSED: Milli = 150_000;
/// Crossing the line at the first cut after a reversal is meant.
const CROSSING_AFTER_REVERSAL: Milli = -300;
/// No reaction lasts longer, half-beats.
const REACTION_SLOTS_MAX: usize = 16;

/// How a scene must show its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Establishing {
    /// A wide within the first three shots.
    Soon,
    /// The film's opening: two to four shots close, then a wide.
    Late,
}

impl Establishing {
    /// The count of shots at which the place counts as seen (or given up).
    fn done(self) -> usize {
        match self {
            Establishing::Soon => 3,
            Establishing::Late => 5,
        }
    }

    /// The next count and what the shot costs for being wide or not.
    fn after(self, count: usize, wide: bool) -> (usize, Milli) {
        let done = self.done();
        let too_early = self == Establishing::Late && count < 2;
        match (count == done, wide) {
            (true, _) => (done, 0),
            (false, true) => (done, if too_early { WIDE_MISSED } else { 0 }),
            (false, false) if count + 1 == done => (done, WIDE_MISSED),
            (false, false) => (count + 1, 0),
        }
    }
}

/// All that the shots of a scene depend on, in tables.
pub(crate) struct Tables {
    pub(crate) setups: Vec<Setup>,
    /// Cost of a cut from one set-up to another, by row: where heads are apart, and where they are together.
    pub(crate) pairs: [Vec<Milli>; Heads::ALL.len()],
    /// How near the heads are on both sides of a cut at each slot.
    pub(crate) heads: Vec<Heads>,
    /// What a cut costs at each slot; None where none may be.
    pub(crate) cuts: Vec<Option<Milli>>,
    /// Cost of each set-up from the scene's start to a slot, a row a slot and one for the end.
    pub(crate) spent: Vec<Milli>,
    /// Cost of a shot's length by slot at which it starts, slots that it lasts (from 1) and pace.
    pub(crate) lengths: Vec<Vec<[Milli; Pace::ALL.len()]>>,
    /// Slots at which power changes hands.
    pub(crate) reversals: Vec<usize>,
    /// Those of them after which the faces of both are shown close.
    pub(crate) reacted_to: Vec<usize>,
    pub(crate) establishing: Establishing,
    /// The set-up that the scene must open with.
    pub(crate) opening: Option<usize>,
    /// The set-up that the scene must close with.
    pub(crate) closing: Option<usize>,
    /// Close-ups of the two in turn, as set-ups: the reactions after a reversal.
    pub(crate) reactions: Vec<(usize, usize)>,
}

/// A shot of the plan, in slots of its scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) setup: usize,
    /// Whether it is one of two reactions of equal length after a reversal, and which.
    pub(crate) reaction: Option<Reaction>,
}

/// Which of the two reactions a shot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    First,
    Second,
}

/// Whether a take over some slots holds through what happens at one.
fn covers(from: usize, to: usize, at: usize) -> bool {
    from < at && at < to || from == 0 && at == 0
}

impl Tables {
    /// Number of slots.
    pub(crate) fn slots(&self) -> usize {
        self.cuts.len()
    }

    /// Whether a take over these slots holds through a reversal.
    pub(crate) fn covers_reversal(&self, from: usize, to: usize) -> bool {
        self.reversals.iter().any(|&at| covers(from, to, at))
    }

    /// Whether such a take owes reactions.
    fn owes_reactions(&self, from: usize, to: usize) -> bool {
        self.reacted_to.iter().any(|&at| covers(from, to, at))
    }

    /// Cost of what a shot shows and of its length.
    pub(crate) fn shot_cost(&self, from: usize, to: usize, setup: usize) -> Milli {
        let width = self.setups.len();
        let shown = self.spent[to * width + setup] - self.spent[from * width + setup];
        let length = self.lengths[from].get(to - from - 1);
        shown + length.map_or(FORBIDDEN, |paces| paces[self.setups[setup].pace() as usize])
    }

    /// Cost of cuts from a set-up to each, at a slot.
    fn pairs_from(&self, before: usize, slot: usize) -> &[Milli] {
        let width = self.setups.len();
        &self.pairs[self.heads[slot] as usize][before * width..][..width]
    }

    /// Cost of a cut at a slot, without its time; the first after a reversal may cross the line.
    pub(crate) fn pair_cost(&self, before: usize, next: usize, slot: usize, after_reversal: bool) -> Milli {
        let cost = self.pairs_from(before, slot)[next];
        if !after_reversal || !self.setups[before].opposes(self.setups[next]) {
            return cost;
        }
        let barred = if self.setups[before].crosses_line(self.setups[next]) { FORBIDDEN } else { 0 };
        cost - barred + CROSSING_AFTER_REVERSAL
    }

    /// The cheapest shots for the scene.
    pub(crate) fn solve(&self) -> Vec<Planned> {
        Search::new(self).run()
    }
}

/// Where a shot that ends at a slot came from.
#[derive(Clone, Copy, Default)]
struct Back(u32);

impl Back {
    fn new(from: usize, layer: usize, reaction: Option<usize>) -> Back {
        Back((from as u32) << 12 | (layer as u32) << 8 | reaction.map_or(0, |index| index as u32 + 1))
    }

    fn from(self) -> usize {
        (self.0 >> 12) as usize
    }

    fn layer(self) -> usize {
        (self.0 >> 8 & 0xf) as usize
    }

    fn reaction(self) -> Option<usize> {
        (self.0 & 0xff).checked_sub(1).map(|index| index as usize)
    }
}

/// The state besides the set-up: shots counted until the place was seen, and
/// whether reactions are owed to a reversal.
struct Search<'a> {
    tables: &'a Tables,
    layers: usize,
    /// Cheapest way to end a shot of each set-up, by layer and slot.
    arrive: Vec<Vec<Milli>>,
    back: Vec<Vec<Back>>,
    /// First set-up of each pace, and the end.
    paces: Vec<(Pace, std::ops::Range<usize>)>,
}

impl<'a> Search<'a> {
    fn new(tables: &'a Tables) -> Search<'a> {
        let layers = (tables.establishing.done() + 1) * 2;
        let paces = Pace::ALL
            .map(|pace| {
                let from = tables.setups.partition_point(|setup| setup.pace() < pace);
                (pace, from..tables.setups.partition_point(|setup| setup.pace() <= pace))
            })
            .to_vec();
        let rows = layers * (tables.slots() + 1);
        Search { tables, layers, arrive: vec![Vec::new(); rows], back: vec![Vec::new(); rows], paces }
    }

    fn row(&self, layer: usize, slot: usize) -> usize {
        slot * self.layers + layer
    }

    /// The costs of arriving in a row, made on first use.
    fn arrivals(&mut self, layer: usize, slot: usize) -> (&mut [Milli], &mut [Back]) {
        let (row, width) = (self.row(layer, slot), self.tables.setups.len());
        if self.arrive[row].is_empty() {
            self.arrive[row] = vec![UNREACHED; width];
            self.back[row] = vec![Back::default(); width];
        }
        (&mut self.arrive[row], &mut self.back[row])
    }

    fn run(mut self) -> Vec<Planned> {
        let tables = self.tables;
        let last = tables.slots();
        let mut enter = vec![0; tables.setups.len()];
        if let Some(opening) = tables.opening {
            enter.fill(UNREACHED);
            enter[opening] = 0;
        }
        self.leave(0, 0, &enter);
        for slot in 1..last {
            let Some(cut) = tables.cuts[slot] else { continue };
            for layer in 0..self.layers {
                let row = self.row(layer, slot);
                if self.arrive[row].is_empty() {
                    continue;
                }
                let owed = layer % 2 == 1;
                if owed {
                    self.react(layer, slot, cut);
                }
                self.enter(layer, slot, cut + if owed { REACTION_MISSED } else { 0 }, &mut enter);
                self.leave(layer, slot, &enter);
            }
        }
        self.trace(last)
    }

    /// The cheapest way to start a shot of each set-up.
    fn enter(&self, layer: usize, slot: usize, cut: Milli, enter: &mut [Milli]) {
        enter.fill(UNREACHED);
        for (before, &cost) in
            self.arrive[self.row(layer, slot)].iter().enumerate().filter(|(_, cost)| **cost < REACHED)
        {
            let start = cost + cut;
            for (best, pair) in enter.iter_mut().zip(self.tables.pairs_from(before, slot)) {
                *best = (*best).min(start + pair);
            }
        }
    }

    /// Lets shots that start at a slot last until every later slot at which one may cut.
    fn leave(&mut self, layer: usize, from: usize, enter: &[Milli]) {
        let tables = self.tables;
        let width = tables.setups.len();
        for length in 1..=tables.lengths[from].len() {
            let to = from + length;
            let paces = tables.lengths[from][length - 1];
            let at_end = to == tables.slots();
            if !at_end && (tables.cuts[to].is_none() || paces.iter().all(|cost| *cost >= FORBIDDEN)) {
                continue;
            }
            let owed = usize::from(tables.owes_reactions(from, to));
            for (pace, range) in self.paces.clone() {
                let (count, missed) = tables.establishing.after(layer / 2, pace == Pace::Wide);
                let fixed = paces[pace as usize] + missed;
                let code = Back::new(from, layer, None);
                let before = &tables.spent[from * width..][range.clone()];
                let after = &tables.spent[to * width..][range.clone()];
                let enter = &enter[range.clone()];
                let (arrive, back) = self.arrivals(count * 2 + owed, to);
                let (arrive, back) = (&mut arrive[range.clone()], &mut back[range.clone()]);
                for i in 0..enter.len() {
                    let cost = enter[i] + fixed + after[i] - before[i];
                    let better = cost < arrive[i];
                    arrive[i] = if better { cost } else { arrive[i] };
                    back[i] = if better { code } else { back[i] };
                }
            }
        }
    }

    /// After a reversal both faces follow, for the same number of half-beats.
    fn react(&mut self, layer: usize, from: usize, cut: Milli) {
        let tables = self.tables;
        for (index, &(one, other)) in tables.reactions.iter().enumerate() {
            let Some((_, enter)) = self.cheapest_before(layer, from, one, true) else { continue };
            for length in 1..=REACTION_SLOTS_MAX {
                let (middle, to) = (from + length, from + 2 * length);
                if to > tables.slots() || to < tables.slots() && tables.cuts[to].is_none() {
                    continue;
                }
                let Some(cut_between) = tables.cuts[middle] else { continue };
                let cost = enter
                    + cut
                    + tables.shot_cost(from, middle, one)
                    + cut_between
                    + tables.pair_cost(one, other, middle, false)
                    + tables.shot_cost(middle, to, other);
                let owed = usize::from(tables.owes_reactions(from, middle) || tables.owes_reactions(middle, to));
                let (count, first_missed) = tables.establishing.after(layer / 2, false);
                let (count, missed) = tables.establishing.after(count, false);
                let (arrive, back) = self.arrivals(count * 2 + owed, to);
                if cost + first_missed + missed < arrive[other] {
                    arrive[other] = cost + first_missed + missed;
                    back[other] = Back::new(from, layer, Some(index));
                }
            }
        }
    }

    /// The set-up from which a cut to `next` is cheapest, and the cost with the cut.
    fn cheapest_before(&self, layer: usize, slot: usize, next: usize, after_reversal: bool) -> Option<(usize, Milli)> {
        self.arrive[self.row(layer, slot)]
            .iter()
            .enumerate()
            .filter(|(_, cost)| **cost < REACHED)
            .map(|(before, cost)| (before, cost + self.tables.pair_cost(before, next, slot, after_reversal)))
            .min_by_key(|&(_, cost)| cost)
    }

    fn trace(&self, last: usize) -> Vec<Planned> {
        let mut best: Option<(Milli, usize, usize)> = None;
        for layer in 0..self.layers {
            for (setup, &cost) in self.arrive[self.row(layer, last)].iter().enumerate() {
                let cost = cost
                    + if layer % 2 == 1 { REACTION_MISSED } else { 0 }
                    + if self.tables.closing.is_some_and(|closing| closing != setup) { FORBIDDEN } else { 0 };
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, layer, setup));
                }
            }
        }
        let Some((_, mut layer, mut setup)) = best else { return Vec::new() };
        let mut slot = last;
        let mut shots = Vec::new();
        while slot > 0 {
            let row = self.row(layer, slot);
            let back = self.back[row][setup];
            let from = back.from();
            let reacts = back.reaction().is_some();
            if let Some(index) = back.reaction() {
                let (one, other) = self.tables.reactions[index];
                let middle = (from + slot) / 2;
                shots.push(Planned { from: middle, to: slot, setup: other, reaction: Some(Reaction::Second) });
                shots.push(Planned { from, to: middle, setup: one, reaction: Some(Reaction::First) });
                setup = one;
            } else {
                shots.push(Planned { from, to: slot, setup, reaction: None });
            }
            (slot, layer) = (from, back.layer());
            if slot > 0 {
                let before = self.cheapest_before(layer, slot, setup, reacts);
                let Some((before, _)) = before else { break };
                setup = before;
            }
        }
        shots.reverse();
        shots
    }
}
