//! How long a function may be, and how many parameters it may have.

use syn::spanned::Spanned;
use syn::visit::Visit;

use crate::tree::FACTS;

/// Most lines of a function, from its signature to its closing brace.
const MAX_LINES: usize = 60;

/// Most parameters, `self` included.
const MAX_PARAMETERS: usize = 6;

/// Folders whose functions may be longer: an insertion mode of the HTML standard is one list of cases.
const MAY_BE_LONG: &[&str] = &["html/tree"];

/// Functions that are still longer or take more. The list only shrinks.
const KNOWN: &[&str] = &["element_hits", "run", "plain_stream"];

#[test]
fn functions_are_short_and_take_few_parameters() {
    let mut faults = Vec::new();
    for (module, file) in &FACTS.files {
        let may_be_long = MAY_BE_LONG.iter().any(|folder| module.join("/").starts_with(folder));
        for function in file.functions.iter().filter(|function| !KNOWN.contains(&function.name.as_str())) {
            let place = format!("{}:{}: `{}`", file.path.display(), function.line, function.name);
            if function.n_lines > MAX_LINES && !may_be_long {
                faults.push(format!("{place} has {} lines", function.n_lines));
            }
            if function.n_parameters > MAX_PARAMETERS {
                faults.push(format!("{place} has {} parameters", function.n_parameters));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The functions of a file.
pub(crate) fn functions(file: &syn::File) -> Vec<Function> {
    let mut functions = Functions::default();
    functions.visit_file(file);
    functions.found
}

/// A function, or a method.
pub(crate) struct Function {
    name: String,
    line: usize,
    n_lines: usize,
    n_parameters: usize,
}

#[derive(Default)]
struct Functions {
    found: Vec<Function>,
}

impl Functions {
    fn note(&mut self, signature: &syn::Signature, end: proc_macro2::Span) {
        let line = signature.span().start().line;
        let n_lines = end.end().line + 1 - line;
        let name = signature.ident.to_string();
        self.found.push(Function { name, line, n_lines, n_parameters: signature.inputs.len() });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.note(&function.sig, function.block.span());
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.note(&function.sig, function.block.span());
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.note(&function.sig, function.span());
        syn::visit::visit_trait_item_fn(self, function);
    }
}
