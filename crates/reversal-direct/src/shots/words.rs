//! A shot in words: what is seen, and why the cut is there.

use reversal_model::shots::{Movement, Scale, Side, Subject};

use super::ShotsRequest;
use super::rhythm::{Occasion, Slot};
use super::setup::Setup;
use super::solve::Reaction;
use super::story::{Demand, Story};

/// Why a shot is where it is, apart from the music.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Role {
    /// First shot of the film.
    pub(crate) opens_film: bool,
    /// Last shot of the film.
    pub(crate) closes_film: bool,
    /// First shot of its scene.
    pub(crate) opens_scene: bool,
    /// Holds through a reversal, to this character's power.
    pub(crate) reversal_to: Option<usize>,
    /// Which of the reactions after a reversal it is.
    pub(crate) reaction: Option<Reaction>,
    /// First picture of its scene that shows the place.
    pub(crate) establishes: bool,
    /// Whether the line between the two was crossed.
    pub(crate) crosses_line: bool,
}

fn name<'a>(request: &ShotsRequest<'a>, who: usize) -> &'a str {
    request.brief.characters.get(who).map_or(["the first", "the second"][who.min(1)], |character| &character.name)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What happens in a bar, with the characters' names.
fn action(request: &ShotsRequest<'_>, story: &Story<'_>, bar: u32) -> String {
    let lead = story.lead_at(bar);
    let text = story.hold_at(bar).map_or("{lead} and {other} are there.", |hold| hold.text.as_str());
    capital(&text.replace("{lead}", name(request, lead)).replace("{other}", name(request, 1 - lead)))
}

/// What is seen.
pub(crate) fn description(
    request: &ShotsRequest<'_>,
    story: &Story<'_>,
    scene: usize,
    setup: Setup,
    bar: u32,
) -> String {
    let size = match setup.scale {
        Scale::ExtremeCloseUp => "Very close",
        Scale::CloseUp => "Close",
        Scale::MediumCloseUp => "Head and shoulders",
        Scale::Medium => "From the waist",
        Scale::MediumLong => "From the knees",
        Scale::Wide => "Wide",
        Scale::ExtremeWide => "Very wide",
    };
    let faces = story.hold_at(bar).is_none_or(|hold| hold.view.faces);
    let who = match setup.subject {
        Subject::First | Subject::Second => {
            let name = name(request, usize::from(setup.subject == Subject::Second));
            match (setup.scale <= Scale::CloseUp, faces) {
                (true, true) => format!("{name}'s face"),
                (true, false) => format!("{name}'s nape and hands, the face turned away"),
                (false, _) => name.to_owned(),
            }
        }
        Subject::Both => format!("{} and {}", name(request, 0), name(request, 1)),
        Subject::Hands => "hands, and what they have hold of".to_owned(),
        Subject::Place => {
            let place = story.place(scene).map_or("the place", |place| place.title.as_str());
            let mut letters = place.chars();
            let place: String = letters.next().map(char::to_lowercase).into_iter().flatten().chain(letters).collect();
            format!("{place}, empty around the two of them")
        }
    };
    let camera = match setup.movement {
        Movement::Locked => "locked",
        Movement::Handheld => "handheld",
        Movement::Push => "pushing in slowly",
        Movement::Pull => "drawing back slowly",
        Movement::Follow => "following, a little late",
    };
    let side = match setup.side {
        Side::Front => "",
        Side::Back => ", from the far side",
        Side::Line => ", along the line between them",
    };
    format!("{size}: {who}, {camera}{side}. {}", action(request, story, bar))
}

/// Why the cut into the shot is here.
pub(crate) fn reason(request: &ShotsRequest<'_>, slot: &Slot, role: Role, demand: Demand) -> String {
    let music = match &slot.occasion {
        Occasion::Section(label) => format!("the {label} starts"),
        Occasion::Line(text) => format!("a line starts: \u{201c}{text}\u{201d}"),
        Occasion::Downbeat => "on the bar".to_owned(),
        Occasion::Beat => "on the beat".to_owned(),
        Occasion::OffBeat => "off the beat, so that the cutting is not a metronome".to_owned(),
    };
    let grammar = match role {
        Role { opens_film: true, .. } => Some("it opens close and already in it".to_owned()),
        Role { closes_film: true, .. } => Some(match super::who_has_no_office(request.brief) {
            Some(who) => format!(
                "the opening frame from a step further back, and {} is who it is for: what it cost the one without an office",
                name(request, who)
            ),
            None => "the opening frame again, changed only by wear".to_owned(),
        }),
        Role { reaction: Some(which), .. } => {
            let crossed = if role.crosses_line { "; the line is crossed, because the power has been" } else { "" };
            Some(match which {
                Reaction::First => format!("what the change did to one of them{crossed}"),
                Reaction::Second => "and to the other, for just as long".to_owned(),
            })
        }
        Role { reversal_to: Some(to), .. } => {
            Some(format!("one take, held through the change: {} takes the power", name(request, to)))
        }
        _ if demand == Demand::StillWide => Some("the camera stands still and lets it be boring".to_owned()),
        _ if demand == Demand::LockedClose => Some("stillness against the loudest music".to_owned()),
        Role { establishes: true, .. } => Some("the place is seen, and how empty it is".to_owned()),
        Role { opens_scene: true, .. } => Some("a new place".to_owned()),
        _ => None,
    };
    capital(&grammar.map_or_else(|| music.clone(), |grammar| format!("{grammar} ({music})")))
}
