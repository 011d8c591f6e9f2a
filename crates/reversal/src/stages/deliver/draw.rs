//! Draws and encodes the chunks that are not there yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use reversal_deliver::{ChunkEncoder, EncodedChunk, VideoFormat, Yuv420};
use reversal_direct::exhaustion::exhaustion;
use reversal_direct::papers::CameraDrift;
use reversal_model::assets;
use reversal_model::lettering::{Card, Inscription};
use reversal_model::limits::SPARE_CHUNK_BYTES_MAX;
use reversal_model::look::{night_of_no_look, rain_at};
use reversal_model::performance::ScenePerformance;
use reversal_model::project::store::{read_bytes, write_atomic};
use reversal_model::settings::Settings;
use reversal_model::time::TempoMap;
use reversal_shoot::camera::{Camera, CameraPath, CameraRequest, Part, Picture, parts};
use reversal_shoot::flash::{Dimmer, LightMeter, Lights};
use reversal_shoot::{FrameFormat, HandTrack, Moment, Renderer, Stage, Toning};
use reversal_type::{Area, Plate};

use super::flashes::read_lights;
use super::handing::Handing;
use super::rehearsal::Rehearsal;
use super::still_picture::StillPicture;
use super::{Chunk, Plan, STEP, look_of, of_take, place_of, shot_of, shot_secs};
use crate::film::Film;
use crate::parallel::for_each;
use crate::stages::letter::area_of;
use crate::stages::perform::{find_hold, find_place, load};

/// What drawing took.
#[derive(Default)]
pub struct Drawn {
    pub frames: u64,
    pub worker_secs: BTreeMap<&'static str, f64>,
}

impl Drawn {
    /// Takes in what drawing more took.
    pub fn add(&mut self, more: Drawn) {
        self.frames += more.frames;
        for (work, secs) in more.worker_secs {
            *self.worker_secs.entry(work).or_default() += secs;
        }
    }
}

/// Draws every chunk that is missing or unreadable.
pub fn draw_missing(film: &Film, plan: &Plan, chunks: &[Chunk]) -> Result<Drawn> {
    let is_missing =
        |chunk: &&Chunk| read_chunk(film, chunk).is_err() || read_lights(&film.folder.map, chunk).is_none();
    let missing: Vec<&Chunk> = chunks.iter().filter(is_missing).collect();
    let total: u64 = missing.iter().map(|chunk| chunk.to - chunk.from).sum();
    film.show.begin(STEP, Some(total));
    let done = AtomicU64::new(0);
    let spent = Mutex::new(Spent::default());
    let tempo_map = plan.reading.tempo_map();
    for_each(&missing, film.threads(), |chunk| {
        let mut own = Spent::default();
        let take = TakeInHand::new(film, plan, &tempo_map, chunk.take)?;
        let (encoded, lights) = take.draw(chunk, &mut own, || {
            film.show.advance(STEP, done.fetch_add(1, Ordering::Relaxed) + 1, total);
        })?;
        write_atomic(&film.folder.map.chunk_lights(&chunk.fingerprint), &lights.to_bytes())?;
        write_atomic(&film.folder.map.chunk(&chunk.fingerprint), &encoded.to_bytes())?;
        let mut spent = spent.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        spent.drawing += own.drawing;
        spent.encoding += own.encoding;
        Ok(())
    })?;
    let spent = spent.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let worker_secs = BTreeMap::from([("draw", spent.drawing.as_secs_f64()), ("encode", spent.encoding.as_secs_f64())]);
    Ok(Drawn { frames: total, worker_secs })
}

/// A chunk as it lies in the folder; a torn or foreign file is an error.
pub fn read_chunk(film: &Film, chunk: &Chunk) -> Result<EncodedChunk> {
    let path = film.folder.map.chunk(&chunk.fingerprint);
    let bytes = read_bytes(&path)?.with_context(|| format!("{} is missing", path.display()))?;
    Ok(EncodedChunk::from_bytes(&bytes)?)
}

/// How the film is encoded.
pub fn video_format(plan: &Plan, settings: &Settings) -> VideoFormat {
    let (width, height) = settings.frame_size();
    VideoFormat::new(width, height, plan.cut.rate)
}

/// Measures the light of a film's frames.
pub fn light_meter(video: &VideoFormat) -> LightMeter {
    LightMeter::new(video.width as usize, video.height as usize)
}

#[derive(Default)]
struct Spent {
    drawing: Duration,
    encoding: Duration,
}

/// A take ready to be drawn: performance, place, people and camera.
pub struct TakeInHand<'a> {
    plan: &'a Plan<'a>,
    performance: ScenePerformance,
    rehearsal: Arc<Rehearsal>,
    stage: Stage,
    toning: Toning,
    video: VideoFormat,
    area: Area,
    aspect: f32,
    duration_secs: f64,
}

impl<'a> TakeInHand<'a> {
    /// Takes the `take`th take of the cut in hand.
    pub fn new(film: &Film, plan: &'a Plan<'a>, tempo_map: &TempoMap, take: usize) -> Result<TakeInHand<'a>> {
        let settings = &film.settings;
        let take = plan.cut.takes.get(take).context("a chunk belongs to no take")?;
        let shot = shot_of(plan, &take.shot)?;
        let fingerprint = plan.performances.get(&take.scene).context("a take's scene was not performed")?;
        let performance = load(&film.folder, fingerprint)?;
        let place = find_place(place_of(plan, take.scene)?)?;
        let characters = [&plan.brief.characters[0], &plan.brief.characters[1]];
        let (from_secs, to_secs) = shot_secs(plan.shots, tempo_map, &shot.id);
        let duration_secs = tempo_map.duration_secs();
        let spans = plan.treatment.hold_spans();
        let span = spans
            .iter()
            .rfind(|span| tempo_map.song_from_bar(span.from_bar) <= from_secs + 1e-6)
            .or(spans.first())
            .context("the treatment has no hold")?;
        let inside = |secs: &f64| (from_secs..to_secs).contains(secs);
        let look = look_of(plan)?;
        let share = (from_secs / duration_secs) as f32;
        let night = look.map_or_else(|| night_of_no_look(share), |look| look.night_at(share));
        let print = plan.brief.palette.print(look);
        let stage = Stage::new(place, characters, night).printed(&print);
        let rain = rain_at(plan.brief.palette.rain(look), share);
        let stage = look.into_iter().fold(stage, Stage::lit).rained(rain);
        let handing = Handing::seen(plan.treatment, assets::holds(), tempo_map, (from_secs, to_secs));
        let stage = handing.on(stage, &performance);
        let hold = find_hold(&span.cue.hold)?;
        let rehearsal = film.rehearsals.of(of_take(plan, settings, tempo_map, take)?, || Rehearsal {
            camera: CameraPath::new(&CameraRequest {
                shot,
                hold,
                place,
                stage: &stage,
                performance: &performance,
                span_secs: (from_secs, to_secs),
                aspect: settings.aspect.ratio,
                exhaustion: exhaustion(plan.reading, &plan.brief.rules).at(from_secs),
                reversal_secs: plan
                    .treatment
                    .reversals()
                    .iter()
                    .map(|reversal| tempo_map.song_from_bar(reversal.bar))
                    .find(inside),
                seed: settings.seed,
            }),
            hands: HandTrack::new(&stage, &performance, (from_secs, to_secs)),
        });
        Ok(TakeInHand {
            plan,
            rehearsal,
            performance,
            stage,
            toning: Toning::new(&print),
            video: video_format(plan, settings),
            area: area_of(settings),
            aspect: settings.aspect.ratio,
            duration_secs,
        })
    }

    fn draw(&self, chunk: &Chunk, spent: &mut Spent, mut drawn: impl FnMut()) -> Result<(EncodedChunk, Lights)> {
        let dimmer = Dimmer::of_step(chunk.step);
        let meter = light_meter(&self.video);
        let mut lights = meter.start();
        let mut renderer = self.renderer(self.video.width, self.video.height);
        let mut encoder = ChunkEncoder::new(&self.video)?;
        let mut picture = Yuv420::black(self.video.width, self.video.height);
        let plates = self.plates(chunk.from, chunk.to)?;
        for frame in chunk.from..chunk.to {
            let began = Instant::now();
            let written = plates.iter().find_map(|plate| plate.on(frame));
            self.draw_frame(&mut renderer, frame, written.as_ref(), &mut picture.luma)?;
            if let Some(dimmer) = &dimmer {
                dimmer.dim(&mut picture.luma);
            }
            meter.add(&picture.luma, &mut lights);
            if self.toning.is_toned() {
                let Yuv420 { width, luma, blue, red, .. } = &mut picture;
                self.toning.planes(luma, *width as usize, blue, red);
            }
            let marched = Instant::now();
            encoder.push(&picture)?;
            spent.drawing += marched - began;
            spent.encoding += marched.elapsed();
            drawn();
        }
        let began = Instant::now();
        let encoded = encoder.finish()?;
        spent.encoding += began.elapsed();
        Ok((encoded, lights))
    }

    /// A still of a frame with the picture alone, without bars.
    pub fn still(&self, frame: u64, width: u32) -> Result<StillPicture<'_>> {
        let width = width & !1;
        let height = ((width as f32 / self.aspect).round() as u32) & !1;
        let mut luma = Vec::new();
        self.draw_frame(&mut self.renderer(width, height), frame, None, &mut luma)?;
        Ok(StillPicture { width, height, luma, toning: &self.toning })
    }

    /// What a still of a frame shows of the two.
    pub fn picture(&self, frame: u64, still: &StillPicture<'_>) -> Result<Picture> {
        let song_secs = self.plan.cut.song_from_frame(frame);
        let bodies = self.performance.bodies_at(song_secs).context("a scene's performance is empty")?;
        Ok(Picture::of(&self.rehearsal.camera.at(song_secs), &bodies, &still.greys(), still.width as usize))
    }

    /// The heads and the joints of the two in a picture of a size.
    pub fn parts(&self, frame: u64, size: (usize, usize)) -> Result<Vec<Part>> {
        let song_secs = self.plan.cut.song_from_frame(frame);
        let bodies = self.performance.bodies_at(song_secs).context("a scene's performance is empty")?;
        Ok(parts(&self.rehearsal.camera.at(song_secs), &bodies, size))
    }

    /// How the camera goes from one frame to another, in degrees of view: what it turns, and what it
    /// moves past the distance that it is focused on.
    pub fn drift(&self, from: u64, to: u64) -> CameraDrift {
        let [first, last] = [from, to].map(|frame| self.rehearsal.camera.at(self.plan.cut.song_from_frame(frame)));
        let moved = (last.eye - first.eye) / first.focus_m.max(0.1);
        let toward = last.forward + moved;
        let degrees = |share: f32| share.atan().to_degrees();
        CameraDrift { right_deg: degrees(toward.dot(first.right)), up_deg: degrees(toward.dot(first.up)) }
    }

    /// The camera in a frame.
    pub fn camera_at(&self, frame: u64) -> Camera {
        self.rehearsal.camera.at(self.plan.cut.song_from_frame(frame))
    }

    fn renderer(&self, width: u32, height: u32) -> Renderer {
        Renderer::new(FrameFormat { width: width as usize, height: height as usize, picture_aspect: self.aspect })
    }

    /// The cards of some frames, printed for the film's pictures.
    fn plates(&self, from: u64, to: u64) -> Result<Vec<Plate>> {
        let rate = self.video.rate.per_second();
        let plate = |card: &Card| {
            Plate::new(card, self.area, rate).with_context(|| {
                format!("the card \"{}\" at frame {} of lettering.toml cannot be set", card.text, card.from)
            })
        };
        self.plan.lettering.within(from, to).map(plate).collect()
    }

    fn draw_frame(
        &self,
        renderer: &mut Renderer,
        frame: u64,
        written: Option<&Inscription<'_>>,
        luma: &mut Vec<u8>,
    ) -> Result<()> {
        let song_secs = self.plan.cut.song_from_frame(frame);
        let bodies = self.performance.bodies_at(song_secs).context("a scene's performance is empty")?;
        let breath = self.performance.tick_at(song_secs).map_or([0.5; 2], |tick| tick.breath);
        let moment = Moment {
            bodies: &bodies,
            hands: Some(self.rehearsal.hands.at(song_secs)),
            breath,
            wear: (song_secs / self.duration_secs) as f32,
            swing: self.performance.swing_at(song_secs),
            camera: &self.rehearsal.camera.at(song_secs),
            frame,
            frames_per_sec: self.video.rate.per_second(),
        };
        renderer.expose(&self.stage, &moment);
        renderer.develop(&self.stage, &moment, written, luma);
        Ok(())
    }
}

/// Removes the oldest chunks and performances that no present cut needs, so that the disk does not fill.
pub fn forget_spare_chunks(film: &Film, needed: &[String]) {
    let map = &film.folder.map;
    let needed: Vec<PathBuf> = needed.iter().flat_map(|name| [map.chunk(name), map.chunk_lights(name)]).collect();
    let mut spare: Vec<(std::time::SystemTime, u64, PathBuf)> = fs::read_dir(map.chunks())
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| !needed.contains(&entry.path()))
        .filter_map(|entry| {
            let facts = entry.metadata().ok()?;
            Some((facts.modified().ok()?, facts.len(), entry.path()))
        })
        .collect();
    spare.sort();
    let mut bytes: u64 = spare.iter().map(|chunk| chunk.1).sum();
    for (_, size, path) in spare {
        if bytes <= SPARE_CHUNK_BYTES_MAX {
            break;
        }
        // A chunk that cannot be removed only takes room.
        let _ = fs::remove_file(path);
        bytes -= size;
    }
}
