//! The sample tables of a track: how long, how large and where each sample is.

use crate::mp4::Boxes;

/// Samples of one track in decoding order.
#[derive(Clone, Debug, Default)]
pub(crate) struct SampleTable {
    /// (how many samples, how long each), in order.
    durations: Vec<(u32, u32)>,
    sizes: Vec<u32>,
    /// 1.., samples that decoding can start at; None means all of them.
    keys: Option<Vec<u32>>,
    runs: Vec<Run>,
}

/// Samples that lie one after another in the file ("chunk" in the standard).
#[derive(Clone, Copy, Debug)]
struct Run {
    offset: u64,
    samples: u32,
}

impl SampleTable {
    pub(crate) fn new(all_are_keys: bool) -> SampleTable {
        SampleTable { keys: (!all_are_keys).then(Vec::new), ..SampleTable::default() }
    }

    /// A table at least as large, once written, as any with so many samples in so many runs.
    pub(crate) fn largest(durations: &[(u32, u32)], runs: usize, all_are_keys: bool) -> SampleTable {
        let samples: u32 = durations.iter().map(|(count, _)| count).sum();
        SampleTable {
            durations: durations.to_vec(),
            sizes: vec![0; samples as usize],
            keys: (!all_are_keys).then(|| (0..samples).collect()),
            // Neighbours differ, so that none share an entry; offsets need 64 bits.
            runs: (0..runs as u32).map(|run| Run { offset: u64::MAX, samples: run % 2 }).collect(),
        }
    }

    pub(crate) fn begin_run(&mut self, offset: u64) {
        self.runs.push(Run { offset, samples: 0 });
    }

    pub(crate) fn push(&mut self, size: u32, duration: u32, is_key: bool) {
        self.sizes.push(size);
        match self.durations.last_mut() {
            Some((count, last)) if *last == duration => *count += 1,
            _ => self.durations.push((1, duration)),
        }
        if let Some(keys) = self.keys.as_mut().filter(|_| is_key) {
            keys.push(self.sizes.len() as u32);
        }
        if let Some(run) = self.runs.last_mut() {
            run.samples += 1;
        }
    }

    pub(crate) fn samples(&self) -> usize {
        self.sizes.len()
    }

    pub(crate) fn durations(&self) -> &[(u32, u32)] {
        &self.durations
    }

    /// Sum of all durations.
    pub(crate) fn total_duration(&self) -> u64 {
        self.durations.iter().map(|&(count, duration)| u64::from(count) * u64::from(duration)).sum()
    }

    /// The boxes inside `stbl`, after the sample entry.
    pub(crate) fn write(&self, out: &mut Boxes) {
        out.nest_full(b"stts", 0, 0, |table| {
            table.u32(self.durations.len() as u32);
            for &(count, duration) in &self.durations {
                table.u32(count);
                table.u32(duration);
            }
        });
        if let Some(keys) = &self.keys {
            out.nest_full(b"stss", 0, 0, |table| {
                table.u32(keys.len() as u32);
                keys.iter().for_each(|&key| table.u32(key));
            });
        }
        let mut lengths: Vec<(u32, u32)> = Vec::new();
        for (index, run) in self.runs.iter().enumerate() {
            if lengths.last().is_none_or(|&(_, samples)| samples != run.samples) {
                lengths.push((index as u32 + 1, run.samples));
            }
        }
        out.nest_full(b"stsc", 0, 0, |table| {
            table.u32(lengths.len() as u32);
            for (first, samples) in lengths {
                table.u32(first);
                table.u32(samples);
                table.u32(1); // the only sample entry
            }
        });
        out.nest_full(b"stsz", 0, 0, |table| {
            table.u32(0);
            table.u32(self.sizes.len() as u32);
            self.sizes.iter().for_each(|&size| table.u32(size));
        });
        let is_large = self.runs.iter().any(|run| run.offset > u64::from(u32::MAX));
        out.nest_full(if is_large { b"co64" } else { b"stco" }, 0, 0, |table| {
            table.u32(self.runs.len() as u32);
            self.runs.iter().for_each(|run| table.time(u8::from(is_large), run.offset));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &SampleTable) -> Vec<u8> {
        let mut out = Boxes::default();
        table.write(&mut out);
        out.into_bytes()
    }

    #[test]
    fn no_table_outgrows_the_largest() {
        let mut table = SampleTable::new(false);
        for sample in 0..40_u64 {
            if sample % 3 == 0 || sample % 7 == 0 {
                table.begin_run(sample << 30);
            }
            table.push(100, 1001, sample % 12 == 0);
        }
        let runs = table.runs.len();
        assert!(written(&table).len() <= written(&SampleTable::largest(&[(40, 1001)], runs, false)).len());
    }

    #[test]
    fn offsets_take_64_bits_only_beyond_4_gb() {
        for (offset, kind) in [(u64::from(u32::MAX), b"stco"), (u64::from(u32::MAX) + 1, b"co64")] {
            let mut table = SampleTable::new(true);
            table.begin_run(offset);
            table.push(5, 10, true);
            assert!(written(&table).windows(4).any(|window| window == kind));
        }
    }

    #[test]
    fn equal_runs_share_an_entry() {
        let mut table = SampleTable::new(true);
        for run in 0..5 {
            table.begin_run(run * 10);
            table.push(5, 10, true);
            table.push(5, 10, true);
        }
        let bytes = written(&table);
        let at = bytes.windows(4).position(|window| window == b"stsc").unwrap();
        assert_eq!(bytes[at + 8..at + 24], [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 2], [0, 0, 0, 1]].concat());
        assert_eq!(table.total_duration(), 100);
    }
}
