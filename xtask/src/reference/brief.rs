//! The reference of `brief.toml`, from its table of keys, and its JSON schema.

use std::fmt::Write;

use reversal_model::assets;
use reversal_model::brief::keys::{BRIEF_KEYS, BriefKey, LeftOut, PIN_EXAMPLES, Takes};
use reversal_model::brief::{Brief, brief_schema};

use super::WRITTEN;

/// The JSON schema as a file.
pub fn schema() -> String {
    let schema = brief_schema(assets::holds(), assets::places());
    serde_json::to_string_pretty(&schema).map_or_else(|_| String::new(), |text| text + "\n")
}

/// The page.
pub fn page() -> String {
    let mut page = format!("# The brief\n{WRITTEN}\n{INTRODUCTION}");
    page.push_str("\n## Shipped briefs\n\n| name | title | about | places |\n|---|---|---|---|\n");
    for brief in assets::briefs() {
        let places: Vec<&str> = brief.places.iter().map(|used| used.place.as_str()).collect();
        let _ = writeln!(page, "| `{}` | {} | {} | {} |", brief.name, brief.title, brief.about, places.join(", "));
    }
    page.push_str("\n## Keys\n\nA key that must be there has *needed* for a default.\n");
    let mut parents: Vec<&str> = Vec::new();
    for key in BRIEF_KEYS {
        if !parents.contains(&key.parent()) {
            parents.push(key.parent());
        }
    }
    for parent in parents {
        table(&mut page, parent);
    }
    page.push_str("\n## Looks\n\nWhat `palette.look` can be. Each is a file of `assets/looks`: lamps, air, hour, rain, grain and toning; `palette.key`, `palette.contrast` and `palette.rain` have the last word over its own. A film without one is lit as its places are, and dry. Rain falls in places under the sky, and goes evenly from what it is at the film's start to what it is at its end; in rooms dust hangs in the light, whatever the look.\n\n| look | the film is black and white, | rain, mm an hour |\n|---|---|---|\n");
    for look in assets::looks() {
        let rain = match look.rain {
            [0.0, 0.0] => "none".to_owned(),
            [from, to] if from == to => format!("{from}"),
            [from, to] => format!("{from} to {to}"),
        };
        let _ = writeln!(page, "| `{}` | {} | {rain} |", look.name, look.text);
    }
    page.push_str("\n## Pins\n\nA pin is a moment of the song and one thing that must happen there; several pins may have one moment. A pin that the song has no room for is answered with its line and what to change. For two people `a` and `b`:\n");
    for (words, example) in PIN_EXAMPLES {
        let _ = write!(page, "\n{words}:\n```toml\n{example}```\n");
    }
    page.push_str(
        "\n## Faults\n\nAll faults of a brief are told at once, each with FILE:LINE:COLUMN and what to change:\n\n",
    );
    let _ = write!(page, "```text\n$ reversal brief --check mine.toml\nerror: {}\n```\n", faults());
    page
}

const INTRODUCTION: &str = "\
A brief says which two people a film is about, where they are, under which rules it is made, and what must happen where in the song. It is a TOML file.

| command | what it does |
|---|---|
| `reversal brief --new mine.toml` | writes a commented brief that is valid as it stands; never overwrites a file |
| `reversal brief --list` | names the shipped briefs |
| `reversal brief --show NAME` | prints a shipped one as it is written, to begin from |
| `reversal brief --check FILE` | says that it is fine, or all that is wrong with it |
| `reversal brief --schema` | prints the JSON schema (this repository has it as `docs/brief.schema.json`) |
| `reversal make SONG --brief NAME` or `FILE` | makes the film; the film's folder keeps its brief as `brief.toml` |

Editors that know JSON schemas for TOML (taplo, Even Better TOML) complete and check as one types: `reversal brief --schema > brief.schema.json`, and `#:schema ./brief.schema.json` as the brief's first line.
";

fn table(page: &mut String, parent: &str) {
    let header = BriefKey::below(parent).next().and_then(BriefKey::header);
    let title = header.map_or_else(|| "At the file's top".to_owned(), |header| format!("`{header}`"));
    let _ = write!(page, "\n### {title}\n\n| key | takes | default | what it means |\n|---|---|---|---|\n");
    for key in BriefKey::below(parent) {
        let default = match key.left_out {
            LeftOut::Never => "*needed*".to_owned(),
            LeftOut::Value("\"\"") => "none".to_owned(),
            LeftOut::Value(value) => format!("`{value}`"),
            LeftOut::Means(words) => words.to_owned(),
        };
        let takes = match key.takes {
            Takes::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Takes::Hold | Takes::Holds => format!("{} ([holds](holds.md))", key.takes),
            Takes::Place => {
                let names: Vec<String> = assets::places().iter().map(|place| format!("`{}`", place.name)).collect();
                names.join(", ")
            }
            Takes::Look => {
                let names: Vec<String> = assets::looks().iter().map(|look| format!("`{}`", look.name)).collect();
                names.join(", ")
            }
            _ => key.takes.to_string(),
        };
        let _ = writeln!(page, "| `{}` | {takes} | {default} | {} |", key.name(), key.meaning);
    }
}

/// What reading answers to a brief with four faults.
fn faults() -> String {
    let wrong = assets::new_brief("mine")
        .replacen("logline =", "loglien =", 1)
        .replacen("height_m = 1.66", "height_m = 166", 1)
        .replacen("upper = \"coat\"", "upper = \"cloak\"", 1)
        .replacen("without_holds = [\"pin_ground\"]", "without_holds = [\"pin_grund\"]", 1);
    let read = Brief::read("mine.toml", &wrong, assets::holds(), assets::places());
    read.err().map_or_else(String::new, |faults| faults.to_string())
}
