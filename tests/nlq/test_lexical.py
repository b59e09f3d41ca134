import numpy as np

from nlq.nearness.lexical import Lexical

PHRASES = ("repeat purchase rate", "first response time", "复购率", "投诉解决率", "backlog of complaints")


def best(text):
    scores = Lexical(PHRASES).scores(text)
    assert scores.shape == (len(PHRASES),) and 0 <= scores.min() and scores.max() <= 1
    return PHRASES[int(np.argmax(scores))]


def test_spelling_finds_other_forms_of_a_word_in_either_script():
    assert best("how fast are we responding") == "first response time"
    assert best("客户的投诉有没有解决") == "投诉解决率"
    assert best("repurchasing") == "repeat purchase rate"


def test_a_short_word_is_not_the_beginning_of_a_long_one():
    # " back " holds neither "back" with an end nor anything else of "backlog" but its beginning.
    scores = Lexical(PHRASES).scores("back")
    assert scores.max() < 0.8


def test_a_text_of_unknown_letters_is_near_to_nothing():
    assert not Lexical(PHRASES).scores("žžž").any() and not Lexical(PHRASES).scores("?").any()
