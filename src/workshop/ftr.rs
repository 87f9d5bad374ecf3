//! A site file of the "full-text RSS" collection (`ftr-site-config`: one `directive: value` a line)
//! becomes the draft of a rule file.
//!
//! What CSS can say is translated; every other line is listed with the reason, so nothing gets lost
//! in silence. Directives after the documentation of the format (help.fivefilters.org, "site
//! patterns"). Knows the text of both files; never a page.

use std::fmt::Write as _;

use super::xpath::to_css;

/// Directives that steer how pages are fetched or tidied up: tamis fetches nothing and repairs HTML
/// as browsers do.
const NOT_NEEDED: &[&str] = &[
    "tidy",
    "parser",
    "prune",
    "autodetect_on_failure",
    "autodetect_next_page",
    "requires_login",
    "http_header",
    "not_logged_in_xpath",
    "login_uri",
    "login_username_field",
    "login_password_field",
    "login_extra_fields",
    "insert_detected_image",
    "skip_json_ld",
    "src_lazy_load_attr",
    "dissolve",
    "footnotes",
    "convert_double_br_tags",
];

/// A file translated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The rule file, as TOML.
    pub toml: String,
    /// Lines that could not be translated: number from 1, line, reason.
    pub left: Vec<(usize, String, String)>,
}

#[derive(Default)]
struct Found {
    sources: [Vec<String>; 3],
    body: Vec<String>,
    drop: Vec<String>,
    tests: Vec<String>,
}

/// Names of the fields in [`Found::sources`].
const FIELDS: [&str; 3] = ["title", "author", "date"];

/// Translates the file of one host.
pub fn import(host: &str, text: &str) -> Imported {
    let mut found = Found::default();
    let mut left = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err(reason) = directive(line, &mut found) {
            left.push((index + 1, line.to_owned(), reason));
        }
    }
    Imported { toml: toml(host, &found, &left), left }
}

fn directive(line: &str, found: &mut Found) -> Result<(), String> {
    let (name, value) = line.split_once(':').ok_or("no `directive: value`")?;
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    if let Some(field) = FIELDS.iter().position(|field| *field == name) {
        let path = to_css(value).map_err(|fault| fault.to_string())?;
        let attribute = path.attribute.map(|attribute| format!("@{attribute}")).unwrap_or_default();
        // A union of selectors is several sources: the attribute belongs to each.
        found.sources[field].extend(path.css.split(", ").map(|css| format!("css:{css}{attribute}")));
        return Ok(());
    }
    match name.as_str() {
        "body" => selector(value).map(|css| found.body.push(css)),
        "strip" => selector(value).map(|css| found.drop.push(css)),
        "strip_id_or_class" => {
            let word = value.trim_matches(['"', '\'']).replace('"', "\\\"");
            found.drop.push(format!("[id*=\"{word}\"], [class*=\"{word}\"]"));
            Ok(())
        }
        "strip_image_src" => Err("pictures are no text".to_owned()),
        "test_url" => {
            found.tests.push(value.to_owned());
            Ok(())
        }
        "test_contains" => Err("keep the page beside its clean text and use `tamis rules test`".to_owned()),
        "find_string" | "replace_string" => Err("tamis never changes the page's text".to_owned()),
        "single_page_link" | "next_page_link" | "if_page_contains" | "single_page_link_in_feed" => {
            Err("tamis fetches no pages".to_owned())
        }
        "native_ad_clue" => Err("write a layout with `article = false` and this evidence".to_owned()),
        "wrap_in" | "move_into" | "unwrap" => Err("tamis never moves elements".to_owned()),
        other if NOT_NEEDED.iter().any(|name| other.starts_with(name)) => Err("not needed here".to_owned()),
        other if other.starts_with("replace_string(") => {
            Err("tamis never changes the page's text".to_owned())
        }
        other => Err(unknown(other)),
    }
}

fn selector(xpath: &str) -> Result<String, String> {
    let path = to_css(xpath).map_err(|fault| fault.to_string())?;
    if path.attribute.is_some() {
        Err("an attribute is no part of the text".to_owned())
    } else {
        Ok(path.css)
    }
}

fn unknown(name: &str) -> String {
    const KNOWN: [&str; 10] = [
        "title",
        "body",
        "author",
        "date",
        "strip",
        "strip_id_or_class",
        "strip_image_src",
        "test_url",
        "test_contains",
        "single_page_link",
    ];
    let near = KNOWN.into_iter().max_by(|a, b| {
        let likeness = |known: &str| strsim::jaro_winkler(known, name);
        likeness(a).total_cmp(&likeness(b))
    });
    match near.filter(|near| strsim::jaro_winkler(near, name) > 0.85) {
        Some(near) => format!("unknown directive; `{near}`?"),
        None => "unknown directive".to_owned(),
    }
}

fn toml(host: &str, found: &Found, left: &[(usize, String, String)]) -> String {
    let host = host.trim_start_matches('.').trim_start_matches("www.").to_lowercase();
    let id: String = host
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '-' })
        .collect();
    let mut out = String::new();
    let _ =
        writeln!(out, "# Drafted from an ftr-site-config file. Check it against pages: `tamis rules test`.");
    for (number, line, reason) in left {
        let _ = writeln!(out, "# not translated, line {number}: {line}  ({reason})");
    }
    for url in &found.tests {
        let _ = writeln!(out, "# a page to test: {url}");
    }
    let _ = writeln!(out, "schema = 1\n\n[outlet]\nid = {}\nname = {}", quoted(&id), quoted(&host));
    let _ = writeln!(out, "domains = [{}]\n", quoted(&host));
    if found.sources.iter().any(|sources| !sources.is_empty()) {
        out.push_str("[fields]\n");
        for (field, sources) in FIELDS.iter().zip(&found.sources).filter(|(_, sources)| !sources.is_empty()) {
            let sources: Vec<String> = sources.iter().map(|source| quoted(source)).collect();
            let _ = writeln!(out, "{field} = [{}]", sources.join(", "));
        }
        out.push('\n');
    }
    let evidence = found.body.first().map_or("article", String::as_str);
    let _ = writeln!(out, "[[layout]]\nid = \"imported\"\nwhy = \"as the site file describes its pages\"");
    let address =
        format!("meta[property=\"og:url\"][content*=\"{host}/\"], link[rel=canonical][href*=\"{host}/\"]");
    let _ = writeln!(
        out,
        "when = [\n  {{ css = {} }},\n  {{ css = {}, weak = true }},\n]",
        quoted(&address),
        quoted(evidence)
    );
    rule("body", "body", "the element that holds the article", &found.body, &mut out);
    rule("dropped", "other", "elements that the site file strips", &found.drop, &mut out);
    out
}

fn rule(id: &str, label: &str, why: &str, selectors: &[String], out: &mut String) {
    if selectors.is_empty() {
        return;
    }
    let _ =
        writeln!(out, "\n[[layout.rule]]\nid = \"{id}\"\nlabel = \"{label}\"\nwhy = \"{why}\"\nmatch = [");
    for selector in selectors {
        let _ = writeln!(out, "  {{ css = {} }},", quoted(selector));
    }
    out.push_str("]\n");
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_translated_or_listed() {
        let imported = import(
            "www.example.org",
            "# comment\ntitle: //h1[@class='head']\nbody: //div[@id='story']\nstrip: //div[1]\nstrip_id_or_class: share\n\
             tidy: no\ntitel: //h2\ndate: //time/@datetime\nreplace_string(a): b\nnonsense\n",
        );
        let left: Vec<(usize, &str)> =
            imported.left.iter().map(|(line, _, why)| (*line, why.as_str())).collect();
        assert_eq!(
            left,
            [
                (4, "CSS cannot say `1`"),
                (6, "not needed here"),
                (7, "unknown directive; `title`?"),
                (9, "tamis never changes the page's text"),
                (10, "no `directive: value`"),
            ]
        );
        for part in ["css:time@datetime", "div[id=", "example-org", "[id*="] {
            assert!(imported.toml.contains(part), "{part} is missing in\n{}", imported.toml);
        }
        toml::from_str::<toml::Table>(&imported.toml).expect("the draft is TOML");
    }
}
