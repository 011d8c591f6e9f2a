//! The folder's readable files: what they say on top, how they are written and read back.

use serde::{Serialize, de::DeserializeOwned};

use crate::curve::Curve;
use crate::diag::{Diagnostic, from_toml};

/// A readable file of the folder.
pub struct Readable {
    /// Its name.
    pub name: &'static str,
    /// Value of its `format` key.
    pub format: &'static str,
    /// What stands on top of it.
    pub header: &'static str,
}

/// `reading.toml`.
pub const READING: Readable = Readable {
    name: "reading.toml",
    format: crate::reading::READING_FORMAT,
    header: "# What was heard in the song. Times in seconds. Change what is wrong; what follows from it is then made anew.\n",
};

/// `brief.toml`.
pub const BRIEF: Readable = Readable { name: "brief.toml", format: crate::brief::BRIEF_FORMAT, header: "" };

/// `treatment.toml`.
pub const TREATMENT: Readable = Readable {
    name: "treatment.toml",
    format: crate::treatment::TREATMENT_FORMAT,
    header: "# The story in bars of the song, counted from 1. A hold lasts until the next one starts.\n\
             # power: -1..1 in quarters, positive where the first character of the brief has it. The power\n\
             # turns at the hold that carries `reversal`; move that hold's `bar` and the turn moves with it.\n\
             # `pinned = true` on a scene keeps it when the rest is planned anew.\n",
};

/// `unlike.toml`.
pub const UNLIKE: Readable = Readable {
    name: "unlike.toml",
    format: crate::unlike::UNLIKE_FORMAT,
    header: "# The films before this one in its album, which it must not resemble; written by `reversal album`.\n\
             # A hold is [bar from which it lasts, hold, power -1..1 of the first character, place].\n",
};

/// `shots.toml`.
pub const SHOTS: Readable = Readable {
    name: "shots.toml",
    format: crate::shots::SHOTS_FORMAT,
    header: "# What the camera is asked for. `at` is bar.beat counted from 1 (& = the off-beat); a shot lasts until the next.\n",
};

/// `cut.toml`.
pub const CUT: Readable = Readable {
    name: "cut.toml",
    format: crate::cut::CUT_FORMAT,
    header: "# Which picture stands in which frame of the film. A take lasts until the next one's first frame.\n",
};

/// `lettering.toml`.
pub const LETTERING: Readable = Readable {
    name: "lettering.toml",
    format: crate::lettering::LETTERING_FORMAT,
    header: "# What is written on the film. Frames count from 0; `to` is the frame after the last.\n\
             # voice: title, still, plain or loud; place: low_left, low_right, high_left or high_right; tone: paper or ink.\n\
             # A line break in `text` ends a row; `word_frames` has a frame a word, or is left out.\n",
};

/// Name of the file that holds the curves of the Reading.
pub const CURVES_NAME: &str = "curves.csv";

impl Readable {
    /// The file's text for a value.
    pub fn write<T: Serialize>(&self, value: &T) -> Result<String, Diagnostic> {
        toml::to_string(value)
            .map(|body| format!("{}{body}", self.header))
            .map_err(|fault| self.fault(fault.to_string(), None))
    }

    /// The value in a file's text. An unknown format is named before its keys are read.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, Diagnostic> {
        let found =
            toml::from_str::<toml::Table>(text).ok().and_then(|table| table.get("format")?.as_str().map(str::to_owned));
        match found {
            Some(found) if found != self.format => Err(self.fault(
                format!("its format is '{found}', this program reads '{}'", self.format),
                Some(
                    "it was made by a newer reversal; use that one, or remove the file to have it made anew".to_owned(),
                ),
            )),
            _ => from_toml(self.name, text),
        }
    }

    fn fault(&self, message: String, hint: Option<String>) -> Diagnostic {
        Diagnostic { file: self.name.to_owned(), place: None, message, hint }
    }
}

/// `curves.csv`: a column of song seconds, then one a curve, named `name [unit] low..high`.
pub fn curves_to_csv(curves: &[Curve]) -> String {
    let mut text = "seconds".to_owned();
    for curve in curves {
        text.push_str(&format!(",{} [{}] {}..{}", curve.name, curve.unit, curve.range.0, curve.range.1));
    }
    text.push('\n');
    let rows = curves.iter().map(|curve| curve.values().len()).max().unwrap_or(0);
    let hop_secs = curves.first().map_or(1.0, |curve| curve.hop_secs);
    for row in 0..rows {
        text.push_str(&format!("{:.3}", (row as f64 + 0.5) * hop_secs));
        for curve in curves {
            let value = curve.values().get(row).or(curve.values().last()).copied().unwrap_or(curve.range.0);
            text.push_str(&format!(",{value:.4}"));
        }
        text.push('\n');
    }
    text
}

/// Reads what [`curves_to_csv`] writes.
pub fn curves_from_csv(text: &str) -> Result<Vec<Curve>, Diagnostic> {
    let fault = |line: usize, message: String| Diagnostic {
        file: CURVES_NAME.to_owned(),
        place: Some((line, 1)),
        message,
        hint: Some("remove the file to have it made anew".to_owned()),
    };
    let mut lines = text.lines().enumerate();
    let head = lines.next().map_or("", |(_, head)| head);
    let mut columns = Vec::new();
    for title in head.split(',').skip(1) {
        let parsed = title.split_once(" [").and_then(|(name, rest)| {
            let (unit, range) = rest.split_once("] ")?;
            let (low, high) = range.split_once("..")?;
            Some((name.to_owned(), unit.to_owned(), (low.parse().ok()?, high.parse().ok()?)))
        });
        columns.push(
            parsed
                .ok_or_else(|| fault(1, format!("the column '{title}' is not named like 'name [unit] low..high'")))?,
        );
    }
    let mut times: Vec<f64> = Vec::new();
    let mut values: Vec<Vec<f32>> = vec![Vec::new(); columns.len()];
    for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
        let numbers: Option<Vec<f64>> =
            row.split(',').map(|cell| cell.trim().parse().ok().filter(|value: &f64| value.is_finite())).collect();
        let numbers = numbers
            .filter(|numbers| numbers.len() == columns.len() + 1)
            .ok_or_else(|| fault(line + 1, format!("the row does not hold {} numbers", columns.len() + 1)))?;
        times.push(numbers[0]);
        for (column, value) in values.iter_mut().zip(&numbers[1..]) {
            column.push(*value as f32);
        }
    }
    let hop_secs = match times.as_slice() {
        [first, .., last] => (last - first) / (times.len() - 1) as f64,
        [only] => only * 2.0,
        [] => 1.0,
    };
    if hop_secs <= 0.0 {
        return Err(fault(2, "the seconds do not increase".to_owned()));
    }
    Ok(columns
        .into_iter()
        .zip(values)
        .map(|((name, unit, range), values)| Curve::new(&name, &unit, range, hop_secs, values))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_come_back_as_they_went_out() {
        let curves = vec![
            Curve::new("loudness", "LUFS", (-70.0, 0.0), 1.0, vec![-20.0, -12.5, -9.25]),
            Curve::new("aggression", "", (0.0, 1.0), 1.0, vec![0.0, 0.5, 1.0]),
        ];
        assert_eq!(curves_from_csv(&curves_to_csv(&curves)).unwrap(), curves);
    }

    #[test]
    fn a_broken_row_is_named() {
        let fault = curves_from_csv("seconds,a [] 0..1\n0.5,0.1\n1.5,x\n").unwrap_err();
        assert_eq!(fault.place, Some((3, 1)));
    }

    #[test]
    fn a_file_of_a_newer_program_is_told_apart_from_a_broken_one() {
        let fault = SHOTS.read::<crate::shots::ShotList>("format = \"shots.9\"\nnew_key = 1\n").unwrap_err();
        assert!(fault.to_string().contains("newer"), "{fault}");
    }
}
