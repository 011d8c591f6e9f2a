//! The hard rules that a plan is made under: the brief's, as far as the song has room for them.

use reversal_model::brief::{Brief, Rules};

use crate::form::Form;

/// A rule of the brief that can be at fault when no plan exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    ReversalsMin,
    ReversalWindow,
    EarnedReign,
    Rest,
    Balance,
    ExhaustedStart,
    EndsWhereItBegan,
    Answers,
    BriefPins,
    Pinned,
}

impl Rule {
    /// Whether a brief has written this rule otherwise than it stands by default.
    pub fn is_changed(self, rules: &Rules) -> bool {
        let default = Rules::default();
        match self {
            Rule::ReversalsMin => rules.reversals_min.is_some() || rules.reversals_max.is_some(),
            Rule::ReversalWindow => rules.reversal_window_bars != default.reversal_window_bars,
            Rule::Rest => rules.rest_every_bars != default.rest_every_bars,
            Rule::Balance => rules.balance_bars != default.balance_bars,
            Rule::BriefPins | Rule::Pinned | Rule::Answers => true,
            Rule::EarnedReign | Rule::ExhaustedStart | Rule::EndsWhereItBegan => false,
        }
    }

    /// In the order in which they are dropped to find the one at fault.
    pub const ALL: [Rule; 10] = [
        Rule::Pinned,
        Rule::Answers,
        Rule::BriefPins,
        Rule::ReversalsMin,
        Rule::Balance,
        Rule::Rest,
        Rule::ReversalWindow,
        Rule::EarnedReign,
        Rule::EndsWhereItBegan,
        Rule::ExhaustedStart,
    ];
}

/// The rules in the planner's units.
#[derive(Clone, Debug)]
pub(crate) struct RuleSet {
    /// Fewest reversals.
    pub reversals_min: u32,
    /// Most reversals.
    pub reversals_max: u32,
    /// As many reversals as the song's form invites; more are worth nothing.
    pub reversals_liked: u32,
    /// Bars around a turn in which a reversal may lie; None: anywhere.
    pub window_bars: Option<u32>,
    /// Whether a leader must have dominated before the power can be lost, and the last one too.
    pub earned_reign: bool,
    /// Length of the blocks of bars of which each must hold a rest.
    pub rest_every: Option<u32>,
    /// How far the sum of power may be from nought at the end, quarters × bars.
    pub balance: Option<i32>,
    /// Whether it must start in a rest of equals in the first place.
    pub exhausted_start: bool,
    /// Whether it must end so.
    pub ends_where_it_began: bool,
    /// Who counts as the leader before anybody leads, 1 or 2, so that the other must take the power from them; 0 nobody.
    pub first_leader: usize,
    /// Whether what the brief pins is demanded.
    pub keep_brief_pins: bool,
    /// Whether scenes of an earlier treatment are kept.
    pub keep_pinned: bool,
}

impl RuleSet {
    /// The brief's rules for a song. Where it has no room for a reversal, what speaks of reversals is left out.
    pub fn new(brief: &Brief, form: &Form) -> RuleSet {
        let rules = &brief.rules;
        let range = form.reversal_range(rules);
        RuleSet {
            reversals_min: range.map_or(0, |range| range.0),
            reversals_max: range.map_or(0, |range| range.1),
            reversals_liked: range.map_or(0, |range| form.reversals_liked(range)),
            window_bars: Some(rules.reversal_window_bars),
            earned_reign: range.is_some(),
            rest_every: Some(rules.rest_every_bars),
            balance: Some(i32::try_from(rules.balance_bars).unwrap_or(i32::MAX / 8).saturating_mul(4)),
            exhausted_start: true,
            ends_where_it_began: rules.ends_where_it_began,
            first_leader: answers(brief).map_or(0, |who| who + 1),
            keep_brief_pins: true,
            keep_pinned: true,
        }
    }

    /// The same rules but one.
    pub fn without(&self, rule: Rule) -> RuleSet {
        let mut rules = self.clone();
        match rule {
            Rule::ReversalsMin => (rules.reversals_min, rules.reversals_liked) = (0, 0),
            Rule::ReversalWindow => rules.window_bars = None,
            Rule::EarnedReign => rules.earned_reign = false,
            Rule::Rest => rules.rest_every = None,
            Rule::Balance => rules.balance = None,
            Rule::ExhaustedStart => rules.exhausted_start = false,
            Rule::EndsWhereItBegan => rules.ends_where_it_began = false,
            Rule::Answers => rules.first_leader = 0,
            Rule::BriefPins => rules.keep_brief_pins = false,
            Rule::Pinned => rules.keep_pinned = false,
        }
        rules
    }
}

/// Who of the two answers first, 0 or 1.
fn answers(brief: &Brief) -> Option<usize> {
    let id = brief.answers.as_ref()?;
    brief.characters.iter().position(|character| character.id == *id)
}
