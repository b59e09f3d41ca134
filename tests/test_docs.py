"""What the README says is so."""

import re
from pathlib import Path

from api.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`KPI_{name.upper()}`" in text, name
        assert f"`{field.default}`" in text or str(field.default) in text, name


def test_every_link_leads_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)\s]+)\)", without_blocks(page)):
            if link.startswith("http"):
                continue
            file, _, anchor = link.partition("#")
            target = page.parent / file if file else page
            assert target.exists(), f"{page.name}: {link}"
            assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_every_page_is_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in seen:
            seen.add(page)
            links = re.findall(r"\]\(([^)\s#]+\.md)[^)\s]*\)", without_blocks(page))
            todo += [(page.parent / link).resolve() for link in links]
    assert set((ROOT / "docs").rglob("*.md")) <= seen


def without_blocks(page):
    return re.sub(r"(?ms)^ *(`{3,}).*?^ *\1 *$", "", page.read_text(encoding="utf-8"))


def anchors(page):
    """The anchors that a viewer gives the headings of a page."""
    heads = re.findall(r"(?m)^#+ (.*)$", without_blocks(page))
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_every_dependency_is_explained():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    explained = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    block = project.split("dependencies = [")[1].split("]\n")[0]
    for line in block.splitlines():
        name = line.strip().strip('",').split(">")[0].split("[")[0].split("=")[0].lower()
        assert name in explained, name
