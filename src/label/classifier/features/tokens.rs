//! Words, class names and lines to 32-bit hashes: the keys of the learned tables.
//!
//! A token is hashed together with its [`Family`], so that all families share one table. Where the plain
//! hashes come from: of words `words.rs`, of class names and ids `names.rs`.

/// What a token is; part of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// A whole class name or id.
    Class = 1,
    /// A part of a class name or id: `comment` of `comment-list`.
    ClassWord = 2,
    /// A role, an itemprop.
    Attribute = 3,
    /// The tags of an element and of the two elements around it.
    Path = 4,
    /// A word of a block.
    Word = 5,
    /// A short block as a whole.
    Line = 6,
    /// The first two words of a block.
    Start = 7,
    /// A word of the heading above a block.
    HeadingWord = 8,
    /// The heading above a block as a whole.
    Heading = 9,
    /// A word of the address, a type of the page's own description of itself.
    Page = 10,
}

/// Multiplier of the FNV-1a hash.
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;
/// Start value of the FNV-1a hash.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// First multiplier of the finaliser of MurmurHash3.
const MIXING: u64 = 0xff51_afd7_ed55_8ccd;

/// A hash that is still being fed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hasher(u64);

impl Hasher {
    pub(crate) fn new() -> Self {
        Hasher(FNV_START)
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    }

    #[inline]
    pub(crate) fn number(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(FNV_PRIME).rotate_left(23);
    }

    /// The plain hash, of no family.
    #[inline]
    pub(crate) fn finish(self) -> u64 {
        mix(self.0)
    }

    /// The hash as a token of a family.
    #[inline]
    pub(crate) fn token(self, family: Family) -> u32 {
        token(self.finish(), family)
    }
}

/// A plain hash as a token of a family. The high half is the same in all families, so that what the
/// tables know of a name and of a word with the same letters lies in one place.
#[inline]
pub(crate) fn token(hash: u64, family: Family) -> u32 {
    let apart = (family as u16).wrapping_mul(0x9e37);
    (hash.wrapping_mul(MIXING) >> 32) as u32 ^ u32::from(apart)
}

/// One step of a plain hash: eight bytes of a text. Every bit of both moves the high half, and all but
/// the highest bits the low one.
#[inline]
pub(crate) fn step(hash: u64, piece: u64) -> u64 {
    let product = (hash ^ piece).wrapping_mul(MIXING);
    product ^ (product >> 32)
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the output.
#[inline]
pub(crate) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(MIXING);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Hash of a string as it stands, eight bytes at a time; for equality only.
#[inline]
pub(crate) fn string_hash(text: &str) -> u64 {
    let mut hasher = Hasher::new();
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        hasher.number(u64::from_le_bytes(chunk.try_into().expect("chunks of 8 bytes")));
    }
    for &byte in chunks.remainder() {
        hasher.byte(byte);
    }
    hasher.number(text.len() as u64);
    hasher.finish()
}
