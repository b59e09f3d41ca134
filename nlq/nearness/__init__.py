"""Metrics near in meaning or spelling to what was said."""
