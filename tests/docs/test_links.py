"""Links between the pages, anchors too; every page can be found."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_link_leads_to_a_page_and_a_heading():
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
