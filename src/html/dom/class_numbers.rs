//! Gives each `class` attribute of a tree the number of its value.

use super::tree::Tree;
use crate::html::attr::AttrName;

impl Tree {
    /// Gives each value of `class` its number; done once, when all attributes are known.
    pub(crate) fn number_classes(&mut self, source: &str) {
        // Taken out, so that the values can be read while they are numbered.
        let mut classes = std::mem::take(&mut self.classes);
        for at in 0..self.attrs.len() {
            if usize::from(self.attrs[at].known) == AttrName::CLASS.index() {
                let value = self.attrs[at].value_span();
                let text = self.slice(source, value).as_bytes();
                let number = classes.number_of(value, text, |old| self.slice(source, old).as_bytes());
                self.attrs[at].set_value_number(number);
            }
        }
        self.classes = classes;
    }
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, ParseOptions, Tag};

    #[test]
    fn equal_values_have_one_number_on_every_page() {
        let mut arena = Arena::new();
        for n_values in [3, 2_000, 0, 5] {
            let page: String =
                (0..2 * n_values).map(|at| format!("<p class='value {}'>", at % n_values)).collect();
            let dom = arena.parse(&page, &ParseOptions::default());
            assert_eq!(dom.n_classes(), n_values);
            let paragraphs = dom.descendants(dom.root()).filter(|&node| dom.tag(node) == Some(Tag::P));
            for (at, node) in paragraphs.enumerate() {
                let class = dom.attr_views(node).find_map(|attr| attr.class()).expect("all have one");
                assert_eq!(class, at % n_values);
                assert_eq!(dom.class_text(class), format!("value {class}"));
            }
        }
    }
}
