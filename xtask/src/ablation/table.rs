//! The figures as Markdown.

use std::fmt::Write;

use reversal_model::brief::Brief;

use super::judged::Judged;
use super::{Planned, WAYS};

/// A column: its heading, the value of a plan beside the song's first, and its decimals.
type Column = (&'static str, fn(&Judged, &Judged) -> f64, usize);

const COLUMNS: &[Column] = &[
    ("own cost", |plan, _| plan.own_cost as f64, 0),
    ("full cost", |plan, _| plan.full_cost as f64, 0),
    ("lost %", lost_percent, 1),
    ("for lyrics", |plan, _| plan.for_words as f64, 0),
    ("for states", |plan, _| plan.for_states as f64, 0),
    ("gap %", |plan, _| 100.0 * plan.score.optimality_gap, 1),
    ("intensity r", |plan, _| plan.score.intensity_correlation, 2),
    ("variety", |plan, _| plan.score.variety, 2),
    ("repeated", |plan, _| plan.score.repeated_trigrams, 2),
    ("rest", |plan, _| plan.score.rest_share, 2),
    ("balance", |plan, _| plan.score.balance, 2),
    ("suspense", |plan, _| plan.score.suspense, 2),
    ("reversals", |plan, _| plan.reversals as f64, 1),
    ("turns on a line", |plan, _| plan.turns_on_line, 2),
    ("by chance", |plan, _| plan.bars_on_line, 2),
    ("line weight at turns", |plan, _| plan.weight_at_turns, 2),
    ("by chance", |plan, _| plan.weight_of_bars, 2),
    ("other holds", |plan, _| plan.other_holds, 2),
    ("distance", |plan, _| plan.distance, 2),
    ("broken", |plan, _| plan.broken.len() as f64, 1),
];

/// Columns that say something of one song by itself.
const BRIEFLY: [&str; 7] =
    ["full cost", "lost %", "for states", "intensity r", "reversals", "turns on a line", "other holds"];
/// Columns that say something of songs with lyrics only.
const OF_LYRICS: [&str; 4] = ["for lyrics", "turns on a line", "line weight at turns", "by chance"];

fn lost_percent(plan: &Judged, full: &Judged) -> f64 {
    100.0 * (plan.full_cost - full.full_cost) as f64 / full.full_cost.abs().max(1) as f64
}

/// The page.
pub fn page(songs: &[Planned], brief: &Brief) -> String {
    let mut page = format!(
        "# What lyrics, states and pins bring
<!-- written by `cargo xtask ablation SONGS --write` -->

One command makes these tables: `cargo run --release -p xtask -- ablation SONGS [--brief NAME] --write`, where `SONGS` \
is a folder of folders, each with a song (`song.*`) and its `truth.json`, whose lines are given to the listener. The \
brief is `{}` with three pins, set in every song alike: at the starts of the parts nearest to a quarter, a half and \
three quarters of it the film is in the brief's second place, the power turns, and one is pinned to the wall.

Each song is planned with everything; without lyrics (lines feel like nothing, weigh nothing and turn nothing); without \
states (what happens to the two does not price the holds); without pins; and without all three. Two plans' costs can be \
compared only under one objective, so each plan is priced twice: by what it heeded itself (`own cost`) and by \
everything (`full cost`); `lost %` is how much dearer it is by everything than the plan that heeded everything, less \
than nothing where a plan had choices that a pin takes away. Both are in thousandths, without the prices against \
monotony that the planner adds until a plan repeats itself little: under them a plan that heeds more can come out \
dearer by a few hundredths. `for lyrics` and `for states` are the parts of the full cost that are there for what is sung \
(less than nothing where turns come with heavy lines) and for what the two are not ready for after what this plan does \
to them. \
`intensity r` is the correlation of the holds' intensity with the song's wish, `turns on a line` the share of the \
reversals in whose bar a line starts, `line weight` that of the heaviest line there (0 to 1), both beside what any bar \
would give. `other holds` is the share of the bars in another hold than in the plan with everything, `distance` what \
keeps the films of an album apart. `broken` counts the rules, pins and items of the lint that a plan breaks. The last \
row is the plan with everything from another seed, priced by that seed: so far apart are two plans of one song that \
leave nothing out.

",
        brief.name
    );
    let sung: Vec<&Planned> = songs.iter().filter(|song| song.has_words).collect();
    let groups: [(&str, Vec<&Planned>); 2] = [("with lyrics", sung), ("in all", songs.iter().collect())];
    for (name, songs) in groups.iter().filter(|(_, songs)| !songs.is_empty()) {
        let _ = writeln!(page, "## Mean of {} songs {name}\n", songs.len());
        let all_sung = songs.iter().all(|song| song.has_words);
        let told = |column: &&Column| all_sung || !OF_LYRICS.contains(&column.0);
        page.push_str(&means(songs, &COLUMNS.iter().filter(told).collect::<Vec<_>>()));
    }
    page.push_str("## Song by song\n\n");
    page.push_str(&song_by_song(songs));
    page.push_str(&what_is_broken(songs));
    page
}

fn head(first: &str, columns: &[&Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, ..)| *name).collect();
    format!("| {first} | {} |\n|---|{}\n", names.join(" | "), "--:|".repeat(columns.len()))
}

fn means(songs: &[&Planned], columns: &[&Column]) -> String {
    let mut text = head("planned", columns);
    for (number, way) in WAYS.iter().enumerate() {
        let mean = |(_, value, digits): &&Column| {
            let sum: f64 = songs.iter().map(|song| value(&song.plans[number], &song.plans[0])).sum();
            rounded(sum / songs.len() as f64, *digits)
        };
        let cells: Vec<String> = columns.iter().map(mean).collect();
        let _ = writeln!(text, "| {} | {} |", way.name, cells.join(" | "));
    }
    text + "\n"
}

fn song_by_song(songs: &[Planned]) -> String {
    let columns: Vec<&Column> = COLUMNS.iter().filter(|(name, ..)| BRIEFLY.contains(name)).collect();
    let mut text = head("song", &columns);
    for song in songs {
        for (way, plan) in WAYS.iter().zip(&song.plans) {
            // Without words there is nothing to leave out.
            if way.without.words && !way.without.pins && !song.has_words {
                continue;
            }
            let value = |(_, value, digits): &&Column| rounded(value(plan, &song.plans[0]), *digits);
            let cells: Vec<String> = columns.iter().map(value).collect();
            let _ = writeln!(text, "| {}, {} | {} |", song.title, way.name, cells.join(" | "));
        }
    }
    text + "\n"
}

fn what_is_broken(songs: &[Planned]) -> String {
    let mut text = String::from("What is broken:\n\n");
    let mut whole = true;
    for (number, way) in WAYS.iter().enumerate() {
        let broken = songs.iter().filter(|song| !song.plans[number].broken.is_empty());
        let said: Vec<String> =
            broken.map(|song| format!("{} ({})", song.plans[number].broken.join(", "), song.title)).collect();
        if !said.is_empty() {
            whole = false;
            let _ = writeln!(text, "- {}: {}", way.name, said.join("; "));
        }
    }
    if whole { "No plan breaks anything.\n".to_owned() } else { text }
}

fn rounded(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    // Nought has no sign.
    if text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) { text.replace('-', "") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_has_no_sign_and_what_is_less_keeps_it() {
        assert_eq!((rounded(-0.04, 1).as_str(), rounded(-0.06, 1).as_str()), ("0.0", "-0.1"));
        assert_eq!(rounded(12.5, 0), "12");
    }
}
