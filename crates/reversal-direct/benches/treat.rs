//! CPU time (of Linux's scheduler) of a whole treatment over 100 drawn songs of 120 bars, and how far each plan may be from the best.
//! `cargo bench -p reversal-direct --bench treat`

#![allow(clippy::print_stdout)]

use reversal_direct::treat::{TreatRequest, treat};
use reversal_model::assets;

#[path = "../src/synthetic.rs"]
mod synthetic;

use synthetic::{SyntheticSong, reading};

const SONGS: u64 = 100;

/// CPU time of this thread so far, ms: wall time says little on a busy machine.
fn cpu_millis() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

fn main() {
    let mut millis = Vec::new();
    let (mut gap, mut correlation, mut variety) = (0.0_f64, 0.0, 0.0);
    for seed in 0..SONGS {
        let reading = reading(&SyntheticSong { seed, ..SyntheticSong::default() });
        let request = TreatRequest::new(&reading, &assets::briefs()[0], seed);
        let start = cpu_millis();
        match treat(&request) {
            Ok(treatment) => {
                gap = gap.max(treatment.score.optimality_gap);
                correlation += treatment.score.intensity_correlation / SONGS as f64;
                variety += treatment.score.variety / SONGS as f64;
            }
            Err(fault) => println!("song {seed}: {fault}"),
        }
        millis.push(cpu_millis() - start);
    }
    millis.sort_by(f64::total_cmp);
    println!(
        "treat, 120 bars, {} holds, {} places, {SONGS} songs: median {:.0} ms, p99 {:.0} ms, most {:.0} ms; \
         greatest gap {gap}; mean correlation {correlation:.2}, mean variety {variety:.2}",
        assets::holds().len(),
        assets::briefs()[0].places.len(),
        millis[millis.len() / 2],
        millis[millis.len() * 99 / 100 - 1],
        millis[millis.len() - 1],
    );
}
