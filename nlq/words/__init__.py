"""Operator words of each language: what binds, negates, ranks, compares; and the closed list of fillers."""
