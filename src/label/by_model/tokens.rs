//! Words, class names and lines to 32-bit hashes: the keys of the learned tables.
//!
//! A token is hashed together with its [`Family`], so that all families share one table. Runs of
//! digits count as one zero (`post-8812` and `post-17` are one class), ASCII letters as lower case.

/// What a token is; part of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
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

/// A hash that is still being fed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hasher(u64);

impl Hasher {
    pub(super) fn new() -> Self {
        Hasher(FNV_START)
    }

    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    }

    #[inline]
    pub(super) fn number(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(FNV_PRIME).rotate_left(23);
    }

    /// The plain hash, of no family.
    #[inline]
    pub(super) fn finish(self) -> u64 {
        mix(self.0)
    }

    /// The hash as a token of a family; never 0.
    #[inline]
    pub(super) fn token(self, family: Family) -> u32 {
        token(self.finish(), family)
    }
}

/// A plain hash as a token of a family; never 0.
#[inline]
pub(super) fn token(hash: u64, family: Family) -> u32 {
    let mixed = mix(hash ^ (family as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    ((mixed >> 32) as u32).max(1)
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the output.
#[inline]
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Hash of a string as it stands, eight bytes at a time; for equality only.
#[inline]
pub(super) fn string_hash(text: &str) -> u64 {
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

/// Longest class name that is looked at, in bytes: longer ones are generated.
const MAX_CLASS_BYTES: usize = 60;

/// Class names of one element that are looked at. Longer lists set margins and colours.
const MAX_CLASSES: usize = 12;

/// Calls `each` for every token of a `class` or `id` value.
pub(super) fn class_tokens(value: &str, mut each: impl FnMut(u32, Family)) {
    for name in value.split_ascii_whitespace().take(MAX_CLASSES) {
        if name.len() > MAX_CLASS_BYTES {
            continue;
        }
        let mut whole = Hasher::new();
        let mut word = Hasher::new();
        let mut n_letters = 0;
        let mut previous = 0u8;
        for &byte in name.as_bytes() {
            let folded = FOLDED[usize::from(byte)];
            let is_letter = folded > b'0' && folded != b'_';
            if folded != b'0' || previous != b'0' {
                whole.byte(if folded == 0 { byte } else { folded });
            }
            if n_letters > 0 && (!is_letter || starts_word(byte, previous)) {
                if n_letters > 1 {
                    each(word.token(Family::ClassWord), Family::ClassWord);
                }
                word = Hasher::new();
                n_letters = 0;
            }
            if is_letter {
                word.byte(folded);
                n_letters += 1;
            }
            previous = if folded == b'0' { folded } else { byte };
        }
        if n_letters > 1 {
            each(word.token(Family::ClassWord), Family::ClassWord);
        }
        each(whole.token(Family::Class), Family::Class);
    }
}

/// For bytes of words (letters, digits, underscore, and all that is not ASCII) the byte that is
/// hashed: letters small, digits as one zero; 0 for all other bytes.
static FOLDED: [u8; 256] = folded_bytes();

const fn folded_bytes() -> [u8; 256] {
    let mut folded = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        folded[byte] = if b.is_ascii_digit() {
            b'0'
        } else if b.is_ascii_alphabetic() || b == b'_' || b >= 0x80 {
            b.to_ascii_lowercase()
        } else {
            0
        };
        byte += 1;
    }
    folded
}

/// True for the `L` of `commentList`.
#[inline]
fn starts_word(byte: u8, previous: u8) -> bool {
    byte.is_ascii_uppercase() && previous.is_ascii_lowercase()
}

/// True for bytes of words.
#[inline]
pub(super) fn is_word_byte(byte: u8) -> bool {
    FOLDED[usize::from(byte)] != 0
}

/// Calls `each` with the plain hash of every word of `text`, until it returns false.
pub(super) fn word_hashes(text: &str, mut each: impl FnMut(u64) -> bool) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_word_byte(bytes[at]) {
            at += 1;
            continue;
        }
        let (hash, n_bytes) = word_at(&bytes[at..]);
        if !each(hash) {
            return;
        }
        at += n_bytes;
    }
}

/// Plain hash of the word that `bytes` begin with, and its length.
#[inline]
fn word_at(bytes: &[u8]) -> (u64, usize) {
    let mut hasher = Hasher::new();
    let mut previous = 0u8;
    for (at, &byte) in bytes.iter().enumerate() {
        let folded = FOLDED[usize::from(byte)];
        if folded == 0 {
            return (hasher.finish(), at);
        }
        if folded != b'0' || previous != b'0' {
            hasher.byte(folded);
        }
        previous = folded;
    }
    (hasher.finish(), bytes.len())
}

/// Byte offset at which the last `n` words of `text` begin.
pub(super) fn last_words_start(text: &str, n: usize) -> usize {
    let bytes = text.as_bytes();
    let mut n_left = n;
    let mut at = bytes.len();
    while at > 0 && n_left > 0 {
        while at > 0 && !is_word_byte(bytes[at - 1]) {
            at -= 1;
        }
        while at > 0 && is_word_byte(bytes[at - 1]) {
            at -= 1;
        }
        n_left -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_case_do_not_tell_classes_apart() {
        let tokens = |value: &str| {
            let mut all = Vec::new();
            class_tokens(value, |token, _| all.push(token));
            all
        };
        assert_eq!(tokens("post-8812 commentList"), tokens("POST-17 commentList"));
        assert_eq!(tokens("comment-list").len(), 3);
        assert_eq!(tokens("x"), tokens(" x\n"));
    }

    #[test]
    fn words_are_found_from_both_ends() {
        let text = "One, two 33 four.";
        let mut n_words = 0;
        word_hashes(text, |_| {
            n_words += 1;
            true
        });
        assert_eq!(n_words, 4);
        assert_eq!(&text[last_words_start(text, 2)..], "33 four.");
        assert_eq!(last_words_start(text, 9), 0);
    }
}
