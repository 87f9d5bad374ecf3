//! Any bytes as a document: extraction never fails, and buffers that served another page leave no
//! trace in this one.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use tamis::{Document, Extractor, Options, RuleSet};

/// An extractor that has seen every input so far, and what it saw last.
struct Seen {
    extractor: Extractor,
    last: Vec<u8>,
    text: String,
}

thread_local! {
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    SEEN.with_borrow_mut(|seen| {
        let seen = seen.get_or_insert_with(|| {
            let options = Options::default().with_generic(true);
            let extractor = Extractor::with_options(RuleSet::embedded(), options);
            Seen { extractor, last: Vec::new(), text: String::new() }
        });
        let extraction = seen.extractor.extract(Document::unknown(data));
        let mut end = 0;
        for span in &extraction.labels {
            assert!(span.span.start >= end, "labels stand in order and do not overlap");
            end = span.span.end;
            assert!(extraction.page.text.is_char_boundary(end as usize));
        }
        let again = seen.extractor.extract(Document::unknown(&seen.last[..]));
        assert_eq!(again.text, seen.text, "the page before, after another one");
        seen.last = data.to_vec();
        seen.text = extraction.text;
    });
});
