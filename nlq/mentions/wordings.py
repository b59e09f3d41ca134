"""What a question says in other words than names and operators: verbs, shares and times taken apart, chatter."""

from __future__ import annotations

from nlq.grammar.parse.chart import Item
from nlq.index import Index
from nlq.mentions.around.agents import find_agents
from nlq.mentions.around.chatter import find_chatter
from nlq.mentions.around.frames import find_frames
from nlq.mentions.around.once import find_once
from nlq.mentions.around.percent import find_percent
from nlq.mentions.around.such_counted import find_such_counted
from nlq.mentions.around.theirs import find_names_with_their, find_theirs
from nlq.mentions.around.where_we_are import find_where_we_are
from nlq.mentions.around.who_did import find_who_did
from nlq.mentions.names.apiece import find_apiece, find_in_each, find_per_unit, find_pieces
from nlq.mentions.names.cohorts import find_cohorts
from nlq.mentions.names.counted import find_counted, find_done_so
from nlq.mentions.names.done_to_them import find_done_to_them
from nlq.mentions.names.durations import find_durations, find_durations_zh, find_speeds
from nlq.mentions.names.english_verbs import find_english_verbs, find_verbs_about
from nlq.mentions.names.fuller import find_fuller
from nlq.mentions.names.heads import find_heads, find_reasons
from nlq.mentions.names.heads_apart import find_heads_apart
from nlq.mentions.names.how_often import find_how_often
from nlq.mentions.names.how_so import find_how_so
from nlq.mentions.names.in_advance import find_in_advance
from nlq.mentions.names.per_head import find_kinds_of, find_per_head
from nlq.mentions.names.qualities import find_qualities
from nlq.mentions.names.shares_of import find_shares_of
from nlq.mentions.names.split_names import find_split_names
from nlq.mentions.names.stock import find_stock, find_such_there
from nlq.mentions.names.taking_long import find_taking_long
from nlq.mentions.names.time_verbs import find_time_verbs
from nlq.mentions.names.turned_round import find_turned_round
from nlq.mentions.names.undone import find_undone
from nlq.text.atoms import Atom
from nlq.text.normalise import Normalised


def find_wordings(
    normalised: Normalised, atoms: tuple[Atom, ...], index: Index, about: tuple[str, ...] = ()
) -> list[Item]:
    """Return the mentions that are no name and no operator as the model or a vocabulary writes it.

    ``about`` are the metrics that a question goes on from.
    """
    return [
        *find_split_names(normalised, atoms, index),
        *find_turned_round(atoms, index),
        *find_undone(normalised, atoms, index),
        *find_time_verbs(atoms, index),
        *find_english_verbs(atoms, index),
        *find_verbs_about(atoms, index, about),
        *find_done_to_them(normalised, atoms, index, about),
        *find_durations(atoms, index),
        *find_speeds(atoms, index),
        *find_taking_long(atoms, index),
        *find_durations_zh(normalised, atoms, index),
        *find_how_so(normalised, atoms, index),
        *find_how_often(atoms, index),
        *find_in_advance(normalised, atoms, index),
        *find_in_each(atoms, index),
        *find_qualities(normalised, atoms, index),
        *find_counted(normalised, atoms, index),
        *find_done_so(normalised, atoms, index),
        *find_heads(atoms, index, about),
        *find_heads_apart(normalised, atoms, index),
        *find_reasons(normalised, atoms, index, about),
        *find_stock(normalised, atoms, index),
        *find_shares_of(atoms, index),
        *find_cohorts(normalised, atoms, index),
        *find_names_with_their(atoms, index),
        *find_chatter(normalised, atoms),
    ]


def find_around(normalised: Normalised, atoms: tuple[Atom, ...], found: list[Item], index: Index) -> list[Item]:
    """Return what is said around what was found."""
    return [
        *find_frames(atoms, found, index),
        *find_fuller(atoms, found, index),
        *find_apiece(normalised, atoms, found, index),
        *find_pieces(normalised, atoms, found, index),
        *find_per_unit(atoms, found, index),
        *find_kinds_of(normalised, atoms, found, index),
        *find_per_head(normalised, atoms, index),
        *find_who_did(atoms, found, index),
        *find_percent(atoms, found, index),
        *find_such_there(normalised, atoms, found, index),
        *find_once(atoms, found, index),
        *find_where_we_are(atoms, found, index),
        *find_agents(atoms, found, index),
        *find_theirs(atoms, found),
        *find_such_counted(atoms, found, index),
    ]
