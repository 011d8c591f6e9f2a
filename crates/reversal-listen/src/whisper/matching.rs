//! Where the lines of given lyrics lie among the words that were heard: the
//! best common order of both (Needleman & Wunsch 1970).

use reversal_model::reading::{LyricSpan, Span};

/// What two words alike bring, and what each left-out word costs.
const SAME: f32 = 2.0;
const ALIKE: f32 = 1.0;
const LEFT_OUT: f32 = -0.2;
/// Share of the lines in which a word must be found; below it these are no words of this song.
const LINES_FOUND_MIN: f64 = 0.3;
/// What a syllable takes where nothing tells, in seconds.
const SYLLABLE_SECS: f64 = 0.25;

/// A line to be found: its words, each with its syllables.
pub(super) type LineWords<'a> = Vec<(&'a str, f64)>;

/// The time of each line; None where too few are found.
pub(super) fn line_places(lines: &[LineWords<'_>], heard: &[LyricSpan], duration_secs: f64) -> Option<Vec<Span>> {
    let words: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .flat_map(|(line, words)| words.iter().map(move |word| (line, plain(word.0))))
        .collect();
    let heard_words: Vec<String> = heard.iter().map(|word| plain(&word.text)).collect();
    let pairs = common_order(&words.iter().map(|word| word.1.as_str()).collect::<Vec<_>>(), &heard_words);
    let mut places: Vec<Option<Span>> = vec![None; lines.len()];
    let mut first = 0;
    for (line, own) in lines.iter().enumerate() {
        let found: Vec<(usize, usize)> = pairs
            .iter()
            .filter(|pair| (first..first + own.len()).contains(&pair.0))
            .map(|pair| (pair.0 - first, pair.1))
            .collect();
        first += own.len();
        let (Some(from), Some(to)) = (found.first(), found.last()) else { continue };
        let secs = |words: &[(&str, f64)]| words.iter().map(|word| word.1).sum::<f64>() * SYLLABLE_SECS;
        places[line] = Some(Span {
            start: (heard[from.1].start - secs(&own[..from.0])).max(0.0),
            end: (heard[to.1].end + secs(&own[to.0 + 1..])).min(duration_secs),
        });
    }
    let found = places.iter().flatten().count();
    if (found as f64) < LINES_FOUND_MIN * lines.len() as f64 || found == 0 {
        return None;
    }
    Some(filled_in(lines, &places, duration_secs))
}

/// Lines that were not found share the time between those that were, by their syllables.
fn filled_in(lines: &[LineWords<'_>], places: &[Option<Span>], duration_secs: f64) -> Vec<Span> {
    let secs = |line: &LineWords<'_>| line.iter().map(|word| word.1).sum::<f64>().max(1.0) * SYLLABLE_SECS;
    let mut spans: Vec<Span> = Vec::with_capacity(lines.len());
    let mut last_end = 0.0_f64;
    let mut line = 0;
    while line < lines.len() {
        if let Some(place) = places[line] {
            let start = place.start.clamp(last_end.min(duration_secs), duration_secs);
            last_end = place.end.max(start + 0.1).min(duration_secs.max(start));
            spans.push(Span { start, end: last_end });
            line += 1;
            continue;
        }
        let to = (line..lines.len()).find(|at| places[*at].is_some()).unwrap_or(lines.len());
        let room_end = places.get(to).copied().flatten().map_or(duration_secs, |place| place.start).max(last_end);
        let wanted: f64 = lines[line..to].iter().map(secs).sum();
        let scale = ((room_end - last_end) / wanted).min(1.5);
        // What comes before the first line that was found lies close to it.
        let mut at = if spans.is_empty() { room_end - wanted * scale } else { last_end };
        for own in &lines[line..to] {
            let end = at + secs(own) * scale;
            spans.push(Span { start: at, end });
            at = end;
        }
        last_end = at;
        line = to;
    }
    spans
}

/// Letters and digits alone, small.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Pairs of alike words in the best common order.
fn common_order(given: &[&str], heard: &[String]) -> Vec<(usize, usize)> {
    let width = heard.len() + 1;
    let mut sums = vec![0.0_f32; (given.len() + 1) * width];
    let worth: Vec<f32> = given.iter().flat_map(|given| heard.iter().map(|heard| likeness(given, heard))).collect();
    let worth = |i: usize, j: usize| worth[i * heard.len() + j];
    for i in (0..given.len()).rev() {
        for j in (0..heard.len()).rev() {
            let pair = if worth(i, j) > 0.0 { worth(i, j) + sums[(i + 1) * width + j + 1] } else { f32::MIN };
            let left = sums[(i + 1) * width + j].max(sums[i * width + j + 1]) + LEFT_OUT;
            sums[i * width + j] = pair.max(left);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < given.len() && j < heard.len() {
        if worth(i, j) > 0.0 && sums[i * width + j] == worth(i, j) + sums[(i + 1) * width + j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if sums[(i + 1) * width + j] >= sums[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// What pairing two words brings; long ones say more.
fn likeness(a: &str, b: &str) -> f32 {
    let length = a.len().max(b.len());
    if length == 0 {
        return 0.0;
    }
    if a == b {
        return SAME * (1.0 + 0.1 * length as f32);
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    if common >= 3 && common * 3 >= length * 2 { ALIKE } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(words: &str) -> Vec<LyricSpan> {
        let span = |(i, text): (usize, &str)| LyricSpan { start: i as f64, end: i as f64 + 0.5, text: text.to_owned() };
        words.split(' ').enumerate().map(span).collect()
    }

    fn lines(text: &'static str) -> Vec<LineWords<'static>> {
        text.lines().map(|line| line.split(' ').map(|word| (word, 1.0)).collect()).collect()
    }

    #[test]
    fn lines_lie_where_their_words_were_heard() {
        let places =
            line_places(&lines("Hold me down\nunder water\nlet me go"), &heard("uh hold me town let me going"), 20.0)
                .unwrap();
        assert_eq!((places[0].start, places[0].end), (1.0, 2.75), "the last word was not heard");
        assert_eq!(places[2].start, 4.0);
        assert!(places[1].start == 2.75 && places[1].end <= 4.0, "{places:?}");
    }

    #[test]
    fn a_refrain_is_found_each_time() {
        let places = line_places(&lines("la love\nmy dear\nla love"), &heard("la love x my dear x la love"), 20.0);
        let starts: Vec<f64> = places.unwrap().iter().map(|span| span.start).collect();
        assert_eq!(starts, [0.0, 3.0, 6.0]);
    }

    #[test]
    fn other_words_are_not_found() {
        assert_eq!(line_places(&lines("one two\nthree four"), &heard("ganz andere Worte"), 20.0), None);
        assert_eq!(line_places(&lines("one"), &[], 20.0), None);
    }

    #[test]
    fn words_are_compared_by_their_letters() {
        assert!(likeness(&plain("Don’t!"), &plain("dont")) > SAME);
        assert_eq!(likeness("going", "goings"), ALIKE);
        assert_eq!((likeness("the", "thy"), likeness("", "")), (0.0, 0.0));
    }
}
