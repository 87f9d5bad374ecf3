//! Changes of a rule file as text: a rule comes in, a rule goes. All the rest stays byte for byte, comments included.
//!
//! Knows TOML and where rules stand in it; never what they mean.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::proposals::Test;

/// A rule that comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRule<'a> {
    /// Its label.
    pub label: &'a str,
    /// Why it is there, for the reader.
    pub why: &'a str,
    /// What it looks for.
    pub test: &'a Test,
    /// Lines it claims.
    pub hits: &'a [String],
    /// Lines it leaves alone.
    pub misses: &'a [String],
    /// What speaks for it: a comment in one line.
    pub comment: String,
}

/// Why a text cannot be changed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleTextError {
    /// The text is no TOML.
    #[error("the rule file is no TOML: {message}")]
    Toml {
        /// Where, and what is wrong.
        message: String,
    },
    /// The layout is missing.
    #[error("the rule file has no layout `{layout}`")]
    NoLayout {
        /// Which one.
        layout: String,
    },
    /// The rule is missing.
    #[error("the rule file has no rule `{rule}`: it belongs to another file")]
    NoRule {
        /// Which one.
        rule: String,
    },
}

/// The text with a rule at the end of a layout, and the rule's id: its label and the first number that is free.
///
/// # Errors
/// The text is no TOML, or has no such layout.
pub fn with_rule(text: &str, layout: &str, rule: &NewRule<'_>) -> Result<(String, String), RuleTextError> {
    let mut document = parsed(text)?;
    let id = free_id(&document, layout, rule.label);
    let missing = || RuleTextError::NoLayout { layout: layout.to_owned() };
    let layout = layouts(&mut document).and_then(|all| find(all, layout)).ok_or_else(missing)?;
    let rules = layout.entry("rule").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let rules = rules.as_array_of_tables_mut().ok_or_else(missing)?;
    rules.push(table(&id, rule));
    Ok((document.to_string(), id))
}

/// The text without one rule of a layout, or of the whole file.
///
/// # Errors
/// The text is no TOML, or has no such rule.
pub fn without_rule(text: &str, layout: Option<&str>, rule: &str) -> Result<String, RuleTextError> {
    let mut document = parsed(text)?;
    let rules = match layout {
        Some(layout) => {
            layouts(&mut document).and_then(|all| find(all, layout)).and_then(|layout| layout.get_mut("rule"))
        }
        None => document.get_mut("rule"),
    };
    let rules = rules.and_then(Item::as_array_of_tables_mut);
    let at = rules.as_ref().and_then(|rules| rules.iter().position(|known| id_of(known) == Some(rule)));
    match (rules, at) {
        (Some(rules), Some(at)) => rules.remove(at),
        _ => return Err(RuleTextError::NoRule { rule: rule.to_owned() }),
    };
    Ok(document.to_string())
}

fn parsed(text: &str) -> Result<DocumentMut, RuleTextError> {
    text.parse()
        .map_err(|fault: toml_edit::TomlError| RuleTextError::Toml { message: fault.message().to_owned() })
}

fn layouts(document: &mut DocumentMut) -> Option<&mut ArrayOfTables> {
    document.get_mut("layout").and_then(Item::as_array_of_tables_mut)
}

fn find<'t>(tables: &'t mut ArrayOfTables, id: &str) -> Option<&'t mut Table> {
    tables.iter_mut().find(|table| id_of(table) == Some(id))
}

fn id_of(table: &Table) -> Option<&str> {
    table.get("id").and_then(Item::as_str)
}

/// Ids are looked at in the whole file: a rule of a layout may take the place of one of the file.
fn free_id(document: &DocumentMut, layout: &str, label: &str) -> String {
    let tables = |item: Option<&Item>| -> Vec<String> {
        let rules = item.and_then(Item::as_array_of_tables);
        rules
            .iter()
            .flat_map(|rules| rules.iter())
            .filter_map(|rule| id_of(rule).map(str::to_owned))
            .collect()
    };
    let mut taken = tables(document.get("rule"));
    let all = document.get("layout").and_then(Item::as_array_of_tables);
    for known in all.iter().flat_map(|all| all.iter()).filter(|known| id_of(known) == Some(layout)) {
        taken.extend(tables(known.get("rule")));
    }
    let mut number = 1;
    loop {
        let id = format!("{label}-{number}");
        if !taken.contains(&id) {
            return id;
        }
        number += 1;
    }
}

fn table(id: &str, rule: &NewRule<'_>) -> Table {
    let mut table = Table::new();
    let comment: String =
        rule.comment.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    table.decor_mut().set_prefix(if comment.is_empty() {
        "\n".to_owned()
    } else {
        format!("\n# {comment}\n")
    });
    table.insert("id", toml_edit::value(id));
    table.insert("label", toml_edit::value(rule.label));
    table.insert("why", toml_edit::value(rule.why));
    let (key, value) = rule.test.parts();
    let mut matcher = InlineTable::new();
    matcher.insert(key, Value::from(value));
    table.insert("match", toml_edit::value(matcher));
    for (key, lines) in [("hits", rule.hits), ("misses", rule.misses)] {
        if !lines.is_empty() {
            table.insert(key, toml_edit::value(lines.iter().map(String::as_str).collect::<Array>()));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "schema = 1\n# the paper\n[outlet]\nid = \"post\" # short\n\n[[layout]]\nid = \"new\"\nwhen = [{ css = \"b\" }]\n\n\
        # a box\n[[layout.rule]]\nid = \"promo-1\"\nlabel = \"promo\"\nwhy = \"w\"\nmatch = { css = \"i\" }\n\n[[layout]]\nid = \"old\"\n";

    fn rule<'a>(test: &'a Test, lines: &'a [String]) -> NewRule<'a> {
        NewRule {
            label: "promo",
            why: "a box",
            test,
            hits: lines,
            misses: lines,
            comment: "on 3\npages".to_owned(),
        }
    }

    #[test]
    fn a_rule_comes_behind_those_of_its_layout_and_the_rest_stays() {
        let (test, lines) = (Test::LineIs("Say \"hello\"".to_owned()), ["Say \"hello\"".to_owned()]);
        let (text, id) = with_rule(FILE, "new", &rule(&test, &lines)).expect("the layout is there");
        assert_eq!(id, "promo-2");
        let added = "\n# on 3 pages\n[[layout.rule]]\nid = \"promo-2\"\nlabel = \"promo\"\nwhy = \"a box\"\n\
            match = { line-is = 'Say \"hello\"' }\nhits = ['Say \"hello\"']\nmisses = ['Say \"hello\"']\n";
        assert_eq!(
            text,
            FILE.replace("\n[[layout]]\nid = \"old\"", &format!("{added}\n[[layout]]\nid = \"old\""))
        );
        assert_eq!(without_rule(&text, Some("new"), "promo-2").expect("it is there"), FILE);
    }

    #[test]
    fn a_layout_without_rules_gets_its_first() {
        let test = Test::Css("div.x".to_owned());
        let (text, id) = with_rule(FILE, "old", &rule(&test, &[])).expect("the layout is there");
        assert_eq!(id, "promo-1");
        assert!(text.starts_with(FILE) && text.ends_with("match = { css = \"div.x\" }\n"), "{text}");
    }

    #[test]
    fn what_is_not_there_is_named() {
        let test = Test::Css("div.x".to_owned());
        let fault = with_rule(FILE, "none", &rule(&test, &[])).expect_err("there is no such layout");
        assert_eq!(fault.to_string(), "the rule file has no layout `none`");
        assert!(without_rule(FILE, Some("new"), "promo-9").is_err());
        assert!(matches!(with_rule("a = ", "new", &rule(&test, &[])), Err(RuleTextError::Toml { .. })));
    }
}
