//! The shot list, as a page that prints across and as CSV for a spreadsheet.

use maud::{DOCTYPE, Markup, html};

use super::script::{Script, ScriptShot, movement, side};
use super::style;
use super::words::{capitalised, clock, count, timecode};

/// Heads of the CSV's columns.
const COLUMNS: [&str; 22] = [
    "scene",
    "shot",
    "size",
    "subject",
    "angle",
    "movement",
    "lens_mm",
    "description",
    "cast",
    "place",
    "notes",
    "tc_in",
    "tc_out",
    "frame_in",
    "frame_out",
    "length_secs",
    "bar",
    "side",
    "hold",
    "power",
    "power_to",
    "lyric",
];

/// The shot list as CSV (RFC 4180), one row a shot of the cut.
pub fn shot_list_csv(script: &Script) -> Vec<u8> {
    let mut csv = COLUMNS.join(",") + "\r\n";
    for cut in &script.shots {
        let shot = cut.shot;
        let (power, hold) =
            script.span_at(shot.at.bar).map_or_else(Default::default, |span| (span.cue.power, script.hold_title(span)));
        let rate = script.cut.rate;
        let cells = [
            shot.scene.to_string(),
            shot.id.clone(),
            shot.scale.abbreviation().to_owned(),
            script.subject(shot).to_owned(),
            script.angle(shot),
            movement(shot).to_owned(),
            format!("{:.0}", shot.lens_mm),
            shot.description.clone(),
            script.cast(shot),
            script.place_of(shot),
            cut.take.reason.clone(),
            timecode(cut.from_frame, rate),
            timecode(cut.to_frame, rate),
            cut.from_frame.to_string(),
            cut.to_frame.to_string(),
            format!("{:.3}", cut.length_secs()),
            shot.at.to_string(),
            side(shot).to_owned(),
            hold,
            format!("{power:.2}"),
            format!("{:.2}", power_out(script, cut)),
            lyrics(script, cut).join(" / "),
        ];
        csv.push_str(&cells.map(|cell| quoted_cell(&cell)).join(","));
        csv.push_str("\r\n");
    }
    csv.into_bytes()
}

/// A cell in quotes where it needs them.
fn quoted_cell(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// The power at the end of a shot.
fn power_out(script: &Script, cut: &ScriptShot) -> f32 {
    let last_frame = script.cut.song_from_frame(cut.to_frame.saturating_sub(1));
    let bar = script.tempo_map.bar_from_song(last_frame).max(cut.shot.at.bar);
    script.span_at(bar).map_or(0.0, |span| span.cue.power)
}

/// The lines that begin in a shot.
fn lyrics<'a>(script: &Script<'a>, cut: &ScriptShot) -> Vec<&'a str> {
    script.lines_within(cut.from_secs, cut.to_secs).map(|line| line.text.as_str()).collect()
}

/// Those that the cut's reason does not quote already.
fn lyrics_beside<'a>(script: &Script<'a>, cut: &ScriptShot) -> Vec<&'a str> {
    let mut lines = lyrics(script, cut);
    lines.retain(|line| !cut.take.reason.contains(line.trim_end_matches(['.', ',', ';', ':'])));
    lines
}

/// The shot list as a page.
pub fn shot_list_html(script: &Script) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (style::head(&format!("{} – shot list", script.treatment.title), &[style::PAPER, style::SHOT_LIST]))
            body {
                header {
                    h1 { (script.treatment.title) }
                    p.kicker { "Shot list · " (count(script.shots.len(), "shot")) " · " (clock(script.film_secs())) " · timecode at " (script.cut.rate) " frames a second, non-drop" }
                }
                table {
                    thead { tr { @for head in ["Shot", "In", "Out", "Bar", "Size", "On", "Angle", "Move", "Lens", "Side", "Hold", "Power", "What is seen", "Notes"] { th { (head) } } } }
                    @for (index, scene) in script.treatment.scenes.iter().enumerate() {
                        @let shots: Vec<&ScriptShot> = script.shots.iter().filter(|cut| cut.shot.scene == scene.number).collect();
                        @if !shots.is_empty() {
                            @let (from_bar, to_bar) = script.treatment.scene_bars(index);
                            tbody {
                                tr.scene {
                                    th colspan="14" scope="rowgroup" {
                                        b { (scene.number) " " (scene.slug) }
                                        " " (capitalised(&scene.sections)) ", bars " (from_bar + 1) "–" (to_bar)
                                        " · Cast: " (capitalised(script.name(0))) ", " (script.name(1))
                                    }
                                }
                                @for cut in shots { (row(script, cut)) }
                            }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn row(script: &Script, cut: &ScriptShot) -> Markup {
    let shot = cut.shot;
    let span = script.span_at(shot.at.bar);
    let power = span.map_or(0.0, |span| span.cue.power);
    let after = power_out(script, cut);
    let turns = script.reversals.iter().any(|reversal| {
        let secs = script.secs(reversal.bar);
        cut.from_secs <= secs && secs < cut.to_secs
    });
    html! {
        tr.turn[turns] {
            td.shot { (shot.id) }
            td.tc { (timecode(cut.from_frame, script.cut.rate)) }
            td.tc { (timecode(cut.to_frame, script.cut.rate)) }
            td.tc { (shot.at) }
            td { (shot.scale.abbreviation()) }
            td { (script.subject(shot)) }
            td.angle { (script.angle(shot)) }
            td { (movement(shot)) }
            td.tc { (format!("{:.0}", shot.lens_mm)) }
            td { (side(shot)) }
            td { @if let Some(span) = span { (script.hold_title(span)) } }
            td { (script.power_words(power)) @if after != power { " → " (script.power_words(after)) } }
            td.seen { (shot.description) }
            td.seen { (cut.take.reason) @for line in lyrics_beside(script, cut) { br; i { (line) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::Written;

    /// Rows of a CSV without line breaks in its cells.
    fn rows(csv: &str) -> Vec<Vec<String>> {
        let row = |line: &str| {
            let (mut cells, mut quoted) = (vec![String::new()], false);
            for letter in line.chars() {
                match letter {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    letter => cells.last_mut().unwrap().push(letter),
                }
            }
            cells
        };
        csv.lines().map(row).collect()
    }

    #[test]
    fn the_table_has_a_row_a_shot_whose_times_agree_with_the_cut() {
        let written = Written::new();
        let script = written.script();
        let csv = String::from_utf8(shot_list_csv(&script)).unwrap();
        let rows = rows(&csv);
        assert_eq!(rows.len(), script.shots.len() + 1);
        let column = |name: &str| COLUMNS.iter().position(|column| *column == name).unwrap();
        for (row, (from, to, take)) in rows[1..].iter().zip(written.cut.spans()) {
            assert_eq!(row.len(), COLUMNS.len());
            assert_eq!(row[column("shot")], take.shot);
            assert_eq!(row[column("tc_in")], timecode(from, written.cut.rate));
            assert_eq!(row[column("frame_out")], to.to_string());
            assert_eq!(row[column("notes")], take.reason.replace('"', ""));
        }
    }

    #[test]
    fn the_page_marks_the_shots_in_which_power_turns() {
        let written = Written::new();
        let script = written.script();
        let page = shot_list_html(&script);
        assert_eq!(page.matches("<tr class=\"turn\">").count(), script.reversals.len());
        assert_eq!(page.matches("<td class=\"shot\">").count(), script.shots.len());
    }
}
