//! Tokens: what text is written in. Byte pairs are joined in the order of
//! their tokens' numbers (Sennrich and others 2016, on bytes as in GPT-2).

use std::collections::HashMap;

use super::model_file::ModelFile;

/// Numbers of tokens that are no text, in the order in which every Whisper model has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// End of text; all text comes before it.
    pub end: usize,
    pub start: usize,
    /// Languages that are known.
    pub languages: usize,
    pub transcribe: usize,
    pub no_speech: usize,
    pub without_times: usize,
    /// Time zero; each further token is 20 ms later.
    pub zero: usize,
}

impl Marks {
    /// By the size of the vocabulary.
    fn of(vocabulary: usize) -> Marks {
        /// Tokens of all but languages in vocabularies of English alone.
        const OTHERS: usize = 51_765;
        let is_multilingual = vocabulary >= 51_865;
        let languages = vocabulary - OTHERS - usize::from(is_multilingual);
        let end = if is_multilingual { 50_257 } else { 50_256 };
        let after = end + 2 + languages;
        Marks {
            end,
            start: end + 1,
            languages,
            transcribe: after + 1,
            no_speech: after + 4,
            without_times: after + 5,
            zero: after + 6,
        }
    }
}

/// The smallest vocabulary of a model that writes times.
const VOCABULARY_MIN: usize = 51_864;

/// Tokens of a model.
pub(super) struct Vocabulary {
    texts: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, usize>,
    pub marks: Marks,
    pub is_multilingual: bool,
}

impl Vocabulary {
    /// Takes the tokens out of a file; None where it is no vocabulary of Whisper's.
    pub fn of(file: &mut ModelFile) -> Option<Vocabulary> {
        let count = file.sizes.vocabulary;
        if count < VOCABULARY_MIN {
            return None;
        }
        let mut texts = std::mem::take(&mut file.tokens);
        let marks = Marks::of(count);
        texts.truncate(marks.end);
        let numbers: HashMap<Vec<u8>, usize> =
            texts.iter().enumerate().map(|(number, text)| (text.clone(), number)).collect();
        // Whatever bytes a text has, it can be written.
        let is_whole = (0..=255_u8).all(|byte| numbers.contains_key([byte].as_slice()));
        is_whole.then_some(Vocabulary { texts, numbers, marks, is_multilingual: count > VOCABULARY_MIN })
    }

    /// The bytes of a token of text; none of a mark.
    pub fn text(&self, token: usize) -> &[u8] {
        self.texts.get(token).map_or(&[], Vec::as_slice)
    }

    /// The text of tokens; what is no text in them is left out.
    pub fn joined(&self, tokens: &[usize]) -> String {
        let bytes: Vec<u8> = tokens.iter().flat_map(|token| self.text(*token)).copied().collect();
        String::from_utf8_lossy(&bytes).replace('\u{fffd}', "")
    }

    /// The tokens of a text.
    pub fn tokens(&self, text: &str) -> Vec<usize> {
        pieces(text).into_iter().flat_map(|piece| self.piece_tokens(piece.as_bytes())).collect()
    }

    fn piece_tokens(&self, piece: &[u8]) -> Vec<usize> {
        let mut parts: Vec<&[u8]> = piece.chunks(1).collect();
        let mut from: Vec<usize> = (0..parts.len()).collect();
        loop {
            let joined = |at: usize| &piece[from[at]..from[at + 1] + parts[at + 1].len()];
            let best =
                (0..parts.len().saturating_sub(1)).filter_map(|at| Some((*self.numbers.get(joined(at))?, at))).min();
            let Some((_, at)) = best else { break };
            parts[at] = joined(at);
            parts.remove(at + 1);
            from.remove(at + 1);
        }
        parts.into_iter().filter_map(|part| self.numbers.get(part).copied()).collect()
    }

    /// Tokens that no one sings: brackets, notes, dashes and the like.
    pub fn signs(&self) -> Vec<usize> {
        const SIGNS: &str = "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\" (( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪";
        const NOTES: &str = "♩♪♫♬♭♮♯";
        let mut signs: Vec<usize> =
            [" -", " '"].iter().filter_map(|start| self.tokens(start).first().copied()).collect();
        for sign in SIGNS.split(' ') {
            for tokens in [self.tokens(sign), self.tokens(&format!(" {sign}"))] {
                signs.extend(tokens.first().filter(|_| tokens.len() == 1));
            }
        }
        for note in NOTES.chars() {
            for text in [note.to_string(), format!(" {note}")] {
                signs.extend(self.tokens(&text).first());
            }
        }
        signs.sort_unstable();
        signs.dedup();
        signs
    }
}

/// Text cut where no pair is joined across: endings like `'s`, then runs of letters, of digits, of other
/// signs, each with the space before it, and further space.
fn pieces(text: &str) -> Vec<&str> {
    const ENDINGS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    #[derive(PartialEq)]
    enum Kind {
        Letter,
        Digit,
        Space,
        Other,
    }
    let kind = |c: char| match c {
        _ if c.is_alphabetic() => Kind::Letter,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_whitespace() => Kind::Space,
        _ => Kind::Other,
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let ending = ENDINGS.iter().find(|ending| rest.starts_with(**ending));
        let length = match ending {
            Some(ending) => ending.len(),
            None => {
                let body = rest.strip_prefix(' ').unwrap_or(rest);
                let body_kind = body.chars().next().map(kind).filter(|kind| *kind != Kind::Space);
                let run = |text: &str, of: Kind| text.chars().take_while(|c| kind(*c) == of).map(char::len_utf8).sum();
                match body_kind {
                    Some(of) => rest.len() - body.len() + run(body, of),
                    None => {
                        // The last space goes to the word that follows it.
                        let spaces: usize = run(rest, Kind::Space);
                        let last = rest[..spaces].chars().next_back().map_or(0, char::len_utf8);
                        if spaces < rest.len() && spaces > last { spaces - last } else { spaces }
                    }
                }
            }
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_where_the_models_have_them() {
        let english = Marks::of(51_864);
        assert_eq!((english.end, english.start, english.transcribe), (50_256, 50_257, 50_358));
        assert_eq!((english.no_speech, english.without_times, english.zero), (50_361, 50_362, 50_363));
        let many = Marks::of(51_865);
        assert_eq!((many.end, many.start, many.languages), (50_257, 50_258, 99));
        assert_eq!((many.transcribe, many.without_times, many.zero), (50_359, 50_363, 50_364));
        assert_eq!(Marks::of(51_866).languages, 100);
    }

    #[test]
    fn text_is_cut_as_the_tokens_were_learnt() {
        assert_eq!(pieces(" Don't stop, it's 1999!"), [" Don", "'t", " stop", ",", " it", "'s", " 1999", "!"]);
        assert_eq!(pieces("a  b "), ["a", " ", " b", " "]);
        assert_eq!(pieces(" ¿Dónde"), [" ¿", "Dónde"]);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn pairs_are_joined_in_the_order_of_their_numbers() {
        let mut texts: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        texts.extend(["lo", "ve", "ov", "love"].map(|text| text.as_bytes().to_vec()));
        let numbers = texts.iter().enumerate().map(|(number, text)| (text.clone(), number)).collect();
        let vocabulary = Vocabulary { texts, numbers, marks: Marks::of(51_864), is_multilingual: false };
        assert_eq!(vocabulary.tokens("love"), [259]);
        assert_eq!(vocabulary.tokens("ovlo"), [258, 256]);
        assert_eq!(vocabulary.tokens("é"), [0xc3, 0xa9]);
        assert_eq!(vocabulary.joined(&[259, 50_300, 33]), "love!");
    }
}
