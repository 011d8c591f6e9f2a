//! Faults that no key shows by itself: what contradicts, what cannot be played, what leads nowhere.
//! What only a song can show to be impossible is for the planner to say.

use super::{Brief, Moment, Pin, Stock};
use crate::hold::Hold;
use crate::place::Place;
use crate::time::secs_from_clock;

/// Least power that earns a reign, quarters: without such a hold no reversal can count.
const EARNED_QUARTERS: u8 = 3;

/// A fault of a brief whose keys and values are each right: the path at which it stands, what is wrong, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contradiction {
    pub path: String,
    pub message: String,
    pub hint: String,
}

/// All of a brief's contradictions.
pub(super) fn contradictions(brief: &Brief, stock: Stock<'_>) -> Vec<Contradiction> {
    let mut sense = Sense { brief, stock, found: Vec::new() };
    sense.people();
    sense.places();
    sense.ends();
    sense.rules();
    for (index, pin) in brief.pins.iter().enumerate() {
        sense.pin(index, pin);
    }
    sense.pins_together();
    sense.found
}

struct Sense<'a> {
    brief: &'a Brief,
    stock: Stock<'a>,
    found: Vec<Contradiction>,
}

impl<'a> Sense<'a> {
    fn found(&mut self, path: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Contradiction { path: path.into(), message: message.into(), hint: hint.into() });
    }

    /// The holds that this film does not do without.
    fn holds(&self) -> impl Iterator<Item = &'a Hold> + use<'a> {
        let brief = self.brief;
        self.stock.holds.iter().filter(move |hold| !brief.rules.without_holds.contains(&hold.name))
    }

    fn hold(&self, name: &str) -> Option<&'a Hold> {
        self.stock.holds.iter().find(|hold| hold.name == name)
    }

    fn is_playable(&self, hold: &Hold, place: &str) -> bool {
        let offers = |place: &Place| place.anchors.iter().any(|anchor| anchor.kind == hold.anchor);
        self.stock.places.iter().any(|stocked| stocked.name == place && offers(stocked))
    }

    fn people(&mut self) {
        let [first, second] = self.brief.characters.as_slice() else { return };
        if first.id == second.id {
            let hint = format!("give the second another id; '{}' and '{}-2' would do", first.id, first.id);
            self.found("character[1].id", format!("both people have the id '{}'", first.id), hint);
        }
        if first.name == second.name {
            let message = format!("both people are called '{}'", first.name);
            self.found("character[1].name", message, "a sentence must be able to say which of the two it means");
        }
        for (index, character) in [first, second].into_iter().enumerate() {
            if character.id == "either" {
                let message = "the id 'either' is what a pin calls either of the two";
                self.found(format!("character[{index}].id"), message, "give another one");
            }
        }
    }

    fn places(&mut self) {
        let places = &self.brief.places;
        for (index, used) in places.iter().enumerate() {
            if places[..index].iter().any(|before| before.place == used.place) {
                let message = format!("'{}' is there twice", used.place);
                self.found(format!("places[{index}].place"), message, "name it once, with all that it leads to");
            }
            if let Some(to) = used.leads_to.iter().position(|to| *to == used.place) {
                let message = format!("'{}' leads to itself", used.place);
                self.found(format!("places[{index}].leads_to[{to}]"), message, "leave it out");
            }
        }
        let exists = |name: &str| self.stock.places.iter().any(|place| place.name == name);
        if !places.iter().all(|used| exists(&used.place)) {
            return;
        }
        let mut reached = vec![false; places.len()];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        let leads = |from: usize, to: usize| places[from].leads_to.contains(&places[to].place);
        for _ in 0..places.len() {
            for to in 0..places.len() {
                reached[to] |= (0..places.len()).any(|from| reached[from] && (leads(from, to) || leads(to, from)));
            }
        }
        for index in (0..places.len()).filter(|&index| !reached[index]) {
            let message =
                format!("nothing leads to '{}' from '{}', where it begins", places[index].place, places[0].place);
            self.found(
                format!("places[{index}].place"),
                message,
                "name it in the leads_to of another place, or leave it out",
            );
        }
    }

    fn ends(&mut self) {
        let Some(home) = self.brief.places.first().map(|used| used.place.as_str()) else { return };
        let brief = self.brief;
        let must_be_home = [true, brief.rules.ends_where_it_began];
        for ((key, name), must_be_home) in
            [("start_hold", &brief.start_hold), ("end_hold", &brief.end_hold)].into_iter().zip(must_be_home)
        {
            let Some((name, hold)) = name.as_ref().and_then(|name| Some((name, self.hold(name)?))) else { continue };
            if !hold.is_rest_of_equals() {
                let rests = self.rests_at(home).join(", ");
                let message = format!("'{name}' is no rest in which nobody has power");
                self.found(key, message, format!("it can be one of {rests}"));
            } else if brief.rules.without_holds.contains(name) {
                self.found(key, format!("rules.without_holds does without '{name}'"), "take it out of one of the two");
            } else if must_be_home && !self.is_playable(hold, home) {
                let rests = self.rests_at(home).join(", ");
                let message = format!("'{name}' cannot be played in the first place, '{home}'");
                self.found(key, message, format!("it can be one of {rests}, or another place can come first"));
            }
        }
        if self.rests_at(home).is_empty() {
            let hint = "let rules.without_holds leave one of them, or let another place come first";
            let message = format!("no rest in which nobody has power is left to begin and end with in '{home}'");
            let path = if brief.rules.without_holds.is_empty() { "places[0].place" } else { "rules.without_holds" };
            self.found(path, message, hint);
        }
    }

    /// Names of the rests without power that can be played in a place.
    fn rests_at(&self, place: &str) -> Vec<&'a str> {
        let rests = self.holds().filter(|hold| hold.is_rest_of_equals() && self.is_playable(hold, place));
        rests.map(|hold| hold.name.as_str()).collect()
    }

    fn rules(&mut self) {
        let rules = &self.brief.rules;
        if let (Some(least), Some(most)) = (rules.reversals_min, rules.reversals_max)
            && least > most
        {
            let message = format!("reversals_min is {least}, more than reversals_max, {most}");
            self.found("rules.reversals_min", message, format!("write {most} or less, or raise reversals_max"));
        }
        let dominates = |hold: &Hold| hold.powers.iter().any(|&power| power >= EARNED_QUARTERS);
        let none = rules.reversals_max == Some(0);
        if !none && !self.holds().any(dominates) {
            let names: Vec<&str> =
                self.stock.holds.iter().filter(|hold| dominates(hold)).map(|hold| hold.name.as_str()).collect();
            let message = "no hold is left in which anyone really dominates, so no power can be lost";
            let hint = format!("leave one of {}, or write reversals_max = 0", names.join(", "));
            self.found("rules.without_holds", message, hint);
        }
    }

    fn pin(&mut self, index: usize, pin: &Pin) {
        let path = format!("pin[{index}]");
        self.moment(&path, &pin.at);
        let asked = [
            ("turn", pin.turn.is_some()),
            ("hold", pin.hold.is_some()),
            ("place", pin.place.is_some()),
            ("no_close_up", pin.no_close_up.is_some()),
        ];
        let asked: Vec<&str> = asked.into_iter().filter(|asked| asked.1).map(|asked| asked.0).collect();
        match asked.as_slice() {
            [] => self.found(&path, "this pin says when but not what", "add one of turn, hold, place and no_close_up"),
            [_] => {}
            [first, second, ..] => {
                let message = format!("this pin asks for `{first}` and for `{second}`; a pin asks for one thing");
                self.found(format!("{path}.{second}"), message, "write a second [[pin]] with the same `at`");
            }
        }
        if pin.lead.is_some() && pin.hold.is_none() {
            self.found(
                format!("{path}.lead"),
                "`lead` says who leads in a hold, and there is no `hold`",
                "add `hold`, or write `turn` for power that turns",
            );
        }
        if pin.turn.is_some() && self.brief.rules.reversals_max == Some(0) {
            self.found(
                format!("{path}.turn"),
                "power turns here, but rules.reversals_max is 0",
                "raise reversals_max, or leave the pin out",
            );
        }
        if let Some(hold) = pin.hold.as_deref().and_then(|name| self.hold(name)) {
            self.pinned_hold(&path, pin, hold);
        }
    }

    fn pinned_hold(&mut self, path: &str, pin: &Pin, hold: &Hold) {
        if self.brief.rules.without_holds.contains(&hold.name) {
            let message = format!("rules.without_holds does without '{}'", hold.name);
            self.found(format!("{path}.hold"), message, "take it out of one of the two");
        }
        if !self.brief.places.iter().any(|used| self.is_playable(hold, &used.place)) {
            let message = format!("'{}' cannot be played in any of this brief's places", hold.name);
            self.found(format!("{path}.hold"), message, "pin another hold, or add a place that offers what it needs");
        }
        if pin.lead.is_some() && hold.powers.iter().all(|&power| power == 0) {
            let message = format!("nobody leads in '{}'", hold.name);
            self.found(format!("{path}.lead"), message, "leave `lead` out, or pin another hold");
        }
    }

    fn moment(&mut self, path: &str, at: &Moment) {
        let given = [
            ("word", at.word.is_some()),
            ("section", at.section.is_some()),
            ("time", at.time.is_some()),
            ("bar", at.bar.is_some()),
        ];
        let given: Vec<&str> = given.into_iter().filter(|given| given.1).map(|given| given.0).collect();
        match given.as_slice() {
            [] => self.found(
                format!("{path}.at"),
                "this pin does not say when",
                "write one of word, section, time and bar",
            ),
            [_] => {}
            [first, second, ..] => {
                let message = format!("this pin says when by `{first}` and by `{second}`");
                self.found(format!("{path}.at.{second}"), message, "keep one of them");
            }
        }
        if at.nth.is_some() && at.word.is_none() {
            self.found(
                format!("{path}.at.nth"),
                "`nth` counts a `word`, and there is none",
                "add `word`, or leave `nth` out",
            );
        }
        for (key, text) in [("word", &at.word), ("section", &at.section)] {
            if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
                self.found(
                    format!("{path}.at.{key}"),
                    format!("`{key}` is empty"),
                    "write what is sung or named there",
                );
            }
        }
    }

    /// Two pins that ask for two things where there is room for one.
    fn pins_together(&mut self) {
        let pins = &self.brief.pins;
        for (index, pin) in pins.iter().enumerate() {
            let clash = |other: &&Pin| {
                let differ = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
                same_moment(&other.at, &pin.at)
                    && (differ(&other.hold, &pin.hold)
                        || differ(&other.place, &pin.place)
                        || differ(&other.turn, &pin.turn))
            };
            if let Some(before) = pins[..index].iter().position(|other| clash(&other)) {
                let message = format!("this pin and pin {} ask for two things at one moment", before + 1);
                self.found(format!("pin[{index}]"), message, "keep one of them, or give one another moment");
            }
        }
    }
}

/// Whether two moments are surely one: words may be sung more than once, and so count only with the same `nth`.
fn same_moment(one: &Moment, other: &Moment) -> bool {
    match (&one.time, &other.time) {
        (Some(one), Some(other)) => secs_from_clock(one) == secs_from_clock(other),
        _ => one == other && (one.word.is_none() || one.nth.is_some()),
    }
}
