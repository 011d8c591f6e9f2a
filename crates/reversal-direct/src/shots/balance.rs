//! What no single cut can see: equal time for both faces, a rhythm that is not
//! a metronome. Small changes to a scene's plan until none makes it better.

use reversal_model::shots::{Scale, Subject};

use super::rhythm::Slot;
use super::setup::{FORBIDDEN, Lens, Milli, Setup};
use super::solve::{Planned, Reaction, Tables};

/// How far the two's close-up time may differ in a scene, as a share of their sum.
const UNEQUAL_SHARE: f64 = 0.06;
/// What a millisecond of close-up time beyond that costs.
const UNEQUAL_COST: f64 = 20.0;
/// What a scene costs in which nobody is seen close: less than to see only one so.
const FACELESS_COST: Milli = 9_000;
/// Shorter scenes may do without faces, s.
const FACELESS_SECS: f64 = 20.0;
/// Share of cuts that may lie on a beat.
const ON_BEAT_SHARE: f64 = 0.75;
/// What a cut on the beat beyond that costs.
const METRONOME_COST: Milli = 4000;
/// What a fourth shot of equal length in a row costs: more than any other fault but a jump.
const EQUAL_RUN_COST: Milli = 30_000;
/// How many shots in a row may be equally long.
const EQUAL_RUN: usize = 3;
/// Farthest that a cut is moved at once, half-beats.
const SHIFT_MAX: isize = 4;
/// Most cuts that are moved together.
const RUN_MAX: usize = 5;
/// Index of the last shot that the film's opening needs.
const OPENING_SHOTS: usize = 4;
/// Changes to one scene; it always ends much earlier.
const CHANGES_MAX: usize = 500;

/// A scene whose plan is improved.
pub(crate) struct Balance<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) slots: &'a [Slot],
    /// Whether the scene itself starts with a cut.
    pub(crate) cut_into: bool,
}

impl Balance<'_> {
    /// The plan after the best changes, one by one, until it is balanced or none makes it better.
    pub(crate) fn improve(&self, mut plan: Vec<Planned>) -> Vec<Planned> {
        let (mut cost, mut imbalance) = self.cost(&plan);
        for _ in 0..CHANGES_MAX {
            if imbalance == 0 {
                // The search left nothing to gain elsewhere.
                break;
            }
            let mut best = None;
            self.each_change(&plan, |changed| {
                let (changed_cost, _) = self.cost(changed);
                if changed_cost < best.as_ref().map_or(cost, |(least, _)| *least) {
                    best = Some((changed_cost, changed.to_vec()));
                }
            });
            let Some((better, changed)) = best else { break };
            (cost, plan) = (better, changed);
            imbalance = self.cost(&plan).1;
        }
        plan
    }

    /// All costs of a plan, and the part of them that needs the whole scene to be seen.
    fn cost(&self, plan: &[Planned]) -> (Milli, Milli) {
        let tables = self.tables;
        let mut cost = 0;
        let mut close_up_secs = [0.0; 2];
        let mut on_beat = usize::from(self.cut_into);
        let mut equal = 0;
        let mut imbalance = 0;
        for (i, shot) in plan.iter().enumerate() {
            cost += tables.shot_cost(shot.from, shot.to, shot.setup);
            if let Some(who) = tables.setups[shot.setup].close_up_of() {
                close_up_secs[who] += self.slots[shot.to - 1].end_secs - self.slots[shot.from].start_secs;
            }
            let Some(before) = i.checked_sub(1).map(|before| plan[before]) else { continue };
            let after_reversal = shot.reaction == Some(Reaction::First);
            cost += tables.pair_cost(before.setup, shot.setup, shot.from, after_reversal);
            cost += tables.cuts[shot.from].unwrap_or(FORBIDDEN);
            on_beat += usize::from(self.slots[shot.from].at.half_beat.is_multiple_of(2));
            equal = if before.to - before.from == shot.to - shot.from { equal + 1 } else { 0 };
            if equal >= EQUAL_RUN {
                imbalance += EQUAL_RUN_COST;
            }
        }
        let cuts = plan.len().saturating_sub(1) + usize::from(self.cut_into);
        let on_beat_most = (cuts as f64 * ON_BEAT_SHARE) as usize;
        imbalance += METRONOME_COST * on_beat.saturating_sub(on_beat_most) as Milli;
        let [first, second] = close_up_secs;
        let beyond_secs = ((first - second).abs() - UNEQUAL_SHARE * (first + second)).max(0.0);
        imbalance += (UNEQUAL_COST * 1000.0 * beyond_secs).round() as Milli;
        if first + second == 0.0 && self.secs() >= FACELESS_SECS {
            imbalance += FACELESS_COST;
        }
        (cost + imbalance, imbalance)
    }

    /// Length of the scene, s.
    fn secs(&self) -> f64 {
        self.slots.iter().map(|slot| slot.end_secs - slot.start_secs).sum()
    }

    /// Calls `visit` with each plan that is one change away.
    fn each_change(&self, plan: &[Planned], mut visit: impl FnMut(&[Planned])) {
        let mut changed = plan.to_vec();
        if plan.iter().all(|shot| self.tables.setups[shot.setup].close_up_of().is_none()) {
            self.each_pair_of_faces(plan, &mut visit);
        }
        for i in 0..plan.len() {
            for shift in (-SHIFT_MAX..=SHIFT_MAX).filter(|shift| *shift != 0) {
                for run in (1..=RUN_MAX).map(|length| i..i + length).filter(|run| keeps_reactions_equal(plan, run)) {
                    if self.shift(&mut changed, run, shift) {
                        visit(&changed);
                    }
                    changed.copy_from_slice(plan);
                }
                if plan[i].reaction == Some(Reaction::Second) && self.stretch(&mut changed, i, shift) {
                    visit(&changed);
                }
                changed.copy_from_slice(plan);
            }
            for setup in self.other_setups(plan, i) {
                changed[i].setup = setup;
                visit(&changed);
                changed[i].setup = plan[i].setup;
            }
            for merged in self.without(plan, i) {
                visit(&merged);
            }
        }
    }

    /// Calls `visit` with each plan in which two shots of the same length become the faces of both.
    fn each_pair_of_faces(&self, plan: &[Planned], mut visit: impl FnMut(&[Planned])) {
        let mut changed = plan.to_vec();
        let faces = |i: usize| {
            let near = Setup { scale: Scale::MediumCloseUp, ..self.tables.setups[plan[i].setup] };
            let fixed = self.other_setups(plan, i).is_empty();
            [Subject::First, Subject::Second].into_iter().filter(move |_| !fixed).filter_map(move |subject| {
                self.tables.setups.iter().position(|setup| *setup == Setup { subject, ..near })
            })
        };
        for i in 0..plan.len() {
            for j in i + 1..plan.len() {
                if plan[i].to - plan[i].from != plan[j].to - plan[j].from {
                    continue;
                }
                for (one, other) in faces(i).flat_map(|one| faces(j).map(move |other| (one, other))) {
                    (changed[i].setup, changed[j].setup) = (one, other);
                    visit(&changed);
                }
                (changed[i].setup, changed[j].setup) = (plan[i].setup, plan[j].setup);
            }
        }
    }

    /// The plan without a shot, its time given to the one before or after it.
    fn without(&self, plan: &[Planned], i: usize) -> Vec<Vec<Planned>> {
        let shot = plan[i];
        let needed = i == 0
            || i + 1 == plan.len()
            || shot.reaction.is_some()
            || self.tables.opening.is_some() && i <= OPENING_SHOTS
            || self.tables.setups[shot.setup].scale >= Scale::Wide
            || self.tables.covers_reversal(shot.from, shot.to);
        let inherits = |heir: usize| !needed && plan[heir].reaction.is_none();
        let mut plans = Vec::new();
        if inherits(i + 1) {
            let mut merged = plan.to_vec();
            merged[i + 1].from = shot.from;
            merged.remove(i);
            self.part_set_ups(&mut merged, i);
            plans.push(merged);
        }
        if inherits(i.wrapping_sub(1)) {
            let mut merged = plan.to_vec();
            merged[i - 1].to = shot.to;
            merged.remove(i);
            self.part_set_ups(&mut merged, i);
            plans.push(merged);
        }
        plans
    }

    /// Gives the shot before `next` the other lens where both would be taken from one set-up: the cut would be a jump.
    fn part_set_ups(&self, plan: &mut [Planned], next: usize) {
        let Some(before) = next.checked_sub(1) else { return };
        let setup = |i: usize| self.tables.setups[plan[i].setup];
        let (one, other) = (setup(before), setup(next));
        let jumps = Setup { movement: other.movement, ..one } == other;
        let fixed = plan[before].reaction.is_some() || before == 0 && self.tables.opening.is_some();
        if jumps && !fixed {
            let lens = if one.lens == Lens::Short { Lens::Long } else { Lens::Short };
            let parted = self.tables.setups.iter().position(|setup| *setup == Setup { lens, ..one });
            plan[before].setup = parted.unwrap_or(plan[before].setup);
        }
    }

    /// Moves the starts of some shots by the same number of half-beats.
    fn shift(&self, plan: &mut [Planned], mut starts: std::ops::Range<usize>, shift: isize) -> bool {
        starts.all(|i| self.move_start(plan, i, shift)) && well_formed(plan)
    }

    /// Makes both reactions longer or shorter by the same number of half-beats.
    fn stretch(&self, plan: &mut [Planned], second: usize, shift: isize) -> bool {
        second + 1 < plan.len()
            && self.move_start(plan, second, shift)
            && self.move_start(plan, second + 1, 2 * shift)
            && well_formed(plan)
    }

    fn move_start(&self, plan: &mut [Planned], i: usize, shift: isize) -> bool {
        let from = plan[i].from;
        let Some(to) = from.checked_add_signed(shift).filter(|&to| to > 0 && to < self.tables.slots()) else {
            return false;
        };
        let (low, high) = (from.min(to), from.max(to));
        let over_reversal = self.tables.reversals.iter().any(|at| (low..=high).contains(at));
        if self.tables.cuts[to].is_none() || over_reversal {
            return false;
        }
        plan[i - 1].to = to;
        plan[i].from = to;
        true
    }

    /// Set-ups that show the other character instead, or both.
    fn other_setups(&self, plan: &[Planned], i: usize) -> Vec<usize> {
        let shot = plan[i];
        let fixed = shot.reaction.is_some()
            || i == 0 && self.tables.opening.is_some()
            || i + 1 == plan.len() && self.tables.closing.is_some();
        let setup = self.tables.setups[shot.setup];
        if fixed || setup.scale > Scale::Medium {
            return Vec::new();
        }
        // From close on one to both there is room only at head and shoulders.
        let both_scale = setup.scale.max(Scale::MediumCloseUp);
        [(Subject::First, setup.scale), (Subject::Second, setup.scale), (Subject::Both, both_scale)]
            .into_iter()
            .flat_map(|(subject, scale)| [Lens::Short, Lens::Long].map(|lens| Setup { subject, scale, lens, ..setup }))
            .filter(|wanted| *wanted != setup)
            .filter_map(|wanted| self.tables.setups.iter().position(|setup| *setup == wanted))
            .collect()
    }
}

/// Whether a run of starts, moved together, leaves reactions as long as each other: of the
/// starts of both and of what follows it holds all or none.
fn keeps_reactions_equal(plan: &[Planned], run: &std::ops::Range<usize>) -> bool {
    let firsts = (0..plan.len()).filter(|&i| plan[i].reaction == Some(Reaction::First));
    run.start > 0
        && run.end <= plan.len()
        && firsts.map(|first| (first..first + 3).filter(|i| run.contains(i)).count()).all(|moved| moved % 3 == 0)
}

fn well_formed(plan: &[Planned]) -> bool {
    plan.iter().all(|shot| shot.from < shot.to)
}
