//! The project's own chores.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod ablation;
mod holds;
mod look;
mod motion;
mod reference;
mod score;
mod staged;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

const HELP: &str = "cargo xtask check       what CI runs, without installing anything
cargo xtask reference   write the reference pages of docs/ from the tables
cargo xtask holds [FOLDER] [--only HOLD]…
                        every hold as the film shows it, on one page; in release mode, to be fast
cargo xtask look [FOLDER] [--approve]
                        a handful of frames beside how they looked when they were approved
cargo xtask motion [FOLDER]
                        six ways from hold to hold, frame by frame, with the curves of hips, head and hands
cargo xtask score [SONGS] [--voice-model FOLDER] [--write]
                        how well songs with a known truth are heard; in release mode, to be fast
cargo xtask ablation [SONGS] [--brief NAME] [--write]
                        what lyrics, states and pins bring to the plans of songs";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match run(arguments.next().as_deref(), arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Option<&str>, arguments: impl Iterator<Item = String>) -> Result<()> {
    match chore {
        Some("check") => {
            let status = Command::new("bash").arg(".ci/run").arg("--without-installing").current_dir(root()).status();
            if !status.context("bash cannot be started")?.success() {
                bail!("a check failed");
            }
            Ok(())
        }
        Some("reference") => {
            for (path, text) in reference::pages() {
                std::fs::write(root().join(path), text).with_context(|| format!("cannot write {path}"))?;
                println!("wrote {path}");
            }
            Ok(())
        }
        Some("holds") => holds::run(arguments, &root()),
        Some("look") => look::run(arguments, &root()),
        Some("motion") => motion::run(arguments, &root()),
        Some("ablation") => ablation::run(arguments, &root()),
        Some("score") => score::run(arguments, &root()),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
