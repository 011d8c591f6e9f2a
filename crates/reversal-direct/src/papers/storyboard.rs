//! The storyboard: a panel a shot, with the camera's move drawn over it.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use reversal_model::treatment::Scene;

use super::arrows::arrows;
use super::script::{Script, ScriptShot, movement};
use super::words::{capitalised, clock, clock_tenths, count, quoted};
use super::{Stills, data_uri, style};

/// Panels a row. Under pictures that stand there would be no room for words: they have them beside.
const PANELS: usize = 3;

/// The storyboard as a page. `ratio` is a still's width over its height.
pub fn storyboard(script: &Script, stills: &Stills, ratio: f32) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (style::head(&format!("{} – storyboard", script.treatment.title), &[style::PAPER, style::STORYBOARD]))
            body class=[style::shape(ratio)] {
                header {
                    h1 { (script.treatment.title) }
                    p.kicker { "Storyboard · " (count(script.shots.len(), "panel")) " · " (clock(script.film_secs())) }
                    p.legend {
                        "Arrows into the picture: the camera pushes in. Out of it: it draws back. Across: it follows. "
                        "A wave in the corner: handheld. No sign: it stands."
                    }
                }
                @for scene in &script.treatment.scenes { (scene_boards(script, stills, ratio, scene)) }
            }
        }
    };
    page.into_string()
}

/// The panels of a scene. On paper its head stays with its first row and its last row is never alone.
fn scene_boards(script: &Script, stills: &Stills, ratio: f32, scene: &Scene) -> Markup {
    let shots: Vec<&ScriptShot> = script.shots.iter().filter(|cut| cut.shot.scene == scene.number).collect();
    let rows: Vec<&[&ScriptShot]> = shots.chunks(PANELS).collect();
    let row = |shots: &[&ScriptShot]| html! { div.board { @for cut in shots { (panel(script, stills, ratio, cut)) } } };
    let (opening, rest) = rows.split_at(if rows.len() == 2 { 2 } else { rows.len().min(1) });
    let (middle, closing) = rest.split_at(rest.len().saturating_sub(2));
    html! {
        @if !opening.is_empty() {
            section {
                div.together {
                    h2 { (scene.number) " " (scene.slug) span { (capitalised(&scene.sections)) } }
                    @for shots in opening { (row(shots)) }
                }
                @for shots in middle { (row(shots)) }
                div.together { @for shots in closing { (row(shots)) } }
            }
        }
    }
}

fn panel(script: &Script, stills: &Stills, ratio: f32, cut: &ScriptShot) -> Markup {
    let shot = cut.shot;
    let frame = cut.still_frame();
    let drift = stills.get(&frame).map(|still| still.drift).unwrap_or_default();
    html! {
        figure.panel {
            div.head { b { (shot.id) } span { (clock_tenths(cut.from_secs)) } span { (format!("{:.1} s", cut.length_secs())) } }
            div.picture style=(format!("aspect-ratio:{ratio:.3}")) {
                @if let Some(picture) = data_uri(stills, frame) { img src=(picture) alt=(shot.description); }
                (PreEscaped(arrows(shot.movement, drift, ratio)))
            }
            figcaption {
                p { (action(script, cut)) }
                p.notes {
                    (shot.scale.abbreviation()) ", " (movement(shot)) ", " (script.angle(shot)) ", " (format!("{:.0} mm", shot.lens_mm))
                    @for reversal in script.reversals.iter().filter(|reversal| (cut.from_secs..cut.to_secs).contains(&script.secs(reversal.bar))) {
                        b.turn { (capitalised(script.name(reversal.to))) " takes the power, " (clock(script.secs(reversal.bar))) }
                    }
                }
                @for line in script.lines_within(cut.from_secs, cut.to_secs) { p.sung { (quoted(&line.text)) } }
            }
        }
    }
}

/// What happens in a shot: its hold, and the one that it ends in where that is another.
pub(super) fn action(script: &Script, cut: &ScriptShot) -> String {
    let last_bar = script.tempo_map.bar_from_song(script.cut.song_from_frame(cut.to_frame.saturating_sub(2)));
    let first = script.span_at(cut.shot.at.bar);
    let last = script.span_at(last_bar.max(cut.shot.at.bar));
    match (first, last) {
        (Some(first), Some(last)) if last.from_bar != first.from_bar => {
            format!("{} Then: {}", script.action(first), script.action(last))
        }
        (Some(first), _) => script.action(first),
        (None, _) => cut.shot.description.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::{Written, stills};
    use reversal_model::shots::Movement;

    #[test]
    fn there_is_one_panel_a_shot_and_moving_ones_carry_their_sign() {
        let written = Written::new();
        let script = written.script();
        let page = storyboard(&script, &stills(&script), 2.39);
        assert_eq!(page.matches("<figure class=\"panel\">").count(), script.shots.len());
        let moving = script.shots.iter().filter(|cut| cut.shot.movement != Movement::Locked).count();
        assert_eq!(page.matches("<svg class=\"arrows\"").count(), moving);
        for cut in &script.shots {
            assert!(page.contains(&format!("<b>{}</b><span>{}</span>", cut.shot.id, clock_tenths(cut.from_secs))));
        }
    }
}
