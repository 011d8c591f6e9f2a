//! The brief's pins laid over a song: at which bar each falls.

use reversal_model::brief::{Brief, Moment, Pin, Side};
use reversal_model::reading::Reading;
use reversal_model::shots::Scale;
use reversal_model::time::{TempoMap, secs_from_clock};

use crate::form::{FormSection, contains_words};

/// A word sung after this share of a bar belongs to the bar that follows: holds start on bars.
const LATE_IN_BAR: f64 = 0.75;

/// A pin with its bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PinnedBar {
    /// The pin, an index into the brief's.
    pub pin: usize,
    /// Bar, from 0.
    pub bar: u32,
    /// The moment in words: `“count” is sung`, `the second chorus begins`, `1:10`, `bar 33`.
    pub moment: String,
}

/// A pin whose moment the song does not have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Missing {
    /// What the pin asks for, as the brief writes it.
    pub asked: String,
    /// What the song has instead.
    pub there_is: String,
}

/// The bar of each pin, in the brief's order.
pub(crate) fn pinned_bars(
    brief: &Brief,
    reading: &Reading,
    tempo_map: &TempoMap,
    sections: &[FormSection],
    room: std::ops::Range<u32>,
) -> Vec<Result<PinnedBar, Missing>> {
    let place = |(number, pin): (usize, &Pin)| {
        let room = if pin.turn.is_some() { room.clone() } else { 0..tempo_map.bars() };
        let (bar, moment) = bar_of(&pin.at, reading, tempo_map, sections, room)?;
        Ok(PinnedBar { pin: number, bar, moment })
    };
    brief.pins.iter().enumerate().map(place).collect()
}

fn bar_of(
    at: &Moment,
    reading: &Reading,
    tempo_map: &TempoMap,
    sections: &[FormSection],
    room: std::ops::Range<u32>,
) -> Result<(u32, String), Missing> {
    let bars = tempo_map.bars();
    if let Some(word) = &at.word {
        let sung: Vec<u32> = times_sung(reading, word).into_iter().map(|secs| bar_at(tempo_map, secs)).collect();
        let missing = |there_is: String| Missing { asked: format!("word = \"{word}\""), there_is };
        let found = match at.nth {
            Some(nth) => sung.get(nth.saturating_sub(1) as usize).copied(),
            // Near the ends there is no room for a turn, so the first that has room is meant.
            None => sung.iter().find(|bar| room.contains(bar)).or(sung.first()).copied(),
        };
        let times = sung.len();
        return match found {
            Some(bar) => Ok((bar.min(bars.saturating_sub(1)), format!("“{word}” is sung"))),
            None if reading.lines.is_none() => Err(missing("no lyrics were given".to_owned())),
            None if times == 0 => Err(missing("it is not sung in this song".to_owned())),
            None => Err(missing(format!("it is sung {times} times only"))),
        };
    }
    if let Some(name) = &at.section {
        let wanted = name.trim().to_lowercase();
        let wanted = wanted.strip_prefix("the ").unwrap_or(&wanted);
        let found = sections.iter().find(|section| section.name == wanted || section.label == wanted);
        let names: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
        return found.map(|section| (section.from_bar, format!("the {} begins", section.name))).ok_or_else(|| {
            Missing {
                asked: format!("section = \"{name}\""),
                there_is: format!("the song's parts are {}", names.join(", ")),
            }
        });
    }
    if let Some(clock) = &at.time {
        let missing = |there_is: String| Missing { asked: format!("time = \"{clock}\""), there_is };
        let secs = secs_from_clock(clock).map_err(missing)?;
        if secs >= tempo_map.duration_secs() {
            return Err(missing(format!("the song is {:.0} s long", tempo_map.duration_secs())));
        }
        return Ok((nearest_bar(tempo_map, secs).min(bars.saturating_sub(1)), format!("it is {clock}")));
    }
    let bar = at.bar.unwrap_or(1);
    match (1..=bars).contains(&bar) {
        true => Ok((bar - 1, format!("bar {bar} begins"))),
        false => Err(Missing { asked: format!("bar = {bar}"), there_is: format!("the song has {bars} bars") }),
    }
}

/// The closest scale at which people are seen where the brief wants no close-up.
pub(crate) const NO_CLOSE_UP_SCALE: Scale = Scale::Medium;

/// A stretch of the song in which the brief wants no close-up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Distance {
    /// The pin, an index into the brief's.
    pub pin: usize,
    /// From when, song seconds.
    pub from_secs: f64,
    /// Until when.
    pub to_secs: f64,
    /// The moment in words.
    pub moment: String,
}

impl Distance {
    /// Whether any of a span of time lies in it.
    pub fn overlaps(&self, from_secs: f64, to_secs: f64) -> bool {
        // A picture that begins where the stretch ends may miss that by rounding.
        const ROUNDING_SECS: f64 = 1e-6;
        from_secs + ROUNDING_SECS < self.to_secs && self.from_secs + ROUNDING_SECS < to_secs
    }
}

/// Where the brief wants no close-up; pins whose moment the song does not have are left out.
pub(crate) fn distances(brief: &Brief, pinned: &[Result<PinnedBar, Missing>], tempo_map: &TempoMap) -> Vec<Distance> {
    let of_pin = |pinned: &PinnedBar| {
        let pin = brief.pins.get(pinned.pin)?;
        // A time is meant to the second; what happens in the song is met by its bar.
        let clock = pin.at.time.as_deref().and_then(|clock| secs_from_clock(clock).ok());
        let at = clock.unwrap_or_else(|| tempo_map.song_from_bar(pinned.bar));
        let (from_secs, to_secs) = match pin.no_close_up? {
            Side::Before => (0.0_f64.min(tempo_map.song_from_bar(0)), at),
            Side::After => (at, tempo_map.duration_secs()),
        };
        Some(Distance { pin: pinned.pin, from_secs, to_secs, moment: pinned.moment.clone() })
    };
    pinned.iter().flatten().filter_map(of_pin).collect()
}

/// When a word or words are sung: by the words' own times, else when their line starts.
fn times_sung(reading: &Reading, wanted: &str) -> Vec<f64> {
    let one_word = !wanted.trim().contains(' ');
    let words = reading.words.as_deref().unwrap_or_default();
    let timed: Vec<f64> =
        words.iter().filter(|word| one_word && contains_words(&word.text, wanted)).map(|word| word.start).collect();
    if !timed.is_empty() {
        return timed;
    }
    reading.lines.iter().flatten().filter(|line| contains_words(&line.text, wanted)).map(|line| line.start).collect()
}

/// The bar that a word belongs to.
fn bar_at(tempo_map: &TempoMap, secs: f64) -> u32 {
    let bar = tempo_map.bar_from_song(secs);
    let (start, end) = (tempo_map.song_from_bar(bar), tempo_map.song_from_bar(bar + 1));
    if secs - start > LATE_IN_BAR * (end - start) { bar + 1 } else { bar }
}

/// The bar that starts nearest to a time.
pub(crate) fn nearest_bar(tempo_map: &TempoMap, song_secs: f64) -> u32 {
    let bar = tempo_map.bar_from_song(song_secs);
    let before = song_secs - tempo_map.song_from_bar(bar);
    if tempo_map.song_from_bar(bar + 1) - song_secs < before { bar + 1 } else { bar }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::synthetic::{SyntheticSong, reading};
    use reversal_model::assets;

    fn placed(at: Moment) -> Result<PinnedBar, Missing> {
        let mut song = reading(&SyntheticSong { bars: 80, ..SyntheticSong::default() });
        let map = song.tempo_map();
        song.words = Some(vec![
            reversal_model::reading::LyricSpan {
                start: map.song_from_bar(30) + 0.2,
                end: map.song_from_bar(30) + 0.5,
                text: "Count,".to_owned(),
            },
            reversal_model::reading::LyricSpan {
                start: map.song_from_bar(41) - 0.1,
                end: map.song_from_bar(41) + 0.3,
                text: "count".to_owned(),
            },
        ]);
        let mut brief = assets::briefs()[0].clone();
        brief.pins = vec![Pin { at, turn: Some("kid".to_owned()), ..Pin::default() }];
        Form::new(&song, &brief, &[]).pins.remove(0)
    }

    #[test]
    fn words_times_and_bars_fall_on_the_bars_that_people_mean() {
        let bar = |at: Moment| placed(at).unwrap().bar;
        assert_eq!(bar(Moment { word: Some("count".to_owned()), ..Moment::default() }), 30);
        assert_eq!(bar(Moment { word: Some("count".to_owned()), nth: Some(2), ..Moment::default() }), 41);
        assert_eq!(bar(Moment { time: Some("1:00.9".to_owned()), ..Moment::default() }), 30);
        assert_eq!(bar(Moment { bar: Some(33), ..Moment::default() }), 32);
        assert_eq!(bar(Moment { section: Some("the bridge".to_owned()), ..Moment::default() }) % 4, 0);
    }

    #[test]
    fn what_the_song_does_not_have_is_said() {
        let said = |at: Moment| placed(at).unwrap_err().there_is;
        assert!(said(Moment { word: Some("never".to_owned()), ..Moment::default() }).contains("not sung"));
        assert!(said(Moment { word: Some("count".to_owned()), nth: Some(3), ..Moment::default() }).contains("2 times"));
        assert!(said(Moment { section: Some("coda".to_owned()), ..Moment::default() }).contains("first verse"));
        assert!(said(Moment { time: Some("9:00".to_owned()), ..Moment::default() }).contains("160 s"));
        assert!(said(Moment { bar: Some(81), ..Moment::default() }).contains("80 bars"));
    }
}
