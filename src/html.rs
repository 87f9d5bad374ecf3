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

pub mod attr;
pub mod dom;
pub(crate) mod entities;
mod entity_table;
mod names;
mod options;
mod parse;
pub mod select;
pub(crate) mod spaces;
pub mod tag;
mod tokenizer;
pub mod tokens;
mod tree;

pub use attr::AttrName;
#[cfg(any(test, feature = "html5ever"))]
pub(crate) use dom::Attr;
pub use dom::{Dom, LimitsHit, Namespace, NodeId, NodeKind, RawText};
pub(crate) use dom::{NIL, ROOT, Tree, Unread};
pub use options::ParseOptions;
pub use parse::Arena;
pub use select::{Selector, SelectorError, SelectorSet};
pub use tag::{Tag, TagProps};
#[cfg(any(test, feature = "html5ever"))]
pub(crate) use tokenizer::with_plain_line_ends;
