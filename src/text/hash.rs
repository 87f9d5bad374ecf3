//! Hashes that stay the same: of names, places and words that one run writes and another reads.

/// FNV-1a, 64 bits: the same on every machine and in every release, which the standard library's
/// hasher does not promise.
pub(crate) fn stable_hash(bytes: &[u8]) -> u64 {
    stable_hash_of(bytes.iter().copied())
}

/// The same of bytes that come one by one.
pub(crate) fn stable_hash_of(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::stable_hash;

    #[test]
    fn the_hash_is_that_of_its_authors() {
        // From the test vectors of Fowler, Noll and Vo.
        assert_eq!(stable_hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(stable_hash(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
