//! Whole films, read back by ffmpeg: pictures, headers, joins.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests, as the tests themselves

mod common;

use common::*;
use reversal_deliver::{DeliverError, FilmPlan, FilmSpan, FilmTags, SongPackets, VideoFormat, write_film};
use reversal_model::time::Rate;

fn probe(path: &std::path::Path, entries: &str) -> String {
    String::from_utf8(output("ffprobe", &["-count_frames", "-show_entries", entries, "-of", "compact", text(path)]))
        .unwrap()
}

/// A film without sound of the given chunk borders.
fn silent_film(path: &std::path::Path, format: &VideoFormat, borders: &[u64]) -> Result<(), DeliverError> {
    let frames = borders[borders.len() - 1] - borders[0];
    let plan = FilmPlan { video: *format, frames, span: FilmSpan::WHOLE, tags: FilmTags::default() };
    let chunks = borders.windows(2).map(|pair| Ok::<_, DeliverError>(chunk(format, pair[0], pair[1])));
    write_film(path, &plan, None, chunks).map(|_| ())
}

fn pictures(path: &std::path::Path) -> Vec<String> {
    let report = output("ffmpeg", &["-i", text(path), "-map", "0:v", "-f", "framemd5", "-"]);
    let report = String::from_utf8(report).unwrap();
    report.lines().filter(|line| !line.starts_with('#')).map(|row| row[row.len() - 32..].to_owned()).collect()
}

#[test]
fn every_picture_is_there_at_its_exact_time_at_every_rate() {
    if skipped("every_picture_is_there_at_its_exact_time_at_every_rate") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = wav(folder.path(), 44_100, 2, 4.0);
    let song = SongPackets::open(&recoded(&wav, "song.mp3", &["-b:a", "128k"])).unwrap().unwrap();
    for rate in ["24", "23.976", "25", "29.97", "60"] {
        let rate: Rate = rate.parse().unwrap();
        let path = folder.path().join("film.mp4");
        let frames = film(&path, &VideoFormat { rate, ..small() }, &song, FilmSpan::WHOLE);
        let facts = probe(&path, "stream=codec_type,nb_read_frames,r_frame_rate,avg_frame_rate");
        let wanted = format!("{}/{}", rate.numerator, rate.denominator);
        let line = facts.lines().find(|line| line.contains("video")).unwrap();
        assert!(
            line.contains(&format!("r_frame_rate={wanted}|avg_frame_rate={wanted}|nb_read_frames={frames}")),
            "{line}"
        );
        let times = probe(&path, "frame=stream_index,pts");
        let pts: Vec<u64> =
            times.lines().filter_map(|line| line.strip_prefix("frame|stream_index=0|pts=")?.parse().ok()).collect();
        let wanted: Vec<u64> = (0..frames).map(|frame| frame * u64::from(rate.denominator)).collect();
        assert_eq!(pts, wanted, "in units of 1/{} s", rate.numerator);
        output("ffmpeg", &["-i", text(&path), "-f", "null", "-"]);
    }
}

#[test]
fn the_header_comes_first_and_says_what_the_film_is() {
    if skipped("the_header_comes_first_and_says_what_the_film_is") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = wav(folder.path(), 48_000, 2, 2.0);
    let song = SongPackets::open(&recoded(&wav, "song.flac", &[])).unwrap().unwrap();
    let path = folder.path().join("film.mp4");
    film(&path, &small(), &song, FilmSpan::WHOLE);
    let bytes = std::fs::read(&path).unwrap();
    let at = |kind: &[u8]| bytes.windows(4).position(|window| window == kind).unwrap();
    assert!(at(b"moov") < at(b"mdat"));
    let facts = probe(
        &path,
        "stream=codec_name,profile,width,height,pix_fmt,color_range,color_space,color_transfer,color_primaries,sample_aspect_ratio,has_b_frames:format_tags=title,artist",
    );
    for fact in [
        "codec_name=h264|profile=High|width=160|height=90|has_b_frames=0|sample_aspect_ratio=1:1|pix_fmt=yuv420p|color_range=tv|color_space=bt709|color_transfer=bt709|color_primaries=bt709",
        "codec_name=flac",
        "tag:title=Ça <ira>|tag:artist=Ensemble",
    ] {
        assert!(facts.contains(fact), "no {fact} in {facts}");
    }
}

#[test]
fn key_pictures_come_each_half_second() {
    if skipped("key_pictures_come_each_half_second") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    silent_film(&path, &small(), &[0, 30, 61]).unwrap();
    let keys: Vec<usize> = probe(&path, "packet=flags")
        .lines()
        .filter(|line| line.starts_with("packet"))
        .enumerate()
        .filter_map(|(index, line)| line.contains("flags=K").then_some(index))
        .collect();
    assert_eq!(keys, [0, 12, 24, 30, 42, 54]);
}

#[test]
fn chunks_join_without_loss() {
    if skipped("chunks_join_without_loss") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    // Borders where key pictures fall anyway: the film is the same as from one chunk.
    silent_film(&path, &small(), &[0, 60]).unwrap();
    let whole = pictures(&path);
    assert_eq!(whole.len(), 60);
    silent_film(&path, &small(), &[0, 12, 36, 60]).unwrap();
    assert_eq!(pictures(&path), whole);
    // Any borders, down to single pictures: the joined film is its chunks, one after another.
    let borders = [0, 1, 2, 3, 16, 41, 42, 60];
    let mut apart = Vec::new();
    for pair in borders.windows(2) {
        silent_film(&path, &small(), pair).unwrap();
        apart.extend(pictures(&path));
    }
    silent_film(&path, &small(), &borders).unwrap();
    assert_eq!(pictures(&path), apart);
}

#[test]
fn a_film_with_pictures_missing_or_too_many_is_refused_and_the_old_one_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, "the old film").unwrap();
    let format = small();
    for frames in [9, 11] {
        let plan = FilmPlan { video: format, frames, span: FilmSpan::WHOLE, tags: FilmTags::default() };
        let error = write_film(&path, &plan, None, [Ok::<_, DeliverError>(chunk(&format, 0, 10))]).unwrap_err();
        assert!(error.to_string().contains(&format!("the film's {frames} pictures")), "{error}");
    }
    let plan = FilmPlan { video: format, frames: 10, span: FilmSpan::WHOLE, tags: FilmTags::default() };
    let other = VideoFormat { width: 162, ..format };
    for wrong in [chunk(&other, 0, 10), chunk(&VideoFormat { rate: "25".parse().unwrap(), ..format }, 0, 10)] {
        assert!(write_film(&path, &plan, None, [Ok::<_, DeliverError>(wrong)]).is_err());
    }
    let failing = [Ok(chunk(&format, 0, 5)), Err("the disk is gone")];
    let error = write_film(&path, &plan, None, failing).unwrap_err();
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"the old film");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no litter");
}

#[test]
fn the_same_film_is_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        silent_film(&path, &small(), &[0, 14, 20]).unwrap();
        std::fs::read(path).unwrap()
    };
    assert_eq!(write("a.mp4"), write("b.mp4"));
}
