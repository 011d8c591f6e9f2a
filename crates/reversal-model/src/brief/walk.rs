//! The keys and values of a `brief.toml` held against the table of keys: whatever is unknown,
//! missing, of another type or outside its range, all of it at once.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{kind_of, number, whole};
use super::keys::{BRIEF_KEYS, BriefKey, LeftOut, Takes};
use super::{Fault, Stock};
use crate::nearest::nearest;
use crate::time::secs_from_clock;

/// The faults of a whole file.
pub(super) fn faults(root: &Spanned<DeTable<'_>>, stock: Stock<'_>) -> Vec<Fault> {
    let table = root.get_ref();
    let texts = |list: &str, key: &str| -> Vec<String> {
        let tables = table.get(list).and_then(|list| list.get_ref().as_array());
        let text =
            |item: &Spanned<DeValue<'_>>| Some(item.get_ref().as_table()?.get(key)?.get_ref().as_str()?.to_owned());
        tables.into_iter().flat_map(|tables| tables.iter().filter_map(text)).collect()
    };
    let mut walk =
        Walk { stock, ids: texts("character", "id"), own_places: texts("places", "place"), faults: Vec::new() };
    walk.table(table, 0, "");
    walk.faults
}

struct Walk<'a> {
    stock: Stock<'a>,
    /// Ids of the two people.
    ids: Vec<String>,
    /// Names of the brief's places.
    own_places: Vec<String>,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn fault(&mut self, byte: usize, message: String, hint: impl Into<Option<String>>) {
        self.faults.push(Fault { byte, message, hint: hint.into() });
    }

    fn table(&mut self, table: &DeTable<'_>, byte: usize, path: &str) {
        let mut meant = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let own = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match BriefKey::at(&own) {
                Some(row) => self.value(row, value),
                None => meant.extend(self.unknown(name, key.span().start, path)),
            }
        }
        for row in BriefKey::below(path).filter(|row| row.left_out == LeftOut::Never) {
            // Of a misspelt key it has been said already.
            if !table.contains_key(row.name()) && !meant.contains(&row.name()) {
                let header = row.header().map_or_else(|| "the brief".to_owned(), |header| format!("this {header}"));
                let hint = format!("{}: {}", row.name(), row.meaning);
                self.fault(byte, format!("{header} has no `{}`", row.name()), hint);
            }
        }
    }

    /// Tells of an unknown key; the key that may have been meant by it.
    fn unknown(&mut self, name: &str, byte: usize, path: &str) -> Option<&'static str> {
        let known: Vec<&'static str> = BriefKey::below(path).map(|row| row.name()).collect();
        let meant = nearest(name, known.iter().copied());
        let elsewhere = BRIEF_KEYS.iter().find(|row| row.name() == name);
        let hint = match (meant, elsewhere.map(BriefKey::header)) {
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, Some(Some(header))) => {
                format!("it belongs under {header}; a key belongs to the last [header] above it")
            }
            (None, Some(None)) => "it belongs at the file's top, above the first [header]".to_owned(),
            (None, None) => format!("the keys here are {}", known.join(", ")),
        };
        self.fault(byte, format!("there is no key `{name}` here"), hint);
        meant
    }

    fn value(&mut self, row: &'static BriefKey, value: &Spanned<DeValue<'_>>) {
        let byte = value.span().start;
        let name = row.name();
        let content = value.get_ref();
        match row.takes {
            Takes::Table => match content.as_table() {
                Some(table) => self.table(table, byte, row.path),
                None => self.wrong_type(row, value),
            },
            Takes::Tables(least, most) => self.tables(row, value, least, most),
            Takes::Texts => self.list(row, value, |_, _, _| {}),
            Takes::Holds => self.list(row, value, |walk, name, byte| walk.hold(name, byte)),
            Takes::OwnPlaces => self.list(row, value, |walk, name, byte| walk.own_place(name, byte)),
            Takes::Flag => {
                if content.as_bool().is_none() {
                    self.wrong_type(row, value);
                }
            }
            Takes::Number(from, to) => match number(content) {
                None => self.wrong_type(row, value),
                Some(is) if (from..=to).contains(&is) => {}
                Some(is) => {
                    self.fault(byte, format!("`{name}` is {is}"), format!("it can be {from} to {to}. {}", row.meaning))
                }
            },
            Takes::Whole(from, to) => match whole(content) {
                None => self.wrong_type(row, value),
                Some(is) if (from..=to).contains(&is) => {}
                Some(is) => {
                    self.fault(byte, format!("`{name}` is {is}"), format!("it can be {from} to {to}. {}", row.meaning))
                }
            },
            _ => match content.as_str() {
                None => self.wrong_type(row, value),
                Some(text) => self.text(row, text, byte),
            },
        }
    }

    /// Values that are written as text.
    fn text(&mut self, row: &'static BriefKey, text: &str, byte: usize) {
        let name = row.name();
        match row.takes {
            Takes::Exactly(wanted) if text != wanted => {
                let hint =
                    format!("this program reads `{name} = \"{wanted}\"`; another one was made for a newer reversal");
                self.fault(byte, format!("its {name} is '{text}'"), hint);
            }
            Takes::Slug
                if text.is_empty() || text.contains(|c: char| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '_')) =>
            {
                let hint = "write small letters, digits, - and _, like cop-and-kid".to_owned();
                self.fault(byte, format!("`{name}` is '{text}', which is no name for a file"), hint);
            }
            Takes::Text if text.trim().is_empty() && row.left_out == LeftOut::Never => {
                self.fault(byte, format!("`{name}` is empty"), format!("write it: {}", row.meaning));
            }
            Takes::OneOf(words) if !words.contains(&text) => {
                self.not_among(&format!("`{name}` cannot be '{text}'"), text, byte, words.iter().copied());
            }
            Takes::Time => {
                if let Err(fault) = secs_from_clock(text) {
                    self.fault(byte, fault, None);
                }
            }
            Takes::Hold => self.hold(text, byte),
            Takes::Place => {
                let names = self.stock.places.iter().map(|place| place.name.as_str());
                if !names.clone().any(|name| name == text) {
                    let names: Vec<&str> = names.collect();
                    self.not_among(&format!("there is no place '{text}'"), text, byte, names.into_iter());
                }
            }
            Takes::Look => {
                let names: Vec<&str> = self.stock.looks.iter().map(|look| look.name.as_str()).collect();
                if !names.contains(&text) {
                    self.not_among(&format!("there is no look '{text}'"), text, byte, names.into_iter());
                }
            }
            Takes::OwnPlace => self.own_place(text, byte),
            Takes::Person(either) => {
                let mut people = self.ids.clone();
                people.extend(either.then(|| "either".to_owned()));
                if !people.iter().any(|id| id == text) {
                    self.not_among(
                        &format!("nobody here has the id '{text}'"),
                        text,
                        byte,
                        people.iter().map(String::as_str),
                    );
                }
            }
            _ => {}
        }
    }

    fn hold(&mut self, name: &str, byte: usize) {
        let names: Vec<&str> = self.stock.holds.iter().map(|hold| hold.name.as_str()).collect();
        if !names.contains(&name) {
            self.not_among(&format!("there is no hold '{name}'"), name, byte, names.into_iter());
        }
    }

    fn own_place(&mut self, name: &str, byte: usize) {
        let own = self.own_places.clone();
        // Where one of the places is misspelt, the way to it may be right.
        let all_exist = own.iter().all(|own| self.stock.places.iter().any(|place| place.name == *own));
        if all_exist && !own.iter().any(|place| place == name) {
            self.not_among(
                &format!("'{name}' is none of this brief's places"),
                name,
                byte,
                own.iter().map(String::as_str),
            );
        }
    }

    fn not_among<'n>(&mut self, message: &str, text: &str, byte: usize, names: impl Iterator<Item = &'n str> + Clone) {
        let hint = match nearest(text, names.clone()) {
            Some(meant) => format!("did you mean '{meant}'?"),
            None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
        };
        self.fault(byte, message.to_owned(), hint);
    }

    fn wrong_type(&mut self, row: &'static BriefKey, value: &Spanned<DeValue<'_>>) {
        let message = format!("`{}` takes {}, not {}", row.name(), row.takes, kind_of(value.get_ref()));
        self.fault(value.span().start, message, format!("{}: {}", row.name(), row.meaning));
    }

    fn list(&mut self, row: &'static BriefKey, value: &Spanned<DeValue<'_>>, check: impl Fn(&mut Self, &str, usize)) {
        let Some(items) = value.get_ref().as_array() else { return self.wrong_type(row, value) };
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => check(self, text, item.span().start),
                None => {
                    let message = format!("`{}` lists texts; this is {}", row.name(), kind_of(item.get_ref()));
                    self.fault(item.span().start, message, "put it in quotes".to_owned());
                }
            }
        }
    }

    fn tables(&mut self, row: &'static BriefKey, value: &Spanned<DeValue<'_>>, least: usize, most: usize) {
        let name = row.name();
        let Some(items) = value.get_ref().as_array() else { return self.wrong_type(row, value) };
        let count = items.len();
        if !(least..=most).contains(&count) {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            // What is too many starts after the last that is allowed.
            let byte = items.get(most).map_or(value.span().start, |item| item.span().start);
            self.fault(byte, format!("there are {count} [[{name}]]; a brief has {wanted}"), row.meaning.to_owned());
        }
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => self.table(table, item.span().start, &format!("{}[]", row.path)),
                None => self.wrong_type(row, value),
            }
        }
    }
}
