//! The report: each frame as approved, as drawn now, and what differs.

use maud::{DOCTYPE, html};

use super::frames::Frame;

const STYLE: &str = "body{background:#111;color:#ddd;font:15px/1.45 Georgia,serif;margin:2rem auto;max-width:1400px}\
h2{margin:2rem 0 .4rem}.row{display:grid;grid-template-columns:repeat(3,1fr);gap:8px}figure{margin:0}img{width:100%;display:block}\
figcaption{font:12px/1.6 ui-monospace,monospace;color:#999}.other{color:#f0a050}";

/// A frame and how near it is to its approved picture.
pub struct Compared<'a> {
    pub frame: &'a Frame,
    /// None where none was approved.
    pub decibels: Option<f64>,
    pub is_same: bool,
}

/// The page.
pub fn page(compared: &[Compared<'_>], shown: u32, same_db: f64) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Look" }
                style { (STYLE) }
            }
            body {
                h1 { "Look" }
                p {
                    "Each frame as it was approved, as it is drawn now, and the difference, " (shown) " times as strong."
                    " From " (same_db) " dB on they count as the same."
                }
                @for one in compared {
                    h2 { (one.frame.name) }
                    p class=[(!one.is_same).then_some("other")] {
                        (one.frame.hold) ", " (one.frame.place) ", "
                        @match one.decibels { Some(at) => { (format!("{at:.1} dB")) }, None => { "not approved yet" } }
                    }
                    div.row {
                        @if one.decibels.is_some() { (figure(one.frame.name, "-approved", "approved")) }
                        (figure(one.frame.name, "", "now"))
                        @if one.decibels.is_some() { (figure(one.frame.name, "-difference", "difference")) }
                    }
                }
            }
        }
    }
    .into_string()
}

fn figure(name: &str, kind: &str, caption: &str) -> maud::Markup {
    html! { figure { img src={ (name) (kind) ".png" } alt={ (name) " " (caption) }; figcaption { (caption) } } }
}
