use reversal_model::assets;
use reversal_model::brief::Brief;
use reversal_model::treatment::Treatment;

use super::*;
use crate::synthetic::{SyntheticSong, reading};

fn request<'a>(reading: &'a Reading, brief: &'a Brief, seed: u64) -> TreatRequest<'a> {
    TreatRequest { reading, affects: &[], brief, holds: assets::holds(), places: assets::places(), seed, earlier: None }
}

fn song(bars: u32, seed: u64) -> Reading {
    reading(&SyntheticSong { bars, seed, ..SyntheticSong::default() })
}

#[test]
fn print_one() {
    let reading = song(90, 3);
    let treatment = treat(&request(&reading, &assets::briefs()[0], 1)).unwrap();
    for scene in &treatment.scenes {
        println!("\n{} {} [{}]\n   {}", scene.number, scene.slug, scene.sections, scene.summary);
        for cue in &scene.holds {
            println!("   {:4} {:16} {:+.2}  {}", cue.bar, cue.hold, cue.power, cue.reason);
            if let Some(reversal) = &cue.reversal {
                println!("        >>> {reversal}");
            }
        }
    }
    println!("{}\n{:#?}", treatment.statement, treatment.score);
}

#[allow(dead_code)]
fn powers(treatment: &Treatment) -> Vec<i8> {
    treatment.power_by_bar()
}
