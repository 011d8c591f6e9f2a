//! Reference pages written from the program's own tables, so that they cannot disagree with it.

mod brief;

use std::fmt::Write;

use reversal_direct::exchange::FORMATS;
use reversal_listen::curves::{CURVE_TERMS, CURVES};
use reversal_listen::lyrics::write::LYRIC_FORMATS;
use reversal_model::assets;
use reversal_model::settings::SETTINGS;

/// The pages: path from the root and text.
pub fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("docs/settings.md", settings()),
        ("docs/holds.md", holds()),
        ("docs/formats.md", formats()),
        ("docs/curves.md", curves()),
        ("docs/brief.md", brief::page()),
        ("docs/brief.schema.json", brief::schema()),
    ]
}

const WRITTEN: &str = "<!-- written by `cargo xtask reference`; change the table in the code instead -->\n";

fn settings() -> String {
    let mut page = format!(
        "# Settings\n{WRITTEN}\nA flag on the command line, or a key of `reversal.toml` where the folder remembers it. A change makes stale only the steps that read it.\n\n| flag | default | read by | remembered | what it does |\n|---|---|---|---|---|\n"
    );
    for row in SETTINGS {
        let steps: Vec<&str> = row.read_by.iter().map(|stage| stage.verb()).collect();
        let remembered = if row.remembered { "yes" } else { "no" };
        let _ = writeln!(
            page,
            "| `--{} {}` | {} | {} | {remembered} | {} |",
            row.name,
            row.value,
            or_none(row.default),
            or_none(&steps.join(", ")),
            row.help
        );
    }
    page
}

fn curves() -> String {
    let mut page = format!(
        "# Curves\n{WRITTEN}\nWhat `curves.csv` holds: a value a second, from the three seconds around it. None but loudness depends on how loud the file is. No curve is a fact about a person who listens; each is a measured guess, and its source says how good.\n\n| curve | unit | range | meaning | made of | source |\n|---|---|---|---|---|---|\n"
    );
    for curve in &CURVES {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} .. {} | {} | {} | {} |",
            curve.name,
            or_none(curve.unit),
            curve.range.0,
            curve.range.1,
            curve.meaning,
            curve.formula,
            curve.source
        );
    }
    page.push_str("\nThe terms, each 0 to 1 between the limits given (5th and 95th percentile of sixteen songs):\n\n");
    for (term, measured) in CURVE_TERMS {
        let _ = writeln!(page, "- **{term}**: {measured}");
    }
    page
}

fn holds() -> String {
    let mut page = format!(
        "# Holds\n{WRITTEN}\nThe paired holds that a film is made of, each a file in `assets/holds`. Strikes are not among them, and no field of a hold could describe one. A has power over B where the power is above 0; at 0 chance says who is A. Tenderness and shame say what a song must ask for before a hold is likely. In a rest breath comes back; a mobile hold can be left for another place; a fall may be reached from any higher level; in a hold that gives, A holds out what B carries (`wardrobe.carries` of the brief).\n\nWhat may follow what: a hold of the same level or the next one, or a fall; never itself; and nobody dives from apart into a knot on the ground. A hold that asks for more names the holds that it may come out of or lead to; those are listed below the table.\n\n`cargo xtask holds` (in release mode, to be fast) draws each of them at three moments and from both sides on one page, with what was measured: look there before and after a change.\n\n| hold | level | needs | power | bars | closeness | intensity | effort | tenderness | shame | kind | what is seen |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for hold in assets::holds() {
        let powers: Vec<String> = hold.powers.iter().map(|&power| format!("{}", f32::from(power) / 4.0)).collect();
        let text = hold.text.replace("{lead}", "A").replace("{other}", "B");
        let kinds = [(hold.rest, "rest"), (hold.mobile, "mobile"), (hold.fall, "fall"), (hold.gives, "gives")];
        let kinds: Vec<&str> = kinds.into_iter().filter_map(|(is, kind)| is.then_some(kind)).collect();
        let _ = writeln!(
            page,
            "| {} (`{}`) | {} | {} | {} | {}–{} | {} | {} | {} | {} | {} | {} | {text} |",
            hold.title,
            hold.name,
            format!("{:?}", hold.level).to_lowercase(),
            format!("{:?}", hold.anchor).to_lowercase(),
            powers.join(", "),
            hold.bars_min,
            hold.bars_max,
            hold.closeness,
            hold.intensity,
            hold.effort,
            hold.tenderness,
            hold.shame,
            or_none(&kinds.join(", "))
        );
    }
    page.push_str("\n## Ways in and out that are named\n\n");
    for hold in assets::holds() {
        for (names, way) in [(&hold.entries, "comes only out of"), (&hold.exits, "leads only to")] {
            if !names.is_empty() {
                let _ = writeln!(page, "- `{}` {way} `{}`", hold.name, names.join("`, `"));
            }
        }
    }
    page
}

fn formats() -> String {
    let mut page = format!(
        "# Formats\n{WRITTEN}\n## Timelines\n\nThe cut, written for other programs into `out/`.\n\n| file | read by |\n|---|---|\n"
    );
    for format in FORMATS {
        let _ = writeln!(page, "| `{}` | {} |", format.file_name, format.readers);
    }
    page.push_str("\n## Lyrics\n\nRead whatever the file is called: LRC, enhanced LRC, SRT, WebVTT, TTML, ASS, UltraStar and plain text. Written by `reversal listen SONG --write-lyrics FILE`, by the file's ending:\n\n| ending | format |\n|---|---|\n");
    for format in LYRIC_FORMATS {
        let _ = writeln!(page, "| `.{}` | {} |", format.extension, format.name);
    }
    page
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_in_docs_are_what_the_tables_say() {
        for (path, text) in pages() {
            let written = std::fs::read_to_string(crate::root().join(path)).unwrap_or_default();
            assert_eq!(written, text, "{path} is old: run cargo xtask reference");
        }
    }

    #[test]
    fn architecture_names_every_crate_and_invents_none() {
        let page = std::fs::read_to_string(crate::root().join("ARCHITECTURE.md")).unwrap();
        let mut crates: Vec<String> = std::fs::read_dir(crate::root().join("crates"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        crates.sort();
        let mut named: Vec<String> = page
            .lines()
            .filter_map(|line| line.strip_prefix("### `crates/"))
            .map(|rest| rest.split('`').next().unwrap_or_default().to_owned())
            .collect();
        named.sort();
        assert_eq!(named, crates, "each crate has one heading ### `crates/NAME` in ARCHITECTURE.md");
        assert!(page.lines().count() <= 250, "ARCHITECTURE.md is to be read in one sitting");
    }

    #[test]
    fn architecture_names_only_files_that_exist() {
        let page = std::fs::read_to_string(crate::root().join("ARCHITECTURE.md")).unwrap();
        let mut folder = String::new();
        for line in page.lines() {
            if let Some(rest) = line.strip_prefix("### `") {
                folder = rest.split('`').next().unwrap_or_default().to_owned();
            } else if let Some(rest) = line.strip_prefix("- `")
                && !folder.is_empty()
            {
                let name = rest.split('`').next().unwrap_or_default();
                let path = crate::root().join(&folder).join("src").join(name);
                assert!(path.exists(), "{folder}: {name} does not exist");
            }
        }
    }
}
