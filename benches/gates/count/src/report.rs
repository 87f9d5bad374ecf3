//! Callgrind's files to a table of instructions per input byte, held against kept budgets.
//!
//! Knows the format of callgrind (names are given in full once and by number afterwards; the line
//! behind `calls=` carries the inclusive cost of the call) and of the budgets file (TOML of
//! `[set]` and `stage = number` lines).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::stages::Stage;

/// A stage may cost this share more than its budget before the gate fails: counts move by a part
/// of a percent with the compiler's release and the hash seeds.
const TOLERANCE: f64 = 0.03;

/// Instructions per byte below which a stage is not worth a failure: 3 % of it is nothing.
const LEAST: f64 = 0.05;

/// Costs by stage.
type Costs = BTreeMap<String, f64>;

/// Prints the table. `sets` are `SET=BYTES=FILE`. Sets without a budget are printed only. With
/// `BLESS=1` in the environment the budgets file, which must exist, is written anew.
pub(crate) fn tell(budgets: &Path, sets: &[&str]) -> ExitCode {
    let kept = read_budgets(&fs::read_to_string(budgets).unwrap_or_default());
    let blessed = std::env::var_os("BLESS").is_some();
    let mut written = String::from(HEAD);
    let mut n_raised = 0;
    for set in sets {
        let mut parts = set.splitn(3, '=');
        let (Some(name), Some(bytes), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
            eprintln!("not SET=BYTES=FILE: {set}");
            return ExitCode::FAILURE;
        };
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let n_bytes: f64 = bytes.parse().unwrap_or_else(|error| panic!("{bytes}: {error}"));
        let costs: Costs =
            inclusive(&text).into_iter().map(|(stage, cost)| (stage, cost as f64 / n_bytes)).collect();
        println!("{name} ({bytes} bytes): instructions per input byte");
        n_raised += print_set(&costs, kept.get(name));
        written.push_str(&format!("\n[{name}]\n"));
        for (stage, cost) in &costs {
            written.push_str(&format!("{stage} = {cost:.2}\n"));
        }
    }
    if blessed && budgets.is_file() {
        fs::write(budgets, written).unwrap_or_else(|error| panic!("{}: {error}", budgets.display()));
        println!("budgets written to {}", budgets.display());
        return ExitCode::SUCCESS;
    }
    if n_raised == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

const HEAD: &str = "# Instructions per input byte that each stage may take, by callgrind, release build.\n\
    # Held by instructions.sh: 3 % more is a failure. Written by `BLESS=1 benches/gates/instructions.sh`;\n\
    # a number that goes up needs its reason in the commit.\n";

/// Prints one set; returns how many stages cost more than they may.
fn print_set(costs: &Costs, kept: Option<&Costs>) -> u32 {
    let mut n_raised = 0;
    let names = Stage::ALL.iter().map(|stage| stage.name()).chain(["whole"]);
    for name in names.filter(|name| costs.contains_key(*name)) {
        let cost = costs[name];
        let budget = kept.and_then(|kept| kept.get(name));
        let verdict = match budget {
            Some(budget) if cost > budget * (1.0 + TOLERANCE) && cost - budget > LEAST => {
                n_raised += 1;
                "  RAISED: make it cheaper, or change instructions.toml and say why"
            }
            Some(budget) if cost < budget * (1.0 - TOLERANCE) && budget - cost > LEAST => {
                "  lower: BLESS=1 keeps the gain"
            }
            None if kept.is_some() => {
                n_raised += 1;
                "  NO BUDGET: write one with BLESS=1"
            }
            _ => "",
        };
        let budget = budget.map_or(String::from("      -"), |budget| format!("{budget:7.2}"));
        println!("  {name:<10}{cost:8.2}   budget {budget}{verdict}");
    }
    n_raised
}

/// The inclusive costs of the functions named `stage_*`, by what follows.
fn inclusive(callgrind: &str) -> BTreeMap<String, u64> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut costs = BTreeMap::new();
    let mut called = None;
    let mut lines = callgrind.lines();
    while let Some(line) = lines.next() {
        if let Some(function) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            let (number, name) = function.split_once(' ').unwrap_or((function, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            called = line.starts_with("cfn=").then(|| names.get(number).copied()).flatten();
        } else if line.starts_with("calls=") {
            let cost = lines.next().and_then(|line| line.split(' ').nth(1)?.parse::<u64>().ok());
            let stage = called.and_then(stage_of);
            if let (Some(stage), Some(cost)) = (stage, cost) {
                *costs.entry(stage.to_owned()).or_default() += cost;
            }
        }
    }
    costs
}

/// `whole` of `count::stage_whole::h0123`.
fn stage_of(function: &str) -> Option<&str> {
    let (_, rest) = function.split_once("stage_")?;
    let end = rest.find(|character: char| !character.is_ascii_lowercase()).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn read_budgets(text: &str) -> BTreeMap<String, Costs> {
    let mut sets: BTreeMap<String, Costs> = BTreeMap::new();
    let mut set = String::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            set = name.to_owned();
        } else if let Some((stage, number)) = line.split_once('=')
            && let Ok(number) = number.trim().parse()
        {
            sets.entry(set.clone()).or_default().insert(stage.trim().to_owned(), number);
        }
    }
    sets
}
