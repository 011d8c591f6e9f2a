//! OpenTimelineIO's JSON (schemas Timeline.1, Track.1, Clip.2, Marker.2): a clip
//! a shot, all of them ranges of the finished film, so that the cut can be
//! opened and changed where the picture is needed no second time.

use serde_json::{Value, json};

use super::Exchange;

/// Writes the timeline.
pub fn write(exchange: &Exchange) -> Vec<u8> {
    let rate = exchange.cut.rate.per_second();
    let time = |frame: u64| json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": frame as f64 });
    let range = |from: u64, to: u64| json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(from), "duration": time(to - from) });
    let media = || {
        json!({
            "OTIO_SCHEMA": "ExternalReference.1",
            "name": exchange.film_file,
            "available_range": range(0, exchange.cut.frames),
            "target_url": exchange.film_file,
            "metadata": {}
        })
    };
    let clip = |name: &str, from: u64, to: u64, markers: Vec<Value>, metadata: Value| {
        json!({
            "OTIO_SCHEMA": "Clip.2",
            "name": name,
            "source_range": range(from, to),
            "effects": [],
            "markers": markers,
            "enabled": true,
            "media_references": { "DEFAULT_MEDIA": media() },
            "active_media_reference_key": "DEFAULT_MEDIA",
            "metadata": { "reversal": metadata }
        })
    };
    let track = |name: &str, kind: &str, children: Vec<Value>| json!({ "OTIO_SCHEMA": "Track.1", "name": name, "kind": kind, "children": children, "effects": [], "markers": [], "enabled": true, "source_range": null, "metadata": {} });
    let pictures = exchange.cut.spans().into_iter().map(|(from, to, take)| {
        let markers = exchange
            .markers
            .iter()
            .filter(|marker| (from..to).contains(&marker.frame))
            .map(|marker| {
                json!({
                    "OTIO_SCHEMA": "Marker.2",
                    "name": marker.name,
                    "color": if marker.reversal { "RED" } else { "CYAN" },
                    "marked_range": range(marker.frame, marker.frame + 1),
                    "comment": "",
                    "metadata": {}
                })
            })
            .collect();
        let shot = exchange.shots.shots.iter().find(|shot| shot.id == take.shot);
        let metadata = json!({
            "scene": take.scene,
            "size": shot.map(|shot| shot.scale.abbreviation()),
            "description": shot.map(|shot| shot.description.as_str()),
            "reason": take.reason,
        });
        clip(&take.shot, from, to, markers, metadata)
    });
    let sound = clip(exchange.title, 0, exchange.cut.frames, Vec::new(), json!({}));
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": exchange.title,
        "global_start_time": null,
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "children": [track("Picture", "Video", pictures.collect()), track("Song", "Audio", vec![sound])],
            "effects": [],
            "markers": [],
            "enabled": true,
            "source_range": null,
            "metadata": {}
        },
        "metadata": {}
    });
    format!("{timeline:#}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Marker;
    use reversal_model::cut::{CUT_FORMAT, Cut, CutTake, Source};
    use reversal_model::shots::{SHOTS_FORMAT, ShotList};
    use reversal_model::time::Rate;

    #[test]
    fn clips_cover_the_film_once_and_markers_lie_in_their_clips() {
        let take = |frame: u64, shot: &str| CutTake {
            frame,
            shot: shot.to_owned(),
            scene: 1,
            source: Source::Performed,
            reason: String::new(),
        };
        let cut = Cut {
            format: CUT_FORMAT.to_owned(),
            rate: Rate { numerator: 24000, denominator: 1001 },
            song_start_secs: 0.0,
            frames: 100,
            warnings: Vec::new(),
            takes: vec![take(0, "1A"), take(40, "1B")],
        };
        let shots = ShotList { format: SHOTS_FORMAT.to_owned(), shots: Vec::new() };
        let markers = vec![Marker { frame: 41, name: "the Kid takes the power".to_owned(), reversal: true }];
        let exchange = Exchange { title: "T \"quoted\"", cut: &cut, shots: &shots, film_file: "film.mp4", markers };
        let timeline: Value = serde_json::from_slice(&write(&exchange)).unwrap();
        let clips = timeline["tracks"]["children"][0]["children"].as_array().unwrap();
        let durations: f64 = clips.iter().map(|clip| clip["source_range"]["duration"]["value"].as_f64().unwrap()).sum();
        assert_eq!((clips.len(), durations), (2, 100.0));
        assert_eq!(clips[0]["markers"].as_array().unwrap().len(), 0);
        assert_eq!(clips[1]["markers"][0]["marked_range"]["start_time"]["value"], 41.0);
    }
}
