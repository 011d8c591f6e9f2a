//! How numbers are said, as words: "24" and years like "1999" in English,
//! Spanish, French and German.

use crate::language::Language;

const UNITS: [[&str; 20]; 4] = [
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    [
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
    ],
    [
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "sis",
        "sète",
        "uite",
        "neuf",
        "dis",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dis-sète",
        "diz-uite",
        "diz-neuf",
    ],
    [
        "null",
        "eins",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ],
];
/// From twenty; the French count on from sixty and from four twenties.
const TENS: [[&str; 8]; 4] = [
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
    ["vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"],
    ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
];
/// Longer numbers are said digit by digit.
const MOST_DIGITS: usize = 4;

/// The words of a number, given in digits; longer ones and those with a zero before them digit by digit.
pub(super) fn said(digits: &str, language: Language) -> Vec<String> {
    let is_whole = digits.len() <= MOST_DIGITS && (digits.len() == 1 || !digits.starts_with('0'));
    let said = match digits.parse::<usize>() {
        Ok(number) if is_whole => thousands(number, language),
        _ => digits
            .chars()
            .filter_map(|digit| digit.to_digit(10))
            .map(|digit| hundred(digit as usize, language))
            .collect::<Vec<_>>()
            .join(" "),
    };
    said.split([' ', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn thousands(number: usize, language: Language) -> String {
    let (thousand, rest) = (number / 1000, number % 1000);
    let is_year = (1100..2000).contains(&number) || (2010..2100).contains(&number);
    match language {
        Language::English | Language::German if is_year && (language == Language::English || number < 2000) => {
            let (century, year) = (hundred(number / 100, language), number % 100);
            match (language, year) {
                (Language::German, 0) => format!("{century} hundert"),
                (Language::German, _) => format!("{century} hundert {}", hundred(year, language)),
                (_, 0) => format!("{century} hundred"),
                (_, 1..10) => format!("{century} oh {}", hundred(year, language)),
                _ => format!("{century} {}", hundred(year, language)),
            }
        }
        _ if thousand == 0 => hundreds(rest, language),
        _ => {
            let name = ["thousand", "mil", "mille", "tausend"][language as usize];
            let is_alone = thousand == 1 && matches!(language, Language::Spanish | Language::French);
            let count = if is_alone { String::new() } else { hundred(thousand, language) };
            let rest = if rest == 0 { String::new() } else { hundreds(rest, language) };
            format!("{count} {name} {rest}")
        }
    }
}

fn hundreds(number: usize, language: Language) -> String {
    let (count, rest) = (number / 100, number % 100);
    let after = if rest == 0 && count > 0 { String::new() } else { hundred(rest, language) };
    let name = match (language, count) {
        (_, 0) => return after,
        (Language::English, _) => format!("{} hundred", hundred(count, language)),
        (Language::Spanish, 1) if rest == 0 => "cien".to_owned(),
        (Language::Spanish, 1) => "ciento".to_owned(),
        (Language::Spanish, 5) => "quinientos".to_owned(),
        (Language::Spanish, 7) => "setecientos".to_owned(),
        (Language::Spanish, 9) => "novecientos".to_owned(),
        (Language::Spanish, _) => format!("{} cientos", hundred(count, language)),
        (Language::French, 1) => "cent".to_owned(),
        (Language::French, _) => format!("{} cent", hundred(count, language)),
        (Language::German, 1) => "ein hundert".to_owned(),
        (Language::German, _) => format!("{} hundert", hundred(count, language)),
    };
    format!("{name} {after}")
}

/// Numbers under a hundred.
fn hundred(number: usize, language: Language) -> String {
    let (units, tens) = (&UNITS[language as usize], &TENS[language as usize]);
    if number < 20 {
        return units[number].to_owned();
    }
    let (ten, unit) = (tens[(number / 10 - 2).min(7)], number % 10);
    match (language, unit) {
        (Language::French, _) if (70..80).contains(&number) || number >= 90 => format!("{ten} {}", units[unit + 10]),
        (_, 0) => ten.to_owned(),
        (Language::English | Language::French, _) => format!("{ten} {}", units[unit]),
        (Language::Spanish, _) if number < 30 => format!("veinti {}", units[unit]),
        (Language::Spanish, _) => format!("{ten} y {}", units[unit]),
        (Language::German, 1) => format!("ein und {ten}"),
        (Language::German, _) => format!("{} und {ten}", units[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (digits, language, expected) in [
            ("1999", Language::English, "nineteen ninety nine"),
            ("24", Language::English, "twenty four"),
            ("7", Language::English, "seven"),
            ("2000", Language::English, "two thousand"),
            ("1905", Language::English, "nineteen oh five"),
            ("300", Language::English, "three hundred"),
            ("007", Language::English, "zero zero seven"),
            ("1999", Language::Spanish, "mil novecientos noventa y nueve"),
            ("100", Language::Spanish, "cien"),
            ("95", Language::French, "quatre vingt quinze"),
            ("80", Language::French, "quatre vingt"),
            ("1999", Language::French, "mille neuf cent quatre vingt diz neuf"),
            ("99", Language::German, "neun und neunzig"),
            ("1984", Language::German, "neunzehn hundert vier und achtzig"),
            ("2000", Language::German, "zwei tausend"),
            ("0", Language::German, "null"),
        ] {
            assert_eq!(said(digits, language).join(" "), expected, "{digits}");
        }
    }

    #[test]
    fn every_number_has_words_and_long_ones_go_digit_by_digit() {
        for language in [Language::English, Language::Spanish, Language::French, Language::German] {
            assert!((0..10_000).all(|number| !said(&number.to_string(), language).is_empty()));
        }
        assert_eq!(said("123456789012345678901234567890", Language::English).len(), 30);
    }
}
