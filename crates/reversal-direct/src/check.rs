//! Whether a film keeps its brief's rules, and whether it celebrates what it should not.

mod lint;
mod pins;
mod rules;

use reversal_model::brief::Brief;
use reversal_model::check::{LintFinding, RuleFinding};
use reversal_model::cut::Cut;
use reversal_model::hold::Hold;
use reversal_model::performance::PerformanceMeasures;
use reversal_model::place::Place;
use reversal_model::reading::Reading;
use reversal_model::shots::ShotList;
use reversal_model::treatment::Treatment;

use crate::treat::LineAffect;

/// What is checked; what has not been made yet is None.
#[derive(Clone, Copy, Debug)]
pub struct CheckRequest<'a> {
    /// The treatment, made or changed by hand.
    pub treatment: &'a Treatment,
    /// What was heard.
    pub reading: &'a Reading,
    /// What the words of the sung lines feel like; empty where that is not known.
    pub affects: &'a [LineAffect],
    /// The brief whose rules count.
    pub brief: &'a Brief,
    /// The stock of holds.
    pub holds: &'a [Hold],
    /// The stock of places.
    pub places: &'a [Place],
    /// The shots.
    pub shots: Option<&'a ShotList>,
    /// The cut.
    pub cut: Option<&'a Cut>,
    /// What was measured of the performance.
    pub performance: Option<&'a PerformanceMeasures>,
}

/// The rules, each with what was found. `pass` is None where a rule is not applicable.
/// Where the brief makes the lint a rule, its items follow.
pub fn check_rules(request: &CheckRequest<'_>) -> Vec<RuleFinding> {
    let mut findings = rules::all(&rules::Facts::new(request));
    if request.brief.rules.lint_is_rule {
        findings.extend(lint(request).into_iter().map(|item| RuleFinding {
            name: item.name,
            pass: Some(item.pass),
            detail: item.detail,
        }));
    }
    findings
}

/// "Not celebrated": whether the film rewards, prettifies or hides what force does
/// (after the context features of the National Television Violence Study, 1996–98).
pub fn lint(request: &CheckRequest<'_>) -> Vec<LintFinding> {
    lint::all(&rules::Facts::new(request))
}

#[cfg(test)]
pub(crate) mod tests;
