"""Targets: found for a metric's days and segment, set against values, put on boards, checked against their parts."""

from semantic_layer.targets.attain import Attained
from semantic_layer.targets.batch import Run
from semantic_layer.targets.beside import Beside, no_target, set_beside
from semantic_layer.targets.board import Line, Settled, settle_board
from semantic_layer.targets.find import Aim, Aims, read_segment
from semantic_layer.targets.gaps import TargetGap, find_target_gaps, gaps_of
from semantic_layer.targets.growth import adds_over, adds_up, growth_of
from semantic_layer.targets.spans import last_year_days, read_period, target_days

__all__ = [
    "Aim", "Aims", "Attained", "Beside", "Line", "Run", "Settled", "TargetGap", "adds_over", "adds_up",
    "find_target_gaps", "gaps_of", "growth_of", "last_year_days", "no_target", "read_period", "read_segment",
    "set_beside", "settle_board", "target_days",
]  # fmt: skip
