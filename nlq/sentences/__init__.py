"""A question of several sentences or clauses: what goes on from what, what is told only, what is asked besides."""

from nlq.sentences.read import asks_twice, read_sentences
from nlq.sentences.refer import points_there
from nlq.sentences.which_after import put_which_first

__all__ = ["asks_twice", "points_there", "put_which_first", "read_sentences"]
