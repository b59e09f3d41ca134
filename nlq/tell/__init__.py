"""Results to answers: sentences whose numbers come from rows, readback, cards, chart, messages."""

from nlq.tell.board import tell_board
from nlq.tell.bound import tell_bound
from nlq.tell.choices import tell_background, tell_settlement
from nlq.tell.describe import tell_description
from nlq.tell.explain import tell_explanation
from nlq.tell.member_names import name_members
from nlq.tell.refuse import tell_clarification, tell_refusal
from nlq.tell.tell import tell

__all__ = [
    "name_members", "tell", "tell_background", "tell_bound", "tell_board", "tell_clarification", "tell_description",
    "tell_explanation", "tell_refusal", "tell_settlement",
]  # fmt: skip
