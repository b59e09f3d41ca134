"""MCP by the official client: a real process over its standard streams, and a real service over HTTP."""

import json
import os
import subprocess
import sys

import anyio
import httpx
import jsonschema
import pytest
from commands import KPI
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from api.chat.tools import TOOLS
from eval.demo import build_demo
from semantic_layer.query import query_schema


@pytest.fixture(scope="session")
def mcp_address(serving):
    return f"{serving(mcp='true')}/mcp"


@pytest.fixture(params=["stdio", "http"])
def connect(request, tmp_path):
    """Connects the official client to a server of either kind."""
    if request.param == "http":
        address = request.getfixturevalue("mcp_address")
        return lambda **more: Client(address, **more)
    build_demo("retail")
    # Nothing of this machine but what is told goes to the server: it keeps what it keeps where this says.
    told = {
        "KPI_STATE_URL": f"sqlite:///{tmp_path}/state.db",
        "KPI_EMBEDDINGS": "off",
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    server = StdioServerParameters(command=KPI[0], args=[*KPI[1:], "mcp", "--model", "retail"], env=told)
    return lambda **more: Client(stdio_client(server), **more)


def run(connect, use, **more):
    async def main():
        with anyio.fail_after(120):
            async with connect(**more) as client:
                return await use(client)

    return anyio.run(main)


def text_of(result):
    return "\n".join(part.text for part in result.content)


def test_a_session_from_question_to_follow_up(connect):
    async def use(client):
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        first = await client.call_tool("ask", {"question": "revenue last month by region"})
        key = first.structured_content["conversation_id"]
        second = await client.call_tool("ask", {"question": "and by city?", "conversation_id": key})
        again = await client.call_tool("query", {"query": second.structured_content["query"]})
        chinese = await client.call_tool("ask", {"question": "上月销售额"})
        return tools, first, second, again, chinese

    tools, first, second, again, chinese = run(connect, use)
    assert list(tools) == ["ask", "list_metrics", "describe_metric", "query"]
    for tool in tools.values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert tool.description and tool.annotations.read_only_hint
    for result in (first, second, again, chinese):
        assert not result.is_error and result.structured_content["status"] == "answered"
        jsonschema.validate(result.structured_content, tools["ask"].output_schema)
        assert result.structured_content["sql"] in text_of(result)
    assert second.structured_content["query"]["by"][0]["name"] == "city"
    assert again.structured_content["rows"] == second.structured_content["rows"]
    assert "| East China |" in text_of(first) and "销售额" in text_of(chinese) and "指标口径" in text_of(chinese)


def test_a_question_back_is_one_and_each_choice_is_a_query(connect):
    async def use(client):
        asked = await client.call_tool("ask", {"question": "returns last month"})
        choices = asked.structured_content["choices"]
        key = asked.structured_content["conversation_id"]
        taken = [
            await client.call_tool(
                "query", {"query": each["query"], "remember": each["remember"], "conversation_id": key}
            )
            for each in choices
        ]
        return asked, choices, taken, await client.call_tool("ask", {"question": "by region", "conversation_id": key})

    asked, choices, taken, follow = run(connect, use)
    assert asked.structured_content["status"] == "clarify" and asked.structured_content["rows"] == []
    assert len(choices) == 2 and [each.structured_content["rows"] for each in taken] == [
        each["rows"] for each in choices
    ]
    told = text_of(asked)
    assert all(f"{place}. " in told for place in (1, 2)) and "Which do you mean?" in told
    # A client that reads text alone can choose too.
    queries = [json.loads(line) for line in told.split("```json\n")[1].split("\n```")[0].splitlines()]
    assert [each["measures"] for each in queries] == [
        [{"kind": "metric", "name": each["query"]["measures"][0]["name"]}] for each in choices
    ]
    assert follow.structured_content["query"]["measures"] == choices[1]["query"]["measures"]


def test_the_catalogue(mcp_address):
    async def use(client):
        everything = await client.call_tool("list_metrics", {})
        some = await client.call_tool("list_metrics", {"words": "复购", "locale": "zh"})
        one = await client.call_tool("describe_metric", {"name": "revenue"})
        schema = await client.read_resource("kpi://schema/query")
        return everything, some, one, schema

    everything, some, one, schema = run(lambda: Client(mcp_address), use)
    names = [metric["name"] for metric in everything.structured_content["metrics"]]
    assert "revenue" in names and len(names) == everything.structured_content["total"] > 20
    assert [metric["name"] for metric in some.structured_content["metrics"]] and some.structured_content["total"] < len(
        names
    )
    assert one.structured_content["unit"] == "CNY" and one.structured_content["formula"] in text_of(one)
    assert json.loads(schema.contents[0].text) == query_schema()


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {}, "question: is missing"),
        ("ask", {"question": "revenue", "locale": "fr"}, "locale: "),
        ("ask", {"question": "revenue", "model": "gpt"}, "model: is not known here"),
        ("describe_metric", {"name": "revenu"}, "Closest: revenue"),
        ("query", {"query": {"kind": "data"}}, "measures: is missing"),
        ("query", {"query": {"kind": "nothing"}}, "kind"),
    ],
)
def test_errors_are_told_in_words(mcp_address, tool, arguments, told):
    result = run(lambda: Client(mcp_address), lambda client: client.call_tool(tool, arguments))
    assert result.is_error and told in text_of(result) and result.structured_content is None
    assert "pydantic" not in text_of(result) and "Traceback" not in text_of(result)


def test_a_refusal_is_no_error_and_names_the_word(mcp_address):
    result = run(
        lambda: Client(mcp_address), lambda client: client.call_tool("ask", {"question": "unicorns last month"})
    )
    assert not result.is_error and result.structured_content["status"] == "refused"
    assert "unicorns" in text_of(result) and result.structured_content["sql"] is None


def test_there_is_no_other_tool(mcp_address):
    async def use(client):
        with pytest.raises(MCPError, match="Tools: ask, list_metrics"):
            await client.call_tool("shell", {})

    run(lambda: Client(mcp_address), use)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_older_clients_are_served_too(mcp_address, mode):
    result = run(
        lambda: Client(mcp_address, mode=mode),
        lambda client: client.call_tool("ask", {"question": "revenue last month"}),
    )
    assert result.structured_content["status"] == "answered"


def test_the_answer_is_that_of_the_other_door(mcp_address):
    question = {"question": "top 5 stores by revenue last quarter vs the quarter before"}
    ours = run(lambda: Client(mcp_address), lambda client: client.call_tool("ask", question)).structured_content
    theirs = httpx.post(mcp_address.replace("/mcp", "/v1/ask"), json=question, timeout=60).json()
    passing = ("answer_id", "conversation_id", "elapsed_ms")
    assert {k: v for k, v in ours.items() if k not in passing} == {k: v for k, v in theirs.items() if k not in passing}


def test_a_page_elsewhere_cannot_reach_it(mcp_address):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"accept": "application/json, text/event-stream", "origin": "http://evil.example"}
    assert httpx.post(mcp_address, json=call, headers=headers).status_code == 403
    assert (
        httpx.post(mcp_address, json=call, headers={**headers, "origin": "", "host": "evil.example"}).status_code == 421
    )


def test_no_stream_is_held_open_for_nothing(mcp_address):
    listening = httpx.get(mcp_address, headers={"accept": "text/event-stream"}, timeout=5)
    assert listening.status_code == 405 and "POST" in listening.headers["allow"]


def test_the_standard_output_is_the_protocols_alone():
    build_demo("retail")
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "revenue"}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": 1}}},
    ]  # fmt: skip
    # A state that cannot be written is warned of in the log, which is not the standard output.
    settings = {"KPI_STATE_URL": "sqlite:////dev/null/state.db", "KPI_EMBEDDINGS": "off"}
    process = subprocess.Popen(
        [*KPI, "mcp", "--model", "retail"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | settings,
        text=True,
    )
    try:
        for message in messages:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.stdin.close()
        assert process.stdout.read() == "" and process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id[2]["result"]["structuredContent"]["status"] == "answered" and by_id[3]["result"]["isError"]


def test_a_plain_service_imports_no_door():
    script = "import sys, api.cli, api.app; print([name for name in ('mcp', 'slack_sdk', 'lark_oapi', 'openai') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_missing_package_is_named(monkeypatch, retail):
    from api.app import create_app
    from api.settings import Settings
    from semantic_layer.issues import KpiError

    monkeypatch.setitem(sys.modules, "api.chat.mcp", None)
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(KpiError, match="pip install"):
        create_app(Settings(mcp=True), retail)


def test_every_tool_has_schemas_of_its_own():
    assert all(tool.input_schema["type"] == tool.gives["type"] == "object" for tool in TOOLS)
    assert len(json.dumps([tool.input_schema for tool in TOOLS])) < 10_000
