//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! A row holds all states of a bar, a number of reversals so far (r), whether
//! power has turned in the present window (u) and a node, as lanes: leader so
//! far (s), whether this block of bars had its rest (q), whether the present
//! reign is earned (k). The lanes of a row lie side by side, so that one edge
//! is a handful of vector operations.

use fearless_simd::{Level, dispatch};

use super::graph::{INFINITE, Problem};

/// Leaders (none, first, second) × rested × earned.
const LANES: usize = 12;
/// Lanes of one leader.
const LEADER_LANES: usize = 4;

/// Costs of the states of a row.
type Row = [i32; LANES];

const IMPOSSIBLE: Row = [INFINITE; LANES];

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

impl State {
    /// Its lane in its row.
    pub fn lane(&self) -> usize {
        self.leader * LEADER_LANES + usize::from(self.rested) * 2 + usize::from(self.earned)
    }
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

/// The nodes of a hold in a place.
struct Group {
    place: usize,
    hold: usize,
    nodes: Vec<usize>,
}

/// Room to work in at a bar.
struct Room {
    /// For each node and each power that is left: what coming from it costs; `INFINITE` where nobody can.
    power_costs: Vec<[i32; POWERS]>,
    /// For each group, within its place and from another, and for each power that
    /// is left: the least cost of coming into one of its nodes.
    into: Vec<[[Row; POWERS]; 2]>,
    /// For each group its nodes that can start at the bar.
    starting: Vec<Vec<usize>>,
    /// The groups of which any can.
    open: Vec<usize>,
    /// The groups that can have been held until the bar, with the ways out of each.
    held: Vec<(usize, Vec<Way>)>,
    /// Whether any way leads to another place.
    moves: bool,
}

/// A way from a group to an open one.
struct Way {
    to: usize,
    /// 1 where it leads to another place.
    moved: usize,
    /// What it costs, power apart.
    cost: i32,
}

impl Room {
    fn new(problem: &Problem, groups: &[Group]) -> Room {
        let power_costs =
            |node| std::array::from_fn(|power| problem.changes.of_power(power as i32 - 4, node).unwrap_or(INFINITE));
        Room {
            power_costs: problem.nodes.iter().map(power_costs).collect(),
            into: vec![[[IMPOSSIBLE; POWERS]; 2]; groups.len()],
            starting: vec![Vec::new(); groups.len()],
            open: Vec::new(),
            held: Vec::new(),
            moves: false,
        }
    }

    /// Sees what can end and start at a bar.
    fn look_at(&mut self, problem: &Problem, groups: &[Group], bar: usize) {
        self.open.clear();
        for (number, (group, starting)) in groups.iter().zip(&mut self.starting).enumerate() {
            starting.clear();
            starting.extend(group.nodes.iter().filter(|&&node| !problem.ends(node, bar).is_empty()));
            if !starting.is_empty() {
                self.open.push(number);
            }
        }
        // Nobody can have stayed in a place that was closed until now.
        let stayed = |place: usize| bar > 0 && (bar <= problem.open_until[place][bar - 1] || !problem.pins.is_empty());
        let change = problem.change_costs[bar];
        self.held.clear();
        for (number, from) in groups.iter().enumerate().filter(|(_, group)| stayed(group.place)) {
            let way = |&to: &usize| {
                let hold = problem.changes.of_hold(from.hold, groups[to].hold)?;
                let place = problem.changes.of_place(from.hold, from.place, groups[to].place)?;
                Some(Way { to, moved: usize::from(from.place != groups[to].place), cost: hold + place + change })
            };
            self.held.push((number, self.open.iter().filter_map(way).collect()));
        }
        self.moves = self.held.iter().flat_map(|(_, ways)| ways).any(|way| way.moved == 1);
    }
}

/// Least costs to the end.
pub(crate) struct Bounds {
    nodes: usize,
    groups: Vec<Group>,
    /// Numbers of reversals, 0 included.
    counts: usize,
    /// A hold starts at the bar.
    stay: Vec<Row>,
    /// A hold has ended at the bar and another is to be chosen.
    leave: Vec<Row>,
}

impl Bounds {
    /// The bounds of a problem.
    pub fn new(problem: &Problem) -> Bounds {
        let (nodes, counts) = (problem.nodes.len(), problem.rules.reversals_max as usize + 1);
        let rows = (problem.bars + 1) * counts * 2 * nodes;
        let mut groups: Vec<Group> = Vec::new();
        for (number, node) in problem.nodes.iter().enumerate() {
            match groups.iter_mut().find(|group| (group.place, group.hold) == (node.place, node.hold)) {
                Some(group) => group.nodes.push(number),
                None => groups.push(Group { place: node.place, hold: node.hold, nodes: vec![number] }),
            }
        }
        let mut bounds = Bounds { nodes, groups, counts, stay: vec![IMPOSSIBLE; rows], leave: vec![IMPOSSIBLE; rows] };
        bounds.work_out(problem);
        bounds
    }

    /// Works the bounds out from the last bar to the first: for their own problem, or for
    /// one that differs in prices alone, so that what was impossible still is.
    pub fn work_out(&mut self, problem: &Problem) {
        // The same sums on every machine; some add more lanes at a time.
        dispatch!(Level::new(), _simd => self.work_out_inlined(problem));
    }

    #[inline(always)]
    fn work_out_inlined(&mut self, problem: &Problem) {
        let reachable = Reachable::new(problem);
        for reversals in 0..self.counts {
            for node in 0..self.nodes {
                let row = self.row(problem.bars, reversals, false, node);
                self.leave[row] = end_row(problem, node, reversals);
            }
        }
        let mut room = Room::new(problem, &self.groups);
        for bar in (0..problem.bars).rev() {
            room.look_at(problem, &self.groups, bar);
            // Out of windows nothing counts as used.
            let uses = if problem.windows[bar].is_some() { &[false, true][..] } else { &[false] };
            let layers = reachable.counts(bar).flat_map(|reversals| uses.iter().map(move |&used| (reversals, used)));
            for (reversals, used) in layers.clone() {
                for node in 0..self.nodes {
                    self.stay_at(problem, bar, (reversals, used), node);
                }
            }
            for layer in layers {
                self.leave_at(problem, bar, layer, &mut room);
            }
        }
    }

    fn row(&self, bar: usize, reversals: usize, used: bool, node: usize) -> usize {
        ((bar * self.counts + reversals) * 2 + usize::from(used)) * self.nodes + node
    }

    /// Least cost from the start of a hold to the end.
    pub fn stay(&self, state: &State) -> i32 {
        self.stay[self.row(state.bar, state.reversals, state.used, state.node)][state.lane()]
    }

    /// Least cost from the end of a hold to the end of the film.
    pub fn leave(&self, state: &State) -> i32 {
        self.leave[self.row(state.bar, state.reversals, state.used, state.node)][state.lane()]
    }

    /// The least cost of any plan, whatever its balance; `INFINITE` or near it where there is none.
    pub fn least(&self, problem: &Problem) -> i32 {
        starts(problem).map(|(state, cost)| self.stay(&state).saturating_add(cost)).min().unwrap_or(INFINITE)
    }

    #[inline(always)]
    fn stay_at(&mut self, problem: &Problem, bar: usize, (reversals, used): (usize, bool), node: usize) {
        let ends = problem.ends(node, bar);
        if ends.is_empty() {
            return;
        }
        let mut best = IMPOSSIBLE;
        for end in ends {
            let cost = problem.stay_cost(node, bar, end);
            let used_then = used && problem.same_window(bar, end);
            let after = &self.leave[self.row(end, reversals, used_then, node)];
            for rested in [false, true] {
                let Some(rested_then) = problem.rested_after(node, bar, end, rested) else { continue };
                let (to, from) = (usize::from(rested) * 2, usize::from(rested_then) * 2);
                for lane in [0, 1, 4, 5, 8, 9] {
                    best[lane + to] = best[lane + to].min(after[lane + from] + cost);
                }
            }
        }
        let row = self.row(bar, reversals, used, node);
        self.stay[row] = best.map(|cost| cost.min(INFINITE));
    }

    /// In two steps, since the cost of a change is a sum: first the cheapest way into each hold of
    /// a place from each power, then for each node the cheapest hold.
    #[inline(always)]
    fn leave_at(&mut self, problem: &Problem, bar: usize, (reversals, used): (usize, bool), room: &mut Room) {
        if room.held.is_empty() {
            return;
        }
        for &group in &room.open {
            let ways = &mut room.into[group];
            *ways = [[IMPOSSIBLE; POWERS]; 2];
            for &node in &room.starting[group] {
                let entering = self.entering(problem, bar, (reversals, used), node);
                for (moved, entering) in entering.iter().enumerate().take(1 + usize::from(room.moves)) {
                    for (way, cost) in ways[moved].iter_mut().zip(room.power_costs[node]) {
                        lower(way, entering, cost);
                    }
                }
            }
        }
        let held =
            room.held.iter().flat_map(|(group, ways)| self.groups[*group].nodes.iter().map(move |node| (*node, ways)));
        for (node, ways) in held {
            let content = &problem.nodes[node];
            let mut best = IMPOSSIBLE;
            let power = (content.power + 4) as usize;
            for way in ways {
                lower(&mut best, &room.into[way.to][way.moved][power], way.cost);
            }
            for &(_, to) in problem.changes.pinned().iter().filter(|pair| pair.0 == node) {
                if problem.ends(to, bar).is_empty() {
                    continue;
                }
                let moved = usize::from(problem.nodes[to].place != content.place);
                let entering = self.entering(problem, bar, (reversals, used), to);
                lower(&mut best, &entering[moved], problem.changes.of_pinned() + problem.change_costs[bar]);
            }
            // Whoever leads in a node has been the leader since: no other state comes from it.
            if content.leader() != 0 {
                for (lane, cost) in best.iter_mut().enumerate() {
                    if lane / LEADER_LANES != content.leader() {
                        *cost = INFINITE;
                    }
                }
            }
            let row = self.row(bar, reversals, used, node);
            self.leave[row] = best.map(|cost| cost.min(INFINITE));
        }
    }

    /// What it costs to enter a node, by the state that is left: within its place, where
    /// power may turn if the bar allows it, and from another, where it may not.
    #[inline(always)]
    fn entering(&self, problem: &Problem, bar: usize, (reversals, used): (usize, bool), node: usize) -> [Row; 2] {
        let content = &problem.nodes[node];
        let stay = &self.stay[self.row(bar, reversals, used, node)];
        if content.leader() == 0 {
            return [*stay, *stay];
        }
        let mut same = IMPOSSIBLE;
        let led = &stay[content.leader() * LEADER_LANES..][..LEADER_LANES];
        for leader in [0, content.leader()] {
            for lane in 0..LEADER_LANES {
                same[leader * LEADER_LANES + lane] = led[if content.earns() { lane | 1 } else { lane }];
            }
        }
        if problem.must_turn[bar] {
            same = IMPOSSIBLE;
        }
        let mut turning = same;
        if problem.windows[bar].is_some() && !used && reversals + 1 < self.counts {
            let stay = &self.stay[self.row(bar, reversals + 1, true, node)];
            let led = &stay[content.leader() * LEADER_LANES..][..LEADER_LANES];
            let lost = (3 - content.leader()) * LEADER_LANES;
            for lane in (0..LEADER_LANES).filter(|lane| lane & 1 == 1 || !problem.rules.earned_reign) {
                turning[lost + lane] = led[lane & 2 | usize::from(content.earns())] - problem.turn_gains[bar];
            }
        }
        [turning, same]
    }
}

/// Lowers a row to another, so much dearer, lane by lane. Twice `INFINITE` still fits.
#[inline(always)]
fn lower(best: &mut Row, row: &Row, dearer: i32) {
    for (best, cost) in best.iter_mut().zip(row) {
        *best = (*best).min(cost + dearer);
    }
}

fn end_row(problem: &Problem, node: usize, reversals: usize) -> Row {
    let mut row = IMPOSSIBLE;
    for (lane, cost) in row.iter_mut().enumerate() {
        *cost = problem.end_cost(node, lane & 1 == 1, reversals).unwrap_or(INFINITE);
    }
    row
}

/// How many reversals there can have been at a bar so that a plan can still come of it.
struct Reachable {
    /// 0..=bars: windows that have begun.
    begun: Vec<usize>,
    least: usize,
    most: usize,
}

impl Reachable {
    fn new(problem: &Problem) -> Reachable {
        let mut begun = Vec::with_capacity(problem.bars + 1);
        let (mut count, mut last) = (0, None);
        for &window in &problem.windows {
            count += usize::from(window.is_some() && window != last);
            last = window.or(last);
            begun.push(count);
        }
        let (least, most) = (problem.rules.reversals_min as usize, problem.rules.reversals_max as usize);
        Reachable { begun, least, most }
    }

    fn counts(&self, bar: usize) -> std::ops::RangeInclusive<usize> {
        // The window that a bar lies in may still be used.
        let begun_before = bar.checked_sub(1).map_or(0, |before| self.begun[before]);
        let ahead = self.begun.last().map_or(0, |all| all - begun_before) + usize::from(begun_before > 0);
        self.least.saturating_sub(ahead)..=self.most.min(self.begun[bar])
    }
}
