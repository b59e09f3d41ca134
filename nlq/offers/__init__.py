"""What a question that is not read may still ask for: told where the words define it, else asked back or offered."""

from nlq.offers.offer import offer_metrics, offer_sides

__all__ = ["offer_metrics", "offer_sides"]
