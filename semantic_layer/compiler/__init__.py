"""Semantic query to governed SQL."""
