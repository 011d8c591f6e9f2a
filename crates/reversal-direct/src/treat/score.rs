//! How good a plan is, term by term.

use reversal_model::hold::Hold;
use reversal_model::treatment::{PlanScore, Treatment};

use super::search::Plan;
use super::targets::Targets;
use super::variety::{is_recovery, repeated_trigrams};
use crate::form::Form;

/// The score of a treatment that was made from a plan.
pub(crate) fn score(treatment: &Treatment, form: &Form, targets: &Targets, holds: &[Hold], plan: &Plan) -> PlanScore {
    let by_bar = holds_by_bar(treatment, holds);
    let (mut wanted, mut given) = (Vec::new(), Vec::new());
    for (bar, hold) in by_bar.iter().enumerate() {
        if let Some(hold) = hold.filter(|_| !targets.is_counterpoint(bar as u32)) {
            wanted.push(f64::from(targets.intensity[bar]));
            given.push(f64::from(hold.intensity));
        }
    }
    let power: Vec<f64> = treatment.power_by_bar().iter().map(|&quarters| f64::from(quarters) / 4.0).collect();
    let reversals = treatment.reversals();
    let distance = |bar: u32| form.turns.iter().map(|turn| turn.bar.abs_diff(bar)).min().unwrap_or(0);
    let sequence: Vec<usize> = treatment
        .hold_spans()
        .iter()
        .filter_map(|span| holds.iter().position(|hold| hold.name == span.cue.hold))
        .collect();
    let repeated = repeated_trigrams(&sequence).len() as f64 / sequence.len().saturating_sub(2).max(1) as f64;
    let recovery = by_bar.iter().flatten().filter(|hold| is_recovery(hold)).count();
    let last_quarter = &power[power.len() * 3 / 4..];
    let bars = f64::from(treatment.bars.max(1));
    let gap = f64::from(plan.cost - plan.bound) / f64::from(plan.bound.abs().max(1));
    PlanScore {
        cost: i64::from(plan.cost),
        optimality_gap: rounded(gap),
        intensity_correlation: rounded(correlation(&wanted, &given)),
        reversal_distance_bars: rounded(
            reversals.iter().map(|reversal| f64::from(distance(reversal.bar))).sum::<f64>()
                / reversals.len().max(1) as f64,
        ),
        balance: rounded(1.0 - share(power.iter().sum::<f64>().abs(), power.iter().map(|power| power.abs()).sum())),
        variety: rounded(variety(&by_bar, holds)),
        repeated_trigrams: rounded(repeated),
        rest_share: rounded(recovery as f64 / bars),
        suspense: rounded(1.0 - share(last_quarter.iter().sum::<f64>().abs(), last_quarter.len() as f64)),
        album: None,
    }
}

/// The hold of each bar; None where its name is not known.
pub(crate) fn holds_by_bar<'a>(treatment: &Treatment, holds: &'a [Hold]) -> Vec<Option<&'a Hold>> {
    let mut by_bar = vec![None; treatment.bars as usize];
    for span in treatment.hold_spans() {
        let hold = holds.iter().find(|hold| hold.name == span.cue.hold);
        let to = span.to_bar.min(treatment.bars) as usize;
        by_bar.get_mut(span.from_bar as usize..to).into_iter().flatten().for_each(|bar| *bar = hold);
    }
    by_bar
}

/// Three decimals: what a person reads, and the same text on every machine.
pub(crate) fn rounded(value: f64) -> f64 {
    // Adding nought turns -0 into 0.
    (value * 1000.0).round() / 1000.0 + 0.0
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Entropy of the holds' shares of the bars over the greatest that so many holds could have.
fn variety(by_bar: &[Option<&Hold>], holds: &[Hold]) -> f64 {
    let bars = by_bar.iter().flatten().count();
    let kinds = holds.len().min(bars);
    if kinds < 2 {
        return 0.0;
    }
    let entropy: f64 = holds
        .iter()
        .map(|hold| by_bar.iter().flatten().filter(|here| here.name == hold.name).count())
        .filter(|&count| count > 0)
        .map(|count| count as f64 / bars as f64)
        .map(|share| -share * share.ln())
        .sum();
    entropy / (kinds as f64).ln()
}

/// Pearson's correlation; 0 where one of the two does not vary.
pub(crate) fn correlation(xs: &[f64], ys: &[f64]) -> f64 {
    let count = xs.len().min(ys.len()).max(1) as f64;
    let (mean_x, mean_y) = (xs.iter().sum::<f64>() / count, ys.iter().sum::<f64>() / count);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in xs.iter().zip(ys) {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    if xx * yy > 1e-12 { xy / (xx * yy).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlation_knows_agreement_opposition_and_nothing() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
    }
}
