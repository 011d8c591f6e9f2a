//! Song to Reading: decoding, beats, bars, sections, words and the affect curves.
