//! `rules/schema.json`, which editors complete and check rule files by: it takes what the program
//! takes, and knows the same keys and words.

use jsonschema::Validator;
use serde_json::Value;
use tamis::Field;
use tamis::rules::embedded;
use tamis::rules::file::RuleFile;

fn schema() -> Value {
    serde_json::from_str(embedded::SCHEMA).expect("the schema is JSON")
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).expect("the schema is a schema")
}

/// What the schema says against a file.
fn faults_of(validator: &Validator, source: &str) -> Vec<String> {
    let file: Value = toml::from_str(source).expect("the file is TOML");
    validator.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn every_embedded_file_is_valid() {
    let validator = validator();
    let files = embedded::load(None).expect("the embedded files have no fault");
    assert!(files.len() > 3, "{} files", files.len());
    for file in files {
        let faults = faults_of(&validator, &file.source);
        assert!(faults.is_empty(), "{}:\n{}", file.path, faults.join("\n"));
    }
}

#[test]
fn whole_files_of_the_description_are_valid() {
    let description = include_str!("../rules/README.md");
    let validator = validator();
    let mut n_examples = 0;
    for example in description.split("```toml file\n").skip(1) {
        let source = example.split("```").next().unwrap_or_default();
        let faults = faults_of(&validator, source);
        assert!(faults.is_empty(), "{source}\n{}", faults.join("\n"));
        n_examples += 1;
    }
    assert!(n_examples > 3, "{n_examples} examples");
}

#[test]
fn faults_are_found() {
    let validator = validator();
    let rule = "schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n[[rule]]\nid = \"r\"\n";
    for (source, fault) in [
        ("[outlet]\nid = \"post\"\n", "no version"),
        ("schema = 2\n[outlet]\nid = \"post\"\n", "unknown version"),
        ("schema = 1\n", "no head"),
        ("schema = 1\n[outlet]\nid = \"post\"\nnme = \"Post\"\n", "unknown key"),
        ("schema = 1\n[outlet]\nid = \"The Post\"\n", "no id"),
        ("schema = 1\n[outlet]\nid = \"post\"\ndomains = [\"https://post.org\"]\n", "no host"),
        (
            "schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n[[layout]]\nid = \"l\"\n",
            "layout of a shared file",
        ),
        (&format!("{rule}label = \"ad\"\nwhy = \"w\"\n"), "no match"),
        (&format!("{rule}label = \"advert\"\nwhy = \"w\"\nmatch = {{ css = \"b\" }}\n"), "unknown label"),
        (&format!("{rule}label = \"ad\"\nwhy = \"w\"\nmatch = {{ }}\n"), "no test"),
        (&format!("{rule}label = \"ad\"\nwhy = \"w\"\nmatch = [{{ bare = \"yes\" }}]\n"), "wrong type"),
    ] {
        assert!(!faults_of(&validator, source).is_empty(), "{fault}:\n{source}");
    }
    let off = format!("{rule}off = true\n");
    assert!(faults_of(&validator, &off).is_empty(), "a rule that is switched off needs no more than its id");
}

/// A key that nothing resembles, so that the program lists all it knows.
const NO_WORD: &str = "qqqqqqqqqqqqqqqqqqqqqqqq";

/// What the program names as allowed where `source` has [`NO_WORD`].
fn allowed_in(source: &str) -> Vec<String> {
    let (_, faults) = RuleFile::parse("x.toml", source);
    let helps = faults.iter().filter(|fault| fault.message.contains(NO_WORD));
    let help = helps.filter_map(|fault| fault.help.as_deref()).next();
    let help = help.unwrap_or_else(|| panic!("nothing is said of {NO_WORD} in\n{source}"));
    let mut words: Vec<String> = help
        .trim_start_matches("allowed are ")
        .split(", ")
        .map(|word| word.trim_matches('`').into())
        .collect();
    words.sort();
    words
}

/// The keys of an object of the schema.
fn keys_at(schema: &Value, place: &str) -> Vec<String> {
    let object = schema.pointer(place).and_then(Value::as_object);
    let object = object.unwrap_or_else(|| panic!("nothing at {place}"));
    let mut keys: Vec<String> = object.keys().cloned().collect();
    keys.sort();
    keys
}

const HEAD: &str = "schema = 1\n[outlet]\nid = \"o\"\n";
const LAYOUT: &str = "schema = 1\n[outlet]\nid = \"o\"\n[[layout]]\nid = \"l\"\n";
const RULE: &str = "schema = 1\n[outlet]\nid = \"o\"\n[[rule]]\nid = \"r\"\nlabel = \"ad\"\nwhy = \"w\"\n";

#[test]
fn schema_and_program_know_the_same_keys() {
    let schema = schema();
    let wrong = format!("{NO_WORD} = 1\n");
    let inside = format!("{{ {NO_WORD} = 1 }}\n");
    for (place, source) in [
        ("/properties", format!("{wrong}{HEAD}")),
        ("/properties/outlet/properties", format!("{HEAD}{wrong}")),
        ("/properties/shared/properties", format!("schema = 1\n[shared]\nid = \"s\"\nwhy = \"w\"\n{wrong}")),
        ("/definitions/fields/properties", format!("{HEAD}[fields]\n{NO_WORD} = \"meta:x\"\n")),
        ("/definitions/layout/properties", format!("{LAYOUT}{wrong}")),
        ("/definitions/layout/properties/seen/properties", format!("{LAYOUT}seen = {inside}")),
        ("/definitions/evidence/properties", format!("{LAYOUT}when = {inside}")),
        ("/definitions/rule/properties", format!("{RULE}{wrong}match = {{ css = \"b\" }}\n")),
        ("/definitions/matcher/properties", format!("{RULE}match = {inside}")),
    ] {
        assert_eq!(keys_at(&schema, place), allowed_in(&source), "{place}");
    }
    // Neighbours are lines: the program reads the same keys there and refuses two of them by name.
    let mut of_lines = keys_at(&schema, "/definitions/matcher/properties");
    of_lines.retain(|key| key != "css" && key != "line-repeats");
    assert_eq!(keys_at(&schema, "/definitions/neighbour/properties"), of_lines);
}

#[test]
fn schema_and_program_know_the_same_words() {
    let schema = schema();
    let of_rule = |key: &str| format!("{RULE}match = {{ css = \"b\" }}\n{key} = \"{NO_WORD}\"\n");
    for (place, source) in [
        ("/definitions/label/enum", format!("{LAYOUT}free = \"{NO_WORD}\"\n")),
        ("/definitions/rule/properties/zone/enum", of_rule("zone")),
        ("/definitions/rule/properties/anchor/enum", of_rule("anchor")),
        ("/definitions/rule/properties/extent/enum", of_rule("extent")),
        ("/definitions/rule/properties/part/enum", of_rule("part")),
        ("/definitions/layout/properties/title/enum", format!("{LAYOUT}title = \"{NO_WORD}\"\n")),
        (
            "/definitions/matcher/properties/line-repeats/enum",
            format!("{RULE}match = {{ line-repeats = \"{NO_WORD}\" }}\n"),
        ),
    ] {
        let words = schema.pointer(place).and_then(Value::as_array);
        let words = words.unwrap_or_else(|| panic!("nothing at {place}"));
        let mut words: Vec<String> =
            words.iter().filter_map(|word| Some(word.as_str()?.to_owned())).collect();
        words.sort();
        assert_eq!(words, allowed_in(&source), "{place}");
    }
}

/// One list of fields: the program's, the schema's and those of both documents.
#[test]
fn all_lists_of_fields_agree() {
    let names: Vec<String> = Field::SOURCED.iter().map(|field| field.name().replace('_', "-")).collect();
    let schema = schema();
    let properties = schema["definitions"]["fields"]["properties"].as_object().expect("fields are an object");
    let mut in_schema: Vec<&String> = properties.keys().collect();
    let mut sorted: Vec<&String> = names.iter().collect();
    in_schema.sort();
    sorted.sort();
    assert_eq!(in_schema, sorted);
    let line = format!("Fields: `{}`", names.join(" "));
    assert!(include_str!("../rules/README.md").contains(&line), "rules/README.md lacks: {line}");
    for field in Field::ALL {
        let is_told =
            include_str!("../README.md").split(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
        assert!(is_told.into_iter().any(|word| word == field.name()), "README.md lacks {field}");
    }
}
