"""What the service keeps: who may ask and who asked, what people chose and say. SQLite or PostgreSQL, by URL."""

from api.state.audit import Audit, Entry, Sought
from api.state.backup import back_up, restore
from api.state.choices import Choices, Tally
from api.state.conversations import Conversation, Conversations, Said
from api.state.door import Door, open_door
from api.state.feedback import Feedback
from api.state.keys import Grant, Key, Keys
from api.state.places import Places
from api.state.seen import Seen
from api.state.shares import Share, Shares
from api.state.usage import Usage, Used

__all__ = [
    "Audit", "Choices", "Conversation", "Conversations", "Door", "Entry", "Feedback", "Grant", "Key", "Keys", "Places",
    "Said", "Seen", "Share", "Shares", "Sought", "Tally", "Usage", "Used", "back_up",
    "open_door", "restore",
]  # fmt: skip
