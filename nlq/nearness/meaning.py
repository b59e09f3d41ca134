"""How near things are in meaning to a text: cosines of vectors, less what all texts have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nlq.embed import Encode

Floats = np.ndarray[Any, np.dtype[np.float32]]

_HAN = re.compile(r"[\u3400-\u9fff]")


class Meaning:
    """The texts of each thing as vectors from the middle of all texts, and a text's nearness to each thing.

    A small model points all texts of one trade, one language and one manner of speaking the same way; cosines of
    what is left tell them apart, the raw ones hardly do. So the middle of the texts is taken off each of them, and
    off what people say the middle of the texts in their script and of questions in it, whatever they are about.

    Source: J. Mu, P. Viswanath, All-but-the-Top (ICLR 2018): the common mean vector is taken off. The middle of
    questions, and its weight of a half, are our own.
    """

    def __init__(self, texts: Sequence[str], owners: Sequence[int], encode: Encode, make: Encode | None = None) -> None:
        """Make the vectors; ``owners`` holds whose each text is, from 0 and without a gap.

        ``make`` encodes the texts where that is not to be done each time; what people say is never given to it.

        Raises:
            ImportError, OSError, ValueError: the embedder has no package, no weights, or cannot use them.
        """
        self._encode = encode
        self._owners = np.asarray(owners)
        asking = _asking()
        vectors = (make or encode)([*texts, *asking["han"], *asking["other"]])
        whole = vectors[: len(texts)]
        # The questions count in the middle too: it exists where there is one text only.
        self._texts = _unit(whole - vectors.mean(axis=0))
        asked = dict(zip(asking, np.split(vectors[len(texts) :], [len(asking["han"])]), strict=True))
        scripts = np.array([_script(text) for text in texts])
        self._middles = {
            script: (_mean_of(whole, scripts == script) + asked[script].mean(axis=0)) / 2 for script in asking
        }

    def nearness(self, text: str) -> Floats:
        """Return how near each thing is: shape (things,), -1 to 1.

        It is the mean of its best text's cosine and of all its texts': by the best alone, one name that sounds like
        the question outdoes a thing whose every name is near it.
        """
        said = _unit(self._encode([text]) - self._middles[_script(text)])[0]
        each = self._texts @ said
        count = np.bincount(self._owners)
        best = np.full(len(count), -1, dtype=np.float32)
        np.maximum.at(best, self._owners, each)
        return np.asarray((best + np.bincount(self._owners, each) / count) / 2, dtype=np.float32)


@cache
def _asking() -> dict[str, list[str]]:
    held: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "asking.yaml").read_text(encoding="utf-8"))
    return held


def _script(text: str) -> str:
    return "han" if _HAN.search(text) else "other"


def _mean_of(vectors: Floats, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    """Return the mean of the chosen vectors; of all where none is chosen (a model that speaks one language)."""
    return np.asarray(vectors[chosen].mean(axis=0) if chosen.any() else vectors.mean(axis=0))


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
