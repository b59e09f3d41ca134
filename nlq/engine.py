"""The engine: a checked model, its open warehouse, and the index over both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from nlq.embed import Encode, embedder_version, open_embedder
from nlq.index import Index, build_index
from nlq.kept import Kept
from nlq.llm import LanguageModel
from nlq.nearness.kept import keep_vectors
from nlq.nearness.vectors import Retriever
from semantic_layer.compiler.compile import compile_query, key_of
from semantic_layer.issues import QueryRefused
from semantic_layer.model import Model
from semantic_layer.model.history import History, no_history
from semantic_layer.model.load import load_model
from semantic_layer.model.sight import cut_model, keep_members
from semantic_layer.query import Data, Members
from semantic_layer.result import CompiledQuery, Result
from semantic_layer.session import DataState, Session, Viewer
from semantic_layer.targets import Aims
from semantic_layer.warehouse import MemberRow, Warehouse, are_all, open_warehouse

#: Results and guarded SQL kept in memory; the key holds the data's version, so none outlives its data or its model.
KEPT_RESULTS = 256
KEPT_SQL = 1024
#: Views of the engine kept in memory, one for each set of roles and attributes.
KEPT_VIEWS = 64


@dataclass
class Engine:
    """Everything that answering needs. Safe to use from several threads.

    ``model`` and ``index`` are what a viewer may know; ``whole`` is what every query is compiled from. ``history``
    returns who changed a metric's definition when: it is asked for only where a question asks. ``language_model`` is
    asked only what words stand for that nobody knows.
    """

    model: Model
    warehouse: Warehouse
    index: Index
    whole: Model
    history: History = no_history
    language_model: LanguageModel | None = None
    kept_sql: Kept[CompiledQuery] = field(default_factory=lambda: Kept(KEPT_SQL), repr=False)
    kept_results: Kept[Result] = field(default_factory=lambda: Kept(KEPT_RESULTS), repr=False)
    _views: Kept[Engine] = field(default_factory=lambda: Kept(KEPT_VIEWS), repr=False)

    def state(self, today: dt.date) -> DataState:
        """Return what the data cover before a day."""
        return self.warehouse.state(self.whole, today)

    @cached_property
    def aims(self) -> Aims:
        """Return the targets that a viewer may know, over all that metrics are computed from."""
        return Aims(self.whole.model_copy(update={"targets": self.model.targets}))

    def seen_by(self, viewer: Viewer) -> Engine:
        """Return the engine as a viewer may know it: hidden metrics and members are not in its index.

        Raises:
            WarehouseError: the members a viewer may see could not be read.
        """
        if not self.whole.governed:
            return self
        key = f"{viewer.model_dump_json(exclude={'name'})}-{self.warehouse.version(self.whole)}"
        return self._views.get(key, lambda: self._cut(viewer))

    def _cut(self, viewer: Viewer) -> Engine:
        model = cut_model(self.whole, viewer)
        listed = [name for name, spec in model.dimensions.items() if spec.index or spec.members]
        seen = {name: self._members(name, viewer) for name in listed}
        model = keep_members(model, {name: {row.value for row in rows} for name, rows in seen.items()})
        members = {name: rows for name, rows in seen.items() if model.dimensions[name].index}
        index = replace(_build_index(model, members), retriever=self.index.retriever)
        return replace(self, model=model, index=index, _views=Kept(KEPT_VIEWS))

    def _members(self, dimension: str, viewer: Viewer) -> tuple[MemberRow, ...]:
        try:
            return self.warehouse.members(self.whole, dimension, viewer)
        except QueryRefused:
            # Nothing says which rows of its table are this viewer's: he knows none of its members.
            return ()

    def compile(self, query: Data | Members, session: Session) -> CompiledQuery:
        """Return the guarded SQL of a query, from memory where neither it nor model and data have changed.

        Raises:
            QueryRefused: it has no true answer.
        """
        state = self.state(session.today)
        key = "\n".join((query.model_dump_json(), *key_of(self.whole, session, state)))
        return self.kept_sql.get(key, lambda: compile_query(query, self.whole, session, state))

    def run(self, compiled: CompiledQuery) -> Result:
        """Return the rows of a compiled query, from memory where the data have not changed.

        Raises:
            WarehouseError: the warehouse failed or ran out of time.
        """
        return self.kept_results.get(compiled.key, lambda: self.warehouse.run(compiled))

    def close(self) -> None:
        """Close the warehouse."""
        self.warehouse.close()


def open_engine(
    folder: Path | str,
    *,
    warehouse: str = "",
    embeddings: str = "off",
    vectors: Path | None = None,
    time_limit: float = 10,
    row_cap: int = 10_000,
    memory_limit: str = "4GB",
    threads: int = 2,
    history: History = no_history,
    language_model: LanguageModel | None = None,
) -> Engine:
    """Return the engine of a model folder; limits are seconds, rows, a size and threads a query.

    ``warehouse`` is a URL in the place of the model's own. ``embeddings`` is auto, light, off, or a model of
    sentence-transformers: it widens what refusals offer, and without it a language model is not asked; ``vectors`` is a
    folder that keeps those of the model's names. ``history`` knows who changed a definition when.

    Raises:
        ModelError: the folder is broken.
        WarehouseError: its database is missing, out of reach, locked or corrupt.
    """
    model = load_model(folder)
    opened = open_warehouse(
        warehouse or model.header.warehouse, Path(folder),
        time_limit=time_limit, row_cap=row_cap, memory_limit=memory_limit, threads=threads,
    )  # fmt: skip
    return build_engine(model, opened, embeddings, history, vectors, language_model)


def build_engine(
    model: Model,
    warehouse: Warehouse,
    embeddings: str = "off",
    history: History = no_history,
    vectors: Path | None = None,
    language_model: LanguageModel | None = None,
) -> Engine:
    """Return the engine of a checked model over an open warehouse, which may be another folder's.

    Raises:
        WarehouseError: the members of a dimension could not be read.
    """
    indexed = [name for name, dimension in model.dimensions.items() if dimension.index]
    members = {name: warehouse.members(model, name) for name in indexed}
    index = _build_index(model, members)
    encode = open_embedder(embeddings)
    if encode is not None:
        index = replace(index, retriever=Retriever(model, encode, _maker(model, encode, embeddings, vectors)))
    return Engine(model, warehouse, index, model, history, language_model)


def _maker(model: Model, encode: Encode, embeddings: str, vectors: Path | None) -> Encode:
    """Return what makes the vectors of the model's texts: the embedder, with a file where there is a folder."""
    if vectors is None:
        return encode
    return keep_vectors(encode, embedder_version(embeddings), vectors / f"{model.header.name}.npz")


def _build_index(model: Model, members: Mapping[str, Sequence[MemberRow]]) -> Index:
    cut = {name: len(rows) - 1 for name, rows in members.items() if not are_all(rows)}
    return replace(build_index(model, members), cut=cut)
