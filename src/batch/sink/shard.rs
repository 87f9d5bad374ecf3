//! `i/n`: one part of n of a batch, by record id, so that job arrays share work without an engine.

use std::str::FromStr;

use crate::batch::input::stable_hash;

/// One part of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    pub index: u64,
    /// How many parts there are.
    pub count: u64,
}

impl Shard {
    /// True for records of this part. Every id belongs to exactly one part.
    pub fn has(self, id: &str) -> bool {
        // The high bits of FNV are better mixed than the low ones.
        (stable_hash(id.as_bytes()) >> 16) % self.count == self.index
    }
}

/// Not of the form `i/n` with i below n.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not of the form i/n with i from 0 to n-1")]
pub struct NotAShard(pub String);

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let parsed = text.split_once('/').and_then(|(index, count)| {
            Some(Self { index: index.trim().parse().ok()?, count: count.trim().parse().ok()? })
        });
        parsed.filter(|shard| shard.index < shard.count).ok_or_else(|| NotAShard(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_one_shard() {
        assert!(
            "4/4".parse::<Shard>().is_err()
                && "x".parse::<Shard>().is_err()
                && "0/0".parse::<Shard>().is_err()
        );
        let shards: Vec<Shard> = (0..4).map(|i| format!("{i}/4").parse().unwrap()).collect();
        let mut counts = [0; 4];
        for number in 0..4_000 {
            let id = format!("record-{number}");
            let owners: Vec<usize> = (0..4).filter(|&i| shards[i].has(&id)).collect();
            assert_eq!(owners.len(), 1);
            counts[owners[0]] += 1;
        }
        assert!(counts.iter().all(|count| (800..1_200).contains(count)), "{counts:?}");
    }
}
