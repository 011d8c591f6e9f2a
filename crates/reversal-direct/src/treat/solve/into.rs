//! What it costs to come into the nodes of a bar, by what is left.

use super::super::graph::{Problem, leader_of};
use super::lanes::{Cell, IMPOSSIBLE, LANES, Pack, lower_cells, spread, step};
use super::layout::{Layout, led_last};

/// Powers in quarters, -4..=4.
const POWERS: usize = 9;

/// The number of a power.
pub(super) fn number_of(power: i32) -> usize {
    (power + 4) as usize
}

/// What it costs to come to a node from each power from which one can.
pub(super) struct PowerCosts {
    /// From those in which the first one or nobody leads, and the second one or nobody.
    led: [Vec<(usize, i16)>; 2],
    /// From those in which nobody leads.
    nobody: Vec<(usize, i16)>,
}

impl PowerCosts {
    pub fn new(problem: &Problem, node: usize) -> PowerCosts {
        let costs = |may_lead: &dyn Fn(usize) -> bool| {
            (-4..=4)
                .filter(|&power| may_lead(leader_of(power)))
                .filter_map(|power| {
                    let cost = problem.changes.of_power(power, &problem.nodes[node])?;
                    Some((number_of(power), step(cost)))
                })
                .collect()
        };
        PowerCosts {
            led: [1, 2].map(|led| costs(&|leader| leader == 0 || leader == led)),
            nobody: costs(&|leader| leader == 0),
        }
    }
}

/// What it costs to enter a node, as a row of a node in which nobody leads, since anybody can have led where one
/// comes from.
pub(super) struct Entering<const P: usize> {
    layout: Layout,
    /// Who leads in the node.
    pub leader: usize,
    /// Whether power may turn on the way.
    pub turns: bool,
    /// How many ways power may have been used.
    pub uses: usize,
    cells: Vec<Cell<P>>,
}

impl<const P: usize> Entering<P> {
    pub fn new(layout: Layout) -> Entering<P> {
        Entering { layout, leader: 0, turns: false, uses: 1, cells: vec![[IMPOSSIBLE; P]; layout.row(0, 2)] }
    }

    /// The row.
    #[inline(always)]
    pub fn row(&mut self) -> &mut [Cell<P>] {
        &mut self.cells[..self.layout.row(0, self.uses)]
    }

    /// The cells from which one can come who has led last, where power may turn on the way or not: power turns where it
    /// has not in its window.
    #[inline(always)]
    fn from(&self, led: usize, may_turn: bool) -> &[Cell<P>] {
        let cells = &self.cells[self.layout.led(0, led, self.uses)];
        match self.leader {
            0 => cells,
            leader if leader == led => cells,
            _ if self.turns && may_turn => &cells[..self.layout.runs()],
            _ => &[],
        }
    }

    /// Lowers the row of a node that is left by what it costs to go on to the entered one, given who leads in the one
    /// that is left.
    #[inline(always)]
    pub fn lower_left(&self, leader: usize, row: &mut [Cell<P>], may_turn: bool, dearer: i16) {
        for led in led_last(leader) {
            lower_cells(&mut row[self.layout.led(leader, led, self.uses)], self.from(led, may_turn), &[dearer; P]);
        }
        if leader == 0 {
            let nobody = self.layout.nobody(self.uses);
            lower_cells(&mut row[nobody.clone()], &self.cells[nobody], &[dearer; P]);
        }
    }
}

/// The costs of coming into each group of nodes within its place, or from another, by the power that is left: those of
/// the first one who has led last, one row a power, those of the second, and those where nobody has led yet.
pub(super) struct Into<const P: usize> {
    layout: Layout,
    cells: Vec<Cell<P>>,
}

impl<const P: usize> Into<P> {
    pub fn new(layout: Layout, groups: usize) -> Into<P> {
        // Cleared before it is used.
        Into { layout, cells: vec![[[0; LANES]; P]; groups * 2 * Self::group_cells(layout)] }
    }

    fn group_cells(layout: Layout) -> usize {
        POWERS * layout.row(0, 2)
    }

    /// Where the packs of a group begin, within its place or from another.
    #[inline(always)]
    pub fn begin(&self, group: usize, moved: usize) -> usize {
        (group * 2 + moved) * Self::group_cells(self.layout) * P
    }

    /// Forgets what was known of a group.
    #[inline(always)]
    pub fn clear(&mut self, group: usize, moved: usize, uses: usize) {
        let begin = self.begin(group, moved);
        let cells = POWERS * self.layout.row(0, uses);
        self.packs_mut()[begin..][..cells * P].fill(IMPOSSIBLE);
    }

    /// All packs.
    #[inline(always)]
    pub fn packs(&self) -> &[Pack] {
        self.cells.as_flattened()
    }

    #[inline(always)]
    fn packs_mut(&mut self) -> &mut [Pack] {
        self.cells.as_flattened_mut()
    }

    /// Where the row of someone who has led last and a power begins among the packs of a group.
    #[inline(always)]
    pub fn led(&self, led: usize, power: usize, uses: usize) -> usize {
        ((led - 1) * POWERS + power) * self.layout.runs() * uses * P
    }

    /// The same where nobody has led.
    #[inline(always)]
    pub fn nobody(&self, power: usize, uses: usize) -> usize {
        (2 * POWERS * self.layout.runs() + power) * uses * P
    }

    /// Lowers what a group costs by one of its nodes.
    #[inline(always)]
    pub fn lower(&mut self, (group, moved): (usize, usize), entering: &Entering<P>, costs: &PowerCosts) {
        let (begin, uses) = (self.begin(group, moved), entering.uses);
        for led in 1..=2 {
            let first = begin + self.led(led, 0, uses);
            let stride = self.layout.runs() * uses * P;
            let from = entering.from(led, moved == 0).as_flattened();
            if !from.is_empty() {
                spread(&mut self.packs_mut()[first..], stride, from, &costs.led[led - 1]);
            }
        }
        let first = begin + self.nobody(0, uses);
        let from = entering.cells[self.layout.nobody(uses)].as_flattened();
        spread(&mut self.packs_mut()[first..], uses * P, from, &costs.nobody);
    }
}

/// Puts into a row what it costs to enter a node in which someone leads after power has turned, given the cells of states
/// in which it has: one reversal more, and a reign that is earned where the rules ask for it.
#[inline(always)]
pub(super) fn turn<const P: usize>(
    layout: Layout,
    row: &mut [Cell<P>],
    turned: &[Cell<P>],
    (earns, earned_only): (bool, bool),
    gain: i16,
) {
    row.fill([IMPOSSIBLE; P]);
    for first in [layout.rested(false).start, layout.rested(true).start] {
        for reversals in 1..layout.counts {
            let from = reversals * 2 + usize::from(earns);
            for earned in usize::from(earned_only)..2 {
                let to = (reversals - 1) * 2 + earned;
                for price in 0..P {
                    let cost = turned[first + from / LANES][price][from % LANES] - gain;
                    row[first + to / LANES][price][to % LANES] = cost;
                }
            }
        }
    }
}

/// Puts into a row what it costs to enter a node in which someone leads who has led last, given the cells of its start.
#[inline(always)]
pub(super) fn go_on<const P: usize>(row: &mut [Cell<P>], stay: &[Cell<P>], earns: bool) {
    for (to, from) in row.as_flattened_mut().iter_mut().zip(stay.as_flattened()) {
        *to = if earns { std::array::from_fn(|lane| from[lane | 1]) } else { *from };
    }
}

/// Puts into cells what it costs to enter a node in which someone leads where nobody has led before.
#[inline(always)]
pub(super) fn lead_first<const P: usize>(layout: Layout, nobody: &mut [Cell<P>], stay: &[Cell<P>], earns: bool) {
    nobody.fill([IMPOSSIBLE; P]);
    for rested in [false, true] {
        for price in 0..P {
            nobody[0][price][usize::from(rested)] = stay[layout.rested(rested).start][price][usize::from(earns)];
        }
    }
}
