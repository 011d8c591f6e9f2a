//! A drum kit: skins as falling tones with a beater's knock, cymbals as clusters of metal tones in noise.

use std::f32::consts::{FRAC_1_SQRT_2, TAU};

use crate::random::Random;
use crate::score::drums::{Drum, Hit};
use crate::sound::desk::{Desk, Place};
use crate::sound::filter::{OnePole, StateVariable, decay, saturate};

/// Plays one hit on the desk.
pub(crate) fn strike(desk: &mut Desk, hit: &Hit, random: &mut Random) {
    let (sound, gain, pan, send) = match hit.drum {
        Drum::Kick => (kick(desk, hit.velocity, random), 1.0, 0.0, 0.03),
        Drum::Snare => (snare(desk, hit.velocity, random), 0.85, 0.06, 0.26),
        Drum::ClosedHat => (cymbal(desk, &HAT, hit.velocity, random), 0.3, -0.4, 0.06),
        Drum::OpenHat => (cymbal(desk, &OPEN_HAT, hit.velocity, random), 0.3, -0.4, 0.1),
        Drum::Ride => (cymbal(desk, &RIDE, hit.velocity, random), 0.3, 0.45, 0.12),
        Drum::Crash => {
            (cymbal(desk, &CRASH, hit.velocity, random), 0.42, if random.chance(0.5) { -0.55 } else { 0.55 }, 0.2)
        }
        Drum::HighTom => (tom(desk, 165.0, hit.velocity, random), 0.6, -0.3, 0.22),
        Drum::MiddleTom => (tom(desk, 118.0, hit.velocity, random), 0.65, 0.1, 0.22),
        Drum::FloorTom => (tom(desk, 78.0, hit.velocity, random), 0.75, 0.4, 0.22),
    };
    desk.add(hit.secs, &sound, Place { gain, pan, send });
}

fn kick(desk: &Desk, velocity: f32, random: &mut Random) -> Vec<f32> {
    let rate = desk.rate_hz;
    let mut phase = 0.2f32;
    let mut knock = StateVariable::new(3400.0, 0.9, rate);
    let (mut sweep, mut body, mut click) = (1.0f32, 1.0f32, 1.0f32);
    let falls = [decay(0.1, rate), decay(0.34, rate), decay(0.035, rate)];
    (0..desk.samples(0.5))
        .map(|_| {
            let hz = 63.0 + 150.0 * sweep * sweep + 40.0 * sweep;
            phase = (phase + hz / rate).fract();
            let tone = (TAU * phase).sin() * body * 1.7;
            let beater = knock.run(random.signed()).band * click * (0.5 + 1.9 * velocity);
            sweep *= falls[0];
            body *= falls[1];
            click *= falls[2];
            saturate(tone + beater) * velocity
        })
        .collect()
}

fn snare(desk: &Desk, velocity: f32, random: &mut Random) -> Vec<f32> {
    let rate = desk.rate_hz;
    let tuning = 1.0 + 0.015 * random.near_zero();
    let mut wires = StateVariable::new(3600.0, 0.45, rate);
    let mut stick = StateVariable::new(1900.0, 0.7, rate);
    let mut air = OnePole::new(12_000.0, rate);
    let (mut head, mut rattle, mut knock) = (1.0f32, 1.0f32, 1.0f32);
    let falls = [decay(0.2, rate), decay(0.3 + 0.12 * velocity, rate), decay(0.025, rate)];
    let mut phases = [0.12f32, 0.3];
    (0..desk.samples(0.5))
        .map(|_| {
            let bend = 1.0 + 0.35 * head * head;
            phases[0] = (phases[0] + 182.0 * tuning * bend / rate).fract();
            phases[1] = (phases[1] + 331.0 * tuning / rate).fract();
            let skin = ((TAU * phases[0]).sin() + 0.45 * (TAU * phases[1]).sin()) * head;
            let noise = random.signed();
            let snares = air.low(wires.run(noise).band) * rattle * 1.9;
            let crack = stick.run(noise).band * knock * 1.6;
            head *= falls[0];
            rattle *= falls[1];
            knock *= falls[2];
            saturate((skin * 0.9 + snares + crack) * (0.5 + velocity)) * velocity
        })
        .collect()
}

fn tom(desk: &Desk, hz: f32, velocity: f32, random: &mut Random) -> Vec<f32> {
    let rate = desk.rate_hz;
    let mut stick = StateVariable::new(1500.0, 0.6, rate);
    let (mut body, mut knock) = (1.0f32, 1.0f32);
    let falls = [decay(0.9, rate), decay(0.035, rate)];
    let mut phases = [0.15f32, 0.0];
    (0..desk.samples(0.9))
        .map(|_| {
            let bend = 1.0 + 0.3 * body * body * velocity;
            phases[0] = (phases[0] + hz * bend / rate).fract();
            phases[1] = (phases[1] + hz * 1.59 * bend / rate).fract();
            let skin = (TAU * phases[0]).sin() * body + 0.3 * (TAU * phases[1]).sin() * body * body;
            let hit = stick.run(random.signed()).band * knock;
            body *= falls[0];
            knock *= falls[1];
            saturate(1.3 * skin + hit * (0.4 + velocity)) * velocity
        })
        .collect()
}

/// A cymbal's make: how long it rings and where its sound begins.
struct Cymbal {
    ring_secs: f32,
    floor_hz: f32,
    /// Share of metal tones against noise.
    metal: f32,
    /// Time it takes to bloom; a struck edge is not at once at its loudest in the highs.
    bloom_secs: f32,
}

const HAT: Cymbal = Cymbal { ring_secs: 0.11, floor_hz: 7200.0, metal: 0.5, bloom_secs: 0.0 };
const OPEN_HAT: Cymbal = Cymbal { ring_secs: 0.75, floor_hz: 6400.0, metal: 0.45, bloom_secs: 0.0 };
const RIDE: Cymbal = Cymbal { ring_secs: 1.5, floor_hz: 4200.0, metal: 0.75, bloom_secs: 0.0 };
const CRASH: Cymbal = Cymbal { ring_secs: 3.2, floor_hz: 3000.0, metal: 0.35, bloom_secs: 0.012 };

fn cymbal(desk: &Desk, make: &Cymbal, velocity: f32, random: &mut Random) -> Vec<f32> {
    /// Square tones of the kind that analogue machines ring for metal, in hertz.
    const METAL_HZ: [f32; 6] = [418.0, 607.0, 788.0, 1113.0, 1327.0, 1609.0];
    let rate = desk.rate_hz;
    let tuning = 2.6 * (1.0 + 0.02 * random.near_zero());
    let mut phases: [f32; 6] = std::array::from_fn(|_| random.unit());
    let mut floor = StateVariable::new(make.floor_hz, FRAC_1_SQRT_2, rate);
    let mut ceiling = OnePole::new(15_000.0, rate);
    let (mut ring, mut tick) = (1.0f32, 1.0f32);
    let falls = [decay(make.ring_secs, rate), decay(0.03, rate)];
    let bloom = desk.samples(make.bloom_secs) as f32;
    (0..desk.samples(make.ring_secs * 0.85))
        .map(|at| {
            let mut metal = 0.0;
            for (phase, hz) in phases.iter_mut().zip(METAL_HZ) {
                *phase += hz * tuning / rate;
                *phase -= phase.floor();
                metal += if *phase < 0.5 { 0.28 } else { -0.28 };
            }
            let source = metal * make.metal + random.signed() * (1.0 - make.metal);
            let opened = 0.35 + 0.65 * (at as f32 / bloom).min(1.0);
            let sound = ceiling.low(floor.run(source).high) * (ring * opened + 0.5 * tick);
            ring *= falls[0];
            tick *= falls[1];
            sound * velocity
        })
        .collect()
}
