//! The exact solver's second half: a best-first search that adds the balance of
//! power to the state, led by the bounds of the first half.
//!
//! The bounds know nothing of the balance. Bounds under a price on power do: who has had too much power so far
//! must have less of it in the rest, and that has its price (a Lagrange multiplier, Handler and Zang 1980).
//! They cost as much as a search without them, so that while prices for variety still change a good plan is
//! enough: the best one where a short search finds it, else one that a beam finds. The last plan is proven to be
//! the best under three prices, or has its honest gap.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::graph::{INFINITE, Problem};
use super::solve::{Bounds, Entry, State, entry, starts};

/// States that a search without prices on power may open; they cost about as much.
const OPENED_AT_FIRST: usize = 1_500;
/// States that a search under them may open before it gives up proving that its plan is the best.
const OPENED_MAX: usize = 8_000;
/// First ceiling over the bound, and by how much each search that finds nothing raises it.
const SLACK_AT_FIRST: f64 = 0.004;
const SLACK_GROWTH: f64 = 2.0;
/// Ceiling over the bound at which the search stops narrowing and looks at everything.
const SLACK_MAX: f64 = 0.6;
/// States that a search for a good plan keeps of those with the same leader whose bars and balances agree but for so
/// many last binary digits. Whoever leads: only where the power may turn can the other make up for what is missing.
const BEAM: usize = 3;
const BEAM_BARS: u32 = 1;
const BEAM_BALANCES: u32 = 3;
/// The first or the second one leads, or nobody has led.
const LEADERS: usize = 3;
/// States that it reaches in most songs.
const BEAM_CAPACITY: usize = 1 << 14;
/// How much wider it is to come nearer to the best, and where nothing good was found.
const BEAM_WIDE: usize = 2;
const BEAM_WIDEST: usize = 8;
/// Gap above which a plan is not good, a share of its cost. What promises less is not looked at for a good plan.
const GAP_MAX: f64 = 0.02;
/// How much more bounds under another price must promise to be worth working out.
const WORTH_A_SHIFT: i32 = 40;
/// Prices on power under which bounds are worked out at first.
const PRICES: [i32; 3] = [0, -1, 1];
/// Prices on power that are tried to narrow the best one down.
const PRICES_MAX: usize = 8;

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
    state: State,
    balance: i32,
    cost: i32,
    /// No plan through it costs less.
    hope: i32,
    parent: u32,
}

const NO_PARENT: u32 = u32::MAX;

/// The best plan; None where the rules leave none.
pub(crate) fn solve(problem: &Problem) -> Option<Plan> {
    let mut solver = Solver::new(problem);
    let near = solver.near(problem)?;
    Some(solver.best(problem, near, true))
}

/// Bounds under prices on the first one's power.
struct Priced<const P: usize> {
    bounds: Bounds<P>,
    /// Of a quarter, a bar.
    prices: [i32; P],
    /// How far the sum of power may be from nought at the end, so that no plan's price differs from its cost by more
    /// than that many times the price.
    most: i32,
}

impl<const P: usize> Priced<P> {
    fn new(problem: &Problem, prices: [i32; P]) -> Priced<P> {
        let most = problem.rules.balance.unwrap_or(0);
        Priced { bounds: Bounds::new(problem), prices, most }
    }

    fn work_out(&mut self, problem: &Problem) {
        self.bounds.work_out(problem, &self.prices);
    }

    /// Of each price: no balanced plan costs less.
    fn leasts(&self, problem: &Problem) -> impl Iterator<Item = i32> {
        let least = |(number, price): (usize, &i32)| self.bounds.least(problem, number) - price.abs() * self.most;
        self.prices.iter().enumerate().map(least)
    }

    /// No balanced plan costs less.
    fn least(&self, problem: &Problem) -> i32 {
        self.leasts(problem).max().unwrap_or(INFINITE)
    }

    /// Works out bounds under three prices in a row, the middle one first: it promises least too much.
    fn narrow(&mut self, problem: &Problem) {
        let mut step = 1;
        for _ in 0..PRICES_MAX {
            self.work_out(problem);
            let leasts: Vec<i32> = self.leasts(problem).collect();
            // The least cost under a price is a concave function of it.
            let shift = match leasts[..] {
                [middle, low, _] if low > middle + WORTH_A_SHIFT => -step,
                [middle, _, high] if high > middle + WORTH_A_SHIFT => step,
                _ => return,
            };
            self.prices.iter_mut().for_each(|price| *price += shift);
            step *= 2;
        }
    }

    /// What a plan costs at least that starts a hold, given who leads in it.
    fn after_start(&self, cost: i32, balance: i32, ceiling: i32, (leader, state): (usize, &State)) -> Option<i32> {
        let spot = self.bounds.start(leader, state)?;
        self.hope(cost, balance, ceiling, |price| self.bounds.after_start(spot, price))
    }

    /// What a plan costs at least that has ended a hold, given who led in it.
    fn after_end(&self, cost: i32, balance: i32, ceiling: i32, (leader, state): (usize, &State)) -> Option<i32> {
        let spot = self.bounds.end(leader, state)?;
        self.hope(cost, balance, ceiling, |price| self.bounds.after_end(spot, price))
    }

    /// What a plan costs at least, given what was spent and the least that is ahead under each price; None where
    /// that is too much.
    fn hope(&self, cost: i32, balance: i32, ceiling: i32, ahead: impl Fn(usize) -> i32) -> Option<i32> {
        let mut most = i32::MIN;
        for (number, price) in self.prices.iter().enumerate() {
            most = most.max(cost.saturating_add(ahead(number)) + price * balance - price.abs() * self.most);
            if most > ceiling {
                return None;
            }
        }
        Some(most)
    }
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

    /// The best plan, or a good one with its gap, given a good one; and whether it is of the problem that was looked at last.
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

/// A good plan below a ceiling, with its cost: of every few bars and balances the states are kept that promise most.
/// However the balance must be made good, there are some that can.
fn beam<const P: usize>(
    problem: &Problem,
    edges: &Edges,
    priced: &Priced<P>,
    width: usize,
    ceiling: i32,
) -> Option<(i32, Vec<Step>)> {
    let mut reached = Reached::with_capacity_and_hasher(BEAM_CAPACITY, BuildHasherDefault::default());
    let mut visits: Vec<Visit> = Vec::with_capacity(BEAM_CAPACITY);
    let most = 4 * problem.bars as i32;
    let strata = LEADERS * (((2 * most) >> BEAM_BALANCES) as usize + 1);
    let stratum = |bar: usize, balance: i32, leader: usize| {
        let balance = ((balance.clamp(-most, most) + most) >> BEAM_BALANCES) as usize;
        (bar >> BEAM_BARS) * strata + balance * LEADERS + leader
    };
    let mut kept: Vec<Vec<(i32, u32)>> = vec![Vec::new(); ((problem.bars >> BEAM_BARS) + 1) * strata];
    let worst = |kept: &[(i32, u32)]| match kept.last() {
        Some(&(hope, _)) if kept.len() >= width => ceiling.min(hope - 1),
        _ => ceiling,
    };
    let mut next: Vec<Visit> = first_visits(problem, priced, ceiling).collect();
    for bar in 0..problem.bars {
        let mut opened: Option<Vec<u32>> = None;
        loop {
            for visit in next.drain(..) {
                let kept = &mut kept[stratum(visit.state.bar, visit.balance, visit.state.leader)];
                let best = reached.entry(visit.key()).or_insert(i32::MAX);
                if visit.cost >= *best || visit.hope > worst(kept) {
                    continue;
                }
                *best = visit.cost;
                let at = kept.partition_point(|&(hope, _)| hope <= visit.hope);
                kept.insert(at, (visit.hope, visits.len() as u32));
                kept.truncate(width);
                visits.push(visit);
            }
            let opened = opened.get_or_insert_with(|| {
                let first = stratum(bar, -most, 0);
                let here = kept[first..first + strata].iter().flatten().map(|&(_, index)| index);
                here.filter(|&index| visits[index as usize].state.bar == bar).collect()
            });
            let Some(index) = opened.pop() else { break };
            let visit = visits[index as usize];
            let ceiling = |end: usize, balance: i32, leader: usize| worst(&kept[stratum(end, balance, leader)]);
            visit.open(problem, edges, priced, index, ceiling, |visit| next.push(visit));
        }
    }
    let ended = visits.iter().enumerate().filter(|(_, visit)| visit.state.bar == problem.bars);
    let (best, visit) = ended.min_by_key(|(_, visit)| visit.cost)?;
    Some((visit.cost, steps(&visits, best as u32, problem.bars)))
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

/// A node that can follow another.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    /// What the change costs.
    cost: i32,
    /// Who leads in the node.
    leader: usize,
    /// Whether it earns the reign.
    earns: bool,
}

/// From each node the nodes that can follow it.
struct Edges {
    /// Where those of a node begin, and after the last their end.
    begins: Vec<usize>,
    edges: Vec<Edge>,
}

impl Edges {
    fn new(problem: &Problem) -> Edges {
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
fn first_visits<const P: usize>(problem: &Problem, priced: &Priced<P>, ceiling: i32) -> impl Iterator<Item = Visit> {
    starts(problem).filter_map(move |(state, cost)| {
        let hope = priced.after_start(cost, 0, ceiling, (problem.nodes[state.node].leader(), &state))?;
        Some(Visit { state, balance: 0, cost, hope, parent: NO_PARENT })
    })
}

impl Visit {
    /// What tells it from all other visits but dearer ones.
    fn key(&self) -> u64 {
        let State { bar, node, leader, rested, earned, used, reversals } = self.state;
        let content = (node as u64) << 8 | reversals as u64;
        let flags = (leader as u64) << 3 | u64::from(rested) << 2 | u64::from(earned) << 1 | u64::from(used);
        (bar as u64) << 48 | content << 30 | flags << 24 | (self.balance + (1 << 19)) as u64
    }

    /// Finds what can come next and does not cost more than a ceiling, which may depend on its bar, balance and leader.
    #[inline(always)]
    fn open<const P: usize>(
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

fn steps(visits: &[Visit], last: u32, bars: usize) -> Vec<Step> {
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
