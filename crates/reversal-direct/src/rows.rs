//! Text broken into rows: at a phrase's end where there is one, of even length, never behind a word that leans on
//! the next.

/// Words above which evenness is not looked for: nobody reads such a line.
const WORDS_WEIGHED: usize = 120;
/// A word of so few letters mostly belongs to the next one: an article, a preposition.
const LEANING_LETTERS: usize = 3;

/// The rows of a text, as few as let none be longer than `most` characters; a single word may be.
pub(crate) fn rows(text: &str, most: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lengths: Vec<usize> = words.iter().map(|word| word.chars().count()).collect();
    let mut greedy = vec![0];
    let mut length = 0;
    for (i, own) in lengths.iter().enumerate() {
        if i > 0 && length + 1 + own > most {
            greedy.push(i);
            length = *own;
        } else {
            length += own + usize::from(i > 0);
        }
    }
    let starts = if words.len() > WORDS_WEIGHED { greedy } else { even(&words, &lengths, greedy.len(), most) };
    let ends = starts.iter().skip(1).copied().chain([words.len()]);
    starts.iter().zip(ends).map(|(&from, to)| words.get(from..to).unwrap_or_default().join(" ")).collect()
}

/// Where `count` rows start, so that their lengths differ least and they break where a speaker would.
fn even(words: &[&str], lengths: &[usize], count: usize, most: usize) -> Vec<usize> {
    let row_length = |from: usize, to: usize| lengths[from..to].iter().sum::<usize>() + (to - from).saturating_sub(1);
    let mean = row_length(0, words.len()) as f64 / count as f64;
    let cost = |from: usize, to: usize| {
        let length = row_length(from, to);
        let excess = length.saturating_sub(most) as f64;
        (length as f64 - mean).powi(2) + 1e4 * excess + break_cost(words, to) * mean.powi(2)
    };
    // best[to]: the least cost of the words before `to` in the rows so far, and the last row's start for each row.
    let mut best: Vec<f64> = (0..=words.len()).map(|to| if to == 0 { 0.0 } else { f64::INFINITY }).collect();
    let mut from_of: Vec<Vec<usize>> = Vec::new();
    for _ in 0..count {
        let (mut next, mut from_here) = (vec![f64::INFINITY; words.len() + 1], vec![0; words.len() + 1]);
        for to in 1..=words.len() {
            for (from, before) in best.iter().enumerate().take(to) {
                let whole = before + cost(from, to);
                if whole < next[to] {
                    (next[to], from_here[to]) = (whole, from);
                }
            }
        }
        best = next;
        from_of.push(from_here);
    }
    let mut end = words.len();
    let mut starts: Vec<usize> = from_of
        .iter()
        .rev()
        .map(|from_here| {
            end = from_here[end];
            end
        })
        .collect();
    starts.reverse();
    starts
}

/// What it costs to break before word `at`, as a share of a row's length squared.
fn break_cost(words: &[&str], at: usize) -> f64 {
    let Some(last) = at.checked_sub(1).and_then(|last| words.get(last)).filter(|_| at < words.len()) else {
        return 0.0;
    };
    if last.ends_with([',', ';', ':', '.', '!', '?', '…', ')', '–', '—']) {
        return -0.25;
    }
    if last.chars().count() <= LEANING_LETTERS { 0.09 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_one_row_and_a_long_one_breaks_evenly() {
        assert_eq!(rows("a short line", 32), ["a short line"]);
        assert_eq!(
            rows("a line that is far too long to be read on one row of a film", 42),
            ["a line that is far too long", "to be read on one row of a film"]
        );
    }

    #[test]
    fn a_phrase_ends_with_its_row() {
        assert_eq!(rows("I told you, I will never let you go", 26), ["I told you,", "I will never let you go"]);
        assert_eq!(rows("give me back the night you took", 20), ["give me back", "the night you took"]);
    }

    #[test]
    fn no_row_is_longer_than_it_may_be_unless_it_is_one_word() {
        let text = "one and two and three and four and five and six and seven and eight and nine";
        for most in 7..60 {
            let rows = rows(text, most);
            assert!(rows.iter().all(|row| row.chars().count() <= most), "{most}: {rows:?}");
            assert_eq!(rows.join(" "), text);
        }
        assert_eq!(rows(&format!("a {} b", "x".repeat(10_000)), 20).len(), 3);
    }

    #[test]
    fn hostile_lengths_are_broken_all_the_same() {
        assert!(rows("", 20).concat().is_empty());
        let many = "word ".repeat(50_000);
        assert!(rows(&many, 30).iter().all(|row| row.len() <= 30));
    }
}
