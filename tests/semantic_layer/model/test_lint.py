from semantic_layer.model.definitions import MetricDef, MetricGroup, Phrasing, Table, Target
from semantic_layer.model.lint import MOST_CORE, lint_model


def codes(model, **changes):
    # Refunds of the shop have two ways to a branch: that has a test of its own.
    changes = {"policies": ()} | changes
    return {(problem.key, problem.code) for problem in lint_model(model.model_copy(update=changes))}


def certified(**more):
    whole = {
        "calculation": {"type": "simple", "table": "sale", "agg": "count"},
        "label": {"en": "x", "zh": "某"},
        "description": {"en": "x", "zh": "某"},
        "direction": "up",
        "owner": "Head",
        "goal": "growth",
        "cadence": "daily",
        "status": "certified",
    }
    return MetricDef.model_validate(whole | more)


def test_a_whole_metric_has_no_warning(shop):
    assert codes(shop.model, metrics={"x": certified()}, targets=()) == set()


def test_each_letter_that_is_lacking_is_named(shop):
    for change, letter in (
        ({"description": {"en": "x"}}, "smart_s"),
        ({"direction": "none", "core": True}, "smart_m"),
        ({"core": True}, "smart_a"),
        ({"owner": None}, "smart_r"),
        ({"goal": None}, "smart_r"),
        ({"cadence": None}, "smart_t"),
    ):
        assert ("metrics.x", letter) in codes(shop.model, metrics={"x": certified(**change)}, targets=())


def test_a_target_makes_a_core_metric_achievable(shop):
    metrics = {"x": certified(core=True)}
    assert codes(shop.model, metrics=metrics, targets=(Target(metric="x", period="2026", value=1),)) == set()


def test_one_word_for_two_things(shop):
    metrics = {"x": certified(), "y": certified(label={"en": "Y", "zh": "丙"}, synonyms={"en": ["X", "area"]})}
    found = {p.key: p.message for p in lint_model(shop.model.model_copy(update={"metrics": metrics, "targets": ()}))}
    assert "“x” (en) also means metrics.y" in found["metrics.x"]
    assert "metrics.y" in found["dimensions.area"]


def test_weights_core_heirs_braces_and_tables(shop):
    heavy = {f"m{n}": certified(label={}, core=True, department="D", description={}) for n in range(MOST_CORE + 1)}
    assert ("metrics", "many_core") in codes(shop.model, metrics=heavy)
    assert ("groups.trade", "weights") in codes(shop.model, metrics={"x": certified(group="trade", weight=0.4)})
    assert ("groups", "weights") in codes(shop.model, groups={"trade": MetricGroup(weight=0.7)})
    assert ("metrics.x", "no_heir") in codes(shop.model, metrics={"x": certified(status="deprecated")})
    assert ("phrasings.0.text.en", "braces") in codes(
        shop.model, phrasings=(Phrasing(text={"en": "{a buys"}, metrics=("takings",)),)
    )
    lonely = shop.model.tables | {"lonely": Table(columns={"a": {"type": "text"}})}
    assert codes(shop.model, tables=lonely) - codes(shop.model) == {("tables.lonely", "unused")}
