"""The hash of a definition: it changes with what the values depend on, and with nothing else."""

import pytest

from semantic_layer.model.closure import Hashes, close_over
from semantic_layer.model.definitions import Calendar, Column, Condition, Input
from semantic_layer.model.sight import cut_model, keep_members
from semantic_layer.model.without import tables_read, without_tables
from semantic_layer.session import Viewer


def changed(model, **sections):
    """Return the model with parts of some sections replaced, and the metrics whose hash is another one then."""
    other = model.model_copy(update={name: getattr(model, name) | parts for name, parts in sections.items()})
    return {name for name in model.metrics if other.hashes[name] != model.hashes[name]}


def metric(model, name, **fields):
    return {"metrics": {name: model.metrics[name].model_copy(update=fields)}}


def calculation(model, name, **fields):
    return metric(model, name, calculation=model.metrics[name].calculation.model_copy(update=fields))


def column(model, table, name, **fields):
    spec = model.tables[table]
    columns = spec.columns | {name: spec.columns[name].model_copy(update=fields)}
    return {"tables": {table: spec.model_copy(update={"columns": columns})}}


def test_words_owners_targets_and_versions_are_no_part_of_it(shop):
    model = shop.model
    for fields in (
        {"label": {"en": "income"}}, {"synonyms": {"en": ("x",)}}, {"description": {"en": "x"}}, {"owner": "Another"},
        {"version": "7"}, {"goal": None}, {"core": False}, {"status": "draft"}, {"direction": "down"}, {"cadence": None},
    ):  # fmt: skip
        assert changed(model, **metric(model, "takings", **fields)) == set()
    assert model.model_copy(update={"targets": ()}).hashes == model.hashes
    assert changed(model, **column(model, "sale", "amount", description={"en": "x"})) == set()
    watermark = {"sale": model.tables["sale"].model_copy(update={"watermark": None})}
    assert changed(model, tables=watermark) == set(), "how far the data reach is no definition"


#: Metrics of the shop that are counted from sales that were not cancelled, and what is made of them.
OF_TAKINGS = {"takings", "basket_value", "net_takings", "gold_share"}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda m: calculation(m, "takings", column=None, agg="count"), OF_TAKINGS),
        (lambda m: calculation(m, "takings", where=()), OF_TAKINGS),
        (lambda m: metric(m, "takings", missing="zero"), OF_TAKINGS),
        (lambda m: metric(m, "takings", unit="USD"), OF_TAKINGS),
        (lambda m: calculation(m, "gold_share", numerator=Input(metric="takings")), {"gold_share"}),
        (lambda m: calculation(m, "net_takings", formula="takings + refunded"), {"net_takings"}),
        (lambda m: column(m, "sale_line", "line_amount", expr="quantity * price * 2"), {"line_takings"}),
        (lambda m: column(m, "sale_line", "price", type="integer"), {"line_takings"}),
        (lambda m: {"dimensions": {"tier": m.dimensions["tier"].model_copy(update={"column": "buyer_id"})}}, {"gold_share"}),
        (lambda m: {"tables": {"buyer": m.tables["buyer"].model_copy(update={"source": "buyers"})}}, {"gold_share"}),
        (lambda m: {"tables": {"stock": m.tables["stock"].model_copy(update={"time": None})}}, {"stock_pieces"}),
    ],
)  # fmt: skip
def test_it_changes_with_what_the_values_depend_on(shop, change, wanted):
    assert changed(shop.model, **change(shop.model)) == wanted


def test_a_join_on_the_way_to_a_condition_belongs_to_it(shop):
    joins = tuple(
        join.model_copy(update={"on": {"channel": "buyer_id"}}) if join.name == "sale_buyer" else join
        for join in shop.model.joins
    )
    other = shop.model.model_copy(update={"joins": joins})
    assert {n for n in other.hashes if other.hashes[n] != shop.model.hashes[n]} == {"gold_share"}


def test_moments_belong_to_a_zone_and_days_do_not(shop):
    header = shop.model.header.model_copy(update={"calendar": Calendar(time_zone="UTC")})
    other = shop.model.model_copy(update={"header": header})
    differ = {n for n in other.hashes if other.hashes[n] != shop.model.hashes[n]}
    assert {"takings", "buyers", "first_buyers"} <= differ
    assert not {"stock_pieces", "staff_count", "pieces_sold", "refunded"} & differ


def test_the_order_of_conditions_and_the_spelling_of_a_formula_are_the_same_definition(shop):
    model = shop.model
    two = (Condition(field="status", op="in", value=("a", "b")), Condition(field="channel", value="web"))
    turned = (two[1], two[0].model_copy(update={"value": ("b", "a")}))
    first, second = (model.model_copy(update={"metrics": model.metrics | calculation(model, "takings", where=w)["metrics"]})
                     for w in (two, turned))  # fmt: skip
    assert first.hashes == second.hashes != model.hashes
    assert changed(model, **calculation(model, "net_takings", formula="takings   - refunded")) == set()
    assert changed(model, **column(model, "sale_line", "line_amount", expr="quantity*price")) == set()


def test_a_default_that_is_written_is_the_default(shop):
    model = shop.model
    spelt = calculation(model, "refunded", where=(), time=None)
    assert changed(model, **spelt) == set()


def test_two_kinds_of_calculation_with_the_same_fields_differ(shop):
    closures = [close_over(name, shop.model)["self"] for name in ("first_buyers", "buyers")]
    assert closures[0] != closures[1] and closures[0]["calculation"]["type"] == "first_time"


def test_everyone_sees_the_same_hash(shop):
    """Also one who does not see the inputs of a metric that is open to him."""
    metrics = shop.model.metrics
    hidden = metrics["refunded"].model_copy(update={"visible_to": ("finance",)})
    model = shop.model.model_copy(update={"metrics": metrics | {"refunded": hidden}})
    seen = keep_members(cut_model(model, Viewer()), {"tier": ["gold"]})
    assert "refunded" not in seen.metrics and seen.hashes["net_takings"] == model.hashes["net_takings"]


def test_a_model_without_tables_has_nothing_that_stands_on_them(shop):
    assert tables_read("gold_share", shop.model) == {"sale", "buyer"}
    left = without_tables(shop.model, {"buyer"})
    assert set(shop.model.metrics) - set(left.metrics) == {"gold_share"}
    assert "tier" not in left.dimensions and "takings" in left.metrics
    assert not [join for join in left.joins if join.to == "buyer"]


def test_a_computed_column_brings_the_columns_it_is_computed_from(shop):
    columns = shop.model.tables["sale_line"].columns | {"x": Column(type="number", expr="line_amount + 1")}
    tables = {"sale_line": shop.model.tables["sale_line"].model_copy(update={"columns": columns})}
    model = shop.model.model_copy(update={"tables": shop.model.tables | tables})
    other = model.model_copy(
        update={"metrics": model.metrics | calculation(model, "line_takings", column="x")["metrics"]}
    )
    assert {
        "tables.sale_line.columns.x",
        "tables.sale_line.columns.line_amount",
        "tables.sale_line.columns.price",
    } <= set(close_over("line_takings", other))


def test_hashes_are_the_same_in_whichever_order_they_are_asked_for(shop):
    model = shop.model
    forward = {name: Hashes(model)[name] for name in model.metrics}
    kept = Hashes(model)
    assert {name: kept[name] for name in reversed(model.metrics)} == forward == model.hashes
    assert len(kept) == len(model.metrics) and kept.get("no metric") is None
