//! Values of arguments: words to choose from, times, numbers with units.

use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;

use crate::batch::dedup::DedupMode;

/// Reads the character between columns.
pub(super) fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("one ASCII character, or `tab`".to_owned()),
    }
}

/// Reads a number of threads. No machine has more processors than this; threads beyond them only stand in each
/// other's way, and a slip of the pen (`-j 100000`) would take the machine down.
pub(super) fn threads(value: &str) -> Result<usize, String> {
    const MOST: usize = 1_024;
    match value.parse() {
        Ok(number) if number <= MOST => Ok(number),
        Ok(_) => Err(format!("at most {MOST} threads")),
        Err(_) => Err("not a whole number".to_owned()),
    }
}

/// Reads a number that is not 0.
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "a number from 1".to_owned())
}

/// Whose names a JSON record goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// Those of this program, after schema.org.
    Tamis,
    /// Those that trafilatura writes.
    Trafilatura,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On terminals, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorWhen {
    /// Tells the streams.
    pub fn apply(self) {
        match self {
            // anstream looks at NO_COLOR, CLICOLOR_FORCE, TERM and the terminal by itself.
            ColorWhen::Auto => {}
            ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
            ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// White space inside blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SpacesArg {
    /// Every run of white space becomes one space.
    Fold,
    /// As the page has it.
    Keep,
}

/// What is done with texts that were there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DedupArg {
    /// Nothing.
    Off,
    /// They carry `duplicate_of`.
    Mark,
    /// They are left out.
    Drop,
}

impl From<DedupArg> for DedupMode {
    fn from(arg: DedupArg) -> Self {
        match arg {
            DedupArg::Off => DedupMode::Off,
            DedupArg::Mark => DedupMode::Mark,
            DedupArg::Drop => DedupMode::Drop,
        }
    }
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogArg {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// A time, in seconds; `None` for 0, which is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seconds(pub Option<Duration>);

/// Reads a time.
pub(super) fn seconds(text: &str) -> Result<Seconds, String> {
    let time = text.parse().ok().and_then(|number: f64| Duration::try_from_secs_f64(number).ok());
    let time = time.ok_or_else(|| format!("`{text}` is no number of seconds"))?;
    Ok(Seconds(Some(time).filter(|time| !time.is_zero())))
}

/// A number of bytes: `500`, `64k`, `64KiB`, `1.5G`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is no number of bytes; write 500, 64KiB, 64M or 2GB");
        let split = text
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(text.len());
        let number: f64 = text[..split].parse().map_err(|_| fault())?;
        let unit: f64 = match text[split..].trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kib" => 1024.0,
            "m" | "mib" => 1024.0 * 1024.0,
            "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            _ => return Err(fault()),
        };
        Ok(Self((number * unit) as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_be_none_or_parts_of_one() {
        assert_eq!(seconds("0"), Ok(Seconds(None)));
        assert_eq!(seconds("1.5"), Ok(Seconds(Some(Duration::from_millis(1500)))));
        assert!(seconds("-1").is_err() && seconds("soon").is_err() && seconds("nan").is_err());
    }

    #[test]
    fn bytes_have_units() {
        assert_eq!("64MiB".parse(), Ok(Bytes(64 << 20)));
        assert_eq!("1.5k".parse(), Ok(Bytes(1536)));
        assert_eq!("2GB".parse(), Ok(Bytes(2_000_000_000)));
        assert!("lots".parse::<Bytes>().is_err());
    }
}
