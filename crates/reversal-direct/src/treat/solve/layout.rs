//! Where the states of a bar and a node lie: rows of cells.
//!
//! Of someone who led last: a run of cells for states in which power has not turned in the present window and that
//! have had no rest in their block of bars, then one for those that have; where the bar lies in a window, the same
//! again for states in which it has turned. Where someone leads in the node nobody else can have led last, and the row
//! has only his cells; else those of the first one, those of the second, and a cell each for states in which nobody
//! has led yet.

use std::ops::{Range, RangeInclusive};

use super::super::graph::Problem;
use super::State;
use super::lanes::{COUNTS, Cell, LANES, NEVER};

/// Where the states of a row lie.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// Numbers of reversals, 0 included.
    pub counts: usize,
    /// Cells of a run.
    pub run: usize,
}

impl Layout {
    pub fn new(reversals_max: u32) -> Layout {
        let counts = reversals_max as usize + 1;
        Layout { counts, run: counts.div_ceil(COUNTS) }
    }

    /// Cells of someone who led last, where power has turned in the present window or has not.
    pub fn runs(self) -> usize {
        2 * self.run
    }

    /// Cells of a row at a bar with so many uses of its window, given who leads in its node.
    pub fn row(self, leader: usize, uses: usize) -> usize {
        if leader == 0 { (2 * self.runs() + 1) * uses } else { self.runs() * uses }
    }

    /// The cells of someone who has led last, in the row of a node, given who leads in that.
    #[inline(always)]
    pub fn led(self, leader: usize, led: usize, uses: usize) -> Range<usize> {
        let first = if leader == 0 { (led - 1) * self.runs() * uses } else { 0 };
        first..first + self.runs() * uses
    }

    /// The cells of states in which nobody has led yet, in the row of a node in which nobody leads.
    #[inline(always)]
    pub fn nobody(self, uses: usize) -> Range<usize> {
        let first = 2 * self.runs() * uses;
        first..first + uses
    }

    /// The cells of a run among those of someone who led last.
    #[inline(always)]
    pub fn rested(self, rested: bool) -> Range<usize> {
        let first = usize::from(rested) * self.run;
        first..first + self.run
    }

    /// Reversals so far and whether the reign is earned, of a lane of a run.
    pub fn counted(self, cell: usize, lane: usize) -> (usize, bool) {
        let lane = cell % self.run * LANES + lane;
        (lane / 2, lane % 2 == 1)
    }

    /// Cell and place of a state in its row.
    fn lane(self, leader: usize, uses: usize, state: &State) -> (usize, usize) {
        let (used, rested) = (usize::from(state.used), usize::from(state.rested));
        if state.leader == 0 {
            return (self.nobody(uses).start + used, rested);
        }
        let lane = state.reversals * 2 + usize::from(state.earned);
        let run = self.led(leader, state.leader, uses).start + used * self.runs() + rested * self.run;
        (run + lane / LANES, lane % LANES)
    }
}

/// Who can have led last in a node, given who leads in it.
#[inline(always)]
pub(super) fn led_last(leader: usize) -> RangeInclusive<usize> {
    if leader == 0 { 1..=2 } else { leader..=leader }
}

/// Whether power may turn at a bar, so that it matters whether it has.
pub(super) fn has_window(problem: &Problem, bar: usize) -> bool {
    bar < problem.bars && problem.windows[bar].is_some()
}

/// How many ways power may have been used in the window of a bar.
pub(super) fn uses(problem: &Problem, bar: usize) -> usize {
    1 + usize::from(has_window(problem, bar))
}

/// Rows of all bars and nodes that there can be.
pub(super) struct Rows<const P: usize> {
    nodes: usize,
    /// How many ways power may have been used in the window of each bar.
    uses: Vec<usize>,
    /// Where the row of a bar and a node begins; `NO_ROW` where there is none.
    begins: Vec<u32>,
    /// The costs.
    pub cells: Vec<Cell<P>>,
}

/// Where a state lies among the cells.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    /// Its bar.
    pub(super) bar: usize,
    cell: usize,
    lane: usize,
}

const NO_ROW: u32 = u32::MAX;

impl<const P: usize> Rows<P> {
    pub fn new(problem: &Problem, layout: Layout, exists: impl Fn(usize, usize) -> bool) -> Rows<P> {
        let (mut begins, mut cells) = (Vec::new(), 0);
        for bar in 0..=problem.bars {
            for (number, node) in problem.nodes.iter().enumerate() {
                begins.push(if exists(bar, number) { cells as u32 } else { NO_ROW });
                if exists(bar, number) {
                    cells += layout.row(node.leader(), uses(problem, bar));
                }
            }
        }
        let uses = (0..=problem.bars).map(|bar| uses(problem, bar)).collect();
        // Each row is written before it is read.
        Rows { nodes: problem.nodes.len(), uses, begins, cells: vec![[[0; LANES]; P]; cells] }
    }

    /// Nodes of a bar.
    #[inline(always)]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Where the row of a bar and a node begins.
    #[inline(always)]
    pub fn begin(&self, bar: usize, node: usize) -> Option<usize> {
        let begin = self.begins[bar * self.nodes + node];
        (begin != NO_ROW).then_some(begin as usize)
    }

    /// Where a state lies, given who leads in its node.
    #[inline(always)]
    pub fn spot(&self, layout: Layout, leader: usize, state: &State) -> Option<Spot> {
        let begin = self.begin(state.bar, state.node)?;
        let (cell, lane) = layout.lane(leader, self.uses[state.bar], state);
        Some(Spot { bar: state.bar, cell: begin + cell, lane })
    }

    /// Over the base of its bar; None where it cannot be.
    #[inline(always)]
    pub fn at(&self, spot: Spot, price: usize) -> Option<i16> {
        Some(self.cells[spot.cell][price][spot.lane]).filter(|&cost| cost < NEVER)
    }
}
