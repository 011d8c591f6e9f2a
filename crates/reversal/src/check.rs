//! `check`: rules, lint and measures of what lies in a film's folder.

use std::process::ExitCode;

use anyhow::Result;
use reversal_direct::check::{CheckRequest, check_rules, lint};
use reversal_direct::cut_measures::cut_measures;
use reversal_model::assets;
use reversal_model::check::{FilmFacts, Findings, RuleFinding};
use reversal_model::cut::Cut;
use reversal_model::performance::{PerformanceMeasures, ScenePerformance};
use reversal_model::reading::Reading;
use reversal_model::settings::Settings;
use reversal_model::shots::ShotList;
use reversal_model::time::clock_from_secs;
use reversal_model::treatment::Treatment;
use reversal_perform::{measure, motion_energy};
use reversal_shoot::flash::FLASHES_MAX;

use crate::args::{Common, settings_from};
use crate::film::{Target, read_brief, remembered_settings};
use crate::folder::Folder;
use crate::show::{Show, print_json};
use crate::stages::{cut, deliver, letter, listen, perform, shots, treat};

/// Prints the findings; exits with 1 when a rule fails.
pub fn check(common: &Common, given: &[(&'static str, String)]) -> Result<ExitCode> {
    let show = Show::new(common);
    let target = Target::find(common)?;
    let folder = Folder::open(target.folder())?;
    let settings = settings_from(given, remembered_settings(&folder.map)?)?;
    let reading = listen::load(&folder)?;
    let treatment = treat::load(&folder)?;
    let shot_list = shots::load(&folder, &treatment).ok();
    let chosen = shot_list.as_ref().and_then(|shots| cut::load(&folder, shots).ok());
    let findings = findings(&folder, &settings, &reading, &treatment, shot_list.as_ref(), chosen.as_ref())?;
    if common.json {
        print_json(&findings)?;
    } else {
        tell(&show, &findings);
    }
    let broken = findings.rules.iter().any(|rule| rule.pass == Some(false));
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The findings on a film as far as it is made.
pub fn findings(
    folder: &Folder,
    settings: &Settings,
    reading: &Reading,
    treatment: &Treatment,
    shot_list: Option<&ShotList>,
    chosen: Option<&Cut>,
) -> Result<Findings> {
    let brief = read_brief(folder)?;
    let craft = perform::Stagecraft::new(reading, &brief, treatment, settings.seed)?;
    let scenes: Option<Vec<ScenePerformance>> =
        perform::fingerprints(&craft)?.values().map(|fingerprint| perform::load(folder, fingerprint).ok()).collect();
    let performance = scenes.as_ref().map(|scenes| measured(&craft, scenes)).transpose()?;
    let affects = treat::affects(reading);
    let request = CheckRequest {
        treatment,
        reading,
        affects: &affects,
        brief: &brief,
        holds: assets::holds(),
        places: assets::places(),
        performance: performance.as_ref(),
        shots: shot_list,
        cut: chosen,
    };
    let measures =
        chosen.zip(scenes.as_ref()).map(|(cut, scenes)| cut_measures(cut, reading, &motion_by_take(cut, scenes)));
    let film = match chosen.zip(shot_list).filter(|_| folder.map.film().is_file()) {
        Some((cut, shots)) => {
            let (width, height) = settings.frame_size();
            let performances = perform::fingerprints(&craft)?;
            let lettering = letter::load(folder, settings)?;
            let plan = deliver::Plan {
                reading,
                brief: &brief,
                treatment,
                shots,
                cut,
                performances: &performances,
                lettering: &lettering,
            };
            Some(FilmFacts {
                frames: cut.frames,
                rate: cut.rate,
                duration_secs: cut.rate.secs_from_frame(cut.frames),
                size: format!("{width}x{height}"),
                flashes: deliver::flash_facts(folder, &plan, settings)?,
            })
        }
        None => None,
    };
    let mut rules = check_rules(&request);
    rules.push(flash_safety(film.as_ref()));
    Ok(Findings { rules, lint: lint(&request), performance, cut: measures, film })
}

/// Whether no second of the film flashes too often (WCAG 2.2, success criterion 2.3.1).
fn flash_safety(film: Option<&FilmFacts>) -> RuleFinding {
    let name = "flash_safety".to_owned();
    let Some(facts) = film.and_then(|film| film.flashes.as_ref()) else {
        return RuleFinding { name, pass: None, detail: "the film is not drawn as it is planned now".to_owned() };
    };
    let lowered = match facts.lowered.as_slice() {
        [] => "no shot had to be drawn darker for it".to_owned(),
        shots => format!("drawn darker for it: {}", shots.join(", ")),
    };
    let detail = format!(
        "{} general flashes in a second at most (until {}), {FLASHES_MAX} are allowed; {lowered}",
        facts.most_in_a_second,
        clock_from_secs(facts.at_secs),
    );
    RuleFinding { name, pass: Some(facts.most_in_a_second <= FLASHES_MAX), detail }
}

fn measured(craft: &perform::Stagecraft, scenes: &[ScenePerformance]) -> Result<PerformanceMeasures> {
    let places =
        craft.treatment.scenes.iter().map(|scene| perform::find_place(&scene.place)).collect::<Result<Vec<_>>>()?;
    Ok(measure(scenes, [&craft.brief.characters[0], &craft.brief.characters[1]], &places))
}

fn motion_by_take(cut: &Cut, scenes: &[ScenePerformance]) -> Vec<f64> {
    cut.spans()
        .iter()
        .map(|&(from, to, take)| {
            let scene = scenes.iter().find(|scene| scene.scene == take.scene);
            scene.map_or(0.0, |scene| motion_energy(scene, cut.song_from_frame(from), cut.song_from_frame(to)))
        })
        .collect()
}

fn tell(show: &Show, findings: &Findings) {
    for rule in &findings.rules {
        let verdict = match rule.pass {
            Some(true) => "pass",
            Some(false) => "FAIL",
            None => "n/a ",
        };
        show.say(&format!("rule  {verdict}  {:<22} {}", rule.name, rule.detail));
    }
    for item in &findings.lint {
        show.say(&format!("lint  {}  {:<22} {}", if item.pass { "pass" } else { "FAIL" }, item.name, item.detail));
    }
    if let Some(measures) = &findings.performance {
        for (name, peak, unit) in [
            ("hand speed before contact", measures.hand_speed_before_contact_m_s, "m/s"),
            ("penetration", measures.penetration_m, "m"),
            ("foot slide", measures.foot_slide_m, "m"),
            ("joint jump", measures.joint_jump_m, "m"),
            ("bone error", measures.bone_error, ""),
            ("joint beyond its limit", measures.joint_limit_deg, "degrees"),
        ] {
            show.say(&format!("body  {name:<26} p99 {:.4} max {:.4} {unit}", peak.p99, peak.max));
        }
        show.say(&format!("body  in contact for {:.0} % of the time", measures.contact_share * 100.0));
    }
    if let Some(cut) = &findings.cut {
        show.say(&format!(
            "cut   {} shots of {:.1} s, {:.0} % on the beat (chance {:.0} %), leading by {:.1} frames, motion follows loudness by {:.2}",
            cut.shots, cut.mean_shot_secs, cut.on_beat * 100.0, cut.on_beat_chance * 100.0, -cut.lead_frames_median, cut.energy_correlation
        ));
    }
}
