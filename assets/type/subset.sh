#!/bin/sh
# Literata[opsz,wght].ttf, version 3.103 of https://github.com/googlefonts/literata, to Literata.ttf as it lies here:
# Latin, Greek and Cyrillic letters, weights 300 to 700, kerning. The family has no reserved font name (OFL.txt).
# Needs fonttools 4.68: sh subset.sh 'Literata[opsz,wght].ttf'
set -e
fonttools varLib.instancer "$1" opsz=7:72 wght=300:700 -o limited.ttf -q
pyftsubset limited.ttf --output-file=Literata.ttf --no-hinting --drop-tables+=STAT,DSIG,gasp,MVAR,VVAR,vhea,vmtx \
  --layout-features=kern,locl,mark,ccmp --name-IDs='*' \
  --unicodes="U+20-7E,U+A0-17F,U+18F,U+1E6-1E7,U+1FA-1FF,U+218-21B,U+237,U+259,U+2BC,U+2C6-2DD,U+300-304,U+306-30C,U+326-328,U+384-38A,U+38C,U+38E-3A1,U+3A3-3CE,U+400-45F,U+490-491,U+1E80-1E85,U+1E9E,U+1EF2-1EF3,U+2013-2015,U+2018-201E,U+2020-2022,U+2026,U+2039-203A,U+20AC,U+2116,U+2212"
rm limited.ttf
