//! The parts of a song: where they begin, which repeat, what they are.
//!
//! Bars are compared with each other by chords, timbre and level. A boundary
//! is where two blocks that are each alike inside differ from each other
//! (checkerboard novelty: Foote, "Automatic audio segmentation using a measure
//! of audio novelty", 2000), or where what repeats changes. Among all ways to
//! cut the song at bars the one is taken that collects most novelty with
//! lengths that people write: four, eight, sixteen bars.

use reversal_model::reading::{Section, Span};

use crate::bars::{BeatSpans, standardized};
use crate::curves::Loudness;
use crate::spectrum::Spectrum;

/// Bars on each side of a boundary that are compared.
const KERNEL_BARS: usize = 8;
/// Longest part, in bars.
const PART_BARS_MAX: usize = 48;
/// Novelty in standard deviations that a boundary must bring on average.
const BOUNDARY_COST: f64 = 0.1;
/// Bars at the start of a part that are compared to tell whether it repeats.
const REPEAT_BARS_MAX: usize = 8;
/// A song shorter than this is one part.
const SONG_BARS_MIN: usize = 8;

/// The parts and how sure their boundaries are, 0..1.
pub(crate) struct Parts {
    pub sections: Vec<Section>,
    pub confidence: f64,
}

/// Parts that tile the song. `bar_starts_secs` lie within it and increase.
pub(crate) fn find_parts(
    spectrum: &Spectrum,
    loudness: &Loudness,
    voice: &[Span],
    bar_starts_secs: &[f64],
    duration_secs: f64,
) -> Parts {
    if duration_secs <= 0.0 {
        return Parts { sections: Vec::new(), confidence: 0.0 };
    }
    let bars = Bars::of(spectrum, bar_starts_secs, duration_secs);
    if bars.starts_secs.len() < SONG_BARS_MIN {
        let whole = Section { start: 0.0, end: duration_secs, label: "part".to_owned(), group: "A".to_owned() };
        return Parts { sections: vec![whole], confidence: 0.0 };
    }
    let likeness = bars.likeness();
    let novelty = novelty(&likeness);
    let cuts = best_cuts(&novelty);
    let groups = groups(&likeness, &cuts);
    let bounds: Vec<(f64, f64)> =
        cuts.windows(2).map(|pair| (bars.starts_secs[pair[0]], bars.end_of(pair[1] - 1, duration_secs))).collect();
    let labels = labels(&bounds, &groups, loudness, voice);
    let inner = &cuts[1..cuts.len() - 1];
    let strength = inner.iter().map(|&cut| novelty[cut]).sum::<f64>() / inner.len().max(1) as f64;
    let sections = bounds
        .iter()
        .zip(groups.iter().zip(labels))
        .map(|(&(start, end), (&group, label))| Section { start, end, label: label.to_owned(), group: letter(group) })
        .collect();
    let confidence = if inner.is_empty() { 0.0 } else { ((strength - 0.5) / 2.5).clamp(0.0, 0.9) };
    Parts { sections, confidence }
}

/// A, B, … Z, A1, B1, …
fn letter(group: usize) -> String {
    let name = char::from(b'A' + (group % 26) as u8);
    if group < 26 { name.to_string() } else { format!("{name}{}", group / 26) }
}

/// The bars and what sounds in each.
struct Bars {
    starts_secs: Vec<f64>,
    chroma: Vec<Vec<f64>>,
    timbre: Vec<Vec<f64>>,
}

impl Bars {
    /// Bars from the song's start: a pick-up belongs to the first.
    fn of(spectrum: &Spectrum, bar_starts_secs: &[f64], duration_secs: f64) -> Bars {
        let mut starts_secs: Vec<f64> =
            bar_starts_secs.iter().copied().filter(|&start| start < duration_secs - 0.5).collect();
        match starts_secs.first_mut() {
            Some(first) if *first < 1.0 => *first = 0.0,
            _ => starts_secs.insert(0, 0.0),
        }
        let spans = BeatSpans::of(spectrum, &starts_secs);
        Bars { starts_secs, chroma: spans.chroma, timbre: spans.timbre }
    }

    fn end_of(&self, bar: usize, duration_secs: f64) -> f64 {
        self.starts_secs.get(bar + 1).copied().unwrap_or(duration_secs)
    }

    /// 0 unlike ..1 alike, for each pair of bars.
    fn likeness(&self) -> Vec<Vec<f64>> {
        let count = self.starts_secs.len();
        let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
        let pairs = |list: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let distances: Vec<Vec<f64>> =
                (0..count).map(|i| (0..count).map(|j| distance(&list[i], &list[j])).collect()).collect();
            let mean = distances.iter().flatten().sum::<f64>() / (count * count) as f64;
            distances.iter().map(|row| row.iter().map(|d| (-d / mean.max(1e-9)).exp()).collect()).collect()
        };
        let (chroma, timbre) = (pairs(&self.chroma), pairs(&self.timbre));
        (0..count).map(|i| (0..count).map(|j| 0.4 * chroma[i][j] + 0.6 * timbre[i][j]).collect()).collect()
    }
}

/// Strength of a boundary before each bar, in standard deviations.
fn novelty(likeness: &[Vec<f64>]) -> Vec<f64> {
    let count = likeness.len();
    let raw: Vec<f64> = (0..count)
        .map(|at| {
            let (mut sum, mut weights) = (0.0, 0.0);
            let reach = |i: usize| (i as f64 + 0.5) / KERNEL_BARS as f64;
            for i in 0..KERNEL_BARS {
                for j in 0..KERNEL_BARS {
                    let taper = (-2.0 * (reach(i).powi(2) + reach(j).powi(2))).exp();
                    let (Some(before_i), Some(before_j)) = (at.checked_sub(i + 1), at.checked_sub(j + 1)) else {
                        continue;
                    };
                    let (after_i, after_j) = (at + i, at + j);
                    if after_i >= count || after_j >= count {
                        continue;
                    }
                    let inside = likeness[before_i][before_j] + likeness[after_i][after_j];
                    let across = likeness[before_i][after_j] + likeness[after_i][before_j];
                    sum += taper * (inside - across);
                    weights += taper;
                }
            }
            // Half-filled kernels at the ends see less; they must not count more.
            // The root keeps one great break, a pause or a drop, from hiding all other boundaries.
            if weights > 0.0 { (sum / weights.max(4.0)).max(0.0).sqrt() } else { 0.0 }
        })
        .collect();
    standardized(&raw)
}

/// Bars that start parts, and the number of bars: first 0, last the count.
fn best_cuts(novelty: &[f64]) -> Vec<usize> {
    let count = novelty.len();
    let mut best = vec![(f64::NEG_INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for end in 1..=count {
        for start in end.saturating_sub(PART_BARS_MAX)..end {
            let gain = if end < count { novelty[end] - BOUNDARY_COST } else { 0.0 };
            let score = best[start].0 + gain - length_cost(end - start, start == 0 || end == count);
            if score > best[end].0 {
                best[end] = (score, start);
            }
        }
    }
    let mut cuts = vec![count];
    while let Some(&end) = cuts.last() {
        if end == 0 {
            break;
        }
        cuts.push(best[end].1);
    }
    cuts.reverse();
    cuts
}

/// How unusual a part of so many bars is. The song's ends are often cut or faded.
fn length_cost(bars: usize, at_end: bool) -> f64 {
    let usual = match bars {
        8 | 16 => 0.0,
        4 | 12 => 0.4,
        24 | 32 => 1.0,
        _ if bars < 4 => 3.0,
        _ if bars > 32 => 2.0,
        _ if bars.is_multiple_of(4) => 0.7,
        _ if bars.is_multiple_of(2) => 0.9,
        _ => 1.3,
    };
    if at_end { usual * 0.5 } else { usual }
}

/// Groups of parts that repeat each other, numbered as they first come.
fn groups(likeness: &[Vec<f64>], cuts: &[usize]) -> Vec<usize> {
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
        let nearest = (0..known)
            .map(|group| {
                let members: Vec<f64> =
                    (0..i).filter(|&j| groups[j] == group).map(|j| likeness_of(parts[j], part)).collect();
                (group, members.iter().sum::<f64>() / members.len().max(1) as f64)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        groups.push(match nearest {
            Some((group, like)) if like > threshold => group,
            _ => known,
        });
    }
    groups
}

/// What each part is, by its place, how it repeats, how loud it is and whether someone sings.
fn labels(bounds: &[(f64, f64)], groups: &[usize], loudness: &Loudness, voice: &[Span]) -> Vec<&'static str> {
    let count = bounds.len();
    let mean_lufs = |&(start, end): &(f64, f64)| {
        let from = (start.round() as usize).min(loudness.short_term_lufs.len().saturating_sub(1));
        let to = (end.round() as usize).clamp(from, loudness.short_term_lufs.len());
        let span = &loudness.short_term_lufs[from..to.max((from + 1).min(loudness.short_term_lufs.len()))];
        span.iter().sum::<f64>() / span.len().max(1) as f64
    };
    let sung = |&(start, end): &(f64, f64)| {
        let secs: f64 = voice.iter().map(|span| (span.end.min(end) - span.start.max(start)).max(0.0)).sum();
        secs / (end - start).max(1e-9)
    };
    let levels: Vec<f64> = bounds.iter().map(mean_lufs).collect();
    let voices: Vec<f64> = bounds.iter().map(sung).collect();
    let members = |group: usize| (0..count).filter(move |&i| groups[i] == group);
    let mean_over = |group: usize, list: &[f64]| {
        members(group).map(|i| list[i]).sum::<f64>() / members(group).count().max(1) as f64
    };
    let kinds = groups.iter().copied().max().map_or(0, |last| last + 1);
    // The chorus comes again, is loud and is sung.
    let chorus =
        (0..kinds).filter(|&group| members(group).count() >= 2 && members(group).any(|i| i > 0)).max_by(|&a, &b| {
            let merit = |group| {
                mean_over(group, &levels) + 6.0 * mean_over(group, &voices) + members(group).count().min(4) as f64
            };
            merit(a).total_cmp(&merit(b)).then(b.cmp(&a))
        });
    let usual_lufs = {
        let mut sorted = levels.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[count / 2]
    };
    let total_secs = bounds.last().map_or(0.0, |bound| bound.1);
    (0..count)
        .map(|i| {
            let repeats = members(groups[i]).count() >= 2;
            let calm = levels[i] < usual_lufs - 4.0;
            let silent = voices[i] < 0.3;
            let is_chorus = Some(groups[i]) == chorus;
            if count == 1 {
                "part"
            } else if i == 0 && bounds[0].1 < total_secs * 0.25 && (silent || calm) {
                "intro"
            } else if i == count - 1 && bounds[i].1 - bounds[i].0 < total_secs * 0.25 && (silent || calm) && !is_chorus
            {
                "outro"
            } else if is_chorus {
                "chorus"
            } else if calm && silent {
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
    use crate::test_sounds::{RATE_HZ, silence, song_of, stroke};

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
        let spectrum = Spectrum::of(&song, 1.0, 2);
        let bars: Vec<f64> = (0..64).map(|bar| f64::from(bar) * bar_secs).collect();
        (find_parts(&spectrum, &Loudness::of(&song), &[], &bars, 128.0), 128.0)
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
        let parts = find_parts(&Spectrum::of(&song, 1.0, 1), &Loudness::of(&song), &[], &bars, 60.0);
        assert_eq!((parts.sections[0].start, parts.sections[parts.sections.len() - 1].end), (0.0, 60.0));
        assert!(parts.sections.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert!(parts.confidence < 0.1);
    }

    #[test]
    fn a_short_song_is_one_part_and_none_has_none() {
        let song = silence(3.0);
        let spectrum = Spectrum::of(&song, 1.0, 1);
        assert_eq!(find_parts(&spectrum, &Loudness::of(&song), &[], &[0.5, 2.5], 3.0).sections.len(), 1);
        assert!(find_parts(&spectrum, &Loudness::of(&song), &[], &[], 0.0).sections.is_empty());
    }
}
