//! CSS selectors over a [`Dom`].
//!
//! Parsing and matching are the crate `selectors`, the engine inside browsers; here stands only
//! what it asks of an element. Many selectors at once are a [`SelectorSet`].
//!
//! Supported is what can be known without styles or a user: `:not()`, `:is()`, `:where()`,
//! `:has()`, `:root`, `:empty`, `:scope` and all of `:nth-*`. Class and id compare with case.
//! Since the arena keeps no script or style text, `script:empty` holds for every script.

mod selector;
mod set;

pub use selector::{Selector, SelectorError};
pub use set::SelectorSet;
