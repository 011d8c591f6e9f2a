//! The film as it was performed: where the two are in each frame, and through which camera they are seen.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use reversal_model::cut::CutTake;
use reversal_model::performance::{ScenePerformance, Skeleton};
use reversal_model::place::Place;
use reversal_perform::export::{CameraKey, PerformedFilm, RiggedFigure, TakeCamera, bvh, glb};

use super::STEP;
use crate::film::Film;
use crate::folder::Folder;
use crate::parallel::for_each;
use crate::stages::deliver::{Plan, TakeInHand, place_of};
use crate::stages::perform::{find_place, load};

/// The performed scenes that a cut shows, by number.
pub struct Performed(BTreeMap<u32, ScenePerformance>);

impl Performed {
    /// Reads them; a fault where one is not performed as it is planned now.
    pub fn load(folder: &Folder, plan: &Plan) -> Result<Performed> {
        let mut scenes = BTreeMap::new();
        for take in &plan.cut.takes {
            if scenes.contains_key(&take.scene) {
                continue;
            }
            let fingerprint = plan.performances.get(&take.scene).context("a take's scene was not performed")?;
            let scene = load(folder, fingerprint).with_context(|| {
                let root = folder.map.root().display();
                format!(
                    "scene {} is not performed as it is planned now\n  hint: go on with reversal perform {root}",
                    take.scene
                )
            })?;
            scenes.insert(take.scene, scene);
        }
        Ok(Performed(scenes))
    }

    /// The two figures' BVH and the scene's glTF.
    pub fn files(&self, film: &Film, plan: &Plan) -> Result<[Vec<u8>; 3]> {
        let skeletons = self.skeletons(plan)?;
        let [first, second] = [0, 1].map(|figure| {
            RiggedFigure::new(&plan.brief.characters[figure], skeletons.iter().map(|bodies| bodies[figure]))
        });
        let [first_name, second_name] = [0, 1].map(|figure| plan.brief.characters[figure].name.as_str());
        let scene = glb(&PerformedFilm {
            title: &plan.treatment.title,
            rate: plan.cut.rate,
            figures: [(first_name, &first), (second_name, &second)],
            scenes: places(plan)?,
            cameras: cameras(film, plan)?,
            aspect: film.settings.aspect.ratio,
        });
        Ok([bvh(&first, plan.cut.rate).into_bytes(), bvh(&second, plan.cut.rate).into_bytes(), scene])
    }

    /// Where the joints of the two are in each frame.
    fn skeletons(&self, plan: &Plan) -> Result<Vec<[Skeleton; 2]>> {
        let mut skeletons = Vec::new();
        for (from, to, take) in plan.cut.spans() {
            let scene = self.0.get(&take.scene).context("a take's scene was not performed")?;
            for frame in from..to {
                let bodies = scene.bodies_at(plan.cut.song_from_frame(frame));
                skeletons.push(bodies.context("a scene's performance is empty")?);
            }
        }
        Ok(skeletons)
    }
}

/// The first frame of each scene as the cut shows them, and its place.
fn places(plan: &Plan) -> Result<Vec<(u64, &'static Place)>> {
    let mut places = Vec::new();
    let mut before = None;
    for CutTake { frame, scene, .. } in &plan.cut.takes {
        if before.replace(*scene) != Some(*scene) {
            places.push((*frame, find_place(place_of(plan, *scene)?)?));
        }
    }
    Ok(places)
}

/// The camera of each take.
fn cameras(film: &Film, plan: &Plan) -> Result<Vec<TakeCamera>> {
    let tempo_map = plan.reading.tempo_map();
    let takes: Vec<_> = plan.cut.spans().into_iter().enumerate().collect();
    let (cameras, done) = (Mutex::new(BTreeMap::new()), AtomicU64::new(0));
    film.show.begin(STEP, Some(takes.len() as u64));
    for_each(&takes, film.threads(), |&(index, (from, to, take))| {
        let in_hand = TakeInHand::new(film, plan, &tempo_map, index)?;
        let key = |frame| {
            let camera = in_hand.camera_at(frame);
            CameraKey {
                eye: camera.eye,
                right: camera.right,
                up: camera.up,
                tan_half_width: camera.tan_half_width,
                focus_m: camera.focus_m,
            }
        };
        let camera = TakeCamera { shot: take.shot.clone(), first_frame: from, keys: (from..to).map(key).collect() };
        cameras.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(index, camera);
        film.show.advance(STEP, done.fetch_add(1, Ordering::Relaxed) + 1, takes.len() as u64);
        Ok(())
    })?;
    Ok(cameras.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_values().collect())
}
