//! What was heard, drawn like a score: systems of half a minute, each with its
//! parts, bars, beats, waveform, voice, words and the affect curves.

use std::fmt::Write;

use reversal_model::reading::{Reading, curve_names, is_unsure};
use reversal_model::time::clock_from_secs;

use super::chart::escaped;

/// Song time of a system, in seconds.
const SYSTEM_SECS: f64 = 30.0;
/// Columns of the waveform a second.
pub const WAVEFORM_RATE_HZ: f64 = 20.0;

const WIDTH: f64 = 1400.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = WIDTH - 24.0;
const HEAD: f64 = 92.0;
const MARGIN: f64 = 28.0;

/// Heights inside a system, from its top.
const PART_TOP: f64 = 0.0;
const PART_HEIGHT: f64 = 18.0;
const BAR_BOTTOM: f64 = 34.0;
const WAVE_TOP: f64 = 38.0;
const WAVE_BOTTOM: f64 = 86.0;
const VOICE_TOP: f64 = 90.0;
const VOICE_HEIGHT: f64 = 4.0;
const WORD_BASELINES: [f64; 2] = [107.0, 120.0];
const CURVE_TOP: f64 = 128.0;
const CURVE_HEIGHT: f64 = 15.0;
const CURVE_STEP: f64 = 18.0;
const SYSTEM_GAP: f64 = 26.0;

/// The curves in the order of the lanes, with their inks: hues that stay apart in print and for the colour-blind
/// (Okabe and Ito 2008).
const LANES: [(&str, &str, &str); 5] = [
    (curve_names::LOUDNESS, "loudness", "#5f6b73"),
    (curve_names::AGGRESSION, "aggression", "#d55e00"),
    (curve_names::AROUSAL, "arousal", "#b8860b"),
    (curve_names::VALENCE, "valence", "#009e73"),
    (curve_names::TENSION, "tension", "#0072b2"),
];
/// Loudness that a lane shows, in LUFS: quieter is empty, louder is full.
const LOUDNESS_RANGE_LUFS: (f32, f32) = (-40.0, -6.0);
/// Tints of parts, by group.
const TINTS: [&str; 6] = ["#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#f0e442", "#999999"];

/// What the sheet is drawn from.
pub struct Sheet<'a> {
    /// What was heard.
    pub reading: &'a Reading,
    /// What the song is called.
    pub title: &'a str,
    /// Peaks of the waveform, 0..1, [`WAVEFORM_RATE_HZ`] a second.
    pub waveform: &'a [f32],
}

impl Sheet<'_> {
    /// The sheet as an SVG document on white paper.
    pub fn document(&self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" color=\"#16181a\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{}</svg>\n",
            self.drawing(),
            height = self.height(),
        )
    }

    /// The sheet as an element of a page, in the page's ink.
    pub fn element(&self) -> String {
        format!(
            "<svg class=\"sheet\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"What was heard in the song: parts, bars, beats, voice, words and curves\">{}</svg>",
            self.height(),
            self.drawing()
        )
    }

    fn systems(&self) -> usize {
        ((self.reading.song.duration_secs / SYSTEM_SECS).ceil() as usize).max(1)
    }

    fn system_height() -> f64 {
        CURVE_TOP + CURVE_STEP * LANES.len() as f64 + SYSTEM_GAP
    }

    fn height(&self) -> f64 {
        HEAD + Self::system_height() * self.systems() as f64 + MARGIN
    }

    fn drawing(&self) -> String {
        let mut svg = String::from(
            "<g font-family=\"Helvetica Neue,Helvetica,Arial,sans-serif\" font-size=\"11\" fill=\"currentColor\">",
        );
        self.draw_head(&mut svg);
        for system in 0..self.systems() {
            let place = System {
                from_secs: system as f64 * SYSTEM_SECS,
                to_secs: ((system + 1) as f64 * SYSTEM_SECS).min(self.reading.song.duration_secs),
                top: HEAD + Self::system_height() * system as f64,
            };
            self.draw_parts(&mut svg, &place);
            self.draw_bars(&mut svg, &place);
            self.draw_waveform(&mut svg, &place);
            self.draw_voice(&mut svg, &place);
            self.draw_words(&mut svg, &place);
            self.draw_curves(&mut svg, &place);
        }
        svg.push_str("</g>");
        svg
    }

    fn draw_head(&self, svg: &mut String) {
        let reading = self.reading;
        let sure = |confidence: Option<f64>| if is_unsure(confidence) { " (unsure)" } else { "" };
        let artist = reading.song.artist.as_deref().map_or_else(String::new, |artist| format!("  ·  {artist}"));
        let _ = write!(
            svg,
            "<text x=\"{LEFT}\" y=\"42\" font-size=\"22\" font-weight=\"600\">{}<tspan font-size=\"14\" font-weight=\"400\" fill-opacity=\".7\">{}</tspan></text>",
            escaped(self.title),
            escaped(&artist)
        );
        let tempo = reading.tempo_bpm.map_or("no steady beat".to_owned(), |tempo| {
            format!("{tempo:.1} beats a minute{}", sure(reading.confidence.tempo))
        });
        let length = clock_from_secs(reading.song.duration_secs);
        let facts = [
            tempo,
            format!("{} beats a bar{}", reading.meter, sure(reading.confidence.downbeats)),
            format!("{} parts{}", reading.sections.len(), sure(reading.confidence.sections)),
            format!("{:.1} LUFS", reading.loudness_lufs),
            length.split('.').next().unwrap_or("").to_owned(),
        ];
        let _ = write!(svg, "<text x=\"{LEFT}\" y=\"64\" fill-opacity=\".75\">{}</text>", facts.join("  ·  "));
    }

    fn draw_parts(&self, svg: &mut String, system: &System) {
        for section in &self.reading.sections {
            let Some((from, to)) = system.span(section.start, section.end) else { continue };
            let tint = TINTS[section.group.bytes().fold(0, |sum, byte| sum + usize::from(byte)) % TINTS.len()];
            let y = system.top + PART_TOP;
            let _ = write!(
                svg,
                "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{PART_HEIGHT}\" fill=\"{tint}\" fill-opacity=\".28\"/>",
                to - from
            );
            if section.start >= system.from_secs {
                let _ = write!(
                    svg,
                    "<line x1=\"{from:.1}\" x2=\"{from:.1}\" y1=\"{y:.1}\" y2=\"{:.1}\" stroke=\"currentColor\" stroke-width=\"1.6\"/>",
                    system.top + WAVE_BOTTOM
                );
            }
            if to - from > 7.0 * (section.label.len() + 3) as f64 {
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{:.1}\"><tspan font-weight=\"600\">{}</tspan> <tspan fill-opacity=\".6\">{}</tspan></text>",
                    from + 5.0,
                    y + 13.0,
                    escaped(&section.label),
                    escaped(&section.group)
                );
            }
        }
    }

    fn draw_bars(&self, svg: &mut String, system: &System) {
        let (mut beats, mut bars) = (String::new(), String::new());
        let bottom = system.top + BAR_BOTTOM;
        for &beat in self.reading.beats.iter().filter(|&&beat| system.contains(beat)) {
            let _ = write!(beats, "M{:.1} {:.1}v4", system.x(beat), bottom - 4.0);
        }
        for (bar, &start) in self.reading.downbeats.iter().enumerate().filter(|(_, start)| system.contains(**start)) {
            let x = system.x(start);
            let _ = write!(bars, "M{x:.1} {:.1}V{:.1}", bottom - 12.0, system.top + WAVE_BOTTOM);
            if bar % 4 == 0 {
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"8.5\" fill-opacity=\".65\">{}</text>",
                    x + 3.0,
                    bottom - 6.0,
                    bar + 1
                );
            }
        }
        let _ = write!(
            svg,
            "<path d=\"{beats}\" stroke=\"currentColor\" stroke-opacity=\".7\" stroke-width=\".8\"/><path d=\"{bars}\" stroke=\"currentColor\" stroke-opacity=\".3\" stroke-width=\".8\"/>"
        );
        let clock = clock_from_secs(system.from_secs);
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" font-size=\"13\" font-weight=\"600\">{}</text>",
            LEFT - 10.0,
            system.top + 14.0,
            clock.split('.').next().unwrap_or("")
        );
    }

    fn draw_waveform(&self, svg: &mut String, system: &System) {
        let (middle, reach) = (system.top + (WAVE_TOP + WAVE_BOTTOM) / 2.0, (WAVE_BOTTOM - WAVE_TOP) / 2.0);
        let mut path = String::new();
        let from = (system.from_secs * WAVEFORM_RATE_HZ).round() as usize;
        let to = (system.to_secs * WAVEFORM_RATE_HZ).round() as usize;
        for (column, &peak) in self.waveform.iter().enumerate().take(to).skip(from) {
            let x = system.x((column as f64 + 0.5) / WAVEFORM_RATE_HZ);
            let half = (f64::from(peak) * reach).max(0.3);
            let _ = write!(path, "M{x:.1} {:.1}V{:.1}", middle - half, middle + half);
        }
        let _ = write!(svg, "<path d=\"{path}\" stroke=\"currentColor\" stroke-opacity=\".55\" stroke-width=\"1.3\"/>");
    }

    fn draw_voice(&self, svg: &mut String, system: &System) {
        let y = system.top + VOICE_TOP;
        label(svg, y + 5.0, "voice");
        for (from, to) in self.reading.voice.iter().filter_map(|span| system.span(span.start, span.end)) {
            let _ = write!(
                svg,
                "<rect x=\"{from:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{VOICE_HEIGHT}\" fill-opacity=\".5\"/>",
                to - from
            );
        }
    }

    /// Each word at its moment, or after the one before where that is still being written; lines take turns on two rows.
    fn draw_words(&self, svg: &mut String, system: &System) {
        /// Mean width of a letter at this size.
        const LETTER_WIDTH: f64 = 5.7;
        let words = self.reading.words.as_deref().unwrap_or_default();
        let mut row_ends = [LEFT; 2];
        for (index, line) in self.reading.lines.iter().flatten().enumerate() {
            let baseline = index % WORD_BASELINES.len();
            let y = system.top + WORD_BASELINES[baseline];
            let from = words.partition_point(|word| word.start < line.start);
            let of_line = words[from..].iter().take_while(|word| word.start < line.end);
            for word in of_line.filter(|word| system.contains(word.start)) {
                let x = system.x(word.start).max(row_ends[baseline]);
                row_ends[baseline] = x + LETTER_WIDTH * (word.text.chars().count() + 1) as f64;
                if row_ends[baseline] < RIGHT + MARGIN {
                    let _ =
                        write!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"10\">{}</text>", escaped(&word.text));
                }
            }
        }
    }

    fn draw_curves(&self, svg: &mut String, system: &System) {
        for (lane, (name, shown, ink)) in LANES.iter().enumerate() {
            let bottom = system.top + CURVE_TOP + CURVE_STEP * lane as f64 + CURVE_HEIGHT;
            label(svg, bottom - 3.0, shown);
            let Some(curve) = self.reading.curve(name) else { continue };
            let (least, greatest) = match *name {
                curve_names::LOUDNESS => LOUDNESS_RANGE_LUFS,
                _ => curve.range,
            };
            let mut path = format!("M{LEFT:.1} {bottom:.1}");
            let steps = ((system.to_secs - system.from_secs) * 2.0).ceil() as usize;
            for step in 0..=steps {
                let secs = (system.from_secs + step as f64 / 2.0).min(system.to_secs);
                let share = ((curve.at(secs) - least) / (greatest - least)).clamp(0.0, 1.0);
                let _ = write!(path, "L{:.1} {:.1}", system.x(secs), bottom - f64::from(share) * CURVE_HEIGHT);
            }
            let end = system.x(system.to_secs);
            let _ = write!(
                svg,
                "<path d=\"{path}L{end:.1} {bottom:.1}Z\" fill=\"{ink}\" fill-opacity=\".55\"/><line x1=\"{LEFT}\" x2=\"{end:.1}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\" stroke=\"{ink}\" stroke-width=\".6\"/>"
            );
        }
    }
}

/// A stretch of the song on the sheet.
struct System {
    from_secs: f64,
    to_secs: f64,
    top: f64,
}

impl System {
    fn x(&self, secs: f64) -> f64 {
        LEFT + (secs - self.from_secs) / SYSTEM_SECS * (RIGHT - LEFT)
    }

    fn contains(&self, secs: f64) -> bool {
        (self.from_secs..self.to_secs).contains(&secs)
    }

    /// Where a span lies on this system, if some of it does.
    fn span(&self, from_secs: f64, to_secs: f64) -> Option<(f64, f64)> {
        let (from, to) = (from_secs.max(self.from_secs), to_secs.min(self.to_secs));
        (from < to).then(|| (self.x(from), self.x(to)))
    }
}

/// A lane's name before its line.
fn label(svg: &mut String, y: f64, text: &str) {
    let _ = write!(
        svg,
        "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\" font-size=\"9.5\" fill-opacity=\".7\">{text}</text>",
        LEFT - 10.0
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    #[test]
    fn everything_that_was_heard_is_on_the_sheet() {
        let reading = reading(&SyntheticSong { bars: 40, bar_secs: 2.0, seed: 3 });
        let sheet = Sheet { reading: &reading, title: "You & <I>", waveform: &[0.5; 1600] };
        let svg = sheet.document();
        assert_eq!(sheet.systems(), 3);
        assert!(svg.contains("You &amp; &lt;I>"), "names are escaped");
        // Each beat is a tick, each bar a line, and each lane is named on each system.
        assert_eq!(svg.matches("v4").count(), reading.beats.len());
        for name in ["voice", "loudness", "aggression", "arousal", "valence", "tension"] {
            assert_eq!(svg.matches(&format!(">{name}</text>")).count(), 3, "{name}");
        }
        for section in &reading.sections {
            assert!(svg.contains(&section.label), "{}", section.label);
        }
    }

    #[test]
    fn a_song_without_anything_still_has_a_sheet() {
        let mut reading = reading(&SyntheticSong { bars: 8, bar_secs: 2.0, seed: 3 });
        reading.beats.clear();
        reading.downbeats.clear();
        reading.sections.clear();
        reading.curves.clear();
        reading.lines = None;
        reading.words = None;
        reading.song.duration_secs = 0.0;
        let svg = Sheet { reading: &reading, title: "", waveform: &[] }.document();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && !svg.contains("NaN"));
    }
}
