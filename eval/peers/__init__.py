"""Peers behind the same protocol, so that “better than” is a figure over the same suites and graders."""
