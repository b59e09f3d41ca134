"""Each lint code: a folder that has it, and a near miss that has not; a whole folder has none."""

import copy
import datetime as dt
import json

import pytest

from semantic_layer.model.lint import Subject, lint_model, members_looked_at
from semantic_layer.model.load import read_folder

DROP = object()
TODAY = dt.date(2026, 11, 23)


def both(text):
    return {"en": text, "zh": f"{text}（中）"}


def whole(calculation, label, **more):
    return {
        "calculation": calculation, "label": both(label), "description": both(f"{label}, counted by day"),
        "unit": "count", "direction": "up", "source": both("the gate"), "owner": "Head", "department": "Parks",
        "goal": "growth", "cadence": "monthly", "status": "certified",
    } | more  # fmt: skip


def rows(agg, column=None):
    return {"type": "simple", "table": "visit", "agg": agg} | ({"column": column} if column else {})


BASE = {
    "name": "parks", "warehouse": "duckdb:///parks.duckdb", "default_period": {"kind": "relative", "unit": "month"},
    "calendar": {"as_of": TODAY.isoformat()},
    "tables": {
        "park": {"key": ["park_id"], "columns": {"park_id": {"type": "text"}, "home_id": {"type": "text"}}},
        "visit": {
            "key": ["visit_id"], "time": "day",
            "columns": {name: {"type": kind} for name, kind in {
                "visit_id": "integer", "park_id": "text", "left_by": "text", "day": "date", "kind": "text", "fee": "number",
            }.items()},
        },
    },
    "joins": [{"name": "visit_park", "table": "visit", "to": "park", "on": {"park_id": "park_id"}}],
    "dimensions": {
        "park": {"label": both("park"), "table": "park", "column": "park_id",
                 "members": [{"value": "oak", "label": both("Oak Park")}, {"value": "elm", "label": both("Elm Park")}]},
        "kind": {"label": both("kind of visit"), "table": "visit", "column": "kind"},
    },
    "metrics": {
        "visits": whole(rows("count"), "visits"),
        "fees": whole(rows("sum", "fee"), "fees", unit="EUR"),
        "gifts": whole(rows("sum", "fee"), "gifts", unit="EUR"),
        "takings": whole({"type": "derived", "formula": "fees + gifts"}, "takings", unit="EUR"),
        "balance": whole({"type": "derived", "formula": "fees - gifts"}, "balance", unit="EUR"),
        "fee_per_visit": whole({"type": "ratio", "numerator": "fees", "denominator": "visits"}, "fee per visit", unit="EUR"),
        "paid": whole({"type": "ratio", "numerator": "gifts", "denominator": "fees"}, "paid share", unit="share"),
        "parks": whole({"type": "entity_count", "table": "visit", "entity": "park_id"}, "parks visited"),
    },
    "goals": {"growth": {"label": both("Grow")}},
    "groups": {"trade": {"label": both("Trade"), "weight": 1.0}},
}  # fmt: skip


def write(folder, changes, members=None):
    model = copy.deepcopy(BASE)
    for path, value in changes.items():
        *way, last = path.split(".")
        place = model
        for key in way:
            place = place.setdefault(key, {}) if isinstance(place, dict) else place[int(key)]
        if value is DROP:
            del place[last]
        else:
            place[last] = copy.deepcopy(value)
    # JSON is YAML, a key a line: places can be told.
    (folder / "model.yaml").write_text(json.dumps(model, ensure_ascii=False, indent=1), encoding="utf-8")
    found = read_folder(folder)
    assert not found.problems, found.problems
    return lint_model(Subject(found.model, None, members or {}), found.locate)


def target(metric, period, value, **segment):
    return {"metric": metric, "period": period, "value": value, "segment": segment}


def targets(*found):
    return {"targets": list(found)}


def two_ways(**more):
    """Two joins to one table: two ways from a visit to its park."""
    second = {"name": "visit_exit", "table": "visit", "to": "park", "on": {"left_by": "park_id"}}
    return {"joins": [*BASE["joins"], second], **more}


ISLAND = {"key": ["k"], "time": "day", "columns": {"k": {"type": "integer"}, "day": {"type": "date"}}}
BOATS = whole({"type": "simple", "table": "island", "agg": "count"}, "boats")
YEAR, NEXT = target("visits", "2026", 100), target("visits", "2027", 100)
CORES = {f"metrics.m{n}": whole(rows("count"), f"number {n}", core=True) for n in range(5)}
CORE_TARGETS = [target(f"m{n}", "2026", 1) for n in range(5)]
SIXTH = {"metrics.visits.core": True, "targets": [*CORE_TARGETS, YEAR]}


def derived(formula):
    return {"type": "derived", "formula": formula}


PAID = whole({"type": "ratio", "numerator": "gifts", "denominator": "fees"}, "paid part", unit="share")
#: Nothing else is made of fees and gifts.
ALONE = {f"metrics.{name}": DROP for name in ("takings", "balance", "fee_per_visit")}
#: Visits lead to a zone that has a number.
ZONED = {
    "tables.zone": {"key": ["zone_id"], "columns": {"zone_id": {"type": "integer"}}},
    "tables.visit.columns.zone_id": {"type": "integer"},
    "joins": [*BASE["joins"], {"name": "visit_zone", "table": "visit", "to": "zone", "on": {"zone_id": "zone_id"}}],
}

#: The owner and the department of all, told in the other language too.
LISTED = {"owners": {"Head": {"label": {"zh": "处长"}}}, "departments": {"Parks": {"label": {"zh": "公园处"}}}}
WOODS = {"metrics.visits.department": "Woods"}

CASES = [
    # code, what has it, a near miss that has not
    ("smart_s", {"metrics.visits.description": {"en": "Visits by day"}}, {"metrics.visits.description": both("Visits by day")}),
    ("smart_s", {"metrics.visits.label": {"en": "visits"}}, {"metrics.visits.label": {"en": "visits", "zh": "到访"}}),
    ("smart_s", {"metrics.gifts.label": {"en": "gifts"}, "metrics.gifts.status": "draft"}, {"metrics.balance.status": "draft", "metrics.takings.status": "draft", "metrics.paid.status": "draft", "metrics.gifts.label": {"en": "gifts"}, "metrics.gifts.status": "draft"}),
    ("smart_m", {"metrics.fees.unit": DROP}, {"metrics.visits.unit": DROP, "metrics.parks.unit": DROP}),
    ("smart_m", {"metrics.visits.direction": DROP}, {"metrics.visits.direction": "none"}),
    ("smart_m", {"metrics.visits.direction": "none", "metrics.visits.core": True, **targets(YEAR)}, {"metrics.visits.core": True, **targets(YEAR)}),
    ("smart_m", {"metrics.visits.source": DROP}, {"metrics.visits.source": both("the other gate")}),
    ("smart_m", {"metrics.visits.source": {"en": "the gate"}}, {"metrics.visits.source": DROP, "metrics.visits.status": "draft"}),
    ("smart_a", {"metrics.visits.core": True}, {"metrics.visits.core": True, **targets(YEAR)}),
    ("smart_r", {"metrics.visits.owner": DROP}, {"metrics.visits.owner": "Somebody"}),
    ("smart_r", {"metrics.visits.department": DROP}, {"metrics.visits.department": "Woods"}),
    ("smart_r", {"metrics.visits.goal": DROP}, {"metrics.visits.status": "draft", "metrics.visits.goal": DROP}),
    ("smart_t", {"metrics.visits.cadence": DROP}, {"metrics.visits.cadence": "yearly"}),
    ("smart_t", targets(target("visits", "2026-10", 9)), targets(target("visits", "2026-10", 9), target("visits", "2026-11", 9))),
    ("smart_t", targets(target("visits", "2025", 9)), targets(target("visits", "2025", 9), target("visits", "2026-Q4", 3, park="oak"))),
    ("many_core", {**CORES, **SIXTH}, {**CORES, **SIXTH, "metrics.visits.department": "Woods"}),
    ("vague", {"metrics.visits.description": {"en": "Visits.", "zh": "按日统计的到访"}}, {"metrics.visits.description": {"en": "Visits of the gate.", "zh": "按日统计的到访"}}),
    ("colliding_word", {"metrics.fees.synonyms": {"en": ["Visits"]}}, {"metrics.fees.synonyms": {"en": ["visits paid"]}}),
    ("colliding_word", {"metrics.fees.synonyms": {"en": ["park"]}}, {"metrics.fees.synonyms": {"en": ["parking"]}}),
    ("colliding_word", {"metrics.fees.synonyms": {"en": ["oak park"]}}, {"metrics.fees.synonyms": {"en": ["oak"]}}),
    ("colliding_word", {"dimensions.kind.members": [{"value": "x", "label": {"en": "ELM park"}}]}, {"dimensions.park.members": [{"value": "elm", "label": both("Elm Park"), "synonyms": {"en": ["Elm  park"]}}]}),
    ("repeated_word", {"metrics.visits.synonyms": {"en": ["visits"]}}, {"metrics.visits.synonyms": {"zh": ["visits"]}}),
    ("braces", {"phrasings": [{"text": {"en": "{kind visited"}, "metrics": ["visits"]}]}, {"phrasings": [{"text": {"en": "{kind} visited"}, "metrics": ["visits"]}]}),
    ("braces", {"phrasings": [{"text": {"en": "{kynd} visited"}, "metrics": ["visits"]}]}, {"phrasings": [{"text": {"en": "{visit} is made"}, "metrics": ["visits"]}]}),
    ("empty_name", {"metrics.visits.label": {"en": "visits", "zh": " "}}, {"metrics.visits.label": {"en": "visits", "zh": "%"}}),
    ("empty_name", {"dimensions.kind.synonyms": {"en": ["sort", ""]}}, {"dimensions.kind.synonyms": {"en": ["sort"]}}),
    ("empty_name", {"dimensions.park.members": [{"value": "oak", "label": {"en": ""}}]}, {"dimensions.park.members": [{"value": "oak"}]}),
    ("no_label", {"dimensions.kind.label": {"en": "kind"}}, {"dimensions.kind.label": both("kind")}),
    ("no_label", {"dimensions.kind.label": DROP}, {"dimensions.kind.label": {"en": "kind", "zh": "类别", "de": "Art"}}),
    ("idle_meaning", {"meanings": [{"words": {"en": ["calls"]}, "means": "visits"}]}, {"meanings": [{"words": {"en": ["Visits"]}, "means": "visits"}]}),
    ("idle_meaning", {"meanings": [{"words": {"en": ["ash park"]}, "means": "park", "member": "oak"}]}, {"meanings": [{"words": {"en": ["oak park"]}, "means": "park", "member": "oak"}]}),
    ("idle_meaning", {"meanings": [{"words": {"en": ["oak park"]}, "means": "park", "member": "OAK"}]}, {"meanings": [{"words": {"en": ["fir park"]}, "means": "park", "member": "fir"}]}),
    ("colliding_word", {"metrics.fees.synonyms": {"en": ["Visits"]}}, {"metrics.fees.synonyms": {"en": ["Visits"]}, "meanings": [{"words": {"en": ["visits"]}, "means": "fees"}]}),
    ("weights", {"metrics.visits.group": "trade", "metrics.visits.weight": 0.9}, {"metrics.visits.group": "trade", "metrics.visits.weight": 0.997}),
    ("weights", {"groups.trade.weight": 0.9}, {"groups.trade.weight": DROP}),
    ("no_heir", {"metrics.visits.status": "deprecated"}, {"metrics.visits.status": "deprecated", "metrics.visits.replaced_by": "fees"}),
    ("no_heir", {"metrics.visits.replaced_by": "fees", "metrics.fees.status": "deprecated", "metrics.fees.replaced_by": "gifts"}, {"metrics.visits.replaced_by": "fees"}),
    ("unlisted_party", {**LISTED, "metrics.visits.department": "Park"}, {"metrics.visits.department": "Park"}),
    ("unlisted_party", {**LISTED, "goals.growth.owner": "Heads"}, {**LISTED, "goals.growth.owner": "Head"}),
    ("idle_party", {**LISTED, "owners.Mayor": {"label": {"zh": "市长"}}}, {**LISTED, "owners.Mayor": {"label": {"zh": "市长"}}, "goals.growth.owner": "Mayor"}),
    ("no_label", {**LISTED, "departments.Parks": {}}, {**LISTED, "departments.Parks": {"label": {"zh": "公园处"}}}),
    ("empty_name", {**LISTED, "departments.Parks.label": {"zh": " "}}, LISTED),
    ("colliding_word", {**LISTED, **WOODS, "departments.Woods": {"label": {"zh": "公园处"}}}, {**LISTED, **WOODS, "departments.Woods": {"label": {"zh": "林业处"}}}),
    ("ambiguous_path", two_ways(), two_ways(**{"dimensions.park.via": ["visit_park"]})),
    ("unreached", {"tables.island": ISLAND, "metrics.boats": BOATS}, {"tables.island": ISLAND, "metrics.boats": BOATS, "dimensions.k": {"label": both("k"), "table": "island", "column": "k"}}),
    ("unreached", {"tables.island": ISLAND, "dimensions.k": {"label": both("k"), "table": "island", "column": "k"}, "metrics.boats": BOATS, "metrics.odd": whole({"type": "ratio", "numerator": "visits", "denominator": "boats"}, "odd share")},
     {"tables.island": ISLAND, "dimensions.k": {"label": both("k"), "table": "island", "column": "k"}, "metrics.boats": BOATS, "metrics.odd": whole({"type": "ratio", "numerator": "visits", "denominator": "boats", "denominator_ignores": ["park"]}, "odd share")}),
    ("unused", {"tables.island": ISLAND}, {"tables.island": ISLAND, "dimensions.k": {"label": both("k"), "table": "island", "column": "k"}}),
    ("target_range", targets(target("paid", "2026", 92)), targets(target("paid", "2026", 0.92))),
    ("target_range", targets(target("paid", "2026", -0.1)), targets(target("fees", "2026", -0.1))),
    ("target_range", targets(target("visits", "2026", -1)), targets(target("fees", "2026", -1))),
    ("target_range", targets(target("parks", "2026", -1)), targets(target("parks", "2026", 0))),
    ("mixed_units", {"metrics.takings.calculation": derived("fees + visits")}, {"metrics.takings.calculation": derived("fees / visits")}),
    ("mixed_units", {"metrics.paid.calculation": derived("(fees - visits) / fees")}, {"metrics.paid.calculation": derived("(fees - gifts) / fees")}),
    ("mixed_units", {"metrics.paid.calculation": derived("1 - paid2 - fees"), "metrics.paid2": PAID}, {"metrics.paid.calculation": derived("1 - paid2"), "metrics.paid2": PAID}),
    ("mixed_units", {"metrics.gifts.unit": "USD", "metrics.paid.unit": "ratio"}, {}),
    ("mixed_units", {"metrics.takings.unit": "count"}, {"metrics.takings.unit": "count", "metrics.takings.calculation": derived("fees / visits - gifts / visits")}),
    ("mixed_units", {"metrics.takings.unit": "hours"}, {"metrics.takings.unit": "hours", "metrics.takings.calculation": derived("fees / 60")}),
    ("odd_share", {"metrics.fees.unit": "share", "metrics.gifts.unit": "share", **ALONE}, {"metrics.visits.unit": "share", "metrics.visits.calculation": rows("avg", "fee")}),
    ("odd_share", {"metrics.visits.unit": "share"}, {"metrics.visits.unit": "count"}),
    ("odd_share", {"metrics.parks.unit": "share"}, {"metrics.parks.unit": "count"}),
    ("odd_share", {"metrics.fee_per_visit.unit": "share"}, {"metrics.fee_per_visit.unit": "ratio"}),
    ("unknown_unit", {"metrics.visits.unit": "percent"}, {"metrics.visits.unit": "percent", "metrics.visits.unit_label": both("%")}),
    ("unknown_unit", {"metrics.visits.unit": "coutn"}, {"metrics.visits.unit": "coups"}),
    ("unknown_unit", {"metrics.visits.unit": "minuts"}, {"metrics.visits.unit": "minutes"}),
    ("unknown_unit", {"metrics.visits.unit": "Hours"}, {"metrics.visits.unit": "shares"}),
    ("unknown_unit", {"metrics.visits.unit": "eur"}, {"metrics.visits.unit": "eut"}),
    ("summed_key", {"metrics.fees.calculation": rows("sum", "visit_id")}, {"metrics.fees.calculation": rows("max", "visit_id")}),
    ("summed_key", {**ZONED, "metrics.fees.calculation": rows("avg", "zone_id")}, {**ZONED, "metrics.fees.calculation": rows("count_distinct", "zone_id")}),
    ("summed_snapshots", {"metrics.stock": whole({"type": "balance", "table": "visit", "column": "fee", "entity": ["park_id"]}, "stock", unit="EUR")},
     {"metrics.stock": whole({"type": "balance", "table": "visit", "valid_from": "day", "column": "fee"}, "stock", unit="EUR")}),
    # The whole of a year, in each way there is to cut it.
    ("target_sum", targets(YEAR, target("visits", "2026-H1", 40), target("visits", "2026-H2", 50)), targets(YEAR, target("visits", "2026-H1", 40), target("visits", "2026-H2", 60))),
    ("target_sum", targets(YEAR, target("visits", "2026-H1", 40), target("visits", "2026-Q3", 30), target("visits", "2026-Q4", 20)), targets(YEAR, target("visits", "2026-H1", 40), target("visits", "2026-Q3", 30), target("visits", "2026-Q4", 30))),
    ("target_sum", targets(*[target("visits", f"2026-{n:02}", 10) for n in (10, 11, 12)], target("visits", "2026-Q4", 29)), targets(*[target("visits", f"2026-{n:02}", 33.3) for n in (10, 11, 12)], target("visits", "2026-Q4", 100))),
    # A part may be less than the whole; more only where a quantity can be negative.
    ("target_sum", targets(YEAR, target("visits", "2026-Q4", 101)), targets(YEAR, target("visits", "2026-Q4", 99))),
    ("target_sum", targets(target("fees", "2026", 100), target("fees", "2026-Q4", 120)), targets(target("balance", "2026", 100), target("balance", "2026-Q4", 120))),
    ("target_sum", targets(target("fees", "2026", 100), target("fees", "2026-Q4", 120)), targets(target("fees", "2026", 100), target("fees", "2026-Q4", 120), target("fees", "2026-Q3", -20))),
    # Only what adds up: no rates, no distinct counts.
    ("target_sum", targets(YEAR, target("visits", "2026-H1", 80), target("visits", "2026-H2", 80)), targets(target("parks", "2026", 100), target("parks", "2026-H1", 80), target("parks", "2026-H2", 80))),
    # Segments of one dimension.
    ("target_sum", targets(YEAR, target("visits", "2026", 60, park="oak"), target("visits", "2026", 50, park="elm")), targets(YEAR, target("visits", "2026", 50, park="oak"), target("visits", "2026", 50, park="elm"))),
    ("target_sum", targets(YEAR, target("visits", "2026", 40, park="oak"), target("visits", "2026", 50, park="elm")), targets(YEAR, target("visits", "2026", 50, park="elm"))),
    ("target_sum", targets(YEAR, target("visits", "2026", 101, kind="x")), targets(NEXT, target("visits", "2026", 101, kind="x"))),
    # The metric tree: a sum of metrics, or a difference, for the same days and the same segment.
    ("target_sum", targets(target("takings", "2026", 100), target("fees", "2026", 70), target("gifts", "2026", 20)), targets(target("takings", "2026", 100), target("fees", "2026", 70), target("gifts", "2026", 30))),
    ("target_sum", targets(target("balance", "2026", 70), target("fees", "2026", 70), target("gifts", "2026", 20)), targets(target("balance", "2026", 50), target("fees", "2026", 70), target("gifts", "2026", 20))),
    ("target_sum", targets(target("takings", "2026", 100), target("fees", "2026", 110)), targets(target("takings", "2026", 100), target("fees", "2026", 110, park="oak"))),
    ("target_sum", targets(target("takings", "2026", 100), target("fees", "2026", 70), target("gifts", "2026", 20)), {**targets(target("takings", "2026", 100), target("fees", "2026", 70), target("gifts", "2026", 20)), "metrics.takings.unit": "USD"}),
]  # fmt: skip


def test_a_whole_folder_has_no_warning(tmp_path):
    assert write(tmp_path, {}) == ()


@pytest.mark.parametrize(("code", "has", "has_not"), CASES)
def test_each_code(tmp_path, code, has, has_not):
    found = write(tmp_path, has)
    assert {problem.code for problem in found} == {code}, found
    assert all(problem.severity == "warning" for problem in found)
    assert code not in {problem.code for problem in write(tmp_path, has_not)}


MEMBERS = {"park": {"oak": ("Oak Park",), "elm": ("Elm Park",)}, "kind": {"school": (), "family": ()}}
SPLIT = targets(YEAR, target("visits", "2026", 40, park="oak"), target("visits", "2026", 50, park="elm"))
FIR = MEMBERS | {"park": MEMBERS["park"] | {"fir": ("Fir Park",)}}
LIVE = [
    # code, changes and members that have it, and that have not
    ("unknown_member", {}, MEMBERS | {"park": {"oak": ()}}, {}, MEMBERS),
    ("unknown_member", targets(target("visits", "2026", 1, kind="scool")), MEMBERS, targets(target("visits", "2026", 1, kind="school")), MEMBERS),
    ("colliding_member", {}, MEMBERS | {"kind": {"Fees": (), "family": ()}}, {"dimensions.kind.index": False}, MEMBERS | {"kind": {"Fees": ()}}),
    ("colliding_member", {}, MEMBERS | {"kind": {"x": ("oak",)}}, {}, MEMBERS | {"kind": {"oaks": ()}}),
    ("colliding_member", {}, MEMBERS | {"kind": {"x": ("elm park",)}}, {}, MEMBERS | {"kind": {"7": ()}, "park": {"oak": ("7",), "elm": ()}}),
    ("colliding_member", {}, MEMBERS | {"kind": {"Fees": ()}}, {"meanings": [{"words": {"en": ["fees"]}, "means": "fees"}]}, MEMBERS | {"kind": {"Fees": ()}}),
    ("colliding_member", {}, MEMBERS | {"kind": {"x": ("Oak Park",)}},
     {"meanings": [{"words": {"en": ["oak park"]}, "means": "park", "member": "oak"}]}, MEMBERS | {"kind": {"x": ("Oak Park",)}}),
    ("unknown_member", {"meanings": [{"words": {"en": ["fir park"]}, "means": "park", "member": "fur"}]}, FIR, {"meanings": [{"words": {"en": ["fir park"]}, "means": "park", "member": "fir"}]}, FIR),
    # Targets of all declared members that leave something over: there is a third one in the warehouse.
    ("target_sum", SPLIT, MEMBERS, SPLIT, MEMBERS | {"park": {"oak": (), "elm": (), "fir": ()}}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "has", "members", "has_not", "others"), LIVE)
def test_each_code_that_needs_the_members_of_the_warehouse(tmp_path, code, has, members, has_not, others):
    found = write(tmp_path, has, members)
    assert {problem.code for problem in found} == {code}, found
    assert code not in {problem.code for problem in write(tmp_path, has_not, others)}


def test_a_warning_says_where_and_what(tmp_path):
    found = write(
        tmp_path,
        {"metrics.fees.synonyms": {"en": ["visits"]}, **two_ways(), **targets(YEAR, target("visits", "2026-Q4", 101))},
    )
    said = {problem.code: problem for problem in found}
    text = (tmp_path / "model.yaml").read_text(encoding="utf-8").splitlines()
    parks = [line for line, each in enumerate(text, start=1) if each.strip().startswith('"park": {')]
    assert {problem.file for problem in found} == {"model.yaml"}
    assert text[said["colliding_word"].line - 1].strip() == '"visits": {'
    assert "also means metrics.fees" in said["colliding_word"].message
    assert said["ambiguous_path"].line == parks[1], "the dimension, not the table of that name"
    assert (
        "visit_park; visit_exit" in said["ambiguous_path"].message and "fees, gifts" in said["ambiguous_path"].message
    )
    assert '"value": 100' in text[said["target_sum"].line - 1]
    assert said["target_sum"].key == "targets.0.value" and "by quarter make at least 101" in said["target_sum"].message


def test_a_default_for_an_unknown_member_names_the_one_that_is_called_so(tmp_path):
    (found,) = write(tmp_path, {"meanings": [{"words": {"en": ["Fir Park"]}, "means": "park", "member": "GER"}]}, FIR)
    assert (found.key, found.suggestions) == ("meanings.0.member", ("fir",))
    assert found.message == "the warehouse has no park “GER”."


def test_many_meanings_of_one_word_are_counted_and_not_listed(tmp_path):
    many = {f"metrics.m{n}": whole(rows("count"), f"number {n}", synonyms={"en": ["numbers"]}) for n in range(9)}
    (found,) = write(tmp_path, many)
    assert "metrics.m1, metrics.m2, metrics.m3 and 5 more" in found.message


def test_only_members_that_matter_are_read(tmp_path):
    write(tmp_path, {"dimensions.kind.index": False})
    assert members_looked_at(read_folder(tmp_path).model) == ("park",)
    write(tmp_path, {"dimensions.kind.index": False, **targets(target("visits", "2026", 1, kind="x"))})
    assert members_looked_at(read_folder(tmp_path).model) == ("park", "kind")
    write(tmp_path, {"dimensions.kind.index": False, "meanings": [{"words": ["x"], "means": "kind", "member": "x"}]})
    assert members_looked_at(read_folder(tmp_path).model) == ("park", "kind")
