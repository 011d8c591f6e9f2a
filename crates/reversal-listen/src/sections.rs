//! The parts of a song: where they begin, which repeat, what they are.
//!
//! Bars are compared with each other by timbre, drumming, chords and bass, and
//! the words are asked where there are any; see [`novelty`] for how boundaries are
//! heard, [`cuts`] for how they are chosen and [`sung`] for what the words say.

mod alike;
mod cuts;
mod novelty;
mod sung;

use reversal_model::reading::{Section, Span};

use crate::curves::Loudness;
use crate::onset::Onsets;
use crate::spectrum::Spectrum;
use alike::Bars;
pub(crate) use sung::SungLines;

/// Bars at the start of a part that are compared to tell whether it repeats.
const REPEAT_BARS_MAX: usize = 8;
/// A song shorter than this is one part.
const SONG_BARS_MIN: usize = 8;
/// A part is sung where a voice is heard for so much of it.
const SUNG_SHARE: f64 = 0.3;
/// What other bars than those heard have to gain where those are sure, in the units of [`cuts::best_cuts`].
const MISCOUNT_COST: f64 = 2.0;
/// Parts that share so much of their words are the same part.
const SAME_WORDS_SHARE: f64 = 0.6;

/// What parts are found in.
pub(crate) struct PartSources<'a> {
    pub spectrum: &'a Spectrum,
    pub onsets: &'a Onsets,
    pub loudness: &'a Loudness,
    pub voice: &'a [Span],
    pub words: &'a SungLines,
    /// Ways to count the bars, the likeliest first; the starts of each inside the song, increasing.
    pub bar_starts_secs: &'a [Vec<f64>],
    /// Trust in the first of them, 0..1.
    pub bars_confidence: f64,
    pub duration_secs: f64,
    /// Bars that boundaries are moved by.
    pub shift_bars: i32,
}

/// The parts and how sure their boundaries are, 0..1.
pub(crate) struct Parts {
    pub sections: Vec<Section>,
    pub confidence: f64,
}

/// Parts that tile the song.
pub(crate) fn find_parts(sources: &PartSources<'_>) -> Parts {
    let duration_secs = sources.duration_secs;
    if duration_secs <= 0.0 {
        return Parts { sections: Vec::new(), confidence: 0.0 };
    }
    let ways = sources.bar_starts_secs.iter().map(|starts| Way::of(sources, starts));
    let Some(Way { bars, signs, words, cuts, .. }) = best_way(ways, sources.bars_confidence) else {
        let whole = Section { start: 0.0, end: duration_secs, label: "part".to_owned(), group: "A".to_owned() };
        return Parts { sections: vec![whole], confidence: 0.0 };
    };
    let cuts = shifted(cuts, sources.shift_bars);
    let bounds: Vec<(f64, f64)> =
        cuts.windows(2).map(|pair| (bars.starts_secs[pair[0]], bars.end_of(pair[1] - 1, duration_secs))).collect();
    let groups = groups(&bars.sameness(), &cuts, &bounds, sources.words);
    let labels = labels(&bounds, &groups, sources);
    let inner = &cuts[1..cuts.len() - 1];
    let strength = inner.iter().map(|&cut| signs[cut] + words[cut].max(0.0)).sum::<f64>() / inner.len().max(1) as f64;
    let sections = bounds
        .iter()
        .zip(groups.iter().zip(labels))
        .map(|(&(start, end), (&group, label))| Section { start, end, label: label.to_owned(), group: letter(group) })
        .collect();
    let confidence = if inner.is_empty() { 0.0 } else { ((strength - 0.5) / 2.5).clamp(0.0, 0.9) };
    Parts { sections, confidence }
}

/// One way to count the bars, and the parts that come of it.
struct Way {
    bars: Bars,
    signs: Vec<f64>,
    words: Vec<f64>,
    cuts: Vec<usize>,
    cost: f64,
}

impl Way {
    /// None where the song is too short to have parts.
    fn of(sources: &PartSources<'_>, bar_starts_secs: &[f64]) -> Option<Way> {
        let bars = Bars::of(sources.spectrum, sources.onsets, bar_starts_secs, sources.duration_secs);
        if bars.count() < SONG_BARS_MIN {
            return None;
        }
        let kernel = bars.kernel();
        let signs = novelty::boundary_signs(&kernel, &bars.harmony_kernel());
        let words = sources.words.boundary_gains(&bars.starts_secs);
        let (cuts, cost) = cuts::best_cuts(&kernel, &signs, &words, bars.usual_secs());
        Some(Way { bars, signs, words, cuts, cost })
    }
}

/// The first way, unless another one makes so much better parts that the bars must have been miscounted:
/// parts begin with bars.
fn best_way(mut ways: impl Iterator<Item = Option<Way>>, confidence: f64) -> Option<Way> {
    let mut best = ways.next()??;
    let mut to_beat = best.cost - MISCOUNT_COST * confidence;
    for way in ways.flatten() {
        if way.cost < to_beat {
            to_beat = way.cost;
            best = way;
        }
    }
    Some(best)
}

/// Cuts moved by so many bars; those that would leave the song go.
fn shifted(cuts: Vec<usize>, shift_bars: i32) -> Vec<usize> {
    let count = cuts.last().copied().unwrap_or(0);
    let moved = cuts.iter().map(|&cut| cut as i64 + i64::from(shift_bars));
    let inner = moved.filter(|cut| (1..count as i64).contains(cut) && shift_bars != 0).map(|cut| cut as usize);
    if shift_bars == 0 { cuts } else { std::iter::once(0).chain(inner).chain([count]).collect() }
}

/// A, B, … Z, A1, B1, …
fn letter(group: usize) -> String {
    let name = char::from(b'A' + (group % 26) as u8);
    if group < 26 { name.to_string() } else { format!("{name}{}", group / 26) }
}

/// Groups of parts that repeat each other, numbered as they first come.
fn groups(likeness: &[Vec<f64>], cuts: &[usize], bounds: &[(f64, f64)], words: &SungLines) -> Vec<usize> {
    let all: Vec<f64> = (0..likeness.len()).flat_map(|i| likeness[i][..i].iter().copied()).collect();
    let mean = all.iter().sum::<f64>() / all.len().max(1) as f64;
    let deviation = (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len().max(1) as f64).sqrt();
    let threshold = mean + 0.8 * deviation;
    let parts: Vec<(usize, usize)> = cuts.windows(2).map(|pair| (pair[0], pair[1] - pair[0])).collect();
    // Bar by bar, as a repetition runs; one bar aside is allowed for a pick-up or a held end.
    let likeness_of = |a: (usize, usize), b: (usize, usize)| {
        let along = |shift_a: usize, shift_b: usize| {
            let bars = (a.1.saturating_sub(shift_a)).min(b.1.saturating_sub(shift_b)).min(REPEAT_BARS_MAX);
            (0..bars).map(|i| likeness[a.0 + shift_a + i][b.0 + shift_b + i]).sum::<f64>() / bars.max(1) as f64
        };
        along(0, 0).max(along(1, 0)).max(along(0, 1))
    };
    let mut groups: Vec<usize> = Vec::new();
    for (i, &part) in parts.iter().enumerate() {
        let known = groups.iter().copied().max().map_or(0, |last| last + 1);
        let members = |group: usize| (0..i).filter(|&j| groups[j] == group).collect::<Vec<usize>>();
        let sung_before =
            (0..i).find(|&j| words.shared_words(bounds[j], bounds[i]).is_some_and(|share| share >= SAME_WORDS_SHARE));
        let nearest = (0..known)
            .map(|group| {
                let members = members(group);
                let sum = members.iter().map(|&j| likeness_of(parts[j], part)).sum::<f64>();
                (group, sum / members.len().max(1) as f64)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        groups.push(match (sung_before, nearest) {
            (Some(earlier), _) => groups[earlier],
            (None, Some((group, like))) if like > threshold => group,
            _ => known,
        });
    }
    groups
}

/// What each part is, by its place, how it repeats, how loud it is and whether someone sings.
fn labels(bounds: &[(f64, f64)], groups: &[usize], sources: &PartSources<'_>) -> Vec<&'static str> {
    let PartSources { loudness, voice, words, .. } = sources;
    let count = bounds.len();
    let mean_lufs = |&(start, end): &(f64, f64)| {
        let from = (start.round() as usize).min(loudness.short_term_lufs.len().saturating_sub(1));
        let to = (end.round() as usize).clamp(from, loudness.short_term_lufs.len());
        let span = &loudness.short_term_lufs[from..to.max((from + 1).min(loudness.short_term_lufs.len()))];
        span.iter().sum::<f64>() / span.len().max(1) as f64
    };
    let sung = |&(start, end): &(f64, f64)| {
        let heard = || voice.iter().map(|span| (span.end.min(end) - span.start.max(start)).max(0.0)).sum::<f64>();
        words.sung_share((start, end)).unwrap_or_else(|| heard() / (end - start).max(1e-9))
    };
    let total_secs = bounds.last().map_or(0.0, |bound| bound.1);
    let levels: Vec<f64> = bounds.iter().map(mean_lufs).collect();
    let voices: Vec<f64> = bounds.iter().map(sung).collect();
    let members = |group: usize| (0..count).filter(move |&i| groups[i] == group);
    let mean_over = |group: usize, list: &[f64]| {
        members(group).map(|i| list[i]).sum::<f64>() / members(group).count().max(1) as f64
    };
    let kinds = groups.iter().copied().max().map_or(0, |last| last + 1);
    let same_words = |group: usize| {
        let list: Vec<usize> = members(group).collect();
        let shares: Vec<f64> =
            list.windows(2).filter_map(|pair| words.shared_words(bounds[pair[0]], bounds[pair[1]])).collect();
        shares.iter().sum::<f64>() / shares.len().max(1) as f64
    };
    let comes_back = |group: usize| {
        let list: Vec<usize> = members(group).collect();
        list.windows(2).any(|pair| pair[1] > pair[0] + 1)
    };
    let song_share = |group: usize| members(group).map(|i| bounds[i].1 - bounds[i].0).sum::<f64>() / total_secs;
    // The chorus comes back after something else, with the same words, is loud and is sung.
    let chorus = (0..kinds).filter(|&group| comes_back(group)).max_by(|&a, &b| {
        let merit = |group| {
            mean_over(group, &levels)
                + 6.0 * mean_over(group, &voices)
                + 4.0 * same_words(group)
                + 8.0 * song_share(group)
        };
        merit(a).total_cmp(&merit(b)).then(b.cmp(&a))
    });
    let usual_lufs = {
        let mut sorted = levels.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[count / 2]
    };
    // Where most parts are sung, one that is not is a break, however loud.
    let is_song_sung = 2 * voices.iter().filter(|share| **share >= SUNG_SHARE).count() > count;
    (0..count)
        .map(|i| {
            let repeats = members(groups[i]).count() >= 2;
            let calm = levels[i] < usual_lufs - 4.0;
            let silent = voices[i] < SUNG_SHARE;
            let is_chorus = Some(groups[i]) == chorus;
            if let Some(label) = words.label_in(bounds[i]) {
                label
            } else if count == 1 {
                "part"
            } else if i == 0 && bounds[0].1 < total_secs * 0.25 && (silent || calm) {
                "intro"
            } else if i == count - 1 && bounds[i].1 - bounds[i].0 < total_secs * 0.25 && (silent || calm) && !is_chorus
            {
                "outro"
            } else if is_chorus {
                "chorus"
            } else if silent && (calm || is_song_sung) {
                "break"
            } else if repeats {
                "verse"
            } else if bounds[i].0 > total_secs * 0.45 {
                "bridge"
            } else if !silent {
                "verse"
            } else {
                "part"
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reversal_model::song::Song;

    use crate::test_sounds::{RATE_HZ, silence, song_of, stroke};

    fn parts_of(song: &Song, bar_starts_secs: &[f64], duration_secs: f64) -> Parts {
        let spectrum = Spectrum::of(song, 1.0, 2);
        find_parts(&PartSources {
            onsets: &Onsets::of(&spectrum.mel),
            spectrum: &spectrum,
            loudness: &Loudness::of(song),
            voice: &[],
            words: &SungLines::default(),
            bar_starts_secs: &[bar_starts_secs.to_vec()],
            bars_confidence: 1.0,
            duration_secs,
            shift_bars: 0,
        })
    }

    #[test]
    fn boundaries_move_by_whole_bars_and_never_leave_the_song() {
        assert_eq!(shifted(vec![0, 4, 12, 20], 0), [0, 4, 12, 20]);
        assert_eq!(shifted(vec![0, 4, 12, 20], 1), [0, 1, 5, 13, 20]);
        assert_eq!(shifted(vec![0, 4, 12, 20], -4), [0, 8, 16, 20]);
    }

    /// Two parts of eight bars in turns: a low chord and a high, noisy one.
    fn alternating() -> (Parts, f64) {
        let bar_secs = 2.0;
        let mut samples = vec![0.0; (64.0 * bar_secs * f64::from(RATE_HZ)) as usize];
        for bar in 0..64 {
            let is_b = bar / 8 % 2 == 1;
            for beat in 0..4 {
                let at_secs = f64::from(bar) * bar_secs + f64::from(beat) * 0.5;
                let chord: &[f64] = if is_b { &[392.0, 493.9, 587.3, 3000.0, 4100.0] } else { &[110.0, 130.8, 164.8] };
                for &hz in chord {
                    stroke(&mut samples, at_secs, hz, if is_b { 0.15 } else { 0.06 }, 0.2);
                }
            }
        }
        let song = song_of(RATE_HZ, vec![samples]);
        let bars: Vec<f64> = (0..64).map(|bar| f64::from(bar) * bar_secs).collect();
        (parts_of(&song, &bars, 128.0), 128.0)
    }

    #[test]
    fn parts_in_turns_are_found_and_grouped() {
        let (parts, duration_secs) = alternating();
        let starts: Vec<f64> = parts.sections.iter().map(|section| section.start).collect();
        assert_eq!(starts, [0.0, 16.0, 32.0, 48.0, 64.0, 80.0, 96.0, 112.0]);
        assert_eq!(parts.sections[7].end, duration_secs);
        let groups: String = parts.sections.iter().map(|section| section.group.as_str()).collect();
        assert_eq!(groups, "ABABABAB");
        assert_eq!(parts.sections[3].label, "chorus", "the loud one");
        assert!(parts.confidence > 0.2);
    }

    #[test]
    fn silence_is_one_or_more_parts_that_tile_it_without_confidence() {
        let song = silence(60.0);
        let bars: Vec<f64> = (0..30).map(|bar| f64::from(bar) * 2.0).collect();
        let parts = parts_of(&song, &bars, 60.0);
        assert_eq!((parts.sections[0].start, parts.sections[parts.sections.len() - 1].end), (0.0, 60.0));
        assert!(parts.sections.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert!(parts.confidence < 0.1);
    }

    #[test]
    fn a_short_song_is_one_part_and_none_has_none() {
        let song = silence(3.0);
        assert_eq!(parts_of(&song, &[0.5, 2.5], 3.0).sections.len(), 1);
        assert!(parts_of(&song, &[], 0.0).sections.is_empty());
    }
}
