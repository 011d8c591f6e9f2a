//! `demo`: composes the demo song and makes its film; nothing is downloaded.

use std::path::PathBuf;

use anyhow::Result;
use reversal_compose::{SampleFormat, demo as demo_song, demo_lrc, render, wav_bytes};
use reversal_model::project::store::{read_bytes, write_atomic};
use reversal_model::settings::Stage;

use crate::args::{Request, Verb};
use crate::make::make;
use crate::show::Show;

/// The rate of studio and film sound.
const SAMPLE_RATE_HZ: u32 = 48_000;

/// A demo is to be seen soon: 720p takes half the time of 1080p.
const SIZE: &str = "720p";

/// Composes, then makes the film.
pub fn demo(request: &Request) -> Result<()> {
    let common = request.verb.common();
    let show = Show::new(common);
    let folder = common.out.clone().unwrap_or_else(|| PathBuf::from("reversal-demo-film"));
    let song_path = folder.join("demo.wav");
    let lyrics_path = folder.join("demo.lrc");
    show.begin("compose", None);
    let composition = demo_song();
    let (song, _truth) = render(&composition, SAMPLE_RATE_HZ);
    for (path, bytes) in [(&song_path, wav_bytes(&song, SampleFormat::Pcm16)), (&lyrics_path, demo_lrc().into_bytes())]
    {
        if read_bytes(path)?.as_deref() != Some(bytes.as_slice()) {
            write_atomic(path, &bytes)?;
        }
    }
    show.end("compose", &format!("“{}”, {:.0} s", composition.title, song.duration_secs()));
    let mut common = common.clone();
    common.target = Some(song_path);
    common.out = Some(folder);
    common.lyrics = Some(lyrics_path);
    let mut given = request.given.clone();
    if !given.iter().any(|(name, _)| *name == "size") {
        given.push(("size", SIZE.to_owned()));
    }
    make(&Request { verb: Verb::Make(common), given }, Stage::Deliver)
}
