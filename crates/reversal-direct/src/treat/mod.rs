//! Reading + Brief → Treatment: an exact plan of holds, power and places, bar by bar, with its reasons.

mod changes;
mod graph;
#[cfg(test)]
mod oracle;
mod pinned;
mod portraits;
mod reasons;
mod rules;
mod scenes;
mod schedule;
mod score;
mod search;
mod solve;
pub(crate) mod targets;
#[cfg(test)]
mod tests;
mod unlike;
mod variety;
mod wishes;
mod without;

use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::hold::Hold;
use reversal_model::place::Place;
use reversal_model::reading::Reading;
use reversal_model::treatment::{AlbumScore, BarSpan, TREATMENT_FORMAT, Treatment};
use reversal_model::unlike::Unlike;
use thiserror::Error;

use self::graph::{Demand, Ingredients, Problem};
use self::rules::{Rule, RuleSet};
use self::schedule::{PLACES_MAX, PlaceGraph};
pub use self::targets::LineAffect;
use self::targets::Targets;
use self::variety::Varied;
pub(crate) use self::variety::{DOMINATION_BARS_MAX, GIFT_BARS_MIN, RECOVERY_SHARE_MIN, is_recovery};
pub use self::without::{Without, cost_of};
use crate::form::Form;
use crate::people::{People, people};

/// In a pin: power turns to whoever does not have it.
const EITHER: &str = "either";

/// What a treatment is made from.
#[derive(Clone, Copy, Debug)]
pub struct TreatRequest<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// What the words of the sung lines feel like; empty where that is not known.
    pub affects: &'a [LineAffect],
    /// The two people, their places and rules.
    pub brief: &'a Brief,
    /// The stock of holds.
    pub holds: &'a [Hold],
    /// The stock of places.
    pub places: &'a [Place],
    /// Another seed gives another film that is about as good.
    pub seed: u64,
    /// An earlier treatment of the song, whose pinned scenes are kept as they are.
    pub earlier: Option<&'a Treatment>,
    /// The films before it in its album, which it must not resemble.
    pub unlike: Option<&'a Unlike>,
    /// What it is not to heed.
    pub without: Without,
}

impl<'a> TreatRequest<'a> {
    /// A film by itself, of the holds and places that ship, heeding everything; nothing is known of its words.
    pub fn new(reading: &'a Reading, brief: &'a Brief, seed: u64) -> TreatRequest<'a> {
        TreatRequest {
            reading,
            affects: &[],
            brief,
            holds: assets::holds(),
            places: assets::places(),
            seed,
            earlier: None,
            unlike: None,
            without: Without::default(),
        }
    }
}

/// Why no treatment could be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TreatFault {
    /// A brief has exactly two people.
    #[error("the brief '{brief}' has {count} characters; a film is about exactly two")]
    Characters {
        /// Name of the brief.
        brief: String,
        /// How many it has.
        count: usize,
    },
    /// The brief has no place, or more than the planner can keep apart.
    #[error("the brief '{brief}' has {count} places; give it 1 to {PLACES_MAX}")]
    PlaceCount {
        /// Name of the brief.
        brief: String,
        /// How many it has.
        count: usize,
    },
    /// A name that does not exist.
    #[error("{by} names the {kind} '{name}', which does not exist; there are {known}")]
    UnknownName {
        /// Who names it, e.g. `the brief 'siblings'`.
        by: String,
        /// `hold` or `place`.
        kind: &'static str,
        /// The name.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// Pinned scenes belong to a song of another length.
    #[error(
        "the pinned scenes were made for {pinned} bars but the song now has {heard}; unpin them or set the beats right"
    )]
    PinnedBars {
        /// Bars of the earlier treatment.
        pinned: u32,
        /// Bars heard.
        heard: u32,
    },
    /// A pin names a moment that the song does not have.
    #[error("the brief pins something at {asked}, but {there_is}; change the pin or take it out")]
    Moment {
        /// The moment as the brief writes it.
        asked: String,
        /// What the song has.
        there_is: String,
        /// Where it stands in the brief, e.g. `pin[0].at`.
        key: String,
    },
    /// The rules leave no plan.
    #[error("the brief cannot be met: {rule} leaves no plan in this song of {bars} bars; {hint}")]
    Infeasible {
        /// The rule at fault, as it stands in the brief.
        rule: String,
        /// Bars of the song.
        bars: u32,
        /// What would help.
        hint: String,
        /// Where the rule stands in the brief, e.g. `rules.balance_bars`, whether it is written there or not;
        /// None where no single line is at fault.
        key: Option<String>,
    },
}

impl TreatFault {
    /// The key of the brief at fault, e.g. `rules.balance_bars` or `pin[0]`.
    pub fn key(&self) -> Option<&str> {
        match self {
            TreatFault::Characters { .. } => Some("character"),
            TreatFault::PlaceCount { .. } => Some("places"),
            TreatFault::Moment { key, .. } => Some(key),
            TreatFault::Infeasible { key, .. } => key.as_deref(),
            TreatFault::UnknownName { .. } | TreatFault::PinnedBars { .. } => None,
        }
    }
}

/// Makes the treatment of a song: the same for the same request on every machine.
pub fn treat(request: &TreatRequest<'_>) -> Result<Treatment, TreatFault> {
    let heeded = request.without.brief(request.brief);
    let request = &request.without.request(request, &heeded);
    check_names(request)?;
    let brief = request.brief;
    let form = Form::new(request.reading, brief, request.affects);
    let targets = Targets::new(request.reading, &form, &brief.rules, request.affects, request.seed);
    let draft = draft(request, &form, &targets)?;
    let plan = &draft.varied.plan;
    let mut treatment = Treatment {
        format: TREATMENT_FORMAT.to_owned(),
        title: request.reading.song.title.clone().unwrap_or_else(|| brief.title.clone()),
        logline: brief.logline.clone(),
        about: brief.about.clone(),
        statement: String::new(),
        brief: brief.name.clone(),
        bars: form.bars,
        score: Default::default(),
        counterpoint: targets.counterpoint.iter().map(|&(from, to)| BarSpan { from: from + 1, to }).collect(),
        people: Vec::new(),
        scenes: scenes::scenes(request, &form, &draft),
    };
    let deeds = wishes::deeds(&draft.varied.problem, &draft.holds, plan);
    let courses = draft.varied.problem.people.courses(&deeds);
    reasons::explain(&mut treatment, request, &form, (&targets, &courses));
    for scene in 0..treatment.scenes.len() {
        let bar = treatment.scene_bars(scene).0 as usize;
        if !treatment.scenes[scene].pinned {
            treatment.scenes[scene].enters = courses.iter().map(|course| course[bar].kept()).collect();
        }
    }
    treatment.people = portraits::portraits(&treatment, brief, request.holds, &form, &courses);
    treatment.statement = reasons::statement(&treatment, brief, &form);
    treatment.score = score::score(&treatment, &form, &targets, request.holds, plan);
    treatment.score.album = draft.album;
    Ok(treatment)
}

/// A plan before it is told.
pub(crate) struct Draft {
    /// The plan with its problem.
    pub varied: Varied,
    /// The holds that were planned with.
    pub holds: Vec<Hold>,
    /// What keeping away from the films before it in its album took.
    pub album: Option<AlbumScore>,
}

fn draft(request: &TreatRequest<'_>, form: &Form, targets: &Targets) -> Result<Draft, TreatFault> {
    with_ingredients(request, form, targets, |ingredients| {
        let rules = RuleSet::new(request.brief, form);
        let mut problem = Problem::new(ingredients, rules.clone());
        // An office, likeness to other films, pinned scenes and demands tell the two apart; else the seed says who
        // leads first.
        let directed = rules.first_leader != 0
            || !ingredients.pinned.is_empty()
            || ingredients.demands.iter().any(|demand| demand.power_of.is_some())
            || request.unlike.is_some_and(|unlike| !unlike.films.is_empty());
        problem.flipped = !directed && crate::random::Random::new(request.seed, 5).below(2) == 1;
        let holds = ingredients.holds;
        let place_names: Vec<&str> = request.brief.places.iter().map(|used| used.place.as_str()).collect();
        let names = unlike::Names { holds, places: &place_names };
        let planned = match request.unlike {
            Some(unlike) => unlike::plan(problem, &names, unlike).map(|apart| (apart.varied, Some(apart.score))),
            None => variety::plan(problem, holds).map(|varied| (varied, None)),
        };
        match planned {
            Some((varied, album)) => Ok(Draft { varied, holds: holds.to_vec(), album }),
            None => Err(rule_at_fault(request, ingredients, &rules)),
        }
    })
}

/// Gathers what the planning problem of a request is made from.
fn with_ingredients<T>(
    request: &TreatRequest<'_>,
    form: &Form,
    targets: &Targets,
    use_them: impl FnOnce(&Ingredients<'_>) -> Result<T, TreatFault>,
) -> Result<T, TreatFault> {
    let brief = request.brief;
    let kept = |hold: &&Hold| !brief.rules.without_holds.contains(&hold.name);
    let mut holds: Vec<Hold> = request.holds.iter().filter(kept).cloned().collect();
    let pinned = pinned::pinned_holds(request, form, &mut holds)?;
    let ways = PlaceGraph::new(brief);
    let by_name = |name: &str| request.places.iter().find(|place| place.name == name);
    let used: Vec<Option<&Place>> = brief.places.iter().map(|used| by_name(&used.place)).collect();
    let playable = |hold: usize, place: usize| {
        let fits = |place: &Place| place.anchors.iter().any(|anchor| anchor.kind == holds[hold].anchor);
        used[place].is_some_and(fits) && !brief.rules.without_holds.contains(&holds[hold].name)
    };
    let demands = demands(request, form, &holds)?;
    let placed: Vec<(usize, usize)> =
        demands.iter().filter_map(|demand| demand.place.map(|place| (demand.bar, place))).collect();
    let worn = schedule::worn(brief, request.unlike);
    let schedule = schedule::schedule(form, &ways, &placed, &worn, request.seed);
    // Pins open every place at any time; without them nobody goes where the schedule does not.
    let reached = |place: usize| !pinned.is_empty() || !placed.is_empty() || schedule.contains(&place);
    let playable = |hold: usize, place: usize| reached(place) && playable(hold, place);
    use_them(&Ingredients {
        form,
        targets,
        holds: &holds,
        playable: &playable,
        ways: &ways,
        schedule: &schedule,
        dominance_cost: brief.rules.dominance_cost,
        pinned: &pinned,
        demands: &demands,
        people: People { unheeded: request.without.states, ..people(brief, targets.exhaustion.clone()) },
        asked_ends: [&brief.start_hold, &brief.end_hold]
            .map(|name| holds.iter().position(|hold| Some(&hold.name) == name.as_ref())),
        seed: request.seed,
    })
}

/// What the brief's pins demand of the plan.
fn demands(request: &TreatRequest<'_>, form: &Form, holds: &[Hold]) -> Result<Vec<Demand>, TreatFault> {
    let brief = request.brief;
    let mut demands = Vec::new();
    for (number, (pin, pinned)) in brief.pins.iter().zip(&form.pins).enumerate() {
        let pinned = pinned.as_ref().map_err(|missing| TreatFault::Moment {
            asked: missing.asked.clone(),
            there_is: missing.there_is.clone(),
            key: format!("pin[{number}].at"),
        })?;
        if pin.no_close_up.is_some() {
            continue;
        }
        let by = format!("the pin at bar {}", pinned.bar + 1);
        let who = |id: &str| brief.characters.iter().position(|character| character.id == id);
        let ids: Vec<&str> = brief.characters.iter().map(|character| character.id.as_str()).collect();
        let mut demand = Demand { bar: pinned.bar as usize, pin: pinned.pin, ..Demand::default() };
        if let Some(to) = &pin.turn {
            demand.turns = true;
            if to != EITHER {
                known(&by, "character", to, &ids)?;
                demand.power_of = who(to);
            }
        }
        if let Some(name) = &pin.hold {
            let names: Vec<&str> = holds.iter().map(|hold| hold.name.as_str()).collect();
            known(&by, "hold", name, &names)?;
            demand.hold = holds.iter().position(|hold| hold.name == *name);
        }
        if let Some(id) = &pin.lead {
            known(&by, "character", id, &ids)?;
            demand.power_of = who(id);
        }
        if let Some(name) = &pin.place {
            let names: Vec<&str> = brief.places.iter().map(|used| used.place.as_str()).collect();
            known(&by, "place", name, &names)?;
            demand.place = brief.places.iter().position(|used| used.place == *name);
        }
        demands.push(demand);
    }
    Ok(demands)
}

/// Drops one rule at a time, those first that the brief has written itself;
/// the first without which there is a plan is at fault.
fn rule_at_fault(request: &TreatRequest<'_>, ingredients: &Ingredients<'_>, rules: &RuleSet) -> TreatFault {
    let written = &request.brief.rules;
    let solvable = |rules: RuleSet| search::solve(&Problem::new(ingredients, rules)).is_some();
    let mut suspects = Rule::ALL;
    suspects.sort_by_key(|rule| !rule.is_changed(written));
    let culprit = suspects
        .into_iter()
        .filter(|&rule| rule != Rule::Pinned || !ingredients.pinned.is_empty())
        .filter(|&rule| rule != Rule::BriefPins || !ingredients.demands.is_empty())
        .filter(|&rule| rule != Rule::Answers || rules.first_leader != 0)
        .find(|&rule| solvable(rules.without(rule)));
    let window = written.reversal_window_bars;
    let (rule, hint, key) = match culprit {
        Some(Rule::Pinned) => ("the pinned scenes".to_owned(), "unpin one of them".to_owned(), None),
        Some(Rule::BriefPins) => pin_at_fault(request, ingredients, rules),
        Some(Rule::Answers) => (
            format!("answers = \"{}\"", request.brief.answers.as_deref().unwrap_or_default()),
            "leave it out, or give the power to the other only after it was theirs".to_owned(),
            Some("answers".to_owned()),
        ),
        Some(Rule::ReversalsMin) => {
            let fewer = (0..rules.reversals_min)
                .rev()
                .find(|&count| solvable(RuleSet { reversals_min: count, ..rules.clone() }))
                .unwrap_or(0);
            let clause = match (written.reversals_min, written.reversals_max) {
                (Some(least), _) => format!("reversals_min = {least}"),
                (None, most) => format!("reversals_max = {}", most.unwrap_or(rules.reversals_max)),
            };
            let hint = format!("{fewer} would do, or more sections or a wider reversal_window_bars (now {window})");
            let key = if written.reversals_min.is_some() { "rules.reversals_min" } else { "rules.reversals_max" };
            (clause, hint, Some(key.to_owned()))
        }
        Some(Rule::Balance) => (
            format!("balance_bars = {}", written.balance_bars),
            "allow a bar or two more between the two people".to_owned(),
            Some("rules.balance_bars".to_owned()),
        ),
        Some(Rule::Rest) => (
            format!("rest_every_bars = {}", written.rest_every_bars),
            "allow more bars between rests".to_owned(),
            Some("rules.rest_every_bars".to_owned()),
        ),
        Some(Rule::ReversalWindow) => (
            format!("reversal_window_bars = {window}"),
            "widen it, or name words in reversal_at_lyrics".to_owned(),
            Some("rules.reversal_window_bars".to_owned()),
        ),
        Some(Rule::EarnedReign) => (
            "that a reign must be earned".to_owned(),
            "allow holds of power 3 or 4 (without_holds), fewer reversals or a lower rest_every_bars".to_owned(),
            Some("rules.without_holds".to_owned()),
        ),
        Some(Rule::EndsWhereItBegan) => (
            "ends_where_it_began = true".to_owned(),
            "set it to false, or let a rest hold of power 0 be played in the first place".to_owned(),
            Some("rules.ends_where_it_began".to_owned()),
        ),
        Some(Rule::ExhaustedStart) => (
            "that it starts exhausted".to_owned(),
            "let a rest hold of power 0 be played in the first place".to_owned(),
            Some("rules.without_holds".to_owned()),
        ),
        None => (
            "no single rule but several together".to_owned(),
            "loosen the rules or allow more holds".to_owned(),
            Some("rules".to_owned()),
        ),
    };
    TreatFault::Infeasible { rule, bars: ingredients.form.bars, hint, key }
}

/// A rule at fault as it stands in the brief, what would help, and the rule's key in the brief.
type AtFault = (String, String, Option<String>);

/// The pin without which there is a plan, as the brief has it, and what would help.
fn pin_at_fault(request: &TreatRequest<'_>, ingredients: &Ingredients<'_>, rules: &RuleSet) -> AtFault {
    let solvable_without = |pin: usize| {
        let demands: Vec<Demand> = ingredients.demands.iter().filter(|demand| demand.pin != pin).copied().collect();
        search::solve(&Problem::new(
            &Ingredients { demands: &demands, people: ingredients.people.clone(), ..*ingredients },
            rules.clone(),
        ))
        .is_some()
    };
    let mut pins = ingredients.form.pins.iter().flatten();
    match pins.find(|pinned| solvable_without(pinned.pin)) {
        None => {
            ("what the pins ask for together".to_owned(), "take one of them out".to_owned(), Some("pin".to_owned()))
        }
        Some(pinned) => {
            let pin = &request.brief.pins[pinned.pin];
            let what = [("turn", &pin.turn), ("hold", &pin.hold), ("place", &pin.place)];
            let what = what.iter().find_map(|(key, value)| value.as_ref().map(|value| format!("{key} = \"{value}\"")));
            let rule = format!("the pin {} when {} (bar {})", what.unwrap_or_default(), pinned.moment, pinned.bar + 1);
            let hint = "move it to another moment: power must have been earned before it turns, and a hold needs a way \
                        into it from the one before";
            (rule, hint.to_owned(), Some(format!("pin[{}]", pinned.pin)))
        }
    }
}

fn check_names(request: &TreatRequest<'_>) -> Result<(), TreatFault> {
    let brief = request.brief;
    if brief.characters.len() != 2 {
        return Err(TreatFault::Characters { brief: brief.name.clone(), count: brief.characters.len() });
    }
    if !(1..=PLACES_MAX).contains(&brief.places.len()) {
        return Err(TreatFault::PlaceCount { brief: brief.name.clone(), count: brief.places.len() });
    }
    let by = format!("the brief '{}'", brief.name);
    for used in &brief.places {
        known_place(request, &by, &used.place)?;
        for next in &used.leads_to {
            let in_brief: Vec<&str> = brief.places.iter().map(|used| used.place.as_str()).collect();
            known(&by, "place", next, &in_brief)?;
        }
    }
    let names: Vec<&str> = request.holds.iter().map(|hold| hold.name.as_str()).collect();
    let ends = brief.start_hold.iter().chain(&brief.end_hold);
    brief.rules.without_holds.iter().chain(ends).try_for_each(|name| known(&by, "hold", name, &names))
}

fn known_place(request: &TreatRequest<'_>, by: &str, name: &str) -> Result<(), TreatFault> {
    let names: Vec<&str> = request.places.iter().map(|place| place.name.as_str()).collect();
    known(by, "place", name, &names)
}

fn known(by: &str, kind: &'static str, name: &str, names: &[&str]) -> Result<(), TreatFault> {
    if names.contains(&name) {
        return Ok(());
    }
    Err(TreatFault::UnknownName { by: by.to_owned(), kind, name: name.to_owned(), known: names.join(", ") })
}
