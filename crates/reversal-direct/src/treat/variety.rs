//! Keeps a plan from repeating itself and from celebrating: holds and changes
//! that it overuses get a price, rests that it lacks a discount, and it is made anew.
//!
//! Each plan is the best under its prices; the last prices are part of its cost.

use reversal_model::hold::Hold;

use super::graph::{Node, Problem};
use super::search::{Plan, Solver};
use super::wishes::{has_gift, wishes};

/// Greatest share of the film that one hold should take.
const HOLD_SHARE_MAX: f64 = 0.16;
/// Least share of the film in rest or aftermath.
pub(crate) const RECOVERY_SHARE_MIN: f64 = 0.2;
/// Without it the planner tries on: a little more than is checked, because bars differ in length.
const RECOVERY_SHARE_HARD: f64 = 0.21;
/// Asked for of the planner, more than that.
const RECOVERY_SHARE_ASKED: f64 = 0.23;
/// Greatest share of the film in rest or aftermath: two who only rest have no story.
const RECOVERY_SHARE_MAX: f64 = 0.42;
/// Effort up to which a hold counts as aftermath.
const AFTERMATH_EFFORT_MAX: f32 = 0.3;
/// Songs shorter than this cannot avoid repeating themselves or leave it to chance, bars.
const VARIETY_BARS_MIN: usize = 24;
/// A plan with at most one fault in so many bars is varied enough.
const BARS_PER_FAULT: usize = 40;
/// A film of so many bars has room for a moment of each that the other could not have expected.
pub(crate) const GIFT_BARS_MIN: usize = 32;
/// How bad it is that one of the two has none, in bars of domination that goes on too long.
const UNGIVEN_BARS: usize = 8;
/// What it becomes worth more each time that a plan lacks it.
const GIFT_WORTH: i32 = 120;
/// How often a plan is made anew for variety's sake.
const ROUNDS: usize = 4;
/// In how many rounds what the two are ready for is worked out anew, from the plan before.
const WISHING_ROUNDS: usize = 2;
/// How often it is made anew while the lint would object to it.
const ROUNDS_WITH_OBJECTIONS: usize = 12;
/// How much worse a missing bar of recovery is than a repetition.
const RECOVERY_WEIGHT: usize = 4;
/// What a change to a hold costs that repeats a sequence of three, once a repetition.
const REPETITION_PRICE: i32 = 45;
/// What it costs more to dominate in two holds on end where that went on for too long.
const LONG_DOMINATION_PRICE: i32 = 300;
/// Longest time that domination may go on before it is lost or given up, bars.
pub(crate) const DOMINATION_BARS_MAX: u32 = 16;

/// Whether breath comes back in a hold: a rest, or the little that follows exertion.
pub(crate) fn is_recovery(hold: &Hold) -> bool {
    hold.rest || hold.effort <= AFTERMATH_EFFORT_MAX
}

/// A plan and the problem with the prices under which it is the best.
#[derive(Clone)]
pub(crate) struct Varied {
    /// The plan.
    pub plan: Plan,
    /// The problem, prices included.
    pub problem: Problem,
}

/// What is wrong with a plan, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Faults {
    /// Bars of what the lint objects to.
    objections: usize,
    /// How far it repeats itself or rests too much or too little, in bars.
    monotony: usize,
}

/// The plan of a problem with as little repetition as a few rounds of pricing give.
pub(crate) fn plan(problem: Problem, holds: &[Hold]) -> Option<Varied> {
    let mut solver = Solver::new(&problem);
    let mut priced = problem.clone();
    let mut plan = solver.near(&priced)?;
    if priced.flipped {
        mirror(&priced, &mut plan);
    }
    let mut least = faults(&priced, holds, &plan);
    let mut best = Varied { plan: plan.clone(), problem };
    let mut wished: Option<Vec<Vec<i32>>> = None;
    let mut best_is_last = true;
    for round in 1..=ROUNDS_WITH_OBJECTIONS {
        let varied = least.monotony <= priced.bars / BARS_PER_FAULT || round > ROUNDS;
        if wished.is_some() && least.objections == 0 && varied {
            break;
        }
        if wished.is_none() {
            // The first plan knew nothing of what it does to the two.
            least = Faults { objections: usize::MAX, monotony: usize::MAX };
        } else {
            price(&mut priced, holds, &plan);
        }
        if round <= WISHING_ROUNDS {
            let wishes = wishes(&priced, holds, &plan);
            for (node, (sums, new)) in priced.stay_sums.iter_mut().zip(&wishes).enumerate() {
                let old = wished.as_ref().map(|wished| &wished[node]);
                for (bar, sum) in sums.iter_mut().enumerate() {
                    *sum += new[bar] - old.map_or(0, |old| old[bar]);
                }
            }
            wished = Some(wishes);
        }
        let Some(next) = solver.near(&priced) else {
            best_is_last = false;
            break;
        };
        plan = next;
        let found = faults(&priced, holds, &plan);
        best_is_last = found < least;
        if best_is_last {
            least = found;
            best.plan.clone_from(&plan);
            best.problem.clone_from(&priced);
        }
    }
    let proven = solver.best(&best.problem, best.plan.clone(), best_is_last);
    if faults(&best.problem, holds, &proven).objections <= least.objections {
        best.plan = proven;
    } else {
        // The cheapest of all would be objected to; the one that is not has its gap.
        best.plan.bound = best.plan.bound.max(proven.bound);
    }
    Some(best)
}

/// The plan with the two people exchanged.
pub(crate) fn mirror(problem: &Problem, plan: &mut Plan) {
    for step in &mut plan.steps {
        let here = problem.nodes[step.node];
        let mirrored = |node: &Node| node.hold == here.hold && node.place == here.place && node.power == -here.power;
        step.node = problem.nodes.iter().position(mirrored).unwrap_or(step.node);
    }
}

/// Bars that each hold takes.
fn bars_by_hold(problem: &Problem, holds: &[Hold], plan: &Plan) -> Vec<usize> {
    let mut bars = vec![0; holds.len()];
    for (i, step) in plan.steps.iter().enumerate() {
        let end = plan.steps.get(i + 1).map_or(problem.bars, |next| next.bar);
        bars[problem.nodes[step.node].hold] += end - step.bar;
    }
    bars
}

/// The sequences of three holds that came before, by the index of their last.
pub(crate) fn repeated_trigrams(sequence: &[usize]) -> Vec<usize> {
    (2..sequence.len())
        .filter(|&last| {
            let here = &sequence[last - 2..=last];
            sequence[..last].windows(3).any(|before| before == here)
        })
        .collect()
}

/// So many bars make a share of the film.
fn bars_of(problem: &Problem, share: f64) -> i32 {
    (problem.bars as f64 * share).ceil() as i32
}

fn recovery_bars(holds: &[Hold], bars: &[usize]) -> i32 {
    holds.iter().zip(bars).filter(|(hold, _)| is_recovery(hold)).map(|(_, &bars)| bars as i32).sum()
}

/// Bars of recovery that are missing (above 0) or too many (below).
fn recovery_missing(problem: &Problem, holds: &[Hold], bars: &[usize]) -> i32 {
    let recovery = recovery_bars(holds, bars);
    let share = |share| bars_of(problem, share);
    (share(RECOVERY_SHARE_ASKED) - recovery).max(0) - (recovery - share(RECOVERY_SHARE_MAX)).max(0)
}

/// The holds, by the index in their sequence, that one returns to right after another.
fn returns(sequence: &[usize]) -> impl Iterator<Item = usize> {
    (2..sequence.len()).filter(|&last| sequence[last] == sequence[last - 2])
}

fn hold_bars_max(problem: &Problem) -> usize {
    ((problem.bars as f64 * HOLD_SHARE_MAX) as usize).max(4)
}

/// Bars by which domination goes on for too long.
fn domination_over(problem: &Problem, plan: &Plan) -> usize {
    let (mut since, mut over) = (None, 0);
    for step in &plan.steps {
        match since {
            None if problem.nodes[step.node].earns() => since = Some(step.bar),
            Some(from) if !problem.nodes[step.node].earns() => {
                over += (step.bar - from).saturating_sub(DOMINATION_BARS_MAX as usize);
                since = None;
            }
            _ => {}
        }
    }
    over + since.map_or(0, |from| problem.bars - from)
}

fn faults(problem: &Problem, holds: &[Hold], plan: &Plan) -> Faults {
    let bars = bars_by_hold(problem, holds, plan);
    let short = (bars_of(problem, RECOVERY_SHARE_HARD) - recovery_bars(holds, &bars)).max(0) as usize;
    let ungiven = has_gift(problem, holds, plan).iter().filter(|given| !**given).count();
    let can_give = problem.bars >= GIFT_BARS_MIN && problem.rules.reversals_min > 0 && problem.changes.has_gifts();
    let ungiven = if can_give { ungiven } else { 0 };
    let objections = short + domination_over(problem, plan) + ungiven * UNGIVEN_BARS;
    if problem.bars < VARIETY_BARS_MIN {
        return Faults { objections, monotony: 0 };
    }
    let sequence: Vec<usize> = plan.steps.iter().map(|step| problem.nodes[step.node].hold).collect();
    let over: usize = bars.iter().map(|bars| bars.saturating_sub(hold_bars_max(problem))).sum();
    // A returning sequence now and then is a refrain.
    let refrains = sequence.len() / 12;
    let monotony = over
        + returns(&sequence).count()
        + repeated_trigrams(&sequence).len().saturating_sub(refrains)
        + RECOVERY_WEIGHT * recovery_missing(problem, holds, &bars).unsigned_abs() as usize;
    Faults { objections, monotony }
}

fn price(problem: &mut Problem, holds: &[Hold], plan: &Plan) {
    let bars = bars_by_hold(problem, holds, plan);
    let most = hold_bars_max(problem);
    let missing = recovery_missing(problem, holds, &bars);
    let discount = missing.signum() * 12 + missing.clamp(-20, 20) * 3;
    for (node, sums) in problem.nodes.iter().zip(&mut problem.stay_sums) {
        let over = bars[node.hold].saturating_sub(most).min(30) as i32;
        let overuse = if over > 0 { 8 + 3 * over } else { 0 };
        let price = overuse - if is_recovery(&holds[node.hold]) { discount } else { 0 };
        sums.iter_mut().enumerate().for_each(|(bar, sum)| *sum += price * bar as i32);
    }
    let sequence: Vec<usize> = plan.steps.iter().map(|step| problem.nodes[step.node].hold).collect();
    for last in repeated_trigrams(&sequence).into_iter().chain(returns(&sequence)) {
        problem.changes.raise(sequence[last - 1], sequence[last], REPETITION_PRICE);
    }
    if has_gift(problem, holds, plan).contains(&false) {
        problem.changes.invite_gift(GIFT_WORTH);
    }
    if domination_over(problem, plan) > 0 {
        problem.changes.raise_domination(LONG_DOMINATION_PRICE);
    }
}
