//! The phones of a model and the states that stand for them (`mdef`), in the
//! binary and in the text form of CMU Sphinx. Only phones without context are
//! kept: their states come first and need no neighbours.

use super::bytes::{Bytes, broken};
use crate::error::Fault;

const MOST_PHONES: usize = 500;
const MOST_STATES: usize = 8;
const MOST_SENONES: usize = 1 << 20;
const MOST_ENTRIES: usize = 1 << 22;

/// A phone without context.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phone {
    /// As the dictionary spells it: `AA`, `SIL`.
    pub name: String,
    /// Which distributions its states use, in order.
    pub senones: Vec<usize>,
    /// Breath, noise and silence, of which no word is made.
    pub is_filler: bool,
}

/// The phones of a model.
#[derive(Debug, PartialEq)]
pub(super) struct Definition {
    pub phones: Vec<Phone>,
    /// Senones that belong to phones without context, `0..`.
    pub plain_senones: usize,
    /// All senones of the model.
    pub senones: usize,
}

impl Definition {
    pub(super) fn read(file: &[u8]) -> Result<Definition, Fault> {
        let definition = match file.get(..4) {
            Some(b"BMDF") => read_binary(&file[4..], false)?,
            Some(b"FDMB") => read_binary(&file[4..], true)?,
            _ => read_text(file)?,
        };
        let is_sound = definition.phones.iter().all(|phone| {
            !phone.senones.is_empty() && phone.senones.iter().all(|senone| *senone < definition.plain_senones)
        });
        if is_sound && definition.plain_senones <= definition.senones {
            Ok(definition)
        } else {
            Err(broken("a phone has states that are not there"))
        }
    }
}

/// Little-endian `BMDF`, big-endian `FDMB`: a description as text, ten counts, the names, a tree of contexts,
/// a table of phones and their sequences of senones.
fn read_binary(file: &[u8], is_big_endian: bool) -> Result<Definition, Fault> {
    let mut bytes = Bytes::new(file);
    bytes.is_big_endian = is_big_endian;
    let _version = bytes.u32()?;
    let description = bytes.count("bytes of description", 0..=1 << 16)?;
    bytes.take(description)?;
    let plain_phones = bytes.count("phones", 1..=MOST_PHONES)?;
    let all_phones = bytes.count("phones in context", plain_phones..=MOST_ENTRIES)?;
    let states = bytes.count("states a phone", 1..=MOST_STATES)?;
    let plain_senones = bytes.count("senones of phones", 1..=MOST_SENONES)?;
    let senones = bytes.count("senones", plain_senones..=MOST_SENONES)?;
    let _transitions = bytes.u32()?;
    let sequences = bytes.count("sequences of senones", 1..=MOST_ENTRIES)?;
    let _contexts = bytes.u32()?;
    let tree = bytes.count("branches", 0..=MOST_ENTRIES)?;
    let _silence = bytes.u32()?;
    let before_names = bytes.left();
    let mut names = Vec::new();
    for _ in 0..plain_phones {
        names.push(String::from_utf8_lossy(bytes.take_until(b"\0")?).into_owned());
    }
    // The names are filled up to whole words.
    bytes.take((4 - (before_names - bytes.left()) % 4) % 4)?;
    bytes.take(tree * 8)?;
    let mut table = Vec::new();
    for _ in 0..plain_phones {
        let sequence = bytes.u32()? as usize;
        let _transition = bytes.u32()?;
        table.push((sequence, bytes.take(4)?[0] != 0));
    }
    bytes.take((all_phones - plain_phones) * 12)?;
    if bytes.u32()? as usize != sequences * states {
        return Err(broken("its sequences of senones have another length than claimed"));
    }
    let sequences = (0..sequences)
        .map(|_| (0..states).map(|_| bytes.u16().map(usize::from)).collect())
        .collect::<Result<Vec<Vec<usize>>, Fault>>()?;
    let phones = names
        .into_iter()
        .zip(table)
        .map(|(name, (sequence, is_filler))| {
            let senones = sequences.get(sequence).ok_or_else(|| broken("a phone has no sequence of senones"))?.clone();
            Ok(Phone { name, senones, is_filler })
        })
        .collect::<Result<Vec<Phone>, Fault>>()?;
    Ok(Definition { phones, plain_senones, senones })
}

/// Lines of text: a version, counts like `42 n_base`, then a phone a line,
/// `AA - - - n/a 2 6 7 8 N` (name, contexts, place, attribute, transition, senones).
fn read_text(file: &[u8]) -> Result<Definition, Fault> {
    let text = std::str::from_utf8(file).map_err(|_| broken("it is neither text nor the binary form"))?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if lines.next() != Some("0.3") {
        return Err(broken("it does not begin with version 0.3"));
    }
    let (mut phones, mut counts) = (Vec::new(), [0; 3]);
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &str| word.parse::<usize>().map_err(|_| broken(&format!("'{word}' is no number")));
        match words.as_slice() {
            [count, "n_base"] => counts[0] = number(count)?,
            [count, "n_tied_ci_state"] => counts[1] = number(count)?,
            [count, "n_tied_state"] => counts[2] = number(count)?,
            [_, _] => {}
            [name, "-", "-", "-", attribute, _, senones @ .., "N"] => phones.push(Phone {
                name: (*name).to_owned(),
                senones: senones.iter().map(|word| number(word)).collect::<Result<_, _>>()?,
                is_filler: *attribute == "filler",
            }),
            // Phones in context follow those without.
            _ => break,
        }
        if phones.len() > MOST_PHONES {
            return Err(broken("it holds too many phones"));
        }
    }
    if phones.len() != counts[0] || phones.is_empty() || counts[2] > MOST_SENONES {
        return Err(broken("it holds another number of phones than claimed"));
    }
    Ok(Definition { phones, plain_senones: counts[1], senones: counts[2] })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::align) const TEXT: &str = "0.3\n2 n_base\n1 n_tri\n12 n_state_map\n5 n_tied_state\n4 n_tied_ci_state\n2 n_tied_tmat\n\
        #base lft rt p attrib tmat states\nAA - - - n/a 0 0 1 N\nSIL - - - filler 1 2 3 N\nAA SIL SIL s n/a 0 4 1 N\n";

    fn binary() -> Vec<u8> {
        let mut file = b"BMDF".to_vec();
        let words = |file: &mut Vec<u8>, list: &[u32]| list.iter().for_each(|word| file.extend(word.to_le_bytes()));
        words(&mut file, &[1, 4]);
        file.extend(b"text");
        words(&mut file, &[2, 3, 2, 4, 5, 2, 2, 0, 1, 1]);
        file.extend(b"AA\0SIL\0\0");
        file.extend([9; 8]);
        for (sequence, filler) in [(0_u32, 0), (1, 1), (0, 0)] {
            words(&mut file, &[sequence, 0]);
            file.extend([filler, 0, 0, 0]);
        }
        words(&mut file, &[4]);
        [0_u16, 1, 2, 3].iter().for_each(|senone| file.extend(senone.to_le_bytes()));
        file
    }

    #[test]
    fn the_text_and_the_binary_form_say_the_same() {
        let text = Definition::read(TEXT.as_bytes()).unwrap();
        assert_eq!(text, Definition::read(&binary()).unwrap());
        assert_eq!((text.plain_senones, text.senones), (4, 5));
        assert_eq!(text.phones[1], Phone { name: "SIL".to_owned(), senones: vec![2, 3], is_filler: true });
    }

    #[test]
    fn a_file_cut_anywhere_or_with_wild_counts_is_refused() {
        let whole = binary();
        for length in 0..whole.len() {
            assert!(Definition::read(&whole[..length]).is_err(), "{length} bytes");
        }
        for at in (12..56).step_by(4) {
            let mut wild = whole.clone();
            wild[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            // Versions and counts of what is passed over may be anything.
            let _ = Definition::read(&wild);
        }
        for (from, to) in [("2 n_base", "3 n_base"), ("2 3 N", "2 9 N"), ("0.3", "0.2"), ("0 0 1 N", "0 0 x N")] {
            assert!(Definition::read(TEXT.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        }
    }
}
