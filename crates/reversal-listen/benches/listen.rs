//! How long listening takes; a minute of composed song.

use divan::Bencher;
use reversal_compose::{demo, render};
use reversal_listen::listen;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn the_demo_song(bencher: Bencher<'_, '_>) {
    let (song, _) = render(&demo(), 44_100);
    bencher.bench_local(|| listen(&song, None));
}
