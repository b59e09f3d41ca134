"""Slots: what phrases say, of whatever order, and what of them clashes."""
