"""What differs between two models, told as values."""

from semantic_layer.model.definitions import Simple, Target
from semantic_layer.model.diff import diff_models


def with_metric(model, name, **fields):
    return model.model_copy(update={"metrics": model.metrics | {name: model.metrics[name].model_copy(update=fields)}})


def with_calculation(model, name, version=None, **fields):
    made = model.metrics[name].calculation.model_copy(update=fields)
    return with_metric(model, name, calculation=made, **({"version": version} if version else {}))


def changes(old, new):
    return {change.name: change for change in diff_models(old, new).metrics}


def test_nothing_differs(shop):
    found = diff_models(shop.model, shop.model)
    assert (found.metrics, found.parts, found.recalculated) == ((), (), ())


def test_added_and_removed(shop):
    left = shop.model.model_copy(update={"metrics": {n: m for n, m in shop.model.metrics.items() if n != "buyers"}})
    gone, come = changes(shop.model, left)["buyers"], changes(left, shop.model)["buyers"]
    assert (gone.kind, gone.versions, come.kind, come.versions) == ("removed", ("1", None), "added", (None, "1"))
    assert come.hashes == (None, shop.model.hashes["buyers"])


def test_fields_are_named_as_deep_as_they_differ(shop):
    new = with_metric(shop.model, "takings", owner="Another", label={"en": "takings", "zh": "收入"})
    (change,) = changes(shop.model, new).values()
    assert {(f.field, f.before, f.after) for f in change.fields} == {
        ("owner", "Head of Shops", "Another"), ("label.zh", "进账", "收入"),
    }  # fmt: skip
    assert (change.kind, change.recalculated, change.silent) == ("changed", False, False)


def test_a_calculation_that_changes_with_its_version_is_not_silent(shop):
    quiet = changes(shop.model, with_calculation(shop.model, "takings", where=()))["takings"]
    said = changes(shop.model, with_calculation(shop.model, "takings", version="2", where=()))["takings"]
    assert (quiet.silent, quiet.recalculated, said.silent, said.recalculated) == (True, True, False, True)
    assert [f.field for f in quiet.fields] == ["calculation.where"]
    assert [f.field for f in said.fields] == ["calculation.where", "version"]


def test_another_kind_of_calculation_is_told_as_a_whole(shop):
    new = with_metric(shop.model, "buyers", calculation=Simple(table="sale", agg="count_distinct", column="buyer_id"))
    (field,) = changes(shop.model, new)["buyers"].fields
    assert (field.field, field.before["type"], field.after["type"]) == ("calculation", "entity_count", "simple")


def test_what_is_made_of_a_metric_changes_with_it_and_says_so(shop):
    found = changes(shop.model, with_calculation(shop.model, "takings", where=()))
    assert {name for name, change in found.items() if change.kind == "affected"} == {
        "basket_value",
        "net_takings",
        "gold_share",
    }
    assert found["basket_value"].because == ("metrics.takings",)
    assert not found["basket_value"].silent, "the metric that changed is told once"


def test_a_column_a_join_or_a_dimension_changes_what_reads_it(shop):
    line = shop.model.tables["sale_line"]
    columns = line.columns | {"line_amount": line.columns["line_amount"].model_copy(update={"expr": "price"})}
    new = shop.model.model_copy(
        update={"tables": shop.model.tables | {"sale_line": line.model_copy(update={"columns": columns})}}
    )
    found = diff_models(shop.model, new)
    (change,) = found.metrics
    assert (change.name, change.kind, change.because) == (
        "line_takings",
        "affected",
        ("tables.sale_line.columns.line_amount",),
    )
    assert change.silent and found.recalculated == ("line_takings",)
    assert [(p.part, p.fields[0].field) for p in found.parts] == [("tables.sale_line", "columns.line_amount.expr")]
    tier = shop.model.dimensions["tier"].model_copy(update={"column": "buyer_id"})
    found = diff_models(
        shop.model, shop.model.model_copy(update={"dimensions": shop.model.dimensions | {"tier": tier}})
    )
    assert found.recalculated == ("gold_share",) and found.metrics[0].because[0] == "dimensions.tier"


def test_parts_that_are_no_metrics(shop):
    target = Target(metric="takings", period="2026-Q4", value=1)
    header = shop.model.header.model_copy(update={"currency": "EUR"})
    new = shop.model.model_copy(update={"targets": (target,), "header": header, "joins": shop.model.joins[1:]})
    found = {part.part: part for part in diff_models(shop.model, new).parts}
    assert found["joins.branch_area"].kind == "removed"
    assert [(f.field, f.before, f.after) for f in found["targets.takings 2026-Q4"].fields] == [("value", 9000.0, 1.0)]
    assert found["targets.takings 2026-11 area=1"].kind == "removed"
    assert (found["header.currency"].fields[0].before, found["header.currency"].fields[0].after) == ("CNY", "EUR")
