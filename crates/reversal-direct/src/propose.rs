//! Which shipped brief a song speaks for, by its words and its affect.

use reversal_model::brief::Brief;
use reversal_model::reading::{Reading, curve_names};

use crate::treat::LineAffect;

/// Different words of a brief that must be sung before it is proposed.
const WORDS_MIN: usize = 3;
/// Lead over the default brief that it needs.
const LEAD_MIN: f32 = 0.25;
/// Different words at which words alone say all they can.
const WORDS_FULL: f32 = 6.0;

/// The brief that the song speaks for, with why; None where the first of them
/// (the default) suits best or the evidence is thin.
pub fn propose_brief<'a>(
    reading: &Reading,
    affects: &[LineAffect],
    briefs: &'a [Brief],
) -> Option<(&'a Brief, String)> {
    let sung = sung_words(reading);
    let aggression = mean(reading, curve_names::AGGRESSION);
    let heard = mean(reading, curve_names::VALENCE);
    let valence = match affects.len() {
        0 => heard,
        count => {
            let words = affects.iter().map(|line| line.valence).sum::<f32>() / count as f32;
            Some(heard.map_or(words, |heard| 0.5 * (heard + words)))
        }
    };
    let judged = |brief: &'a Brief| {
        let found: Vec<&str> =
            brief.suits.words.iter().map(String::as_str).filter(|word| sung.iter().any(|sung| sung == word)).collect();
        let near = |wanted: Option<f32>, is: Option<f32>| match (wanted, is) {
            (Some(wanted), Some(is)) => 1.0 - (wanted - is).abs(),
            _ => 0.5,
        };
        let affect = 0.5 * (near(brief.suits.aggression, aggression) + near(brief.suits.valence, valence));
        let words = (found.len() as f32 / WORDS_FULL).min(1.0);
        (brief, words + 0.5 * affect, found)
    };
    let (default, others) = briefs.split_first()?;
    let (_, default_score, _) = judged(default);
    let mut best = judged(others.first()?);
    for brief in &others[1..] {
        let next = judged(brief);
        if next.1 > best.1 {
            best = next;
        }
    }
    let (brief, score, found) = best;
    if found.len() < WORDS_MIN || score < default_score + LEAD_MIN {
        return None;
    }
    let listed = found.iter().take(4).map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
    let affect = aggression.map_or_else(String::new, |aggression| format!(" at a mean aggression of {aggression:.2}"));
    Some((brief, format!("the words {listed}{affect} speak for the brief '{}'", brief.name)))
}

fn mean(reading: &Reading, name: &str) -> Option<f32> {
    let values = reading.curve(name)?.values();
    (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32)
}

/// The different words of the lyrics, in lower case without accents, sorted.
fn sung_words(reading: &Reading) -> Vec<String> {
    let lines = reading.lines.iter().flatten();
    let mut words: Vec<String> = lines
        .flat_map(|line| {
            let plain: String = line.text.to_lowercase().chars().map(without_accent).collect();
            plain.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Briefs list their words without accents; songs are written with them.
fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::reading::LyricSpan;

    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    fn proposed(text: &str) -> Option<String> {
        let mut reading = reading(&SyntheticSong::default());
        reading.lines = Some(vec![LyricSpan { start: 1.0, end: 4.0, text: text.to_owned() }]);
        propose_brief(&reading, &[], assets::briefs()).map(|(brief, _)| brief.name.clone())
    }

    #[test]
    fn words_of_love_and_leaving_speak_for_the_couple() {
        assert_eq!(proposed("Mi amor, un beso, corazón; tengo miedo alone").as_deref(), Some("two-keys"));
    }

    #[test]
    fn thin_evidence_and_the_default_itself_propose_nothing() {
        assert_eq!(proposed("la la la love"), None);
        assert_eq!(proposed("police in the street, siren and gun, love my baby's heart"), None);
    }
}
