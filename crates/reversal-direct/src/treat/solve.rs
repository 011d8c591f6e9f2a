//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! A row holds the states of a bar, a node and whether power has turned in the present window: who has led
//! so far, whether this block of bars had its rest, how often power has turned, whether the present reign is
//! earned. They lie side by side in vectors of sixteen, so that one edge serves all of them in a few operations.
//! Costs are kept over the least of their bar, in 16 bits: half the memory of 32, and twice as many at a time.

use std::ops::Range;

use fearless_simd::{Level, dispatch};

use super::graph::{INFINITE, Problem, leader_of};

/// A state in which a hold starts, or has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// Bar, from 0.
    pub bar: usize,
    /// Index into the problem's nodes.
    pub node: usize,
    /// 0 none, 1, 2.
    pub leader: usize,
    /// Whether the block of bars had its rest.
    pub rested: bool,
    /// Whether the reign is earned.
    pub earned: bool,
    /// Whether power has turned in the window that the bar lies in.
    pub used: bool,
    /// Reversals so far.
    pub reversals: usize,
}

/// What happens to the leader when a node is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The leader stays who it was.
    Same { leader: usize },
    /// Power changes hands.
    Reversal { leader: usize },
}

/// Who leads after a node is entered out of a state with a leader.
pub(crate) fn entry(problem: &Problem, node: usize, leader: usize) -> Entry {
    match problem.nodes[node].leader() {
        0 => Entry::Same { leader },
        to if leader == 0 || leader == to => Entry::Same { leader: to },
        to => Entry::Reversal { leader: to },
    }
}

/// The states in which a plan may start, with the cost of starting there.
pub(crate) fn starts(problem: &Problem) -> impl Iterator<Item = (State, i32)> + '_ {
    problem.nodes.iter().enumerate().filter_map(|(node, content)| {
        let cost = problem.start_costs[node]?;
        let (leader, earned) = (problem.first_leader(node)?, content.earns());
        Some((State { bar: 0, node, leader, rested: false, earned, used: false, reversals: 0 }, cost))
    })
}

/// Powers in quarters, -4..=4.
const POWERS: usize = 9;

/// States of a pack.
const LANES: usize = 16;
/// Numbers of reversals of a pack.
const COUNTS: usize = LANES / 2;

/// Costs of sixteen states over the base of their bar: eight numbers of reversals, in a reign that is not and is
/// earned.
type Pack = [i16; LANES];

/// What costs more than the cheapest way from its bar by this is as good as impossible: more than whole films cost.
const DEAREST: i16 = 16_000;
/// The cost of what cannot be: no step gains as much as lies between, so that it never seems to be possible.
const NEVER: i16 = 24_000;
const IMPOSSIBLE: Pack = [NEVER; LANES];
/// What a step costs at most: with it the sum of two costs still fits. One that is dearer counts as that dear, which
/// only lowers the bound.
const STEP_MAX: i16 = i16::MAX - NEVER;

/// The cost of a step.
fn step(cost: i32) -> i16 {
    cost.clamp(-i32::from(STEP_MAX), i32::from(STEP_MAX)) as i16
}

/// Who leads in a node of a power (by its number in 0..[`POWERS`]): 0 for none.
fn leader_at(power: usize) -> usize {
    leader_of(power as i32 - 4)
}

/// Where the states of a row lie.
///
/// Of someone who leads: a run of packs for states that have had no rest in their block of bars, then one for
/// those that have. Where someone leads in the node nobody else can have led last, and the row has only his runs;
/// else those of the first one, those of the second, and a pack for states in which nobody has led yet.
#[derive(Clone, Copy)]
struct Layout {
    /// Numbers of reversals, 0 included.
    counts: usize,
    /// Packs of a run.
    run: usize,
    /// Prices on power. Each has its costs: a row is as many rows, one after the other.
    prices: usize,
}

impl Layout {
    fn new(reversals_max: u32, prices: usize) -> Layout {
        let counts = reversals_max as usize + 1;
        Layout { counts, run: counts.div_ceil(COUNTS), prices }
    }

    /// Packs of a row under one price, given who leads in its node.
    fn packs(self, leader: usize) -> usize {
        if leader == 0 { 4 * self.run + 1 } else { 2 * self.run }
    }

    /// Packs of a row under all prices.
    fn row(self, leader: usize) -> usize {
        self.prices * self.packs(leader)
    }

    /// The packs of someone who has led last, in a row of a node in which nobody leads.
    fn led(self, leader: usize) -> Range<usize> {
        (leader - 1) * 2 * self.run..leader * 2 * self.run
    }

    /// The pack of states in which nobody has led yet, in such a row.
    fn nobody(self) -> usize {
        4 * self.run
    }

    /// The packs of a run among those of someone who leads.
    fn rested(self, rested: bool) -> Range<usize> {
        let first = usize::from(rested) * self.run;
        first..first + self.run
    }

    /// Pack and place of a state in its row.
    fn lane(self, leader: usize, state: &State) -> (usize, usize) {
        let rested = usize::from(state.rested);
        if state.leader == 0 {
            return (self.nobody(), rested);
        }
        let first = if leader == 0 { self.led(state.leader).start } else { 0 };
        let lane = state.reversals * 2 + usize::from(state.earned);
        (first + rested * self.run + lane / LANES, lane % LANES)
    }
}

/// Rows of all bars and nodes that there can be, two each where a bar lies in a window: unused and used.
struct Rows {
    nodes: usize,
    /// Where the rows of a bar and a node begin; `NO_ROW` where there are none.
    begins: Vec<u32>,
    packs: Vec<Pack>,
}

/// Where a state lies among the packs, under the first price.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    bar: usize,
    pack: usize,
    lane: usize,
    /// From one price to the next.
    packs: usize,
}

const NO_ROW: u32 = u32::MAX;

impl Rows {
    fn new(problem: &Problem, layout: Layout, exists: impl Fn(usize, usize) -> bool) -> Rows {
        let (mut begins, mut packs) = (Vec::new(), 0);
        for bar in 0..=problem.bars {
            let rows = if has_window(problem, bar) { 2 } else { 1 };
            for (number, node) in problem.nodes.iter().enumerate() {
                begins.push(if exists(bar, number) { packs as u32 } else { NO_ROW });
                if exists(bar, number) {
                    packs += rows * layout.row(node.leader());
                }
            }
        }
        Rows { nodes: problem.nodes.len(), begins, packs: vec![IMPOSSIBLE; packs] }
    }

    /// Where the rows of a bar and a node begin.
    fn begin(&self, bar: usize, node: usize) -> Option<usize> {
        let begin = self.begins[bar * self.nodes + node];
        (begin != NO_ROW).then_some(begin as usize)
    }

    fn spot(&self, layout: Layout, leader: usize, state: &State) -> Option<Spot> {
        let begin = self.begin(state.bar, state.node)?;
        let (pack, lane) = layout.lane(leader, state);
        let pack = begin + usize::from(state.used) * layout.row(leader) + pack;
        Some(Spot { bar: state.bar, pack, lane, packs: layout.packs(leader) })
    }

    /// Over the base of its bar; None where it cannot be.
    fn at(&self, spot: Spot, price: usize) -> Option<i16> {
        Some(self.packs[spot.pack + price * spot.packs][spot.lane]).filter(|&cost| cost < NEVER)
    }
}

/// Whether the block of bars that a hold ends in has its rest, by whether the one that it started in had.
type Rested = [Option<bool>; 2];

/// Whether power may turn at a bar, so that it matters whether it has.
fn has_window(problem: &Problem, bar: usize) -> bool {
    bar < problem.bars && problem.windows[bar].is_some()
}

/// The nodes of a hold in a place.
struct Group {
    place: usize,
    hold: usize,
    nodes: Vec<usize>,
}

/// A way from a group to another.
struct Way {
    to: usize,
    /// 1 where it leads to another place.
    moved: usize,
    /// What it costs, power and bar apart.
    cost: i32,
}

/// The costs of coming into a group within its place, or from another, by the power that is left.
struct Into {
    /// Where the rows of a power begin among those of a group, and after the last their end.
    begins: [usize; POWERS + 1],
    packs: Vec<Pack>,
}

impl Into {
    fn new(layout: Layout, groups: usize) -> Into {
        let mut begins = [0; POWERS + 1];
        for power in 0..POWERS {
            begins[power + 1] = begins[power] + 2 * layout.row(leader_at(power));
        }
        Into { packs: vec![IMPOSSIBLE; groups * 2 * begins[POWERS]], begins }
    }

    fn of_group(&self, group: usize, moved: usize) -> Range<usize> {
        let first = (group * 2 + moved) * self.begins[POWERS];
        first..first + self.begins[POWERS]
    }

    fn rows(&self, layout: Layout, (group, moved): (usize, usize), power: usize, uses: usize) -> Range<usize> {
        let first = self.of_group(group, moved).start + self.begins[power];
        first..first + uses * layout.row(leader_at(power))
    }
}

/// What it costs to enter a node, unused and used: rows as of a node in which nobody leads, since anybody can have led
/// where one comes from.
struct Entering {
    /// Who leads in the node.
    leader: usize,
    /// Whether power may turn on the way.
    turns: bool,
    row: usize,
    rows: Vec<Pack>,
}

impl Entering {
    fn new(layout: Layout) -> Entering {
        let row = layout.row(0);
        Entering { leader: 0, turns: false, row, rows: vec![IMPOSSIBLE; 2 * row] }
    }

    /// Lowers rows of a node, unused and used, by what it costs to go on to the entered one, given who leads in it.
    #[inline(always)]
    fn lower_left(&self, layout: Layout, leader: usize, (best, may_turn): (&mut [Pack], bool), dearer: i16) {
        let rows = best.chunks_exact_mut(layout.row(leader)).zip(self.rows.chunks_exact(self.row));
        for (used, (best, entering)) in rows.enumerate() {
            let turns = self.turns && may_turn && used == 0;
            let rows = best.chunks_exact_mut(layout.packs(leader)).zip(entering.chunks_exact(layout.packs(0)));
            for (best, entering) in rows {
                match (leader, self.leader) {
                    (0, 0) => lower(best, entering, dearer),
                    (0, to) => {
                        lower(&mut best[layout.led(to)], &entering[layout.led(to)], dearer);
                        lower(&mut best[layout.nobody()..], &entering[layout.nobody()..], dearer);
                        if turns {
                            lower(&mut best[layout.led(3 - to)], &entering[layout.led(3 - to)], dearer);
                        }
                    }
                    (from, to) if from == to || to == 0 || turns => {
                        lower(best, &entering[layout.led(from)], dearer);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Least costs to the end.
pub(crate) struct Bounds {
    layout: Layout,
    groups: Vec<Group>,
    /// A hold starts at the bar.
    stay: Rows,
    /// A hold has ended at the bar and another is to be chosen.
    leave: Rows,
    /// What the costs of a bar under a price are over: the least of all its starts, or 0 at the end.
    bases: Vec<i32>,
    /// The least from the end of a node at a bar, under each price.
    leasts: Vec<i32>,
}

impl Bounds {
    /// Room for the bounds of a problem under so many prices on power.
    pub fn new(problem: &Problem, prices: usize) -> Bounds {
        let layout = Layout::new(problem.rules.reversals_max, prices);
        let mut groups: Vec<Group> = Vec::new();
        for (number, node) in problem.nodes.iter().enumerate() {
            match groups.iter_mut().find(|group| (group.place, group.hold) == (node.place, node.hold)) {
                Some(group) => group.nodes.push(number),
                None => groups.push(Group { place: node.place, hold: node.hold, nodes: vec![number] }),
            }
        }
        let nodes = problem.nodes.len();
        let (mut starts, mut ends) = (vec![false; (problem.bars + 1) * nodes], vec![false; (problem.bars + 1) * nodes]);
        for bar in 0..problem.bars {
            for node in 0..nodes {
                for end in problem.ends(node, bar) {
                    starts[bar * nodes + node] = true;
                    ends[end * nodes + node] = true;
                }
            }
        }
        Bounds {
            layout,
            groups,
            stay: Rows::new(problem, layout, |bar, node| starts[bar * nodes + node]),
            leave: Rows::new(problem, layout, |bar, node| ends[bar * nodes + node]),
            bases: vec![0; (problem.bars + 1) * prices],
            leasts: vec![INFINITE; (problem.bars + 1) * nodes * prices],
        }
    }

    /// Works the bounds out from the last bar to the first: for their own problem, or for
    /// one that differs in costs alone, so that what was impossible still is. `prices` are what a quarter of the
    /// first one's power costs more, a bar.
    pub fn work_out(&mut self, problem: &Problem, prices: &[i32]) {
        // The same sums on every machine; some add more of them at a time.
        dispatch!(Level::new(), _simd => self.work_out_inlined(problem, prices));
    }

    #[inline(always)]
    fn work_out_inlined(&mut self, problem: &Problem, prices: &[i32]) {
        for node in 0..problem.nodes.len() {
            self.end_at(problem, node);
        }
        let ways = self.ways(problem);
        let power_costs: Vec<[i16; POWERS]> = (0..problem.nodes.len())
            .map(|node| {
                let cost = |power| problem.changes.of_power(power as i32 - 4, &problem.nodes[node]);
                std::array::from_fn(|power| cost(power).map_or(NEVER, step))
            })
            .collect();
        let mut into = Into::new(self.layout, self.groups.len());
        let mut entering = Entering::new(self.layout);
        let mut best = vec![IMPOSSIBLE; 2 * self.layout.row(0)];
        let bars_max = problem.nodes.iter().map(|node| node.bars_max).max().unwrap_or(0);
        let longest = problem.pins.iter().map(|pin| pin.to - pin.from).max().unwrap_or(0).max(bars_max);
        for bar in (0..problem.bars).rev() {
            self.base_at(problem, bar, prices);
            let rests = [false, true].map(|rest| {
                let after = |end| [false, true].map(|rested| problem.rested_after(rest, bar, end, rested));
                (bar..=bar + longest).map(after).collect::<Vec<_>>()
            });
            for node in 0..problem.nodes.len() {
                self.stay_at(problem, (bar, prices), node, &rests, &mut best);
            }
            if bar > 0 {
                // Where power may turn within a place, it may not on the way to another.
                let variants = 1 + usize::from(has_window(problem, bar) && self.can_move(problem, bar));
                self.come_into(problem, (bar, variants), &power_costs, &mut into, &mut entering);
                self.leave_at(problem, (bar, variants), &ways, &into, (&mut entering, &mut best));
            }
        }
    }

    /// The ways out of each group.
    fn ways(&self, problem: &Problem) -> Vec<Vec<Way>> {
        let way = |from: &Group, to: usize| {
            let hold = problem.changes.of_hold(from.hold, self.groups[to].hold)?;
            let place = problem.changes.of_place(from.hold, from.place, self.groups[to].place)?;
            Some(Way { to, moved: usize::from(from.place != self.groups[to].place), cost: hold + place })
        };
        self.groups.iter().map(|from| (0..self.groups.len()).filter_map(|to| way(from, to)).collect()).collect()
    }

    /// Whether a node can start at a bar.
    pub fn starts(&self, bar: usize, node: usize) -> bool {
        self.stay.begin(bar, node).is_some()
    }

    /// Where the start of a hold lies; None where there is none.
    pub fn start(&self, leader: usize, state: &State) -> Option<Spot> {
        self.stay.spot(self.layout, leader, state)
    }

    /// Where the end of a hold lies; None where there is none.
    pub fn end(&self, leader: usize, state: &State) -> Option<Spot> {
        self.leave.spot(self.layout, leader, state)
    }

    /// Least cost from the start of a hold to the end of the film.
    pub fn after_start(&self, spot: Spot, price: usize) -> i32 {
        self.stay.at(spot, price).map_or(INFINITE, |cost| self.base(spot.bar, price) + i32::from(cost))
    }

    /// Least cost from the end of a hold to the end of the film.
    pub fn after_end(&self, spot: Spot, price: usize) -> i32 {
        self.leave.at(spot, price).map_or(INFINITE, |cost| self.base(spot.bar, price) + i32::from(cost))
    }

    fn base(&self, bar: usize, price: usize) -> i32 {
        self.bases[bar * self.layout.prices + price]
    }

    /// Finds the least from all starts at a bar.
    fn base_at(&mut self, problem: &Problem, bar: usize, prices: &[i32]) {
        let nodes = problem.nodes.len();
        let bases = &mut self.bases[bar * prices.len()..][..prices.len()];
        bases.fill(INFINITE);
        for (node, content) in problem.nodes.iter().enumerate() {
            for end in problem.ends(node, bar) {
                let cost = problem.stay_cost(node, bar, end);
                let power = content.power * (end - bar) as i32;
                let leasts = &self.leasts[(end * nodes + node) * prices.len()..][..prices.len()];
                for ((base, least), price) in bases.iter_mut().zip(leasts).zip(prices) {
                    *base = (*base).min(least + cost + price * power);
                }
            }
        }
        for base in bases.iter_mut().filter(|base| **base >= INFINITE / 2) {
            *base = 0;
        }
    }

    /// The least cost of any plan under a price, whatever its balance; `INFINITE` or near it where there is none.
    pub fn least(&self, problem: &Problem, price: usize) -> i32 {
        let least = |(state, cost): (State, i32)| {
            let spot = self.start(problem.nodes[state.node].leader(), &state)?;
            Some(self.after_start(spot, price) + cost)
        };
        starts(problem).filter_map(least).min().unwrap_or(INFINITE)
    }

    /// What it costs that the film ends in a node.
    fn end_at(&mut self, problem: &Problem, node: usize) {
        let Some(begin) = self.leave.begin(problem.bars, node) else { return };
        let (layout, leader) = (self.layout, problem.nodes[node].leader());
        let row = &mut self.leave.packs[begin..][..layout.row(leader)];
        for (pack, costs) in row.chunks_exact_mut(layout.packs(leader)).flat_map(|row| row.iter_mut().enumerate()) {
            for (lane, cost) in costs.iter_mut().enumerate() {
                let nobody = leader == 0 && pack == layout.nobody();
                let lane = pack % layout.run * LANES + lane;
                let (reversals, earned) = if nobody { (0, false) } else { (lane / 2, lane % 2 == 1) };
                let ended = problem.end_cost(node, earned, reversals).filter(|_| reversals < layout.counts);
                *cost = ended.map_or(NEVER, step);
            }
        }
        let leasts = &mut self.leasts[(problem.bars * self.leave.nodes + node) * layout.prices..][..layout.prices];
        note_leasts(layout, leader, &self.leave.packs[begin..][..layout.row(leader)], leasts);
    }

    /// Whether one place can be left for another at a bar.
    fn can_move(&self, problem: &Problem, bar: usize) -> bool {
        let mut places = [false; 2].map(|_| vec![false; problem.open_until.len()]);
        for (node, content) in problem.nodes.iter().enumerate() {
            places[0][content.place] |= self.leave.begin(bar, node).is_some();
            places[1][content.place] |= self.stay.begin(bar, node).is_some();
        }
        let [left, entered] = places;
        (0..left.len()).any(|from| left[from] && (0..entered.len()).any(|to| to != from && entered[to]))
    }

    #[inline(always)]
    fn stay_at(
        &mut self,
        problem: &Problem,
        (bar, prices): (usize, &[i32]),
        node: usize,
        rests: &[Vec<Rested>; 2],
        best: &mut [Pack],
    ) {
        let Some(begin) = self.stay.begin(bar, node) else { return };
        let layout = self.layout;
        let leader = problem.nodes[node].leader();
        let (packs, row) = (layout.packs(leader), layout.row(leader));
        let uses = 1 + usize::from(has_window(problem, bar));
        let best = &mut best[..uses * row];
        best.fill(IMPOSSIBLE);
        let rests = &rests[usize::from(problem.nodes[node].rest)];
        for end in problem.ends(node, bar) {
            let Some(after) = self.leave.begin(end, node) else { continue };
            let cost = problem.stay_cost(node, bar, end);
            let power = problem.nodes[node].power * (end - bar) as i32;
            let (bases, bases_after) = (&self.bases[bar * prices.len()..], &self.bases[end * prices.len()..]);
            for (used, best) in best.chunks_exact_mut(row).enumerate() {
                let still_used = used == 1 && problem.same_window(bar, end);
                let after = &self.leave.packs[after + usize::from(still_used) * row..][..row];
                let rows = best.chunks_exact_mut(packs).zip(after.chunks_exact(packs)).zip(prices);
                for (((best, after), price), (base, base_after)) in rows.zip(bases.iter().zip(bases_after)) {
                    let cost = step(cost + price * power + base_after - base);
                    if rests[end - bar] == [Some(false), Some(true)] {
                        lower(best, after, cost);
                        continue;
                    }
                    for (rested, rested_after) in [false, true].into_iter().zip(rests[end - bar]) {
                        let Some(rested_after) = rested_after else { continue };
                        for first in (0..layout.nobody().min(packs)).step_by(2 * layout.run) {
                            let (to, from) = (layout.rested(rested), layout.rested(rested_after));
                            lower(&mut best[first..][to], &after[first..][from], cost);
                        }
                        if leader == 0 {
                            let nobody = after[layout.nobody()][usize::from(rested_after)] + cost;
                            let lane = &mut best[layout.nobody()][usize::from(rested)];
                            *lane = nobody.min(*lane);
                        }
                    }
                }
            }
        }
        clip(&mut self.stay.packs[begin..][..best.len()], best);
    }

    /// The cheapest way into each hold of a place from each power: the cost of a change is a sum, so that this
    /// need not be found for each hold that is left.
    #[inline(always)]
    fn come_into(
        &self,
        problem: &Problem,
        (bar, variants): (usize, usize),
        power_costs: &[[i16; POWERS]],
        into: &mut Into,
        entering: &mut Entering,
    ) {
        let layout = self.layout;
        let uses = 1 + usize::from(has_window(problem, bar));
        for (number, group) in self.groups.iter().enumerate() {
            let starting = || group.nodes.iter().copied().filter(|&node| self.stay.begin(bar, node).is_some());
            if starting().next().is_none() {
                continue;
            }
            for moved in 0..variants {
                let rows = into.of_group(number, moved);
                into.packs[rows].fill(IMPOSSIBLE);
            }
            for node in starting() {
                self.enter(problem, bar, node, entering);
                for moved in 0..variants {
                    for (power, &cost) in power_costs[node].iter().enumerate().filter(|(_, cost)| **cost < NEVER) {
                        let rows = into.rows(layout, (number, moved), power, uses);
                        let best = (&mut into.packs[rows], moved == 0);
                        entering.lower_left(layout, leader_at(power), best, cost);
                    }
                }
            }
        }
    }

    /// For each node that ends at the bar the cheapest group to go on to.
    #[inline(always)]
    fn leave_at(
        &mut self,
        problem: &Problem,
        (bar, variants): (usize, usize),
        ways: &[Vec<Way>],
        into: &Into,
        (entering, best): (&mut Entering, &mut [Pack]),
    ) {
        let layout = self.layout;
        let change = problem.change_costs[bar];
        let uses = 1 + usize::from(has_window(problem, bar));
        let open: Vec<bool> = self
            .groups
            .iter()
            .map(|group| group.nodes.iter().any(|&node| self.stay.begin(bar, node).is_some()))
            .collect();
        let mut rows: Vec<(usize, i16)> = Vec::new();
        for (group, ways) in self.groups.iter().zip(ways) {
            let ending = |node: &&usize| self.leave.begin(bar, **node).is_some();
            if !group.nodes.iter().any(|node| ending(&node)) {
                continue;
            }
            rows.clear();
            for way in ways.iter().filter(|way| open[way.to]) {
                rows.push((into.of_group(way.to, way.moved.min(variants - 1)).start, step(way.cost + change)));
            }
            for &node in &group.nodes {
                let Some(begin) = self.leave.begin(bar, node) else { continue };
                let content = &problem.nodes[node];
                let row = layout.row(content.leader());
                let best = &mut best[..uses * row];
                let first = into.begins[(content.power + 4) as usize];
                cheapest(best, &into.packs[first..], &rows);
                for &(_, to) in problem.changes.pinned().iter().filter(|pair| pair.0 == node) {
                    if self.stay.begin(bar, to).is_none() {
                        continue;
                    }
                    self.enter(problem, bar, to, entering);
                    let cost = step(problem.changes.of_pinned() + change);
                    let may_turn = problem.nodes[to].place == content.place;
                    entering.lower_left(layout, content.leader(), (best, may_turn), cost);
                }
                clip(&mut self.leave.packs[begin..][..best.len()], best);
                let leasts = &mut self.leasts[(bar * self.leave.nodes + node) * layout.prices..][..layout.prices];
                note_leasts(layout, content.leader(), &self.leave.packs[begin..][..uses * row], leasts);
                leasts.iter_mut().zip(&self.bases[bar * layout.prices..]).for_each(|(least, base)| *least += base);
            }
        }
    }

    /// What it costs to enter a node, by the state that is left.
    #[inline(always)]
    fn enter(&self, problem: &Problem, bar: usize, node: usize, entering: &mut Entering) {
        let layout = self.layout;
        let Some(begin) = self.stay.begin(bar, node) else { return };
        let content = &problem.nodes[node];
        let (leader, earns) = (content.leader(), content.earns());
        let (packs, row) = (layout.packs(leader), layout.row(leader));
        let window = has_window(problem, bar);
        (entering.leader, entering.turns) = (leader, window && leader != 0);
        for used in 0..1 + usize::from(window) {
            let stay = &self.stay.packs[begin + used * row..][..row];
            let same = &mut entering.rows[used * entering.row..][..entering.row];
            if problem.must_turn[bar] {
                same.fill(IMPOSSIBLE);
                continue;
            }
            if leader == 0 {
                same.copy_from_slice(stay);
                continue;
            }
            for (same, stay) in same.chunks_exact_mut(layout.packs(0)).zip(stay.chunks_exact(packs)) {
                for (to, from) in same[layout.led(leader)].iter_mut().zip(stay) {
                    *to = if earns { std::array::from_fn(|lane| from[lane | 1]) } else { *from };
                }
                same[layout.nobody()] = IMPOSSIBLE;
                if used == 0 {
                    let first = |rested: bool| stay[layout.rested(rested).start][usize::from(earns)];
                    (same[layout.nobody()][0], same[layout.nobody()][1]) = (first(false), first(true));
                }
            }
        }
        if entering.turns {
            let turned = self.stay.packs[begin + row..][..row].chunks_exact(packs);
            let gain = step(problem.turn_gains[bar]);
            let reigns = if problem.rules.earned_reign { 1..2 } else { 0..2 };
            for (entering, turned) in entering.rows.chunks_exact_mut(layout.packs(0)).zip(turned) {
                let lost = &mut entering[layout.led(3 - leader)];
                lost.fill(IMPOSSIBLE);
                for first in [layout.rested(false).start, layout.rested(true).start] {
                    for reversals in 1..layout.counts {
                        let lane = reversals * 2 + usize::from(earns);
                        let cost = turned[first + lane / LANES][lane % LANES] - gain;
                        for earned in reigns.clone() {
                            let lane = (reversals - 1) * 2 + earned;
                            lost[first + lane / LANES][lane % LANES] = cost;
                        }
                    }
                }
            }
        }
    }
}

/// Lowers a row to another, so much dearer, lane by lane.
#[inline(always)]
fn lower(best: &mut [Pack], row: &[Pack], dearer: i16) {
    for (best, row) in best.iter_mut().zip(row) {
        *best = std::array::from_fn(|lane| best[lane].min(row[lane] + dearer));
    }
}

/// The least of rows that begin at some packs and are so much dearer, lane by lane. Four packs at a time stay in
/// registers.
#[inline(always)]
fn cheapest(best: &mut [Pack], packs: &[Pack], rows: &[(usize, i16)]) {
    let (fours, rest) = best.as_chunks_mut::<4>();
    let rest_from = fours.len() * 4;
    for (number, four) in fours.iter_mut().enumerate() {
        let mut least = [IMPOSSIBLE; 4];
        for &(begin, dearer) in rows {
            if let Some((row, _)) = packs[begin + number * 4..].split_first_chunk::<4>() {
                lower(&mut least, row, dearer);
            }
        }
        *four = least;
    }
    for (number, one) in rest.iter_mut().enumerate() {
        let mut least = IMPOSSIBLE;
        for &(begin, dearer) in rows {
            let row = packs[begin + rest_from + number];
            lower(std::slice::from_mut(&mut least), &[row], dearer);
        }
        *one = least;
    }
}

/// Writes a row, with nothing between [`DEAREST`] and [`NEVER`].
#[inline(always)]
fn clip(row: &mut [Pack], best: &[Pack]) {
    for (row, best) in row.iter_mut().zip(best) {
        *row = best.map(|cost| if cost > DEAREST { NEVER } else { cost });
    }
}

/// Notes the least of a node's rows under each price, over the base of their bar.
#[inline(always)]
fn note_leasts(layout: Layout, leader: usize, rows: &[Pack], leasts: &mut [i32]) {
    let packs = layout.packs(leader);
    for (price, least) in leasts.iter_mut().enumerate() {
        let mut of_lanes = IMPOSSIBLE;
        for rows in rows.chunks_exact(packs * layout.prices) {
            for pack in &rows[price * packs..][..packs] {
                of_lanes = std::array::from_fn(|lane| of_lanes[lane].min(pack[lane]));
            }
        }
        let of_all = of_lanes.into_iter().fold(NEVER, i16::min);
        *least = if of_all < NEVER { i32::from(of_all) } else { INFINITE };
    }
}
