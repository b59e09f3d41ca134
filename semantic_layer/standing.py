"""How far a metric may be trusted: draft, certified, deprecated; said in every answer, or refused by the model."""

from __future__ import annotations

from collections.abc import Iterable

from semantic_layer.issues import Issue, QueryRefused
from semantic_layer.model import Model

CODES = ("draft_metric", "deprecated_metric", "deprecated_metric_alone")


def check_standing(names: Iterable[str], model: Model, locale: str) -> tuple[Issue, ...]:
    """Return a warning for each metric that is a draft or deprecated, with what replaces it.

    In a folder that certifies nothing, a draft is nothing to warn of.

    Raises:
        QueryRefused: draft_metric or deprecated_metric, where the model's governance refuses such a metric.
    """
    found = [issue for name in names if (issue := _standing(name, model, locale))]
    refused = [issue for issue in found if _is_refused(issue, model)]
    if refused:
        raise QueryRefused(*refused)
    return tuple(found)


def _is_refused(issue: Issue, model: Model) -> bool:
    rules = model.header.governance
    return (rules.draft if issue.code == "draft_metric" else rules.deprecated) == "refuse"


def _standing(name: str, model: Model, locale: str) -> Issue | None:
    spec = model.metrics[name]
    label = model.metric_label(name, locale)
    if spec.status == "deprecated":
        heir = model.metric_label(spec.replaced_by, locale) if spec.replaced_by else ""
        code = "deprecated_metric" if heir else "deprecated_metric_alone"
        message = f"{label} is no longer kept up." + (f" Use {heir}." if heir else "")
        params = {"label": label, "heir": heir}
        return Issue(code=code, message=message, suggestions=(heir,) if heir else (), params=params)
    if spec.status == "draft" and model.certifies:
        message = f"{label} is a draft: its definition is not certified yet."
        return Issue(code="draft_metric", message=message, params={"label": label})
    return None
