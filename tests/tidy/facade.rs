//! The public face of the crate: every item that users can name, held against a list.
//!
//! `BLESS=1 cargo test --test tidy` writes the list anew. A change of it is a decision: names that users
//! build on cannot be taken back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use syn::{Fields, ImplItem, Item, Visibility};

use crate::tree::{FACTS, ModulePath, SourceTree, attributes_of};

/// Most items of the public face: types, functions, methods and constants.
const MAX_ITEMS: usize = 120;

#[test]
fn the_public_face_changes_only_by_decision() {
    let items = &FACTS.public_items;
    let list = items.join("\n") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tidy/public-items.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &list).expect("the list can be written");
    }
    assert!(items.len() <= MAX_ITEMS, "{} public items, at most {MAX_ITEMS}", items.len());
    let known = fs::read_to_string(&path).expect("the list can be read");
    similar_asserts::assert_eq!(known, list, "if this is meant: BLESS=1 cargo test --test tidy");
}

/// One line for each type, with its fields or variants, and for each function, method and constant.
pub(crate) fn public_items(tree: &SourceTree) -> Vec<String> {
    let mut items = BTreeSet::new();
    for item in &tree.files[&ModulePath::new()].syntax.items {
        if let Item::Use(item) = item
            && matches!(item.vis, Visibility::Public(_))
            && !is_hidden(&item.attrs)
        {
            let mut names = Vec::new();
            names_of(&item.tree, &mut names);
            for name in names {
                let (module, name) = tree
                    .seen_from(&ModulePath::new(), &name)
                    .and_then(|(module, name)| Some((module, name?)))
                    .unwrap_or_else(|| panic!("`{name}` of lib.rs is defined nowhere"));
                describe(tree, &module, &name, &mut items);
            }
        }
    }
    items.into_iter().collect()
}

fn names_of(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => names_of(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| names_of(item, names)),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        syn::UseTree::Glob(_) => panic!("the facade names what it shows"),
    }
}

fn describe(tree: &SourceTree, module: &ModulePath, name: &str, items: &mut BTreeSet<String>) {
    let found = tree.files[module].syntax.items.iter().find_map(|item| line_of(item, name));
    items.insert(found.unwrap_or_else(|| panic!("`{name}` is not defined in {}", module.join("::"))));
    for (other, file) in &tree.files {
        for item in &file.syntax.items {
            let Item::Impl(block) = item else { continue };
            let is_own = block.trait_.is_none() && type_name(&block.self_ty).is_some_and(|own| own == name);
            if is_own && tree.seen_from(other, name) == Some((module.clone(), Some(name.to_owned()))) {
                items.extend(block.items.iter().filter_map(member).map(|member| format!("{name}::{member}")));
            }
        }
    }
}

fn line_of(item: &Item, name: &str) -> Option<String> {
    let line = match item {
        Item::Struct(item) if item.ident == name => {
            let fields: Vec<String> = match &item.fields {
                Fields::Named(fields) => fields
                    .named
                    .iter()
                    .filter(|field| matches!(field.vis, Visibility::Public(_)) && !is_hidden(&field.attrs))
                    .filter_map(|field| field.ident.as_ref().map(ToString::to_string))
                    .collect(),
                _ => Vec::new(),
            };
            format!("{name}: struct {{ {} }}", fields.join(", "))
        }
        Item::Enum(item) if item.ident == name => {
            let variants: Vec<String> =
                item.variants.iter().map(|variant| variant.ident.to_string()).collect();
            format!("{name}: enum {{ {} }}", variants.join(", "))
        }
        Item::Trait(item) if item.ident == name => format!("{name}: trait"),
        Item::Fn(item) if item.sig.ident == name => format!("{name}: fn"),
        Item::Const(item) if item.ident == name => format!("{name}: const"),
        Item::Type(item) if item.ident == name => format!("{name}: type"),
        _ => return None,
    };
    debug_assert!(!is_hidden(attributes_of(item)), "{name}");
    Some(line)
}

fn member(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) && !is_hidden(&method.attrs) => {
            Some(method.sig.ident.to_string())
        }
        ImplItem::Const(item) if matches!(item.vis, Visibility::Public(_)) && !is_hidden(&item.attrs) => {
            Some(item.ident.to_string())
        }
        _ => None,
    }
}

fn type_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

/// True for what the documentation leaves out.
fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    let is_hiding = |list: &syn::MetaList| list.path.is_ident("doc") && list.tokens.to_string() == "hidden";
    attributes.iter().any(|attribute| matches!(&attribute.meta, syn::Meta::List(list) if is_hiding(list)))
}
