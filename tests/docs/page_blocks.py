"""The fenced blocks of a page, each with what its info string says is to be done with it.

========================  ====================================================================================
```yaml parts.yaml        a file of that name in the page's folder (any language, any path below the folder)
```sql warehouse          runs in the page's database, ``warehouse.duckdb``
```json query             a semantic query over the page's model; ``today=``, ``locale=``, ``role=`` and
                          attributes of the viewer may follow
```text result            its rows as shown, then facts: period or as of, compared with, total, warning and note lines
```json result            a part of its answer: keys that are not shown are free, and so is the value "…"
```text refused           the codes and messages that it is refused with
```sql check              SQL written by hand that returns the same rows
```console                ``$ kpi …``, ``$ python FILE`` or ``$ echo $?`` with its output; … stands for anything;
                          ``$ KPI_MCP=true kpi serve … &`` serves until the page ends, on a port that is free
```text not run: WHY      nothing
========================  ====================================================================================
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^( *)(`{3,})([^`]*)$")
FILE = re.compile(r"^(?!/)(?!.*\.\.)[\w/-]+\.\w+$")
#: What a block does, by its language and its first word.
ACTIONS = {
    ("sql", "warehouse"): "warehouse", ("json", "query"): "query", ("text", "result"): "result",
    ("json", "result"): "part", ("text", "refused"): "refused", ("sql", "check"): "check", ("console", ""): "console",
}  # fmt: skip


class WrongPage(AssertionError):
    """A page that does not do what it says; the message begins with the line."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the line of its fence, what to do with it, the words that go with that, and its text."""

    line: int
    action: str
    words: tuple[str, ...]
    text: str


def read_blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page, in order.

    Raises:
        WrongPage: a block that is neither run nor says why not, or that does not end.
    """
    lines = page.splitlines()
    place = 0
    while place < len(lines):
        opened = FENCE.match(lines[place])
        place += 1
        if not opened:
            continue
        start = place
        while place < len(lines) and lines[place].strip() != opened[2]:
            place += 1
        if place == len(lines):
            raise WrongPage(f"line {start}: the block does not end")
        yield _block(start, opened[3].split(), textwrap.dedent("\n".join(lines[start:place]) + "\n"))
        place += 1


def _block(line: int, info: list[str], text: str) -> Block:
    language, first, *rest = [*info, "", ""][: max(2, len(info))]
    action = ACTIONS.get((language, first))
    if action:
        return Block(line, action, tuple(rest), text)
    if FILE.match(first):
        return Block(line, "file", (first,), text)
    if info[1:3] == ["not", "run:"] and info[3:]:
        return Block(line, "nothing", (), text)
    raise WrongPage(f"line {line}: the block “{' '.join(info)}” is neither run nor says why not")
