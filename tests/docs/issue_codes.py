"""Every code that an issue may have, read from the source: what a refusal, a warning or a note can be called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

#: What stands in a code that is put together from parts.
ANY = "*"
CODE = re.compile(r"[a-z]+(_[a-z*]+)+")


def issue_codes(room: Path) -> set[str]:
    """Return the codes of the issues that a room makes; * stands for a part that is filled in."""
    return {code for path in sorted(room.rglob("*.py")) for code in _codes(ast.parse(path.read_text(encoding="utf-8")))}


def _codes(tree: ast.Module) -> Iterator[str]:
    """Yield the codes of one file: of each Issue that is made, through variables and functions it is passed by."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in [*functions, tree]:
        for call in _own_calls(function):
            if _name(call) == "Issue":
                for keyword in call.keywords:
                    if keyword.arg == "code":
                        yield from _values(keyword.value, function, tree)


def _values(node: ast.expr, function: ast.AST, tree: ast.Module) -> Iterator[str]:
    """Yield the texts that an expression may be."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _values(node.body, function, tree)
        yield from _values(node.orelse, function, tree)
    elif isinstance(node, ast.Name):
        found = [*_assigned(node.id, function, tree), *_passed(node.id, function, tree)] or [*_handed_on(tree)]
        assert found, f"line {node.lineno}: where does the code “{node.id}” come from?"
        yield from found
    else:
        raise AssertionError(f"line {node.lineno}: a code is a text, or a name for one")


def _assigned(name: str, function: ast.AST, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield from _values(node.value, function, tree)


def _passed(name: str, function: ast.AST, tree: ast.Module) -> Iterator[str]:
    """Yield what is passed to a function for its parameter of that name, anywhere in the file."""
    if not isinstance(function, ast.FunctionDef) or name not in [argument.arg for argument in function.args.args]:
        return
    place = [argument.arg for argument in function.args.args].index(name)
    for caller in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for call in _own_calls(caller):
            if _name(call) == function.name:
                given = call.args[place : place + 1] + [word.value for word in call.keywords if word.arg == name]
                for node in given:
                    yield from _values(node, caller, tree)


def _handed_on(tree: ast.Module) -> Iterator[str]:
    """Yield what functions of the file return or yield, alone or first of several, where it looks like a code."""
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Return | ast.Yield) else None
        value = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
        if isinstance(value, ast.Constant | ast.JoinedStr):
            yield from (code for code in _values(value, tree, tree) if CODE.fullmatch(code))


def _own_calls(function: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a function, those of functions inside it left out."""
    todo = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        todo += ast.iter_child_nodes(node)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
