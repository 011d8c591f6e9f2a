//! Composes songs whose beats, bars, sections and words are known: the demo song and the test songs.
