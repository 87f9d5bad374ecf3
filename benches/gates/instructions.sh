#!/usr/bin/env bash
# Instructions per input byte of every stage, held against instructions.toml.
#
# Counts do not move from run to run as timings do, so 3 % more is a fault, not noise.
#   benches/gates/instructions.sh                    the gate
#   BLESS=1 benches/gates/instructions.sh            write what is measured as the new budgets
#   TAMIS_PAGES=FOLDER benches/gates/instructions.sh also count on the HTML pages there (20 of them,
#                                                    the same each time); printed, never judged
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v valgrind >/dev/null; then
    echo "valgrind is missing: no instructions are counted, the gate is skipped"
    exit 0
fi
# Searches and the trees take the widest vectors there are: narrower ones take more instructions.
if ! grep -qw avx2 /proc/cpuinfo; then
    echo "the budgets are those of a processor with AVX2, which this one has not: the gate is skipped"
    exit 0
fi

out="${CARGO_TARGET_DIR:-target}/gates"
CARGO_TARGET_DIR="$out" cargo build --quiet --release --manifest-path benches/gates/count/Cargo.toml
count="$out/release/count"

# Counts one set; leaves `SET=BYTES=FILE` in a file of its own.
count_set() {
    local bytes
    bytes="$(valgrind --tool=callgrind --callgrind-out-file="$out/callgrind.$1" "$count" run "$1" "$2" \
        2>"$out/valgrind.$1.log")" || { cat "$out/valgrind.$1.log"; return 1; }
    echo "$1=$bytes=$out/callgrind.$1" >"$out/counted.$1"
}

# Two at a time: what other programs do does not change a count.
count_set outlet-html corpus-samples &
first=$!
count_set outlet-text corpus-samples
wait "$first"
count_set generic-html . &
first=$!
count_set outlet-made .
wait "$first"

if [ -n "${TAMIS_PAGES:-}" ]; then
    some="$out/pages"
    rm -rf "$some" && mkdir -p "$some"
    # The same 20 each time: the smallest digests of the names.
    find "$TAMIS_PAGES" -name '*.html' | while read -r page; do
        printf '%s %s\n' "$(basename "$page" | cksum | cut -d' ' -f1)" "$page"
    done | sort -n | sed -n 1,20p | cut -d' ' -f2- | while read -r page; do cp "$page" "$some/"; done
    count_set generic-pages "$some" &
    second=$!
    count_set outlet-pages "$some"
    wait "$second"
    # Without budgets, so that nothing is judged.
    "$count" tell /dev/null "$(cat "$out/counted.generic-pages")" "$(cat "$out/counted.outlet-pages")"
fi

"$count" tell benches/gates/instructions.toml \
    "$(cat "$out/counted.outlet-html")" "$(cat "$out/counted.outlet-text")" "$(cat "$out/counted.generic-html")" \
    "$(cat "$out/counted.outlet-made")"
