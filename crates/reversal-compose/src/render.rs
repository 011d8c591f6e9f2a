//! From composition to sound: the parts are played onto the desk, the room answers, the master finishes.

use reversal_model::song::Song;

use crate::clock::Clock;
use crate::composition::Composition;
use crate::instrument::{bass, drums, guitar, pad, piano, voice};
use crate::random::Random;
use crate::score::drums::hits;
use crate::score::strings::{Stroke, lead, strokes};
use crate::score::{Note, Sheet, keys, strings};
use crate::signals::song;
use crate::sound::desk::{Desk, Place};
use crate::sound::master::master;
use crate::sound::room::reverberate;
use crate::truth::{SungLine, Truth, sung_lines, truth};

/// Until the room has lost 60 dB.
const ROOM_SECS: f32 = 1.9;
/// How loud the room stands in the mix.
const ROOM_GAIN: f32 = 0.42;
/// The desk's fader in a part without any aggression. Fewer players and softer strokes alone
/// leave a verse too near its chorus.
const QUIETEST_FADER: f32 = 0.64;

/// Plays the composition in stereo. The same composition gives the same samples.
pub fn render(composition: &Composition, sample_rate_hz: u32) -> (Song, Truth) {
    let truth = truth(composition);
    let clock = Clock::new(composition);
    let frames = (truth.duration_secs * f64::from(sample_rate_hz)).round() as usize;
    let mut desk = Desk::new(frames, sample_rate_hz);
    let lines = sung_lines(composition, &clock);
    for (index, part) in composition.parts.iter().enumerate() {
        let sheet = Sheet { composition, part, index, clock: &clock };
        desk.fader = QUIETEST_FADER + (1.0 - QUIETEST_FADER) * part.aggression;
        play_part(&mut desk, &sheet);
        let mut random = sheet.random("voice");
        for line in lines.iter().filter(|line| line.part == index) {
            sing_line(&mut desk, line, part.aggression, &mut random);
        }
    }
    let Desk { mut dry, mut send, rate_hz, .. } = desk;
    reverberate(&mut send, ROOM_SECS, rate_hz);
    for (dry, room) in dry.iter_mut().zip(&send) {
        dry.iter_mut().zip(room).for_each(|(dry, room)| *dry += room * ROOM_GAIN);
    }
    master(&mut dry, rate_hz);
    for channel in &mut dry {
        hush(channel, composition, &clock, rate_hz);
    }
    let [left, right] = dry;
    let mut song = song(&composition.title, sample_rate_hz, vec![left, right]);
    song.facts.artist = Some(composition.artist.clone());
    (song, truth)
}

fn play_part(desk: &mut Desk, sheet: &Sheet) {
    let (part, band) = (sheet.part, sheet.part.band);
    let heavy = part.aggression;
    let hits = hits(sheet);
    let mut random = sheet.random("kit");
    for hit in &hits {
        drums::strike(desk, hit, &mut random);
    }
    let strokes = band.guitars.map(|riff| strokes(sheet, riff)).unwrap_or_default();
    if !strokes.is_empty() {
        play_guitars(desk, sheet, &strokes);
    }
    if let Some(figure) = band.bass {
        for note in strings::bass(sheet, figure, &strokes, &hits) {
            bass::play(desk, &note, heavy);
        }
    }
    if let Some(figure) = band.piano {
        let mut random = sheet.random("hammers");
        for note in keys::piano(sheet, figure) {
            piano::play(desk, &note, &mut random);
        }
    }
    if band.pad > 0.0 {
        let mut random = sheet.random("pad");
        for bar in 0..part.bars {
            let from = sheet.beat(bar, 0);
            if part.pauses_at(from) {
                continue;
            }
            let (secs, until_secs) = (sheet.secs(from), sheet.secs(sheet.beat(bar + 1, 0)));
            let mut tones = part.chord(bar).voiced(sheet.composition.tonic_midi, 53);
            tones.push(sheet.root(bar));
            for midi in tones {
                let note = Note { secs, until_secs, midi: midi as f32, velocity: band.pad };
                pad::play(desk, &note, heavy, &mut random);
            }
        }
    }
}

/// The riff twice, left and right, by two players who are never quite together; the lead between them.
fn play_guitars(desk: &mut Desk, sheet: &Sheet, strokes: &[Stroke]) {
    let heavy = sheet.part.aggression;
    let start_secs = sheet.secs(0.0);
    let end_secs = sheet.secs(f64::from(sheet.part.beats())) + 0.1;
    for (player, pan) in [("left guitar", -0.85), ("right guitar", 0.85)] {
        let mut random = sheet.random(player);
        let mut take = guitar::Strings::new(start_secs, end_secs, desk.rate_hz);
        for stroke in strokes {
            take.stroke(stroke, &mut random);
        }
        desk.add(start_secs, &take.amplified(heavy), Place { gain: 0.2, pan, send: 0.09 });
    }
    if sheet.part.band.lead {
        let mut random = sheet.random("lead guitar");
        let mut take = guitar::Strings::new(start_secs, end_secs, desk.rate_hz);
        for note in lead(sheet) {
            take.tremolo(&note, &mut random);
        }
        desk.add(start_secs, &take.amplified(0.35), Place { gain: 0.06, pan: 0.25, send: 0.5 });
    }
}

fn sing_line(desk: &mut Desk, line: &SungLine, strain: f32, random: &mut Random) {
    let at_secs = line.start_secs() - voice::BREATH_SECS;
    let breath = 1.0 - strain;
    // Quiet lines are sung by one voice, close; loud ones are doubled to both sides.
    let takes: &[(f32, f32, f32)] =
        if strain > 0.5 { &[(0.0, 0.0, 0.54), (-0.55, -9.0, 0.27), (0.55, 8.0, 0.27)] } else { &[(0.0, 0.0, 0.4)] };
    for &(pan, detune_cents, gain) in takes {
        let late_secs = if pan == 0.0 { 0.0 } else { f64::from(0.012 + 0.01 * random.unit()) };
        let sound = voice::sing(line, voice::Delivery { strain, detune_cents, breath }, desk.rate_hz, random);
        desk.add(at_secs + late_secs, &sound, Place { gain, pan, send: 0.32 });
    }
}

/// In a general pause nothing sounds, not even the room: it fades at its start and opens at once at its end.
fn hush(channel: &mut [f32], composition: &Composition, clock: &Clock, rate_hz: f32) {
    const FADE_SECS: f64 = 0.45;
    // Opens this long before the next beat, so that players who come early are heard.
    const OPEN_SECS: f64 = 0.006;
    for (index, part) in composition.parts.iter().enumerate() {
        let Some(pause) = part.general_pause else { continue };
        let frame = |secs: f64| ((secs * f64::from(rate_hz)) as usize).min(channel.len());
        let from_secs = clock.secs(index, pause.from_beat);
        let range = frame(from_secs)..frame(clock.secs(index, pause.to_beat) - OPEN_SECS);
        let fade = (FADE_SECS * f64::from(rate_hz)) as f32;
        for (at, sample) in channel[range].iter_mut().enumerate() {
            let left = (1.0 - at as f32 / fade).max(0.0);
            *sample *= left * left;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_1_SQRT_2;

    use super::*;
    use crate::catalogue::{TestSong, test_song};
    use crate::demo::demo;
    use crate::sound::filter::StateVariable;

    fn level_db(song: &Song, from_secs: f64, to_secs: f64) -> f32 {
        let frame = |secs: f64| (secs * f64::from(song.sample_rate_hz)) as usize;
        let mono = song.mono();
        let span = &mono[frame(from_secs)..frame(to_secs)];
        10.0 * (span.iter().map(|sample| sample * sample).sum::<f32>() / span.len() as f32).max(1e-12).log10()
    }

    #[test]
    fn the_same_composition_gives_the_same_samples() {
        let play = || render(&test_song(TestSong::SlowBallad), 22_050).0.channels;
        assert_eq!(play(), play());
    }

    #[test]
    fn every_test_song_is_finite_and_within_full_scale_at_any_rate() {
        for (number, kind) in TestSong::ALL.into_iter().enumerate() {
            let rate = [8000, 22_050, 16_000][number % 3];
            let (song, truth) = render(&test_song(kind), rate);
            assert!(song.channels.iter().flatten().all(|sample| sample.is_finite() && sample.abs() <= 1.0), "{kind:?}");
            assert!((song.duration_secs() - truth.duration_secs).abs() < 1e-3);
            assert!(level_db(&song, 0.0, truth.duration_secs) > -30.0, "{kind:?} is played");
            assert_ne!(song.channels[0], song.channels[1], "{kind:?} is stereo");
        }
    }

    #[test]
    fn the_demo_falls_silent_in_its_bridge_and_its_choruses_are_the_loudest() {
        let demo = demo();
        let (song, truth) = render(&demo, 44_100);
        assert!(song.channels.iter().flatten().all(|sample| sample.is_finite() && sample.abs() <= 1.0));
        let section = |index: usize| level_db(&song, truth.sections[index].start, truth.sections[index].end);
        for (chorus, quiet) in [(2, 1), (4, 3), (6, 5)] {
            assert!(section(chorus) > section(quiet) + 4.0, "{} dB over {} dB", section(chorus), section(quiet));
        }
        let last_chorus = truth.sections[6].start;
        assert!(level_db(&song, last_chorus - 1.4, last_chorus - 0.02) < -90.0);
        assert!(level_db(&song, last_chorus, last_chorus + 0.3) > -16.0);
    }

    #[test]
    fn the_singer_of_the_demo_stands_above_the_band_where_words_are_understood() {
        let demo = demo();
        let clock = Clock::new(&demo);
        let lines = sung_lines(&demo, &clock);
        for (index, least_db) in [(1, 3.0), (2, 0.0), (3, 3.0), (4, 0.0), (5, 6.0), (6, 0.0)] {
            let part = &demo.parts[index];
            let frames = (clock.end_secs() * 22_050.0) as usize;
            let (mut band, mut singer) = (Desk::new(frames, 22_050), Desk::new(frames, 22_050));
            play_part(&mut band, &Sheet { composition: &demo, part, index, clock: &clock });
            let mut random = Random::new(1);
            let sung: Vec<&SungLine> = lines.iter().filter(|line| line.part == index).collect();
            sung.iter().for_each(|line| sing_line(&mut singer, line, part.aggression, &mut random));
            let level_db = |desk: &Desk| {
                let mut low = StateVariable::new(3000.0, FRAC_1_SQRT_2, desk.rate_hz);
                let mut high = StateVariable::new(300.0, FRAC_1_SQRT_2, desk.rate_hz);
                let heard: Vec<f32> = desk.dry[0].iter().map(|&sample| high.run(low.run(sample).low).high).collect();
                let frame = |secs: f64| (secs * 22_050.0) as usize;
                let spans = sung.iter().map(|line| &heard[frame(line.start_secs())..frame(line.end_secs())]);
                10.0 * spans.flatten().map(|sample| sample * sample).sum::<f32>().log10()
            };
            let over_db = level_db(&singer) - level_db(&band);
            assert!(over_db > least_db, "{over_db} dB over the band in part {index}");
        }
    }

    #[test]
    fn a_gap_in_a_song_is_silent() {
        let kind = test_song(TestSong::SilentGap);
        let (song, truth) = render(&kind, 22_050);
        let bridge = &truth.sections[1];
        assert!(level_db(&song, bridge.end - 2.0, bridge.end - 0.02) < -90.0);
    }

    #[test]
    fn a_kick_on_the_beat_attacks_where_the_truth_says() {
        let mut song = test_song(TestSong::Dance);
        for part in &mut song.parts {
            part.band =
                crate::composition::Band { drums: Some(crate::composition::Groove::Pulse), ..Default::default() };
            part.lines.clear();
        }
        let (sound, truth) = render(&song, 44_100);
        let mono = sound.mono();
        let mut worst_secs = 0.0f64;
        for &down in &truth.downbeats {
            let from = ((down - 0.05) * 44_100.0) as usize;
            let window = &mono[from..from + 6000];
            let peak = window.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
            let attack = window.iter().position(|sample| sample.abs() > peak * 0.2).unwrap();
            worst_secs = worst_secs.max((attack as f64 / 44_100.0 - 0.05).abs());
        }
        assert!(worst_secs < 0.004, "{worst_secs}");
    }
}
