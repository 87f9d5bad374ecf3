//! Many documents at once, on the threads of a rayon pool.

use ::rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::extract::Extractor;
use crate::page::{Document, Extraction};

impl Extractor {
    /// Extracts all documents on the threads of the current rayon pool: a parallel iterator with one
    /// extraction for each document, in their order. The bytes are the same on any number of threads.
    ///
    /// Every thread that works on a page takes a set of buffers from the extractor and puts it back, so
    /// there are as many sets as threads. All extractions of a `collect` are in memory together; files
    /// larger than that are for the command line, which bounds the bytes in flight.
    ///
    /// ```
    /// use rayon::iter::ParallelIterator;
    /// use tamis::{Document, Extractor, RuleSet};
    ///
    /// let extractor = Extractor::new(RuleSet::embedded());
    /// let documents = vec![Document::text("The soup is ready."), Document::text("It was served at noon.")];
    /// let texts: Vec<String> = extractor.extract_all(documents).map(|extraction| extraction.text).collect();
    /// assert_eq!(texts, ["The soup is ready.", "It was served at noon."]);
    /// ```
    pub fn extract_all<'a, I>(&self, documents: I) -> impl IndexedParallelIterator<Item = Extraction>
    where
        I: IntoParallelIterator<Item = Document<'a>>,
        I::Iter: IndexedParallelIterator,
    {
        documents.into_par_iter().map(|document| self.extract(document))
    }
}

#[cfg(test)]
mod tests {
    use ::rayon::ThreadPoolBuilder;
    use ::rayon::iter::ParallelIterator;

    use crate::page::Document;
    use crate::{Extractor, RuleSet};

    #[test]
    fn order_and_bytes_hold_for_any_number_of_threads() {
        let pages: Vec<String> = (0..60)
            .map(|number| {
                format!("<h1>Soup {number}</h1><p>The soup of day {number} was served at noon, and all came.")
            })
            .collect();
        let extractor = Extractor::new(RuleSet::embedded());
        let extract = |n_threads: usize| {
            let pool =
                ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started");
            let documents: Vec<_> = pages.iter().map(|page| Document::html(page.as_str())).collect();
            pool.install(|| extractor.extract_all(documents).collect::<Vec<_>>())
        };
        let one = extract(1);
        assert!(one.iter().enumerate().all(|(number, page)| page.text.contains(&format!("day {number} "))));
        assert_eq!(extract(2), one);
        assert_eq!(extract(7), one);
    }
}
