//! The JSON schema (draft 2020-12) of `brief.toml`, for editors that complete and check as one types.

use serde_json::{Map, Value, json};

use super::keys::{BriefKey, LeftOut, Takes};
use crate::assets;
use crate::hold::Hold;
use crate::place::Place;

/// The schema, made from the table of keys and the names of a stock. What it cannot say, such as that
/// two keys contradict each other, is told by [`super::Brief::read`].
pub fn brief_schema(holds: &[Hold], places: &[Place]) -> Value {
    let names = Names {
        holds: holds.iter().map(|hold| hold.name.clone()).collect(),
        places: places.iter().map(|place| place.name.clone()).collect(),
        looks: assets::looks().iter().map(|look| look.name.clone()).collect(),
    };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A brief of Reversal",
        "description": "Which two people, where, under which rules, and what the film is about.",
    });
    merge(&mut schema, table("", &names));
    schema
}

struct Names {
    holds: Vec<String>,
    places: Vec<String>,
    looks: Vec<String>,
}

fn table(path: &str, names: &Names) -> Value {
    let properties: Map<String, Value> =
        BriefKey::below(path).map(|key| (key.name().to_owned(), property(key, names))).collect();
    let needed: Vec<&str> =
        BriefKey::below(path).filter(|key| key.left_out == LeftOut::Never).map(BriefKey::name).collect();
    let mut table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !needed.is_empty() {
        merge(&mut table, json!({ "required": needed }));
    }
    let one_of = |keys: &[&str]| keys.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>();
    match path {
        "pin[]" => merge(
            &mut table,
            json!({
                "oneOf": one_of(&["turn", "hold", "place", "no_close_up"]),
                "dependentRequired": { "lead": ["hold"] },
            }),
        ),
        "pin[].at" => merge(
            &mut table,
            json!({
                "oneOf": one_of(&["word", "section", "time", "bar"]),
                "dependentRequired": { "nth": ["word"] },
            }),
        ),
        _ => {}
    }
    table
}

fn property(key: &BriefKey, names: &Names) -> Value {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let mut property = match key.takes {
        Takes::Exactly(words) => json!({ "const": words }),
        Takes::Text if key.left_out == LeftOut::Never => json!({ "type": "string", "minLength": 1 }),
        Takes::Text | Takes::OwnPlace | Takes::Person(_) => json!({ "type": "string" }),
        Takes::Slug => json!({ "type": "string", "pattern": "^[a-z0-9_-]+$" }),
        Takes::Number(from, to) => json!({ "type": "number", "minimum": from, "maximum": to }),
        Takes::Whole(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::OneOf(words) => json!({ "enum": words }),
        Takes::Time => json!({ "type": "string", "pattern": "^([0-9]+:)*[0-9]+(\\.[0-9]+)?$" }),
        Takes::Hold => json!({ "enum": names.holds }),
        Takes::Place => json!({ "enum": names.places }),
        Takes::Look => json!({ "enum": names.looks }),
        Takes::Texts | Takes::OwnPlaces => list(json!({ "type": "string" })),
        Takes::Holds => list(json!({ "enum": names.holds })),
        Takes::Table => table(key.path, names),
        Takes::Tables(least, most) => {
            let mut tables = list(table(&format!("{}[]", key.path), names));
            merge(&mut tables, json!({ "minItems": least, "maxItems": most }));
            tables
        }
    };
    merge(&mut property, json!({ "description": key.meaning }));
    if let LeftOut::Value(default) = key.left_out
        && let Ok(typed) = format!("x = {default}").parse::<toml::Table>()
    {
        merge(&mut property, json!({ "default": typed.get("x") }));
    }
    property
}

/// Takes the members of one object over into another.
fn merge(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a value is what a schema asks for, as far as this schema's few words go.
    fn fits(value: &Value, schema: &Value) -> bool {
        let number = |key: &str| schema.get(key).and_then(Value::as_f64);
        let typed = match schema["type"].as_str() {
            Some("object") => value.as_object().is_some_and(|object| {
                let known = object
                    .iter()
                    .all(|(key, value)| schema["properties"].get(key).is_some_and(|property| fits(value, property)));
                let required = |schema: &Value| {
                    schema["required"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .all(|key| object.contains_key(key.as_str().unwrap()))
                };
                let one = schema
                    .get("oneOf")
                    .is_none_or(|any| any.as_array().unwrap().iter().filter(|one| required(one)).count() == 1);
                known && required(schema) && one
            }),
            Some("array") => value.as_array().is_some_and(|items| {
                let count = items.len() as f64;
                items.iter().all(|item| fits(item, &schema["items"]))
                    && number("minItems").is_none_or(|least| count >= least)
                    && number("maxItems").is_none_or(|most| count <= most)
            }),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            _ => true,
        };
        let in_range = value.as_f64().is_none_or(|is| {
            number("minimum").is_none_or(|least| is >= least - 1e-6)
                && number("maximum").is_none_or(|most| is <= most + 1e-6)
        });
        typed
            && in_range
            && schema.get("enum").is_none_or(|words| words.as_array().unwrap().contains(value))
            && schema.get("const").is_none_or(|word| word == value)
    }

    #[test]
    fn every_shipped_brief_fits_the_schema_and_what_reading_refuses_does_not() {
        let schema = brief_schema(assets::holds(), assets::places());
        for text in assets::BRIEF_TEXTS {
            let brief = |text: &str| serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
            assert!(fits(&brief(text), &schema), "{text}");
            for (from, to) in [
                ("logline", "loglien"),
                ("height_m = 1", "height_m = 9"),
                ("format = \"brief.1\"", "format = \"brief.9\""),
            ] {
                assert!(text.contains(from));
                assert!(!fits(&brief(&text.replacen(from, to, 1)), &schema), "{to}");
            }
            let pinned = |pin: &str| brief(&format!("{text}\n[[pin]]\n{pin}\n"));
            assert!(fits(&pinned("at = { bar = 3 }\nturn = \"either\""), &schema));
            assert!(!fits(&pinned("at = { bar = 3, time = \"1:00\" }\nturn = \"either\""), &schema));
            assert!(!fits(&pinned("at = { bar = 3 }"), &schema));
        }
    }
}
