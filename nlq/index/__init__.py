"""What the words of a question can mean in this model and this warehouse."""

from nlq.index.build import build_index
from nlq.index.cut import names_not_read
from nlq.index.index import Index, Meaning

__all__ = ["Index", "Meaning", "build_index", "names_not_read"]
