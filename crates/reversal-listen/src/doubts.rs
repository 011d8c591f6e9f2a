//! Why a claim is unsure, and what a person can do about it.
//!
//! Each confidence is a product; the doubt names its weakest factor.

use reversal_model::reading::{Confidence, Doubt, is_unsure};

use crate::lyrics::LyricTiming;
use crate::tempo::Pulse;

/// What the confidences were made of.
pub(crate) struct Grounds<'a> {
    pub confidence: &'a Confidence,
    pub pulse: Option<&'a Pulse>,
    pub tempo_bpm: Option<f64>,
    /// Parts that were told apart.
    pub parts: usize,
    /// How the lyrics came, where there are any.
    pub lyrics: Option<LyricTiming>,
    pub has_voice_model: bool,
    pub has_voice: bool,
}

/// One doubt for each unsure claim, in the order of `Confidence`.
pub(crate) fn doubts(grounds: &Grounds<'_>) -> Vec<Doubt> {
    let confidence = grounds.confidence;
    let claims = [
        ("tempo", confidence.tempo, tempo as fn(&Grounds<'_>) -> Option<Reason>),
        ("beats", confidence.beats, beats),
        ("downbeats", confidence.downbeats, downbeats),
        ("sections", confidence.sections, sections),
        ("words", confidence.words, words),
    ];
    let unsure = claims.into_iter().filter(|(_, share, _)| is_unsure(*share));
    unsure
        .filter_map(|(of, _, reason)| {
            let Reason { because, hint } = reason(grounds)?;
            Some(Doubt { of: of.to_owned(), because, hint })
        })
        .collect()
}

struct Reason {
    because: String,
    hint: Option<String>,
}

fn reason(because: &str, hint: &str) -> Option<Reason> {
    Some(Reason { because: because.to_owned(), hint: Some(hint.to_owned()) })
}

fn tempo(grounds: &Grounds<'_>) -> Option<Reason> {
    let pulse = grounds.pulse?;
    if is_unsure(Some(pulse.place_confidence)) {
        return reason("the beats themselves are unsure", "give it with --tempo BPM");
    }
    let (Some(rival_bpm), Some(tempo_bpm)) = (pulse.rival_bpm, grounds.tempo_bpm) else {
        return reason("people would tap half or twice as often as well", "try --halve or --double");
    };
    let ratio = rival_bpm / tempo_bpm;
    let hint = match ratio {
        0.47..0.53 => "--halve takes that".to_owned(),
        1.9..2.1 => "--double takes that".to_owned(),
        _ => format!("--tempo {rival_bpm:.0} takes that"),
    };
    Some(Reason { because: format!("{rival_bpm:.0} beats a minute fit nearly as well"), hint: Some(hint) })
}

fn beats(grounds: &Grounds<'_>) -> Option<Reason> {
    let trust = grounds.pulse?.trust;
    let factors = [
        (trust.certainty, "few of them sound like beats"),
        (trust.regularity, "they come unevenly"),
        (trust.strength, "hardly an attack stands out"),
    ];
    let weakest = factors.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    reason(weakest.1, "listen to them with --click FILE, and correct them with --tempo, --shift-beats or --beats FILE")
}

fn downbeats(grounds: &Grounds<'_>) -> Option<Reason> {
    match is_unsure(grounds.confidence.beats) {
        true => reason("the beats are unsure", "correct the beats first"),
        false => reason("the beats of a bar sound alike", "try --shift-beats 1, or give --meter 3/4"),
    }
}

fn sections(grounds: &Grounds<'_>) -> Option<Reason> {
    match (grounds.parts, is_unsure(grounds.confidence.beats)) {
        (0 | 1, _) => Some(Reason { because: "nothing in the song changes for long".to_owned(), hint: None }),
        (_, true) => reason("they begin with bars, and the beats are unsure", "correct the beats first"),
        (_, false) => reason("little changes where they meet", "where they are a bar off, try --shift-bars 1"),
    }
}

fn words(grounds: &Grounds<'_>) -> Option<Reason> {
    let timed = "give lyrics with times (LRC, SRT, VTT, ASS or TTML)";
    match (grounds.lyrics?, grounds.has_voice_model) {
        (LyricTiming::Plain, true) => {
            reason("what is sung does not fit them closely", "see that they are this song's, or give lyrics with times")
        }
        (LyricTiming::Plain, false) if grounds.has_voice => reason(
            "they were placed by voice and syllables alone",
            "install a phone model (`reversal doctor` tells how), or give lyrics with times",
        ),
        (LyricTiming::Plain, false) => reason("no voice was found to place them by", timed),
        (LyricTiming::Lines | LyricTiming::Words, _) => reason("their times do not fit the song", timed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tempo::PlaceTrust;

    fn pulse(place_confidence: f64) -> Pulse {
        Pulse { place_confidence, trust: PlaceTrust { certainty: 0.9, regularity: 0.3, strength: 0.8 }, ..Pulse::GIVEN }
    }

    fn grounds<'a>(confidence: &'a Confidence, pulse: &'a Pulse) -> Grounds<'a> {
        Grounds {
            confidence,
            pulse: Some(pulse),
            tempo_bpm: Some(180.0),
            parts: 5,
            lyrics: Some(LyricTiming::Plain),
            has_voice_model: false,
            has_voice: true,
        }
    }

    #[test]
    fn nothing_is_doubted_that_is_sure_or_was_not_claimed() {
        let sure = Confidence { tempo: Some(0.8), beats: Some(0.9), downbeats: Some(0.5), sections: None, words: None };
        assert_eq!(doubts(&grounds(&sure, &pulse(0.9))), []);
    }

    #[test]
    fn a_tempo_with_a_rival_at_half_of_it_names_it_and_the_way_to_take_it() {
        let confidence = Confidence { tempo: Some(0.2), beats: Some(0.9), ..Confidence::default() };
        let rivalled = Pulse { rival_bpm: Some(90.2), ..pulse(0.9) };
        let found = doubts(&grounds(&confidence, &rivalled));
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].of.as_str(), found[0].because.as_str()),
            ("tempo", "90 beats a minute fit nearly as well")
        );
        assert_eq!(found[0].hint.as_deref(), Some("--halve takes that"));
        let third = Pulse { rival_bpm: Some(120.0), ..pulse(0.9) };
        assert_eq!(doubts(&grounds(&confidence, &third))[0].hint.as_deref(), Some("--tempo 120 takes that"));
    }

    #[test]
    fn the_weakest_factor_is_the_reason_and_what_stands_on_beats_says_so() {
        let confidence = Confidence {
            tempo: Some(0.1),
            beats: Some(0.2),
            downbeats: Some(0.1),
            sections: Some(0.3),
            words: Some(0.2),
        };
        let found = doubts(&grounds(&confidence, &pulse(0.2)));
        let reasons: Vec<(&str, &str)> =
            found.iter().map(|doubt| (doubt.of.as_str(), doubt.because.as_str())).collect();
        assert_eq!(
            reasons,
            [
                ("tempo", "the beats themselves are unsure"),
                ("beats", "they come unevenly"),
                ("downbeats", "the beats are unsure"),
                ("sections", "they begin with bars, and the beats are unsure"),
                ("words", "they were placed by voice and syllables alone"),
            ]
        );
    }
}
