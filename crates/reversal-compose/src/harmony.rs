//! Scales and chords, in semitones above the song's tonic.

/// The scale that melodies are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Bright.
    Major,
    /// Natural minor.
    Minor,
    /// Minor with a lowered second: the darkest in use here.
    Phrygian,
    /// Minor with a raised sixth.
    Dorian,
}

impl Mode {
    fn steps(self) -> [i32; 7] {
        match self {
            Mode::Major => [0, 2, 4, 5, 7, 9, 11],
            Mode::Minor => [0, 2, 3, 5, 7, 8, 10],
            Mode::Phrygian => [0, 1, 3, 5, 7, 8, 10],
            Mode::Dorian => [0, 2, 3, 5, 7, 9, 10],
        }
    }

    /// Semitones above the tonic of a scale degree counted from 0; degrees run on through octaves both ways.
    pub(crate) fn semitones(self, degree: i32) -> i32 {
        self.steps()[degree.rem_euclid(7) as usize] + 12 * degree.div_euclid(7)
    }

    /// The triad on a degree, built from the scale; a diminished one becomes minor.
    pub(crate) fn triad(self, degree: i32) -> Chord {
        let root = self.semitones(degree);
        let third = self.semitones(degree + 2) - root;
        Chord { root: root.rem_euclid(12), quality: if third == 4 { Quality::Major } else { Quality::Minor } }
    }
}

/// What a chord is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Root, minor third, fifth.
    Minor,
    /// Root, major third, fifth.
    Major,
    /// Root and fifth: neither bright nor dark.
    Fifth,
    /// Root, fourth, fifth: waits to be resolved.
    Suspended,
    /// Minor with its seventh.
    MinorSeventh,
    /// Major with its major seventh.
    MajorSeventh,
}

/// A chord by its root above the tonic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// Semitones above the tonic, 0..12.
    pub root: i32,
    /// What stands on the root.
    pub quality: Quality,
}

impl Chord {
    /// Semitones above the root, lowest first.
    pub(crate) fn intervals(self) -> &'static [i32] {
        match self.quality {
            Quality::Minor => &[0, 3, 7],
            Quality::Major => &[0, 4, 7],
            Quality::Fifth => &[0, 7, 12],
            Quality::Suspended => &[0, 5, 7],
            Quality::MinorSeventh => &[0, 3, 7, 10],
            Quality::MajorSeventh => &[0, 4, 7, 11],
        }
    }

    /// The chord's tones as MIDI notes, close together, each in `lowest..lowest + 12`, ascending.
    pub(crate) fn voiced(self, tonic_midi: i32, lowest: i32) -> Vec<i32> {
        let mut notes: Vec<i32> =
            self.intervals().iter().map(|interval| fold(tonic_midi + self.root + interval, lowest)).collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}

/// A MIDI note moved by octaves into `lowest..lowest + 12`.
pub(crate) fn fold(midi: i32, lowest: i32) -> i32 {
    lowest + (midi - lowest).rem_euclid(12)
}

/// Frequency of a MIDI note, equal temperament, A4 = 440 Hz.
pub(crate) fn hz_from_midi(midi: f32) -> f32 {
    440.0 * ((midi - 69.0) / 12.0).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_run_through_octaves() {
        assert_eq!(Mode::Minor.semitones(0), 0);
        assert_eq!(Mode::Minor.semitones(7), 12);
        assert_eq!(Mode::Minor.semitones(-1), -2);
    }

    #[test]
    fn triads_follow_the_scale() {
        assert_eq!(Mode::Minor.triad(5), Chord { root: 8, quality: Quality::Major });
        assert_eq!(Mode::Major.triad(1), Chord { root: 2, quality: Quality::Minor });
    }

    #[test]
    fn voicings_stay_within_their_octave() {
        let notes = Chord { root: 8, quality: Quality::MajorSeventh }.voiced(38, 55);
        assert_eq!(notes.len(), 4);
        assert!(notes.iter().all(|note| (55..67).contains(note)));
    }
}
