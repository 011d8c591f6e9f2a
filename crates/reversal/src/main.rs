//! A song goes in, a film comes out.

mod album;
mod args;
mod brief;
mod check;
mod demo;
mod doctor;
mod export;
mod film;
mod folder;
mod hear;
mod make;
mod parallel;
mod pictures;
mod show;
mod stages;
mod status;
mod tell;
mod why;

use std::process::ExitCode;

use anyhow::Result;
use args::{Request, Verb};
use reversal_model::settings::Stage;

fn main() -> ExitCode {
    match args::parse().and_then(|request| run(&request)) {
        Ok(code) => code,
        Err(fault) => {
            tell::fault(&fault);
            ExitCode::FAILURE
        }
    }
}

fn run(request: &Request) -> Result<ExitCode> {
    match &request.verb {
        Verb::Make(_) => make::make(request, Stage::Deliver),
        Verb::Album(args) => return album::album(request, args),
        Verb::Demo(_) => demo::demo(request),
        Verb::Listen(listen) => hear::listen(request, listen),
        Verb::Treat(_) => make::make(request, Stage::Treat),
        Verb::Shots(_) => make::make(request, Stage::Shots),
        Verb::Perform(_) => make::make(request, Stage::Perform),
        Verb::Cut(_) => make::make(request, Stage::Cut),
        Verb::Deliver(_) => make::make(request, Stage::Deliver),
        Verb::Why(arguments) => why::why(arguments),
        Verb::Status(common) => return status::status(common, &request.given),
        Verb::Check(check) if check.pictures => pictures::pictures(request),
        Verb::Check(check) => return check::check(&check.common, &request.given),
        Verb::Doctor(common) => doctor::doctor(common),
        Verb::Export(_) => export::export(request),
        Verb::Brief(asked) => return brief::brief(asked),
    }?;
    Ok(ExitCode::SUCCESS)
}
