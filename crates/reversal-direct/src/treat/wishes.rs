//! What the two are ready for: prices that follow from what a plan has done to
//! them, and from what they did when this part of the song was there before.
//!
//! A plan is made, both are led through it, and it is made anew under what they
//! have become; each plan is the best under its prices.

use std::rc::Rc;

use reversal_model::hold::Hold;

use super::changes::{is_gift, milli};
use super::graph::{Node, Problem};
use super::search::Plan;
use crate::people::{Deed, State};

/// What it costs a bar that nobody has hated enough for it to dominate, at most.
const UNHATING: i32 = 14;
/// What it costs to be tender to someone who is judged, at most.
const JUDGING: i32 = 45;
/// What it is worth that shame is shown where it is felt, and what it costs where it is not, at most.
const ASHAMED: i32 = 80;
const SHAMELESS: i32 = 40;
/// What it is worth to those who are afraid to be apart, at most.
const AFRAID: i32 = 30;
/// What it costs to lead in a hold for which no strength is left, at most.
const STRAINED: i32 = 60;
/// Hatred from which a character dominates without being pushed to it.
const HATRED: i32 = 600;
/// What it is worth a bar to return to a hold of the same part with the power changed,
/// and what it costs to return to it as it was.
const RETURN_CHANGED: i32 = 9;
const RETURN_SAME: i32 = 6;

/// The prices of each node, summed over the bars like the problem's own.
pub(crate) fn wishes(problem: &Problem, holds: &[Hold], plan: &Plan) -> Vec<Vec<i32>> {
    let deeds = deeds(problem, holds, plan);
    let courses = problem.people.courses(&deeds);
    let returns = returns(problem, plan);
    let of_node = |node: &Node| {
        let asks = Asks::of(&holds[node.hold]);
        let of_bar = |bar: usize| match problem.people.unheeded {
            true => 0,
            false => readiness(asks, node.power, [courses[0][bar], courses[1][bar]]),
        };
        (0..problem.bars).map(of_bar).collect()
    };
    let ready: Vec<Vec<i32>> = problem.nodes.iter().map(of_node).collect();
    let leaning = leaning(problem, &ready);
    let summed = |(node, ready): (&Node, &Vec<i32>)| {
        let mut sum = 0;
        let prices = ready.iter().zip(&returns).map(|(ready, returned)| {
            let returned = returned.as_ref().map_or(0, |part| part.price(node));
            sum += ready + returned - leaning * node.power / 1000;
            sum
        });
        [0].into_iter().chain(prices).collect()
    };
    problem.nodes.iter().zip(&ready).map(summed).collect()
}

/// How much dearer a quarter of the first one's power is than of the second one's over the whole
/// film, thousandths a bar. Both get equal time in any case: taken out, what is left says *when*
/// each is readier, and the solver need not search for the balance.
fn leaning(problem: &Problem, ready: &[Vec<i32>]) -> i32 {
    let (mut dearer, mut power) = (0_i64, 0_i64);
    for (node, ready) in problem.nodes.iter().zip(ready) {
        let price: i64 = ready.iter().map(|&price| i64::from(price)).sum();
        dearer += price * i64::from(node.power);
        power += i64::from(node.power * node.power) * problem.bars as i64;
    }
    (dearer * 1000 / power.max(1)) as i32
}

/// What a hold asks of two people, thousandths.
#[derive(Clone, Copy)]
struct Asks {
    tenderness: i32,
    closeness: i32,
    effort: i32,
    shame: i32,
}

impl Asks {
    fn of(hold: &Hold) -> Asks {
        let [tenderness, closeness, effort, shame] =
            [hold.tenderness, hold.closeness, hold.effort, hold.shame].map(milli);
        Asks { tenderness, closeness, effort, shame }
    }
}

/// What a bar of a hold costs two people in these states.
fn readiness(asks: Asks, power: i32, states: [State; 2]) -> i32 {
    let Asks { tenderness, closeness, effort, shame } = asks;
    let mean = |of: fn(&State) -> i32| (of(&states[0]) + of(&states[1])) / 2;
    let lead = match power.signum() {
        1 => Some(states[0]),
        -1 => Some(states[1]),
        _ => None,
    };
    let of_lead = |of: fn(&State) -> i32| lead.as_ref().map_or_else(|| mean(of), of);
    let ashamed = states[0].shame.max(states[1].shame);
    let dominates = power.abs() >= super::graph::EARNED_QUARTERS;
    let unhating = if dominates { (HATRED - of_lead(|state| state.hatred)).max(0) * UNHATING / HATRED } else { 0 };
    let strain = (effort - of_lead(|state| state.strength)).max(0) * STRAINED / 1000;
    let judging = of_lead(|state| state.judgment) * tenderness / 1000 * JUDGING / 1000;
    let shown = shame * ashamed / 1000 * ASHAMED / 1000 - shame * (1000 - ashamed) / 1000 * SHAMELESS / 1000;
    let apart = if power == 0 { mean(|state| state.fear) * (1000 - closeness) / 1000 * AFRAID / 1000 } else { 0 };
    unhating + strain + judging - shown - apart
}

/// The deeds of a plan, bar by bar.
pub(crate) fn deeds(problem: &Problem, holds: &[Hold], plan: &Plan) -> Vec<Deed> {
    let mut deeds = Vec::with_capacity(problem.bars);
    for (i, step) in plan.steps.iter().enumerate() {
        let end = plan.steps.get(i + 1).map_or(problem.bars, |next| next.bar);
        let node = &problem.nodes[step.node];
        deeds.resize(end, Deed::of(&holds[node.hold], node.power));
    }
    deeds
}

/// The holds of a part when it was first there, with their powers.
struct FirstTime(Vec<(usize, i32)>);

impl FirstTime {
    fn price(&self, node: &Node) -> i32 {
        let mut before = self.0.iter().filter(|(hold, _)| *hold == node.hold).peekable();
        if before.peek().is_none() {
            return 0;
        }
        if before.any(|(_, power)| *power == node.power) { RETURN_SAME } else { -RETURN_CHANGED }
    }
}

/// For each bar of a part that returns, what was done in it the first time.
fn returns(problem: &Problem, plan: &Plan) -> Vec<Option<Rc<FirstTime>>> {
    let mut by_bar: Vec<Option<Rc<FirstTime>>> = vec![None; problem.bars];
    for (first, again) in &problem.repeats {
        let held = plan.steps.iter().enumerate().filter_map(|(i, step)| {
            let end = plan.steps.get(i + 1).map_or(problem.bars, |next| next.bar);
            let node = &problem.nodes[step.node];
            (step.bar < first.end && end > first.start && !node.rest && node.power != 0)
                .then_some((node.hold, node.power))
        });
        let part = Rc::new(FirstTime(held.collect()));
        by_bar[again.clone()].fill(Some(part));
    }
    by_bar
}

/// Whether each of the two has a moment in the plan that the other could not have
/// expected: leading, and giving something instead of pressing on.
pub(crate) fn has_gift(problem: &Problem, holds: &[Hold], plan: &Plan) -> [bool; 2] {
    [1, -1].map(|sign| {
        plan.steps.windows(2).any(|pair| {
            let [before, after] = [&problem.nodes[pair[0].node], &problem.nodes[pair[1].node]];
            before.power * sign >= i32::from(reversal_model::treatment::LEADER_QUARTERS)
                && is_gift(&holds[after.hold], after.power * sign)
        })
    })
}
