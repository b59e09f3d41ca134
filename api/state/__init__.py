"""What the service keeps: who may ask, what people chose and say of answers. SQLite or PostgreSQL, by URL."""

from api.state.choices import Choices, Tally
from api.state.door import Door, open_door
from api.state.feedback import Feedback
from api.state.keys import Grant, Key, Keys

__all__ = ["Choices", "Door", "Feedback", "Grant", "Key", "Keys", "Tally", "open_door"]
