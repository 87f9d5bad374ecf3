"""Every block of code in the chapters on Python runs, block after block, in a folder of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
NEEDS = {
    "python.md": (),
    "arrow.md": ("pyarrow",),
    "spark.md": ("pyspark",),
    "datatrove.md": ("datatrove",),
    "from-trafilatura.md": (),
}


@pytest.mark.parametrize("chapter", NEEDS)
def test_blocks_run(chapter: str, tmp_path: Path) -> None:
    for package in NEEDS[chapter]:
        pytest.importorskip(package)
    if chapter == "spark.md" and os.environ.get("TAMIS_SPARK") == "0":
        pytest.skip("TAMIS_SPARK=0")
    text = (DOCS / chapter).read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.M | re.S)
    assert blocks and {kind for kind, _ in blocks} <= {"python", "sh", "text"}
    program = "\n".join(code for kind, code in blocks if kind == "python")
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=300, env=environment)
    for kind, code in blocks:
        # How the wheel is built is what .ci/run does before it comes here.
        if kind == "sh" and "maturin" not in code:
            code = code.replace("python -m", f"{sys.executable} -m").replace(
                "tamis clean soup", f"{sys.executable} -m tamis clean soup"
            )
            subprocess.run(["bash", "-euc", code], cwd=tmp_path, check=True, timeout=300)
