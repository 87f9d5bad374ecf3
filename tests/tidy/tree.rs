//! The files of `src/`, parsed, and which of them name which others.
//!
//! A path is followed to the file that defines what it names, through nested `use` lists, `super`, and
//! the re-exports of modules in between. Tests inside files are left out: they may use anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::VisitMut;

use crate::facade;
use crate::shape::{self, Function};

/// The path of a module inside the crate: `["html", "tree"]`; empty for `lib.rs`.
pub(crate) type ModulePath = Vec<String>;

/// What the tests ask of the sources, read once for all of them. Parsed trees cannot be shared between
/// threads, so this holds plain values.
pub(crate) static FACTS: LazyLock<Facts> = LazyLock::new(|| {
    let tree = SourceTree::read();
    let facts_of = |(module, file): (&ModulePath, &SourceFile)| {
        let uses = tree.used_by(module);
        let functions = shape::functions(&file.syntax);
        (module.clone(), FileFacts { path: file.path.clone(), text: file.text.clone(), uses, functions })
    };
    Facts { files: tree.files.iter().map(facts_of).collect(), public_items: facade::public_items(&tree) }
});

/// What is known of the sources.
pub(crate) struct Facts {
    /// Of each file, by module path.
    pub files: BTreeMap<ModulePath, FileFacts>,
    /// A line for each item of the public face.
    pub public_items: Vec<String>,
}

/// What is known of one file.
pub(crate) struct FileFacts {
    /// Where it lies, below `src/`.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The files that it names, itself left out.
    pub uses: BTreeSet<ModulePath>,
    /// Its functions.
    pub functions: Vec<Function>,
}

/// One file.
pub(crate) struct SourceFile {
    /// Where it lies, below `src/`.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The same, parsed, without what only tests compile.
    pub syntax: syn::File,
    /// What the file's `use` items bring into it: name and path.
    imports: BTreeMap<String, ModulePath>,
}

/// All files of `src/`.
pub(crate) struct SourceTree {
    /// By module path.
    pub files: BTreeMap<ModulePath, SourceFile>,
}

impl SourceTree {
    /// Reads and parses them.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("src can be read") {
                let path = entry.expect("src can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let inside = path.strip_prefix(&root).expect("sources lie under src").to_path_buf();
                    files.insert(module_of(&inside), SourceFile::read(&path, inside));
                }
            }
        }
        let mut tree = Self { files };
        let imports: Vec<_> = tree.files.iter().map(|(module, file)| tree.imports(module, file)).collect();
        for (file, imports) in tree.files.values_mut().zip(imports) {
            file.imports = imports;
        }
        tree
    }

    /// The files that the file of `module` names, itself left out.
    pub(crate) fn used_by(&self, module: &ModulePath) -> BTreeSet<ModulePath> {
        let tokens = self.files[module].syntax.to_token_stream();
        let mut paths = Vec::new();
        self.collect(tokens, module, &mut paths);
        let mut used: BTreeSet<ModulePath> =
            paths.iter().filter_map(|path| self.definition(path)).map(|(file, _)| file).collect();
        used.remove(module);
        used
    }

    /// The module whose file defines what a path names, and the name there; `None` for the name when
    /// the path ends at the module.
    pub(crate) fn definition(&self, path: &ModulePath) -> Option<(ModulePath, Option<String>)> {
        let mut path = path.clone();
        // As many re-exports as any name goes through; more would be a circle.
        for _ in 0..10 {
            let length = (0..=path.len()).rev().find(|&length| self.files.contains_key(&path[..length]))?;
            let (module, rest) = path.split_at(length);
            let Some(name) = rest.first() else { return Some((module.to_vec(), None)) };
            match self.files[module].imports.get(name) {
                Some(target) if target.as_slice() != module => {
                    path = target.iter().chain(&rest[1..]).cloned().collect();
                }
                _ => return Some((module.to_vec(), Some(name.clone()))),
            }
        }
        None
    }

    /// The absolute path of a name as one file sees it: defined there, or brought in by `use`.
    pub(crate) fn seen_from(&self, module: &ModulePath, name: &str) -> Option<(ModulePath, Option<String>)> {
        let path: ModulePath = module.iter().cloned().chain([name.to_owned()]).collect();
        self.definition(&path)
    }

    fn imports(&self, module: &ModulePath, file: &SourceFile) -> BTreeMap<String, ModulePath> {
        let mut imports = BTreeMap::new();
        for item in &file.syntax.items {
            if let syn::Item::Use(item) = item {
                self.import(&item.tree, Vec::new(), module, &mut imports);
            }
        }
        imports
    }

    fn import(
        &self,
        tree: &syn::UseTree,
        mut prefix: Vec<String>,
        module: &ModulePath,
        imports: &mut BTreeMap<String, ModulePath>,
    ) {
        let (name, target) = match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                return self.import(&path.tree, prefix, module, imports);
            }
            syn::UseTree::Group(group) => {
                return group
                    .items
                    .iter()
                    .for_each(|item| self.import(item, prefix.clone(), module, imports));
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                (prefix.last().cloned().unwrap_or_default(), prefix)
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                prefix.push(name.clone());
                (name, prefix)
            }
            syn::UseTree::Rename(rename) => {
                prefix.push(rename.ident.to_string());
                (rename.rename.to_string(), prefix)
            }
            syn::UseTree::Glob(_) => return,
        };
        if let Some(path) = self.absolute(&target, module) {
            imports.insert(name, path);
        }
    }

    /// A path that starts at `crate`, `super`, `self` or a child module, from the crate's root; `None`
    /// for a path of another crate.
    fn absolute(&self, path: &[String], module: &ModulePath) -> Option<ModulePath> {
        let mut base = module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" | "tamis" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|first| first == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child => {
                base.push(child.to_owned());
                if !self.files.contains_key(&base) {
                    return None;
                }
                base.pop();
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// Every path of this crate that the tokens name.
    fn collect(&self, tokens: TokenStream, module: &ModulePath, paths: &mut Vec<ModulePath>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // `pub(in crate::html)` says who may see something; it uses nothing.
        let from = if matches!(tokens.first(), Some(TokenTree::Ident(ident)) if ident == "in") {
            tokens.len()
        } else {
            0
        };
        let mut at = from;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(_) if is_path_start(&tokens, at) => {
                    let mut found = Vec::new();
                    at = read_path(&tokens, at, Vec::new(), &mut found);
                    paths.extend(found.iter().filter_map(|path| self.absolute(path, module)));
                }
                TokenTree::Group(group) => {
                    self.collect(group.stream(), module, paths);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }
}

impl SourceFile {
    fn read(path: &Path, inside: PathBuf) -> Self {
        let text = fs::read_to_string(path).expect("sources are UTF-8");
        let mut syntax = syn::parse_file(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        WithoutTests.visit_file_mut(&mut syntax);
        Self { path: inside, text, syntax, imports: BTreeMap::new() }
    }
}

/// Takes out what only tests compile.
struct WithoutTests;

impl VisitMut for WithoutTests {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| !is_for_tests(attributes_of(item)));
        syn::visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| !is_for_tests(attributes_of(item)));
        }
        syn::visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, block: &mut syn::ItemImpl) {
        block.items.retain(|item| !matches!(item, syn::ImplItem::Fn(method) if is_for_tests(&method.attrs)));
        syn::visit_mut::visit_item_impl_mut(self, block);
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.meta.to_token_stream().to_string().contains("test")
    })
}

/// The attributes of an item.
pub(crate) fn attributes_of(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `a/b.rs` and `a/b/mod.rs` are the module `["a", "b"]`, `lib.rs` the root.
fn module_of(path: &Path) -> ModulePath {
    let mut module: ModulePath =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// True for a name with `::` behind and none before it.
fn is_path_start(tokens: &[TokenTree], at: usize) -> bool {
    !(at >= 2 && is_colons(tokens, at - 2)) && is_colons(tokens, at + 1)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    is_colon(at) && is_colon(at + 1)
}

/// Reads the path, or the tree of paths, that begins at `at`; gives the place behind it.
fn read_path(
    tokens: &[TokenTree],
    mut at: usize,
    mut prefix: Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => {
                if name != "self" || prefix.is_empty() {
                    prefix.push(name.to_string());
                }
                at += 1;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut place = 0;
                while place < inner.len() {
                    if matches!(inner[place], TokenTree::Ident(_)) {
                        place = read_path(&inner, place, prefix.clone(), found);
                    } else {
                        place += 1;
                    }
                }
                return at + 1;
            }
            _ => break,
        }
        if !is_colons(tokens, at) {
            break;
        }
        at += 2;
    }
    found.push(prefix);
    at
}
