"""What is sound in a model and yet weak: metrics that are not SMART, words that mean two things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from semantic_layer.compiler.paths import find_paths, paths_to
from semantic_layer.issues import ModelProblem
from semantic_layer.model.check_times import has_time
from semantic_layer.model.definitions import MetricDef, Named
from semantic_layer.model.model import Model

#: A department with more core KPIs than this steers by none of them.
MOST_CORE = 5
#: Weights of one group add up to 1 but for rounding.
SLACK = 0.005


def lint_model(model: Model) -> tuple[ModelProblem, ...]:
    """Return warnings, by part: a model with warnings is served all the same."""
    checks: tuple[Callable[[Model], Iterator[ModelProblem]], ...] = (
        _smart, _words, _core, _weights, _deprecated, _phrasings, _unused, _policies, _undated,
    )  # fmt: skip
    return tuple(problem for check in checks for problem in check(model))


def _smart(model: Model) -> Iterator[ModelProblem]:
    """Yield the letters that a certified metric lacks.

    Specific (described, in every language that is used), measurable (a unit and a good direction), achievable (a
    target), relevant (a goal and an owner), time-bound (a cadence).
    """
    languages = _languages(model)
    targeted = {target.metric for target in model.targets}
    for name, metric in model.metrics.items():
        if metric.status == "certified":
            for letter, what in _lacks(metric, languages, name in targeted):
                yield _warn(f"metrics.{name}", f"{letter}: {what}.", f"smart_{letter[0].lower()}")


def _lacks(metric: MetricDef, languages: set[str], has_target: bool) -> Iterator[tuple[str, str]]:
    untold = sorted(languages - set(metric.description))
    if untold:
        yield "Specific", f"no description in {', '.join(untold)}"
    if metric.core and metric.direction == "none":
        yield "Measurable", "a core metric that does not say which way is good"
    if metric.core and not has_target:
        yield "Achievable", "a core metric without a target"
    if not metric.owner:
        yield "Relevant", "it has no owner"
    if not metric.goal:
        yield "Relevant", "it serves no goal"
    if not metric.cadence:
        yield "Time-bound", "it has no cadence"


def _languages(model: Model) -> set[str]:
    # A language counts where at least half of the metrics have a label in it.
    found = Counter(language for metric in model.metrics.values() for language in metric.label)
    return {language for language, count in found.items() if count * 2 >= len(model.metrics)}


def _words(model: Model) -> Iterator[ModelProblem]:
    meanings: dict[tuple[str, str], set[str]] = defaultdict(set)
    named: list[tuple[str, str, Named]] = [("metrics", name, spec) for name, spec in model.metrics.items()]
    named += [("dimensions", name, spec) for name, spec in model.dimensions.items()]
    for section, name, spec in named:
        for language, word in _called(spec):
            meanings[language, " ".join(word.lower().split())].add(f"{section}.{name}")
        for key in _written_twice(spec):
            yield _warn(f"{section}.{name}.synonyms", f"“{key}” is written twice.", "repeated_word")
    for (language, word), parts in sorted(meanings.items()):
        if len(parts) > 1:
            first, *others = sorted(parts)
            message = f"“{word}” ({language}) also means {', '.join(others)}: a question with it is asked back."
            yield _warn(first, message, "colliding_word")


def _called(spec: Named) -> Iterator[tuple[str, str]]:
    yield from spec.label.items()
    for language, words in spec.synonyms.items():
        yield from ((language, word) for word in words)


def _written_twice(spec: Named) -> list[str]:
    return sorted(word for (_, word), count in Counter(_called(spec)).items() if count > 1)


def _core(model: Model) -> Iterator[ModelProblem]:
    counts = Counter(metric.department for metric in model.metrics.values() if metric.core and metric.department)
    for department, count in sorted(counts.items()):
        if count > MOST_CORE:
            message = f"{department} has {count} core metrics; more than {MOST_CORE} steer nothing."
            yield _warn("metrics", message, "many_core")


def _weights(model: Model) -> Iterator[ModelProblem]:
    totals: dict[str, float] = defaultdict(float)
    for metric in model.metrics.values():
        if metric.group and metric.weight is not None:
            totals[metric.group] += metric.weight
    for group, total in sorted(totals.items()):
        if abs(total - 1) > SLACK:
            yield _warn(f"groups.{group}", f"the weights of its metrics add up to {total:.2f}, not 1.", "weights")
    groups = [group.weight for group in model.groups.values() if group.weight is not None]
    if groups and abs(sum(groups) - 1) > SLACK:
        yield _warn("groups", f"the weights of the groups add up to {sum(groups):.2f}, not 1.", "weights")


def _deprecated(model: Model) -> Iterator[ModelProblem]:
    for name, metric in model.metrics.items():
        heir = model.metrics.get(metric.replaced_by or "")
        if metric.status == "deprecated" and heir is None:
            yield _warn(f"metrics.{name}", "is deprecated, and does not say what replaces it.", "no_heir")
        if heir is not None and heir.status == "deprecated":
            yield _warn(f"metrics.{name}.replaced_by", "is replaced by a metric that is deprecated too.", "no_heir")


def _phrasings(model: Model) -> Iterator[ModelProblem]:
    for index, phrasing in enumerate(model.phrasings):
        for language, text in phrasing.text.items():
            if text.count("{") != text.count("}"):
                yield _warn(f"phrasings.{index}.text.{language}", "has a brace that does not close.", "braces")


def _unused(model: Model) -> Iterator[ModelProblem]:
    homes = {getattr(metric.calculation, "table", None) for metric in model.metrics.values()}
    reached = homes | {name for join in model.joins for name in (join.table, join.to)}
    for name in model.tables:
        if name not in reached and not any(spec.table == name for spec in model.dimensions.values()):
            yield _warn(f"tables.{name}", "is used by no metric, join or dimension.", "unused")


def _policies(model: Model) -> Iterator[ModelProblem]:
    for index, policy in enumerate(model.policies):
        target = model.dimensions[policy.dimension].table
        for table in model.tables:
            count = len(paths_to(model, table, policy.dimension))
            if count != 1 and find_paths(model.joins, table, target):
                ways = f"in {count} ways" if count else "only by joins that its “via” does not name"
                message = (
                    f"{table} leads to {policy.dimension} {ways}: who may see its rows is not said, and nobody does."
                )
                yield _warn(f"policies.{index}.dimension", message, "policy_path")


def _undated(model: Model) -> Iterator[ModelProblem]:
    """Yield metrics whose rows have no date while what they lead to has one."""
    for name, metric in model.metrics.items():
        table = getattr(metric.calculation, "table", "")
        dated = [] if has_time(model, metric.calculation) else _times_reached(model, table)
        if dated:
            message = (
                f"rows of {table} have no date: it is known as of now alone, unless `time` is {' or '.join(dated)}."
            )
            yield _warn(f"metrics.{name}", message, "undated")


def _times_reached(model: Model, table: str) -> list[str]:
    found = []
    for name, spec in model.tables.items():
        if spec.time and "." not in spec.time and not spec.history and len(find_paths(model.joins, table, name)) == 1:
            found.append(f"{name}.{spec.time}")
    return found


def _warn(key: str, message: str, code: str) -> ModelProblem:
    return ModelProblem(file="model", line=1, key=key, message=message, severity="warning", code=code)
