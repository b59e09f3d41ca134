"""A question of several sentences or clauses: what goes on from what, what is told only, what is asked besides."""

from nlq.sentences.read import asks_twice, read_sentences
from nlq.sentences.refer import points_there

__all__ = ["asks_twice", "points_there", "read_sentences"]
