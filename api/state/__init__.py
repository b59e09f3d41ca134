"""What the service keeps of its own: what people chose. One database, SQLite or PostgreSQL, by URL."""

from api.state.choices import Choices, Tally
from api.state.door import Door, open_door

__all__ = ["Choices", "Door", "Tally", "open_door"]
