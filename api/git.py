"""The one door to git: a model folder as it was at a commit, and who changed it when."""

from __future__ import annotations

import datetime as dt
import subprocess
from functools import lru_cache
from pathlib import Path

from semantic_layer.model.history import Author
from semantic_layer.model.load import Folder, gather_sources, is_model_file
from semantic_layer.model.source import Source, parse_source

#: Seconds that git may take.
PATIENCE = 20
#: The files of a folder that are parts of its model, and no file of a folder inside it.
PARTS = (":(glob)*.yaml", ":(glob)*.yml")
#: What parts the fields of a line of the log, and what ends it: nobody types them.
FIELD, END = "\x1f", "\x1e"


def find_commit(folder: Path, revision: str) -> str | None:
    """Return the commit that a revision names in the folder's repository; None without one, or without git."""
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return found.decode().strip() if found else None


def folder_at(folder: Path, commit: str) -> Folder | None:
    """Return what a folder declared at a commit, sound or not; None where it held no part of a model."""
    listed = _git(folder, "ls-tree", "-z", commit)
    blobs: dict[str, str] = {}
    for line in (listed or b"").decode("utf-8", "replace").split("\0"):
        kind, _, name = line.partition("\t")
        if kind.split()[1:2] == ["blob"] and is_model_file(name):
            blobs[name] = kind.split()[2]
    sources = [_source(str(folder), blob, name) for name, blob in sorted(blobs.items())]
    return gather_sources(sources, folder) if sources else None


def log_of(folder: Path, most: int) -> tuple[Author, ...] | None:
    """Return the newest changes of a folder's parts, the newest first; None where nobody keeps them."""
    form = FIELD.join(("%h", "%as", "%an", "%s")) + END
    found = _git(folder, "log", f"--max-count={most}", f"--format={form}", "--", *PARTS)
    if found is None:
        return None
    lines = [line.strip("\n").split(FIELD) for line in found.decode("utf-8", "replace").split(END) if line.strip()]
    return tuple(
        Author(commit=commit, date=dt.date.fromisoformat(day), author=author, subject=subject)
        for commit, day, author, subject in lines
    )


@lru_cache(maxsize=64)
def _source(folder: str, blob: str, name: str) -> Source:
    """Return a file as it was: a commit changes few of them, and reading YAML is what takes time."""
    text = _git(Path(folder), "cat-file", "blob", blob) or b""
    try:
        return parse_source(text.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        return parse_source("", name)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints about a folder; None where it is not there, fails, or takes too long."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, timeout=PATIENCE, check=False
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
