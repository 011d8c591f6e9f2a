//! The cut: shots at bars and beats become takes at integer frames. Snapping to frames happens here and nowhere else.

use reversal_model::cut::{CUT_FORMAT, Cut, CutTake, Source};
use reversal_model::shots::ShotList;
use reversal_model::time::{Rate, TempoMap};

/// Frames by which a cut leads its beat: pictures are taken in later than
/// sound, and film practice lets them lead by up to two and lag by one.
const LEAD_FRAMES: u64 = 1;
/// Frames by which a cut may lag where the one before leaves no room.
const LAG_FRAMES_MAX: u64 = 1;

/// Decides the cut of a part of the song at a rate. Shots outside the part are left out.
pub fn choose(shots: &ShotList, tempo_map: &TempoMap, rate: Rate, span_secs: (f64, f64)) -> Cut {
    let (from_secs, to_secs) = span_secs;
    let frames = rate.frame_nearest(to_secs - from_secs).max(1);
    let mut warnings = Vec::new();
    let mut takes: Vec<CutTake> = Vec::new();
    for shot in &shots.shots {
        let film_secs = tempo_map.song_from_bar_beat(shot.at) - from_secs;
        let nearest = rate.frame_nearest(film_secs);
        let mut frame = if film_secs <= 0.0 { 0 } else { nearest.saturating_sub(LEAD_FRAMES) };
        if frame >= frames {
            continue;
        }
        let take = |frame| CutTake {
            frame,
            shot: shot.id.clone(),
            scene: shot.scene,
            source: Source::Performed,
            reason: shot.reason.clone(),
        };
        if let Some(before) = takes.last() {
            if frame <= before.frame && film_secs > 0.0 {
                frame = (before.frame + 1).min(nearest + LAG_FRAMES_MAX);
            }
            if frame <= before.frame {
                if film_secs > 0.0 {
                    warnings.push(format!("shot {} is shorter than a frame and was left out", before.shot));
                }
                takes.pop();
            }
        }
        if frame < frames {
            // What sounds before the part's first shot still needs a picture.
            takes.push(take(if takes.is_empty() { 0 } else { frame }));
        }
    }
    if takes.is_empty() {
        warnings.push("the shot list has no shot for this part of the song".to_owned());
    }
    Cut { format: CUT_FORMAT.to_owned(), rate, song_start_secs: from_secs, frames, warnings, takes }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reversal_model::shots::{Height, Movement, SHOTS_FORMAT, Scale, Shot, Side, Subject};
    use reversal_model::time::BarBeat;

    use super::*;

    const RATES: [&str; 9] = ["24", "23.976", "25", "29.97", "30", "50", "59.94", "60", "12"];

    fn map(bars: u32, beat_secs: f64) -> TempoMap {
        let beats: Vec<f64> = (0..bars * 4).map(|beat| f64::from(beat) * beat_secs).collect();
        let downbeats: Vec<f64> = beats.iter().copied().step_by(4).collect();
        TempoMap::new(&beats, &downbeats, f64::from(bars * 4) * beat_secs)
    }

    fn shot_list(starts: impl IntoIterator<Item = BarBeat>) -> ShotList {
        let shots = starts
            .into_iter()
            .enumerate()
            .map(|(i, at)| Shot {
                id: format!("1-{i}"),
                scene: 1,
                at,
                scale: Scale::Medium,
                subject: Subject::Both,
                side: Side::Front,
                movement: Movement::Locked,
                height: Height::Level,
                lens_mm: 40.0,
                azimuth_deg: 0.0,
                description: String::new(),
                reason: "on the bar".to_owned(),
            })
            .collect();
        ShotList { format: SHOTS_FORMAT.to_owned(), shots }
    }

    proptest! {
        #[test]
        fn the_cut_covers_every_frame_once_at_every_rate(
            lengths in prop::collection::vec(1_u32..14, 1..80),
            beat_secs in 0.02..0.9_f64,
            rate in prop::sample::select(&RATES[..]),
            cut_from in 0.0..0.6_f64,
            share in 0.05..1.0_f64,
        ) {
            let rate: Rate = rate.parse().unwrap();
            let map = map(lengths.iter().sum::<u32>() / 8 + 1, beat_secs);
            let mut slot = 0;
            let shots = shot_list(lengths.iter().map(|length| {
                let at = BarBeat { bar: slot / 8, half_beat: slot % 8 };
                slot += length;
                at
            }));
            let from = cut_from * map.duration_secs();
            let to = from + share * (map.duration_secs() - from);
            let cut = choose(&shots, &map, rate, (from, to));
            prop_assert_eq!(cut.frames, rate.frame_nearest(to - from).max(1));
            prop_assert!(cut.faults().is_empty(), "{:?}", cut.faults());
            let covered: u64 = cut.spans().iter().map(|(from, to, _)| to - from).sum();
            prop_assert_eq!(covered, cut.frames);
            for take in cut.takes.iter().skip(1) {
                let shot = shots.shots.iter().find(|shot| shot.id == take.shot).unwrap();
                let nearest = rate.frame_nearest(map.song_from_bar_beat(shot.at) - from) as i64;
                let lag = take.frame as i64 - nearest;
                prop_assert!((-2..=1).contains(&lag), "{} lags by {lag} frames", take.shot);
            }
        }
    }

    #[test]
    fn cuts_come_one_frame_before_the_beat() {
        let cut = choose(&shot_list([0, 2, 4].map(BarBeat::downbeat)), &map(8, 0.5), Rate::FILM, (0.0, 16.0));
        let frames: Vec<u64> = cut.takes.iter().map(|take| take.frame).collect();
        assert_eq!(frames, [0, 95, 191]);
    }

    #[test]
    fn a_part_starts_in_the_shot_that_runs_there() {
        let cut = choose(&shot_list([0, 2, 4, 6].map(BarBeat::downbeat)), &map(8, 0.5), Rate::FILM, (5.0, 9.0));
        let takes: Vec<(u64, &str)> = cut.takes.iter().map(|take| (take.frame, take.shot.as_str())).collect();
        assert_eq!(takes, [(0, "1-1"), (71, "1-2")]);
        assert_eq!(cut.frames, 96);
        assert!(cut.warnings.is_empty());
    }

    #[test]
    fn shots_shorter_than_a_frame_are_left_out_with_a_warning() {
        let starts = (0..8).map(|half_beat| BarBeat { bar: 0, half_beat });
        let cut = choose(&shot_list(starts), &map(1, 0.02), Rate::FILM, (0.0, 0.08));
        assert!(cut.faults().is_empty());
        assert!(!cut.warnings.is_empty());
    }
}
