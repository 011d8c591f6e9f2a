//! What the tests of the program share: a short composed song, the program itself, other people's tools.
#![allow(dead_code, clippy::unwrap_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reversal_compose::{SampleFormat, TestSong, render, test_song, wav_bytes};

/// A song of the composer's, as a WAV file in `folder`.
pub fn compose(folder: &Path, song: TestSong) -> PathBuf {
    let (sound, _truth) = render(&test_song(song), 22_050);
    let path = folder.join("tune.wav");
    fs::write(&path, wav_bytes(&sound, SampleFormat::Pcm16)).unwrap();
    path
}

/// The program, called in `folder`.
pub fn reversal(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// The program about to be called in `folder`.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reversal"));
    command.current_dir(folder).args(arguments);
    command
}

/// The program's standard output where it succeeds.
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = reversal(folder, arguments);
    assert!(output.status.success(), "reversal {}\n{}", arguments.join(" "), error(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a call wrote to standard error.
pub fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What another program prints, or None where it is not on this machine.
pub fn tool(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            println!("skipped: {program} is not on this machine");
            None
        }
    }
}

/// A hash of each decoded frame of a film's picture, by ffmpeg; None without it.
pub fn decoded_frames(film: &Path) -> Option<String> {
    let output = tool("ffmpeg", &["-v", "error", "-i", film.to_str().unwrap(), "-map", "0:v", "-f", "framemd5", "-"])?;
    assert!(output.status.success() && output.stderr.is_empty(), "{}", error(&output));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Chunks drawn so far in a film's folder.
pub fn chunks(film: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(film.join(".reversal/chunks"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".chunk"))
        .collect();
    names.sort();
    names
}
