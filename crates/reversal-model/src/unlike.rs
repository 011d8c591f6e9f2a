//! What a film must not resemble: the films before it in its album, each as its course.
//! Kept as `unlike.toml` in the film's folder, so that the film can be planned again without the others.

use serde::{Deserialize, Serialize};

use crate::treatment::{LEADER_QUARTERS, Quarters, Treatment};

/// Value of `Unlike::format`.
pub const UNLIKE_FORMAT: &str = "unlike.1";

/// The films before this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlike {
    /// `unlike.1`.
    pub format: String,
    /// Cost of the plan that the song has without the album, in milli-units, before anything was drawn for
    /// the film: what its own cost is held against. None: what the planner finds under the film's own brief.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_cost: Option<i64>,
    /// The films, in the album's order.
    #[serde(rename = "film", default)]
    pub films: Vec<Course>,
}

/// The course of a film: which hold lasts from which bar on, who has how much power in it, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// The film's name in the album.
    pub name: String,
    /// Bars of its song.
    pub bars: u32,
    /// The holds in order, each as `[bar from 1, hold, power, place]`.
    pub holds: Vec<CourseHold>,
}

/// A hold of a course; it lasts until the next one's bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, String, f32, String)", into = "(u32, String, f32, String)")]
pub struct CourseHold {
    /// Bar at which it starts, from 0.
    pub from_bar: u32,
    /// Name of the hold.
    pub hold: String,
    /// Power of the first character.
    pub quarters: Quarters,
    /// Name of the place.
    pub place: String,
}

impl From<(u32, String, f32, String)> for CourseHold {
    fn from((bar, hold, power, place): (u32, String, f32, String)) -> CourseHold {
        let quarters = (power.clamp(-1.0, 1.0) * 4.0).round() as Quarters;
        CourseHold { from_bar: bar.saturating_sub(1), hold, quarters, place }
    }
}

impl From<CourseHold> for (u32, String, f32, String) {
    fn from(content: CourseHold) -> (u32, String, f32, String) {
        (content.from_bar + 1, content.hold, f32::from(content.quarters) / 4.0, content.place)
    }
}

impl Course {
    /// The course of a treatment.
    pub fn of(name: &str, treatment: &Treatment) -> Course {
        let holds = treatment
            .hold_spans()
            .iter()
            .map(|span| CourseHold {
                from_bar: span.from_bar,
                hold: span.cue.hold.clone(),
                quarters: span.cue.quarters(),
                place: treatment.scenes.get(span.scene).map_or_else(String::new, |scene| scene.place.clone()),
            })
            .collect();
        Course { name: name.to_owned(), bars: treatment.bars, holds }
    }

    /// The hold that lasts in a bar, from 0.
    pub fn hold_at(&self, bar: u32) -> Option<&CourseHold> {
        let after = self.holds.partition_point(|content| content.from_bar <= bar);
        self.holds.get(after.saturating_sub(1))
    }

    /// The bars at which power changes hands, from 0.
    pub fn reversal_bars(&self) -> Vec<u32> {
        let mut leader = None;
        let mut bars = Vec::new();
        for content in self.holds.iter().filter(|content| content.quarters.abs() >= LEADER_QUARTERS) {
            let now = content.quarters > 0;
            if leader.is_some_and(|before| before != now) {
                bars.push(content.from_bar);
            }
            leader = Some(now);
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(from_bar: u32, hold: &str, quarters: Quarters) -> CourseHold {
        CourseHold { from_bar, hold: hold.to_owned(), quarters, place: "street".to_owned() }
    }

    fn course() -> Course {
        let holds = vec![content(0, "lean", 0), content(4, "grip", 2), content(6, "rest", 1), content(8, "pin", -3)];
        Course { name: "one".to_owned(), bars: 12, holds }
    }

    #[test]
    fn a_course_comes_back_as_it_went_out_a_line_a_film() {
        let unlike = Unlike { format: UNLIKE_FORMAT.to_owned(), best_cost: Some(12_345), films: vec![course()] };
        let text = toml::to_string(&unlike).unwrap();
        assert!(text.contains("[5, \"grip\", 0.5, \"street\"]"), "{text}");
        assert_eq!(toml::from_str::<Unlike>(&text).unwrap(), unlike);
    }

    #[test]
    fn a_hold_lasts_until_the_next_and_power_turns_where_the_other_leads() {
        let course = course();
        assert_eq!(course.hold_at(5).map(|content| content.hold.as_str()), Some("grip"));
        assert_eq!(course.hold_at(11).map(|content| content.hold.as_str()), Some("pin"));
        assert_eq!(course.reversal_bars(), [8]);
    }
}
