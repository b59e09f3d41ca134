"""Metrics by other words than their names: by verbs, by nouns alone, by qualities, taken apart."""
