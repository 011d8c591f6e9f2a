//! Readings of songs that were never played: sections, loudness and words drawn from a seed, for tests and benches.

use reversal_model::curve::Curve;
use reversal_model::reading::{Confidence, LyricSpan, READING_FORMAT, Reading, Section, curve_names};
use reversal_model::song::SongFacts;

/// What a drawn song is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SyntheticSong {
    /// Bars.
    pub bars: u32,
    /// Length of a bar, s.
    pub bar_secs: f64,
    /// Everything else is drawn from it.
    pub seed: u64,
}

impl Default for SyntheticSong {
    fn default() -> SyntheticSong {
        SyntheticSong { bars: 120, bar_secs: 2.0, seed: 1 }
    }
}

/// A share in 0..1 from a seed (xorshift64*).
fn draw(state: &mut u64) -> f64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A song's reading.
pub(crate) fn reading(song: &SyntheticSong) -> Reading {
    const FORM: [(&str, &str, f64, f64); 9] = [
        ("intro", "A", 0.15, 0.45),
        ("verse", "B", 0.40, 0.40),
        ("chorus", "C", 0.80, 0.55),
        ("verse", "B", 0.45, 0.40),
        ("chorus", "C", 0.85, 0.55),
        ("bridge", "D", 0.20, 0.65),
        ("chorus", "C", 0.95, 0.50),
        ("break", "E", 0.30, 0.35),
        ("outro", "F", 0.20, 0.60),
    ];
    let mut state = song.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..8).for_each(|_| _ = draw(&mut state));
    let duration_secs = f64::from(song.bars) * song.bar_secs;
    let beats: Vec<f64> = (0..song.bars * 4).map(|beat| f64::from(beat) * song.bar_secs / 4.0).collect();
    let downbeats = beats.iter().copied().step_by(4).collect();
    let mut sections = Vec::new();
    let mut aggression = Vec::new();
    let mut valence = Vec::new();
    let mut lines = Vec::new();
    let (mut bar, mut part) = (0, 0);
    while bar < song.bars {
        let drawn = [8, 8, 16, 16, 12][(draw(&mut state) * 5.0) as usize];
        let length = if song.bars - bar < drawn + 6 { song.bars - bar } else { drawn };
        let (label, group, loud, bright) = FORM[if bar + length == song.bars { 8 } else { part % 8 }];
        let start = f64::from(bar) * song.bar_secs;
        let end = f64::from(bar + length) * song.bar_secs;
        sections.push(Section { start, end, label: label.to_owned(), group: group.to_owned() });
        let level = (loud + 0.3 * (draw(&mut state) - 0.5)).clamp(0.0, 1.0);
        for step in 0..length * 4 {
            let rise = 0.15 * (f64::from(step) / f64::from(length * 4) - 0.5);
            aggression.push((level + rise + 0.12 * (draw(&mut state) - 0.5)) as f32);
            valence.push((bright + 0.2 * (draw(&mut state) - 0.5)) as f32);
        }
        if matches!(label, "verse" | "chorus") {
            for line in (0..length).step_by(2) {
                let start = start + f64::from(line) * song.bar_secs + 0.1;
                lines.push(LyricSpan {
                    start,
                    end: start + 1.5 * song.bar_secs,
                    text: format!("line {} of the {label}", line / 2 + 1),
                });
            }
        }
        bar += length;
        part += 1;
    }
    let curve = |name, values| Curve::new(name, "", (0.0, 1.0), song.bar_secs / 4.0, values);
    let loudness = aggression.iter().map(|value| value * 30.0 - 40.0).collect();
    let curves = vec![
        curve(curve_names::AGGRESSION_WITHIN, aggression.clone()),
        curve(curve_names::AGGRESSION, aggression.clone()),
        curve(curve_names::AROUSAL, aggression),
        curve(curve_names::VALENCE, valence),
        Curve::new(curve_names::LOUDNESS, "LUFS", (-70.0, 0.0), song.bar_secs / 4.0, loudness),
    ];
    Reading {
        format: READING_FORMAT.to_owned(),
        tempo_bpm: Some(240.0 / song.bar_secs),
        meter: 4,
        beats,
        downbeats,
        confidence: Confidence::default(),
        doubts: Vec::new(),
        line_confidences: Vec::new(),
        loudness_lufs: -12.0,
        song: SongFacts { file_name: "drawn.wav".to_owned(), duration_secs, ..SongFacts::default() },
        sections,
        voice: Vec::new(),
        lines: Some(lines),
        words: None,
        curves,
    }
}
