//! The planning problem: which holds can follow each other where, and what
//! everything costs, in integer milli-units.

use reversal_model::hold::Hold;
use reversal_model::treatment::LEADER_QUARTERS;

use super::changes::{Changes, milli};
use super::rules::RuleSet;
use super::schedule::PlaceGraph;
use super::search::Step;
use super::targets::Targets;
use std::ops::Range;

use crate::form::{Form, FormSection};
use crate::people::People;
use crate::random::Random;

/// Costs at or above it mean "impossible".
pub(crate) const INFINITE: i32 = 1 << 29;
/// Power that earns a reign, quarters.
pub(crate) const EARNED_QUARTERS: i32 = 3;
/// How far from its schedule a change of place may come, bars.
const PLACE_SLACK_BARS: usize = 4;
/// A beginning or an end in a rest with the two in contact: they are still at it.
const OPENING_CLOSENESS_MIN: f32 = 0.5;
/// Most that a seed adds to a bar of a hold in one section: whim, small beside the song's wishes.
const WHIM: usize = 45;

/// Greatest price of a bar of full power: nobody takes the power at a higher one either.
const DOMINANCE_COST_MAX: u32 = 1_000;
/// A film that has opened at rest gets going in these bars, however long the song's prelude.
const OPENING_BARS: Range<usize> = 6..16;
/// What a bar at rest costs more there.
const LINGERING: i32 = 110;
/// What it is worth more that a reversal comes with the heaviest of lines.
const LINE_CREDIT: i32 = 150;
/// What a reversal is worth, up to as many as the song's form invites.
const REVERSAL_CREDIT: i32 = 250;
/// What the second one is worth more: it answers the first, and without it the power has only changed hands.
const ANSWER_CREDIT: i32 = 120;

/// A hold with a power in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Index into the holds.
    pub hold: usize,
    /// Power of the first character, quarters.
    pub power: i32,
    /// Index into the brief's places.
    pub place: usize,
    /// Fewest bars.
    pub bars_min: usize,
    /// Most bars.
    pub bars_max: usize,
    /// Whether it is a rest.
    pub rest: bool,
}

/// Who leads under a power of the first one, quarters: 1 or 2 (the first or the second character), 0 for none.
pub(crate) fn leader_of(power: i32) -> usize {
    if power.abs() < i32::from(LEADER_QUARTERS) {
        0
    } else if power > 0 {
        1
    } else {
        2
    }
}

impl Node {
    /// 1 or 2 for a leader (the first or the second character), 0 for none.
    pub fn leader(&self) -> usize {
        leader_of(self.power)
    }

    /// Whether it earns the leader's reign.
    pub fn earns(&self) -> bool {
        self.power.abs() >= EARNED_QUARTERS
    }
}

/// A hold that an earlier treatment has pinned to its bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pin {
    /// First bar, from 0.
    pub from: usize,
    /// Bar after the last.
    pub to: usize,
    /// Index into the nodes.
    pub node: usize,
}

/// A pinned hold before nodes are numbered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PinnedHold {
    /// First bar, from 0.
    pub from: u32,
    /// Bar after the last.
    pub to: u32,
    /// Index into the holds.
    pub hold: usize,
    /// Quarters.
    pub power: i32,
    /// Index into the brief's places.
    pub place: usize,
}

/// What the brief demands of the hold that starts at a bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Demand {
    /// The bar, from 0.
    pub bar: usize,
    /// The pin that demands it, an index into the brief's.
    pub pin: usize,
    /// Index into the holds.
    pub hold: Option<usize>,
    /// Who has power in it: 0 or 1.
    pub power_of: Option<usize>,
    /// Index into the brief's places.
    pub place: Option<usize>,
    /// Whether power turns with it.
    pub turns: bool,
}

impl Demand {
    fn is_met_by(&self, node: &Node) -> bool {
        let sign = |who: usize| if who == 0 { 1 } else { -1 };
        self.hold.is_none_or(|hold| node.hold == hold)
            && self.place.is_none_or(|place| node.place == place)
            && self.power_of.is_none_or(|who| node.power.signum() == sign(who))
            && (!self.turns || node.leader() != 0)
    }
}

/// What a problem is made from.
pub(crate) struct Ingredients<'a> {
    pub form: &'a Form,
    pub targets: &'a Targets,
    pub holds: &'a [Hold],
    /// Whether a hold (by index) can be played in a place (by the brief's index).
    pub playable: &'a dyn Fn(usize, usize) -> bool,
    pub ways: &'a PlaceGraph,
    pub schedule: &'a [usize],
    pub dominance_cost: u32,
    pub pinned: &'a [PinnedHold],
    /// What the brief demands, by bar.
    pub demands: &'a [Demand],
    /// What the two bring and what the song takes from them.
    pub people: People,
    /// The holds (by index) that the brief asks for at the start and at the end.
    pub asked_ends: [Option<usize>; 2],
    pub seed: u64,
}

/// A planning problem.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// Number of bars.
    pub bars: usize,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// What can follow what, and the change's cost.
    pub changes: Changes,
    /// For each node the nodes that can follow it.
    pub follows: Vec<Vec<usize>>,
    /// For each node, 0..=bars: cost of staying in it from the start to a bar.
    pub stay_sums: Vec<Vec<i32>>,
    /// 0..=bars: cost of changing the hold at a bar.
    pub change_costs: Vec<i32>,
    /// 0..=bars: the turn in whose window a bar lies.
    pub windows: Vec<Option<usize>>,
    /// For each place, 0..=bars: the bar up to which one may stay there from a bar on.
    pub open_until: Vec<Vec<usize>>,
    /// 0..=bars: the next pinned bar at or after a bar; `bars` where there is none.
    pub next_pin: Vec<usize>,
    /// The pins.
    pub pins: Vec<Pin>,
    /// What the brief demands.
    pub demands: Vec<Demand>,
    /// 0..=bars: the next bar after it at which the brief demands something; `bars` where there is none.
    pub next_demand: Vec<usize>,
    /// 0..=bars: whether power must turn at a bar.
    pub must_turn: Vec<bool>,
    /// 0..=bars: what it is worth that power turns at a bar, by the line that is sung there.
    pub turn_gains: Vec<i32>,
    /// For each node the cost of starting in it.
    pub start_costs: Vec<Option<i32>>,
    /// For each node the cost of ending in it, apart from what reversals are worth.
    pub end_costs: Vec<Option<i32>>,
    /// The two people.
    pub people: People,
    /// Whether the first plan is taken with the two exchanged: before anything tells them apart
    /// holds are mirror images of each other, and either may lead first.
    pub flipped: bool,
    /// Parts of the song that return: the bars of the first time, and those of this one.
    pub repeats: Vec<(Range<usize>, Range<usize>)>,
    /// What a reversal is worth.
    pub reversal_credit: i32,
    /// The rules.
    pub rules: RuleSet,
}

impl Problem {
    /// The problem of a song, a brief's places and rules, and a stock of holds.
    pub fn new(from: &Ingredients<'_>, rules: RuleSet) -> Problem {
        let bars = from.form.bars as usize;
        let place_count = from.ways.adjacent.len();
        let mut nodes = Vec::new();
        for place in 0..place_count {
            for (hold, content) in from.holds.iter().enumerate().filter(|&(hold, _)| (from.playable)(hold, place)) {
                for power in signed_powers(&content.powers) {
                    nodes.push(node(content, hold, power, place));
                }
            }
        }
        let pinned: &[PinnedHold] = if rules.keep_pinned { from.pinned } else { &[] };
        let pins: Vec<Pin> = pinned
            .iter()
            .map(|pin| {
                let wanted = node(&from.holds[pin.hold], pin.hold, pin.power, pin.place);
                let number = nodes.iter().position(|node| *node == wanted).unwrap_or_else(|| {
                    nodes.push(wanted);
                    nodes.len() - 1
                });
                Pin { from: pin.from as usize, to: pin.to as usize, node: number }
            })
            .collect();
        let changes = Changes::new(from.holds, &from.ways.adjacent, &pins);
        let follows = (0..nodes.len())
            .map(|before| (0..nodes.len()).filter(|&after| changes.cost(&nodes, before, after).is_some()).collect())
            .collect();
        let demanded: &[Demand] = if rules.keep_brief_pins { from.demands } else { &[] };
        let in_a_pinned_scene = |bar: usize| pins.iter().any(|pin| pin.from <= bar && bar < pin.to);
        let demands: Vec<Demand> = demanded.iter().filter(|demand| !in_a_pinned_scene(demand.bar)).copied().collect();
        let free = !pins.is_empty() || demands.iter().any(|demand| demand.place.is_some());
        let mut problem = Problem {
            bars,
            stay_sums: stay_sums(&nodes, from),
            change_costs: change_costs(from.form),
            windows: match rules.window_bars {
                Some(window) => from.form.windows(window),
                None => (0..=bars).map(Some).collect(),
            },
            open_until: (0..place_count).map(|place| open_until(place, from.schedule, free)).collect(),
            next_pin: (0..=bars)
                .map(|bar| {
                    let covered = pins.iter().any(|pin| pin.from <= bar && bar < pin.to);
                    let next = pins.iter().map(|pin| pin.from).filter(|&at| at >= bar).min().unwrap_or(bars);
                    if covered { bar } else { next }
                })
                .collect(),
            next_demand: Vec::new(),
            must_turn: Vec::new(),
            turn_gains: from.form.line_weights().iter().map(|&weight| weight as i32 * LINE_CREDIT / 1000).collect(),
            demands: Vec::new(),
            people: from.people.clone(),
            flipped: false,
            reversal_credit: REVERSAL_CREDIT,
            repeats: repeats(from.form),
            start_costs: Vec::new(),
            end_costs: Vec::new(),
            changes,
            follows,
            pins,
            nodes,
            rules,
        };
        problem.demand(demands);
        problem.set_ends(from);
        problem
    }

    /// Demands something of the plan.
    pub fn demand(&mut self, demands: Vec<Demand>) {
        let bars = self.bars;
        let next = |bar| demands.iter().map(|demand| demand.bar).filter(|&at| at > bar).min().unwrap_or(bars);
        let must_turn = |bar| demands.iter().any(|demand| demand.bar == bar && demand.turns);
        self.next_demand = (0..=bars).map(next).collect();
        self.must_turn = (0..=bars).map(must_turn).collect();
        self.demands = demands;
    }

    /// Where the film may start and end. One kind of rest, drawn by the seed,
    /// is favoured at both ends, so that the last picture can answer the first; what the brief asks for goes before.
    fn set_ends(&mut self, from: &Ingredients<'_>) {
        const FAVOURED: i32 = -150;
        const OPEN: i32 = 120;
        const NOT_ASKED_FOR: i32 = 2000;
        let spent = |node: &Node| node.rest && node.power == 0 && node.place == 0;
        let joined = |node: &Node| spent(node) && from.holds[node.hold].closeness >= OPENING_CLOSENESS_MIN;
        let joined_holds: Vec<usize> = self.nodes.iter().filter(|node| joined(node)).map(|node| node.hold).collect();
        let favoured = match joined_holds.len() {
            0 => None,
            count => Some(joined_holds[Random::new(from.seed, 3).below(count)]),
        };
        let drawn = |node: &Node, ruled: bool| {
            let pinned_edge =
                self.pins.iter().any(|pin| self.nodes[pin.node] == *node && (pin.from == 0 || pin.to == self.bars));
            if favoured == Some(node.hold) && spent(node) {
                Some(FAVOURED)
            } else if joined(node) {
                Some(0)
            } else if spent(node) {
                Some(OPEN)
            } else if !ruled || pinned_edge {
                Some(2 * OPEN)
            } else {
                None
            }
        };
        let cost = |node: &Node, ruled: bool, asked: Option<usize>| match asked {
            Some(hold) if hold == node.hold => drawn(node, ruled).map(|_| FAVOURED),
            Some(_) => drawn(node, ruled).map(|cost| cost.max(0) + NOT_ASKED_FOR),
            None => drawn(node, ruled),
        };
        let [start, end] = from.asked_ends;
        let start_costs = self.nodes.iter().map(|node| cost(node, self.rules.exhausted_start, start)).collect();
        let end_costs = self.nodes.iter().map(|node| cost(node, self.rules.ends_where_it_began, end)).collect();
        (self.start_costs, self.end_costs) = (start_costs, end_costs);
    }

    /// The bars at which a hold that starts at `bar` may end: a range of them, empty where it may not start.
    pub fn ends(&self, node: usize, bar: usize) -> std::ops::RangeInclusive<usize> {
        let never = bar + 1..=bar;
        if let Some(pin) = self.pins.iter().find(|pin| pin.from <= bar && bar < pin.to) {
            return if pin.from == bar && pin.node == node { pin.to..=pin.to } else { never };
        }
        let content = &self.nodes[node];
        if self.demands.iter().any(|demand| demand.bar == bar && !demand.is_met_by(content)) {
            return never;
        }
        let last = (bar + content.bars_max)
            .min(self.next_pin[bar])
            .min(self.next_demand[bar])
            .min(self.open_until[content.place][bar]);
        bar + content.bars_min..=last
    }

    /// Whether each block of bars up to `to` has its rest, and whether the block that
    /// `to` lies in has one already, after a rest or another hold. `rested` says so for the block of `from`.
    pub fn rested_after(&self, rest: bool, from: usize, to: usize, rested: bool) -> Option<bool> {
        let Some(block) = self.rules.rest_every.map(|bars| bars.max(1) as usize) else { return Some(false) };
        if to / block == from / block {
            return Some(rested || rest);
        }
        let skips_a_block = to / block > from / block + 1;
        if !(rest || rested && !skips_a_block) {
            return None;
        }
        Some(rest && !to.is_multiple_of(block))
    }

    /// Whether two nodes lie in one place: power never turns in the cut from one place to another.
    pub fn in_one_place(&self, before: usize, after: usize) -> bool {
        self.nodes[before].place == self.nodes[after].place
    }

    /// What it costs to end in a node after so many reversals, in a reign that is earned or not; None where one may not.
    pub fn end_cost(&self, node: usize, earned: bool, reversals: usize) -> Option<i32> {
        let RuleSet { reversals_min, reversals_liked, earned_reign, .. } = self.rules;
        let enough = reversals >= reversals_min as usize && (earned || !earned_reign || reversals_min == 0);
        let credited = reversals.min(reversals_liked as usize) as i32;
        let answered = if credited >= 2 { ANSWER_CREDIT } else { 0 };
        self.end_costs[node].filter(|_| enough).map(|cost| cost - self.reversal_credit * credited - answered)
    }

    /// Who counts as the leader where a plan starts in a node; None where it may not start so.
    pub fn first_leader(&self, node: usize) -> Option<usize> {
        match (self.nodes[node].leader(), self.rules.first_leader) {
            (0, first) => Some(first),
            (leader, first) => (first == 0 || leader == first).then_some(leader),
        }
    }

    /// Whether a turn used at one bar is still the turn at a later one.
    pub fn same_window(&self, bar: usize, later: usize) -> bool {
        later < self.bars && self.windows[later].is_some() && self.windows[bar] == self.windows[later]
    }

    /// The cost of a plan that keeps the rules, whatever prices it was found under.
    pub fn cost(&self, steps: &[Step]) -> i32 {
        let mut cost = steps.first().and_then(|first| self.start_costs[first.node]).unwrap_or(INFINITE);
        let (mut leader, mut reversals) = (0, 0);
        for (i, step) in steps.iter().enumerate() {
            let now = self.nodes[step.node].leader();
            let turns = now != 0 && leader != 0 && now != leader;
            reversals += usize::from(turns);
            cost -= if turns { self.turn_gains[step.bar] } else { 0 };
            leader = if now == 0 { leader } else { now };
            let next = steps.get(i + 1);
            let end = next.map_or(self.bars, |next| next.bar);
            cost += self.stay_cost(step.node, step.bar, end);
            cost += match next {
                Some(next) => {
                    self.changes.cost(&self.nodes, step.node, next.node).unwrap_or(INFINITE) + self.change_costs[end]
                }
                None => self.end_cost(step.node, true, reversals).unwrap_or(INFINITE),
            };
        }
        cost
    }

    /// The cost of staying in a node over bars.
    pub fn stay_cost(&self, node: usize, from: usize, to: usize) -> i32 {
        self.stay_sums[node][to] - self.stay_sums[node][from]
    }
}

fn node(content: &Hold, hold: usize, power: i32, place: usize) -> Node {
    Node {
        hold,
        power,
        place,
        bars_min: content.bars_min.max(1) as usize,
        bars_max: content.bars_max.max(1) as usize,
        rest: content.rest,
    }
}

/// The powers of a hold for either leader.
fn signed_powers(powers: &[u8]) -> Vec<i32> {
    let mut signed: Vec<i32> = powers.iter().flat_map(|&size| [i32::from(size), -i32::from(size)]).collect();
    signed.sort_unstable();
    signed.dedup();
    signed
}

fn stay_sums(nodes: &[Node], from: &Ingredients<'_>) -> Vec<Vec<i32>> {
    let bars = from.form.bars as usize;
    let mut random = Random::new(from.seed, 4);
    let whims: Vec<Vec<i32>> =
        (0..from.form.sections.len()).map(|_| from.holds.iter().map(|_| random.below(WHIM) as i32).collect()).collect();
    let square = |difference: i32| difference * difference / 1000;
    nodes
        .iter()
        .map(|node| {
            let hold = &from.holds[node.hold];
            let (intensity, closeness) = (milli(hold.intensity), milli(hold.closeness));
            let (tenderness, effort) = (milli(hold.tenderness), milli(hold.effort));
            let mut sum = 0;
            let mut sums = vec![0];
            for bar in 0..bars {
                let targets = from.targets;
                sum += square(intensity - targets.intensity[bar])
                    + square(closeness - targets.closeness[bar]) * 35 / 100
                    + square(tenderness - targets.tenderness[bar]) * 20 / 100
                    + 4 * (effort - targets.strength_left(bar)).max(0)
                    + if node.place == from.schedule[bar] { 0 } else { 60 }
                    + from.dominance_cost.min(DOMINANCE_COST_MAX) as i32 * node.power.abs() / 4
                    + if hold.rest && OPENING_BARS.contains(&bar) { LINGERING } else { 0 }
                    + whims[from.form.section_at(bar as u32)][node.hold];
                sums.push(sum);
            }
            sums
        })
        .collect()
}

/// The sections that return, each with the first of its group.
fn repeats(form: &Form) -> Vec<(Range<usize>, Range<usize>)> {
    let bars = |section: &FormSection| section.from_bar as usize..section.to_bar as usize;
    let first = |number: usize| {
        let group = &form.sections[number].group;
        form.sections[..number].iter().find(|section| section.group == *group && !group.is_empty())
    };
    (0..form.sections.len()).filter_map(|number| Some((bars(first(number)?), bars(&form.sections[number])))).collect()
}

/// Changes like to come where the music counts a new group of bars.
fn change_costs(form: &Form) -> Vec<i32> {
    (0..=form.bars)
        .map(|bar| {
            let into = bar - form.sections[form.section_at(bar)].from_bar;
            match into {
                0 => -40,
                into if into % 8 == 0 => 0,
                into if into % 4 == 0 => 15,
                into if into % 2 == 0 => 60,
                _ => 140,
            }
        })
        .collect()
}

/// For each bar the bar up to which one may stay in a place: its scheduled
/// bars and a few before and after them. Pinned scenes open every place at any time.
fn open_until(place: usize, schedule: &[usize], free: bool) -> Vec<usize> {
    let bars = schedule.len();
    let open = |bar: usize| {
        let near = bar.saturating_sub(PLACE_SLACK_BARS)..(bar + PLACE_SLACK_BARS + 1).min(bars);
        free || schedule[near].contains(&place)
    };
    let mut until = vec![0; bars + 1];
    until[bars] = bars;
    for bar in (0..bars).rev() {
        until[bar] = match open(bar) {
            false => bar,
            true if bar + 1 < bars && !open(bar + 1) => bar + 1,
            true => until[bar + 1],
        };
    }
    until
}
