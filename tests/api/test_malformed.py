"""What is wrong with a request is said part by part, in the language of who sent it."""

import re
from typing import get_args

import pytest
from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from api.malformed import WORDS, tell_mistake
from api.problems import Problem, problem_of, tell_problem
from api.requests import AskRequest

#: What is sent to /v1/ask beside a question, and what is said of it.
WRONG = [
    ({"question": 1}, "body.question", "must be a text", "须为文字"),
    ({"question": "a" * 20_001}, "body.question", "has more than 20000 characters", "超过 20000 个字符"),
    ({"extra": 1}, "body.extra", "is not known here", "此处没有这一项"),
    ({"today": "soon"}, "body.today", "must be a day, written as 2026-11-23", "须为日期，写作 2026-11-23"),
    ({"today": "1066-10-14"}, "body.today", "must be 1900-01-01 or more", "不得小于 1900-01-01"),
    ({"keep": "perhaps"}, "body.keep", "must be true or false", "须为 true 或 false"),
    ({"conversation_id": "x" * 101}, "body.conversation_id", "has more than 100 characters", "超过 100 个字符"),
]


def told(response):
    assert response.status_code == 422
    return {each["at"]: each["message"] for each in response.json()["errors"]}


@pytest.mark.parametrize(("body", "at", "english", "chinese"), WRONG)
def test_each_part_is_told_in_the_language_of_the_request(client, body, at, english, chinese):
    assert told(client.post("/v1/ask", json={"question": "revenue"} | body))[at] == english
    for said in ({"question": "上个月的销售额"} | body | {"locale": "zh"}, {"question": "上个月的销售额"} | body):
        if isinstance(said["question"], str) and said["question"].startswith("a"):
            said["locale"] = "zh"
        if said["question"] == 1:
            said["locale"] = "zh-CN"
        response = client.post("/v1/ask", json=said)
        assert told(response)[at] == chinese and response.json()["title"] == "请求有误"


def test_what_is_no_json_is_told_as_the_browser_reads(client):
    for language, title, words in (
        ("en", "The request", "is not valid JSON"),
        ("zh-CN", "请求有误", "不是有效的 JSON"),
    ):
        headers = {"content-type": "application/json", "accept-language": language}
        response = client.post("/v1/ask", content="{", headers=headers)
        assert list(told(response).values()) == [words] and response.json()["title"].startswith(title)


def test_parts_of_a_query_are_told_too(client):
    for locale, words in (
        ("en", "has 'kind' “pie”, which must be one of 'data'"),
        ("zh", "'kind' 为“pie”，而须为 'data'、"),
    ):
        response = client.post("/v1/query", json={"query": {"kind": "pie"}, "locale": locale})
        assert words in " ".join(told(response).values())
    empty = {"query": {"kind": "data", "measures": []}, "locale": "zh"}
    assert "少于 1 项" in told(client.post("/v1/query", json=empty)).values()


def test_an_english_rule_of_a_query_keeps_its_words(client):
    query = {"kind": "data", "measures": [{"kind": "metric", "name": "revenue"}], "top": {"n": 3}}
    assert "a top needs an axis and an order" in told(client.post("/v1/query", json={"query": query})).values()
    chinese = told(client.post("/v1/query", json={"query": query, "locale": "zh"}))
    assert list(chinese.values()) == ["与查询的其他部分不符，或不完整"]


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_kind_of_mistake_is_told_in_another_language(kind):
    held = {name: "7" for words in WORDS["en"].values() for name in re.findall(r"{(\w+)}", words) if name != "told"}
    error = {"type": kind, "msg": "Input should be odd", "ctx": held}
    chinese = tell_mistake(error, "zh")
    assert not re.search(r"[A-Za-z]", re.sub("JSON|true|false", "", chinese)) and "{" not in chinese
    assert tell_mistake(error, "en").isascii() or kind == "union_tag_invalid"


def test_both_languages_say_the_same_kinds():
    assert set(WORDS["en"]) == set(WORDS["zh"])


def test_a_tool_and_a_chat_are_told_in_a_sentence():
    with pytest.raises(ValidationError) as caught:
        AskRequest.model_validate({"extra": 1})
    assert (
        tell_problem(problem_of(caught.value, "/", "zh"))
        == "请求中有些内容不符合要求。question：缺少此项；extra：此处没有这一项。"
    )
    assert tell_problem(problem_of(caught.value, "/")).endswith("question: is missing; extra: is not known here.")
    assert tell_problem(Problem(404, "Not found", "Nothing.")) == "Nothing."
