//! Findings about files that people wrote: where, what and what to do.

use std::fmt;

/// A fault in a person's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// File, as the person knows it.
    pub file: String,
    /// Line and column from 1, where known.
    pub place: Option<(usize, usize)>,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// All faults of a person's file, in its order; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Diagnostic>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Reads TOML that a person may have written; a fault names its line and column.
pub fn from_toml<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Diagnostic> {
    toml::from_str(text).map_err(|fault| {
        let message = fault.message().replace('\n', " ");
        let hint = message
            .contains("unknown field")
            .then(|| "a key that the program does not know is mostly a misspelt one".to_owned());
        Diagnostic {
            file: file.to_owned(),
            place: fault.span().map(|span| line_and_column(text, span.start)),
            message,
            hint,
        }
    })
}

/// Line and column from 1 of a byte in a text.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_column() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Small {
            known: u32,
        }
        let fault = from_toml::<Small>("brief.toml", "known = 1\n  strange = 2\n").unwrap_err();
        assert_eq!(fault.place, Some((2, 3)));
        assert!(fault.to_string().starts_with("brief.toml:2:3: "), "{fault}");
        assert!(fault.message.contains("strange"));
    }
}
