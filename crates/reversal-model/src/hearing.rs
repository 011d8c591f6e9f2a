//! What a person knows better than the program about a song's beats, and the beats that a person tapped.

use crate::diag::Diagnostic;

/// Corrections of what was heard, all applied in the order of the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Corrections {
    /// Tempo near which the beat is to be looked for, in beats a minute.
    pub tempo_bpm: Option<f64>,
    /// Whether people tap at another octave of the tempo.
    pub octave: Octave,
    /// Beats that bars begin later than heard; half a beat moves the beats themselves.
    pub shift_beats: f64,
    /// Beats a bar.
    pub meter: Option<MeterGiven>,
    /// Bars that parts begin later than heard.
    pub shift_bars: i32,
    /// Milliseconds that all beats come later than heard.
    pub offset_ms: f64,
}

/// The tempo that people tap at, of the one that was heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Octave {
    /// That one.
    #[default]
    AsHeard,
    /// Half of it.
    Half,
    /// Twice.
    Double,
}

impl Octave {
    /// From the word that a person types.
    pub fn parse(text: &str) -> Result<Octave, String> {
        match text.trim() {
            "heard" => Ok(Octave::AsHeard),
            "half" => Ok(Octave::Half),
            "double" => Ok(Octave::Double),
            _ => Err(format!("'{text}' is no octave of the tempo; use half, heard or double")),
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        ["heard", "half", "double"][self as usize]
    }
}

/// A time signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeterGiven {
    /// Upper number.
    pub count: u32,
    /// Lower number.
    pub unit: u32,
}

impl MeterGiven {
    /// From `3/4`, `6/8` and the like.
    pub fn parse(text: &str) -> Result<MeterGiven, String> {
        let fault = || format!("'{text}' is no meter; write it like 4/4, 3/4 or 6/8");
        let (count, unit) = text.trim().split_once('/').ok_or_else(fault)?;
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| fault());
        let meter = MeterGiven { count: number(count)?, unit: number(unit)? };
        if (2..=16).contains(&meter.count) && [2, 4, 8, 16].contains(&meter.unit) { Ok(meter) } else { Err(fault()) }
    }

    /// Beats a bar where a beat lasts so long, in seconds: slow beats of 6/8, 9/8 and 12/8 are dotted, quick ones are eighths.
    pub fn beats_a_bar(self, beat_secs: f64) -> u32 {
        const SLOWEST_EIGHTH_SECS: f64 = 0.42;
        let is_compound = self.unit >= 8 && self.count > 3 && self.count.is_multiple_of(3);
        if is_compound && beat_secs > SLOWEST_EIGHTH_SECS { self.count / 3 } else { self.count }
    }
}

impl std::fmt::Display for MeterGiven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.count, self.unit)
    }
}

/// A beat that a person gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TappedBeat {
    /// When, in seconds of song.
    pub secs: f64,
    /// Its place in the bar from 1, where the file has one.
    pub place: Option<u32>,
}

/// Ceiling on beats in a file: six hours at 220 beats a minute.
const BEATS_MAX: usize = 80_000;

/// Reads beats: a line a beat, seconds first and, if it is known, its place in the bar second
/// (as Sonic Visualiser, madmom and the usual data sets write them), or start, end and label
/// (as Audacity does). `#` begins a remark.
pub fn beats_from_text(file: &str, text: &str) -> Result<Vec<TappedBeat>, Diagnostic> {
    let mut beats: Vec<TappedBeat> = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let content = line.split('#').next().unwrap_or("");
        let fields: Vec<&str> = content.split([' ', '\t', ',', ';']).filter(|field| !field.is_empty()).collect();
        let Some(&first) = fields.first() else { continue };
        let at_line = |message| fault(file, number, message);
        let secs: f64 = first
            .parse()
            .ok()
            .filter(|secs: &f64| secs.is_finite() && *secs >= 0.0)
            .ok_or_else(|| at_line(format!("'{first}' is no time")))?;
        if beats.last().is_some_and(|last| last.secs >= secs) {
            return Err(at_line(format!("the beat at {secs} s does not come after the one before it")));
        }
        let ends = |field: &str| field.parse().is_ok_and(|end: f64| end >= secs);
        let place = match fields[1..] {
            [end] if end == first => None,
            [end, label, ..] if ends(end) => Some(label),
            [place, ..] => Some(place),
            [] => None,
        };
        // `1.3` is the third beat of the first bar, in some programs' files.
        let place = place.and_then(|field| field.rsplit('.').next()?.parse().ok()).filter(|place| *place > 0);
        beats.push(TappedBeat { secs, place });
    }
    match beats.len() {
        0..2 => Err(fault(file, 1, "there are fewer than two beats in it".to_owned())),
        count if count > BEATS_MAX => Err(fault(file, 1, format!("there are more than {BEATS_MAX} beats in it"))),
        _ => Ok(beats),
    }
}

fn fault(file: &str, line: usize, message: String) -> Diagnostic {
    Diagnostic {
        file: file.to_owned(),
        place: Some((line, 1)),
        message,
        hint: Some("write a beat a line in the order of the song, in seconds like 12.345".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_tracks_are_read_as_beats() {
        let beats =
            beats_from_text("x", "0.500000\t0.500000\t1\n1.000000\t1.000000\t1.2\n1.500000\t1.500000\n").unwrap();
        let read: Vec<_> = beats.iter().map(|beat| (beat.secs, beat.place)).collect();
        assert_eq!(read, [(0.5, Some(1)), (1.0, Some(2)), (1.5, None)]);
    }

    #[test]
    fn beats_are_read_with_and_without_places() {
        let beats = beats_from_text("x", "# tapped\n0.5\t1\n1.0 2\n\n1.5,3\n2.0\n").unwrap();
        let read: Vec<_> = beats.iter().map(|beat| (beat.secs, beat.place)).collect();
        assert_eq!(read, [(0.5, Some(1)), (1.0, Some(2)), (1.5, Some(3)), (2.0, None)]);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, expected) in
            [("0.5\nsoon\n", "x:2:1"), ("0.5\n0.4\n", "x:2:1"), ("0.5\n", "fewer than two"), ("-1\n2\n", "x:1:1")]
        {
            let fault = beats_from_text("x", text).unwrap_err().to_string();
            assert!(fault.contains(expected), "{fault}");
        }
    }

    #[test]
    fn compound_meters_count_the_beats_that_are_tapped() {
        let six = MeterGiven::parse("6/8").unwrap();
        assert_eq!((six.beats_a_bar(0.25), six.beats_a_bar(0.75)), (6, 2));
        assert_eq!(MeterGiven::parse("3/4").unwrap().beats_a_bar(0.75), 3);
        assert!(MeterGiven::parse("four").is_err() && MeterGiven::parse("4/3").is_err());
    }
}
