"""What can be asked: every KPI by its name, department by department."""

from __future__ import annotations

from collections import defaultdict

from nlq.tell.words import say
from semantic_layer.model import Model


def tell_catalogue(model: Model, locale: str) -> str:
    """Return how many KPIs there are, and which, a line for each department.

    Where any are certified only those are named; what is deprecated never is.
    """
    certified = [name for name, metric in model.metrics.items() if metric.status == "certified"]
    names = certified or [name for name, metric in model.metrics.items() if metric.status != "deprecated"]
    by_department: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_department[model.metrics[name].department or ""].append(model.metric_label(name, locale))
    told = say("catalogue_one" if len(names) == 1 else "catalogue", locale, count=len(names))
    # Those of no department come last; where there is none, they are all.
    rest = "catalogue_rest" if len(by_department) > 1 else "catalogue_all"
    departments = sorted(by_department, key=lambda department: not department)
    lists = [
        say(
            "catalogue_of", locale, items=say("list_separator", locale).join(by_department[each]),
            department=model.department_label(each, locale) if each else say(rest, locale),
        )
        for each in departments
    ]  # fmt: skip
    return "\n".join((told, *lists))
