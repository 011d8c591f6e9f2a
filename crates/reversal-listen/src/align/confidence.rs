//! How sure it is that a line stands where it was placed: how well its sounds
//! fit, whether two alignments agree, and whether it is sung at a pace at
//! which the rest of the song is sung. Calibrated: among lines of a confidence
//! about that share of words lies within .3 s.

use super::chain::Fit;

/// What speaks for and against a line's place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    pub fit: Fit,
    /// Share of its words that start within .3 s of where they did before the model was fitted to the singer.
    pub agreement: f64,
    /// How far its seconds a syllable are from the song's median, as a ratio's logarithm, 0...
    pub odd_pace: f64,
    /// Share of its words that are as short as they can be: squeezed in.
    pub squeezed: f64,
    /// Share of its words whose sounds are known.
    pub known: f64,
}

/// Weights of a logistic regression on lines of five songs with words timed by hand and of spoken words over
/// music, each with its own lyrics, with a stanza left out or put in that is not sung, and with another song's.
/// Each song judged by the others: the tenth of lines trusted least (.03) had .07 of their words in place, the
/// second (.23) .26, the ninth (.99) .97; lines with another song's words were trusted .18 on average.
const OFFSET: f64 = 0.08;
const OVER_PAUSE: f64 = 0.09;
const UNDER_BEST: f64 = -1.34;
const AGREEMENT: f64 = 1.55;
const ODD_PACE: f64 = -1.57;
const SQUEEZED: f64 = -0.65;
const SONG_ODD_PACE: f64 = -8.8;
const SONG_AGREEMENT: f64 = 7.1;
/// An odd pace counts no further than this.
const MOST_ODD: f64 = 2.0;
/// A line of which few words can be spelled is trusted no more than spread ones.
const MOST_UNKNOWN: f64 = 0.2;

/// Confidences of all lines: each by its own evidence and that of the whole song, since wrong lyrics are at odds
/// with it everywhere.
pub(super) fn confidences(lines: &[Evidence]) -> Vec<f64> {
    let mean = |value: &dyn Fn(&Evidence) -> f64| lines.iter().map(value).sum::<f64>() / lines.len().max(1) as f64;
    let (odd_pace, agreement) = (mean(&|line| line.odd_pace.min(MOST_ODD)), mean(&|line| line.agreement));
    let confidence = |line: &Evidence| {
        let worth = OFFSET
            + OVER_PAUSE * line.fit.over_pause
            + UNDER_BEST * line.fit.under_best
            + AGREEMENT * line.agreement
            + ODD_PACE * line.odd_pace.min(MOST_ODD)
            + SQUEEZED * line.squeezed
            + SONG_ODD_PACE * odd_pace
            + SONG_AGREEMENT * agreement;
        let sure = 1.0 / (1.0 + (-worth).exp());
        if line.known < 0.5 { sure.min(MOST_UNKNOWN) } else { sure }
    };
    lines.iter().map(confidence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line as most are in songs with their own lyrics.
    const USUAL: Evidence = Evidence {
        fit: Fit { over_pause: 2.2, under_best: 2.4 },
        agreement: 0.95,
        odd_pace: 0.2,
        squeezed: 0.1,
        known: 1.0,
    };

    #[test]
    fn a_line_that_fits_worse_than_its_neighbours_is_trusted_less() {
        let worse: [fn(&mut Evidence); 4] = [
            |line| line.odd_pace = 1.5,
            |line| line.squeezed = 0.9,
            |line| line.agreement = 0.0,
            |line| line.fit = Fit { over_pause: 0.2, under_best: 4.5 },
        ];
        for worsen in worse {
            let mut lines = [USUAL; 12];
            worsen(&mut lines[3]);
            let confidences = confidences(&lines);
            assert!(confidences[3] < confidences[4] && confidences[4] > 0.6, "{confidences:?}");
        }
    }

    #[test]
    fn the_lyrics_of_another_song_are_trusted_little() {
        let wrong = Evidence {
            fit: Fit { over_pause: 1.5, under_best: 3.2 },
            agreement: 0.5,
            odd_pace: 0.45,
            squeezed: 0.3,
            known: 1.0,
        };
        assert!(confidences(&[wrong; 20]).iter().all(|confidence| *confidence < 0.3));
    }

    #[test]
    fn words_that_cannot_be_spelled_and_odd_values_stay_in_range() {
        assert!(confidences(&[Evidence { known: 0.0, ..USUAL }])[0] <= MOST_UNKNOWN);
        assert!(confidences(&[]).is_empty());
        let odd = Evidence { odd_pace: f64::INFINITY, ..Evidence::default() };
        assert!((0.0..=1.0).contains(&confidences(&[odd])[0]));
    }
}
