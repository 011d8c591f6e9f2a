//! Songs for tests: some with one trait each, and any number from a seed.

use crate::clock::Meter;
use crate::composition::{
    Band, BassFigure, Composition, GeneralPause, Groove, Line, Part, PartLabel, PianoFigure, Riff,
};
use crate::harmony::Mode;
use crate::random::Random;

/// Short songs, each with something that a listener may trip over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestSong {
    /// 120 beats a minute, backbeat: the easy one.
    Plain,
    /// In three.
    Waltz,
    /// In 6/8.
    SixEight,
    /// 60 beats a minute, piano and voice.
    SlowBallad,
    /// 200 beats a minute, loud throughout.
    FastPunk,
    /// Drums come in after a third of the song.
    LateDrums,
    /// Quiet and heavy in turn.
    QuietLoud,
    /// 96 and then 132 beats a minute.
    TempoChange,
    /// From 100 to 140 beats a minute, little by little.
    Accelerando,
    /// Two bars of nothing in the middle.
    SilentGap,
    /// 4/4, then 3/4, then 4/4.
    MeterChange,
    /// Four on the floor, major, 128 beats a minute.
    Dance,
}

impl TestSong {
    /// All of them.
    pub const ALL: [TestSong; 12] = [
        TestSong::Plain,
        TestSong::Waltz,
        TestSong::SixEight,
        TestSong::SlowBallad,
        TestSong::FastPunk,
        TestSong::LateDrums,
        TestSong::QuietLoud,
        TestSong::TempoChange,
        TestSong::Accelerando,
        TestSong::SilentGap,
        TestSong::MeterChange,
        TestSong::Dance,
    ];
}

/// One of the test songs, 20 to 50 seconds long.
pub fn test_song(song: TestSong) -> Composition {
    use PartLabel::{Bridge, Chorus, Intro, Outro, Verse};
    let mut writer = Writer::new(TestSong::ALL.iter().position(|other| *other == song).unwrap_or(0) as u64 + 100);
    let plain = |writer: &mut Writer, form: &[(PartLabel, u32, f32)], meter, tempo_bpm| -> Vec<Part> {
        form.iter().map(|&(label, bars, aggression)| writer.part(label, bars, meter, tempo_bpm, aggression)).collect()
    };
    let four = Meter::FourFour;
    let whole = [(Intro, 4, 0.4), (Verse, 8, 0.45), (Chorus, 8, 0.75)];
    let parts = match song {
        TestSong::Plain => plain(&mut writer, &whole, four, 120.0),
        TestSong::Waltz => plain(&mut writer, &whole, Meter::ThreeFour, 132.0),
        TestSong::SixEight => plain(&mut writer, &whole, Meter::SixEight, 76.0),
        TestSong::SlowBallad => plain(&mut writer, &[(Intro, 2, 0.1), (Verse, 4, 0.15), (Chorus, 4, 0.3)], four, 60.0),
        TestSong::FastPunk => {
            let mut parts = plain(
                &mut writer,
                &[(Intro, 4, 0.9), (Verse, 8, 0.85), (Chorus, 8, 1.0), (Outro, 4, 0.9)],
                four,
                200.0,
            );
            parts.iter_mut().for_each(|part| part.band.drums = Some(Groove::DoubleTime));
            parts
        }
        TestSong::LateDrums => {
            let mut parts = plain(&mut writer, &[(Intro, 6, 0.15), (Verse, 6, 0.5), (Chorus, 6, 0.7)], four, 104.0);
            parts[0].band = Band { piano: Some(PianoFigure::Broken), pad: 0.5, ..Band::default() };
            parts
        }
        TestSong::QuietLoud => {
            plain(&mut writer, &[(Verse, 4, 0.15), (Chorus, 4, 0.95), (Verse, 4, 0.15), (Chorus, 4, 1.0)], four, 96.0)
        }
        TestSong::TempoChange => {
            let mut parts = plain(&mut writer, &[(Verse, 8, 0.5), (Chorus, 8, 0.7)], four, 96.0);
            (parts[1].tempo_bpm, parts[1].tempo_end_bpm) = (132.0, 132.0);
            parts
        }
        TestSong::Accelerando => {
            let mut parts = plain(&mut writer, &[(Verse, 8, 0.5), (Chorus, 8, 0.7)], four, 100.0);
            parts[0].tempo_end_bpm = 120.0;
            (parts[1].tempo_bpm, parts[1].tempo_end_bpm) = (120.0, 140.0);
            parts
        }
        TestSong::SilentGap => {
            let mut parts = plain(&mut writer, &[(Verse, 6, 0.5), (Bridge, 4, 0.2), (Chorus, 6, 0.8)], four, 110.0);
            parts[1].general_pause = Some(GeneralPause { from_beat: 8.0, to_beat: 16.0 });
            parts[1].lines.clear();
            parts
        }
        TestSong::MeterChange => {
            let mut parts = plain(&mut writer, &[(Verse, 6, 0.5), (Chorus, 6, 0.7)], four, 116.0);
            parts.insert(1, writer.part(Bridge, 8, Meter::ThreeFour, 116.0, 0.5));
            parts
        }
        TestSong::Dance => {
            writer.mode = Mode::Major;
            let mut parts = plain(&mut writer, &whole, four, 128.0);
            for part in &mut parts {
                part.band.drums = Some(Groove::FourOnTheFloor);
                part.band.guitars = None;
                part.band.bass = Some(BassFigure::Eighths);
            }
            parts
        }
    };
    writer.song(&format!("{song:?}"), parts)
}

/// A song of at least `bars` bars with a form, chords, band and lines of its own.
pub fn random_song(seed: u64, bars: u32) -> Composition {
    let mut writer = Writer::new(seed);
    let meter =
        *writer.random.pick(&[Meter::FourFour, Meter::FourFour, Meter::FourFour, Meter::ThreeFour, Meter::SixEight]);
    let tempo_bpm = match meter {
        Meter::SixEight => f64::from(writer.random.between(50.0, 90.0)).round(),
        Meter::ThreeFour | Meter::FourFour => f64::from(writer.random.between(66.0, 190.0)).round(),
    };
    let calm = writer.random.between(0.1, 0.5);
    let mut parts = vec![writer.part(PartLabel::Intro, bars.clamp(1, 4), meter, tempo_bpm, calm)];
    let mut written = bars.clamp(1, 4);
    let cycle =
        [PartLabel::Verse, PartLabel::Chorus, PartLabel::Verse, PartLabel::Chorus, PartLabel::Bridge, PartLabel::Break];
    let mut turn = 0;
    while written < bars {
        let label = cycle[turn % cycle.len()];
        turn += 1;
        let length = (*writer.random.pick(&[4, 8, 8, 8, 12])).min(bars - written);
        let aggression = match label {
            PartLabel::Chorus => calm + writer.random.between(0.25, 0.5),
            PartLabel::Bridge => writer.random.between(0.05, 1.0),
            PartLabel::Break => calm + writer.random.between(-0.1, 0.3),
            PartLabel::Intro | PartLabel::Verse | PartLabel::Outro => calm + writer.random.between(0.0, 0.15),
        };
        let last = written + length == bars;
        let label = if last && length <= 4 { PartLabel::Outro } else { label };
        parts.push(writer.part(label, length, meter, tempo_bpm, aggression.clamp(0.05, 1.0)));
        written += length;
    }
    writer.song(&format!("Song {seed}"), parts)
}

/// Writes parts from a seed; parts of one label share their chords.
struct Writer {
    random: Random,
    seed: u64,
    mode: Mode,
    tonic_midi: i32,
    progressions: [[i32; 4]; 6],
}

impl Writer {
    fn new(seed: u64) -> Writer {
        const PROGRESSIONS: [[i32; 4]; 7] =
            [[0, 5, 2, 6], [0, 3, 5, 4], [0, 6, 5, 4], [0, 0, 5, 6], [5, 6, 0, 0], [0, 2, 3, 5], [3, 0, 4, 5]];
        let mut random = Random::stream(seed, "form");
        let mode = *random.pick(&[Mode::Minor, Mode::Minor, Mode::Major, Mode::Dorian, Mode::Phrygian]);
        let tonic_midi = 36 + random.index(10) as i32;
        let progressions = std::array::from_fn(|_| *random.pick(&PROGRESSIONS));
        Writer { random, seed, mode, tonic_midi, progressions }
    }

    fn part(&mut self, label: PartLabel, bars: u32, meter: Meter, tempo_bpm: f64, aggression: f32) -> Part {
        let place = label as usize;
        let band = self.band(label, aggression);
        let lines = match label {
            PartLabel::Verse | PartLabel::Chorus | PartLabel::Bridge => self.lines(bars, meter, tempo_bpm),
            PartLabel::Intro | PartLabel::Break | PartLabel::Outro => Vec::new(),
        };
        Part {
            label,
            group: char::from(b'A' + place as u8),
            bars,
            meter,
            tempo_bpm,
            tempo_end_bpm: tempo_bpm,
            aggression,
            chords: self.progressions[place].iter().map(|&degree| self.mode.triad(degree)).collect(),
            band,
            general_pause: None,
            lines,
        }
    }

    fn band(&mut self, label: PartLabel, aggression: f32) -> Band {
        let heavy = aggression > 0.6;
        let soft = aggression < 0.3;
        let grooves =
            if heavy { [Groove::Backbeat, Groove::HalfTime] } else { [Groove::Backbeat, Groove::FourOnTheFloor] };
        Band {
            drums: Some(if soft { Groove::Pulse } else { *self.random.pick(&grooves) }),
            crash: label == PartLabel::Chorus,
            fill: !soft,
            bass: (!soft).then(|| *self.random.pick(&[BassFigure::Held, BassFigure::Eighths, BassFigure::WithKick])),
            guitars: heavy.then(|| *self.random.pick(&[Riff::Ringing, Riff::Chug, Riff::Gallop])),
            lead: heavy && self.random.chance(0.3),
            piano: (!heavy)
                .then(|| *self.random.pick(&[PianoFigure::Broken, PianoFigure::Chords, PianoFigure::Sparse])),
            pad: if self.random.chance(0.6) { 0.4 } else { 0.0 },
        }
    }

    fn lines(&mut self, bars: u32, meter: Meter, tempo_bpm: f64) -> Vec<Line> {
        const WORDS: [&str; 20] = [
            "the", "window", "holds", "a", "paper", "coat", "and", "nobody", "turns", "down", "under", "water", "you",
            "keep", "my", "table", "cold", "open", "every", "morning",
        ];
        // A line takes one bar where bars are long, two where they are short.
        let beats_a_bar = meter.beats_a_bar();
        let bars_a_line = if f64::from(beats_a_bar) * 60.0 / tempo_bpm > 2.2 { 1 } else { 2 };
        (0..bars / bars_a_line)
            .map(|index| {
                let words: Vec<&str> = (0..3 + self.random.index(3)).map(|_| *self.random.pick(&WORDS)).collect();
                let beats = f64::from(beats_a_bar * bars_a_line);
                Line {
                    from_beat: f64::from(index) * beats,
                    beats: beats * 0.8,
                    text: words.join(" "),
                    degrees: Vec::new(),
                }
            })
            .collect()
    }

    fn song(self, title: &str, parts: Vec<Part>) -> Composition {
        Composition {
            title: title.to_owned(),
            artist: "Reversal".to_owned(),
            seed: self.seed,
            tonic_midi: self.tonic_midi,
            mode: self.mode,
            lead_in_secs: 0.5,
            tail_secs: 2.0,
            parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_songs_have_the_asked_length_and_differ() {
        for bars in [16, 40, 120] {
            let songs: Vec<Composition> = (0..30).map(|seed| random_song(seed, bars)).collect();
            assert!(songs.iter().all(|song| song.parts.iter().map(|part| part.bars).sum::<u32>() == bars));
            assert!(songs.windows(2).all(|pair| pair[0].parts != pair[1].parts));
        }
        assert_eq!(random_song(5, 60), random_song(5, 60));
    }

    #[test]
    fn test_songs_cover_tempi_and_meters() {
        let parts: Vec<Part> = TestSong::ALL.into_iter().flat_map(|song| test_song(song).parts).collect();
        for meter in [Meter::ThreeFour, Meter::FourFour, Meter::SixEight] {
            assert!(parts.iter().any(|part| part.meter == meter));
        }
        assert!(parts.iter().any(|part| part.tempo_bpm <= 60.0) && parts.iter().any(|part| part.tempo_bpm >= 200.0));
    }
}
