//! A piano: slightly stretched partials, each dying at its own pace, and the hammer's felt.

use std::f32::consts::TAU;

use crate::harmony::hz_from_midi;
use crate::random::Random;
use crate::score::Note;
use crate::sound::desk::{Desk, Place};
use crate::sound::filter::{OnePole, decay};

/// How much higher partials run sharp (inharmonicity of a middle string).
const STIFFNESS: f32 = 0.000_4;
const PARTIALS: usize = 14;

/// Plays a note; low ones stand left, high ones right, as the player hears them.
pub(crate) fn play(desk: &mut Desk, note: &Note, random: &mut Random) {
    let rate = desk.rate_hz;
    let hz = hz_from_midi(note.midi);
    let held = desk.samples(note.length_secs());
    let release = desk.samples(0.25);
    let mut sound = vec![0.0f32; held + release];
    for partial in 1..=PARTIALS {
        let number = partial as f32;
        let partial_hz = hz * number * (1.0 + STIFFNESS * number * number).sqrt();
        if partial_hz > rate * 0.42 || partial_hz > 7000.0 {
            break;
        }
        // The hammer strikes at an eighth of the string; a soft stroke is a dull one.
        let struck = (std::f32::consts::PI * number * 0.121).sin().abs() + 0.05;
        let level = struck * (-(number - 1.0) * (0.56 - 0.44 * note.velocity)).exp();
        let ring_secs = (9.0 / (1.0 + hz / 260.0)) / (1.0 + 0.35 * (number - 1.0));
        let fall = decay(ring_secs, rate);
        // Two strings a note, a breath apart: the tone beats slowly.
        for detune in [-0.0004f32, 0.0005] {
            let angle = TAU * partial_hz * (1.0 + detune * random.between(0.6, 1.4)) / rate;
            ring(&mut sound, angle, random.unit(), fall, level * 0.5);
        }
    }
    let mut felt = OnePole::new(900.0, rate);
    let mut knock = 1.0f32;
    let knock_fall = decay(0.06, rate);
    let (attack, velocity) = (desk.samples(0.0015) as f32, note.velocity);
    for (at, sample) in sound.iter_mut().enumerate() {
        *sample += felt.low(random.signed()) * knock * 0.22 * velocity;
        knock *= knock_fall;
        let open = (at as f32 / attack).min(1.0) * (1.0 - at.saturating_sub(held) as f32 / release as f32);
        *sample *= open * velocity;
    }
    let pan = ((note.midi - 62.0) / 40.0).clamp(-0.5, 0.5);
    desk.add(note.secs, &sound, Place { gain: 0.42, pan, send: 0.22 });
}

/// Adds a decaying sine by turning a vector: two multiplications a sample, no call.
fn ring(sound: &mut [f32], angle: f32, phase: f32, fall: f32, level: f32) {
    let (sin, cos) = angle.sin_cos();
    let (turn, cross) = (cos * fall, sin * fall);
    let (mut y, mut x) = (TAU * phase).sin_cos();
    (y, x) = (y * level, x * level);
    for sample in sound.iter_mut() {
        *sample += y;
        (x, y) = (x * turn - y * cross, x * cross + y * turn);
        // Inaudible from here, and denormal numbers are slow.
        if x.abs() + y.abs() < 1e-6 {
            break;
        }
    }
}
