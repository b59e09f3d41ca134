"""What is wrong with each part of a request, in the reader's language: a plain sentence for each kind of mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Kinds of mistakes that are told alike.
_ALIKE = {
    "text": ("string_type", "string_sub_type", "string_unicode", "bytes_type"),
    "flag": ("bool_type", "bool_parsing"),
    "whole": ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    "number": ("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing"),
    "day": ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "datetime_type"),
    "list": ("list_type", "tuple_type", "set_type", "frozen_set_type"),
    "object": ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
    "choice": ("literal_error", "enum"),
}  # fmt: skip
_KIND = {kind: alike for alike, kinds in _ALIKE.items() for kind in kinds}

WORDS = {
    "en": {
        "missing": "is missing", "extra_forbidden": "is not known here", "json_invalid": "is not valid JSON",
        "text": "must be a text", "flag": "must be true or false", "whole": "must be a whole number",
        "number": "must be a number", "day": "must be a day, written as 2026-11-23", "list": "must be a list",
        "object": "must be an object with keys", "choice": "must be {expected}",
        "string_too_long": "has more than {max_length} characters",
        "string_too_short": "has fewer than {min_length} characters",
        "string_pattern_mismatch": "must be written so: {pattern}",
        "too_long": "has more than {max_length} entries", "too_short": "has fewer than {min_length} entries",
        "greater_than": "must be above {gt}", "greater_than_equal": "must be {ge} or more",
        "less_than": "must be below {lt}", "less_than_equal": "must be {le} or less",
        "union_tag_invalid": "has {discriminator} “{tag}”, which must be one of {expected_tags}",
        "union_tag_not_found": "does not say its {discriminator}",
        "value_error": "{told}", "other": "{told}",
    },
    "zh": {
        "missing": "缺少此项", "extra_forbidden": "此处没有这一项", "json_invalid": "不是有效的 JSON",
        "text": "须为文字", "flag": "须为 true 或 false", "whole": "须为整数",
        "number": "须为数字", "day": "须为日期，写作 2026-11-23", "list": "须为列表",
        "object": "须为带键的对象", "choice": "须为 {expected}",
        "string_too_long": "超过 {max_length} 个字符",
        "string_too_short": "少于 {min_length} 个字符",
        "string_pattern_mismatch": "格式须为 {pattern}",
        "too_long": "超过 {max_length} 项", "too_short": "少于 {min_length} 项",
        "greater_than": "须大于 {gt}", "greater_than_equal": "不得小于 {ge}",
        "less_than": "须小于 {lt}", "less_than_equal": "不得大于 {le}",
        "union_tag_invalid": "{discriminator} 为“{tag}”，而须为 {expected_tags} 之一",
        "union_tag_not_found": "没有说明 {discriminator}",
        "value_error": "与查询的其他部分不符，或不完整", "other": "不符合要求",
    },
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")


def tell_mistake(error: Mapping[str, Any], locale: str) -> str:
    """Return what is wrong with a part of a request.

    >>> tell_mistake({"type": "string_too_long", "msg": "…", "ctx": {"max_length": 100}}, "zh")
    '超过 100 个字符'
    """
    told = str(error["msg"]).removeprefix("Value error, ")
    values = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if locale == "zh":
        values = {key: value.replace("' or '", "' 或 '").replace(", ", "、") for key, value in values.items()}
    words = WORDS[locale]
    code = _KIND.get(error["type"], error["type"])
    return words.get(code, words["other"]).format(**(values | {"told": told}))


def locale_of_body(body: Any) -> str | None:
    """Return the language that a request is in, as far as it can be read: as it says, else that of its question.

    >>> locale_of_body({"question": "上个月的销售额", "extra": 1}), locale_of_body("{")
    ('zh', None)
    """
    if not isinstance(body, dict):
        return None
    asked = body.get("locale")
    if isinstance(asked, str) and asked.lower().startswith(("en", "zh")):
        return asked[:2].lower()
    return "zh" if any(isinstance(value, str) and _HAN.search(value) for value in body.values()) else None
