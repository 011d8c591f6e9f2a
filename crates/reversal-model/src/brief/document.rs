//! `brief.toml` as it was written, with the place of every key and value.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A step of a way to a value: a key, or a number in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The steps of a path such as `pin[2].at.word`.
fn steps(path: &str) -> Vec<Step<'_>> {
    path.split(['.', '['])
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(index)) => Step::Index(index),
            _ => Step::Key(part),
        })
        .collect()
}

/// The byte at which the value at a path is written; where it is left out, that of what it would stand in.
pub(super) fn byte_of(root: &Spanned<DeTable<'_>>, path: &str) -> usize {
    follow(root, path).0
}

/// Whether the value at a path is written.
pub(super) fn is_written(root: &Spanned<DeTable<'_>>, path: &str) -> bool {
    follow(root, path).1
}

/// Follows a path as far as it is written: the byte reached, and whether that is its end.
fn follow(root: &Spanned<DeTable<'_>>, path: &str) -> (usize, bool) {
    let mut steps = steps(path).into_iter();
    let Some(Step::Key(first)) = steps.next() else { return (0, false) };
    let Some(mut value) = root.get_ref().get(first) else { return (0, false) };
    for step in steps {
        let next = match step {
            Step::Key(key) => value.get_ref().as_table().and_then(|table| table.get(key)),
            Step::Index(index) => value.get_ref().as_array().and_then(|array| array.get(index)),
        };
        match next {
            Some(next) => value = next,
            None => return (value.span().start, false),
        }
    }
    (value.span().start, true)
}

/// What a value is, as a person would say it.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time of day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A whole number, where a value is one.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A number, where a value is one.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => whole(value).map(|whole| whole as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::line_and_column;

    #[test]
    fn a_path_leads_to_the_line_where_its_value_stands() {
        let text = "name = \"a\"\n\n[[pin]]\nhold = \"lean\"\n\n[[pin]]\nat = { word = \"x\" }\nhold = \"lean\"\n[rules]\nlist = [1,\n  2]\n";
        let root = DeTable::parse(text).unwrap();
        let at = |path: &str| line_and_column(text, byte_of(&root, path));
        assert_eq!(at("name"), (1, 8));
        assert_eq!(at("pin[0].hold"), (4, 8));
        assert_eq!(at("pin[1].hold"), (8, 8));
        assert_eq!(at("pin[1].at.word"), (7, 15));
        assert_eq!(at("rules.list[1]"), (11, 3));
        assert_eq!(at("pin[1].lead"), (6, 1));
        assert_eq!(at("rules.least"), (9, 1));
        assert_eq!(at("nothing"), (1, 1));
    }
}
