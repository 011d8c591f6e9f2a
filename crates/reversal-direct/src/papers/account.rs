//! What stands at a moment of the film, and why: music, words, hold, power, shot and cut.

use reversal_model::time::{BarBeat, secs_from_clock};
use serde::Serialize;

use super::script::{Script, ScriptShot, movement, side};
use super::words::{clock, clock_tenths, quoted, sentence, timecode};

/// All that the plan says of a moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// The moment, song seconds.
    pub song_secs: f64,
    /// The film's frame; None where the film does not show that part of the song.
    pub frame: Option<u64>,
    /// Bar, from 1.
    pub bar: u32,
    /// Beat in it, from 1.
    pub beat: u32,
    /// One row a part of the plan, in the order of cause: the song, the story, the picture.
    pub rows: Vec<Row>,
}

/// A part of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is about: `Time`, `Sung`, `Music`, `Scene`, `Hold`, `Turn`, `Shot`, `Cut`.
    pub of: &'static str,
    /// What is there.
    pub what: String,
    /// Why; empty where it follows from the song alone.
    pub why: String,
}

impl Account {
    /// The account of a moment of the song, s.
    pub fn at(script: &Script, song_secs: f64) -> Account {
        let shot = script.shot_at(song_secs);
        Account::of(script, song_secs, shot)
    }

    fn of(script: &Script, song_secs: f64, shot: Option<&ScriptShot>) -> Account {
        let bar = script.tempo_map.bar_from_song(song_secs);
        let beats = script.tempo_map.beats_in_bar(bar);
        let beat_starts =
            |beat: &u32| script.tempo_map.song_from_bar_beat(BarBeat { bar, half_beat: beat * 2 }) <= song_secs + 1e-6;
        let beat = (0..beats).rev().find(beat_starts).unwrap_or(0) + 1;
        let frame = script.frame_at(song_secs);
        let mut rows =
            vec![time(script, song_secs, bar, (beat, beats), frame), sung(script, song_secs), music(script, bar)];
        rows.extend(story(script, bar));
        match shot {
            Some(shot) => rows.extend(picture(script, shot)),
            None => rows.push(row("Shot", "the film does not show this part of the song", "")),
        }
        Account { song_secs, frame, bar: bar + 1, beat, rows }
    }

    /// As lines of plain text, a heading before each.
    pub fn text(&self) -> String {
        let line = |row: &Row| {
            let why = if row.why.is_empty() { String::new() } else { format!("\n         {}", row.why) };
            format!("{:<8} {}{why}\n", row.of, row.what)
        };
        self.rows.iter().map(line).collect()
    }

    /// As one paragraph, for a tooltip.
    pub(super) fn paragraph(&self) -> String {
        let line = |row: &Row| {
            let why = if row.why.is_empty() { String::new() } else { format!(" {}", row.why) };
            format!("{}: {}{why}", row.of, row.what)
        };
        self.rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn row(of: &'static str, what: impl Into<String>, why: impl Into<String>) -> Row {
    Row { of, what: what.into(), why: why.into() }
}

fn time(script: &Script, song_secs: f64, bar: u32, (beat, beats): (u32, u32), frame: Option<u64>) -> Row {
    let film = frame.map_or_else(String::new, |frame| format!(", {} in the film", timecode(frame, script.cut.rate)));
    row("Time", format!("{}, bar {}, beat {beat} of {beats}{film}", clock_tenths(song_secs), bar + 1), "")
}

fn sung(script: &Script, song_secs: f64) -> Row {
    if let Some(line) = script.line_at(song_secs) {
        let word = script.reading.words.iter().flatten().find(|word| word.start <= song_secs && song_secs < word.end);
        let word = word.map_or_else(String::new, |word| format!(", the word {}", quoted(&word.text)));
        return row("Sung", format!("{}{word}", quoted(&line.text)), "");
    }
    let Some(lines) = script.reading.lines.as_ref().filter(|lines| !lines.is_empty()) else {
        return row("Sung", "no words are known of this song", "");
    };
    let next = lines.iter().find(|line| line.start > song_secs);
    let next = next.map_or_else(String::new, |line| format!("; {} comes at {}", quoted(&line.text), clock(line.start)));
    row("Sung", format!("nothing here{next}"), "")
}

fn music(script: &Script, bar: u32) -> Row {
    let section = script.section_at(bar);
    let length = section.to_bar - section.from_bar;
    let at = format!("bar {} of its {length}", bar - section.from_bar + 1);
    row("Music", format!("{} (bars {}–{}), {at}", section.name, section.from_bar + 1, section.to_bar), "")
}

/// Scene, hold and the turn of power.
fn story(script: &Script, bar: u32) -> Vec<Row> {
    let Some(span) = script.span_at(bar) else { return Vec::new() };
    let scene = &script.treatment.scenes[span.scene];
    let hold = format!(
        "{}, bars {}–{}, power {}: {}",
        script.hold_title(span),
        span.from_bar + 1,
        span.to_bar,
        script.power_words(span.cue.power),
        script.action(span)
    );
    vec![
        row("Scene", format!("{}, {}", scene.number, scene.slug), ""),
        row("Hold", hold, sentence(&span.cue.reason)),
        turn(script, bar),
    ]
}

/// The reversal that the bar's hold brings, else those around it.
fn turn(script: &Script, bar: u32) -> Row {
    let told = |bar: u32, to: usize| format!("at {} to {}", clock(script.secs(bar)), script.name(to));
    let here = script.span_at(bar).map_or(bar, |span| span.from_bar);
    if let Some(reversal) = script.reversals.iter().find(|reversal| reversal.bar == here) {
        let what = format!("{} took the power with this hold", script.name(reversal.to));
        return row("Turn", what, sentence(script.turn_reason(reversal.bar)));
    }
    let before = script.reversals.iter().rfind(|reversal| reversal.bar < here);
    let after = script.reversals.iter().find(|reversal| reversal.bar > here);
    let what = match (before, after) {
        (None, None) => "power never changes hands in this film".to_owned(),
        (None, Some(next)) => format!("none yet; the first comes {}", told(next.bar, next.to)),
        (Some(last), None) => format!("none here; the last was {}", told(last.bar, last.to)),
        (Some(last), Some(next)) => {
            format!("none here; the last was {}, the next comes {}", told(last.bar, last.to), told(next.bar, next.to))
        }
    };
    row("Turn", what, "")
}

fn picture(script: &Script, cut: &ScriptShot) -> [Row; 2] {
    let shot = cut.shot;
    let setup = format!(
        "{}, {} on {}, {}, {}, {}, {:.0} mm",
        shot.id,
        shot.scale.abbreviation(),
        script.subject(shot),
        script.angle(shot),
        side(shot),
        movement(shot),
        shot.lens_mm
    );
    let cut_at = format!(
        "into {} at {}, frame {}; it stands for {:.1} s",
        shot.id,
        clock_tenths(cut.from_secs),
        cut.from_frame,
        cut.length_secs()
    );
    [row("Shot", setup, shot.description.clone()), row("Cut", cut_at, sentence(&cut.take.reason))]
}

/// Where in the film a person asks about.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A time of the song, s.
    Clock(f64),
    /// A place in the bars.
    Bars(BarBeat),
    /// A shot by its id.
    Shot(String),
}

/// Why there is no account of a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// It is written in no way that is known.
    #[error("'{0}' is no moment of a film\n  hint: name a time like 1:42, a bar like 'bar 33' or a shot like 4B")]
    Unknown(String),
    /// It is written like a time and is none; why.
    #[error("{0}")]
    NoTime(String),
    /// The song is shorter.
    #[error("{asked} lies after the end of the song at {end}\n  hint: name a time from 0:00 to {end}")]
    AfterTheEnd {
        /// What was asked for.
        asked: String,
        /// The song's end.
        end: String,
    },
    /// The song has fewer bars, or the bar fewer beats.
    #[error("there is no bar {asked}\n  hint: the song has bars 1 to {bars}; {asked_bar}")]
    NoBar {
        /// What was asked for.
        asked: String,
        /// Bars of the song.
        bars: u32,
        /// What is known of the bar.
        asked_bar: String,
    },
    /// The cut has no such shot.
    #[error("there is no shot {asked} in the film\n  hint: {hint}")]
    NoShot {
        /// What was asked for.
        asked: String,
        /// Shots that there are.
        hint: String,
    },
}

impl std::str::FromStr for Place {
    type Err = PlaceError;

    /// Reads `1:42`, `102.5`, `bar 33`, `bar 33.2&` or `4B`.
    fn from_str(text: &str) -> Result<Place, PlaceError> {
        let text = text.trim();
        let unknown = || PlaceError::Unknown(text.to_owned());
        let lower = text.to_lowercase();
        if let Some(bars) = lower.strip_prefix("bar") {
            return bars.trim().parse().map(Place::Bars).map_err(|_| unknown());
        }
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_shot = !letters.is_empty() && letters.len() < text.len();
        if is_shot && letters.chars().all(|c| c.is_ascii_alphabetic()) {
            return Ok(Place::Shot(text.to_uppercase()));
        }
        let is_clock = text.contains(':');
        secs_from_clock(text)
            .map(Place::Clock)
            .map_err(|fault| if is_clock { PlaceError::NoTime(fault) } else { unknown() })
    }
}

/// The account of a place that a person asked about.
pub fn account(script: &Script, place: &Place) -> Result<Account, PlaceError> {
    match place {
        Place::Clock(secs) if *secs < script.tempo_map.duration_secs() => {
            Ok(Account::at(script, within_second(script, *secs)))
        }
        Place::Clock(secs) => {
            let end = script.tempo_map.duration_secs().floor();
            Err(PlaceError::AfterTheEnd { asked: clock_tenths(*secs), end: clock(end) })
        }
        Place::Bars(at) => at_bars(script, *at),
        Place::Shot(id) => at_shot(script, id),
    }
}

/// The moment that a clock time means: papers print seconds, so a whole second stands for the
/// reversal in it, else for the hold or the cut that begins in it.
fn within_second(script: &Script, secs: f64) -> f64 {
    if secs.fract() != 0.0 {
        return secs;
    }
    let second = secs..secs + 1.0;
    let reversals = script.reversals.iter().map(|reversal| script.secs(reversal.bar));
    let holds = script.spans.iter().map(|span| script.secs(span.from_bar));
    let cuts = script.shots.iter().map(|shot| shot.from_secs);
    reversals.chain(holds).chain(cuts).find(|start| second.contains(start)).unwrap_or(secs)
}

fn at_bars(script: &Script, at: BarBeat) -> Result<Account, PlaceError> {
    let bars = script.tempo_map.bars();
    let beats = script.tempo_map.beats_in_bar(at.bar);
    if at.bar < bars && at.half_beat < beats * 2 {
        return Ok(Account::at(script, script.tempo_map.song_from_bar_beat(at)));
    }
    let asked_bar = match at.bar < bars {
        true => format!("bar {} has {beats} beats", at.bar + 1),
        false => format!("the last begins at {}", clock(script.secs(bars - 1))),
    };
    let asked = match at.half_beat {
        0 => (at.bar + 1).to_string(),
        _ => at.to_string(),
    };
    Err(PlaceError::NoBar { asked, bars, asked_bar })
}

fn at_shot(script: &Script, id: &str) -> Result<Account, PlaceError> {
    let Some(cut) = script.shots.iter().find(|cut| cut.shot.id.eq_ignore_ascii_case(id)) else {
        let scene = id.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let of_scene: Vec<&str> = script
            .shots
            .iter()
            .map(|cut| cut.shot.id.as_str())
            .filter(|id| id.trim_end_matches(|c: char| c.is_ascii_alphabetic()) == scene)
            .collect();
        let hint = match (of_scene.first(), of_scene.last(), script.shots.last()) {
            (Some(first), Some(last), _) => format!("scene {scene} has shots {first} to {last}"),
            (_, _, Some(last)) => format!("the last shot of the film is {}", last.shot.id),
            _ => "the film has no shots".to_owned(),
        };
        return Err(PlaceError::NoShot { asked: id.to_owned(), hint });
    };
    // Pictures lead the music by a frame, so the shot's own place in the bars tells what it is about.
    let meant = script.tempo_map.song_from_bar_beat(cut.shot.at);
    let song_secs = meant.clamp(cut.from_secs, cut.to_secs.max(cut.from_secs));
    Ok(Account::of(script, song_secs, Some(cut)))
}

/// Accounts of the whole film: from each change of hold or shot to the next, (from, to) in song seconds.
pub(super) fn accounts(script: &Script) -> Vec<(f64, f64, Account)> {
    /// Changes nearer than this are one: a cut leads its bar by a frame, and half a beat is longer.
    const APART_SECS: f64 = 0.1;
    let end = script.tempo_map.duration_secs();
    let holds = script.spans.iter().map(|span| script.secs(span.from_bar));
    let cuts = script.shots.iter().flat_map(|shot| [shot.from_secs, shot.to_secs]);
    let mut starts: Vec<f64> = holds.chain(cuts).chain([0.0]).filter(|&at| at < end - APART_SECS).collect();
    starts.sort_by(f64::total_cmp);
    // The later of two near changes: a cut leads the bar that it belongs to.
    let kept: Vec<f64> = (0..starts.len())
        .filter(|&i| starts.get(i + 1).is_none_or(|next| next - starts[i] > APART_SECS))
        .map(|i| starts[i])
        .collect();
    (0..kept.len())
        .map(|i| {
            let from = if i == 0 { 0.0 } else { kept[i] };
            let to = kept.get(i + 1).copied().unwrap_or(end);
            (from, to, Account::at(script, kept[i]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::Written;

    fn row<'a>(account: &'a Account, of: &str) -> &'a Row {
        account.rows.iter().find(|row| row.of == of).unwrap()
    }

    #[test]
    fn a_reversal_is_told_with_its_reason_its_shot_and_its_cut() {
        let written = Written::new();
        let script = written.script();
        let reversal = script.reversals[0];
        let told = account(&script, &Place::Bars(BarBeat::downbeat(reversal.bar))).unwrap();
        assert_eq!((told.bar, told.beat), (reversal.bar + 1, 1));
        assert_eq!(row(&told, "Turn").why, script.turn_reason(reversal.bar));
        let cut = script.shot_at(script.secs(reversal.bar)).unwrap();
        assert!(row(&told, "Shot").what.starts_with(&cut.shot.id));
        assert_eq!(row(&told, "Cut").why, sentence(&cut.take.reason));
        assert!(row(&told, "Hold").why.len() > 20);
    }

    #[test]
    fn clocks_bars_and_shots_lead_to_the_same_place() {
        let written = Written::new();
        let script = written.script();
        for cut in &script.shots {
            let by_shot = account(&script, &cut.shot.id.to_lowercase().parse().unwrap()).unwrap();
            let by_bar = account(&script, &format!("bar {}", cut.shot.at).parse().unwrap()).unwrap();
            assert_eq!(by_shot, by_bar, "{}", cut.shot.id);
        }
        assert_eq!("0:08.5".parse(), Ok(Place::Clock(8.5)));
        assert_eq!(account(&script, &Place::Clock(8.5)).unwrap().bar, 5);
        let reversal = script.reversals[0].bar;
        let printed = clock(script.secs(reversal)).parse().unwrap();
        assert_eq!(account(&script, &printed).unwrap().bar, reversal + 1, "a time as the papers print it");
    }

    #[test]
    fn what_is_not_in_the_film_is_said_with_what_is() {
        let written = Written::new();
        let script = written.script();
        let hint = |text: &str| match text.parse::<Place>().and_then(|place| account(&script, &place)) {
            Err(fault) => fault.to_string(),
            Ok(told) => panic!("{text}: {told:?}"),
        };
        assert!(hint("9:59:59").contains("after the end of the song at 2:08"), "{}", hint("9:59:59"));
        assert!(hint("9:99").contains("write 10:39 if that is meant"), "{}", hint("9:99"));
        assert!(hint("bar 65").contains("bars 1 to 64"));
        assert!(hint("bar 3.9").contains("bar 3 has 4 beats"));
        assert!(hint("1ZZ").contains("scene 1 has shots 1A"));
        assert!(hint("99A").contains("the last shot of the film is"));
        assert!(hint("the chorus").contains("name a time like 1:42"));
    }

    #[test]
    fn accounts_cover_the_song_and_change_where_a_hold_does() {
        let written = Written::new();
        let script = written.script();
        let accounts = accounts(&script);
        assert_eq!((accounts[0].0, accounts[accounts.len() - 1].1), (0.0, script.tempo_map.duration_secs()));
        assert!(accounts.windows(2).all(|pair| pair[0].1 == pair[1].0));
        for span in &script.spans {
            let secs = script.secs(span.from_bar) + 0.01;
            let here = accounts.iter().find(|account| (account.0..account.1).contains(&secs)).unwrap();
            assert!(row(&here.2, "Hold").what.starts_with(&script.hold_title(span)));
        }
    }
}
