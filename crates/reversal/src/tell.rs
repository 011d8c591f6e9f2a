//! How faults reach a person: one sentence and a hint, on standard error.
#![allow(clippy::print_stderr)]

/// Tells a fault.
pub fn fault(fault: &anyhow::Error) {
    eprintln!("error: {}", sentence(fault));
}

/// A fault with what led to it, each part once; its hint is a line of its own.
pub fn sentence(fault: &anyhow::Error) -> String {
    let mut sentence = fault.to_string();
    for cause in fault.chain().skip(1) {
        let cause = cause.to_string();
        // Many errors already say what caused them.
        if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence
}
