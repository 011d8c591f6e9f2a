//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! A row holds the states of a bar and a node: whether power has turned in the present window, who has led
//! so far, whether this block of bars had its rest, how often power has turned, whether the present reign is
//! earned. They lie side by side in vectors of sixteen, so that one edge serves all of them in a few operations.
//! Costs are kept over the least of their bar, in 16 bits: half the memory of 32, and twice as many at a time.

mod into;
mod lanes;
mod layout;

use std::ops::RangeInclusive;

use fearless_simd::{Level, dispatch};

use self::into::{Entering, Into, PowerCosts, go_on, lead_first, number_of, turn};
use self::lanes::{Cell, IMPOSSIBLE, NEVER, cheapest, clip, leasts, lower_cells, step};
pub(crate) use self::layout::Spot;
use self::layout::{Layout, Rows, has_window, led_last, uses};
use super::graph::{INFINITE, Problem};

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

/// Who leads after a node is entered in which someone leads or nobody, out of a state with a leader.
pub(crate) fn entry(leads: usize, leader: usize) -> Entry {
    match leads {
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

/// Whether the block of bars that a hold ends in has its rest, by whether the one that it started in had.
type Rested = [Option<bool>; 2];

/// The same where a hold ends in the block that it started in, and is no rest.
const UNCHANGED: Rested = [Some(false), Some(true)];

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

/// Least costs to the end under so many prices on power.
pub(crate) struct Bounds<const P: usize> {
    layout: Layout,
    groups: Vec<Group>,
    /// For each bar and node, the bars at which a hold that starts there may end, as [`Problem::ends`] has them.
    ends: Vec<(u32, u32)>,
    /// A hold starts at the bar.
    stay: Rows<P>,
    /// A hold has ended at the bar and another is to be chosen.
    leave: Rows<P>,
    /// What the costs of a bar are over: the least of all its starts, or 0 at the end.
    bases: Vec<[i32; P]>,
    /// The least from the end of a node at a bar.
    leasts: Vec<[i32; P]>,
    /// The costs of coming into each group at the bar that is worked out.
    into: Into<P>,
}

impl<const P: usize> Bounds<P> {
    /// Room for the bounds of a problem.
    pub fn new(problem: &Problem) -> Bounds<P> {
        let layout = Layout::new(problem.rules.reversals_max);
        let mut groups: Vec<Group> = Vec::new();
        for (number, node) in problem.nodes.iter().enumerate() {
            match groups.iter_mut().find(|group| (group.place, group.hold) == (node.place, node.hold)) {
                Some(group) => group.nodes.push(number),
                None => groups.push(Group { place: node.place, hold: node.hold, nodes: vec![number] }),
            }
        }
        let nodes = problem.nodes.len();
        let (mut starting, mut ending) =
            (vec![false; (problem.bars + 1) * nodes], vec![false; (problem.bars + 1) * nodes]);
        let mut ends = Vec::with_capacity(problem.bars * nodes);
        for bar in 0..problem.bars {
            for node in 0..nodes {
                let (first, last) = problem.ends(node, bar).into_inner();
                ends.push((first as u32, last as u32));
                for end in first..=last {
                    starting[bar * nodes + node] = true;
                    ending[end * nodes + node] = true;
                }
            }
        }
        Bounds {
            into: Into::new(layout, groups.len()),
            layout,
            groups,
            ends,
            stay: Rows::new(problem, layout, |bar, node| starting[bar * nodes + node]),
            leave: Rows::new(problem, layout, |bar, node| ending[bar * nodes + node]),
            bases: vec![[0; P]; problem.bars + 1],
            leasts: vec![[INFINITE; P]; (problem.bars + 1) * nodes],
        }
    }

    /// Works the bounds out from the last bar to the first: for their own problem, or for
    /// one that differs in costs alone, so that what was impossible still is. `prices` are what a quarter of the
    /// first one's power costs more, a bar.
    pub fn work_out(&mut self, problem: &Problem, prices: &[i32; P]) {
        // The same sums on every machine; some add more of them at a time.
        dispatch!(Level::new(), _simd => self.work_out_inlined(problem, prices));
    }

    #[inline(always)]
    fn work_out_inlined(&mut self, problem: &Problem, prices: &[i32; P]) {
        for node in 0..problem.nodes.len() {
            self.end_at(problem, node);
        }
        let ways = self.ways(problem);
        let power_costs: Vec<PowerCosts> =
            (0..problem.nodes.len()).map(|node| PowerCosts::new(problem, node)).collect();
        let mut entering = Entering::new(self.layout);
        let mut best = vec![[IMPOSSIBLE; P]; self.layout.row(0, 2)];
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
                entering.uses = uses(problem, bar);
                self.come_into(problem, (bar, variants), &power_costs, &mut entering);
                self.leave_at(problem, (bar, variants), &ways, (&mut entering, &mut best));
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

    /// The bars at which a hold that starts at a bar may end.
    #[inline(always)]
    pub fn ends(&self, bar: usize, node: usize) -> RangeInclusive<usize> {
        let (first, last) = self.ends[bar * self.stay.nodes() + node];
        first as usize..=last as usize
    }

    /// Whether a node can start at a bar.
    #[inline(always)]
    pub fn starts(&self, bar: usize, node: usize) -> bool {
        self.stay.begin(bar, node).is_some()
    }

    /// Where the start of a hold lies; None where there is none.
    #[inline(always)]
    pub fn start(&self, leader: usize, state: &State) -> Option<Spot> {
        self.stay.spot(self.layout, leader, state)
    }

    /// Where the end of a hold lies; None where there is none.
    #[inline(always)]
    pub fn end(&self, leader: usize, state: &State) -> Option<Spot> {
        self.leave.spot(self.layout, leader, state)
    }

    /// Least cost from the start of a hold to the end of the film.
    #[inline(always)]
    pub fn after_start(&self, spot: Spot, price: usize) -> i32 {
        self.stay.at(spot, price).map_or(INFINITE, |cost| self.bases[spot.bar][price] + i32::from(cost))
    }

    /// Least cost from the end of a hold to the end of the film.
    #[inline(always)]
    pub fn after_end(&self, spot: Spot, price: usize) -> i32 {
        self.leave.at(spot, price).map_or(INFINITE, |cost| self.bases[spot.bar][price] + i32::from(cost))
    }

    /// Finds the least from all starts at a bar.
    fn base_at(&mut self, problem: &Problem, bar: usize, prices: &[i32; P]) {
        let nodes = problem.nodes.len();
        let mut bases = [INFINITE; P];
        for (node, content) in problem.nodes.iter().enumerate() {
            for end in self.ends(bar, node) {
                let cost = problem.stay_cost(node, bar, end);
                let power = content.power * (end - bar) as i32;
                let leasts = &self.leasts[end * nodes + node];
                bases = std::array::from_fn(|price| bases[price].min(leasts[price] + cost + prices[price] * power));
            }
        }
        self.bases[bar] = bases.map(|base| if base >= INFINITE / 2 { 0 } else { base });
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
        let row = &mut self.leave.cells[begin..][..layout.row(leader, 1)];
        for (number, cell) in row.iter_mut().enumerate() {
            let nobody = leader == 0 && layout.nobody(1).contains(&number);
            *cell = [std::array::from_fn(|lane| {
                let (reversals, earned) = if nobody { (0, false) } else { layout.counted(number, lane) };
                let ended = problem.end_cost(node, earned, reversals).filter(|_| reversals < layout.counts);
                ended.map_or(NEVER, step)
            }); P];
        }
        self.leasts[problem.bars * self.leave.nodes() + node] = leasts(row);
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
        (bar, prices): (usize, &[i32; P]),
        node: usize,
        rests: &[Vec<Rested>; 2],
        best: &mut [Cell<P>],
    ) {
        let Some(begin) = self.stay.begin(bar, node) else { return };
        let (layout, content) = (self.layout, &problem.nodes[node]);
        let (leader, uses_here) = (content.leader(), uses(problem, bar));
        let best = &mut best[..layout.row(leader, uses_here)];
        best.fill([IMPOSSIBLE; P]);
        for end in self.ends(bar, node) {
            let Some(after) = self.leave.begin(end, node) else { continue };
            let uses_after = uses(problem, end);
            let after = &self.leave.cells[after..][..layout.row(leader, uses_after)];
            let stay = problem.stay_cost(node, bar, end);
            let power = content.power * (end - bar) as i32;
            let (base, base_after) = (&self.bases[bar], &self.bases[end]);
            let dearer =
                std::array::from_fn(|price| step(stay + prices[price] * power + base_after[price] - base[price]));
            let rested_after = rests[usize::from(content.rest)][end - bar];
            let same_window = uses_here == 2 && problem.same_window(bar, end);
            if rested_after == UNCHANGED && uses_here == uses_after && (uses_here == 1 || same_window) {
                lower_cells(best, after, &dearer);
                continue;
            }
            for used in 0..uses_here {
                let used_after = usize::from(used == 1 && same_window);
                for (rested, rested_after) in [false, true].into_iter().zip(rested_after) {
                    let Some(rested_after) = rested_after else { continue };
                    for led in led_last(leader) {
                        let to = layout.led(leader, led, uses_here).start + used * layout.runs();
                        let from = layout.led(leader, led, uses_after).start + used_after * layout.runs();
                        let to = &mut best[to..][layout.rested(rested)];
                        lower_cells(to, &after[from..][layout.rested(rested_after)], &dearer);
                    }
                    if leader == 0 {
                        let to = &mut best[layout.nobody(uses_here).start + used];
                        let from = &after[layout.nobody(uses_after).start + used_after];
                        for price in 0..P {
                            let nobody = from[price][usize::from(rested_after)] + dearer[price];
                            let lane = &mut to[price][usize::from(rested)];
                            *lane = nobody.min(*lane);
                        }
                    }
                }
            }
        }
        clip(&mut self.stay.cells[begin..][..best.len()], best);
    }

    /// The cheapest way into each hold of a place from each power: the cost of a change is a sum, so that this
    /// need not be found for each hold that is left.
    #[inline(always)]
    fn come_into(
        &mut self,
        problem: &Problem,
        (bar, variants): (usize, usize),
        power_costs: &[PowerCosts],
        entering: &mut Entering<P>,
    ) {
        for number in 0..self.groups.len() {
            if !self.groups[number].nodes.iter().any(|&node| self.starts(bar, node)) {
                continue;
            }
            for moved in 0..variants {
                self.into.clear(number, moved, entering.uses);
            }
            for place in 0..self.groups[number].nodes.len() {
                let node = self.groups[number].nodes[place];
                if !self.enter(problem, bar, node, entering) {
                    continue;
                }
                for moved in 0..variants {
                    self.into.lower((number, moved), entering, &power_costs[node]);
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
        (entering, best): (&mut Entering<P>, &mut [Cell<P>]),
    ) {
        let (layout, uses) = (self.layout, entering.uses);
        let change = problem.change_costs[bar];
        let open: Vec<bool> =
            self.groups.iter().map(|group| group.nodes.iter().any(|&node| self.starts(bar, node))).collect();
        let mut rows: Vec<(usize, i16)> = Vec::new();
        for (group, ways) in self.groups.iter().zip(ways) {
            if !group.nodes.iter().any(|&node| self.leave.begin(bar, node).is_some()) {
                continue;
            }
            rows.clear();
            for way in ways.iter().filter(|way| open[way.to]) {
                rows.push((self.into.begin(way.to, way.moved.min(variants - 1)), step(way.cost + change)));
            }
            for &node in &group.nodes {
                let Some(begin) = self.leave.begin(bar, node) else { continue };
                let content = &problem.nodes[node];
                let (leader, power) = (content.leader(), number_of(content.power));
                let row = &mut best[..layout.row(leader, uses)];
                for led in led_last(leader) {
                    let row = row[layout.led(leader, led, uses)].as_flattened_mut();
                    cheapest(row, self.into.packs(), self.into.led(led, power, uses), &rows);
                }
                if leader == 0 {
                    let row = row[layout.nobody(uses)].as_flattened_mut();
                    cheapest(row, self.into.packs(), self.into.nobody(power, uses), &rows);
                }
                for &(_, to) in problem.changes.pinned().iter().filter(|pair| pair.0 == node) {
                    if self.enter(problem, bar, to, entering) {
                        let may_turn = problem.nodes[to].place == content.place;
                        let cost = step(problem.changes.of_pinned() + change);
                        entering.lower_left(leader, row, may_turn, cost);
                    }
                }
                let left = &mut self.leave.cells[begin..][..row.len()];
                clip(left, row);
                let bases = &self.bases[bar];
                let over = leasts(left);
                self.leasts[bar * problem.nodes.len() + node] = std::array::from_fn(|price| over[price] + bases[price]);
            }
        }
    }

    /// Finds what it costs to enter a node, by the state that is left; false where it cannot start.
    #[inline(always)]
    fn enter(&self, problem: &Problem, bar: usize, node: usize, entering: &mut Entering<P>) -> bool {
        let Some(begin) = self.stay.begin(bar, node) else { return false };
        let (layout, content, uses) = (self.layout, &problem.nodes[node], entering.uses);
        let (leader, earns) = (content.leader(), content.earns());
        let stay = &self.stay.cells[begin..][..layout.row(leader, uses)];
        (entering.leader, entering.turns) = (leader, uses == 2 && leader != 0);
        let turns = entering.turns;
        let row = entering.row();
        if problem.must_turn[bar] {
            row.fill([IMPOSSIBLE; P]);
        } else if leader == 0 {
            row.copy_from_slice(stay);
        } else {
            go_on(&mut row[layout.led(0, leader, uses)], stay, earns);
            lead_first(layout, &mut row[layout.nobody(uses)], stay, earns);
        }
        if turns {
            let row = &mut row[layout.led(0, 3 - leader, uses)][..layout.runs()];
            let gain = step(problem.turn_gains[bar]);
            turn(layout, row, &stay[layout.runs()..], (earns, problem.rules.earned_reign), gain);
        }
        true
    }
}
