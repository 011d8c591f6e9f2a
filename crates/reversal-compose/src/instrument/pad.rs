//! Slow strings: detuned saws behind a filter that breathes.

use std::f32::consts::TAU;

use crate::harmony::hz_from_midi;
use crate::instrument::bass::blep;
use crate::random::Random;
use crate::score::Note;
use crate::sound::desk::{Desk, Place};
use crate::sound::filter::StateVariable;

/// Plays a held note; `brightness` 0..1 opens the filter.
pub(crate) fn play(desk: &mut Desk, note: &Note, brightness: f32, random: &mut Random) {
    let rate = desk.rate_hz;
    let held = desk.samples(note.length_secs());
    let attack = desk.samples((note.length_secs() * 0.3).min(0.5));
    let release = desk.samples(0.9);
    for pan in [-0.75f32, 0.75] {
        let mut voices: [(f32, f32); 2] = std::array::from_fn(|index| {
            let cents = 7.0 * (index as f32 - 0.5) * pan.signum() + 3.0 * random.signed();
            (random.unit(), hz_from_midi(note.midi + cents / 100.0) / rate)
        });
        let mut filter = StateVariable::new(500.0, 0.6, rate);
        let (breath, lag) = (random.between(0.12, 0.3), random.unit());
        let sound: Vec<f32> = (0..held + release)
            .map(|at| {
                if at % 64 == 0 {
                    let turn = (TAU * (lag + breath * at as f32 / rate)).sin();
                    filter.tune((380.0 + 1500.0 * brightness) * (1.0 + 0.3 * turn), rate);
                }
                let mut saws = 0.0;
                for (phase, step) in &mut voices {
                    *phase += *step;
                    if *phase >= 1.0 {
                        *phase -= 1.0;
                    }
                    saws += 1.0 - 2.0 * *phase + blep(*phase, *step);
                }
                let rise = (at as f32 / attack as f32).min(1.0);
                let fall = 1.0 - at.saturating_sub(held) as f32 / release as f32;
                filter.run(saws).low * rise * rise * fall * fall * note.velocity
            })
            .collect();
        desk.add(note.secs, &sound, Place { gain: 0.055, pan, send: 0.6 });
    }
}
