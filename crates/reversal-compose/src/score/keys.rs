//! What the piano plays.

use crate::composition::PianoFigure;
use crate::harmony::fold;
use crate::score::{Note, Sheet};

/// Lowest tone of the right hand and of the left.
const RIGHT: i32 = 60;
const LEFT: i32 = 41;

/// The piano's notes in a part, in order of bars.
pub(crate) fn piano(sheet: &Sheet, figure: PianoFigure) -> Vec<Note> {
    let mut random = sheet.random("piano");
    let meter = sheet.part.meter;
    let tonic = sheet.composition.tonic_midi;
    let mut notes = Vec::new();
    for bar in 0..sheet.part.bars {
        let chord = sheet.part.chord(bar);
        let tones = chord.voiced(tonic, RIGHT);
        let root = fold(tonic + chord.root, LEFT);
        let bar_end = sheet.secs(sheet.beat(bar + 1, 0));
        let mut play = |sixteenth: u32, midi: i32, velocity: f32, late: f32| {
            let beat = sheet.beat(bar, sixteenth);
            if !sheet.part.pauses_at(beat) {
                let secs = sheet.secs(beat) + f64::from(late);
                // The pedal holds each note through its bar.
                notes.push(Note { secs, until_secs: bar_end.max(secs + 0.6), midi: midi as f32, velocity });
            }
        };
        play(0, root, 0.6, 0.0);
        match figure {
            PianoFigure::Broken => {
                play(0, root - 12, 0.4, 0.004);
                // Up and back; the top comes an octave higher now and then.
                let road: Vec<i32> = tones.iter().copied().chain(tones.iter().rev().skip(1).copied()).collect();
                for (step, sixteenth) in (2..meter.sixteenths_a_bar()).step_by(2).enumerate() {
                    let lift = if random.chance(0.15) { 12 } else { 0 };
                    let velocity = 0.36
                        + 0.14 * random.unit()
                        + if sixteenth % meter.sixteenths_a_beat() == 0 { 0.08 } else { 0.0 };
                    play(sixteenth, road[step % road.len()] + lift, velocity, 0.004 * random.near_zero());
                }
            }
            PianoFigure::Sparse => {
                let half = meter.sixteenths_a_bar() / 2;
                play(half - 2, tones[0], 0.44, 0.0);
                play(half, *random.pick(&tones[1..]) + 12, 0.56, 0.003);
                if random.chance(0.5) {
                    play(half + half / 2, *random.pick(&tones), 0.42, 0.0);
                }
            }
            PianoFigure::Chords => {
                for beat in 0..meter.beats_a_bar() {
                    for (index, &tone) in tones.iter().enumerate() {
                        let velocity = if beat == 0 { 0.5 } else { 0.4 } + 0.06 * random.near_zero();
                        play(beat * meter.sixteenths_a_beat(), tone, velocity, index as f32 * 0.0015);
                    }
                }
            }
        }
    }
    notes
}
