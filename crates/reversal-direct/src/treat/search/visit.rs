//! The states that a search goes through: what leads from one to the next, and what a plan through it costs at least.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::graph::Problem;
use super::super::solve::{Entry, State, entry, starts};
use super::Step;
use super::priced::Priced;

/// Multiplies and rotates (as FxHash does): the same on every machine, and nobody attacks a plan.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
        self.0 ^= self.0 >> 29;
    }
}

/// What the cheapest visit of each kind costs.
pub(super) type Reached = HashMap<u64, i32, BuildHasherDefault<KeyHasher>>;

/// A state in which a hold starts.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    pub state: State,
    /// The sum of the first one's power, quarters × bars.
    pub balance: i32,
    /// What was spent.
    pub cost: i32,
    /// No plan through it costs less.
    pub hope: i32,
    /// The visit before it among all, or `NO_PARENT`.
    parent: u32,
}

const NO_PARENT: u32 = u32::MAX;

/// A node that can follow another.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    to: usize,
    /// What the change costs.
    cost: i32,
    /// Who leads in the node.
    leader: usize,
    /// Whether it earns the reign.
    earns: bool,
}

/// From each node the nodes that can follow it.
pub(super) struct Edges {
    /// Where those of a node begin, and after the last their end.
    begins: Vec<usize>,
    edges: Vec<Edge>,
}

impl Edges {
    pub fn new(problem: &Problem) -> Edges {
        let mut edges = Edges { begins: vec![0], edges: Vec::new() };
        for (node, follows) in problem.follows.iter().enumerate() {
            let edge = |&to: &usize| {
                let cost = problem.changes.cost(&problem.nodes, node, to)?;
                Some(Edge { to, cost, leader: problem.nodes[to].leader(), earns: problem.nodes[to].earns() })
            };
            edges.edges.extend(follows.iter().filter_map(edge));
            edges.begins.push(edges.edges.len());
        }
        edges
    }

    fn from(&self, node: usize) -> &[Edge] {
        &self.edges[self.begins[node]..self.begins[node + 1]]
    }
}

/// The states in which a plan may start.
pub(super) fn first_visits<const P: usize>(
    problem: &Problem,
    priced: &Priced<P>,
    ceiling: i32,
) -> impl Iterator<Item = Visit> {
    starts(problem).filter_map(move |(state, cost)| {
        let hope = priced.after_start(cost, 0, ceiling, (problem.nodes[state.node].leader(), &state))?;
        Some(Visit { state, balance: 0, cost, hope, parent: NO_PARENT })
    })
}

impl Visit {
    /// What tells it from all other visits but dearer ones.
    pub fn key(&self) -> u64 {
        let State { bar, node, leader, rested, earned, used, reversals } = self.state;
        let content = (node as u64) << 8 | reversals as u64;
        let flags = (leader as u64) << 3 | u64::from(rested) << 2 | u64::from(earned) << 1 | u64::from(used);
        (bar as u64) << 48 | content << 30 | flags << 24 | (self.balance + (1 << 19)) as u64
    }

    /// Finds what can come next and does not cost more than a ceiling, which may depend on its bar, balance and leader.
    #[inline(always)]
    pub fn open<const P: usize>(
        &self,
        problem: &Problem,
        edges: &Edges,
        priced: &Priced<P>,
        index: u32,
        ceiling: impl Fn(usize, i32, usize) -> i32,
        mut found: impl FnMut(Visit),
    ) {
        let State { bar, node, leader, earned, reversals, .. } = self.state;
        let content = &problem.nodes[node];
        for end in priced.bounds.ends(bar, node) {
            let Some(rested) = problem.rested_after(content.rest, bar, end, self.state.rested) else { continue };
            let balance = self.balance + content.power * (end - bar) as i32;
            if problem.rules.balance.is_some_and(|most| balance.abs() - 4 * (problem.bars - end) as i32 > most) {
                continue;
            }
            let cost = self.cost + problem.stay_cost(node, bar, end);
            if end == problem.bars {
                let end_cost = problem.end_cost(node, earned, reversals);
                let ceiling = ceiling(end, balance, leader);
                if let Some(cost) = end_cost.map(|end_cost| cost + end_cost).filter(|&cost| cost <= ceiling) {
                    let state = State { bar: end, ..self.state };
                    found(Visit { state, balance, cost, hope: cost, parent: index });
                }
                continue;
            }
            let used = self.state.used && problem.same_window(bar, end);
            let may_turn = problem.windows[end].is_some()
                && !used
                && reversals < problem.rules.reversals_max as usize
                && (earned || !problem.rules.earned_reign);
            // Under whom the film goes on, by who leads in the node that comes next.
            let entries = [0, 1, 2].map(|leads| match entry(leads, leader) {
                Entry::Same { .. } if problem.must_turn[end] => None,
                Entry::Same { leader } => Some((leader, false, ceiling(end, balance, leader))),
                Entry::Reversal { leader } => may_turn.then(|| (leader, true, ceiling(end, balance, leader))),
            });
            let Some(most) = entries.iter().flatten().map(|(.., ceiling)| *ceiling).max() else { continue };
            let leaving = State { bar: end, rested, used, ..self.state };
            if priced.after_end(cost, balance, most, (content.leader(), &leaving)).is_none() {
                continue;
            }
            let cost = cost + problem.change_costs[end];
            for edge in edges.from(node) {
                let Some((leader, turns, ceiling)) = entries[edge.leader] else { continue };
                if !priced.bounds.starts(end, edge.to) || turns && !problem.in_one_place(node, edge.to) {
                    continue;
                }
                let cost = cost + edge.cost - if turns { problem.turn_gains[end] } else { 0 };
                let earned = edge.earns || earned && !turns;
                let reversals = reversals + usize::from(turns);
                let state = State { bar: end, node: edge.to, leader, rested, earned, used: used || turns, reversals };
                if let Some(hope) = priced.after_start(cost, balance, ceiling, (edge.leader, &state)) {
                    found(Visit { state, balance, cost, hope, parent: index });
                }
            }
        }
    }
}

/// The holds on the way to a visit.
pub(super) fn steps(visits: &[Visit], last: u32, bars: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut index = last;
    while index != NO_PARENT {
        let visit = &visits[index as usize];
        if visit.state.bar < bars {
            steps.push(Step { bar: visit.state.bar, node: visit.state.node });
        }
        index = visit.parent;
    }
    steps.reverse();
    steps
}
