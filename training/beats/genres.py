"""What each genre is made of. Tempi are those that people tap to."""

from dataclasses import dataclass, field

import patterns as p

GUITARS, CLEAN, ACOUSTIC, DRIVEN = (24, 25, 26, 27, 28, 29, 30), (26, 27, 28), (24, 25), (29, 30)
PIANOS, ORGANS, STRINGS, PADS = (0, 1, 2, 4, 5), (16, 17, 18, 19), (44, 48, 49, 50), (88, 89, 90, 91, 94)
BRASS, SYNTHS, BASSES, SYNTH_BASSES = (56, 57, 61, 62), (80, 81, 82, 83, 87), (33, 34, 36), (38, 39)
REEDS, BOWED, VOICES = (64, 65, 66, 71), (40, 41, 42), (52, 53, 54)


@dataclass
class Genre:
    bpm: tuple
    drums: list
    bass: tuple
    chords: tuple
    chord_programs: tuple
    lead_programs: tuple
    bass_programs: tuple = BASSES
    per_bar: int = 4
    swing: tuple = (0.5, 0.5)
    swing_unit: float = 0.5
    sung: float = 0.55  # chance that the melody is sung
    drumless: float = 0.06  # chance that nobody drums
    sevenths: float = 0.2
    power_chords: float = 0.0
    electronic: float = 0.1  # chance of synthetic drums
    distorted: float = 0.0
    rubato: float = 0.0
    drift: float = 0.01
    weight: float = 1.0
    scales: tuple = field(default=("major", "minor", "minor", "dorian"))


GENRES = {
    "rock": Genre((84, 168), p.ROCK, ("eighths", "beats", "root-fifth", "syncopated"), ("strum", "eighths", "held", "arpeggio", "stabs"),
                  GUITARS, GUITARS + ORGANS, power_chords=0.5, distorted=0.5, drift=0.02, weight=1.4),
    "punk": Genre((150, 214), p.PUNK, ("eighths", "beats"), ("eighths", "strum", "held"), DRIVEN, DRIVEN, power_chords=0.9, distorted=0.9,
                  sung=0.8, drift=0.02),
    "metal": Genre((84, 205), p.METAL, ("eighths", "sixteenths", "gallop"), ("sixteenths", "gallop", "eighths", "held", "stabs"), DRIVEN, DRIVEN,
                   power_chords=1.0, distorted=1.0, sung=0.5, scales=("minor", "blues"), weight=1.5),
    "thrash metal": Genre((148, 214), p.PUNK + p.METAL[:2] + p.METAL[4:6], ("eighths", "beats", "gallop"), ("sixteenths", "gallop", "eighths", "held"), DRIVEN, DRIVEN,
                          power_chords=1.0, distorted=1.0, sung=0.5, scales=("minor", "blues"), weight=1.2),
    "hard dance": Genre((148, 214), p.HOUSE + p.DISCO[:1], ("offbeat", "eighths", "octaves", "beats"), ("stabs", "held", "fast-arpeggio", "arpeggio", "skank", "eighths"),
                        SYNTHS + PADS + PIANOS, SYNTHS, SYNTH_BASSES, electronic=0.9, sung=0.4, weight=1.4),
    "pop": Genre((72, 138), p.POP, ("eighths", "beats", "syncopated", "long"), ("strum", "eighths", "held", "arpeggio", "fast-arpeggio", "tresillo"),
                 PIANOS + CLEAN + ACOUSTIC + PADS, SYNTHS + VOICES, sung=0.8, electronic=0.35, weight=1.4),
    "disco": Genre((104, 134), p.DISCO, ("octaves", "eighths", "syncopated", "beats"), ("stabs", "sixteenths", "held", "skank"), CLEAN + STRINGS + PIANOS,
                   STRINGS + BRASS, sung=0.6, sevenths=0.5, electronic=0.2, weight=1.2),
    "house": Genre((116, 148), p.HOUSE, ("offbeat", "eighths", "octaves", "long", "sixteenths"), ("stabs", "held", "fast-arpeggio", "skank", "tresillo"),
                   SYNTHS + PADS + PIANOS, SYNTHS, SYNTH_BASSES, electronic=0.9, sung=0.3, weight=1.2),
    "breaks": Genre((160, 180), p.BREAKS, ("long", "syncopated", "dub"), ("held", "fast-arpeggio", "stabs"), PADS + SYNTHS, SYNTHS, SYNTH_BASSES,
                    electronic=0.6, sung=0.3, weight=0.6),
    "hip hop": Genre((74, 110), p.HIP_HOP, ("syncopated", "long", "beats"), ("held", "comping", "eighths", "stabs"), PIANOS + STRINGS + CLEAN,
                     SYNTHS + REEDS, BASSES + SYNTH_BASSES, swing=(0.5, 0.62), swing_unit=0.25, sung=0.85, electronic=0.6, sevenths=0.5, weight=1.4),
    "trap": Genre((60, 84), p.TRAP, ("long", "syncopated"), ("held", "arpeggio"), PADS + PIANOS, SYNTHS, SYNTH_BASSES, electronic=1.0, sung=0.8, weight=0.4),
    "reggae": Genre((58, 100), p.REGGAE, ("dub", "syncopated", "beats"), ("skank", "skank", "double-skank"), CLEAN + ORGANS + PIANOS, ORGANS + BRASS,
                    swing=(0.5, 0.6), swing_unit=0.25, sung=0.75, weight=1.5),
    "ska": Genre((104, 168), p.REGGAE[2:] + p.ROCK[3:4], ("walking", "beats", "eighths"), ("skank",), CLEAN + ORGANS, BRASS, sung=0.6, weight=0.6),
    "country": Genre((84, 150), p.COUNTRY, ("root-fifth", "beats", "walking"), ("strum", "after-beats", "fast-arpeggio", "eighths"), ACOUSTIC + CLEAN + (105,),
                     (40, 110, 22) + CLEAN, swing=(0.5, 0.58), sung=0.8, drumless=0.2, weight=1.4),
    "shuffle": Genre((72, 168), p.SHUFFLE, ("shuffle", "walking", "beats"), ("shuffle", "comping", "after-beats", "charleston"), CLEAN + PIANOS + ORGANS,
                     (22,) + GUITARS + REEDS, swing=(0.62, 0.67), sung=0.6, sevenths=0.7, drumless=0.12, scales=("blues", "dorian"), weight=1.3),
    "slow blues": Genre((46, 78), p.SLOW_TWELVE, ("walking", "beats", "shuffle"), ("triplets", "held", "comping"), CLEAN + ORGANS + PIANOS, GUITARS + (22,) + REEDS,
                        swing=(0.66, 0.67), sung=0.6, sevenths=0.7, drumless=0.15, scales=("blues", "dorian"), weight=0.8),
    "jazz": Genre((96, 236), p.JAZZ, ("walking",), ("comping", "charleston", "held", "comping"), PIANOS + CLEAN, REEDS + (56, 59, 11), (32, 32, 35),
                  swing=(0.58, 0.67), sung=0.15, sevenths=1.0, drumless=0.15, drift=0.03, weight=1.6),
    "jazz ballad": Genre((56, 90), p.JAZZ[2:], ("beats", "walking", "long"), ("held", "comping"), PIANOS, REEDS + (56, 59), (32, 35), swing=(0.58, 0.66),
                         sung=0.3, sevenths=1.0, drumless=0.3, rubato=0.25, weight=0.7),
    "bossa": Genre((100, 160), p.BOSSA, ("root-fifth", "tresillo"), ("comping", "tresillo", "charleston"), (24, 26, 0, 4), REEDS + (73,), (32, 33), sung=0.4,
                   sevenths=1.0, drumless=0.1, weight=0.7),
    "latin": Genre((84, 132), p.LATIN, ("tresillo", "syncopated"), ("montuno", "tresillo", "stabs"), PIANOS + (24, 61), BRASS, sung=0.5, weight=0.9),
    "funk": Genre((88, 126), p.FUNK, ("syncopated",), ("sixteenths", "stabs", "comping"), CLEAN + (7, 4) + BRASS, REEDS + BRASS, swing=(0.5, 0.58),
                  swing_unit=0.25, sung=0.5, sevenths=0.8, weight=1.0),
    "ballad": Genre((54, 84), p.BALLAD, ("long", "beats", "root-fifth"), ("arpeggio", "held", "eighths", "fast-arpeggio", "beats"), PIANOS + ACOUSTIC + PADS,
                    STRINGS + VOICES + REEDS, sung=0.85, drumless=0.4, rubato=0.12, weight=1.2),
    "waltz": Genre((84, 196), p.WALTZ, ("long", "beats", "root-fifth"), ("after-beats", "after-beats", "arpeggio", "held", "beats"), PIANOS + ACOUSTIC + STRINGS + (21,),
                   BOWED + (21, 73) + VOICES, per_bar=3, sung=0.4, drumless=0.45, rubato=0.2, swing=(0.5, 0.6), weight=1.3),
    "six-eight": Genre((44, 84), p.SIX_EIGHT, ("long", "beats"), ("triplets", "held", "beats"), PIANOS + CLEAN + ACOUSTIC, VOICES + GUITARS + BOWED, per_bar=2,
                       swing=(0.5, 0.5), sung=0.7, drumless=0.25, weight=0.9),
    "solo guitar": Genre((66, 150), p.BALLAD, ("beats", "root-fifth", "long"), ("fast-arpeggio", "strum", "arpeggio", "triplets"), ACOUSTIC, ACOUSTIC, (24, 25, 32),
                         sung=0.5, drumless=1.0, rubato=0.2, weight=0.9),
    "piano": Genre((52, 152), p.BALLAD, ("long", "beats", "eighths"), ("arpeggio", "fast-arpeggio", "triplets", "beats", "after-beats", "held"), (0, 1, 0, 6),
                   (0, 1, 0, 6), (0, 0, 1), sung=0.0, drumless=1.0, rubato=0.8, weight=1.2),
    "orchestra": Genre((56, 160), p.BALLAD, ("beats", "long", "eighths"), ("eighths", "held", "fast-arpeggio", "beats", "triplets", "after-beats"),
                       STRINGS + (45, 46, 68), BOWED + (60, 68, 70, 71, 73, 56), (42, 43, 43, 70), sung=0.1, drumless=0.85, rubato=0.7, weight=1.6),
    "clicks": Genre((60, 208), p.CLICKS, ("nothing", "nothing", "long"), ("nothing", "nothing", "held"), PADS + PIANOS, PADS, electronic=0.5, sung=0.2, drumless=0.0,
                    weight=0.3),
    "ambient": Genre((60, 124), p.BALLAD, ("long",), ("held", "arpeggio", "fast-arpeggio"), PADS + SYNTHS + (11, 12), PADS + VOICES, SYNTH_BASSES, sung=0.3,
                     drumless=0.6, electronic=0.7, weight=0.6),
    "soul": Genre((62, 132), p.SOUL + p.FUNK[:2] + p.POP[:2], ("syncopated", "eighths", "beats"), ("stabs", "held", "comping", "after-beats"), CLEAN + PIANOS + ORGANS + BRASS,
                  BRASS + REEDS + STRINGS, swing=(0.5, 0.58), swing_unit=0.25, sung=0.85, sevenths=0.6, weight=1.1),
    "gospel": Genre((48, 84), p.SLOW_TWELVE + p.SIX_EIGHT[:1], ("walking", "beats", "long"), ("triplets", "held", "comping"), ORGANS + PIANOS + VOICES, VOICES + REEDS,
                    swing=(0.62, 0.67), sung=0.8, sevenths=0.6, drumless=0.25, rubato=0.1, weight=0.6),
    "rock and roll": Genre((138, 196), p.ROCK_AND_ROLL, ("walking", "eighths", "beats"), ("eighths", "shuffle", "strum", "comping"), PIANOS + CLEAN + GUITARS, GUITARS + REEDS,
                           swing=(0.5, 0.62), sung=0.75, sevenths=0.5, drift=0.02, scales=("blues", "major"), weight=1.0),
    "boogie": Genre((104, 190), p.SHUFFLE[:2] + p.JAZZ[:1], ("shuffle", "walking", "eighths"), ("comping", "charleston", "shuffle", "triplets"), (0, 1, 3), (0, 1, 3), (0, 1, 32),
                    swing=(0.58, 0.67), sung=0.3, sevenths=0.7, drumless=0.6, drift=0.02, scales=("blues", "dorian"), weight=0.7),
    "country blues": Genre((58, 132), p.SHUFFLE, ("beats", "root-fifth", "nothing"), ("shuffle", "fast-arpeggio", "after-beats", "triplets", "strum"), ACOUSTIC, (22, 24, 25), (24, 25),
                           swing=(0.55, 0.67), sung=0.6, sevenths=0.4, drumless=1.0, rubato=0.08, drift=0.04, scales=("blues", "dorian"), weight=0.9),
    "bluegrass": Genre((92, 154), p.COUNTRY, ("root-fifth",), ("after-beats", "fast-arpeggio", "strum"), ACOUSTIC + (105, 105), (40, 110, 105, 22), (32, 32, 43), sung=0.5,
                       drumless=0.85, drift=0.02, weight=0.8),
    "big band": Genre((100, 224), p.JAZZ[:2] + p.SWING, ("walking",), ("charleston", "stabs", "comping", "held"), BRASS + (0, 66), REEDS + BRASS, (32, 32), swing=(0.58, 0.67),
                      sung=0.2, sevenths=1.0, drift=0.02, weight=1.0),
    "jazz waltz": Genre((96, 204), p.WALTZ[3:4], ("walking", "long"), ("comping", "held", "after-beats"), PIANOS + CLEAN, REEDS + (56, 59, 11), (32, 35), per_bar=3, swing=(0.58, 0.66),
                        sung=0.15, sevenths=1.0, drumless=0.2, drift=0.03, weight=0.5),
    "choir": Genre((54, 116), p.BALLAD, ("long", "beats"), ("beats", "held", "beats", "eighths"), VOICES + (19, 52, 53), VOICES, (52, 53, 19), sung=0.4, drumless=1.0, rubato=0.6,
                   weight=0.9),
    "baroque": Genre((56, 132), p.BALLAD, ("walking", "eighths", "beats"), ("fast-arpeggio", "arpeggio", "eighths", "beats"), (6, 19, 48, 48), BOWED + (73, 68, 6, 56), (42, 43, 70, 6),
                     sung=0.1, drumless=1.0, rubato=0.25, weight=1.0),
    "minuet": Genre((84, 168), p.WALTZ, ("beats", "long", "eighths"), ("beats", "arpeggio", "eighths", "after-beats"), (48, 6, 0, 19), BOWED + (73, 68, 71), (42, 43, 70), per_bar=3,
                    sung=0.05, drumless=1.0, rubato=0.35, weight=0.8),
    "march": Genre((88, 140), p.MARCH, ("root-fifth", "beats"), ("after-beats", "eighths", "stabs"), BRASS + (60, 58), BRASS + (72, 73), (58, 43), per_bar=2, sung=0.05,
                   drumless=0.2, weight=0.6),
    "tango": Genre((104, 134), p.BALLAD, ("beats", "syncopated"), ("beats", "stabs", "tresillo"), (21, 23, 0, 48), BOWED + (21, 23), (32, 43), sung=0.3, drumless=0.9, rubato=0.3,
                   weight=0.5),
    "dancehall": Genre((78, 112), p.DANCEHALL, ("dub", "tresillo", "syncopated"), ("tresillo", "stabs", "skank", "held"), SYNTHS + PADS + ORGANS, SYNTHS, SYNTH_BASSES, sung=0.9,
                       electronic=0.8, weight=0.7),
    "rocksteady": Genre((68, 104), p.REGGAE[:2] + p.ROCKSTEADY, ("dub", "syncopated", "walking"), ("skank", "double-skank"), CLEAN + ORGANS + PIANOS, BRASS + ORGANS + REEDS,
                        swing=(0.5, 0.66), swing_unit=0.5, sung=0.85, sevenths=0.3, weight=1.0),
    "synth pop": Genre((92, 152), p.POP[3:] + p.DISCO[:2], ("eighths", "octaves", "sixteenths", "beats"), ("held", "fast-arpeggio", "stabs", "eighths"), SYNTHS + PADS, SYNTHS,
                       SYNTH_BASSES, sung=0.8, electronic=0.9, weight=0.9),
    "heavy ballad": Genre((52, 92), p.BALLAD[1:] + p.ROCK[:2], ("long", "beats", "eighths"), ("held", "arpeggio", "strum", "eighths"), GUITARS + PIANOS, DRIVEN + STRINGS,
                          power_chords=0.5, distorted=0.6, sung=0.85, drift=0.02, weight=0.7),
    "doom": Genre((50, 88), p.BALLAD[1:3] + p.ROCK[:1], ("long", "beats", "syncopated"), ("held", "beats", "stabs"), DRIVEN, DRIVEN, power_chords=1.0, distorted=1.0, sung=0.5,
                  drift=0.03, scales=("minor", "blues"), weight=0.5),
    "blast": Genre((92, 140), p.BLAST, ("sixteenths", "eighths", "long"), ("sixteenths", "sixteenths", "held", "fast-arpeggio"), DRIVEN, DRIVEN, power_chords=0.8, distorted=1.0,
                   sung=0.6, scales=("minor",), weight=0.6),
}
