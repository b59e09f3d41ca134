"""Symbolic periods to days: resolved on the calendar, cut at the watermark, compared like for like."""

from semantic_layer.calendar.buckets import Bucket, compare_bucket, split_period
from semantic_layer.calendar.clock import Clock
from semantic_layer.calendar.compare import resolve_comparison
from semantic_layer.calendar.resolve import resolve_period
from semantic_layer.calendar.units import step, unit_start

__all__ = [
    "Bucket", "Clock", "compare_bucket", "resolve_comparison", "resolve_period", "split_period", "step", "unit_start",
]  # fmt: skip
