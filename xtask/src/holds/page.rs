//! The page on which all holds are looked at beside their numbers.

use maud::{DOCTYPE, Markup, html};

use super::sheet::Sheet;

const STYLE: &str = "body{background:#111;color:#ddd;font:15px/1.45 Georgia,serif;margin:2rem auto;max-width:1480px}\
h2{margin:2.5rem 0 .2rem}code,td,th{font:12px/1.5 ui-monospace,monospace;color:#999}\
th{text-align:left;padding-right:.8rem;font-weight:400;color:#666}td{padding-right:1.6rem}img{width:1440px;display:block;margin:.6rem 0}";

/// The page with one article a hold.
pub fn page(sheets: &[Sheet]) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Holds" }
                style { (STYLE) }
            }
            body {
                h1 { "Holds" }
                p {
                    "Each hold by itself for eight seconds: its start, middle and end from left to right, from its own"
                    " view above and from behind that below, its hands last where they tell the story. Does the posture read"
                    " as what its text says?"
                }
                @for sheet in sheets { (article(sheet)) }
            }
        }
    }
    .into_string()
}

fn article(sheet: &Sheet) -> Markup {
    let (hold, measures) = (sheet.hold, &sheet.measures);
    let powers: Vec<String> = hold.powers.iter().map(|&power| format!("{}", f32::from(power) / 4.0)).collect();
    let kinds = [(hold.rest, "rest"), (hold.mobile, "mobile"), (hold.fall, "fall"), (hold.gives, "gives")];
    let kinds: Vec<&str> = kinds.into_iter().filter_map(|(is, kind)| is.then_some(kind)).collect();
    let rows = [
        vec![
            ("level", format!("{:?}", hold.level).to_lowercase()),
            ("needs", format!("{:?}", hold.anchor).to_lowercase()),
            ("power", powers.join(", ")),
            ("bars", format!("{}–{}", hold.bars_min, hold.bars_max)),
            ("kind", kinds.join(", ")),
            ("before, after", format!("{}, {}", sheet.ways.0, sheet.ways.1)),
        ],
        vec![
            ("closeness", format!("{:.2}", hold.closeness)),
            ("intensity", format!("{:.2}", hold.intensity)),
            ("effort", format!("{:.2}", hold.effort)),
            ("tenderness", format!("{:.2}", hold.tenderness)),
            ("shame", format!("{:.2}", hold.shame)),
            ("in touch", format!("{:.0} %", measures.contact_share * 100.0)),
        ],
        vec![
            ("contacts miss", format!("{:.3} m", sheet.contact_miss_m)),
            ("sinks", format!("{:.3} m", measures.penetration_m.max)),
            ("feet slide", format!("{:.3} m", measures.foot_slide_m.max)),
            ("joints jump", format!("{:.3} m", measures.joint_jump_m.max)),
            ("hands arrive", format!("{:.2} m/s", measures.hand_speed_before_contact_m_s.max)),
            ("place", sheet.place.title.clone()),
        ],
    ];
    html! {
        article id=(hold.name) {
            h2 { (hold.title) " " code { (hold.name) } }
            div { (hold.text.replace("{lead}", "A").replace("{other}", "B")) }
            img src=(sheet.file_name()) alt=(hold.title) loading="lazy";
            table {
                @for row in &rows {
                    tr { @for (name, value) in row { th { (name) } td { (value) } } }
                }
            }
        }
    }
}
