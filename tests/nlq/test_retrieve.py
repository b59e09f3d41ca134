import sys
from dataclasses import replace

import numpy as np
import pytest

from nlq.embed import open_embedder
from nlq.nearness.nearest import nearest_metrics
from nlq.nearness.vectors import Retriever


def test_the_carried_weights_find_metrics_by_meaning(retail):
    retriever = Retriever(retail.model, open_embedder("light"))
    retriever.wait()
    assert "repeat_purchase_rate" in retriever.find(
        "how many of our shoppers come back and buy again", 5, retail.model.metrics
    )
    assert "first_response_time" in retriever.find("客服多久回复", 5, retail.model.metrics)


@pytest.fixture(scope="module")
def meaning(retail):
    retriever = Retriever(retail.model, open_embedder("light"))
    retriever.wait()
    return replace(retail.index, retriever=retriever)


def test_a_refusal_offers_what_is_meant_not_what_shares_a_word(meaning):
    # “customer”, “response” and “time” stand in many names that are not meant.
    assert "repeat purchase rate" in nearest_metrics("shoppers who came back to buy again", meaning, "en")
    assert "首次响应时长" in nearest_metrics("客服过多久才回复", meaning, "zh")


def test_a_refusal_offers_a_name_with_a_slip_first(meaning):
    assert nearest_metrics("invetory turnver", meaning, "en")[0] == "inventory turnover"
    assert nearest_metrics("投诉解绝率", meaning, "zh")[0] == "投诉解决率"


def test_without_vectors_a_refusal_offers_what_shares_a_part_then_core_metrics(retail):
    assert "market share" in nearest_metrics("share of the market", retail.index, "en")
    core = {retail.model.metric_label(name, "en") for name, each in retail.model.metrics.items() if each.core}
    assert set(nearest_metrics("zzzzzz", retail.index, "en")) <= core


def test_rows_are_unit_vectors():
    rows = open_embedder("auto")(["revenue", "销售额"])
    assert rows.dtype == np.float32 and rows.shape[0] == 2
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-3)


def test_nothing_heavy_is_imported_before_it_is_needed():
    assert open_embedder("off") is None
    open_embedder("some/folder")
    assert "sentence_transformers" not in sys.modules and "torch" not in sys.modules


def test_without_its_package_the_retriever_finds_nothing(retail):
    def missing(texts):
        raise ImportError

    retriever = Retriever(retail.model, missing)
    retriever.wait()
    assert retriever.find("revenue", 3, retail.model.metrics) == ()
