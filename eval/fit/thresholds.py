"""The thresholds of the choice between readings, taken from the risk and coverage of questions judged held out."""

from __future__ import annotations

from collections.abc import Sequence

from eval.fit.fitting import ASKED, Judged

#: Of the questions with rivals that are answered, at most so many may be answered wrong; of those that are asked back,
#: at most so many may not offer what was meant.
WRONG, NOT_OFFERED = 0.01, 0.01
#: What is tried, from the more careful on. Questions with rivals are few: they argue for nothing bolder than these.
CLEAR = (0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9)
FAINT = tuple(step / 100 for step in range(8, 0, -1))


def find_thresholds(judged: Sequence[Judged]) -> dict[str, float]:
    """Return from which share on a reading answers, and below which none is offered.

    ``clear`` is the lowest share from which on no more are wrong than may be; ``faint`` the highest that leaves what
    was meant among the offered. Of what a model forgot none of the readings is meant: that is for the trust to say.
    """
    rivals = [each for each in judged if each.rivals and each.told and each.example.source in ASKED]
    clear = CLEAR[0]
    for share in CLEAR:
        answered = [each for each in rivals if each.share >= share]
        if sum(not each.right for each in answered) > WRONG * len(answered):
            break
        clear = share
    asked = [each for each in rivals if each.share < clear and each.share_of_right > 0]
    faint = next(
        (share for share in FAINT if sum(each.share_of_right < share for each in asked) <= NOT_OFFERED * len(asked)),
        FAINT[-1],
    )
    return {"clear": clear, "faint": faint}
