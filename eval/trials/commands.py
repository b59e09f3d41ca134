"""What ``kpi trial`` does: mutated gold, planted defects, and what must hold without gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.trials.defects import load_defects, try_defects
from eval.trials.metamorphic import try_folder
from eval.trials.mutants import try_mutants

#: Mutants of expected queries that the data must tell from their gold, as a share.
CAUGHT = 0.95


def mutate_gold(folder: Path, out: Console) -> bool:
    """Print which mutants of expected queries survive, by kind; return whether enough are caught."""
    mutants = try_mutants(folder)
    kinds = Counter(mutant.kind for mutant in mutants)
    survived = [mutant for mutant in mutants if mutant.survived]
    table = Table("what was done", "mutants", "caught")
    for kind, count in kinds.most_common():
        lost = sum(mutant.kind == kind for mutant in survived)
        table.add_row(kind, str(count), f"{count - lost} ({(count - lost) / count:.1%})")
    share = 1 - len(survived) / max(len(mutants), 1)
    table.add_row("all", str(len(mutants)), f"{len(mutants) - len(survived)} ({share:.1%})")
    out.print(table)
    for mutant in survived:
        out.print(f"survived: {mutant.case}: {mutant.kind}: {mutant.sql}", markup=False, soft_wrap=True)
    return share >= CAUGHT


def plant_defects(folder: Path, out: Console) -> bool:
    """Print which planted defects the suites of a demo notice; return whether all are."""
    passed = True
    for noticed in try_defects(folder.name, load_defects()):
        passed &= noticed.caught
        what = "nothing runs" if noticed.fell else f"{len(noticed.cases)} cases, {', '.join(noticed.cases[:3])}"
        verdict = f"caught ({what})" if noticed.caught else "NOT CAUGHT"
        out.print(f"{noticed.defect.id}: {verdict}", markup=False)
    return passed


def vary_questions(folder: Path, out: Console) -> bool:
    """Print what varied questions and sums of buckets held; return whether nothing broke."""
    trials = list(try_folder(folder))
    counts = Counter((trial.kind, trial.outcome) for trial in trials)
    table = Table("what was varied", "tried", "held", "withheld", "broken")
    for kind in dict.fromkeys(trial.kind for trial in trials):
        held, withheld, broken = (counts[kind, outcome] for outcome in ("held", "withheld", "broken"))
        table.add_row(kind, str(held + withheld + broken), str(held), str(withheld), str(broken))
    out.print(table)
    broken_trials = [trial for trial in trials if trial.outcome == "broken"]
    for trial in broken_trials:
        out.print(f"broken: {trial.kind}: {trial.text} ({trial.detail})", markup=False)
    return not broken_trials


TRIALS: dict[str, Callable[[Path, Console], bool]] = {
    "gold": mutate_gold, "defects": plant_defects, "questions": vary_questions,
}  # fmt: skip
