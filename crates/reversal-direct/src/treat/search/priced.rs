//! Bounds under prices on the first one's power: balanced plans cost as much under any, plans that lean to one of the two
//! cost more or less.

use super::super::graph::{INFINITE, Problem};
use super::super::solve::{Bounds, State};

/// How much more bounds under another price must promise to be worth working out.
const WORTH_A_SHIFT: i32 = 40;
/// Prices on power that are tried to narrow the best one down.
const PRICES_MAX: usize = 8;

/// Bounds under prices on the first one's power.
pub(super) struct Priced<const P: usize> {
    /// The bounds.
    pub bounds: Bounds<P>,
    /// Of a quarter, a bar.
    prices: [i32; P],
    /// How far the sum of power may be from nought at the end, so that no plan's price differs from its cost by more
    /// than that many times the price.
    most: i32,
}

impl<const P: usize> Priced<P> {
    pub fn new(problem: &Problem, prices: [i32; P]) -> Priced<P> {
        let most = problem.rules.balance.unwrap_or(0);
        Priced { bounds: Bounds::new(problem), prices, most }
    }

    pub fn work_out(&mut self, problem: &Problem) {
        self.bounds.work_out(problem, &self.prices);
    }

    /// Of each price: no balanced plan costs less.
    fn leasts(&self, problem: &Problem) -> impl Iterator<Item = i32> {
        let least = |(number, price): (usize, &i32)| self.bounds.least(problem, number) - price.abs() * self.most;
        self.prices.iter().enumerate().map(least)
    }

    /// No balanced plan costs less.
    pub fn least(&self, problem: &Problem) -> i32 {
        self.leasts(problem).max().unwrap_or(INFINITE)
    }

    /// Works out bounds under three prices in a row, the middle one first: it promises least too much.
    pub fn narrow(&mut self, problem: &Problem) {
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
    pub fn after_start(&self, cost: i32, balance: i32, ceiling: i32, (leader, state): (usize, &State)) -> Option<i32> {
        let spot = self.bounds.start(leader, state)?;
        self.hope(cost, balance, ceiling, |price| self.bounds.after_start(spot, price))
    }

    /// What a plan costs at least that has ended a hold, given who led in it.
    pub fn after_end(&self, cost: i32, balance: i32, ceiling: i32, (leader, state): (usize, &State)) -> Option<i32> {
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
