import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlq.text.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Revenue  LAST Month", "revenue last month"),
        ("２０２５年Ｑ２，銷售額", "2025年q2,销售额"),
        ("環比增長率", "环比增长率"),
        ("Q2’25 – Q3", "q2'25 - q3"),
        ("a\tb\nc\u3000d\u00a0e", "a b c d e"),
        ("cafe\u0301", "caf\u00e9"),
        ("Straße", "strasse"),
        ("zero\u200bwidth\u202e", "zerowidth"),
        ("", ""),
        ("二○二五年", "二〇二五年"),
        ("m²", "m2"),
    ],
)
def test_one_spelling(raw, expected):
    assert normalise(raw).text == expected


def test_spans_point_at_the_original():
    found = normalise("上季度　Straße①銷售額")
    at = found.text.index("销售额")
    assert found.original[slice(*found.span(at, at + 3))] == "銷售額"
    at = found.text.index("strasse")
    assert found.original[slice(*found.span(at, at + 7))] == "Straße"


def test_an_empty_span_is_a_place():
    found = normalise("abc")
    assert found.span(1, 1) == (1, 1)
    assert found.span(3, 3) == (3, 3)


@given(st.text(max_size=60))
def test_every_character_has_an_origin(raw):
    found = normalise(raw)
    assert len(found.origins) == len(found.text)
    assert all(0 <= start < end <= len(raw) for start, end in found.origins)
    assert list(found.origins) == sorted(found.origins)
    assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in found.text)


@given(st.text(alphabet="aAß銷售額２Ｑ é’–\u200b年①", max_size=30))
def test_normalising_again_changes_nothing(raw):
    once = normalise(raw).text
    assert normalise(once).text == once
