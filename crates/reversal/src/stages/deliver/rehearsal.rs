//! What is worked out once for all pictures of a take: where the camera stands and goes, and what the hands do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use reversal_shoot::HandTrack;
use reversal_shoot::camera::CameraPath;

/// A take's camera and hands.
pub struct Rehearsal {
    pub camera: CameraPath,
    pub hands: HandTrack,
}

/// The takes that were rehearsed so far, by the fingerprint of all that their pictures are made of.
#[derive(Default)]
pub struct Rehearsals(Mutex<HashMap<String, Arc<OnceLock<Rehearsed>>>>);

type Rehearsed = Arc<Rehearsal>;

impl Rehearsals {
    /// A take's rehearsal; whoever needs it first works it out, and the others wait for it.
    pub fn of(&self, take: String, rehearse: impl FnOnce() -> Rehearsal) -> Rehearsed {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(take).or_default().clone();
        slot.get_or_init(|| Arc::new(rehearse())).clone()
    }
}

#[cfg(test)]
mod tests {
    use reversal_model::assets;
    use reversal_model::performance::ScenePerformance;
    use reversal_model::shots::ShotList;
    use reversal_shoot::Stage;
    use reversal_shoot::camera::CameraRequest;

    use super::*;

    #[test]
    fn a_take_is_rehearsed_once_however_many_need_it() {
        let rehearsals = Rehearsals::default();
        let place = &assets::places()[0];
        let characters = &assets::briefs()[0].characters;
        let stage = Stage::new(place, [&characters[0], &characters[1]], 0.0);
        let shots: ShotList = toml::from_str(
            "format = 'shots.1'\n[[shot]]\nid = '1A'\nscene = 1\nat = '1'\nscale = 'MS'\nsubject = 'both'\n\
             side = 'front'\nmovement = 'locked'\nheight = 'level'\nlens_mm = 50.0\nazimuth_deg = 0.0\n\
             description = ''\nreason = ''\n",
        )
        .unwrap();
        let performance = ScenePerformance { scene: 1, start_secs: 0.0, ticks: Vec::new() };
        let rehearse = || Rehearsal {
            camera: CameraPath::new(&CameraRequest {
                shot: &shots.shots[0],
                hold: &assets::holds()[0],
                place,
                stage: &stage,
                performance: &performance,
                span_secs: (0.0, 1.0),
                aspect: 2.39,
                exhaustion: 0.5,
                reversal_secs: None,
                seed: 1,
            }),
            hands: HandTrack::new(&stage, &performance, (0.0, 1.0)),
        };
        let first = rehearsals.of("1A".to_owned(), rehearse);
        let again = rehearsals.of("1A".to_owned(), || unreachable!("it was rehearsed"));
        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &rehearsals.of("1B".to_owned(), rehearse)));
    }
}
