//! A search for a good plan: it goes through the bars once and keeps a few states of each kind.

use std::hash::BuildHasherDefault;

use super::super::graph::Problem;
use super::Step;
use super::priced::Priced;
use super::visit::{Edges, Reached, Visit, first_visits, steps};

/// States that a search for a good plan keeps of those with the same leader whose bars and balances agree but for so
/// many last binary digits. Whoever leads: only where the power may turn can the other make up for what is missing.
pub(super) const BEAM: usize = 3;
const BEAM_BARS: u32 = 1;
const BEAM_BALANCES: u32 = 3;
/// The first or the second one leads, or nobody has led.
const LEADERS: usize = 3;
/// States that it reaches in most songs.
const BEAM_CAPACITY: usize = 1 << 14;

/// A good plan below a ceiling, with its cost: of every few bars and balances the states are kept that promise most.
/// However the balance must be made good, there are some that can.
pub(super) fn beam<const P: usize>(
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
