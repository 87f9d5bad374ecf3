//! Faults of rule files: all of them, each with its place, never only the first.
//!
//! [`RuleFile::parse`](super::file::RuleFile::parse) finds what one file tells by itself;
//! [`check_file`] holds every rule's own examples against it, and [`check_set`] what only all files
//! together tell (`inherits`, `needs`, layouts without evidence). Nothing is printed or painted
//! here: a [`Diagnostic`] is plain data, and the command line paints it.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use super::file::{Layout, Placed, Rule, RuleFile};
use super::line::{Around, Line, LineTest, RuleLines};
use crate::text::squeeze::{fold, squeeze};

/// One fault of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Path of the file, as it was given.
    pub file: String,
    /// Bytes of the file's text the fault stands in; may be empty, never beyond the text.
    pub place: Range<usize>,
    /// Line of the first of these bytes, from 1.
    pub line: u32,
    /// Column of it, in characters, from 1.
    pub column: u32,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What would be right, where that can be told.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault at `place` of `source`, the text of `file`.
    #[doc(hidden)]
    pub fn new(file: &str, source: &str, place: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor_char_boundary(source, place.start);
        let end = floor_char_boundary(source, place.end.max(start));
        let (line, column) = line_and_column(source, start);
        let file = file.to_owned();
        Self { file, place: start..end, line, column, message: message.into(), help: None }
    }

    /// The same with advice.
    #[doc(hidden)]
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// Line and column of byte `at`, both from 1; the column counts characters.
pub fn line_and_column(source: &str, at: usize) -> (u32, u32) {
    let before = &source[..floor_char_boundary(source, at)];
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

fn floor_char_boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Holds every rule of a file against its own examples: a hit must be claimed, a miss must not,
/// and a rule that looks at words of a line needs at least one of each.
pub fn check_file(file: &RuleFile) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for rule in rules_of(file).filter(|rule| !rule.off) {
        check_examples(file, rule, &mut faults);
    }
    faults
}

fn rules_of(file: &RuleFile) -> impl Iterator<Item = &Rule> {
    file.rules.iter().chain(file.layouts.iter().flat_map(|layout| &layout.rules))
}

fn check_examples(file: &RuleFile, rule: &Rule, faults: &mut Vec<Diagnostic>) {
    let at = |place: &Range<usize>, message: String| {
        Diagnostic::new(&file.path, &file.source, place.clone(), message)
    };
    let lines = RuleLines::new(rule);
    let claims = |line: &Placed<String>| lines.claim(&line.value);
    for hit in rule.hits.iter().filter(|hit| !claims(hit)) {
        let message = format!("rule `{}` does not claim this hit", rule.id.value);
        faults.push(at(&hit.place, message).with_help("the line must pass one entry of `match`"));
    }
    for miss in rule.misses.iter().filter(|miss| claims(miss)) {
        let message = format!("rule `{}` claims this miss", rule.id.value);
        faults.push(at(&miss.place, message).with_help("make `match` narrower: a miss must not be claimed"));
    }
    if !rule.matchers.iter().any(|matcher| matcher.css.is_none() && matcher.tests_words()) {
        return;
    }
    for (key, examples) in [("hits", &rule.hits), ("misses", &rule.misses)] {
        if examples.is_empty() {
            let message = format!("rule `{}` looks at words but has no `{key}`", rule.id.value);
            let help = match key {
                "hits" => "add a line that the rule must claim: hits = [\"...\"]",
                _ => "add a tempting line that the rule must leave alone: misses = [\"...\"]",
            };
            faults.push(at(&rule.id.place, message).with_help(help));
        }
    }
}

/// Finds the names in `inherits` that no shared file has. `files` are all that were read, before
/// any was laid over another.
pub fn check_inherited<'a>(files: impl Iterator<Item = &'a RuleFile> + Clone) -> Vec<Diagnostic> {
    let known: Vec<&str> =
        files.clone().filter_map(|file| Some(file.shared.as_ref()?.id.value.as_str())).collect();
    let mut faults = Vec::new();
    for file in files {
        let of_layouts = file.layouts.iter().flat_map(|layout| &layout.inherits);
        for inherited in file.inherits.iter().chain(of_layouts) {
            if known.contains(&inherited.value.as_str()) {
                continue;
            }
            let message = format!("no shared file has the id `{}`", inherited.value);
            let help = match nearest(&inherited.value, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("shared files are {}", known.join(", ")),
            };
            let fault = Diagnostic::new(&file.path, &file.source, inherited.place.clone(), message);
            faults.push(fault.with_help(help));
        }
    }
    faults
}

/// Finds what only all files together tell. `files` are those in use, overlays laid on.
pub fn check_set(files: &[RuleFile]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    check_unique_ids(files, &mut faults);
    for file in files {
        check_layouts(file, &mut faults);
        for layout in &file.layouts {
            check_layout(files, file, layout, &mut faults);
        }
        for rule in &file.rules {
            check_needs_of_common_rule(files, file, rule, &mut faults);
        }
    }
    faults
}

fn check_unique_ids(files: &[RuleFile], faults: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for file in files {
        let outlet = file.outlet.as_ref().map(|head| ("outlet", &head.id));
        let shared = file.shared.as_ref().map(|head| ("shared", &head.id));
        for (kind, id) in outlet.into_iter().chain(shared) {
            if !seen.insert((kind, &id.value)) {
                let message = format!("another file has the same {kind} id `{}`", id.value);
                let fault = Diagnostic::new(&file.path, &file.source, id.place.clone(), message);
                faults.push(fault.with_help("give one of them another id, or make one file of both"));
            }
        }
    }
}

/// An outlet whose file has no layout, its own or the one it is laid over.
fn check_layouts(file: &RuleFile, faults: &mut Vec<Diagnostic>) {
    let Some(outlet) = file.outlet.as_ref().filter(|_| file.layouts.is_empty()) else { return };
    let message = format!("outlet `{}` has no layout: its rules hold for no page", outlet.id.value);
    let help = "add one with its evidence: [[layout]], id = \"...\", when = [{ css = \"...\" }]";
    faults.push(Diagnostic::new(&file.path, &file.source, outlet.id.place.clone(), message).with_help(help));
}

/// Evidence that can never be enough, and strong evidence that any site may show.
fn check_evidence(layout: &Layout, source: &str, faults: &mut Vec<Diagnostic>) {
    let fault = |place: &Range<usize>, message: &str, help: &str| {
        Diagnostic::new(&layout.file, source, place.clone(), message).with_help(help)
    };
    if let [only] = layout.when.as_slice()
        && only.weak
    {
        let help = "a layout needs a strong piece, or two weak ones";
        faults.push(fault(&only.matcher.place, "one weak piece of evidence tells no page", help));
    }
    for evidence in layout.when.iter().filter(|evidence| !evidence.weak && evidence.next.is_none()) {
        let Some(test) = LineTest::new(&evidence.matcher).filter(|_| evidence.matcher.css.is_none()) else {
            continue;
        };
        let shows = |line: &String| {
            let (folded, squeezed) = (fold(line), squeeze(line));
            test.holds(Line { folded: &folded, squeezed: &squeezed }, Around::default())
        };
        if let Some(line) = COMMON_LINES.iter().flat_map(|line| spellings(line)).find(shows) {
            let message = format!("other sites show `{line}`, too: no strong evidence");
            let help = "add `weak = true`, a test for the line below (`next`), or a longer text";
            faults.push(fault(&evidence.matcher.place, &message, help));
        }
    }
}

/// True for a line that pages of many sites show.
pub fn is_common_line(line: &str) -> bool {
    let squeezed = squeeze(line).to_lowercase();
    COMMON_LINES.iter().any(|common| squeeze(common).to_lowercase() == squeezed)
}

/// A line as it stands, in capitals, and with a capital at each word: `En continu`, `EN CONTINU`, `En Continu`.
fn spellings(line: &str) -> [String; 3] {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    let words: Vec<String> = line.split(' ').map(capital).collect();
    [line.to_owned(), line.to_uppercase(), words.join(" ")]
}

/// Lines that pages of many sites show, in the languages of the outlets we know.
const COMMON_LINES: &[&str] = &[
    "Home",
    "Menu",
    "Search",
    "Share",
    "Subscribe",
    "Subscribe now",
    "Newsletter",
    "Sign up",
    "Log in",
    "Login",
    "Register",
    "Live",
    "News",
    "World",
    "Sport",
    "Sports",
    "Politics",
    "Opinion",
    "Culture",
    "Business",
    "Video",
    "Videos",
    "Photos",
    "Facebook",
    "Twitter",
    "Instagram",
    "Telegram",
    "WhatsApp",
    "YouTube",
    "Comments",
    "Read more",
    "Read also",
    "Related articles",
    "Tags",
    "Tags:",
    "Advertisement",
    "Privacy policy",
    "Contact",
    "Accueil",
    "Rechercher",
    "Partager",
    "S'abonner",
    "Abonnement",
    "En direct",
    "En ce moment",
    "En continu",
    "Actualités",
    "Vidéos",
    "France",
    "International",
    "Monde",
    "Société",
    "Économie",
    "Lire aussi",
    "Lire aussi :",
    "À lire aussi",
    "Commentaires",
    "Publicité",
    "Mentions légales",
    "Nous contacter",
    "Startseite",
    "Suche",
    "Teilen",
    "Abonnieren",
    "Anmelden",
    "Kommentare",
    "Mehr zum Thema",
    "Inicio",
    "Buscar",
    "Compartir",
    "Suscríbete",
    "Comentarios",
    "Главная",
    "Поиск",
    "Поделиться",
    "Подписаться",
    "Новости",
    "12:30",
    "15h40",
    "3 May 2019",
    "12/05/2019",
    "0",
    "1",
    "2019",
];

fn check_layout(files: &[RuleFile], file: &RuleFile, layout: &Layout, faults: &mut Vec<Diagnostic>) {
    let source = file.text_of(&layout.file);
    if layout.when.is_empty() {
        let message = format!("layout `{}` has no `when`: nothing tells its pages", layout.id.value);
        let help = "add evidence: when = [{ css = \"...\" }, { line-is = \"...\" }]";
        faults.push(Diagnostic::new(&layout.file, source, layout.id.place.clone(), message).with_help(help));
    }
    check_evidence(layout, source, faults);
    let known: BTreeSet<&str> =
        rules_in_layout(files, file, layout).map(|rule| rule.id.value.as_str()).collect();
    for rule in &layout.rules {
        check_needs(file, rule, &known, faults);
    }
}

/// A rule for all layouts may need a rule that any one of them has.
fn check_needs_of_common_rule(
    files: &[RuleFile],
    file: &RuleFile,
    rule: &Rule,
    faults: &mut Vec<Diagnostic>,
) {
    let mut known: BTreeSet<&str> = file.rules.iter().map(|rule| rule.id.value.as_str()).collect();
    for layout in &file.layouts {
        known.extend(rules_in_layout(files, file, layout).map(|rule| rule.id.value.as_str()));
    }
    check_needs(file, rule, &known, faults);
}

fn check_needs(file: &RuleFile, rule: &Rule, known: &BTreeSet<&str>, faults: &mut Vec<Diagnostic>) {
    for other in rule.needs.iter().chain(&rule.within).chain(&rule.below) {
        if known.contains(other.value.as_str()) {
            continue;
        }
        let message =
            format!("rule `{}` names a rule `{}` that its layout does not have", rule.id.value, other.value);
        let fault = Diagnostic::new(&rule.file, file.text_of(&rule.file), other.place.clone(), message);
        faults.push(match nearest(&other.value, known.iter().copied()) {
            Some(word) => fault.with_help(format!("did you mean `{word}`?")),
            None => fault.with_help("write the rule's id, or take the key out"),
        });
    }
}

/// All rules that pages of a layout meet: inherited ones first.
fn rules_in_layout<'a>(
    files: &'a [RuleFile],
    file: &'a RuleFile,
    layout: &'a Layout,
) -> impl Iterator<Item = &'a Rule> {
    let always = files.iter().filter(|file| file.shared.as_ref().is_some_and(|head| head.always.is_some()));
    let inherited = file.inherits.iter().chain(&layout.inherits);
    let inherited = always.chain(inherited.filter_map(|id| shared(files, &id.value)));
    inherited.flat_map(|file| &file.rules).chain(&file.rules).chain(&layout.rules)
}

fn shared<'a>(files: &'a [RuleFile], id: &str) -> Option<&'a RuleFile> {
    files.iter().find(|file| file.shared.as_ref().is_some_and(|head| head.id.value == id))
}

/// The allowed word most like `word`, if one is like it at all.
pub(super) fn nearest<'a>(word: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = allowed.into_iter().map(|other| (strsim::jaro_winkler(word, other), other));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= MIN_LIKENESS).then_some(best.1)
}

/// Least Jaro-Winkler likeness (0.0 to 1.0) of a suggestion; 0.8 admits two slips in a word of
/// eight letters. Lower suggests words that have nothing to do with what was written.
const MIN_LIKENESS: f64 = 0.8;
