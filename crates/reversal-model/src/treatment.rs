//! The treatment: what happens, bar by bar, and why.

use serde::{Deserialize, Serialize};

/// Value of `Treatment::format`.
pub const TREATMENT_FORMAT: &str = "treatment.1";

/// Power in quarters: 4 is the first character's full power over the second, -4 the second's over the first.
pub type Quarters = i8;

/// Least power, in quarters, that makes somebody the leader (hysteresis: he stays it until the other reaches it).
pub const LEADER_QUARTERS: Quarters = 2;

/// The story in bars of the song, kept as `treatment.toml`. Bars count from 1 in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// `treatment.1`.
    pub format: String,
    /// Title of the film.
    pub title: String,
    /// One sentence that tells it.
    pub logline: String,
    /// What it is about, from the brief.
    pub about: String,
    /// The director's statement, from the brief and the plan.
    pub statement: String,
    /// Name of the brief it follows.
    pub brief: String,
    /// Bars of the song, all covered by the scenes.
    pub bars: u32,
    /// How good the plan is, term by term.
    pub score: PlanScore,
    /// Bars in which stillness answers the loudest music.
    #[serde(default)]
    pub counterpoint: Vec<BarSpan>,
    /// The two people, in the brief's order: what each wants, what it costs, what nobody expected.
    #[serde(rename = "person", default)]
    pub people: Vec<Person>,
    /// The scenes, in order.
    #[serde(rename = "scene")]
    pub scenes: Vec<Scene>,
}

/// Bars from `from` (counted from 1) to and including `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarSpan {
    /// First bar, from 1.
    pub from: u32,
    /// Last bar, included.
    pub to: u32,
}

/// One of the two people, as this film shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The character's id in the brief.
    pub id: String,
    /// What the character wants, a sentence.
    pub wants: String,
    /// What wanting it costs in this film, a sentence or two.
    pub costs: String,
    /// What the other could not have expected.
    #[serde(default)]
    pub unexpected: Vec<Unexpected>,
}

/// A moment in which a character does what the other could not have expected:
/// has the power, and gives something instead of pressing on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unexpected {
    /// Bar at which it starts, from 1.
    pub bar: u32,
    /// What happens, a sentence.
    pub text: String,
}

/// What happens in one place without leaving it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// From 1.
    pub number: u32,
    /// Name of the place.
    pub place: String,
    /// Slug line, e.g. `EXT. STREET – NIGHT`.
    pub slug: String,
    /// Sections of the song that it plays under, e.g. `verse, chorus`.
    pub sections: String,
    /// What happens, a sentence or two.
    pub summary: String,
    /// How the two come into it, in the brief's order: written by the planner, so that an edit in one
    /// scene leaves the others as they were. Empty: as the scenes before leave them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enters: Vec<PersonState>,
    /// Whether a new plan must keep this scene as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// The holds, in order; the first starts the scene, each lasts until the next.
    #[serde(rename = "hold")]
    pub holds: Vec<HoldCue>,
}

/// What a character has in him at a moment, each a share 0..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonState {
    /// Strength at hand: what is left of it after the last holds.
    pub strength: f32,
    /// Exhaustion that no rest takes away again.
    pub exhaustion: f32,
    /// How firmly the other is judged.
    pub judgment: f32,
    /// Hatred learned.
    pub hatred: f32,
    /// Fear of the other.
    pub fear: f32,
    /// Shame over what was done.
    pub shame: f32,
    /// What was done to the other and is not felt yet.
    pub done: f32,
}

/// A hold and when it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldCue {
    /// Bar at which it starts, from 1. It lasts until the next hold's.
    pub bar: u32,
    /// Name of the hold.
    pub hold: String,
    /// Power, -1..1 in quarters: positive where the first character has it.
    pub power: f32,
    /// Why this hold is here.
    pub reason: String,
    /// For a hold that turns the power: why here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversal: Option<String>,
}

impl HoldCue {
    /// The power in quarters, rounded.
    pub fn quarters(&self) -> Quarters {
        (self.power * 4.0).round() as Quarters
    }
}

/// A moment at which power changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// Bar at which the new leader's hold starts, from 0.
    pub bar: u32,
    /// 0 or 1: the character who takes the power.
    pub to: usize,
}

/// A hold with its place in the song worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoldSpan<'a> {
    /// The scene that it lies in, an index into `Treatment::scenes`.
    pub scene: usize,
    /// The cue.
    pub cue: &'a HoldCue,
    /// First bar, from 0.
    pub from_bar: u32,
    /// Bar after the last, from 0.
    pub to_bar: u32,
}

impl Treatment {
    /// All holds in order with their bars from 0.
    pub fn hold_spans(&self) -> Vec<HoldSpan<'_>> {
        let cues: Vec<(usize, &HoldCue)> = self
            .scenes
            .iter()
            .enumerate()
            .flat_map(|(scene, content)| content.holds.iter().map(move |cue| (scene, cue)))
            .collect();
        cues.iter()
            .enumerate()
            .map(|(i, &(scene, cue))| HoldSpan {
                scene,
                cue,
                from_bar: cue.bar.saturating_sub(1),
                to_bar: cues.get(i + 1).map_or(self.bars, |next| next.1.bar.saturating_sub(1)),
            })
            .collect()
    }

    /// First bar and bar after the last of a scene (an index), from 0.
    pub fn scene_bars(&self, scene: usize) -> (u32, u32) {
        let start = |index: usize| {
            self.scenes
                .get(index)
                .and_then(|scene| scene.holds.first())
                .map_or(self.bars, |cue| cue.bar.saturating_sub(1))
        };
        (start(scene), start(scene + 1))
    }

    /// Where the leader changes. Before the first leader nobody is reversed.
    pub fn reversals(&self) -> Vec<Reversal> {
        let mut leader = None;
        let mut reversals = Vec::new();
        for span in self.hold_spans() {
            let power = span.cue.quarters();
            if power.abs() < LEADER_QUARTERS {
                continue;
            }
            let now = usize::from(power < 0);
            if leader.is_some_and(|before| before != now) {
                reversals.push(Reversal { bar: span.from_bar, to: now });
            }
            leader = Some(now);
        }
        reversals
    }

    /// The power in each bar, in quarters.
    pub fn power_by_bar(&self) -> Vec<Quarters> {
        let mut power = vec![0; self.bars as usize];
        for span in self.hold_spans() {
            for bar in span.from_bar..span.to_bar.min(self.bars) {
                power[bar as usize] = span.cue.quarters();
            }
        }
        power
    }

    /// The faults of a treatment that was changed by hand, one sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let spans = self.hold_spans();
        match spans.first() {
            None => faults.push("there is no hold in it; at least one scene with one hold is needed".to_owned()),
            Some(first) if first.cue.bar != 1 => {
                faults.push(format!("the first hold starts at bar {}; it must start at bar 1", first.cue.bar));
            }
            Some(_) => {}
        }
        for scene in self.scenes.iter().filter(|scene| scene.holds.is_empty()) {
            faults.push(format!("scene {} has no hold", scene.number));
        }
        for span in &spans {
            if span.to_bar <= span.from_bar || span.from_bar >= self.bars {
                faults.push(format!(
                    "hold '{}' at bar {} of scene {} does not end after it starts (next hold or end at bar {}, the song has {} bars)",
                    span.cue.hold, span.cue.bar, self.scenes[span.scene].number, span.to_bar + 1, self.bars
                ));
            }
            if !(-1.0..=1.0).contains(&span.cue.power) {
                faults.push(format!(
                    "hold '{}' at bar {} has power {}; it must lie in -1..1",
                    span.cue.hold, span.cue.bar, span.cue.power
                ));
            }
        }
        faults
    }
}

/// How good the plan is; shares lie in 0..1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanScore {
    /// Cost of the plan in milli-units: what the planner made as small as it can be.
    pub cost: i64,
    /// How far the cost may lie above the best possible, as a share; 0 is proven best.
    pub optimality_gap: f64,
    /// Correlation of the holds' intensity with what the song asks for, outside counterpoint.
    pub intensity_correlation: f64,
    /// Mean distance of reversals to the nearest boundary, bars.
    pub reversal_distance_bars: f64,
    /// 1 − |Σ power| / Σ |power|.
    pub balance: f64,
    /// Entropy of the holds' shares over its maximum.
    pub variety: f64,
    /// Share of sequences of three holds that came before.
    pub repeated_trigrams: f64,
    /// Share of bars in rest or aftermath.
    pub rest_share: f64,
    /// How open the end stays: 1 when either could lead.
    pub suspense: f64,
    /// What keeping away from the other films of its album did, where it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<AlbumScore>,
}

/// What a film of an album gave to be unlike the films before it. Costs in milli-units, without the
/// price of likeness and the prices for variety: what the song and the brief alone make of the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlbumScore {
    /// Cost of this plan.
    pub cost: i64,
    /// Cost of the film's own best: the plan that its song has without the album.
    pub best_cost: i64,
    /// No plan of the song costs less than this, however much it repeats itself.
    pub bound_cost: i64,
    /// Price of a bar that is like the same moment of one film before, in milli-units.
    pub likeness_price: u32,
    /// Distance to the nearest of the films before, 0..1; 1 for the first film.
    pub nearest: f64,
    /// Mean distance to the films before, 0..1; 1 for the first film.
    pub mean: f64,
    /// Whether the distances that an album must have (0.25 to the nearest, 0.5 on the mean) were to be had
    /// at a cost of at most 15 per cent over its own best.
    pub reached: bool,
}
