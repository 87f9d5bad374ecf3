//! A parsed page or a plain text to a [`Page`](crate::page::Page): one text, cut into blocks.
//!
//! Both ways give the same thing, so everything behind them (rules, model, printing) is shared.
//! Segmenting decides where blocks begin and end and what the tags say of them; never what a
//! block is for.

mod formula;
mod hidden;
pub mod html;
pub mod look_up;
mod marks;
mod place;
mod printed_lines;
pub(crate) mod react_streaming;
mod rows;
mod seam;
mod styles;
pub mod text;
pub(crate) mod unread;
