//! The affect of a song's words as a function of time: each moment takes the
//! lines of the stanza being sung, the nearer the more.

use super::{LineAffect, affect_of_lines};
use crate::lyrics::Lyrics;
use crate::words::TimedLyrics;

/// Lines so far away in time, in seconds, count 1/e of the line being sung: two or three lines of a song.
const MEMORY_SECS: f64 = 6.0;
/// After a line's end, or before its start, its words are felt for so long, in seconds.
const LINGERING_SECS: f64 = 3.0;

/// The words' affect at a moment. The scales are those of [`LineAffect`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LyricMoment {
    /// 1 while a line is sung, falling to 0 within three seconds around it.
    pub presence: f32,
    /// −1 dark .. 1 bright.
    pub valence: f32,
    /// 0 calm .. 1 stirred.
    pub arousal: f32,
    /// 0..1.
    pub aggression: f32,
    /// 0..1.
    pub tenderness: f32,
    /// −1 helpless .. 1 in power.
    pub power: f32,
}

/// The affect of a song's words over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LyricAffect {
    lines: Vec<TimedAffect>,
}

#[derive(Clone, Debug, PartialEq)]
struct TimedAffect {
    start_secs: f64,
    end_secs: f64,
    stanza: usize,
    affect: LineAffect,
}

impl LyricAffect {
    /// From the lines as they are sung. The stanzas are those of the lyrics.
    pub fn of(lyrics: &Lyrics, timed: &TimedLyrics) -> LyricAffect {
        let begun: Vec<usize> = lyrics
            .lines
            .iter()
            .scan(0, |stanza, line| {
                *stanza += usize::from(line.begins_stanza);
                Some(*stanza)
            })
            .collect();
        let affects = affect_of_lines(timed.lines.iter().map(|line| line.text.as_str()));
        let lines = timed.lines.iter().zip(&timed.origins).zip(affects);
        let lines = lines.map(|((line, &origin), affect)| TimedAffect {
            start_secs: line.start,
            end_secs: line.end,
            stanza: begun.get(origin).copied().unwrap_or_default(),
            affect,
        });
        LyricAffect { lines: lines.collect() }
    }

    /// The affect at a moment of song; all zero where nobody sings.
    pub fn at(&self, secs: f64) -> LyricMoment {
        let distance = |line: &TimedAffect| (line.start_secs - secs).max(secs - line.end_secs).max(0.0);
        let nearest = self.lines.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let Some(nearest) = nearest.filter(|line| secs.is_finite() && distance(line) < LINGERING_SECS) else {
            return LyricMoment::default();
        };
        let presence = 1.0 - distance(nearest) / LINGERING_SECS;
        let weighted: Vec<(f32, &LineAffect)> = self
            .lines
            .iter()
            .filter(|line| line.stanza == nearest.stanza)
            .map(|line| ((-distance(line) / MEMORY_SECS).exp() as f32, &line.affect))
            .collect();
        let total: f32 = weighted.iter().map(|(weight, _)| weight).sum();
        let mean = |value: &dyn Fn(&LineAffect) -> f32| {
            weighted.iter().map(|(weight, line)| weight * value(line)).sum::<f32>() / total
        };
        LyricMoment {
            presence: presence as f32,
            valence: mean(&|line| line.valence),
            arousal: mean(&|line| line.arousal),
            aggression: mean(&|line| line.aggression),
            tenderness: mean(&|line| line.tenderness),
            power: mean(&|line| line.power),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lyrics::lyrics_from_text;
    use crate::words::time_lyrics;

    fn course(text: &str) -> LyricAffect {
        let lyrics = lyrics_from_text(text, "x").unwrap();
        LyricAffect::of(&lyrics, &time_lyrics(&lyrics, &[], 100.0))
    }

    #[test]
    fn a_line_without_known_words_takes_from_its_stanza() {
        let song = course("[00:10]I'll kill you\n[00:12]tum ti tum\n[00:14]\n[01:00]tum ti tum\n[01:02]\n");
        let (own, beside, elsewhere) = (song.at(11.0), song.at(13.0), song.at(61.0));
        assert!(own.aggression > beside.aggression && beside.aggression > 0.1, "{own:?} {beside:?}");
        assert_eq!((elsewhere.aggression, elsewhere.presence), (0.0, 1.0));
    }

    #[test]
    fn words_fade_where_nobody_sings() {
        let song = course("[00:10]I love you\n[00:12]\n");
        assert_eq!(song.at(11.0).presence, 1.0);
        assert!((song.at(13.5).presence - 0.5).abs() < 1e-6 && song.at(13.5).valence > 0.3);
        assert_eq!(song.at(40.0), LyricMoment::default());
        assert_eq!(song.at(f64::NAN), LyricMoment::default());
        assert_eq!(LyricAffect::default().at(0.0), LyricMoment::default());
    }

    #[test]
    fn the_language_is_told_from_the_whole_song() {
        let song = course("[00:10]Ich bin nicht da\n[00:12]die die\n[00:14]und der Regen\n[00:16]\n");
        assert_eq!(song.at(13.0).valence, 0.0);
    }
}
