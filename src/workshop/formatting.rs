//! A rule file in its usual form: keys in one order, one blank line above each header, comments where they were.
//!
//! Only what stands between the values changes: the file means the same before and after. Formatting twice
//! changes nothing. Knows TOML and the order of keys.

use toml_edit::{DocumentMut, Item, Table, TomlError};

/// The order of keys, outermost tables first; keys that are not named keep their order behind these.
const ORDER: &[&str] = &[
    "schema", "id", "name", "domains", "language", "sitename", "label", "why", "always", "inherits", "seen",
    "article", "title", "lead", "rest", "free", "when", "zone", "anchor", "only", "extent", "then", "part",
    "inside", "tied", "fallback", "off", "needs", "below", "within", "prev", "next", "match", "hits",
    "misses",
];

/// The file in its usual form.
///
/// # Errors
/// When the text is no TOML.
pub fn formatted(text: &str) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    table(document.as_table_mut(), true);
    let mut out = String::with_capacity(text.len());
    let mut n_blank = 0;
    for line in document.to_string().lines() {
        let line = line.trim_end();
        n_blank = if line.is_empty() { n_blank + 1 } else { 0 };
        // Never two blank lines, and none at the top.
        if n_blank < 2 && !(line.is_empty() && out.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    Ok(out)
}

fn table(table: &mut Table, is_root: bool) {
    // Sources of fields are listed as their writer wants them.
    let rank = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
    table.sort_values_by(|one, _, other, _| rank(one.get()).cmp(&rank(other.get())));
    if !is_root {
        let above = table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or("").to_owned();
        table.decor_mut().set_prefix(format!("\n{}", without_blank_start(&above)));
    }
    for (mut key, item) in table.iter_mut() {
        match item {
            Item::Value(value) => {
                key.leaf_decor_mut().set_suffix(" ");
                value.decor_mut().set_prefix(" ");
            }
            Item::Table(inner) => self::table(inner, false),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|inner| self::table(inner, false)),
            Item::None => {}
        }
    }
}

fn without_blank_start(text: &str) -> &str {
    let mut rest = text;
    while let Some((line, below)) = rest.split_once('\n')
        && line.trim().is_empty()
    {
        rest = below;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIDY: &str = "schema=1\n\n\n\n[outlet]\nname = \"Post\"   # the paper\nid=\"post\"\n[[layout]]\nwhen=[{css=\"b\"}]\n\
        # since 2019\nid = \"new\"\n\n\n# a box\n[[layout.rule]]\nmatch = {css = \"i\"}\nid = \"box\"\nlabel = \"promo\"\nwhy = \"w\"\n";

    #[test]
    fn keys_stand_in_order_and_comments_stay() {
        let expected = "schema = 1\n\n[outlet]\nid = \"post\"\nname = \"Post\"   # the paper\n\n[[layout]]\n# since 2019\n\
            id = \"new\"\nwhen = [{css=\"b\"}]\n\n# a box\n[[layout.rule]]\nid = \"box\"\nlabel = \"promo\"\nwhy = \"w\"\nmatch = {css = \"i\"}\n";
        let once = formatted(UNTIDY).expect("this is TOML");
        assert_eq!(once, expected);
        assert_eq!(formatted(&once).expect("this is TOML"), once);
    }

    #[test]
    fn the_file_means_the_same() {
        let before: toml::Table = toml::from_str(UNTIDY).expect("this is TOML");
        let after: toml::Table =
            toml::from_str(&formatted(UNTIDY).expect("this is TOML")).expect("and so is this");
        assert_eq!(before, after);
    }
}
