//! The figures as Markdown.

use std::fmt::Write;

use super::figures::{Figures, Words};

/// A column: its heading, and the value of a song.
type Column = (&'static str, fn(&Figures) -> Option<f64>, usize);

const BEATS: &[Column] = &[
    ("beat F", |f| f.beat_f, 2),
    ("downbeat F", |f| f.downbeat_f, 2),
    ("offset ms", |f| f.offset_ms, 1),
    ("tempo heard", |f| f.tempo.map(|(heard, _)| heard), 1),
    ("tempo", |f| f.tempo.map(|(_, known)| known), 1),
];
const PARTS: &[Column] = &[
    ("boundary F .5 s", |f| f.parts.as_ref().map(|parts| parts.boundaries_near), 2),
    ("boundary F 3 s", |f| f.parts.as_ref().map(|parts| parts.boundaries_within_three), 2),
    ("repeats F", |f| f.parts.as_ref().map(|parts| parts.repeats), 2),
    ("labels", |f| f.parts.as_ref().and_then(|parts| parts.labels), 2),
];
const VOICE: &[Column] =
    &[("voice F", |f| f.voice.map(|voice| voice.0), 2), ("voice AUC", |f| f.voice.map(|voice| voice.1), 2)];
const COST: &[Column] = &[
    ("CPU-s a minute", |f| f.cpu_a_minute, 2),
    ("peak MB", |f| f.peak_memory_mb, 0),
    ("with words", |f| f.peak_with_words_mb, 0),
];

/// The words of a song as one way placed them.
type WordsOf = fn(&Figures) -> Option<&Words>;
type WordColumn = (&'static str, fn(&Words) -> f64, usize);

const WORDS: &[WordColumn] = &[
    ("words ≤ .3 s", |w| w.words_near, 2),
    ("lines ≤ .3 s", |w| w.lines_near, 2),
    ("lines ≤ 1 s", |w| w.lines_within_second, 2),
    ("mean error s", |w| w.mean_secs, 2),
    ("median error s", |w| w.median_secs, 2),
    ("CPU-s a minute", |w| w.cpu_a_minute, 2),
];

/// The page around the tables.
pub fn page(tables: &str) -> String {
    format!(
        "# How well songs are heard\n<!-- written by `cargo xtask score SONGS --write` -->\n\nOne command makes these tables: `cargo run --release -p xtask -- score SONGS --write`, where `SONGS` is a folder of folders, each with a song (`song.*`) and its `truth.json`. Each song is heard in a process of its own; CPU time is that process's, memory its peak, first without words and then with them. The definitions are those of `crates/reversal-listen/src/score.rs`, where their sources stand. An empty cell: nothing is known to compare with.\n\n{tables}"
    )
}

/// Tables of recordings.
pub fn real_songs(songs: &[(String, Figures)]) -> String {
    let mut text = String::from(
        "## Recordings\n\nSongs that were looked at while the listener was made; so these are figures on known songs, and others will do worse.\n\n",
    );
    text.push_str(&tables(songs));
    text
}

/// Tables of composed songs.
pub fn composed_songs(songs: &[(String, Figures)]) -> String {
    let mut text = String::from(
        "## Composed test songs\n\nRendered by `reversal-compose`, which knows their truth; no net was trained on them, but the weights of tempi were tried on them. Each has one trait that a listener may trip over.\n\n",
    );
    text.push_str(&tables(songs));
    text
}

/// What ten minutes take.
pub fn ten_minutes(figures: &Figures) -> String {
    let cell = |value: Option<f64>, digits: usize| value.map_or_else(String::new, |value| format!("{value:.digits$}"));
    let by_model = figures.words_by_model.as_ref().map(|words| words.cpu_a_minute);
    format!(
        "## Ten minutes of stereo\n\nThe demo song again and again at 44.1 kHz.\n\n| | without words | with words, by a phone model where there is one |\n|---|--:|--:|\n| CPU-s a minute | {} | {} |\n| peak MB | {} | {} |\n\n",
        cell(figures.cpu_a_minute, 2),
        cell(by_model, 2),
        cell(figures.peak_memory_mb, 0),
        cell(figures.peak_with_words_mb, 0)
    )
}

fn tables(songs: &[(String, Figures)]) -> String {
    let mut text = String::new();
    text.push_str(&table(songs, &[BEATS, PARTS, VOICE, COST].concat()));
    let accuracy: Vec<(bool, bool)> = songs.iter().filter_map(|(_, figures)| figures.tempo_accuracy()).collect();
    if !accuracy.is_empty() {
        let count = |right: fn(&(bool, bool)) -> bool| accuracy.iter().filter(|song| right(song)).count();
        let _ = writeln!(
            text,
            "Tempo within 4 %: {} of {}; but for the octave: {}.\n",
            count(|song| song.0),
            accuracy.len(),
            count(|song| song.1)
        );
    }
    let ways: [(&str, WordsOf); 2] = [
        ("Plain lyrics placed by voice and syllables", |figures| figures.words_alone.as_ref()),
        ("Plain lyrics placed by a phone model", |figures| figures.words_by_model.as_ref()),
    ];
    for (title, words) in ways {
        let rows: Vec<(&str, Vec<Option<f64>>)> = songs
            .iter()
            .filter_map(|(name, figures)| {
                let words = words(figures)?;
                Some((name.as_str(), WORDS.iter().map(|(_, value, _)| Some(value(words))).collect()))
            })
            .collect();
        if !rows.is_empty() {
            let heads: Vec<(&str, usize)> = WORDS.iter().map(|(head, _, digits)| (*head, *digits)).collect();
            let _ = writeln!(text, "{title}:\n\n{}", rows_of(&heads, &rows));
        }
    }
    text
}

fn table(songs: &[(String, Figures)], columns: &[Column]) -> String {
    // A column of which nothing is known says nothing.
    let columns: Vec<&Column> =
        columns.iter().filter(|(_, value, _)| songs.iter().any(|(_, figures)| value(figures).is_some())).collect();
    let rows: Vec<(&str, Vec<Option<f64>>)> = songs
        .iter()
        .map(|(name, figures)| (name.as_str(), columns.iter().map(|(_, value, _)| value(figures)).collect()))
        .collect();
    let heads: Vec<(&str, usize)> = columns.iter().map(|(head, _, digits)| (*head, *digits)).collect();
    rows_of(&heads, &rows) + "\n"
}

/// Rows under their heads, and a last one with the means.
fn rows_of(heads: &[(&str, usize)], rows: &[(&str, Vec<Option<f64>>)]) -> String {
    let names: Vec<&str> = heads.iter().map(|(head, _)| *head).collect();
    let mut text = format!("| song | {} |\n|---|{}\n", names.join(" | "), "--:|".repeat(heads.len()));
    let cells = |values: &[Option<f64>]| -> String {
        let cell = |(value, (_, digits)): (&Option<f64>, &(&str, usize))| {
            value.map_or_else(String::new, |value| format!("{value:.digits$}"))
        };
        values.iter().zip(heads).map(cell).collect::<Vec<_>>().join(" | ")
    };
    for (name, values) in rows {
        let _ = writeln!(text, "| {name} | {} |", cells(values));
    }
    let mean = |column: usize| {
        let known: Vec<f64> = rows.iter().filter_map(|(_, values)| values[column]).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let means: Vec<Option<f64>> = (0..heads.len()).map(mean).collect();
    let _ = writeln!(text, "| **mean** | {} |", cells(&means));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_left_empty_and_out_of_the_mean() {
        let known = |beat_f| Figures { beat_f, cpu_a_minute: Some(0.25), ..Figures::default() };
        let songs = [
            ("one".to_owned(), known(Some(0.5))),
            ("two".to_owned(), known(None)),
            ("three".to_owned(), known(Some(1.0))),
        ];
        let text = tables(&songs);
        assert!(text.contains("| song | beat F | CPU-s a minute |"), "{text}");
        assert!(text.contains("| two |  | 0.25 |"), "{text}");
        assert!(text.contains("| **mean** | 0.75 | 0.25 |"), "{text}");
    }
}
