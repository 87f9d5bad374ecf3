//! The rule files that ship with the program, and what is said of files that are wrong.

use tamis::rules::embedded;

#[test]
fn every_embedded_file_is_without_fault() {
    match embedded::check(None) {
        Ok(files) => assert!(files.iter().any(|file| file.outlet.is_some())),
        Err(embedded::RulesError::Faulty(faults)) => {
            let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{} faults:\n{}", list.len(), list.join("\n"));
        }
        Err(error) => panic!("{error}"),
    }
}
