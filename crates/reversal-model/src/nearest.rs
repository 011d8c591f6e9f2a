//! The name that a person may have meant.

/// The name nearest to a misspelt one; None where none is near.
pub fn nearest<'a>(misspelt: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A slip in three letters is a slip; more is another word.
    let slips_max = misspelt.chars().count().div_ceil(3);
    names
        .into_iter()
        .map(|name| (strsim::osa_distance(misspelt, name), name))
        .filter(|&(slips, _)| slips <= slips_max)
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_through_and_another_word_is_not() {
        let names = ["logline", "statement", "about"];
        assert_eq!(nearest("loglien", names), Some("logline"));
        assert_eq!(nearest("abuot", names), Some("about"));
        assert_eq!(nearest("uppercut", names), None);
        assert_eq!(nearest("x", names), None);
    }
}
