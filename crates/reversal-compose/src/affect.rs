//! The Reading that a perfect listener would make of a composition, without making its sound.

use reversal_model::curve::Curve;
use reversal_model::reading::{Confidence, READING_FORMAT, Reading, Span, curve_names};
use reversal_model::song::SongFacts;

use crate::clock::Clock;
use crate::composition::Composition;
use crate::harmony::Quality;
use crate::truth::{Truth, truth};

/// Step of the curves, in seconds; as a listener makes them.
const HOP_SECS: f64 = 1.0;
/// Loudness of a whole song and of its silence, in LUFS.
const LOUDNESS_LUFS: (f64, f32) = (-13.0, -70.0);

/// What there is to know of a composed song as a Reading, every claim with confidence 1. The
/// affect curves follow what was written: the parts' aggression, mode and chords. They are
/// meant for planning without sound; nothing in them was measured.
pub fn known_reading(composition: &Composition) -> Reading {
    let truth = truth(composition);
    let curves = curves(composition, &truth);
    let mut periods: Vec<f64> = truth.beats.windows(2).map(|pair| pair[1] - pair[0]).collect();
    periods.sort_by(f64::total_cmp);
    let sings = !truth.lines.is_empty();
    Reading {
        format: READING_FORMAT.to_owned(),
        tempo_bpm: periods.get(periods.len() / 2).map(|period| 60.0 / period),
        meter: usual_meter(composition),
        confidence: Confidence {
            tempo: Some(1.0),
            beats: Some(1.0),
            downbeats: Some(1.0),
            sections: Some(1.0),
            words: sings.then_some(1.0),
        },
        doubts: Vec::new(),
        line_confidences: Vec::new(),
        loudness_lufs: LOUDNESS_LUFS.0,
        song: SongFacts {
            file_name: format!("{}.wav", composition.title.to_lowercase().replace(' ', "-")),
            codec: "pcm".to_owned(),
            title: Some(composition.title.clone()),
            artist: Some(composition.artist.clone()),
            duration_secs: truth.duration_secs,
            sample_rate_hz: 44_100,
            channels: 2,
            ..SongFacts::default()
        },
        voice: truth.lines.iter().map(|line| Span { start: line.start, end: line.end }).collect(),
        lines: sings.then_some(truth.lines),
        words: sings.then_some(truth.words),
        beats: truth.beats,
        downbeats: truth.downbeats,
        sections: truth.sections,
        curves,
    }
}

fn usual_meter(composition: &Composition) -> u32 {
    let mut bars = [0; 8];
    for part in &composition.parts {
        bars[part.meter.beats_a_bar() as usize] += part.bars;
    }
    (0..8).max_by_key(|&beats| bars[beats as usize]).unwrap_or(4)
}

fn curves(composition: &Composition, truth: &Truth) -> Vec<Curve> {
    let clock = Clock::new(composition);
    let steps = (truth.duration_secs / HOP_SECS).ceil().max(1.0) as usize;
    // Aggression grows a little toward the end of a part, as players do before a change.
    const PUSH_SHARE: f32 = 0.12;
    let mut weight = Vec::with_capacity(steps);
    let mut darkness = Vec::with_capacity(steps);
    for step in 0..steps {
        let secs = (step as f64 + 0.5) * HOP_SECS;
        let index = truth.sections.iter().position(|section| secs < section.end).unwrap_or(composition.parts.len() - 1);
        let (part, section) = (&composition.parts[index], &truth.sections[index]);
        let share = ((secs - section.start) / (section.end - section.start)) as f32;
        let paused = part.general_pause.is_some_and(|pause| {
            (clock.secs(index, pause.from_beat)..clock.secs(index, pause.to_beat)).contains(&secs)
        });
        let sounds = !paused && secs < clock.end_secs() && secs >= composition.lead_in_secs;
        weight.push(if sounds { part.aggression * (1.0 + PUSH_SHARE * (share - 0.5)) } else { 0.0 });
        let bar = (f64::from(part.bars) * f64::from(share)) as u32;
        darkness.push(match part.chord(bar).quality {
            Quality::Major | Quality::MajorSeventh => 0.3,
            Quality::Fifth | Quality::Suspended => 0.5,
            Quality::Minor | Quality::MinorSeventh => 0.7,
        });
    }
    let (least, most) =
        weight.iter().fold((f32::MAX, f32::MIN), |(least, most), &value| (least.min(value), most.max(value)));
    let within: Vec<f32> = weight.iter().map(|value| (value - least) / (most - least).max(1e-6)).collect();
    let loudness =
        weight.iter().map(|&value| if value > 0.0 { -28.0 + 18.0 * value } else { LOUDNESS_LUFS.1 }).collect();
    let arousal: Vec<f32> = weight.iter().map(|value| 0.1 + 0.8 * value).collect();
    let valence = weight.iter().zip(&darkness).map(|(value, dark)| 0.65 - 0.5 * dark + 0.2 * value).collect();
    // Tension: where it is about to change, and where it is heavy.
    let tension = (0..steps)
        .map(|step| {
            let ahead = weight[(step + 4).min(steps - 1)] - weight[step];
            0.3 + 0.4 * weight[step] + 0.4 * ahead.max(0.0)
        })
        .collect();
    let share = |name, values| Curve::new(name, "", (0.0, 1.0), HOP_SECS, values);
    vec![
        Curve::new(curve_names::LOUDNESS, "LUFS", (-70.0, 0.0), HOP_SECS, loudness),
        share(curve_names::AGGRESSION, weight),
        share(curve_names::AGGRESSION_WITHIN, within),
        share(curve_names::AROUSAL, arousal),
        share(curve_names::VALENCE, valence),
        share(curve_names::TENSION, tension),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::random_song;
    use crate::demo::demo;

    #[test]
    fn a_known_reading_has_no_faults_and_all_curves() {
        for song in (0..10).map(|seed| random_song(seed, 120)).chain([demo()]) {
            let reading = known_reading(&song);
            assert_eq!(reading.faults(), Vec::<String>::new());
            for name in
                [curve_names::LOUDNESS, curve_names::AGGRESSION, curve_names::AGGRESSION_WITHIN, curve_names::TENSION]
            {
                assert!(reading.curve(name).is_some_and(|curve| !curve.values().is_empty()), "{name}");
            }
        }
    }

    #[test]
    fn choruses_of_the_demo_are_written_heavier_than_its_verses() {
        let reading = known_reading(&demo());
        let curve = reading.curve(curve_names::AGGRESSION).unwrap();
        let mean = |index: usize| curve.mean(reading.sections[index].start, reading.sections[index].end);
        assert!(mean(2) > mean(1) + 0.3 && mean(6) > mean(5) + 0.3);
    }

    #[test]
    fn the_tempo_is_the_written_one() {
        assert!((known_reading(&demo()).tempo_bpm.unwrap() - 92.0).abs() < 0.1);
        assert_eq!(known_reading(&demo()).meter, 4);
    }
}
