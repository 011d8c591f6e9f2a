//! Which node can follow which, and what the change costs: a sum of what it
//! costs to change the hold, the power and the place. Kept apart, the three
//! let the solver find the cheapest change of power once for all holds.

use reversal_model::hold::{Hold, Level};

use super::graph::{Node, Pin};

/// Greatest change of power between two holds, quarters.
const POWER_STEP_MAX: i32 = 5;
/// What it costs to dominate in two holds on end: who has the other down does not look for the next grip.
const DOMINATION_LINKED: i32 = 70;
/// What any change of hold costs, and a quarter of power, and a step of level.
const CHANGE: i32 = 20;
const POWER_QUARTER: i32 = 8;
const LEVEL_STEP: i32 = 15;
/// What it costs to leave for another place.
const PLACE_CHANGE: i32 = 30;
/// Least tenderness of a hold in which something is given, and greatest power kept in it, quarters.
const GIFT_TENDERNESS_MIN: f32 = 0.6;
const GIFT_POWER_MAX: i32 = 2;

/// Whether a character who leads gives something in a hold instead of pressing on: it is
/// tender, no rest, and the leader's to do. `power` is positive where the character has it.
pub(crate) fn is_gift(hold: &Hold, power: i32) -> bool {
    hold.tenderness >= GIFT_TENDERNESS_MIN && !hold.rest && (1..=GIFT_POWER_MAX).contains(&power)
}

fn height(level: Level) -> i32 {
    match level {
        Level::Ground => 0,
        Level::Kneel => 1,
        Level::Bent => 2,
        Level::Stand => 3,
    }
}

/// What it costs to get from one node to another.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    holds: usize,
    /// From each hold to each; None where it cannot follow.
    hold_costs: Vec<Option<i32>>,
    /// Whether the two can leave for another place out of a hold.
    mobile: Vec<bool>,
    /// Whether one can get from a place to another.
    adjacent: Vec<Vec<bool>>,
    /// For each hold whether its leader gives something in it.
    gift: Vec<bool>,
    /// What a quarter of power costs.
    quarter: i32,
    /// What it costs to leave for another place.
    place: i32,
    /// What it costs to follow a pinned node by the next.
    pinned_cost: i32,
    /// What it costs to go on dominating, whoever does.
    linked: i32,
    /// What it costs more if it is the same one.
    linked_alone: i32,
    /// What it is worth that whoever leads gives something: the same for both, which keeps
    /// balanced plans easy to find.
    gift_worth: i32,
    /// Nodes of pinned scenes that follow each other, whatever the rest says.
    pinned: Vec<(usize, usize)>,
}

impl Changes {
    /// The changes between holds in places that lead to each other. Whoever pins
    /// scenes answers for what follows what inside them.
    pub fn new(holds: &[Hold], adjacent: &[Vec<bool>], pins: &[Pin]) -> Changes {
        let cost = |before: &Hold, after: &Hold| {
            let jump = milli(before.intensity) - milli(after.intensity);
            let steps = (height(before.level) - height(after.level)).abs();
            before.leads_to(after).then_some(CHANGE + LEVEL_STEP * steps + 60 * jump * jump / 1_000_000)
        };
        Changes {
            holds: holds.len(),
            hold_costs: holds.iter().flat_map(|before| holds.iter().map(move |after| cost(before, after))).collect(),
            mobile: holds.iter().map(|hold| hold.mobile).collect(),
            adjacent: adjacent.to_vec(),
            gift: holds.iter().map(|hold| hold.powers.iter().any(|&power| is_gift(hold, i32::from(power)))).collect(),
            quarter: POWER_QUARTER,
            place: PLACE_CHANGE,
            pinned_cost: CHANGE,
            linked: DOMINATION_LINKED,
            linked_alone: 0,
            gift_worth: 0,
            pinned: pins
                .windows(2)
                .filter(|pair| pair[0].to == pair[1].from)
                .map(|pair| (pair[0].node, pair[1].node))
                .collect(),
        }
    }

    /// What it costs to change one hold for another; None where it cannot follow.
    pub fn of_hold(&self, before: usize, after: usize) -> Option<i32> {
        self.hold_costs[before * self.holds + after]
    }

    /// What it costs to come to a node from a power, holds and places apart.
    pub fn of_power(&self, before: i32, after: &Node) -> Option<i32> {
        let step = (before - after.power).abs();
        if step > POWER_STEP_MAX {
            return None;
        }
        let mut cost = self.quarter * step;
        if before.abs() >= super::graph::EARNED_QUARTERS && after.earns() {
            cost += self.linked + if before.signum() == after.power.signum() { self.linked_alone } else { 0 };
        }
        if before.abs() >= i32::from(reversal_model::treatment::LEADER_QUARTERS)
            && self.gift[after.hold]
            && (1..=GIFT_POWER_MAX).contains(&(after.power * before.signum()))
        {
            cost -= self.gift_worth;
        }
        Some(cost)
    }

    /// What it costs to get from a hold in one place to another place; None where there is no way.
    pub fn of_place(&self, hold: usize, before: usize, after: usize) -> Option<i32> {
        match before == after {
            true => Some(0),
            false => (self.mobile[hold] && self.adjacent[before][after]).then_some(self.place),
        }
    }

    /// What it costs to get from one node to another; None where there is no way.
    pub fn cost(&self, nodes: &[Node], before: usize, after: usize) -> Option<i32> {
        let (a, b) = (&nodes[before], &nodes[after]);
        if self.pinned.contains(&(before, after)) {
            return Some(self.pinned_cost);
        }
        Some(self.of_hold(a.hold, b.hold)? + self.of_place(a.hold, a.place, b.place)? + self.of_power(a.power, b)?)
    }

    /// The nodes of pinned scenes that follow each other.
    pub fn pinned(&self) -> &[(usize, usize)] {
        &self.pinned
    }

    /// What a change costs that leads from one pinned node to the next.
    pub fn of_pinned(&self) -> i32 {
        self.pinned_cost
    }

    /// Makes a change from one hold to another dearer.
    pub fn raise(&mut self, before: usize, after: usize, price: i32) {
        if let Some(cost) = &mut self.hold_costs[before * self.holds + after] {
            *cost += price;
        }
    }

    /// Makes it dearer that one goes on dominating.
    pub fn raise_domination(&mut self, price: i32) {
        self.linked_alone += price;
    }

    /// Whether there is a hold in which something can be given.
    pub fn has_gifts(&self) -> bool {
        self.gift.contains(&true)
    }

    /// Makes it worth more to give something while leading.
    pub fn invite_gift(&mut self, worth: i32) {
        self.gift_worth += worth;
    }
}

/// A share in thousandths.
pub(crate) fn milli(share: f32) -> i32 {
    (share * 1000.0).round() as i32
}
