"""The sentences about choices that are remembered, and about what words mean by default."""

from __future__ import annotations

CHOICE_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "as_you_chose": "“{words}” is taken as {meaning}, as you chose before.",
        "as_you_chose_so": "“{words}” is read in the way that you chose before.",
        "by_default": "“{words}” is read as {meaning} here, by the model's default.",
        "choice_outdated": "You chose a meaning of “{words}” before, but a definition has changed since: choose again.",
        "choice_kept": "From now on “{words}” is taken as {meaning} for you.",
        "choice_kept_so": "From now on “{words}” is read for you as in this answer.",
        "choice_not_kept": "Your choice could not be remembered: what people chose cannot be written just now.",
        "choice_unfit": "Your choice was not remembered: a definition that it names has changed.",
        "or_else": "If you meant something else:",
        "choices_unread": "What you chose before cannot be read just now, so it is not taken into account.",
    },
    "zh": {
        "as_you_chose": "按您之前的选择，“{words}”理解为{meaning}。",
        "as_you_chose_so": "“{words}”按您之前选择的方式理解。",
        "by_default": "按模型的默认设定，“{words}”在这里指{meaning}。",
        "choice_outdated": "您之前选择过“{words}”的含义，但相关定义此后有变更，请重新选择。",
        "choice_kept": "今后您问到“{words}”时，将理解为{meaning}。",
        "choice_kept_so": "今后您问到“{words}”时，将按本次回答的方式理解。",
        "choice_not_kept": "暂时无法保存，因此没有记住您的选择。",
        "choice_unfit": "相关定义已有变更，因此没有记住您的选择。",
        "or_else": "如果您指的是其他含义：",
        "choices_unread": "暂时无法读取您之前的选择，因此没有采用。",
    },
}  # fmt: skip
