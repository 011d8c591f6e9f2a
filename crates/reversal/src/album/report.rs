//! What an album leaves beside its films: the wall, and its numbers as CSV and JSON.

use std::path::Path;

use anyhow::Result;
use reversal_direct::album::concept::{ConceptRequest, concept};
use reversal_direct::album::distance::{DISTANCE_MEAN_MIN, DISTANCE_MIN, Difference};
use reversal_direct::album::pictures::{between, chance};
use reversal_direct::album::wall::{Wall, WallFilm, least_and_mean, mean, nearest, over_best};
use reversal_model::assets;
use reversal_model::project::map::Map;
use reversal_model::project::store::{read_bytes, write_atomic};
use reversal_model::unlike::Course;
use serde_json::{Value, json};

use super::Entry;
use super::pictures::Pictures;
use super::story::{AlbumBriefs, is_edited};
use crate::film::read_brief;
use crate::folder::Folder;
use crate::stages::{listen, treat};

/// The wall of an album's entries.
pub fn wall(root: &Path, title: &str, briefs: &AlbumBriefs, entries: &[Entry], pictures: &[Option<Pictures>]) -> Wall {
    let films: Vec<WallFilm> =
        entries.iter().zip(pictures).map(|(entry, pictures)| film(root, entry, pictures.as_ref())).collect();
    let courses: Vec<Option<&Course>> = films.iter().map(|film| film.course.as_ref()).collect();
    let pairs = |of: &dyn Fn(usize, usize) -> Option<f64>| -> Vec<Vec<Option<f64>>> {
        let at = |row: usize, column: usize| if row == column { None } else { of(row, column) };
        (0..films.len()).map(|row| (0..films.len()).map(|column| at(row, column)).collect()).collect()
    };
    let plan_distances = pairs(&|row, column| Some(Difference::between(courses[row]?, courses[column]?).total()));
    let looks = |film: usize| pictures.get(film)?.as_ref().map(|pictures| &pictures.thumbnails);
    let picture_distances = pairs(&|row, column| Some(between(looks(row)?, looks(column)?).structure));
    let picture_chances = (0..films.len()).map(|film| Some(chance(looks(film)?).structure)).collect();
    let (brief_title, people) = match briefs {
        AlbumBriefs::One(one) => {
            let name = |index: usize| one.brief.characters.get(index).map_or_else(String::new, |who| who.name.clone());
            (one.brief.title.clone(), [name(0), name(1)])
        }
        AlbumBriefs::EachItsOwn => {
            ("each song its own brief".to_owned(), ["the first of the two", "the second"].map(str::to_owned))
        }
    };
    Wall { title: title.to_owned(), brief_title, people, films, plan_distances, picture_distances, picture_chances }
}

/// Writes the wall and its numbers where they have changed; gives the numbers.
pub fn write(root: &Path, wall: &Wall) -> Result<Value> {
    let numbers = numbers(wall);
    let files = [
        ("index.html", wall.write().into_bytes()),
        ("album.csv", csv(wall).into_bytes()),
        ("album.json", format!("{}\n", serde_json::to_string_pretty(&numbers)?).into_bytes()),
    ];
    for (name, content) in files {
        let path = root.join(name);
        if read_bytes(&path)?.as_ref() != Some(&content) {
            write_atomic(&path, &content)?;
        }
    }
    Ok(numbers)
}

fn film(root: &Path, entry: &Entry, pictures: Option<&Pictures>) -> WallFilm {
    let told = tell(root, entry).unwrap_or_else(|fault| WallFilm {
        title: entry.name().to_owned(),
        status: sentence(&fault),
        failed: true,
        ..WallFilm::default()
    });
    WallFilm {
        name: entry.name().to_owned(),
        strip: pictures.map_or_else(Vec::new, |pictures| pictures.strip.clone()),
        ..told
    }
}

/// A film as its folder tells it.
fn tell(root: &Path, entry: &Entry) -> Result<WallFilm> {
    let folder = Folder::open(&root.join(&entry.folder))?;
    let fault = entry.fault.clone();
    if !folder.map.file("treatment.toml").is_file() {
        return Ok(WallFilm {
            title: entry.name().to_owned(),
            status: fault.unwrap_or_else(|| "not planned yet".to_owned()),
            failed: true,
            ..WallFilm::default()
        });
    }
    let (reading, brief, treatment) = (listen::load(&folder)?, read_brief(&folder)?, treat::load(&folder)?);
    let tempo_map = reading.tempo_map();
    let line = concept(&ConceptRequest {
        treatment: &treatment,
        brief: &brief,
        tempo_map: &tempo_map,
        holds: assets::holds(),
        places: assets::places(),
    });
    let by = reading.song.artist.as_ref().map_or_else(String::new, |artist| format!(" ({artist})"));
    let edited = is_edited(&folder)?;
    let mut facts = vec![match folder.map.film().is_file() {
        true => "film made".to_owned(),
        false => "planned, not drawn".to_owned(),
    }];
    if edited {
        facts.push("its treatment was changed by hand and counts as given".to_owned());
    }
    let score = treatment.score.album.clone().filter(|_| !edited);
    if let Some(score) = &score {
        facts.push(format!("{} in cost against its song's own best", over_best(score)));
        if !score.reached {
            facts.push(format!(
                "the distance asked for ({DISTANCE_MIN} to the nearest, {DISTANCE_MEAN_MIN} on the mean) was not to be had at a cost of 15 % over that: {:.2} and {:.2}",
                score.nearest, score.mean
            ));
        }
    }
    if !entry.heard && fault.is_none() {
        facts.push("its song is no longer among the songs; the film is kept and counts as given".to_owned());
    }
    let failed = fault.is_some();
    Ok(WallFilm {
        title: format!("{}{by}", reading.song.title.as_deref().unwrap_or(entry.name())),
        concept: line,
        status: fault.unwrap_or_else(|| format!("{}.", facts.join("; "))),
        failed,
        course: Some(Course::of(entry.name(), &treatment)),
        score,
        links: links(&folder.map, &entry.folder),
        ..WallFilm::default()
    })
}

/// What can be opened of a film: the film itself and the pages beside it.
fn links(map: &Map, folder: &str) -> Vec<(String, String)> {
    let mut names: Vec<String> = std::fs::read_dir(map.file("out"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".html") || name == "film.mp4")
        .filter(|name| !name.starts_with('.') && !name.contains(".new."))
        .collect();
    // The film first, then the pages by name.
    names.sort_by_key(|name| (name != "film.mp4", name.clone()));
    let label = |name: &str| name.split('.').next().unwrap_or(name).replace(['-', '_'], " ");
    names.iter().map(|name| (label(name), address(&format!("{folder}/out/{name}")))).collect()
}

/// A relative address: what a folder may be called and an address may not is written as its bytes (RFC 3986).
fn address(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn numbers(wall: &Wall) -> Value {
    let films: Vec<Value> = wall
        .films
        .iter()
        .enumerate()
        .map(|(i, film)| {
            json!({
                "name": film.name,
                "title": film.title,
                "concept": film.concept,
                "status": film.status,
                "failed": film.failed,
                "score": film.score,
                "nearest": nearest(&wall.plan_distances, i),
                "mean": mean(&wall.plan_distances, i),
                "picture_chance": wall.picture_chances.get(i).copied().flatten(),
            })
        })
        .collect();
    let over_all = |distances: &[Vec<Option<f64>>]| {
        least_and_mean(distances).map(|(least, mean)| json!({ "least": least, "mean": mean }))
    };
    json!({
        "album": wall.title,
        "films": films,
        "plan": over_all(&wall.plan_distances),
        "pictures": over_all(&wall.picture_distances),
        "plan_distances": wall.plan_distances,
        "picture_distances": wall.picture_distances,
    })
}

/// A row a pair of films.
fn csv(wall: &Wall) -> String {
    let mut text =
        "one,other,plan_distance,picture_distance,picture_chance_of_one,picture_chance_of_other\n".to_owned();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let chance = |film: usize| number(wall.picture_chances.get(film).copied().flatten());
    for one in 0..wall.films.len() {
        for other in one + 1..wall.films.len() {
            let cells = [
                quoted(&wall.films[one].name),
                quoted(&wall.films[other].name),
                number(wall.plan_distances[one][other]),
                number(wall.picture_distances[one][other]),
                chance(one),
                chance(other),
            ];
            text.push_str(&cells.join(","));
            text.push('\n');
        }
    }
    text
}

/// What a person is told of a fault, as one sentence: its hint is left out.
pub fn sentence(fault: &anyhow::Error) -> String {
    let told = crate::tell::sentence(fault);
    format!("{}.", told.lines().next().unwrap_or("it failed without a word").trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_folders_are_called() {
        assert_eq!(address("Año 1-film/out/film.mp4"), "A%C3%B1o%201-film/out/film.mp4");
    }
}
