//! Type on the picture: titles and sung words, set in one family and printed as coverage that the finish lays under
//! the grain. No layout depends on anything but the card and the picture's size.

mod face;
mod layout;
mod plate;
mod print;
mod safe;
mod style;
mod unset;

pub use layout::{Bounds, Layout, LayoutError};
pub use plate::Plate;
pub use safe::Area;
pub use style::row_characters;
