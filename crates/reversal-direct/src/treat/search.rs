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
const OPENED_MAX: usize = 30_000;
/// How coarsely balances are told apart then, binary digits, and how far above the bounds a plan may cost;
/// one after the other.
const COARSENESSES: [(u32, f64); 5] = [(3, 0.015), (3, 0.03), (4, 0.08), (5, 0.3), (8, 1e6)];
/// States that they may open before prices that lean to one of the two are evened out.
const OPENED_AT_FIRST: usize = 20_000;
/// Costs are so many times greater where power has a price, so that the price can be a fraction of them.
const SCALE: i32 = 16;
/// How many prices on power are tried.
const TILTS: usize = 8;
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

impl Plan {
    /// The plan with its cost as the problem has it, from one whose costs were scaled.
    fn unscaled(self) -> Plan {
        Plan { cost: self.cost.div_euclid(SCALE), bound: self.bound.div_euclid(SCALE), ..self }
    }
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
    fn key(&self, coarse: u32) -> u64 {
        let content = ((self.node as u64) << 8) | u64::from(self.reversals);
        let flags = (self.state().lane() as u64) << 1 | u64::from(self.used);
        u64::from(self.bar) << 48 | content << 30 | flags << 24 | ((self.balance >> coarse) + (1 << 19)) as u64
    }
}

const NO_PARENT: u32 = u32::MAX;

/// The best plan; None where the rules leave none.
pub(crate) fn solve(problem: &Problem) -> Option<Plan> {
    Solver::new(problem).first(problem)
}

/// Solves one problem again and again under other prices.
///
/// Where prices lean to one of the two, bounds that know nothing of the balance promise too much. A
/// price on power under which the plan without the balance is nearly balanced (a Lagrange multiplier)
/// brings them nearer to the truth; the plan is as exact under any.
pub(crate) struct Solver {
    bounds: Bounds,
    /// What a quarter of the first one's power cost a bar where it was solved last, [`SCALE`]ths.
    price: i32,
}

impl Solver {
    /// Makes room for a problem.
    pub fn new(problem: &Problem) -> Solver {
        Solver { bounds: Bounds::new(problem), price: 0 }
    }

    /// The best plan of the problem that it was made for; None where the rules leave none.
    pub fn first(&mut self, problem: &Problem) -> Option<Plan> {
        match search(problem, &self.bounds, Tilt::default(), OPENED_AT_FIRST) {
            Search::Found(plan) => Some(plan),
            Search::None => None,
            Search::OutOfBudget(_) => self.tilted(problem),
        }
    }

    /// The best plan after prices have changed.
    pub fn again(&mut self, problem: &Problem) -> Option<Plan> {
        let (tilt, tilted) = self.tilt(problem);
        match search(&tilted, &self.bounds, tilt, OPENED_AT_FIRST) {
            Search::Found(plan) => Some(plan.unscaled()),
            Search::None => None,
            Search::OutOfBudget(_) => self.tilted(problem),
        }
    }

    /// The problem with the present price on power, its costs scaled, and its bounds worked out.
    fn tilt(&mut self, problem: &Problem) -> (Tilt, Problem) {
        let mut tilted = problem.scaled(SCALE);
        for (node, sums) in tilted.nodes.iter().zip(&mut tilted.stay_sums) {
            sums.iter_mut().enumerate().for_each(|(bar, sum)| *sum += self.price * node.power * bar as i32);
        }
        self.bounds.work_out(&tilted);
        (Tilt { price: self.price, most: problem.rules.balance.unwrap_or(0) }, tilted)
    }

    /// The best plan under the price on power that balances the plan without the balance best.
    pub fn tilted(&mut self, problem: &Problem) -> Option<Plan> {
        let (mut low, mut high) = (None, None);
        let (mut tilt, mut tilted) = self.tilt(problem);
        let mut step = SCALE / 2;
        for _ in 0..TILTS {
            let sum = self.balance_alone(&tilted);
            if sum.abs() <= tilt.most {
                break;
            }
            // Power of the first one becomes dearer where he has too much of it.
            if sum > 0 {
                low = Some(self.price)
            } else {
                high = Some(self.price)
            }
            self.price = match (low, high) {
                (Some(low), Some(high)) if high - low <= 1 => break,
                (Some(low), Some(high)) => (low + high).div_euclid(2),
                (Some(low), None) => low + step,
                (None, Some(high)) => high - step,
                (None, None) => break,
            };
            step *= 2;
            (tilt, tilted) = self.tilt(problem);
        }
        match search(&tilted, &self.bounds, tilt, OPENED_MAX) {
            Search::Found(plan) => Some(plan.unscaled()),
            Search::None => None,
            Search::OutOfBudget(proven) => {
                // Not proven in time: a good plan by a search that keeps one of states whose balances are
                // near each other, with its honest gap.
                let least = self.bounds.least(&tilted);
                COARSENESSES.iter().find_map(|&(coarse, share)| {
                    let mut budget = OPENED_MAX;
                    let above = (f64::from(least.abs().max(1000)) * share) as i32;
                    let ceiling = least.saturating_add(above).min(INFINITE / 2);
                    match pass(&tilted, &self.bounds, tilt, (ceiling, coarse), &mut budget) {
                        Pass::Found(steps, cost) => Some(Plan { steps, cost, bound: proven.min(cost) }.unscaled()),
                        _ => None,
                    }
                })
            }
        }
    }

    /// The sum of power, quarters × bars, of the plan that would be best without the balance.
    fn balance_alone(&self, problem: &Problem) -> i32 {
        let mut free = problem.clone();
        free.rules.balance = None;
        let mut budget = OPENED_AT_FIRST;
        let least = self.bounds.least(problem);
        match pass(&free, &self.bounds, Tilt::default(), (least, 0), &mut budget) {
            Pass::Found(steps, _) => steps
                .iter()
                .enumerate()
                .map(|(i, step)| {
                    let end = steps.get(i + 1).map_or(problem.bars, |next| next.bar);
                    problem.nodes[step.node].power * (end - step.bar) as i32
                })
                .sum(),
            _ => 0,
        }
    }
}

/// A price on power that is part of the problem's prices but not of the plan's cost.
#[derive(Clone, Copy, Debug, Default)]
struct Tilt {
    /// What a quarter of the first one's power costs a bar.
    price: i32,
    /// How far the sum of power may be from nought at the end.
    most: i32,
}

impl Tilt {
    /// What the priced cost of a plan must be lowered by to be its cost, given its sum of power.
    fn of(self, balance: i32) -> i32 {
        self.price * balance
    }

    /// No plan's price differs from its cost by more.
    fn greatest(self) -> i32 {
        self.price.abs() * self.most
    }
}

enum Search {
    Found(Plan),
    None,
    /// No plan costs less than this.
    OutOfBudget(i32),
}

fn search(problem: &Problem, bounds: &Bounds, tilt: Tilt, mut budget: usize) -> Search {
    let least = bounds.least(problem);
    if least >= INFINITE / 2 {
        return Search::None;
    }
    let scale = f64::from(least.abs().max(1000));
    let mut slack = SLACK_AT_FIRST;
    let mut proven = least - tilt.greatest();
    loop {
        let everything = slack > SLACK_MAX;
        let ceiling = if everything { INFINITE / 2 } else { least + tilt.greatest() + (scale * slack) as i32 + 1 };
        match pass(problem, bounds, tilt, (ceiling, 0), &mut budget) {
            Pass::Found(steps, cost) => return Search::Found(Plan { steps, cost, bound: cost }),
            Pass::Exhausted if everything => return Search::None,
            Pass::Exhausted => proven = ceiling + 1 - tilt.greatest(),
            Pass::OutOfBudget => return Search::OutOfBudget(proven),
        }
        slack *= SLACK_GROWTH;
    }
}

enum Pass {
    Found(Vec<Step>, i32),
    Exhausted,
    OutOfBudget,
}

/// One search below a ceiling. Of states whose balances agree but for their last `coarse` binary
/// digits only the cheapest is kept: 0 is exact. Visits are queued by the least price that a plan
/// through them can have; a finished plan by its cost and the most that any price can lie above its
/// plan's cost, so that the first one taken out costs least.
fn pass(problem: &Problem, bounds: &Bounds, tilt: Tilt, (ceiling, coarse): (i32, u32), budget: &mut usize) -> Pass {
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
            queue.push(Reverse((hope, 0_i32, visits.len() as u32 - 1)));
        }
    }
    while let Some(Reverse((_, _, index))) = queue.pop() {
        let visit = visits[index as usize];
        let (bar, node) = (visit.bar as usize, visit.node as usize);
        if bar == problem.bars {
            return Pass::Found(steps(&visits, index, problem.bars), visit.cost - tilt.greatest());
        }
        if reached.get(&visit.key(coarse)).is_some_and(|&cost| cost < visit.cost) {
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
                let queued = end_cost.map(|end_cost| cost + end_cost - tilt.of(balance) + tilt.greatest());
                if let Some(cost) = queued.filter(|&cost| cost <= ceiling) {
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
                let best = reached.entry(next.key(coarse)).or_insert(i32::MAX);
                if cost < *best {
                    *best = cost;
                    visits.push(next);
                    queue.push(Reverse((hope, -(end as i32), visits.len() as u32 - 1)));
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
