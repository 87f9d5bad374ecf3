//! Scores become decisions: the threshold of a page, and the passes that see what no tree can see
//! (repeats, hidden copies, gaps between kept neighbours, listings that must stay whole).

pub(in crate::label::classifier) mod alike;
pub(in crate::label::classifier) mod hidden;
pub(in crate::label::classifier) mod listings;
pub(in crate::label::classifier) mod moved;
pub(in crate::label::classifier) mod quotes;
pub(in crate::label::classifier) mod siblings;
pub(in crate::label::classifier) mod story;
pub(in crate::label::classifier) mod telling;
pub(in crate::label::classifier) mod threshold;
pub(in crate::label::classifier) mod twice;
