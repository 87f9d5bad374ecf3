//! Where a block hangs in the tree: what those who look from the text back at the elements start from.

use crate::html::NodeId;

/// Where a block hangs in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockPlace {
    /// The text node the block begins with.
    pub first: NodeId,
    /// The innermost block-level element around that node.
    pub container: NodeId,
}
