//! Flattened pages of every outlet with each marker repeated: alone, between distinct lines, between sentences.

use tamis::rules::embedded;

/// A name, and what makes the line of a number.
type Among = (&'static str, fn(usize) -> String);

/// How the lines that a marker is repeated among are made.
pub(crate) const AMONG: &[Among] = &[
    ("alone", |_| String::new()),
    ("among headlines", |i| format!("Pier {i} of the old harbour")),
    ("among bullets", |i| format!("• Guest {i}")),
    ("among sentences", |i| {
        format!("The ferry left pier {i} at noon, and nobody on the quay waved after it.")
    }),
];

/// The built-in outlets, each with every line of which a rule that it may use says that it fires there.
pub(crate) fn markers() -> Vec<(String, Vec<String>)> {
    let files = embedded::load(None).expect("the built-in files are right");
    let hits_of = |file: &tamis::rules::file::RuleFile| -> Vec<String> {
        let rules = file.rules.iter().chain(file.layouts.iter().flat_map(|layout| &layout.rules));
        rules.flat_map(|rule| &rule.hits).map(|hit| hit.value.clone()).collect()
    };
    let shared: Vec<String> = files.iter().filter(|file| file.outlet.is_none()).flat_map(hits_of).collect();
    let outlets =
        files.iter().filter_map(|file| Some((file.outlet.as_ref()?.id.value.clone(), hits_of(file))));
    outlets.map(|(outlet, own)| (outlet, own.into_iter().chain(shared.iter().cloned()).collect())).collect()
}

/// A page of about `n` bytes.
pub(crate) fn page(marker: &str, among: fn(usize) -> String, n: usize) -> String {
    super::shapes::numbered(n, "The ferry left the old pier\n", |i| format!("{marker}\n{}\n", among(i)), "")
}
