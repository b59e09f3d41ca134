"""Defects planted one at a time in a copy of the code: the suites must notice each of them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from eval.baseline import verdicts_of
from eval.commands import KPI
from eval.compare import Verdicts
from eval.outcome import Report

ROOT = Path(__file__).parents[2]
ROOMS = ("semantic_layer", "nlq", "eval", "api")
DEFECTS = Path(__file__).parent / "defects.yaml"


class Defect(BaseModel):
    """In ``file``, ``was`` becomes ``now``: once, or ``every`` time that it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    file: str
    was: str
    now: str
    every: bool = False

    def plant(self, root: Path) -> None:
        """Change the file under a root.

        Raises:
            ValueError: the file no longer holds what is to be changed, or holds it more than once.
        """
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        count = text.count(self.was)
        if count == 0 or (count > 1 and not self.every):
            raise ValueError(f"{self.id}: {self.file} holds what is to be changed {count} times.")
        path.write_text(text.replace(self.was, self.now), encoding="utf-8")


class Noticed(NamedTuple):
    """A defect and the cases that were right and no longer are; ``fell`` where nothing could be run at all."""

    defect: Defect
    cases: tuple[str, ...]
    fell: bool = False

    @property
    def caught(self) -> bool:
        """Say whether the suites noticed."""
        return self.fell or bool(self.cases)


def load_defects() -> tuple[Defect, ...]:
    """Return the defects of the list."""
    return tuple(Defect.model_validate(entry) for entry in yaml.safe_load(DEFECTS.read_text(encoding="utf-8")))


def try_defects(model: str, defects: Sequence[Defect], workers: int = 2) -> Iterator[Noticed]:
    """Yield what the cases of a demo model's suites notice of each defect, in the order of the list.

    Raises:
        ValueError: the healthy code cannot be run, or a defect cannot be planted.
    """
    healthy = _run_with(None, model)
    if healthy is None:
        raise ValueError(f"The suites of {model} cannot be run.")
    right = {name for name, verdict in healthy.items() if verdict == "right"}
    with ThreadPoolExecutor(workers) as pool:
        for defect, found in zip(defects, pool.map(lambda one: _run_with(one, model), defects), strict=True):
            lost = () if found is None else tuple(sorted(name for name in right if found.get(name) != "right"))
            yield Noticed(defect, lost, found is None)


def _run_with(defect: Defect | None, model: str) -> Verdicts | None:
    """Return the verdicts of a copy of the code with a defect, None where it does not run."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for room in ROOMS:
            shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("*.duckdb", "__pycache__"))
        for database in (ROOT / "eval" / "models").glob("*/*.duckdb"):
            (root / database.relative_to(ROOT)).symlink_to(database)
        if defect is not None:
            defect.plant(root)
        saved = root / "verdicts.json"
        command = [*KPI, "eval", "--model", model, "--save", str(saved)]
        subprocess.run(command, cwd=root, capture_output=True, check=False)
        if not saved.is_file():
            return None
        return verdicts_of(Report.model_validate_json(saved.read_text(encoding="utf-8")))
