//! Why each hold and each reversal is where it is, and what happens in each
//! scene, in plain sentences made from what was measured and planned.

use reversal_model::brief::Brief;
use reversal_model::hold::Hold;
use reversal_model::time::clock_from_secs;
use reversal_model::treatment::{HoldCue, LEADER_QUARTERS, Treatment};

use super::graph::EARNED_QUARTERS;
use super::targets::Targets;
use super::{TreatRequest, is_recovery};
use crate::form::{Form, TurnKind};

/// A line counts as sung under a hold if it starts in so many bars of the hold's start.
const LINE_BARS: u32 = 2;
/// Fall of effort from one hold to the next that shows strength giving out.
const GIVING_OUT: f32 = 0.3;

/// Fills in summaries, reasons and reversals of all scenes that are not pinned.
pub(crate) fn explain(treatment: &mut Treatment, request: &TreatRequest<'_>, form: &Form, targets: &Targets) {
    let spans: Vec<Held> = treatment
        .hold_spans()
        .iter()
        .map(|span| Held { scene: span.scene, cue: span.cue.clone(), from_bar: span.from_bar, to_bar: span.to_bar })
        .collect();
    let teller = Teller { request, form, targets, spans: &spans, treatment: &treatment.clone() };
    let reversals = treatment.reversals();
    let mut quoted: Vec<usize> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    let mut index = 0;
    for scene in &mut treatment.scenes {
        let first = index;
        for cue in &mut scene.holds {
            if !scene.pinned {
                cue.reason = teller.reason(index, &mut quoted);
                let turned = reversals.iter().find(|reversal| reversal.bar == spans[index].from_bar);
                cue.reversal = turned.map(|reversal| teller.reversal(index, reversal.to));
            }
            index += 1;
        }
        if !scene.pinned {
            scene.summary = teller.summary(first..index, &mut told);
        }
    }
}

/// The brief's statement and what this film makes of it.
pub(crate) fn statement(treatment: &Treatment, brief: &Brief, form: &Form) -> String {
    let times: Vec<String> =
        treatment.reversals().iter().map(|reversal| minutes(form.bar_starts_secs[reversal.bar as usize])).collect();
    let turns = match times.as_slice() {
        [] => "In this song the power never changes hands.".to_owned(),
        [once] => format!("In this song the power changes hands once, at {once}."),
        [rest @ .., last] => format!(
            "In this song the power changes hands {} times, at {} and {last}.",
            count_word(times.len()),
            rest.join(", ")
        ),
    };
    let still = match treatment.counterpoint.len() {
        0 => "",
        1 => " Where the music is loudest they are still.",
        _ => " Where the music is loudest, twice, they are still.",
    };
    format!("{} {turns}{still}", brief.statement.trim())
}

/// A hold of the plan with its bars.
struct Held {
    scene: usize,
    cue: HoldCue,
    from_bar: u32,
    to_bar: u32,
}

struct Teller<'a> {
    request: &'a TreatRequest<'a>,
    form: &'a Form,
    targets: &'a Targets,
    spans: &'a [Held],
    treatment: &'a Treatment,
}

impl Teller<'_> {
    fn hold(&self, index: usize) -> Option<&Hold> {
        let name = &self.spans.get(index)?.cue.hold;
        self.request.holds.iter().find(|hold| hold.name == *name)
    }

    /// Names of the one with power and of the other; the brief's order where nobody has it.
    fn names(&self, power: i8) -> (&str, &str) {
        let name = |index: usize| self.request.brief.characters[index].name.as_str();
        if power < 0 { (name(1), name(0)) } else { (name(0), name(1)) }
    }

    /// "the second chorus begins" or "3 bars into the second chorus".
    fn place_in_song(&self, bar: u32) -> String {
        let section = &self.form.sections[self.form.section_at(bar)];
        match bar - section.from_bar {
            0 if section.label == "part" => format!("{} of the song begins", definite(&section.name)),
            0 => format!("{} begins", definite(&section.name)),
            1 => format!("a bar into {}", definite(&section.name)),
            bars => format!("{} bars into {}", count_word(bars as usize), definite(&section.name)),
        }
    }

    fn reason(&self, index: usize, quoted: &mut Vec<usize>) -> String {
        let span = &self.spans[index];
        let mut reason = format!("{}: {}.", capital(&self.place_in_song(span.from_bar)), self.motive(index));
        let line = self.form.lines.iter().enumerate().find(|(line, sung)| {
            (span.from_bar..span.to_bar.min(span.from_bar + LINE_BARS)).contains(&sung.bar) && !quoted.contains(line)
        });
        if let Some((line, sung)) = line {
            quoted.push(line);
            reason.push_str(&format!(" Sung here: “{}”.", sung.text.trim_end_matches(['.', ','])));
        }
        reason
    }

    /// What in the song asked for a hold, the strongest cause first.
    fn motive(&self, index: usize) -> String {
        let span = &self.spans[index];
        let power = span.cue.quarters();
        let (lead, other) = self.names(power);
        let mean = |values: &[i32]| {
            let bars = &values[span.from_bar as usize..span.to_bar as usize];
            f64::from(bars.iter().sum::<i32>()) / bars.len().max(1) as f64 / 1000.0
        };
        let aggression = mean(&self.targets.aggression);
        let exhaustion = mean(&self.targets.exhaustion);
        let tenderness = mean(&self.targets.tenderness);
        let Some(hold) = self.hold(index) else { return "it was asked for by hand".to_owned() };
        let before = index.checked_sub(1).and_then(|before| self.hold(before));
        let next_place = self.spans.get(index + 1).map(|next| &self.treatment.scenes[next.scene].place);
        let here = &self.treatment.scenes[span.scene].place;
        if index == 0 {
            return format!("the film opens on two people who are already spent (exhaustion {exhaustion:.2})");
        }
        if index + 1 == self.spans.len() && hold.rest && power == 0 {
            return "it ends where it began, in a rest, and nobody has won".to_owned();
        }
        if (span.from_bar..span.to_bar).any(|bar| self.targets.is_counterpoint(bar)) && hold.intensity < 0.5 {
            return format!("the song is at its loudest (aggression {aggression:.2}), so the two are still");
        }
        if let Some(place) = next_place.filter(|place| *place != here && hold.mobile) {
            let title = self.request.places.iter().find(|known| known.name == *place).map(|known| known.title.as_str());
            return format!("the section is ending, and this takes them on to {}", lower(title.unwrap_or(place)));
        }
        if i32::from(power.abs()) >= EARNED_QUARTERS {
            return format!(
                "with the song at aggression {aggression:.2}, {lead} gets the better of {other}, and has to be seen to before the power can turn"
            );
        }
        if before.is_some_and(|before| before.effort - hold.effort >= GIVING_OUT) {
            return format!(
                "what came before took more strength than they have (exhaustion {exhaustion:.2}), and it gives out"
            );
        }
        if is_recovery(hold) && tenderness > 0.5 {
            return format!("the song softens (tenderness {tenderness:.2}), and so do their hands");
        }
        if is_recovery(hold) {
            return format!(
                "the song holds back (aggression {aggression:.2}) and they have to breathe (exhaustion {exhaustion:.2})"
            );
        }
        if hold.intensity >= 0.6 {
            return format!("aggression {aggression:.2} asks for force, and {exhaustion:.2} of their strength is gone");
        }
        if i32::from(power.abs()) >= i32::from(LEADER_QUARTERS) {
            return format!("{lead} has the upper hand, but only just (aggression {aggression:.2})");
        }
        format!("neither gets anywhere while the song stays at aggression {aggression:.2}")
    }

    fn reversal(&self, index: usize, to: usize) -> String {
        let bar = self.spans[index].from_bar;
        let name = |who: usize| self.request.brief.characters[who].name.as_str();
        let turn = self.form.turns.iter().min_by_key(|turn| turn.bar.abs_diff(bar));
        let (distance, kind) =
            turn.map_or((0, &TurnKind::Section), |turn| (i64::from(bar) - i64::from(turn.bar), &turn.kind));
        let turn_bar = turn.map_or(bar, |turn| turn.bar);
        let section = definite(&self.form.sections[self.form.section_at(turn_bar)].name);
        let event = match kind {
            TurnKind::Section => format!("{section} begins"),
            TurnKind::Phrase => format!("a new phrase of {section} begins"),
            TurnKind::Lyric(line) => format!("“{line}” is sung"),
        };
        let when = match distance {
            0 => format!("as {event}"),
            -1 => format!("a bar before {event}"),
            1 => format!("a bar after {event}"),
            early if early < 0 => format!("{} bars before {event}", count_word(early.unsigned_abs() as usize)),
            late => format!("{} bars after {event}", count_word(late as usize)),
        };
        let sung = self.form.lines.iter().find(|line| line.bar == bar).map_or_else(String::new, |line| match kind {
            TurnKind::Lyric(named) if *named == line.text => String::new(),
            _ => format!(", on the line “{}”", line.text.trim_end_matches(['.', ','])),
        });
        let loser = name(1 - to);
        let lost = self.spans[..index].iter().rev().find(|span| {
            let power = span.cue.quarters();
            power.abs() >= LEADER_QUARTERS && usize::from(power < 0) != to
        });
        let cause = lost.map_or_else(String::new, |span| {
            let bars: u32 = span.to_bar - span.from_bar;
            let title =
                self.request.holds.iter().find(|hold| hold.name == span.cue.hold).map(|hold| hold.title.as_str());
            let length = if bars == 1 { "a bar".to_owned() } else { format!("{} bars", count_word(bars as usize)) };
            format!(": after {length} of “{}” {loser} cannot keep it up", title.unwrap_or(&span.cue.hold))
        });
        format!(
            "Power turns from {loser} to {} {when} ({}){sung}{cause}.",
            name(to),
            minutes(self.form.bar_starts_secs[bar as usize])
        )
    }

    /// One or two sentences: what matters most in the scene and where it leads.
    fn summary(&self, holds: std::ops::Range<usize>, told: &mut Vec<String>) -> String {
        let weight = |index: &usize| {
            let span = &self.spans[*index];
            let hold = self.hold(*index);
            let intensity = hold.map_or(0, |hold| (hold.intensity * 100.0) as i32);
            let tender = hold.map_or(0, |hold| (hold.tenderness * 60.0) as i32);
            let bars = (span.to_bar - span.from_bar) as i32;
            let fresh = !told.contains(&span.cue.hold);
            intensity.max(tender) + i32::from(span.cue.quarters().abs()) * 15 + bars * 8 + if fresh { 80 } else { 0 }
        };
        let mut best: Vec<usize> = holds.clone().collect();
        best.sort_by_key(|index| (-weight(index), *index));
        let mut chosen: Vec<usize> = Vec::new();
        for index in best {
            if chosen.len() < 2 && chosen.iter().all(|&other| self.spans[other].cue.hold != self.spans[index].cue.hold)
            {
                chosen.push(index);
            }
        }
        chosen.sort_unstable();
        let mut sentences: Vec<String> = Vec::new();
        for index in chosen {
            let span = &self.spans[index];
            let Some(hold) = self.hold(index) else { continue };
            told.push(span.cue.hold.clone());
            let (lead, other) = self.names(span.cue.quarters());
            let text = hold.text.replace("{lead}", lead).replace("{other}", other);
            sentences.push(capital(&text));
        }
        // What was told two scenes ago may be told again.
        if told.len() > 6 {
            told.drain(..told.len() - 6);
        }
        sentences.join(" ")
    }
}

/// "the second chorus".
fn definite(name: &str) -> String {
    format!("the {name}")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn count_word(count: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// "1:04": to the second, as people say times.
fn minutes(secs: f64) -> String {
    let clock = clock_from_secs(secs.floor());
    clock.split('.').next().unwrap_or(&clock).to_owned()
}
