//! How long listening takes, whole and stage by stage, on the composed demo song (88 seconds).
//!
//! Compare a stage with `whole` of the same run: machines differ, shares hardly do.

use divan::Bencher;
use reversal_compose::{demo, render};
use reversal_listen::listen;
use reversal_listen::stages::Stages;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn whole(bencher: Bencher<'_, '_>) {
    let (song, _) = render(&demo(), 44_100);
    bencher.bench_local(|| listen(&song, None));
}

/// The name of a stage and how it is done again.
type Stage = (&'static str, fn(&Stages));

const STAGES: [Stage; 10] = [
    ("loudness", Stages::loudness),
    ("spectrum", Stages::spectrum),
    ("onsets", Stages::onsets),
    ("beat net", Stages::beat_net),
    ("pulse", Stages::pulse),
    ("attacks", Stages::attacks),
    ("bars", Stages::bars),
    ("voice", Stages::voice),
    ("parts", Stages::parts),
    ("curves", Stages::curves),
];

#[divan::bench(args = STAGES.map(|(name, _)| name), sample_count = 5)]
fn stage(bencher: Bencher<'_, '_>, name: &str) {
    let stages = Stages::of(render(&demo(), 44_100).0);
    if let Some((_, again)) = STAGES.iter().find(|(stage, _)| *stage == name) {
        bencher.bench_local(|| again(&stages));
    }
}
