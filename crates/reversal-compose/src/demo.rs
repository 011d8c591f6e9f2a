//! The demo song, "Page One": two people at a kitchen table keep a list of what was done to
//! whom, and nobody has its first page.

use crate::clock::Meter;
use crate::composition::{
    Band, BassFigure, Composition, GeneralPause, Groove, Line, Part, PartLabel, PianoFigure, Riff,
};
use crate::harmony::{Chord, Mode, Quality};
use crate::truth::truth;

/// The riff of the choruses, four bars: with the kick, against its own semitone, and out of the snare's way.
const WEIGHT: Riff = Riff::Written(&["X-----X-..x-xxU-", "X-----X-..x-xxD-", "X-----X-..x-xxU-", "X---..X-..X-U---"]);

/// The song of `reversal demo`: about 85 seconds in D minor, slow, felt in half time.
pub fn demo() -> Composition {
    let minor = |root| Chord { root, quality: Quality::Minor };
    let major = |root| Chord { root, quality: Quality::Major };
    let verse_chords = vec![
        minor(0),
        Chord { root: 8, quality: Quality::MajorSeventh },
        Chord { root: 5, quality: Quality::MinorSeventh },
        Chord { root: 7, quality: Quality::Suspended },
    ];
    // The third chord stands a semitone above the tonic, the last asks a question.
    let chorus_chords = vec![minor(0), major(8), major(1), minor(7)];
    let full = Band {
        drums: Some(Groove::HalfTime),
        crash: true,
        fill: true,
        bass: Some(BassFigure::WithKick),
        guitars: Some(WEIGHT),
        lead: false,
        piano: None,
        pad: 0.5,
    };
    let part = |label, group, bars, tempo_bpm, aggression, chords: &[Chord], band| Part {
        label,
        group,
        bars,
        meter: Meter::FourFour,
        tempo_bpm,
        tempo_end_bpm: tempo_bpm,
        aggression,
        chords: chords.to_vec(),
        band,
        general_pause: None,
        lines: Vec::new(),
    };
    // The hand and the collar change owners from one chorus to the next.
    let chorus_lines = |grip| {
        vec![
            line(0.5, 3.0, "What was the first one", &[4, 4, 7, 6, 4]),
            line(4.5, 3.0, "You were there too", &[4, 5, 7, 7]),
            line(8.5, 3.0, grip, &[8, 8, 7, 8, 7]),
            line(12.5, 3.0, "Ask me, I'll ask you", &[4, 3, 4, 6, 4]),
        ]
    };
    let parts = vec![
        part(
            PartLabel::Intro,
            'A',
            4,
            92.0,
            0.12,
            &verse_chords,
            Band { drums: Some(Groove::Pulse), piano: Some(PianoFigure::Sparse), pad: 0.9, ..Band::default() },
        ),
        Part {
            lines: vec![
                line(0.0, 3.5, "Your coat has hung three days by mine", &[0, 2, 2, 1, 0, 0, -1, 0]),
                line(4.0, 3.0, "the soup has grown a skin", &[2, 4, 3, 2, 1, 0]),
                line(8.0, 3.5, "We keep a list of who did what", &[3, 4, 3, 2, 3, 2, 1, 0]),
                line(12.0, 3.5, "the list begins at ten", &[1, 2, 1, 0, -1, 1]),
            ],
            ..part(
                PartLabel::Verse,
                'B',
                4,
                92.0,
                0.2,
                &verse_chords,
                Band { piano: Some(PianoFigure::Broken), pad: 0.3, ..Band::default() },
            )
        },
        Part {
            lines: chorus_lines("My hand, your collar"),
            ..part(PartLabel::Chorus, 'C', 4, 92.0, 0.85, &chorus_chords, full)
        },
        Part {
            lines: vec![
                line(0.0, 3.5, "I know which stair you never use", &[0, 2, 2, 1, 0, 0, -1, 0]),
                line(4.0, 3.0, "You know my cough through doors", &[2, 4, 3, 2, 1, 0]),
                line(8.0, 3.5, "We swept the glass up on our knees", &[3, 4, 3, 2, 3, 2, 1, 0]),
                line(12.0, 3.5, "I held your thumb till it closed", &[1, 2, 1, 0, -1, 0, 1]),
            ],
            ..part(
                PartLabel::Verse,
                'B',
                4,
                92.0,
                0.38,
                &verse_chords,
                Band {
                    drums: Some(Groove::Toms),
                    fill: true,
                    bass: Some(BassFigure::Held),
                    piano: Some(PianoFigure::Broken),
                    pad: 0.4,
                    ..Band::default()
                },
            )
        },
        Part {
            lines: chorus_lines("Your hand, my collar"),
            ..part(PartLabel::Chorus, 'C', 4, 92.0, 0.9, &chorus_chords, full)
        },
        Part {
            tempo_end_bpm: 80.0,
            general_pause: Some(GeneralPause { from_beat: 12.5, to_beat: 16.0 }),
            lines: vec![
                line(2.0, 4.0, "The fridge cuts out", &[2, 1, 0, -1]),
                line(8.0, 4.0, "and neither of us starts", &[0, 2, 1, 1, 0, -1]),
            ],
            ..part(
                PartLabel::Bridge,
                'D',
                4,
                92.0,
                0.06,
                &[minor(0), minor(5), minor(0), minor(0)],
                Band { piano: Some(PianoFigure::Sparse), pad: 0.25, ..Band::default() },
            )
        },
        Part {
            lines: vec![
                line(0.5, 3.0, "What was the first one", &[4, 4, 7, 6, 4]),
                line(4.5, 3.0, "You were there too", &[4, 5, 7, 7]),
                line(8.5, 3.0, "Page one is missing", &[8, 8, 9, 8, 7]),
                line(12.5, 3.0, "I thought you knew", &[7, 8, 9, 8]),
                line(16.5, 6.0, "I thought you knew", &[9, 8, 7, 4]),
            ],
            ..part(PartLabel::Chorus, 'C', 6, 87.0, 1.0, &chorus_chords, Band { lead: true, ..full })
        },
        Part {
            tempo_end_bpm: 78.0,
            lines: vec![line(2.0, 4.0, "Ask me", &[4, 1])],
            ..part(
                PartLabel::Outro,
                'E',
                2,
                87.0,
                0.15,
                &[major(1), Chord { root: 7, quality: Quality::Suspended }],
                Band { piano: Some(PianoFigure::Sparse), pad: 0.5, ..Band::default() },
            )
        },
    ];
    Composition {
        title: "Page One".to_owned(),
        artist: "Reversal".to_owned(),
        seed: 10,
        tonic_midi: 38,
        mode: Mode::Minor,
        lead_in_secs: 0.35,
        tail_secs: 2.5,
        parts,
    }
}

fn line(from_beat: f64, beats: f64, text: &str, degrees: &[i32]) -> Line {
    Line { from_beat, beats, text: text.to_owned(), degrees: degrees.to_vec() }
}

/// The demo's words as enhanced LRC: a stamp a line and a stamp a word, to the hundredth of a second.
pub fn demo_lrc() -> String {
    let song = demo();
    let truth = truth(&song);
    let mut text = format!("[ti:{}]\n[ar:{}]\n[length:{}]\n", song.title, song.artist, stamp(truth.duration_secs));
    for line in &truth.lines {
        text.push_str(&format!("[{}]", stamp(line.start)));
        for word in truth.words.iter().filter(|word| line.start <= word.start && word.start < line.end) {
            text.push_str(&format!(" <{}> {}", stamp(word.start), word.text));
        }
        text.push_str(&format!(" <{}>\n", stamp(line.end)));
    }
    text
}

/// `mm:ss.xx`.
fn stamp(secs: f64) -> String {
    let hundredths = (secs * 100.0).round() as u64;
    format!("{:02}:{:02}.{:02}", hundredths / 6000, hundredths / 100 % 60, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syllables::syllables;

    #[test]
    fn the_demo_has_its_shape_and_length() {
        let truth = truth(&demo());
        let labels: Vec<&str> = truth.sections.iter().map(|section| section.label.as_str()).collect();
        assert_eq!(labels, ["intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"]);
        assert!((60.0..=90.0).contains(&truth.duration_secs), "{}", truth.duration_secs);
        assert!((14..=24).contains(&truth.lines.len()));
    }

    #[test]
    fn every_syllable_of_the_demo_has_its_own_note() {
        for part in demo().parts {
            for line in part.lines {
                let count: usize = line.text.split_whitespace().map(|word| syllables(word).len()).sum();
                assert_eq!(count, line.degrees.len(), "{}", line.text);
            }
        }
    }

    #[test]
    fn the_lyrics_file_carries_tags_and_the_true_times() {
        let (lrc, truth) = (demo_lrc(), truth(&demo()));
        assert!(lrc.starts_with("[ti:Page One]\n[ar:Reversal]\n"));
        assert_eq!(lrc.lines().filter(|line| line.contains('<')).count(), truth.lines.len());
        for line in &truth.lines {
            assert!(lrc.contains(&format!("\n[{}]", stamp(line.start))), "{}", line.text);
        }
    }
}
