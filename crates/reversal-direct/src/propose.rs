//! Which shipped brief a song speaks for, by its words and its affect.

use reversal_model::brief::Brief;
use reversal_model::reading::{Reading, curve_names};

use crate::treat::LineAffect;

/// Different words of a brief that must be sung before it is proposed: two may be chance.
const WORDS_MIN: usize = 3;
/// Different words, each counted by how few briefs name it, at which words have said all they can.
const WORDS_FULL: f32 = 6.0;
/// What the affect can say at most, beside the words: it tells a calm brief from a fierce one, not a theme from another.
const AFFECT_WEIGHT: f32 = 0.5;
/// Lead over the next brief from which the song clearly speaks for one.
const LEAD_CLEAR: f32 = 0.15;

/// How well one brief suits a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Suitability<'a> {
    /// The brief.
    pub brief: &'a Brief,
    /// 0 .. 1.5: words and affect together.
    pub score: f32,
    /// The words of the brief that are sung, in the brief's order.
    pub words: Vec<&'a str>,
    /// Mean aggression of the song, and what the brief suits best; None where either is not known.
    pub aggression: Option<(f32, f32)>,
    /// Mean valence of sound and words, and what the brief suits best.
    pub valence: Option<(f32, f32)>,
}

/// What a song says for the briefs.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal<'a> {
    /// Every brief, the best first; equals in their own order.
    pub ranking: Vec<Suitability<'a>>,
}

impl<'a> Proposal<'a> {
    /// The brief that the song speaks for, with why; None where its words say too little.
    pub fn choice(&self) -> Option<(&'a Brief, String)> {
        let best = self.ranking.first().filter(|best| best.words.len() >= WORDS_MIN)?;
        let named: Vec<String> = best.words.iter().take(5).map(|word| format!("“{word}”")).collect();
        let more = best.words.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let affect = |name: &str, of: Option<(f32, f32)>| {
            of.map_or_else(String::new, |(is, suits)| format!("; {name} {is:.2}, where {suits:.2} suits it best"))
        };
        let (aggression, valence) = (affect("aggression", best.aggression), affect("valence", best.valence));
        let why = format!("its words {}{more}{aggression}{valence}", named.join(", "));
        let rival =
            self.ranking.get(1).filter(|next| next.words.len() >= WORDS_MIN && best.score - next.score < LEAD_CLEAR);
        let rival = rival.map_or_else(String::new, |next| format!("; '{}' suits it nearly as well", next.brief.name));
        Some((best.brief, why + &rival))
    }
}

/// Holds the song against each brief.
pub fn propose<'a>(reading: &Reading, affects: &[LineAffect], briefs: &'a [Brief]) -> Proposal<'a> {
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
    // A word that several briefs name says less for each of them.
    let weight = |word: &str| {
        let naming = briefs.iter().filter(|brief| brief.suits.words.iter().any(|own| own == word)).count();
        1.0 / naming.max(1) as f32
    };
    let judged = |brief: &'a Brief| {
        let mut words: Vec<&str> = Vec::new();
        for word in brief.suits.words.iter().map(String::as_str) {
            if sung.iter().any(|sung| sung == word) && !words.contains(&word) {
                words.push(word);
            }
        }
        let pair = |is: Option<f32>, suits: Option<f32>| is.zip(suits);
        let (aggression, valence) = (pair(aggression, brief.suits.aggression), pair(valence, brief.suits.valence));
        let near = |of: Option<(f32, f32)>| of.map_or(0.5, |(is, suits)| 1.0 - (is - suits).abs());
        let said = (words.iter().map(|word| weight(word)).sum::<f32>() / WORDS_FULL).min(1.0);
        let score = said + AFFECT_WEIGHT * 0.5 * (near(aggression) + near(valence));
        Suitability { brief, score, words, aggression, valence }
    };
    let mut ranking: Vec<Suitability<'a>> = briefs.iter().map(judged).collect();
    ranking.sort_by(|one, other| other.score.total_cmp(&one.score));
    Proposal { ranking }
}

pub(crate) fn mean(reading: &Reading, name: &str) -> Option<f32> {
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

    fn proposed(text: &str) -> Option<(String, String)> {
        let mut reading = reading(&SyntheticSong::default());
        reading.lines = Some(vec![LyricSpan { start: 1.0, end: 4.0, text: text.to_owned() }]);
        let proposal = propose(&reading, &[], assets::briefs());
        proposal.choice().map(|(brief, why)| (brief.name.clone(), why))
    }

    #[test]
    fn each_brief_is_proposed_by_words_of_its_own() {
        for (name, text) in [
            ("cop-and-kid", "Sirens in the street, the officer's badge, no justice"),
            ("siblings", "Mother is gone, we remember her at the grave in the snow"),
            ("the-wall", "I was climbing the mountain when the rope slipped on the rock"),
            ("two-keys", "Mi amor, un beso, corazón; tengo miedo alone"),
            ("shadow", "In the ring I fight my mirror, the champion and his shadow, round after round"),
            ("two-of-us", "I owe you the rent for the room, thank you for the couch all winter"),
        ] {
            let (proposed, why) = proposed(text).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(proposed, name, "{why}");
            assert!(why.contains('“') && why.contains("aggression"), "{why}");
        }
    }

    #[test]
    fn thin_evidence_proposes_nothing() {
        assert_eq!(proposed("la la la love"), None);
        assert_eq!(proposed(""), None);
    }

    #[test]
    fn a_word_that_several_briefs_name_says_less_than_one_of_its_own() {
        let briefs = assets::briefs();
        let shared = briefs
            .iter()
            .flat_map(|brief| &brief.suits.words)
            .find(|word| briefs.iter().filter(|brief| brief.suits.words.contains(word)).count() > 1);
        let own = |brief: &Brief| {
            let others = || briefs.iter().filter(|other| other.name != brief.name);
            brief.suits.words.iter().find(|word| others().all(|other| !other.suits.words.contains(word))).cloned()
        };
        let shared = shared.unwrap();
        let brief = briefs.iter().find(|brief| brief.suits.words.contains(shared)).unwrap();
        let score = |text: &str| {
            let mut reading = reading(&SyntheticSong::default());
            reading.lines = Some(vec![LyricSpan { start: 1.0, end: 4.0, text: text.to_owned() }]);
            let proposal = propose(&reading, &[], briefs);
            proposal.ranking.iter().find(|one| one.brief.name == brief.name).unwrap().score
        };
        assert!(score(shared) < score(&own(brief).unwrap()));
    }
}
