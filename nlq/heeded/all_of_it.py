"""Whether a cover of a question heeds all that its words say: each check is of what a cover may pass over."""

from __future__ import annotations

from nlq.grammar.parse.chart import Item
from nlq.grammar.parse.cover import Cover, is_summed_up
from nlq.heeded.names import (
    are_whole,
    cuts_a_member,
    fills_no_name,
    keep_names,
    names_each,
    says_it_of_its_own,
    shares_no_part,
    tells_part_alone,
)
from nlq.heeded.onward import goes_on, is_said_of_rows, tells_both
from nlq.heeded.people import counts_who_is_asked_for
from nlq.heeded.standing import asks_how_long, asks_of_what_happens, lists_only, stands_by_now
from nlq.heeded.things import (
    counts_the_things,
    has_it_of_groups,
    is_of_named,
    is_of_something,
    says_of_things,
    sets_sides,
    takes_kind_for_doer,
    tells_kinds,
    uses_one,
)
from nlq.heeded.verbs import counts_no_verb, reads_verbs, tells_each_number
from nlq.mentions.names.per_head import OF_EACH
from nlq.periods import keeps_one_order
from nlq.wording import Wording


def heeds_all(cover: Cover, mentions: list[Item], text: Wording) -> bool:
    """Say whether names, verbs, times, what is counted and who is asked for are read as the words have them."""
    leaves = cover.leaves()
    return (
        goes_on(leaves, mentions, text)
        and is_said_of_rows(leaves, text)
        and are_whole(leaves)
        and keep_names(leaves, mentions)
        and names_each(leaves, mentions)
        and tells_part_alone(leaves, text.atoms)
        and shares_no_part(leaves, text.atoms)
        and not cuts_a_member(cover, mentions)
        and fills_no_name(leaves, text.atoms, text.index)
        and says_it_of_its_own(leaves, text.atoms, text.index)
        and reads_verbs(leaves, text.atoms)
        and not is_summed_up(cover)
        and keeps_one_order(leaf.rule for leaf in leaves)
        and is_of_named(leaves, text.index)
        and is_of_something(leaves, text.atoms)
        and counts_the_things(leaves, mentions, text.atoms)
        and uses_one(leaves, text.atoms, text.index)
        and sets_sides(leaves, text.atoms)
        and lists_only(leaves, text.atoms)
        and asks_how_long(leaves, text.index)
        and tells_kinds(cover, text.atoms, text.index)
        and has_it_of_groups(leaves, text.index)
        and stands_by_now(leaves, text)
        and tells_both(leaves, text)
        and not takes_kind_for_doer(cover, text.atoms, text.index)
        and _counts_what_is_asked(cover, leaves, text)
    )


def _counts_what_is_asked(cover: Cover, leaves: tuple[Item, ...], text: Wording) -> bool:
    """Say whether the number is of what is asked for; of groups that are counted, what is said is a condition."""
    counts_groups = cover.slots.count is not None
    if not counts_no_verb(leaves, counts_groups, text.index) or not tells_each_number(leaves, counts_groups):
        return False
    named = [
        leaf.value[0]
        for leaf in leaves
        if leaf.kind == "METRIC" and isinstance(leaf.value[0], str) and leaf.rule != OF_EACH
    ]
    return counts_groups or (
        asks_of_what_happens(leaves, text.atoms, text.index)
        and not says_of_things(leaves, text.atoms)
        and counts_who_is_asked_for(text.normalised.text, named, text.index)
    )
