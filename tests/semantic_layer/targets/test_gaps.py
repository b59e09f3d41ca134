"""Targets that their parts contradict."""

import math

import pytest

from semantic_layer.targets import find_target_gaps


def target(metric, period, value, **segment):
    return {"metric": metric, "period": period, "value": value, "segment": segment}


def gaps(mill, *targets, members=None):
    return [
        (gap.target.period, gap.kind, gap.along, gap.low, gap.high, gap.complete)
        for gap in find_target_gaps(mill.aiming(*targets).model, members)
    ]


def quarters(metric, *values):
    return [target(metric, f"2024-Q{number}", value) for number, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        # What adds up is the sum of its parts, within the roundness of targets.
        ([target("made", "2024", 10_000), *quarters("made", 2500, 2500, 2500, 2500)], []),
        ([target("made", "2024", 10_000), *quarters("made", 2500, 2500, 2500, 2499)], []),
        ([target("made", "2024", 10_000), *quarters("made", 2500, 2500, 2500, 2400)], [("2024", "periods", "quarter", 9900, 9900, True)]),
        # Each unit by itself: halves may fit where quarters do not.
        ([target("made", "2024", 10), target("made", "2024-H1", 4), target("made", "2024-H2", 6), *quarters("made", 3, 3, 3, 3)],
         [("2024", "periods", "quarter", 12, 12, True), ("2024-H1", "periods", "quarter", 6, 6, True)]),
        # Parts that are not all there may fall short, and never exceed.
        ([target("made", "2024", 100), *quarters("made", 30, 30)], []),
        ([target("made", "2024", 100), *quarters("made", 60, 60)], [("2024", "periods", "quarter", 120, math.inf, False)]),
        ([target("result", "2024", 100), *quarters("result", 200, -150)], []),
        # A rate of what adds up lies between its parts; what grows between the largest and the sum; a stock is its last.
        ([target("scrap_rate", "2024", 0.05), *quarters("scrap_rate", 0.04, 0.05, 0.06, 0.05)], []),
        ([target("scrap_rate", "2024", 0.02), *quarters("scrap_rate", 0.04, 0.05, 0.06, 0.05)], [("2024", "periods", "quarter", 0.04, 0.06, True)]),
        ([target("lines", "2024", 12), *quarters("lines", 3, 3, 3, 3)], []),
        ([target("lines", "2024", 2), *quarters("lines", 3, 3, 3, 3)], [("2024", "periods", "quarter", 3, 12, True)]),
        ([target("pieces", "2024", 9), *quarters("pieces", 1, 2, 3, 9)], []),
        ([target("pieces", "2024", 15), *quarters("pieces", 1, 2, 3, 9)], [("2024", "periods", "quarter", 9, 9, True)]),
        # A turnover grows, but nothing is said of by how much.
        ([target("turns", "2024", 99), *quarters("turns", 1, 1, 1, 1)], []),
    ],
)  # fmt: skip
def test_periods(mill, targets, found):
    assert gaps(mill, *targets) == found


def sites(metric, *values):
    return [target(metric, "2024-Q4", value, site=number) for number, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("targets", "members", "found"),
    [
        ([target("made", "2024-Q4", 10), *sites("made", 1, 2, 3, 4)], None, []),
        ([target("made", "2024-Q4", 11), *sites("made", 1, 2, 3, 4)], None, [("2024-Q4", "segments", "site", 10, 10, True)]),
        ([target("made", "2024-Q4", 11), *sites("made", 1, 2, 3)], None, []),
        ([target("made", "2024-Q4", 5), *sites("made", 1, 2, 3)], None, [("2024-Q4", "segments", "site", 6, math.inf, False)]),
        ([target("made", "2024-Q4", 11), *sites("made", 1, 2, 3)], {"site": (1, 2, 3)}, [("2024-Q4", "segments", "site", 6, 6, True)]),
        ([target("made", "2024-Q4", 11), *sites("made", 1, 2, 3, 4)], {"site": (1, 2, 3, 4, 5)}, []),
        ([target("pieces", "2024-Q4", 10), *sites("pieces", 1, 2, 3, 4)], None, []),
        ([target("scrap_rate", "2024-Q4", 0.5), *sites("scrap_rate", 0.1, 0.2, 0.1, 0.1)], None, [("2024-Q4", "segments", "site", 0.1, 0.2, True)]),
        ([target("scrap_rate", "2024-Q4", 0.5), *sites("scrap_rate", 0.1, 0.2)], None, []),
        ([target("lines", "2024-Q4", 2), *sites("lines", 3, 1)], None, [("2024-Q4", "segments", "site", 3, math.inf, False)]),
        # A segment has segments of its own.
        ([target("made", "2024-Q4", 5, line="a"), *(target("made", "2024-Q4", 2, line="a", site=number) for number in (1, 2, 3, 4))], None,
         [("2024-Q4", "segments", "site", 8, 8, True)]),
    ],
)  # fmt: skip
def test_segments(mill, targets, members, found):
    assert gaps(mill, *targets, members=members) == found


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ([target("good", "2024", 90), target("made", "2024", 100), target("scrap", "2024", 10)], []),
        ([target("good", "2024", 95), target("made", "2024", 100), target("scrap", "2024", 10)], [("2024", "inputs", "made - scrap", 90, 90, True)]),
        ([target("good", "2024", 95), target("made", "2024", 100)], []),
        ([target("good", "2024", 95), target("made", "2024", 100), target("scrap", "2024-Q4", 10)], []),
        ([target("scrap_rate", "2024", 0.2), target("made", "2024", 100), target("scrap", "2024", 10)], [("2024", "inputs", "scrap / made", 0.1, 0.1, True)]),
        ([target("scrap_rate", "2024", 0.2), target("made", "2024", 0), target("scrap", "2024", 10)], []),
        # Two children in the parent's unit, good the same way, are its breakdown; one alone is not.
        ([target("made", "2024", 100), target("made_north", "2024", 60), target("made_south", "2024", 40)], []),
        ([target("made", "2024", 100), target("made_north", "2024", 60), target("made_south", "2024", 30)], [("2024", "children", "children", 90, 90, True)]),
        ([target("made", "2024", 100), target("made_north", "2024", 60)], []),
    ],
)  # fmt: skip
def test_the_tree(mill, targets, found):
    assert gaps(mill, *targets) == found


def test_a_gap_says_what_is_wrong(mill):
    (gap,) = find_target_gaps(mill.aiming(target("made", "2024-Q4", 11), *sites("made", 1, 2, 3, 4)).model)
    assert gap.message == "the target of made 2024-Q4 is 11; its parts by site make 10."
    assert [part.value for part in gap.parts] == [1, 2, 3, 4]
    (gap,) = find_target_gaps(
        mill.aiming(target("made", "2024-Q4", 5, line="a"), target("made", "2024-Q4", 9, line="a", site=1)).model
    )
    assert gap.message == "the target of made 2024-Q4 (line a) is 5; its parts by site make at least 9."


def test_the_demos_targets_add_up(retail):
    assert list(find_target_gaps(retail.model)) == []
