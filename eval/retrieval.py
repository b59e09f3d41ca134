"""How well metrics are found by what they mean: phrasings that hold no name of theirs, against all of a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import yaml
from rich.console import Console
from rich.table import Table

from eval.figures import Share, share_of
from eval.report.tables import tell_share
from nlq.embed import open_embedder
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


def find_paraphrases(model: Model, paraphrases: Sequence[Paraphrase], embeddings: str) -> list[Found]:
    """Return where each metric is found."""
    retriever = Retriever(model, open_embedder(embeddings))
    retriever.wait()
    found = []
    for each in paraphrases:
        ranked = retriever.rank(each.text, OFFERED)
        found.append(Found(each, ranked.index(each.metric) + 1 if each.metric in ranked else 0))
    return found


def recall(found: Sequence[Found], places: int) -> Share:
    """Return the share of paraphrases whose metric is among the first ``places``, with its bounds."""
    return share_of(sum(0 < each.place <= places for each in found), len(found))


def report_retrieval(folders: Sequence[Path], out: Console, embeddings: str = "light") -> bool:
    """Print recall by language, with and without aliases, and what was missed; return whether there was anything."""
    found: dict[bool, list[Found]] = {True: [], False: []}
    for folder in folders:
        if paraphrases := load_paraphrases(folder.name):
            model = load_model(folder)
            found[True] += find_paraphrases(model, paraphrases, embeddings)
            found[False] += find_paraphrases(without_synonyms(model), paraphrases, embeddings)
    if not found[True]:
        return False
    table = Table("aliases", "language", "paraphrases", "metrics", "recall@1", f"recall@{OFFERED}")
    for aliases, all_of_them in found.items():
        for language in (*sorted({each.paraphrase.language for each in all_of_them}), "all"):
            these = [each for each in all_of_them if language in (each.paraphrase.language, "all")]
            metrics = {(each.paraphrase.model, each.paraphrase.metric) for each in these}
            table.add_row(
                "with" if aliases else "without", language, str(len(these)), str(len(metrics)),
                tell_share(recall(these, 1)), tell_share(recall(these, OFFERED)),
            )  # fmt: skip
    out.print(table)
    for each in found[True]:
        if not each.place:
            out.print(f"  missed: {each.paraphrase.metric}: {each.paraphrase.text}", markup=False, style="dim")
    return True
