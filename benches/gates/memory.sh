#!/usr/bin/env bash
# Memory that one page and many pages take, held against the promise; see memory.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --quiet --release
benches/gates/memory.py --program "${CARGO_TARGET_DIR:-target}/release/tamis" --sizes 1,10 --flat 20000
