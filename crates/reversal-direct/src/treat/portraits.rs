//! What each of the two wants, what it costs them in this film, and what the
//! other could not have expected of them: facts of the brief and the plan in sentences.

use reversal_model::brief::{Brief, Character};
use reversal_model::hold::Hold;
use reversal_model::treatment::{HoldSpan, LEADER_QUARTERS, Person, Treatment, Unexpected};

use super::changes::is_gift;
use super::reasons::{capital, minutes};
use crate::form::{Form, listed};
use crate::people::State;

/// How much less one must judge at the end for it to be told.
const WORN_OFF: i32 = 150;

/// The two people of a film.
pub(crate) fn portraits(
    treatment: &Treatment,
    brief: &Brief,
    holds: &[Hold],
    form: &Form,
    courses: &[Vec<State>; 2],
) -> Vec<Person> {
    let spans = treatment.hold_spans();
    let portrait = |(who, character): (usize, &Character)| Person {
        id: character.id.clone(),
        wants: capital(&format!("{} wants {}.", character.name, character.wants.trim().trim_end_matches('.'))),
        costs: costs(treatment, brief, holds, form, who, &courses[who]),
        unexpected: unexpected(&spans, brief, holds, who),
    };
    brief.characters.iter().enumerate().take(2).map(portrait).collect()
}

/// What it costs: as the brief says it, then what the plan does.
fn costs(treatment: &Treatment, brief: &Brief, holds: &[Hold], form: &Form, who: usize, course: &[State]) -> String {
    let character = &brief.characters[who];
    let (name, other) = (&character.name, &brief.characters[1 - who].name);
    let mut told = Vec::new();
    let cost = character.costs.trim().trim_end_matches('.');
    if !cost.is_empty() {
        told.push(capital(&format!("it costs {name} {cost}.")));
    }
    let secs = |has: &dyn Fn(i8) -> bool| -> f64 {
        let power = treatment.power_by_bar();
        let own = |bar: usize| if who == 0 { power[bar] } else { -power[bar] };
        (0..power.len()).filter(|&bar| has(own(bar))).map(|bar| form.secs(bar as u32, bar as u32 + 1)).sum()
    };
    let (led, suffered) = (secs(&|power| power >= LEADER_QUARTERS), secs(&|power| power <= -LEADER_QUARTERS));
    told.push(capital(&format!("{name} has the power for {led:.0} seconds and is without it for {suffered:.0}.")));
    told.push(worst(treatment, holds, form, course));
    if let (Some(first), Some(last)) = (course.first(), course.last()) {
        told.push(match first.judgment - last.judgment >= WORN_OFF {
            true => format!("What {name} took {other} for has worn off by the end."),
            false => format!("What {name} takes {other} for has not changed by the end."),
        });
    }
    told.join(" ")
}

/// When a character feels worst, and in which hold: what is greatest at one moment is told together.
fn worst(treatment: &Treatment, holds: &[Hold], form: &Form, course: &[State]) -> String {
    type Feeling = (&'static str, fn(&State) -> i32);
    const FEELINGS: [Feeling; 3] =
        [("fear", |state| state.fear), ("hatred", |state| state.hatred), ("shame", |state| state.shame)];
    let mut moments: Vec<(usize, Vec<&str>)> = Vec::new();
    for (name, of) in FEELINGS {
        let greatest = (0..course.len()).max_by_key(|&bar| (of(&course[bar]), std::cmp::Reverse(bar))).unwrap_or(0);
        match moments.iter_mut().find(|(bar, _)| *bar == greatest) {
            Some((_, names)) => names.push(name),
            None => moments.push((greatest, vec![name])),
        }
    }
    moments.sort_by_key(|(bar, _)| *bar);
    let spans = treatment.hold_spans();
    // A state is what the bar before has left.
    let hold_before = |bar: usize| {
        let span = spans.iter().find(|span| (span.from_bar..span.to_bar).contains(&(bar as u32).saturating_sub(1)))?;
        holds.iter().find(|hold| hold.name == span.cue.hold)
    };
    let when = |bar: usize| match (bar, hold_before(bar)) {
        (0, _) => "at the very start".to_owned(),
        (bar, Some(hold)) => format!("at {}, after “{}”", minutes(form.bar_starts_secs[bar]), hold.title),
        (bar, None) => format!("at {}", minutes(form.bar_starts_secs[bar])),
    };
    let clauses = moments.iter().enumerate().map(|(number, (bar, names))| {
        let verb = match (number, names.len()) {
            (0, 1) => " is greatest",
            (0, _) => " are greatest",
            _ => "",
        };
        format!("{}{verb} {}", listed(names), when(*bar))
    });
    capital(&format!("{}.", clauses.collect::<Vec<_>>().join("; ")))
}

fn unexpected(spans: &[HoldSpan<'_>], brief: &Brief, holds: &[Hold], who: usize) -> Vec<Unexpected> {
    let (name, other) = (&brief.characters[who].name, &brief.characters[1 - who].name);
    let sign = if who == 0 { 1 } else { -1 };
    let moment = |pair: &[HoldSpan<'_>]| {
        let hold = holds.iter().find(|hold| hold.name == pair[1].cue.hold)?;
        let [before, after] = [&pair[0], &pair[1]].map(|span| sign * span.cue.quarters());
        (before >= LEADER_QUARTERS && is_gift(hold, i32::from(after))).then(|| Unexpected {
            bar: pair[1].cue.bar,
            text: format!(
                "{} has the power and does not press on. {}",
                capital(name),
                capital(&hold.text.replace("{lead}", name).replace("{other}", other))
            ),
        })
    };
    spans.windows(2).filter_map(moment).collect()
}
