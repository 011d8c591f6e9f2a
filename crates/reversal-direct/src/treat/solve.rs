//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! A row holds all states of a bar, a number of reversals so far (r), whether
//! power has turned in the present window (u) and a node, as lanes: leader so
//! far (s), whether this block of bars had its rest (q), whether the present
//! reign is earned (k). The lanes of a row lie side by side, so that one edge
//! is a handful of vector operations.

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
        let (leader, earned) = (content.leader(), content.earns());
        Some((State { bar: 0, node, leader, rested: false, earned, used: false, reversals: 0 }, cost))
    })
}

/// Least costs to the end.
pub(crate) struct Bounds {
    nodes: usize,
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
        let mut bounds = Bounds { nodes, counts, stay: vec![IMPOSSIBLE; rows], leave: vec![IMPOSSIBLE; rows] };
        bounds.work_out(problem);
        bounds
    }

    /// Works the bounds out from the last bar to the first: for their own problem, or for
    /// one that differs in prices alone, so that what was impossible still is.
    pub fn work_out(&mut self, problem: &Problem) {
        let reachable = Reachable::new(problem);
        for reversals in 0..self.counts {
            for node in 0..self.nodes {
                let row = self.row(problem.bars, reversals, false, node);
                self.leave[row] = end_row(problem, node, reversals);
            }
        }
        let mut into = vec![[IMPOSSIBLE; 2]; self.nodes];
        for bar in (0..problem.bars).rev() {
            // Out of windows nothing counts as used.
            let uses = if problem.windows[bar].is_some() { &[false, true][..] } else { &[false] };
            let layers = reachable.counts(bar).flat_map(|reversals| uses.iter().map(move |&used| (reversals, used)));
            for (reversals, used) in layers.clone() {
                for node in 0..self.nodes {
                    self.stay_at(problem, bar, (reversals, used), node);
                }
            }
            for layer in layers {
                self.leave_at(problem, bar, layer, &mut into);
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

    /// `into` is room for what entering each node costs, from its own place and from another.
    fn leave_at(&mut self, problem: &Problem, bar: usize, (reversals, used): (usize, bool), into: &mut [[Row; 2]]) {
        let can_start: Vec<bool> = (0..self.nodes).map(|node| !problem.ends(node, bar).is_empty()).collect();
        for node in (0..self.nodes).filter(|&node| can_start[node]) {
            into[node] = self.entering(problem, bar, (reversals, used), node);
        }
        let change = problem.change_costs[bar];
        for (node, edges) in problem.edges.iter().enumerate() {
            let place = problem.nodes[node].place;
            // Nobody can have stayed in a place that was closed until now.
            if bar == 0 || bar > problem.open_until[place][bar - 1] && problem.pins.is_empty() {
                continue;
            }
            let entries = edges.iter().filter(|edge| can_start[edge.0]).map(|&(to, cost)| {
                let entering = &into[to][usize::from(problem.nodes[to].place != place)];
                (entering, cost + change)
            });
            let row = self.row(bar, reversals, used, node);
            match problem.nodes[node].leader() {
                0 => self.leave[row] = cheapest(entries),
                // Whoever leads in a node has been the leader since: one leader's lanes are all there are.
                leader => {
                    let led = cheapest(
                        entries.map(|(entering, cost)| (&entering.as_chunks::<LEADER_LANES>().0[leader], cost)),
                    );
                    self.leave[row].as_chunks_mut::<LEADER_LANES>().0[leader] = led;
                }
            }
        }
    }

    /// What it costs to enter a node, by the state that is left: within its place, where
    /// power may turn if the bar allows it, and from another, where it may not.
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
        let mut turning = same;
        if problem.windows[bar].is_some() && !used && reversals + 1 < self.counts {
            let stay = &self.stay[self.row(bar, reversals + 1, true, node)];
            let led = &stay[content.leader() * LEADER_LANES..][..LEADER_LANES];
            let lost = (3 - content.leader()) * LEADER_LANES;
            for lane in (0..LEADER_LANES).filter(|lane| lane & 1 == 1 || !problem.rules.earned_reign) {
                turning[lost + lane] = led[lane & 2 | usize::from(content.earns())];
            }
        }
        [turning, same]
    }
}

/// The least of some costs, lane by lane, each with what it costs to get there.
fn cheapest<'a, const N: usize>(entries: impl Iterator<Item = (&'a [i32; N], i32)>) -> [i32; N] {
    let mut best = [INFINITE; N];
    for (entering, cost) in entries {
        for (best, entering) in best.iter_mut().zip(entering) {
            *best = (*best).min(entering + cost);
        }
    }
    best
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
