//! The wall: all films of an album on one page that needs nothing else, on screen and on paper.

mod chart;
mod style;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use reversal_model::treatment::AlbumScore;
use reversal_model::unlike::Course;

use super::distance::{DISTANCE_MEAN_MIN, DISTANCE_MIN};
use super::pictures::MOMENTS;
use crate::papers::base64;
use crate::papers::style::head;

/// A film, or a song that became none.
#[derive(Clone, Debug, Default)]
pub struct WallFilm {
    /// Its song's name in the album.
    pub name: String,
    /// Title of the film and who made the song, where that is known.
    pub title: String,
    /// What it is, in one line.
    pub concept: String,
    /// How it stands with it, a sentence; a fault where there is one.
    pub status: String,
    /// Whether something went wrong.
    pub failed: bool,
    /// JPEGs at equal shares of the film.
    pub strip: Vec<Vec<u8>>,
    /// Its course; None where it was not planned.
    pub course: Option<Course>,
    /// What keeping away from the others did.
    pub score: Option<AlbumScore>,
    /// What can be opened: label and address from the wall.
    pub links: Vec<(String, String)>,
}

/// An album's wall.
#[derive(Clone, Debug, Default)]
pub struct Wall {
    /// The album's name.
    pub title: String,
    /// Title of the brief.
    pub brief_title: String,
    /// Names of the two people.
    pub people: [String; 2],
    /// The films in the album's order.
    pub films: Vec<WallFilm>,
    /// Distances of the plans by the films' numbers; None for a film that has none.
    pub plan_distances: Vec<Vec<Option<f64>>>,
    /// Distances of the pictures (structure).
    pub picture_distances: Vec<Vec<Option<f64>>>,
    /// Distance of each film's pictures to its own at other moments.
    pub picture_chances: Vec<Option<f64>>,
}

impl Wall {
    /// The page's text.
    pub fn write(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                (head(&format!("{} – album", self.title), &[style::CSS]))
                body {
                    header {
                        p.kicker { "An album of films · " (self.brief_title) }
                        h1 { (self.title) }
                        p.facts { (self.summary()) }
                    }
                    main {
                        section { @for (number, film) in self.films.iter().enumerate() { (self.film(number, film)) } }
                        (self.power())
                        (self.distances())
                        (self.table())
                    }
                }
            }
        };
        page.into_string()
    }

    fn summary(&self) -> String {
        let made = self.films.iter().filter(|film| film.course.is_some()).count();
        let failed = self.films.iter().filter(|film| film.failed).count();
        let faults = match failed {
            0 => String::new(),
            1 => ", one with a fault that is told below".to_owned(),
            _ => format!(", {failed} with a fault that is told below"),
        };
        let songs = if self.films.len() == 1 { "song" } else { "songs" };
        let Some((least, mean)) = least_and_mean(&self.plan_distances) else {
            return format!("{} {songs}, {made} planned{faults}.", self.films.len());
        };
        format!(
            "{} {songs}, {made} planned{faults}. Distance of their plans: {mean:.2} on the mean, {least:.2} at the least (asked: {DISTANCE_MEAN_MIN} and {DISTANCE_MIN}).",
            self.films.len()
        )
    }

    fn film(&self, number: usize, film: &WallFilm) -> Markup {
        html! {
            article.film id={ "film-" (number + 1) } {
                @if !film.strip.is_empty() {
                    div.strip {
                        @for (i, jpeg) in film.strip.iter().enumerate() {
                            img src={ "data:image/jpeg;base64," (base64(jpeg)) }
                                alt={ "Still " (i + 1) " of " (film.strip.len()) " from " (film.title) };
                        }
                    }
                }
                h3 { (PreEscaped(chart::sample(number))) (film.title) }
                @if !film.concept.is_empty() { p { (film.concept) } }
                p.facts.failed[film.failed] { (film.status) }
                @if !film.links.is_empty() {
                    div.links { @for (label, address) in &film.links { a href=(address) { (label) } } }
                }
            }
        }
    }

    fn power(&self) -> Markup {
        let courses: Vec<Option<&Course>> = self.films.iter().map(|film| film.course.as_ref()).collect();
        html! {
            section {
                h2 { "Who has the power" }
                p.note {
                    "A line a film, by share of its length: above the middle " (self.people[0]) ", below it " (self.people[1])
                    ". Lines of equal power lie side by side."
                }
                (PreEscaped(chart::chart(&courses, [&self.people[0], &self.people[1]])))
            }
        }
    }

    fn distances(&self) -> Markup {
        let pictures = self.picture_distances.iter().flatten().flatten().next().is_some();
        html! {
            section {
                h2 { "How far apart they are" }
                p.note {
                    "Plans: 0 the same, 1 nothing in common; 45 % holds, 25 % power, 15 % places, 15 % times at which power turns."
                }
                (self.matrix(&self.plan_distances, None, 1.0))
                @if pictures {
                    p.note style="margin-top:22px" {
                        "Pictures at " (MOMENTS) " moments, light taken out: 0 the same, 0.5 unrelated. "
                        "On the diagonal each film against itself at other moments: two films as far apart as that look as different as two moments of one."
                    }
                    (self.matrix(&self.picture_distances, Some(&self.picture_chances), 0.5))
                }
            }
        }
    }

    /// A table of distances; `full` is the distance that has the whole ink.
    fn matrix(&self, distances: &[Vec<Option<f64>>], diagonal: Option<&[Option<f64>]>, full: f64) -> Markup {
        let shown: Vec<usize> = (0..self.films.len()).filter(|&i| self.films[i].course.is_some()).collect();
        let at = |row: usize, column: usize| distances.get(row).and_then(|row| row.get(column)).copied().flatten();
        html! {
            div.wide { table {
                tr { th {} @for &column in &shown { th { (column + 1) } } }
                @for &row in &shown {
                    tr {
                        th { (row + 1) " " (self.films[row].name) }
                        @for &column in &shown {
                            @if row == column {
                                td.self { (told(diagonal.and_then(|own| own.get(row).copied().flatten()))) }
                            } @else {
                                @let distance = at(row, column);
                                td.cell style={ "--share:" (format!("{:.2}", (distance.unwrap_or(0.0) / full).clamp(0.0, 1.0).powi(2) * 0.9)) } { (told(distance)) }
                            }
                        }
                    }
                }
            } }
        }
    }

    fn table(&self) -> Markup {
        html! {
            section {
                h2 { "Song by song" }
                div.wide { table.facts {
                    tr { th { "Song" } th { "Cost against its song’s own best" } th { "Nearest" } th { "Mean" } th { "Status" } }
                    @for (number, film) in self.films.iter().enumerate() {
                        tr {
                            td { (number + 1) " " (film.name) }
                            td { @if let Some(score) = &film.score { (over_best(score)) } @else { "–" } }
                            td { (told(nearest(&self.plan_distances, number))) }
                            td { (told(mean(&self.plan_distances, number))) }
                            td.words.failed[film.failed] { (film.status) }
                        }
                    }
                } }
            }
        }
    }
}

/// Least and mean of all distances; None where there are none.
pub fn least_and_mean(distances: &[Vec<Option<f64>>]) -> Option<(f64, f64)> {
    let pairs: Vec<f64> =
        distances.iter().enumerate().flat_map(|(i, row)| row[..i].iter().copied().flatten()).collect();
    let least = pairs.iter().copied().reduce(f64::min)?;
    Some((least, pairs.iter().sum::<f64>() / pairs.len() as f64))
}

/// The film's distance to the nearest other.
pub fn nearest(distances: &[Vec<Option<f64>>], film: usize) -> Option<f64> {
    distances.get(film)?.iter().copied().flatten().reduce(f64::min)
}

/// The film's mean distance to the others.
pub fn mean(distances: &[Vec<Option<f64>>], film: usize) -> Option<f64> {
    let known: Vec<f64> = distances.get(film)?.iter().copied().flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

fn told(distance: Option<f64>) -> String {
    distance.map_or_else(|| "–".to_owned(), |distance| format!("{distance:.2}"))
}

/// "+4.1 %": what the film costs more than the plan that its song has alone. Below nought where keeping away
/// from other films led to a plan that is better still.
pub fn over_best(score: &AlbumScore) -> String {
    let best = score.best_cost.abs().max(1) as f64;
    format!("{:+.1} %", (score.cost - score.best_cost) as f64 * 100.0 / best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall() -> Wall {
        let film = |name: &str, course: bool| WallFilm {
            name: name.to_owned(),
            title: name.to_owned(),
            status: "made".to_owned(),
            course: course.then(|| Course { name: name.to_owned(), bars: 4, holds: Vec::new() }),
            ..WallFilm::default()
        };
        let mut films = vec![film("one", true), film("<two>", true), film("broken", false)];
        films[2].failed = true;
        let row = |one: Option<f64>, two: Option<f64>| vec![one, two, None];
        Wall {
            title: "Songs".to_owned(),
            people: ["A".to_owned(), "B".to_owned()],
            films,
            plan_distances: vec![row(None, Some(0.6)), row(Some(0.6), None), row(None, None)],
            ..Wall::default()
        }
    }

    #[test]
    fn a_wall_tells_every_film_and_what_went_wrong() {
        let text = wall().write();
        assert!(text.contains("3 songs, 2 planned, one with a fault") && text.contains("&lt;two&gt;"));
        assert!(text.contains("0.60 on the mean, 0.60 at the least"));
        assert!(!text.contains("http://") && !text.contains("https://"), "it needs nothing else");
    }

    #[test]
    fn distances_of_a_film_leave_out_those_that_are_not_known() {
        let wall = wall();
        assert_eq!(nearest(&wall.plan_distances, 0), Some(0.6));
        assert_eq!(mean(&wall.plan_distances, 2), None);
        assert_eq!(least_and_mean(&wall.plan_distances), Some((0.6, 0.6)));
    }
}
