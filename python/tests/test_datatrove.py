"""The step of datatrove: documents in order, media dropped, statistics kept."""

import pytest

pytest.importorskip("datatrove")

import tamis  # noqa: E402
from datatrove.data import Document, Media, MediaType  # noqa: E402
from pages import story  # noqa: E402
from tamis.datatrove import TamisExtractor  # noqa: E402


def documents() -> "list[Document]":
    media = [Media(id="m", type=MediaType.IMAGE, url="https://valley.example/a.png")]
    found = [Document(text=story(number), id=str(number), media=list(media)) for number in range(40)]
    found.insert(3, Document(text="", id="empty"))
    found.insert(5, Document(text=None, id="none"))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("threads", [1, 3])
def test_documents_keep_their_order(threads: int) -> None:
    step = TamisExtractor(threads=threads)
    cleaned = list(step.run(iter(documents())))
    assert [document.id for document in cleaned] == [str(number) for number in range(40)]
    assert [document.text for document in cleaned] == [tamis.extract(story(n)).text for n in range(40)]
    assert all(document.media == [] for document in cleaned)
    assert cleaned[7].metadata["title"] == "Bridge 7 opens again"
    stats = {name: stat.total for name, stat in step.stats.stats.items()}
    assert (stats["total"], stats["forwarded"], stats["dropped"], stats["error"]) == (42, 40, 2, 1)


def test_a_pipeline(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.writers import JsonlWriter

    writer = JsonlWriter(str(tmp_path / "out"), compression=None)
    LocalPipelineExecutor([documents(), TamisExtractor(), writer], logging_dir=str(tmp_path / "logs")).run()
    lines = (tmp_path / "out" / "00000.jsonl").read_text().splitlines()
    assert len(lines) == 40


def test_faults_are_told_before_the_run() -> None:
    with pytest.raises(ValueError, match="no field `?headline"):
        TamisExtractor(fields=("headline",))
    with pytest.raises(ValueError, match="unknown label"):
        TamisExtractor(labels=["soup"])
