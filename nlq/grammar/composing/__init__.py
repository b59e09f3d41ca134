"""Filled slots to one semantic query."""
