//! Clocks and the only conversions between them.
//!
//! Song time is seconds of what a player plays (encoder delay removed). The
//! Treatment counts bars, the ShotList half-beats, the Film integer frames at
//! a rational rate. Snapping to frames happens once, when the Cut is chosen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A frame rate as a fraction, e.g. 24000/1001. Never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Frames in `denominator` seconds.
    pub numerator: u32,
    /// Seconds that `numerator` frames take.
    pub denominator: u32,
}

impl Rate {
    /// 24 frames a second, the default.
    pub const FILM: Rate = Rate { numerator: 24, denominator: 1 };

    /// Frames a second, for display and for arithmetic that is not about frame counts.
    pub fn per_second(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }

    /// The frame nearest to a moment of the film.
    pub fn frame_nearest(self, film_secs: f64) -> u64 {
        (film_secs.max(0.0) * self.per_second()).round() as u64
    }

    /// When a frame begins, in seconds of the film.
    pub fn secs_from_frame(self, frame: u64) -> f64 {
        frame as f64 * f64::from(self.denominator) / f64::from(self.numerator)
    }

    /// Whole frames a second as timecode counts them: 24 for 23.976.
    pub fn nominal(self) -> u32 {
        self.numerator.div_ceil(self.denominator)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

/// The rates that delivery programs accept; a measured rate near one snaps to it.
const STANDARD_RATES: [(f64, Rate); 8] = [
    (23.976, Rate { numerator: 24000, denominator: 1001 }),
    (24.0, Rate { numerator: 24, denominator: 1 }),
    (25.0, Rate { numerator: 25, denominator: 1 }),
    (29.97, Rate { numerator: 30000, denominator: 1001 }),
    (30.0, Rate { numerator: 30, denominator: 1 }),
    (50.0, Rate { numerator: 50, denominator: 1 }),
    (59.94, Rate { numerator: 60000, denominator: 1001 }),
    (60.0, Rate { numerator: 60, denominator: 1 }),
];

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Rate, String> {
        let fault = || {
            format!(
                "'{text}' is not a frame rate; use 24, 23.976, 25, 29.97, 30, 50, 59.94, 60 or a fraction like 24000/1001"
            )
        };
        let value = match text.split_once('/') {
            Some((over, under)) => {
                let over: u32 = over.trim().parse().map_err(|_| fault())?;
                let under: u32 = under.trim().parse().map_err(|_| fault())?;
                if under == 0 {
                    return Err(fault());
                }
                f64::from(over) / f64::from(under)
            }
            None => text.trim().parse::<f64>().map_err(|_| fault())?,
        };
        STANDARD_RATES
            .iter()
            .find(|(standard, _)| (standard - value).abs() < 0.006)
            .map(|&(_, rate)| rate)
            .or_else(|| {
                let whole = value.round();
                ((value - whole).abs() < 1e-9 && (1.0..=120.0).contains(&whole))
                    .then_some(Rate { numerator: whole as u32, denominator: 1 })
            })
            .ok_or_else(fault)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A place in the bar grid, to the half-beat. Written as musicians count,
/// from one: "13.2" is the second beat of bar 13, "13.2&" the off-beat after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BarBeat {
    /// 0.., the bar.
    pub bar: u32,
    /// 0.., half-beats into the bar; even ones are beats.
    pub half_beat: u32,
}

impl BarBeat {
    /// The first beat of a bar.
    pub fn downbeat(bar: u32) -> BarBeat {
        BarBeat { bar, half_beat: 0 }
    }
}

impl fmt::Display for BarBeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let off = if self.half_beat % 2 == 1 { "&" } else { "" };
        write!(f, "{}.{}{off}", self.bar + 1, self.half_beat / 2 + 1)
    }
}

impl FromStr for BarBeat {
    type Err = String;

    fn from_str(text: &str) -> Result<BarBeat, String> {
        let fault =
            || format!("'{text}' is not a place in the bars; write bar.beat counted from one, like 13.2 or 13.2&");
        let (body, off) = match text.trim().strip_suffix('&') {
            Some(body) => (body, 1),
            None => (text.trim(), 0),
        };
        let (bar, beat) = body.split_once('.').unwrap_or((body, "1"));
        let bar: u32 = bar.parse().map_err(|_| fault())?;
        let beat: u32 = beat.parse().map_err(|_| fault())?;
        if bar == 0 || beat == 0 {
            return Err(fault());
        }
        Ok(BarBeat { bar: bar - 1, half_beat: (beat - 1) * 2 + off })
    }
}

impl Serialize for BarBeat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BarBeat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BarBeat, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The bars of a song laid over its seconds. Tiles 0..duration without a gap:
/// what lies before the first heard downbeat and after the last is filled with
/// bars of the neighbouring length, the outermost ones cut to the song's ends.
#[derive(Clone, Debug, PartialEq)]
pub struct TempoMap {
    /// 0.., one per beat of the whole song and one more, its end; strictly increasing.
    beat_starts_secs: Vec<f64>,
    /// 0.., one per bar and one more: index of the bar's first beat in `beat_starts_secs`.
    bar_first_beat: Vec<usize>,
}

impl TempoMap {
    /// Bars from heard beats and downbeats (both in seconds, strictly increasing;
    /// each downbeat within 1 ms of a beat). Without any, bars of two seconds.
    pub fn new(beats: &[f64], downbeats: &[f64], duration_secs: f64) -> TempoMap {
        const BARS_WITHOUT_BEATS_SECS: f64 = 2.0;
        let duration_secs = duration_secs.max(0.1);
        let mut grid: Vec<(f64, bool)> = beats
            .iter()
            .filter(|&&beat| beat >= 0.0 && beat < duration_secs - 0.05)
            .map(|&beat| (beat, downbeats.iter().any(|down| (down - beat).abs() < 1e-3)))
            .collect();
        if grid.len() < 2 || !grid.iter().any(|beat| beat.1) {
            let step = BARS_WITHOUT_BEATS_SECS / 4.0;
            let count = (duration_secs / step).ceil().max(1.0) as usize;
            grid = (0..count).map(|i| (i as f64 * step, i % 4 == 0)).collect();
        }
        let positions: Vec<usize> = (0..grid.len()).filter(|&i| grid[i].1).collect();
        let usual_meter = |gaps: &[usize]| gaps.first().map_or(4, |pair| pair.clamp(&2, &12).to_owned());
        let gaps: Vec<usize> = positions.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // Backward to the song's start at the first bars' tempo and meter.
        let front_gap = usual_meter(&gaps);
        let period = median_gap(&grid[..grid.len().min(9)]);
        let mut since_downbeat = positions.first().map_or(0, |&first| (front_gap - first % front_gap) % front_gap);
        let mut first_secs = grid[0].0;
        let mut front = Vec::new();
        while first_secs > period * 0.5 {
            first_secs -= period;
            since_downbeat = (since_downbeat + front_gap - 1) % front_gap;
            front.push((first_secs.max(0.0), since_downbeat == 0));
            if first_secs <= 0.0 {
                break;
            }
        }
        front.reverse();
        grid.splice(0..0, front);
        // Forward to its end at the last bars' tempo and meter.
        let tail_gap = gaps.last().copied().unwrap_or(front_gap).clamp(2, 12);
        let period = median_gap(&grid[grid.len().saturating_sub(9)..]);
        let mut since_downbeat = grid.iter().rev().position(|beat| beat.1).unwrap_or(0);
        let mut last_secs = grid[grid.len() - 1].0 + period;
        while last_secs < duration_secs - period * 0.5 {
            since_downbeat = (since_downbeat + 1) % tail_gap;
            grid.push((last_secs, since_downbeat == 0));
            last_secs += period;
        }
        grid[0] = (0.0, true);
        let mut beat_starts_secs: Vec<f64> = Vec::with_capacity(grid.len() + 1);
        let mut bar_first_beat = Vec::new();
        for (secs, down) in grid {
            if down {
                bar_first_beat.push(beat_starts_secs.len());
            }
            beat_starts_secs.push(secs);
        }
        // A pick-up of less than half a bar belongs to the bar after it.
        if bar_first_beat.len() > 2 && bar_first_beat[1] * 2 < bar_first_beat[2] - bar_first_beat[1] {
            bar_first_beat.remove(1);
        }
        bar_first_beat.push(beat_starts_secs.len());
        beat_starts_secs.push(duration_secs);
        TempoMap { beat_starts_secs, bar_first_beat }
    }

    /// Number of bars, at least one.
    pub fn bars(&self) -> u32 {
        (self.bar_first_beat.len() - 1) as u32
    }

    /// The song's end, in seconds.
    pub fn duration_secs(&self) -> f64 {
        self.beat_starts_secs[self.beat_starts_secs.len() - 1]
    }

    /// Beats in a bar; the last bar where `bar` lies past the end.
    pub fn beats_in_bar(&self, bar: u32) -> u32 {
        let bar = (bar as usize).min(self.bars() as usize - 1);
        (self.bar_first_beat[bar + 1] - self.bar_first_beat[bar]) as u32
    }

    /// When a bar starts; the song's end for every bar past the last.
    pub fn song_from_bar(&self, bar: u32) -> f64 {
        let bar = (bar as usize).min(self.bars() as usize);
        self.beat_starts_secs[self.bar_first_beat[bar]]
    }

    /// When a place in the bars comes; clamped to the song's end.
    pub fn song_from_bar_beat(&self, at: BarBeat) -> f64 {
        let last = self.beat_starts_secs.len() - 1;
        let bar = (at.bar as usize).min(self.bars() as usize);
        let beat = (self.bar_first_beat[bar] + (at.half_beat / 2) as usize).min(last);
        let start = self.beat_starts_secs[beat];
        if at.half_beat.is_multiple_of(2) || beat == last {
            start
        } else {
            (start + self.beat_starts_secs[beat + 1]) / 2.0
        }
    }

    /// The bar that sounds at a moment.
    pub fn bar_from_song(&self, song_secs: f64) -> u32 {
        let after = self.bar_first_beat[..self.bars() as usize]
            .partition_point(|&beat| self.beat_starts_secs[beat] <= song_secs + 1e-9);
        after.saturating_sub(1) as u32
    }

    /// Starts of all beats, in seconds, without the song's end.
    pub fn beats_secs(&self) -> &[f64] {
        &self.beat_starts_secs[..self.beat_starts_secs.len() - 1]
    }

    /// The place of every half-beat of the song, in order.
    pub fn half_beats(&self) -> Vec<BarBeat> {
        (0..self.bars())
            .flat_map(|bar| (0..self.beats_in_bar(bar) * 2).map(move |half_beat| BarBeat { bar, half_beat }))
            .collect()
    }
}

fn median_gap(grid: &[(f64, bool)]) -> f64 {
    let mut gaps: Vec<f64> = grid.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.5).max(0.05)
}

/// "1:42.350" from seconds; what people read and type.
pub fn clock_from_secs(secs: f64) -> String {
    let millis = (secs.max(0.0) * 1000.0).round() as u64;
    format!("{}:{:02}.{:03}", millis / 60_000, millis / 1000 % 60, millis % 1000)
}

/// Seconds from "102.35", "1:42.35" or "1:02:03"; after a colon come 0 to 59, before one no fraction.
pub fn secs_from_clock(text: &str) -> Result<f64, String> {
    let fault = || format!("'{text}' is not a time; write seconds or minutes:seconds, like 102.5 or 1:42.5");
    let parts: Vec<&str> = text.trim().split(':').collect();
    let mut secs = 0.0;
    let mut over = false;
    for (number, part) in parts.iter().enumerate() {
        let value: f64 = part.parse().map_err(|_| fault())?;
        let is_last = number + 1 == parts.len();
        if !value.is_finite() || value < 0.0 || parts.len() > 3 || (!is_last && value.fract() != 0.0) {
            return Err(fault());
        }
        over |= number > 0 && value >= 60.0;
        secs = secs * 60.0 + value;
    }
    if over {
        let meant = clock_from_secs(secs);
        let meant = meant.trim_end_matches('0').trim_end_matches('.');
        return Err(format!("'{text}' is not a time: after a colon come 0 to 59; write {meant} if that is meant"));
    }
    Ok(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_snap_to_the_standard_ones() {
        assert_eq!("23.976".parse::<Rate>().unwrap(), Rate { numerator: 24000, denominator: 1001 });
        assert_eq!("2997/100".parse::<Rate>().unwrap(), Rate { numerator: 30000, denominator: 1001 });
        assert_eq!("24".parse::<Rate>().unwrap().to_string(), "24");
        assert!("0".parse::<Rate>().is_err());
        assert!("fast".parse::<Rate>().is_err());
    }

    #[test]
    fn a_clock_is_read_as_it_is_written_and_refused_where_a_part_is_too_great() {
        let read = |text| secs_from_clock(text).ok();
        assert_eq!((read("102.35"), read(" 1:42.5 "), read("1:02:03")), (Some(102.35), Some(102.5), Some(3723.0)));
        for wrong in ["1.5:30", "-1", "1:-2", "1:2:3:4", "", "1:", "nan"] {
            assert!(secs_from_clock(wrong).is_err(), "{wrong}");
        }
        let fault = secs_from_clock("9:99").unwrap_err();
        assert_eq!(fault, "'9:99' is not a time: after a colon come 0 to 59; write 10:39 if that is meant");
    }

    #[test]
    fn bar_beats_read_as_they_are_written() {
        for text in ["1.1", "13.2&", "200.4"] {
            assert_eq!(text.parse::<BarBeat>().unwrap().to_string(), text);
        }
        assert!("0.1".parse::<BarBeat>().is_err());
    }

    #[test]
    fn bars_tile_the_song_from_zero_to_its_end() {
        let beats: Vec<f64> = (0..64).map(|i| 3.2 + f64::from(i) * 0.5).collect();
        let downbeats: Vec<f64> = beats.iter().copied().skip(1).step_by(4).collect();
        let map = TempoMap::new(&beats, &downbeats, 40.0);
        assert_eq!(map.song_from_bar(0), 0.0);
        assert_eq!(map.song_from_bar(map.bars()), 40.0);
        for bar in 0..map.bars() {
            assert!(map.song_from_bar(bar) < map.song_from_bar(bar + 1));
            assert_eq!(map.bar_from_song(map.song_from_bar(bar)), bar);
        }
        let heard = (0..map.bars()).any(|bar| (map.song_from_bar(bar) - downbeats[3]).abs() < 1e-9);
        assert!(heard, "heard downbeats start bars");
    }

    #[test]
    fn a_song_without_beats_still_has_bars() {
        let map = TempoMap::new(&[], &[], 7.0);
        assert_eq!(map.song_from_bar(1), 2.0);
        assert_eq!(map.bars(), 4);
    }

    #[test]
    fn clocks_round_trip() {
        assert_eq!(secs_from_clock("1:42.5").unwrap(), 102.5);
        assert_eq!(clock_from_secs(102.35), "1:42.350");
        assert!(secs_from_clock("-3").is_err());
    }
}
