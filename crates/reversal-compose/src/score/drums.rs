//! The drummer: grooves as written bars, varied and filled by chance.

use crate::clock::Meter;
use crate::composition::Groove;
use crate::random::Random;
use crate::score::Sheet;

/// What is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drum {
    Kick,
    Snare,
    ClosedHat,
    OpenHat,
    Ride,
    Crash,
    HighTom,
    MiddleTom,
    FloorTom,
}

/// One stroke of the drummer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) secs: f64,
    pub(crate) drum: Drum,
    /// 0..1.
    pub(crate) velocity: f32,
}

/// A bar for each limb; a letter is a sixteenth. Capitals are accents, `o` is an open hat,
/// `g` a ghost note, `h m f` are toms.
struct Bar {
    kicks: &'static [&'static str],
    snare: &'static str,
    hat: &'static str,
    toms: &'static str,
}

fn bar(groove: Groove, meter: Meter) -> Bar {
    let of = |kicks, snare, hat, toms| Bar { kicks, snare, hat, toms };
    match (meter, groove) {
        (Meter::FourFour, Groove::Pulse) => of(&["x...............", "x.............x."], "", "", ""),
        (Meter::FourFour, Groove::Toms) => {
            of(&["X.........x.....", "X.......x......."], "", "x...x...x...x...", "f.....f...f.m...")
        }
        (Meter::FourFour, Groove::HalfTime) => of(
            &["X.....X...x.....", "X.....X...x.x...", "X.....X...x..x.."],
            "....g...X......g",
            "x.x.x.x.x.x.x.o.",
            "",
        ),
        (Meter::FourFour, Groove::Backbeat) => of(
            &["X.....x.X.......", "X.......X.x.....", "X..x....X.x....."],
            "....X..g....X..g",
            "X.x.X.x.X.x.X.o.",
            "",
        ),
        (Meter::FourFour, Groove::FourOnTheFloor) => {
            of(&["X...X...X...X..."], "....X.......X...", "x.o.x.o.x.o.x.o.", "")
        }
        (Meter::FourFour, Groove::DoubleTime) => {
            of(&["X...X.x.X...X.x.", "X...X...X.x.X..."], "..X...X...X...X.", "X...X...X...X...", "")
        }
        (Meter::ThreeFour, Groove::Pulse) => of(&["x..........."], "", "", ""),
        (Meter::ThreeFour, Groove::Toms) => of(&["X.....x....."], "", "x...x...x...", "f...f.f.m..."),
        (Meter::ThreeFour, Groove::HalfTime) => of(&["X.....x....."], "........X...", "x.x.x.x.x.x.", ""),
        (Meter::ThreeFour, Groove::Backbeat | Groove::FourOnTheFloor) => {
            of(&["X...........", "X.........x."], "....X...X..g", "X.x.x.x.x.o.", "")
        }
        (Meter::ThreeFour, Groove::DoubleTime) => of(&["X...x...x..."], "..X...X...X.", "X...X...X...", ""),
        (Meter::SixEight, Groove::Pulse) => of(&["x..........."], "", "", ""),
        (Meter::SixEight, Groove::Toms) => of(&["X.........x."], "", "x.x.x.x.x.x.", "f...f.m...f."),
        (Meter::SixEight, _) => of(&["X.......x.x.", "X.........x."], "......X....g", "X.x.x.X.x.o.", ""),
    }
}

/// All hits of a part, in order of time.
pub(crate) fn hits(sheet: &Sheet) -> Vec<Hit> {
    let mut hits = Vec::new();
    let band = sheet.part.band;
    let mut random = sheet.random("drums");
    let mut drummer = Drummer { sheet, random: &mut random, hits: &mut hits };
    if band.crash {
        drummer.strike(0, 0, Drum::Crash, 0.9);
    }
    if let Some(groove) = band.drums {
        let (meter, bars) = (sheet.part.meter, sheet.part.bars);
        // Only heavy parts are played on the wide cymbals.
        let wide = sheet.part.aggression > 0.75 && groove != Groove::DoubleTime;
        let fill_from = meter.sixteenths_a_bar() * if meter == Meter::FourFour { 5 } else { 4 } / 8;
        for number in 0..bars {
            let filled = band.fill && number + 1 == bars && bars > 1;
            let end = if filled { fill_from } else { meter.sixteenths_a_bar() };
            drummer.bar(number, &bar(groove, meter), end, wide);
            if wide && number % 2 == 0 && number > 0 {
                drummer.strike(number, 0, Drum::Crash, 0.65);
            }
            if filled {
                drummer.fill(number, fill_from);
            }
        }
    }
    hits.sort_by(|a, b| a.secs.total_cmp(&b.secs));
    hits
}

struct Drummer<'a> {
    sheet: &'a Sheet<'a>,
    random: &'a mut Random,
    hits: &'a mut Vec<Hit>,
}

impl Drummer<'_> {
    fn strike(&mut self, bar: u32, sixteenth: u32, drum: Drum, velocity: f32) {
        let beat = self.sheet.beat(bar, sixteenth);
        if self.sheet.part.pauses_at(beat) {
            return;
        }
        // People miss the beat by a few milliseconds; the foot less than the hands.
        let miss_secs = match drum {
            Drum::Kick | Drum::Crash => 0.0015,
            _ => 0.004,
        };
        let secs = (self.sheet.secs(beat) + f64::from(miss_secs * self.random.near_zero())).max(0.0);
        let weight = 0.55 + 0.45 * self.sheet.part.aggression;
        let velocity = (velocity * weight * (1.0 + 0.12 * self.random.near_zero())).clamp(0.02, 1.0);
        self.hits.push(Hit { secs, drum, velocity });
    }

    fn bar(&mut self, number: u32, bar: &Bar, end: u32, wide: bool) {
        let kick = self.random.pick(bar.kicks);
        let rows =
            [(*kick, Drum::Kick), (bar.snare, Drum::Snare), (bar.hat, Drum::ClosedHat), (bar.toms, Drum::FloorTom)];
        for (row, drum) in rows {
            for (sixteenth, letter) in (0..end).zip(row.chars()) {
                let (drum, velocity) = match letter {
                    'X' if wide && drum == Drum::ClosedHat => (Drum::Ride, 0.8),
                    'x' | 'o' if wide && drum == Drum::ClosedHat => {
                        // On the wide cymbals the off-beats are left out.
                        if sixteenth % 4 != 0 {
                            continue;
                        }
                        (Drum::OpenHat, 0.8)
                    }
                    'X' => (drum, 1.0),
                    'x' => (drum, 0.62),
                    'o' => (Drum::OpenHat, 0.6),
                    // Ghost notes come and go.
                    'g' if self.random.chance(0.6) => (drum, 0.16),
                    'h' => (Drum::HighTom, 0.7),
                    'm' => (Drum::MiddleTom, 0.75),
                    'f' => (Drum::FloorTom, 0.8),
                    _ => continue,
                };
                self.strike(number, sixteenth, drum, velocity);
            }
        }
    }

    /// Down the drums to the end of the bar, growing louder.
    fn fill(&mut self, number: u32, from: u32) {
        const ROADS: [&[Drum]; 3] = [
            &[Drum::Snare, Drum::HighTom, Drum::MiddleTom, Drum::FloorTom],
            &[Drum::Snare, Drum::Snare, Drum::FloorTom, Drum::FloorTom],
            &[Drum::HighTom, Drum::FloorTom, Drum::Snare, Drum::FloorTom],
        ];
        let road = *self.random.pick(&ROADS);
        let end = self.sheet.part.meter.sixteenths_a_bar();
        for sixteenth in from..end {
            let share = (sixteenth - from) as f32 / (end - from) as f32;
            // Not every sixteenth: a fill that breathes.
            if sixteenth % 2 == 1 && !self.random.chance(0.35 + 0.5 * share) {
                continue;
            }
            let drum = road[((share * road.len() as f32) as usize).min(road.len() - 1)];
            self.strike(number, sixteenth, drum, 0.55 + 0.4 * share);
            if sixteenth % 4 == 0 {
                self.strike(number, sixteenth, Drum::Kick, 0.8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{TestSong, test_song};
    use crate::clock::Clock;

    #[test]
    fn every_written_bar_is_as_long_as_its_meter() {
        for meter in [Meter::ThreeFour, Meter::FourFour, Meter::SixEight] {
            for groove in [
                Groove::Pulse,
                Groove::Toms,
                Groove::HalfTime,
                Groove::Backbeat,
                Groove::FourOnTheFloor,
                Groove::DoubleTime,
            ] {
                let bar = bar(groove, meter);
                for row in bar.kicks.iter().chain([&bar.snare, &bar.hat, &bar.toms]).filter(|row| !row.is_empty()) {
                    assert_eq!(row.len() as u32, meter.sixteenths_a_bar(), "{groove:?} {meter:?} {row}");
                }
            }
        }
    }

    #[test]
    fn hits_lie_within_four_milliseconds_of_the_grid() {
        for song in TestSong::ALL {
            let composition = test_song(song);
            let clock = Clock::new(&composition);
            for (index, part) in composition.parts.iter().enumerate() {
                let sheet = Sheet { composition: &composition, part, index, clock: &clock };
                let grid: Vec<f64> = (0..part.bars)
                    .flat_map(|bar| (0..part.meter.sixteenths_a_bar()).map(move |at| (bar, at)))
                    .map(|(bar, at)| sheet.secs(sheet.beat(bar, at)))
                    .collect();
                for hit in hits(&sheet) {
                    let nearest = grid.iter().map(|secs| (secs - hit.secs).abs()).fold(f64::MAX, f64::min);
                    assert!(nearest <= 0.004, "{song:?}: {nearest}");
                }
            }
        }
    }
}
