//! The rules of the brief, checked bar by bar on the treatment as it stands
//! (made or changed by hand). Shares nothing with the planner but the song's form and targets.

use reversal_model::check::RuleFinding;
use reversal_model::hold::{Hold, Level};
use reversal_model::treatment::{HoldSpan, LEADER_QUARTERS, Reversal};

use super::CheckRequest;
use crate::form::Form;
use crate::treat::GIFT_BARS_MIN;
use crate::treat::targets::Targets;

/// Power that earns a reign, quarters.
const EARNED_QUARTERS: i8 = 3;
/// Greatest change of power between two holds, quarters.
const POWER_STEP_MAX: i32 = 5;
/// Effort of a hold that is a burst of strength.
const BURST_EFFORT: f32 = 0.6;
/// Tenderness of a hold in which something is given.
const GIVING_TENDERNESS: f32 = 0.6;
/// Least correlation of intensity with the song's.
const INTENSITY_CORRELATION_MIN: f64 = 0.4;
/// Bars from which a correlation says something.
const CORRELATION_BARS_MIN: usize = 16;
/// Least share of the running time in contact.
const CONTACT_SHARE_MIN: f64 = 0.3;
/// A hand that touches faster than this could be taken for a blow, m/s.
const HAND_SPEED_MAX: f64 = 2.5;
/// A film of fewer bars has no room for two ends and what lies between them.
const ENDS_BARS_MIN: u32 = 14;
/// A film of fewer bars has no room for a burst and its failure.
const BURST_BARS_MIN: u32 = 14;

pub(super) struct Facts<'a> {
    pub request: &'a CheckRequest<'a>,
    pub form: Form,
    pub spans: Vec<HoldSpan<'a>>,
    /// The hold of each span; None where its name is not known.
    pub holds: Vec<Option<&'a Hold>>,
    pub reversals: Vec<Reversal>,
    pub targets: Targets,
}

impl<'a> Facts<'a> {
    pub fn new(request: &'a CheckRequest<'a>) -> Facts<'a> {
        let rules = &request.brief.rules;
        let form = Form::new(request.reading, request.brief, request.affects);
        let windows =
            request.treatment.counterpoint.iter().map(|span| (span.from.saturating_sub(1), span.to)).collect();
        let targets = Targets::with_windows(request.reading, &form, rules, request.affects, windows);
        let spans = request.treatment.hold_spans();
        let named = |name: &str| request.holds.iter().find(|hold| hold.name == name);
        let holds = spans.iter().map(|span| named(&span.cue.hold)).collect();
        Facts { request, form, holds, reversals: request.treatment.reversals(), targets, spans }
    }

    /// Holds that lie at least partly in the song, with what is known of them.
    fn known(&self) -> impl Iterator<Item = (&HoldSpan<'a>, &'a Hold)> {
        self.spans.iter().zip(&self.holds).filter_map(|(span, hold)| hold.map(|hold| (span, hold)))
    }

    pub fn place_of(&self, span: &HoldSpan<'_>) -> &'a str {
        self.request.treatment.scenes[span.scene].place.as_str()
    }
}

pub(super) fn finding(name: &str, faults: Vec<String>, kept: String) -> RuleFinding {
    let detail = if faults.is_empty() { kept } else { faults.join("; ") };
    RuleFinding { name: name.to_owned(), pass: Some(faults.is_empty()), detail }
}

pub(super) fn not_applicable(name: &str, why: &str) -> RuleFinding {
    RuleFinding { name: name.to_owned(), pass: None, detail: why.to_owned() }
}

pub(super) fn all(facts: &Facts<'_>) -> Vec<RuleFinding> {
    let mut findings = vec![
        tiles_the_song(facts),
        reversals(facts),
        reversal_window(facts),
        earned_reign(facts),
        rest(facts),
        balance(facts),
        exhausted_start(facts),
        ends_where_it_began(facts),
        ends_as_named(facts),
        hold_lengths(facts),
        transitions(facts),
        no_strikes(facts),
        super::pins::pins(facts),
        unexpected(facts),
        about_is_said(facts),
        answers_first(facts),
        alive_intensity(facts),
        alive_failed_bursts(facts),
    ];
    findings.extend(super::pins::no_close_up(facts));
    findings.extend(performed(facts));
    findings
}

fn tiles_the_song(facts: &Facts<'_>) -> RuleFinding {
    let treatment = facts.request.treatment;
    let mut faults = treatment.faults();
    if treatment.bars != facts.form.bars {
        faults.push(format!("the treatment has {} bars but the song {}", treatment.bars, facts.form.bars));
    }
    finding("tiles_the_song", faults, format!("{} bars, each with one hold", treatment.bars))
}

fn reversals(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "reversals";
    let Some((least, most)) = facts.form.reversal_range(&facts.request.brief.rules) else {
        return not_applicable(NAME, "the song is too short, or has no inner boundary, for power to change hands");
    };
    let count = facts.reversals.len() as u32;
    let said = format!("power changes hands {count} times; {least} to {most} are asked for");
    let faults = if (least..=most).contains(&count) { Vec::new() } else { vec![said.clone()] };
    finding(NAME, faults, said)
}

fn reversal_window(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "reversal_window";
    if facts.reversals.is_empty() {
        return not_applicable(NAME, "power never changes hands");
    }
    let window = facts.request.brief.rules.reversal_window_bars;
    let mut faults = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for reversal in &facts.reversals {
        let turns = &facts.form.turns;
        let nearest = (0..turns.len()).min_by_key(|&turn| turns[turn].bar.abs_diff(reversal.bar));
        match nearest.filter(|&turn| turns[turn].bar.abs_diff(reversal.bar) <= window) {
            None => faults
                .push(format!("the reversal at bar {} is more than {window} bars from any boundary", reversal.bar + 1)),
            Some(turn) if used.contains(&turn) => {
                faults.push(format!("the reversal at bar {} is the second at one boundary", reversal.bar + 1));
            }
            Some(turn) => used.push(turn),
        }
    }
    finding(NAME, faults, format!("each reversal lies within {window} bars of a boundary of its own"))
}

fn earned_reign(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "earned_reign";
    if facts.reversals.is_empty() {
        return not_applicable(NAME, "power never changes hands");
    }
    let power = facts.request.treatment.power_by_bar();
    let mut starts: Vec<u32> = vec![0];
    starts.extend(facts.reversals.iter().map(|reversal| reversal.bar));
    let mut faults = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(facts.request.treatment.bars);
        let reign = &power[start as usize..end as usize];
        // Before the first reversal only its loser can have dominated; after it, its winner.
        if reign.iter().all(|power| power.abs() < EARNED_QUARTERS) {
            faults.push(format!("in bars {}–{end} the leader never really dominates", start + 1));
        }
    }
    finding(NAME, faults, "each leader dominates before the power turns".to_owned())
}

fn rest(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "rest";
    let block = facts.request.brief.rules.rest_every_bars.max(1);
    let bars = facts.request.treatment.bars;
    if bars < block {
        return not_applicable(NAME, &format!("the song has fewer than {block} bars"));
    }
    let rests = |bar: u32| facts.known().any(|(span, hold)| hold.rest && (span.from_bar..span.to_bar).contains(&bar));
    let faults = (0..bars / block)
        .map(|index| index * block..(index + 1) * block)
        .filter(|bars| !bars.clone().any(rests))
        .map(|bars| format!("no rest in bars {}–{}", bars.start + 1, bars.end))
        .collect();
    finding(NAME, faults, format!("a rest in each {block} bars"))
}

fn balance(facts: &Facts<'_>) -> RuleFinding {
    let most = i64::from(facts.request.brief.rules.balance_bars) * 4;
    let sum: i64 = facts.request.treatment.power_by_bar().iter().map(|&power| i64::from(power)).sum();
    let said = format!("the sums of power are {:.2} bars apart; {} are allowed", sum.abs() as f64 / 4.0, most / 4);
    finding("balance", if sum.abs() > most { vec![said.clone()] } else { Vec::new() }, said)
}

/// Whether a hold is a rest of equals in the film's first place.
fn at_rest_at_home(facts: &Facts<'_>, index: usize) -> bool {
    let home = facts.request.brief.places.first().map(|used| used.place.as_str());
    let span = &facts.spans[index];
    facts.holds[index].is_some_and(|hold| hold.rest) && span.cue.quarters() == 0 && Some(facts.place_of(span)) == home
}

fn exhausted_start(facts: &Facts<'_>) -> RuleFinding {
    let fault = (facts.spans.is_empty() || !at_rest_at_home(facts, 0))
        .then(|| "it does not start in a rest without power in the first place".to_owned());
    let exhaustion = facts.request.brief.rules.exhaustion_at_start;
    finding("exhausted_start", fault.into_iter().collect(), format!("it starts spent, at exhaustion {exhaustion:.2}"))
}

fn ends_where_it_began(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "ends_where_it_began";
    if !facts.request.brief.rules.ends_where_it_began {
        return not_applicable(NAME, "the brief does not ask for it");
    }
    let fault = facts
        .spans
        .len()
        .checked_sub(1)
        .is_none_or(|last| !at_rest_at_home(facts, last))
        .then(|| "it does not end in a rest without power in the place where it began".to_owned());
    finding(NAME, fault.into_iter().collect(), "it ends at rest where it began, and nobody has won".to_owned())
}

fn ends_as_named(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "ends_as_named";
    let brief = facts.request.brief;
    let played = |span: Option<&HoldSpan<'_>>| span.map_or("nothing", |span| span.cue.hold.as_str()).to_owned();
    let ends = [
        ("starts", &brief.start_hold, played(facts.spans.first())),
        ("ends", &brief.end_hold, played(facts.spans.last())),
    ];
    let named: Vec<_> = ends.iter().filter_map(|(verb, name, is)| Some((verb, name.as_ref()?, is))).collect();
    if named.is_empty() {
        return not_applicable(NAME, "the brief names no hold to start or to end in");
    }
    if facts.request.treatment.bars < ENDS_BARS_MIN {
        return not_applicable(NAME, "the song is too short to choose where it starts and ends");
    }
    let faults = named.iter().filter(|(_, name, is)| name != is);
    let faults = faults.map(|(verb, name, is)| format!("it {verb} in '{is}', not in '{name}'")).collect();
    let kept: Vec<String> = named.iter().map(|(verb, name, _)| format!("{verb} in '{name}'")).collect();
    finding(NAME, faults, format!("it {}", kept.join(" and ")))
}

fn hold_lengths(facts: &Facts<'_>) -> RuleFinding {
    let mut faults = unknown(facts);
    for (span, hold) in facts.known() {
        let bars = span.to_bar.saturating_sub(span.from_bar);
        if !(hold.bars_min..=hold.bars_max).contains(&bars) && !pinned(facts, span) {
            faults.push(format!(
                "'{}' at bar {} lasts {bars} bars; {} to {} are possible",
                hold.name, span.cue.bar, hold.bars_min, hold.bars_max
            ));
        }
    }
    finding("hold_lengths", faults, "each hold lasts as long as it can be held".to_owned())
}

fn pinned(facts: &Facts<'_>, span: &HoldSpan<'_>) -> bool {
    facts.request.treatment.scenes[span.scene].pinned
}

fn unknown(facts: &Facts<'_>) -> Vec<String> {
    let unknown = facts.spans.iter().zip(&facts.holds).filter(|(_, hold)| hold.is_none());
    unknown.map(|(span, _)| format!("there is no hold '{}' (bar {})", span.cue.hold, span.cue.bar)).collect()
}

fn step(level: Level) -> i32 {
    match level {
        Level::Ground => 0,
        Level::Kneel => 1,
        Level::Bent => 2,
        Level::Stand => 3,
    }
}

fn transitions(facts: &Facts<'_>) -> RuleFinding {
    let places = &facts.request.brief.places;
    let leads = |from: &str, to: &str| {
        places.iter().any(|used| used.place == from && used.leads_to.iter().any(|next| next == to))
    };
    let mut faults = Vec::new();
    let known: Vec<(&HoldSpan<'_>, &Hold)> = facts.known().collect();
    for (span, hold) in &known {
        let place = facts.request.places.iter().find(|place| place.name == facts.place_of(span));
        let offers = place.is_some_and(|place| place.anchors.iter().any(|anchor| anchor.kind == hold.anchor));
        if !offers {
            faults.push(format!(
                "'{}' at bar {} cannot be played in '{}'",
                hold.name,
                span.cue.bar,
                facts.place_of(span)
            ));
        }
        let sizes = hold.powers.iter().any(|&size| i8::try_from(size) == Ok(span.cue.quarters().abs()));
        if !sizes && !pinned(facts, span) {
            faults.push(format!("'{}' at bar {} cannot give power {}", hold.name, span.cue.bar, span.cue.power));
        }
    }
    for pair in known.windows(2).filter(|pair| !(pinned(facts, pair[0].0) && pinned(facts, pair[1].0))) {
        let ((before_span, before), (span, hold)) = (pair[0], pair[1]);
        let at = span.cue.bar;
        let rise = step(hold.level) - step(before.level);
        // A scene may be cut within a hold's time only where the hold itself changes.
        if hold.name == before.name {
            faults.push(format!("bar {at} changes nothing: '{}' follows itself", hold.name));
        }
        if rise.abs() > 1 && !(hold.fall && rise < 0) {
            faults.push(format!("nobody gets from '{}' to '{}' at bar {at} in one move", before.name, hold.name));
        }
        let named = |names: &[String], name: &String| names.is_empty() || names.contains(name);
        if !(named(&before.exits, &hold.name) && named(&hold.entries, &before.name)) {
            faults.push(format!("'{}' at bar {at} does not come out of '{}'", hold.name, before.name));
        }
        if i32::from(before_span.cue.quarters()).abs_diff(i32::from(span.cue.quarters())) as i32 > POWER_STEP_MAX {
            faults.push(format!("power jumps from {} to {} at bar {at}", before_span.cue.power, span.cue.power));
        }
        let (from, to) = (facts.place_of(before_span), facts.place_of(span));
        if from != to && !(before.mobile && (leads(from, to) || leads(to, from))) {
            faults.push(format!("nobody gets from '{from}' to '{to}' at bar {at} out of '{}'", before.name));
        }
    }
    finding("transitions", faults, "each hold can follow the one before where it is played".to_owned())
}

fn no_strikes(facts: &Facts<'_>) -> RuleFinding {
    let kept = "every hold comes from the stock, and the stock has no word for a blow".to_owned();
    finding("no_strikes", unknown(facts), kept)
}

/// Each of the two, while leading, once gives something instead of pressing on.
fn unexpected(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "unexpected";
    if (facts.form.bars as usize) < GIFT_BARS_MIN || facts.form.reversal_range(&facts.request.brief.rules).is_none() {
        return not_applicable(
            NAME,
            "the song is too short for a moment of each that the other could not have expected",
        );
    }
    let without = &facts.request.brief.rules.without_holds;
    let giving = |hold: &Hold| {
        hold.tenderness >= GIVING_TENDERNESS && !hold.rest && hold.powers.iter().any(|power| [1, 2].contains(power))
    };
    if !facts.request.holds.iter().any(|hold| giving(hold) && !without.contains(&hold.name)) {
        return not_applicable(NAME, "the brief leaves no hold in which something is given");
    }
    let known: Vec<(&HoldSpan<'_>, &Hold)> = facts.known().collect();
    let (mut faults, mut kept) = (Vec::new(), Vec::new());
    for (character, sign) in facts.request.brief.characters.iter().zip([1, -1]) {
        let given = known.windows(2).find(|pair| {
            let (led, now) = (sign * pair[0].0.cue.quarters(), sign * pair[1].0.cue.quarters());
            led >= LEADER_QUARTERS && now > 0 && now <= LEADER_QUARTERS && giving(pair[1].1)
        });
        match given {
            None => faults.push(format!("{} never has the power and gives something with it", character.name)),
            Some(pair) => kept.push(format!("{} at bar {}", character.name, pair[1].0.cue.bar)),
        }
    }
    finding(NAME, faults, format!("each does what the other could not have expected: {}", kept.join(", ")))
}

/// What the brief is about stands in the treatment and is said in its statement.
fn about_is_said(facts: &Facts<'_>) -> RuleFinding {
    let (treatment, about) = (facts.request.treatment, facts.request.brief.about.trim().trim_end_matches('.'));
    let mut faults = Vec::new();
    if about.is_empty() {
        faults.push("the brief does not say what the film is about".to_owned());
    } else if treatment.about.trim().trim_end_matches('.') != about {
        faults.push(format!("the treatment says '{}', the brief '{about}'", treatment.about));
    } else if !treatment.statement.contains(about) {
        faults.push(format!("the statement does not say that the film is about {about}"));
    }
    finding("about_is_said", faults, format!("the treatment and its statement say that it is about {about}"))
}

/// Who has an office behind them has the power before the other does, and dominates before the other does:
/// what the other has of it was taken.
fn answers_first(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "answers_first";
    let brief = facts.request.brief;
    let Some(id) = &brief.answers else { return not_applicable(NAME, "the brief gives neither of the two an office") };
    let Some(who) = brief.characters.iter().position(|character| character.id == *id) else {
        return finding(NAME, vec![format!("nobody in the brief has the id '{id}'")], String::new());
    };
    let name = |who: usize| brief.characters.get(who).map_or("nobody", |character| character.name.as_str());
    let (mut faults, mut kept) = (Vec::new(), Vec::new());
    for (least, does) in [(LEADER_QUARTERS, "leads"), (EARNED_QUARTERS, "dominates")] {
        let Some(first) = facts.spans.iter().find(|span| span.cue.quarters().abs() >= least) else { continue };
        let is = usize::from(first.cue.quarters() < 0);
        if is != who {
            faults.push(format!(
                "{} {does} first, at bar {}, and {} has the office",
                name(is),
                first.cue.bar,
                name(who)
            ));
        }
        kept.push(format!("{does} first, at bar {}", first.cue.bar));
    }
    if kept.is_empty() {
        return not_applicable(NAME, "nobody ever leads");
    }
    finding(NAME, faults, format!("{} has the office and {}", name(who), kept.join(", and ")))
}

fn alive_intensity(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "alive_intensity";
    let (mut wanted, mut given) = (Vec::new(), Vec::new());
    for (span, hold) in facts.known() {
        for bar in span.from_bar..span.to_bar.min(facts.form.bars) {
            if !facts.targets.is_counterpoint(bar) {
                wanted.push(f64::from(facts.targets.intensity[bar as usize]));
                given.push(f64::from(hold.intensity));
            }
        }
    }
    if wanted.len() < CORRELATION_BARS_MIN {
        return not_applicable(NAME, "the song is too short to follow");
    }
    let spread = wanted.iter().fold(f64::MIN, |a, &b| a.max(b)) - wanted.iter().fold(f64::MAX, |a, &b| a.min(b));
    if spread < 100.0 {
        return not_applicable(NAME, "the song stays at one intensity from end to end");
    }
    let found = correlation(&wanted, &given);
    let said =
        format!("intensity follows the song with correlation {found:.2}; {INTENSITY_CORRELATION_MIN} is asked for");
    finding(NAME, if found < INTENSITY_CORRELATION_MIN { vec![said.clone()] } else { Vec::new() }, said)
}

fn correlation(xs: &[f64], ys: &[f64]) -> f64 {
    let count = xs.len().max(1) as f64;
    let (mean_x, mean_y) = (xs.iter().sum::<f64>() / count, ys.iter().sum::<f64>() / count);
    let sum = |product: &dyn Fn(f64, f64) -> f64| {
        xs.iter().zip(ys).map(|(x, y)| product(x - mean_x, y - mean_y)).sum::<f64>()
    };
    let spread = (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    if spread > 0.0 { sum(&|x, y| x * y) / spread } else { 0.0 }
}

fn alive_failed_bursts(facts: &Facts<'_>) -> RuleFinding {
    const NAME: &str = "alive_failed_bursts";
    if facts.request.treatment.bars < BURST_BARS_MIN {
        return not_applicable(NAME, "the song is too short for a burst and its failure");
    }
    let known: Vec<(&HoldSpan<'_>, &Hold)> = facts.known().collect();
    let failed: Vec<String> = known
        .windows(2)
        .filter(|pair| pair[0].1.effort >= BURST_EFFORT && pair[1].1.effort < pair[0].1.effort)
        .map(|pair| pair[1].0.cue.bar.to_string())
        .collect();
    let none = failed.is_empty().then(|| "no hold of great effort is ever given up for a lesser one".to_owned());
    finding(NAME, none.into_iter().collect(), format!("strength gives out at bars {}", failed.join(", ")))
}

/// What only a performance can show.
fn performed(facts: &Facts<'_>) -> [RuleFinding; 2] {
    const NAMES: [&str; 2] = ["alive_contact", "not_a_punch"];
    let Some(measures) = facts.request.performance else {
        return NAMES.map(|name| not_applicable(name, "it has not been performed yet"));
    };
    let share = measures.contact_share;
    let contact =
        format!("they touch for {:.0} % of the time; {:.0} % are asked for", share * 100.0, CONTACT_SHARE_MIN * 100.0);
    let speed = measures.hand_speed_before_contact_m_s.max;
    let hands = format!("hands touch at {speed:.2} m/s at most; {HAND_SPEED_MAX} are allowed");
    let fault = |bad: bool, said: &str| if bad { vec![said.to_owned()] } else { Vec::new() };
    [
        finding(NAMES[0], fault(share < CONTACT_SHARE_MIN, &contact), contact.clone()),
        finding(NAMES[1], fault(speed > HAND_SPEED_MAX, &hands), hands.clone()),
    ]
}
