//! A run from its first record to its last: one thread reads, many work, one writes, and every
//! record is accounted for. Knows no container and no format.

pub mod account;
pub(crate) mod carried;
pub mod compression;
pub mod learn;
pub mod ordered;
mod packers;
pub mod part;
pub(in crate::batch) mod stage;
pub mod work;
