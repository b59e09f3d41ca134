import io
import json
import random

import pytest
from rich.console import Console

import eval.fit.commands as commands
from eval.fit.examples import Candidate, Example, load_examples, save_examples
from eval.fit.fitting import Fitted, Judged, fit, folds, free_names, judge, judge_held_out
from eval.fit.likelihood import fit_ranking, shares_of
from eval.fit.tables import count_choices
from eval.fit.thresholds import find_thresholds

BY_HAND = {"far": 0.0, "seldom": 0.0, "skip": -12.0}


def example(*candidates, model="a", source="synthetic", meant=True, suite="s"):
    return Example("q", model, suite, "en", source, meant, tuple(Candidate(*each) for each in candidates))


def world(count, seed=1):
    """Return questions of three models whose right reading is the nearer one nine times in ten, some with a slip."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        model = "abc"[number % 3]
        nearer = chance.random() < 0.9
        two = ({"far": 1.0}, not nearer), ({"far": 0.0}, nearer)
        found.append(example(*two, model=model, suite=str(number % 2)))
        slip = chance.random() < 0.3
        right = chance.random() < (0.6 if slip else 0.97)
        found.append(example(({"typo": float(slip)}, right), model=model, source="slip" if slip else "gold"))
    return found


def test_a_fit_learns_the_rank_and_what_a_slip_costs():
    found = fit(world(600), BY_HAND)
    assert found.weights["far"] == pytest.approx(-2.2, abs=0.4)
    assert found.weights["seldom"] == 0.0 and found.weights["skip"] == -12.0
    sure, unsure = judge([example(({}, True)), example(({"typo": 1.0}, True))], found)
    assert sure.confidence == pytest.approx(0.97, abs=0.03) and unsure.confidence == pytest.approx(0.6, abs=0.12)


def test_confidence_is_never_one_for_want_of_data():
    found = fit([example(({}, True)) for _ in range(50)], BY_HAND)
    assert 0.9 < judge([example(({}, True))], found)[0].confidence < 0.995


def test_a_weight_needs_many_questions_of_two_models():
    many = [example(({"far": 1.0}, False), ({}, True)) for _ in range(50)]
    assert free_names(many, BY_HAND) == []
    assert free_names([*many, many[0]._replace(model="b")], BY_HAND) == ["far"]
    assert free_names([many[0], many[0]._replace(model="b")], BY_HAND) == []


def test_what_must_be_asked_back_holds_its_readings_level():
    open_question = example(({"far": 1.0}, False), ({}, False), source="gold", meant=False)
    assert open_question.is_open and not open_question._replace(source="orphan").is_open
    level = fit_ranking([open_question] * 400, {"far": -3.0}, ("far",))
    assert shares_of(open_question, level) == pytest.approx([0.5, 0.5], abs=0.05)


def test_each_fold_is_judged_by_what_has_not_seen_it():
    seen = []

    def fit_to(rest):
        seen.append({each.model for each in rest})
        return Fitted(BY_HAND, {})

    judged = judge_held_out(world(30), lambda each: each.model, fit_to)
    assert seen == [{"b", "c"}, {"a", "c"}, {"a", "b"}] and len(judged) == 60
    assert all(not {id(each) for each in rest} & {id(each) for each in fold} for rest, fold in folds(world(9), id))


def judged(share, right, share_of_right=None):
    of_right = share_of_right if share_of_right is not None else share if right else 1 - share
    return Judged(example(({}, right), ({}, not right)), share, share, right, of_right, True, True)


def test_thresholds_stand_where_the_risk_begins_and_where_the_meant_is_still_offered():
    sure = [judged(0.97, True) for _ in range(300)] + [judged(0.945, True) for _ in range(50)]
    asked = [judged(0.935, False, 0.065)] * 10 + [judged(0.6, True)] * 10 + [judged(0.58, False, 0.055)]
    assert find_thresholds([*sure, *asked]) == {"clear": 0.94, "faint": 0.05}
    assert find_thresholds(sure) == {"clear": 0.9, "faint": 0.08}
    assert find_thresholds([judged(0.995, False)] * 3)["clear"] == 0.99
    forgotten = [each._replace(example=each.example._replace(source="orphan")) for each in asked]
    assert find_thresholds([*sure, *forgotten]) == find_thresholds(sure)


def test_what_is_told_and_what_is_asked_back_of_gold():
    told = [judged(0.95, True), judged(0.95, False), judged(0.6, True), judged(0.6, False, 0.0), judged(0.6, True)]
    gold = [each._replace(example=each.example._replace(source="gold"), second=0.3) for each in told[:4]]
    # Of a rival that is faint nothing is asked, and what is made is no gold.
    gold += [gold[2]._replace(second=0.02), judged(0.95, True)]
    assert count_choices(gold, {"clear": 0.9, "faint": 0.08}) == (2, 1, 1, 1)


def test_weights_must_be_surer_and_tell_no_more_wrong_held_out():
    hand = [judged(0.95, True), judged(0.95, False)]
    hand = [each._replace(example=each.example._replace(source="gold")) for each in hand]
    surer = [each._replace(share_of_right=each.share_of_right + 0.01) for each in hand]
    assert commands.is_better(surer, hand) and not commands.is_better(hand, surer)
    wrong = [*surer, hand[1]]
    assert not commands.is_better(wrong, hand) and not commands.is_better(surer[1:], hand)


def test_examples_are_kept_as_they_are(tmp_path):
    made = world(3)
    save_examples(made, tmp_path / "examples.jsonl")
    assert load_examples(tmp_path / "examples.jsonl") == made


@pytest.mark.parametrize("count, better", [(300, True), (0, False)])
def test_what_is_accepted_says_how_it_was_made_and_is_better_held_out(tmp_path, monkeypatch, count, better):
    place = tmp_path / "weights.json"
    monkeypatch.setattr(commands, "PLACE", place)
    monkeypatch.setattr(commands, "FITTED", {"by_hand": BY_HAND})
    examples = world(count) if better else [example(({"far": 1.0}, True), model=model) for model in "ab"]
    screen = io.StringIO()
    commands.run_fit(examples, Console(file=screen, width=200), accepted=True)
    held = json.loads(place.read_text())
    assert (held["weights"] != BY_HAND) is better and ("are kept" in screen.getvalue()) is not better
    assert held["by_hand"] == BY_HAND and held["made"]["questions"] and 0.9 <= held["thresholds"]["clear"] < 1


def test_the_confidence_can_be_fitted_alone(tmp_path, monkeypatch):
    place = tmp_path / "weights.json"
    monkeypatch.setattr(commands, "PLACE", place)
    monkeypatch.setattr(commands, "FITTED", {"by_hand": BY_HAND})
    commands.run_fit(world(300), Console(file=io.StringIO(), width=200), accepted=True, only_confidence=True)
    held = json.loads(place.read_text())
    assert held["weights"] == BY_HAND and held["trust"]["typo"] < -0.5
    assert held["thresholds"] == commands.THRESHOLDS and held["made"]["fitted"] == []
