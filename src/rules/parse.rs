//! TOML text to [`RuleFile`]: every value with its place, every fault of the file in one go.
//!
//! `toml` gives a tree in which each key and value knows its bytes; the tree is walked by hand,
//! because a derived reader stops at the first fault. A value that is wrong is reported and then
//! treated as absent, so that what follows is read, too. What needs other files to be judged
//! (`inherits`, `needs`) is left to `check.rs`.

mod matcher;
mod table;
mod words;

use std::sync::Arc;

use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{Diagnostic, line_and_column};
use super::field_source::FieldSource;
use super::file::{
    Anchor, Evidence, Extent, FieldSources, Inside, Layout, Matcher, Only, OutletHead, Part, Placed, Rest,
    RestOfZones, Rule, RuleFile, Seen, SharedHead, TitleSlot, Zone,
};
use crate::page::{Field, Label};
use table::{Table, header};
use words::{
    ALWAYS, ANCHORS, EVIDENCE_KEYS, EXTENTS, FILE_KEYS, INSIDES, LAYOUT_KEYS, MATCHER_KEYS, ONLY,
    OUTLET_KEYS, PARTS, REST_KEYS, RESTS, RULE_KEYS, SEEN_KEYS, SHARED_KEYS, TITLE_SLOTS, ZONES,
};

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

    /// The same for a file that was found faultless before: its patterns, which cost more to read than all
    /// the rest, are not looked at again.
    pub fn parse_known(path: &str, source: &str) -> (RuleFile, Vec<Diagnostic>) {
        Self::parse_with(path, source, Patterns::Known)
    }

    fn parse_with(path: &str, source: &str, patterns: Patterns) -> (RuleFile, Vec<Diagnostic>) {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut reader = Reader { path: path.into(), source, patterns, faults: Vec::new() };
        for error in errors {
            let help = "rule files are TOML: `key = value`, texts in quotes, lists in [ ], tables in { }";
            reader.fault_with_help(error.span().unwrap_or(0..0), error.message().to_owned(), help);
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
    /// Not at all: they were compiled before.
    Known,
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
            let help = "move the layout to an outlet's file: inherits = [\"...\"]";
            self.fault_with_help(
                header(value),
                "a shared file has no layouts: it is inherited by layouts",
                help,
            );
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
                let help = "make two files of it: layouts name the shared one in `inherits`";
                self.fault_with_help(header(shared), "a file has [outlet] or [shared], not both", help);
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
        let always = self.word(table, "always", ALWAYS).map(|always| always.value);
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
            rest: self.rest(table),
            free: self.label(table, "free"),
            fields: self.fields(table),
            rules: self.rules(table, "rule", "[[layout.rule]]"),
            place: table.place.clone(),
        };
        id.map(|_| layout)
    }

    /// One word for all zones, or a table of zones.
    fn rest(&mut self, table: &Table<'_>) -> RestOfZones {
        let is_table = table.get("rest").is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_)));
        if !is_table {
            let rest = self.word(table, "rest", RESTS).map_or(Rest::Model, |rest| rest.value);
            return RestOfZones { head: rest, body: rest, tail: rest };
        }
        let Some(zones) = self.table(table, "rest", "`rest`") else { return RestOfZones::default() };
        self.allow_keys(&zones, REST_KEYS);
        let mut of = |zone| self.word(&zones, zone, RESTS).map_or(Rest::Model, |rest| rest.value);
        RestOfZones { head: of("head"), body: of("body"), tail: of("tail") }
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
        self.allow_keys(table, &[EVIDENCE_KEYS, MATCHER_KEYS].concat());
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
        self.evidence_sense(table, &matcher);
        Some(Evidence { matcher, next, weak, zone: zone.map_or(Zone::Any, |zone| zone.value) })
    }

    /// Tests that say nothing, or cannot hold, before a layout is known.
    fn evidence_sense(&mut self, table: &Table<'_>, matcher: &Matcher) {
        if let Some(repeats) = &matcher.line_repeats {
            let message = "evidence cannot repeat: title and lead are not known before the layout is";
            self.fault_with_help(repeats.place.clone(), message, "name the line itself: line-is = \"...\"");
        }
        let Some(css) = &matcher.css else { return };
        if matcher.tests_lines() {
            let help = "write two pieces: { css = \"...\" }, { line-is = \"...\" }";
            self.fault_with_help(
                css.place.clone(),
                "evidence looks at an element or at a line, not both",
                help,
            );
        }
        for key in ["next", "zone"] {
            if let Some(value) = table.get(key) {
                let message = format!("`{key}` looks at lines and says nothing of an element");
                self.fault_with_help(header(value), message, format!("take `{key}` out, or test a line"));
            }
        }
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
            below: self.text(table, "below"),
            only: self.word(table, "only", ONLY).map(|only| only.value),
            within: self.text(table, "within"),
            tied: self.flag(table, "tied").unwrap_or(false),
            fallback: self.flag(table, "fallback").unwrap_or(false),
            inside: self.word(table, "inside", INSIDES).map_or(Inside::Keep, |inside| inside.value),
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
        if let (Some(then), Extent::Line | Extent::Match | Extent::Rest | Extent::Above) =
            (&rule.then, rule.extent)
        {
            let help = "`then` labels the further lines of extent = \"pair\", \"card\" or \"list\"";
            self.fault_with_help(then.place.clone(), "`then` without further lines", help);
        }
        if let (Some(_), Some(value)) = (rule.part, table.get("part"))
            && rule.label.value != Label::Comment
            && rule.part != Some(Part::Chrome)
        {
            let help = "take `part` out, or write label = \"comment\"";
            self.fault_with_help(
                value.span(),
                "authors and texts are parts of label = \"comment\" only",
                help,
            );
        }
        if let Some(needs) = &rule.needs
            && needs.value == rule.id.value
        {
            self.fault_with_help(
                needs.place.clone(),
                "a rule cannot need itself",
                "name another rule, or take it out",
            );
        }
        if let Some(below) = rule.below.as_ref().filter(|below| below.value == rule.id.value) {
            let help = "name another rule, or take it out";
            self.fault_with_help(below.place.clone(), "a rule cannot stand below itself", help);
        }
        let tells_zone = matches!(rule.zone, Zone::Head | Zone::Tail | Zone::First | Zone::Last);
        if let (false, Some(value), true) = (tells_zone, table.get("anchor"), rule.anchor != Anchor::None) {
            let help = "say which zone it marks: zone = \"head\" or zone = \"tail\"";
            self.fault_with_help(value.span(), "an anchor without a zone", help);
        }
        if let (Extent::Above, Zone::Body | Zone::Tail | Zone::Last, Some(value)) =
            (rule.extent, rule.zone, table.get("extent"))
        {
            let help = "`above` claims all from the page's beginning: zone = \"head\"";
            self.fault_with_help(value.span(), "`above` in a zone that does not begin the page", help);
        }
        self.inside_sense(table, rule);
        if let Some(css) = rule.matchers.iter().find_map(|matcher| matcher.css.as_ref())
            && rule.only == Some(Only::Text)
        {
            let help = "flattened text has no elements: leave out `only`, or the selector";
            self.fault_with_help(css.place.clone(), "a selector in a rule for flattened text only", help);
        }
    }

    /// `inside = "model"` speaks of whole elements that hold text.
    fn inside_sense(&mut self, table: &Table<'_>, rule: &Rule) {
        let Some(value) = table.get("inside").filter(|_| rule.inside == Inside::Model) else { return };
        let are_elements =
            rule.matchers.iter().all(|matcher| matcher.css.is_some() && !matcher.tests_lines());
        if !are_elements || rule.label.value != Label::Body || rule.fallback {
            let help =
                "label = \"body\", and every entry of `match` is a selector alone: match = { css = \"...\" }";
            let message = "`inside = \"model\"` is for the element that holds the article";
            self.fault_with_help(value.span(), message, help);
        }
    }

    fn fields(&mut self, table: &Table<'_>) -> Vec<FieldSources> {
        let Some(table) = self.table(table, "fields", "[fields]") else { return Vec::new() };
        let names: Vec<&str> = Field::SOURCED.iter().map(|field| field.rule_name()).collect();
        self.allow_keys(&table, &names);
        let mut fields = Vec::new();
        for (key, _) in table.entries.iter() {
            let name = key.get_ref().as_ref();
            let Some(&field) = Field::SOURCED.iter().find(|field| field.rule_name() == name) else {
                continue;
            };
            let sources = self.texts(&table, name);
            for source in &sources {
                self.field_source(source);
            }
            let field = Placed { value: field, place: key.span() };
            fields.push(FieldSources { field, sources });
        }
        fields
    }

    fn field_source(&mut self, source: &Placed<String>) {
        if self.patterns == Patterns::Known {
            return;
        }
        let read = FieldSource::parse(&source.value).and_then(|read| read.check_size());
        if let Err(error) = read {
            let help = "a source is `jsonld:NAME`, `meta:NAME`, `css:SELECTOR`, `css:SELECTOR@ATTRIBUTE`, \
                        `url:/PATTERN/` or `line:/PATTERN/`";
            self.fault_with_help(source.place.clone(), format!("bad source of a field: {error}"), help);
        }
    }
}

/// One slip of the pen makes the TOML reader stumble several times on.
fn first_of_each_line(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.sort_by_key(|fault| fault.place.start);
    faults.dedup_by_key(|fault| fault.line);
    faults
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
