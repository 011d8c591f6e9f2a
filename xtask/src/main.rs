//! The project's own chores.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod reference;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

const HELP: &str = "cargo xtask check       what CI runs, without installing anything
cargo xtask reference   write the reference pages of docs/ from the tables";

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Option<&str>) -> Result<()> {
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
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
