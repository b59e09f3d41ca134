"""The traps in numbers and all that a query can say, on PostgreSQL: each against the same SQL by hand, run by DuckDB."""

from test_found import *  # noqa: F403
from test_queries import *  # noqa: F403
from test_traps import *  # noqa: F403
