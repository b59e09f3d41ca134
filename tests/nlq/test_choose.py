"""The choice between readings, over outcomes made by hand."""

from types import SimpleNamespace

import pytest

from nlq.choose import choose
from nlq.reading import Clarification, Reading, Readings
from semantic_layer import query as q

MEMBERS, DATA = q.Members(dimension="area", count=True), q.Data(measures=(q.Metric(name="fees"),))


def run(reading):
    """Return an outcome of its own for each query, as the compiler and the warehouse would."""
    name = type(reading.query).__name__
    return SimpleNamespace(metrics=(name,)), SimpleNamespace(columns=(), rows=((name,),))


@pytest.mark.parametrize("first, second", [(MEMBERS, DATA), (DATA, MEMBERS)])
def test_close_readings_are_asked_back_whatever_they_are_of(clinics, first, second):
    close = Readings(readings=(Reading(query=first, probability=0.55), Reading(query=second, probability=0.45)))
    choice, ran, _ = choose(close, run, clinics.model)
    assert isinstance(choice, Clarification) and len(ran) == 2
    clear = Readings(readings=(Reading(query=first, probability=0.99), Reading(query=second, probability=0.01)))
    assert choose(clear, run, clinics.model)[0].query == first


@pytest.mark.parametrize("counted, told", [(7, DATA), (8, None)])
def test_members_that_are_as_many_as_a_metric_says_are_told_by_the_metric(clinics, counted, told):
    def count(reading):
        names, value = ((), counted) if reading.query == MEMBERS else (("patients",), 7)
        return SimpleNamespace(metrics=names), SimpleNamespace(columns=(SimpleNamespace(name="n"),), rows=((value,),))

    close = Readings(readings=(Reading(query=MEMBERS, probability=0.55), Reading(query=DATA, probability=0.45)))
    choice, _, _ = choose(close, count, clinics.model)
    assert isinstance(choice, Clarification) if told is None else choice.query == told
