"""What stands around every request, and what operators need: limits, headers, logs, counters, readiness."""
