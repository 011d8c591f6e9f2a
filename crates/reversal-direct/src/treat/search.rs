//! The exact solver's second half: a best-first search that adds the balance of
//! power to the state, led by the bounds of the first half.
//!
//! The bounds know nothing of the balance. Bounds under a price on power do: who has had too much power so far
//! must have less of it in the rest, and that has its price (a Lagrange multiplier, Handler and Zang 1980).
//! They cost as much as a search without them, so that while prices for variety still change a good plan is
//! enough: the best one where a short search finds it, else one that a beam finds. The last plan is proven to be
//! the best under three prices, or has its honest gap. Neither looks at what promises less than a plan that is good
//! enough, and looks again from higher only where there is none.

mod beam;
mod priced;
mod visit;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use self::beam::{BEAM, beam};
use self::priced::Priced;
use self::visit::{Edges, Reached, Visit, first_visits, steps};
use super::graph::{INFINITE, Problem};

/// States that a search without prices on power may open; they cost about as much.
const OPENED_AT_FIRST: usize = 1_500;
/// States that a search under them may open before it gives up proving that its plan is the best.
const OPENED_MAX: usize = 8_000;
/// First ceiling over the bound, and by how much each search that finds nothing raises it.
const SLACK_AT_FIRST: f64 = 0.004;
const SLACK_GROWTH: f64 = 2.0;
/// Ceiling over the bound at which the search stops narrowing and looks at everything.
const SLACK_MAX: f64 = 0.6;
/// How much wider it is to come nearer to the best, and where nothing good was found.
const BEAM_WIDE: usize = 2;
const BEAM_WIDEST: usize = 8;
/// Gap above which a plan is not good, a share of its cost. What promises less is not looked at for a good plan.
const GAP_MAX: f64 = 0.02;
/// Prices on power under which bounds are worked out at first.
const PRICES: [i32; 3] = [0, -1, 1];

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

/// The best plan; None where the rules leave none.
pub(crate) fn solve(problem: &Problem) -> Option<Plan> {
    let mut solver = Solver::new(problem);
    let near = solver.near(problem)?;
    Some(solver.best(problem, near, true))
}

/// Solves one problem again and again under other costs.
pub(crate) struct Solver {
    /// Without a price on power.
    free: Priced<1>,
    /// Under none or little, and a little less and more.
    priced: Option<Priced<{ PRICES.len() }>>,
    /// Whether those bounds are of the problem that was looked at last.
    narrowed: bool,
}

impl Solver {
    /// Makes room for a problem.
    pub fn new(problem: &Problem) -> Solver {
        Solver { free: Priced::new(problem, [0]), priced: None, narrowed: false }
    }

    /// A good plan, and what is known of better ones; None where the rules leave none.
    pub fn near(&mut self, problem: &Problem) -> Option<Plan> {
        let edges = Edges::new(problem);
        self.free.work_out(problem);
        self.narrowed = false;
        let unbalanced = problem.rules.balance.is_none();
        let opened = if unbalanced { usize::MAX } else { OPENED_AT_FIRST };
        let best = deepen(problem, &edges, &self.free, Limits { ceiling: INFINITE / 2, opened });
        if best.known {
            return best.plan();
        }
        let mut bound = best.bound;
        let found = beam(problem, &edges, &self.free, BEAM, over(bound, GAP_MAX)).or_else(|| {
            let priced = self.priced.get_or_insert_with(|| Priced::new(problem, PRICES));
            priced.narrow(problem);
            self.narrowed = true;
            bound = bound.max(priced.least(problem));
            let slacks = std::iter::successors(Some(GAP_MAX), |slack| Some(slack * SLACK_GROWTH));
            let ceilings = slacks.take_while(|&slack| slack <= SLACK_MAX).map(|slack| (BEAM, over(bound, slack)));
            let anything = [BEAM, BEAM * BEAM_WIDEST].map(|width| (width, INFINITE / 2));
            ceilings.chain(anything).find_map(|(width, ceiling)| beam(problem, &edges, priced, width, ceiling))
        });
        let (cost, steps) = found?;
        Some(Plan { steps, cost, bound: bound.min(cost) })
    }

    /// The best plan, or a good one with its gap, given a good one; and whether it is of the problem that a good one was
    /// looked for last.
    pub fn best(&mut self, problem: &Problem, mut plan: Plan, of_last: bool) -> Plan {
        if plan.bound >= plan.cost {
            return plan;
        }
        let edges = Edges::new(problem);
        let priced = self.priced.get_or_insert_with(|| Priced::new(problem, PRICES));
        if !(self.narrowed && of_last) {
            priced.narrow(problem);
            self.narrowed = of_last;
        }
        for wider in [BEAM_WIDE, BEAM_WIDEST] {
            let ceiling = plan.cost - 1;
            if let Some((cost, steps)) = beam(problem, &edges, priced, BEAM * wider, ceiling) {
                plan = Plan { steps, cost, ..plan };
            }
            let ceiling = plan.cost - 1;
            let better = deepen(problem, &edges, priced, Limits { ceiling, opened: OPENED_MAX });
            plan.bound = better.bound.max(plan.bound).min(plan.cost);
            if let Some(better) = better.plan() {
                plan = better;
            }
            if f64::from(plan.cost - plan.bound) <= GAP_MAX * f64::from(plan.cost.abs()) {
                break;
            }
        }
        plan
    }
}

/// What costs a share more than a bound.
fn over(bound: i32, slack: f64) -> i32 {
    bound.saturating_add((f64::from(bound.abs().max(1000)) * slack) as i32 + 1)
}

/// Searches below ceilings that rise to the last one until there is a plan below one, and so the best is found.
fn deepen<const P: usize>(problem: &Problem, edges: &Edges, priced: &Priced<P>, mut limits: Limits) -> Found {
    let least = priced.least(problem);
    let mut found = Found { plan: None, bound: least, known: least > limits.ceiling, opened: 0 };
    let mut slack = SLACK_AT_FIRST;
    while !found.known {
        let ceiling = if slack > SLACK_MAX { limits.ceiling } else { over(least, slack).min(limits.ceiling) };
        let next = search(problem, edges, priced, Limits { ceiling, ..limits });
        limits.opened -= next.opened;
        let stopped = !next.known;
        let known = next.plan.is_some() || next.known && ceiling == limits.ceiling;
        found = Found { bound: next.bound.max(found.bound), known, ..next };
        if stopped {
            break;
        }
        slack *= SLACK_GROWTH;
    }
    found
}

/// What a search looks at.
#[derive(Clone, Copy)]
struct Limits {
    /// Nothing that costs more.
    ceiling: i32,
    /// So many states.
    opened: usize,
}

/// What a search found.
struct Found {
    /// The best plan below the ceiling, with its cost.
    plan: Option<(Vec<Step>, i32)>,
    /// No plan costs less.
    bound: i32,
    /// Whether everything below the ceiling was looked at that could matter.
    known: bool,
    /// States opened.
    opened: usize,
}

impl Found {
    fn plan(self) -> Option<Plan> {
        let (steps, cost) = self.plan?;
        Some(Plan { steps, cost, bound: self.bound.min(cost) })
    }
}

/// A search below a ceiling, by the least that a plan through each state can cost.
fn search<const P: usize>(problem: &Problem, edges: &Edges, priced: &Priced<P>, limits: Limits) -> Found {
    let mut reached = Reached::default();
    let mut queue = BinaryHeap::new();
    let mut visits: Vec<Visit> = first_visits(problem, priced, limits.ceiling).collect();
    queue.extend(visits.iter().enumerate().map(|(index, visit)| Reverse((visit.hope, 0_i32, index as u32))));
    let mut opened = 0;
    while let Some(Reverse((_, _, index))) = queue.pop() {
        let visit = visits[index as usize];
        if visit.state.bar == problem.bars {
            let steps = steps(&visits, index, problem.bars);
            return Found { plan: Some((steps, visit.cost)), bound: visit.cost, known: true, opened };
        }
        if reached.get(&visit.key()).is_some_and(|&cost| cost < visit.cost) {
            continue;
        }
        if opened == limits.opened {
            return Found { plan: None, bound: visit.hope, known: false, opened };
        }
        opened += 1;
        visit.open(
            problem,
            edges,
            priced,
            index,
            |_, _, _| limits.ceiling,
            |next| {
                let best = reached.entry(next.key()).or_insert(i32::MAX);
                if next.cost < *best {
                    *best = next.cost;
                    visits.push(next);
                    queue.push(Reverse((next.hope, -(next.state.bar as i32), visits.len() as u32 - 1)));
                }
            },
        );
    }
    Found { plan: None, bound: limits.ceiling.saturating_add(1), known: true, opened }
}
