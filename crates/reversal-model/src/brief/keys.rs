//! What is known of each key of `brief.toml`: from them come the reading with its faults, the JSON schema,
//! the reference page and the test of the commented brief that `reversal brief --new` writes.

use std::fmt;

pub use super::key_table::{BRIEF_KEYS, PIN_EXAMPLES};

/// A key of a brief.
#[derive(Clone, Copy, Debug)]
pub struct BriefKey {
    /// Where it stands: `rules.balance_bars`; `[]` after a list of tables: `character[].name`.
    pub path: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What stands for it where it is left out.
    pub left_out: LeftOut,
    /// What it means.
    pub meaning: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Takes {
    /// These words alone.
    Exactly(&'static str),
    /// Text.
    Text,
    /// A name for files and the command line: small letters, digits, `-` and `_`.
    Slug,
    /// A number from .. to, both included.
    Number(f64, f64),
    /// A whole number from .. to, both included.
    Whole(i64, i64),
    /// `true` or `false`.
    Flag,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// A time of the song, as text: `1:10`, `1:10.5` or `70`.
    Time,
    /// The name of a shipped hold.
    Hold,
    /// The name of a shipped place.
    Place,
    /// The name of a shipped look.
    Look,
    /// The name of one of the brief's own places.
    OwnPlace,
    /// The id of one of the two, and with `true` also `either`.
    Person(bool),
    /// A list of texts.
    Texts,
    /// A list of shipped holds.
    Holds,
    /// A list of the brief's own places.
    OwnPlaces,
    /// A table.
    Table,
    /// So many tables, least and most.
    Tables(usize, usize),
}

/// What stands for a key that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It must not be left out.
    Never,
    /// This value, as it would be typed.
    Value(&'static str),
    /// Nothing; in words, what that means.
    Means(&'static str),
}

impl fmt::Display for Takes {
    /// As it is said after "takes".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Takes::Exactly(words) => write!(f, "\"{words}\""),
            Takes::Text => f.write_str("text"),
            Takes::Slug => f.write_str("a name of small letters, digits, - and _"),
            Takes::Number(from, to) => write!(f, "a number, {from} to {to}"),
            Takes::Whole(from, to) => write!(f, "a whole number, {from} to {to}"),
            Takes::Flag => f.write_str("true or false"),
            Takes::OneOf(words) => write!(f, "one of {}", words.join(", ")),
            Takes::Time => f.write_str("a time as text, like \"1:10\""),
            Takes::Hold => f.write_str("the name of a hold"),
            Takes::Place => f.write_str("the name of a place"),
            Takes::Look => f.write_str("the name of a look"),
            Takes::OwnPlace => f.write_str("the name of one of the brief's places"),
            Takes::Person(false) => f.write_str("the id of one of the two"),
            Takes::Person(true) => f.write_str("the id of one of the two, or either"),
            Takes::Texts => f.write_str("a list of texts"),
            Takes::Holds => f.write_str("a list of holds"),
            Takes::OwnPlaces => f.write_str("a list of the brief's places"),
            Takes::Table => f.write_str("a table"),
            Takes::Tables(least, most) if least == most => write!(f, "{least} tables"),
            Takes::Tables(least, most) => write!(f, "{least} to {most} tables"),
        }
    }
}

impl BriefKey {
    /// The key at a path.
    pub fn at(path: &str) -> Option<&'static BriefKey> {
        BRIEF_KEYS.iter().find(|key| key.path == path)
    }

    /// The keys right below a path: `rules`, `character[]`; the top's is empty.
    pub fn below(path: &str) -> impl Iterator<Item = &'static BriefKey> {
        BRIEF_KEYS.iter().filter(move |key| key.parent() == path)
    }

    /// Its own name.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The path of the table that it stands in.
    pub fn parent(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(parent, _)| parent)
    }

    /// How the header of the table that it stands in is written; None at the file's top.
    pub fn header(&self) -> Option<String> {
        let parent = self.parent();
        match parent.strip_suffix("[]") {
            _ if parent.is_empty() => None,
            Some(list) => Some(format!("[[{}]]", list.replace("[]", ""))),
            None => Some(format!("[{}]", parent.replace("[]", ""))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::brief::{Brief, CameraManner, Change, LensFamily, Palette, Rain, StartState};
    use crate::wardrobe::Carried;

    /// A brief in which every key is written.
    fn full() -> Brief {
        let mut brief = crate::assets::briefs()[0].clone();
        (brief.tone, brief.start_hold, brief.end_hold) =
            ("t".to_owned(), Some("lean".to_owned()), Some("lean".to_owned()));
        brief.answers = Some("a".to_owned());
        brief.palette = Palette {
            words: "w".to_owned(),
            look: Some("l".to_owned()),
            key: Some(0.1),
            contrast: Some(0.1),
            rain: Some(Rain::Comes),
        };
        brief.camera = CameraManner { lenses: Some(LensFamily::Wide), closeness: 0.1, pace: 0.1 };
        for character in &mut brief.characters {
            (character.costs, character.judges, character.manner) = ("c".to_owned(), "j".to_owned(), "m".to_owned());
            character.state = StartState { strength: 0.9, ..StartState::default() };
            character.wardrobe.carries = Some(Carried::Keys);
            let worn = character.wardrobe;
            character.changes = vec![Change {
                upper: Some(worn.upper),
                upper_tone: Some(worn.upper_tone),
                lower: Some(worn.lower),
                lower_tone: Some(worn.lower_tone),
                head: Some(worn.head),
                head_tone: Some(worn.head_tone),
                shoes: Some(worn.shoes),
                shoes_tone: Some(worn.shoes_tone),
            }];
        }
        (brief.rules.reversals_min, brief.rules.reversals_max) = (Some(1), Some(2));
        (brief.suits.aggression, brief.suits.valence) = (Some(0.5), Some(0.5));
        brief.pins = vec![crate::brief::Pin {
            at: crate::brief::Moment {
                word: Some("a".to_owned()),
                section: Some("a".to_owned()),
                time: Some("1".to_owned()),
                bar: Some(1),
                nth: Some(1),
            },
            turn: Some("a".to_owned()),
            hold: Some("a".to_owned()),
            lead: Some("a".to_owned()),
            place: Some("a".to_owned()),
            no_close_up: Some(crate::brief::Side::Before),
        }];
        brief
    }

    fn paths(value: &toml::Value, path: &str, paths: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let own = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    paths.insert(own.clone());
                    self::paths(value, &own, paths);
                }
            }
            toml::Value::Array(items) => items.iter().for_each(|item| self::paths(item, &format!("{path}[]"), paths)),
            _ => {}
        }
    }

    #[test]
    fn the_table_has_every_key_of_the_types_and_invents_none() {
        let mut written = BTreeSet::new();
        paths(&toml::Value::try_from(full()).unwrap(), "", &mut written);
        let listed: BTreeSet<String> = BRIEF_KEYS.iter().map(|key| key.path.to_owned()).collect();
        assert_eq!(listed, written);
        assert_eq!(listed.len(), BRIEF_KEYS.len(), "a key is there twice");
    }

    #[test]
    fn the_words_that_a_key_takes_are_those_of_its_type() {
        for key in BRIEF_KEYS {
            let Takes::OneOf(words) = key.takes else { continue };
            let with = |word: &str| {
                let mut value = toml::Value::try_from(full()).unwrap();
                let mut at = &mut value;
                for part in key.path.split('.') {
                    at = at.get_mut(part.trim_end_matches("[]")).unwrap();
                    if part.ends_with("[]") {
                        at = at.get_mut(0).unwrap();
                    }
                }
                *at = toml::Value::String(word.to_owned());
                value.try_into::<Brief>()
            };
            for word in words {
                with(word).unwrap_or_else(|fault| panic!("{}: {fault}", key.path));
            }
            let unknown = with("nonesuch").unwrap_err().to_string();
            let known = unknown.lines().next().unwrap().split('`').skip(3).step_by(2).count();
            assert_eq!(known, words.len(), "{}: {unknown}", key.path);
        }
    }

    #[test]
    fn the_defaults_of_the_table_are_those_of_the_types() {
        let mut value = toml::Value::try_from(full()).unwrap();
        for name in ["palette", "camera", "rules", "suits"] {
            value.as_table_mut().unwrap().insert(name.to_owned(), toml::Value::Table(toml::Table::new()));
        }
        value["character"][0]["state"] = toml::Value::Table(toml::Table::new());
        let defaults = toml::Value::try_from(value.try_into::<Brief>().unwrap()).unwrap();
        for key in BRIEF_KEYS
            .iter()
            .filter(|key| ["palette", "camera", "rules", "suits", "character[].state"].contains(&key.parent()))
        {
            let LeftOut::Value(left_out) = key.left_out else { continue };
            let mut at = Some(&defaults);
            for part in key.path.split('.') {
                at = at.and_then(|at| at.get(part.trim_end_matches("[]")));
                if part.ends_with("[]") {
                    at = at.and_then(|at| at.get(0));
                }
            }
            // What stands at its default may not be written at all.
            let Some(is) = at else { continue };
            let typed: toml::Table = format!("x = {left_out}").parse().unwrap();
            let same = match (is.as_float(), typed["x"].as_float()) {
                (Some(is), Some(typed)) => (is - typed).abs() < 1e-6,
                _ => *is == typed["x"],
            };
            assert!(same, "{} is {is}", key.path);
        }
    }
}
