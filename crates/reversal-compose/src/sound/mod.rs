//! What happens to sound on its way: filters, the desk, the room and the master.

pub(crate) mod desk;
pub(crate) mod filter;
pub(crate) mod loudness;
pub(crate) mod master;
pub(crate) mod room;
