//! The song and the power over it, drawn as SVG.

use std::fmt::Write;

use reversal_model::reading::{Section, curve_names};
use reversal_model::time::clock_from_secs;

use super::account::accounts;
use super::script::Script;

/// What the chart is drawn from, in seconds of the song.
pub struct Chart<'a> {
    /// Length of the song, s.
    pub duration_secs: f64,
    /// Where in the song the film begins, s.
    pub film_start_secs: f64,
    /// Peaks of the waveform, 0..1.
    pub waveform: &'a [f32],
    /// Parts of the song.
    pub sections: &'a [Section],
    /// When lines are sung, s.
    pub lines: Vec<(f64, f64)>,
    /// Aggression, 0..1, at equal steps over the song.
    pub aggression: Vec<f32>,
    /// Power from each moment on: (s, -1..1), the last up to the end.
    pub power: Vec<(f64, f32)>,
    /// When the power turns, s.
    pub reversals: Vec<f64>,
    /// Names of the two.
    pub names: [&'a str; 2],
    /// What stands in each stretch and why: from and to, s, and the text.
    pub accounts: Vec<(f64, f64, String)>,
}

const WIDTH: f64 = 1100.0;
const LEFT: f64 = 86.0;
const RIGHT: f64 = WIDTH - 8.0;
const WAVE_TOP: f64 = 26.0;
const WAVE_BOTTOM: f64 = 106.0;
const WORDS_TOP: f64 = 112.0;
const POWER_TOP: f64 = 140.0;
const POWER_BOTTOM: f64 = 300.0;
const HEIGHT: f64 = 330.0;
/// The curve eases from one power to the next over this long: hands do not jump either.
const EASE_SECS: f64 = 1.2;

impl<'a> Chart<'a> {
    pub(super) fn new(script: &'a Script<'a>, waveform: &'a [f32]) -> Chart<'a> {
        let duration_secs = script.tempo_map.duration_secs();
        let steps = 400;
        let aggression = script.reading.curve(curve_names::AGGRESSION).map_or_else(Vec::new, |curve| {
            (0..steps).map(|i| curve.at((f64::from(i) + 0.5) / f64::from(steps) * duration_secs)).collect()
        });
        Chart {
            duration_secs,
            film_start_secs: script.cut.song_start_secs,
            waveform,
            sections: &script.reading.sections,
            lines: script.reading.lines.iter().flatten().map(|line| (line.start, line.end)).collect(),
            aggression,
            power: script.spans.iter().map(|span| (script.secs(span.from_bar), span.cue.power)).collect(),
            reversals: script.reversals.iter().map(|reversal| script.secs(reversal.bar)).collect(),
            names: [script.name(0), script.name(1)],
            accounts: accounts(script).iter().map(|(from, to, account)| (*from, *to, account.paragraph())).collect(),
        }
    }

    /// The chart as an SVG element.
    pub fn svg(&self) -> String {
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" data-left=\"{LEFT}\" data-right=\"{RIGHT}\" data-duration=\"{:.3}\" data-start=\"{:.3}\" role=\"group\" aria-label=\"The song's waveform and aggression over the curve of power between the two, moment by moment\" font-family=\"system-ui,Helvetica,Arial,sans-serif\" font-size=\"15\">",
            self.duration_secs, self.film_start_secs
        );
        self.draw_sections(&mut svg);
        self.draw_waveform(&mut svg);
        self.draw_lines(&mut svg);
        self.draw_power(&mut svg);
        self.draw_clock(&mut svg);
        let _ = write!(
            svg,
            "<line class=\"playhead\" x1=\"{LEFT}\" x2=\"{LEFT}\" y1=\"{WAVE_TOP}\" y2=\"{POWER_BOTTOM}\" stroke=\"currentColor\" stroke-opacity=\".7\"/>"
        );
        self.draw_accounts(&mut svg);
        svg.push_str("</svg>");
        svg
    }

    fn x(&self, secs: f64) -> f64 {
        LEFT + (secs / self.duration_secs).clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    fn draw_sections(&self, svg: &mut String) {
        for section in self.sections {
            let (from, to) = (self.x(section.start), self.x(section.end));
            let _ = write!(
                svg,
                "<line x1=\"{from:.1}\" x2=\"{from:.1}\" y1=\"8\" y2=\"{POWER_BOTTOM}\" stroke=\"currentColor\" stroke-opacity=\".16\"/>"
            );
            // A label wider than its section would run into the next one.
            if to - from > 8.5 * section.label.len() as f64 {
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"18\" fill=\"currentColor\" fill-opacity=\".6\">{}</text>",
                    from + 4.0,
                    escaped(&section.label)
                );
            }
        }
    }

    fn draw_waveform(&self, svg: &mut String) {
        let middle = (WAVE_TOP + WAVE_BOTTOM) / 2.0;
        let reach = (WAVE_BOTTOM - WAVE_TOP) / 2.0;
        let mut path = String::new();
        for (i, &peak) in self.waveform.iter().enumerate() {
            let x = LEFT + (i as f64 + 0.5) / self.waveform.len() as f64 * (RIGHT - LEFT);
            let half = (f64::from(peak) * reach).max(0.4);
            let _ = write!(path, "M{x:.1} {:.1}V{:.1}", middle - half, middle + half);
        }
        let _ = write!(
            svg,
            "<path d=\"{path}\" stroke=\"#5f86a3\" stroke-width=\".8\" stroke-opacity=\".75\" fill=\"none\"/>"
        );
        if self.aggression.is_empty() {
            return;
        }
        let mut path = String::new();
        for (i, &value) in self.aggression.iter().enumerate() {
            let x = LEFT + (i as f64 + 0.5) / self.aggression.len() as f64 * (RIGHT - LEFT);
            let y = WAVE_BOTTOM - f64::from(value) * (WAVE_BOTTOM - WAVE_TOP);
            let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
        }
        let _ = write!(svg, "<path d=\"{path}\" stroke=\"#d9a441\" stroke-width=\"1.6\" fill=\"none\"/>");
        let _ = write!(svg, "<text x=\"0\" y=\"{:.1}\" fill=\"#d9a441\">aggression</text>", WAVE_TOP + 12.0);
    }

    fn draw_lines(&self, svg: &mut String) {
        for &(from, to) in &self.lines {
            let (from, to) = (self.x(from), self.x(to));
            let _ = write!(
                svg,
                "<rect x=\"{from:.1}\" y=\"{WORDS_TOP}\" width=\"{:.1}\" height=\"5\" fill=\"currentColor\" fill-opacity=\".4\"/>",
                (to - from).max(1.0)
            );
        }
        if !self.lines.is_empty() {
            let _ = write!(
                svg,
                "<text x=\"0\" y=\"{:.1}\" fill=\"currentColor\" fill-opacity=\".6\">lyrics</text>",
                WORDS_TOP + 8.0
            );
        }
    }

    fn draw_power(&self, svg: &mut String) {
        let middle = (POWER_TOP + POWER_BOTTOM) / 2.0;
        let reach = (POWER_BOTTOM - POWER_TOP) / 2.0 - 8.0;
        let y = |power: f32| middle - f64::from(power) * reach;
        let _ = write!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle}\" y2=\"{middle}\" stroke=\"currentColor\" stroke-opacity=\".25\"/>"
        );
        for (name, at) in [(self.names[0], POWER_TOP + 14.0), (self.names[1], POWER_BOTTOM - 6.0)] {
            let _ = write!(svg, "<text x=\"0\" y=\"{at:.1}\" fill=\"currentColor\">{}</text>", escaped(name));
        }
        let Some(&(_, first)) = self.power.first() else { return };
        let mut path = format!("M{LEFT:.1} {:.1}", y(first));
        for pair in self.power.windows(2) {
            let (from, to) = (y(pair[0].1), y(pair[1].1));
            let (start, end) = (self.x(pair[1].0 - EASE_SECS / 2.0), self.x(pair[1].0 + EASE_SECS / 2.0));
            let bend = (start + end) / 2.0;
            let _ = write!(path, "H{start:.1}C{bend:.1} {from:.1} {bend:.1} {to:.1} {end:.1} {to:.1}");
        }
        let _ = write!(path, "H{RIGHT:.1}");
        let _ = write!(
            svg,
            "<path d=\"{path}V{middle}H{LEFT}Z\" fill=\"currentColor\" fill-opacity=\".1\"/><path d=\"{path}\" stroke=\"currentColor\" stroke-width=\"2\" fill=\"none\"/>"
        );
        for &reversal in &self.reversals {
            let x = self.x(reversal);
            let _ = write!(
                svg,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{WAVE_TOP}\" y2=\"{POWER_BOTTOM}\" stroke=\"#e0563f\" stroke-width=\"1.2\"/><circle cx=\"{x:.1}\" cy=\"{middle}\" r=\"4\" fill=\"#e0563f\"/>"
            );
        }
    }

    /// A stretch over everything else that tells what stands there: on hover by its title, to
    /// screen readers by the same, by the keys left and right where scripts run.
    fn draw_accounts(&self, svg: &mut String) {
        for (i, (from, to, text)) in self.accounts.iter().enumerate() {
            let (left, right) = (self.x(*from), self.x(*to));
            let stop = if i == 0 { 0 } else { -1 };
            let _ = write!(
                svg,
                "<rect class=\"account\" role=\"img\" tabindex=\"{stop}\" x=\"{left:.1}\" y=\"{WAVE_TOP}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#fff\" fill-opacity=\"0\"><title>{}</title></rect>",
                (right - left).max(0.5),
                POWER_BOTTOM - WAVE_TOP,
                escaped(text)
            );
        }
    }

    fn draw_clock(&self, svg: &mut String) {
        const LABELS_AT_MOST: f64 = 14.0;
        let step = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0]
            .into_iter()
            .find(|step| self.duration_secs / step <= LABELS_AT_MOST)
            .unwrap_or(1800.0);
        let mut secs = 0.0;
        while secs < self.duration_secs - step * 0.3 {
            let label = clock_from_secs(secs);
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"currentColor\" fill-opacity=\".6\">{}</text>",
                self.x(secs),
                HEIGHT - 10.0,
                label.split('.').next().unwrap_or("")
            );
            secs += step;
        }
    }
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reversal_is_drawn_where_it_lies_and_names_are_escaped() {
        let chart = Chart {
            duration_secs: 100.0,
            film_start_secs: 0.0,
            waveform: &[0.5; 10],
            sections: &[],
            lines: vec![(1.0, 2.0)],
            aggression: vec![0.1, 0.9],
            power: vec![(0.0, 0.0), (50.0, 1.0)],
            reversals: vec![50.0],
            names: ["A<B", "C"],
            accounts: vec![(0.0, 50.0, "Sung: “<i>”".to_owned()), (50.0, 100.0, "Hold: a clinch".to_owned())],
        };
        let svg = chart.svg();
        let x = LEFT + (RIGHT - LEFT) / 2.0;
        assert!(svg.contains(&format!("<circle cx=\"{x:.1}\"")) && svg.contains("A&lt;B"));
        assert!(svg.contains("<title>Sung: “&lt;i>”</title>") && svg.matches("class=\"account\"").count() == 2);
    }
}
