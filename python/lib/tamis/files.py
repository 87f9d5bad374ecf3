"""Runs of the command line over files, from a program."""

from __future__ import annotations

import os
import sys

# `typing` alone takes longer to import than all of this package.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    Path: TypeAlias = str | os.PathLike[str]
    Setting: TypeAlias = str | int | float | bool | None | os.PathLike[str] | Iterable[str]


class CleanError(RuntimeError):
    """A run that could not be made, or in which records failed.

    ``status`` is the exit status of the command line, ``report`` what the run could still tell.
    """

    def __init__(self, message: str, status: int, report: dict[str, Any] | None) -> None:
        super().__init__(message)
        self.status = status
        self.report = report


def clean_files(
    paths: Path | Iterable[Path],
    output: Path,
    *,
    check: bool = True,
    **settings: Setting,
) -> dict[str, Any]:
    """Cleans files, folders and archives into ``output``, and gives the report of the run.

    ``settings`` are the long flags of ``tamis clean`` with ``_`` for ``-``: ``format="jsonl"``,
    ``threads=4``, ``resume=True``, ``rules=["rules/"]``. The run is a process of its own, so that
    Ctrl-C, memory and a crash of it are no concern of this one.

    Raises `CleanError` for a fault of usage, and when records failed unless ``check=False``.
    """
    import json
    import subprocess
    import tempfile

    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    with tempfile.TemporaryDirectory(prefix="tamis-") as folder:
        report_path = os.path.join(folder, "report.json")
        flags = [flag for name, value in settings.items() for flag in _flags(name, value)]
        if "report" not in settings:
            flags += ["--report", report_path]
        else:
            report_path = str(settings["report"])
        command = [sys.executable, "-m", "tamis", "clean", "-o", os.fspath(output), *flags, "--"]
        command += [os.fspath(path) for path in several]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        try:
            with open(report_path, encoding="utf-8") as file:
                report: dict[str, Any] | None = json.load(file)
        except FileNotFoundError:
            report = None
    if report is not None and (done.returncode in (0, 3) or not check):
        return report
    if done.returncode == 0:
        return {"ending": "complete"}
    message = done.stderr.decode("utf-8", "replace").strip()
    raise CleanError(message or f"tamis clean ended with status {done.returncode}", done.returncode, report)


def _flags(name: str, value: Setting) -> list[str]:
    """The flags for one setting."""
    flag = "--" + name.replace("_", "-")
    if value is None or value is False:
        return []
    if value is True:
        return [flag]
    if isinstance(value, (str, int, float, os.PathLike)):
        return [f"{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}"]
    return [f"{flag}={one}" for one in value]
