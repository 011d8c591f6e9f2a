//! Guitars and bass: riffs as strokes, bass lines as notes.

use crate::composition::{BassFigure, Riff};
use crate::harmony::fold;
use crate::score::drums::{Drum, Hit};
use crate::score::{Note, Sheet};

/// One stroke over the guitar's strings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stroke {
    pub(crate) secs: f64,
    pub(crate) until_secs: f64,
    /// The chord's root as a MIDI note.
    pub(crate) root: i32,
    /// The hand rests on the strings: short and dull, root only.
    pub(crate) muted: bool,
}

/// The strokes of a part, in order; they end where the next begins.
pub(crate) fn strokes(sheet: &Sheet, riff: Riff) -> Vec<Stroke> {
    let mut random = sheet.random("riff");
    let meter = sheet.part.meter;
    let length = meter.sixteenths_a_bar() as usize;
    let mut strokes: Vec<Stroke> = Vec::new();
    let close = |strokes: &mut Vec<Stroke>, secs: f64| {
        if let Some(last) = strokes.last_mut() {
            last.until_secs = last.until_secs.min(secs);
        }
    };
    let end_secs = sheet.secs(f64::from(sheet.part.beats()));
    let accents: Vec<bool> = (0..length).map(|at| at == 0 || at % 2 == 0 && random.chance(0.22)).collect();
    for bar in 0..sheet.part.bars {
        let text: String = match riff {
            Riff::Written(bars) => bars[bar as usize % bars.len()].to_owned(),
            Riff::Ringing => std::iter::once('X').chain(std::iter::repeat_n('-', length - 1)).collect(),
            Riff::Chug => (0..length)
                .map(|at| {
                    if at % 2 == 1 {
                        '-'
                    } else if accents[at] {
                        'X'
                    } else {
                        'x'
                    }
                })
                .collect(),
            Riff::Gallop => (0..length).map(|at| if at == 0 { 'X' } else { ['x', '-', 'x', 'x'][at % 4] }).collect(),
        };
        for (sixteenth, letter) in (0..length as u32).zip(text.chars()) {
            let beat = sheet.beat(bar, sixteenth);
            let secs = sheet.secs(beat);
            let (shift, muted) = match letter {
                'X' => (0, false),
                'U' => (1, false),
                'D' => (-2, false),
                'x' => (0, true),
                '.' => {
                    close(&mut strokes, secs);
                    continue;
                }
                _ => continue,
            };
            close(&mut strokes, secs);
            if !sheet.part.pauses_at(beat) {
                strokes.push(Stroke { secs, until_secs: end_secs, root: sheet.root(bar) + shift, muted });
            }
        }
    }
    if let Some(pause) = sheet.part.general_pause {
        let pause_secs = sheet.secs(pause.from_beat);
        strokes
            .iter_mut()
            .filter(|stroke| stroke.secs < pause_secs)
            .for_each(|stroke| stroke.until_secs = stroke.until_secs.min(pause_secs));
    }
    strokes
}

/// The lead guitar: the chord's upper tones, two a bar, high.
pub(crate) fn lead(sheet: &Sheet) -> Vec<Note> {
    let mut random = sheet.random("lead");
    let half = sheet.part.meter.sixteenths_a_bar() / 2;
    let mut notes = Vec::new();
    for bar in 0..sheet.part.bars {
        let tones = sheet.part.chord(bar).voiced(sheet.composition.tonic_midi, 69);
        for (start, end) in [(0, half), (half, half * 2)] {
            let (from, to) = (sheet.beat(bar, start), sheet.beat(bar, end));
            if !sheet.part.pauses_at(from) {
                let midi = *random.pick(&tones) as f32;
                notes.push(Note { secs: sheet.secs(from), until_secs: sheet.secs(to), midi, velocity: 0.7 });
            }
        }
    }
    notes
}

/// The bass line. With guitars it doubles their roots an octave down, as heavy bands do.
pub(crate) fn bass(sheet: &Sheet, figure: BassFigure, strokes: &[Stroke], hits: &[Hit]) -> Vec<Note> {
    // E1, the open low string: a root below it would only shake the room.
    const LOWEST: i32 = 28;
    let meter = sheet.part.meter;
    let mut random = sheet.random("bass");
    let part_end_secs = sheet.secs(f64::from(sheet.part.beats()));
    let mut notes: Vec<Note> = Vec::new();
    let mut play = |secs: f64, until_secs: f64, root: i32, velocity: f32| {
        if let Some(last) = notes.last_mut() {
            last.until_secs = last.until_secs.min(secs);
        }
        notes.push(Note {
            secs,
            until_secs,
            midi: fold(root, LOWEST) as f32,
            velocity: velocity * (1.0 + 0.1 * random.near_zero()),
        });
    };
    if figure == BassFigure::WithKick && !strokes.is_empty() {
        for stroke in strokes {
            play(stroke.secs, stroke.until_secs, stroke.root, if stroke.muted { 0.75 } else { 0.95 });
        }
        return notes;
    }
    for bar in 0..sheet.part.bars {
        let (from, to) = (sheet.beat(bar, 0), sheet.beat(bar + 1, 0));
        let (start_secs, end_secs) = (sheet.secs(from), sheet.secs(to).min(part_end_secs));
        let root = sheet.root(bar);
        match figure {
            BassFigure::Held => {
                if !sheet.part.pauses_at(from) {
                    play(start_secs, end_secs, root, 0.8);
                }
            }
            BassFigure::Eighths => {
                for sixteenth in (0..meter.sixteenths_a_bar()).step_by(2) {
                    let beat = sheet.beat(bar, sixteenth);
                    if !sheet.part.pauses_at(beat) {
                        play(
                            sheet.secs(beat),
                            sheet.secs(beat + 1.8 / f64::from(meter.sixteenths_a_beat())),
                            root,
                            if sixteenth % 4 == 0 { 0.9 } else { 0.7 },
                        );
                    }
                }
            }
            BassFigure::WithKick => {
                for hit in hits
                    .iter()
                    .filter(|hit| hit.drum == Drum::Kick && (start_secs - 0.01..end_secs - 0.01).contains(&hit.secs))
                {
                    play(hit.secs, end_secs, root, 0.85);
                }
            }
        }
    }
    notes
}
