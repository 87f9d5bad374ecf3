//! For training: pages to the tokens and figures the classifier works with.
//!
//! ```text
//! dump_features tokens   LIST OUT                  what tables are learned from
//! dump_features features LIST OUT WEIGHTS          what forests are grown from
//! dump_features names                              the names of the features
//! dump_features flatten  LIST FOLDER               each page's text, as the segmenter gives it
//! dump_features lines    LIST OUT WEIGHTS          as `features`, for flattened pages
//! dump_features predict  LIST OUT.jsonl WEIGHTS    the text the model keeps
//! dump_features clean    LIST OUT.jsonl WEIGHTS    as `predict`, for flattened pages
//! dump_features passes                             the passes behind the forest
//! dump_features kept     LIST OUT.jsonl WEIGHTS [PASS]  the blocks the model keeps, without that pass
//! ```
//!
//! LIST has one page per line: id, path of a file, address, tab-separated. `training/train.py`
//! runs this and reads what it writes: little-endian numbers, one page after the other.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};

use tamis::decode::decode;
use tamis::extract::{Extractor, Options};
use tamis::html::{Arena, ParseOptions};
use tamis::label::classifier::{Bias, Model, ModelVerdict, Scratch, training};
use tamis::page::{Fields, Label, Page};
use tamis::page_info::Meta;
use tamis::segment::html::Segmented;
use tamis::segment::text;
use tamis::{Document, RuleSet, fields};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["names"] => names(),
        ["passes"] => {
            training::passes().for_each(|pass| println!("{pass}"));
            Ok(())
        }
        ["tokens", list, out] => each_page(list, out, &mut Dump::Tokens),
        ["features", list, out, weights] => {
            let model = Model::parse(&fs::read(weights)?)?;
            each_page(list, out, &mut Dump::Features(model))
        }
        ["flatten", list, folder] => flatten(list, folder),
        ["lines", list, out, weights] => {
            let model = Model::parse(&fs::read(weights)?)?;
            each_text(list, out, &model, true)
        }
        ["clean", list, out, weights] => {
            let model = Model::parse(&fs::read(weights)?)?;
            each_text(list, out, &model, false)
        }
        ["predict", list, out, weights] => {
            let model = Model::parse(&fs::read(weights)?)?;
            let extractor = Extractor::with_model(RuleSet::embedded(), Options::default(), model.clone());
            each_page(list, out, &mut Dump::Predict(model, Box::new(extractor)))
        }
        ["kept", list, out, weights, without @ ..] => {
            let model = Model::parse(&fs::read(weights)?)?;
            let without = without.first().map(|pass| (*pass).to_owned());
            each_page(list, out, &mut Dump::Kept(model, without))
        }
        _ => Err("usage: dump_features tokens|features|names|predict ...".into()),
    }
}

fn names() -> Outcome {
    println!("{}", training::feature_digest());
    println!("{}", training::feature_names().join(" "));
    println!("{}", training::page_feature_names().join(" "));
    println!("{}", training::line_feature_names().join(" "));
    println!("{}", training::text_page_feature_names().join(" "));
    Ok(())
}

/// Pages are read as the extractor reads them.
fn shown() -> ParseOptions {
    ParseOptions { as_shown: true, ..ParseOptions::default() }
}

enum Dump {
    Tokens,
    Features(Model),
    Predict(Model, Box<Extractor>),
    Kept(Model, Option<String>),
}

fn each_page(list: &str, out: &str, dump: &mut Dump) -> Outcome {
    let list = fs::read_to_string(list)?;
    let mut out = BufWriter::new(fs::File::create(out)?);
    let mut arena = Arena::new();
    let mut segmented = Segmented::default();
    let mut scratch = Scratch::default();
    for line in list.lines() {
        let mut parts = line.split('\t');
        let (Some(id), Some(path)) = (parts.next(), parts.next()) else { continue };
        let url = parts.next().filter(|url| !url.is_empty());
        let bytes = fs::read(path)?;
        let source = decode(Document::html(bytes.as_slice())).text;
        let dom = arena.parse(&source, &shown());
        segmented.segment(dom);
        let own = fields::read(dom, &Meta::gather(dom, &segmented), url).canonical;
        let address = url.or(own.as_deref());
        match dump {
            Dump::Tokens => {
                let tokens = training::html_tokens(dom, &segmented, address, &mut scratch);
                write_tokens(&mut out, &tokens)?;
                write_texts(&mut out, &segmented.page)?;
            }
            Dump::Features(model) => {
                let features = training::html_features(model, dom, &segmented, address, &mut scratch);
                write_features(&mut out, &features)?;
            }
            Dump::Predict(model, extractor) => {
                let verdict = model.label_html(dom, &segmented, address, Bias::Balanced, &mut scratch);
                let document = Document::html(bytes.as_slice());
                let document = url.map_or(document.clone(), |url| document.with_url(url));
                let extraction = extractor.extract(document);
                write_prediction(&mut out, id, &extraction.text, &extraction.fields, &verdict)?;
            }
            Dump::Kept(model, without) => {
                if let Some(pass) = without.take() {
                    training::leave_out(&pass, &mut scratch);
                }
                let verdict = model.label_html(dom, &segmented, address, Bias::Balanced, &mut scratch);
                let text = kept(&segmented.page, &verdict);
                write_prediction(&mut out, id, &text, &Fields::default(), &verdict)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// Writes each page's own flattened text to `FOLDER/<position in the list>.txt`.
fn flatten(list: &str, folder: &str) -> Outcome {
    let mut arena = Arena::new();
    let mut segmented = Segmented::default();
    for (number, line) in fs::read_to_string(list)?.lines().enumerate() {
        let Some(path) = line.split('\t').nth(1) else { continue };
        let bytes = fs::read(path)?;
        let source = decode(Document::html(bytes.as_slice())).text;
        segmented.segment(arena.parse(&source, &shown()));
        fs::write(format!("{folder}/{number:05}.txt"), &segmented.page.text)?;
    }
    Ok(())
}

/// Line features, or what the model keeps, of flattened pages.
fn each_text(list: &str, out: &str, model: &Model, wants_features: bool) -> Outcome {
    let mut out = BufWriter::new(fs::File::create(out)?);
    let mut scratch = Scratch::default();
    for line in fs::read_to_string(list)?.lines() {
        let mut parts = line.split('\t');
        let (Some(id), Some(path)) = (parts.next(), parts.next()) else { continue };
        let page = text::segment(String::from_utf8_lossy(&fs::read(path)?).into_owned());
        if wants_features {
            let features = training::text_features(model, &page, &mut scratch);
            write_features(&mut out, &features)?;
            write_texts(&mut out, &page)?;
        } else {
            let verdict = model.label_text(&page, Bias::Balanced, &mut scratch);
            write_prediction(&mut out, id, &kept(&page, &verdict), &Fields::default(), &verdict)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The text of the kept blocks.
fn kept(page: &Page, verdict: &ModelVerdict) -> String {
    let kept = page.blocks.iter().zip(&verdict.labels).filter(|(_, label)| **label == Label::Body);
    let kept: Vec<&str> = kept.map(|(block, _)| page.block_text(block)).collect();
    kept.join("\n\n")
}

fn write_numbers(out: &mut impl Write, numbers: &[u32]) -> Outcome {
    out.write_all(&(numbers.len() as u32).to_le_bytes())?;
    for number in numbers {
        out.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}

fn write_lists(out: &mut impl Write, lists: &[(u32, Vec<u32>)]) -> Outcome {
    let owners: Vec<u32> = lists.iter().map(|(owner, _)| *owner).collect();
    let lengths: Vec<u32> = lists.iter().map(|(_, tokens)| tokens.len() as u32).collect();
    let tokens: Vec<u32> = lists.iter().flat_map(|(_, tokens)| tokens.iter().copied()).collect();
    write_numbers(out, &owners)?;
    write_numbers(out, &lengths)?;
    write_numbers(out, &tokens)
}

fn write_tokens(out: &mut impl Write, tokens: &training::PageTokens) -> Outcome {
    write_lists(out, &tokens.elements)?;
    write_lists(out, &tokens.blocks)?;
    write_numbers(out, &tokens.page)?;
    write_numbers(out, &tokens.address)
}

fn write_texts(out: &mut impl Write, page: &Page) -> Outcome {
    let lines: Vec<String> =
        page.blocks.iter().map(|block| page.block_text(block).replace('\n', " ")).collect();
    let text = lines.join("\n");
    out.write_all(&(text.len() as u32).to_le_bytes())?;
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn write_features(out: &mut impl Write, features: &training::PageFeatures) -> Outcome {
    out.write_all(&(features.blocks.len() as u32).to_le_bytes())?;
    for value in features.page.iter().chain(features.blocks.iter().flatten()) {
        out.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}

fn write_prediction(
    out: &mut impl Write,
    id: &str,
    text: &str,
    fields: &Fields,
    verdict: &ModelVerdict,
) -> Outcome {
    let record = serde_json::json!({
        "id": id,
        "text": text,
        "title": fields.title,
        "date": fields.date,
        "author": fields.author,
        "confidence": verdict.confidence,
        "known_names": verdict.familiarity.names,
        "known_words": verdict.familiarity.words,
        "kind": verdict.kinds.likeliest(),
        "probabilities": verdict.probabilities,
    });
    writeln!(out, "{record}")?;
    Ok(())
}
