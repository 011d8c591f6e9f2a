//! A film in one line, made of its plan's facts, so that somebody who has seen the film can tell it by them.

use reversal_model::brief::Brief;
use reversal_model::hold::Hold;
use reversal_model::place::Place;
use reversal_model::time::{TempoMap, clock_from_secs};
use reversal_model::treatment::{HoldSpan, LEADER_QUARTERS, Quarters, Treatment};

/// What a concept is told from.
pub struct ConceptRequest<'a> {
    /// The film.
    pub treatment: &'a Treatment,
    /// Its people.
    pub brief: &'a Brief,
    /// When its bars are.
    pub tempo_map: &'a TempoMap,
    /// The stock of holds.
    pub holds: &'a [Hold],
    /// The stock of places.
    pub places: &'a [Place],
}

/// From which hold to which, and where; who leads first; when and where power turns; what is seen most.
pub fn concept(request: &ConceptRequest<'_>) -> String {
    let spans = request.treatment.hold_spans();
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return String::new() };
    let (from, to) = (request.place(first), request.place(last));
    let ends = match from == to {
        true => format!(
            "{}, from “{}” to “{}”",
            capital(&from),
            request.title(&first.cue.hold),
            request.title(&last.cue.hold)
        ),
        false => format!(
            "From {from} and “{}” to {to} and “{}”",
            request.title(&first.cue.hold),
            request.title(&last.cue.hold)
        ),
    };
    format!("{ends}: {}. {}", request.turns(&spans), request.most(&spans))
}

impl ConceptRequest<'_> {
    /// "the hallway".
    fn place(&self, span: &HoldSpan<'_>) -> String {
        let name = self.treatment.scenes.get(span.scene).map_or("", |scene| scene.place.as_str());
        self.place_named(name)
    }

    fn place_named(&self, name: &str) -> String {
        let title = self.places.iter().find(|place| place.name == name).map_or(name, |place| place.title.as_str());
        lower(title)
    }

    fn name(&self, quarters: Quarters) -> &str {
        self.brief.characters.get(usize::from(quarters < 0)).map_or("", |character| character.name.as_str())
    }

    fn clock(&self, bar: u32) -> String {
        let clock = clock_from_secs(self.tempo_map.song_from_bar(bar));
        clock.split('.').next().unwrap_or_default().to_owned()
    }

    /// A hold as people call it.
    fn title<'b>(&'b self, hold: &'b str) -> &'b str {
        self.holds.iter().find(|known| known.name == hold).map_or(hold, |known| &known.title)
    }

    /// Who leads first, and each turn with its time and place.
    fn turns(&self, spans: &[HoldSpan<'_>]) -> String {
        let Some(lead) = spans.iter().find(|span| span.cue.quarters().abs() >= LEADER_QUARTERS) else {
            return "nobody ever has the upper hand".to_owned();
        };
        let first = format!("{} has the upper hand first", self.name(lead.cue.quarters()));
        let turns: Vec<String> = self
            .treatment
            .reversals()
            .iter()
            .filter_map(|reversal| {
                let span = spans.iter().find(|span| span.from_bar == reversal.bar)?;
                Some(format!(
                    "to {} ({}, {})",
                    self.name(span.cue.quarters()),
                    self.clock(span.from_bar),
                    self.place(span)
                ))
            })
            .collect();
        match turns.as_slice() {
            [] => format!("{first} and keeps it"),
            [turn] => format!("{first}, and it turns {turn}"),
            [rest @ .., last] => format!("{first}, and it turns {} and {last}", rest.join(", ")),
        }
    }

    /// The hold between the ends that takes most of the film, and the places in which it does.
    fn most(&self, spans: &[HoldSpan<'_>]) -> String {
        let bars = |of: &dyn Fn(&HoldSpan<'_>) -> bool| -> u32 {
            spans.iter().filter(|span| of(span)).map(|span| span.to_bar.saturating_sub(span.from_bar)).sum()
        };
        let whole = bars(&|_| true).max(1);
        let busiest = |names: Vec<&str>, share: &dyn Fn(&str) -> u32| -> Option<(String, u32)> {
            // The first named wins a tie, so that the line stays the same.
            let mut best: Option<(String, u32)> = None;
            for name in names {
                let bars = share(name);
                if best.as_ref().is_none_or(|best| bars > best.1) {
                    best = Some((name.to_owned(), bars));
                }
            }
            best
        };
        let place_of = |span: &HoldSpan<'_>| self.treatment.scenes.get(span.scene).map_or("", |scene| &scene.place);
        let is_rest = |name: &str| self.holds.iter().any(|hold| hold.name == name && hold.rest);
        let held = spans.iter().map(|span| span.cue.hold.as_str()).filter(|name| !is_rest(name)).collect();
        let hold = busiest(held, &|name| bars(&|span| span.cue.hold == name));
        let place = busiest(spans.iter().map(place_of).collect(), &|name| bars(&|span| place_of(span) == name));
        let (Some((hold, _)), Some((place, bars_there))) = (hold, place) else { return String::new() };
        let share = (f64::from(bars_there) * 100.0 / f64::from(whole)).round();
        format!("{share} % of it is {}; the hold seen most is “{}”.", self.place_named(&place), self.title(&hold))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;

    use super::*;
    use crate::synthetic::{SyntheticSong, reading};
    use crate::treat::{TreatRequest, treat};

    #[test]
    fn films_of_one_song_are_told_apart_by_facts_that_are_true_of_them() {
        let reading = reading(&SyntheticSong { bars: 90, seed: 2, ..SyntheticSong::default() });
        let brief = &assets::briefs()[0];
        let mut concepts: Vec<String> = Vec::new();
        for seed in 1..=4 {
            let request = TreatRequest::new(&reading, brief, seed);
            let treatment = treat(&request).unwrap();
            let tempo_map = reading.tempo_map();
            let (holds, places) = (assets::holds(), assets::places());
            let line = concept(&ConceptRequest { treatment: &treatment, brief, tempo_map: &tempo_map, holds, places });
            for reversal in treatment.reversals() {
                let clock = clock_from_secs(tempo_map.song_from_bar(reversal.bar));
                assert!(line.contains(clock.split('.').next().unwrap()), "{line}");
            }
            assert!(!line.contains(['{', '}', '\n']), "{line}");
            assert!(!concepts.contains(&line), "{line}");
            concepts.push(line);
        }
    }
}
