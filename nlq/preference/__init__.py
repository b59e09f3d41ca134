"""Words that can mean several things: in which words readings differ, and which of their meanings is preferred.

A preference tips between readings that are admissible; it never makes one. It holds for the same words with the same
rival meanings, all other words being read alike: what differs in more than that is asked about.
"""

from nlq.preference.difference import APART, list_taken
from nlq.preference.meaning import fingerprint, is_named, names_known, thing_of
from nlq.preference.settle import holds, prefer, settle

__all__ = [
    "APART", "fingerprint", "holds", "is_named", "list_taken", "names_known", "prefer", "settle",
    "thing_of",
]  # fmt: skip
