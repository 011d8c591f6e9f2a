//! Why each hold and each reversal is where it is, and what happens in each
//! scene, in plain sentences made from what was measured and planned.

use reversal_model::brief::Brief;
use reversal_model::hold::Hold;
use reversal_model::time::clock_from_secs;
use reversal_model::treatment::{HoldCue, LEADER_QUARTERS, Treatment};

use super::changes::is_gift;
use super::graph::EARNED_QUARTERS;
use super::targets::Targets;
use super::{TreatRequest, is_recovery};
use crate::form::{Form, TurnKind, count_word};
use crate::people::State;

/// A line counts as sung under a hold if it starts in so many bars of the hold's start.
const LINE_BARS: u32 = 2;
/// Holds that summaries have told of lately and avoid.
const TOLD_LATELY: usize = 6;
/// Fall of effort from one hold to the next that shows strength giving out.
const GIVING_OUT: f32 = 0.3;
/// From this tenderness on, a hold asks nothing of the other.
const TENDER: f32 = 0.5;

/// Fills in summaries, reasons and reversals of all scenes that are not pinned.
pub(crate) fn explain(
    treatment: &mut Treatment,
    request: &TreatRequest<'_>,
    form: &Form,
    (targets, courses): (&Targets, &[Vec<State>; 2]),
) {
    let spans: Vec<Held> = treatment
        .hold_spans()
        .iter()
        .map(|span| Held { scene: span.scene, cue: span.cue.clone(), from_bar: span.from_bar, to_bar: span.to_bar })
        .collect();
    let teller = Teller { request, form, targets, courses, spans: &spans, treatment: &treatment.clone() };
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
    let about = brief.about.trim().trim_end_matches('.');
    format!("This film is about {about}. {} {turns}{still}", brief.statement.trim())
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
    /// What each of the two goes through, bar by bar.
    courses: &'a [Vec<State>; 2],
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
        reason.push_str(&self.return_changed(index).unwrap_or_default());
        reason
    }

    /// Where a part of the song returns and with it a hold, but with the power changed.
    fn return_changed(&self, index: usize) -> Option<String> {
        let span = &self.spans[index];
        let section = &self.form.sections[self.form.section_at(span.from_bar)];
        let same_part = |other: &Held| {
            let there = &self.form.sections[self.form.section_at(other.from_bar)];
            there.group == section.group && !section.group.is_empty() && there.from_bar < section.from_bar
        };
        let before = self.spans[..index].iter().rfind(|other| other.cue.hold == span.cue.hold && same_part(other))?;
        let (then, now) = (before.cue.quarters(), span.cue.quarters());
        if then == now {
            return None;
        }
        let part = definite(&self.form.sections[self.form.section_at(before.from_bar)].name);
        let changed = match (then, now) {
            (0, _) => "then nobody had the power".to_owned(),
            (_, 0) => format!("then {} had the power", self.names(then).0),
            (then, now) if then.signum() != now.signum() => {
                format!("then it was {} who had the power", self.names(then).0)
            }
            (then, now) if then.abs() < now.abs() => "then less was meant by it".to_owned(),
            _ => "then more was meant by it".to_owned(),
        };
        Some(format!(" It returns from {part}, changed: {changed}."))
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
        if let Some(pinned) = self.pinned(index) {
            return pinned;
        }
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
        let way_on = next_place.filter(|place| *place != here && hold.mobile).map(|place| {
            let to = lower(&self.place_title(place));
            match power.abs() >= LEADER_QUARTERS {
                true => format!("before it ends, {lead} takes {other} on to {to}"),
                false => format!("before it ends, it carries them both on to {to}"),
            }
        });
        if self.turns(index) && i32::from(power.abs()) < EARNED_QUARTERS {
            let on = way_on.map_or_else(String::new, |on| format!("; {on}"));
            return self.strengths(index, lead, other) + &on;
        }
        if let Some(on) = way_on {
            return on;
        }
        if i32::from(power.abs()) >= EARNED_QUARTERS {
            return self.domination(index, lead, other, aggression);
        }
        let sign = i32::from(power.signum());
        let led = self.spans[..index].last().map_or(0, |before| i32::from(before.cue.quarters()) * sign);
        if led >= i32::from(LEADER_QUARTERS) && is_gift(hold, i32::from(power.abs())) {
            return format!("{lead} could press on, and does not (tenderness {tenderness:.2})");
        }
        if before.is_some_and(|before| before.effort - hold.effort >= GIVING_OUT) {
            let spent = index.checked_sub(1).map_or(0, |before| self.spans[before].cue.quarters());
            return match self.names(spent).0 {
                lost if spent.abs() >= LEADER_QUARTERS => {
                    format!("{lost} has nothing left to go on with (exhaustion {exhaustion:.2})")
                }
                _ => format!("neither has the strength to go on (exhaustion {exhaustion:.2})"),
            };
        }
        if is_recovery(hold) && tenderness > 0.5 {
            return format!("the song softens (tenderness {tenderness:.2}), and so do their hands");
        }
        if is_recovery(hold) && aggression > 0.6 {
            return format!("the song goes on without them (aggression {aggression:.2}) while they get their breath");
        }
        if is_recovery(hold) {
            return format!("the song holds back (aggression {aggression:.2}), and they can breathe");
        }
        if i32::from(power.abs()) >= i32::from(LEADER_QUARTERS) {
            return match before.map(|before| before.intensity < hold.intensity) {
                Some(true) => format!("{lead} starts on {other} again as the song rises (aggression {aggression:.2})"),
                _ => format!("{lead} still has the upper hand, but only just (aggression {aggression:.2})"),
            };
        }
        if hold.intensity >= 0.6 {
            return format!(
                "the song asks for force (aggression {aggression:.2}); both give it, and neither gains by it"
            );
        }
        match self.spans[..index].last().map(|before| before.cue.quarters()) {
            Some(lost) if lost.abs() >= LEADER_QUARTERS => {
                format!("{} lets go of the advantage (aggression {aggression:.2})", self.names(lost).0)
            }
            _ if aggression > 0.6 => {
                format!("neither will give way while the song stays loud (aggression {aggression:.2})")
            }
            _ => format!("neither gets anywhere, and neither lets go (aggression {aggression:.2})"),
        }
    }

    fn place_title(&self, name: &str) -> String {
        let place = self.request.places.iter().find(|known| known.name == name);
        place.map_or_else(|| name.to_owned(), |place| place.title.clone())
    }

    /// What the brief pins to the bar at which a hold starts, apart from a turn.
    fn pinned(&self, index: usize) -> Option<String> {
        let bar = self.spans[index].from_bar;
        let named = self.form.pins.iter().flatten().filter(|pinned| pinned.bar == bar).find_map(|pinned| {
            let pin = &self.request.brief.pins[pinned.pin];
            let what = match (&pin.hold, &pin.place) {
                (Some(_), _) => format!("“{}”", self.hold(index)?.title),
                (None, Some(place)) => lower(&self.place_title(place)),
                (None, None) => return None,
            };
            Some((what, &pinned.moment))
        });
        named.map(|(what, moment)| format!("the brief pins {what} to this moment, when {moment}"))
    }

    /// Who has more strength at hand as a hold begins: told as it is, also where the weaker takes the power.
    fn strengths(&self, index: usize, lead: &str, other: &str) -> String {
        let span = &self.spans[index];
        let who = usize::from(span.cue.quarters() < 0);
        let [own, others] = [who, 1 - who].map(|who| self.courses[who][span.from_bar as usize].strength);
        let told = |strength: i32| format!("{:.2}", f64::from(strength) / 1000.0);
        let (own_told, others_told) = (told(own), told(others));
        if own_told == others_told {
            format!("neither has more strength left than the other ({own_told}); {lead} is the one who uses it")
        } else if own > others {
            format!("{lead} has more strength left ({own_told}) than {other} ({others_told})")
        } else {
            format!(
                "{lead} has less strength left ({own_told}) than {other} ({others_told}) and takes hold all the same"
            )
        }
    }

    /// Why someone dominates: newly, still, or more than before.
    fn domination(&self, index: usize, lead: &str, other: &str, aggression: f64) -> String {
        let power = self.spans[index].cue.quarters();
        let before = self.spans[..index].last().map_or(0, |before| before.cue.quarters());
        let louder = index.checked_sub(1).is_some_and(|before| {
            let at = |index: usize| self.targets.aggression[self.spans[index].from_bar as usize];
            at(index) > at(before) + 50
        });
        if before.signum() != power.signum() || before.abs() < LEADER_QUARTERS {
            format!("with the song at aggression {aggression:.2}, {lead} gets the better of {other}")
        } else if i32::from(before.abs()) < EARNED_QUARTERS {
            format!("{lead} presses what was only an advantage until now (aggression {aggression:.2})")
        } else if louder {
            format!("the song gets louder (aggression {aggression:.2}), and {lead} grips harder")
        } else {
            format!("{lead} cannot let {other} go and has to take a new grip (aggression {aggression:.2})")
        }
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
            TurnKind::Pinned(moment) => format!("the brief pins it, when {moment}"),
        };
        let when = match distance {
            0 => format!("as {event}"),
            -1 => format!("a bar before {event}"),
            1 => format!("a bar after {event}"),
            early if early < 0 => format!("{} bars before {event}", count_word(early.unsigned_abs() as usize)),
            late => format!("{} bars after {event}", count_word(late as usize)),
        };
        let sung = self.form.lines.iter().find(|line| line.bar == bar).map_or_else(String::new, |line| match kind {
            // One line is the reason; another sung beside it would only confuse.
            TurnKind::Lyric(_) => String::new(),
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
            let [own, others] = [1 - to, to].map(|who| self.courses[who][bar as usize].strength);
            let fails = if own < others { "cannot keep it up" } else { "lets it slip" };
            format!(": after {length} of “{}” {loser} {fails}", title.unwrap_or(&span.cue.hold))
        });
        format!(
            "Power turns from {loser} to {} {when} ({}){sung}{cause}.",
            name(to),
            minutes(self.form.bar_starts_secs[bar as usize])
        )
    }

    /// What matters most in the scene and what comes of it, in one or two sentences:
    /// the moment that weighs most, then the change of power that it leads to.
    fn summary(&self, holds: std::ops::Range<usize>, told: &mut Vec<String>) -> String {
        let Some(turn) = holds.clone().find(|&index| index > holds.start && self.turns(index)) else {
            return self.summary_without_turn(holds, told);
        };
        let cause = self.heaviest(holds.start..turn, told).unwrap_or(turn - 1);
        let (winner, loser) = self.names(self.spans[turn].cue.quarters());
        let first = self.sentence(cause, told);
        let action = lower(self.hold(turn).map_or("", |hold| hold.text.as_str()));
        told.push(self.spans[turn].cue.hold.clone());
        let line = self.form.lines.iter().find(|line| line.bar == self.spans[turn].from_bar);
        let led = self.spans[cause].cue.quarters().signum() == -self.spans[turn].cue.quarters().signum();
        let so_far = self.treatment.reversals().iter().filter(|turned| turned.bar < self.spans[turn].from_bar).count();
        let link = match (line, led, so_far % 3) {
            (Some(line), true, _) => {
                let sung = line.text.trim_end_matches(['.', ',', ':', ';']);
                format!("On “{sung}” {loser}'s strength goes, and {winner} has the power:")
            }
            (Some(line), false, _) => {
                format!("On “{}” the power goes to {winner}:", line.text.trim_end_matches(['.', ',', ':', ';']))
            }
            (None, true, 0) => format!("{} cannot keep it up, and the power is {winner}'s:", capital(loser)),
            (None, true, 1) => format!("It takes all that {loser} had left, and {winner} has the power:"),
            (None, true, _) => format!("When {loser}'s grip goes, the power goes with it, to {winner}:"),
            (None, false, _) => format!("Then the power goes from {loser} to {winner}:"),
        };
        format!("{first} {link} {}", self.told(turn, &action))
    }

    fn summary_without_turn(&self, holds: std::ops::Range<usize>, told: &mut Vec<String>) -> String {
        let ending = holds.len() > 1 && holds.end == self.spans.len();
        let body = if ending { holds.start..holds.end - 1 } else { holds.clone() };
        let Some(first) = self.heaviest(body, told) else { return String::new() };
        let mut summary = self.sentence(first, told);
        if ending {
            let last = lower(self.hold(holds.end - 1).map_or("", |hold| hold.text.as_str()));
            return format!("{summary} When it ends nobody has won: {}", self.told(holds.end - 1, &last));
        }
        let others: Vec<usize> =
            holds.clone().filter(|&index| self.spans[index].cue.hold != self.spans[first].cue.hold).collect();
        // What it leads to, or, at the scene's end, what had led to it.
        let Some(second) = self.heaviest(others.iter().copied().filter(|&index| index > first), told) else {
            let Some(earlier) = self.heaviest(others.into_iter(), told) else { return summary };
            let opening = self.sentence(earlier, told);
            let link = match self.effort(first) > self.effort(earlier) {
                true => "It does not last.",
                false => "Then their strength gives out.",
            };
            return format!("{opening} {link} {summary}");
        };
        let (before, after) = (self.spans[first].cue.quarters(), self.spans[second].cue.quarters());
        let (lead, other) = self.names(before);
        let link = if before.abs() >= LEADER_QUARTERS && after.abs() < LEADER_QUARTERS {
            format!("Then {lead} loses hold of it, and {other} takes nothing from that.")
        } else if self.effort(first) - self.effort(second) >= GIVING_OUT {
            "Then their strength gives out.".to_owned()
        } else if before.abs() < LEADER_QUARTERS && after.abs() >= LEADER_QUARTERS {
            format!("Out of that {} gains the upper hand.", self.names(after).0)
        } else if before.abs() >= LEADER_QUARTERS {
            format!("{} does not stop there.", capital(lead))
        } else if self.tenderness(first) >= TENDER && self.tenderness(second) >= TENDER {
            "For as long as that lasts, neither asks for anything.".to_owned()
        } else {
            "Neither gains anything by it.".to_owned()
        };
        summary.push_str(&format!(" {link} {}", self.sentence(second, told)));
        summary
    }

    /// Whether power changes hands with a hold.
    fn turns(&self, index: usize) -> bool {
        self.treatment.reversals().iter().any(|reversal| reversal.bar == self.spans[index].from_bar)
    }

    fn effort(&self, index: usize) -> f32 {
        self.hold(index).map_or(0.0, |hold| hold.effort)
    }

    fn tenderness(&self, index: usize) -> f32 {
        self.hold(index).map_or(0.0, |hold| hold.tenderness)
    }

    /// The hold that weighs most of some: fierce or tender, one-sided, long, and not told of lately.
    fn heaviest(&self, holds: impl Iterator<Item = usize>, told: &[String]) -> Option<usize> {
        let weight = |index: usize| {
            let span = &self.spans[index];
            let hold = self.hold(index);
            let intensity = hold.map_or(0, |hold| (hold.intensity * 100.0) as i32);
            let tender = hold.map_or(0, |hold| (hold.tenderness * 60.0) as i32);
            let bars = (span.to_bar - span.from_bar) as i32;
            let fresh = !told.contains(&span.cue.hold);
            intensity.max(tender) + i32::from(span.cue.quarters().abs()) * 15 + bars * 8 + if fresh { 80 } else { 0 }
        };
        holds.max_by_key(|&index| (weight(index), std::cmp::Reverse(index)))
    }

    /// What happens in a hold, as a sentence; remembers that it was told.
    fn sentence(&self, index: usize, told: &mut Vec<String>) -> String {
        told.push(self.spans[index].cue.hold.clone());
        // What was told two scenes ago may be told again.
        if told.len() > TOLD_LATELY {
            told.remove(0);
        }
        capital(&self.told(index, self.hold(index).map_or("", |hold| hold.text.as_str())))
    }

    fn told(&self, index: usize, text: &str) -> String {
        let (lead, other) = self.names(self.spans[index].cue.quarters());
        text.replace("{lead}", lead).replace("{other}", other)
    }
}

/// "the second chorus".
fn definite(name: &str) -> String {
    format!("the {name}")
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// "1:04": to the second, as people say times.
pub(super) fn minutes(secs: f64) -> String {
    let clock = clock_from_secs(secs.floor());
    clock.split('.').next().unwrap_or(&clock).to_owned()
}
