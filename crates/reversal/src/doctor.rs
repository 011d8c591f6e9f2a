//! `doctor`: what is missing on this machine and what that costs.

use std::path::PathBuf;

use anyhow::Result;
use reversal_listen::align::PhoneModel;
use reversal_listen::whisper::IS_BUILT_IN;
use serde_json::json;

use crate::args::Common;
use crate::show::{Show, print_json};

/// Something that the program can use and whether it is here.
struct Aid {
    name: &'static str,
    found: Option<String>,
    /// What its absence costs.
    cost: &'static str,
}

/// Looks the machine over; nothing it names is needed to make a film.
pub fn doctor(common: &Common) -> Result<()> {
    let show = Show::new(common);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let simd = reversal_shoot::instruction_set();
    // One that is there and broken is told of, and is none.
    let model = PhoneModel::find(None).unwrap_or_else(|fault| {
        show.warn(&fault.to_string());
        None
    });
    let aids = [
        Aid {
            name: "nasm (at build time)",
            found: on_path("nasm"),
            cost: "without it the H.264 encoder was built without its assembly and takes about twice the time; the bytes are the same",
        },
        Aid {
            name: "ffmpeg",
            found: on_path("ffmpeg"),
            cost: "not needed; other containers and masters must then be made elsewhere from out/film.mp4",
        },
        Aid {
            name: "a phone model (CMU Sphinx en-us)",
            found: model.map(|model| model.folder().display().to_string()),
            cost: "lyrics without times are placed by voice and syllables, and two words in three miss by more than .3 s; install pocketsphinx-en-us, or name a folder with --voice-model",
        },
        Aid {
            name: "Whisper",
            found: IS_BUILT_IN.then(|| "built in; name a model's file (ggml-*.bin) with --whisper-model".to_owned()),
            cost: "lyrics are placed by the phone model and songs without lyrics stay without; build with --features whisper to have it",
        },
        Aid {
            name: "a browser",
            found: ["chromium", "google-chrome", "firefox"].into_iter().find_map(on_path),
            cost: "out/treatment.html opens in any browser; the film itself plays in any player",
        },
    ];
    if common.json {
        let aids: Vec<_> =
            aids.iter().map(|aid| json!({ "name": aid.name, "found": aid.found, "cost": aid.cost })).collect();
        return print_json(&json!({ "threads": threads, "simd": simd, "aids": aids }));
    }
    show.say(&format!("threads  {threads}"));
    show.say(&format!("SIMD     {simd}"));
    for aid in &aids {
        match &aid.found {
            Some(path) => show.say(&format!("found    {}: {path}", aid.name)),
            None => show.say(&format!("missing  {}: {}", aid.name, aid.cost)),
        }
    }
    show.say("Nothing is missing that a film needs.");
    Ok(())
}

fn on_path(program: &str) -> Option<String> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder: PathBuf| folder.join(program))
        .find(|path| path.is_file())
        .map(|path| path.display().to_string())
}
