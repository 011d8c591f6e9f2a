//! What is measured of a plan, whatever it was made without.

use anyhow::{Context, Result};
use reversal_direct::album::distance::Difference;
use reversal_direct::check::{CheckRequest, check_rules, lint};
use reversal_direct::treat::{TreatRequest, Without, cost_of, treat};
use reversal_direct::weight::weights;
use reversal_model::treatment::{PlanScore, Treatment};
use reversal_model::unlike::Course;

use super::NOTHING;

/// The figures of a plan.
pub struct Judged {
    /// What it costs by what it heeded, and by everything.
    pub own_cost: i64,
    pub full_cost: i64,
    /// How much of the full cost is for what is sung, and for what the two are not ready for.
    pub for_words: i64,
    pub for_states: i64,
    /// Its score, term by term.
    pub score: PlanScore,
    pub reversals: usize,
    /// Share of the turns in whose bar a line starts, and of all bars: what chance would give.
    pub turns_on_line: f64,
    pub bars_on_line: f64,
    /// Mean weight (0..1) of the heaviest line in the bar of a turn, and of any bar.
    pub weight_at_turns: f64,
    pub weight_of_bars: f64,
    /// Share of the bars in another hold than in the plan with everything, and the distance as an album measures it.
    pub other_holds: f64,
    pub distance: f64,
    /// The rules and items of the lint that it breaks.
    pub broken: Vec<String>,
}

/// What plans are judged by: everything that can be heeded, and the plan that heeds it.
pub struct Judges<'a> {
    full: &'a TreatRequest<'a>,
    plan: Treatment,
    /// Weight of the heaviest line that starts in each bar; None where none does.
    line_weights: Vec<Option<f64>>,
}

impl<'a> Judges<'a> {
    /// The judges of a song.
    pub fn new(full: &'a TreatRequest<'a>, plan: Treatment) -> Judges<'a> {
        let tempo_map = full.reading.tempo_map();
        let mut line_weights: Vec<Option<f64>> = vec![None; plan.bars as usize];
        let lines = full.reading.lines.iter().flatten();
        for (line, weight) in lines.zip(weights(full.reading, full.affects)) {
            if let Some(bar) = line_weights.get_mut(tempo_map.bar_from_song(line.start) as usize) {
                *bar = Some(bar.unwrap_or(0.0).max(f64::from(weight) / 1000.0));
            }
        }
        Judges { full, plan, line_weights }
    }

    /// Plans as asked for and measures the plan.
    pub fn judge(&self, request: &TreatRequest<'_>) -> Result<Judged> {
        const NO_ROOM: &str = "the plan holds what the song has no room for";
        let treatment = treat(request)?;
        let turns: Vec<Option<f64>> =
            treatment.reversals().iter().map(|turn| self.line_weights[turn.bar as usize]).collect();
        let course = |treatment: &Treatment| Course::of("", treatment);
        let difference = Difference::between(&course(&self.plan), &course(&treatment));
        let cost = |without| {
            let judge = TreatRequest { without, seed: request.seed, ..*self.full };
            cost_of(&judge, &treatment)?.context(NO_ROOM)
        };
        let full_cost = cost(NOTHING)?;
        Ok(Judged {
            own_cost: cost(request.without)?,
            full_cost,
            for_words: full_cost - cost(Without { words: true, ..NOTHING })?,
            for_states: full_cost - cost(Without { states: true, ..NOTHING })?,
            score: treatment.score.clone(),
            reversals: turns.len(),
            turns_on_line: sung_share(&turns),
            bars_on_line: sung_share(&self.line_weights),
            weight_at_turns: mean_weight(&turns),
            weight_of_bars: mean_weight(&self.line_weights),
            other_holds: difference.holds,
            distance: difference.total(),
            broken: self.broken(&treatment),
        })
    }

    fn broken(&self, treatment: &Treatment) -> Vec<String> {
        let TreatRequest { reading, affects, brief, holds, places, .. } = *self.full;
        let (shots, cut, performance) = (None, None, None);
        let request = CheckRequest { treatment, reading, affects, brief, holds, places, shots, cut, performance };
        let rules = check_rules(&request).into_iter().filter(|rule| rule.pass == Some(false)).map(|rule| rule.name);
        let items = lint(&request).into_iter().filter(|item| !item.pass).map(|item| item.name);
        let mut broken: Vec<String> = rules.chain(items).collect();
        broken.sort();
        broken.dedup();
        broken
    }
}

fn sung_share(bars: &[Option<f64>]) -> f64 {
    bars.iter().flatten().count() as f64 / bars.len().max(1) as f64
}

fn mean_weight(bars: &[Option<f64>]) -> f64 {
    bars.iter().map(|weight| weight.unwrap_or(0.0)).sum::<f64>() / bars.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_without_a_line_count_as_nothing() {
        let bars = [Some(0.5), None, Some(1.0), None];
        assert_eq!((sung_share(&bars), mean_weight(&bars)), (0.5, 0.375));
        assert_eq!((sung_share(&[]), mean_weight(&[])), (0.0, 0.0));
    }
}
