//! Work on all cores, in order of the list; a panic in it is an error, not an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use anyhow::{Result, anyhow};

/// Does `work` for each item on `threads` threads. The first fault stops what
/// has not begun and is the one that is told.
pub fn for_each<T: Sync>(items: &[T], threads: usize, work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    let fault = Mutex::new(None);
    let worker = || {
        while !stopped.load(Ordering::Relaxed) {
            let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let result = catch_unwind(AssertUnwindSafe(|| work(item)))
                .unwrap_or_else(|panic| Err(anyhow!("a worker failed: {}", words(&*panic))));
            if let Err(error) = result {
                stopped.store(true, Ordering::Relaxed);
                fault.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            scope.spawn(worker);
        }
    });
    match fault.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Does `work` for each item on `threads` threads, all of them whatever becomes of the others: the fault of each.
pub fn for_each_apart<T: Sync>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<()> + Sync,
) -> Vec<Option<anyhow::Error>> {
    let faults: Vec<Mutex<Option<anyhow::Error>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        while let Some((item, fault)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).zip(faults.get(index))
        } {
            let result = catch_unwind(AssertUnwindSafe(|| work(item)))
                .unwrap_or_else(|panic| Err(anyhow!("a worker failed: {}", words(&*panic))));
            *fault.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = result.err();
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            scope.spawn(worker);
        }
    });
    faults.into_iter().map(|fault| fault.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)).collect()
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("for no stated reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_once_and_a_panic_becomes_an_error() {
        let sum = AtomicUsize::new(0);
        let items: Vec<usize> = (1..=100).collect();
        for_each(&items, 3, |item| {
            sum.fetch_add(*item, Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
        assert_eq!(sum.into_inner(), 5050);
        let fault = for_each(&items, 2, |item| if *item == 7 { panic!("seven") } else { Ok(()) }).unwrap_err();
        assert!(fault.to_string().contains("seven"));
    }

    #[test]
    fn faults_of_some_do_not_keep_others_from_being_done() {
        let items: Vec<usize> = (0..20).collect();
        let faults = for_each_apart(&items, 3, |item| match item % 5 {
            0 => panic!("five"),
            1 => Err(anyhow!("one")),
            _ => Ok(()),
        });
        let told: Vec<bool> = faults.iter().map(Option::is_some).collect();
        assert_eq!(told, items.iter().map(|item| item % 5 < 2).collect::<Vec<_>>());
    }
}
