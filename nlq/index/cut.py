"""Dimensions with more members than are read: a word that nobody knows may be the name of one of the others."""

from __future__ import annotations

from collections.abc import Iterator

from nlq.index.index import Index
from semantic_layer.issues import Issue


def names_not_read(index: Index) -> Iterator[Issue]:
    """Yield what an unknown word may be as well: a member of a dimension with more of them than are read."""
    for name, count in index.cut.items():
        label = index.model.dimension_label(name, "en")
        message = f"Not all names of {label} are read: there are more than {count:,}."
        yield Issue(
            code="names_not_read",
            message=message,
            params={"dimension": name, "dimension_label": label, "count": f"{count:,}"},
        )
