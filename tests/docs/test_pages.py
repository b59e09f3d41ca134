"""The pages do what they say: every block that is shown is run, and what it shows is what comes out."""

import json
import os
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from issue_codes import ANY, issue_codes
from page_blocks import read_blocks
from page_run import run_page

import nlq.tell
from semantic_layer.query import query_schema

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = sorted((DOCS / "reference").glob("*.md"))
PAGES = [
    DOCS / "model.md",
    *REFERENCE,
    *sorted((DOCS / "tutorial").glob("*.md")),
    *sorted((DOCS / "how-to").glob("*.md")),
]
#: A page has room for one concept; the whole of the semantic query, and all codes there are, take more.
MOST_LINES, LONGEST = 125, {"semantic-query": 170, "refusals": 150}


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    """A terminal in which nothing has to be wrapped, and no setting of the machine's own."""
    monkeypatch.setenv("COLUMNS", "200")
    for name in list(os.environ):
        if name.startswith("KPI_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_page_does_what_it_says(page, tmp_path):
    run_page(page.read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize("page", REFERENCE, ids=lambda page: page.stem)
def test_a_concept_fits_on_a_page_and_is_shown(page):
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST.get(page.stem, MOST_LINES)
    if page.stem != "README":
        assert {block.action for block in read_blocks(text)} & {"result", "part", "refused", "console"}
        assert f"]({page.name})" in (DOCS / "reference/README.md").read_text(encoding="utf-8")


def test_every_code_of_an_issue_is_explained_and_no_other():
    text = (DOCS / "reference/refusals.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    explained = {code for cell in cells for code in cell.replace("`", "").replace(",", " ").split()}
    found = issue_codes(ROOT / "semantic_layer") | issue_codes(ROOT / "nlq")
    patterns = {code: code.split(ANY) for code in found}

    def fits(name, parts):
        return name == parts[0] if len(parts) == 1 else name.startswith(parts[0]) and name.endswith(parts[-1])

    assert not {code for code, parts in patterns.items() if not any(fits(name, parts) for name in explained)}
    assert not {name for name in explained if not any(fits(name, parts) for parts in patterns.values())}
    # Each is told in the reader's language.
    for language in ("en", "zh"):
        told = sentences(language)
        assert not {code for code in explained if not any(name == code or name.startswith(f"{code}_") for name in told)}


def sentences(language):
    """What there are sentences for in a language: by the code of an issue, or by its variants."""
    modules = [import_module(f"nlq.tell.{module.name}") for module in iter_modules(nlq.tell.__path__)]
    tables = [value for module in modules for value in vars(module).values() if isinstance(value, dict)]
    return {code for table in tables if set(table) == {"en", "zh"} for code in table[language]}


def test_the_page_of_the_semantic_query_runs_every_part_of_its_schema():
    text = (DOCS / "reference/semantic-query.md").read_text(encoding="utf-8")
    queries = [json.loads(block.text) for block in read_blocks(text) if block.action == "query"]
    schema = query_schema()
    kinds = {part["properties"]["kind"]["const"] for part in schema["$defs"].values() if "kind" in part["properties"]}
    assert kinds - set(_values("kind", queries)) == set()
    data = set(schema["$defs"]["Data"]["properties"])
    assert data - {key for part in _parts(queries) for key in part} == set()


def _parts(value):
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(item)


def _values(key, value):
    return [part[key] for part in _parts(value) if key in part]
