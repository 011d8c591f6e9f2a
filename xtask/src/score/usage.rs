//! CPU time and memory of this process, where the system tells (Linux' `/proc`).

use std::fs;

/// Seconds of CPU time so far, of all threads.
pub fn cpu_secs() -> Option<f64> {
    // Ticks are a hundredth of a second on every Linux (`sysconf(_SC_CLK_TCK)` of the kernel's interface).
    const TICKS_A_SEC: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name, in parentheses, may hold spaces; user and system time are fields 14 and 15.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok());
    Some((ticks(11)? + ticks(12)?) / TICKS_A_SEC)
}

/// The most memory that was held at once, in megabytes (of 1024 kilobytes).
pub fn peak_memory_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1024.0)
}
