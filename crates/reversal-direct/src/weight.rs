//! How much a sung line weighs in the story: by what its words feel like and where it stands.
//!
//! A line weighs most when it feels strongly (dark or bright, tender, helpless or
//! commanding), opens a part of the song, or comes back as a refrain. What is said
//! quietly all through a song still has its heaviest line: weights are within the
//! song, unless no line of it feels anything. Proposed for these films, no source.

use std::collections::HashMap;

use reversal_model::reading::{Reading, is_unsure};

use crate::treat::LineAffect;

/// Shares of the three.
const FEELING: f32 = 0.65;
const OPENING: f32 = 0.20;
const REFRAIN: f32 = 0.15;
/// So often must a line come back to be a refrain.
const REFRAIN_TIMES: usize = 3;
/// A line that starts so near to a part's start opens it, s.
const OPENING_SECS: f64 = 2.5;

/// A heaviest line of less feels nothing, however it stands, and is not made to weigh more.
const HEAVIEST_MIN: u32 = 450;

/// The weight of each of the reading's lines, 0..=1000, the heaviest 1000 where it feels anything; 0 for lines whose place in the song is unsure.
pub fn weights(reading: &Reading, affects: &[LineAffect]) -> Vec<u32> {
    let lines = reading.lines.as_deref().unwrap_or_default();
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in lines {
        *times.entry(spoken(&line.text)).or_default() += 1;
    }
    let mut weights: Vec<u32> = lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            // Lines without a confidence have the times that a person gave them.
            let sure = reading.line_confidence(number).is_none_or(|confidence| !is_unsure(Some(confidence)));
            let affect = affects.iter().find(|affect| (affect.start_secs - line.start).abs() < 0.01);
            let Some(affect) = affect.filter(|_| sure) else { return 0 };
            let feeling =
                (2.0 * (affect.valence - 0.5).abs()).max(affect.tenderness).max(2.0 * (affect.power - 0.5).abs());
            let opens = reading.sections.iter().any(|section| (section.start - line.start).abs() <= OPENING_SECS);
            let refrain = times.get(&spoken(&line.text)).is_some_and(|&times| times >= REFRAIN_TIMES);
            let weight = FEELING * feeling.clamp(0.0, 1.0)
                + if opens { OPENING } else { 0.0 }
                + if refrain { REFRAIN } else { 0.0 };
            (weight * 1000.0).round() as u32
        })
        .collect();
    let heaviest = weights.iter().copied().max().filter(|&heaviest| heaviest >= HEAVIEST_MIN);
    if let Some(heaviest) = heaviest {
        weights.iter_mut().for_each(|weight| *weight = *weight * 1000 / heaviest);
    }
    weights
}

/// A line as it sounds: letters and digits, lower case.
fn spoken(text: &str) -> String {
    text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    fn affect(start_secs: f64, valence: f32) -> LineAffect {
        LineAffect {
            start_secs,
            end_secs: start_secs + 2.0,
            valence,
            arousal: 0.5,
            tenderness: 0.0,
            power: 0.5,
            text: String::new(),
        }
    }

    #[test]
    fn a_line_whose_words_say_nothing_of_feeling_does_not_feel() {
        let song = reading(&SyntheticSong { bars: 60, ..SyntheticSong::default() });
        let neutral: Vec<LineAffect> =
            song.lines.iter().flatten().map(|line| LineAffect::of_line(line, 0.0, 0.0, 0.0, 0.0)).collect();
        let most = ((OPENING + REFRAIN) * 1000.0).round() as u32;
        assert!(weights(&song, &neutral).iter().all(|&weight| weight <= most));
    }

    #[test]
    fn what_feels_strongly_weighs_more_and_what_is_unsure_weighs_nothing() {
        let mut song = reading(&SyntheticSong { bars: 60, ..SyntheticSong::default() });
        let starts: Vec<f64> = song.lines.iter().flatten().map(|line| line.start).collect();
        let affects: Vec<LineAffect> =
            starts.iter().enumerate().map(|(i, &start)| affect(start, if i == 1 { 0.0 } else { 0.5 })).collect();
        let weighed = weights(&song, &affects);
        assert!(weighed[1] >= 650, "{weighed:?}");
        assert!(weighed.iter().enumerate().all(|(i, &weight)| i == 1 || weight < weighed[1]));
        song.line_confidences = vec![0.1; starts.len()];
        assert!(weights(&song, &affects).iter().all(|&weight| weight == 0));
    }
}
