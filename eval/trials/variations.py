"""Other ways to type a question: some mean the same, some must not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from opencc import OpenCC

from nlq.answer import TraceStep
from semantic_layer.model import Model
from semantic_layer.model.inputs import is_mean

#: Words that no model knows, for a place in a question of each language.
UNKNOWN = {"en": "zorblatt", "zh": "嗜穹"}
#: What a person puts around a question.
AROUND = {
    "en": (("please ", ""), ("could you tell me ", "?"), ("", " please"), ("hi, ", ", thanks")),
    "zh": (("请问", ""), ("麻烦帮我看一下", ""), ("", "，谢谢"), ("你好，", "？")),
}
NEGATIONS = {"en": ("not ", "excluding "), "zh": ("除了", "不含")}
#: What makes another question of one, before and after the name of a metric. No model has to know any.
DISTRACTORS = {
    "en": (
        ("new", "net", "average", "unpaid", "wholesale", "planned", "overdue", "female", "overnight", "non-resident"),
        ("without tax", "per square foot", "of pensioners", "after discounts", "paid by cheque", "on weekends",
         "ignoring outliers", "if prices doubled"),
    ),
    "zh": (
        ("新", "净", "平均", "未付", "批发", "计划", "逾期", "女性", "夜间", "退休人员的", "不含税", "剔除异常值后的"),
        (),
    ),
}  # fmt: skip
_MEANS = ("average", "平均")
_TRADITIONAL = OpenCC("s2t")


class Variation(NamedTuple):
    """Another question. ``kind`` says how it came about, ``adds`` names the dimension that it filters by."""

    kind: str
    text: str
    adds: str = ""


#: Rules by which words are part of a name, or say it otherwise: another name does not stand in their place.
PARTIAL = ("split name", "name in other order", "form of a name")


def vary_alike(text: str, locale: str, trace: tuple[TraceStep, ...], model: Model) -> Iterator[Variation]:
    """Yield questions that mean the same: politeness, punctuation, script, the period moved, another name."""
    for before, after in AROUND[locale]:
        yield Variation("politeness", f"{before}{text}{after}")
    bare = text.rstrip("?？.。!！ ")
    for mark in ("?", "？", "!", "。", ""):
        if bare + mark != text:
            yield Variation("punctuation", bare + mark)
    yield Variation("full width", "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in text))
    yield Variation("spaces", "  ".join(text.split(" ")) + " ")
    if locale == "en":
        yield Variation("upper case", text.upper())
        yield Variation("lower case", text.lower())
    else:
        yield Variation("traditional characters", _TRADITIONAL.convert(text))
    yield from _move_period(text, locale, trace)
    yield from _rename_metric(text, locale, trace, model)


def _move_period(text: str, locale: str, trace: tuple[TraceStep, ...]) -> Iterator[Variation]:
    """Yield the question with its period at the other end, where it stands at one."""
    periods = [step for step in trace if step.meaning == "period"]
    if len(periods) != 1 or any(step.meaning == "compare" for step in trace):
        return
    (first, last), space = periods[0].at, " " if locale == "en" else ""
    rest = (text[:first] + text[last:]).strip(" ,，?？.。!！")
    if text[last:].strip("?？.。!！ ") == "" and first:
        if rest.split(" ")[-1].lower() in ("in", "of", "for", "during", "on", "at", "the", "over", "since", "from"):
            return  # The little word before the period belongs to it.
        yield Variation("period first", f"{text[first:last]}{space and ', '}{rest}")
    elif first == 0 and locale == "en":
        yield Variation("period last", f"{rest.rstrip('?')} {text[first:last]}")


def _rename_metric(text: str, locale: str, trace: tuple[TraceStep, ...], model: Model) -> Iterator[Variation]:
    """Yield the question with a metric under each of its other names that no other metric has."""
    for step in trace:
        name = step.meaning.removeprefix("metric ")
        if not step.meaning.startswith("metric ") or name not in model.metrics or step.rule.endswith(PARTIAL):
            continue
        for synonym in model.metrics[name].synonyms.get(locale, ()):
            shared = any(
                synonym in other.synonyms.get(locale, ()) for key, other in model.metrics.items() if key != name
            )
            if not shared and synonym.lower() != step.words.lower():
                yield Variation("another name", text[: step.at[0]] + synonym + text[step.at[1] :])


def inject_unknown(text: str, locale: str, trace: tuple[TraceStep, ...]) -> Iterator[Variation]:
    """Yield the question with a word that nobody knows: first, last, and between what was read."""
    space = " " if locale == "en" else ""
    word = UNKNOWN[locale]
    places = sorted({0, len(text), *(step.at[1] for step in trace)})
    for place in (*places[:2], *places[len(places) // 2 : len(places) // 2 + 1], places[-1]):
        left, right = text[:place].rstrip(), text[place:].lstrip()
        yield Variation("unknown word", f"{left}{left and space}{word}{right and space}{right}")


def is_who_asks(word: str, trace: tuple[TraceStep, ...]) -> bool:
    """Say whether a word was taken for the name of who asks, which nobody has to know: "Zorblatt asked …"."""
    return any(word in step.words.lower() for step in trace if step.rule.endswith(": frame"))


def inject_distractor(text: str, locale: str, trace: tuple[TraceStep, ...], model: Model) -> Iterator[Variation]:
    """Yield the question with each metric narrowed or changed by words: another question, or one nobody can answer.

    Words that make another name of the same metric are left out: "average response time" may be the response time, and
    the average of what is a mean is that mean. So are words that the question says already.
    """
    space = " " if locale == "en" else ""
    before, after = DISTRACTORS[locale]
    for step in trace:
        if not step.meaning.startswith("metric "):
            continue
        (first, last), said = step.at, step.words.lower()
        metric = model.metrics.get(step.meaning.removeprefix("metric "))
        known = {name.lower() for name in metric.names} if metric else set()
        same = _MEANS if metric and is_mean(metric) else ()
        for words in (
            each
            for each in before
            if each not in text.lower() and each not in same and f"{each}{space}{said}" not in known
        ):
            yield Variation("distractor", text[:first] + words + space + text[first:])
        for words in after:
            yield Variation("distractor", f"{text[:last]} {words}{text[last:]}")


def inject_negation(text: str, locale: str, trace: tuple[TraceStep, ...]) -> Iterator[Variation]:
    """Yield the question with a negation before each member that it names."""
    for step in trace:
        if " = " in step.meaning and not step.rule.startswith("not"):
            for word in NEGATIONS[locale]:
                tail = "外" if word == "除了" else ""
                yield Variation(
                    "negation", text[: step.at[0]] + word + text[step.at[0] : step.at[1]] + tail + text[step.at[1] :]
                )


def inject_filter(text: str, locale: str, trace: tuple[TraceStep, ...], model: Model) -> Iterator[Variation]:
    """Yield the question with a member of each of a few dimensions that it does not name."""
    named = " ".join(step.meaning for step in trace)
    for name, dimension in list(model.dimensions.items())[:8]:
        label = next((member.label.get(locale, "") for member in dimension.members if member.label), "")
        if label and f"{name} = " not in named:
            bare = text.rstrip("?？.。!！ ")
            yield Variation("filter", f"{bare} for {label}" if locale == "en" else f"{label}{bare}", name)
