import numpy as np

from nlq.nearness.meaning import Meaning

#: What every text of a small model has in common, many times what tells them apart.
COMMON = 10
AXES = {"cat": 1, "dog": 2, "ship": 3, "question": 4}


def encode(texts):
    """Unit vectors: the common direction, and one for each word that a text holds."""
    rows = np.zeros((len(texts), 6), dtype=np.float32)
    rows[:, 0] = COMMON
    for row, text in zip(rows, texts, strict=True):
        for word, axis in AXES.items():
            row[axis] += word in text
        row[5] = 3 * ("\u3400" <= text[0] <= "\u9fff")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_all_texts_have_in_common_is_taken_off():
    meaning = Meaning(["cat", "dog", "ship"], [0, 1, 2], encode)
    near = meaning.nearness("a dog")
    assert near.shape == (3,) and near.argmax() == 1
    assert near[1] > 0.5 > 0 > near[0]
    assert (encode(["cat"]) @ encode(["dog"]).T).item() > 0.98


def test_a_question_in_another_script_is_as_near():
    meaning = Meaning(["cat", "dog", "ship", "一 cat", "一 dog", "一 ship"], [0, 1, 2, 0, 1, 2], encode)
    for text in ("a dog", "一 dog"):
        near = meaning.nearness(text)
        assert near.argmax() == 1 and near[1] > 0.3 > 0 > near[0]


def test_a_thing_is_as_near_as_its_best_text_and_all_of_them():
    texts = ["cat", "cat one", "cat two", "cat", "ship", "ship one"]
    near = Meaning(texts, [0, 0, 0, 1, 1, 1], encode).nearness("cat")
    assert near[0] > near[1] > 0


def test_one_text_alone_has_a_direction():
    meaning = Meaning(["cat"], [0], encode)
    assert meaning.nearness("cat")[0] > 0.5 > 0 > meaning.nearness("dog")[0]
