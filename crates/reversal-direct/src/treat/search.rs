//! The exact solver's second half: a best-first search that adds the balance of
//! power to the state, led by the bounds of the first half.
//!
//! Each pass looks at nothing that could cost more than a ceiling; a pass that
//! finds no plan proves that every plan costs more, and the ceiling is raised.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::graph::{INFINITE, Problem};
use super::solve::{Bounds, Entry, State, entry, starts};

/// States that all passes together may open before the search gives up proving that its plan is the best.
const OPENED_MAX: usize = 3_000_000;
/// First ceiling over the bound, and by how much each failed pass raises it.
const SLACK_AT_FIRST: f64 = 0.003;
const SLACK_GROWTH: f64 = 1.8;
/// Ceiling over the bound at which the search stops narrowing and looks at everything.
const SLACK_MAX: f64 = 0.6;

/// A hold of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Bar at which it starts, from 0.
    pub bar: usize,
    /// Index into the problem's nodes.
    pub node: usize,
}

/// A plan and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    /// The holds in order; each lasts until the next.
    pub steps: Vec<Step>,
    /// Its cost.
    pub cost: i32,
    /// No plan costs less than this.
    pub bound: i32,
}

/// Multiplies and rotates (as FxHash does): the same on every machine, and nobody attacks a plan.
#[derive(Default)]
struct KeyHasher(u64);

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

type Reached = HashMap<u64, i32, BuildHasherDefault<KeyHasher>>;

/// A state in which a hold starts.
#[derive(Clone, Copy)]
struct Visit {
    bar: u32,
    node: u32,
    leader: u8,
    rested: bool,
    earned: bool,
    /// Whether power has turned in the window that the bar lies in.
    used: bool,
    reversals: u32,
    balance: i32,
    cost: i32,
    parent: u32,
}

impl Visit {
    fn state(&self) -> State {
        State {
            bar: self.bar as usize,
            node: self.node as usize,
            leader: usize::from(self.leader),
            rested: self.rested,
            earned: self.earned,
            used: self.used,
            reversals: self.reversals as usize,
        }
    }

    /// What tells it from all other visits but dearer ones.
    fn key(&self) -> u64 {
        let content = ((self.node as u64) << 8) | u64::from(self.reversals);
        let flags = (self.state().lane() as u64) << 1 | u64::from(self.used);
        u64::from(self.bar) << 48 | content << 30 | flags << 24 | (self.balance + (1 << 19)) as u64
    }
}

const NO_PARENT: u32 = u32::MAX;

/// The best plan; None where the rules leave none.
pub(crate) fn solve(problem: &Problem) -> Option<Plan> {
    search(problem, &Bounds::new(problem))
}

/// Solves one problem again and again under other prices.
pub(crate) struct Solver {
    bounds: Bounds,
}

impl Solver {
    /// Makes room for a problem.
    pub fn new(problem: &Problem) -> Solver {
        Solver { bounds: Bounds::new(problem) }
    }

    /// The best plan of the problem that it was made for; None where the rules leave none.
    pub fn first(&self, problem: &Problem) -> Option<Plan> {
        search(problem, &self.bounds)
    }

    /// The best plan after prices have changed.
    pub fn again(&mut self, problem: &Problem) -> Option<Plan> {
        self.bounds.work_out(problem);
        search(problem, &self.bounds)
    }
}

fn search(problem: &Problem, bounds: &Bounds) -> Option<Plan> {
    let least = bounds.least(problem);
    if least >= INFINITE / 2 {
        return None;
    }
    let scale = f64::from(least.abs().max(1000));
    let mut slack = SLACK_AT_FIRST;
    let mut proven = least;
    let mut budget = OPENED_MAX;
    loop {
        let everything = slack > SLACK_MAX;
        let ceiling = if everything { INFINITE / 2 } else { least + (scale * slack) as i32 + 1 };
        match pass(problem, bounds, ceiling, 0, &mut budget) {
            Pass::Found(steps, cost) => return Some(Plan { steps, cost, bound: cost }),
            Pass::Exhausted if everything => return None,
            Pass::Exhausted => proven = ceiling + 1,
            Pass::OutOfBudget => break,
        }
        slack *= SLACK_GROWTH;
    }
    // Not proven in time: a good plan by a search that trusts the bound too much, with its honest gap.
    let mut budget = OPENED_MAX;
    match pass(problem, bounds, INFINITE / 2, 1, &mut budget) {
        Pass::Found(steps, cost) => Some(Plan { steps, cost, bound: proven.min(cost) }),
        _ => None,
    }
}

enum Pass {
    Found(Vec<Step>, i32),
    Exhausted,
    OutOfBudget,
}

/// One search below a ceiling. `haste` counts the cost still ahead so many
/// times more, which hurries to the end: 0 is exact.
fn pass(problem: &Problem, bounds: &Bounds, ceiling: i32, haste: i32, budget: &mut usize) -> Pass {
    let mut reached = Reached::default();
    let mut visits: Vec<Visit> = Vec::new();
    let mut queue = BinaryHeap::new();
    for (state, cost) in starts(problem) {
        let ahead = bounds.stay(&state);
        let hope = ahead.saturating_add(cost);
        if hope <= ceiling {
            visits.push(Visit {
                bar: 0,
                node: state.node as u32,
                leader: state.leader as u8,
                rested: state.rested,
                earned: state.earned,
                used: false,
                reversals: 0,
                balance: 0,
                cost,
                parent: NO_PARENT,
            });
            queue.push(Reverse((hope.saturating_add(haste * ahead), 0_i32, visits.len() as u32 - 1)));
        }
    }
    while let Some(Reverse((_, _, index))) = queue.pop() {
        let visit = visits[index as usize];
        let (bar, node) = (visit.bar as usize, visit.node as usize);
        if bar == problem.bars {
            return Pass::Found(steps(&visits, index, problem.bars), visit.cost);
        }
        if reached.get(&visit.key()).is_some_and(|&cost| cost < visit.cost) {
            continue;
        }
        if *budget == 0 {
            return Pass::OutOfBudget;
        }
        *budget -= 1;
        for end in problem.ends(node, bar) {
            let Some(rested) = problem.rested_after(node, bar, end, visit.rested) else { continue };
            let balance = visit.balance + problem.nodes[node].power * (end - bar) as i32;
            if problem.rules.balance.is_some_and(|most| balance.abs() - 4 * (problem.bars - end) as i32 > most) {
                continue;
            }
            let cost = visit.cost + problem.stay_cost(node, bar, end);
            if end == problem.bars {
                let end_cost = problem.end_cost(node, visit.earned, visit.reversals as usize);
                if let Some(cost) = end_cost.map(|end_cost| cost + end_cost).filter(|&cost| cost <= ceiling) {
                    visits.push(Visit { bar: end as u32, cost, parent: index, ..visit });
                    queue.push(Reverse((cost, -(end as i32), visits.len() as u32 - 1)));
                }
                continue;
            }
            let used = visit.used && problem.same_window(bar, end);
            let leaving = State { bar: end, rested, used, ..visit.state() };
            if cost.saturating_add(bounds.leave(&leaving)) > ceiling {
                continue;
            }
            for &to in &problem.follows[node] {
                let Some(change) = problem.changes.cost(&problem.nodes, node, to) else { continue };
                let earns = problem.nodes[to].earns();
                let (leader, reversals, used, earned) = match entry(problem, to, visit.leader as usize) {
                    Entry::Same { .. } if problem.must_turn[end] => continue,
                    Entry::Same { leader } => (leader, visit.reversals, used, visit.earned || earns),
                    Entry::Reversal { leader } => {
                        let allowed = problem.windows[end].is_some()
                            && !used
                            && problem.in_one_place(node, to)
                            && visit.reversals < problem.rules.reversals_max
                            && (visit.earned || !problem.rules.earned_reign);
                        if !allowed {
                            continue;
                        }
                        (leader, visit.reversals + 1, true, earns)
                    }
                };
                let gain = if reversals > visit.reversals { problem.turn_gains[end] } else { 0 };
                let cost = cost + change + problem.change_costs[end] - gain;
                let next = Visit {
                    bar: end as u32,
                    node: to as u32,
                    leader: leader as u8,
                    rested,
                    earned,
                    used,
                    reversals,
                    balance,
                    cost,
                    parent: index,
                };
                let ahead = bounds.stay(&next.state());
                let hope = cost.saturating_add(ahead);
                if hope > ceiling {
                    continue;
                }
                let best = reached.entry(next.key()).or_insert(i32::MAX);
                if cost < *best {
                    *best = cost;
                    visits.push(next);
                    queue.push(Reverse((hope.saturating_add(haste * ahead), -(end as i32), visits.len() as u32 - 1)));
                }
            }
        }
    }
    Pass::Exhausted
}

fn steps(visits: &[Visit], last: u32, bars: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut index = last;
    while index != NO_PARENT {
        let visit = &visits[index as usize];
        if (visit.bar as usize) < bars {
            steps.push(Step { bar: visit.bar as usize, node: visit.node as usize });
        }
        index = visit.parent;
    }
    steps.reverse();
    steps
}
