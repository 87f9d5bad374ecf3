//! TOML text to [`RuleFile`]: every value with its place, every fault of the file in one go.
//!
//! `toml` gives a tree in which each key and value knows its bytes; the tree is walked by hand,
//! because a derived reader stops at the first fault. A value that is wrong is reported and then
//! treated as absent, so that what follows is read, too. What needs other files to be judged
//! (`inherits`, `needs`) is left to `check.rs`.

use std::ops::Range;
use std::sync::Arc;

use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{Diagnostic, line_and_column, nearest};
use super::field_source::FieldSource;
use super::file::{
    Anchor, Evidence, Extent, FieldSources, Layout, Matcher, OutletHead, Part, Placed, Repeats, Rule,
    RuleFile, Seen, SharedHead, TitleSlot, Zone,
};
use crate::html::select::Selector;
use crate::model::Label;

impl RuleFile {
    /// Reads one file. Never fails: faults come beside what could be read, in the order of the
    /// file.
    ///
    /// ```
    /// use tamis::rules::file::RuleFile;
    /// let (file, faults) = RuleFile::parse("post.toml", "schema = 1\n[outlet]\nid = \"post\"\nnme = \"Post\"\n");
    /// assert_eq!(file.outlet.expect("the table is there").id.value, "post");
    /// assert_eq!(faults[0].to_string(), "post.toml:4:1: unknown key `nme` in [outlet] (did you mean `name`?)");
    /// ```
    pub fn parse(path: &str, source: &str) -> (RuleFile, Vec<Diagnostic>) {
        Self::parse_with(path, source, Patterns::Compiled)
    }

    /// The same for a file that was found faultless before: the size of its patterns, which costs
    /// more to know than all the rest, is not asked again.
    pub fn parse_known(path: &str, source: &str) -> (RuleFile, Vec<Diagnostic>) {
        Self::parse_with(path, source, Patterns::Read)
    }

    fn parse_with(path: &str, source: &str, patterns: Patterns) -> (RuleFile, Vec<Diagnostic>) {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut reader = Reader { path: path.into(), source, patterns, faults: Vec::new() };
        for error in errors {
            reader.fault(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        let syntax_faults = first_of_each_line(std::mem::take(&mut reader.faults));
        let mut file = reader.file(&root);
        file.path = path.to_owned();
        file.source = source.to_owned();
        // What was read of a line that is no TOML is guesswork, and faults of it are noise.
        let mut faults = reader.faults;
        faults.retain(|fault| syntax_faults.iter().all(|syntax| syntax.line != fault.line));
        faults.extend(syntax_faults);
        faults.sort_by_key(|fault| (fault.place.start, fault.place.end));
        (file, faults)
    }
}

/// The only version of the language so far.
const SCHEMA: &str = "1";

const FILE_KEYS: &[&str] = &["schema", "outlet", "shared", "inherits", "fields", "rule", "layout"];
const OUTLET_KEYS: &[&str] = &["id", "name", "domains", "language", "sitename"];
const SHARED_KEYS: &[&str] = &["id", "why", "always"];
const LAYOUT_KEYS: &[&str] =
    &["id", "why", "inherits", "seen", "when", "article", "title", "lead", "free", "fields", "rule"];
const SEEN_KEYS: &[&str] = &["from", "until"];
const RULE_KEYS: &[&str] = &[
    "id", "label", "why", "zone", "anchor", "extent", "then", "match", "next", "prev", "needs", "within",
    "fallback", "part", "off", "hits", "misses",
];
const MATCHER_KEYS: &[&str] = &[
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
const EVIDENCE_KEYS: &[&str] = &[
    "next",
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
    "weak",
    "zone",
];
const FIELDS: &[&str] = &[
    "title",
    "lead",
    "author",
    "date",
    "date-modified",
    "language",
    "tags",
    "section",
    "description",
    "sitename",
    "canonical",
    "image",
];

const ZONES: &[(&str, Zone)] = &[
    ("any", Zone::Any),
    ("head", Zone::Head),
    ("body", Zone::Body),
    ("tail", Zone::Tail),
    ("first", Zone::First),
    ("last", Zone::Last),
];
const ANCHORS: &[(&str, Anchor)] =
    &[("none", Anchor::None), ("weak", Anchor::Weak), ("strong", Anchor::Strong)];
const EXTENTS: &[(&str, Extent)] = &[
    ("line", Extent::Line),
    ("match", Extent::Match),
    ("pair", Extent::Pair),
    ("list", Extent::List),
    ("rest", Extent::Rest),
];
const TITLE_SLOTS: &[(&str, TitleSlot)] = &[
    ("first", TitleSlot::First),
    ("last", TitleSlot::Last),
    ("top", TitleSlot::Top),
    ("none", TitleSlot::None),
];
const PARTS: &[(&str, Part)] = &[("author", Part::Author), ("text", Part::Text), ("chrome", Part::Chrome)];
const REPEATS: &[(&str, Repeats)] =
    &[("title", Repeats::Title), ("lead", Repeats::Lead), ("next-start", Repeats::NextStart)];

/// A table of the file, its bytes, and how messages name it.
struct Table<'t> {
    entries: &'t DeTable<'t>,
    place: Range<usize>,
    name: &'static str,
}

impl<'t> Table<'t> {
    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.entries.get(key)
    }
}

struct Reader<'s> {
    path: Arc<str>,
    source: &'s str,
    patterns: Patterns,
    faults: Vec<Diagnostic>,
}

/// How patterns are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patterns {
    /// Their syntax, and whether they compile within the limits of crate `regex`.
    Compiled,
    /// Their syntax.
    Read,
}

impl Reader<'_> {
    fn file(&mut self, root: &Spanned<DeTable<'_>>) -> RuleFile {
        let root = Table { entries: root.get_ref(), place: 0..0, name: "a rule file" };
        self.allow_keys(&root, FILE_KEYS);
        self.schema(&root);
        let outlet = self.table(&root, "outlet", "[outlet]").and_then(|table| self.outlet(&table));
        let shared = self.table(&root, "shared", "[shared]").and_then(|table| self.shared(&table));
        self.one_head(&root);
        let layouts: Vec<Layout> = self.tables(&root, "layout", "[[layout]]", Self::layout);
        if shared.is_some()
            && let Some(value) = root.get("layout")
        {
            self.fault(header(value), "a shared file has no layouts: it is inherited by layouts");
        }
        self.unique_ids("layout", layouts.iter().map(|layout| &layout.id));
        let rules = self.rules(&root, "rule", "[[rule]]");
        RuleFile {
            outlet,
            shared,
            inherits: self.texts(&root, "inherits"),
            fields: self.fields(&root),
            rules,
            layouts,
            ..RuleFile::default()
        }
    }

    fn schema(&mut self, root: &Table<'_>) {
        let Some(value) = root.get("schema") else {
            self.fault_with_help(0..0, "missing key `schema`", "write `schema = 1` as the first line");
            return;
        };
        let known = matches!(value.get_ref(), DeValue::Integer(number) if number.to_string() == SCHEMA);
        if !known {
            let help = "this version of the program reads `schema = 1`";
            self.fault_with_help(value.span(), "unknown version of the rule language", help);
        }
    }

    fn one_head(&mut self, root: &Table<'_>) {
        match (root.get("outlet"), root.get("shared")) {
            (None, None) => {
                let help = "an outlet's file has [outlet], a file that layouts inherit has [shared]";
                self.fault_with_help(0..0, "neither [outlet] nor [shared]", help);
            }
            (Some(_), Some(shared)) => {
                self.fault(header(shared), "a file has [outlet] or [shared], not both");
            }
            _ => {}
        }
    }

    fn outlet(&mut self, table: &Table<'_>) -> Option<OutletHead> {
        self.allow_keys(table, OUTLET_KEYS);
        let id = self.id(table);
        let name = self.text(table, "name").map(|name| name.value);
        let domains = self.texts(table, "domains");
        for domain in &domains {
            let bare = !domain.value.contains(['/', ':', ' ']) && !domain.value.starts_with("www.");
            if !bare || domain.value.is_empty() {
                let message = format!("`{}` is no bare host name", domain.value);
                self.fault_with_help(domain.place.clone(), message, "write it like `example.com`");
            }
        }
        let language = self.text(table, "language").map(|language| language.value);
        let sitename = self.text(table, "sitename").map(|sitename| sitename.value);
        let id = id?;
        Some(OutletHead { name: name.unwrap_or_else(|| id.value.clone()), id, domains, language, sitename })
    }

    fn shared(&mut self, table: &Table<'_>) -> Option<SharedHead> {
        self.allow_keys(table, SHARED_KEYS);
        let id = self.id(table);
        let why = self.required_text(table, "why").map(|why| why.value);
        let always = self.word(table, "always", &[("text", true)]).is_some_and(|always| always.value);
        Some(SharedHead { id: id?, why: why.unwrap_or_default(), always })
    }

    fn layout(&mut self, table: &Table<'_>) -> Option<Layout> {
        self.allow_keys(table, LAYOUT_KEYS);
        let id = self.id(table);
        let mut when = self.tables(table, "when", "an entry of `when`", Self::evidence);
        if table.get("when").is_some() && when.is_empty() {
            when = Vec::new();
        }
        let layout = Layout {
            file: self.path.clone(),
            id: id.clone().unwrap_or(Placed { value: String::new(), place: table.place.clone() }),
            why: self.text(table, "why").map(|why| why.value).unwrap_or_default(),
            inherits: self.texts(table, "inherits"),
            seen: self.table(table, "seen", "`seen`").map(|seen| self.seen(&seen)),
            when,
            article: self.flag(table, "article").unwrap_or(true),
            title: self.word(table, "title", TITLE_SLOTS).map_or(TitleSlot::First, |slot| slot.value),
            lead: self.flag(table, "lead").unwrap_or(true),
            free: self.label(table, "free"),
            fields: self.fields(table),
            rules: self.rules(table, "rule", "[[layout.rule]]"),
            place: table.place.clone(),
        };
        id.map(|_| layout)
    }

    fn seen(&mut self, table: &Table<'_>) -> Seen {
        self.allow_keys(table, SEEN_KEYS);
        Seen { from: self.day(table, "from"), until: self.day(table, "until") }
    }

    /// The prefix of an ISO date: `2014`, `2014-03`, `2014-03-01`.
    fn day(&mut self, table: &Table<'_>, key: &str) -> Option<String> {
        let text = self.text(table, key)?;
        let pattern = "0000-00-00";
        let fits = matches!(text.value.len(), 4 | 7 | 10)
            && text
                .value
                .chars()
                .zip(pattern.chars())
                .all(|(c, p)| if p == '0' { c.is_ascii_digit() } else { c == p });
        if !fits {
            let message = format!("`{}` is no date", text.value);
            self.fault_with_help(
                text.place.clone(),
                message,
                "write a year, a month or a day: 2014, 2014-03, 2014-03-01",
            );
            return None;
        }
        Some(text.value)
    }

    fn evidence(&mut self, table: &Table<'_>) -> Option<Evidence> {
        self.allow_keys(table, EVIDENCE_KEYS);
        let zone = self.word(table, "zone", ZONES);
        if let Some(zone) = &zone
            && !matches!(zone.value, Zone::Any | Zone::First | Zone::Last)
        {
            let help = "zones of evidence are `any`, `first`, `last`: no other is known yet when pages are told apart";
            self.fault_with_help(zone.place.clone(), "evidence cannot stand in this zone", help);
        }
        let weak = self.flag(table, "weak").unwrap_or(false);
        let next = self.neighbour(table, "next");
        let matcher = self.matcher_values(table)?;
        Some(Evidence { matcher, next, weak, zone: zone.map_or(Zone::Any, |zone| zone.value) })
    }

    fn rules(&mut self, table: &Table<'_>, key: &str, name: &'static str) -> Vec<Rule> {
        let rules: Vec<Rule> = self.tables(table, key, name, Self::rule);
        self.unique_ids("rule", rules.iter().map(|rule| &rule.id));
        rules
    }

    fn rule(&mut self, table: &Table<'_>) -> Option<Rule> {
        self.allow_keys(table, RULE_KEYS);
        let id = self.id(table);
        let off = self.flag(table, "off").unwrap_or(false);
        if !off {
            for key in ["label", "why", "match"] {
                self.require(table, key);
            }
        }
        let label = self.label(table, "label");
        let why = self.text(table, "why").map(|why| why.value).unwrap_or_default();
        let rule = Rule {
            file: self.path.clone(),
            line: line_and_column(self.source, table.place.start).0,
            id: id.clone().unwrap_or(Placed { value: String::new(), place: table.place.clone() }),
            label: label.clone().unwrap_or(Placed { value: Label::Other, place: table.place.clone() }),
            why,
            zone: self.word(table, "zone", ZONES).map_or(Zone::Any, |zone| zone.value),
            anchor: self.word(table, "anchor", ANCHORS).map_or(Anchor::None, |anchor| anchor.value),
            extent: self.word(table, "extent", EXTENTS).map_or(Extent::Line, |extent| extent.value),
            then: self.label(table, "then"),
            matchers: self.tables(table, "match", "an entry of `match`", Self::matcher),
            next: self.neighbour(table, "next"),
            prev: self.neighbour(table, "prev"),
            needs: self.text(table, "needs"),
            within: self.text(table, "within"),
            fallback: self.flag(table, "fallback").unwrap_or(false),
            part: self.word(table, "part", PARTS).map(|part| part.value),
            off,
            hits: self.texts(table, "hits"),
            misses: self.texts(table, "misses"),
            place: table.place.clone(),
        };
        self.rule_sense(table, &rule);
        // A rule whose label is not known would claim in the wrong name: it is reported and left out.
        (id.is_some() && (off || label.is_some())).then_some(rule)
    }

    /// Keys that say nothing beside the others.
    fn rule_sense(&mut self, table: &Table<'_>, rule: &Rule) {
        if let (Some(then), Extent::Line | Extent::Match | Extent::Rest) = (&rule.then, rule.extent) {
            let help = "`then` labels the further lines of extent = \"pair\" or \"list\"";
            self.fault_with_help(then.place.clone(), "`then` without further lines", help);
        }
        if let (Some(_), Some(value)) = (rule.part, table.get("part"))
            && rule.label.value != Label::Comment
            && rule.part != Some(Part::Chrome)
        {
            self.fault(value.span(), "authors and texts are parts of label = \"comment\" only");
        }
        if let Some(needs) = &rule.needs
            && needs.value == rule.id.value
        {
            self.fault(needs.place.clone(), "a rule cannot need itself");
        }
    }

    fn neighbour(&mut self, table: &Table<'_>, key: &'static str) -> Option<Matcher> {
        let name = if key == "next" { "`next`" } else { "`prev`" };
        let inner = self.table(table, key, name)?;
        let matcher = self.matcher(&inner)?;
        if let Some(css) = &matcher.css {
            let message = format!("`{key}` looks at a line and takes no `css`");
            self.fault(css.place.clone(), message);
        }
        if let Some(repeats) = &matcher.line_repeats {
            let message = format!("`{key}` looks at a line alone and takes no `line-repeats`");
            self.fault(repeats.place.clone(), message);
        }
        Some(matcher)
    }

    fn matcher(&mut self, table: &Table<'_>) -> Option<Matcher> {
        self.allow_keys(table, MATCHER_KEYS);
        self.matcher_values(table)
    }

    fn matcher_values(&mut self, table: &Table<'_>) -> Option<Matcher> {
        let matcher = Matcher {
            css: self.text(table, "css"),
            line_is: self.line_texts(table, "line-is"),
            line_starts: self.line_texts(table, "line-starts"),
            line_ends: self.line_texts(table, "line-ends"),
            line_has: self.line_texts(table, "line-has"),
            line_matches: self.text(table, "line-matches"),
            line_repeats: self.word(table, "line-repeats", REPEATS),
            bare: self.flag(table, "bare"),
            min_chars: self.number(table, "min-chars"),
            max_chars: self.number(table, "max-chars"),
            place: table.place.clone(),
        };
        if !MATCHER_KEYS.iter().any(|key| table.get(key).is_some()) {
            let help = format!("a test is one of {}", listed(MATCHER_KEYS));
            self.fault_with_help(table.place.clone(), format!("{} has no test", table.name), help);
            return None;
        }
        if let Some(css) = &matcher.css {
            self.selector(css);
        }
        if let Some(pattern) = &matcher.line_matches {
            self.pattern(pattern);
        }
        if let (Some(min), Some(max)) = (matcher.min_chars, matcher.max_chars)
            && min > max
        {
            self.fault(table.place.clone(), "`min-chars` is larger than `max-chars`: no line passes");
        }
        (matcher.css.is_some() || matcher.tests_lines()).then_some(matcher)
    }

    /// Texts a line is compared with. An empty one would match every line.
    fn line_texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Placed<String>> {
        let mut texts = self.texts(table, key);
        for text in texts.iter().filter(|text| super::squeeze::squeeze(&text.value).is_empty()) {
            self.faults
                .push(self.at(text.place.clone(), format!("`{key}` is empty and would match any line")));
        }
        texts.retain(|text| !super::squeeze::squeeze(&text.value).is_empty());
        texts
    }

    /// Reports a selector that cannot be read, at the character where its reader gave up.
    fn selector(&mut self, css: &Placed<String>) {
        if let Err(error) = Selector::parse(&css.value) {
            let start = self.place_inside(css, error.column.min(css.value.len()));
            self.fault(start..css.place.end.max(start), format!("bad selector: {}", error.message));
        }
    }

    /// Reports a pattern that crate `regex` would not take, at the character it stumbles over.
    fn pattern(&mut self, pattern: &Placed<String>) {
        let (message, span) = match regex_syntax::Parser::new().parse(&pattern.value) {
            Ok(_) if self.patterns == Patterns::Read => return,
            Ok(_) => match regex::Regex::new(&pattern.value) {
                Ok(_) => return,
                Err(error) => (error.to_string(), 0..pattern.value.len()),
            },
            Err(regex_syntax::Error::Parse(error)) => (error.kind().to_string(), bytes_of(error.span())),
            Err(regex_syntax::Error::Translate(error)) => (error.kind().to_string(), bytes_of(error.span())),
            Err(error) => (error.to_string(), 0..pattern.value.len()),
        };
        let start = self.place_inside(pattern, span.start);
        let end = self.place_inside(pattern, span.end).max(start);
        let help = "patterns are those of the Rust crate `regex`: no look-around, no back-references; \
                    'single quotes' keep back-slashes as they are";
        self.fault_with_help(start..end, format!("bad pattern: {message}"), help);
    }

    /// The byte of the file at which byte `at` of a text was written.
    fn place_inside(&self, text: &Placed<String>, at: usize) -> usize {
        let raw = &self.source[text.place.clone()];
        let n_quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
        let inner = raw.get(n_quotes..raw.len().saturating_sub(n_quotes)).unwrap_or("");
        let inside = if inner == text.value { at } else { raw_offset(inner, at) };
        (text.place.start + n_quotes + inside).min(text.place.end)
    }

    fn fields(&mut self, table: &Table<'_>) -> Vec<FieldSources> {
        let Some(table) = self.table(table, "fields", "[fields]") else { return Vec::new() };
        self.allow_keys(&table, FIELDS);
        let mut fields = Vec::new();
        for (key, _) in table.entries.iter() {
            let name = key.get_ref().as_ref();
            if !FIELDS.contains(&name) {
                continue;
            }
            let sources = self.texts(&table, name);
            for source in &sources {
                self.field_source(source);
            }
            let field = Placed { value: name.to_owned(), place: key.span() };
            fields.push(FieldSources { field, sources });
        }
        fields
    }

    fn field_source(&mut self, source: &Placed<String>) {
        let read = FieldSource::parse(&source.value);
        let read = read
            .and_then(|read| if self.patterns == Patterns::Compiled { read.check_size() } else { Ok(()) });
        if let Err(message) = read {
            let help = "a source is `jsonld:NAME`, `meta:NAME`, `css:SELECTOR`, `css:SELECTOR@ATTRIBUTE`, \
                        `url:/PATTERN/` or `line:/PATTERN/`";
            self.fault_with_help(source.place.clone(), format!("bad source of a field: {message}"), help);
        }
    }

    fn id(&mut self, table: &Table<'_>) -> Option<Placed<String>> {
        let id = self.required_text(table, "id")?;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.value.is_empty() || !id.value.chars().all(fits) {
            let message = format!("`{}` is no id", id.value);
            self.fault_with_help(
                id.place.clone(),
                message,
                "ids have lower-case letters, digits and hyphens",
            );
        }
        Some(id)
    }

    fn unique_ids<'i>(&mut self, what: &str, ids: impl Iterator<Item = &'i Placed<String>>) {
        let mut seen: Vec<&Placed<String>> = Vec::new();
        for id in ids {
            if let Some(first) = seen.iter().find(|other| other.value == id.value) {
                let (line, _) = line_and_column(self.source, first.place.start);
                let message = format!("the {what} id `{}` is used twice", id.value);
                self.fault_with_help(id.place.clone(), message, format!("first used in line {line}"));
            } else {
                seen.push(id);
            }
        }
    }

    fn label(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<Label>> {
        let words: Vec<(&str, Label)> = Label::ALL.iter().map(|label| (label.name(), *label)).collect();
        self.word(table, key, &words)
    }

    /// The value of a key that takes one of a few words.
    fn word<T: Copy>(&mut self, table: &Table<'_>, key: &str, words: &[(&str, T)]) -> Option<Placed<T>> {
        let text = self.text(table, key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Placed { value: *value, place: text.place });
        }
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("unknown {key} `{}`", text.value);
        self.fault_with_help(text.place, message, suggestion(&text.value, &allowed));
        None
    }

    fn require(&mut self, table: &Table<'_>, key: &str) {
        if table.get(key).is_none() {
            self.fault(table.place.clone(), format!("{} has no `{key}`", table.name));
        }
    }

    fn required_text(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<String>> {
        self.require(table, key);
        self.text(table, key)
    }

    fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<String>> {
        let value = table.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(Placed { value: text.to_string(), place: value.span() });
        }
        self.wrong_type(key, value, "a string");
        None
    }

    /// One string, or a list of strings.
    fn texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Placed<String>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            return match value.get_ref() {
                DeValue::String(text) => vec![Placed { value: text.to_string(), place: value.span() }],
                _ => {
                    self.wrong_type(key, value, "a string or a list of strings");
                    Vec::new()
                }
            };
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(Placed { value: text.to_string(), place: item.span() }),
                _ => self.wrong_type(key, item, "a string"),
            }
        }
        texts
    }

    fn flag(&mut self, table: &Table<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.wrong_type(key, value, "true or false");
        None
    }

    fn number(&mut self, table: &Table<'_>, key: &str) -> Option<u32> {
        let value = table.get(key)?;
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = u32::from_str_radix(number.as_str(), number.radix())
        {
            return Some(number);
        }
        self.wrong_type(key, value, "a whole number, 0 or more");
        None
    }

    fn table<'t>(&mut self, table: &Table<'t>, key: &str, name: &'static str) -> Option<Table<'t>> {
        let value = table.get(key)?;
        if let DeValue::Table(entries) = value.get_ref() {
            return Some(Table { entries, place: header(value), name });
        }
        self.wrong_type(key, value, "a table");
        None
    }

    /// One table, or a list of tables, each read by `read`.
    fn tables<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        name: &'static str,
        read: impl Fn(&mut Self, &Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        if items.is_empty() {
            self.fault(value.span(), format!("`{key}` is empty"));
        }
        let mut read_ones = Vec::with_capacity(items.len());
        for item in items {
            match item.get_ref() {
                DeValue::Table(entries) => {
                    read_ones.extend(read(self, &Table { entries, place: header(item), name }));
                }
                _ => self.wrong_type(key, item, "a table or a list of tables"),
            }
        }
        read_ones
    }

    fn allow_keys(&mut self, table: &Table<'_>, allowed: &[&str]) {
        for (key, _) in table.entries.iter() {
            let name = key.get_ref().as_ref();
            if !allowed.contains(&name) {
                let message = format!("unknown key `{name}` in {}", table.name);
                self.fault_with_help(key.span(), message, suggestion(name, allowed));
            }
        }
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(header(value), format!("`{key}` takes {wanted}, found {found}"));
    }

    fn at(&self, place: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.path, self.source, place, message)
    }

    fn fault(&mut self, place: Range<usize>, message: impl Into<String>) {
        let fault = self.at(place, message);
        self.faults.push(fault);
    }

    fn fault_with_help(&mut self, place: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let fault = self.at(place, message).with_help(help);
        self.faults.push(fault);
    }
}

/// One slip of the pen makes the TOML reader stumble several times on.
fn first_of_each_line(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.sort_by_key(|fault| fault.place.start);
    faults.dedup_by_key(|fault| fault.line);
    faults
}

/// The bytes to point at for a value: all of a plain one, the header of a table.
fn header(value: &Spanned<DeValue<'_>>) -> Range<usize> {
    match value.get_ref() {
        DeValue::Array(items) => match items.first() {
            Some(item) if value.span().is_empty() => item.span(),
            _ => value.span(),
        },
        _ => value.span(),
    }
}

fn suggestion(word: &str, allowed: &[&str]) -> String {
    match nearest(word, allowed.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("allowed are {}", listed(allowed)),
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn bytes_of(span: &regex_syntax::ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// The byte of `raw`, the inside of a double-quoted TOML string, that byte `at` of the value was
/// written at.
fn raw_offset(raw: &str, at: usize) -> usize {
    let (mut value_at, mut raw_at) = (0, 0);
    while value_at < at && raw_at < raw.len() {
        let rest = &raw[raw_at..];
        let (n_raw, n_value) = match rest.strip_prefix('\\') {
            None => rest.chars().next().map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
            Some(escape) => escaped(escape),
        };
        raw_at += n_raw;
        value_at += n_value;
    }
    raw_at.min(raw.len())
}

/// Bytes that an escape takes in the file (back-slash included) and in the value.
fn escaped(escape: &str) -> (usize, usize) {
    let n_digits = match escape.as_bytes().first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(_) => return (1 + escape.chars().next().map_or(0, char::len_utf8), 1),
        None => return (1, 0),
    };
    let code = escape.get(1..=n_digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let n_value = code.and_then(char::from_u32).map_or(1, char::len_utf8);
    (2 + n_digits, n_value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(source: &str) -> Vec<String> {
        let (_, faults) = RuleFile::parse("x.toml", source);
        faults.iter().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.message)).collect()
    }

    #[test]
    fn a_whole_rule_is_read_with_its_places() {
        let source = "schema = 1\n[outlet]\nid = \"post\"\n\n[[layout]]\nid = \"new\"\nwhen = { css = \"b\" }\n\n\
                      [[layout.rule]]\nid = \"cut\"\nlabel = \"promo\"\nwhy = \"w\"\nmatch = { line-is = [\"a\", \"b\"] }\n";
        let (file, faults) = RuleFile::parse("x.toml", source);
        assert_eq!(faults, []);
        let rule = &file.layouts[0].rules[0];
        assert_eq!((rule.line, &source[rule.place.clone()]), (9, "[[layout.rule]]"));
        assert_eq!(&source[file.layouts[0].place.clone()], "[[layout]]");
        assert_eq!(&source[rule.id.place.clone()], "\"cut\"");
        assert_eq!(rule.label.value, Label::Promo);
        assert_eq!(rule.matchers[0].line_is.len(), 2);
        assert_eq!(&source[rule.matchers[0].place.clone()], "{ line-is = [\"a\", \"b\"] }");
    }

    #[test]
    fn syntax_errors_do_not_hide_other_faults() {
        let found = faults("schema = 1\nbroken = \n[outlet]\nid = \"post\"\ncolour = \"red\"\n");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("2:"), "{found:?}");
        assert!(found[1].starts_with("5:1 unknown key `colour`"), "{found:?}");
    }

    #[test]
    fn patterns_are_pointed_into() {
        let head = "schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n[[rule]]\nid = \"r\"\nlabel = \"ad\"\nwhy = \"w\"\n";
        assert_eq!(
            faults(&format!("{head}match = {{ line-matches = 'ab(c' }}\n")),
            ["9:29 bad pattern: unclosed group"]
        );
        let escaped = format!("{head}match = {{ line-matches = \"\\u00e9\\\\d(c\" }}\n");
        assert_eq!(faults(&escaped), ["9:36 bad pattern: unclosed group"]);
    }

    #[test]
    fn what_is_missing_is_said_of_the_header() {
        let found = faults("schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n[[rule]]\nid = \"r\"\n");
        assert_eq!(
            found,
            ["5:1 [[rule]] has no `label`", "5:1 [[rule]] has no `why`", "5:1 [[rule]] has no `match`"]
        );
    }
}
