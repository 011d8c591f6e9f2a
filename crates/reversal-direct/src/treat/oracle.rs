//! A second solver for short songs: plain forward dynamic programming over the
//! whole state, balance included, with no bound and no search. Tests only.

use std::collections::BTreeMap;

use super::graph::{Demand, Node, Problem};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    node: usize,
    leader: usize,
    earned: bool,
    /// The turn that was used last, if one was.
    used: Option<usize>,
    reversals: u32,
    /// The block of bars that had its rest last.
    rested_block: Option<usize>,
    balance: i32,
}

/// The least cost of any plan.
#[expect(clippy::needless_range_loop, reason = "the end of a hold is a bar first and an index second")]
pub(crate) fn least_cost(problem: &Problem) -> Option<i32> {
    let rules = &problem.rules;
    let block_bars = rules.rest_every.map_or(usize::MAX, |bars| bars as usize);
    let mut layers: Vec<BTreeMap<State, i32>> = vec![BTreeMap::new(); problem.bars + 1];
    for (node, content) in problem.nodes.iter().enumerate() {
        if let Some(cost) = problem.start_costs[node] {
            let first = rules.first_leader;
            if first != 0 && content.leader() == 3 - first {
                continue;
            }
            let leader = content.leader().max(first);
            let earned = content.power.abs() >= 3;
            let state = State { node, leader, earned, used: None, reversals: 0, rested_block: None, balance: 0 };
            layers[0].insert(state, cost);
        }
    }
    let mut best: Option<i32> = None;
    for bar in 0..problem.bars {
        for (state, cost) in std::mem::take(&mut layers[bar]) {
            let content = &problem.nodes[state.node];
            let unmet = |demand: &Demand, node: &Node| {
                let power = demand.power_of.map(|who| if who == 0 { 1 } else { -1 });
                demand.hold.is_some_and(|hold| hold != node.hold)
                    || demand.place.is_some_and(|place| place != node.place)
                    || power.is_some_and(|sign| sign * node.power <= 0)
            };
            if problem.demands.iter().any(|demand| demand.bar == bar && unmet(demand, content)) {
                continue;
            }
            for end in bar + content.bars_min..=(bar + content.bars_max).min(problem.bars) {
                let open = (bar..end).all(|at| problem.open_until[content.place][at] > at);
                if !open {
                    continue;
                }
                if problem.demands.iter().any(|demand| bar < demand.bar && demand.bar < end) {
                    continue;
                }
                let mut rested_block = state.rested_block;
                let mut rested = true;
                for at in bar..end {
                    if content.rest {
                        rested_block = Some(at / block_bars);
                    }
                    let closes = block_bars != usize::MAX && (at + 1) % block_bars == 0;
                    rested &= !closes || rested_block == Some(at / block_bars);
                }
                if !rested {
                    continue;
                }
                let balance = state.balance + content.power * (end - bar) as i32;
                let cost = cost + problem.stay_sums[state.node][end] - problem.stay_sums[state.node][bar];
                if end == problem.bars {
                    let balanced = rules.balance.is_none_or(|most| balance.abs() <= most);
                    let end_cost = problem.end_cost(state.node, state.earned, state.reversals as usize);
                    if let Some(end_cost) = end_cost.filter(|_| balanced) {
                        best = Some(best.map_or(cost + end_cost, |best| best.min(cost + end_cost)));
                    }
                    continue;
                }
                for to in 0..problem.nodes.len() {
                    let Some(change) = problem.changes.cost(&problem.nodes, state.node, to) else { continue };
                    let strong = problem.nodes[to].power.abs() >= 3;
                    let mut next = State { node: to, rested_block, balance, ..state };
                    match problem.nodes[to].leader() {
                        0 => {}
                        leader if state.leader == 0 || state.leader == leader => {
                            next.leader = leader;
                            next.earned |= strong;
                        }
                        leader => {
                            let turn = problem.windows[end];
                            let free = turn.is_some() && turn != state.used;
                            let earned = state.earned || !rules.earned_reign;
                            let moved = problem.nodes[to].place != content.place;
                            if moved || !free || !earned || state.reversals == rules.reversals_max {
                                continue;
                            }
                            next = State { leader, earned: strong, used: turn, reversals: state.reversals + 1, ..next };
                        }
                    }
                    let turned = next.reversals > state.reversals;
                    if !turned && problem.demands.iter().any(|demand| demand.bar == end && demand.turns) {
                        continue;
                    }
                    let gain = if turned { problem.turn_gains[end] } else { 0 };
                    let cost = cost + change + problem.change_costs[end] - gain;
                    let known = layers[end].entry(next).or_insert(i32::MAX);
                    *known = (*known).min(cost);
                }
            }
        }
    }
    best
}
