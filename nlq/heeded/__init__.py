"""Whether a cover of a question heeds all that its words say, beside what each of them fills."""

from nlq.heeded.all_of_it import heeds_all

__all__ = ["heeds_all"]
