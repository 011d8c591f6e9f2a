//! Speed and height of hips, head and hands over time, as a drawing.

use maud::{Markup, html};
use reversal_model::performance::{Joint, PERFORMANCE_HZ, ScenePerformance};

/// What is followed, and the colour of its curve.
const FOLLOWED: [(&str, Joint, &str); 4] = [
    ("hips", Joint::Pelvis, "#f2c14e"),
    ("head", Joint::Head, "#e8e8e8"),
    ("left hand", Joint::LeftHand, "#5bc0be"),
    ("right hand", Joint::RightHand, "#7fa8ff"),
];
/// Size of the drawing and of a figure's panel in it, in its own units.
const WIDTH: f64 = 1440.0;
const PANEL: f64 = 170.0;
const LEFT: f64 = 60.0;
const GAP: f64 = 34.0;
/// Greatest speed and height that the panels hold, m/s and m.
const SPEED_MAX_M_S: f64 = 1.5;
const HEIGHT_MAX_M: f64 = 2.0;

/// The drawing; the second hold begins at `change_secs`.
pub fn curves(scene: &ScenePerformance, names: [&str; 2], change_secs: f64) -> String {
    let seconds = scene.ticks.len() as f64 / f64::from(PERFORMANCE_HZ);
    let x = |secs: f64| LEFT + secs / seconds * (WIDTH - LEFT);
    let speed = |figure: usize, joint: Joint| {
        let joint = joint as usize;
        let moved = |pair: &[reversal_model::performance::Tick]| {
            f64::from(pair[0].bodies[figure][joint].distance(pair[1].bodies[figure][joint]) * PERFORMANCE_HZ as f32)
        };
        scene.ticks.windows(2).map(moved).collect::<Vec<f64>>()
    };
    let height = |figure: usize, joint: Joint| {
        scene.ticks.iter().map(|tick| f64::from(tick.bodies[figure][joint as usize].y)).collect::<Vec<f64>>()
    };
    let panel = |index: usize, title: String, most: f64, values: &dyn Fn(Joint) -> Vec<f64>| -> Markup {
        let top = index as f64 * (PANEL + GAP) + GAP;
        let line = |joint: Joint| -> String {
            let at = |(tick, value): (usize, &f64)| {
                let y = top + PANEL * (1.0 - (value / most).clamp(0.0, 1.0));
                format!("{:.1},{y:.1}", x(tick as f64 / f64::from(PERFORMANCE_HZ)))
            };
            values(joint).iter().enumerate().map(at).collect::<Vec<String>>().join(" ")
        };
        html! {
            text x=(LEFT) y=(top - 10.0) fill="#bbb" { (title) }
            rect x=(LEFT) y=(top) width=(WIDTH - LEFT) height=(PANEL) fill="#191919" {}
            text x="4" y=(top + 12.0) fill="#777" { (most) }
            text x="4" y=(top + PANEL) fill="#777" { "0" }
            line x1=(x(change_secs)) x2=(x(change_secs)) y1=(top) y2=(top + PANEL) stroke="#666" stroke-dasharray="4 4" {}
            @for (_, joint, colour) in FOLLOWED {
                polyline points=(line(joint)) fill="none" stroke=(colour) stroke-width="1.6" {}
            }
        }
    };
    let tall = 4.0 * (PANEL + GAP) + GAP;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (tall) } font-family="monospace" font-size="13" {
            @for (index, (name, _, colour)) in FOLLOWED.into_iter().enumerate() {
                text x=(WIDTH - 420.0 + index as f64 * 105.0) y="14" fill=(colour) { (name) }
            }
            @for figure in [0, 1] {
                (panel(2 * figure, format!("{}: speed, m/s", names[figure]), SPEED_MAX_M_S, &|joint| speed(figure, joint)))
                (panel(2 * figure + 1, format!("{}: height, m", names[figure]), HEIGHT_MAX_M, &|joint| height(figure, joint)))
            }
        }
    }
    .into_string()
}
