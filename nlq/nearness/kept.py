"""Vectors kept in a file, so that a text is encoded once in its life and not at every start."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlq.embed import Encode
from nlq.nearness.meaning import Floats

Known = dict[bytes, Floats]


def keep_vectors(encode: Encode, version: str, file: Path) -> Encode:
    """Return the embedder with a file of what it made: only texts that are not in it are encoded.

    A text is known by the hash of itself and of the embedder's ``version``, so nothing of another embedder is taken.
    The file is replaced whole, so several processes may share it: what one of them loses to another is made again.
    A file that cannot be read is made anew; one that cannot be written is done without.
    """

    def recall_or_encode(texts: Sequence[str]) -> Floats:
        keys = [hashlib.sha256(f"{version}\0{text}".encode()).digest() for text in texts]
        known = _read(file)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known.update(zip(new, encode(list(new.values())), strict=True))
            # Of texts that were changed or dropped nothing is kept: it would grow for ever.
            _write(file, {key: known[key] for key in dict.fromkeys(keys)})
        return np.stack([known[key] for key in keys])

    return recall_or_encode


def _read(file: Path) -> Known:
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"]
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile):
        return {}
    sound = keys.dtype == np.uint8 and keys.shape == (len(vectors), 32) and vectors.ndim == 2
    if not sound or vectors.dtype != np.float32 or not np.isfinite(vectors).all():
        return {}
    return dict(zip((key.tobytes() for key in keys), vectors, strict=True))


def _write(file: Path, known: Known) -> None:
    held = io.BytesIO()
    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, 32)
    np.savez(held, keys=keys, vectors=np.stack(list(known.values())))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            part = Path(folder) / file.name
            part.write_bytes(held.getvalue())
            part.replace(file)
    except OSError:
        return
