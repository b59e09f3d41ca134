"""What ``kpi fit`` does, behind the command line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from eval.fit.examples import Example, gold_examples, load_examples, made_examples, save_examples
from eval.fit.fitting import STRENGTH, Fitted, Judged, fit, free_names, judge, judge_held_out, only_trust
from eval.fit.likelihood import log_loss
from eval.fit.tables import (
    count_choices,
    loss_of,
    print_choices,
    print_loss,
    print_moved,
    print_reliability,
    print_risk,
)
from eval.fit.thresholds import find_thresholds
from eval.suite import load_suites
from nlq.engine import open_engine
from nlq.grammar.parse.weights import FITTED, PLACE, THRESHOLDS

#: What the chance of what is made begins with.
SEED = 1
#: A machine that is busy with a fit is slow with a query.
SECONDS = 120.0


#: How folds are made: of a model folder, and of a suite (gold, each by one author) or a shape (made).
KEYS: dict[str, Callable[[Example], str]] = {
    "folder left out": lambda each: each.model,
    "suite left out": lambda each: f"{each.source} {each.suite}",
}


def collect_examples(folders: Iterable[Path], count: int, err: Console) -> list[Example]:
    """Return the examples of model folders: their gold of the development split, and what is made over their models.

    Raises:
        ModelError, WarehouseError: a model or its warehouse cannot be opened.
    """
    found: list[Example] = []
    for folder in folders:
        engine = open_engine(folder, time_limit=SECONDS)
        try:
            suites = load_suites(folder)
            found += gold_examples(folder, engine)
            today = suites[0].today
            found += made_examples(engine, today, count, SEED)
        finally:
            engine.close()
        err.print(f"{folder.name}: {len(found)} questions read.", style="dim")
    return found


def run_fit(examples: Sequence[Example], out: Console, *, accepted: bool, only_confidence: bool = False) -> None:
    """Print how weights fitted to questions do on folders and suites that they were not fitted to; maybe keep them.

    With ``only_confidence`` the weights by hand are kept, and with them all that is answered.
    """
    by_hand: dict[str, float] = FITTED["by_hand"]
    hand = judge(examples, Fitted(by_hand, {}))
    left = {title: judge_held_out(examples, key, lambda rest: fit(rest, by_hand)) for title, key in KEYS.items()}
    judged = {"by hand": hand, **{f"fitted, {title}": each for title, each in left.items()}}
    print_loss(judged, out)
    print_choices(judged, THRESHOLDS, out)
    fitted = fit(examples, by_hand)
    print_moved(examples, by_hand, fitted.weights, out)
    held_out = left["folder left out"]
    better = all(is_better(each, hand) for each in left.values())
    if not better:
        out.print("Held out, the fitted weights are no better than those by hand: these are kept.")
    if not better or only_confidence:
        fitted = only_trust(examples, by_hand)
        held_out = judge_held_out(examples, KEYS["folder left out"], lambda rest: only_trust(rest, by_hand))
    print_reliability("by hand, share alone", hand, out)
    print_reliability("calibrated, folder left out", held_out, out)
    print_risk(held_out, out)
    thresholds = find_thresholds(held_out)
    out.print(f"Thresholds: {thresholds}.", markup=False)
    if fitted.weights == by_hand:
        # They belong to the weights: with these, what is asked back stays as it is.
        thresholds = THRESHOLDS
    if accepted:
        _accept(examples, fitted, thresholds, loss_of(left["folder left out"]))
        out.print(f"Written to {PLACE.name}: run kpi eval --all, and kpi fit again until nothing moves.")


def is_better(judged: Sequence[Judged], hand: Sequence[Judged]) -> bool:
    """Say whether what was judged held out is surer of what is right, tells no more wrong and no less right."""
    (right, wrong, *_), (right_by_hand, wrong_by_hand, *_) = (
        count_choices(each, THRESHOLDS) for each in (judged, hand)
    )
    return loss_of(judged) < loss_of(hand) and wrong <= wrong_by_hand and right >= right_by_hand


def judge_in_use(examples: Sequence[Example], out: Console) -> None:
    """Print how far the weights in use can be trusted."""
    judged = judge(examples, Fitted(FITTED["weights"], FITTED["trust"]))
    print_choices({"in use": judged}, THRESHOLDS, out)
    print_reliability("in use", judged, out)
    print_risk(judged, out)


def gather_examples(folders: Sequence[Path], count: int, saved: Path | None, err: Console) -> list[Example]:
    """Return the examples of model folders, from the file ``saved`` if it is there; else they are written to it.

    Raises:
        ModelError, WarehouseError: a model or its warehouse cannot be opened.
    """
    if saved is not None and saved.is_file():
        return load_examples(saved)
    examples = collect_examples(folders, count, err)
    if saved is not None:
        save_examples(examples, saved)
    return examples


def _accept(examples: Sequence[Example], fitted: Fitted, thresholds: Mapping[str, float], held_out: float) -> None:
    by_hand: dict[str, float] = FITTED["by_hand"]
    made = {
        "by": "kpi fit --accept", "strength": STRENGTH,
        "models": sorted({each.model for each in examples}),
        "questions": dict(sorted(Counter(each.source for each in examples).items())),
        "fitted": sorted(free_names(examples, by_hand)) if fitted.weights != by_hand else [],
        "log_loss": {
            "by_hand": round(log_loss(examples, by_hand), 4), "fitted": round(log_loss(examples, fitted.weights), 4),
            "held_out": round(held_out, 4),
        },
    }  # fmt: skip
    rounded = {name: round(weight, 3) for name, weight in fitted.weights.items()}
    trust = {name: round(weight, 3) for name, weight in fitted.trust.items()}
    held = {"made": made, "weights": rounded, "trust": trust, "thresholds": thresholds, "by_hand": by_hand}
    PLACE.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
