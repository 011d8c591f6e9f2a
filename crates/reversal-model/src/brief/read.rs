//! A brief out of text that a person may have written.

use toml::de::DeTable;

use super::document::byte_of;
use super::{Brief, Fault, Stock, sense, walk};
use crate::assets;
use crate::diag::{Diagnostic, Faults, line_and_column};
use crate::hold::Hold;
use crate::place::Place;

impl Brief {
    /// Reads a brief for a stock of holds and places. Every fault comes with its line and column
    /// and what to change, in the file's order.
    pub fn read(file: &str, text: &str, holds: &[Hold], places: &[Place]) -> Result<Brief, Faults> {
        faults_or_brief(text, Stock { holds, places, looks: assets::looks() }).map_err(|mut faults| {
            faults.sort_by_key(|fault| fault.byte);
            faults.dedup();
            let told = |fault: Fault| Diagnostic {
                file: file.to_owned(),
                place: Some(line_and_column(text, fault.byte)),
                message: fault.message,
                hint: fault.hint,
            };
            Faults(faults.into_iter().map(told).collect())
        })
    }
}

fn faults_or_brief(text: &str, stock: Stock<'_>) -> Result<Brief, Vec<Fault>> {
    let no_toml = |fault: toml::de::Error| {
        vec![Fault {
            byte: fault.span().map_or(0, |span| span.start),
            message: fault.message().replace('\n', " "),
            hint: None,
        }]
    };
    let root = DeTable::parse(text).map_err(no_toml)?;
    let mut faults = walk::faults(&root, stock);
    // A value outside its range leaves a brief whose sense can be judged as well; an unknown key does not.
    let brief: Result<Brief, _> = toml::from_str(text);
    if let Ok(brief) = &brief {
        faults.extend(sense::contradictions(brief, stock).into_iter().map(|found| Fault {
            byte: byte_of(&root, &found.path),
            message: found.message,
            hint: Some(found.hint),
        }));
    }
    if faults.is_empty() { brief.map_err(no_toml) } else { Err(faults) }
}

/// Line and column, from 1, at which a path such as `rules.balance_bars` or `pin[1]` stands in the text of
/// a brief; None where it is not written there.
pub fn place_in_brief(text: &str, path: &str) -> Option<(usize, usize)> {
    let root = DeTable::parse(text).ok()?;
    super::document::is_written(&root, path).then(|| line_and_column(text, byte_of(&root, path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::keys::PIN_EXAMPLES;

    fn read(text: &str) -> Result<Brief, Faults> {
        Brief::read("brief.toml", text, assets::holds(), assets::places())
    }

    /// A shipped brief with some text replaced: its faults, and the lines on which a text stands in it.
    fn changed(from: &str, to: &str) -> (Vec<Diagnostic>, Vec<usize>) {
        let text = assets::BRIEF_TEXTS[0];
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(to)).map(|(line, _)| line + 1);
        let lines = lines.collect();
        (read(&text).map_or_else(|faults| faults.0, |_| Vec::new()), lines)
    }

    /// The one fault of a brief to which text was added at the end.
    fn with_tail(tail: &str) -> Diagnostic {
        let text = format!("{}\n{tail}", assets::BRIEF_TEXTS[0]);
        let faults = read(&text).unwrap_err().0;
        assert_eq!(faults.len(), 1, "{faults:?}");
        let added = assets::BRIEF_TEXTS[0].lines().count() + 1;
        let fault = faults.into_iter().next().unwrap();
        let (line, column) = fault.place.unwrap();
        Diagnostic { place: Some((line - added, column)), ..fault }
    }

    #[test]
    fn the_shipped_briefs_have_no_faults() {
        for text in assets::BRIEF_TEXTS {
            read(text).unwrap_or_else(|faults| panic!("{faults}"));
        }
    }

    #[test]
    fn a_place_that_does_not_exist_is_named_where_it_stands_and_not_where_it_stood_first() {
        let (faults, lines) = changed("place = \"bedroom\"", "place = \"bedrom\"");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].place.map(|place| place.0), Some(lines[0]));
        assert_eq!(faults[0].hint.as_deref(), Some("did you mean 'bedroom'?"));
    }

    #[test]
    fn every_fault_is_told_at_once_in_the_order_of_the_file() {
        let text = assets::BRIEF_TEXTS[0]
            .replacen("logline", "loglien", 1)
            .replacen("height_m = 1.85", "height_m = 18.5", 1)
            .replacen("\"coat\"", "\"cote\"", 1)
            .replacen("gloves = true", "gloves = 1", 1);
        let faults = read(&text).unwrap_err().0;
        let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "there is no key `loglien` here",
                "`height_m` is 18.5",
                "`upper` cannot be 'cote'",
                "`gloves` takes true or false, not a whole number",
            ]
        );
        let hints: Vec<&str> = faults.iter().filter_map(|fault| fault.hint.as_deref()).collect();
        assert_eq!((hints[0], hints[2]), ("did you mean `logline`?", "did you mean 'coat'?"));
        assert!(faults.windows(2).all(|pair| pair[0].place <= pair[1].place));
    }

    #[test]
    fn a_key_under_the_wrong_header_is_told_where_it_belongs() {
        for (key, hint) in [("height_m = 1.8", "under [[character]]"), ("logline = \"again\"", "at the file's top")] {
            let (faults, _) = changed("[palette]", &format!("[palette]\n{key}"));
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].hint.as_ref().unwrap().contains(hint), "{faults:?}");
            let header = assets::BRIEF_TEXTS[0].lines().position(|line| line == "[palette]").unwrap() + 1;
            assert_eq!(faults[0].place, Some((header + 1, 1)));
        }
    }

    #[test]
    fn every_kind_of_pin_can_be_read() {
        for (_, example) in PIN_EXAMPLES {
            let example = example.replace("\"a\"", "\"cop\"").replace("\"b\"", "\"kid\"");
            let text = format!("{}\n{example}", assets::BRIEF_TEXTS[0]);
            assert_eq!(read(&text).unwrap_or_else(|faults| panic!("{faults}")).pins.len(), 1);
        }
    }

    #[test]
    fn pins_that_cannot_be_met_are_told_what_is_wrong_with_them() {
        for (pin, place, message) in [
            ("at = { word = \"a\", bar = 3 }\nturn = \"kid\"", (2, 26), "by `word` and by `bar`"),
            ("at = {}\nturn = \"kid\"", (2, 6), "does not say when"),
            ("at = { bar = 3 }", (1, 1), "not what"),
            ("at = { bar = 3 }\nturn = \"kid\"\nplace = \"car\"", (4, 9), "a pin asks for one thing"),
            ("at = { bar = 3 }\nturn = \"kidd\"", (3, 8), "nobody here has the id 'kidd'"),
            ("at = { bar = 0 }\nturn = \"kid\"", (2, 14), "`bar` is 0"),
            ("at = { bar = 3, nth = 2 }\nturn = \"kid\"", (2, 23), "there is none"),
            ("at = { time = \"1:1o\" }\nturn = \"kid\"", (2, 15), "is not a time"),
            ("at = { time = 70 }\nturn = \"kid\"", (2, 15), "takes a time"),
            ("at = { bar = 3 }\nturn = \"kid\"\nlead = \"kid\"", (4, 8), "there is no `hold`"),
            ("at = { bar = 3 }\nhold = \"lean_on\"", (3, 8), "there is no hold"),
            ("at = { bar = 3 }\nhold = \"collapse\"\nlead = \"kid\"", (4, 8), "nobody leads"),
            ("at = { bar = 3 }\nno_close_up = \"until\"", (3, 15), "cannot be 'until'"),
            ("at = { bar = 3 }\nplace = \"moon\"", (3, 9), "none of this brief's places"),
            (
                "at = { time = \"1:10\" }\nhold = \"lean\"\n[[pin]]\nat = { time = \"70\" }\nhold = \"clinch\"",
                (4, 1),
                "two things at one moment",
            ),
        ] {
            let fault = with_tail(&format!("[[pin]]\n{pin}\n"));
            assert!(fault.message.contains(message), "{pin}: {fault}");
            assert_eq!(fault.place, Some(place), "{pin}: {fault}");
        }
    }

    #[test]
    fn rules_that_contradict_each_other_are_told_which() {
        let rules = "rules = { reversal_window_bars = 2";
        for (to, message) in [
            ("rules = { reversals_min = 4, reversals_max = 3, reversal_window_bars = 2", "reversals_min is 4"),
            ("rules = { rest_every_bars = 0, reversal_window_bars = 2", "`rest_every_bars` is 0"),
            ("rules = { exhaustion_at_start = 1.5, reversal_window_bars = 2", "`exhaustion_at_start` is 1.5"),
            ("start_hold = \"clinch\"\nrules = { reversal_window_bars = 2", "no rest in which nobody has power"),
        ] {
            let text = assets::BRIEF_TEXTS[0].replacen("rest_every_bars = 24, exhaustion_at_start = 0.5, ", "", 1);
            let text = text.replacen(rules, to, 1);
            let faults = read(&text).unwrap_err().0;
            assert!(faults.len() == 1 && faults[0].message.contains(message), "{to}: {faults:?}");
        }
        let named = |wanted: &dyn Fn(&Hold) -> bool| {
            let names = assets::holds().iter().filter(|hold| wanted(hold)).map(|hold| format!("\"{}\"", hold.name));
            format!("rules = {{ without_holds = [{}], reversal_window_bars = 2", names.collect::<Vec<_>>().join(", "))
        };
        let (faults, _) = changed(rules, &named(&|hold| hold.is_rest_of_equals()));
        assert!(faults[0].message.contains("to begin and end with"), "{faults:?}");
        let (faults, _) = changed(rules, &named(&|hold| hold.powers.iter().any(|&power| power >= 3)));
        assert!(faults[0].message.contains("really dominates"), "{faults:?}");
    }

    #[test]
    fn a_place_that_nothing_leads_to_is_told() {
        let (faults, lines) = changed("leads_to = [\"roof\"]", "leads_to = []");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.contains("nothing leads to 'roof'"));
        assert!(faults[0].place.unwrap().0 > lines[0]);
    }

    #[test]
    fn a_path_is_placed_only_where_it_is_written() {
        let text = assets::BRIEF_TEXTS[0];
        assert!(place_in_brief(text, "rules.balance_bars").is_some());
        assert_eq!(place_in_brief(text, "rules.reversals_min"), None);
        assert_eq!(place_in_brief(text, "pin[0]"), None);
    }
}
