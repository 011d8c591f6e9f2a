//! The form of a song in bars: where it has sections and where its story may turn.

use reversal_model::brief::{Brief, Rules};
use reversal_model::reading::Reading;
use reversal_model::time::TempoMap;

use crate::pins::{Missing, PinnedBar, nearest_bar, pinned_bars};
use crate::treat::LineAffect;
use crate::weight::weights;

/// Sections shorter than this many bars are joined to the one before.
const SECTION_BARS_MIN: u32 = 4;
/// A section longer than this many bars also turns at its phrases.
const SECTION_BARS_MAX: u32 = 32;
/// Length of the phrases at which a long section turns, bars.
const PHRASE_BARS: u32 = 16;
/// Bars from the song's ends within which no turn is placed: before it nobody can have earned power,
/// after it there is no time to come to rest.
const EDGE_BARS: u32 = 5;
/// Fewest bars in which a film with one reversal can be told.
const REVERSAL_BARS_MIN: u32 = 14;
/// Bars that a reign takes: to be won, to be earned and to be lost.
const REIGN_BARS: u32 = 8;
/// One reversal in so many bars is asked for unless the brief says otherwise.
const BARS_PER_REVERSAL: u32 = 40;
/// How many reversals more than the fewest are allowed unless the brief says otherwise.
const REVERSALS_SPREAD: u32 = 2;

/// Weight from which a line can turn the story by itself.
const TURNING_WEIGHT_MIN: u32 = 550;
/// At most one line turns the story in so many bars, and it does so away from other turns.
const BARS_PER_TURNING_LINE: u32 = 24;

/// A section of the song, in bars from 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FormSection {
    /// First bar.
    pub from_bar: u32,
    /// Bar after the last.
    pub to_bar: u32,
    /// What people call it: `verse`, or `second verse` where there are several.
    pub name: String,
    /// Its label without the number.
    pub label: String,
    /// Sections of one letter repeat each other.
    pub group: String,
}

/// Why the story may turn at a bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TurnKind {
    /// A section starts there.
    Section,
    /// A phrase of a long section starts there.
    Phrase,
    /// A line is sung there that the brief names, or that weighs enough by itself; the line.
    Lyric(String),
    /// The brief pins it there; the moment in words.
    Pinned(String),
}

/// A bar near which power may change hands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Turn {
    /// Bar, from 0.
    pub bar: u32,
    /// Why.
    pub kind: TurnKind,
}

/// A sung line in bars.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FormLine {
    /// Bar in which it starts.
    pub bar: u32,
    /// When it starts, song seconds.
    pub start_secs: f64,
    /// As written.
    pub text: String,
    /// How much it weighs in the story, 0..=1000.
    pub weight: u32,
}

/// The form of a song.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Number of bars.
    pub bars: u32,
    /// 0..=bars, start of each bar and the song's end, seconds.
    pub bar_starts_secs: Vec<f64>,
    /// Sections; tile the bars.
    pub sections: Vec<FormSection>,
    /// Where the story may turn, by bar.
    pub turns: Vec<Turn>,
    /// The sung lines in order.
    pub lines: Vec<FormLine>,
    /// Where the brief's pins fall, in its order.
    pub pins: Vec<Result<PinnedBar, Missing>>,
}

impl Form {
    /// The form of a song under a brief (which may name words to turn at, and pin moments).
    pub fn new(reading: &Reading, brief: &Brief, affects: &[LineAffect]) -> Form {
        let rules = &brief.rules;
        let tempo_map = reading.tempo_map();
        let bars = tempo_map.bars();
        let sections = sections(reading, &tempo_map);
        let lines: Vec<FormLine> = reading
            .lines
            .iter()
            .flatten()
            .zip(weights(reading, affects))
            .map(|(line, weight)| FormLine {
                bar: tempo_map.bar_from_song(line.start),
                start_secs: line.start,
                text: line.text.trim().to_owned(),
                weight,
            })
            .filter(|line| !line.text.is_empty())
            .collect();
        let mut turns = Vec::new();
        for section in &sections {
            let length = section.to_bar - section.from_bar;
            turns.push(Turn { bar: section.from_bar, kind: TurnKind::Section });
            if length > SECTION_BARS_MAX {
                let phrases = (1..).map(|phrase| section.from_bar + phrase * PHRASE_BARS);
                turns.extend(
                    phrases
                        .take_while(|bar| bar + PHRASE_BARS / 2 <= section.to_bar)
                        .map(|bar| Turn { bar, kind: TurnKind::Phrase }),
                );
            }
        }
        let named = |line: &&FormLine| rules.reversal_at_lyrics.iter().any(|word| contains_words(&line.text, word));
        for line in lines.iter().filter(named) {
            turns.push(Turn { bar: line.bar, kind: TurnKind::Lyric(line.text.clone()) });
        }
        let room = EDGE_BARS..(bars + 1).saturating_sub(EDGE_BARS);
        turns.retain(|turn| room.contains(&turn.bar));
        turns.extend(turning_lines(&lines, &turns, bars, rules.reversal_window_bars));
        let pins = pinned_bars(brief, reading, &tempo_map, &sections, room);
        let pinned_turns = pins.iter().flatten().filter(|pinned| brief.pins[pinned.pin].turn.is_some());
        for pinned in pinned_turns {
            turns.retain(|turn| turn.bar != pinned.bar);
            turns.push(Turn { bar: pinned.bar, kind: TurnKind::Pinned(pinned.moment.clone()) });
        }
        turns.sort_by_key(|turn| turn.bar);
        turns.dedup_by_key(|turn| turn.bar);
        let bar_starts_secs = (0..=bars).map(|bar| tempo_map.song_from_bar(bar)).collect();
        Form { bars, bar_starts_secs, sections, turns, lines, pins }
    }

    /// How many times the brief pins a turn of the power.
    pub fn pinned_turns(&self) -> u32 {
        self.turns.iter().filter(|turn| matches!(turn.kind, TurnKind::Pinned(_))).count() as u32
    }

    /// 0..=bars: the weight of the heaviest line that starts in each bar.
    pub fn line_weights(&self) -> Vec<u32> {
        let mut weights = vec![0; self.bars as usize + 1];
        for line in &self.lines {
            let weight = &mut weights[line.bar.min(self.bars) as usize];
            *weight = line.weight.max(*weight);
        }
        weights
    }

    /// The section that a bar lies in, an index.
    pub fn section_at(&self, bar: u32) -> usize {
        self.sections.partition_point(|section| section.from_bar <= bar).saturating_sub(1)
    }

    /// For each bar the turn whose window it lies in: the nearest one at most
    /// `window_bars` away, the earlier of two that are equally near. A pinned turn
    /// has its own bar and no other.
    pub fn windows(&self, window_bars: u32) -> Vec<Option<usize>> {
        let reach = |turn: &Turn| if matches!(turn.kind, TurnKind::Pinned(_)) { 0 } else { window_bars };
        (0..=self.bars)
            .map(|bar| {
                (0..self.turns.len())
                    .filter(|&turn| self.turns[turn].bar.abs_diff(bar) <= reach(&self.turns[turn]))
                    .min_by_key(|&turn| self.turns[turn].bar.abs_diff(bar))
            })
            .collect()
    }

    /// Fewest and most reversals: the brief's, else what the song's length and turns
    /// have room for. None where it has room for none.
    pub fn reversal_range(&self, rules: &Rules) -> Option<(u32, u32)> {
        let pinned = self.pinned_turns();
        let asked = rules.reversals_min.is_some() || rules.reversals_max.is_some() || pinned > 0;
        let room = self.turns_a_reign_apart();
        if !asked && (self.bars < REVERSAL_BARS_MIN || room == 0) {
            return None;
        }
        let by_length = (self.bars / BARS_PER_REVERSAL).max(1).min(room.max(1));
        let least = rules.reversals_min.unwrap_or(by_length.min(rules.reversals_max.unwrap_or(u32::MAX)));
        let least = least.max(pinned.min(rules.reversals_max.unwrap_or(u32::MAX)));
        let most = rules.reversals_max.unwrap_or(least + REVERSALS_SPREAD);
        Some((least, most))
    }

    /// How many reversals in a range the song invites: the upper half of it where
    /// its turns lie far enough apart for reigns between them.
    pub fn reversals_liked(&self, (least, most): (u32, u32)) -> u32 {
        (self.turns_a_reign_apart() * 2 / 3).clamp(least, most)
    }

    /// How many turns there are with a reign's length between them.
    fn turns_a_reign_apart(&self) -> u32 {
        let mut last: Option<u32> = None;
        let mut count = 0;
        for turn in &self.turns {
            if last.is_none_or(|last| turn.bar >= last + REIGN_BARS) {
                count += 1;
                last = Some(turn.bar);
            }
        }
        count
    }

    /// Length of a span of bars, seconds.
    pub fn secs(&self, from_bar: u32, to_bar: u32) -> f64 {
        let at = |bar: u32| self.bar_starts_secs[bar.min(self.bars) as usize];
        at(to_bar) - at(from_bar)
    }
}

/// The lines that turn the story by their own weight: the heaviest first, away from other turns and each other.
fn turning_lines(lines: &[FormLine], turns: &[Turn], bars: u32, window_bars: u32) -> Vec<Turn> {
    let mut heavy: Vec<&FormLine> = lines
        .iter()
        .filter(|line| line.weight >= TURNING_WEIGHT_MIN)
        .filter(|line| line.bar >= EDGE_BARS && line.bar + EDGE_BARS <= bars)
        .filter(|line| turns.iter().all(|turn| turn.bar.abs_diff(line.bar) > 2 * window_bars))
        .collect();
    heavy.sort_by_key(|line| (std::cmp::Reverse(line.weight), line.bar));
    let mut turning: Vec<Turn> = Vec::new();
    for line in heavy {
        if turning.iter().all(|turn| turn.bar.abs_diff(line.bar) >= BARS_PER_TURNING_LINE) {
            turning.push(Turn { bar: line.bar, kind: TurnKind::Lyric(line.text.clone()) });
        }
    }
    turning
}

/// Whether a line contains a word, or words that follow each other.
pub(crate) fn contains_words(line: &str, wanted: &str) -> bool {
    let (line, wanted) = (line.to_lowercase(), wanted.trim().to_lowercase());
    line.split(|letter: char| !letter.is_alphanumeric()).any(|sung| sung == wanted)
        || (wanted.contains(' ') && line.contains(&wanted))
}

/// The sections of a reading laid over its bars, too short ones joined to the one before.
pub(crate) fn sections(reading: &Reading, tempo_map: &TempoMap) -> Vec<FormSection> {
    let bars = tempo_map.bars();
    let mut starts: Vec<(u32, &str, &str)> = Vec::new();
    for section in &reading.sections {
        let bar = nearest_bar(tempo_map, section.start);
        if bar >= bars || bars - bar < SECTION_BARS_MIN && !starts.is_empty() {
            continue;
        }
        match starts.last_mut() {
            Some(last) if bar < last.0 + SECTION_BARS_MIN && last.0 > 0 => {}
            Some(last) if bar <= last.0 => *last = (last.0, &section.label, &section.group),
            _ => starts.push((bar, &section.label, &section.group)),
        }
    }
    if starts.first().is_none_or(|first| first.0 > 0) {
        starts.insert(0, (0, "part", ""));
    }
    let mut sections = Vec::with_capacity(starts.len());
    for (i, &(from_bar, label, group)) in starts.iter().enumerate() {
        let to_bar = starts.get(i + 1).map_or(bars, |next| next.0);
        let before = starts[..i].iter().filter(|other| other.1 == label).count();
        let alone = starts.iter().filter(|other| other.1 == label).count() == 1;
        let name = if alone { label.to_owned() } else { format!("{} {label}", ordinal(before + 1)) };
        sections.push(FormSection { from_bar, to_bar, name, label: label.to_owned(), group: group.to_owned() });
    }
    sections
}

/// "no", "one", "two", … as people say it; figures from thirteen on.
pub(crate) fn count_word(count: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}

/// "first", "second", … as people say it.
pub(crate) fn ordinal(number: usize) -> String {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    WORDS.get(number.wrapping_sub(1)).map_or_else(|| format!("{number}th"), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    fn brief(rules: Rules) -> Brief {
        Brief { rules, ..reversal_model::assets::briefs()[0].clone() }
    }

    #[test]
    fn sections_tile_the_bars_and_turns_keep_away_from_the_ends() {
        for seed in 0..40 {
            let reading = reading(&SyntheticSong { bars: 20 + seed as u32 * 4, seed, ..SyntheticSong::default() });
            let form = Form::new(&reading, &brief(Rules::default()), &[]);
            assert_eq!(form.sections[0].from_bar, 0);
            assert_eq!(form.sections.last().unwrap().to_bar, form.bars);
            assert!(form.sections.windows(2).all(|pair| pair[0].to_bar == pair[1].from_bar));
            assert!(form.turns.iter().all(|turn| turn.bar >= EDGE_BARS && turn.bar + EDGE_BARS <= form.bars));
        }
    }

    #[test]
    fn a_song_without_sections_turns_at_its_phrases() {
        let mut reading = reading(&SyntheticSong { bars: 80, ..SyntheticSong::default() });
        reading.sections.clear();
        let form = Form::new(&reading, &brief(Rules::default()), &[]);
        assert_eq!(form.turns.iter().map(|turn| turn.bar).collect::<Vec<_>>(), [16, 32, 48, 64]);
        assert_eq!(form.reversal_range(&Rules::default()), Some((2, 4)));
    }

    #[test]
    fn a_short_song_has_no_room_for_a_reversal_unless_the_brief_insists() {
        let short = reading(&SyntheticSong { bars: 8, ..SyntheticSong::default() });
        let form = Form::new(&short, &brief(Rules::default()), &[]);
        assert_eq!(form.reversal_range(&Rules::default()), None);
        let insisting = Rules { reversals_min: Some(2), ..Rules::default() };
        assert_eq!(form.reversal_range(&insisting), Some((2, 4)));
    }

    #[test]
    fn a_word_that_the_brief_names_is_a_turn() {
        let mut song = reading(&SyntheticSong { bars: 40, ..SyntheticSong::default() });
        song.lines = Some(vec![reversal_model::reading::LyricSpan {
            start: song.tempo_map().song_from_bar(21) + 0.1,
            end: song.tempo_map().song_from_bar(22),
            text: "Let me GO home".to_owned(),
        }]);
        let rules = Rules { reversal_at_lyrics: vec!["home".to_owned()], ..Rules::default() };
        assert!(Form::new(&song, &brief(rules), &[]).turns.iter().any(|turn| turn.bar == 21));
        assert!(!contains_words("homeward", "home"));
    }
}
