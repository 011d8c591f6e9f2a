//! The exact solver's first half: backward dynamic programming over everything
//! but the balance of power. It gives the least cost to the end from each
//! state, and so a bound that the search of the second half never overestimates.
//!
//! State at a bar: node, leader so far (s), whether this block of bars had its
//! rest (q), and a lane: whether the present reign is earned (k), whether the
//! present turn was used (u), reversals so far (r).

use super::graph::{INFINITE, Problem};

/// Numbers the states of a problem.
#[derive(Clone, Debug)]
pub(crate) struct States {
    /// Reversals 0..=max.
    pub counts: usize,
    /// Number of lanes: (k, u, r).
    pub lanes: usize,
    /// For each node and leader (0 none, 1, 2) its slot; `usize::MAX` where impossible.
    slots: Vec<[usize; 3]>,
    /// Number of slots.
    slot_count: usize,
}

impl States {
    /// The numbering of a problem's states.
    pub fn new(problem: &Problem) -> States {
        let counts = problem.rules.reversals_max as usize + 1;
        let mut slot_count = 0;
        let slots = problem
            .nodes
            .iter()
            .map(|node| {
                let mut slots = [usize::MAX; 3];
                for (leader, slot) in slots.iter_mut().enumerate() {
                    if node.leader() == 0 || node.leader() == leader {
                        *slot = slot_count;
                        slot_count += 1;
                    }
                }
                slots
            })
            .collect();
        States { counts, lanes: 4 * counts, slots, slot_count }
    }

    /// States a bar.
    pub fn per_bar(&self) -> usize {
        self.slot_count * 2 * self.lanes
    }

    /// Number of the first lane of a node, leader and rest.
    pub fn base(&self, node: usize, leader: usize, rested: bool) -> usize {
        (self.slots[node][leader] * 2 + usize::from(rested)) * self.lanes
    }

    /// Number of a lane.
    pub fn lane(&self, earned: bool, used: bool, reversals: usize) -> usize {
        (usize::from(earned) * 2 + usize::from(used)) * self.counts + reversals
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

/// Least costs to the end.
pub(crate) struct Bounds {
    /// The numbering.
    pub states: States,
    /// By bar: a hold starts there in this state.
    pub stay: Vec<i32>,
    /// By bar: a hold has ended there and another is to be chosen.
    pub leave: Vec<i32>,
}

impl Bounds {
    /// Works the bounds out from the last bar to the first.
    pub fn new(problem: &Problem) -> Bounds {
        let states = States::new(problem);
        let size = states.per_bar();
        let mut stay = vec![INFINITE; (problem.bars + 1) * size];
        let mut leave = vec![INFINITE; (problem.bars + 1) * size];
        end_costs(problem, &states, &mut leave[problem.bars * size..]);
        for bar in (0..problem.bars).rev() {
            let (_, later) = leave.split_at_mut((bar + 1) * size);
            stay_at(problem, &states, bar, later, &mut stay[bar * size..(bar + 1) * size]);
            if bar > 0 {
                let stays = &stay[bar * size..(bar + 1) * size];
                leave_at(problem, &states, bar, stays, &mut leave[bar * size..(bar + 1) * size]);
            }
        }
        Bounds { states, stay, leave }
    }

    /// The least cost of any plan, whatever its balance; `INFINITE` or more where there is none.
    pub fn least(&self, problem: &Problem) -> i32 {
        starts(problem, &self.states)
            .map(|(_, state, cost)| self.stay[state].saturating_add(cost))
            .min()
            .unwrap_or(INFINITE)
    }
}

/// The states in which a plan may start: node, state and cost.
pub(crate) fn starts<'a>(problem: &'a Problem, states: &'a States) -> impl Iterator<Item = (usize, usize, i32)> + 'a {
    (0..problem.nodes.len()).filter_map(move |node| {
        let cost = problem.start_costs[node]?;
        let leader = problem.nodes[node].leader();
        let lane = states.lane(problem.nodes[node].earns(), false, 0);
        Some((node, states.base(node, leader, false) + lane, cost))
    })
}

/// Whether a plan may end with so many reversals in a reign that is earned or not.
pub(crate) fn may_end(problem: &Problem, earned: bool, reversals: usize) -> bool {
    let least = problem.rules.reversals_min as usize;
    reversals >= least && (earned || !problem.rules.earned_reign || least == 0)
}

fn end_costs(problem: &Problem, states: &States, last: &mut [i32]) {
    for node in 0..problem.nodes.len() {
        let Some(cost) = problem.end_costs[node] else { continue };
        for leader in (0..3).filter(|&leader| states.slots[node][leader] != usize::MAX) {
            for rested in [false, true] {
                let base = states.base(node, leader, rested);
                for earned in [false, true] {
                    for reversals in (0..states.counts).filter(|&count| may_end(problem, earned, count)) {
                        for used in [false, true] {
                            last[base + states.lane(earned, used, reversals)] = cost;
                        }
                    }
                }
            }
        }
    }
}

fn lower(costs: &mut [i32], from: &[i32], by: i32) {
    for (cost, &other) in costs.iter_mut().zip(from) {
        *cost = (*cost).min(other + by);
    }
}

/// `later` starts at the bar after `bar`.
fn stay_at(problem: &Problem, states: &States, bar: usize, later: &[i32], stays: &mut [i32]) {
    let (size, half) = (states.per_bar(), states.counts);
    for node in 0..problem.nodes.len() {
        let ends = problem.ends(node, bar);
        if ends.is_empty() {
            continue;
        }
        for leader in (0..3).filter(|&leader| states.slots[node][leader] != usize::MAX) {
            for rested in [false, true] {
                let into = states.base(node, leader, rested);
                for end in ends.clone() {
                    let Some(rested_then) = problem.rested_after(node, bar, end, rested) else { continue };
                    let cost = problem.stay_cost(node, bar, end);
                    let from = (end - bar - 1) * size + states.base(node, leader, rested_then);
                    let source = &later[from..from + states.lanes];
                    let target = &mut stays[into..into + states.lanes];
                    if same_window(problem, bar, end) {
                        lower(target, source, cost);
                    } else {
                        for lane in 0..4 {
                            let unused = lane & 2;
                            lower(
                                &mut target[lane * half..(lane + 1) * half],
                                &source[unused * half..(unused + 1) * half],
                                cost,
                            );
                        }
                    }
                }
            }
        }
    }
    stays.iter_mut().for_each(|cost| *cost = (*cost).min(INFINITE));
}

/// Whether a turn used at one bar is still the turn at a later one.
pub(crate) fn same_window(problem: &Problem, bar: usize, later: usize) -> bool {
    later < problem.bars && problem.windows[later].is_some() && problem.windows[bar] == problem.windows[later]
}

fn leave_at(problem: &Problem, states: &States, bar: usize, stays: &[i32], leaves: &mut [i32]) {
    let half = states.counts;
    let in_window = problem.windows[bar].is_some();
    let unearned_counts = !problem.rules.earned_reign;
    let can_start: Vec<bool> = (0..problem.nodes.len()).map(|node| !problem.ends(node, bar).is_empty()).collect();
    for (node, edges) in problem.edges.iter().enumerate() {
        if bar > problem.open_until[problem.nodes[node].place][bar.saturating_sub(1)] && problem.pins.is_empty() {
            continue;
        }
        for leader in (0..3).filter(|&leader| states.slots[node][leader] != usize::MAX) {
            for rested in [false, true] {
                let into = states.base(node, leader, rested);
                let target = &mut leaves[into..into + states.lanes];
                for &(to, cost) in edges.iter().filter(|edge| can_start[edge.0]) {
                    let earns = problem.nodes[to].earns();
                    match entry(problem, to, leader) {
                        Entry::Same { leader } => {
                            let from = states.base(to, leader, rested);
                            let source = &stays[from..from + states.lanes];
                            if earns {
                                lower(&mut target[..2 * half], &source[2 * half..], cost);
                                lower(&mut target[2 * half..], &source[2 * half..], cost);
                            } else {
                                lower(target, source, cost);
                            }
                        }
                        Entry::Reversal { leader } if in_window && problem.in_one_place(node, to) => {
                            let from = states.base(to, leader, rested) + states.lane(earns, true, 0);
                            let source = &stays[from + 1..from + half];
                            lower(&mut target[2 * half..3 * half - 1], source, cost);
                            if unearned_counts {
                                lower(&mut target[..half - 1], source, cost);
                            }
                        }
                        Entry::Reversal { .. } => {}
                    }
                }
            }
        }
    }
    let change = problem.change_costs[bar];
    leaves.iter_mut().for_each(|cost| *cost = (*cost + change).min(INFINITE));
}
