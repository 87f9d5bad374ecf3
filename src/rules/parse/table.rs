//! One table of the file: its values read as what they should be, each with its place, and a fault
//! for each that is something else. Knows TOML and the words it is told, not what a rule means.

use std::ops::Range;

use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::check::{Diagnostic, line_and_column, nearest};
use super::super::file::Placed;
use super::Reader;
use crate::page::Label;

/// A table of the file, its bytes, and how messages name it.
pub(super) struct Table<'t> {
    pub(super) entries: &'t DeTable<'t>,
    pub(super) place: Range<usize>,
    pub(super) name: &'static str,
}

impl<'t> Table<'t> {
    pub(super) fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.entries.get(key)
    }
}

impl Reader<'_> {
    pub(super) fn id(&mut self, table: &Table<'_>) -> Option<Placed<String>> {
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

    pub(super) fn unique_ids<'i>(&mut self, what: &str, ids: impl Iterator<Item = &'i Placed<String>>) {
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

    pub(super) fn label(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<Label>> {
        let words: Vec<(&str, Label)> = Label::ALL.iter().map(|label| (label.name(), *label)).collect();
        self.word(table, key, &words)
    }

    /// The value of a key that takes one of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<Placed<T>> {
        let text = self.text(table, key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Placed { value: *value, place: text.place });
        }
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("unknown {key} `{}`", text.value);
        self.fault_with_help(text.place, message, suggestion(&text.value, &allowed));
        None
    }

    pub(super) fn require(&mut self, table: &Table<'_>, key: &str) {
        if table.get(key).is_none() {
            let help = match key {
                "match" => "add what the rule looks for: match = { css = \"...\" }".to_owned(),
                _ => format!("add the line: {key} = \"...\""),
            };
            self.fault_with_help(table.place.clone(), format!("{} has no `{key}`", table.name), help);
        }
    }

    pub(super) fn required_text(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<String>> {
        self.require(table, key);
        self.text(table, key)
    }

    pub(super) fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Placed<String>> {
        let value = table.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(Placed { value: text.to_string(), place: value.span() });
        }
        self.wrong_type(key, value, "a string");
        None
    }

    /// One string, or a list of strings.
    pub(super) fn texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Placed<String>> {
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

    pub(super) fn flag(&mut self, table: &Table<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.wrong_type(key, value, "true or false");
        None
    }

    pub(super) fn number(&mut self, table: &Table<'_>, key: &str) -> Option<u32> {
        let value = table.get(key)?;
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = u32::from_str_radix(number.as_str(), number.radix())
        {
            return Some(number);
        }
        self.wrong_type(key, value, "a whole number, 0 or more");
        None
    }

    pub(super) fn table<'t>(
        &mut self,
        table: &Table<'t>,
        key: &str,
        name: &'static str,
    ) -> Option<Table<'t>> {
        let value = table.get(key)?;
        if let DeValue::Table(entries) = value.get_ref() {
            return Some(Table { entries, place: header(value), name });
        }
        self.wrong_type(key, value, "a table");
        None
    }

    /// One table, or a list of tables, each read by `read`.
    pub(super) fn tables<T>(
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

    pub(super) fn allow_keys(&mut self, table: &Table<'_>, allowed: &[&str]) {
        for (key, _) in table.entries.iter() {
            let name = key.get_ref().as_ref();
            if !allowed.contains(&name) {
                let message = format!("unknown key `{name}` in {}", table.name);
                self.fault_with_help(key.span(), message, suggestion(name, allowed));
            }
        }
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let help = match wanted {
            "a string" => format!("write {key} = \"...\""),
            _ => format!("write {key} as {wanted}"),
        };
        self.fault_with_help(header(value), format!("`{key}` takes {wanted}, found {found}"), help);
    }

    pub(super) fn at(&self, place: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.path, self.source, place, message)
    }

    pub(super) fn fault(&mut self, place: Range<usize>, message: impl Into<String>) {
        let fault = self.at(place, message);
        self.faults.push(fault);
    }

    pub(super) fn fault_with_help(
        &mut self,
        place: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let fault = self.at(place, message).with_help(help);
        self.faults.push(fault);
    }
}

/// The bytes to point at for a value: all of a plain one, the header of a table.
pub(super) fn header(value: &Spanned<DeValue<'_>>) -> Range<usize> {
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

pub(super) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
