"""Two runs side by side: fixed, broken, changed, and whether the difference is more than chance."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from eval.figures import sign_test
from eval.grade import SILENT, Verdict

#: A loss with a p below this is significant.
LEVEL = 0.05
Verdicts = dict[str, Verdict]


class Change(BaseModel):
    """One case whose verdict differs; None where the case is in one run only."""

    model_config = ConfigDict(frozen=True)

    name: str
    before: Verdict | None
    after: Verdict | None


class Comparison(BaseModel):
    """What differs between two runs. ``p``: how likely so uneven a split of right answers is by chance."""

    model_config = ConfigDict(frozen=True)

    common: int
    fixed: tuple[Change, ...]
    broken: tuple[Change, ...]
    changed: tuple[Change, ...]
    newly_silent: tuple[Change, ...]
    added: int
    removed: int
    p: float

    @property
    def passed(self) -> bool:
        """Say whether nothing is newly told wrong, and nothing is lost beyond chance."""
        lost = len(self.broken) > len(self.fixed) and self.p < LEVEL
        return not self.newly_silent and not lost


def compare_runs(before: Verdicts, after: Verdicts) -> Comparison:
    """Return what differs between the verdicts of two runs, by the names of their cases.

    >>> found = compare_runs({"a": "right", "b": "refused"}, {"a": "silently_wrong", "b": "right", "c": "right"})
    >>> [change.name for change in found.newly_silent], len(found.fixed), len(found.broken), found.added
    (['a'], 1, 1, 1)
    """
    both = [name for name in after if name in before]
    different = [Change(name=n, before=before[n], after=after[n]) for n in both if before[n] != after[n]]
    new = [Change(name=n, before=None, after=after[n]) for n in after if n not in before]
    fixed = tuple(change for change in different if change.after == "right")
    broken = tuple(change for change in different if change.before == "right")
    return Comparison(
        common=len(both), fixed=fixed, broken=broken,
        changed=tuple(change for change in different if change not in fixed and change not in broken),
        newly_silent=tuple(c for c in (*different, *new) if c.after in SILENT and c.before not in SILENT),
        added=len(new), removed=len([n for n in before if n not in after]), p=sign_test(len(broken), len(fixed)),
    )  # fmt: skip
