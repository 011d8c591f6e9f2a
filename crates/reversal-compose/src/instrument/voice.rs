//! A voice: glottal pulses (KLGLOTT88, Klatt & Klatt 1990) through five formants in series that move
//! from vowel to vowel, with breath, and noise where consonants are. It hints at words.

use crate::harmony::hz_from_midi;
use crate::random::Random;
use crate::sound::filter::{Biquad, Formant, OnePole, StateVariable, saturate};
use crate::syllables::{Consonant, Vowel};
use crate::truth::{SungLine, SungSyllable};

/// Samples between looks at where the voice is going.
const CONTROL: usize = 32;
/// How long a breath is drawn before a line.
pub(crate) const BREATH_SECS: f64 = 0.34;
/// What still sounds after the last syllable.
const RELEASE_SECS: f64 = 0.16;
/// Bandwidths of the formants, in hertz.
const BANDWIDTH_HZ: [f32; 5] = [75.0, 95.0, 140.0, 230.0, 320.0];

/// How a line is sung.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delivery {
    /// 0 close and breathy .. 1 shouted.
    pub(crate) strain: f32,
    /// Away from the written pitch, in cents.
    pub(crate) detune_cents: f32,
    /// How loud the breath before the line is.
    pub(crate) breath: f32,
}

/// The sound of a line; its first sample falls `BREATH_SECS` before the first syllable.
pub(crate) fn sing(line: &SungLine, delivery: Delivery, rate_hz: f32, random: &mut Random) -> Vec<f32> {
    let origin_secs = line.start_secs() - BREATH_SECS;
    let frames = ((line.end_secs() - origin_secs + RELEASE_SECS) * f64::from(rate_hz)) as usize;
    let mut throat = Throat::new(delivery, rate_hz);
    let mut aim = Aim::rest();
    let mut place = 0;
    let mut out = Vec::with_capacity(frames);
    let breath_end = BREATH_SECS as f32 - 0.06;
    for frame in 0..frames {
        if frame % CONTROL == 0 {
            let now_secs = origin_secs + frame as f64 / f64::from(rate_hz);
            while line.syllables.get(place + 1).is_some_and(|next| next.start_secs <= now_secs) {
                place += 1;
            }
            let into_breath = (now_secs - origin_secs) as f32;
            aim = if into_breath < BREATH_SECS as f32 {
                let swell = (into_breath / breath_end).min(1.0);
                let drawn = (std::f32::consts::PI * swell * swell).sin().max(0.0);
                Aim {
                    hiss: 0.12 * delivery.breath * drawn,
                    hiss_hz: 1500.0 + 900.0 * swell,
                    ..Aim::before(&line.syllables[0])
                }
            } else {
                Aim::in_syllable(line, place, now_secs, delivery)
            };
            throat.steer(&aim, random);
        }
        out.push(throat.sound(&aim, random));
    }
    out
}

/// Where the voice wants to be.
#[derive(Clone, Copy)]
struct Aim {
    midi: f32,
    formants: [f32; 3],
    /// Level of the glottal pulses.
    voicing: f32,
    /// Level of noise made at the lips, and its centre.
    hiss: f32,
    hiss_hz: f32,
    /// Depth of vibrato, in semitones.
    vibrato: f32,
    /// How fast the mouth moves there, in seconds.
    travel_secs: f32,
}

impl Aim {
    fn rest() -> Aim {
        Aim {
            midi: 50.0,
            formants: [500.0, 1500.0, 2500.0],
            voicing: 0.0,
            hiss: 0.0,
            hiss_hz: 2000.0,
            vibrato: 0.0,
            travel_secs: 0.03,
        }
    }

    fn before(first: &SungSyllable) -> Aim {
        Aim { midi: first.midi - 1.5, formants: first.sounds.vowel.0, ..Aim::rest() }
    }

    fn in_syllable(line: &SungLine, place: usize, now_secs: f64, delivery: Delivery) -> Aim {
        let syllable = &line.syllables[place];
        let age = (now_secs - syllable.start_secs) as f32;
        let left = (syllable.end_secs - now_secs) as f32;
        let length = (syllable.end_secs - syllable.start_secs) as f32;
        let last = place + 1 == line.syllables.len();
        // In the last third of a long vowel it moves to where its glide ends.
        let glide = ((age / length - 0.55) / 0.3).clamp(0.0, 1.0);
        let formants = mix(syllable.sounds.vowel, syllable.sounds.glide_to, glide);
        let swell = 1.0 + 0.15 * (age / length * std::f32::consts::PI).sin().max(0.0);
        let mut aim = Aim {
            midi: syllable.midi,
            formants,
            voicing: swell * (1.0 - 0.25 * age / length),
            vibrato: 0.32 * ((age - 0.28) / 0.4).clamp(0.0, 1.0),
            travel_secs: 0.03,
            ..Aim::rest()
        };
        let onset_secs = (0.09f32).min(length * 0.3);
        match syllable.sounds.onset {
            Some(consonant) if age < onset_secs => aim.close(consonant, age / onset_secs),
            None if age < 0.04 && place == 0 => aim.voicing *= age / 0.04,
            _ => {}
        }
        let coda_secs = (0.08f32).min(length * 0.22);
        if let Some(consonant) = syllable.sounds.coda
            && left < coda_secs
        {
            aim.close(consonant, (1.0 - left / coda_secs).clamp(0.0, 1.0));
        }
        if left < 0.0 || last && left < 0.06 && syllable.sounds.coda.is_none() {
            aim.voicing *= (left / 0.06).clamp(0.0, 1.0);
            aim.hiss *= f32::from(left >= 0.0);
        }
        if age < 0.08 {
            // Notes are reached from below, the higher strained the further.
            aim.midi -= (0.5 + delivery.strain) * (1.0 - age / 0.08);
        }
        aim
    }

    /// The mouth closes into a consonant; `share` 0..1 of its time has passed.
    fn close(&mut self, consonant: Consonant, share: f32) {
        match consonant {
            Consonant::Stop { burst_hz, voiced } => {
                let closed = share < 0.45;
                self.voicing *= match (closed, voiced) {
                    (true, true) => 0.12,
                    (true, false) => 0.0,
                    (false, _) => (share - 0.45) / 0.55,
                };
                self.hiss = if closed { 0.0 } else { 0.9 * (1.0 - (share - 0.45) / 0.55).powi(2) };
                self.hiss_hz = burst_hz;
            }
            Consonant::Hiss { centre_hz, voiced } => {
                let arch = (std::f32::consts::PI * share.clamp(0.05, 0.95)).sin();
                self.voicing *= if voiced { 0.35 } else { (share - 0.6).max(0.0) * 1.5 };
                self.hiss = if voiced { 0.22 } else { 0.5 } * arch;
                self.hiss_hz = centre_hz;
            }
            Consonant::Hum { second_hz } => {
                self.voicing *= 0.35 + 0.5 * share;
                self.formants = [280.0, second_hz, 2400.0];
            }
        }
    }
}

fn mix(from: Vowel, to: Vowel, share: f32) -> [f32; 3] {
    std::array::from_fn(|index| from.0[index] + (to.0[index] - from.0[index]) * share)
}

/// The voice's moving parts.
struct Throat {
    delivery: Delivery,
    rate_hz: f32,
    /// 0..1 through one glottal cycle, and the step a sample.
    phase: f32,
    step: f32,
    /// Every second pulse is weaker in a strained voice.
    odd: bool,
    pulse_level: f32,
    midi: f32,
    vibrato_phase: f32,
    drift: f32,
    formants: [f32; 3],
    tract: [Formant; 5],
    lips: StateVariable,
    tilt: OnePole,
    /// The throat narrows above the larynx: trained voices carry around 3 kHz (Sundberg 1974).
    presence: Biquad,
    /// Air past the teeth, above the formants.
    breath: StateVariable,
    voicing: f32,
    hiss: f32,
    follow: f32,
    body: OnePole,
}

impl Throat {
    fn new(delivery: Delivery, rate_hz: f32) -> Throat {
        Throat {
            delivery,
            rate_hz,
            phase: 0.0,
            step: 0.002,
            odd: false,
            pulse_level: 1.0,
            midi: 0.0,
            vibrato_phase: 0.0,
            drift: 0.0,
            formants: [500.0, 1500.0, 2500.0],
            tract: [Formant::default(); 5],
            lips: StateVariable::new(2000.0, 1.2, rate_hz),
            tilt: OnePole::new(2000.0 + 3200.0 * delivery.strain, rate_hz),
            presence: Biquad::bell(2700.0, 0.55, 5.0 + 5.0 * delivery.strain, rate_hz),
            breath: StateVariable::new(5500.0, 0.7, rate_hz),
            voicing: 0.0,
            hiss: 0.0,
            follow: 1.0 - (-1.0 / (0.006 * rate_hz)).exp(),
            body: OnePole::new(95.0, rate_hz),
        }
    }

    fn steer(&mut self, aim: &Aim, random: &mut Random) {
        let control_secs = CONTROL as f32 / self.rate_hz;
        if self.midi == 0.0 {
            self.midi = aim.midi;
        }
        let toward = |secs: f32| 1.0 - (-control_secs / secs).exp();
        self.midi += toward(0.032) * (aim.midi - self.midi);
        self.vibrato_phase = (self.vibrato_phase + 5.2 * control_secs).fract();
        self.drift += toward(0.15) * (random.signed() * 1.6 - self.drift);
        let sway = aim.vibrato * (std::f32::consts::TAU * self.vibrato_phase).sin();
        let midi = self.midi + sway + (self.delivery.detune_cents + 9.0 * self.drift) / 100.0;
        self.step = hz_from_midi(midi) / self.rate_hz;
        for (index, target) in aim.formants.into_iter().enumerate() {
            self.formants[index] += toward(aim.travel_secs) * (target - self.formants[index]);
        }
        // A first formant below the pitch leaves the voice without body: singers raise it.
        let first_hz = self.formants[0].max(hz_from_midi(midi) * 1.05);
        let centres = [first_hz, self.formants[1], self.formants[2], 3350.0, 4200.0];
        for (index, tract) in self.tract.iter_mut().enumerate() {
            tract.tune(centres[index], BANDWIDTH_HZ[index] * (1.0 + 0.3 * self.delivery.strain), self.rate_hz);
        }
        self.lips.tune(aim.hiss_hz, self.rate_hz);
    }

    fn sound(&mut self, aim: &Aim, random: &mut Random) -> f32 {
        let strain = self.delivery.strain;
        self.voicing += self.follow * (aim.voicing - self.voicing);
        self.hiss += self.follow * (aim.hiss - self.hiss);
        self.phase += self.step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
            self.odd = !self.odd;
            let weak = if self.odd { 0.28 * strain * strain } else { 0.0 };
            self.pulse_level = 1.0 - weak + (0.03 + 0.1 * strain) * random.signed();
        }
        // The folds are open for this share of the cycle; the flow's slope ends in a sharp closure.
        let open = 0.66 - 0.16 * strain;
        let x = self.phase / open;
        let pulse = if x < 1.0 { 2.0 * x - 3.0 * x * x } else { 0.0 };
        // Air whispers while the folds are open.
        let air = random.signed() * if x < 1.0 { 0.16 } else { 0.04 } * (1.3 - strain);
        let source = self.tilt.low((pulse * self.pulse_level + air) * self.voicing);
        let noise = random.signed() * self.hiss;
        let mut voice = source + 0.12 * noise;
        for tract in &mut self.tract {
            voice = tract.run(voice);
        }
        let breath = self.breath.run(air * self.voicing).high;
        let mouth = self.presence.run(voice) + 0.9 * self.lips.run(noise).band + 0.5 * breath;
        let drive = 0.5 + 1.5 * strain;
        self.body.high(saturate(mouth * drive) / drive.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::demo::demo;
    use crate::truth::sung_lines;

    #[test]
    fn a_line_sounds_where_its_words_are_and_is_finite() {
        let demo = demo();
        let lines = sung_lines(&demo, &Clock::new(&demo));
        for strain in [0.0, 1.0] {
            let delivery = Delivery { strain, detune_cents: 0.0, breath: 0.0 };
            let sound = sing(&lines[0], delivery, 44_100.0, &mut Random::new(1));
            assert!(sound.iter().all(|sample| sample.is_finite() && sample.abs() < 4.0));
            let before = (BREATH_SECS * 44_100.0) as usize;
            let level =
                |part: &[f32]| (part.iter().map(|sample| sample * sample).sum::<f32>() / part.len() as f32).sqrt();
            assert!(level(&sound[..before - 500]) < 0.01);
            assert!(
                level(&sound[before + 4000..before + 40_000]) > 0.03,
                "{}",
                level(&sound[before + 4000..before + 40_000])
            );
        }
    }
}
