//! Two texts compared as bags of words, and a page in other clothes.

use std::collections::HashMap;

/// Harmonic mean of precision and recall over the words of two texts, 0.0 to 1.0; 1.0 when both
/// are empty.
pub(crate) fn word_f1(one: &str, other: &str) -> f64 {
    let (ours, theirs) = (bag(one), bag(other));
    let n_words: usize = ours.values().sum::<usize>() + theirs.values().sum::<usize>();
    if n_words == 0 {
        return 1.0;
    }
    let shared: usize =
        ours.iter().map(|(word, count)| (*count).min(theirs.get(word).copied().unwrap_or(0))).sum();
    2.0 * shared as f64 / n_words as f64
}

fn bag(text: &str) -> HashMap<String, usize> {
    let mut bag = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_lowercase()).or_default() += 1;
    }
    bag
}

/// The page with every class and id under another name, as after a new release of the site's
/// style sheets: the wordings stay, the hooks are gone.
pub(crate) fn with_renamed_hooks(html: &str) -> String {
    let attribute =
        regex::Regex::new(r#"(?i)(\s(?:class|id)\s*=\s*)("[^"]*"|'[^']*')"#).expect("a valid pattern");
    let renamed = attribute.replace_all(html, |found: &regex::Captures<'_>| {
        let names = found[2].trim_matches(['"', '\'']);
        let names: Vec<String> = names.split_whitespace().map(renamed).collect();
        format!("{}\"{}\"", &found[1], names.join(" "))
    });
    renamed.into_owned()
}

/// Another name for a class: the same one each time, without a trace of the old one.
fn renamed(name: &str) -> String {
    // FNV-1a, 32 bit: short, and far from the old spelling.
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("x{hash:08x}")
}
