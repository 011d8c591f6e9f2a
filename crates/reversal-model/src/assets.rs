//! The holds, places, looks and briefs that ship with the program, parsed once.

use std::sync::LazyLock;

use serde::de::DeserializeOwned;

use crate::brief::Brief;
use crate::hold::Hold;
use crate::look::Look;
use crate::place::Place;

/// Text of each shipped hold; a new one is a file and a row.
const HOLD_TEXTS: &[&str] = &[
    include_str!("../../../assets/holds/clinch.toml"),
    include_str!("../../../assets/holds/pin_wall.toml"),
    include_str!("../../../assets/holds/bear_hug.toml"),
    include_str!("../../../assets/holds/head_down.toml"),
    include_str!("../../../assets/holds/grapple.toml"),
    include_str!("../../../assets/holds/arms_length.toml"),
    include_str!("../../../assets/holds/drag.toml"),
    include_str!("../../../assets/holds/haul_up.toml"),
    include_str!("../../../assets/holds/topple.toml"),
    include_str!("../../../assets/holds/pin_ground.toml"),
    include_str!("../../../assets/holds/tangle.toml"),
    include_str!("../../../assets/holds/crawl_after.toml"),
    include_str!("../../../assets/holds/kneel_grip.toml"),
    include_str!("../../../assets/holds/over_kneeling.toml"),
    include_str!("../../../assets/holds/steady.toml"),
    include_str!("../../../assets/holds/lean.toml"),
    include_str!("../../../assets/holds/collapse.toml"),
    include_str!("../../../assets/holds/apart_standing.toml"),
    include_str!("../../../assets/holds/apart_sitting.toml"),
    include_str!("../../../assets/holds/back_to_back.toml"),
    include_str!("../../../assets/holds/help_up.toml"),
    include_str!("../../../assets/holds/hold_out.toml"),
    include_str!("../../../assets/holds/let_go.toml"),
    include_str!("../../../assets/holds/look_away.toml"),
    include_str!("../../../assets/holds/winded.toml"),
    include_str!("../../../assets/holds/hand_stops.toml"),
    include_str!("../../../assets/holds/shoulder.toml"),
    include_str!("../../../assets/holds/asleep.toml"),
    include_str!("../../../assets/holds/loose_wrist.toml"),
    include_str!("../../../assets/holds/face_wall.toml"),
    include_str!("../../../assets/holds/kneel_beside.toml"),
    include_str!("../../../assets/holds/carry.toml"),
    include_str!("../../../assets/holds/one_stands.toml"),
    include_str!("../../../assets/holds/hang_on.toml"),
    include_str!("../../../assets/holds/round_legs.toml"),
    include_str!("../../../assets/holds/sit_wall.toml"),
    include_str!("../../../assets/holds/in_the_way.toml"),
    include_str!("../../../assets/holds/hand_on_chest.toml"),
];

/// Text of each shipped place.
const PLACE_TEXTS: &[&str] = &[
    include_str!("../../../assets/places/street.toml"),
    include_str!("../../../assets/places/car.toml"),
    include_str!("../../../assets/places/hallway.toml"),
    include_str!("../../../assets/places/bedroom.toml"),
    include_str!("../../../assets/places/rockface.toml"),
    include_str!("../../../assets/places/gym.toml"),
    include_str!("../../../assets/places/porch.toml"),
    include_str!("../../../assets/places/stairwell.toml"),
    include_str!("../../../assets/places/kitchen.toml"),
    include_str!("../../../assets/places/roof.toml"),
];

/// Text of each shipped look.
const LOOK_TEXTS: &[&str] = &[
    include_str!("../../../assets/looks/chalk.toml"),
    include_str!("../../../assets/looks/dawn.toml"),
    include_str!("../../../assets/looks/ember.toml"),
    include_str!("../../../assets/looks/ink.toml"),
    include_str!("../../../assets/looks/mercury.toml"),
    include_str!("../../../assets/looks/mist.toml"),
    include_str!("../../../assets/looks/moon.toml"),
    include_str!("../../../assets/looks/plate.toml"),
    include_str!("../../../assets/looks/rain.toml"),
    include_str!("../../../assets/looks/silver.toml"),
    include_str!("../../../assets/looks/sodium.toml"),
    include_str!("../../../assets/looks/tungsten.toml"),
];

/// Text of each shipped brief; the first is the default.
pub const BRIEF_TEXTS: &[&str] = &[
    include_str!("../../../assets/briefs/cop-and-kid.toml"),
    include_str!("../../../assets/briefs/siblings.toml"),
    include_str!("../../../assets/briefs/the-wall.toml"),
    include_str!("../../../assets/briefs/two-keys.toml"),
    include_str!("../../../assets/briefs/shadow.toml"),
    NEW_BRIEF_TEXT,
];

/// The commented brief that a new one begins as.
const NEW_BRIEF_TEXT: &str = include_str!("../../../assets/briefs/two-of-us.toml");

/// The text of a new brief, under its own name where that can be a brief's name.
pub fn new_brief(name: &str) -> String {
    let fits = !name.is_empty() && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_'));
    let line = |name: &str| format!("\nname = \"{name}\"");
    if fits { NEW_BRIEF_TEXT.replacen(&line("two-of-us"), &line(name), 1) } else { NEW_BRIEF_TEXT.to_owned() }
}

static HOLDS: LazyLock<Vec<Hold>> = LazyLock::new(|| parse_all(HOLD_TEXTS));
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| parse_all(PLACE_TEXTS));
static LOOKS: LazyLock<Vec<Look>> = LazyLock::new(|| parse_all(LOOK_TEXTS));
static BRIEFS: LazyLock<Vec<Brief>> = LazyLock::new(|| parse_all(BRIEF_TEXTS));

/// The shipped holds, in a fixed order.
pub fn holds() -> &'static [Hold] {
    &HOLDS
}

/// The shipped places, in a fixed order.
pub fn places() -> &'static [Place] {
    &PLACES
}

/// The shipped looks, in a fixed order.
pub fn looks() -> &'static [Look] {
    &LOOKS
}

/// The shipped briefs; the first is the default.
pub fn briefs() -> &'static [Brief] {
    &BRIEFS
}

/// A hold by name.
pub fn hold(name: &str) -> Option<&'static Hold> {
    holds().iter().find(|hold| hold.name == name)
}

/// A place by name.
pub fn place(name: &str) -> Option<&'static Place> {
    places().iter().find(|place| place.name == name)
}

/// A look by name.
pub fn look(name: &str) -> Option<&'static Look> {
    looks().iter().find(|look| look.name == name)
}

/// What ships is parsed by the tests below, so a fault here is a fault of the build.
fn parse_all<T: DeserializeOwned>(texts: &[&str]) -> Vec<T> {
    texts
        .iter()
        .map(|text| toml::from_str(text).unwrap_or_else(|fault| panic!("a shipped file is malformed: {fault}\n{text}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_ships_parses() {
        assert!(holds().len() >= 32);
        assert!(places().len() >= 8);
        assert!(!briefs().is_empty());
    }

    #[test]
    fn names_are_unique_and_every_file_of_the_folder_is_listed() {
        let listed = |folder: &str| {
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/").to_owned() + folder)
                .unwrap()
                .count()
        };
        assert_eq!(listed("holds"), holds().len());
        assert_eq!(listed("places"), places().len());
        assert_eq!(listed("looks"), looks().len());
        for (i, look) in looks().iter().enumerate() {
            assert!(looks()[..i].iter().all(|other| other.name != look.name), "{} is there twice", look.name);
        }
        assert_eq!(listed("briefs"), briefs().len());
        for (i, hold) in holds().iter().enumerate() {
            assert!(holds()[..i].iter().all(|other| other.name != hold.name), "{} is there twice", hold.name);
        }
    }

    #[test]
    fn briefs_name_two_people_and_places_that_exist() {
        for brief in briefs() {
            assert_eq!(brief.characters.len(), 2, "{}", brief.name);
            for used in &brief.places {
                assert!(place(&used.place).is_some(), "{} of {}", used.place, brief.name);
            }
        }
    }

    #[test]
    fn every_hold_can_be_reached_and_left_and_names_only_holds_that_exist() {
        for hold in holds() {
            let ways_in = holds().iter().filter(|before| before.leads_to(hold)).count();
            let ways_out = holds().iter().filter(|after| hold.leads_to(after)).count();
            assert!(ways_in >= 3 && ways_out >= 3, "{}: {ways_in} in, {ways_out} out", hold.name);
            for name in hold.entries.iter().chain(&hold.exits) {
                assert!(super::hold(name).is_some(), "{} names {name}, which does not exist", hold.name);
            }
        }
    }

    #[test]
    fn every_level_has_rest_and_tenderness() {
        use crate::hold::Level;
        for level in [Level::Stand, Level::Bent, Level::Kneel, Level::Ground] {
            let count =
                |is: &dyn Fn(&Hold) -> bool| holds().iter().filter(|hold| hold.level == level && is(hold)).count();
            assert!(count(&|hold| hold.rest && hold.powers.contains(&0)) >= 1, "{level:?} has no rest");
            assert!(count(&|hold| hold.effort <= 0.2) >= 2, "{level:?} has no two holds that cost little");
            assert!(count(&|hold| hold.tenderness >= 0.7) >= 2, "{level:?} has no two tender holds");
        }
    }

    #[test]
    fn no_text_of_a_hold_speaks_of_blows_or_weapons() {
        const FORBIDDEN: [&str; 10] =
            ["punch", "hit", "strike", "kick", "slap", "fist", "blow", "weapon", "gun", "knife"];
        for hold in holds() {
            let words = hold.text.to_lowercase();
            let mut words = words.split(|letter: char| !letter.is_alphabetic());
            assert!(words.all(|word| !FORBIDDEN.contains(&word)), "{}: {}", hold.name, hold.text);
            assert!(hold.text.contains("{lead}") && hold.text.contains("{other}"), "{} names not both", hold.name);
        }
    }

    #[test]
    fn a_new_brief_is_valid_tells_every_key_and_is_valid_with_every_key_in_use() {
        use crate::brief::keys::{BRIEF_KEYS, LeftOut};
        let text = new_brief("mine");
        let read =
            |text: &str| Brief::read("mine.toml", text, holds(), places()).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(read(&text).name, "mine");
        assert_eq!(new_brief("No name"), new_brief("two-of-us"));
        let in_use: String = text
            .lines()
            .map(|line| {
                line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', ':']) && !rest.is_empty()).unwrap_or(line)
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        assert_ne!(in_use, text);
        let brief = read(&in_use);
        assert_eq!(brief.pins.len(), 4);
        for key in BRIEF_KEYS.iter().filter(|key| key.left_out != LeftOut::Means("the song alone decides")) {
            let name = key.name();
            let told = |line: &str| {
                line.starts_with(&format!("{name} ="))
                    || line.contains(&format!("{{ {name} ="))
                    || line.contains(&format!(", {name} ="))
                    || line.starts_with(&format!("[[{name}]]"))
                    || line.starts_with(&format!("[{name}]"))
                    || line.ends_with(&format!(".{name}]"))
                    || line.ends_with(&format!(".{name}]]"))
            };
            assert!(in_use.lines().any(told), "{}", key.path);
        }
    }

    #[test]
    fn every_level_has_holds_and_shares_lie_in_their_ranges() {
        use crate::hold::Level;
        for level in [Level::Stand, Level::Bent, Level::Kneel, Level::Ground] {
            assert!(holds().iter().any(|hold| hold.level == level));
        }
        for hold in holds() {
            for share in [hold.closeness, hold.intensity, hold.effort, hold.tenderness, hold.shame] {
                assert!((0.0..=1.0).contains(&share), "{}", hold.name);
            }
            assert!(
                hold.powers.iter().all(|&power| power <= 4) && hold.bars_min >= 1 && hold.bars_min <= hold.bars_max
            );
        }
    }
}
