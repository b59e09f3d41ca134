"""What the service keeps of its own: what people chose, and say of answers. SQLite or PostgreSQL, by URL."""

from api.state.choices import Choices, Tally
from api.state.door import Door, open_door
from api.state.feedback import Feedback

__all__ = ["Choices", "Door", "Feedback", "Tally", "open_door"]
