"""Gold suites, graders and reports."""
