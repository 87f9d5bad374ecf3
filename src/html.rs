//! HTML text to [`Dom`]: the HTML standard and nothing else. Knows no page and no rule.
//!
//! ```
//! use tamis::html::{Arena, ParseOptions, Tag};
//!
//! let mut arena = Arena::new();
//! let dom = arena.parse("<p>Soup &amp; bread<p>More", &ParseOptions::default());
//! let texts: Vec<&str> = dom
//!     .descendants(dom.root())
//!     .filter(|&node| dom.tag(node) == Some(Tag::P))
//!     .filter_map(|paragraph| dom.first_child(paragraph))
//!     .map(|text| dom.text(text))
//!     .collect();
//! assert_eq!(texts, ["Soup & bread", "More"]);
//! ```

pub mod arena;
pub mod attr;
pub(crate) mod entities;
mod entity_table;
mod names;
#[cfg(any(test, feature = "reference"))]
pub mod reference;
pub mod select;
pub(crate) mod spaces;
pub mod tag;
mod tokenizer;
pub mod tokens;
mod tree;

pub(crate) use arena::Unread;
pub use arena::{Arena, Dom, LimitsHit, Namespace, NodeId, NodeKind, ParseOptions, RawText};
pub use attr::AttrName;
pub use select::{Selector, SelectorError, SelectorSet};
pub use tag::{Tag, TagProps};
