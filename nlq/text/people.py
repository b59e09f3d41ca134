"""English words for people of no kind in particular, and what asks for their number."""

PERSONS = frozenset({"people", "persons", "folks"})
#: Each of them once.
DISTINCT = ("different", "distinct", "unique", "separate")
SO_MANY = frozenset({"many", "more", "fewer", "most", "fewest", "less", "least"})
