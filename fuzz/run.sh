#!/usr/bin/env bash
# Fuzzes one target for some minutes, from the samples and from all that was found before.
#
#   fuzz/run.sh [MINUTES] [TARGET] [JOBS]     default: 30 tokenizer_vs_html5ever 1
#
# Targets: tokenizer_vs_html5ever, whole_page, rule_file. Needs a nightly toolchain and cargo-fuzz
# (`cargo install cargo-fuzz --locked`). Ends with 0 when nothing was found. A find is left in
# fuzz/artifacts/TARGET/; once it is mended, the file goes to fuzz/regressions/ under a telling name.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes="${1:-30}" target="${2:-tokenizer_vs_html5ever}" jobs="${3:-1}"

corpus="fuzz/corpus/$target"
mkdir -p "$corpus"
if [ "$target" = rule_file ]; then
    cp rules/outlets/*.toml rules/shared/*.toml "$corpus/"
    options=(-max_len=4096)
else
    # Heads of pages: long inputs make slow rounds, and what they hold more of is text.
    find corpus-samples -name '*.html' | while read -r page; do
        head -c 3000 "$page" >"$corpus/sample-$(basename "$page")"
    done
    find fuzz/regressions -type f -exec cp {} "$corpus/" \;
    options=(-max_len=4096 -dict=fuzz/html.dict)
fi

cargo +nightly fuzz run --jobs "$jobs" "$target" "$corpus" -- \
    -max_total_time=$((60 * minutes)) -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 "${options[@]}"
