//! The table of keys: its rows in the order in which a brief is best written, and a pin of each kind.

use super::BRIEF_FORMAT;
use super::keys::BriefKey;
use super::keys::LeftOut::{self, Means, Never, Value};
use super::keys::Takes::{
    self, Exactly, Flag, Hold, Holds, Look, Number, OneOf, OwnPlace, OwnPlaces, Person, Place, Slug, Table, Tables,
    Text, Texts, Time, Whole,
};

const SHARE: Takes = Number(0.0, 1.0);
/// No song has more bars.
const BARS_MAX: i64 = 10_000;
/// What nothing but tables take that need not be there.
const EMPTY: LeftOut = Value("\"\"");

/// Garments and hair, for the wardrobe and for what may be worn instead.
const UPPERS: &[&str] = &["coat", "jacket", "hoodie", "shirt", "sweater", "dress"];
const LOWERS: &[&str] = &["trousers", "jeans", "skirt", "bare"];
const HEADS: &[&str] = &["peaked_cap", "hood", "knit_cap", "short_hair", "long_hair", "tied_hair"];
const SHOES: &[&str] = &["boots", "trainers", "barefoot"];
/// What a change of clothes leaves out.
const AS_WORN: LeftOut = Means("as in the wardrobe");

const fn key(path: &'static str, takes: Takes, left_out: LeftOut, meaning: &'static str) -> BriefKey {
    BriefKey { path, takes, left_out, meaning }
}

/// Every key, in the order in which a brief is best written.
pub const BRIEF_KEYS: &[BriefKey] = &[
    key("format", Exactly(BRIEF_FORMAT), Never, "Which language the file is written in."),
    key("name", Slug, Never, "Name in files and for `--brief`."),
    key("title", Text, Never, "Name for people; the film's title where the song has none."),
    key("about", Text, Never, "What the film is about, a noun phrase. Statement, page and guide speak to it."),
    key("logline", Text, Never, "One sentence that tells the film."),
    key("statement", Text, Never, "The director's statement, a few sentences."),
    key("content_note", Text, Never, "What a facilitator tells an audience before the film."),
    key("tone", Text, EMPTY, "How it should feel, a sentence."),
    key(
        "start_hold",
        Hold,
        Means("the seed chooses"),
        "The hold that it starts in: a rest in which nobody has power, playable in the first place.",
    ),
    key(
        "end_hold",
        Hold,
        Means("the seed chooses"),
        "The hold that it ends in: a rest in which nobody has power. With `rules.ends_where_it_began` it must be playable in the first place.",
    ),
    key(
        "answers",
        Person(false),
        Means("nobody has"),
        "Who of the two (an id) has an office behind them, a uniform or the law, and answers first: the film gives them the power before it gives it to the other.",
    ),
    key("palette", Table, Means("as the places are"), "Light and dark of the pictures."),
    key("palette.words", Text, EMPTY, "What the eye should remember."),
    key(
        "palette.look",
        Look,
        Means("as the places are; an album draws one"),
        "How it is lit and printed: strength of the lamps, air, hour, rain, grain and toning.",
    ),
    key("palette.key", SHARE, Means("the look's, else 0.5"), "0 low key, most of the picture dark; 1 high key."),
    key("palette.contrast", SHARE, Means("the look's, else 0.5"), "0 soft and grey; 1 hard, black and white."),
    key(
        "palette.rain",
        OneOf(&["none", "comes", "goes", "stays"]),
        Means("the look's, else none"),
        "Rain in places under the sky, over the film.",
    ),
    key("camera", Table, Means("each at its default; an album draws a manner"), "How the camera looks."),
    key(
        "camera.lenses",
        OneOf(&["wide", "long"]),
        Means("those that each size of shot usually has"),
        "Lenses of one kind: wide from near, or long from afar.",
    ),
    key("camera.closeness", SHARE, Value("0.5"), "0 as far from the two as the song allows; 1 as close."),
    key("camera.pace", SHARE, Value("0.5"), "0 long takes; 1 restless."),
    key("character", Tables(2, 2), Never, "The two people, in order: the first stands first wherever order shows."),
    key("character[].id", Slug, Never, "Name in pins and files."),
    key("character[].name", Text, Never, "Name in sentences."),
    key("character[].portrait", Text, Never, "Who it is and what made them so, a sentence or two."),
    key("character[].wants", Text, Never, "What the character wants in this film, half a sentence after \"wants\"."),
    key("character[].costs", Text, EMPTY, "What wanting it costs, half a sentence after \"it costs him\" or \"her\"."),
    key("character[].judges", Text, EMPTY, "What the character takes the other for when it starts, a sentence."),
    key("character[].manner", Text, EMPTY, "How the character moves and holds, a sentence."),
    key("character[].height_m", Number(1.4, 2.1), Never, "Height, m."),
    key("character[].breadth", Number(0.8, 1.2), Never, "Breadth of the build: 0.8 slight, 1 usual, 1.2 heavy."),
    key("character[].state", Table, Means("each at its default"), "What the character brings into the film."),
    key("character[].state.strength", SHARE, Value("0.5"), "Strength of body: how long a fierce hold can be kept up."),
    key("character[].state.judgment", SHARE, Value("0.7"), "How firmly the other is judged already; wears off."),
    key("character[].state.hatred", SHARE, Value("0.3"), "Hatred that is there already; more is learned."),
    key("character[].state.fear", SHARE, Value("0.4"), "Fear of the other."),
    key("character[].state.shame", SHARE, Value("0.2"), "Shame over what was done before."),
    key("character[].wardrobe", Table, Never, "Clothes. Give the two another outline and another tone each."),
    key("character[].wardrobe.upper", OneOf(UPPERS), Never, "Over the trunk and arms."),
    key("character[].wardrobe.upper_tone", SHARE, Never, "Tone of it: 0 black, 1 white."),
    key("character[].wardrobe.lower", OneOf(LOWERS), Never, "Over the legs."),
    key("character[].wardrobe.lower_tone", SHARE, Never, "Tone of it."),
    key("character[].wardrobe.head", OneOf(HEADS), Never, "On the head."),
    key("character[].wardrobe.head_tone", SHARE, Never, "Tone of head wear or hair."),
    key("character[].wardrobe.shoes", OneOf(SHOES), Never, "On the feet."),
    key("character[].wardrobe.shoes_tone", SHARE, Never, "Tone of them."),
    key("character[].wardrobe.skin_tone", SHARE, Never, "Tone of the skin."),
    key("character[].wardrobe.gloves", Flag, Value("false"), "Whether the hands are gloved."),
    key("character[].wardrobe.duty_belt", Flag, Value("false"), "A belt with pouches, shoulder straps and a badge."),
    key(
        "character[].wardrobe.carries",
        OneOf(&["cap", "keys", "phone"]),
        Means("the cap of who wears one, else keys"),
        "What was lost and is held out where the other hands something back.",
    ),
    key(
        "character[].change",
        Tables(0, 4),
        Means("the wardrobe alone"),
        "What the character may wear instead in another film of an album. What it leaves out is as in the wardrobe.",
    ),
    key("character[].change[].upper", OneOf(UPPERS), AS_WORN, "Over the trunk and arms."),
    key("character[].change[].upper_tone", SHARE, AS_WORN, "Tone of it."),
    key("character[].change[].lower", OneOf(LOWERS), AS_WORN, "Over the legs."),
    key("character[].change[].lower_tone", SHARE, AS_WORN, "Tone of it."),
    key("character[].change[].head", OneOf(HEADS), AS_WORN, "On the head."),
    key("character[].change[].head_tone", SHARE, AS_WORN, "Tone of it."),
    key("character[].change[].shoes", OneOf(SHOES), AS_WORN, "On the feet."),
    key("character[].change[].shoes_tone", SHARE, AS_WORN, "Tone of it."),
    key("places", Tables(1, 8), Never, "Where it plays. The first is where it begins and ends."),
    key("places[].place", Place, Never, "Name of the place."),
    key(
        "places[].leads_to",
        OwnPlaces,
        Value("[]"),
        "Which of the brief's places one gets to from here. Both directions count, and every place must be reached.",
    ),
    key("pin", Tables(0, 64), Means("the song alone decides"), "What must happen at a moment of the song."),
    key("pin[].at", Table, Never, "When: one of `word`, `section`, `time` and `bar`."),
    key("pin[].at.word", Text, Means("another key says when"), "Where a word or words of the lyrics are sung."),
    key(
        "pin[].at.nth",
        Whole(1, 1000),
        Means("the first that the story has room for"),
        "With `word`: which time that it is sung, from 1.",
    ),
    key(
        "pin[].at.section",
        Text,
        Means("another key says when"),
        "Where a section starts, as the treatment calls it: `second chorus`.",
    ),
    key("pin[].at.time", Time, Means("another key says when"), "A time of the song, as text: `1:10` or `1:10.5`."),
    key("pin[].at.bar", Whole(1, BARS_MAX), Means("another key says when"), "A bar of the song, from 1."),
    key(
        "pin[].turn",
        Person(true),
        Means("the pin says something else"),
        "Power turns there, to one of the two (an id) or to `either`.",
    ),
    key("pin[].hold", Hold, Means("the pin says something else"), "A hold starts there."),
    key("pin[].lead", Person(false), Means("the planner chooses"), "With `hold`: who leads in it (an id)."),
    key("pin[].place", OwnPlace, Means("the pin says something else"), "From there on it plays in this place."),
    key(
        "pin[].no_close_up",
        OneOf(&["before", "after"]),
        Means("the pin says something else"),
        "On which side of the moment nobody is seen closer than in a medium shot.",
    ),
    key(
        "rules",
        Table,
        Means("each at its default"),
        "The rules of the film. `reversal check` tells of each whether it is kept.",
    ),
    key(
        "rules.reversals_min",
        Whole(0, 64),
        Means("one in 40 bars, at least one"),
        "Fewest times that power changes hands.",
    ),
    key("rules.reversals_max", Whole(0, 64), Means("two more than the fewest"), "Most times that it does."),
    key(
        "rules.reversal_window_bars",
        Whole(0, 16),
        Value("2"),
        "How far from a section's boundary a reversal may lie, bars.",
    ),
    key("rules.balance_bars", Whole(0, 1000), Value("2"), "How far the two sums of power may be apart, bars."),
    key("rules.rest_every_bars", Whole(1, BARS_MAX), Value("24"), "At least one rest in so many bars."),
    key("rules.exhaustion_at_start", SHARE, Value("0.5"), "How spent they are when it starts."),
    key(
        "rules.dominance_cost",
        Whole(0, 10_000),
        Value("8"),
        "What a bar of dominance costs the plan; higher makes it rarer.",
    ),
    key(
        "rules.counterpoint_windows",
        Whole(0, 8),
        Value("2"),
        "In how many windows at most stillness answers the loudest music.",
    ),
    key(
        "rules.ends_where_it_began",
        Flag,
        Value("true"),
        "Whether it ends in its first place, in a rest, with no winner.",
    ),
    key("rules.without_holds", Holds, Value("[]"), "Holds that this film does without."),
    key("rules.lint_is_rule", Flag, Value("false"), "Whether \"not celebrated, humanity kept\" is a rule too."),
    key(
        "rules.reversal_at_lyrics",
        Texts,
        Value("[]"),
        "Words of the lyrics at which a reversal may lie besides the boundaries.",
    ),
    key(
        "suits",
        Table,
        Means("no song speaks for it"),
        "Which songs it suits; `make` compares a song's words and affect with it.",
    ),
    key("suits.words", Texts, Value("[]"), "Words that speak for it, in any language, in lower case without accents."),
    key("suits.aggression", SHARE, Means("any"), "Mean aggression that it suits best."),
    key("suits.valence", SHARE, Means("any"), "Mean valence that it suits best: 0 bleak, 1 glad."),
];

/// A pin of each kind: what it asks for in words, and how it is written for two people `a` and `b`.
pub const PIN_EXAMPLES: &[(&str, &str)] = &[
    ("Power turns at a word of the lyrics", "[[pin]]\nat = { word = \"count\" }\nturn = \"either\"\n"),
    (
        "Power turns to `b` where the word is sung for the third time",
        "[[pin]]\nat = { word = \"count\", nth = 3 }\nturn = \"b\"\n",
    ),
    (
        "A hold starts with the second chorus, and `a` leads in it",
        "[[pin]]\nat = { section = \"second chorus\" }\nhold = \"pin_wall\"\nlead = \"a\"\n",
    ),
    ("From bar 33 on it plays in another place", "[[pin]]\nat = { bar = 33 }\nplace = \"hallway\"\n"),
    ("No close-up before 1:10", "[[pin]]\nat = { time = \"1:10\" }\nno_close_up = \"before\"\n"),
];
