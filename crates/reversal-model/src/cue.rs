//! Timed lines of text and the two formats that every player reads.

/// Text and when it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// When it comes, s.
    pub from_secs: f64,
    /// When it goes, s.
    pub to_secs: f64,
    /// One or two lines of text.
    pub text: String,
}

/// SubRip.
pub fn srt(cues: &[Cue]) -> String {
    let mut text = String::new();
    for (i, cue) in cues.iter().enumerate() {
        let (from, to) = (stamp(cue.from_secs, ','), stamp(cue.to_secs, ','));
        text.push_str(&format!("{}\n{from} --> {to}\n{}\n\n", i + 1, plain(&cue.text)));
    }
    text
}

/// WebVTT (W3C). `<`, `>` and `&` of the lyrics are escaped: they are words, not markup.
pub fn vtt(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for cue in cues {
        let words = escaped(&plain(&cue.text));
        text.push_str(&format!("{} --> {}\n{words}\n\n", stamp(cue.from_secs, '.'), stamp(cue.to_secs, '.')));
    }
    text
}

/// `hh:mm:ss.mmm` with the decimal sign of a format.
pub fn stamp(secs: f64, decimal: char) -> String {
    let millis = (secs.max(0.0) * 1000.0).round() as u64;
    format!(
        "{:02}:{:02}:{:02}{decimal}{:03}",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000
    )
}

/// Text as it stands between the tags of WebVTT and XML: words, not markup.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Without control characters; an arrow or an empty line would end the cue.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| c == '\n' || !c.is_control()).collect();
    kept.replace("-->", "→")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_lyrics_is_shown_and_not_obeyed() {
        let cues = [Cue { from_secs: 0.0, to_secs: 3661.5, text: "<b>you & I\u{7} --> on".to_owned() }];
        assert_eq!(vtt(&cues), "WEBVTT\n\n00:00:00.000 --> 01:01:01.500\n&lt;b&gt;you &amp; I → on\n\n");
        assert!(srt(&cues).starts_with("1\n00:00:00,000 --> 01:01:01,500\n<b>you & I → on\n"));
    }
}
