from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

import nlq.engine
from eval.demo import demo_folder
from nlq.embed import embedder_version
from nlq.engine import open_engine
from nlq.nearness.kept import keep_vectors


@dataclass
class Counting:
    """An embedder that keeps every text it is given."""

    given: list[str] = field(default_factory=list)

    def __call__(self, texts):
        self.given.extend(texts)
        return np.array([[len(text), sum(map(ord, text))] for text in texts], dtype=np.float32)


@pytest.fixture
def encode():
    return Counting()


def test_a_second_start_computes_no_vector(tmp_path, monkeypatch):
    encode = Counting()
    monkeypatch.setattr(nlq.engine, "open_embedder", lambda name: encode)

    def start():
        engine = open_engine(demo_folder("journey"), embeddings="light", vectors=tmp_path)
        engine.index.retriever.wait()
        return engine.index.retriever

    first, made = start(), len(encode.given)
    second = start()
    assert made > 100 and len(encode.given) == made
    # What people say is encoded, and never kept.
    assert second.rank("how often people come", 5) == first.rank("how often people come", 5)
    assert encode.given[made:] == ["how often people come"] * 2
    assert start() and len(encode.given) == made + 2


def test_a_changed_text_alone_is_computed_again(encode, tmp_path):
    file = tmp_path / "deep" / "shop.npz"
    first = keep_vectors(encode, "1", file)(["a", "bb", "ccc"])
    again = keep_vectors(encode, "1", file)(["ccc", "new", "a", "a"])
    assert encode.given == ["a", "bb", "ccc", "new"]
    assert again[[0, 2, 3]].tolist() == first[[2, 0, 0]].tolist()
    # "bb" was dropped: nothing of it is kept.
    keep_vectors(encode, "1", file)(["bb"])
    assert encode.given[4:] == ["bb"]


def test_another_embedder_takes_nothing_of_the_first(encode, tmp_path):
    keep_vectors(encode, "1", tmp_path / "shop.npz")(["a"])
    keep_vectors(encode, "2", tmp_path / "shop.npz")(["a"])
    assert encode.given == ["a", "a"]
    assert embedder_version("light") == embedder_version("auto") != embedder_version("some/folder")


def cut(file):
    file.write_bytes(file.read_bytes()[:-40])


def flip(file):
    held = bytearray(file.read_bytes())
    held[held.index(np.float32(97).tobytes())] ^= 0x40
    file.write_bytes(held)


def emptied(file):
    file.write_bytes(b"")


def other(file):
    np.save(file.with_suffix(".npy"), np.zeros(3))
    file.with_suffix(".npy").replace(file)


def wrong_shape(file):
    np.savez(file, keys=np.zeros((1, 32), dtype=np.uint8), vectors=np.zeros((2, 3), dtype=np.float32))


def not_a_number(file):
    with np.load(file) as held:
        keys = held["keys"]
    np.savez(file, keys=keys, vectors=np.full((len(keys), 2), np.nan, dtype=np.float32))


@pytest.mark.parametrize(
    "spoil", [cut, flip, emptied, other, wrong_shape, not_a_number], ids=lambda spoil: spoil.__name__
)
def test_a_spoilt_file_is_made_anew(spoil, encode, tmp_path):
    file = tmp_path / "shop.npz"
    first = keep_vectors(encode, "1", file)(["a", "bb"])
    spoil(file)
    assert keep_vectors(encode, "1", file)(["a", "bb"]).tolist() == first.tolist()
    assert keep_vectors(encode, "1", file)(["a", "bb"]).tolist() == first.tolist()
    assert encode.given == ["a", "bb"] * 2


def test_a_folder_that_cannot_be_written_is_done_without(encode, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    kept = keep_vectors(encode, "1", tmp_path / "file" / "shop.npz")
    assert kept(["a"]).tolist() == kept(["a"]).tolist() == [[1, 97]]


def test_several_that_write_at_once_leave_a_whole_file(encode, tmp_path):
    file = tmp_path / "shop.npz"
    texts = [f"text {number}" for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda place: keep_vectors(Counting(), "1", file)(texts[: 43 + place]), range(8)))
    assert all(each.tolist() == Counting()(texts[: len(each)]).tolist() for each in made)
    keep_vectors(encode, "1", file)(texts[:43])
    assert encode.given == [] and [path.name for path in tmp_path.iterdir()] == ["shop.npz"]
