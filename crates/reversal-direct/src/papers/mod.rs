//! The papers of a film: treatment, shot list, storyboard and discussion guide,
//! and what stands at a moment and why. All written from the one plan, so that
//! they cannot disagree; templates tell what the plan holds and nothing else.

pub mod account;
mod arrows;
mod chart;
mod discussion;
mod script;
pub mod sheet;
mod shot_list;
mod storyboard;
mod storyboarder;
pub(crate) mod style;
mod treatment;
mod visual;
mod words;

use std::collections::BTreeMap;

pub use arrows::CameraDrift;
pub use discussion::discussion_guide;
pub use script::{Script, ScriptShot};
pub use shot_list::{shot_list_csv, shot_list_html};
pub use storyboard::storyboard;
pub use storyboarder::{BoardImages, board_images, storyboarder};
pub use treatment::TreatmentPage;
pub(crate) use words::base64;
pub use words::timecode;

/// A picture of the film on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Still {
    /// The picture as JPEG.
    pub jpeg: Vec<u8>,
    /// How the camera goes while the frame's shot lasts.
    pub drift: CameraDrift,
}

/// How large a still is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StillSize {
    /// For a panel or a column.
    Small,
    /// For a whole page's width.
    Large,
}

/// Pictures by their frame of the film.
pub type Stills = BTreeMap<u64, Still>;

/// How far before a reversal its still lies, s: the last of what was believed.
const BEFORE_A_REVERSAL_SECS: f64 = 1.0;

/// The frames that the papers show: one a shot, large for the poster, those before each
/// reversal, within each recovery, and the last.
pub fn still_frames(script: &Script) -> BTreeMap<u64, StillSize> {
    let shots = script.shots.iter().map(ScriptShot::still_frame);
    let prompts = discussion::prompts(script).into_iter().filter_map(|prompt| prompt.still_frame);
    let poster = script.poster().map(|cut| (cut.still_frame(), StillSize::Large));
    shots.chain(prompts).map(|frame| (frame, StillSize::Small)).chain(poster).collect()
}

/// A picture inside a page.
fn data_uri(stills: &Stills, frame: u64) -> Option<String> {
    stills.get(&frame).map(|still| format!("data:image/jpeg;base64,{}", base64(&still.jpeg)))
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::brief::Brief;
    use reversal_model::cut::Cut;
    use reversal_model::reading::Reading;
    use reversal_model::shots::ShotList;
    use reversal_model::time::Rate;
    use reversal_model::treatment::Treatment;

    use super::*;
    use crate::choose::choose;
    use crate::shots::{ShotsRequest, plan_shots};
    use crate::synthetic::{SyntheticSong, reading};
    use crate::treat::{TreatRequest, treat};

    /// A drawn song planned, shot and cut: what papers are written from.
    pub(super) struct Written {
        pub(super) reading: Reading,
        pub(super) brief: &'static Brief,
        pub(super) treatment: Treatment,
        pub(super) shots: ShotList,
        pub(super) cut: Cut,
    }

    impl Written {
        pub(super) fn new() -> Written {
            let reading = reading(&SyntheticSong { bars: 64, bar_secs: 2.0, seed: 5 });
            let brief = &assets::briefs()[0];
            let (holds, places) = (assets::holds(), assets::places());
            let request = TreatRequest::new(&reading, brief, 1);
            let treatment = treat(&request).unwrap();
            let tempo_map = reading.tempo_map();
            let request = ShotsRequest {
                reading: &reading,
                tempo_map: &tempo_map,
                treatment: &treatment,
                brief,
                holds,
                places,
                seed: 1,
            };
            let shots = plan_shots(&request);
            let cut = choose(&shots, &tempo_map, Rate::FILM, (0.0, tempo_map.duration_secs()));
            Written { reading, brief, treatment, shots, cut }
        }

        pub(super) fn script(&self) -> Script<'_> {
            Script::new(&self.reading, self.brief, &self.treatment, &self.shots, &self.cut)
        }
    }

    /// A picture for each frame that the papers show.
    pub(super) fn stills(script: &Script) -> Stills {
        let still = Still { jpeg: vec![0xff, 0xd8, 0xff, 0xd9], drift: CameraDrift::default() };
        still_frames(script).into_keys().map(|frame| (frame, still.clone())).collect()
    }

    #[test]
    fn every_shot_of_the_cut_has_a_picture_that_lies_in_it() {
        let written = Written::new();
        let script = written.script();
        let frames = still_frames(&script);
        for cut in &script.shots {
            assert!(frames.range(cut.from_frame..cut.to_frame).next().is_some(), "{}", cut.shot.id);
        }
        assert!(frames.keys().all(|&frame| frame < script.cut.frames));
        assert_eq!(frames.values().filter(|&&size| size == StillSize::Large).count(), 1);
    }
}
