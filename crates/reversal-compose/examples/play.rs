//! Writes a song as a WAV file: `play demo out.wav`, or a test song by name, or `play 17 out.wav` for a random one.

use reversal_compose::{SampleFormat, TestSong, demo, random_song, render, test_song, wav_bytes};

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "demo".to_owned());
    let path = arguments.next().unwrap_or_else(|| "song.wav".to_owned());
    let composition = match name.parse::<u64>() {
        Ok(seed) => random_song(seed, 60),
        Err(_) if name == "demo" => demo(),
        Err(_) => TestSong::ALL
            .into_iter()
            .find(|song| format!("{song:?}") == name)
            .map(test_song)
            .ok_or_else(|| format!("there is no song '{name}'; use demo, a number or one of {:?}", TestSong::ALL))?,
    };
    let (song, _) = render(&composition, 48_000);
    std::fs::write(&path, wav_bytes(&song, SampleFormat::Pcm24))
        .map_err(|fault| format!("{path} cannot be written: {fault}"))
}
