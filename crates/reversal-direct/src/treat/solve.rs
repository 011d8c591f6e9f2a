//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! A row holds the states of a bar, a node and whether power has turned in the present window: who has led
//! so far, whether this block of bars had its rest, how often power has turned, whether the present reign is
//! earned. They lie side by side in vectors of eight, so that one edge serves all of them in a few operations.

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

/// Costs of eight states: four numbers of reversals, in a reign that is not and is earned.
type Octet = [i32; 8];

const IMPOSSIBLE: Octet = [INFINITE; 8];

/// Who leads in a node of a power (by its number in 0..[`POWERS`]): 0 for none.
fn leader_at(power: usize) -> usize {
    leader_of(power as i32 - 4)
}

/// Where the states of a row lie.
///
/// Of someone who leads: a run of octets for states that have had no rest in their block of bars, then one for
/// those that have. Where someone leads in the node nobody else can have led last, and the row has only his runs;
/// else those of the first one, those of the second, and an octet for states in which nobody has led yet.
#[derive(Clone, Copy)]
struct Layout {
    /// Numbers of reversals, 0 included.
    counts: usize,
    /// Octets of a run.
    run: usize,
    /// Prices on power. Each has its costs: a row is as many rows, one after the other.
    prices: usize,
}

impl Layout {
    fn new(reversals_max: u32, prices: usize) -> Layout {
        let counts = reversals_max as usize + 1;
        Layout { counts, run: counts.div_ceil(4), prices }
    }

    /// Octets of a row under one price, given who leads in its node.
    fn octets(self, leader: usize) -> usize {
        if leader == 0 { 4 * self.run + 1 } else { 2 * self.run }
    }

    /// Octets of a row under all prices.
    fn row(self, leader: usize) -> usize {
        self.prices * self.octets(leader)
    }

    /// The octets of someone who has led last, in a row of a node in which nobody leads.
    fn led(self, leader: usize) -> Range<usize> {
        (leader - 1) * 2 * self.run..leader * 2 * self.run
    }

    /// The octet of states in which nobody has led yet, in such a row.
    fn nobody(self) -> usize {
        4 * self.run
    }

    /// The octets of a run among those of someone who leads.
    fn rested(self, rested: bool) -> Range<usize> {
        let first = usize::from(rested) * self.run;
        first..first + self.run
    }

    /// Octet and place of a state in its row.
    fn lane(self, leader: usize, state: &State) -> (usize, usize) {
        let rested = usize::from(state.rested);
        if state.leader == 0 {
            return (self.nobody(), rested);
        }
        let first = if leader == 0 { self.led(state.leader).start } else { 0 };
        let lane = state.reversals * 2 + usize::from(state.earned);
        (first + rested * self.run + lane / 8, lane % 8)
    }
}

/// Rows of all bars and nodes that there can be, two each where a bar lies in a window: unused and used.
struct Rows {
    nodes: usize,
    /// Where the rows of a bar and a node begin; `NO_ROW` where there are none.
    begins: Vec<u32>,
    octets: Vec<Octet>,
}

/// Where a state lies among the octets, under the first price.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    octet: usize,
    lane: usize,
    /// From one price to the next.
    octets: usize,
}

const NO_ROW: u32 = u32::MAX;

impl Rows {
    fn new(problem: &Problem, layout: Layout, exists: impl Fn(usize, usize) -> bool) -> Rows {
        let (mut begins, mut octets) = (Vec::new(), 0);
        for bar in 0..=problem.bars {
            let rows = if has_window(problem, bar) { 2 } else { 1 };
            for (number, node) in problem.nodes.iter().enumerate() {
                begins.push(if exists(bar, number) { octets as u32 } else { NO_ROW });
                if exists(bar, number) {
                    octets += rows * layout.row(node.leader());
                }
            }
        }
        Rows { nodes: problem.nodes.len(), begins, octets: vec![IMPOSSIBLE; octets] }
    }

    /// Where the rows of a bar and a node begin.
    fn begin(&self, bar: usize, node: usize) -> Option<usize> {
        let begin = self.begins[bar * self.nodes + node];
        (begin != NO_ROW).then_some(begin as usize)
    }

    fn spot(&self, layout: Layout, leader: usize, state: &State) -> Option<Spot> {
        let begin = self.begin(state.bar, state.node)?;
        let (octet, lane) = layout.lane(leader, state);
        let octet = begin + usize::from(state.used) * layout.row(leader) + octet;
        Some(Spot { octet, lane, octets: layout.octets(leader) })
    }

    fn at(&self, spot: Spot, price: usize) -> i32 {
        self.octets[spot.octet + price * spot.octets][spot.lane]
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
    octets: Vec<Octet>,
}

impl Into {
    fn new(layout: Layout, groups: usize) -> Into {
        let mut begins = [0; POWERS + 1];
        for power in 0..POWERS {
            begins[power + 1] = begins[power] + 2 * layout.row(leader_at(power));
        }
        Into { octets: vec![IMPOSSIBLE; groups * 2 * begins[POWERS]], begins }
    }

    fn of_group(&self, group: usize, moved: usize) -> Range<usize> {
        let first = (group * 2 + moved) * self.begins[POWERS];
        first..first + self.begins[POWERS]
    }

    fn row(&self, layout: Layout, (group, moved): (usize, usize), power: usize, used: usize) -> Range<usize> {
        let row = layout.row(leader_at(power));
        let first = self.of_group(group, moved).start + self.begins[power] + used * row;
        first..first + row
    }
}

/// What it costs to enter a node, unused and used, within its place and from another: rows as of a node in which
/// nobody leads, since anybody can have led where one comes from.
struct Entering {
    row: usize,
    rows: Vec<Octet>,
}

impl Entering {
    fn new(layout: Layout) -> Entering {
        let row = layout.row(0);
        Entering { row, rows: vec![IMPOSSIBLE; 4 * row] }
    }

    fn row(&mut self, moved: usize, used: usize) -> &mut [Octet] {
        &mut self.rows[(moved * 2 + used) * self.row..][..self.row]
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
        let power_costs: Vec<[i32; POWERS]> = (0..problem.nodes.len())
            .map(|node| {
                let cost = |power| problem.changes.of_power(power as i32 - 4, &problem.nodes[node]);
                std::array::from_fn(|power| cost(power).unwrap_or(INFINITE))
            })
            .collect();
        let mut into = Into::new(self.layout, self.groups.len());
        let mut entering = Entering::new(self.layout);
        let mut best = vec![IMPOSSIBLE; 2 * self.layout.row(0)];
        let bars_max = problem.nodes.iter().map(|node| node.bars_max).max().unwrap_or(0);
        let longest = problem.pins.iter().map(|pin| pin.to - pin.from).max().unwrap_or(0).max(bars_max);
        for bar in (0..problem.bars).rev() {
            let rests = [false, true].map(|rest| {
                let after = |end| [false, true].map(|rested| problem.rested_after(rest, bar, end, rested));
                (bar..=bar + longest).map(after).collect::<Vec<_>>()
            });
            for node in 0..problem.nodes.len() {
                self.stay_at(problem, (bar, prices), node, &rests, &mut best);
            }
            if bar > 0 {
                let moves = self.can_move(problem, bar);
                self.come_into(problem, (bar, moves), &power_costs, &mut into, &mut entering);
                self.leave_at(problem, bar, &ways, &into, (&mut entering, &mut best));
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
        self.stay.at(spot, price)
    }

    /// Least cost from the end of a hold to the end of the film.
    pub fn after_end(&self, spot: Spot, price: usize) -> i32 {
        self.leave.at(spot, price)
    }

    /// The least cost of any plan under a price, whatever its balance; `INFINITE` or near it where there is none.
    pub fn least(&self, problem: &Problem, price: usize) -> i32 {
        let least = |(state, cost): (State, i32)| {
            let spot = self.start(problem.nodes[state.node].leader(), &state)?;
            Some(self.after_start(spot, price).saturating_add(cost))
        };
        starts(problem).filter_map(least).min().unwrap_or(INFINITE)
    }

    /// What it costs that the film ends in a node.
    fn end_at(&mut self, problem: &Problem, node: usize) {
        let Some(begin) = self.leave.begin(problem.bars, node) else { return };
        let (layout, leader) = (self.layout, problem.nodes[node].leader());
        let row = &mut self.leave.octets[begin..][..layout.row(leader)];
        for (octet, costs) in row.chunks_exact_mut(layout.octets(leader)).flat_map(|row| row.iter_mut().enumerate()) {
            for (lane, cost) in costs.iter_mut().enumerate() {
                let nobody = leader == 0 && octet == layout.nobody();
                let lane = octet % layout.run * 8 + lane;
                let (reversals, earned) = if nobody { (0, false) } else { (lane / 2, lane % 2 == 1) };
                let ended = problem.end_cost(node, earned, reversals).filter(|_| reversals < layout.counts);
                *cost = ended.unwrap_or(INFINITE);
            }
        }
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
        best: &mut [Octet],
    ) {
        let Some(begin) = self.stay.begin(bar, node) else { return };
        let layout = self.layout;
        let leader = problem.nodes[node].leader();
        let (octets, row) = (layout.octets(leader), layout.row(leader));
        let uses = 1 + usize::from(has_window(problem, bar));
        let best = &mut best[..uses * row];
        best.fill(IMPOSSIBLE);
        let rests = &rests[usize::from(problem.nodes[node].rest)];
        for end in problem.ends(node, bar) {
            let Some(after) = self.leave.begin(end, node) else { continue };
            let cost = problem.stay_cost(node, bar, end);
            let power = problem.nodes[node].power * (end - bar) as i32;
            for (used, best) in best.chunks_exact_mut(row).enumerate() {
                let still_used = used == 1 && problem.same_window(bar, end);
                let after = &self.leave.octets[after + usize::from(still_used) * row..][..row];
                let rows = best.chunks_exact_mut(octets).zip(after.chunks_exact(octets)).zip(prices);
                for ((best, after), price) in rows {
                    let cost = cost + price * power;
                    if rests[end - bar] == [Some(false), Some(true)] {
                        lower(best, after, cost);
                        continue;
                    }
                    for (rested, rested_after) in [false, true].into_iter().zip(rests[end - bar]) {
                        let Some(rested_after) = rested_after else { continue };
                        for first in (0..layout.nobody().min(octets)).step_by(2 * layout.run) {
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
        clip(&mut self.stay.octets[begin..][..best.len()], best);
    }

    /// The cheapest way into each hold of a place from each power: the cost of a change is a sum, so that this
    /// need not be found for each hold that is left.
    #[inline(always)]
    fn come_into(
        &self,
        problem: &Problem,
        (bar, moves): (usize, bool),
        power_costs: &[[i32; POWERS]],
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
            for moved in 0..1 + usize::from(moves) {
                let rows = into.of_group(number, moved);
                into.octets[rows].fill(IMPOSSIBLE);
            }
            for node in starting() {
                self.enter(problem, bar, node, entering);
                let rows = [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter();
                for (moved, used) in rows.filter(|&(moved, used)| used < uses && moved <= usize::from(moves)) {
                    let entering = entering.row(moved, used);
                    for (power, &cost) in power_costs[node].iter().enumerate().filter(|(_, cost)| **cost < INFINITE) {
                        let row = into.row(layout, (number, moved), power, used);
                        lower_left(layout, leader_at(power), &mut into.octets[row], entering, cost);
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
        bar: usize,
        ways: &[Vec<Way>],
        into: &Into,
        (entering, best): (&mut Entering, &mut [Octet]),
    ) {
        let layout = self.layout;
        let change = problem.change_costs[bar];
        let uses = 1 + usize::from(has_window(problem, bar));
        let open: Vec<bool> = self
            .groups
            .iter()
            .map(|group| group.nodes.iter().any(|&node| self.stay.begin(bar, node).is_some()))
            .collect();
        let mut rows: Vec<(usize, i32)> = Vec::new();
        for (group, ways) in self.groups.iter().zip(ways) {
            let ending = |node: &&usize| self.leave.begin(bar, **node).is_some();
            if !group.nodes.iter().any(|node| ending(&node)) {
                continue;
            }
            rows.clear();
            let into_open = ways.iter().filter(|way| open[way.to]);
            rows.extend(into_open.map(|way| (into.of_group(way.to, way.moved).start, way.cost + change)));
            for &node in &group.nodes {
                let Some(begin) = self.leave.begin(bar, node) else { continue };
                let content = &problem.nodes[node];
                let row = layout.row(content.leader());
                let best = &mut best[..uses * row];
                let first = into.begins[(content.power + 4) as usize];
                cheapest(best, &into.octets[first..], &rows);
                for &(_, to) in problem.changes.pinned().iter().filter(|pair| pair.0 == node) {
                    if self.stay.begin(bar, to).is_none() {
                        continue;
                    }
                    self.enter(problem, bar, to, entering);
                    let moved = usize::from(problem.nodes[to].place != content.place);
                    let cost = problem.changes.of_pinned() + change;
                    for (used, best) in best.chunks_exact_mut(row).enumerate() {
                        lower_left(layout, content.leader(), best, entering.row(moved, used), cost);
                    }
                }
                clip(&mut self.leave.octets[begin..][..best.len()], best);
            }
        }
    }

    /// What it costs to enter a node, by the state that is left: within its place, where
    /// power may turn if the bar allows it, and from another, where it may not.
    #[inline(always)]
    fn enter(&self, problem: &Problem, bar: usize, node: usize, entering: &mut Entering) {
        let layout = self.layout;
        let Some(begin) = self.stay.begin(bar, node) else { return };
        let content = &problem.nodes[node];
        let (leader, earns) = (content.leader(), content.earns());
        let (octets, row) = (layout.octets(leader), layout.row(leader));
        let window = has_window(problem, bar);
        for used in 0..1 + usize::from(window) {
            let stay = &self.stay.octets[begin + used * row..][..row];
            let same = entering.row(1, used);
            if leader == 0 {
                same.copy_from_slice(stay);
            } else {
                same.fill(IMPOSSIBLE);
                let rows = same.chunks_exact_mut(layout.octets(0)).zip(stay.chunks_exact(octets));
                for (same, stay) in rows.filter(|_| !problem.must_turn[bar]) {
                    for (to, from) in same[layout.led(leader)].iter_mut().zip(stay) {
                        *to = if earns { std::array::from_fn(|lane| from[lane | 1]) } else { *from };
                    }
                    if used == 0 {
                        let first = |rested: bool| stay[layout.rested(rested).start][usize::from(earns)];
                        (same[layout.nobody()][0], same[layout.nobody()][1]) = (first(false), first(true));
                    }
                }
            }
            let (within, from_elsewhere) = entering.rows.split_at_mut(2 * layout.row(0));
            let row = used * layout.row(0)..(used + 1) * layout.row(0);
            within[row.clone()].copy_from_slice(&from_elsewhere[row]);
        }
        if leader != 0 && window {
            let turned = self.stay.octets[begin + row..][..row].chunks_exact(octets);
            let gain = problem.turn_gains[bar];
            let reigns = if problem.rules.earned_reign { 1..2 } else { 0..2 };
            for (entering, turned) in entering.row(0, 0).chunks_exact_mut(layout.octets(0)).zip(turned) {
                let lost = &mut entering[layout.led(3 - leader)];
                for first in [layout.rested(false).start, layout.rested(true).start] {
                    for reversals in 1..layout.counts {
                        let lane = reversals * 2 + usize::from(earns);
                        let cost = turned[first + lane / 8][lane % 8] - gain;
                        for earned in reigns.clone() {
                            let lane = (reversals - 1) * 2 + earned;
                            lost[first + lane / 8][lane % 8] = cost;
                        }
                    }
                }
            }
        }
    }
}

/// Lowers a row of a node by what it costs to enter another, given who leads where one comes from.
#[inline(always)]
fn lower_left(layout: Layout, leader: usize, best: &mut [Octet], entering: &[Octet], dearer: i32) {
    if leader == 0 {
        return lower(best, entering, dearer);
    }
    let rows = best.chunks_exact_mut(layout.octets(leader)).zip(entering.chunks_exact(layout.octets(0)));
    for (best, entering) in rows {
        lower(best, &entering[layout.led(leader)], dearer);
    }
}

/// Lowers a row to another, so much dearer, lane by lane. Twice `INFINITE` still fits.
#[inline(always)]
fn lower(best: &mut [Octet], row: &[Octet], dearer: i32) {
    for (best, row) in best.iter_mut().zip(row) {
        for (best, cost) in best.iter_mut().zip(row) {
            *best = (*best).min(cost + dearer);
        }
    }
}

/// The least of rows that begin at some octets and are so much dearer, lane by lane. Four octets at a time stay in
/// registers.
#[inline(always)]
fn cheapest(best: &mut [Octet], octets: &[Octet], rows: &[(usize, i32)]) {
    let (fours, rest) = best.as_chunks_mut::<4>();
    let rest_from = fours.len() * 4;
    for (number, four) in fours.iter_mut().enumerate() {
        let mut least = [IMPOSSIBLE; 4];
        for &(begin, dearer) in rows {
            if let Some((row, _)) = octets[begin + number * 4..].split_first_chunk::<4>() {
                lower(&mut least, row, dearer);
            }
        }
        *four = least;
    }
    for (number, one) in rest.iter_mut().enumerate() {
        let mut least = IMPOSSIBLE;
        for &(begin, dearer) in rows {
            let row = octets[begin + rest_from + number];
            lower(std::slice::from_mut(&mut least), &[row], dearer);
        }
        *one = least;
    }
}

/// Writes a row, with nothing dearer than `INFINITE`.
#[inline(always)]
fn clip(row: &mut [Octet], best: &[Octet]) {
    for (row, best) in row.iter_mut().zip(best) {
        *row = best.map(|cost| cost.min(INFINITE));
    }
}
