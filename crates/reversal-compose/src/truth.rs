//! The truth about a composed song: what a perfect listener would hear.

use reversal_model::reading::{LyricSpan, Section};

use crate::clock::Clock;
use crate::composition::{Composition, Line, Part};
use crate::random::Random;
use crate::syllables::{Syllable, syllables};

/// What there is to hear and when. Times are of the written music; players
/// miss it by two or three milliseconds, as people do.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Attack times of the beats, in seconds, strictly increasing. They run on through pauses.
    pub beats: Vec<f64>,
    /// Those of them that start a bar.
    pub downbeats: Vec<f64>,
    /// The parts; tile the song from 0 to its end.
    pub sections: Vec<Section>,
    /// Sung lines.
    pub lines: Vec<LyricSpan>,
    /// Sung words, each inside its line.
    pub words: Vec<LyricSpan>,
    /// Length of the song, in seconds.
    pub duration_secs: f64,
}

/// The truth about a composition, without making a sound.
pub fn truth(composition: &Composition) -> Truth {
    let clock = Clock::new(composition);
    let duration_secs = clock.end_secs() + composition.tail_secs;
    let beats = clock.beats().to_vec();
    let mut downbeats = Vec::new();
    let mut sections: Vec<Section> = Vec::new();
    for (index, part) in composition.parts.iter().enumerate() {
        downbeats.extend((0..part.bars).map(|bar| clock.secs(index, f64::from(bar * part.meter.beats_a_bar()))));
        sections.push(Section {
            start: if index == 0 { 0.0 } else { clock.secs(index, 0.0) },
            end: if index + 1 == composition.parts.len() {
                duration_secs
            } else {
                clock.secs(index, f64::from(part.beats()))
            },
            label: part.label.name().to_owned(),
            group: part.group.to_string(),
        });
    }
    let sung: Vec<SungLine> = sung_lines(composition, &clock);
    let words = sung.iter().flat_map(SungLine::words).collect();
    let lines = sung
        .iter()
        .map(|line| LyricSpan { start: line.start_secs(), end: line.end_secs(), text: line.text.clone() })
        .collect();
    Truth { beats, downbeats, sections, lines, words, duration_secs }
}

/// A line as it is sung.
pub(crate) struct SungLine {
    /// 0.., the part it belongs to.
    pub(crate) part: usize,
    pub(crate) text: String,
    pub(crate) syllables: Vec<SungSyllable>,
}

/// A syllable as it is sung.
pub(crate) struct SungSyllable {
    pub(crate) start_secs: f64,
    pub(crate) end_secs: f64,
    /// Pitch as a MIDI note.
    pub(crate) midi: f32,
    pub(crate) sounds: Syllable,
    /// 0.., the word in its line.
    word: usize,
}

impl SungLine {
    pub(crate) fn start_secs(&self) -> f64 {
        self.syllables.first().map_or(0.0, |first| first.start_secs)
    }

    pub(crate) fn end_secs(&self) -> f64 {
        self.syllables.last().map_or(0.0, |last| last.end_secs)
    }

    fn words(&self) -> Vec<LyricSpan> {
        self.text
            .split_whitespace()
            .enumerate()
            .filter_map(|(index, text)| {
                let mut own = self.syllables.iter().filter(|syllable| syllable.word == index);
                let first = own.next()?;
                let end = own.next_back().unwrap_or(first).end_secs;
                Some(LyricSpan { start: first.start_secs, end, text: text.to_owned() })
            })
            .collect()
    }
}

/// All lines of the song, in order; lines without a word are left out.
pub(crate) fn sung_lines(composition: &Composition, clock: &Clock) -> Vec<SungLine> {
    let mut random = Random::stream(composition.seed, "melody");
    let mut sung = Vec::new();
    for (index, part) in composition.parts.iter().enumerate() {
        for line in part.lines.iter().filter(|line| !line.text.trim().is_empty()) {
            sung.push(sing(composition, clock, index, part, line, &mut random));
        }
    }
    sung
}

fn sing(
    composition: &Composition,
    clock: &Clock,
    index: usize,
    part: &Part,
    line: &Line,
    random: &mut Random,
) -> SungLine {
    let sounds: Vec<(usize, Syllable)> = line
        .text
        .split_whitespace()
        .enumerate()
        .flat_map(|(word, text)| syllables(text).into_iter().map(move |syllable| (word, syllable)))
        .collect();
    let count = sounds.len();
    // As slow as the line allows while its last syllable keeps a third of it.
    let sixteenths = f64::from(part.meter.sixteenths_a_beat());
    let step = [1.0, 2.0 / sixteenths, 1.0 / sixteenths]
        .into_iter()
        .find(|step| step * (count - 1) as f64 <= line.beats * 0.67)
        .unwrap_or(line.beats / count as f64);
    let mut degree = *random.pick(&[0, 2, 4]);
    let syllables = sounds
        .into_iter()
        .enumerate()
        .map(|(place, (word, sounds))| {
            let from = line.from_beat + step * place as f64;
            let to = if place + 1 == count { line.from_beat + line.beats } else { from + step };
            let bar = (from / f64::from(part.meter.beats_a_bar())).max(0.0) as u32;
            degree = match line.degrees.get(place) {
                Some(&written) => written,
                None => next_degree(composition, part, bar, degree, place + 1 == count, random),
            };
            // Heavy parts are sung an octave up: there a voice has to push.
            let lift = if line.degrees.is_empty() && part.aggression > 0.6 { 12 } else { 0 };
            SungSyllable {
                start_secs: clock.secs(index, from),
                end_secs: clock.secs(index, to),
                midi: (composition.tonic_midi + 12 + lift + composition.mode.semitones(degree)) as f32,
                sounds,
                word,
            }
        })
        .collect();
    SungLine { part: index, text: line.text.clone(), syllables }
}

/// A step or small leap within an octave; the line's last syllable rests on a tone of the chord.
fn next_degree(composition: &Composition, part: &Part, bar: u32, from: i32, last: bool, random: &mut Random) -> i32 {
    let stepped = (from + random.pick(&[-2, -1, -1, 0, 1, 1, 2])).clamp(-1, 7);
    if !last {
        return stepped;
    }
    let chord = part.chord(bar);
    let in_chord = |degree: i32| {
        let above_root = (composition.mode.semitones(degree) - chord.root).rem_euclid(12);
        chord.intervals().iter().any(|interval| interval % 12 == above_root)
    };
    [0, -1, 1, -2, 2, -3, 3].into_iter().map(|away| stepped + away).find(|&degree| in_chord(degree)).unwrap_or(stepped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{TestSong, random_song, test_song};
    use crate::demo::demo;

    fn every_song() -> Vec<Composition> {
        let mut songs: Vec<Composition> = TestSong::ALL.into_iter().map(test_song).collect();
        songs.extend((0..20).map(|seed| random_song(seed, 120)));
        songs.push(demo());
        songs
    }

    #[test]
    fn beats_and_downbeats_increase_and_downbeats_are_beats() {
        for song in every_song() {
            let truth = truth(&song);
            for times in [&truth.beats, &truth.downbeats] {
                assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{}", song.title);
            }
            assert!(truth.downbeats.iter().all(|down| truth.beats.contains(down)), "{}", song.title);
        }
    }

    #[test]
    fn sections_tile_the_song() {
        for song in every_song() {
            let truth = truth(&song);
            assert_eq!(truth.sections[0].start, 0.0);
            assert!(truth.sections.windows(2).all(|pair| pair[0].end == pair[1].start), "{}", song.title);
            assert_eq!(truth.sections[truth.sections.len() - 1].end, truth.duration_secs);
        }
    }

    #[test]
    fn words_lie_inside_their_lines_in_order() {
        for song in every_song() {
            let truth = truth(&song);
            let mut words = truth.words.iter();
            for line in &truth.lines {
                assert!(line.start < line.end);
                for text in line.text.split_whitespace() {
                    let word = words.next().unwrap();
                    assert_eq!(word.text, text);
                    assert!(
                        line.start <= word.start && word.start < word.end && word.end <= line.end + 1e-9,
                        "{word:?}"
                    );
                }
            }
            assert!(words.next().is_none());
            assert!(
                truth.lines.windows(2).all(|pair| pair[0].end <= pair[1].start + 1e-9),
                "{}: lines overlap",
                song.title
            );
        }
    }
}
