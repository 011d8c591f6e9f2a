//! What a person sees while it works: progress on standard error, results on standard output.
#![allow(clippy::print_stderr)]

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Common, Progress};

/// Shows progress in the way that was asked for.
pub struct Show {
    progress: Progress,
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
    last: Mutex<Option<Instant>>,
}

/// Plain and JSON progress of a long step comes at most this often: it lands in log files.
const LINE_EVERY: Duration = Duration::from_secs(5);

impl Show {
    /// Progress as the options ask for it.
    pub fn new(common: &Common) -> Show {
        let progress = match common.progress {
            _ if common.quiet => Progress::None,
            Progress::Modern if !std::io::stderr().is_terminal() => Progress::Plain,
            chosen => chosen,
        };
        Show { progress, quiet: common.quiet, bar: Mutex::new(None), last: Mutex::new(None) }
    }

    /// A step begins; `total` counts what it does where that is known.
    pub fn begin(&self, step: &str, total: Option<u64>) {
        match self.progress {
            Progress::Modern => {
                let bar = match total {
                    Some(total) => ProgressBar::new(total).with_style(
                        ProgressStyle::with_template("{prefix:>10} {bar:32} {pos}/{len} {eta}")
                            .unwrap_or_else(|_| ProgressStyle::default_bar()),
                    ),
                    None => ProgressBar::new_spinner(),
                };
                bar.set_prefix(step.to_owned());
                if total.is_none() {
                    bar.set_message(step.to_owned());
                    bar.enable_steady_tick(Duration::from_millis(120));
                }
                *lock(&self.bar) = Some(bar);
            }
            Progress::Plain => eprintln!("{step} …"),
            Progress::Json => self.json_line(step, 0, total),
            Progress::None => {}
        }
        *lock(&self.last) = Some(Instant::now());
    }

    /// `done` of the step's total is done.
    pub fn advance(&self, step: &str, done: u64, total: u64) {
        if let Progress::Modern = self.progress {
            if let Some(bar) = lock(&self.bar).as_ref() {
                bar.set_position(done);
            }
            return;
        }
        let mut last = lock(&self.last);
        if last.is_some_and(|last| last.elapsed() < LINE_EVERY) {
            return;
        }
        *last = Some(Instant::now());
        match self.progress {
            Progress::Plain => eprintln!("{step} {done}/{total}"),
            Progress::Json => self.json_line(step, done, Some(total)),
            Progress::Modern | Progress::None => {}
        }
    }

    /// The step has ended; `what` says with what result.
    pub fn end(&self, step: &str, what: &str) {
        if let Some(bar) = lock(&self.bar).take() {
            bar.finish_and_clear();
        }
        match self.progress {
            Progress::Modern | Progress::Plain => eprintln!("{step:>10}  {what}"),
            Progress::Json => eprintln!("{}", serde_json::json!({ "step": step, "done": true, "message": what })),
            Progress::None => {}
        }
    }

    /// Something worth knowing that does not stop the work.
    pub fn warn(&self, message: &str) {
        if let Some(bar) = lock(&self.bar).as_ref() {
            bar.suspend(|| eprintln!("warning: {message}"));
            return;
        }
        match self.progress {
            Progress::Json => eprintln!("{}", serde_json::json!({ "warning": message })),
            _ if self.quiet => {}
            _ => eprintln!("warning: {message}"),
        }
    }

    /// A result for people, on standard output.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            // A reader that has seen enough, like `head`, closes the pipe; that is no fault.
            let _ = writeln!(std::io::stdout(), "{text}");
        }
    }

    fn json_line(&self, step: &str, done: u64, total: Option<u64>) {
        eprintln!("{}", serde_json::json!({ "step": step, "position": done, "total": total }));
    }
}

/// One JSON object on standard output.
pub fn print_json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(value)?) {
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => Err(fault.into()),
        _ => Ok(()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A panicking worker leaves nothing half-done in here.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
