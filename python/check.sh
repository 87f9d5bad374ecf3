#!/usr/bin/env bash
# Builds the wheel, installs it into an environment that holds nothing else, and runs everything that is
# asked of it, Spark on a cluster of processes included. Needs Debian's package manager for Python and Java.
set -euo pipefail
cd "$(dirname "$0")/.."

# Most bytes of the wheel.
readonly MAX_WHEEL_BYTES=6000000
# Rows of the Spark test: enough that an executor can be killed in the middle.
export TAMIS_SPARK_ROWS="${TAMIS_SPARK_ROWS:-4000}"
readonly room=target/python

need() {
    dpkg -s "$@" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq "$@" >/dev/null; }
}
need python3-venv procps openjdk-17-jre-headless

rm -rf "$room"
python3 -m venv "$room/tools"
"$room/tools/bin/pip" install -q 'maturin>=1.9,<2'
PATH="$PWD/$room/tools/bin:$PATH" maturin build --profile wheel --compression-level 9 -m python/Cargo.toml -o "$room/wheels"

wheel=$(ls "$room"/wheels/tamis-*.whl)
n_bytes=$(stat -c %s "$wheel")
echo "the wheel has $n_bytes bytes"
if [ "$n_bytes" -gt "$MAX_WHEEL_BYTES" ]; then
    echo "the wheel is larger than $MAX_WHEEL_BYTES bytes" >&2
    exit 1
fi

# Nothing else is installed, and nothing else is needed.
python3 -m venv "$room/empty"
"$room/empty/bin/pip" install -q --no-index "$wheel"
"$room/empty/bin/python" -c 'import tamis; assert tamis.extract("<p>Soup.</p>").error is None'
"$room/empty/bin/tamis" --version

python3 -m venv "$room/full"
"$room/full/bin/pip" install -q -r python/tests/requirements.txt "$wheel"
cd python
bin="../$room/full/bin"
"$bin/mypy" --strict --python-executable "$bin/python" -p tamis
"$bin/python" -m mypy.stubtest tamis._tamis
JAVA_HOME="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
export JAVA_HOME
"$bin/python" -m pytest --durations=5
