"""How well metrics are found by what they mean: phrasings that hold no name of theirs, against all of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from eval.figures import Share, share_of
from nlq.embed import Encode, open_embedder
from nlq.nearness.vectors import Retriever
from semantic_layer.model import Model
from semantic_layer.model.load import load_model

PHRASINGS = Path(__file__).parent / "retrieval"
#: How many candidates are offered, never the first alone.
OFFERED = 5


class Paraphrase(NamedTuple):
    """A phrasing of a metric of a model, in a language."""

    model: str
    metric: str
    language: str
    text: str


class Found(NamedTuple):
    """At which place a paraphrase's metric was found among those offered, from 1; 0 where it was not."""

    paraphrase: Paraphrase
    place: int


class Recall(NamedTuple):
    """How often the metrics of some paraphrases are first, and among those offered; ``of`` is a language or a model."""

    aliases: bool
    of: str
    paraphrases: int
    metrics: int
    first: Share
    among: Share


class Retrieval(BaseModel):
    """What was looked for, with and without aliases, and where it was found; ``missed`` are of those with aliases."""

    model_config = ConfigDict(frozen=True)

    recall: tuple[Recall, ...]
    missed: tuple[Paraphrase, ...]


def load_paraphrases(model: str, folder: Path = PHRASINGS) -> list[Paraphrase]:
    """Return the paraphrases of a model; none where it has no file.

    Raises:
        ValueError: the file is of another model.
    """
    path = folder / f"{model}.yaml"
    if not path.is_file():
        return []
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    if held["model"] != model:
        raise ValueError(f"{path.name} is of the model {held['model']}.")
    return [
        Paraphrase(model, metric, language, text)
        for metric, languages in held["paraphrases"].items()
        for language, texts in languages.items()
        for text in texts
    ]


def without_synonyms(model: Model) -> Model:
    """Return the model as it would be if nobody had said what else its metrics are called."""
    metrics = {name: metric.model_copy(update={"synonyms": {}}) for name, metric in model.metrics.items()}
    return model.model_copy(update={"metrics": metrics})


def holds_name(text: str, name: str) -> bool:
    """Say whether a name stands in a text: in Latin letters as whole words.

    >>> holds_name("the netting", "net"), holds_name("Net of costs", "net"), holds_name("总销售额", "销售额")
    (False, True, True)
    """
    edge = r"\b" if name.isascii() else ""
    return re.search(f"{edge}{re.escape(name)}{edge}", text, re.IGNORECASE) is not None


def indirect(model: Model, paraphrases: Sequence[Paraphrase]) -> list[Paraphrase]:
    """Return those that hold no name of their metric: a name that its owner gave it since is no paraphrase any more."""
    return [
        each
        for each in paraphrases
        if not any(holds_name(each.text, name) for name in model.metrics[each.metric].names)
    ]


def find_paraphrases(model: Model, paraphrases: Sequence[Paraphrase], encode: Encode | None) -> list[Found]:
    """Return where each metric is found."""
    retriever = Retriever(model, encode)
    retriever.wait()
    found = []
    for each in paraphrases:
        ranked = retriever.rank(each.text, OFFERED)
        found.append(Found(each, ranked.index(each.metric) + 1 if each.metric in ranked else 0))
    return found


def encode_once(encode: Encode) -> Encode:
    """Return the embedder with a memory: a text is encoded once, however often it is asked for."""
    known: dict[str, np.ndarray] = {}

    def recall_or_encode(texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, encode(new), strict=True))
        return np.stack([known[text] for text in texts])

    return recall_or_encode


def measure_retrieval(folders: Sequence[Path], embeddings: str = "light") -> Retrieval:
    """Return recall with and without aliases, by language, by model and of all; empty where nothing has phrasings."""
    opened = open_embedder(embeddings)
    encode = encode_once(opened) if opened else None
    found: dict[bool, list[Found]] = {True: [], False: []}
    for folder in folders:
        if paraphrases := load_paraphrases(folder.name):
            model = load_model(folder)
            paraphrases = indirect(model, paraphrases)
            found[True] += find_paraphrases(model, paraphrases, encode)
            found[False] += find_paraphrases(without_synonyms(model), paraphrases, encode)
    missed = tuple(each.paraphrase for each in found[True] if not each.place)
    return Retrieval(recall=tuple(line for aliases in found for line in _lines(found[aliases], aliases)), missed=missed)


def recall(found: Sequence[Found], places: int) -> Share:
    """Return the share of paraphrases whose metric is among the first ``places``, with its bounds."""
    return share_of(sum(0 < each.place <= places for each in found), len(found))


def _lines(found: Sequence[Found], aliases: bool) -> Iterator[Recall]:
    languages, models = (sorted({getattr(each.paraphrase, key) for each in found}) for key in ("language", "model"))
    for of in (*languages, *(models if len(models) > 1 else ()), *(["all"] if found else ())):
        these = [each for each in found if of in (each.paraphrase.language, each.paraphrase.model, "all")]
        metrics = {(each.paraphrase.model, each.paraphrase.metric) for each in these}
        yield Recall(aliases, of, len(these), len(metrics), recall(these, 1), recall(these, OFFERED))
