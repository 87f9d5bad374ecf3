"""Pages to the flattened text that two other programs make of them, as dumps in the wild have it."""
from pathlib import Path


def html_text(html):
    import html_text as library
    return library.extract_text(html)


def inscriptis(html):
    import inscriptis as library
    return library.get_text(html)


FLATTENERS = {"html-text": html_text, "inscriptis": inscriptis}


def flatten(work, name, flattener):
    """work/flat/FLATTENER/SET/NUMBER.txt for every page of a set that is not there yet"""
    import datasets  # of the scoring harness, see pages.py
    target = work / "flat" / flattener / name
    if (target / "done").exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate((work / "pages" / f"{name}.tsv").read_text().splitlines()):
        source = datasets.decode(Path(line.split("\t")[1]).read_bytes())
        try:
            text = FLATTENERS[flattener](source)
        except Exception:  # the libraries give up on some broken pages; such a page has no dump
            text = ""
        (target / f"{number:05d}.txt").write_text(text, encoding="utf-8", errors="replace")
    (target / "done").touch()
    return target
