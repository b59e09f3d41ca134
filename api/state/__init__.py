"""What the service keeps: who may ask and who asked, what people chose and say. SQLite or PostgreSQL, by URL."""

from api.state.audit import Audit, Entry, Sought
from api.state.choices import Choices, Tally
from api.state.conversations import Conversation, Conversations, Said
from api.state.door import Door, open_door
from api.state.feedback import Feedback
from api.state.keys import Grant, Key, Keys
from api.state.shares import Share, Shares
from api.state.usage import Usage, Used

__all__ = [
    "Audit", "Choices", "Conversation", "Conversations", "Door", "Entry", "Feedback", "Grant", "Key", "Keys", "Said",
    "Share", "Shares", "Sought", "Tally", "Usage", "Used", "open_door",
]  # fmt: skip
