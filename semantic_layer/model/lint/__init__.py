"""What is sound in a model and yet weak: metrics that are not SMART, words that mean two things, sums that differ."""

from __future__ import annotations

from collections.abc import Callable

from semantic_layer.issues import ModelProblem
from semantic_layer.model.findings import Findings, Locate, nowhere, tell_finding
from semantic_layer.model.lint.members import find_unknown_members, members_looked_at
from semantic_layer.model.lint.names import find_empty_names, find_unlabelled
from semantic_layer.model.lint.parties import (
    find_colliding_parties,
    find_idle_parties,
    find_unlabelled_parties,
    find_unlisted_parties,
)
from semantic_layer.model.lint.paths import find_ambiguous_paths, find_hidden_tables, find_unreached, find_unused
from semantic_layer.model.lint.smart import find_missing_letters
from semantic_layer.model.lint.steering import find_deprecated, find_many_core, find_odd_weights
from semantic_layer.model.lint.subject import Members, Subject
from semantic_layer.model.lint.sums import find_summed_keys, find_summed_snapshots
from semantic_layer.model.lint.targets import find_negative_counts, find_target_sums, find_targets_out_of_range
from semantic_layer.model.lint.times import find_undated
from semantic_layer.model.lint.units import find_mixed_units, find_odd_shares, find_unknown_units
from semantic_layer.model.lint.words import find_braces, find_colliding_words, find_idle_meanings, find_vague_words

__all__ = ["Members", "Subject", "lint_model", "members_looked_at"]

CHECKS: tuple[Callable[[Subject], Findings], ...] = (
    find_missing_letters, find_vague_words, find_colliding_words, find_braces, find_idle_meanings,
    find_many_core, find_odd_weights,
    find_deprecated, find_targets_out_of_range, find_target_sums, find_ambiguous_paths, find_unreached, find_unused,
    find_unknown_members, find_hidden_tables, find_undated,
    find_mixed_units, find_odd_shares, find_unknown_units, find_summed_keys, find_summed_snapshots,
    find_negative_counts, find_empty_names, find_unlabelled,
    find_unlisted_parties, find_idle_parties, find_unlabelled_parties, find_colliding_parties,
)  # fmt: skip


def lint_model(subject: Subject, locate: Locate = nowhere) -> tuple[ModelProblem, ...]:
    """Return warnings, by what is checked: a model with warnings is served all the same."""
    return tuple(tell_finding(found, locate) for check in CHECKS for found in check(subject))
