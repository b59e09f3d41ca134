"""Trials of the evaluation itself: mutated gold, planted defects, and what must hold without any gold."""
