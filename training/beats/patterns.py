"""Drum patterns by genre, written as one bar a line.

X a strong stroke, x a normal one, o a soft one, ? perhaps one, . none. A bar's
characters share it evenly, so 16 make sixteenths of 4/4, 12 triplets of it or
sixteenths of 3/4. All patterns were written for this generator.
"""

KICK, SNARE, RIM, CLAP, HAT, OPEN, RIDE, CRASH, TOM_LOW, TOM_MID, TOM_HIGH, SHAKER, TAMB, PEDAL, COWBELL, CONGA = (
    36, 38, 37, 39, 42, 46, 51, 49, 45, 47, 50, 82, 54, 44, 56, 63)

ROCK = [
    {KICK: "X.......X.x.....", SNARE: "....X.......X...", HAT: "X.x.X.x.X.x.X.x."},
    {KICK: "X.....x.X.......", SNARE: "....X.......X..?", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X..x....X.x...x.", SNARE: "....X..o....X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......X.......", SNARE: "....X.......X...", RIDE: "X...x...X...x..."},
    {KICK: "X.x...x...x.x...", SNARE: "....X.......X...", OPEN: "x...x...x...x..."},
    {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x.", TAMB: "..x...x...x...x."},
    {KICK: "X.....x...x.....", SNARE: "....X.......X.x.", CRASH: "x...x...x...x..."},
    {KICK: "X.x.....X.x.....", SNARE: "....X.......X...", TOM_LOW: "x.x.x.x.x.x.x.x."},
]
PUNK = [
    {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "X.x.X.x.X.x.X.x."},
    {KICK: "X.....x.X.......", SNARE: "....X.......X...", RIDE: "X...X...X...X..."},
    {KICK: "X.....x.x.......", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
    {KICK: "X.x...x.X.....x.", SNARE: "....X.......X...", OPEN: "x...x...x...x..."},
    {KICK: "X.......X.....x.", SNARE: "....X.......X...", HAT: "x...x...x...x..."},
    {KICK: "X...X...X...X...", SNARE: "..X...X...X...X.", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X...X...X...X...", SNARE: "..X...X...X...X.", RIDE: "x...x...x...x..."},
]
METAL = [
    {KICK: "xxxxxxxxxxxxxxxx", SNARE: "....X.......X...", RIDE: "x...x...x...x..."},
    {KICK: "X.xxX.xxX.xxX.xx", SNARE: "....X.......X...", HAT: "x...x...x...x..."},
    {KICK: "X..x..x.X..x..x.", SNARE: "........X.......", CRASH: "x...x...x...x..."},
    {KICK: "x.x.x.x.x.x.x.x.", SNARE: ".x.x.x.x.x.x.x.x", RIDE: "x.x.x.x.x.x.x.x."},
    {KICK: "X.x.X.x.X.x.X.x.", SNARE: "..x...x...x...x.", CRASH: "x...x...x...x..."},
    {KICK: "X.xx....X.xx..x.", SNARE: "....X.......X...", OPEN: "x...x...x...x..."},
    {KICK: "X.......X.x.x...", SNARE: "....X.......X...", CRASH: "x...x...x...x..."},
]
POP = ROCK[:3] + [
    {KICK: "X.......X.......", CLAP: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X..x..x...x.....", SNARE: "....X.......X...", SHAKER: "xoxoxoxoxoxoxoxo"},
    {KICK: "X.....x...x...x.", CLAP: "....X.......X...", HAT: "xxxxxxxxxxxxxxxx"},
    {KICK: "X...X...X...X...", CLAP: "....X.......X...", HAT: "..x...x...x...x."},
]
DISCO = [
    {KICK: "X...X...X...X...", SNARE: "....X.......X...", OPEN: "..X...X...X...X.", HAT: "x...x...x...x..."},
    {KICK: "X...X...X...X...", CLAP: "....X.......X...", HAT: "x.oox.oox.oox.oo", OPEN: "..x...x...x...x."},
    {KICK: "X...X...X...X...", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo", TAMB: "..x...x...x...x."},
    {KICK: "X...X...X...X...", SNARE: "....X.......X..o", CONGA: "x..x..xx.x.x..xx", OPEN: "..x...x...x...x."},
]
HOUSE = [
    {KICK: "X...X...X...X...", CLAP: "....X.......X...", OPEN: "..X...X...X...X."},
    {KICK: "X...X...X...X...", CLAP: "....x.......x..o", HAT: "xoXoxoXoxoXoxoXo"},
    {KICK: "X...X...X...X...", OPEN: "..X...X...X...X.", RIM: "...x..x....x..x."},
    {KICK: "X...X...X...X...", HAT: "..x...x...x...x.", COWBELL: "..x..x....x..x.."},
    {KICK: "X...X...X...X...", RIDE: "..x...x...x...x.", CLAP: "....X.......X..."},
]
BREAKS = [
    {KICK: "X.x.......x.....", SNARE: "....X..o.o..X..o", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.........x.....", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
    {KICK: "X..x......xx....", SNARE: "....X..x.x..X...", RIDE: "x.x.x.x.x.x.x.x."},
    {KICK: "X.x......x..x...", SNARE: "....X..o..x..x..", HAT: "x.x.x.x.x.x.x.x."},
]
HIP_HOP = [
    {KICK: "X.....x..xx.....", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X..x......x.....", SNARE: "....X..o....X...", HAT: "x.xox.x.x.xox.x."},
    {KICK: "X.x....x..x.....", SNARE: "....X.......X..o", HAT: "x.x.x.x.x.xxx.x."},
    {KICK: "X......x..x..x..", CLAP: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.....xx..x.....", SNARE: "....X.......X...", SHAKER: "xoxoxoxoxoxoxoxo"},
]
TRAP = [
    {KICK: "X.....x...x..x..", CLAP: "....X.......X...", HAT: "xxxxxxxxxxxxxxxx"},
    {KICK: "X..x......x.....", SNARE: "....X.......X...", HAT: "xoxoxxxoxoxoxxxx"},
]
REGGAE = [
    {KICK: "....X.......X...", RIM: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "....X.......X...", RIM: "....X..x....X..x", HAT: "..x...x...x...x."},
    {KICK: "X...X...X...X...", RIM: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.xox.xox.xox.xo"},
]
COUNTRY = [
    {KICK: "X.......X.......", SNARE: "ooXoooXoooXoooXo"},
    {KICK: "X.......X.......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......X.......", RIM: "....X.......X...", HAT: "x.xxx.xxx.xxx.xx"},
    {KICK: "X...X...X...X...", SNARE: "o.X.o.X.o.X.o.X."},
]
SHUFFLE = [
    {KICK: "X.....X.....", SNARE: "...X.....X..", HAT: "x.xx.xx.xx.x"},
    {KICK: "X.....X..x..", SNARE: "...X..o..X..", RIDE: "x.xx.xx.xx.x"},
    {KICK: "X.x...X.x...", SNARE: "...X.....X..", HAT: "x..x..x..x.."},
    {KICK: "X..X..X..X..", SNARE: "..oX.o..oX.o", HAT: "x.xx.xx.xx.x"},
]
SLOW_TWELVE = [
    {KICK: "X.....X.x...", SNARE: "...X.....X..", HAT: "xxxxxxxxxxxx"},
    {KICK: "X....xX.....", SNARE: "...X.....X..", RIDE: "xoxxoxxoxxox"},
    {KICK: "X.....X....x", RIM: "...X.....X..", HAT: "xxxxxxxxxxxx"},
]
JAZZ = [
    {RIDE: "X..X.xX..X.x", PEDAL: "...x.....x..", KICK: "o..?..?....."},
    {RIDE: "x..X.xx..X.x", PEDAL: "...x.....x..", SNARE: "..?..o..?..?"},
    {RIDE: "X..x..X..x.x", PEDAL: "...x.....x..", SNARE: ".....o.....?", KICK: "o..o..o..o.."},
    {SNARE: "o.oo.oo.oo.o", PEDAL: "...x.....x.."},
]
BOSSA = [
    {KICK: "X..xX..xX..xX..x", RIM: "x..x..x...x..x..", HAT: "xoxoxoxoxoxoxoxo"},
    {KICK: "X..xX..xX..xX..x", RIM: "..x.x...x..x..x.", SHAKER: "xoxoxoxoxoxoxoxo"},
]
LATIN = [
    {COWBELL: "x.x.x.x.x.x.x.x.", CONGA: "..x...xx..x...xx", RIM: "x..x..x...x.x...", KICK: "......x.......x."},
    {CONGA: "x.xxx.xxx.xxx.xx", SNARE: "...x...x...x...x", KICK: "X...X...X...X...", SHAKER: "xoxoxoxoxoxoxoxo"},
    {KICK: "X...X...X...X...", SNARE: "...x..x....x..x."},
]
FUNK = [
    {KICK: "X.x...x...x..x..", SNARE: "....X..o.o..X..o", HAT: "xxxxxxxxxxxxxxxx"},
    {KICK: "X..x....x.x.....", SNARE: ".o..X..o.o.oX...", HAT: "x.x.x.xxx.x.x.x."},
    {KICK: "X.x....x..x..x..", SNARE: "....X..o.o..X.o.", OPEN: "......x.......x.", HAT: "x.x.x...x.x.x..."},
    {KICK: "X......x..x.....", SNARE: "....X.......X...", HAT: "xoxoxoxoxoxoxoxo"},
]
BALLAD = [
    {KICK: "X.........x.....", RIM: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......x.......", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
    {KICK: "X..............x", SNARE: "........X.......", HAT: "x...x...x...x..."},
    {KICK: "X......xX.......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x."},
]
WALTZ = [
    {KICK: "X...........", SNARE: "....x...x...", HAT: "x...x...x..."},
    {KICK: "X...........", RIM: "....x...x...", RIDE: "x...x...x.x."},
    {KICK: "X.....x.....", SNARE: "....x...x...", HAT: "x.x.x.x.x.x."},
    {RIDE: "X...x..xx...", PEDAL: "....x.......", KICK: "o..........."},
    {KICK: "X.......x...", SNARE: "....X.......", HAT: "x.x.x.x.x.x."},
]
SIX_EIGHT = [  # two beats a bar
    {KICK: "X....x", SNARE: "...X..", HAT: "xxxxxx"},
    {KICK: "X.....", SNARE: "...X..", RIDE: "x.xx.x"},
    {KICK: "X.x...", SNARE: "...X.x", HAT: "xxxxxx"},
]
CLICKS = [
    {RIM: "X...x...x...x..."}, {COWBELL: "x...x...x...x..."}, {HAT: "X...x...x...x..."}, {KICK: "X.......x.......", SNARE: "....x.......x..."}, {KICK: "x...x...x...x..."},
    {RIM: "x...x...x...x...", SHAKER: "..x...x...x...x."}, {KICK: "X.......x.......", CLAP: "....x.......x...", HAT: "..x...x...x...x."}, {CLAP: "x...x...x...x..."},
]
SOUL = [
    {KICK: "X.....x.X.......", SNARE: "X...X...X...X...", TAMB: "x.x.x.x.x.x.x.x."},
    {KICK: "X.....x.x.......", SNARE: "....X.......X...", HAT: "x.x.x.x.x.x.x.x.", TAMB: "....x.......x..."},
    {KICK: "X..x..x.X..x..x.", SNARE: "....X..o....X..o", HAT: "x.x.x.x.x.x.x.x."},
]
ROCK_AND_ROLL = [
    {KICK: "X...X...X...X...", SNARE: "....X.......X...", RIDE: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......X.......", SNARE: "....X.x.....X...", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X.......X.......", SNARE: "....X.......X.x.", RIDE: "x...x.x.x...x.x."},
    {KICK: "X...X...X...X...", SNARE: "x.o.X.o.x.o.X.o."},
]
SWING = [
    {HAT: "x..x.xx..x.x", KICK: "x..x..x..x..", SNARE: "...?.....x.."},
    {RIDE: "X..X.xX..X.x", KICK: "x..x..x..x..", SNARE: "...X.....X..", PEDAL: "...x.....x.."},
]
MARCH = [
    {KICK: "X...x...", SNARE: "x.xxX.xx"},
    {KICK: "X.......", SNARE: "..x.X.x.", CRASH: "x......."},
    {KICK: "X...X...", SNARE: "xoxoxoxo"},
]
DANCEHALL = [
    {KICK: "X.....X.X.....X.", SNARE: "...X..x....X..x.", HAT: "x.x.x.x.x.x.x.x."},
    {KICK: "X...X...X...X...", SNARE: "...x..x....x..x."},
    {KICK: "X..x..x.X..x..x.", CLAP: "......x.......x.", SHAKER: "xoxoxoxoxoxoxoxo"},
]
ROCKSTEADY = [
    {KICK: "......X.....", RIM: "......X.....", HAT: "x.xx.xx.xx.x"},
    {KICK: "...X.....X..", SNARE: "...X.....X..", HAT: "x..x..x..x.."},
]
BLAST = [
    {KICK: "x.x.x.x.x.x.x.x.", SNARE: "x.x.x.x.x.x.x.x.", RIDE: "x.x.x.x.x.x.x.x."},
    {KICK: "xxxxxxxxxxxxxxxx", SNARE: "x.x.x.x.x.x.x.x.", CRASH: "x...x...x...x..."},
    {KICK: "x.x.x.x.x.x.x.x.", SNARE: ".x.x.x.x.x.x.x.x", HAT: "x...x...x...x..."},
]
FILLS = [
    {SNARE: "xxxx", TOM_HIGH: "....xxxx", TOM_MID: "........xxxx", TOM_LOW: "............xxxx"},
    {SNARE: "X..x..x.X.x.xxxx", KICK: "X...X...X...X..."},
    {SNARE: "X.......X.x.X.X.", TOM_LOW: "............X.X.", KICK: "X.......X......."},
    {TOM_HIGH: "x.x.....", TOM_MID: "....x.x.", TOM_LOW: "........x.xxx.xx", KICK: "X...X...X...X..."},
    {SNARE: "X.......X...xxxx", KICK: "X.x.....X......."},
    {},
]
STRENGTH = {"X": (112, 1.0), "x": (88, 1.0), "o": (48, 1.0), "?": (60, 0.4), ".": (0, 0.0)}
