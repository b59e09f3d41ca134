import sys

import numpy as np
import pytest

from nlq.embed import open_embedder
from nlq.nearness.vectors import Retriever


def test_the_carried_weights_find_metrics_by_meaning(retail):
    retriever = Retriever(retail.model, open_embedder("light"))
    retriever.wait()
    assert "repeat_purchase_rate" in retriever.find(
        "how many of our shoppers come back and buy again", 5, retail.model.metrics
    )
    assert "first_response_time" in retriever.find("客服多久回复", 5, retail.model.metrics)


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
