"""What made the state's tables, step by step. Alembic runs them; ``tables.py`` is where they lead."""
