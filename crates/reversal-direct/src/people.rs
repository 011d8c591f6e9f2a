//! What each of the two goes through, bar by bar: a state of his own that follows
//! from what happens to him, and that shapes holds, motion and camera.
//!
//! The course of a state is proposed for these films, no source. All values are
//! thousandths and all sums are of integers, so that plans made from them are the
//! same on every machine.

use reversal_model::brief::{Brief, StartState};
use reversal_model::curve::Curve;
use reversal_model::hold::Hold;
use reversal_model::treatment::{PersonState, Treatment};

/// Power from which a character is dominated, or dominates, quarters.
const DOMINATION_QUARTERS: i32 = 3;
/// Power from which a character leads, quarters.
const LEAD_QUARTERS: i32 = 2;
/// Tenderness from which a hold gives something.
const TENDER: i32 = 600;
/// Intensity from which something is done to the other.
const FIERCE: i32 = 550;

/// Step of a state's curve, s.
const CURVE_STEP_SECS: f64 = 0.25;

/// A character's state in a bar, each 0..=1000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Strength at hand: what is left of it after the last holds.
    pub strength: i32,
    /// Exhaustion that no rest takes away again: the song's, more for who spent more.
    pub exhaustion: i32,
    /// How firmly the other is judged; wears off with closeness and tenderness, hardens under domination.
    pub judgment: i32,
    /// Hatred learned by being dominated, and by dominating.
    pub hatred: i32,
    /// Fear of the other: quick to come, slow to go.
    pub fear: i32,
    /// Shame over what was done, when it is over.
    pub shame: i32,
    /// What was done to the other and is not felt yet.
    pub done: i32,
}

impl State {
    /// As a treatment keeps it: hundredths.
    pub fn kept(self) -> PersonState {
        let share = |value: i32| ((value + 5) / 10) as f32 / 100.0;
        PersonState {
            strength: share(self.strength),
            exhaustion: share(self.exhaustion),
            judgment: share(self.judgment),
            hatred: share(self.hatred),
            fear: share(self.fear),
            shame: share(self.shame),
            done: share(self.done),
        }
    }

    fn of(kept: &PersonState) -> State {
        let PersonState { strength, exhaustion, judgment, hatred, fear, shame, done } = *kept;
        let [strength, exhaustion, judgment, hatred, fear, shame, done] =
            [strength, exhaustion, judgment, hatred, fear, shame, done].map(|share| milli(share.clamp(0.0, 1.0)));
        State { strength, exhaustion, judgment, hatred, fear, shame, done }
    }

    /// How worn the last holds have left the body, exhaustion apart.
    fn fatigue(&self) -> i32 {
        ((1000 - self.exhaustion / 3 - self.strength) * 3 / 2).clamp(0, 1000)
    }
}

/// What happens in a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    /// Power of the first character, quarters.
    pub power: i32,
    /// The hold's shares, thousandths.
    pub intensity: i32,
    pub effort: i32,
    pub closeness: i32,
    pub tenderness: i32,
}

impl Deed {
    pub fn of(hold: &Hold, power: i32) -> Deed {
        let [intensity, effort, closeness, tenderness] =
            [hold.intensity, hold.effort, hold.closeness, hold.tenderness].map(milli);
        Deed { power, intensity, effort, closeness, tenderness }
    }
}

/// What the two bring into the film and what the song takes from them.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    /// What each brings.
    pub start: [StartState; 2],
    /// The song's exhaustion by bar.
    pub exhaustion: Vec<i32>,
    /// Whether holds are priced as if nothing that happens changed them.
    pub unheeded: bool,
}

impl People {
    /// The courses of both, bar by bar, of a plan's deeds: the state in which each bar is lived through.
    pub fn courses(&self, deeds: &[Deed]) -> [Vec<State>; 2] {
        self.courses_with(deeds, |_, _| None)
    }

    /// The same where somebody has written how a character (0 or 1) comes into a bar.
    fn courses_with(&self, deeds: &[Deed], written: impl Fn(usize, usize) -> Option<State>) -> [Vec<State>; 2] {
        [0, 1].map(|who| {
            let start = self.start[who];
            // Who is weaker tires sooner.
            let worn = (500 - milli(start.strength)) * 2 / 5;
            let exhaustion = (self.exhaustion.first().copied().unwrap_or(500) + worn).clamp(0, 1000);
            let fresh = (1000 - exhaustion / 3).max(0);
            let mut state = State {
                strength: fresh - (1000 - milli(start.strength)) * 2 / 3,
                exhaustion,
                judgment: milli(start.judgment),
                hatred: milli(start.hatred),
                fear: milli(start.fear),
                shame: milli(start.shame),
                done: 0,
            };
            state.strength = state.strength.clamp(0, 1000);
            let mut course = Vec::with_capacity(deeds.len());
            for (bar, deed) in deeds.iter().enumerate() {
                state = written(who, bar).unwrap_or(state);
                course.push(state);
                let own = if who == 0 { deed.power } else { -deed.power };
                let song = self.exhaustion.get(bar).copied().unwrap_or(1000);
                state = state.after(deed, own, song + worn);
            }
            course
        })
    }
}

impl State {
    /// The state after a bar with so much power of one's own.
    fn after(self, deed: &Deed, own: i32, song: i32) -> State {
        // Holding out takes more than holding down.
        let spent = deed.effort * if own <= -LEAD_QUARTERS { 115 } else { 100 } / 100;
        let before = self.fatigue();
        let fatigue = (before + spent / 5 - before / 4).clamp(0, 1000);
        let exhaustion = (self.exhaustion + (spent - 450) / 40 + (song - self.exhaustion) / 8).clamp(0, 1000);
        let strength = (1000 - exhaustion / 3 - fatigue * 2 / 3).clamp(0, 1000);

        let known = deed.closeness * (200 + deed.tenderness) / 1000;
        let hardened = if own <= -DOMINATION_QUARTERS { 12 } else { 0 };
        let judgment = self.judgment - self.judgment * known * 45 / 1_000_000 + hardened;

        let suffered = (-own).max(0) * deed.intensity;
        let learned = match own {
            own if own <= -LEAD_QUARTERS => suffered / 100,
            own if own >= DOMINATION_QUARTERS => deed.intensity / 100,
            _ => 0,
        };
        let given = if deed.tenderness >= TENDER { self.hatred * deed.tenderness * 60 / 1_000_000 } else { 0 };
        let hatred = self.hatred + learned - given - self.hatred / 200;

        let threat = (suffered / 4).min(1000);
        let fear = self.fear + (threat - self.fear) / if threat > self.fear { 3 } else { 10 };

        // While it is done nobody is ashamed of it.
        let doing = own >= LEAD_QUARTERS && deed.intensity >= FIERCE;
        let done = self.done + if doing { own * deed.intensity * 14 / 1000 } else { 0 };
        let felt = if doing { 0 } else { done / 4 };
        let shame = self.shame + felt - self.shame / 20;
        let share = |value: i32| value.clamp(0, 1000);
        State {
            strength,
            exhaustion,
            judgment: share(judgment),
            hatred: share(hatred),
            fear: share(fear),
            shame: share(shame),
            done: share(done - felt),
        }
    }
}

/// The courses of both characters through a treatment as it stands, made or changed by hand, bar by bar.
/// `exhaustion` is the song's, over the song's seconds; `bar_starts_secs` has a start for each bar.
pub fn courses(
    treatment: &Treatment,
    brief: &Brief,
    holds: &[Hold],
    exhaustion: &Curve,
    bar_starts_secs: &[f64],
) -> [Vec<State>; 2] {
    let mut deeds = Vec::with_capacity(treatment.bars as usize);
    for span in treatment.hold_spans() {
        if let Some(hold) = holds.iter().find(|hold| hold.name == span.cue.hold) {
            let deed = Deed::of(hold, i32::from(span.cue.quarters()));
            deeds.resize(span.to_bar.min(treatment.bars) as usize, deed);
        }
    }
    let written = |who: usize, bar: usize| {
        let scene = (0..treatment.scenes.len()).find(|&scene| treatment.scene_bars(scene).0 as usize == bar)?;
        treatment.scenes[scene].enters.get(who).map(State::of)
    };
    let exhaustion = bar_starts_secs.iter().map(|&secs| milli(exhaustion.at(secs))).collect();
    people(brief, exhaustion).courses_with(&deeds, written)
}

/// A state's share over the song's seconds, 0..1, from the course through some bars and their starts
/// (and the last one's end): between the starts it changes evenly, before and after it stays.
pub fn curve_of(course: &[State], bar_starts_secs: &[f64], name: &str, of: impl Fn(&State) -> i32) -> Curve {
    let end_secs = bar_starts_secs.last().copied().unwrap_or(0.0);
    let steps = (end_secs / CURVE_STEP_SECS).ceil() as usize + 1;
    let at = |secs: f64| {
        let bar = bar_starts_secs.partition_point(|&start| start <= secs).saturating_sub(1).min(course.len() - 1);
        let next = (bar + 1).min(course.len() - 1);
        let (from, to) = (bar_starts_secs[bar], bar_starts_secs.get(bar + 1).copied().unwrap_or(end_secs));
        let part = ((secs - from) / (to - from).max(1e-6)).clamp(0.0, 1.0) as f32;
        let (now, then) = (of(&course[bar]) as f32, of(&course[next]) as f32);
        (now + (then - now) * part) / 1000.0
    };
    let values =
        if course.is_empty() { vec![0.0] } else { (0..steps).map(|step| at(step as f64 * CURVE_STEP_SECS)).collect() };
    Curve::new(name, "", (0.0, 1.0), CURVE_STEP_SECS, values)
}

/// The two of a brief; the default states where it has fewer.
pub(crate) fn people(brief: &Brief, exhaustion: Vec<i32>) -> People {
    let start = [0, 1].map(|who| brief.characters.get(who).map(|character| character.state).unwrap_or_default());
    People { start, exhaustion, unheeded: false }
}

/// A share in thousandths.
fn milli(share: f32) -> i32 {
    (share * 1000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::assets;

    fn lived(names: &[(&str, i32)], bars_each: usize) -> [Vec<State>; 2] {
        let deeds: Vec<Deed> = names
            .iter()
            .flat_map(|&(name, power)| {
                let hold = assets::hold(name).unwrap();
                std::iter::repeat_n(Deed::of(hold, power), bars_each)
            })
            .collect();
        People { exhaustion: vec![600; deeds.len()], ..People::default() }.courses(&deeds)
    }

    #[test]
    fn who_is_held_down_learns_fear_and_hatred_and_who_holds_down_is_ashamed_when_it_is_over() {
        let [first, second] = lived(&[("pin_wall", 3), ("pin_ground", 4), ("collapse", 0), ("lean", 0)], 4);
        assert!(second[7].fear > 600 && second[7].fear > first[7].fear + 300, "{:?}", second[7]);
        assert!(second[7].hatred > second[0].hatred + 50);
        assert!(first[7].shame <= first[0].shame, "nobody is ashamed while it is done");
        assert!(first[11].shame > first[7].shame + 100, "{:?} {:?}", first[7], first[11]);
        assert!(second[15].fear < second[8].fear);
    }

    #[test]
    fn closeness_wears_judgment_off_and_rest_brings_strength_back() {
        let [first, _] = lived(&[("grapple", 0), ("lean", 0), ("back_to_back", 0)], 8);
        assert!(first.last().unwrap().judgment + 150 < first[0].judgment);
        assert!(first[23].strength > first[8].strength);
        assert!(first[8].strength < first[1].strength);
    }

    #[test]
    fn exchanging_who_has_power_exchanges_what_happens_to_them() {
        let [first, second] = lived(&[("drag", 3), ("steady", 1), ("grapple", -2)], 3);
        let [mirrored_first, mirrored_second] = lived(&[("drag", -3), ("steady", -1), ("grapple", 2)], 3);
        assert_eq!((first, second), (mirrored_second, mirrored_first));
    }
}
