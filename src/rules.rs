//! The rule language: who publishes what, and how it looks. Files in, claims about spans out.
//!
//! [`mod@file`] is exactly what is written in TOML (`parse` reads it), [`mod@line`] the line tests compiled
//! ([`pattern`]: their patterns), [`check`] finds every fault of a file, [`unreachable`] what can say
//! nothing, [`embedded`] holds the files of `rules/` and lays a
//! user's files over them.

pub mod check;
pub mod embedded;
pub mod field_source;
pub mod file;
pub mod line;
pub mod lines;
pub mod pack;
mod parse;
pub mod pattern;
pub mod set;
pub mod unreachable;
