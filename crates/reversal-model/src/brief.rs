//! The brief: which two people, where, under which rules, and what the film is about.

mod document;
mod key_table;
pub mod keys;
mod read;
mod schema;
mod sense;
mod sight;
mod walk;

pub use read::place_in_brief;
pub use schema::brief_schema;
use serde::{Deserialize, Serialize};
pub use sight::{CameraManner, Change, LensFamily, Palette, Rain};

use crate::hold::Hold;
use crate::look::Look;
use crate::place::Place;
use crate::wardrobe::Wardrobe;

/// Value of `Brief::format`.
pub const BRIEF_FORMAT: &str = "brief.1";

/// A brief, kept as `brief.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// `brief.1`.
    pub format: String,
    /// Name in files and for `--brief`, e.g. `cop-and-kid`.
    pub name: String,
    /// Name for people, e.g. `Cop and Kid`.
    pub title: String,
    /// What the film is about, a noun phrase: statement, page and guide speak to it.
    pub about: String,
    /// One sentence that tells the film.
    pub logline: String,
    /// The director's statement, a few sentences.
    pub statement: String,
    /// What a facilitator tells an audience before the film.
    pub content_note: String,
    /// How it should feel, a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tone: String,
    /// Light and dark of its pictures.
    #[serde(default, skip_serializing_if = "is_default")]
    pub palette: Palette,
    /// How the camera looks.
    #[serde(default, skip_serializing_if = "is_default")]
    pub camera: CameraManner,
    /// The two people; exactly two.
    #[serde(rename = "character")]
    pub characters: Vec<Character>,
    /// Who of the two (an id) has an office behind them, a uniform or the law, and so answers first: the power is
    /// theirs before it is the other's. None: nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// Where it plays, by names of places. The first is where it begins and ends.
    pub places: Vec<PlaceUse>,
    /// The hold that it should start in, by name: a rest of power 0. None: the planner chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_hold: Option<String>,
    /// The hold that it should end in, by name: a rest of power 0. None: the planner chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_hold: Option<String>,
    /// What must happen at moments of the song.
    #[serde(rename = "pin", default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// The rules of the film.
    #[serde(default)]
    pub rules: Rules,
    /// Which songs this brief suits.
    #[serde(default)]
    pub suits: Suits,
}

/// One of the two people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Character {
    /// Name in files, e.g. `cop`.
    pub id: String,
    /// Name in sentences, e.g. `the Cop`.
    pub name: String,
    /// Who it is and what made them so, a sentence or two.
    pub portrait: String,
    /// What the character wants in this film, half a sentence after "wants".
    pub wants: String,
    /// What wanting it costs, half a sentence after "it costs him" or "her".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub costs: String,
    /// What the character takes the other for when it starts, a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub judges: String,
    /// How the character moves and holds, a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manner: String,
    /// What the character brings into the film.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: StartState,
    /// Height, m, 1.4..2.1.
    pub height_m: f32,
    /// Breadth of the build, 0.8 slight .. 1.2 heavy.
    pub breadth: f32,
    /// Clothes.
    pub wardrobe: Wardrobe,
    /// What the character may wear instead in another film of an album.
    #[serde(rename = "change", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What a character brings into the film, each a share 0..1. What happens in the film changes it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StartState {
    /// Strength of body: how long a fierce hold can be kept up.
    pub strength: f32,
    /// How firmly the other is judged already; wears off.
    pub judgment: f32,
    /// Hatred that is there already; learned.
    pub hatred: f32,
    /// Fear of the other.
    pub fear: f32,
    /// Shame over what was done before.
    pub shame: f32,
}

impl Default for StartState {
    fn default() -> StartState {
        StartState { strength: 0.5, judgment: 0.7, hatred: 0.3, fear: 0.4, shame: 0.2 }
    }
}

/// What must happen at a moment of the song: one thing of `turn`, `hold`, `place` and `close_up`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pin {
    /// When.
    pub at: Moment,
    /// Power turns there: to a character (an id), or to `either`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<String>,
    /// A hold starts there, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// With `hold`: who leads in it (an id). None: the planner chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// It plays in a place from there on, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// On which side of the moment there are no close-ups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_close_up: Option<Side>,
}

/// A side of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Side {
    Before,
    After,
}

/// A moment of the song: one of `word`, `section`, `time` and `bar`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Moment {
    /// A word or words of the lyrics, e.g. `count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// A section as the treatment calls it, e.g. `second chorus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// A time of the song, e.g. `1:10` or `1:10.5`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// A bar of the song, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bar: Option<u32>,
    /// With `word`: which time that it is sung, from 1. None: the first that the story has room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A place of the film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceUse {
    /// Name of the place.
    pub place: String,
    /// Names of the places that one can get to from here; both directions count.
    #[serde(default)]
    pub leads_to: Vec<String>,
}

/// The rules of the film. None means: worked out from the song's length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Fewest times that power changes hands.
    pub reversals_min: Option<u32>,
    /// Most times that it does.
    pub reversals_max: Option<u32>,
    /// How far from a section's boundary a reversal may lie, bars.
    pub reversal_window_bars: u32,
    /// How far the sums of power may be apart, bars: nobody dominates the film.
    pub balance_bars: u32,
    /// At least one rest in so many bars.
    pub rest_every_bars: u32,
    /// Exhaustion at the film's start, 0..1: they have been at it for days.
    pub exhaustion_at_start: f32,
    /// How much a bar of dominance costs; higher makes it rarer.
    pub dominance_cost: u32,
    /// Windows in which stillness answers the loudest music, at most.
    pub counterpoint_windows: u32,
    /// Whether it must end where it began, in a rest, with no winner.
    pub ends_where_it_began: bool,
    /// Holds that this film does without, by name.
    pub without_holds: Vec<String>,
    /// Whether the lint "not celebrated" is a rule.
    pub lint_is_rule: bool,
    /// Words of the lyrics at which a reversal may lie besides the boundaries.
    pub reversal_at_lyrics: Vec<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            reversals_min: None,
            reversals_max: None,
            reversal_window_bars: 2,
            balance_bars: 2,
            rest_every_bars: 24,
            exhaustion_at_start: 0.5,
            dominance_cost: 8,
            counterpoint_windows: 2,
            ends_where_it_began: true,
            without_holds: Vec::new(),
            lint_is_rule: false,
            reversal_at_lyrics: Vec::new(),
        }
    }
}

/// Which songs a brief suits; `make` compares the song's words and affect with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Suits {
    /// Words that speak for it, in any language, lower case.
    pub words: Vec<String>,
    /// Mean aggression that it suits best, 0..1.
    pub aggression: Option<f32>,
    /// Mean valence that it suits best, 0..1.
    pub valence: Option<f32>,
}

/// The holds, places and looks that a brief can name.
#[derive(Clone, Copy)]
struct Stock<'a> {
    holds: &'a [Hold],
    places: &'a [Place],
    looks: &'a [Look],
}

/// A fault of a brief before its line is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// Where it stands in the text.
    byte: usize,
    message: String,
    hint: Option<String>,
}
