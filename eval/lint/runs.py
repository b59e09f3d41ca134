"""Expected queries and views that the warehouse does not run."""

from __future__ import annotations

from collections.abc import Iterator

from eval.gold import GoldRows
from eval.lint.expected import Expected, Problems, views_of
from eval.suite import GoldFile
from semantic_layer.issues import ModelProblem


def find_failing(each: Expected, rows: GoldRows) -> Problems:
    """Yield a query that is not one SELECT, or that does not run."""
    if each.no_select and not each.unparsed:
        yield each.told("error", each.no_select, "gold_sql")
    else:
        yield from _run(each, each.whole, rows)


def find_failing_views(file: GoldFile, rows: GoldRows) -> Iterator[tuple[Expected, list[ModelProblem]]]:
    """Yield each view that does not run, with why: nothing that reads it does."""
    broken: set[str] = set()
    for view in views_of(file):
        if view.reads(broken):
            broken.add(view.name)
            continue
        alone = view.suite.model_copy(update={"views": {**view.suite.views, view.name: view.sql}})
        found = list(_run(view, alone.whole_sql(f"SELECT * FROM {view.name} LIMIT 0"), rows))
        if found:
            broken.add(view.name)
            yield view, found


def _run(each: Expected, sql: str, rows: GoldRows) -> Problems:
    try:
        rows.of_sql(sql)
    except ValueError as error:
        said = error.__cause__ and (error.__cause__.__cause__ or error.__cause__)
        yield each.told("error", f"does not run: {str(said).splitlines()[0].rstrip('.')}.", "gold_sql")
