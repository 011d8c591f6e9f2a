//! Which language lyrics are in, told from the text: small words that one
//! language has and the others have not, letters, and how words begin and end.
//! Accents are left aside where words are compared, for people type without them.

/// A language whose spelling is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Spanish,
    French,
    German,
}

const LANGUAGES: [Language; 4] = [Language::English, Language::Spanish, Language::French, Language::German];

/// Small words of each language, without accents. A word that several languages have speaks for each of them
/// by its share.
const SMALL_WORDS: [&str; 4] = [
    "the a and you my is of to your that with this what for it in on be are was were have has had i i'm you're \
     don't it's we they he she his her not no do can can't won't gonna wanna ain't know just like when will from \
     up out get got me him them there where why how who never ever more time one love baby yeah night day way go \
     come let make say take feel want need down over through would could should been all so but if or at as by an \
     our i'll we'll you'll i've you've that's there's let's life world away again back now here only still die young man war hat son plus bad",
    "el los las la que y yo mi por con una un mas pero como lo muy de se te tu no es en si me su del al para ya \
     hay eres soy estoy esta este todo toda nada quiero cuando donde porque sin sobre hasta mis tus ella nos fue \
     ser voy vas va a o ni esto eso siempre nunca vida amor noche dia vez bien solo ahora aqui asi tengo tiene \
     puedo quien hacer he has hoy mujer corazon mundo",
    "le la les je et dans pas pour une un est mon ma mes vous ce de des du que qui ne se te tu il elle nous on en \
     au aux sur avec sans plus tout tous suis sont comme mais ou si moi toi ta ton son sa ses leur y a quand \
     cette ces rien jamais encore toujours fait ai as es etre va vais veux peux c j l d n m t s qu deux trop bien \
     aime vie jour nuit monde lui par chez ils elles meme",
    "der die und ich das ist nicht mein wir mit ein auf mir du zu den dem des es sie er so wie was war bin bist \
     hab habe hast hat haben sind im in an von fur nur noch auch wenn dann kein keine dich mich dir uns dein \
     meine deine immer doch aber aus bei nach uber durch ohne wird werden kann alles nichts mehr schon nie hier \
     heute nacht tag leben liebe welt eine einen einem einer ihr euch da wo will weiss als am bis vom zum zur man \
     ja nein sein",
];

/// What parts of words speak for: `^` is a word's beginning, `$` its end. Accents left aside.
const PARTS: [&[&str]; 4] = [
    &["th", "wh", "sh", "ght", "oo", "ow", "ing$", "y$", "'s$", "'ll$", "n't$", "'re$", "in'$", "ed$"],
    &["cion", "ando$", "iendo$", "mente$", "os$", "as$", "o$", "rr", "ue", "ie", "^hue", "dad$", "ar$"],
    &["eau", "oi", "eux$", "ez$", "ais$", "ait$", "aient$", "^l'", "^d'", "^j'", "^qu'", "^c'", "^n'", "^s'", "ou"],
    &["sch", "cht", "ch$", "tz", "^ge", "ung$", "keit$", "lich$", "ei", "pf", "en$", "eu", "er$", "^ver"],
];
const PART_WORTH: f64 = 0.25;
/// Letters that few of the languages write, and what one of them is worth.
const LETTERS: [(&str, [f64; 4]); 5] = [
    ("ñ¿¡", [0.0, 1.5, 0.0, 0.0]),
    ("ßäö", [0.0, 0.0, 0.0, 1.5]),
    ("ü", [0.0, 0.1, 0.1, 1.0]),
    ("çœèêàùûôî", [0.0, 0.0, 1.0, 0.0]),
    ("áíóú", [0.0, 0.8, 0.0, 0.0]),
];
const E_ACUTE: [f64; 4] = [0.0, 0.3, 0.5, 0.0];
/// A line is in another language than the song only where it says so this clearly.
const OTHER_LINE_WORTH: f64 = 1.5;

/// The language of the words; English where nothing tells.
pub(crate) fn guess_language<'a>(words: impl Iterator<Item = &'a str>) -> Language {
    LANGUAGES[likeliest(worth_of(&words.collect::<Vec<_>>()))]
}

/// The language of each line of a song: its own where it is clearly another than the song's.
pub(crate) fn languages_of_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Language> {
    LineLanguages::of(lines).of_lines
}

/// The languages of a song's lines, and its own.
pub(crate) struct LineLanguages {
    of_song: Language,
    of_lines: Vec<Language>,
}

impl LineLanguages {
    pub(crate) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> LineLanguages {
        let worths: Vec<[f64; 4]> = lines.map(|line| worth_of(&line.split_whitespace().collect::<Vec<_>>())).collect();
        let of_song = likeliest(worths.iter().copied().fold([0.0; 4], sum));
        let of_line = |worth: &[f64; 4]| {
            let own = likeliest(*worth);
            LANGUAGES[if worth[own] >= worth[of_song] + OTHER_LINE_WORTH { own } else { of_song }]
        };
        LineLanguages { of_song: LANGUAGES[of_song], of_lines: worths.iter().map(of_line).collect() }
    }

    /// The language of a word in a line: the line's, or the song's where the word speaks for that; English words
    /// are borrowed anywhere.
    pub(crate) fn of_word(&self, word: &str, line: usize) -> Language {
        let worth = worth(word);
        let of_line = self.of_lines.get(line).copied().unwrap_or(self.of_song);
        if is_plainly_english(word) {
            Language::English
        } else if worth[self.of_song as usize] > worth[of_line as usize] {
            self.of_song
        } else {
            of_line
        }
    }
}

/// Whether a word is one of English and of no other of the languages, as songs in all of them have them.
fn is_plainly_english(word: &str) -> bool {
    let word = without_accents(&bare(word));
    let has = |language: usize| SMALL_WORDS[language].split_whitespace().any(|small| small == word);
    word.len() > 2 && has(0) && !has(1) && !has(2) && !has(3)
}

/// A text in lower case without accents, ß as ss and œ as oe.
pub(crate) fn without_accents(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match letter {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => plain.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ñ' => plain.push('n'),
            'ç' => plain.push('c'),
            'ß' => plain.push_str("ss"),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            '’' | '‘' | '`' | '´' => plain.push('\''),
            _ => plain.push(letter),
        }
    }
    plain
}

fn sum(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    std::array::from_fn(|i| a[i] + b[i])
}

/// The first of the best: English where nothing tells.
fn likeliest(worth: [f64; 4]) -> usize {
    (1..4).fold(0, |best, language| if worth[language] > worth[best] + 1e-9 { language } else { best })
}

/// Lower case, without the marks around it.
fn bare(word: &str) -> String {
    let lower = word.to_lowercase().replace(['’', '‘', '`', '´'], "'");
    lower.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// How much words speak for each language. What is sung twice on end, "la la", is no word of any.
fn worth_of(words: &[&str]) -> [f64; 4] {
    let same = |a: &str, b: &str| bare(a) == bare(b);
    let runs = words.chunk_by(|a, b| same(a, b)).filter(|run| run.len() == 1);
    runs.map(|run| worth(run[0])).fold([0.0; 4], sum)
}

/// How much a word speaks for each language.
fn worth(word: &str) -> [f64; 4] {
    let mut worth = [0.0; 4];
    for letter in word.to_lowercase().chars() {
        let found = LETTERS.iter().find(|(letters, _)| letters.contains(letter)).map(|(_, worth)| *worth);
        worth = sum(worth, found.unwrap_or(if letter == 'é' { E_ACUTE } else { [0.0; 4] }));
    }
    let word = without_accents(&bare(word));
    if word.is_empty() {
        return worth;
    }
    // "l'amour", "c'est": what stands on each side may be a small word, as the whole may.
    let sides = word.split('\'').filter(|side| *side != word).chain(std::iter::once(word.as_str()));
    for side in sides.filter(|side| !side.is_empty()) {
        let holders: Vec<usize> =
            (0..4).filter(|&language| SMALL_WORDS[language].split_whitespace().any(|small| small == side)).collect();
        // Single letters beside an apostrophe are French articles or English endings: the parts tell which.
        if side.len() > 1 || side == word {
            holders.iter().for_each(|&language| worth[language] += 1.0 / holders.len() as f64);
        }
    }
    for (language, parts) in PARTS.iter().enumerate() {
        worth[language] += PART_WORTH * parts.iter().filter(|part| has_part(&word, part)).count() as f64;
    }
    worth
}

fn has_part(word: &str, part: &str) -> bool {
    if let Some(beginning) = part.strip_prefix('^') {
        word.strip_prefix(beginning).is_some_and(|rest| !rest.is_empty())
    } else if let Some(end) = part.strip_suffix('$') {
        word.strip_suffix(end).is_some_and(|rest| !rest.is_empty())
    } else {
        word.contains(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Language {
        guess_language(text.split_whitespace())
    }

    #[test]
    fn short_lyrics_tell_their_language() {
        for (text, language) in [
            ("ich und du und der Regen", Language::German),
            ("je ne suis pas dans le noir", Language::French),
            ("mi corazón y yo por una noche", Language::Spanish),
            ("la la la", Language::English),
            ("hold on tight", Language::English),
            ("Die Sonne scheint", Language::German),
            ("L’amour toujours", Language::French),
            ("Bailando contigo", Language::Spanish),
            ("ES IST ZEIT ZU GEHEN", Language::German),
            ("ON N'A PAS LE TEMPS", Language::French),
            ("dime que no", Language::Spanish),
            ("die young", Language::English),
        ] {
            assert_eq!(of(text), language, "{text}");
        }
    }

    #[test]
    fn accents_left_out_change_nothing() {
        for (text, language) in [
            ("manana sera otro dia, corazon", Language::Spanish),
            ("fur immer schon und uber den Wolken", Language::German),
            ("ou es-tu ma cherie, a cote de moi", Language::French),
        ] {
            assert_eq!(of(text), language, "{text}");
        }
    }

    #[test]
    fn a_line_of_english_in_a_french_song_is_heard_as_english() {
        let song = [
            "Je ne sais plus qui je suis",
            "Dans la nuit tout est gris",
            "Baby I love you and I want you back",
            "Tu m'as dit que c'était fini",
            "Ouais, ouais",
        ];
        let languages = languages_of_lines(song.into_iter());
        let expected = [Language::French, Language::French, Language::English, Language::French, Language::French];
        assert_eq!(languages, expected);
    }

    #[test]
    fn a_line_of_two_languages_is_told_word_by_word() {
        let song = ["cada día vemos en televisión", "imponiendo su ley all over the world", "todo se compra"];
        let languages = LineLanguages::of(song.into_iter());
        let of = |word| languages.of_word(word, 1);
        assert_eq!((of("imponiendo"), of("su")), (Language::Spanish, Language::Spanish));
        assert_eq!((of("over"), of("world")), (Language::English, Language::English));
        assert_eq!(languages.of_word("baby", 0), Language::English);
    }

    #[test]
    fn english_words_that_songs_everywhere_borrow_are_known() {
        assert!(is_plainly_english("Baby,") && is_plainly_english("LOVE"));
        assert!(!is_plainly_english("die") && !is_plainly_english("war") && !is_plainly_english("es"));
    }

    #[test]
    fn the_lists_have_each_word_once_without_accents() {
        for words in SMALL_WORDS {
            let mut words: Vec<&str> = words.split_whitespace().collect();
            assert!(words.iter().all(|word| without_accents(word) == *word));
            let count = words.len();
            words.sort();
            words.dedup();
            assert_eq!(words.len(), count);
        }
    }
}
