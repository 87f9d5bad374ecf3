//! Any text as a rule file: its faults are found, never met, and each lies inside the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis::rules::file::RuleFile;

fuzz_target!(|source: &str| {
    let (_, faults) = RuleFile::parse("fuzz.toml", source);
    for fault in faults {
        assert!(fault.place.start <= fault.place.end && fault.place.end <= source.len(), "{fault}");
    }
});
