"""Phrases built bottom-up from mentions, and the fullest covers of a question by them."""
