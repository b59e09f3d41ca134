"""What the README says is so."""

import ast
import doctest
import re
from pathlib import Path

from api.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`KPI_{name.upper()}`" in text, name
        assert f"`{field.default}`" in text or str(field.default) in text, name


def test_every_link_leads_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for part in page.read_text(encoding="utf-8").split("](")[1:]:
            link = part.split(")")[0].partition("#")[0]
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_code_of_lint_is_explained():
    page = (ROOT / "docs/reference/lint.md").read_text(encoding="utf-8")
    sources = [
        *(ROOT / "api/cli").glob("*.py"),
        *(ROOT / "semantic_layer/model/lint").glob("*.py"),
        *(ROOT / "semantic_layer/warehouse").glob("*.py"),
    ]
    calls = [node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("warning", "_problem")]  # fmt: skip
    codes = {node.args[3].value for node in calls if isinstance(node.args[3], ast.Constant)}
    codes |= {f"smart_{letter}" for letter in "smart"}
    assert len(codes) > 20 and not {code for code in codes if f"`{code}`" not in page}


def test_every_code_of_gold_lint_is_explained():
    page = (ROOT / "docs/reference/gold-lint.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "eval/lint").glob("*.py"))
    codes = set(re.findall(r'"(gold_[a-z]+|repeated_id|unknown_name)"', source))
    assert len(codes) == 9 and not {code for code in codes if f"`{code}`" not in page}


def test_every_dependency_is_explained():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    explained = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    block = project.split("dependencies = [")[1].split("]\n")[0]
    for line in block.splitlines():
        name = line.strip().strip('",').split(">")[0].split("[")[0].split("=")[0].lower()
        assert name in explained, name


def test_the_worked_examples_come_out_as_written():
    failed, tried = doctest.testfile(str(ROOT / "docs/explain.md"), module_relative=False, encoding="utf-8")
    assert failed == 0 and tried >= 5
