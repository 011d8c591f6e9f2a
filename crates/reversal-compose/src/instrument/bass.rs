//! An electric bass: a plucked saw over a sine, through a warm drive.

use std::f32::consts::TAU;

use crate::harmony::hz_from_midi;
use crate::score::Note;
use crate::sound::desk::{Desk, Place};
use crate::sound::filter::{Biquad, StateVariable, decay, saturate};

/// Plays a note; `grit` 0..1 opens the tone and drives it.
pub(crate) fn play(desk: &mut Desk, note: &Note, grit: f32) {
    let rate = desk.rate_hz;
    let hz = hz_from_midi(note.midi);
    let step = hz / rate;
    let mut tone = StateVariable::new(600.0, 0.8, rate);
    // What shakes the room but is not heard goes; what a small speaker can play of the string comes up.
    let mut rumble = StateVariable::new(52.0, 0.8, rate);
    let mut growl = Biquad::bell(150.0, 0.8, 5.0, rate);
    let mut phase = 0.0f32;
    let (mut pluck, mut body) = (1.0f32, 1.0f32);
    let falls = [decay(0.5, rate), decay(6.0, rate)];
    let held = desk.samples(note.length_secs());
    let release = desk.samples(0.05);
    let attack = desk.samples(0.003) as f32;
    let drive = 1.2 + 2.6 * grit;
    let sound: Vec<f32> = (0..held + release)
        .map(|at| {
            phase = (phase + step).fract();
            let saw = 1.0 - 2.0 * phase + blep(phase, step);
            if at % 32 == 0 {
                tone.tune(220.0 + 500.0 * grit + (900.0 + 1600.0 * grit) * pluck, rate);
            }
            let open = (at as f32 / attack).min(1.0) * (1.0 - at.saturating_sub(held) as f32 / release as f32);
            let low = (TAU * phase).sin();
            let sound = saturate(drive * (tone.run(saw * body).low + 0.3 * low * body)) * 0.75 + 0.25 * low * body;
            let sound = growl.run(rumble.run(sound).high);
            pluck *= falls[0];
            body *= falls[1];
            sound * open * note.velocity
        })
        .collect();
    desk.add(note.secs, &sound, Place { gain: 0.28, pan: 0.0, send: 0.0 });
}

/// What must be added to a falling saw around its jump so that it does not alias (Välimäki 2007).
pub(crate) fn blep(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step;
        x + x - x * x - 1.0
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step;
        x * x + x + x + 1.0
    } else {
        0.0
    }
}
