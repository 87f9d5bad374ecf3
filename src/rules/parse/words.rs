//! The words of the rule language: the keys of each table, and the values that are one of a few.

use super::super::file::{Always, Anchor, Extent, Inside, Only, Part, Repeats, Rest, TitleSlot, Zone};

pub(super) const FILE_KEYS: &[&str] = &["schema", "outlet", "shared", "inherits", "fields", "rule", "layout"];
pub(super) const OUTLET_KEYS: &[&str] = &["id", "name", "domains", "language", "sitename"];
pub(super) const SHARED_KEYS: &[&str] = &["id", "why", "always"];
pub(super) const LAYOUT_KEYS: &[&str] =
    &["id", "why", "inherits", "seen", "when", "article", "title", "lead", "rest", "free", "fields", "rule"];
pub(super) const REST_KEYS: &[&str] = &["head", "body", "tail"];
pub(super) const SEEN_KEYS: &[&str] = &["from", "until"];
pub(super) const RULE_KEYS: &[&str] = &[
    "id", "label", "why", "zone", "anchor", "extent", "then", "match", "next", "prev", "needs", "below",
    "only", "within", "tied", "fallback", "inside", "part", "off", "hits", "misses",
];
pub(super) const MATCHER_KEYS: &[&str] = &[
    "css",
    "line-is",
    "line-starts",
    "line-ends",
    "line-has",
    "line-matches",
    "line-repeats",
    "bare",
    "min-chars",
    "max-chars",
];
/// Beside [`MATCHER_KEYS`].
pub(super) const EVIDENCE_KEYS: &[&str] = &["next", "weak", "zone"];
pub(super) const ZONES: &[(&str, Zone)] = &[
    ("any", Zone::Any),
    ("head", Zone::Head),
    ("body", Zone::Body),
    ("tail", Zone::Tail),
    ("first", Zone::First),
    ("last", Zone::Last),
];
pub(super) const ANCHORS: &[(&str, Anchor)] =
    &[("none", Anchor::None), ("weak", Anchor::Weak), ("strong", Anchor::Strong)];
pub(super) const EXTENTS: &[(&str, Extent)] = &[
    ("line", Extent::Line),
    ("match", Extent::Match),
    ("pair", Extent::Pair),
    ("card", Extent::Card),
    ("list", Extent::List),
    ("above", Extent::Above),
    ("rest", Extent::Rest),
];
pub(super) const ALWAYS: &[(&str, Always)] = &[("text", Always::Text), ("outlets", Always::Outlets)];
pub(super) const INSIDES: &[(&str, Inside)] = &[("keep", Inside::Keep), ("model", Inside::Model)];
pub(super) const ONLY: &[(&str, Only)] = &[("html", Only::Html), ("text", Only::Text)];
pub(super) const RESTS: &[(&str, Rest)] =
    &[("model", Rest::Model), ("keep", Rest::Keep), ("drop", Rest::Drop)];
pub(super) const TITLE_SLOTS: &[(&str, TitleSlot)] = &[
    ("first", TitleSlot::First),
    ("last", TitleSlot::Last),
    ("top", TitleSlot::Top),
    ("none", TitleSlot::None),
];
pub(super) const PARTS: &[(&str, Part)] =
    &[("author", Part::Author), ("text", Part::Text), ("chrome", Part::Chrome)];
pub(super) const REPEATS: &[(&str, Repeats)] =
    &[("title", Repeats::Title), ("lead", Repeats::Lead), ("next-start", Repeats::NextStart)];
