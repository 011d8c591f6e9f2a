//! What the song asks of each bar: intensity, closeness, tenderness, and how much strength is left.
//!
//! All in thousandths, as integers: costs computed from them are the same on every machine.

use reversal_model::brief::Rules;
use reversal_model::reading::{LyricSpan, Reading, curve_names};

use crate::form::Form;
use crate::random::Random;

/// What the words of a sung line feel like; every share lies in 0..=1.
#[derive(Clone, Debug, PartialEq)]
pub struct LineAffect {
    /// When it starts, song seconds.
    pub start_secs: f64,
    /// When it ends, song seconds.
    pub end_secs: f64,
    /// 0 dark .. 1 bright.
    pub valence: f32,
    /// 0 calm .. 1 stirred.
    pub arousal: f32,
    /// 0 none .. 1 all of it.
    pub tenderness: f32,
    /// 0 helpless .. 1 commanding.
    pub power: f32,
    /// The line as written.
    pub text: String,
}

impl LineAffect {
    /// A sung line with what was measured of its words: `valence` from −1 dark to 1 bright, `power` from −1 helpless to 1
    /// commanding, `arousal` and `tenderness` from 0 to 1.
    pub fn of_line(line: &LyricSpan, valence: f32, arousal: f32, tenderness: f32, power: f32) -> LineAffect {
        let share = |signed: f32| 0.5 + 0.5 * signed;
        LineAffect {
            start_secs: line.start,
            end_secs: line.end,
            valence: share(valence),
            arousal,
            tenderness,
            power: share(power),
            text: line.text.clone(),
        }
    }
}

/// How much the exhausted lose of their intensity and of their strength.
const EXHAUSTION_SHARE: f32 = 0.35;
/// How intensity follows aggression: steeply where the song is loud, so that what is fierce stays rare;
/// less where it is quiet, so that they go on struggling; against it in counterpoint.
const SLOPE_LOUD: f32 = 1.4;
const SLOPE_QUIET: f32 = 0.75;
const SLOPE_COUNTERPOINT: f32 = -1.0;
/// Length of a window of counterpoint, bars.
const COUNTERPOINT_BARS: u32 = 4;
/// Bars that a song needs for one window of counterpoint.
const BARS_PER_COUNTERPOINT: u32 = 40;
/// A second window is opened only where the song is nearly as loud again.
const SECOND_WINDOW_SHARE: f32 = 0.85;
/// A song whose loudest bars are no louder than this (its own scale) is not answered by stillness.
const COUNTERPOINT_AGGRESSION_MIN: f32 = 0.55;

/// The targets of each bar, in thousandths.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    /// How fierce the hold should be.
    pub intensity: Vec<i32>,
    /// How close the two should be.
    pub closeness: Vec<i32>,
    /// How tender.
    pub tenderness: Vec<i32>,
    /// How exhausted they are.
    pub exhaustion: Vec<i32>,
    /// How aggressive the song is, on its own scale.
    pub aggression: Vec<i32>,
    /// Bars (from, after the last) in which stillness answers the loudest music.
    pub counterpoint: Vec<(u32, u32)>,
}

impl Targets {
    /// The targets of a song. The seed chooses between windows of counterpoint that are about equally loud.
    pub fn new(reading: &Reading, form: &Form, rules: &Rules, affects: &[LineAffect], seed: u64) -> Targets {
        let aggression = by_bar(reading, form, curve_names::AGGRESSION_WITHIN, 0.5);
        let windows = counterpoint_windows(&aggression, rules.counterpoint_windows, seed);
        Targets::with_windows(reading, form, rules, affects, windows)
    }

    /// The targets where the windows of counterpoint are known already.
    pub fn with_windows(
        reading: &Reading,
        form: &Form,
        rules: &Rules,
        affects: &[LineAffect],
        counterpoint: Vec<(u32, u32)>,
    ) -> Targets {
        let aggression = by_bar(reading, form, curve_names::AGGRESSION_WITHIN, 0.5);
        let arousal = by_bar(reading, form, curve_names::AROUSAL, 0.5);
        let valence = by_bar(reading, form, curve_names::VALENCE, 0.5);
        let sung_tenderness = sung_by_bar(form, affects, |line| line.tenderness);
        let sung_valence = sung_by_bar(form, affects, |line| line.valence);
        let exhaustion = exhaustion_by_bar(&aggression, rules.exhaustion_at_start.clamp(0.0, 1.0));
        let answered = |bar: usize| counterpoint.iter().any(|&(from, to)| (from..to).contains(&(bar as u32)));
        let mut targets = Targets {
            intensity: Vec::new(),
            closeness: Vec::new(),
            tenderness: Vec::new(),
            exhaustion: exhaustion.iter().map(|&share| thousandths(share)).collect(),
            aggression: aggression.iter().map(|&share| thousandths(share)).collect(),
            counterpoint: Vec::new(),
        };
        for bar in 0..form.bars as usize {
            let over = aggression[bar] - 0.5;
            let slope = match answered(bar) {
                true => SLOPE_COUNTERPOINT,
                false if over > 0.0 => SLOPE_LOUD,
                false => SLOPE_QUIET,
            };
            let wanted = (0.5 + slope * over).clamp(0.0, 1.0);
            let calm = 1.0 - 0.5 * (aggression[bar] + arousal[bar]);
            let bright = sung_valence[bar].map_or(valence[bar], |sung| 0.5 * (sung + valence[bar]));
            let heard = calm * (0.35 + 0.65 * bright);
            let tender = sung_tenderness[bar].map_or(heard, |sung| heard.max(sung * (0.4 + 0.6 * calm)));
            // Those who despair cling as those who love do; only the tenderness differs.
            let despair = calm * (1.0 - bright) * 0.8;
            let tender = if answered(bar) { tender.max(0.6) } else { tender };
            targets.intensity.push(thousandths(wanted * (1.0 - EXHAUSTION_SHARE * exhaustion[bar])));
            targets.closeness.push(thousandths(0.45 + 0.25 * aggression[bar] + 0.4 * tender.max(despair)));
            targets.tenderness.push(thousandths(tender));
        }
        targets.counterpoint = counterpoint;
        targets
    }

    /// The effort that the two are still able to make in a bar, in thousandths.
    pub fn strength_left(&self, bar: usize) -> i32 {
        1000 - self.exhaustion[bar] * thousandths(EXHAUSTION_SHARE) / 1000
    }

    /// Whether a bar lies in a window of counterpoint.
    pub fn is_counterpoint(&self, bar: u32) -> bool {
        self.counterpoint.iter().any(|&(from, to)| (from..to).contains(&bar))
    }
}

/// A share in thousandths, within 0..=1000.
fn thousandths(share: f32) -> i32 {
    (share * 1000.0).round().clamp(0.0, 1000.0) as i32
}

fn by_bar(reading: &Reading, form: &Form, name: &str, without: f32) -> Vec<f32> {
    let curve = reading.curve(name).filter(|curve| !curve.values().is_empty());
    form.bar_starts_secs
        .windows(2)
        .map(|bar| curve.map_or(without, |curve| curve.mean(bar[0], bar[1]).clamp(0.0, 1.0)))
        .collect()
}

fn sung_by_bar(form: &Form, affects: &[LineAffect], of: impl Fn(&LineAffect) -> f32) -> Vec<Option<f32>> {
    form.bar_starts_secs
        .windows(2)
        .map(|bar| {
            let middle = (bar[0] + bar[1]) / 2.0;
            affects
                .iter()
                .find(|line| line.start_secs <= middle && middle < line.end_secs)
                .map(|line| of(line).clamp(0.0, 1.0))
        })
        .collect()
}

/// Exhaustion grows with the aggression that they have been through, from the brief's start to 1.
fn exhaustion_by_bar(aggression: &[f32], at_start: f32) -> Vec<f32> {
    let total: f32 = aggression.iter().sum();
    let mut spent = 0.0;
    aggression
        .iter()
        .map(|bar| {
            spent += bar;
            if total > 0.0 { at_start + (1.0 - at_start) * spent / total } else { at_start }
        })
        .collect()
}

/// The loudest moments of the song away from its ends, `most` at most.
fn counterpoint_windows(aggression: &[f32], most: u32, seed: u64) -> Vec<(u32, u32)> {
    let bars = aggression.len() as u32;
    let most = most.min(bars / BARS_PER_COUNTERPOINT);
    let mut random = Random::new(seed, 1);
    let mut windows: Vec<(u32, u32)> = Vec::new();
    let mut loudest = 0.0;
    for _ in 0..most {
        let mut candidates: Vec<(f32, u32)> = (bars / 4..bars * 9 / 10)
            .filter(|from| from + COUNTERPOINT_BARS <= bars)
            .filter(|&from| windows.iter().all(|window| window.0.abs_diff(from) >= bars / 4))
            .map(|from| {
                let span = &aggression[from as usize..(from + COUNTERPOINT_BARS) as usize];
                (span.iter().sum::<f32>() / COUNTERPOINT_BARS as f32, from)
            })
            .collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let Some(&(best, _)) = candidates.first() else { break };
        if best < COUNTERPOINT_AGGRESSION_MIN || best < SECOND_WINDOW_SHARE * loudest {
            break;
        }
        loudest = best;
        let near = candidates.iter().take_while(|candidate| candidate.0 >= best * 0.97).count().min(4);
        let from = candidates[random.below(near)].1;
        windows.push((from, from + COUNTERPOINT_BARS));
    }
    windows.sort_unstable();
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{SyntheticSong, reading};

    fn targets(seed: u64) -> Targets {
        let reading = reading(&SyntheticSong { seed, ..SyntheticSong::default() });
        let rules = Rules::default();
        Targets::new(&reading, &Form::new(&reading, &reversal_model::assets::briefs()[0], &[]), &rules, &[], seed)
    }

    #[test]
    fn they_start_spent_and_end_more_spent() {
        let targets = targets(3);
        assert!(targets.exhaustion[0] >= 500);
        assert!(targets.exhaustion.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(*targets.exhaustion.last().unwrap(), 1000);
    }

    #[test]
    fn stillness_answers_the_loudest_bars_and_nothing_else() {
        for seed in 0..30 {
            let targets = targets(seed);
            assert!(targets.counterpoint.len() <= 2);
            for &(from, to) in &targets.counterpoint {
                for bar in from as usize..to as usize {
                    if targets.aggression[bar] > 550 {
                        assert!(targets.intensity[bar] < 450, "bar {bar} of seed {seed}");
                    }
                }
            }
        }
    }

    #[test]
    fn tender_words_ask_for_tender_holds() {
        let reading = reading(&SyntheticSong::default());
        let rules = Rules::default();
        let form = Form::new(&reading, &reversal_model::assets::briefs()[0], &[]);
        let line = LineAffect {
            start_secs: 40.0,
            end_secs: 44.0,
            valence: 0.8,
            arousal: 0.2,
            tenderness: 1.0,
            power: 0.3,
            text: "stay".to_owned(),
        };
        let without = Targets::with_windows(&reading, &form, &rules, &[], Vec::new());
        let with = Targets::with_windows(&reading, &form, &rules, &[line], Vec::new());
        assert!(with.tenderness[20] > without.tenderness[20]);
        assert!(with.closeness[20] > without.closeness[20]);
        assert_eq!(with.intensity, without.intensity);
    }
}
