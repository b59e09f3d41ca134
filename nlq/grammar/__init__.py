"""Typed phrases over the lattice of mentions, and their unification into semantic queries."""
