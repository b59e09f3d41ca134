"""Symbolic periods to days: resolved on the calendar, cut at the watermark, compared like for like."""

from semantic_layer.calendar.buckets import Bucket, compare_bucket, split_period, too_many
from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.compare import not_over, resolve_comparison, shorter_unit, span_before, unequal_days
from semantic_layer.calendar.fitting import makes_up
from semantic_layer.calendar.resolve import refuse_days, resolve_period
from semantic_layer.calendar.spans import on_the_calendar
from semantic_layer.calendar.units import step, unit_label, unit_start

__all__ = [
    "Bucket", "Clock", "compare_bucket", "makes_up", "not_over", "on_the_calendar", "refuse_days", "resolve_comparison",
    "resolve_period", "shorter_unit", "span_before", "split_period", "step", "too_many", "unequal_days", "unit_label",
    "unit_start",
]  # fmt: skip
