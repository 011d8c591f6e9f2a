//! The power curves of all films over each other, by share of their length.

use std::fmt::Write;

use reversal_model::unlike::Course;

const WIDTH: f64 = 1100.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = WIDTH - 10.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = HEIGHT - 30.0;
/// Films that share a quarter of power lie side by side by so much, or one would hide the other.
const APART: f64 = 2.4;
/// A film's line leans from one power to the next over this share of the film.
const EASE_SHARE: f64 = 0.004;

/// Inks that stay apart in print and for the colour-blind (Okabe and Ito 2008), without the yellow that paper
/// swallows; after them the same, dashed.
const INKS: [&str; 7] = ["#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#0072b2", "#8a8a8a"];
const DASHES: [&str; 4] = ["", "7 4", "2 3", "11 3 2 3"];

/// Ink of a film by its number.
pub(super) fn ink(number: usize) -> &'static str {
    INKS[number % INKS.len()]
}

fn dash(number: usize) -> &'static str {
    DASHES[number / INKS.len() % DASHES.len()]
}

/// A piece of a film's line, to stand beside its name.
pub(super) fn sample(number: usize) -> String {
    format!(
        "<svg viewBox=\"0 0 34 6\" style=\"display:inline-block;width:34px;margin-right:8px;vertical-align:middle\" aria-hidden=\"true\"><line x1=\"0\" x2=\"34\" y1=\"3\" y2=\"3\" stroke=\"{}\" stroke-width=\"3\" stroke-dasharray=\"{}\"/></svg>",
        ink(number),
        dash(number)
    )
}

/// The curves as an SVG element. Names: who has the power above the middle, and below it.
pub(super) fn chart(courses: &[Option<&Course>], names: [&str; 2]) -> String {
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Who has the power in each film, by share of its length\" font-size=\"13\">"
    );
    let middle = (TOP + BOTTOM) / 2.0;
    for share in 0..=4 {
        let x = LEFT + f64::from(share) / 4.0 * (RIGHT - LEFT);
        let _ = write!(
            svg,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\" stroke=\"currentColor\" stroke-opacity=\".15\"/><text x=\"{x:.1}\" y=\"{:.1}\" fill=\"currentColor\" fill-opacity=\".65\" text-anchor=\"{}\">{} %</text>",
            HEIGHT - 9.0,
            ["start", "middle", "middle", "middle", "end"][share as usize],
            share * 25
        );
    }
    let _ = write!(
        svg,
        "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{middle}\" y2=\"{middle}\" stroke=\"currentColor\" stroke-opacity=\".4\"/>"
    );
    for (name, y) in [(names[0], TOP + 10.0), (names[1], BOTTOM)] {
        let name = name.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(svg, "<text x=\"0\" y=\"{y:.1}\" fill=\"currentColor\">{name}</text>");
    }
    let drawn = courses.iter().flatten().count().max(1) as f64;
    let mut place = 0.0;
    for (number, course) in courses.iter().enumerate() {
        let Some(course) = course else { continue };
        let offset = (place - (drawn - 1.0) / 2.0) * APART;
        place += 1.0;
        let _ = write!(
            svg,
            "<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.8\" stroke-dasharray=\"{}\" stroke-linejoin=\"round\" fill=\"none\"/>",
            path(course, middle + offset),
            ink(number),
            dash(number)
        );
    }
    svg.push_str("</svg>");
    svg
}

fn path(course: &Course, middle: f64) -> String {
    let reach = (BOTTOM - TOP) / 2.0 - 14.0;
    let y = |quarters: i8| middle - f64::from(quarters) / 4.0 * reach;
    let x = |share: f64| LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT);
    let mut path = String::new();
    let mut before = None;
    for content in &course.holds {
        let share = f64::from(content.from_bar) / f64::from(course.bars.max(1));
        match before {
            None => path.push_str(&format!("M{:.1} {:.1}", x(0.0), y(content.quarters))),
            Some(before) if before == content.quarters => {}
            Some(_) => path.push_str(&format!(
                "H{:.1}L{:.1} {:.1}",
                x(share - EASE_SHARE),
                x(share + EASE_SHARE),
                y(content.quarters)
            )),
        }
        before = Some(content.quarters);
    }
    path.push_str(&format!("H{:.1}", x(1.0)));
    path
}

#[cfg(test)]
mod tests {
    use reversal_model::unlike::CourseHold;

    use super::*;

    #[test]
    fn every_film_has_its_line_and_names_are_escaped() {
        let content =
            |from_bar, quarters| CourseHold { from_bar, hold: "lean".to_owned(), quarters, place: "street".to_owned() };
        let course = Course { name: "one".to_owned(), bars: 10, holds: vec![content(0, 4), content(5, -4)] };
        let svg = chart(&[Some(&course), None, Some(&course)], ["A<B", "C"]);
        assert_eq!(svg.matches("<path").count(), 2);
        assert!(svg.contains("A&lt;B"));
        assert_ne!((ink(0), dash(0)), (ink(7), dash(7)), "the eighth film looks different from the first");
    }
}
